//! Attacks through the profile: each ends in its class, in time, and without room on the host.

use std::time::{Duration, Instant as Clock};

use simpletrader_contracts::worker::Fault;
use simpletrader_sandbox::RunLimits;

use super::script::{LIMITS, NOW, Script, answer};

/// What an attack may take: the deadline of a call is longer, so that none is stopped by it.
const BOUND: Duration = Duration::from_secs(1);

/// Runs a script that was loaded before the clock began.
fn attack(script: &Script) -> Fault {
    let mut worker = script.live();
    let started = Clock::now();
    let fault = answer(worker.as_mut(), NOW).unwrap_err();
    assert!(started.elapsed() < BOUND, "it took {:?}", started.elapsed());
    fault
}

fn told(fault: &Fault) -> String {
    format!("{}\n{fault}", fault.class())
}

fn printing(body: &str) -> Script {
    Script::new(body)
        .import("cli/stderr", "get-stderr", "(func $error (result i32))")
        .import("io/streams", "[method]output-stream.write", "(func $write (param i32 i32 i32 i32))")
        .import("io/streams", "[method]output-stream.write-zeroes", "(func $zeroes (param i32 i64 i32))")
}

#[test]
fn a_flood_of_print_runs_out_of_fuel_and_is_cut() {
    let flood = printing(
        "(local $stream i32) (local $i i32) (local.set $stream (call $error))
         (memory.fill (i32.const 65536) (i32.const 10) (i32.const 65536))
         (loop $l (i32.store8 (i32.add (i32.const 65536) (local.get $i)) (i32.const 120))
            (br_if $l (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 2))) (i32.const 65536))))
         (loop $again (call $write (local.get $stream) (i32.const 65536) (i32.const 65536) (i32.const 2048)) (br $again))
         unreachable",
    );
    let mut worker = flood.live();
    let started = Clock::now();
    assert_eq!(answer(worker.as_mut(), NOW).unwrap_err().class(), "OUT_OF_FUEL");
    assert!(started.elapsed() < BOUND, "it took {:?}", started.elapsed());
    let log = worker.take_remarks().log;
    assert_eq!(log.len(), 201, "the first, the last, and how many were between");
    assert!(log[100].text.contains("lines left out"), "{}", log[100].text);
}

#[test]
fn zeroes_are_not_written_out() {
    let zeroes = printing(
        "(local $stream i32) (local.set $stream (call $error))
         (call $zeroes (local.get $stream) (i64.const -1) (i32.const 2048)) (i32.const 1024)",
    );
    let mut worker = zeroes.live();
    let started = Clock::now();
    answer(worker.as_mut(), NOW).unwrap();
    assert!(started.elapsed() < BOUND);
    assert!(worker.take_remarks().is_empty());
}

#[test]
fn printing_more_at_once_than_one_call_may_pass_is_an_output_limit() {
    let limits = RunLimits { output_bytes: 4_096, ..LIMITS };
    let large = printing("(call $write (call $error) (i32.const 0) (i32.const 65536) (i32.const 2048)) (i32.const 1024)");
    assert_eq!(attack(&large.limits(limits)).class(), "OUTPUT_LIMIT");
    let outside = printing("(call $write (call $error) (i32.const 0) (i32.const -1) (i32.const 2048)) (i32.const 1024)");
    assert_eq!(attack(&outside).class(), "INVALID_OUTPUT");
}

#[test]
fn handles_that_are_never_dropped_are_a_handle_limit() {
    let hoard = printing("(loop $again (drop (call $error)) (br $again)) unreachable");
    insta::assert_snapshot!(told(&attack(&hoard)), @r"
    HANDLE_LIMIT
    handle limit in `detect`: asked for one more than 256 handles
    ");
}

#[test]
fn a_handle_that_was_never_given_is_refused() {
    for handle in ["0", "1", "77", "-1"] {
        let forged =
            printing(&format!("(call $write (i32.const {handle}) (i32.const 0) (i32.const 1) (i32.const 2048)) (i32.const 1024)"));
        assert_eq!(attack(&forged).class(), "INVALID_OUTPUT", "handle {handle}");
    }
}

#[test]
fn a_handle_of_another_kind_is_refused() {
    let confused = printing("(call $write (call $in) (i32.const 0) (i32.const 1) (i32.const 2048)) (i32.const 1024)").import(
        "cli/stdin",
        "get-stdin",
        "(func $in (result i32))",
    );
    assert_eq!(attack(&confused).class(), "INVALID_OUTPUT");
}

#[test]
fn polling_for_ever_runs_out_of_fuel() {
    let poll =
        |body: &str| {
            Script::new(body)
                .import("clocks/monotonic-clock", "subscribe-duration", "(func $sleep (param i64) (result i32))")
                .import("io/poll", "poll", "(func $poll (param i32 i32 i32))")
        };
    let many = |count: u32| {
        poll(&format!(
            "(local $timer i32) (local $at i32)
             (local.set $timer (call $sleep (i64.const 1)))
             (loop $fill (i32.store (i32.add (i32.const 65536) (local.get $at)) (local.get $timer))
                (br_if $fill (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 4))) (i32.const 40000))))
             (loop $again
                (global.set $free (i32.const 8192)) ;; the answer goes where the last one went
                (call $poll (i32.const 65536) (i32.const {count}) (i32.const 2048)) (br $again)) unreachable"
        ))
    };
    assert_eq!(attack(&many(900)).class(), "OUT_OF_FUEL");
    insta::assert_snapshot!(told(&attack(&many(10_000))), @r"
    HANDLE_LIMIT
    handle limit in `detect`: asked for one more than 1000 handles
    ");
    let nothing = poll("(call $poll (i32.const 65536) (i32.const 0) (i32.const 2048)) (i32.const 1024)");
    insta::assert_snapshot!(told(&attack(&nothing)), @r"
    TRAP
    `detect` trapped: it polled nothing, and would have waited for ever
    ");
}

#[test]
fn a_call_of_the_host_costs_more_than_the_instruction_that_makes_it() {
    let fuel = |calls: usize| {
        let body = format!("{} (i32.const 1024)", "(drop (call $now)) ".repeat(calls));
        let asks = Script::new(&body).import("clocks/monotonic-clock", "now", "(func $now (result i64))");
        let mut worker = asks.live();
        answer(worker.as_mut(), NOW).unwrap();
        worker.usage().fuel
    };
    let cost = fuel(11) - fuel(1);
    assert!((10_000..11_000).contains(&cost), "ten calls cost {cost}");
}

#[test]
fn asking_the_time_for_ever_runs_out_of_fuel() {
    let ask = Script::new("(loop $again (drop (call $now)) (br $again)) unreachable").import(
        "clocks/monotonic-clock",
        "now",
        "(func $now (result i64))",
    );
    assert_eq!(attack(&ask).class(), "OUT_OF_FUEL");
}

#[test]
fn drawing_for_ever_runs_out_of_fuel() {
    let draw = Script::new(
        "(loop $again (global.set $free (i32.const 8192)) (call $draw (i64.const 65536) (i32.const 2048)) (br $again)) unreachable",
    )
    .import("random/random", "get-random-bytes", "(func $draw (param i64 i32))");
    assert_eq!(attack(&draw).class(), "OUT_OF_FUEL");
}
