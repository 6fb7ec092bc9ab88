//! Attacks by what the guest's code does: time, stack, memory, traps.

use simpletrader_contracts::worker::Category;
use simpletrader_sandbox::RunLimits;

use super::{Attack, LIMITS};
use crate::forge::Guest;

const LOOP: &str = "(loop $l (br $l)) unreachable";

fn context() -> Guest {
    Guest::new(Category::ContextWorker)
}

/// A detector: the only category whose untouched answer is a good one, and whose inputs need the allocator.
fn detector() -> Guest {
    Guest::new(Category::SignalDetector)
}

/// A handler with this body.
fn handler(of: &'static str, how: &str, class: &'static str, body: &'static str) -> Attack {
    Attack::new(of, how, class, move || context().handler(body).file())
}

pub fn attacks() -> Vec<Attack> {
    [time(), stack(), memory(), traps()].into_iter().flatten().collect()
}

fn time() -> Vec<Attack> {
    const HANDLER: &str = "endless loop in a handler";
    vec![
        handler(HANDLER, "of every bar", "OUT_OF_FUEL", LOOP),
        Attack::new(HANDLER, "in configure", "OUT_OF_FUEL", || context().configure(LOOP).file()),
        Attack::new(HANDLER, "after the answer was read", "OUT_OF_FUEL", || detector().after("(loop $l (br $l))").file()),
        handler(
            HANDLER,
            "filling all memory again and again",
            "OUT_OF_FUEL",
            "(loop $l (memory.fill (i32.const 4096) (i32.const 1) (i32.const 60000)) (br $l)) unreachable",
        ),
        handler(HANDLER, "with all the fuel in the world", "DEADLINE", LOOP).limits(RunLimits {
            fuel_per_call: u64::MAX,
            deadline_ms: 50,
            ..LIMITS
        }),
        Attack::new("endless loop in a start function", "found when loading", "OUT_OF_FUEL", || {
            context().with("(func $start (loop $l (br $l))) (start $start)").file()
        }),
        Attack::new("endless loop in the allocator", "when the inputs are passed", "OUT_OF_FUEL", || {
            detector()
                .configure("(global.set $spin (i32.const 1)) (i32.const 1024)")
                .allocator("(if (global.get $spin) (then (loop $l (br $l))))", "(global $spin (mut i32) (i32.const 0))")
                .file()
        }),
        counting("just under", "ACCEPTED", 805),
        counting("just over", "OUT_OF_FUEL", 795),
    ]
}

/// A handler that counts to a hundred thousand: eight units of fuel a round, so it passes with a budget of eight hundred thousand
/// and a little, and not with a little less.
fn counting(how: &str, class: &'static str, thousands: u64) -> Attack {
    const BODY: &str = "(loop $l (global.set $n (i32.add (global.get $n) (i32.const 1)))
        (br_if $l (i32.lt_u (global.get $n) (i32.const 100000)))) (i32.const 1024)";
    Attack::new("fuel just under and just over", how, class, || {
        detector().with("(global $n (mut i32) (i32.const 0))").handler(BODY).file()
    })
    .limits(RunLimits { fuel_per_call: thousands * 1_000, ..LIMITS })
}

fn stack() -> Vec<Attack> {
    const DEEP: &str = "deep recursion";
    let rich = RunLimits { fuel_per_call: 100_000_000, ..LIMITS };
    vec![
        Attack::new(DEEP, "of one function", "STACK_OVERFLOW", || {
            context()
                .with("(func $deeper (param i64) (result i64) (i64.add (i64.const 1) (call $deeper (i64.add (local.get 0) (i64.const 1)))))")
                .handler("(drop (call $deeper (i64.const 0))) (i32.const 1024)")
                .file()
        })
        .limits(rich),
        Attack::new(DEEP, "of two functions through a table", "STACK_OVERFLOW", || {
            context()
                .with(
                    "(type $f (func (result i64))) (table 2 funcref) (elem (i32.const 0) $even $odd)
                     (func $even (result i64) (i64.add (i64.const 1) (call_indirect (type $f) (i32.const 1))))
                     (func $odd (result i64) (i64.add (i64.const 2) (call_indirect (type $f) (i32.const 0))))",
                )
                .handler("(drop (call $even)) (i32.const 1024)")
                .file()
        })
        .limits(rich),
    ]
}

fn memory() -> Vec<Attack> {
    const TABLE: &str = "table growth";
    const INITIAL: &str = "giant initial memory";
    vec![
        handler(
            "memory growth by one page until refusal",
            "and abort",
            "MEMORY_LIMIT",
            "(loop $l (br_if $l (i32.ne (memory.grow (i32.const 1)) (i32.const -1)))) unreachable",
        ),
        handler(
            "memory growth by one page until refusal",
            "each page touched, up to 32 MiB",
            "MEMORY_LIMIT",
            "(local $at i32)
             (loop $l
                (local.set $at (memory.grow (i32.const 1)))
                (if (i32.eq (local.get $at) (i32.const -1)) (then unreachable))
                (i32.store (i32.shl (local.get $at) (i32.const 16)) (i32.const 7))
                (br $l))
             unreachable",
        )
        .limits(RunLimits { memory_bytes: 32 << 20, ..LIMITS }),
        handler(
            "one huge growth",
            "and abort",
            "MEMORY_LIMIT",
            "(if (i32.eq (memory.grow (i32.const 65535)) (i32.const -1)) (then unreachable)) (i32.const 1024)",
        ),
        Attack::new("one huge growth", "refused and lived with", "ACCEPTED", || {
            detector().handler("(drop (memory.grow (i32.const 65535))) (i32.const 1024)").file()
        }),
        Attack::new(TABLE, "and abort", "TABLE_LIMIT", || {
            context()
                .with("(table $t 1 funcref)")
                .handler("(if (i32.eq (table.grow $t (ref.null func) (i32.const 1000)) (i32.const -1)) (then unreachable)) (i32.const 1024)")
                .file()
        }),
        Attack::new(TABLE, "at the start", "TABLE_LIMIT", || context().with("(table 101 funcref)").file()),
        Attack::new(TABLE, "at the start, beyond every worker's bound", "NOT_ADMITTED bound", || {
            context().with("(table 20001 funcref)").file()
        }),
        Attack::new(INITIAL, "beyond this worker's limit", "MEMORY_LIMIT", || context().memory("5").file()),
        Attack::new(INITIAL, "beyond every worker's bound", "NOT_ADMITTED bound", || context().memory("1000").file()),
        Attack::new(INITIAL, "all that 32 bits can address", "NOT_ADMITTED bound", || context().memory("65536").file()),
    ]
}

fn traps() -> Vec<Attack> {
    const TRAP: &str = "trap in configure, handler and post-return";
    vec![
        Attack::new(TRAP, "configure", "TRAP", || context().configure("unreachable").file()),
        handler(TRAP, "handler", "TRAP", "unreachable"),
        Attack::new(TRAP, "post-return", "TRAP", || detector().after("unreachable").file()),
        Attack::new(TRAP, "start function", "TRAP", || context().with("(func $start unreachable) (start $start)").file()),
        handler(TRAP, "division by zero", "TRAP", "(i32.div_u (i32.const 1) (i32.const 0))"),
        Attack::new(TRAP, "call of what is no function", "TRAP", || {
            context()
                .with("(type $f (func (result i32))) (table 1 funcref)")
                .handler("(call_indirect (type $f) (i32.const 0))")
                .file()
        }),
        // That the second call is refused is asked after every fault; an attack of its own shows that it was a good worker.
        Attack::new("call after a trap", "a trap in the first call only", "TRAP", || {
            context()
                .with("(global $calls (mut i32) (i32.const 0))")
                .handler(
                    "(global.set $calls (i32.add (global.get $calls) (i32.const 1)))
                     (if (i32.eq (global.get $calls) (i32.const 1)) (then unreachable))
                     (i32.store (i32.const 1032) (i32.const 1)) (i32.const 1024)",
                )
                .file()
        }),
    ]
}
