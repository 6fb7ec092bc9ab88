//! The data sources that an operation names: where bars, trades and quotes come from.

use std::collections::BTreeMap;
use std::path::Path;

use simpletrader_contracts::Symbol;

use super::Timeframe;
use crate::build_spec::BarLabel;
use crate::data_file::{ColumnNames, DataKind, FileFormat, FileShape, TimeUnit};
use crate::decode::{Fields, identifier, list, mapping, symbol, term, text, timeframe, written};
use crate::diagnostic::{Finding, Findings, Rule};
use crate::document::Node;
use crate::source::Written;

/// A file of market data.
#[derive(Debug, Clone)]
pub struct DataSource {
    /// Its id.
    pub id: Written<String>,
    /// The file, relative to the file that names it.
    pub path: Written<String>,
    /// What it holds and how it is written.
    pub shape: FileShape,
    /// Whose data it is.
    pub symbol: Symbol,
    /// How long a bar is; trades and quotes have none.
    pub timeframe: Option<Timeframe>,
    /// What a bar's label means.
    pub label: BarLabel,
}

/// Reads the file: `data_sources: [...]`.
pub(crate) fn data_sources(node: &Node, findings: &mut Findings) -> Option<Vec<DataSource>> {
    mapping(node, "the file of data sources", findings, |fields| fields.required("data_sources", list(data_source)))
}

fn data_source(node: &Node, findings: &mut Findings) -> Option<DataSource> {
    const TYPES: &[(&str, ())] = &[("file", ())];
    const KINDS: &[(&str, DataKind)] = &[("bars", DataKind::Bars), ("trades", DataKind::Trades), ("quotes", DataKind::Quotes)];
    const UNITS: &[(&str, TimeUnit)] =
        &[("s", TimeUnit::Seconds), ("ms", TimeUnit::Milliseconds), ("us", TimeUnit::Microseconds), ("ns", TimeUnit::Nanoseconds)];
    mapping(node, "a data source", findings, |fields| {
        let id = fields.required("id", written(identifier));
        let source_type = fields.required("type", term("a type of data source that this version reads", TYPES));
        let path = fields.required("path", written(text));
        let kind = fields.or("kind", term("a kind of data", KINDS), DataKind::Bars);
        let format = format(fields, path.as_ref());
        // An unknown kind is read as bars, so that its fields are not all unknown too.
        let columns = fields.or("columns", columns(kind.unwrap_or(DataKind::Bars)), ColumnNames::default());
        let time_unit = fields.optional("time_unit", term("a unit of time", UNITS));
        let symbol = fields.required("symbol", symbol);
        let (timeframe, label) = bar_fields(fields, kind.unwrap_or(DataKind::Bars));
        source_type?;
        let shape = FileShape { kind: kind?, format: format?, columns: columns?, time_unit: time_unit? };
        Some(DataSource { id: id?, path: path?, shape, symbol: symbol?, timeframe: timeframe?, label: label? })
    })
}

/// The format that is written, or that the name's ending tells.
fn format(fields: &mut Fields<'_, '_>, path: Option<&Written<String>>) -> Option<FileFormat> {
    const FORMATS: &[(&str, FileFormat)] = &[("csv", FileFormat::Csv), ("parquet", FileFormat::Parquet)];
    if let Some(written) = fields.optional("format", term("a format that this version reads", FORMATS))? {
        return Some(written);
    }
    let path = path?;
    let told = FileFormat::of_path(Path::new(path.as_str()));
    if told.is_none() {
        let finding = Finding::error(Rule::V02, format!("the name `{}` does not tell the file's format", path.value)).at(&path.at);
        fields.findings().push(finding.help("write `format: csv` or `format: parquet`"));
    }
    told
}

/// What only bars have: their length and the meaning of their label.
fn bar_fields(fields: &mut Fields<'_, '_>, kind: DataKind) -> (Option<Option<Timeframe>>, Option<BarLabel>) {
    const LABELS: &[(&str, BarLabel)] = &[("open", BarLabel::Open), ("close", BarLabel::Close)];
    if kind == DataKind::Bars {
        let timeframe = fields.required("timeframe", timeframe);
        return (timeframe.map(Some), fields.or("label", term("a bar label", LABELS), BarLabel::Open));
    }
    for key in ["timeframe", "label"] {
        let message = format!("{} have no `{key}`: each happens at its own time", kind.as_str());
        fields.refuse(key, Rule::V02, &message, "remove it; bars of any length can be made of trades");
    }
    (Some(None), Some(BarLabel::Open))
}

/// What the file calls its columns, where it has other names than we.
fn columns(kind: DataKind) -> impl Fn(&Node, &mut Findings) -> Option<ColumnNames> {
    move |node, findings| {
        mapping(node, "`columns`", findings, |fields| {
            let mut names = BTreeMap::new();
            let read: Vec<_> = kind.columns().iter().map(|column| (*column, fields.optional(column, text))).collect();
            for (column, name) in read {
                if let Some(name) = name? {
                    names.insert(column.to_owned(), name);
                }
            }
            Some(ColumnNames::new(names))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::tests::decoded;

    fn accepted(source: &str) -> DataSource {
        let (sources, findings) = decoded(&format!("data_sources:\n  - {source}\n"), data_sources);
        assert!(findings.is_empty(), "{findings}");
        sources.unwrap().remove(0)
    }

    fn refused(source: &str) -> String {
        let (_, findings) = decoded(&format!("data_sources:\n  - {source}\n"), data_sources);
        assert!(findings.has_errors(), "accepted: {source}");
        findings.to_string()
    }

    #[test]
    fn a_file_of_bars_is_read() {
        let source = accepted("{id: goog, type: file, path: data/goog.csv, symbol: GOOG_USD, timeframe: 1d}");
        assert_eq!((source.id.as_str(), source.timeframe.unwrap().seconds()), ("goog", 86_400));
        assert_eq!((source.label, source.shape), (BarLabel::Open, FileShape::csv_of_bars()));
    }

    #[test]
    fn trades_and_quotes_say_their_kind_and_their_columns() {
        let source = accepted("{id: t, type: file, path: t.parquet, kind: trades, symbol: A_B, columns: {size: qty}}");
        assert_eq!((source.shape.kind, source.shape.format), (DataKind::Trades, FileFormat::Parquet));
        assert_eq!((source.shape.columns.of("size"), source.timeframe), ("qty", None));
        let source = accepted("{id: q, type: file, path: q.txt, format: csv, kind: quotes, symbol: A_B}");
        assert_eq!((source.shape.kind, source.shape.format), (DataKind::Quotes, FileFormat::Csv));
    }

    #[test]
    fn times_that_are_counts_say_their_unit() {
        let unit = |source: &str| accepted(source).shape.time_unit;
        assert_eq!(unit("{id: a, type: file, path: a.csv, symbol: A_B, timeframe: 1m}"), None);
        for expected in TimeUnit::ALL {
            let source =
                format!("{{id: a, type: file, path: a.csv, symbol: A_B, timeframe: 1m, time_unit: {}}}", expected.as_str());
            assert_eq!(unit(&source), Some(expected));
        }
    }

    #[test]
    fn other_types_are_refused() {
        let findings = refused("{id: a, type: ohlcv_rest, path: x.csv, symbol: A_B, timeframe: 1d, label: closed}");
        assert!(
            findings.contains("`ohlcv_rest` is not a type of data source") && findings.contains("did you mean `close`"),
            "{findings}"
        );
    }

    #[test]
    fn what_does_not_fit_together_is_refused() {
        for (source, expected) in [
            ("{id: a, type: file, path: a.csv, symbol: A_B}", "needs `timeframe`"),
            ("{id: a, type: file, path: a.csv, kind: trades, symbol: A_B, timeframe: 1m}", "trades have no `timeframe`"),
            ("{id: a, type: file, path: a.csv, kind: quotes, symbol: A_B, label: open}", "quotes have no `label`"),
            ("{id: a, type: file, path: a.dat, symbol: A_B, timeframe: 1m}", "does not tell the file's format"),
            ("{id: a, type: file, path: a.csv, format: arrow, symbol: A_B, timeframe: 1m}", "`arrow` is not a format"),
            ("{id: a, type: file, path: a.csv, kind: trade, symbol: A_B, timeframe: 1m}", "did you mean `trades`"),
            ("{id: a, type: file, path: a.csv, kind: trades, symbol: A_B, columns: {volume: v}}", "no key `volume`"),
            ("{id: a, type: file, path: a.csv, symbol: A_B, timeframe: 1m, columns: [a]}", "must be a mapping"),
            ("{id: a, type: file, path: a.csv, symbol: A_B, timeframe: 1m, time_unit: m}", "`m` is not a unit of time"),
        ] {
            let findings = refused(source);
            assert!(findings.contains(expected), "{source}:\n{findings}");
        }
    }
}
