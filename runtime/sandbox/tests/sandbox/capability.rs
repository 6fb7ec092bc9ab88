//! Capabilities: what an honest worker gets of them, and where a hostile one is stopped. Each attack uses one capability, as it was
//! granted, for more than it is meant for.

use std::path::Path;

use simpletrader_contracts::Instant;
use simpletrader_contracts::market::SeriesRef;
use simpletrader_contracts::worker::call::ContextWorker;
use simpletrader_contracts::worker::capability::kit::LOG_ENDS;
use simpletrader_contracts::worker::capability::{Grants, Remarks, StateChange, StateGrant, StateScope, WindowBar, WindowGrant};
use simpletrader_contracts::worker::{Category, Fault, FaultKind};
use simpletrader_sandbox::{LoadError, RunLimits, Terms};

use crate::forge::{Guest, manifest};
use crate::hostile::{LIMITS, in_time, told};
use crate::worker::{BAR, context, live, sandbox};

/// Imports of every function of every capability. A text lies at 3000.
const IMPORTS: &str = r#"
    (import "simpletrader:worker/log@0.1.0" "write" (func $log (param i32 i32 i32)))
    (import "simpletrader:worker/journal-note@0.1.0" "add" (func $note (param i32 i32)))
    (import "simpletrader:worker/state@0.1.0" "get" (func $get (param i32 i32 i32)))
    (import "simpletrader:worker/state@0.1.0" "set" (func $set (param i32 i32 i32 i32)))
    (import "simpletrader:worker/state@0.1.0" "remove" (func $remove (param i32 i32)))
    (import "simpletrader:worker/market-window@0.1.0" "window" (func $window (param i32 i32 i32)))
    (global $n (mut i32) (i32.const 0))
    (data (i32.const 3000) "\1b[2Jforged text, 32 bytes long..")
"#;

/// A context worker whose handler does this with its capabilities and answers one fact, which lies at 2048.
fn using(body: &str) -> Guest {
    let mut said = manifest(Category::ContextWorker);
    said["capabilities"] =
        serde_json::json!({"log": {}, "market-window": {"bars": 3}, "state": {"bytes": 1000}, "journal-note": {}});
    Guest::new(Category::ContextWorker)
        .world(
            "package test:custom; world custom { include simpletrader:worker/context-worker@0.1.0;
             import simpletrader:worker/log@0.1.0; import simpletrader:worker/journal-note@0.1.0;
             import simpletrader:worker/state@0.1.0; import simpletrader:worker/market-window@0.1.0; }",
        )
        .with(IMPORTS)
        .manifest(Some(said))
        .handler(&format!(
            "{body} (i32.store (i32.const 1028) (i32.const 2048)) (i32.store (i32.const 1032) (i32.const 1)) (i32.const 1024)"
        ))
}

/// Over and over.
fn forever(body: &str) -> String {
    format!("(loop $again {body} (br $again))")
}

fn everything() -> Grants {
    Grants {
        log: true,
        market_window: Some(WindowGrant { series: vec![SeriesRef(0)], bars: 3 }),
        state: Some(StateGrant { scope: StateScope::Strategy, bytes: 1_000 }),
        journal_note: true,
        ..Grants::default()
    }
}

fn worker(guest: &Guest, limits: RunLimits) -> Box<dyn ContextWorker> {
    let terms = Terms { limits, grants: everything(), ..Terms::default() };
    let loaded = sandbox().load_bytes(Path::new("forged.wasm"), &guest.file(), &terms).unwrap();
    context(live(&loaded))
}

fn call(worker: &mut dyn ContextWorker) -> Result<f64, Fault> {
    let mut facts = [0.0];
    worker.measure(Instant::default(), &BAR, &[], &mut facts).map(|()| facts[0])
}

/// One call of a hostile worker, and what it had left behind before it was stopped.
fn attack_with(body: &str, limits: RunLimits) -> (Fault, Remarks) {
    let mut worker = worker(&using(body), limits);
    let fault = in_time(|| call(worker.as_mut()).unwrap_err());
    assert_eq!(call(worker.as_mut()).unwrap_err().kind, FaultKind::Poisoned);
    (fault, worker.take_remarks())
}

fn attack(body: &str) -> (Fault, Remarks) {
    attack_with(body, LIMITS)
}

fn bar(day: i64) -> WindowBar {
    let close = day as f64;
    let closed_at = Instant::from_micros(day);
    WindowBar { series: SeriesRef(0), closed_at, open: close, high: close, low: close, close, volume: 0.0 }
}

#[test]
fn a_log_flood_ends_at_the_calls_of_one_handler() {
    let (fault, remarks) = attack(&forever("(call $log (i32.const 2) (i32.const 3000) (i32.const 1))"));
    insta::assert_snapshot!(told(&fault), @r"
    RATE_LIMIT
    rate limit in `measure`: there may be 1000 calls of capabilities in one call
    ");
    assert_eq!(remarks.log.len() as u64, LIMITS.capability_calls, "what it said before is kept: it may explain the fault");
}

#[test]
fn a_long_log_ends_in_a_mark_and_the_worker_goes_on() {
    let line = "(call $log (i32.const 0) (i32.const 4000) (i32.const 2000))";
    let mut worker = worker(&using(&line.repeat(30)), LIMITS);
    in_time(|| call(worker.as_mut()).unwrap());
    in_time(|| call(worker.as_mut()).unwrap());
    let log = worker.take_remarks().log;
    let bytes: usize = log.iter().map(|line| line.text.len()).sum();
    assert!(bytes as u64 <= LIMITS.log_bytes + 200, "{bytes} bytes are kept");
    assert_eq!(log.last().unwrap().text, LOG_ENDS);
}

#[test]
fn one_text_larger_than_what_a_call_may_pass_is_refused_before_it_is_read() {
    let (fault, remarks) = attack("(call $log (i32.const 2) (i32.const 0) (i32.const 60000))");
    insta::assert_snapshot!(told(&fault), @r"
    OUTPUT_LIMIT
    output limit in `measure`: one call may return 4096 bytes
    ");
    assert!(remarks.is_empty());
}

#[test]
fn a_flood_of_host_calls_ends_whatever_they_ask() {
    for body in [
        "(call $get (i32.const 3008) (i32.const 4) (i32.const 5000))",
        "(call $remove (i32.const 3008) (i32.const 4))",
        "(call $window (i32.const 7) (i32.const 1) (i32.const 5000))",
    ] {
        let (fault, _) = attack(&forever(body));
        assert_eq!(told(&fault), "RATE_LIMIT\nrate limit in `measure`: there may be 1000 calls of capabilities in one call");
    }
}

#[test]
fn a_flood_of_bytes_ends_before_its_calls_do() {
    let limits = RunLimits { capability_bytes: 10_000, ..LIMITS };
    let (fault, _) = attack_with(&forever("(call $log (i32.const 2) (i32.const 4000) (i32.const 2000))"), limits);
    insta::assert_snapshot!(told(&fault), @r"
    RATE_LIMIT
    rate limit in `measure`: there may be 10000 bytes through capabilities in one call
    ");
}

#[test]
fn a_storm_of_notes_ends_in_its_call_and_over_the_run() {
    let (fault, remarks) = attack(&forever("(call $note (i32.const 3000) (i32.const 32))"));
    insta::assert_snapshot!(told(&fault), @r"
    RATE_LIMIT
    rate limit in `measure`: there may be 16 journal notes in one call
    ");
    assert_eq!(remarks.notes.len() as u64, LIMITS.notes_per_call);

    let mut patient = worker(&using("(call $note (i32.const 3000) (i32.const 32))"), LIMITS);
    (0..LIMITS.notes_per_run).for_each(|_| assert_eq!(call(patient.as_mut()), Ok(0.0)));
    let fault = call(patient.as_mut()).unwrap_err();
    insta::assert_snapshot!(told(&fault), @r"
    RATE_LIMIT
    rate limit in `measure`: there may be 100 journal notes in one run
    ");
}

#[test]
fn a_state_that_grows_past_its_bytes_is_refused_and_undone() {
    // Three keys of 500 bytes, where 1000 are granted.
    let grow = "(i32.store8 (i32.const 3008) (i32.add (global.get $n) (i32.const 97)))
                (call $set (i32.const 3008) (i32.const 1) (i32.const 4000) (i32.const 499))
                (global.set $n (i32.add (global.get $n) (i32.const 1)))";
    let (fault, remarks) = attack(&forever(grow));
    insta::assert_snapshot!(told(&fault), @r"
    STATE_LIMIT
    state limit in `measure`: there would be 1500 bytes of keys and values, there may be 1000
    ");
    assert!(remarks.state.is_empty(), "a pass that fails changes nothing");
}

#[test]
fn a_state_of_too_many_keys_is_refused() {
    let grow = "(i32.store (i32.const 3008) (i32.add (global.get $n) (i32.const 0x30303030)))
                (call $set (i32.const 3008) (i32.const 4) (i32.const 4000) (i32.const 0))
                (global.set $n (i32.add (global.get $n) (i32.const 1)))
                (if (i32.eq (i32.and (global.get $n) (i32.const 0x3f)) (i32.const 0x3f))
                    (then (global.set $n (i32.add (global.get $n) (i32.const 0xc1)))))
                (if (i32.eq (i32.and (global.get $n) (i32.const 0x3fff)) (i32.const 0x3f00))
                    (then (global.set $n (i32.add (global.get $n) (i32.const 0xc100)))))";
    let guest = using(&forever(grow));
    let grants = Grants { state: Some(StateGrant { scope: StateScope::Strategy, bytes: 1_000_000 }), ..everything() };
    let terms = Terms { limits: RunLimits { capability_calls: 10_000, ..LIMITS }, grants, ..Terms::default() };
    let mut worker = context(live(&sandbox().load_bytes(Path::new("x"), &guest.file(), &terms).unwrap()));
    let fault = in_time(|| call(worker.as_mut()).unwrap_err());
    insta::assert_snapshot!(told(&fault), @r"
    STATE_LIMIT
    state limit in `measure`: there would be 1001 keys, there may be 1000
    ");
}

#[test]
fn a_key_with_an_escape_code_is_no_key() {
    let (fault, _) = attack("(call $set (i32.const 3000) (i32.const 4) (i32.const 4000) (i32.const 0))");
    insta::assert_snapshot!(told(&fault), @r"
    INVALID_OUTPUT
    `measure` returned an invalid answer: state.set.key: a key must have 1 to 120 bytes and no control characters, got `·[2J`
    ");
}

#[test]
fn forged_escape_codes_do_not_leave_the_sandbox() {
    let body = "(call $log (i32.const 3) (i32.const 3000) (i32.const 32)) (call $note (i32.const 3000) (i32.const 32))";
    let mut worker = worker(&using(body), LIMITS);
    call(worker.as_mut()).unwrap();
    let remarks = worker.take_remarks();
    assert_eq!(remarks.log[0].text, "·[2Jforged text, 32 bytes long..");
    assert_eq!(remarks.notes, ["·[2Jforged text, 32 bytes long.."]);
}

/// Stores the discriminant of the window's answer as the fact: 0 for bars, 1 for a refusal.
fn asks_for_a_window(series: u32, count: u32) -> String {
    format!(
        "(call $window (i32.const {series}) (i32.const {count}) (i32.const 5000))
         (f64.store (i32.const 2048) (f64.convert_i32_u (i32.load8_u (i32.const 5000))))"
    )
}

#[test]
fn a_window_is_no_longer_and_on_no_other_series_than_granted() {
    for (series, count, refused) in [(0, 3, 0.0), (0, 4, 1.0), (0, u32::MAX, 1.0), (1, 1, 1.0), (u32::MAX, 1, 1.0)] {
        let mut worker = worker(&using(&asks_for_a_window(series, count)), LIMITS);
        (1..=9).for_each(|day| worker.observe(&bar(day)));
        assert_eq!(call(worker.as_mut()), Ok(refused), "{count} bars of series {series}");
    }
}

#[test]
fn the_last_row_of_a_window_is_the_newest_bar_that_was_shown() {
    // The last of the times, as the fact.
    let body = "(call $window (i32.const 0) (i32.const 3) (i32.const 5000))
        (f64.store (i32.const 2048) (f64.convert_i64_s (i64.load (i32.sub
            (i32.add (i32.load (i32.const 5004)) (i32.mul (i32.load (i32.const 5008)) (i32.const 8))) (i32.const 8)))))";
    let mut worker = worker(&using(body), LIMITS);
    for day in 1..=5 {
        worker.observe(&bar(day));
        assert_eq!(call(worker.as_mut()), Ok(day as f64));
    }
}

#[test]
fn state_is_handed_out_once_and_undone_when_the_pass_fails() {
    let body = "(call $set (i32.const 3008) (i32.const 4) (i32.const 3012) (i32.const 3))";
    let mut worker = worker(&using(body), LIMITS);
    call(worker.as_mut()).unwrap();
    worker.undo_state();
    assert!(worker.take_remarks().is_empty());
    call(worker.as_mut()).unwrap();
    let changed = StateChange { key: "ed t".into(), value: Some(b"ext".to_vec()) };
    assert_eq!(worker.take_remarks().state, [changed]);
    call(worker.as_mut()).unwrap();
    assert!(worker.take_remarks().state.is_empty(), "the same value is no change");
}

#[test]
fn what_others_changed_can_be_read() {
    // Whether there is a value, as the fact.
    let body = "(call $get (i32.const 3008) (i32.const 4) (i32.const 5000))
                (f64.store (i32.const 2048) (f64.convert_i32_u (i32.load8_u (i32.const 5000))))";
    let mut worker = worker(&using(body), LIMITS);
    assert_eq!(call(worker.as_mut()), Ok(0.0));
    worker.adopt_state(&[StateChange { key: "ed t".into(), value: Some(vec![1]) }]);
    assert_eq!(call(worker.as_mut()), Ok(1.0));
}

// mission: 59 (partly)
#[test]
fn what_is_imported_and_not_granted_is_refused_when_the_file_is_loaded() {
    let guest = using("(call $log (i32.const 2) (i32.const 3000) (i32.const 1))");
    let load = |grants: Grants| {
        let terms = Terms { grants, ..Terms::default() };
        sandbox().load_bytes(Path::new("x"), &guest.file(), &terms).map(drop)
    };
    let error = load(Grants { log: false, ..everything() }).unwrap_err();
    assert!(matches!(error, LoadError::NotGranted { .. }), "{error:?}");
    insta::assert_snapshot!(error, @"`acme/forged/v1.0.0` uses the capability `log`, which it is not granted; grant it: `<worker_id>: {log: …}`");
    assert!(load(everything()).is_ok());
}

#[test]
fn what_is_granted_and_not_imported_does_no_harm() {
    let guest = Guest::new(Category::ContextWorker);
    let mut worker = worker(&guest, LIMITS);
    worker.observe(&bar(1));
    assert!(worker.take_remarks().is_empty());
}
