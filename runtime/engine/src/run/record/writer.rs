//! The thread that writes, so that the tick path does not wait for a database.
//!
//! The queue is bounded: a run that makes more than can be written waits, and memory stays where it is. What the thread writes
//! depends only on what it was handed, in the order in which it was handed, so equal runs leave equal bytes. An error ends the
//! thread and is told to whoever hands over the next batch.

use std::fs::File;
use std::io::Write;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::JoinHandle;

use super::bar_row::Watched;
use super::database::Database;
use super::pages::PassPage;
use super::rows::{Marks, MatchedBar, write_bar};
use crate::run::directory::StoreError;

/// What a row of `bars.csv` or `equity.csv` takes, roughly.
const BYTES_PER_ROW: usize = 80;

/// Batches that may wait to be written.
const QUEUE: usize = 4;

/// What is handed over at once.
#[derive(Debug, Default)]
pub(super) struct Batch {
    /// What passes left, in order; a pass that left nothing has no page.
    pub pages: Vec<PassPage>,
    /// Whole lines for `trades.csv`.
    pub trades: String,
    /// Rows of `equity.csv`.
    pub marks: Marks,
    /// Rows of `bars.csv`.
    pub bars: Vec<MatchedBar>,
    /// How many passes the run has had, when a transaction ends here.
    pub commit: Option<u64>,
}

/// A file of lines.
#[derive(Debug)]
pub(super) struct Lines {
    /// Where.
    pub path: PathBuf,
    /// The open file.
    pub file: File,
}

impl Lines {
    /// Appends whole lines.
    pub fn append(&mut self, text: &str) -> Result<(), StoreError> {
        self.file.write_all(text.as_bytes()).map_err(|error| StoreError::file(&self.path, error))
    }
}

/// What the thread writes into.
#[derive(Debug)]
pub(super) struct Files {
    /// `run.sqlite`.
    pub database: Database,
    /// `trades.csv`.
    pub trades: Lines,
    /// `equity.csv`.
    pub equity: Lines,
    /// `bars.csv`.
    pub bars: Lines,
    /// What the bars are of.
    pub watched: Watched,
}

impl Files {
    fn write(&mut self, batch: &Batch) -> Result<(), StoreError> {
        self.database.write(&batch.pages, &self.watched)?;
        self.trades.append(&batch.trades)?;
        let mut text = String::with_capacity(batch.marks.len().max(batch.bars.len()) * BYTES_PER_ROW);
        batch.marks.write(&mut text);
        self.equity.append(&text)?;
        text.clear();
        batch.bars.iter().for_each(|bar| write_bar(&mut text, bar, &self.watched.instruments));
        self.bars.append(&text)?;
        batch.commit.map_or(Ok(()), |passes| self.database.commit(passes))
    }

    fn write_all(mut self, queue: Receiver<Batch>) -> Result<Self, StoreError> {
        for batch in queue {
            self.write(&batch)?;
        }
        Ok(self)
    }
}

/// The thread, seen from the run. Dropping it waits until it has ended.
#[derive(Debug)]
pub(super) struct Writer {
    queue: Option<SyncSender<Batch>>,
    thread: Option<JoinHandle<Result<Files, StoreError>>>,
}

impl Writer {
    /// Starts the thread.
    pub fn start(files: Files) -> Result<Self, StoreError> {
        let (sender, receiver) = sync_channel(QUEUE);
        let thread = std::thread::Builder::new()
            .name("run record".into())
            .spawn(move || files.write_all(receiver))
            .map_err(StoreError::NoThread)?;
        Ok(Self { queue: Some(sender), thread: Some(thread) })
    }

    /// Fails with what went wrong, when the thread has ended with an error.
    pub fn check(&mut self) -> Result<(), StoreError> {
        if self.thread.as_ref().is_some_and(|thread| !thread.is_finished()) { Ok(()) } else { self.finish().map(drop) }
    }

    /// Hands a batch over; waits while the queue is full.
    pub fn hand_over(&mut self, batch: Batch) -> Result<(), StoreError> {
        let taken = self.queue.as_ref().is_some_and(|queue| queue.send(batch).is_ok());
        // A queue that nobody reads belongs to a thread that has ended.
        if taken { Ok(()) } else { self.finish().and(Err(StoreError::WriterEnded)) }
    }

    /// Waits until everything is written and gives the files back.
    pub fn finish(&mut self) -> Result<Files, StoreError> {
        self.queue = None;
        match self.thread.take().map(JoinHandle::join) {
            Some(Ok(ended)) => ended,
            Some(Err(_)) | None => Err(StoreError::WriterEnded),
        }
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        // The folder is about to be removed: nobody may write into it any more.
        if self.thread.is_some() {
            let _ = self.finish();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::{Duration, Instant};

    fn files(folder: &std::path::Path) -> Files {
        let lines = |name: &str| Lines { path: folder.join(name), file: File::create(folder.join(name)).unwrap() };
        Files {
            database: Database::create(&folder.join("run.sqlite")).unwrap(),
            trades: lines("trades.csv"),
            equity: lines("equity.csv"),
            bars: lines("bars.csv"),
            watched: Watched { series: Vec::new(), instruments: Vec::new() },
        }
    }

    fn batch(trades: &str) -> Batch {
        Batch { trades: trades.to_owned(), ..Batch::default() }
    }

    #[test]
    fn everything_is_written_in_the_order_in_which_it_was_handed_over() {
        let folder = tempfile::tempdir().unwrap();
        let mut writer = Writer::start(files(folder.path())).unwrap();
        for number in 0..100 {
            writer.hand_over(batch(&format!("{number}\n"))).unwrap();
        }
        writer.finish().unwrap().database.close(100, "finished").unwrap();
        let expected: String = (0..100).map(|number| format!("{number}\n")).collect();
        assert_eq!(std::fs::read_to_string(folder.path().join("trades.csv")).unwrap(), expected);
    }

    // mission: 84 (partly)
    #[test]
    fn an_error_of_the_thread_is_told_at_the_next_look() {
        let folder = tempfile::tempdir().unwrap();
        let mut broken = files(folder.path());
        // A file that was opened for reading takes no lines: as a full disk would, it fails at the first of them.
        broken.trades.file = File::open(folder.path().join("trades.csv")).unwrap();
        let mut writer = Writer::start(broken).unwrap();
        writer.check().unwrap();
        writer.hand_over(batch("1\n")).unwrap();
        let patience = Instant::now() + Duration::from_secs(60);
        let error = loop {
            match writer.check() {
                Err(error) => break error,
                Ok(()) => assert!(Instant::now() < patience, "the error never came"),
            }
        };
        assert!(error.to_string().contains("trades.csv"), "{error}");
        assert!(matches!(writer.hand_over(batch("2\n")), Err(StoreError::WriterEnded)), "and it was told once");
    }

    #[test]
    fn a_queue_that_nobody_reads_any_more_tells_the_error_too() {
        let folder = tempfile::tempdir().unwrap();
        let mut broken = files(folder.path());
        broken.trades.file = File::open(folder.path().join("trades.csv")).unwrap();
        let mut writer = Writer::start(broken).unwrap();
        let error = (0..100).find_map(|_| writer.hand_over(batch("row\n")).err()).unwrap();
        assert!(error.to_string().contains("trades.csv"), "{error}");
    }
}
