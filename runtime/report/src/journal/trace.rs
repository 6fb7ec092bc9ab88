//! One bar from within: who was called, what it cost, who published what and who heard it.
//!
//! A pass that left nothing (nobody had anything to say) is not recorded, so that a quiet bar costs nothing; what is known
//! of its bar all the same says [`super::quiet`].

use std::path::Path;

use serde::Serialize;
use serde_json::{Map, Value};

use super::quiet::QuietBar;
use super::subject::{pass_of_bar, passes_since_the_bar_before};
use super::wiring::{BuildSpec, Worker};
use super::{Event, JournalError};
use crate::records::{Call, JournalLine, LedgerChange, Pass, Records, Risk, Signal};

/// The event by which commands go to execution workers; the host's own.
const COMMANDS: &str = "EXECUTION_COMMAND_BATCH_READY";
/// The event by which a planner says what it refused.
const REFUSED: &str = "STRATEGY_DIRECTIVE_REJECTED";

/// A bar from within.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "bar", rename_all = "snake_case")]
pub enum Trace {
    /// Something was left on it.
    Recorded {
        /// What the venue said, and which wake-ups were due, since the bar before.
        before: Vec<TracedPass>,
        /// The pass over the bar.
        at_close: Box<TracedPass>,
        /// The fuel of all of that.
        fuel: u64,
    },
    /// Nobody had anything to say: what was called on it was not kept.
    Quiet(QuietBar),
}

/// A pass from within.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TracedPass {
    /// What began it.
    pub event: Event,
    /// Who was called, in run order.
    pub workers: Vec<TracedWorker>,
    /// What was published and by whom, in the order of the flow.
    pub deliveries: Vec<Delivery>,
    /// What the ledger booked, in order.
    pub changes: Vec<LedgerChange>,
    /// The fuel of all its calls.
    pub fuel: u64,
}

/// A worker in a pass.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TracedWorker {
    /// What its calls cost.
    #[serde(flatten)]
    pub call: Call,
    /// Its category.
    pub category: String,
    /// The facts that it measured, where the journal has them: those of passes in which something was decided.
    pub facts: Map<String, Value>,
}

/// Something that was published.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Delivery {
    /// Who published it: a worker, or a component of the host.
    pub from: String,
    /// The event.
    pub event: String,
    /// What it carried; nothing for an event that only lets the flow go on.
    pub carries: Option<String>,
    /// Who heard it, in the order of delivery.
    pub to: Vec<String>,
}

/// The trace of a bar, by its label, the instant of its close, its number or the id of its tick.
///
/// # Errors
/// When the run has no such bar, or its files cannot be read.
pub fn trace(run: &Path, records: &Records, bar: &str) -> Result<Trace, JournalError> {
    let spec = BuildSpec::open(run)?;
    let Some(pass) = pass_of_bar(records, bar)? else {
        let what = format!("bar `{}`", simpletrader_contracts::name::excerpt(bar, 60));
        let help = "labels of bars stand in equity.csv";
        return QuietBar::find(run, &spec, bar)?.map(Trace::Quiet).ok_or(JournalError::Unknown { what, help });
    };
    let before = passes_since_the_bar_before(records, &pass)?;
    let before = before.into_iter().map(|pass| TracedPass::of(records, &spec, pass)).collect::<Result<Vec<_>, _>>()?;
    let at_close = Box::new(TracedPass::of(records, &spec, pass)?);
    let fuel = before.iter().map(|pass| pass.fuel).sum::<u64>() + at_close.fuel;
    Ok(Trace::Recorded { before, at_close, fuel })
}

impl TracedPass {
    fn of(records: &Records, spec: &BuildSpec, pass: Pass) -> Result<Self, JournalError> {
        let lines = records.lines_of_pass(&pass)?;
        let facts = lines.iter().find_map(|line| line.body.get("facts")?.as_object()).cloned().unwrap_or_default();
        let event = Event::of_pass(&pass);
        let deliveries =
            if event.is_of_market() { Flow { records, spec, pass: &pass, lines: &lines }.deliveries()? } else { Vec::new() };
        let workers: Vec<TracedWorker> = pass.calls.iter().map(|call| TracedWorker::of(spec, call, &facts)).collect();
        let fuel = pass.calls.iter().map(|call| call.fuel).sum();
        Ok(Self { event, workers, deliveries, changes: records.changes_of_pass(pass.pass)?, fuel })
    }
}

impl TracedWorker {
    fn of(spec: &BuildSpec, call: &Call, facts: &Map<String, Value>) -> Self {
        let worker = spec.workers.iter().find(|worker| worker.worker_id == call.worker_id);
        let address = |name: &String| format!("{}.{name}", call.worker_id);
        let names = worker.map_or(&[][..], |worker| &worker.output_names);
        let own = names.iter().filter_map(|name| Some((name.clone(), facts.get(&address(name))?.clone())));
        Self {
            call: call.clone(),
            category: worker.map_or_else(String::new, |worker| worker.category.clone()),
            facts: own.collect(),
        }
    }
}

/// The events of a market pass, rebuilt from who was called, what is recorded of their words, and the wiring.
struct Flow<'a> {
    records: &'a Records,
    spec: &'a BuildSpec,
    pass: &'a Pass,
    lines: &'a [JournalLine],
}

impl Flow<'_> {
    fn deliveries(&self) -> Result<Vec<Delivery>, JournalError> {
        let start = self.spec.wiring.start;
        let mut deliveries = vec![self.delivery("flow_initiator", start, None)];
        let signals = self.records.signals_at(&self.pass.at)?;
        let risks = self.records.risks_at(&self.pass.at)?;
        for (number, worker) in self.spec.workers.iter().enumerate() {
            if !self.pass.calls.iter().any(|call| call.worker_id == worker.worker_id) {
                continue;
            }
            for (event, what) in self.said(worker, &signals, &risks) {
                deliveries.extend(event.map(|event| self.delivery(&worker.worker_id, event, Some(what))));
            }
            if let Some(event) = self.spec.wiring.on_continue.get(number).copied().flatten() {
                deliveries.push(self.delivery(&worker.worker_id, event, None));
            }
        }
        deliveries.extend(self.commands().map(|command| Delivery {
            from: "aggregation".to_owned(),
            event: COMMANDS.to_owned(),
            carries: Some(command),
            to: self.executors(),
        }));
        Ok(deliveries)
    }

    /// What a worker published: each with its event, where it declares one.
    fn said(&self, worker: &Worker, signals: &[Signal], risks: &[Risk]) -> Vec<(Option<usize>, String)> {
        let declared = worker.allowed_publications.first().copied();
        let id = &worker.worker_id;
        let signals = signals.iter().filter(|signal| signal.worker_id == *id);
        let risks = risks.iter().filter(|risk| risk.worker_id == *id);
        let mut said: Vec<(Option<usize>, String)> = Vec::new();
        said.extend(signals.map(|signal| (declared, format!("{} {}", signal.signal_type, signal.signal_id))));
        said.extend(risks.map(|risk| (declared, format!("{} {}", risk.risk_type, risk.risk_id))));
        for line in self.lines {
            said.extend(named_by(line, "directive", "strategy_planner_id", id, "directive_id").map(|what| (declared, what)));
            let refused = named_by(line, "rejection", "refused_by", id, "rejection_id");
            said.extend(refused.map(|what| (self.spec.event_named(REFUSED).or(declared), what)));
        }
        let plan = worker.category.strip_suffix("-planner").map(|role| format!("{role}_plan"));
        let plans = plan.into_iter().flat_map(|plan| {
            self.bodies().filter_map(move |command| command.get(&plan)?.get("plan_id")?.as_str().map(str::to_owned))
        });
        said.extend(plans.map(|what| (declared, what)));
        said
    }

    /// The commands of the pass.
    fn bodies(&self) -> impl Iterator<Item = &Value> {
        self.lines.iter().filter_map(|line| line.body.get("command"))
    }

    /// The commands of the pass in words: the family and the id.
    fn commands(&self) -> impl Iterator<Item = String> {
        self.bodies().filter_map(|command| {
            let families = command.get("execution_plan").and_then(|plan| plan.get("strategy")?.as_object());
            let family = families.and_then(|families| families.keys().next()).map_or("", String::as_str);
            Some(format!("{family} {}", command.get("command_id")?.as_str()?).trim().to_owned())
        })
    }

    fn delivery(&self, from: &str, event: usize, carries: Option<String>) -> Delivery {
        Delivery { from: from.to_owned(), event: self.spec.event(event).to_owned(), carries, to: self.spec.hearers(event) }
    }

    /// The execution workers that were called in this pass.
    fn executors(&self) -> Vec<String> {
        let called = self.pass.calls.iter().filter(|call| {
            self.spec.workers.iter().any(|worker| worker.worker_id == call.worker_id && worker.category == "execution-worker")
        });
        called.map(|call| call.worker_id.clone()).collect()
    }
}

/// The id of what a line is about, when this worker is its author.
fn named_by(line: &JournalLine, what: &str, author: &str, worker_id: &str, id: &str) -> Option<String> {
    let thing = line.body.get(what).filter(|thing| thing.get(author).and_then(Value::as_str) == Some(worker_id))?;
    thing.get(id)?.as_str().map(str::to_owned)
}
