//! From names to workers: what each row of a wiring file says, by index, and whether its two ends may be joined.

use std::collections::BTreeSet;

use simpletrader_contracts::worker::Category;

use super::super::{Staffed, in_words};
use super::{FLOW_STARTS, Placed, Row, Source, flow_handler, measures_or_detects};
use crate::build_spec::EventKind;
use crate::diagnostic::suggest;
use crate::diagnostic::{Finding, Findings, Rule};
use crate::schema::{Endpoint, EventWiring, ParallelGroup, WiringConfig};
use crate::source::{Position, Written};
use crate::translate::{FLOW_INITIATOR, START, output_event};

/// The rows of the shorthand: each worker's continuation calls the next.
pub(super) fn sequence<'a>(wiring: &'a WiringConfig, staff: &[Staffed<'_>], findings: &mut Findings) -> Vec<Option<Placed<'a>>> {
    let Some(sequence) = &wiring.sequential_workers else { return Vec::new() };
    sequence
        .value
        .windows(2)
        .map(|pair| {
            let [early, late] = pair else { return None };
            let source = source_worker(early, staff, findings);
            let target = target_worker(late, staff, findings);
            let (source, target) = (source?, target?);
            let row = Row {
                source: Source::Worker(source),
                event: output_event(early),
                kind: EventKind::SystemEvent,
                target,
                handler: flow_handler(staff.get(target)?.category).to_owned(),
            };
            Some(Placed { row, at: &late.at })
        })
        .collect()
}

/// The rows of a parallel group. One event calls every member, in order; events of a pass are worked off first in, first out, so
/// when the last member is done all are, and its continuation is the join. `joins` is told who runs behind which member.
pub(super) fn fan_out<'a>(
    group: &'a ParallelGroup,
    staff: &[Staffed<'_>],
    joins: &mut BTreeSet<(usize, usize)>,
    findings: &mut Findings,
) -> Vec<Option<Placed<'a>>> {
    let start = if group.after.value == FLOW_INITIATOR {
        Some((Source::Flow, START.to_owned()))
    } else {
        source_worker(&group.after, staff, findings).map(|worker| (Source::Worker(worker), output_event(&group.after)))
    };
    let members: Vec<Option<usize>> = group.workers.iter().map(|worker| target_worker(worker, staff, findings)).collect();
    let call = |from: Option<(Source, String)>, to: Option<usize>, at: &'a Position| {
        let ((source, event), target) = (from?, to?);
        let handler = flow_handler(staff.get(target)?.category).to_owned();
        Some(Placed { row: Row { source, event, kind: EventKind::SystemEvent, target, handler }, at })
    };
    let mut rows: Vec<Option<Placed<'a>>> =
        group.workers.iter().zip(&members).map(|(written, member)| call(start.clone(), *member, &written.at)).collect();
    if let (Some(then), Some(last)) = (&group.then, group.workers.last()) {
        let target = target_worker(then, staff, findings);
        joins.extend(members.iter().filter_map(|member| Some(((*member)?, target?))));
        let from = source_worker(last, staff, findings).map(|worker| (Source::Worker(worker), output_event(last)));
        rows.push(call(from, target, &then.at));
    }
    rows
}

/// What one row says, if all of its names lead somewhere.
pub(super) fn written<'a>(wiring: &'a EventWiring, staff: &[Staffed<'_>], findings: &mut Findings) -> Option<Placed<'a>> {
    let kind = kind_of(&wiring.event_name);
    type_agrees(wiring, kind, findings);
    let source = if wiring.source.value == FLOW_INITIATOR {
        flow_publishes(&wiring.event_name, findings).then_some(Source::Flow)
    } else {
        source_worker(&wiring.source, staff, findings)
            .filter(|source| worker_publishes(&staff[*source], &wiring.event_name, kind, findings))
            .map(Source::Worker)
    };
    let target = target_worker(&wiring.target, staff, findings).filter(|target| {
        let target = &staff[*target];
        // What a source does not publish is not asked whether it would fit.
        let fits = source.is_none() || takes(target, wiring, kind, findings);
        handler_exists(target, &wiring.handler_method, findings) && fits
    });
    let row = Row {
        source: source?,
        event: wiring.event_name.value.clone(),
        kind,
        target: target?,
        handler: wiring.handler_method.value.clone(),
    };
    Some(Placed { row, at: &wiring.at })
}

/// System events begin with an underscore or are beginnings of a flow.
fn kind_of(name: &str) -> EventKind {
    if name.starts_with('_') || FLOW_STARTS.contains(&name) { EventKind::SystemEvent } else { EventKind::CustomEvent }
}

/// V33.
fn type_agrees(wiring: &EventWiring, kind: EventKind, findings: &mut Findings) {
    let Some(written) = wiring.event_type.as_ref().filter(|written| written.value != kind) else { return };
    let right = match kind {
        EventKind::SystemEvent => "SystemEvent",
        EventKind::CustomEvent => "CustomEvent",
    };
    let finding = Finding::error(Rule::V33, format!("`{}` is a {right} by its name", wiring.event_name.value)).at(&written.at);
    findings.push(finding.help(format!(
        "write `event_type: {right}` or leave it out; system events begin with an underscore or are one of {}",
        FLOW_STARTS.join(", ")
    )));
}

/// V34: in a candle backtest the flow initiator publishes one event.
fn flow_publishes(event: &Written<String>, findings: &mut Findings) -> bool {
    if event.value == START {
        return true;
    }
    let finding = Finding::error(Rule::V34, format!("nobody publishes `{}` in an environment of candles", event.value));
    findings.push(finding.at(&event.at).help(format!("the flow initiator publishes `{START}`")));
    false
}

/// V32: a source is a worker in front of the strategy planner.
fn source_worker(id: &Endpoint, staff: &[Staffed<'_>], findings: &mut Findings) -> Option<usize> {
    wired_worker(id, staff, "publishes to others by wiring", &|category| measures_or_detects(category), findings)
}

/// V32: a target is a worker up to the strategy planner.
fn target_worker(id: &Endpoint, staff: &[Staffed<'_>], findings: &mut Findings) -> Option<usize> {
    let fits = |category| measures_or_detects(category) || category == Category::StrategyPlanner;
    wired_worker(id, staff, "is called by wiring", &fits, findings)
}

fn wired_worker(
    id: &Endpoint,
    staff: &[Staffed<'_>],
    what: &str,
    fits: &dyn Fn(Category) -> bool,
    findings: &mut Findings,
) -> Option<usize> {
    let found = staff.iter().position(|staffed| staffed.config.worker_id.as_str() == id.value);
    let finding = match found.and_then(|index| staff.get(index)) {
        Some(staffed) if fits(staffed.category) => return found,
        Some(staffed) => {
            let message = format!("`{}` is a {}, which never {what}", id.value, in_words(staffed.category));
            let help = "wiring ends at the strategy planner; from its directive to the orders the platform calls the workers \
                        itself: remove the row";
            Finding::error(Rule::V32, message).help(help)
        }
        None => {
            let ids: Vec<&str> =
                staff.iter().filter(|staffed| fits(staffed.category)).map(|staffed| staffed.config.worker_id.as_str()).collect();
            Finding::error(Rule::V32, format!("the strategy has no worker `{}`", id.value)).help(suggest::advice(
                id,
                "workers that can stand here",
                &ids,
            ))
        }
    };
    findings.push(finding.at(&id.at));
    None
}

/// V31, V39: a worker publishes the custom events that it declares; context workers publish none.
fn worker_publishes(source: &Staffed<'_>, event: &Written<String>, kind: EventKind, findings: &mut Findings) -> bool {
    if kind == EventKind::SystemEvent {
        return true;
    }
    let worker = source.config.worker_id.as_str();
    if source.category == Category::ContextWorker {
        let finding = Finding::error(Rule::V39, format!("`{worker}` is a context worker and publishes no custom events"));
        findings.push(finding.at(&event.at).help(format!("its continuation is the system event `{}`", output_event(worker))));
        return false;
    }
    let Some(facts) = source.facts else { return true };
    let declared: Vec<&str> = facts.manifest.publishes.iter().map(|publication| publication.event_name.as_str()).collect();
    if declared.contains(&event.as_str()) {
        return true;
    }
    let finding = Finding::error(Rule::V31, format!("`{}` does not publish `{}`", source.config.plugin.value, event.value));
    findings.push(finding.at(&event.at).help(suggest::advice(event, "events it publishes", &declared)));
    false
}

/// V30.
fn handler_exists(target: &Staffed<'_>, handler: &Written<String>, findings: &mut Findings) -> bool {
    let Some(facts) = target.facts else { return true };
    let declared: Vec<&str> = facts.manifest.invokes.iter().map(String::as_str).collect();
    if declared.contains(&handler.as_str()) {
        return true;
    }
    let finding = Finding::error(Rule::V30, format!("`{}` has no handler `{}`", target.config.plugin.value, handler.value));
    findings.push(finding.at(&handler.at).help(suggest::advice(handler, "handlers", &declared)));
    false
}

/// V37: custom events carry signals and risks, and only the strategy planner takes those.
fn takes(target: &Staffed<'_>, wiring: &EventWiring, kind: EventKind, findings: &mut Findings) -> bool {
    if kind == EventKind::SystemEvent || target.category == Category::StrategyPlanner {
        return true;
    }
    let message = format!("`{}` is a {} and takes no signals or risks", wiring.target.value, in_words(target.category));
    let help = "let the strategy planner hear the event; what a worker measures goes to others as a fact, under `inputs`";
    findings.push(Finding::error(Rule::V37, message).at(&wiring.target.at).help(help));
    false
}
