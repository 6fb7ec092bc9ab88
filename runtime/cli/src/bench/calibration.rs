//! What this machine takes, before anybody's worker is looked at: what reading the clock costs, what fuel comes to in time, and of what a
//! call consists in which the guest does nothing.
//!
//! All of it is measured with a worker that is made here. Its `measure` goes round a loop as often as the volume of its bar says, and in
//! each round does what indicators do: it reads a number from memory, adds it up, writes one back. A bar without volume is a call in
//! which the guest does nothing; the difference to a bar with much of it is the guest's time for that much fuel.

use std::path::Path;
use std::time::Instant as Clock;

use simpletrader_contracts::Instant;
use simpletrader_contracts::market::{Bar, SeriesRef};
use simpletrader_contracts::worker::call::ContextWorker;
use simpletrader_contracts::worker::{AnyWorker, Fault};
use simpletrader_sandbox::{RunLimits, Sandbox, Terms};

use super::report::{Anatomy, Calibration};
use crate::doctor::guests::measuring;
use crate::exit::Failure;

/// Rounds of which the fastest counts: what disturbs a measurement makes it longer.
const ROUNDS: usize = 9;
/// Calls in a round.
const CALLS: u32 = 5_000;
/// Rounds of the worker's loop in a call that computes: some ten thousand units of fuel.
const WORK: i64 = 1_000;

/// The body of `measure`: its parameter 6 is the volume. The answer is one number, as a context worker owes it.
const BODY: &str = "
    (local $left i64) (local $at i32) (local $sum f64)
    (local.set $left (local.get 6))
    (block $done (loop $again
        (br_if $done (i64.eqz (local.get $left)))
        (local.set $at (i32.add (i32.const 16384) (i32.and (i32.shl (i32.wrap_i64 (local.get $left)) (i32.const 3)) (i32.const 4088))))
        (local.set $sum (f64.add (local.get $sum) (f64.load (local.get $at))))
        (f64.store (local.get $at) (f64.const 1.5))
        (local.set $left (i64.sub (local.get $left) (i64.const 1)))
        (br $again)))
    (f64.store (i32.const 2048) (local.get $sum))
    (i32.store (i32.const 1028) (i32.const 2048)) (i32.store (i32.const 1032) (i32.const 1)) (i32.const 1024)";

/// Measures this machine.
///
/// # Errors
/// When the engine cannot run the worker that is made here.
pub fn calibrate(sandbox: &Sandbox) -> Result<Calibration, Failure> {
    let file = measuring(BODY).map_err(Failure::other)?;
    let terms = Terms { limits: RunLimits { fuel_per_call: u64::MAX, ..RunLimits::default() }, ..Terms::default() };
    let loaded = sandbox.load_bytes(Path::new("calibration.wasm"), &file, &terms).map_err(Failure::other)?;
    let mut worker = match loaded.instantiate().map_err(Failure::other)? {
        AnyWorker::Context(worker) => worker,
        other => return Err(Failure::other(format!("a context worker was made and a {} came of it", other.category()))),
    };
    worker.configure("{}", &[], &[]).map_err(Failure::other)?;
    let bare = sandbox.time_bare_calls(CALLS).map_err(Failure::other)?;
    let (mut quiet, mut busy, mut clock) = (f64::INFINITY, f64::INFINITY, f64::INFINITY);
    for _ in 0..ROUNDS {
        quiet = quiet.min(per_call(CALLS, worker.as_mut(), 0).map_err(Failure::other)?);
        busy = busy.min(per_call(CALLS / 10, worker.as_mut(), WORK).map_err(Failure::other)?);
        clock = clock.min(clock_costs());
    }
    let mut fuel_of = |volume| fuel_of(worker.as_mut(), volume).map_err(Failure::other);
    let fuel = fuel_of(WORK)?.saturating_sub(fuel_of(0)?).max(1);
    let (lowering, lifting) = ((bare.takes_bar - bare.nothing).max(0.0), (bare.gives_fact - bare.nothing).max(0.0));
    let anatomy = Anatomy {
        crossing: bare.nothing,
        lowering,
        lifting,
        bookkeeping: (quiet - bare.nothing - lowering - lifting).max(0.0),
        total: quiet,
    };
    Ok(Calibration { clock_ns: clock, ns_per_fuel: (busy - quiet).max(0.0) / fuel as f64, anatomy })
}

fn bar(volume: i64) -> Bar {
    Bar { series: SeriesRef(0), open: 1, high: 1, low: 1, close: 1, volume }
}

/// Nanoseconds of one of many calls in a row.
fn per_call(calls: u32, worker: &mut dyn ContextWorker, volume: i64) -> Result<f64, Fault> {
    let (bar, mut facts) = (bar(volume), [0.0]);
    let started = Clock::now();
    for _ in 0..calls {
        worker.measure(Instant::default(), &bar, &[], &mut facts)?;
    }
    Ok(started.elapsed().as_secs_f64() * 1e9 / f64::from(calls))
}

fn fuel_of(worker: &mut dyn ContextWorker, volume: i64) -> Result<u64, Fault> {
    let before = worker.usage().fuel;
    worker.measure(Instant::default(), &bar(volume), &[], &mut [0.0])?;
    Ok(worker.usage().fuel.saturating_sub(before))
}

/// Nanoseconds between two readings of the clock with nothing between them: what each timed call is told too long.
fn clock_costs() -> f64 {
    let started = Clock::now();
    for _ in 0..CALLS {
        std::hint::black_box(Clock::now());
    }
    started.elapsed().as_secs_f64() * 1e9 / f64::from(CALLS)
}
