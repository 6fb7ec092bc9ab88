//! Case files and cases, read; `play` plays them.

use std::sync::Arc;

use serde_json::{Map, Value};
use simpletrader_config::decode::{mapping, text, wrong_type};
use simpletrader_config::diagnostic::{Finding, Findings, Rule};
use simpletrader_config::document::{Content, Entry, Node, parse};
use simpletrader_config::given_parameters;
use simpletrader_config::source::{Position, SourceText, Written};
use simpletrader_contracts::Instant;
use simpletrader_contracts::name::SnakeName;
use simpletrader_contracts::worker::ComponentFacts;

use crate::call::Call;
use crate::expect::{Expected, ExpectedKind};
use crate::setup::Setup;
use crate::step::{BEGIN, Reading, Step, tolerance};

/// The cases of one file.
#[derive(Debug, Clone)]
pub struct CaseFile {
    /// The file.
    pub source: Arc<SourceText>,
    /// Its cases, at least one.
    pub cases: Vec<Case>,
}

/// A fresh worker, and a sequence of calls.
#[derive(Debug, Clone)]
pub struct Case {
    /// What it shows.
    pub name: String,
    pub(crate) at: Position,
    pub(crate) params: Map<String, Value>,
    pub(crate) setup: Setup,
    pub(crate) outputs: Vec<SnakeName>,
    pub(crate) tolerance: f64,
    pub(crate) budget: Budget,
    /// What must come of the start, where that is not success.
    pub(crate) start: Option<Expected>,
    pub(crate) steps: Vec<Step>,
}

/// What a case may cost.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Budget {
    /// Fuel of each call.
    pub fuel: Option<Written<u64>>,
    /// Linear memory of the instance, in bytes.
    pub memory: Option<Written<u64>>,
}

/// What the cases of a file share unless they say otherwise.
struct Shared<'n> {
    params: &'n [Entry],
    setup: Setup,
    tolerance: f64,
    budget: Budget,
}

impl CaseFile {
    /// Reads a file for the worker that its cases are about.
    ///
    /// # Errors
    /// Everything that is wrong with it, each with its place.
    pub fn read(source: SourceText, facts: &ComponentFacts) -> Result<Self, Findings> {
        let source = Arc::new(source);
        let mut findings = Findings::new();
        let cases = parse(&source, &mut findings).and_then(|node| cases(&node, facts, &mut findings));
        match cases {
            Some(cases) if !findings.has_errors() => Ok(Self { source, cases }),
            _ => Err(findings),
        }
    }

    /// Reads one call of a worker: what stands beside `expect` in a case, with `instruments` and `series` beside it where they
    /// matter.
    ///
    /// # Errors
    /// Everything that is wrong with it, each with its place.
    pub fn of_call(source: SourceText, params: Map<String, Value>, facts: &ComponentFacts) -> Result<Case, Findings> {
        let source = Arc::new(source);
        let mut findings = Findings::new();
        let case = parse(&source, &mut findings).and_then(|node| call_alone(&node, params, facts, &mut findings));
        match case {
            Some(case) if !findings.has_errors() => Ok(case),
            _ => Err(findings),
        }
    }
}

/// Reads the whole file.
fn cases(node: &Node, facts: &ComponentFacts, findings: &mut Findings) -> Option<Vec<Case>> {
    mapping(node, "a case file", findings, |fields| {
        let params = fields.node("params");
        let setup = Setup::decode(fields);
        let tolerance = fields.or("tolerance", tolerance, 0.0);
        let budget = fields.or("budget", budget, Budget::default());
        let written = fields.required("cases", |node, findings| match &node.content {
            Content::List(items) if !items.is_empty() => Some(items.clone()),
            Content::List(_) => {
                findings.push(Finding::error(Rule::V02, "`cases` is empty").at(&node.at).help("write at least one case"));
                None
            }
            _ => {
                findings.push(wrong_type(node, "a list").help("begin each case with `- case: what it shows`"));
                None
            }
        });
        let findings = fields.findings();
        let params = entries_of(params, findings);
        let shared = Shared { params: params?, setup: setup?, tolerance: tolerance?, budget: budget? };
        let read: Vec<Option<Case>> = written?.iter().map(|node| case(node, &shared, facts, findings)).collect();
        read.into_iter().collect()
    })
}

fn entries_of<'n>(node: Option<&'n Node>, findings: &mut Findings) -> Option<&'n [Entry]> {
    match node.map(|node| (node, &node.content)) {
        None => Some(&[]),
        Some((_, Content::Mapping(entries))) => Some(entries),
        Some((node, _)) => {
            findings.push(wrong_type(node, "a mapping").help("write `params: {period: 20}`"));
            None
        }
    }
}

fn case(node: &Node, shared: &Shared<'_>, facts: &ComponentFacts, findings: &mut Findings) -> Option<Case> {
    mapping(node, "a case", findings, |fields| {
        let name = fields.required("case", text);
        let params = fields.node("params");
        let tolerance = fields.or("tolerance", tolerance, shared.tolerance);
        let budget = fields.or("budget", budget, shared.budget.clone());
        let start = Expected::decode(fields);
        let calls = fields.node("calls");
        let at = fields.at().clone();
        let findings = fields.findings();
        let params = entries_of(params, findings)?;
        // What a case writes stands over what its file writes.
        let beneath = shared.params.iter().filter(|entry| params.iter().all(|own| own.key != entry.key));
        let params = given_parameters(beneath.chain(params), facts.schema.as_ref(), findings);
        let steps = steps(calls, &shared.setup, facts, findings);
        let start = start?;
        check_start(start.as_ref(), calls, findings)?;
        Some(Case {
            name: name?,
            at,
            params: params?,
            setup: shared.setup.clone(),
            outputs: facts.manifest.outputs.iter().map(|output| output.name.clone()).collect(),
            tolerance: tolerance?,
            budget: budget?,
            start,
            steps: steps?,
        })
    })
}

/// Beside `calls` stands at most how the start fails, and then there are no calls.
fn check_start(start: Option<&Expected>, calls: Option<&Node>, findings: &mut Findings) -> Option<()> {
    let finding = match (start, calls) {
        (Some(start), _) if start.kind == ExpectedKind::Answer => Finding::error(Rule::V02, "a start has no answer")
            .at(&start.key_at)
            .help("write `expect` into a call; `fails` beside `calls` is about the start"),
        (Some(start), Some(_)) => Finding::error(Rule::V02, "a worker that does not start is not called")
            .at(&start.key_at)
            .help("remove `calls`, or write `fails` into the call that fails"),
        _ => return Some(()),
    };
    findings.push(finding);
    None
}

fn steps(calls: Option<&Node>, setup: &Setup, facts: &ComponentFacts, findings: &mut Findings) -> Option<Vec<Step>> {
    let Some(node) = calls else { return Some(Vec::new()) };
    let Content::List(items) = &node.content else {
        findings.push(wrong_type(node, "a list").help("write one call an item, each after `- `"));
        return None;
    };
    let now = Instant::parse(BEGIN).unwrap_or_default();
    let mut reading = Reading { manifest: &facts.manifest, category: facts.category, setup, now, sequence: 0 };
    let steps: Vec<Option<Step>> = items.iter().map(|node| reading.step(node, findings)).collect();
    let steps: Vec<Step> = steps.into_iter().collect::<Option<_>>()?;
    let last = steps.len().saturating_sub(1);
    let failing = steps.iter().take(last).filter_map(|step| step.expected.as_ref());
    if let Some(failing) = failing.into_iter().find(|expected| expected.kind == ExpectedKind::Failure) {
        let finding = Finding::error(Rule::V02, "a worker is not called again after it failed").at(&failing.key_at);
        findings.push(finding.help("put the calls behind this one into a case of their own"));
        return None;
    }
    Some(steps)
}

/// One call that is no case.
fn call_alone(node: &Node, params: Map<String, Value>, facts: &ComponentFacts, findings: &mut Findings) -> Option<Case> {
    let (world, call): (Vec<Entry>, Vec<Entry>) =
        node.entries().iter().cloned().partition(|entry| matches!(entry.key.as_str(), "instruments" | "series"));
    let is_series = |entry: &Entry| entry.key == "series" && entry.value.scalar().is_some();
    // `series` with a single value is the call's own; with a list it is the world's.
    let (own, world): (Vec<Entry>, Vec<Entry>) = world.into_iter().partition(is_series);
    let part = |entries: Vec<Entry>| Node { at: node.at.clone(), content: Content::Mapping(entries) };
    let setup = mapping(&part(world), "a call", findings, Setup::decode)?;
    let call = match &node.content {
        Content::Mapping(_) => part(call.into_iter().chain(own).collect()),
        _ => node.clone(),
    };
    let calls = Node { at: node.at.clone(), content: Content::List(vec![call]) };
    let steps = steps(Some(&calls), &setup, facts, findings)?;
    let outputs = facts.manifest.outputs.iter().map(|output| output.name.clone()).collect();
    let (name, at) = ("call".to_owned(), node.at.clone());
    Some(Case { name, at, params, setup, outputs, tolerance: 0.0, budget: Budget::default(), start: None, steps })
}

/// `{fuel: 200000, memory: 2MiB}`.
fn budget(node: &Node, findings: &mut Findings) -> Option<Budget> {
    mapping(node, "a budget", findings, |fields| {
        let fuel = fields.optional("fuel", simpletrader_config::decode::written(amount));
        let memory = fields.optional("memory", simpletrader_config::decode::written(amount));
        Some(Budget { fuel: fuel?, memory: memory? })
    })
}

/// A whole number, with separators and units of memory: `200_000`, `2MiB`.
fn amount(node: &Node, findings: &mut Findings) -> Option<u64> {
    let written = node.scalar().map_or("", |scalar| scalar.text.as_str()).replace('_', "");
    let units = [("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30), ("", 1_u64)];
    let value = units.iter().find_map(|(unit, bytes)| Some((written.strip_suffix(unit)?.trim(), bytes)));
    let value = value.and_then(|(digits, bytes)| digits.parse::<u64>().ok()?.checked_mul(*bytes));
    if value.is_none() {
        findings.push(wrong_type(node, "a whole number").help("write for example 200_000, or 2MiB"));
    }
    value
}

impl Case {
    /// The handlers that it calls, in order.
    pub fn handlers(&self) -> impl Iterator<Item = &'static str> {
        self.steps.iter().flat_map(|step| &step.calls).map(Call::handler)
    }
}
