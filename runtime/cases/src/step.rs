//! One step of a case: the call, or the row of calls, and what must come of it.

use simpletrader_config::decode::{Fields, instant, mapping, wrong_type};
use simpletrader_config::diagnostic::{Finding, Findings, Rule, suggest};
use simpletrader_config::document::{Content, Node};
use simpletrader_config::source::Position;
use simpletrader_contracts::Instant;
use simpletrader_contracts::decision::PlanDrafts;
use simpletrader_contracts::market::{Bar, Tick};
use simpletrader_contracts::terms::OriginType;
use simpletrader_contracts::worker::capability::{Read, WindowBar};
use simpletrader_contracts::worker::{Category, WorkerManifest};

use crate::answer::number;
use crate::call::{Call, SituationCall, Subject, TaskCall};
use crate::expect::Expected;
use crate::reader::{Surroundings, read};
use crate::setup::Setup;

/// One step of a case.
#[derive(Debug, Clone)]
pub(crate) struct Step {
    /// Where it is written.
    pub at: Position,
    /// One call, or one for each of `bars`.
    pub calls: Vec<Call>,
    /// Whether the facts of all calls are the answer, as lists.
    pub is_table: bool,
    /// What must come of it; any answer but a failure, where nothing is expected.
    pub expected: Option<Expected>,
    /// How far a fact may be from what is expected.
    pub tolerance: Option<f64>,
}

/// What reading a step needs to know, and how far the case has come.
pub(crate) struct Reading<'a> {
    pub manifest: &'a WorkerManifest,
    pub category: Category,
    pub setup: &'a Setup,
    /// The instant and the number of the next call.
    pub now: Instant,
    pub sequence: u32,
}

/// When the first call of a case happens: the first bar closed.
pub(crate) const BEGIN: &str = "2024-01-02T00:00:00Z";

impl Reading<'_> {
    /// Reads an item of `calls`.
    pub fn step(&mut self, node: &Node, findings: &mut Findings) -> Option<Step> {
        mapping(node, "a call", findings, |fields| {
            let at = fields.optional("at", instant);
            let tolerance = fields.optional("tolerance", tolerance);
            let expected = Expected::decode(fields);
            let window = fields.node("window");
            let inputs = fields.node("inputs");
            if let Some((at, _)) = at? {
                self.now = at;
            }
            let inputs = self.inputs(inputs, fields);
            let window = match window {
                Some(node) => self.bars(node, 0, fields.findings()),
                None => Some(Vec::new()),
            };
            let subjects = self.subjects(fields);
            let (inputs, window, (subjects, is_table)) = (inputs?, window?, subjects?);
            let calls = self.calls(subjects, &inputs, &window);
            Some(Step { at: node.at.clone(), calls, is_table, expected: expected?, tolerance: tolerance? })
        })
    }

    /// The calls of a step, each at its instant: a bar closes one timeframe after the one before.
    fn calls(&mut self, subjects: Vec<Subject>, inputs: &[f64], window: &[Bar]) -> Vec<Call> {
        let mut before: Vec<WindowBar> = (1..=i64::try_from(window.len()).unwrap_or(0))
            .rev()
            .zip(window)
            .map(|(ago, bar)| self.seen(bar, self.now.plus_seconds(-ago * i64::from(self.seconds(bar)))))
            .collect();
        let calls = subjects.into_iter().map(|subject| {
            let mut window = std::mem::take(&mut before);
            let mut seconds = 1;
            let trigger = match &subject {
                Subject::Reply(_) => OriginType::Reply,
                Subject::Timer(_) => OriginType::Schedule,
                _ => OriginType::Tick,
            };
            if let Subject::Bar(bar) = &subject {
                // As in a run: a window holds the bar that is being measured.
                window.push(self.seen(bar, self.now));
                seconds = self.seconds(bar);
            }
            let tick = Tick { sequence: self.sequence, at: self.now, trigger };
            self.sequence = self.sequence.saturating_add(1);
            self.now = self.now.plus_seconds(i64::from(seconds));
            Call { tick, window, inputs: inputs.to_vec(), subject }
        });
        calls.collect()
    }

    /// What the step is about: one subject, or one for each of `bars`.
    fn subjects(&self, fields: &mut Fields<'_, '_>) -> Option<(Vec<Subject>, bool)> {
        match self.category {
            Category::ContextWorker => self.measured(fields),
            Category::SignalDetector => Some((vec![Subject::Inputs], false)),
            Category::RiskMonitor => {
                self.check_read(Read::Positions, "positions", fields);
                let positions = self.list_of(fields, "positions");
                Some((vec![Subject::Positions(positions?)], false))
            }
            Category::StrategyPlanner => {
                let reads = [(Read::Quotes, "quotes"), (Read::Positions, "positions"), (Read::OpenOrders, "orders")];
                reads.into_iter().for_each(|(read, key)| self.check_read(read, key, fields));
                self.check_read(Read::Account, "account", fields);
                let quotes = self.list_of(fields, "quotes");
                let signals = self.list_of(fields, "signals");
                let risks = self.list_of(fields, "risks");
                let account = self.optional(fields, "account");
                let positions = self.list_of(fields, "positions");
                let orders = self.list_of(fields, "orders");
                let call = SituationCall {
                    quotes: quotes?,
                    signals: signals?,
                    risks: risks?,
                    account: account?,
                    positions: positions?,
                    orders: orders?,
                };
                Some((vec![Subject::Situation(Box::new(call))], false))
            }
            Category::EntryPlanner | Category::SizePlanner | Category::ExitPlanner | Category::ExecutionPlanner => {
                let quote = self.required(fields, "quote");
                let directive = self.required(fields, "directive");
                let target = self.optional(fields, "target");
                let orders = self.list_of(fields, "orders");
                self.check_read(Read::Account, "account", fields);
                let account = self.optional(fields, "account");
                let plans = match self.category {
                    Category::ExecutionPlanner => self.optional(fields, "plans"),
                    _ => Some(None),
                };
                let plans: PlanDrafts = plans?.unwrap_or_default();
                let (target, orders, account) = (target?, orders?, account?);
                let call = TaskCall { quote: quote?, directive: directive?, target, orders, account, plans };
                Some((vec![Subject::Task(Box::new(call))], false))
            }
            Category::ExecutionWorker => self.worked(fields),
        }
    }

    fn measured(&self, fields: &mut Fields<'_, '_>) -> Option<(Vec<Subject>, bool)> {
        let series = fields.node("series").map(|node| (node, node.scalar().map_or("", |scalar| scalar.text.as_str())));
        let (bar, bars) = (fields.node("bar"), fields.node("bars"));
        let at = fields.at().clone();
        let findings = fields.findings();
        let series = match series {
            None => Some(0),
            Some((node, name)) => {
                let known = self.setup.names.iter().filter(|(known, _)| known.contains(' '));
                let found = known.clone().find(|(known, _)| known == name).map(|(_, index)| *index);
                if found.is_none() {
                    let known: Vec<&str> = known.map(|(known, _)| known.as_str()).collect();
                    let finding = Finding::error(Rule::V02, format!("this file has no series `{name}`")).at(&node.at);
                    findings.push(finding.help(suggest::advice(name, "series", &known)));
                }
                found
            }
        };
        match (bar, bars) {
            (Some(node), None) => Some((vec![Subject::Bar(self.bar(node, series?, findings)?)], false)),
            (None, Some(node)) => {
                let bars = self.bars(node, series?, findings)?;
                Some((bars.into_iter().map(Subject::Bar).collect(), true))
            }
            _ => {
                let finding = Finding::error(Rule::V02, "a call of a context worker has either `bar` or `bars`").at(&at);
                findings.push(finding.help("write `bar: 100.5`, or `bars: [100, 100.5, 101]` for several calls in a row"));
                None
            }
        }
    }

    fn worked(&self, fields: &mut Fields<'_, '_>) -> Option<(Vec<Subject>, bool)> {
        let nodes = [fields.node("command"), fields.node("reply"), fields.node("timer")];
        let at = fields.at().clone();
        let around = self.now.to_string();
        let around = Surroundings { names: &self.setup.names, at: &around };
        let findings = fields.findings();
        let subject = match nodes {
            [Some(node), None, None] => Subject::Command(Box::new(read(node, around, findings)?)),
            [None, Some(node), None] => Subject::Reply(Box::new(read(node, around, findings)?)),
            [None, None, Some(node)] => Subject::Timer(read(node, around, findings)?),
            _ => {
                let message = "a call of an execution worker has one of `command`, `reply` and `timer`";
                findings.push(Finding::error(Rule::V02, message).at(&at).help("write one call an item, each after `- `"));
                return None;
            }
        };
        Some((vec![subject], false))
    }

    /// A call shows what the manifest asks for, in a test as in a run: not more, and of the account not less.
    fn check_read(&self, read: Read, key: &'static str, fields: &mut Fields<'_, '_>) {
        let finding = match (self.manifest.reads.contains(read), fields.node(key)) {
            (false, Some(node)) => {
                let message = format!("the worker does not read `{read}`, so no call shows it");
                Finding::error(Rule::V17, message).at(&node.at).help(format!("ask for `{read}` in its manifest, or remove this"))
            }
            (true, None) if read == Read::Account => {
                let message = "the worker reads `account`, so every call shows it";
                Finding::error(Rule::V17, message).at(fields.at()).help("write `account: 10000`")
            }
            _ => return,
        };
        fields.findings().push(finding);
    }

    fn required<T: serde::de::DeserializeOwned>(&self, fields: &mut Fields<'_, '_>, key: &'static str) -> Option<T> {
        let at = self.now.to_string();
        fields.required(key, |node, findings| read(node, Surroundings { names: &self.setup.names, at: &at }, findings))
    }

    fn optional<T: serde::de::DeserializeOwned>(&self, fields: &mut Fields<'_, '_>, key: &'static str) -> Option<Option<T>> {
        let at = self.now.to_string();
        fields.optional(key, |node, findings| read(node, Surroundings { names: &self.setup.names, at: &at }, findings))
    }

    fn list_of<T: serde::de::DeserializeOwned>(&self, fields: &mut Fields<'_, '_>, key: &'static str) -> Option<Vec<T>> {
        let at = self.now.to_string();
        fields.list(key, |node, findings| read(node, Surroundings { names: &self.setup.names, at: &at }, findings))
    }

    /// The inputs in the manifest's order, from their names. One that is optional may be left out and is not ready then.
    fn inputs(&self, node: Option<&Node>, fields: &mut Fields<'_, '_>) -> Option<Vec<f64>> {
        let entries = match node.map(|node| &node.content) {
            None => &[][..],
            Some(Content::Mapping(entries)) => entries,
            Some(_) => {
                let finding = node.map(|node| wrong_type(node, "a mapping"));
                fields.findings().push(finding?.help("write `inputs: {fast: 101.5, slow: 100}`"));
                return None;
            }
        };
        let at = node.map_or_else(|| fields.at().clone(), |node| node.at.clone());
        let findings = fields.findings();
        let known: Vec<&str> = self.manifest.inputs.iter().map(|input| input.name.as_str()).collect();
        let mut complete = true;
        for entry in entries.iter().filter(|entry| !known.contains(&entry.key.as_str())) {
            let finding = Finding::error(Rule::V01, format!("the worker has no input `{}`", entry.key)).at(&entry.key_at);
            findings.push(finding.help(suggest::advice(&entry.key, "inputs", &known)));
            complete = false;
        }
        let values: Vec<Option<f64>> = self
            .manifest
            .inputs
            .iter()
            .map(|input| match entries.iter().find(|entry| entry.key == input.name.as_str()) {
                Some(entry) => double(&entry.value, findings),
                None if input.optional => Some(f64::NAN),
                None => {
                    let finding = Finding::error(Rule::V02, format!("the worker needs its input `{}`", input.name)).at(&at);
                    findings.push(finding.help(format!("write `inputs: {{{}: …}}`; a number, or not-ready", input.name)));
                    None
                }
            })
            .collect();
        if complete { values.into_iter().collect() } else { None }
    }
}

/// A number of a fact or an input; `not-ready` is NaN.
fn double(node: &Node, findings: &mut Findings) -> Option<f64> {
    let value = node.scalar().and_then(|scalar| number(&scalar.text));
    if value.is_none() {
        findings.push(wrong_type(node, "a number").help("write a number, or not-ready"));
    }
    value
}

/// How far a fact may be off: at least 0.
pub(crate) fn tolerance(node: &Node, findings: &mut Findings) -> Option<f64> {
    let value = double(node, findings)?;
    if value >= 0.0 && value.is_finite() {
        return Some(value);
    }
    findings.push(wrong_type(node, "a number of at least 0"));
    None
}
