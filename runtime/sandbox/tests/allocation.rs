//! The host's part of a call on every bar allocates nothing.

#[path = "sandbox/forge.rs"]
#[allow(dead_code, reason = "shared with the other tests")]
mod forge;

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::path::Path;

use simpletrader_contracts::Instant;
use simpletrader_contracts::ledger::{PositionView, TradeRef};
use simpletrader_contracts::market::{Bar, InstrumentRef, SeriesRef};
use simpletrader_contracts::terms::Direction;
use simpletrader_contracts::worker::{AnyWorker, Category};
use simpletrader_sandbox::{Sandbox, Settings, Terms};

use forge::Guest;

/// Counts the allocations of the current thread.
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

const CALLS: usize = 1_000;

/// Allocations of one call, when many are made.
fn per_call(mut call: impl FnMut()) -> f64 {
    call(); // The first may set things up.
    let before = ALLOCATIONS.get();
    (0..CALLS).for_each(|_| call());
    (ALLOCATIONS.get() - before) as f64 / CALLS as f64
}

fn live(category: Category, handler: &str) -> AnyWorker {
    let sandbox = Sandbox::new(Settings { workers: 2, ..Settings::default() }).unwrap();
    let file = Guest::new(category).handler(handler).file();
    sandbox.load_bytes(Path::new("forged.wasm"), &file, &Terms::default()).unwrap().instantiate().unwrap()
}

#[test]
fn measure_allocates_the_list_that_the_engine_hands_over_and_nothing_else() {
    let one_fact = "(i32.store (i32.const 1028) (i32.const 2048)) (i32.store (i32.const 1032) (i32.const 1)) (i32.const 1024)";
    let AnyWorker::Context(mut worker) = live(Category::ContextWorker, one_fact) else { panic!("a context worker") };
    let bar = Bar { series: SeriesRef(0), open: 1, high: 1, low: 1, close: 1, volume: 1 };
    let mut facts = [0.0];
    let allocations = per_call(|| worker.measure(Instant::default(), &bar, &[1.0, 2.0], &mut facts).unwrap());
    assert_eq!(allocations, 1.0);
}

#[test]
fn detect_and_watch_allocate_nothing_when_they_have_nothing_to_say() {
    let nothing = "(i32.const 1024)";
    let AnyWorker::Detector(mut detector) = live(Category::SignalDetector, nothing) else { panic!("a detector") };
    assert_eq!(per_call(|| drop(detector.detect(Instant::default(), &[1.0]).unwrap())), 0.0);

    let AnyWorker::Monitor(mut monitor) = live(Category::RiskMonitor, nothing) else { panic!("a monitor") };
    let position = PositionView {
        trade: TradeRef(0),
        instrument: InstrumentRef(0),
        direction: Direction::Long,
        opened_at: Instant::default(),
        quantity: 1.into(),
        average_price: 1.into(),
        last_price: 1.into(),
        unrealised: 0.into(),
        realised: 0.into(),
        stop_loss: None,
        take_profit: None,
    };
    assert_eq!(per_call(|| drop(monitor.watch(Instant::default(), &[1.0], &[position; 3]).unwrap())), 0.0);
}
