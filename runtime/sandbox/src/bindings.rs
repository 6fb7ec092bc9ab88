//! The contract in Rust types, generated from `wit/`.
//!
//! One world that includes all nine and the optional interfaces, so that `types`, `decisions` and the rest exist once. No worker exports everything that
//! this world names: each is bound through the `GuestIndices` of `lifecycle` and of its own category alone, and the code that
//! would bind the whole world is never used. Capabilities are linked one by one, in `capability`.

#![allow(missing_docs, dead_code, unused_variables, reason = "generated; the WIT files hold the documentation")]

wasmtime::component::bindgen!({
    path: "../../wit",
    inline: "
        package simpletrader:host;

        world every-worker {
            import simpletrader:worker/log@0.1.0;
            import simpletrader:worker/market-window@0.1.0;
            import simpletrader:worker/state@0.1.0;
            import simpletrader:worker/journal-note@0.1.0;
            include simpletrader:worker/context-worker@0.1.0;
            export simpletrader:worker/context-slice@0.1.0;
            include simpletrader:worker/signal-detector@0.1.0;
            export simpletrader:worker/detector-slice@0.1.0;
            include simpletrader:worker/risk-monitor@0.1.0;
            include simpletrader:worker/strategy-planner@0.1.0;
            include simpletrader:worker/entry-planner@0.1.0;
            include simpletrader:worker/size-planner@0.1.0;
            include simpletrader:worker/exit-planner@0.1.0;
            include simpletrader:worker/execution-planner@0.1.0;
            include simpletrader:worker/execution-worker@0.1.0;
        }
    ",
    world: "simpletrader:host/every-worker",
    // A capability may refuse a call and end it.
    imports: { default: trappable },
});

pub(crate) use exports::simpletrader::worker as handlers;
pub(crate) use simpletrader::worker as wire;
