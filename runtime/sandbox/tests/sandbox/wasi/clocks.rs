//! Time is the pass's, and waiting takes none.

use std::time::{Duration, Instant as Clock};

use simpletrader_contracts::Instant;

use super::script::{NOW, Script, answer, number};

const MONOTONIC: &str = "clocks/monotonic-clock";

fn monotonic() -> Script {
    Script::new("(call $hex (call $now))").import(MONOTONIC, "now", "(func $now (result i64))")
}

#[test]
fn the_wall_clock_stands_at_the_instant_of_the_pass() {
    let seconds = Script::new("(call $now (i32.const 2048)) (call $hex (i64.load (i32.const 2048)))");
    let nanoseconds = Script::new("(call $now (i32.const 2048)) (call $hex (i64.load32_u (i32.const 2056)))");
    for (script, expected) in [(seconds, 1_700_000_000), (nanoseconds, 123_456_000)] {
        let script = script.import("clocks/wall-clock", "now", "(func $now (param i32))");
        assert_eq!(number(&script.run().unwrap()), expected);
    }
}

#[test]
fn the_monotonic_clock_moves_with_the_passes_and_not_within_one() {
    let mut worker = monotonic().live();
    let mut told = |micros| number(&answer(worker.as_mut(), Instant::from_micros(micros)).unwrap());
    assert_eq!([told(5), told(6), told(6), told(1_000_000)], [5_000, 6_000, 6_000, 1_000_000_000]);
    assert_eq!(told(-1), 0, "there is no time before the epoch");
    let twice = Script::new("(call $hex (i64.sub (call $now) (call $now)))").import(MONOTONIC, "now", "(func $now (result i64))");
    assert_eq!(number(&twice.run().unwrap()), 0);
}

#[test]
fn before_the_first_pass_it_is_the_epoch() {
    // Keeps the time of `configure`, and tells it in the first call.
    let script = Script::new("(call $hex (global.get $then))")
        .import(MONOTONIC, "now", "(func $now (result i64))")
        .with("(global $then (mut i64) (i64.const -1)) (func $look (global.set $then (call $now))) (start $look)");
    assert_eq!(number(&script.run().unwrap()), 0);
}

#[test]
fn sleeping_is_over_at_once_and_moves_no_clock() {
    let sleep = Script::new(
        "(call $block (call $sleep (i64.const 3000000000)))
         (i32.store (i32.const 2048) (call $sleep (i64.const -1)))
         (call $poll (i32.const 2048) (i32.const 1) (i32.const 2056))
         (if (i32.ne (i32.load (i32.const 2060)) (i32.const 1)) (then unreachable))
         (if (i32.eqz (call $ready (call $until (i64.const -1)))) (then unreachable))
         (call $hex (call $now))",
    )
    .import(MONOTONIC, "now", "(func $now (result i64))")
    .import(MONOTONIC, "subscribe-duration", "(func $sleep (param i64) (result i32))")
    .import(MONOTONIC, "subscribe-instant", "(func $until (param i64) (result i32))")
    .import("io/poll", "[method]pollable.block", "(func $block (param i32))")
    .import("io/poll", "[method]pollable.ready", "(func $ready (param i32) (result i32))")
    .import("io/poll", "poll", "(func $poll (param i32 i32 i32))");
    let mut worker = sleep.live();
    let started = Clock::now();
    assert_eq!(number(&answer(worker.as_mut(), NOW).unwrap()), NOW.micros() as u64 * 1_000);
    assert!(started.elapsed() < Duration::from_millis(500), "it took {:?}", started.elapsed());
}

#[test]
fn waiting_in_a_loop_for_a_time_that_does_not_come_costs_fuel() {
    let impatient = Script::new("(loop $again (call $block (call $sleep (i64.const 1))) (br $again)) unreachable")
        .import(MONOTONIC, "subscribe-duration", "(func $sleep (param i64) (result i32))")
        .import("io/poll", "[method]pollable.block", "(func $block (param i32))");
    let started = Clock::now();
    // It never drops what it waits for.
    assert_eq!(impatient.run().unwrap_err().class(), "HANDLE_LIMIT");
    let tidy = Script::new(
        "(local $timer i32)
         (loop $again
            (local.set $timer (call $sleep (i64.const 1)))
            (call $block (local.get $timer)) (call $drop (local.get $timer)) (br $again))
         unreachable",
    )
    .import(MONOTONIC, "subscribe-duration", "(func $sleep (param i64) (result i32))")
    .import("io/poll", "[method]pollable.block", "(func $block (param i32))")
    .import("io/poll", "[resource-drop]pollable", "(func $drop (param i32))");
    assert_eq!(tidy.run().unwrap_err().class(), "OUT_OF_FUEL");
    assert!(started.elapsed() < Duration::from_secs(5), "it took {:?}", started.elapsed());
}

#[test]
fn the_resolution_is_a_microsecond() {
    let monotonic =
        Script::new("(call $hex (call $resolution))").import(MONOTONIC, "resolution", "(func $resolution (result i64))");
    assert_eq!(number(&monotonic.run().unwrap()), 1_000);
    let wall = Script::new("(call $resolution (i32.const 2048)) (call $hex (i64.load32_u (i32.const 2056)))").import(
        "clocks/wall-clock",
        "resolution",
        "(func $resolution (param i32))",
    );
    assert_eq!(number(&wall.run().unwrap()), 1_000);
}
