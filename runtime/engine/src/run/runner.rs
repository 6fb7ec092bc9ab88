//! The backtest loop: data in, passes, run directory out.

use simpletrader_contracts::{Decimal, Instant};

use super::directory::{BUILD_SPEC, MANIFEST, SUMMARY, TIMING};
use super::equity::EquityStatistics;
use super::identity::{EngineIdentity, FailureReport, RunManifest, RunStatus, build_spec_text};
use super::outcome::{KeptRun, RunError, RunOutcome};
use super::reconcile::difference;
use super::record::{Mark, MatchedBar, MemoryRecord, Record, RunRecord};
use super::summary::{Counts, Summary};
use crate::data::{Block, DataError, FeedBar, FeedLevel, FeedQuote, FeedTrade, MarketEvent, MarketTick, Moment, ReadSoFar};
use crate::execution::{BacktestVenue, ExecutionConnector, VenueBar, VenueLevel, VenueQuote, VenueTrade};
use crate::ledger::Worth;
use crate::strategy::{PassError, Strategy, VenueContradiction};
use simpletrader_config::build_spec::StrategyBuildSpec;
use simpletrader_contracts::market::{InstrumentRef, SeriesRef};

/// For each instrument the series that its orders are matched against: the one with the shortest bars.
fn matching_series(spec: &StrategyBuildSpec) -> Vec<Option<u32>> {
    let shortest = |instrument: usize| {
        let of_instrument = spec.series.iter().enumerate().filter(|(_, series)| series.instrument as usize == instrument);
        of_instrument.min_by_key(|(_, series)| series.timeframe_seconds).map(|(index, _)| index as u32)
    };
    (0..spec.instruments.len()).map(shortest).collect()
}

/// One strategy at its venue, with what is kept of it.
pub(super) struct Backtest<R> {
    matching: Vec<Option<u32>>,
    venue: BacktestVenue,
    record: R,
    equity: EquityStatistics,
    counts: Counts,
    clock: Option<Instant>,
}

/// How and when the last pass ended.
pub(super) struct Ending {
    /// What the venue said that cannot be.
    pub contradiction: Option<VenueContradiction>,
    /// What it took.
    pub seconds: f64,
}

/// A run over nothing would look like a result.
fn no_bars(spec: &StrategyBuildSpec) -> RunError {
    RunError::Data(DataError {
        path: spec.environment.feeds.first().map(|feed| feed.path.clone()).unwrap_or_default(),
        place: None,
        message: "no bar lies in the period of the environment".into(),
        help: "check start_date and end_date of the environment against the first and last line of the file",
    })
}

/// How many bars lie between two reports of progress.
const PROGRESS_EVERY: u64 = 4096;

impl<R: Record> Backtest<R> {
    pub fn new(spec: &StrategyBuildSpec, record: R) -> Self {
        let capital = spec.environment.initial_capital;
        Self {
            matching: matching_series(spec),
            venue: BacktestVenue::new(spec.instruments.clone(), spec.environment.venue.clone(), capital),
            record,
            equity: EquityStatistics::new(capital),
            counts: Counts::default(),
            clock: None,
        }
    }

    /// Goes through moments, one after the other.
    pub fn run(&mut self, strategy: &mut Strategy, block: &Block) -> Result<(), RunError> {
        strategy.read_ahead(block);
        for moment in block.moments() {
            strategy.obey();
            self.moment(strategy, &moment)?;
            if self.counts.bars % PROGRESS_EVERY < moment.bars.len() as u64 {
                strategy.report_progress(self.counts.bars, moment.at, self.equity.last)?;
            }
        }
        Ok(())
    }

    /// After the last moment.
    pub fn end(&self, strategy: &Strategy) -> Result<(), RunError> {
        match self.clock {
            None => Err(no_bars(strategy.spec())),
            Some(at) => Ok(strategy.report_progress(self.counts.bars, at, self.equity.last)?),
        }
    }

    /// One moment: the venue matches, replies come in, timers fire, the strategy sees the closed bars.
    fn moment(&mut self, strategy: &mut Strategy, moment: &Moment<'_>) -> Result<(), RunError> {
        if !moment.ticks.is_empty() {
            strategy.take_ticks(moment.ticks);
            strategy.enter_ticks(moment);
            self.match_ticks(strategy, moment);
            self.drain_replies(strategy)?;
        }
        strategy.enter_bars(moment);
        self.keep_bars(strategy, moment);
        if !self.venue.is_idle() {
            self.match_bars(strategy, moment);
        }
        self.drain_replies(strategy)?;
        self.heed_margin_call(strategy, moment.at)?;
        while let Some(mut timer) = strategy.due_timer(moment.at) {
            self.keep_order(&mut timer.at);
            let outcome = strategy.on_timer(&timer, &mut self.venue);
            self.after_pass(strategy, outcome, &[])?;
            self.drain_replies(strategy)?;
        }
        self.clock = Some(moment.at);
        // Trades and quotes alone start no pass.
        if moment.bars.is_empty() {
            return Ok(());
        }
        let outcome = strategy.on_market(moment, &mut self.venue);
        self.count_bars(moment);
        self.after_pass(strategy, outcome, moment.bars)?;
        self.drain_replies(strategy)?;
        let Worth { equity, exposure } = strategy.ledger_mut().mark(moment.at);
        self.equity.push(equity);
        if let Some(bar) = moment.bars.first() {
            let mark = Mark { at: moment.at, equity, cash: strategy.ledger().account().cash(), exposure };
            self.record.mark(&bar.label, &mark);
        }
        Ok(())
    }

    /// Shows the venue what happened.
    fn match_ticks(&mut self, strategy: &Strategy, moment: &Moment<'_>) {
        for MarketTick { instrument, event } in moment.ticks {
            let Some(known) = strategy.spec().instruments.get(instrument.index()) else { continue };
            match *event {
                MarketEvent::Trade(FeedTrade { at, price, size }) => self.venue.trade(&VenueTrade {
                    instrument: *instrument,
                    at,
                    price: known.price(price),
                    quantity: known.size(size),
                }),
                MarketEvent::Quote(FeedQuote { at, bid, ask }) => {
                    let level = |level: FeedLevel| VenueLevel { price: known.price(level.price), size: known.size(level.size) };
                    self.venue.quote(&VenueQuote { instrument: *instrument, at, bid: bid.map(level), ask: ask.map(level) });
                }
            }
        }
    }

    fn match_bars(&mut self, strategy: &Strategy, moment: &Moment<'_>) {
        for closed in moment.bars {
            let spec = strategy.spec();
            let Some(reference) = self.matched_by(spec, closed.bar.series) else { continue };
            let Some(instrument) = spec.instruments.get(reference.index()) else { continue };
            self.venue.advance(&VenueBar {
                instrument: reference,
                opens_at: closed.opens_at,
                closes_at: closed.closes_at,
                open: instrument.price(closed.bar.open),
                high: instrument.price(closed.bar.high),
                low: instrument.price(closed.bar.low),
                close: instrument.price(closed.bar.close),
                volume: instrument.size(closed.bar.volume),
            });
        }
    }

    /// The bars that orders are matched against belong to the record, whether there was an order or not.
    fn keep_bars(&mut self, strategy: &Strategy, moment: &Moment<'_>) {
        for closed in moment.bars {
            let Some(instrument) = self.matched_by(strategy.spec(), closed.bar.series) else { continue };
            self.record.bar(MatchedBar { instrument, closes_at: closed.closes_at, bar: closed.bar });
        }
    }

    /// The instrument whose orders are matched against a series, if that is what the series is for.
    fn matched_by(&self, spec: &StrategyBuildSpec, series: SeriesRef) -> Option<InstrumentRef> {
        let instrument = spec.series.get(series.index())?.instrument;
        let matching = self.matching.get(instrument as usize).copied().flatten();
        (matching == Some(series.0)).then_some(InstrumentRef(instrument))
    }

    /// What the venue holds and the books do not, when all is done.
    pub fn reconcile(&self, strategy: &Strategy) -> Option<VenueContradiction> {
        let reason = difference(strategy.ledger(), &self.venue.balances())?;
        Some(VenueContradiction { pass: strategy.passes(), at: self.clock.unwrap_or_default(), reason })
    }

    /// Every reply is a pass of its own; what it leads to at the venue is answered in the same drain.
    fn drain_replies(&mut self, strategy: &mut Strategy) -> Result<(), RunError> {
        while let Some(mut reply) = strategy.next_reply(&mut self.venue) {
            self.keep_order(&mut reply.at);
            let outcome = strategy.on_reply(&reply, &mut self.venue);
            self.after_pass(strategy, outcome, &[])?;
        }
        Ok(())
    }

    /// A margin call is a pass of its own, after everything else that the venue had to say.
    fn heed_margin_call(&mut self, strategy: &mut Strategy, at: Instant) -> Result<(), RunError> {
        let Some(mut call) = self.venue.check_margin(at) else { return Ok(()) };
        self.drain_replies(strategy)?;
        self.keep_order(&mut call.at);
        let outcome = strategy.on_margin_call(&call, &mut self.venue);
        self.after_pass(strategy, outcome, &[])?;
        self.drain_replies(strategy)
    }

    /// Time never runs backwards: what happened inside a bar carries its own time, but no earlier than the pass before it.
    fn keep_order(&mut self, at: &mut Instant) {
        *at = self.clock.map_or(*at, |clock| clock.max(*at));
        self.clock = Some(*at);
    }

    /// What the pass left is recorded, also when it failed: the reason belongs into the journal. `bars` began it.
    fn after_pass(&mut self, strategy: &mut Strategy, outcome: Result<(), PassError>, bars: &[FeedBar]) -> Result<(), RunError> {
        for round_trip in strategy.ledger_mut().take_closed() {
            self.counts.trades += 1;
            self.counts.wins += u64::from(round_trip.net_result() > Decimal::ZERO);
            self.record.trade(&round_trip);
        }
        if !strategy.is_at_rest() {
            return Err(RunError::Engine("something of a pass outlived it".to_owned()));
        }
        strategy.report_pass()?;
        self.record.take_pass(strategy, bars)?;
        outcome.map_err(RunError::from)
    }

    fn count_bars(&mut self, moment: &Moment<'_>) {
        self.counts.bars += moment.bars.len() as u64;
        if let Some(bar) = moment.bars.first() {
            if self.counts.first_bar.is_none() {
                self.counts.first_bar = Some(bar.label.clone());
            }
            match &mut self.counts.last_bar {
                Some(label) => label.clone_from(&bar.label),
                None => self.counts.last_bar = Some(bar.label.clone()),
            }
        }
    }

    /// What all of it came to.
    fn summary(&self, strategy: &mut Strategy) -> Summary {
        let usage = strategy.usage();
        let (spec, signals) = (strategy.spec(), strategy.journal().counts());
        Summary {
            supervision: strategy.supervision().cloned(),
            guardrails: strategy.guardrails().cloned(),
            margin_call: strategy.margin_call().copied(),
            warm_up_ticks: strategy.warm_up_ticks(),
            flow: strategy.flow_summary(),
            slices: strategy.slices(),
            ..Summary::of(spec, strategy.ledger(), &self.counts, &self.equity, signals, usage, strategy.passes())
        }
    }
}

impl Backtest<RunRecord> {
    /// Writes what is left and gives the run its name. `read` says what data it was, and how that came.
    pub fn finish(
        self,
        mut strategy: Strategy,
        engine: EngineIdentity,
        read: ReadSoFar,
        Ending { contradiction, seconds }: Ending,
    ) -> Result<RunOutcome, RunError> {
        let summary = self.summary(&mut strategy);
        let failure = strategy.halted_by().cloned();
        let status = match (failure.as_ref().zip(strategy.fault_report()), &contradiction) {
            (_, Some(contradiction)) => RunStatus::Contradicted(contradiction.clone()),
            (Some((failure, report)), None) => RunStatus::Failed(Box::new(FailureReport::of(failure, report))),
            (None, None) => RunStatus::Finished,
        };
        let word = status.word();
        let manifest = RunManifest::new(strategy.spec(), engine, read.digests, status);
        let directory = self.record.close(word)?;
        for (name, file) in strategy.take_fault_files() {
            directory.write_json(&name, &file)?;
        }
        directory.write_text(BUILD_SPEC, &build_spec_text(strategy.spec()))?;
        directory.write_json(SUMMARY, &summary)?;
        let bars_per_second = if seconds > 0.0 { self.counts.bars as f64 / seconds } else { 0.0 };
        let timing = serde_json::json!({ "seconds": seconds, "bars_per_second": bars_per_second, "data_queue": read.queue });
        directory.write_json(TIMING, &timing)?;
        // Last: it says that this is a run, which a kill may only find in a folder that lacks nothing but its name.
        directory.write_json(MANIFEST, &manifest)?;
        let directory = directory.publish()?;
        let quarantined = strategy.quarantined().to_vec();
        strategy.shut_down();
        Ok(RunOutcome { directory, summary, manifest, failure, contradiction, quarantined, seconds })
    }
}

impl Backtest<MemoryRecord> {
    /// Hands out what was kept.
    pub fn keep(self, mut strategy: Strategy, Ending { contradiction, seconds }: Ending) -> KeptRun {
        let summary = self.summary(&mut strategy);
        let failure = strategy.halted_by().cloned();
        strategy.shut_down();
        let MemoryRecord { trades, equity } = self.record;
        KeptRun { summary, trades, equity, failure, contradiction, seconds }
    }
}
