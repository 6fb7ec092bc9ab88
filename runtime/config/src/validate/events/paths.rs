//! Where rows lead: in the order of the phases, producers first, everybody reached, and no end in nothing.

use std::collections::{BTreeMap, BTreeSet};

use simpletrader_contracts::worker::Category;

use super::super::graph::{needs, reachable};
use super::super::{Producer, Staffed, in_words};
use super::{Placed, Source, measures_or_detects};
use crate::diagnostic::{Finding, Findings, Rule};
use crate::translate::output_event;

/// V52: a pass measures, then detects, then decides; nothing leads back.
pub(super) fn phases_do_not_run_back(placed: &[Placed<'_>], staff: &[Staffed<'_>], findings: &mut Findings) {
    for one in placed {
        let Source::Worker(source) = one.row.source else { continue };
        let (Some(source), Some(target)) = (staff.get(source), staff.get(one.row.target)) else { continue };
        if phase(source.category) > phase(target.category) {
            let message = format!(
                "`{}` is a {} and runs before every {}",
                target.config.worker_id.as_str(),
                in_words(target.category),
                in_words(source.category)
            );
            findings.push(
                Finding::error(Rule::V52, message).at(one.at).help("a pass measures, then detects, then decides: remove the row"),
            );
        }
    }
}

/// The place of a category in a pass.
const fn phase(category: Category) -> u8 {
    match category {
        Category::ContextWorker => 0,
        Category::SignalDetector | Category::RiskMonitor => 1,
        _ => 2,
    }
}

/// For each worker the workers that run behind it: those that its events call, and who waits for its group.
pub(super) fn successors(placed: &[Placed<'_>], joins: &BTreeSet<(usize, usize)>, staff: &[Staffed<'_>]) -> Vec<BTreeSet<usize>> {
    let mut successors = vec![BTreeSet::new(); staff.len()];
    for (member, then) in joins {
        if let Some(targets) = successors.get_mut(*member) {
            targets.insert(*then);
        }
    }
    for one in placed {
        if let Source::Worker(source) = one.row.source
            && let Some(targets) = successors.get_mut(source)
        {
            targets.insert(one.row.target);
        }
    }
    successors
}

/// V52: among context workers, who takes a fact runs behind who produces it. Others always do: their phase comes later.
pub(super) fn producers_run_first(
    successors: &[BTreeSet<usize>],
    staff: &[Staffed<'_>],
    inputs: &[Vec<Option<Producer>>],
    findings: &mut Findings,
) {
    let needs = needs(staff, inputs);
    let mut behind: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
    for (consumer, (staffed, producers)) in staff.iter().zip(&needs).enumerate() {
        if staffed.category != Category::ContextWorker {
            continue;
        }
        for producer in producers {
            let runs_behind = behind.entry(*producer).or_insert_with(|| reachable(successors, [*producer]));
            if runs_behind.contains(&consumer) {
                continue;
            }
            let (early, late) = (staff.get(*producer), staffed.config.worker_id.as_str());
            let early = early.map_or("", |early| early.config.worker_id.as_str());
            let message = format!("`{late}` takes a fact of `{early}`, but the wiring does not run `{early}` first");
            let help = format!("let the continuation of `{early}` lead to `{late}`, directly or through others");
            findings.push(Finding::error(Rule::V52, message).at(&staffed.config.worker_id.at).help(help));
        }
    }
}

/// V55: whoever is not reached does nothing.
pub(super) fn everybody_is_reached(
    placed: &[Placed<'_>],
    successors: &[BTreeSet<usize>],
    staff: &[Staffed<'_>],
    findings: &mut Findings,
) {
    let started: BTreeSet<usize> = placed.iter().filter(|one| one.row.source == Source::Flow).map(|one| one.row.target).collect();
    let mut reached = reachable(successors, started.iter().copied());
    reached.extend(started);
    for (index, staffed) in staff.iter().enumerate() {
        let wired = measures_or_detects(staffed.category) || staffed.category == Category::StrategyPlanner;
        if wired && !reached.contains(&index) {
            let message = format!("the wiring never calls `{}`", staffed.config.worker_id.as_str());
            let help = "add a row that leads to it, or remove the worker";
            findings.push(Finding::warning(Rule::V55, message).at(&staffed.config.worker_id.at).help(help));
        }
    }
}

/// V56: a worker that is called, calls nobody, and whose facts nobody takes has worked for nothing.
pub(super) fn no_path_ends_in_nothing(
    placed: &[Placed<'_>],
    successors: &[BTreeSet<usize>],
    staff: &[Staffed<'_>],
    inputs: &[Vec<Option<Producer>>],
    findings: &mut Findings,
) {
    let taken: BTreeSet<usize> = needs(staff, inputs).into_iter().flatten().collect();
    let called: BTreeSet<usize> = placed.iter().map(|one| one.row.target).collect();
    for (index, staffed) in staff.iter().enumerate() {
        let ends = successors.get(index).is_none_or(BTreeSet::is_empty);
        if staffed.category == Category::ContextWorker && called.contains(&index) && ends && !taken.contains(&index) {
            let worker = staffed.config.worker_id.as_str();
            let message = format!("the path of events ends at `{worker}`, and nobody takes what it measures");
            let help = format!("let `{}` lead to the next worker, or remove `{worker}`", output_event(worker));
            findings.push(Finding::warning(Rule::V56, message).at(&staffed.config.worker_id.at).help(help));
        }
    }
}
