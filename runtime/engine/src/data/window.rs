//! One window of market data that several readers share: what one of them has read, the others need not read again.
//!
//! A thread reads ahead ([`read_ahead`](super::read_ahead)), and the reader that comes first to the end of the window takes its next
//! block; what everybody has seen leaves the window, and its buffers are used again. So the window stays small however long the
//! data is, and whoever is too far ahead waits for the slowest. All readers of a window must therefore be at work at the same time,
//! each on a thread of its own: one that never begins holds up the others until it is dropped. What a reader sees depends on the
//! data alone.

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use super::block::Block;
use super::error::DataError;
use super::moment::MarketData;
use super::read_ahead::{Open, ReadAhead};
use crate::queue::QueueCounts;

/// Blocks in the window: as far as one reader may be ahead of another.
const BLOCKS: usize = 8;

/// Market data that is read once.
#[derive(Debug)]
pub struct DataWindow {
    state: Mutex<State>,
    /// A reader went on or left.
    moved: Condvar,
}

/// What was read, when nobody reads any more.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReadSoFar {
    /// SHA-256 of each file, in the order of [`MarketData::digests`].
    pub digests: Vec<String>,
    /// How blocks of moments went from the files to the window: whose speed decided, differs from run to run.
    pub queue: QueueCounts,
}

/// Where the data comes from.
enum Source {
    /// Nobody has asked yet.
    Closed(Open),
    /// It is being read, until its digests are wanted.
    Reading(ReadAhead),
    /// Nobody reads any more.
    Digested(Result<ReadSoFar, DataError>),
}

struct State {
    source: Source,
    /// Nothing comes after the blocks: the data is at its end, or cannot be read any further.
    ended: Option<Result<(), DataError>>,
    blocks: VecDeque<Arc<Block>>,
    /// The number of the first of them.
    first: u64,
    /// The number of the block that each reader wants next; none when it has gone.
    wanted: Vec<Option<u64>>,
}

impl std::fmt::Debug for State {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("State").field("first", &self.first).field("wanted", &self.wanted).finish_non_exhaustive()
    }
}

impl DataWindow {
    /// A window over data that is opened when a reader first asks, and as many readers.
    pub fn readers(count: usize, open: impl FnOnce() -> Result<MarketData, DataError> + Send + 'static) -> Vec<WindowReader> {
        let window = Arc::new(Self::new(count, Box::new(open)));
        (0..count).map(|number| WindowReader::of(window.clone(), number)).collect()
    }

    fn new(readers: usize, open: Open) -> Self {
        let state =
            State { source: Source::Closed(open), ended: None, blocks: VecDeque::new(), first: 0, wanted: vec![Some(0); readers] };
        Self { state: Mutex::new(state), moved: Condvar::new() }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // Whoever panicked in here was reading; the others find the data where he left it, or broken.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// The block with a number, if it is in the window or can be read into it; `Wait` when somebody else has to go on first.
    fn block(&mut self, number: u64) -> Result<Answer, DataError> {
        let place = usize::try_from(number.saturating_sub(self.first)).unwrap_or(usize::MAX);
        if let Some(block) = self.blocks.get(place) {
            return Ok(Answer::Block(block.clone()));
        }
        if let Some(ended) = &self.ended {
            return ended.clone().map(|()| Answer::End);
        }
        if self.blocks.len() >= BLOCKS {
            return Ok(Answer::Wait);
        }
        self.read_on();
        self.block(number)
    }

    /// Takes a block of what was read ahead. What was read before an error counts; the error comes after it.
    fn read_on(&mut self) {
        match self.reading().and_then(|reading| reading.next_block()) {
            Ok(Some(block)) => self.blocks.push_back(Arc::new(block)),
            Ok(None) => self.ended = Some(Ok(())),
            Err(error) => self.ended = Some(Err(error)),
        }
    }

    fn reading(&mut self) -> Result<&ReadAhead, DataError> {
        // What stands in for the source while it is looked at, nobody sees.
        self.source = match std::mem::replace(&mut self.source, Source::Digested(Ok(ReadSoFar::default()))) {
            Source::Closed(open) => ReadAhead::start(open).map_or_else(|error| Source::Digested(Err(error)), Source::Reading),
            other => other,
        };
        match &self.source {
            Source::Reading(reading) => Ok(reading),
            Source::Digested(Err(error)) => Err(error.clone()),
            // Digests are made when nobody reads any more.
            Source::Digested(Ok(_)) | Source::Closed(_) => Err(deserted()),
        }
    }

    /// Drops the blocks that nobody wants any more.
    fn forget(&mut self) {
        let oldest = self.wanted.iter().flatten().min().copied();
        while oldest.is_none_or(|oldest| self.first < oldest) {
            let Some(block) = self.blocks.pop_front() else { break };
            self.first += 1;
            if let (Some(block), Source::Reading(reading)) = (Arc::into_inner(block), &self.source) {
                reading.reuse(block);
            }
        }
    }

    fn is_deserted(&self) -> bool {
        self.wanted.iter().all(Option::is_none)
    }

    /// What was read; reads what is left of the files.
    fn read_so_far(&mut self) -> Result<ReadSoFar, DataError> {
        self.source = match std::mem::replace(&mut self.source, Source::Digested(Ok(ReadSoFar::default()))) {
            Source::Reading(reading) => Source::Digested(reading.digests().map(|(digests, queue)| ReadSoFar { digests, queue })),
            Source::Closed(open) => {
                let digests = open().and_then(MarketData::digests);
                Source::Digested(digests.map(|digests| ReadSoFar { digests, queue: QueueCounts::default() }))
            }
            Source::Digested(read) => Source::Digested(read),
        };
        if let Source::Digested(read) = &self.source { read.clone() } else { Ok(ReadSoFar::default()) }
    }
}

/// What a reader gets.
enum Answer {
    /// Moments.
    Block(Arc<Block>),
    /// Somebody else has to go on first.
    Wait,
    /// Nothing any more.
    End,
}

/// For a reader that comes back after everybody had left; nothing of ours does.
fn deserted() -> DataError {
    DataError { path: Default::default(), place: None, message: "read after its end".into(), help: "please report this" }
}

/// One of those who share a window. Dropping it lets the others go on without it.
#[derive(Debug)]
pub struct WindowReader {
    window: Arc<DataWindow>,
    number: usize,
    current: Option<Arc<Block>>,
}

impl WindowReader {
    /// The only reader of its data.
    pub fn alone(open: impl FnOnce() -> Result<MarketData, DataError> + Send + 'static) -> Self {
        Self::of(Arc::new(DataWindow::new(1, Box::new(open))), 0)
    }

    fn of(window: Arc<DataWindow>, number: usize) -> Self {
        Self { window, number, current: None }
    }

    /// The next moments; none at the end.
    ///
    /// # Errors
    /// When the data cannot be opened, or after the last moment before a row that is not usable.
    pub fn next_block(&mut self) -> Result<Option<&Block>, DataError> {
        // Let go of before it is forgotten, so that its buffers can be used again.
        let has_seen_one = self.current.take().is_some();
        let mut state = self.window.lock();
        let Some(wanted) = state.wanted.get_mut(self.number).and_then(Option::as_mut) else { return Ok(None) };
        *wanted += u64::from(has_seen_one);
        let wanted = *wanted;
        state.forget();
        self.window.moved.notify_all();
        loop {
            match state.block(wanted)? {
                Answer::Block(block) => {
                    drop(state);
                    return Ok(Some(&*self.current.insert(block)));
                }
                Answer::End => return Ok(None),
                Answer::Wait => state = self.window.moved.wait(state).unwrap_or_else(PoisonError::into_inner),
            }
        }
    }

    /// What was read. Waits until nobody reads any more, because the rest of the files is read for their digests.
    ///
    /// # Errors
    /// When a file cannot be read, or an error ended its reading before.
    pub fn read_so_far(mut self) -> Result<ReadSoFar, DataError> {
        self.leave();
        let mut state = self.window.lock();
        while !state.is_deserted() {
            state = self.window.moved.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        state.read_so_far()
    }

    fn leave(&mut self) {
        self.current = None;
        let mut state = self.window.lock();
        if let Some(wanted) = state.wanted.get_mut(self.number) {
            *wanted = None;
        }
        state.forget();
        self.window.moved.notify_all();
    }
}

impl Drop for WindowReader {
    fn drop(&mut self) {
        self.leave();
    }
}

#[cfg(test)]
#[path = "window_tests.rs"]
mod tests;
