//! What the engine alone takes for a call: the parts of a call that no sandbox can save.
//!
//! The probe is a component whose functions do nothing, lifted through a relay as those of packaged workers are. One takes nothing
//! and gives nothing: the bare crossing. One takes what `measure` takes, so that its difference to the bare crossing is the lowering
//! of a bar; one gives what `measure` gives, which leaves the lifting. Settings are those of workers, fuel and deadline included;
//! what the sandbox does around each call (arming, parsing, figures) is not in it. Times are minima over rounds that take turns,
//! because everything that disturbs a measurement makes it longer.

use std::time::Instant;

use wasmtime::component::{Component, Linker, TypedFunc};
use wasmtime::{Engine, Store};

use crate::sandbox::{Sandbox, SandboxError};

/// Rounds of which the fastest counts.
const ROUNDS: usize = 9;

/// The functions, each of which does nothing. What `give` gives lies at 1024: the case `ok`, and where its list of one number lies.
const PROBE: &str = r#"(component
    (core module $code
        (memory (export "memory") 1)
        (data (i32.const 1028) "\00\08\00\00\01\00\00\00")
        (func (export "realloc") (param i32 i32 i32 i32) (result i32) i32.const 4096)
        (func (export "nothing"))
        (func (export "take") (param i64 i32 i64 i64 i64 i64 i64 i32 i32))
        (func (export "give") (result i32) i32.const 1024)
        (func (export "after") (param i32)))
    (core instance $own (instantiate $code))
    (core module $passing
        (func $nothing (import "own" "nothing")) (export "nothing" (func $nothing))
        (func $take (import "own" "take") (param i64 i32 i64 i64 i64 i64 i64 i32 i32)) (export "take" (func $take))
        (func $give (import "own" "give") (result i32)) (export "give" (func $give)))
    (core instance $relay (instantiate $passing (with "own" (instance $own))))
    (func (export "nothing") (canon lift (core func $relay "nothing")))
    (func (export "take")
        (param "at" s64) (param "bar" (tuple u32 s64 s64 s64 s64 s64)) (param "inputs" (list f64))
        (canon lift (core func $relay "take") (memory $own "memory") (realloc (func $own "realloc"))))
    (func (export "give") (result (result (list f64) (error string)))
        (canon lift (core func $relay "give") (memory $own "memory") (post-return (func $own "after")))))"#;

/// A bar in the shape of the wire: series, four prices, volume.
type Bar = (u32, i64, i64, i64, i64, i64);

/// What calls take in which the guest does nothing, in nanoseconds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BareCalls {
    /// Nothing in, nothing out.
    pub nothing: f64,
    /// An instant, a bar and an empty list in, nothing out.
    pub takes_bar: f64,
    /// Nothing in, a list of one fact out.
    pub gives_fact: f64,
}

impl Sandbox {
    /// Times calls that do nothing, so many of each in each of nine rounds.
    ///
    /// # Errors
    /// When the engine cannot run the probe.
    pub fn time_bare_calls(&self, calls: u32) -> Result<BareCalls, SandboxError> {
        time(self.engine(), calls).map_err(|error| SandboxError::Engine(format!("{error:#}")))
    }
}

fn time(engine: &Engine, calls: u32) -> wasmtime::Result<BareCalls> {
    let probe = wat::parse_str(PROBE).map_err(|error| wasmtime::Error::msg(error.to_string()))?;
    let component = Component::new(engine, probe)?;
    let mut store = Store::new(engine, ());
    // Enough for everything, so that nothing has to be done between two calls.
    store.set_fuel(u64::MAX)?;
    store.set_epoch_deadline(u64::from(u32::MAX));
    let instance = Linker::new(engine).instantiate(&mut store, &component)?;
    let nothing: TypedFunc<(), ()> = instance.get_typed_func(&mut store, "nothing")?;
    let take: TypedFunc<(i64, Bar, &[f64]), ()> = instance.get_typed_func(&mut store, "take")?;
    let give: TypedFunc<(), (Result<Vec<f64>, String>,)> = instance.get_typed_func(&mut store, "give")?;
    let mut fastest = BareCalls { nothing: f64::INFINITY, takes_bar: f64::INFINITY, gives_fact: f64::INFINITY };
    for _ in 0..ROUNDS {
        let least = |so_far: &mut f64, took: f64| *so_far = so_far.min(took);
        least(&mut fastest.nothing, per_call(calls, || nothing.call(&mut store, ()))?);
        least(&mut fastest.takes_bar, per_call(calls, || take.call(&mut store, (0, (0, 1, 2, 3, 4, 5), &[])))?);
        least(&mut fastest.gives_fact, per_call(calls, || give.call(&mut store, ()))?);
    }
    Ok(fastest)
}

/// Nanoseconds of one of many calls in a row: the clock is read twice for all of them.
fn per_call<T>(calls: u32, mut call: impl FnMut() -> wasmtime::Result<T>) -> wasmtime::Result<f64> {
    let started = Instant::now();
    for _ in 0..calls {
        std::hint::black_box(call()?);
    }
    Ok(started.elapsed().as_secs_f64() * 1e9 / f64::from(calls.max(1)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Settings;

    #[test]
    fn a_call_with_a_bar_takes_longer_than_one_with_nothing() {
        let sandbox = Sandbox::new(Settings { workers: 4, ..Settings::default() }).unwrap();
        let calls = sandbox.time_bare_calls(2_000).unwrap();
        assert!(0.0 < calls.nothing && calls.nothing < calls.takes_bar && calls.nothing < calls.gives_fact, "{calls:?}");
    }
}
