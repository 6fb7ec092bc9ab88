//! Collects the journal of the current pass until the run's record takes it.

use simpletrader_contracts::Instant;
use simpletrader_contracts::decision::Origin;
use simpletrader_contracts::id::{IdMint, JournalId, TradePlanId};

use super::{JournalBody, JournalEntry, JournalKind, RiskRow, SignalOutcome, SignalRow};

/// How many signals there were, and what became of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SignalCounts {
    /// Published by detectors.
    pub produced: u64,
    /// Used by a directive.
    pub used: u64,
    /// Refused with a reason.
    pub refused: u64,
}

/// Which pass an entry belongs to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PassStamp {
    /// The anchor.
    pub at: Instant,
    /// The number.
    pub sequence: u32,
    /// What started it.
    pub origin: Origin,
}

/// The journal of one strategy.
#[derive(Debug, Default)]
pub struct Journal {
    entries: Vec<JournalEntry>,
    signals: Vec<SignalRow>,
    risks: Vec<RiskRow>,
    counts: SignalCounts,
}

/// What one pass left in the journal.
#[derive(Debug, Default)]
pub struct JournalPage {
    /// Entries, in order.
    pub entries: Vec<JournalEntry>,
    /// Signals, in order of emission.
    pub signals: Vec<SignalRow>,
    /// Risks, in order of emission.
    pub risks: Vec<RiskRow>,
}

impl Journal {
    /// Appends an entry of this pass.
    pub(crate) fn write(
        &mut self,
        ids: &mut IdMint,
        pass: &PassStamp,
        kind: JournalKind,
        trades: Vec<TradePlanId>,
        body: impl Into<JournalBody>,
    ) {
        let entry_id: JournalId = ids.next(pass.at);
        let PassStamp { at, sequence, origin } = *pass;
        self.entries.push(JournalEntry {
            entry_id,
            kind,
            timestamp: at,
            pass: sequence,
            origin,
            trade_plan_ids: trades,
            body: body.into(),
        });
    }

    /// Appends a signal with its outcome.
    pub(crate) fn signal(&mut self, row: SignalRow) {
        self.counts.produced += 1;
        match row.outcome {
            SignalOutcome::Used => self.counts.used += 1,
            SignalOutcome::Refused => self.counts.refused += 1,
        }
        self.signals.push(row);
    }

    /// Appends a risk.
    pub(crate) fn risk(&mut self, row: RiskRow) {
        self.risks.push(row);
    }

    /// How many signals there were so far.
    pub fn counts(&self) -> SignalCounts {
        self.counts
    }

    /// True when the pass left nothing.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty() && self.signals.is_empty() && self.risks.is_empty()
    }

    /// Takes what the pass left.
    pub fn take_page(&mut self) -> JournalPage {
        JournalPage {
            entries: std::mem::take(&mut self.entries),
            signals: std::mem::take(&mut self.signals),
            risks: std::mem::take(&mut self.risks),
        }
    }
}
