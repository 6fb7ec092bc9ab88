//! The flow terminator: every pass ends in it, however it ended. It lets go of what the pass held and says how it went.
//!
//! What it lets go of: the anchor, and every event that nobody has heard. What stays in the cache is known of a series and not
//! of a pass: its latest bar and the facts that were measured on it, which a slower series must not lose between its bars.

use serde::Serialize;

use super::{EventWiring, RunState, StrategyCache};

/// How a pass ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Ending {
    /// Nothing was left to do.
    #[default]
    Completed,
    /// A worker said STOP.
    Stopped,
    /// A worker failed.
    Failed,
}

/// How the passes of a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct FlowSummary {
    /// Passes after which nothing was left to do.
    pub completed: u64,
    /// Passes that a worker ended with STOP.
    pub stopped: u64,
    /// Passes in which a worker failed.
    pub failed: u64,
}

impl FlowSummary {
    /// Counts one more pass.
    pub(super) fn count(&mut self, ending: Ending) {
        *match ending {
            Ending::Completed => &mut self.completed,
            Ending::Stopped => &mut self.stopped,
            Ending::Failed => &mut self.failed,
        } += 1;
    }
}

/// Lets go of a pass.
pub(super) fn let_go(cache: &mut StrategyCache, wiring: &mut EventWiring) -> RunState {
    wiring.queue.clear();
    cache.end_run();
    RunState::Idle
}
