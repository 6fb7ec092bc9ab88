//! The example workers as native code, from the very sources that the components are built from.

use std::sync::Arc;

use simpletrader_cli::natives::native;
use simpletrader_config::build_spec::StrategyBuildSpec;
use simpletrader_contracts::worker::WorkerSource;

/// All workers of a build spec as native code, in its order.
pub fn natives(spec: &StrategyBuildSpec) -> Vec<Arc<dyn WorkerSource>> {
    let twin = |plugin| native(plugin).unwrap_or_else(|| panic!("no native worker {plugin}"));
    spec.workers.iter().map(|worker| twin(&worker.plugin)).collect()
}
