//! Generated from `wit/`: one private world that includes all nine and the optional interfaces, so that the
//! categories share one set of types.
//!
//! Nothing but the per-interface export macros leaves this module; which of them a component uses is the choice of
//! [`export_worker!`](crate::export_worker!), and its real world is written into the file by the packager.

#![allow(missing_docs, unused, unsafe_op_in_unsafe_fn, clippy::all, rust_2018_idioms)]

wit_bindgen::generate!({
    path: "../../wit",
    inline: r#"
        package simpletrader:sdk;

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
    "#,
    world: "every-worker",
    generate_all,
    pub_export_macro: true,
});
