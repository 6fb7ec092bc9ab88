//! What a run leaves behind, kept in memory: its trades and its equity. Ledger and journal are let go of after each pass, so that what
//! is kept grows with what is kept of it and with nothing else.

use simpletrader_contracts::Decimal;

use super::Record;
use crate::journal::Journal;
use crate::ledger::{Ledger, RoundTrip};
use crate::run::directory::StoreError;
use crate::strategy::PassRemarks;

/// A record without files.
#[derive(Debug, Default)]
pub(in crate::run) struct MemoryRecord {
    /// Closed trades, in the order in which they were closed.
    pub trades: Vec<RoundTrip>,
    /// Equity of each moment.
    pub equity: Vec<Decimal>,
}

impl Record for MemoryRecord {
    fn take_pass(&mut self, ledger: &mut Ledger, journal: &mut Journal, _: PassRemarks) -> Result<(), StoreError> {
        drop(ledger.take_changes());
        drop(journal.take_page());
        Ok(())
    }

    fn trade(&mut self, trade: &RoundTrip) {
        self.trades.push(trade.clone());
    }

    fn equity(&mut self, _: &str, equity: Decimal, _: Decimal) {
        self.equity.push(equity);
    }
}
