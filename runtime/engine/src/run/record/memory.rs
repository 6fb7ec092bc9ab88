//! What a run leaves behind, kept in memory: its trades and its equity. Ledger and journal are let go of after each pass, so that what
//! is kept grows with what is kept of it and with nothing else.

use simpletrader_contracts::Decimal;

use super::{Mark, MatchedBar, Record};
use crate::data::FeedBar;
use crate::ledger::RoundTrip;
use crate::run::directory::StoreError;
use crate::strategy::Strategy;

/// A record without files.
#[derive(Debug, Default)]
pub(in crate::run) struct MemoryRecord {
    /// Closed trades, in the order in which they were closed.
    pub trades: Vec<RoundTrip>,
    /// Equity of each moment.
    pub equity: Vec<Decimal>,
}

impl Record for MemoryRecord {
    fn take_pass(&mut self, strategy: &mut Strategy, _: &[FeedBar]) -> Result<(), StoreError> {
        drop(strategy.take_remarks());
        let (ledger, journal) = strategy.books_mut();
        if ledger.has_changes() {
            drop(ledger.take_changes());
        }
        if !journal.is_empty() {
            drop(journal.take_page());
        }
        Ok(())
    }

    fn trade(&mut self, trade: &RoundTrip) {
        self.trades.push(trade.clone());
    }

    fn mark(&mut self, _: &str, mark: &Mark) {
        self.equity.push(mark.equity);
    }

    fn bar(&mut self, _: MatchedBar) {}
}
