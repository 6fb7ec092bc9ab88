//! The one macro that makes a component of a worker.

/// Exports a worker as a component of its category: `export_worker!(context Sma);`, once per crate.
///
/// The category is one of `context`, `detector`, `monitor`, `strategy`, `entry`, `size`, `exit`, `execution_planning` and
/// `execution`. `export_worker!(context Sma, slices);` also answers for many bars at once, by calling the same `measure` for one after
/// the other, where an operation grants that (a worker with inputs cannot be granted it); `export_worker!(detector Cross, slices);`
/// does so with `detect`. Only a wasm build exports anything; elsewhere the line merely checks that the type implements its trait, so
/// that several workers link into one test without a clash. The exports need `unsafe` attributes, so the worker's crate may
/// not forbid unsafe code as a whole.
#[macro_export]
macro_rules! export_worker {
    (context $worker:ty) => {
        $crate::export_worker!(@ $worker, context, __export_simpletrader_worker_context_0_1_0_cabi);
    };
    (context $worker:ty, slices) => {
        $crate::export_worker!(
            @ $worker, context, __export_simpletrader_worker_context_0_1_0_cabi,
            context_slice, __export_simpletrader_worker_context_slice_0_1_0_cabi
        );
    };
    (detector $worker:ty) => {
        $crate::export_worker!(@ $worker, detector, __export_simpletrader_worker_detector_0_1_0_cabi);
    };
    (detector $worker:ty, slices) => {
        $crate::export_worker!(
            @ $worker, detector, __export_simpletrader_worker_detector_0_1_0_cabi,
            detector_slice, __export_simpletrader_worker_detector_slice_0_1_0_cabi
        );
    };
    (monitor $worker:ty) => {
        $crate::export_worker!(@ $worker, monitor, __export_simpletrader_worker_monitor_0_1_0_cabi);
    };
    (strategy $worker:ty) => {
        $crate::export_worker!(@ $worker, strategy, __export_simpletrader_worker_strategy_0_1_0_cabi);
    };
    (entry $worker:ty) => {
        $crate::export_worker!(@ $worker, entry, __export_simpletrader_worker_entry_0_1_0_cabi);
    };
    (size $worker:ty) => {
        $crate::export_worker!(@ $worker, size, __export_simpletrader_worker_size_0_1_0_cabi);
    };
    (exit $worker:ty) => {
        $crate::export_worker!(@ $worker, exit, __export_simpletrader_worker_exit_0_1_0_cabi);
    };
    (execution_planning $worker:ty) => {
        $crate::export_worker!(@ $worker, execution_planning, __export_simpletrader_worker_execution_planning_0_1_0_cabi);
    };
    (execution $worker:ty) => {
        $crate::export_worker!(@ $worker, execution, __export_simpletrader_worker_execution_0_1_0_cabi);
    };
    (@ $worker:ty, $interface:ident, $export_interface:ident $(, $optional:ident, $export_optional:ident)?) => {
        #[cfg(target_arch = "wasm32")]
        const _: () = {
            static SLOT: $crate::guest::Slot<$worker> = $crate::guest::Slot::empty();

            struct Export;

            impl $crate::guest::Exported for Export {
                type Worker = $worker;

                fn slot() -> &'static $crate::guest::Slot<$worker> {
                    &SLOT
                }
            }

            $crate::__export_simpletrader_worker_lifecycle_0_1_0_cabi!(
                Export with_types_in $crate::guest::bindings::exports::simpletrader::worker::lifecycle
            );
            $crate::$export_interface!(
                Export with_types_in $crate::guest::bindings::exports::simpletrader::worker::$interface
            );
            $($crate::$export_optional!(
                Export with_types_in $crate::guest::bindings::exports::simpletrader::worker::$optional
            );)?

            // Not part of the component: the packager calls it once, on the module.
            #[unsafe(no_mangle)]
            extern "C" fn simpletrader_describe() -> u64 {
                $crate::guest::describe($crate::describe::$interface::<$worker>())
            }
        };

        #[cfg(not(target_arch = "wasm32"))]
        const _: fn() -> ::core::result::Result<$crate::describe::Description, $crate::WorkerError> =
            $crate::describe::$interface::<$worker>;
    };
}
