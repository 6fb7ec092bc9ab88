//! Case files and cases.

use std::sync::Arc;

use serde_json::{Map, Value};
use simpletrader_config::decode::{mapping, text, wrong_type};
use simpletrader_config::diagnostic::{Finding, Findings, Rule};
use simpletrader_config::document::{Content, Entry, Node, parse};
use simpletrader_config::given_parameters;
use simpletrader_config::source::{Position, SourceText, Written};
use simpletrader_contracts::name::SnakeName;
use simpletrader_contracts::worker::{AnyWorker, ComponentFacts, Fault, WorkerSource};
use simpletrader_contracts::{Instant, worker::capability::LogLine};

use crate::answer::failure;
use crate::call::Call;
use crate::expect::{Expected, ExpectedKind};
use crate::setup::Setup;
use crate::step::{BEGIN, Reading, Step, tolerance};
use crate::update::{Edit, plain};
use crate::verdict::{Cost, Mismatch, Verdict};

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
    at: Position,
    params: Map<String, Value>,
    setup: Setup,
    outputs: Vec<SnakeName>,
    tolerance: f64,
    budget: Budget,
    /// What must come of the start, where that is not success.
    start: Option<Expected>,
    steps: Vec<Step>,
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

    /// Makes so many calls of a fresh worker: those of the case, over and over, in order. What it answers is not looked at.
    ///
    /// # Errors
    /// The fault of the first call that fails, or of the start.
    pub fn rehearse(&self, source: &dyn WorkerSource, calls: usize) -> Result<(), Fault> {
        let params = Value::Object(self.params.clone()).to_string();
        let mut worker = source.spawn()?;
        worker.common().configure(&params, &self.setup.instruments, &self.setup.series)?;
        let once: Vec<&Call> = self.steps.iter().flat_map(|step| &step.calls).collect();
        for call in once.iter().cycle().take(calls) {
            call.make(&mut worker, &self.outputs, &self.setup.instruments)?;
            worker.common().take_remarks();
        }
        Ok(())
    }

    /// Plays the case to a fresh worker.
    pub fn play(&self, source: &dyn WorkerSource) -> Verdict {
        let mut play = Play { case: self, mismatches: Vec::new(), edits: Vec::new(), log: Vec::new(), last: None };
        let params = Value::Object(self.params.clone()).to_string();
        let started = source.spawn().and_then(|mut worker| {
            let configured = worker.common().configure(&params, &self.setup.instruments, &self.setup.series);
            play.log.append(&mut worker.common().take_remarks().log);
            configured.map(|()| worker)
        });
        let mut cost = Cost::default();
        match started {
            Err(fault) => play.failed_to_start(&fault),
            Ok(mut worker) => {
                play.started();
                play.steps(&mut worker);
                let usage = worker.common().usage();
                cost = Cost { calls: usage.calls, fuel: usage.fuel, fuel_max: usage.fuel_max, memory_bytes: usage.memory_bytes };
            }
        }
        play.hold_against_budget(&cost);
        let Play { mismatches, edits, log, last, .. } = play;
        Verdict { case: self.name.clone(), mismatches, cost, log, edits, last }
    }
}

/// A case that is being played.
struct Play<'c> {
    case: &'c Case,
    mismatches: Vec<Mismatch>,
    edits: Vec<Edit>,
    log: Vec<LogLine>,
    last: Option<Result<Value, Value>>,
}

impl Play<'_> {
    fn failed_to_start(&mut self, fault: &Fault) {
        self.hear(fault);
        let got = failure(fault);
        match &self.case.start {
            Some(expected) => self.judge(expected, ExpectedKind::Failure, &got, 0.0),
            None => {
                let mismatch = Mismatch::new(&self.case.at, "", "a worker that starts", plain(&got));
                self.mismatches.push(mismatch.help("if that is right, write `fails` beside `case`, and no `calls`"));
            }
        }
        self.last = Some(Err(got));
    }

    fn started(&mut self) {
        if let Some(expected) = &self.case.start {
            self.mismatches.push(Mismatch::new(&expected.key_at, "", "a worker that does not start", "a worker that starts"));
        }
    }

    fn steps(&mut self, worker: &mut AnyWorker) {
        for step in &self.case.steps {
            match self.answer(step, worker) {
                Ok(answer) => {
                    if let Some(expected) = &step.expected {
                        let tolerance = step.tolerance.unwrap_or(self.case.tolerance);
                        self.judge(expected, ExpectedKind::Answer, &answer, tolerance);
                    }
                    self.last = Some(Ok(answer));
                }
                Err(fault) => {
                    self.hear(&fault);
                    let got = failure(&fault);
                    match &step.expected {
                        Some(expected) => self.judge(expected, ExpectedKind::Failure, &got, 0.0),
                        None => {
                            self.mismatches.push(Mismatch::new(&step.at, "", "an answer", format!("a failure, {}", plain(&got))))
                        }
                    }
                    self.last = Some(Err(got));
                    return;
                }
            }
        }
    }

    /// The answer to a step; to a row of bars, the facts of all of them as lists.
    fn answer(&mut self, step: &Step, worker: &mut AnyWorker) -> Result<Value, Fault> {
        let mut answers = Vec::with_capacity(step.calls.len());
        for call in &step.calls {
            let answer = call.make(worker, &self.case.outputs, &self.case.setup.instruments);
            self.log.append(&mut worker.common().take_remarks().log);
            answers.push(answer?);
        }
        if !step.is_table {
            return Ok(answers.pop().unwrap_or(Value::Null));
        }
        let column = |name: &SnakeName| answers.iter().filter_map(|facts| facts.get(name.as_str()).cloned()).collect::<Vec<_>>();
        let columns = self.case.outputs.iter().map(|name| (name.to_string(), Value::Array(column(name))));
        Ok(Value::Object(columns.collect()))
    }

    fn judge(&mut self, expected: &Expected, kind: ExpectedKind, got: &Value, tolerance: f64) {
        let mut differences = expected.differences(kind, got, tolerance);
        if !differences.is_empty() {
            self.edits.push(Edit::new(expected, kind, got));
        }
        self.mismatches.append(&mut differences);
    }

    /// What a worker wrote to its standard error before it failed explains the failure.
    fn hear(&mut self, fault: &Fault) {
        let lines = fault.stderr_tail.lines();
        let level = simpletrader_contracts::worker::capability::LogLevel::Error;
        self.log.extend(lines.map(|text| LogLine { level, text: text.to_owned() }));
    }

    fn hold_against_budget(&mut self, cost: &Cost) {
        let Budget { fuel, memory } = &self.case.budget;
        let bounds = [("fuel", fuel, cost.fuel_max), ("memory", memory, cost.memory_bytes)];
        for (what, bound, used) in bounds {
            if let Some(bound) = bound.as_ref().filter(|bound| used > bound.value) {
                self.mismatches.push(Mismatch::new(&bound.at, what, format!("at most {}", bound.value), used.to_string()));
            }
        }
    }
}
