//! The operation: the glue that joins blueprints and environments. It is the file that a run is started with.

use simpletrader_contracts::Symbol;

use crate::decode::{boolean, identifier, list, mapping, symbol, text, written, wrong_type};
use crate::diagnostic::Findings;
use crate::document::{Content, Entry, Node};
use crate::source::Written;

/// Which strategies run where.
#[derive(Debug, Clone)]
pub struct Operation {
    /// Its name.
    pub name: String,
    /// What it is for.
    pub description: Option<String>,
    /// The file of connectors, if there are any.
    pub connectors_file: Option<Written<String>>,
    /// The file of data sources.
    pub data_sources_file: Written<String>,
    /// The file of environments.
    pub environments_file: Written<String>,
    /// The file of schedules, if anything is started by the clock.
    pub schedule_file: Option<Written<String>>,
    /// Which strategies run where.
    pub strategy_links: Vec<StrategyLink>,
}

/// One strategy in one environment. The same blueprint may be linked several times.
#[derive(Debug, Clone)]
pub struct StrategyLink {
    /// Its name, unique in the operation: the strategy's identity in ledger and journal.
    pub name: Written<String>,
    /// The blueprint's file.
    pub file: Written<String>,
    /// Whether it runs when the whole operation is started.
    pub enabled: bool,
    /// The environment's id.
    pub environment_ref: Written<String>,
    /// What is traded, in place of the blueprint's symbol.
    pub symbol: Option<Written<Symbol>>,
    /// The wiring file, in place of the blueprint's.
    pub wiring: Option<Written<String>>,
    /// Parameters that replace the blueprint's.
    pub parameters: Vec<WorkerParameters>,
}

/// The parameters of one worker.
#[derive(Debug, Clone)]
pub struct WorkerParameters {
    /// The worker's id in the blueprint.
    pub worker_id: Written<String>,
    /// Each replaces the blueprint's whole value of its key.
    pub(crate) entries: Vec<Entry>,
}

impl Operation {
    /// Reads the file: `operation: {...}`.
    pub(crate) fn decode(node: &Node, findings: &mut Findings) -> Option<Self> {
        mapping(node, "the operation file", findings, |fields| fields.required("operation", operation))
    }
}

fn operation(node: &Node, findings: &mut Findings) -> Option<Operation> {
    mapping(node, "the operation", findings, |fields| {
        let name = fields.required("name", identifier);
        let description = fields.optional("description", text);
        let connectors_file = fields.optional("connectors_file", written(text));
        let data_sources_file = fields.required("data_sources_file", written(text));
        let environments_file = fields.required("environments_file", written(text));
        let schedule_file = fields.optional("schedule_file", written(text));
        let strategy_links = fields.required("strategy_links", list(strategy_link));
        Some(Operation {
            name: name?,
            description: description?,
            connectors_file: connectors_file?,
            data_sources_file: data_sources_file?,
            environments_file: environments_file?,
            schedule_file: schedule_file?,
            strategy_links: strategy_links?,
        })
    })
}

fn strategy_link(node: &Node, findings: &mut Findings) -> Option<StrategyLink> {
    mapping(node, "a strategy link", findings, |fields| {
        let name = fields.required("name", written(identifier));
        let file = fields.required("file", written(text));
        let enabled = fields.or("enabled", boolean, true);
        let environment_ref = fields.required("environment_ref", written(identifier));
        let symbol = fields.optional("symbol", written(symbol));
        let wiring = fields.optional("wiring", written(text));
        let parameters = fields.or("parameters", worker_parameters, Vec::new());
        Some(StrategyLink {
            name: name?,
            file: file?,
            enabled: enabled?,
            environment_ref: environment_ref?,
            symbol: symbol?,
            wiring: wiring?,
            parameters: parameters?,
        })
    })
}

/// `{worker_id: {key: value}}`.
fn worker_parameters(node: &Node, findings: &mut Findings) -> Option<Vec<WorkerParameters>> {
    const HELP: &str = "write `parameters: {worker_id: {key: value}}`";
    if !matches!(node.content, Content::Mapping(_)) {
        findings.push(wrong_type(node, "a mapping of worker ids").help(HELP));
        return None;
    }
    let read: Vec<Option<WorkerParameters>> = node
        .entries()
        .iter()
        .map(|entry| {
            let Content::Mapping(entries) = &entry.value.content else {
                findings.push(wrong_type(&entry.value, "a mapping of parameters").help(HELP));
                return None;
            };
            let worker_id = Written { value: entry.key.clone(), at: entry.key_at.clone() };
            Some(WorkerParameters { worker_id, entries: entries.clone() })
        })
        .collect();
    read.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::tests::decoded;

    const GOOD: &str = "\
operation:
  name: q1_study
  data_sources_file: data.yaml
  environments_file: envs.yaml
  strategy_links:
    - {name: a, file: s.yaml, environment_ref: bt, symbol: GOOG_USD, parameters: {fast: {period: 5}}}
    - {name: b, file: s.yaml, environment_ref: bt, enabled: false}
";

    #[test]
    fn an_operation_is_read_with_its_links() {
        let (operation, findings) = decoded(GOOD, Operation::decode);
        assert!(findings.is_empty(), "{findings}");
        let operation = operation.unwrap();
        let [a, b] = operation.strategy_links.as_slice() else { panic!() };
        assert!(a.enabled && !b.enabled);
        assert_eq!(a.symbol.as_ref().unwrap().as_str(), "GOOG_USD");
        assert_eq!((a.parameters[0].worker_id.as_str(), a.parameters[0].entries[0].key.as_str()), ("fast", "period"));
    }

    #[test]
    fn wrong_shapes_of_parameters_are_refused() {
        for (from, to) in [("{fast: {period: 5}}", "[fast]"), ("{fast: {period: 5}}", "{fast: 5}")] {
            let findings = decoded(&GOOD.replace(from, to), Operation::decode).1.to_string();
            assert!(findings.contains("{worker_id: {key: value}}"), "{findings}");
        }
    }

    #[test]
    fn an_operation_without_its_outer_key_says_so() {
        let findings = decoded("name: x\nstrategy_links: []\n", Operation::decode).1.to_string();
        assert!(findings.contains("the operation file needs `operation`"), "{findings}");
    }
}
