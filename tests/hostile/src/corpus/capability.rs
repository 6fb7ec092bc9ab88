//! Attacks through capabilities that were asked for and granted: each uses its grant for more than it is meant for.

use serde_json::json;
use simpletrader_contracts::worker::Category;

use super::Attack;
use crate::forge::{Guest, manifest};

const RATE: &str = "RATE_LIMIT";
const STATE: &str = "STATE_LIMIT";

/// Every function of every capability, a counter, and a text at 3000.
const IMPORTS: &str = r#"
    (import "simpletrader:worker/log@0.1.0" "write" (func $log (param i32 i32 i32)))
    (import "simpletrader:worker/journal-note@0.1.0" "add" (func $note (param i32 i32)))
    (import "simpletrader:worker/state@0.1.0" "get" (func $get (param i32 i32 i32)))
    (import "simpletrader:worker/state@0.1.0" "set" (func $set (param i32 i32 i32 i32)))
    (import "simpletrader:worker/state@0.1.0" "remove" (func $remove (param i32 i32)))
    (import "simpletrader:worker/market-window@0.1.0" "window" (func $window (param i32 i32 i32)))
    (global $n (mut i32) (i32.const 0))
    (data (i32.const 3000) "0000 a text to be said")
"#;

/// Gives the key at 3000 four letters that it did not have before.
const ANOTHER_KEY: &str = "
    (global.set $n (i32.add (global.get $n) (i32.const 1)))
    (i32.store8 (i32.const 3000) (i32.add (i32.const 48) (i32.and (global.get $n) (i32.const 63))))
    (i32.store8 (i32.const 3001) (i32.add (i32.const 48) (i32.and (i32.shr_u (global.get $n) (i32.const 6)) (i32.const 63))))";

/// A worker that does this over and over, with everything that it asks for.
fn forever(state_bytes: u64, body: &str) -> Vec<u8> {
    let mut said = manifest(Category::ContextWorker);
    said["capabilities"] =
        json!({"log": {}, "market-window": {"bars": 10_000}, "state": {"bytes": state_bytes}, "journal-note": {}});
    Guest::new(Category::ContextWorker)
        .world(
            "package test:custom; world custom { include simpletrader:worker/context-worker@0.1.0;
             import simpletrader:worker/log@0.1.0; import simpletrader:worker/journal-note@0.1.0;
             import simpletrader:worker/state@0.1.0; import simpletrader:worker/market-window@0.1.0; }",
        )
        .with(IMPORTS)
        .manifest(Some(said))
        .handler(&format!("(loop $again {body} (br $again)) unreachable"))
        .file()
}

pub fn attacks() -> Vec<Attack> {
    let attack = |of: &'static str, how: &str, class: &'static str, state_bytes: u64, body: String| {
        Attack::new(of, how, class, move || forever(state_bytes, &body))
    };
    let call = |text: &str| text.to_owned();
    vec![
        attack("log flood", "of short lines", RATE, 1, call("(call $log (i32.const 2) (i32.const 3000) (i32.const 4))")),
        attack("log flood", "of long lines", RATE, 1, call("(call $log (i32.const 2) (i32.const 4096) (i32.const 4000))")),
        attack(
            "log flood",
            "of one giant line",
            "OUTPUT_LIMIT",
            1,
            call("(call $log (i32.const 2) (i32.const 0) (i32.const 65536))"),
        ),
        attack("host-call flood", "of reading", RATE, 1, call("(call $get (i32.const 3000) (i32.const 4) (i32.const 6000))")),
        attack("host-call flood", "of removing", RATE, 1, call("(call $remove (i32.const 3000) (i32.const 4))")),
        attack(
            "host-call flood",
            "of looking back",
            RATE,
            1,
            call("(global.set $free (i32.const 8192)) (call $window (i32.const 0) (i32.const -1) (i32.const 6000))"),
        ),
        attack("note storm", "in one call", RATE, 1, call("(call $note (i32.const 3000) (i32.const 20))")),
        attack(
            "state flood",
            "of bytes",
            STATE,
            100_000,
            format!("{ANOTHER_KEY} (call $set (i32.const 3000) (i32.const 4) (i32.const 4096) (i32.const 4000))"),
        ),
        attack(
            "state flood",
            "of keys",
            STATE,
            4 << 20,
            format!("{ANOTHER_KEY} (call $set (i32.const 3000) (i32.const 4) (i32.const 4096) (i32.const 0))"),
        ),
        attack(
            "state flood",
            "of the largest state there is, over and over",
            RATE,
            4 << 20,
            format!(
                "{ANOTHER_KEY} (global.set $n (i32.and (global.get $n) (i32.const 511)))
                 (call $set (i32.const 3000) (i32.const 4) (i32.const 4096) (i32.const 4000))"
            ),
        ),
    ]
}
