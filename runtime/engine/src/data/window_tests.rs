use std::sync::atomic::{AtomicUsize, Ordering};

use super::*;
use crate::data::read_ahead::MOMENTS;
use crate::data::testing::{minutes, minutes_of};

fn readers(count: usize, path: &std::path::Path) -> Vec<WindowReader> {
    let path = path.to_owned();
    DataWindow::readers(count, move || minutes_of(&path))
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
    let (_folder, path) = minutes(MINUTES, None);
    let opened = Arc::new(AtomicUsize::new(0));
    let readers: Vec<WindowReader> = {
        let opened = opened.clone();
        let open = move || {
            opened.fetch_add(1, Ordering::Relaxed);
            minutes_of(&path)
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
    let (_folder, path) = minutes(MINUTES, None);
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
fn the_window_stays_small_however_long_the_data_is() {
    let (_folder, path) = minutes(MINUTES, None);
    let mut alone = readers(1, &path).remove(0);
    while alone.next_block().unwrap().is_some() {
        assert_eq!(alone.window.lock().blocks.len(), 1, "the one that is being looked at");
    }
}

#[test]
fn a_broken_row_is_told_to_everybody_after_what_came_before_it() {
    let (_folder, path) = minutes(MOMENTS + 3, Some("2024-02-01,1,1,1,nothing,1"));
    let mut readers = readers(2, &path);
    let told = readers.iter_mut().map(|reader| volumes(reader).unwrap_err()).collect::<Vec<_>>();
    // The bar before the broken row is not complete as a moment: whether another one belongs to it was not to be read.
    assert_eq!(told[0].0.len(), MOMENTS + 2);
    assert!(told[0].1.to_string().contains("`nothing` is not a number"), "{}", told[0].1);
    assert_eq!(told[0], told[1]);
    let digests: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> = readers.into_iter().map(|reader| scope.spawn(|| reader.read_so_far().unwrap().digests)).collect();
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
    let (_folder, path) = minutes(MINUTES, None);
    let whole = minutes_of(&path).unwrap().digests().unwrap();
    let mut readers = readers(2, &path);
    readers[0].next_block().unwrap();
    drop(readers.pop());
    let read = readers.remove(0).read_so_far().unwrap();
    assert_eq!(read.digests, whole);
    assert_eq!(read.queue.dropped, 0);
}
