//! Strategies that run side by side on one thread, over one read of the data that all of them watch.

use std::time::{Duration, Instant};

use super::data_needs::DataNeeds;
use super::directory::RunDirectory;
use super::identity::EngineIdentity;
use super::outcome::{RunError, RunOutcome};
use super::record::RunRecord;
use super::runner::{Backtest, Ending};
use crate::data::{Block, DataError, WindowReader};
use crate::strategy::Strategy;

/// A strategy that is ready to run, and where its record goes.
pub struct PreparedRun {
    /// The strategy. One on a bus says there every few thousand bars how far it has come.
    pub strategy: Strategy,
    /// What runs it.
    pub engine: EngineIdentity,
    /// Where the record appears.
    pub directory: RunDirectory,
}

/// Runs an assembled strategy over the data of its build spec.
///
/// # Errors
/// When no directory is left: see [`RunError`].
pub fn run_backtest(strategy: Strategy, engine: EngineIdentity, directory: RunDirectory) -> Result<RunOutcome, RunError> {
    let data = DataNeeds::of(strategy.spec()).alone();
    let outcome = run_together(vec![PreparedRun { strategy, engine, directory }], data).pop();
    outcome.unwrap_or_else(|| Err(RunError::Engine("a run came to nothing".into())))
}

/// Runs strategies that watch the same data, side by side on this thread: each block of moments is read once and goes to one after
/// the other. They do not know of each other, and each comes to what it would come to alone. The outcomes are in their order.
pub fn run_together(runs: Vec<PreparedRun>, mut data: WindowReader) -> Vec<Result<RunOutcome, RunError>> {
    let mut runs: Vec<Result<Running, RunError>> = runs.into_iter().map(Running::begin).collect();
    let mut waited = Duration::ZERO;
    while runs.iter().flatten().any(Running::goes_on) {
        let asked = Instant::now();
        let block = data.next_block();
        waited += asked.elapsed();
        match block {
            Ok(Some(block)) => runs.iter_mut().flatten().for_each(|run| run.see(block)),
            Ok(None) => {
                runs.iter_mut().flatten().for_each(Running::end);
                break;
            }
            Err(error) => {
                runs.iter_mut().flatten().for_each(|run| run.give_up(&error));
                break;
            }
        }
    }
    // Those that have a record need to know what they have read. The others are let go of before, and nobody waits for them.
    let runs: Vec<Result<Running, RunError>> = runs.into_iter().map(|run| run.and_then(Running::lasting)).collect();
    let digests = if runs.iter().any(Result::is_ok) { data.digests() } else { Ok(Vec::new()) };
    let finish = |run: Running| run.finish(digests.clone()?, waited);
    runs.into_iter().map(|run| run.and_then(finish)).collect()
}

/// A strategy in the middle of its run.
struct Running {
    strategy: Strategy,
    engine: EngineIdentity,
    backtest: Backtest,
    /// How its passes came to an end; none while they go on.
    ended: Option<Result<(), RunError>>,
    /// What its passes have taken.
    busy: Duration,
}

impl Running {
    fn begin(PreparedRun { strategy, engine, directory }: PreparedRun) -> Result<Self, RunError> {
        let backtest = Backtest::new(strategy.spec(), RunRecord::create(directory)?);
        Ok(Self { strategy, engine, backtest, ended: None, busy: Duration::ZERO })
    }

    fn goes_on(&self) -> bool {
        self.ended.is_none()
    }

    fn see(&mut self, block: &Block) {
        if self.ended.is_some() {
            return;
        }
        let began = Instant::now();
        if let Err(error) = self.backtest.run(&mut self.strategy, block) {
            self.ended = Some(Err(error));
        }
        self.busy += began.elapsed();
    }

    /// The data is at its end.
    fn end(&mut self) {
        if self.ended.is_none() {
            self.ended = Some(self.backtest.end(&self.strategy));
        }
    }

    /// The data cannot be read any further.
    fn give_up(&mut self, error: &DataError) {
        if self.ended.is_none() {
            self.ended = Some(Err(RunError::Data(error.clone())));
        }
    }

    /// Whether there is a record to be finished. A contradiction of the venue ends a run early and is kept in its record.
    fn lasting(mut self) -> Result<Self, RunError> {
        match self.ended.take() {
            Some(Err(error)) if !matches!(error, RunError::Venue(_)) => Err(error),
            ended => {
                self.ended = ended;
                Ok(self)
            }
        }
    }

    fn finish(self, data_digests: Vec<String>, waited: Duration) -> Result<RunOutcome, RunError> {
        let contradiction = match self.ended {
            Some(Err(RunError::Venue(contradiction))) => Some(*contradiction),
            _ => self.backtest.reconcile(&self.strategy),
        };
        let ending = Ending { contradiction, data_digests, seconds: (self.busy + waited).as_secs_f64() };
        self.backtest.finish(self.strategy, self.engine, ending)
    }
}
