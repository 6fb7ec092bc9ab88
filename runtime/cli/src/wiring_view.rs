//! The wiring of a build spec with names, for people: who publishes what to whom.

use simpletrader_config::build_spec::{Component, EventId, StrategyBuildSpec};
use simpletrader_contracts::worker::Category;

/// One delivery: an event of one publisher, heard by one listener.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// Who publishes.
    pub from: String,
    /// What.
    pub event: String,
    /// Who hears it.
    pub to: String,
    /// By which handler.
    pub handler: String,
}

/// The name of the platform's component that starts each pass.
const FLOW_INITIATOR: &str = "flow_initiator";
/// The name of the platform's component that collects plans.
const AGGREGATION: &str = "aggregation";

/// Every delivery, in the order of the build spec.
pub fn deliveries(spec: &StrategyBuildSpec) -> Vec<Delivery> {
    let mut all = Vec::new();
    for subscription in &spec.wiring.subscriptions {
        let Some(event) = spec.wiring.events.get(usize::from(subscription.event)) else { continue };
        for from in publishers(spec, subscription.event) {
            all.push(Delivery {
                from,
                event: event.name.clone(),
                to: name_of(spec, subscription.target),
                handler: subscription.handler.clone(),
            });
        }
    }
    all
}

/// Who publishes an event: the flow initiator, workers, or else the platform's aggregation.
fn publishers(spec: &StrategyBuildSpec, event: EventId) -> Vec<String> {
    if event == spec.wiring.start {
        return vec![FLOW_INITIATOR.to_owned()];
    }
    let continues = |index: usize| spec.wiring.on_continue.get(index).copied().flatten() == Some(event);
    let workers: Vec<String> = spec
        .workers
        .iter()
        .enumerate()
        .filter(|(index, worker)| continues(*index) || worker.allowed_publications.contains(&event))
        .map(|(_, worker)| worker.worker_id.clone())
        .collect();
    if workers.is_empty() { vec![AGGREGATION.to_owned()] } else { workers }
}

/// The name of a component.
pub fn name_of(spec: &StrategyBuildSpec, component: Component) -> String {
    match component {
        Component::Worker(index) => spec.workers.get(index).map(|worker| worker.worker_id.clone()).unwrap_or_default(),
        Component::FlowInitiator => FLOW_INITIATOR.to_owned(),
        Component::Aggregation => AGGREGATION.to_owned(),
        Component::Journal => "journal".to_owned(),
    }
}

/// A category in words.
pub fn in_words(category: Category) -> String {
    category.as_str().replace('-', " ")
}

/// Columns of text under their headings, as wide as their widest cell.
pub fn table<const COLUMNS: usize>(headings: [&str; COLUMNS], rows: &[[String; COLUMNS]]) -> String {
    let mut widths = headings.map(|heading| heading.chars().count());
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let line = |cells: Vec<&str>| {
        let padded: Vec<String> = cells.iter().zip(widths).map(|(cell, width)| format!("{cell:<width$}")).collect();
        format!("{}\n", padded.join("  ").trim_end())
    };
    let mut text = line(headings.to_vec());
    text.extend(rows.iter().map(|row| line(row.iter().map(String::as_str).collect())));
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_as_wide_as_their_widest_cell_and_lines_end_without_blanks() {
        let rows = [["a".to_owned(), "bb".to_owned()], ["wide cell".to_owned(), String::new()]];
        assert_eq!(table(["x", "y"], &rows), "x          y\na          bb\nwide cell\n");
    }
}
