//! What the journal keeps.

use simpletrader_contracts::Instant;
use simpletrader_contracts::decision::{Origin, Risk, Signal};
use simpletrader_contracts::id::{Id, JournalId, TradePlanId};
use simpletrader_contracts::terms::text_enum;

use super::JournalBody;

text_enum!(
    /// What an entry is about.
    JournalKind {
        #[doc = "The strategy decided to act."] DirectiveIssued = "DIRECTIVE_ISSUED",
        #[doc = "Something was refused before it became a command."] SignalRejected = "SIGNAL_REJECTED",
        #[doc = "A command went to execution."] CommandIssued = "COMMAND_ISSUED",
        #[doc = "A new trade has its first order."] TradeOpened = "TRADE_OPENED",
        #[doc = "A trade is over."] TradeClosed = "TRADE_CLOSED",
        #[doc = "The execution or the venue refused something."] ExecutionRejected = "EXECUTION_REJECTED",
        #[doc = "The venue said something that changes nothing: too late, twice, or of an order that is not known."] ReplyIgnored = "REPLY_IGNORED",
        #[doc = "A fill came when its trade was over: the host holds the position in a trade of its own."] FillAdopted = "FILL_ADOPTED",
        #[doc = "The venue reported a fill that the books cannot hold; the run ends with it."] VenueContradiction = "VENUE_CONTRADICTION",
        #[doc = "A remark of a worker, in its own words."] WorkerNote = "WORKER_NOTE",
        #[doc = "A worker ended the pass."] FlowStopped = "FLOW_STOPPED",
        #[doc = "A worker failed; what follows stands in the next entries."] WorkerFailed = "WORKER_FAILED",
        #[doc = "A worker that failed is not called for a while."] WorkerSilenced = "WORKER_SILENCED",
        #[doc = "A worker has begun again, with what it had been told."] WorkerRecovered = "WORKER_RECOVERED",
        #[doc = "A worker file is not run any more until it is released."] WorkerQuarantined = "WORKER_QUARANTINED",
        #[doc = "The equity no longer carries the positions: the venue wants them closed."] MarginCall = "MARGIN_CALL",
        #[doc = "The strategy trades no more in this run."] StrategyHalted = "STRATEGY_HALTED",
        #[doc = "An operator wants no new decisions."] StrategyPaused = "STRATEGY_PAUSED",
        #[doc = "An operator wants decisions again."] StrategyResumed = "STRATEGY_RESUMED",
    }
);
text_enum!(
    /// What became of a signal or risk.
    SignalOutcome { #[doc = "A directive uses it."] Used = "USED", #[doc = "It was refused, with a reason."] Refused = "REFUSED" }
);

/// One line of the journal.
#[derive(Debug)]
pub struct JournalEntry {
    /// Its id.
    pub entry_id: JournalId,
    /// What it is about.
    pub kind: JournalKind,
    /// The anchor of the pass.
    pub timestamp: Instant,
    /// The number of the pass.
    pub pass: u32,
    /// What started the pass.
    pub origin: Origin,
    /// The trades concerned: the key that joins journal and ledger.
    pub trade_plan_ids: Vec<TradePlanId>,
    /// Everything else, by kind.
    pub body: JournalBody,
}

/// A signal and what became of it.
#[derive(Debug, Clone, PartialEq)]
pub struct SignalRow {
    /// The signal.
    pub signal: Signal,
    /// The detector.
    pub worker_id: String,
    /// Used or refused.
    pub outcome: SignalOutcome,
    /// The directive that uses it, or the rejection.
    pub decided_by: Id,
}

/// A risk and what became of it.
#[derive(Debug, Clone, PartialEq)]
pub struct RiskRow {
    /// The risk.
    pub risk: Risk,
    /// The monitor.
    pub worker_id: String,
    /// Used or refused; none when no decision mentioned it (a risk is a state, it need not be consumed).
    pub outcome: Option<SignalOutcome>,
    /// The directive or rejection that mentions it.
    pub decided_by: Option<Id>,
}
