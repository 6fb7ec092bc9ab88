//! Why it happened: a dumb, append-only recorder of decisions and refusals with their causality.
//!
//! It copies what the decision was made from (signals, risks, facts), because that is gone after the pass. It counts signals:
//! at the end of every pass, produced = used + refused. Order and fill ids are not part of it; the trade plan id leads to the
//! ledger.

mod body;
mod entry;
mod recorder;

pub use body::JournalBody;
pub use entry::{JournalEntry, JournalKind, RiskRow, SignalOutcome, SignalRow};
pub(crate) use recorder::PassStamp;
pub use recorder::{Journal, JournalPage, SignalCounts};
