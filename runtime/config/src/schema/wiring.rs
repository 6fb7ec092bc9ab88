//! A wiring file: which event of which component calls which handler. It has no filters: what to do with the content of an event is
//! the handler's decision, and a condition hidden in wiring would be logic that no test of a worker sees.

use crate::build_spec::EventKind;
use crate::decode::{Fields, identifier, list, mapping, snake_name, term, text, whole, written};
use crate::diagnostic::{Finding, Findings, Rule};
use crate::document::Node;
use crate::source::{Position, Written};

/// A wiring file.
#[derive(Debug, Clone)]
pub struct WiringConfig {
    /// Its id.
    pub wiring_id: String,
    /// Which strategy it was written for; it may serve others.
    pub strategy_ref: Option<String>,
    /// Its version, at least 1.
    pub version: u32,
    /// What it is for.
    pub description: Option<String>,
    /// Workers that continue one into the next; each pair is a row.
    pub sequential_workers: Option<SequentialWorkers>,
    /// Workers that are called side by side.
    pub parallel_groups: Vec<ParallelGroup>,
    /// The rows, in the order of delivery.
    pub event_wirings: Vec<EventWiring>,
}

/// Workers that continue one into the next.
pub type SequentialWorkers = Written<Vec<Written<String>>>;

/// Workers that are called by the same event, and who is called when all of them are done.
#[derive(Debug, Clone)]
pub struct ParallelGroup {
    /// Whose continuation calls the members: a worker, or the flow initiator.
    pub after: Written<String>,
    /// The members, in the order in which they run; at least two.
    pub workers: Vec<Written<String>>,
    /// Who is called when all members are done, if anybody.
    pub then: Option<Written<String>>,
}

/// One row.
#[derive(Debug, Clone)]
pub struct EventWiring {
    /// Its id, unique in the file.
    pub wiring_id: Written<String>,
    /// Who publishes.
    pub source: Endpoint,
    /// What is published.
    pub event_name: Written<String>,
    /// What kind of event it is said to be.
    pub event_type: Option<Written<EventKind>>,
    /// Who is called.
    pub target: Endpoint,
    /// Which handler of the target.
    pub handler_method: Written<String>,
    /// Where the row stands.
    pub at: Position,
}

/// A worker or a component of the platform, by id.
pub type Endpoint = Written<String>;

/// Keys by which people try to filter.
const FILTERS: [&str; 5] = ["filter", "filters", "condition", "conditions", "when"];

impl WiringConfig {
    /// Reads a wiring file.
    pub(crate) fn decode(node: &Node, findings: &mut Findings) -> Option<Self> {
        mapping(node, "a wiring file", findings, |fields| {
            let wiring_id = fields.required("wiring_id", identifier);
            let strategy_ref = fields.optional("strategy_ref", identifier);
            let version = fields.required("version", whole(1..=u32::MAX));
            let description = fields.optional("description", text);
            let sequential_workers = fields.optional("sequential_workers", written(list(written(worker_id))));
            let parallel_groups = fields.list("parallel_groups", parallel_group);
            let event_wirings = fields.required("event_wirings", list(row));
            refuse_filters(fields);
            Some(Self {
                wiring_id: wiring_id?,
                strategy_ref: strategy_ref?,
                version: version?,
                description: description?,
                sequential_workers: sequential_workers?,
                parallel_groups: parallel_groups?,
                event_wirings: event_wirings?,
            })
        })
    }
}

fn worker_id(node: &Node, findings: &mut Findings) -> Option<String> {
    snake_name(node, findings).map(String::from)
}

fn parallel_group(node: &Node, findings: &mut Findings) -> Option<ParallelGroup> {
    mapping(node, "a parallel group", findings, |fields| {
        let after = fields.required("after", written(worker_id));
        let workers = fields.required("workers", list(written(worker_id)));
        let then = fields.optional("then", written(worker_id));
        refuse_filters(fields);
        let workers = workers?;
        if workers.len() < 2 {
            let message = format!("a parallel group has at least two workers, this one has {}", workers.len());
            let finding = Finding::error(Rule::V02, message).at(&node.at);
            fields.findings().push(finding.help("write a row of `event_wirings` for a single worker"));
            return None;
        }
        Some(ParallelGroup { after: after?, workers, then: then? })
    })
}

/// V60: a worker lives in its strategy. The scope may be written, but there is only one.
fn own_scope(fields: &mut Fields<'_, '_>) {
    let Some(node) = fields.node("scope") else { return };
    if node.scalar().is_some_and(|scalar| scalar.text == "STRATEGY") {
        return;
    }
    let finding = Finding::error(Rule::V60, "the workers of a strategy publish and listen in their own strategy only");
    fields.findings().push(finding.at(&node.at).help("write `scope: STRATEGY`, or leave it out"));
}

fn refuse_filters(fields: &mut Fields<'_, '_>) {
    for key in FILTERS {
        fields.refuse(
            key,
            Rule::V43,
            "wiring has no filters or conditions",
            "let the handler that receives the event look at its content and decide",
        );
    }
}

fn row(node: &Node, findings: &mut Findings) -> Option<EventWiring> {
    mapping(node, "a wiring row", findings, |fields| {
        let wiring_id = fields.required("wiring_id", written(identifier));
        let source = fields.required("source", source);
        let target = fields.required("target", target);
        refuse_filters(fields);
        let (source, event_name, event_type) = source?;
        let (target, handler_method) = target?;
        Some(EventWiring { wiring_id: wiring_id?, source, event_name, event_type, target, handler_method, at: node.at.clone() })
    })
}

fn source(node: &Node, findings: &mut Findings) -> Option<(Endpoint, Written<String>, Option<Written<EventKind>>)> {
    const KINDS: &[(&str, EventKind)] = &[("SystemEvent", EventKind::SystemEvent), ("CustomEvent", EventKind::CustomEvent)];
    mapping(node, "a source", findings, |fields| {
        let component = fields.required("component_id", written(worker_id));
        let event_name = fields.required("event_name", written(text));
        let event_type = fields.optional("event_type", written(term("a type of event", KINDS)));
        own_scope(fields);
        refuse_filters(fields);
        Some((component?, event_name?, event_type?))
    })
}

fn target(node: &Node, findings: &mut Findings) -> Option<(Endpoint, Written<String>)> {
    mapping(node, "a target", findings, |fields| {
        let component = fields.required("component_id", written(worker_id));
        let handler = fields.required("handler_method", written(text));
        own_scope(fields);
        refuse_filters(fields);
        Some((component?, handler?))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::tests::decoded;

    const GOOD: &str = "\
wiring_id: w
version: 1
sequential_workers: [a, b]
event_wirings:
  - wiring_id: start
    source: {component_id: flow_initiator, event_name: CANDLE_STREAM_DATA_READY, event_type: SystemEvent}
    target: {component_id: a, handler_method: measure}
";

    // mission: 48
    #[test]
    fn a_wiring_file_is_read() {
        let (wiring, findings) = decoded(GOOD, WiringConfig::decode);
        assert!(findings.is_empty(), "{findings}");
        let wiring = wiring.unwrap();
        assert_eq!(wiring.sequential_workers.unwrap().value.len(), 2);
        assert_eq!(wiring.event_wirings[0].handler_method.as_str(), "measure");
    }

    // mission: 48
    #[test]
    fn filters_are_refused_wherever_they_stand() {
        for (from, to) in [
            ("version: 1\n", "version: 1\nfilter: x\n"),
            ("wiring_id: start\n", "wiring_id: start\n    condition: x\n"),
            ("event_type: SystemEvent", "when: x"),
            ("handler_method: measure", "handler_method: measure, filter: x"),
        ] {
            let findings = decoded(&GOOD.replace(from, to), WiringConfig::decode).1.to_string();
            assert!(findings.contains("V43") && findings.contains("the handler"), "{to}: {findings}");
        }
    }

    // mission: 48
    #[test]
    fn a_group_has_at_least_two_members() {
        let group = |workers: &str| {
            let text = GOOD.replace(
                "event_wirings:",
                &format!("parallel_groups: [{{after: b, workers: {workers}, then: c}}]\nevent_wirings:"),
            );
            decoded(&text, WiringConfig::decode)
        };
        let (wiring, findings) = group("[x, y]");
        assert!(findings.is_empty(), "{findings}");
        assert_eq!(wiring.unwrap().parallel_groups[0].workers.len(), 2);
        assert!(group("[x]").1.to_string().contains("at least two workers"));
        assert!(group("x").1.to_string().contains("must be a list"));
    }

    #[test]
    fn a_row_needs_both_ends() {
        let findings = decoded(&GOOD.replace(", event_name: CANDLE_STREAM_DATA_READY", ""), WiringConfig::decode).1.to_string();
        assert!(findings.contains("a source needs `event_name`"), "{findings}");
        let findings = decoded(&GOOD.replace("    target: {component_id: a, handler_method: measure}\n", ""), WiringConfig::decode)
            .1
            .to_string();
        assert!(findings.contains("a wiring row needs `target`"), "{findings}");
    }
}
