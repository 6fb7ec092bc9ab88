//! A bar on which nobody has anything to say allocates nothing, whoever is shown what.

mod support;

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::sync::{Arc, Mutex};

use simpletrader_contracts::worker::call::Disposition;
use simpletrader_engine::run::{DataNeeds, run_in_memory};
use support::*;

/// Counts the allocations of the current thread, which is the one that runs the strategy.
struct Counting;

thread_local! {
    static ALLOCATIONS: Cell<usize> = const { Cell::new(0) };
}

// SAFETY: everything is passed on to the system's allocator; counting allocates nothing.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.set(ALLOCATIONS.get() + 1);
        // SAFETY: the caller keeps the contract of `alloc`.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the pointer came from `alloc` above, so from the system's allocator.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Bars, of which the second half is counted.
const BARS: usize = 4_000;

/// Allocations of the second half of the bars, in which nobody says anything; `buys` says whether a position is open then. The monitor is
/// shown the account and the positions on every bar.
fn allocations(buys: bool) -> usize {
    let folder = tempfile::tempdir().unwrap();
    let (mut bar, mut shown) = (0, 0);
    let counted = Arc::new(Mutex::new([0; 2]));
    let counts = counted.clone();
    let detect = move |_, _: &[f64]| {
        bar += 1;
        if buys && bar == 2 { publish(vec![long("1")]) } else { Ok(Disposition::Proceed) }
    };
    let watch = move |_: &[f64], positions: &[_]| {
        shown += 1;
        let mut counts = counts.lock().unwrap();
        match shown {
            _ if shown == BARS / 2 => counts[0] = ALLOCATIONS.get(),
            BARS => {
                counts[1] = ALLOCATIONS.get();
                assert_eq!(positions.len(), usize::from(buys));
            }
            _ => {}
        }
        Ok(Disposition::Proceed)
    };
    let closes: Vec<i64> = (0..BARS as i64).map(|bar| 100 + bar % 7).collect();
    let strategy = CrewScript::default()
        .context("close", |_, bar| Ok(bar.close as f64))
        .detector("once", detect)
        .monitor("watch", watch)
        .brain(|_| publish(vec![buy(&[0], "1")]))
        .assemble(folder.path(), &[("A_USD", &closes)], |_| {});
    let data = DataNeeds::of(strategy.spec()).alone();
    let run = run_in_memory(vec![strategy], data).pop().unwrap().unwrap();
    assert!(run.failure.is_none(), "{:?}", run.failure);
    let [before, after] = *counted.lock().unwrap();
    after - before
}

#[test]
fn a_quiet_bar_allocates_nothing_with_and_without_a_position() {
    // A block of bars is handed over, and the list of equities grows, now and then.
    const NOW_AND_THEN: usize = BARS / 2 / 100;
    for buys in [false, true] {
        let allocated = allocations(buys);
        assert!(allocated <= NOW_AND_THEN, "{allocated} allocations over {} bars, buys: {buys}", BARS / 2);
    }
}
