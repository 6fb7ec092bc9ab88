//! Many bars in one call: the optional interfaces `context-slice` and `detector-slice`.

use std::path::Path;

use simpletrader_contracts::Instant;
use simpletrader_contracts::market::Bar;
use simpletrader_contracts::worker::call::{ContextWorker, Disposition, SignalDetector, SlicedBar};
use simpletrader_contracts::worker::{AnyWorker, Category, FaultKind, Limit};
use simpletrader_sandbox::{Limits, RunLimits, inspect_bytes};

use crate::forge::Guest;
use crate::worker::{BAR, answers_the_close, context, live, load, sandbox};

const WORLD: &str = "package acme:forged;
    world custom {
        include simpletrader:worker/context-worker@0.1.0;
        export simpletrader:worker/context-slice@0.1.0;
    }";

/// A worker whose slice handler has this body: `$bars` is the address of the numbers, `$count` how many there are.
fn slicing(body: &str) -> Guest {
    answers_the_close().world(WORLD).with(&format!(
        r#"(func (export "simpletrader:worker/context-slice@0.1.0#measure-slice")
                (param $series i32) (param $bars i32) (param $count i32) (result i32) (local $bar i32) {body})
           (func (export "cabi_post_simpletrader:worker/context-slice@0.1.0#measure-slice") (param i32)
                (global.set $free (i32.const 8192)))"#
    ))
}

/// Answers with the close of each bar, as many rows as `rows` says.
fn answers_the_closes(rows: &str) -> Guest {
    slicing(&format!(
        "(i32.store (i32.const 1028) (i32.const 2048))
         (i32.store (i32.const 1032) {rows})
         (loop $next
            (f64.store
                (i32.add (i32.const 2048) (i32.mul (local.get $bar) (i32.const 8)))
                (f64.convert_i64_s (i64.load offset=32 (i32.add (local.get $bars) (i32.mul (local.get $bar) (i32.const 48))))))
            (local.set $bar (i32.add (local.get $bar) (i32.const 1)))
            (br_if $next (i32.lt_u (local.get $bar) (i32.div_u (local.get $count) (i32.const 6)))))
         (i32.const 1024)"
    ))
}

const A_ROW_A_BAR: &str = "(i32.div_u (local.get $count) (i32.const 6))";

fn bars(count: i64) -> Vec<SlicedBar> {
    (0..count).map(|close| SlicedBar { at: Instant::from_micros(close), bar: Bar { close, ..BAR } }).collect()
}

fn worker(guest: &Guest, limits: RunLimits) -> Box<dyn ContextWorker> {
    context(live(&load(&sandbox(), guest, limits)))
}

#[test]
fn a_slice_has_a_row_for_each_bar_and_counts_as_a_call_for_each() {
    let mut worker = worker(&answers_the_closes(A_ROW_A_BAR), RunLimits::default());
    let mut rows = [0.0; 5];
    worker.measure_slice(&bars(5), &mut rows).unwrap();
    assert_eq!(rows, [0.0, 1.0, 2.0, 3.0, 4.0]);
    let usage = worker.usage();
    assert_eq!(usage.calls, 5);
    assert_eq!((usage.fuel_last, usage.fuel_max), (usage.fuel.div_ceil(5), usage.fuel.div_ceil(5)));
    worker.measure(Instant::default(), &BAR, &[], &mut rows[..1]).unwrap();
    assert_eq!((rows[0], worker.usage().calls), (105.0, 6), "bar by bar goes on as ever");
}

#[test]
fn a_worker_without_the_handler_is_asked_bar_by_bar() {
    let mut worker = worker(&answers_the_close(), RunLimits::default());
    let mut rows = [0.0; 3];
    worker.measure_slice(&bars(3), &mut rows).unwrap();
    assert_eq!((rows, worker.usage().calls), ([0.0, 1.0, 2.0], 3));
}

#[test]
fn a_slice_may_use_what_its_bars_may_use_and_no_more() {
    let limits = RunLimits { fuel_per_call: 1_000, ..RunLimits::default() };
    let endless = slicing("(loop $again (br $again)) (unreachable)");
    let fault = worker(&endless, limits).measure_slice(&bars(4), &mut [0.0; 4]).unwrap_err();
    assert_eq!((fault.handler, fault.kind), ("measure-slice", FaultKind::Limit(Limit::Fuel { budget: 4_000 })));
    let late = RunLimits { fuel_per_call: u64::MAX, deadline_ms: 5, ..RunLimits::default() };
    let fault = worker(&endless, late).measure_slice(&bars(4), &mut [0.0; 4]).unwrap_err();
    assert_eq!(fault.kind, FaultKind::Limit(Limit::Deadline { millis: 20 }));
}

#[test]
fn an_answer_with_more_or_fewer_rows_than_bars_is_a_fault() {
    for (rows, got) in [("(i32.const 3)", "3"), ("(i32.const 5)", "5"), ("(i32.const 0)", "0")] {
        let mut worker = worker(&answers_the_closes(rows), RunLimits::default());
        let fault = worker.measure_slice(&bars(4), &mut [0.0; 4]).unwrap_err();
        assert!(fault.to_string().ends_with(&format!("facts: must have the outputs of each bar: 4, got {got}")), "{fault}");
        assert_eq!(worker.measure_slice(&bars(4), &mut [0.0; 4]).unwrap_err().kind, FaultKind::Poisoned);
    }
}

#[test]
fn the_file_shows_that_it_offers_slices() {
    let facts = |guest: &Guest| inspect_bytes(Path::new("forged.wasm"), &guest.file(), &Limits::native()).unwrap();
    assert!(facts(&answers_the_closes(A_ROW_A_BAR)).offers_slices());
    assert!(!facts(&answers_the_close()).offers_slices());
}

#[test]
fn a_slice_interface_of_another_version_or_without_its_function_is_refused() {
    // The contract has neither, so the file is edited.
    let file = answers_the_closes(A_ROW_A_BAR).file();
    let other = replaced(&file, b"context-slice@0.1.0", b"context-slice@0.9.0");
    let error = inspect_bytes(Path::new("forged.wasm"), &other, &Limits::native()).unwrap_err();
    assert!(error.to_string().contains("`context-slice` is of contract version `0.9.0`"), "{error}");
    let other = replaced(&file, b"measure-slice", b"measure-slide");
    let error = inspect_bytes(Path::new("forged.wasm"), &other, &Limits::native()).unwrap_err();
    assert!(error.to_string().contains("`context-slice` is exported without its function `measure-slice`"), "{error}");
}

const DETECTOR: &str = "package acme:forged;
    world custom {
        include simpletrader:worker/signal-detector@0.1.0;
        export simpletrader:worker/detector-slice@0.1.0;
    }";

/// A detector that goes on, and whose slice handler ends these passes with the reason `six`.
fn ending(passes: &[u32]) -> Guest {
    let item = |(number, pass): (usize, &u32)| {
        let at = 2048 + 16 * number;
        format!(
            "(i32.store (i32.const {at}) (i32.const {pass}))
             (i32.store8 offset=4 (i32.const {at}) (i32.const 1))
             (i32.store offset=8 (i32.const {at}) (i32.const 4096))
             (i32.store offset=12 (i32.const {at}) (i32.const 3))"
        )
    };
    let items: String = passes.iter().enumerate().map(item).collect();
    Guest::new(Category::SignalDetector).world(DETECTOR).handler("(i32.const 512)").with(&format!(
        r#"(data (i32.const 4096) "six")
           (func (export "simpletrader:worker/detector-slice@0.1.0#detect-slice")
                (param $at i32) (param $passes i32) (param $inputs i32) (param $count i32) (result i32)
                {items}
                (i32.store (i32.const 1028) (i32.const 2048))
                (i32.store (i32.const 1032) (i32.const {}))
                (i32.const 1024))"#,
        passes.len()
    ))
}

fn detector(guest: &Guest) -> Box<dyn SignalDetector> {
    match live(&load(&sandbox(), guest, RunLimits::default())) {
        AnyWorker::Detector(worker) => worker,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_detector_answers_for_passes_and_each_counts_as_a_call() {
    let mut worker = detector(&ending(&[1, 3]));
    let said = worker.detect_slice(&[Instant::default(); 4], &[0.5; 8]).unwrap();
    let stop = || Disposition::Stop("six".to_owned());
    assert_eq!(said, [(1, stop()), (3, stop())]);
    assert_eq!(worker.usage().calls, 4);
    assert_eq!(worker.detect(Instant::default(), &[0.5; 2]), Ok(Disposition::Proceed));
    assert_eq!(worker.usage().calls, 5, "pass by pass goes on as ever");
}

#[test]
fn a_detector_without_the_handler_is_asked_pass_by_pass() {
    let mut worker = detector(&Guest::new(Category::SignalDetector).handler("(i32.const 512)"));
    assert_eq!(worker.detect_slice(&[Instant::default(); 3], &[0.5; 3]), Ok(Vec::new()));
    assert_eq!(worker.usage().calls, 3);
}

#[test]
fn an_answer_for_a_pass_that_is_none_or_comes_twice_or_too_late_is_a_fault() {
    for (passes, told) in [
        (&[4][..], "interruptions[0]: must be one of 4 passes, counted from 0 and in ascending order, got 4"),
        (&[1, 1], "interruptions[1]: must be one of 4 passes, counted from 0 and in ascending order, got 1"),
        (&[2, 1], "interruptions[1]: must be one of 4 passes, counted from 0 and in ascending order, got 1"),
        (&[u32::MAX], "interruptions[0]: must be one of 4 passes, counted from 0 and in ascending order, got 4294967295"),
    ] {
        let mut worker = detector(&ending(passes));
        let fault = worker.detect_slice(&[Instant::default(); 4], &[0.5; 8]).unwrap_err();
        assert!(fault.to_string().ends_with(told), "{fault}");
        assert_eq!(worker.detect(Instant::default(), &[0.5; 2]).unwrap_err().kind, FaultKind::Poisoned);
    }
}

/// The file with every occurrence of a text replaced by one of equal length.
fn replaced(file: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    assert_eq!(from.len(), to.len());
    let mut bytes = file.to_vec();
    let places: Vec<usize> = (0..bytes.len() - from.len()).filter(|at| &bytes[*at..*at + from.len()] == from).collect();
    assert!(!places.is_empty());
    places.into_iter().for_each(|at| bytes[at..at + to.len()].copy_from_slice(to));
    bytes
}
