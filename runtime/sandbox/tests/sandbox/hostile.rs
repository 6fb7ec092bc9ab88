//! One attack a test: which fault it ends in, what its author reads, and that it ends in time.

use std::path::Path;
use std::time::{Duration, Instant as Clock};

use simpletrader_contracts::Instant;
use simpletrader_contracts::worker::call::{Disposition, SignalDetector};
use simpletrader_contracts::worker::{AnyWorker, Category, Fault, FaultKind};
use simpletrader_sandbox::{LoadError, RunLimits, Terms};

use crate::forge::Guest;
use crate::worker::{BAR, SERIES, answers_the_close, context, instruments, live, load, sandbox};

/// What an attack may take, the sandbox's own work included. Generous: debug builds on a busy machine pass it too.
const BOUND: Duration = Duration::from_secs(5);

/// Limits small enough that an attack is over quickly.
pub const LIMITS: RunLimits = RunLimits {
    fuel_per_call: 1_000_000,
    fuel_configure: 2_000_000,
    memory_bytes: 4 * 64 * 1024,
    table_elements: 100,
    deadline_ms: 2_000,
    output_bytes: 4_096,
    capability_calls: 1_000,
    capability_bytes: 1_000_000,
    log_bytes: 10_000,
    notes_per_call: 16,
    notes_per_run: 100,
};

/// The class of a fault and everything that its author reads.
pub fn told(fault: &Fault) -> String {
    let mut text = format!("{}\n{fault}", fault.class());
    if let FaultKind::Trap { backtrace, .. } = &fault.kind {
        for frame in backtrace {
            text += &format!("\n  in {frame}");
        }
    }
    text
}

pub fn in_time<T>(attack: impl FnOnce() -> T) -> T {
    let started = Clock::now();
    let result = attack();
    assert!(started.elapsed() < BOUND, "it took {:?}", started.elapsed());
    result
}

/// Calls a context worker whose handler has this body once, and again: the fault and that it is final.
fn measure_with(guest: Guest, limits: RunLimits) -> Fault {
    let sandbox = sandbox();
    let loaded = load(&sandbox, &guest, limits);
    let mut worker = context(live(&loaded));
    let mut facts = [7.0];
    let fault = in_time(|| worker.measure(Instant::default(), &BAR, &[1.0, 2.0], &mut facts).unwrap_err());
    assert_eq!(facts, [7.0], "a fault changes no fact");
    let again = worker.measure(Instant::default(), &BAR, &[1.0, 2.0], &mut facts).unwrap_err();
    assert_eq!(again.kind, FaultKind::Poisoned, "after a fault a worker is not called again");
    assert_eq!(worker.configure("{}", &[], &[]).unwrap_err().kind, FaultKind::Poisoned);
    assert_eq!(worker.usage().calls, 1, "a refused call is no call");
    fault
}

fn measure(body: &str) -> Fault {
    measure_with(Guest::new(Category::ContextWorker).handler(body), LIMITS)
}

/// A detector whose answer is whatever this body writes.
fn detect(body: &str) -> Result<(), Fault> {
    let sandbox = sandbox();
    let guest = Guest::new(Category::SignalDetector).handler(body).with(r#"(data (i32.const 3000) "CROSS_UP")"#);
    let AnyWorker::Detector(mut worker) = live(&load(&sandbox, &guest, LIMITS)) else { panic!("a detector") };
    in_time(|| worker.detect(Instant::default(), &[]).map(drop))
}

/// One published signal, with these changes to a good one. It lies at 2048, its type at 3000.
fn publish(change: &str) -> Result<(), Fault> {
    detect(&format!(
        "(i32.store8 (i32.const 1028) (i32.const 1))  ;; publish
         (i32.store (i32.const 1032) (i32.const 2048)) ;; the list
         (i32.store (i32.const 1036) (i32.const 1))    ;; of one
         (i32.store (i32.const 2052) (i32.const 0))    ;; long
         (i32.store (i32.const 2056) (i32.const 3000)) ;; the type
         (i32.store (i32.const 2060) (i32.const 8))
         (i32.store8 (i32.const 2064) (i32.const 1))   ;; some confidence
         (i64.store (i32.const 2072) (i64.const 8))    ;; of 0.8
         (i32.store8 (i32.const 2080) (i32.const 1))
         {change}
         (i32.const 1024)"
    ))
}

// mission: 59, 79 (partly)
#[test]
fn an_endless_loop_in_a_handler_runs_out_of_fuel() {
    let fault = measure("(loop $l (br $l)) unreachable");
    insta::assert_snapshot!(told(&fault), @r"
    OUT_OF_FUEL
    out of fuel in `measure`: the budget of one call is 1000000
    ");
    assert_eq!(fault.fuel_used, LIMITS.fuel_per_call);
}

#[test]
fn an_endless_loop_in_configure_runs_out_of_fuel() {
    let sandbox = sandbox();
    let guest = Guest::new(Category::ContextWorker).configure("(loop $l (br $l)) unreachable");
    let mut worker = load(&sandbox, &guest, LIMITS).instantiate().unwrap();
    let fault = in_time(|| worker.common().configure("{}", &instruments(), &SERIES).unwrap_err());
    insta::assert_snapshot!(told(&fault), @r"
    OUT_OF_FUEL
    out of fuel in `configure`: the budget of one call is 2000000
    ");
    assert_eq!(worker.common().usage().calls, 0, "configure is not counted");
}

#[test]
fn an_endless_loop_in_a_start_function_is_found_when_loading() {
    let guest = Guest::new(Category::ContextWorker).with("(func $start (loop $l (br $l))) (start $start)");
    let sandbox = sandbox();
    let error = in_time(|| sandbox.load_bytes(Path::new("x"), &guest.file(), &Terms::with_limits(LIMITS)).unwrap_err());
    let LoadError::Start(fault) = error else { panic!("{error}") };
    insta::assert_snapshot!(told(&fault), @r"
    OUT_OF_FUEL
    out of fuel in `instantiate`: the budget of one call is 2000000
    ");
}

#[test]
fn an_endless_loop_in_the_allocator_runs_out_of_fuel() {
    // The host calls it to pass the inputs: that is on the worker's account too.
    let guest = Guest::new(Category::ContextWorker)
        .configure("(global.set $spin (i32.const 1)) (i32.const 1024)")
        .allocator("(if (global.get $spin) (then (loop $l (br $l))))", "(global $spin (mut i32) (i32.const 0))");
    insta::assert_snapshot!(told(&measure_with(guest, LIMITS)), @r"
    OUT_OF_FUEL
    out of fuel in `measure`: the budget of one call is 1000000
    ");
}

#[test]
fn fuel_is_enough_or_it_is_not() {
    let sandbox = sandbox();
    let guest = Guest::new(Category::SignalDetector)
        .with("(global $n (mut i32) (i32.const 0))")
        .handler("(loop $l (global.set $n (i32.add (global.get $n) (i32.const 1))) (br_if $l (i32.lt_u (global.get $n) (i32.const 100)))) (i32.const 1024)");
    let run = |fuel_per_call| {
        let AnyWorker::Detector(mut worker) = live(&load(&sandbox, &guest, RunLimits { fuel_per_call, ..LIMITS })) else {
            panic!("a detector")
        };
        (worker.detect(Instant::default(), &[]).map_err(|fault| fault.class()), worker.usage().fuel)
    };
    let (result, needed) = run(LIMITS.fuel_per_call);
    assert_eq!(result, Ok(Disposition::Proceed));
    assert_eq!(run(needed + 1).0, Ok(Disposition::Proceed));
    // The engine looks at the fuel where a function or a loop's round begins, so the last round may be overdrawn.
    let last_round = needed / 100 + 10;
    assert_eq!(run(needed - 2 * last_round), (Err("OUT_OF_FUEL"), needed - 2 * last_round));
}

#[test]
fn what_fuel_does_not_stop_the_deadline_does() {
    let limits = RunLimits { fuel_per_call: u64::MAX, deadline_ms: 50, ..LIMITS };
    let fault = measure_with(Guest::new(Category::ContextWorker).handler("(loop $l (br $l)) unreachable"), limits);
    insta::assert_snapshot!(told(&fault), @r"
    DEADLINE
    deadline exceeded in `measure`: one call may take 50 ms (wall clock, not deterministic)
    ");
}

#[test]
fn growing_page_by_page_until_refused_is_a_memory_limit() {
    let fault = measure("(loop $l (br_if $l (i32.ne (memory.grow (i32.const 1)) (i32.const -1)))) unreachable");
    insta::assert_snapshot!(told(&fault), @r"
    MEMORY_LIMIT
    memory limit in `measure`: had 262144 bytes, asked for 65536, may have 262144
    ");
}

#[test]
fn one_huge_growth_is_a_memory_limit() {
    let fault = measure("(if (i32.eq (memory.grow (i32.const 65535)) (i32.const -1)) (then unreachable)) (i32.const 1024)");
    insta::assert_snapshot!(told(&fault), @r"
    MEMORY_LIMIT
    memory limit in `measure`: had 65536 bytes, asked for 4294901760, may have 262144
    ");
}

#[test]
fn a_worker_that_lives_with_refused_memory_may_go_on() {
    let body = "(drop (memory.grow (i32.const 65535)))
        (i32.store (i32.const 1032) (i32.const 1)) (i32.const 1024)";
    let sandbox = sandbox();
    let mut worker = context(live(&load(&sandbox, &Guest::new(Category::ContextWorker).handler(body), LIMITS)));
    let mut facts = [7.0];
    worker.measure(Instant::default(), &BAR, &[], &mut facts).unwrap();
    assert_eq!(facts, [0.0]);
}

#[test]
fn memory_refused_in_an_earlier_call_is_not_blamed_for_a_later_trap() {
    // Asks for too much in the first call, traps for another reason in the second.
    let guest = Guest::new(Category::SignalDetector).with("(global $calls (mut i32) (i32.const 0))").handler(
        "(if (global.get $calls) (then unreachable))
         (global.set $calls (i32.const 1)) (drop (memory.grow (i32.const 65535))) (i32.const 1024)",
    );
    let AnyWorker::Detector(mut worker) = live(&load(&sandbox(), &guest, LIMITS)) else { panic!("a detector") };
    assert_eq!(worker.detect(Instant::default(), &[]), Ok(Disposition::Proceed));
    assert_eq!(worker.detect(Instant::default(), &[]).unwrap_err().class(), "TRAP");
}

#[test]
fn each_call_has_fuel_and_time_of_its_own() {
    let guest = Guest::new(Category::SignalDetector);
    let used = |limits: RunLimits, calls: u32, pause: Duration| {
        let AnyWorker::Detector(mut worker) = live(&load(&sandbox(), &guest, limits)) else { panic!("a detector") };
        for _ in 0..calls {
            std::thread::sleep(pause);
            assert_eq!(worker.detect(Instant::default(), &[1.0]), Ok(Disposition::Proceed));
        }
        worker.usage().fuel
    };
    let one = used(LIMITS, 1, Duration::ZERO);
    used(RunLimits { fuel_per_call: one + 1, ..LIMITS }, 100, Duration::ZERO);
    used(RunLimits { deadline_ms: 30, ..LIMITS }, 5, Duration::from_millis(60));
}

#[test]
fn too_much_initial_memory_is_found_when_loading() {
    let guest = Guest::new(Category::ContextWorker).memory("5");
    let sandbox = sandbox();
    let error = in_time(|| sandbox.load_bytes(Path::new("x"), &guest.file(), &Terms::with_limits(LIMITS)).unwrap_err());
    let LoadError::Start(fault) = error else { panic!("{error}") };
    insta::assert_snapshot!(told(&fault), @r"
    MEMORY_LIMIT
    memory limit in `instantiate`: had 0 bytes, asked for 327680, may have 262144
    ");
}

#[test]
fn growing_a_table_past_its_bound_is_a_table_limit() {
    let guest = Guest::new(Category::ContextWorker).with("(table $t 1 funcref)").handler(
        "(if (i32.eq (table.grow $t (ref.null func) (i32.const 1000)) (i32.const -1)) (then unreachable)) (i32.const 1024)",
    );
    insta::assert_snapshot!(told(&measure_with(guest, LIMITS)), @r"
    TABLE_LIMIT
    table limit in `measure`: asked for 1000 elements, may have 100
    ");
}

#[test]
fn endless_recursion_is_a_stack_overflow() {
    let guest = Guest::new(Category::ContextWorker)
        .with(
            "(func $deeper (param i64) (result i64) (i64.add (i64.const 1) (call $deeper (i64.add (local.get 0) (i64.const 1)))))",
        )
        .handler("(drop (call $deeper (i64.const 0))) (i32.const 1024)");
    let limits = RunLimits { fuel_per_call: 100_000_000, ..LIMITS };
    insta::assert_snapshot!(told(&measure_with(guest, limits)), @r"
    STACK_OVERFLOW
    stack overflow in `measure`: the stack has 524288 bytes
    ");
}

// mission: 79 (partly)
#[test]
fn a_panic_shows_where_it_was() {
    let guest = Guest::new(Category::ContextWorker)
        .with("(func $_ZN7average6window4push17h0123456789abcdefE unreachable)")
        .handler("(call $_ZN7average6window4push17h0123456789abcdefE) (i32.const 1024)");
    insta::assert_snapshot!(told(&measure_with(guest, LIMITS)), @r"
    TRAP
    `measure` trapped: wasm `unreachable` instruction executed
      in average::window::push
      in measure
    ");
}

#[test]
fn a_backtrace_is_cut() {
    let guest = Guest::new(Category::ContextWorker)
        .with(
            "(func $deeper (param i32) (if (i32.eqz (local.get 0)) (then unreachable)) (call $deeper (i32.sub (local.get 0) (i32.const 1))))",
        )
        .handler("(call $deeper (i32.const 100)) (i32.const 1024)");
    let FaultKind::Trap { backtrace, .. } = measure_with(guest, LIMITS).kind else { panic!("a trap") };
    assert_eq!(backtrace.len(), 16);
}

#[test]
fn leaving_the_memory_and_dividing_by_zero_are_traps() {
    insta::assert_snapshot!(told(&measure("(i32.load (i32.const 0x7fffffff))")), @r"
    TRAP
    `measure` trapped: out of bounds memory access
      in measure
    ");
    insta::assert_snapshot!(told(&measure("(i32.div_u (i32.const 1) (i32.const 0))")), @r"
    TRAP
    `measure` trapped: integer divide by zero
      in measure
    ");
}

#[test]
fn facts_must_be_as_many_as_the_outputs() {
    insta::assert_snapshot!(told(&measure("(i32.const 1024)")), @r"
    INVALID_OUTPUT
    `measure` returned an invalid answer: facts: must have as many values as the manifest has outputs: 1, got 0
    ");
    insta::assert_snapshot!(told(&measure("(i32.store (i32.const 1032) (i32.const 2)) (i32.const 1024)")), @r"
    INVALID_OUTPUT
    `measure` returned an invalid answer: facts: must have as many values as the manifest has outputs: 1, got 2
    ");
}

#[test]
fn facts_may_be_nan_or_infinite() {
    for (number, bits) in [("nan", f64::NAN.to_bits()), ("inf", f64::INFINITY.to_bits()), ("-0", (-0.0_f64).to_bits())] {
        let body = format!(
            "(i32.store (i32.const 1028) (i32.const 2048)) (i32.store (i32.const 1032) (i32.const 1))
             (f64.store (i32.const 2048) (f64.const {number})) (i32.const 1024)"
        );
        let sandbox = sandbox();
        let mut worker = context(live(&load(&sandbox, &Guest::new(Category::ContextWorker).handler(&body), LIMITS)));
        let mut facts = [7.0];
        worker.measure(Instant::default(), &BAR, &[], &mut facts).unwrap();
        assert_eq!(facts[0].to_bits(), bits, "{number}");
    }
}

#[test]
fn a_list_longer_than_the_memory_is_refused() {
    insta::assert_snapshot!(told(&measure("(i32.store (i32.const 1032) (i32.const 0x1fffffff)) (i32.const 1024)")), @r"
    INVALID_OUTPUT
    `measure` returned an invalid answer: answer: list pointer/length out of bounds of memory
    ");
    insta::assert_snapshot!(told(&measure("(i32.store (i32.const 1032) (i32.const -1)) (i32.const 1024)")), @r"
    INVALID_OUTPUT
    `measure` returned an invalid answer: answer: list pointer/length out of bounds of memory
    ");
}

#[test]
fn a_list_longer_than_the_output_limit_is_refused() {
    let fault = measure("(i32.store (i32.const 1032) (i32.const 1000)) (i32.const 1024)");
    insta::assert_snapshot!(told(&fault), @r"
    OUTPUT_LIMIT
    output limit in `measure`: one call may return 4096 bytes
    ");
}

#[test]
fn an_answer_outside_the_memory_is_refused() {
    insta::assert_snapshot!(told(&measure("(i32.const 0x7ffffff0)")), @r"
    INVALID_OUTPUT
    `measure` returned an invalid answer: answer: pointer out of bounds of memory
    ");
}

#[test]
fn an_answer_at_a_crooked_address_is_refused() {
    insta::assert_snapshot!(told(&measure("(i32.const 1025)")), @r"
    INVALID_OUTPUT
    `measure` returned an invalid answer: answer: return pointer not aligned
    ");
}

#[test]
fn a_result_that_is_neither_ok_nor_error_is_refused() {
    insta::assert_snapshot!(told(&measure("(i32.store8 (i32.const 1024) (i32.const 9)) (i32.const 1024)")), @r"
    INVALID_OUTPUT
    `measure` returned an invalid answer: answer: invalid expected discriminant
    ");
}

#[test]
fn an_allocator_that_returns_nonsense_is_refused() {
    let guest = Guest::new(Category::ContextWorker)
        .configure("(global.set $lie (i32.const 1)) (i32.const 1024)")
        .allocator("(if (global.get $lie) (then (return (i32.const -8))))", "(global $lie (mut i32) (i32.const 0))");
    insta::assert_snapshot!(told(&measure_with(guest, LIMITS)), @r"
    INVALID_OUTPUT
    `measure` returned an invalid answer: answer: realloc return: beyond end of memory
    ");
}

#[test]
fn a_workers_own_error_keeps_its_words_but_not_its_escape_codes() {
    let body = r"(i32.store8 (i32.const 1024) (i32.const 1)) (i32.store8 (i32.const 1028) (i32.const 2))
        (i32.store (i32.const 1032) (i32.const 3000)) (i32.store (i32.const 1036) (i32.const 18)) (i32.const 1024)";
    let guest = Guest::new(Category::ContextWorker).handler(body).with(r#"(data (i32.const 3000) "\1b[2Jno bars so far")"#);
    insta::assert_snapshot!(told(&measure_with(guest, LIMITS)), @r"
    WORKER_ERROR
    `measure` answered failed: ·[2Jno bars so far
    ");
}

#[test]
fn a_good_signal_passes() {
    assert_eq!(publish(""), Ok(()));
}

#[test]
fn a_bad_field_of_a_signal_is_named() {
    let bad = |change: &str| told(&publish(change).unwrap_err());
    insta::assert_snapshot!(bad("(i32.store (i32.const 2048) (i32.const 1))"), @r"
    INVALID_OUTPUT
    `detect` returned an invalid answer: signals[0].instrument: must be a position in the list of instruments that `configure` received, got 1
    ");
    insta::assert_snapshot!(bad("(i32.store8 (i32.const 2052) (i32.const 7))"), @r"
    INVALID_OUTPUT
    `detect` returned an invalid answer: answer: unexpected discriminant: 7
    ");
    insta::assert_snapshot!(bad("(i32.store8 (i32.const 3000) (i32.const 0x63))"), @r"
    INVALID_OUTPUT
    `detect` returned an invalid answer: signals[0].signal-type: a type name must be capitals, digits and _, starting with a letter, got `cROSS_UP`
    ");
    insta::assert_snapshot!(bad("(i32.store8 (i32.const 3000) (i32.const 0xff))"), @r"
    INVALID_OUTPUT
    `detect` returned an invalid answer: answer: invalid utf-8 sequence of 1 bytes from index 0
    ");
    insta::assert_snapshot!(bad("(i64.store (i32.const 2072) (i64.const 80)) (i32.store8 (i32.const 2080) (i32.const 2))"), @r"
    INVALID_OUTPUT
    `detect` returned an invalid answer: signals[0].confidence: a decimal must be in canonical form, without trailing zeros, got {mantissa: 80, scale: 2}
    ");
    insta::assert_snapshot!(bad("(i64.store (i32.const 2072) (i64.const 11))"), @r"
    INVALID_OUTPUT
    `detect` returned an invalid answer: signals[0].confidence: must lie between 0 and 1, got 1.1
    ");
    insta::assert_snapshot!(bad("(i32.store8 (i32.const 2080) (i32.const 19))"), @r"
    INVALID_OUTPUT
    `detect` returned an invalid answer: signals[0].confidence: a decimal's scale must lie between 0 and 18, got {mantissa: 8, scale: 19}
    ");
    insta::assert_snapshot!(bad("(i64.store (i32.const 2072) (i64.const 0x7fffffffffffffff))"), @r"
    INVALID_OUTPUT
    `detect` returned an invalid answer: signals[0].confidence: a decimal's mantissa must have at most 15 digits, got {mantissa: 9223372036854775807, scale: 1}
    ");
}

#[test]
fn a_text_longer_than_the_output_limit_is_refused() {
    insta::assert_snapshot!(told(&publish("(i32.store (i32.const 2060) (i32.const 60000))").unwrap_err()), @r"
    OUTPUT_LIMIT
    output limit in `detect`: one call may return 4096 bytes
    ");
}

#[test]
fn a_storm_of_signals_is_refused_before_it_is_read() {
    insta::assert_snapshot!(told(&publish("(i32.store (i32.const 1036) (i32.const 1000))").unwrap_err()), @r"
    OUTPUT_LIMIT
    output limit in `detect`: one call may return 4096 bytes
    ");
}

#[test]
fn a_handler_that_traps_after_its_answer_was_read_is_a_fault() {
    // The clean-up after the answer is the worker's code as well.
    let guest = Guest::new(Category::SignalDetector).after("unreachable");
    let sandbox = sandbox();
    let mut worker = load(&sandbox, &guest, LIMITS).instantiate().unwrap();
    let fault = worker.common().configure("{}", &[], &[]).unwrap_err();
    insta::assert_snapshot!(told(&fault), @r"
    TRAP
    `configure` trapped: wasm `unreachable` instruction executed
      in function 2
    ");
}

// mission: 59
#[test]
fn one_workers_fault_leaves_its_neighbour_alone() {
    let sandbox = sandbox();
    let loaded = load(&sandbox, &answers_the_close(), LIMITS);
    let bad = load(&sandbox, &Guest::new(Category::ContextWorker).handler("unreachable"), LIMITS);
    let (mut good, mut bad) = (context(live(&loaded)), context(live(&bad)));
    let mut facts = [0.0];
    bad.measure(Instant::default(), &BAR, &[], &mut facts).unwrap_err();
    good.measure(Instant::default(), &BAR, &[], &mut facts).unwrap();
    assert_eq!(facts, [105.0]);
}

#[test]
fn a_full_pool_is_the_hosts_fault_and_room_comes_back() {
    let sandbox = sandbox();
    let loaded = load(&sandbox, &answers_the_close(), LIMITS);
    if sandbox.allocation() != simpletrader_sandbox::Allocation::Pooling {
        return; // On this machine there is no pool that could be full.
    }
    let mut workers: Vec<_> = (0..8).map(|_| loaded.instantiate().unwrap()).collect();
    let fault = loaded.instantiate().unwrap_err();
    insta::assert_snapshot!(told(&fault), @r"
    HOST
    the engine failed in `instantiate`: maximum concurrent limit of 8 for component instances reached
    ");
    workers.pop();
    assert!(loaded.instantiate().is_ok());
}

#[test]
fn a_fault_frees_its_slot_at_once() {
    let sandbox = sandbox();
    let loaded = load(&sandbox, &Guest::new(Category::SignalDetector).handler("unreachable"), LIMITS);
    let mut poisoned: Vec<Box<dyn SignalDetector>> = Vec::new();
    for _ in 0..20 {
        let AnyWorker::Detector(mut worker) = live(&loaded) else { panic!("a detector") };
        assert!(worker.detect(Instant::default(), &[]).is_err());
        poisoned.push(worker);
    }
}

#[test]
fn deadlines_pass_when_the_sandbox_is_gone_but_a_worker_is_left() {
    let limits = RunLimits { fuel_per_call: u64::MAX, deadline_ms: 50, ..LIMITS };
    let guest = Guest::new(Category::SignalDetector).handler("(loop $l (br $l)) unreachable");
    let sandbox = sandbox();
    let loaded = load(&sandbox, &guest, limits);
    drop(sandbox);
    let AnyWorker::Detector(mut worker) = live(&loaded) else { panic!("a detector") };
    drop(loaded);
    let fault = in_time(|| worker.detect(Instant::default(), &[]).unwrap_err());
    assert_eq!(fault.class(), "DEADLINE");
}

#[test]
fn a_detector_that_says_nothing_is_no_fault() {
    let sandbox = sandbox();
    let AnyWorker::Detector(mut worker) = live(&load(&sandbox, &Guest::new(Category::SignalDetector), LIMITS)) else {
        panic!("a detector")
    };
    assert_eq!(worker.detect(Instant::default(), &[]), Ok(Disposition::Proceed));
}
