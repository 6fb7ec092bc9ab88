//! What an operator wants of a strategy, and what the strategy tells the bus of the process.
//!
//! A paused strategy decides nothing: its workers go on watching, so that no window gets a hole, their signals are refused, and
//! the strategy planner is not asked. What was decided before goes on: replies are booked, execution workers are told and
//! woken, orders and protections at the venue stay.

use simpletrader_contracts::{Decimal, Instant};

use super::{Pass, Stage, Strategy};
use crate::bus::{CriticalFailure, OperatorCommand, Payload};
use crate::journal::JournalKind;

impl Strategy {
    /// Decide nothing new from the next moment on. Doing it twice changes nothing.
    pub fn pause(&mut self) {
        self.is_paused = true;
    }

    /// Decide again from the next moment on. Without a pause nothing changes.
    pub fn resume(&mut self) {
        self.is_paused = false;
    }

    /// Where the strategy is in its life.
    pub fn stage(&self) -> Stage {
        if self.is_shut_down {
            Stage::Stopped
        } else if self.supervisor.halt.is_some() {
            Stage::Failed
        } else if self.passes == 0 {
            Stage::Created
        } else if self.is_paused {
            Stage::Paused
        } else if !self.warm_up.has_begun() {
            Stage::WarmingUp
        } else {
            Stage::Running
        }
    }

    /// Does what operators want, in the order in which they wanted it. To be called between two moments.
    pub(crate) fn obey(&mut self) {
        while let Some(command) = self.line.as_ref().and_then(|line| line.next_command()) {
            match command {
                OperatorCommand::Pause => self.pause(),
                OperatorCommand::Resume => self.resume(),
            }
        }
    }

    /// The first pass after a pause began or ended says so in the journal.
    pub(super) fn journal_pause(&mut self, pass: &Pass) {
        if self.is_paused == self.pause_in_journal {
            return;
        }
        self.pause_in_journal = self.is_paused;
        let kind = if self.is_paused { JournalKind::StrategyPaused } else { JournalKind::StrategyResumed };
        self.journal.write(&mut self.ids, &pass.stamp(), kind, Vec::new(), serde_json::json!({}));
    }

    /// Tells the bus what the last pass changed: the stage, and whether the book is another one. To be called before the book's
    /// changes are taken.
    pub(crate) fn report_pass(&mut self) -> Result<(), CriticalFailure> {
        let Some(line) = &self.line else { return Ok(()) };
        let stage = self.stage();
        if self.stage_on_bus != stage {
            line.say(Payload::StageChanged(stage))?;
            self.stage_on_bus = stage;
        }
        if self.ledger.has_changes() {
            line.say(Payload::LedgerUpdated { passes: self.passes })?;
        }
        Ok(())
    }

    /// Tells the bus how far the run has come.
    pub(crate) fn report_progress(&self, bars: u64, at: Instant, equity: Decimal) -> Result<(), CriticalFailure> {
        match &self.line {
            Some(line) => line.say(Payload::Progress { bars, at, equity }),
            None => Ok(()),
        }
    }
}
