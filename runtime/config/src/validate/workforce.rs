//! A strategy in itself, without plug-ins: unique and free names (V11, V41), a complete team (V14), confidences that tile (V15).

use simpletrader_contracts::Fraction;

use super::operation::unique;
use crate::build_spec::ConfidenceRange;
use crate::diagnostic::{Finding, Findings, Rule};
use crate::schema::{ACCOUNT, Blueprint, WorkerConfig, Workforce};
use crate::source::{Position, Written};
use crate::translate::HOST_COMPONENTS;

/// Most workers of a strategy: far above any real one, far below what the indices of a build spec can count.
const MAX_WORKERS: usize = 1_000;

/// Checks a blueprint.
pub(crate) fn blueprint(blueprint: &Blueprint, findings: &mut Findings) {
    let workforce = &blueprint.workforce;
    number_of_workers(workforce, findings);
    let ids: Vec<Written<String>> = workforce.workers().map(|(_, worker)| worker.worker_id.clone().map(String::from)).collect();
    unique("worker", ids.iter(), findings);
    reserved_ids(&ids, findings);
    complete_team(workforce, findings);
    let planners = &workforce.planning_workers;
    for (role, workers) in
        [("entry", &planners.entry), ("size", &planners.size), ("exit", &planners.exit), ("execution", &planners.execution)]
    {
        confidences(role, workers, findings);
    }
}

fn number_of_workers(workforce: &Workforce, findings: &mut Findings) {
    let number = workforce.workers().count();
    if number > MAX_WORKERS {
        let finding = Finding::error(Rule::V02, format!("the strategy has {number} workers, more than {MAX_WORKERS}"));
        findings.push(finding.at(&workforce.at).help("split it into several strategies"));
    }
}

/// V41: names that mean the platform.
fn reserved_ids(ids: &[Written<String>], findings: &mut Findings) {
    for id in ids.iter().filter(|id| id.value == ACCOUNT || HOST_COMPONENTS.contains(&id.as_str())) {
        let finding = Finding::error(Rule::V41, format!("the platform itself is known as `{}`", id.value));
        findings.push(finding.at(&id.at).help(format!("choose another id, for example `my_{}`", id.value)));
    }
}

/// V14: every role has a planner, and somebody works the orders.
fn complete_team(workforce: &Workforce, findings: &mut Findings) {
    let planners = &workforce.planning_workers;
    let roles: [(&str, &[WorkerConfig], &Position, &str); 5] = [
        ("entry planner", &planners.entry, &planners.at, "entry"),
        ("size planner", &planners.size, &planners.at, "size"),
        ("exit planner", &planners.exit, &planners.at, "exit"),
        ("execution planner", &planners.execution, &planners.at, "execution"),
        ("execution worker", &workforce.execution_workers, &workforce.at, "execution_workers"),
    ];
    for (what, workers, at, key) in roles {
        if workers.is_empty() {
            let finding = Finding::error(Rule::V14, format!("the strategy has no {what}: no decision could become an order"));
            findings.push(finding.at(at).help(format!("write `{key}: [{{worker_id: …, plugin: vendor/name/vX.Y.Z}}]`")));
        }
    }
}

/// V15: the ranges of a role overlap nowhere and leave no gap.
fn confidences(role: &str, workers: &[WorkerConfig], findings: &mut Findings) {
    let mut ranges: Vec<(ConfidenceRange, &WorkerConfig)> = workers.iter().map(|worker| (range_of(worker), worker)).collect();
    // Stable: of two equal ranges the one written first stays first.
    ranges.sort_by_key(|(range, _)| (range.min, range.max));
    let Some((first, _)) = ranges.first() else { return };
    if first.min.get() > simpletrader_contracts::Decimal::ZERO {
        gap(role, None, Some(ranges[0]), findings);
    }
    for pair in ranges.windows(2) {
        let [(before, early), (after, late)] = pair else { continue };
        if before.contains(after.min) {
            let message = format!("two {role} planners serve confidence {}", after.min);
            let finding =
                Finding::error(Rule::V15, message).at(range_position(late)).related(range_position(early), "the other one");
            let help =
                "give each planner its own range with `triggers: {confidence: [min, max]}`; max is not included, unless it is 1";
            findings.push(finding.help(help));
        } else if before.max < after.min {
            gap(role, Some((*before, early)), Some((*after, late)), findings);
        }
    }
    let highest = ranges.iter().max_by_key(|(range, _)| range.max);
    if let Some((range, worker)) = highest.filter(|(range, _)| range.max < Fraction::ONE) {
        gap(role, Some((*range, worker)), None, findings);
    }
}

type Ranged<'a> = (ConfidenceRange, &'a WorkerConfig);

fn gap(role: &str, below: Option<Ranged<'_>>, above: Option<Ranged<'_>>, findings: &mut Findings) {
    let from = below.map_or_else(|| "0".to_owned(), |(range, _)| range.max.to_string());
    let to = above.map_or_else(|| "1".to_owned(), |(range, _)| range.min.to_string());
    let Some((_, worker)) = above.or(below) else { return };
    let finding = Finding::warning(Rule::V15, format!("no {role} planner serves the confidences from {from} to {to}"));
    let help = "a directive with such a confidence is refused (NO_MATCHING_PLANNER); let the ranges touch: the upper bound of \
                one is the lower bound of the next";
    findings.push(finding.at(range_position(worker)).help(help));
}

/// The confidences that a planner serves; all of them if nothing is written.
pub(crate) fn range_of(worker: &WorkerConfig) -> ConfidenceRange {
    worker.trigger.as_ref().map_or_else(ConfidenceRange::everything, |trigger| trigger.value)
}

fn range_position(worker: &WorkerConfig) -> &Position {
    worker.trigger.as_ref().map_or(&worker.worker_id.at, |trigger| &trigger.at)
}
