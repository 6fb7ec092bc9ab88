//! The thread that reads, so that strategies do not wait for files: the counterpart of the thread that writes a run's record.
//!
//! It reads a few blocks further than anybody has asked for and then waits, because a file can, and a lost bar would be a hole in
//! every window. Which moments a block holds depends on the data alone, and not on who was faster.

use std::sync::Arc;
use std::thread::JoinHandle;

use super::block::Block;
use super::error::DataError;
use super::moment::MarketData;
use crate::queue::{BoundedQueue, QueueCounts, QueuePolicy};

/// Moments in a block: enough that handing it over costs nothing, few enough that it stays in the processor's cache.
pub(super) const MOMENTS: usize = 256;

/// Blocks that may wait to be asked for.
const AHEAD: usize = 4;

/// Opens the data.
pub(super) type Open = Box<dyn FnOnce() -> Result<MarketData, DataError> + Send>;

/// The thread, seen from those who want the data. Dropping it ends the thread.
#[derive(Debug)]
pub(super) struct ReadAhead {
    /// Moments, and after the last of them the error that ended the reading.
    blocks: Arc<BoundedQueue<Result<Block, DataError>>>,
    /// Blocks whose moments everybody has seen: their buffers are used again.
    spare: Arc<BoundedQueue<Block>>,
    /// Gives the data back when nobody wants any more of it.
    thread: Option<JoinHandle<Result<MarketData, DataError>>>,
}

impl ReadAhead {
    /// Opens the data and begins to read, on a thread of its own.
    ///
    /// # Errors
    /// When the machine has no thread left.
    pub fn start(open: Open) -> Result<Self, DataError> {
        let blocks = Arc::new(BoundedQueue::new(AHEAD, QueuePolicy::Block));
        // What is beyond its room is let go of: a buffer can be made anew.
        let spare = Arc::new(BoundedQueue::new(AHEAD, QueuePolicy::DropNewest));
        let (giving, reusing) = (Closing(blocks.clone()), spare.clone());
        let thread = std::thread::Builder::new()
            .name("market data".into())
            .spawn(move || read(open, &giving.0, &reusing))
            .map_err(|error| ended(format!("no thread for reading: {error}")))?;
        Ok(Self { blocks, spare, thread: Some(thread) })
    }

    /// The next moments; none at the end, also at the end that an error made.
    ///
    /// # Errors
    /// After the last moment before a row that is not usable; at once, when the data cannot be opened.
    pub fn next_block(&self) -> Result<Option<Block>, DataError> {
        self.blocks.take().transpose()
    }

    /// Gives the buffers of a block back.
    pub fn reuse(&self, mut block: Block) {
        block.clear();
        // One that is refused is dropped.
        let _ = self.spare.offer(block);
    }

    /// SHA-256 of each file, in the order of [`MarketData::digests`], and what the queue has seen. Reads the rest of the files.
    ///
    /// # Errors
    /// When a file cannot be opened or read.
    pub fn digests(mut self) -> Result<(Vec<String>, QueueCounts), DataError> {
        self.blocks.close();
        let data = match self.thread.take().map(JoinHandle::join) {
            Some(Ok(data)) => data?,
            Some(Err(_)) | None => return Err(ended("reading has ended in a defect".into())),
        };
        Ok((data.digests()?, self.blocks.counts()))
    }
}

impl Drop for ReadAhead {
    fn drop(&mut self) {
        // The thread ends at its next block, and nobody has to wait for that.
        self.blocks.close();
    }
}

/// Closes the queue also when the thread that fills it panics, so that nobody waits for it.
struct Closing(Arc<BoundedQueue<Result<Block, DataError>>>);

impl Drop for Closing {
    fn drop(&mut self) {
        self.0.close();
    }
}

/// What the thread does.
fn read(open: Open, blocks: &BoundedQueue<Result<Block, DataError>>, spare: &BoundedQueue<Block>) -> Result<MarketData, DataError> {
    let mut data = match open() {
        Ok(data) => data,
        Err(error) => {
            // Nobody may be left who wants to know.
            let _ = blocks.offer(Err(error.clone()));
            return Err(error);
        }
    };
    loop {
        let mut block = spare.poll().unwrap_or_default();
        let outcome = fill(&mut block, &mut data);
        let is_wanted = block.is_empty() || blocks.offer(Ok(block)).is_ok();
        match outcome {
            Ok(true) if is_wanted => {}
            Ok(_) => return Ok(data),
            Err(error) => {
                let _ = blocks.offer(Err(error));
                // What the files were is known although they are broken.
                return Ok(data);
            }
        }
    }
}

/// Reads a block of moments; false when nothing comes after it. What was read before an error counts.
fn fill(block: &mut Block, data: &mut MarketData) -> Result<bool, DataError> {
    while block.len() < MOMENTS {
        if !data.next_into(block)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// For what no file is to blame for.
fn ended(message: String) -> DataError {
    DataError { path: Default::default(), place: None, message, help: "please report this" }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::testing::{minutes, minutes_of};

    fn start(count: usize) -> (tempfile::TempDir, ReadAhead) {
        let (folder, path) = minutes(count, None);
        (folder, ReadAhead::start(Box::new(move || minutes_of(&path))).unwrap())
    }

    // mission: 65 (partly)
    #[test]
    fn it_reads_a_few_blocks_ahead_and_waits_until_somebody_takes_one() {
        let (_folder, reading) = start(MOMENTS * (AHEAD + 3));
        while reading.blocks.counts().waited == 0 {
            std::thread::yield_now();
        }
        assert_eq!(reading.blocks.counts().taken, AHEAD as u64);
        let mut seen = 0;
        while let Some(block) = reading.next_block().unwrap() {
            seen += block.len();
            reading.reuse(block);
        }
        assert_eq!(seen, MOMENTS * (AHEAD + 3));
        assert!(reading.spare.counts().taken > 0, "buffers went back");
        let (_, counts) = reading.digests().unwrap();
        assert_eq!((counts.taken, counts.dropped), (AHEAD as u64 + 3, 0), "nothing is lost");
    }

    #[test]
    fn whoever_leaves_early_still_learns_what_the_files_were() {
        let (folder, reading) = start(MOMENTS * (AHEAD + 3));
        reading.next_block().unwrap();
        let whole = minutes_of(&folder.path().join("data.csv")).unwrap().digests().unwrap();
        assert_eq!(reading.digests().unwrap().0, whole);
    }

    #[test]
    fn a_defect_while_reading_is_no_end_of_the_data() {
        let reading = ReadAhead::start(Box::new(|| panic!("a defect"))).unwrap();
        assert!(reading.next_block().unwrap().is_none(), "nobody waits for ever");
        let told = reading.digests().unwrap_err();
        assert!(told.to_string().contains("reading has ended in a defect"), "{told}");
    }
}
