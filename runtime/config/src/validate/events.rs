//! Events: what plug-ins declare, and what a wiring file says about who hears whom.
//!
//! A wiring file covers the way from the flow initiator to the strategy planner. What comes after the planner is the platform's:
//! it collects the plans of a decision and calls the execution workers itself.

use std::collections::{BTreeMap, BTreeSet};

use simpletrader_contracts::worker::{Category, ComponentFacts};

use super::graph::{find_circle, needs, path_of, reachable};
use super::operation::unique;
use super::{Producer, Staffed, in_words};
use crate::build_spec::EventKind;
use crate::diagnostic::suggest;
use crate::diagnostic::{Finding, Findings, Rule};
use crate::schema::{Endpoint, EventWiring, ParallelGroup, WiringConfig};
use crate::source::{Position, Written};
use crate::translate::{BATCH_READY, DIRECTIVE_REJECTED, FLOW_INITIATOR, INTENT_REQUESTED, START, output_event};

/// Platform names that are system events without a leading underscore: the beginnings of a flow.
const FLOW_STARTS: [&str; 4] = [START, "ORDERBOOK_SNAPSHOT_READY", "NEWS_FEED_DATA_READY", "SCHEDULE_TRIGGERED"];
/// Events that the platform itself publishes with a meaning.
const PLATFORM_EVENTS: [&str; 3] = [INTENT_REQUESTED, BATCH_READY, DIRECTIVE_REJECTED];
/// Most different events that the plug-ins of a strategy may declare; far below what an event's index can count.
const MAX_EVENTS: usize = 10_000;

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

/// What the plug-ins declare and show: the handler that the platform calls (V30), names that are free (V41), one contract an event
/// (V36) that is known (V38).
pub(super) fn publications(staff: &[Staffed<'_>], findings: &mut Findings) {
    let mut payloads: BTreeMap<&str, (&str, &Staffed<'_>)> = BTreeMap::new();
    for staffed in staff {
        let Some(facts) = staffed.facts else { continue };
        let plugin_at = &staffed.config.plugin.at;
        let handler = flow_handler(staffed.category);
        if !facts.manifest.invokes.iter().any(|declared| declared == handler) {
            let message = format!("`{}` declares no handler `{handler}`, which the platform calls", staffed.config.plugin.value);
            let help = "this is a defect of the plug-in's manifest (`invokes`): tell its author";
            findings.push(Finding::error(Rule::V30, message).at(plugin_at).help(help));
        }
        if !exports(facts, staffed.category) {
            let message = format!("`{}` does not export the interface of a {}", facts.path.display(), in_words(staffed.category));
            let help = "this is a defect of the worker file: build it again, or tell its author";
            findings.push(Finding::error(Rule::V30, message).at(plugin_at).help(help));
        }
        for publication in &facts.manifest.publishes {
            let known = Category::ALL.iter().any(|category| category.payload_types().contains(&publication.payload_type.as_str()));
            if !known {
                let message = format!(
                    "`{}` publishes `{}`, which is no contract of this platform",
                    staffed.config.plugin.value, publication.payload_type
                );
                let help = "this is a defect of the plug-in's manifest (`publishes`): tell its author";
                findings.push(Finding::error(Rule::V38, message).at(plugin_at).help(help));
            }
            let (name, payload) = (publication.event_name.as_str(), publication.payload_type.as_str());
            if FLOW_STARTS.contains(&name) || PLATFORM_EVENTS.contains(&name) {
                let message = format!("`{}` declares the event `{name}`, which is the platform's own", staffed.config.plugin.value);
                findings.push(
                    Finding::error(Rule::V41, message).at(plugin_at).help("this is a defect of the plug-in: tell its author"),
                );
            }
            match payloads.get(name) {
                Some((other, first)) if *other != payload => {
                    let message = format!("the event `{name}` carries {other} and {payload}");
                    let finding =
                        Finding::error(Rule::V36, message).at(plugin_at).related(&first.config.plugin.at, "the other publisher");
                    findings.push(finding.help("an event carries one contract; use plug-ins whose events differ in name"));
                }
                Some(_) => {}
                None => {
                    payloads.insert(name, (payload, staffed));
                }
            }
        }
    }
    if payloads.len() > MAX_EVENTS {
        let message = format!("the plug-ins declare {} different events, more than {MAX_EVENTS}", payloads.len());
        findings.push(Finding::error(Rule::V36, message).help("use plug-ins that declare fewer"));
    }
}

/// Whether a worker file exports the interface of a category, in whatever version.
fn exports(facts: &ComponentFacts, category: Category) -> bool {
    let interface = |export: &str| export.rsplit('/').next().and_then(|name| name.split('@').next()) == Some(category.interface());
    facts.exports.iter().any(|export| interface(export))
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
    let mut resolved = sequence(wiring, staff, findings);
    let mut joins = BTreeSet::new();
    for group in &wiring.parallel_groups {
        resolved.extend(fan_out(group, staff, &mut joins, findings));
    }
    resolved.extend(wiring.event_wirings.iter().map(|row| resolve(row, staff, findings)));
    let placed: Vec<Placed<'_>> = resolved.into_iter().collect::<Option<_>>()?;

    no_repetition(&placed, findings);
    called_once(&placed, staff, findings);
    one_continuation(&placed, staff, findings);
    something_starts(&placed, wiring, findings);
    every_publication_is_heard(&placed, staff, findings);
    phases_do_not_run_back(&placed, staff, findings);
    let successors = successors(&placed, &joins, staff);
    if let Some(circle) = find_circle(&successors) {
        let message = format!("events run in a circle: {}", path_of(staff, &circle));
        let at = circle.first().and_then(|node| placed.iter().find(|one| one.row.target == *node)).map(|one| one.at);
        let finding = Finding::error(Rule::V54, message).help("remove one of the rows; a pass must come to an end");
        findings.push(at.into_iter().fold(finding, Finding::at));
    } else {
        producers_run_first(&successors, staff, inputs, findings);
    }
    everybody_is_reached(&placed, &successors, staff, findings);
    no_path_ends_in_nothing(&placed, &successors, staff, inputs, findings);
    Some(Some(placed.into_iter().map(|placed| placed.row).collect()))
}

/// The rows of the shorthand: each worker's continuation calls the next.
fn sequence<'a>(wiring: &'a WiringConfig, staff: &[Staffed<'_>], findings: &mut Findings) -> Vec<Option<Placed<'a>>> {
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
fn fan_out<'a>(
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

fn resolve<'a>(wiring: &'a EventWiring, staff: &[Staffed<'_>], findings: &mut Findings) -> Option<Placed<'a>> {
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

/// V44: no row twice.
fn no_repetition(placed: &[Placed<'_>], findings: &mut Findings) {
    for (index, one) in placed.iter().enumerate() {
        if let Some(first) = placed[..index].iter().find(|other| other.row == one.row) {
            let finding = Finding::error(Rule::V44, "this row says the same as another").at(one.at);
            findings.push(finding.related(first.at, "the other one").help("remove one of the two"));
        }
    }
}

/// V44: the flow calls a worker once in a pass. Called twice, a context worker would measure the same bar twice.
fn called_once(placed: &[Placed<'_>], staff: &[Staffed<'_>], findings: &mut Findings) {
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
fn one_continuation(placed: &[Placed<'_>], staff: &[Staffed<'_>], findings: &mut Findings) {
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
fn something_starts(placed: &[Placed<'_>], wiring: &WiringConfig, findings: &mut Findings) {
    if placed.iter().any(|one| one.row.source == Source::Flow) {
        return;
    }
    let finding = Finding::error(Rule::V42, "no row begins at the flow initiator: nothing would ever run");
    let at = wiring.event_wirings.first().map(|row| &row.at);
    let help = format!("add a row with `source: {{component_id: {FLOW_INITIATOR}, event_name: {START}}}`");
    findings.push(at.into_iter().fold(finding.help(help), Finding::at));
}

/// V35: signals and risks are decisions; one that nobody hears is a mistake.
fn every_publication_is_heard(placed: &[Placed<'_>], staff: &[Staffed<'_>], findings: &mut Findings) {
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

/// V52: a pass measures, then detects, then decides; nothing leads back.
fn phases_do_not_run_back(placed: &[Placed<'_>], staff: &[Staffed<'_>], findings: &mut Findings) {
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
fn successors(placed: &[Placed<'_>], joins: &BTreeSet<(usize, usize)>, staff: &[Staffed<'_>]) -> Vec<BTreeSet<usize>> {
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
fn producers_run_first(
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
fn everybody_is_reached(placed: &[Placed<'_>], successors: &[BTreeSet<usize>], staff: &[Staffed<'_>], findings: &mut Findings) {
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
fn no_path_ends_in_nothing(
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
