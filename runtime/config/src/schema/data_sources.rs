//! The data sources that an operation names: where bars come from.

use simpletrader_contracts::Symbol;

use super::Timeframe;
use crate::build_spec::BarLabel;
use crate::decode::{identifier, list, mapping, symbol, term, text, timeframe, written};
use crate::diagnostic::Findings;
use crate::document::Node;
use crate::source::Written;

/// A file of bars.
#[derive(Debug, Clone)]
pub struct DataSource {
    /// Its id.
    pub id: Written<String>,
    /// The CSV file, relative to the file that names it.
    pub path: Written<String>,
    /// Whose bars they are.
    pub symbol: Symbol,
    /// How long a bar is.
    pub timeframe: Timeframe,
    /// What a bar's label means.
    pub label: BarLabel,
}

/// Reads the file: `data_sources: [...]`.
pub(crate) fn data_sources(node: &Node, findings: &mut Findings) -> Option<Vec<DataSource>> {
    mapping(node, "the file of data sources", findings, |fields| fields.required("data_sources", list(data_source)))
}

fn data_source(node: &Node, findings: &mut Findings) -> Option<DataSource> {
    const TYPES: &[(&str, ())] = &[("file", ())];
    const LABELS: &[(&str, BarLabel)] = &[("open", BarLabel::Open), ("close", BarLabel::Close)];
    mapping(node, "a data source", findings, |fields| {
        let id = fields.required("id", written(identifier));
        let source_type = fields.required("type", term("a type of data source that this version reads", TYPES));
        let path = fields.required("path", written(text));
        let symbol = fields.required("symbol", symbol);
        let timeframe = fields.required("timeframe", timeframe);
        let label = fields.or("label", term("a bar label", LABELS), BarLabel::Open);
        source_type?;
        Some(DataSource { id: id?, path: path?, symbol: symbol?, timeframe: timeframe?, label: label? })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::tests::decoded;

    #[test]
    fn a_file_of_bars_is_read() {
        let (sources, findings) = decoded(
            "data_sources:\n  - {id: goog, type: file, path: data/goog.csv, symbol: GOOG_USD, timeframe: 1d}\n",
            data_sources,
        );
        assert!(findings.is_empty(), "{findings}");
        let sources = sources.unwrap();
        assert_eq!((sources[0].id.as_str(), sources[0].timeframe.seconds(), sources[0].label), ("goog", 86_400, BarLabel::Open));
    }

    #[test]
    fn other_types_are_refused() {
        let (sources, findings) = decoded(
            "data_sources:\n  - {id: a, type: ohlcv_rest, path: x, symbol: A_B, timeframe: 1d, label: closed}\n",
            data_sources,
        );
        assert!(sources.is_none());
        let findings = findings.to_string();
        assert!(
            findings.contains("`ohlcv_rest` is not a type of data source") && findings.contains("did you mean `close`"),
            "{findings}"
        );
    }
}
