//! Works a command as a share of the traded volume: the family POV, percentage of volume.
//!
//! At regular instants it looks at the bars that have closed since the command, through the capability `market-window`, and orders
//! what is missing to `participation` times their volume. A child is at least `min_child` and at most `max_child`; what is too
//! small waits for more volume. When the duration is over, what is left is not ordered any more: the participation is an obligation,
//! the quantity is not.
//!
//! Children are at the market, or at the entry plan's price. Volumes are read as numbers with 53 bits, which is more than any file of
//! bars holds; the quantity that follows is exact and whole lots.

use simpletrader_sdk::exact::{Round, to_step};
use simpletrader_sdk::execution::{AtWork, Errand, Tally, Wanted, time_allowed, wanted};
use simpletrader_sdk::prelude::*;

/// The most bars that one look can see.
const BARS: u32 = 1_000;
const MICROS_PER_SECOND: i64 = 1_000_000;

/// What the blueprint sets.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// Seconds between two looks at the volume, as a rule one bar.
    every_seconds: Ranged<1, 31_536_000>,
}

/// The execution worker.
pub struct Pov {
    every_micros: i64,
    instruments: Vec<Instrument>,
    series: Vec<Series>,
    at_work: AtWork<Chase>,
}

/// A command, and what was ordered of it.
struct Chase {
    wanted: Wanted,
    exit: ExitPlan,
    trade: TradeRef,
    series: SeriesRef,
    lot: Decimal,
    since: Instant,
    until: Instant,
    participation: Decimal,
    min_child: Decimal,
    max_child: Option<Decimal>,
    tally: Tally,
    is_through: bool,
}

impl Worker for Pov {
    const ABOUT: About = About::new("simpletrader", "pov", env!("CARGO_PKG_VERSION"), "A share of the volume").looks_back(BARS);
    type Params = Params;

    fn configure(params: Params, setup: &Setup<'_>) -> Result<Self, WorkerError> {
        let every_micros = i64::from(params.every_seconds.get()) * MICROS_PER_SECOND;
        let (instruments, series) = (setup.instruments.to_vec(), setup.series.to_vec());
        Ok(Self { every_micros, instruments, series, at_work: AtWork::default() })
    }
}

impl ExecutionWorker for Pov {
    const EXECUTES: &'static [ExecutionStrategyType] = &[ExecutionStrategyType::Pov];

    fn on_command(&mut self, command: &Command<'_>) -> Result<Vec<OrderIntent>, WorkerError> {
        if let Some(intents) = self.at_work.tend(command)? {
            return Ok(intents);
        }
        match command.execution.action {
            ExecutionAction::ExecuteTrade(Algorithm::Pov { .. }) => self.begin(command),
            _ => Err(WorkerError::failed("pov works the family POV only; use another execution worker")),
        }
    }

    fn on_reply(&mut self, reply: &Reply) -> Result<Vec<OrderIntent>, WorkerError> {
        self.at_work.go_on(reply.group, |chase| Ok(if chase.tally.heard(&reply.order) { chase.end() } else { Vec::new() }))
    }

    fn on_timer(&mut self, timer: &Timer) -> Result<Vec<OrderIntent>, WorkerError> {
        let every_micros = self.every_micros;
        self.at_work.go_on(timer.group, |chase| chase.look(timer, every_micros))
    }
}

impl Pov {
    fn begin(&mut self, command: &Command<'_>) -> Result<Vec<OrderIntent>, WorkerError> {
        let ExecutionAction::ExecuteTrade(Algorithm::Pov { participation, min_child, max_child, duration_seconds }) =
            command.execution.action
        else {
            return Err(WorkerError::failed("no POV plan"));
        };
        self.at_work.drop_trade(command.trade);
        let (wanted, mut intents) = wanted(command)?;
        let Some(wanted) = wanted else {
            intents.push(OrderIntent::Finish { abandoned: false });
            return Ok(intents);
        };
        let lot = Setup { instruments: &self.instruments, series: &[] }.instrument(wanted.instrument)?.lot_size;
        let since = command.tick.at;
        let chase = Chase {
            exit: wanted.protection(command),
            trade: command.trade,
            series: self.shortest_series(wanted.instrument)?,
            lot,
            since,
            until: since.plus_seconds(time_allowed(command, duration_seconds).into()),
            participation: participation.get(),
            min_child: min_child.map_or(lot, Quantity::get).max(lot),
            max_child: max_child.map(Quantity::get),
            tally: Tally::default(),
            is_through: false,
            wanted,
        };
        self.at_work.begin(command.group, chase);
        // Nothing was traded yet since the command: the first look comes after the first bar.
        intents.push(OrderIntent::WakeAt { at: Instant::from_micros(since.micros().saturating_add(self.every_micros)), tag: 1 });
        Ok(intents)
    }

    /// The series that shows the instrument's volume first.
    fn shortest_series(&self, instrument: InstrumentRef) -> Result<SeriesRef, WorkerError> {
        let of_instrument = (0..).zip(&self.series).filter(|(_, series)| series.instrument == instrument.0);
        let shortest = of_instrument.min_by_key(|(_, series)| series.timeframe_seconds);
        shortest.map(|(index, _)| SeriesRef(index)).ok_or_else(|| WorkerError::failed("there are no bars of the instrument"))
    }
}

impl Errand for Chase {
    fn trade(&self) -> TradeRef {
        self.trade
    }

    fn reprice(&mut self, terms: OrderTerms) {
        self.wanted.terms = terms;
    }
}

impl Chase {
    /// A look at the volume, and when the next one is.
    fn look(&mut self, timer: &Timer, every_micros: i64) -> Result<Vec<OrderIntent>, WorkerError> {
        let mut intents = self.follow(timer.tick.at)?;
        let next = Instant::from_micros(timer.tick.at.micros().saturating_add(every_micros));
        if self.is_done() || next > self.until {
            self.is_through = true;
            intents.extend(self.end());
        } else {
            intents.push(OrderIntent::WakeAt { at: next, tag: timer.tag.wrapping_add(1) });
        }
        Ok(intents)
    }

    /// Orders what is missing to the share of the volume so far.
    fn follow(&mut self, now: Instant) -> Result<Vec<OrderIntent>, WorkerError> {
        let bars = window::latest(self.series, BARS)?;
        let seen = bars.times.iter().zip(&bars.volume).filter(|(at, _)| **at > self.since && **at <= now);
        let volume: f64 = seen.map(|(_, volume)| *volume).sum();
        let volume = Decimal::try_from(volume).map_err(|_| WorkerError::failed("the volume of the bars is no number"))?;
        let due = volume.checked_mul(self.participation).ok_or(exact::ExactError::TooLarge)?;
        let wanted = self.wanted.quantity.get();
        let open = wanted - self.tally.promised();
        let missing = to_step(due.min(wanted), self.lot, Round::Down)? - self.tally.promised();
        let child = self.max_child.map_or(missing, |largest| missing.min(largest));
        // The rest may be smaller than the smallest child: it would never be ordered otherwise.
        if child < self.min_child.min(open) {
            return Ok(Vec::new());
        }
        let Ok(quantity) = Quantity::new(child) else { return Ok(Vec::new()) };
        Ok(self.tally.place(self.wanted.order(self.tally.next_tag(), quantity), &self.exit))
    }

    fn is_done(&self) -> bool {
        self.tally.promised() >= self.wanted.quantity.get()
    }

    /// The end of the command, once no look is to come and no order works. One that ended short although the time is not over goes on.
    fn end(&self) -> Vec<OrderIntent> {
        if !self.is_through || self.tally.is_at_work() {
            return Vec::new();
        }
        vec![self.tally.finish()]
    }
}

export_worker!(execution Pov);

#[cfg(test)]
mod tests;
