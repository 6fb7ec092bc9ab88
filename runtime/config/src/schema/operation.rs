//! The operation: the glue that joins blueprints and environments. It is the file that a run is started with.

use simpletrader_contracts::Symbol;
use simpletrader_contracts::worker::SignerKey;

use super::grants::{GrantConfig, grants};
use super::guardrails::guardrails;
use crate::build_spec::Guardrails;
use crate::decode::{boolean, identifier, list, mapping, signer_key, symbol, text, written, wrong_type};
use crate::diagnostic::{Finding, Findings, Rule};
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
    /// Public keys: only worker files that one of them signed may run. Absent if signatures are not asked for; never empty.
    pub trusted_keys: Option<Vec<Written<SignerKey>>>,
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
    /// What the workers get beyond their calls.
    pub grants: Vec<GrantConfig>,
    /// What the strategy may not do, whatever its workers say.
    pub guardrails: Guardrails,
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
        let trusted_keys = fields.optional("trusted_keys", trusted_keys);
        let strategy_links = fields.required("strategy_links", list(strategy_link));
        Some(Operation {
            name: name?,
            description: description?,
            connectors_file: connectors_file?,
            data_sources_file: data_sources_file?,
            environments_file: environments_file?,
            schedule_file: schedule_file?,
            trusted_keys: trusted_keys?,
            strategy_links: strategy_links?,
        })
    })
}

/// An empty list would refuse every worker, which nobody means who writes it.
fn trusted_keys(node: &Node, findings: &mut Findings) -> Option<Vec<Written<SignerKey>>> {
    let keys = list(written(signer_key))(node, findings)?;
    if keys.is_empty() {
        let finding = Finding::error(Rule::V02, "`trusted_keys` lists no key, so no worker could run").at(&node.at);
        findings.push(finding.help("list the keys that you trust, or leave `trusted_keys` out if files need no signature"));
        return None;
    }
    Some(keys)
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
        let grants = fields.or("grants", grants, Vec::new());
        let guardrails = fields.or("guardrails", guardrails, Guardrails::default());
        Some(StrategyLink {
            name: name?,
            file: file?,
            enabled: enabled?,
            environment_ref: environment_ref?,
            symbol: symbol?,
            wiring: wiring?,
            parameters: parameters?,
            grants: grants?,
            guardrails: guardrails?,
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
    fn trusted_keys_are_read_and_none_at_all_is_refused() {
        let with = |keys: &str| {
            decoded(&GOOD.replace("  strategy_links", &format!("  trusted_keys: {keys}\n  strategy_links")), Operation::decode)
        };
        let key = format!("ed25519:{}", "0b".repeat(32));
        let (operation, findings) = with(&format!("[\"{key}\"]"));
        assert!(findings.is_empty(), "{findings}");
        assert_eq!(operation.unwrap().trusted_keys.unwrap()[0].value.to_string(), key);
        assert!(decoded(GOOD, Operation::decode).0.unwrap().trusted_keys.is_none(), "left out, nothing is asked for");
        for (keys, word) in
            [("[]", "lists no key"), ("[\"ed25519:0b\"]", "64 small hex digits"), (&*format!("\"{key}\""), "must be a list")]
        {
            let findings = with(keys).1.to_string();
            assert!(findings.contains(word), "{keys}: {findings}");
        }
    }

    #[test]
    fn an_operation_without_its_outer_key_says_so() {
        let findings = decoded("name: x\nstrategy_links: []\n", Operation::decode).1.to_string();
        assert!(findings.contains("the operation file needs `operation`"), "{findings}");
    }
}
