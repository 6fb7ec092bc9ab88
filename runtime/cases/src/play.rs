//! A case, played to a fresh worker.

use serde_json::Value;
use simpletrader_contracts::name::SnakeName;
use simpletrader_contracts::worker::capability::LogLine;
use simpletrader_contracts::worker::{AnyWorker, Fault, WorkerSource};

use crate::answer::failure;
use crate::call::Call;
use crate::case::{Budget, Case};
use crate::expect::{Expected, ExpectedKind};
use crate::step::Step;
use crate::update::{Edit, plain};
use crate::verdict::{Cost, Mismatch, Verdict};

impl Case {
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
