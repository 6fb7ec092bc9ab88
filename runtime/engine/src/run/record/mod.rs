//! Writes what the strategy leaves behind: ledger and journal into `run.sqlite`, closed trades into `trades.csv`, the equity of
//! every moment into `equity.csv`, the bars that orders were matched against into `bars.csv`: with them a run directory says everything
//! that statistics need.
//!
//! [`pages`] copies what a pass left; [`writer`] takes the copies to the files in a thread of its own; [`database`] knows SQL and
//! promises that the file holds whole passes whenever the process dies; [`schema`] has the tables; [`rows`] writes the rows of every bar.
//!
//! A backtest writes after the fact. A live environment must have an order on the disk before it is sent, or a crash between the
//! two leaves an order at the venue that nobody remembers. That belongs between registering and sending in
//! `execution/desk.rs`, where a comment marks the place: hand over the pages so far, commit, flush, and go on.

mod bar_row;
mod database;
mod latest;
mod memory;
mod pages;
mod remarks;
mod rows;
mod schema;
mod statements;
mod writer;

use std::fs::File;

use simpletrader_config::build_spec::StrategyBuildSpec;
use simpletrader_contracts::decimal::canonical;

use self::bar_row::Watched;
use self::database::Database;
use self::pages::{LedgerRow, PassPage, PassRow};
use self::rows::{BARS_HEADER, EQUITY_HEADER};
use self::writer::{Batch, Files, Lines, Writer};
use super::directory::{BARS, DATABASE, EQUITY, RunDirectory, StoreError, TRADES};
use crate::data::FeedBar;
use crate::journal::PassStamp;
use crate::ledger::RoundTrip;
use crate::strategy::Strategy;

pub(super) use memory::MemoryRecord;
pub(super) use rows::{Mark, MatchedBar};

/// Takes what a run leaves behind, while it runs.
pub(super) trait Record {
    /// What the last pass left in ledger and journal, and what its workers said and remembered; `bars` are those that closed at it.
    /// Fails when something that was taken before could not be written.
    fn take_pass(&mut self, strategy: &mut Strategy, bars: &[FeedBar]) -> Result<(), StoreError>;

    /// A trade was closed.
    fn trade(&mut self, trade: &RoundTrip);

    /// What the account was worth at the end of a moment; `label` is that of its bar.
    fn mark(&mut self, label: &str, mark: &Mark);

    /// A bar that orders were matched against.
    fn bar(&mut self, bar: MatchedBar);
}

/// Passes in one transaction. At each end of one the last page of every table is written, and at the next beginning kept for its undoing:
/// with a quarter as many passes that was more than half of what a run with many trades wrote here. What a transaction holds must not
/// outgrow the cache of the database by much.
const PASSES_PER_TRANSACTION: u64 = 16_384;
/// Pages that are handed to the writer at once: enough that the two threads seldom wake one another.
const PAGES_PER_BATCH: usize = 512;
/// Moments whose equity is handed to the writer at once.
const MARKS_PER_BATCH: usize = 512;

/// The files of a run in the making.
#[derive(Debug)]
pub struct RunRecord {
    // Before the directory: its thread must have ended when the folder is removed.
    writer: Writer,
    directory: RunDirectory,
    batch: Batch,
    passes: u64,
    /// Passes have left something since bars closed last: the next bar is recorded with them, so that it can be found by its label
    /// what happened inside it.
    awaits_bar: bool,
}

const TRADES_HEADER: &str = "entry_time,exit_time,entry_bar,exit_bar,entry_price,exit_price,qty,commission,pnl,exit_reason,symbol,direction,trade_plan_id\n";

impl RunRecord {
    /// Makes the files and starts the writer.
    pub fn create(directory: RunDirectory, spec: &StrategyBuildSpec) -> Result<Self, StoreError> {
        let lines = |name: &str| {
            let path = directory.file(name);
            File::create(&path).map(|file| Lines { path: path.clone(), file }).map_err(|error| StoreError::file(&path, error))
        };
        let (mut bars, mut equity) = (lines(BARS)?, lines(EQUITY)?);
        bars.append(BARS_HEADER)?;
        equity.append(EQUITY_HEADER)?;
        let files = Files {
            database: Database::create(&directory.file(DATABASE))?,
            trades: lines(TRADES)?,
            equity,
            bars,
            watched: Watched { series: spec.series.clone(), instruments: spec.instruments.clone() },
        };
        let batch = Batch { trades: TRADES_HEADER.to_owned(), ..Batch::default() };
        Ok(Self { writer: Writer::start(files)?, directory, batch, passes: 0, awaits_bar: false })
    }

    /// Writes the rest, says how the run ended, closes all files and gives the directory back.
    pub fn close(mut self, status: &str) -> Result<RunDirectory, StoreError> {
        self.writer.hand_over(std::mem::take(&mut self.batch))?;
        let files = self.writer.finish()?;
        files.database.close(self.passes, status)?;
        Ok(self.directory)
    }
}

impl Record for RunRecord {
    fn take_pass(&mut self, strategy: &mut Strategy, bars: &[FeedBar]) -> Result<(), StoreError> {
        self.writer.check()?;
        let remarks = strategy.take_remarks();
        let (ledger, journal) = strategy.books_mut();
        let has_left = ledger.has_changes() || !journal.is_empty() || remarks.is_some();
        let follows = self.awaits_bar && !bars.is_empty();
        self.awaits_bar = bars.is_empty() && (self.awaits_bar || has_left);
        if has_left || follows {
            let changes = ledger.take_changes();
            let ledger = changes.into_iter().map(|change| LedgerRow::of(change, ledger)).collect();
            let journal = journal.take_page();
            if let Some(PassStamp { at, sequence, origin }) = strategy.latest_pass() {
                let pass = PassRow { number: sequence, at, origin, bars: bars.to_vec(), calls: strategy.cost_of_pass() };
                self.batch.pages.push(PassPage { pass, ledger, journal, remarks });
            }
        }
        self.passes += 1;
        if self.passes.is_multiple_of(PASSES_PER_TRANSACTION) {
            self.batch.commit = Some(self.passes);
        }
        let is_full = self.batch.pages.len() >= PAGES_PER_BATCH || self.batch.marks.len() >= MARKS_PER_BATCH;
        if is_full || self.batch.commit.is_some() { self.writer.hand_over(std::mem::take(&mut self.batch)) } else { Ok(()) }
    }

    fn trade(&mut self, trade: &RoundTrip) {
        use std::fmt::Write as _;
        let RoundTrip { entry, exit, symbol, direction, plan_id, .. } = trade;
        // Writing to a String cannot fail.
        let _ = writeln!(
            self.batch.trades,
            "{},{},{},{},{},{},{},{},{},{},{symbol},{direction},{plan_id}",
            entry.label,
            exit.label,
            entry.index,
            exit.index,
            canonical(trade.entry_price()),
            canonical(trade.exit_price()),
            canonical(trade.exit_quantity),
            canonical(trade.commission),
            canonical(trade.net_result()),
            trade.exit_reason(),
        );
    }

    fn mark(&mut self, label: &str, mark: &Mark) {
        self.batch.marks.push(label, mark);
    }

    fn bar(&mut self, bar: MatchedBar) {
        self.batch.bars.push(bar);
    }
}
