//! Attacks by what the guest answers: lengths, pointers, texts, numbers, storms.

use simpletrader_contracts::worker::Category;

use super::Attack;
use crate::forge::Guest;

pub fn attacks() -> Vec<Attack> {
    [lists(), pointers(), allocators(), texts(), facts(), storms()].into_iter().flatten().collect()
}

/// A context worker with this handler. Its answer, at 1024, is `ok` with the list whose address and length stand behind it.
fn measure(of: &'static str, how: &str, class: &'static str, body: &'static str) -> Attack {
    Attack::new(of, how, class, move || Guest::new(Category::ContextWorker).handler(body).file())
}

/// A detector that publishes one good signal, changed by `change`. The signal lies at 2048, its type at 3000.
fn publish(of: &'static str, how: &str, class: &'static str, change: &'static str) -> Attack {
    Attack::new(of, how, class, move || {
        let body = format!(
            "(i32.store8 (i32.const 1028) (i32.const 1))
             (i32.store (i32.const 1032) (i32.const 2048))
             (i32.store (i32.const 1036) (i32.const 1))
             (i32.store (i32.const 2056) (i32.const 3000))
             (i32.store (i32.const 2060) (i32.const 8))
             (i32.store8 (i32.const 2064) (i32.const 1))
             (i64.store (i32.const 2072) (i64.const 8))
             (i32.store8 (i32.const 2080) (i32.const 1))
             {change}
             (i32.const 1024)"
        );
        let data = r#"(data (i32.const 3000) "CROSS_UP") (data (i32.const 3100) "SIG_FFFFFFFFFFFF_00000001")"#;
        Guest::new(Category::SignalDetector).handler(&body).with(data).file()
    })
}

fn lists() -> Vec<Attack> {
    const LONG: &str = "returned list with a length of 4 GiB";
    vec![
        measure(LONG, "of numbers", "INVALID_OUTPUT", "(i32.store (i32.const 1032) (i32.const 0x1fffffff)) (i32.const 1024)"),
        measure(
            LONG,
            "so long that its bytes overflow",
            "INVALID_OUTPUT",
            "(i32.store (i32.const 1032) (i32.const -1)) (i32.const 1024)",
        ),
        measure(
            LONG,
            "within the memory, beyond the bound",
            "OUTPUT_LIMIT",
            "(i32.store (i32.const 1032) (i32.const 1000)) (i32.const 1024)",
        ),
    ]
}

fn pointers() -> Vec<Attack> {
    const OUT: &str = "pointer out of bounds";
    const CROOKED: &str = "misaligned pointer";
    vec![
        measure(OUT, "to the answer", "INVALID_OUTPUT", "(i32.const 0x7ffffff0)"),
        measure(OUT, "to the answer, at the very end", "INVALID_OUTPUT", "(i32.const 65528)"),
        measure(
            OUT,
            "to a list",
            "INVALID_OUTPUT",
            "(i32.store (i32.const 1028) (i32.const -8)) (i32.store (i32.const 1032) (i32.const 2)) (i32.const 1024)",
        ),
        measure(OUT, "of a load", "TRAP", "(i32.load (i32.const 0x7fffffff))"),
        measure(CROOKED, "to the answer", "INVALID_OUTPUT", "(i32.const 1025)"),
        measure(
            CROOKED,
            "to a list",
            "INVALID_OUTPUT",
            "(i32.store (i32.const 1028) (i32.const 2049)) (i32.store (i32.const 1032) (i32.const 1)) (i32.const 1024)",
        ),
        measure(
            "bad enum discriminant",
            "neither ok nor error",
            "INVALID_OUTPUT",
            "(i32.store8 (i32.const 1024) (i32.const 9)) (i32.const 1024)",
        ),
        publish("bad enum discriminant", "of a direction", "INVALID_OUTPUT", "(i32.store8 (i32.const 2052) (i32.const 7))"),
        publish(
            "bad enum discriminant",
            "of an instrument that does not exist",
            "INVALID_OUTPUT",
            "(i32.store (i32.const 2048) (i32.const 1))",
        ),
    ]
}

fn allocators() -> Vec<Attack> {
    const ALLOCATOR: &str = "allocator that returns null or overlapping memory";
    let returning = |how: &str, class: &'static str, address: &'static str| {
        Attack::new(ALLOCATOR, how, class, move || {
            Guest::new(Category::SignalDetector)
                .configure("(global.set $lie (i32.const 1)) (i32.const 1024)")
                .allocator(
                    &format!("(if (global.get $lie) (then (return (i32.const {address}))))"),
                    "(global $lie (mut i32) (i32.const 0))",
                )
                .file()
        })
    };
    vec![
        // Address 0 is memory like any other: the host writes the inputs there, and the worker has harmed itself alone.
        returning("null", "ACCEPTED", "0"),
        returning("memory that holds something else", "ACCEPTED", "8"),
        returning("memory that does not exist", "INVALID_OUTPUT", "-8"),
        returning("a crooked address", "INVALID_OUTPUT", "4097"),
    ]
}

fn texts() -> Vec<Attack> {
    const FORGED: &str = "forged ids in text fields";
    let refused = |how: &str, class: &'static str, length: u32, data: &'static str| {
        Attack::new("terminal escape codes in messages", how, class, move || {
            let body = format!(
                "(i32.store8 (i32.const 1024) (i32.const 1)) (i32.store8 (i32.const 1028) (i32.const 2))
                 (i32.store (i32.const 1032) (i32.const 3000)) (i32.store (i32.const 1036) (i32.const {length})) (i32.const 1024)"
            );
            Guest::new(Category::ContextWorker).handler(&body).with(data).file()
        })
    };
    vec![
        publish("invalid UTF-8", "in a signal's type", "INVALID_OUTPUT", "(i32.store8 (i32.const 3000) (i32.const 0xff))"),
        publish("invalid UTF-8", "half a character", "INVALID_OUTPUT", "(i32.store8 (i32.const 3007) (i32.const 0xc3))"),
        publish(
            "oversized string",
            "beyond the bound of an answer",
            "OUTPUT_LIMIT",
            "(i32.store (i32.const 2060) (i32.const 60000))",
        ),
        publish(
            "oversized string",
            "beyond the rule of its field",
            "INVALID_OUTPUT",
            "(i32.store (i32.const 2060) (i32.const 100))",
        ),
        // An id in a text is a text: what the host mints, it never reads from a worker.
        publish(
            FORGED,
            "a type that looks like an id",
            "ACCEPTED",
            "(i32.store (i32.const 2056) (i32.const 3100)) (i32.store (i32.const 2060) (i32.const 25))",
        ),
        publish(FORGED, "a type in small letters", "INVALID_OUTPUT", "(i32.store8 (i32.const 3000) (i32.const 0x63))"),
        refused("that clear the screen", "WORKER_ERROR", 18, r#"(data (i32.const 3000) "\1b[2Jno bars so far")"#),
        refused("that turn the text around", "WORKER_ERROR", 11, r#"(data (i32.const 3000) "a\e2\80\aetxt.exe")"#),
        refused("that begin a line of the log", "WORKER_ERROR", 20, r#"(data (i32.const 3000) "\0d\0aINFO all is well!!!")"#),
    ]
}

fn facts() -> Vec<Attack> {
    const FACTS: &str = "NaN, infinity and -0 in facts";
    let answering = |how: &str, number: &'static str| {
        Attack::new(FACTS, how, "ACCEPTED", move || {
            let body = format!(
                "(i32.store (i32.const 1028) (i32.const 2048)) (i32.store (i32.const 1032) (i32.const 1))
                 (f64.store (i32.const 2048) (f64.const {number})) (i32.const 1024)"
            );
            Guest::new(Category::ContextWorker).handler(&body).file()
        })
    };
    vec![
        // A fact that is no number says that there is none yet; the engine hands it on as what it is.
        answering("NaN", "nan:0x123"),
        answering("infinity", "inf"),
        answering("-0", "-0"),
        publish(FACTS, "a confidence of 1.1", "INVALID_OUTPUT", "(i64.store (i32.const 2072) (i64.const 11))"),
        publish(
            FACTS,
            "a decimal with too many digits",
            "INVALID_OUTPUT",
            "(i64.store (i32.const 2072) (i64.const 0x7fffffffffffffff))",
        ),
        measure(FACTS, "fewer than declared", "INVALID_OUTPUT", "(i32.const 1024)"),
    ]
}

fn storms() -> Vec<Attack> {
    // A list of a thousand is within the memory, and far beyond what one call may return.
    const VARIANT: &str = "(i32.store8 (i32.const 1028) (i32.const 1))
        (i32.store (i32.const 1032) (i32.const 2048)) (i32.store (i32.const 1036) (i32.const 200)) (i32.const 1024)";
    const PLAIN: &str =
        "(i32.store (i32.const 1028) (i32.const 2048)) (i32.store (i32.const 1032) (i32.const 200)) (i32.const 1024)";
    let storm = |of: &'static str, how: &str, category: Category, body: &'static str| {
        Attack::new(of, how, "OUTPUT_LIMIT", move || Guest::new(category).memory("4").handler(body).file())
    };
    vec![
        storm("signal storm", "of a detector", Category::SignalDetector, VARIANT),
        storm("signal storm", "of risks", Category::RiskMonitor, VARIANT),
        storm("directive storm", "of a strategy planner", Category::StrategyPlanner, VARIANT),
        storm("order storm", "of an execution worker", Category::ExecutionWorker, PLAIN),
    ]
}
