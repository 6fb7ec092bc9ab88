//! Events: what plug-ins declare, and what a wiring file says about who hears whom.
//!
//! A wiring file covers the way from the flow initiator to the strategy planner. What comes after the planner is the platform's:
//! it collects the plans of a decision and calls the execution workers itself.
//!
//! [`publications`] looks at the plug-ins. Of a wiring file, [`resolve`] turns what is written into [`Row`]s, [`calls`] looks at each
//! row and its neighbours, and [`paths`] at where the rows lead.

mod calls;
mod paths;
mod publications;
mod resolve;

use std::collections::BTreeSet;

use simpletrader_contracts::worker::Category;

use super::graph::{find_circle, path_of};
use super::operation::unique;
use super::{Producer, Staffed};
use crate::build_spec::EventKind;
use crate::diagnostic::{Finding, Findings, Rule};
use crate::schema::WiringConfig;
use crate::source::Position;
use crate::translate::START;

pub(super) use publications::publications;

/// Platform names that are system events without a leading underscore: the beginnings of a flow.
const FLOW_STARTS: [&str; 4] = [START, "ORDERBOOK_SNAPSHOT_READY", "NEWS_FEED_DATA_READY", "SCHEDULE_TRIGGERED"];

/// Who publishes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Source {
    /// The flow initiator.
    Flow,
    /// A worker, by index into the workforce.
    Worker(usize),
}

/// One row of a wiring file, resolved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Row {
    /// Who publishes.
    pub source: Source,
    /// What.
    pub event: String,
    /// What kind of event it is, by its name.
    pub kind: EventKind,
    /// Which worker is called, by index into the workforce.
    pub target: usize,
    /// Which of its handlers.
    pub handler: String,
}

/// A row and where it stands.
struct Placed<'a> {
    row: Row,
    at: &'a Position,
}

/// The handler by which the flow reaches a worker.
pub(crate) fn flow_handler(category: Category) -> &'static str {
    category.handlers().first().copied().unwrap_or_default()
}

/// Whether a category stands between the flow initiator and the strategy planner.
const fn measures_or_detects(category: Category) -> bool {
    matches!(category, Category::ContextWorker | Category::SignalDetector | Category::RiskMonitor)
}

/// The rows of the wiring file: `Some(None)` if there is no file, nothing where a finding says why a row cannot be resolved.
pub(super) fn rows(
    wiring: Option<&WiringConfig>,
    staff: &[Staffed<'_>],
    inputs: &[Vec<Option<Producer>>],
    findings: &mut Findings,
) -> Option<Option<Vec<Row>>> {
    let Some(wiring) = wiring else { return Some(None) };
    unique("wiring row", wiring.event_wirings.iter().map(|row| &row.wiring_id), findings);
    let mut resolved = resolve::sequence(wiring, staff, findings);
    let mut joins = BTreeSet::new();
    for group in &wiring.parallel_groups {
        resolved.extend(resolve::fan_out(group, staff, &mut joins, findings));
    }
    resolved.extend(wiring.event_wirings.iter().map(|row| resolve::written(row, staff, findings)));
    let placed: Vec<Placed<'_>> = resolved.into_iter().collect::<Option<_>>()?;

    calls::no_repetition(&placed, findings);
    calls::called_once(&placed, staff, findings);
    calls::one_continuation(&placed, staff, findings);
    calls::something_starts(&placed, wiring, findings);
    calls::every_publication_is_heard(&placed, staff, findings);
    paths::phases_do_not_run_back(&placed, staff, findings);
    let successors = paths::successors(&placed, &joins, staff);
    if let Some(circle) = find_circle(&successors) {
        let message = format!("events run in a circle: {}", path_of(staff, &circle));
        let at = circle.first().and_then(|node| placed.iter().find(|one| one.row.target == *node)).map(|one| one.at);
        let finding = Finding::error(Rule::V54, message).help("remove one of the rows; a pass must come to an end");
        findings.push(at.into_iter().fold(finding, Finding::at));
    } else {
        paths::producers_run_first(&successors, staff, inputs, findings);
    }
    paths::everybody_is_reached(&placed, &successors, staff, findings);
    paths::no_path_ends_in_nothing(&placed, &successors, staff, inputs, findings);
    Some(Some(placed.into_iter().map(|placed| placed.row).collect()))
}
