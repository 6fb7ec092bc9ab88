//! Rows beside each other: who is called how often, who continues with what, and who is heard.

use std::collections::{BTreeMap, BTreeSet};

use simpletrader_contracts::worker::ComponentFacts;

use super::super::Staffed;
use super::{Placed, Source, measures_or_detects};
use crate::build_spec::EventKind;
use crate::diagnostic::{Finding, Findings, Rule};
use crate::schema::WiringConfig;
use crate::translate::{FLOW_INITIATOR, START, output_event};

/// V44: no row twice.
pub(super) fn no_repetition(placed: &[Placed<'_>], findings: &mut Findings) {
    for (index, one) in placed.iter().enumerate() {
        if let Some(first) = placed[..index].iter().find(|other| other.row == one.row) {
            let finding = Finding::error(Rule::V44, "this row says the same as another").at(one.at);
            findings.push(finding.related(first.at, "the other one").help("remove one of the two"));
        }
    }
}

/// V44: the flow calls a worker once in a pass. Called twice, a context worker would measure the same bar twice.
pub(super) fn called_once(placed: &[Placed<'_>], staff: &[Staffed<'_>], findings: &mut Findings) {
    let mut calls: BTreeMap<usize, &Placed<'_>> = BTreeMap::new();
    for one in placed.iter().filter(|one| one.row.kind == EventKind::SystemEvent) {
        let Some(target) = staff.get(one.row.target) else { continue };
        match calls.get(&one.row.target) {
            Some(first) if first.row != one.row => {
                let message = format!("`{}` is called twice in one pass", target.config.worker_id.as_str());
                let finding = Finding::error(Rule::V44, message).at(one.at).related(first.at, "the other call");
                findings
                    .push(finding.help("keep the row of the worker that comes last; facts are there for everybody who runs later"));
            }
            Some(_) => {}
            None => {
                calls.insert(one.row.target, one);
            }
        }
    }
}

/// V40: a worker continues with one event, and no two workers with the same.
pub(super) fn one_continuation(placed: &[Placed<'_>], staff: &[Staffed<'_>], findings: &mut Findings) {
    let mut event_of: BTreeMap<usize, &Placed<'_>> = BTreeMap::new();
    let mut worker_of: BTreeMap<&str, (usize, &Placed<'_>)> = BTreeMap::new();
    for one in placed.iter().filter(|one| one.row.kind == EventKind::SystemEvent) {
        let Source::Worker(source) = one.row.source else { continue };
        let name = staff.get(source).map_or("", |staffed| staffed.config.worker_id.as_str());
        let event = one.row.event.as_str();
        match event_of.get(&source) {
            Some(first) if first.row.event != event => {
                let message = format!("`{name}` continues with two events, `{}` and `{event}`", first.row.event);
                let finding = Finding::error(Rule::V40, message).at(one.at).related(first.at, "the other one");
                findings
                    .push(finding.help(format!("use one name in all rows of this source, for example `{}`", output_event(name))));
            }
            Some(_) => {}
            None => {
                event_of.insert(source, one);
            }
        }
        match worker_of.get(event) {
            Some((other, first)) if *other != source => {
                let finding = Finding::error(Rule::V40, format!("two workers continue with the event `{event}`")).at(one.at);
                let help = format!("give each its own, for example `{}`", output_event(name));
                findings.push(finding.related(first.at, "the other one").help(help));
            }
            Some(_) => {}
            None => {
                worker_of.insert(event, (source, one));
            }
        }
    }
}

/// V42: something starts.
pub(super) fn something_starts(placed: &[Placed<'_>], wiring: &WiringConfig, findings: &mut Findings) {
    if placed.iter().any(|one| one.row.source == Source::Flow) {
        return;
    }
    let finding = Finding::error(Rule::V42, "no row begins at the flow initiator: nothing would ever run");
    let at = wiring.event_wirings.first().map(|row| &row.at);
    let help = format!("add a row with `source: {{component_id: {FLOW_INITIATOR}, event_name: {START}}}`");
    findings.push(at.into_iter().fold(finding.help(help), Finding::at));
}

/// V35: signals and risks are decisions; one that nobody hears is a mistake.
pub(super) fn every_publication_is_heard(placed: &[Placed<'_>], staff: &[Staffed<'_>], findings: &mut Findings) {
    let heard: BTreeSet<(usize, &str)> = placed
        .iter()
        .filter_map(|one| match one.row.source {
            Source::Worker(worker) => Some((worker, one.row.event.as_str())),
            Source::Flow => None,
        })
        .collect();
    for (index, staffed) in staff.iter().enumerate() {
        let publishes = |facts: &ComponentFacts| facts.manifest.publishes.clone();
        if !measures_or_detects(staffed.category) {
            continue;
        }
        for publication in staffed.facts.map(publishes).unwrap_or_default() {
            if !heard.contains(&(index, publication.event_name.as_str())) {
                let worker = staffed.config.worker_id.as_str();
                let message = format!("nobody hears `{}` of `{worker}`", publication.event_name);
                let help = "add a row from it to the strategy planner's `decide`, or remove the worker";
                findings.push(Finding::error(Rule::V35, message).at(&staffed.config.worker_id.at).help(help));
            }
        }
    }
}
