use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};

use simpletrader_config::data_file::FileShape;
use simpletrader_contracts::Instant;
use simpletrader_contracts::market::SeriesRef;

use super::*;
use crate::data::testing::csv_file;
use crate::data::{BarFeed, BarSource, FeedSettings, Period, Scales};

/// So many minutes of bars; the last line may be another one.
fn file(minutes: usize, last: Option<&str>) -> (tempfile::TempDir, PathBuf) {
    let start = Instant::parse("2024-01-01").unwrap();
    let mut lines: Vec<String> =
        (0..minutes).map(|minute| format!("{},1,1,1,1,{minute}", start.plus_seconds(60 * minute as i64))).collect();
    lines.extend(last.map(str::to_owned));
    csv_file("timestamp,open,high,low,close,volume", &lines.iter().map(String::as_str).collect::<Vec<_>>())
}

fn open(path: &std::path::Path) -> Result<MarketData, DataError> {
    let scales = Scales { price: 0, size: 0 };
    let settings =
        FeedSettings { series: SeriesRef(0), timeframe_seconds: 60, scales, labelled_by_close: false, period: Period::default() };
    let feed = BarFeed::open(path, &FileShape::csv_of_bars(), settings)?;
    MarketData::merge(vec![BarSource::File(Box::new(feed))], Vec::new())
}

fn readers(count: usize, path: &std::path::Path) -> Vec<WindowReader> {
    let path = path.to_owned();
    DataWindow::readers(count, move || open(&path))
}

/// The volumes that a reader sees, to the end.
fn volumes(reader: &mut WindowReader) -> Result<Vec<i64>, (Vec<i64>, DataError)> {
    let mut seen = Vec::new();
    loop {
        match reader.next_block() {
            Ok(Some(block)) => seen.extend(block.moments().flat_map(|moment| moment.bars.iter().map(|bar| bar.bar.volume))),
            Ok(None) => return Ok(seen),
            Err(error) => return Err((seen, error)),
        }
    }
}

const MINUTES: usize = MOMENTS * BLOCKS * 3 + 7;

#[test]
fn every_reader_sees_everything_and_the_data_is_opened_once() {
    let (_folder, path) = file(MINUTES, None);
    let opened = Arc::new(AtomicUsize::new(0));
    let readers: Vec<WindowReader> = {
        let opened = opened.clone();
        let open = move || {
            opened.fetch_add(1, Ordering::Relaxed);
            open(&path)
        };
        DataWindow::readers(3, open)
    };
    assert_eq!(opened.load(Ordering::Relaxed), 0, "not before somebody asks");
    let expected: Vec<i64> = (0..MINUTES as i64).collect();
    let threads: Vec<_> = readers.into_iter().map(|mut reader| std::thread::spawn(move || volumes(&mut reader))).collect();
    for thread in threads {
        assert_eq!(thread.join().unwrap().unwrap(), expected);
    }
    assert_eq!(opened.load(Ordering::Relaxed), 1);
}

// mission: 65 (partly)
#[test]
fn who_is_ahead_waits_and_goes_on_when_the_slowest_has_gone() {
    let (_folder, path) = file(MINUTES, None);
    let mut readers = readers(2, &path);
    let slow = readers.pop().unwrap();
    let mut fast = readers.pop().unwrap();
    for _ in 0..BLOCKS {
        assert_eq!(fast.next_block().unwrap().unwrap().len(), MOMENTS);
    }
    let window = fast.window.clone();
    assert_eq!(window.lock().blocks.len(), BLOCKS, "the slow one may still want them");
    let thread = std::thread::spawn(move || volumes(&mut fast));
    while window.lock().wanted[0] != Some(BLOCKS as u64) {
        std::thread::yield_now();
    }
    assert!(!thread.is_finished());
    drop(slow);
    assert_eq!(thread.join().unwrap().unwrap().len(), MINUTES - BLOCKS * MOMENTS);
}

#[test]
fn the_window_stays_small_and_uses_its_blocks_again() {
    let (_folder, path) = file(MINUTES, None);
    let mut alone = readers(1, &path).remove(0);
    while alone.next_block().unwrap().is_some() {
        let state = alone.window.lock();
        assert!(state.blocks.len() + state.spare.len() <= 2, "one that is read and one that is spare");
    }
}

#[test]
fn a_broken_row_is_told_to_everybody_after_what_came_before_it() {
    let (_folder, path) = file(MOMENTS + 3, Some("2024-02-01,1,1,1,nothing,1"));
    let mut readers = readers(2, &path);
    let told = readers.iter_mut().map(|reader| volumes(reader).unwrap_err()).collect::<Vec<_>>();
    // The bar before the broken row is not complete as a moment: whether another one belongs to it was not to be read.
    assert_eq!(told[0].0.len(), MOMENTS + 2);
    assert!(told[0].1.to_string().contains("`nothing` is not a number"), "{}", told[0].1);
    assert_eq!(told[0], told[1]);
    let digests: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> = readers.into_iter().map(|reader| scope.spawn(|| reader.digests().unwrap())).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert!(digests[0][0].len() == 64 && digests[0] == digests[1], "what the file was is known though it is broken");
}

#[test]
fn a_file_that_cannot_be_opened_is_told_to_everybody() {
    let mut readers = readers(2, std::path::Path::new("no such file.csv"));
    for reader in &mut readers {
        let (seen, error) = volumes(reader).unwrap_err();
        assert!(seen.is_empty() && error.to_string().contains("cannot be opened"), "{error}");
    }
}

#[test]
fn the_digest_is_that_of_the_whole_file_however_little_of_it_was_read() {
    let (_folder, path) = file(MINUTES, None);
    let whole = open(&path).unwrap().digests().unwrap();
    let mut readers = readers(2, &path);
    readers[0].next_block().unwrap();
    drop(readers.pop());
    assert_eq!(readers.remove(0).digests().unwrap(), whole);
}
