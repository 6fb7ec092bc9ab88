//! The capabilities of a native build: a kit of the thread, which a native host exchanges for the worker's own during a call. In
//! a test that exchanges nothing, every capability is granted.

use std::cell::RefCell;

use simpletrader_contracts::market::SeriesRef;
use simpletrader_contracts::worker::capability::{Grants, Kit, LogLevel, StateGrant, StateScope, WindowGrant};

use super::window::Window;

/// Bars that the window of a test holds.
const TEST_BARS: u32 = 1_000;
/// Bytes that the state of a test holds, and its log.
const TEST_BYTES: u64 = 1 << 20;

thread_local! {
    static KIT: RefCell<Kit> = RefCell::new(for_tests());
}

fn for_tests() -> Kit {
    let grants = Grants {
        log: true,
        market_window: Some(WindowGrant { series: vec![SeriesRef(0)], bars: TEST_BARS }),
        state: Some(StateGrant { scope: StateScope::Strategy, bytes: TEST_BYTES }),
        journal_note: true,
        ..Grants::default()
    };
    Kit::new(&grants, TEST_BYTES)
}

/// Looks at the kit of this thread, or changes it.
pub fn with<T>(use_it: impl FnOnce(&mut Kit) -> T) -> T {
    KIT.with_borrow_mut(use_it)
}

/// Calls a worker whose kit this is: what it says and remembers meanwhile goes there.
pub fn lend<T>(kit: &mut Kit, call: impl FnOnce() -> T) -> T {
    /// Gives the kit back also when the call panics.
    struct Lent<'k>(&'k mut Kit);
    impl Drop for Lent<'_> {
        fn drop(&mut self) {
            with(|current| std::mem::swap(current, self.0));
        }
    }
    with(|current| std::mem::swap(current, kit));
    let _lent = Lent(kit);
    call()
}

pub(super) fn log(level: LogLevel, text: &str) {
    with(|kit| kit.log(level, text));
}

pub(super) fn note(text: &str) {
    with(|kit| kit.note(text));
}

pub(super) fn get(key: &str) -> Option<Vec<u8>> {
    with(|kit| kit.state().and_then(|state| state.get(key)).map(<[u8]>::to_vec))
}

/// A component's call ends here when the value does not fit; a native worker has no such end but a panic.
pub(super) fn set(key: &str, value: &[u8]) {
    let set = with(|kit| kit.state_mut().map(|state| state.set(key.to_owned(), value.to_vec())));
    match set {
        Some(Ok(())) => {}
        Some(Err(refusal)) => panic!("state: {refusal}"),
        None => panic!("state is used but not declared: add `.remembers(bytes)` to ABOUT"),
    }
}

pub(super) fn remove(key: &str) {
    with(|kit| {
        if let Some(state) = kit.state_mut() {
            state.remove(key);
        }
    });
}

pub(super) fn window(series: SeriesRef, count: u32) -> Result<Window, String> {
    with(|kit| {
        let mut window = Window::default();
        for bar in kit.latest(series, count).map_err(|refusal| refusal.to_string())? {
            window.times.push(bar.closed_at);
            window.open.push(bar.open);
            window.high.push(bar.high);
            window.low.push(bar.low);
            window.close.push(bar.close);
            window.volume.push(bar.volume);
        }
        Ok(window)
    })
}
