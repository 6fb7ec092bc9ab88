//! Strategies that run side by side on one thread, over one read of the data that all of them watch.

use std::time::{Duration, Instant};

use super::data_needs::DataNeeds;
use super::directory::RunDirectory;
use super::identity::EngineIdentity;
use super::outcome::{KeptRun, RunError, RunOutcome};
use super::record::{MemoryRecord, Record, RunRecord};
use super::runner::{Backtest, Ending};
use crate::data::{Block, DataError, ReadSoFar, WindowReader};
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
    let begin = |PreparedRun { strategy, engine, directory }: PreparedRun| {
        let record = RunRecord::create(directory, strategy.spec()).map_err(RunError::from);
        (engine, record.map(|record| Running::begin(strategy, record)))
    };
    let (engines, mut runs): (Vec<EngineIdentity>, Vec<_>) = runs.into_iter().map(begin).unzip();
    let waited = go_through(&mut runs, &mut data);
    // Those that have a record need to know what they have read. The others are let go of before, and nobody waits for them.
    let runs: Vec<_> = runs.into_iter().map(|run| run.and_then(Running::lasting)).collect();
    let read = if runs.iter().any(Result::is_ok) { data.read_so_far() } else { Ok(ReadSoFar::default()) };
    let finish = |(run, engine): (Result<Running<RunRecord>, RunError>, EngineIdentity)| {
        let (backtest, strategy, ending) = run?.at_rest(waited);
        backtest.finish(strategy, engine, read.clone()?, ending)
    };
    runs.into_iter().zip(engines).map(finish).collect()
}

/// As [`run_together`], with nothing written: no directory, no database, no journal, no digest of the data. What each came to is kept
/// in memory. For whoever tries many sets of parameters and looks at their figures.
pub fn run_in_memory(strategies: Vec<Strategy>, mut data: WindowReader) -> Vec<Result<KeptRun, RunError>> {
    let begin = |strategy| Ok(Running::begin(strategy, MemoryRecord::default()));
    let mut runs: Vec<_> = strategies.into_iter().map(begin).collect();
    let waited = go_through(&mut runs, &mut data);
    let finish = |run: Running<MemoryRecord>| {
        let (backtest, strategy, ending) = run.at_rest(waited);
        backtest.keep(strategy, ending)
    };
    runs.into_iter().map(|run| run.and_then(Running::lasting).map(finish)).collect()
}

/// Shows every block of the data to every run, until nobody wants more or there is none. Gives back how long the data took to come.
fn go_through<R: Record>(runs: &mut [Result<Running<R>, RunError>], data: &mut WindowReader) -> Duration {
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
    waited
}

/// A strategy in the middle of its run.
struct Running<R> {
    strategy: Strategy,
    backtest: Backtest<R>,
    /// How its passes came to an end; none while they go on.
    ended: Option<Result<(), RunError>>,
    /// What its passes have taken.
    busy: Duration,
}

impl<R: Record> Running<R> {
    fn begin(strategy: Strategy, record: R) -> Self {
        let backtest = Backtest::new(strategy.spec(), record);
        Self { strategy, backtest, ended: None, busy: Duration::ZERO }
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

    /// The strategy and its record after the last pass, and how that ended.
    fn at_rest(self, waited: Duration) -> (Backtest<R>, Strategy, Ending) {
        let contradiction = match self.ended {
            Some(Err(RunError::Venue(contradiction))) => Some(*contradiction),
            _ => self.backtest.reconcile(&self.strategy),
        };
        (self.backtest, self.strategy, Ending { contradiction, seconds: (self.busy + waited).as_secs_f64() })
    }
}
