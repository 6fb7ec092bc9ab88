//! The sample workers as native code, from the very sources that their components are built from: the honest baseline of `bench`.

use std::sync::Arc;

use simpletrader_contracts::worker::{PluginId, WorkerSource};
use simpletrader_native as native;

/// The plug-in as native code; none when it is no sample worker of this version.
pub fn native(plugin: &PluginId) -> Option<Arc<dyn WorkerSource>> {
    let is_sample = plugin.vendor.as_str() == "simpletrader" && plugin.version.to_string() == env!("CARGO_PKG_VERSION");
    let make = match plugin.name.as_str() {
        _ if !is_sample => return None,
        "sma" => native::context::<worker_sma::Sma>,
        "ema" => native::context::<worker_ema::Ema>,
        "channel" => native::context::<worker_channel::Channel>,
        "breakout" => native::detector::<worker_breakout::Breakout>,
        "cross" => native::detector::<worker_cross::Cross>,
        "drawdown_watch" => native::monitor::<worker_drawdown_watch::DrawdownWatch>,
        "trend_brain" => native::strategy::<worker_trend_brain::TrendBrain>,
        "market_entry" => native::entry::<worker_market_entry::MarketEntry>,
        "limit_entry" => native::entry::<worker_limit_entry::LimitEntry>,
        "fixed_size" => native::size::<worker_fixed_size::FixedSize>,
        "cash_fraction" => native::size::<worker_cash_fraction::CashFraction>,
        "bracket_exit" => native::exit::<worker_bracket_exit::BracketExit>,
        "no_exit" => native::exit::<worker_no_exit::NoExit>,
        "plain_execution" => native::execution_planning::<worker_plain_execution::PlainExecution>,
        "algo_execution" => native::execution_planning::<worker_algo_execution::AlgoExecution>,
        "trailing_exit" => native::exit::<worker_trailing_exit::TrailingExit>,
        "position_watch" => native::monitor::<worker_position_watch::PositionWatch>,
        "single" => native::execution::<worker_single::Single>,
        "bracket" => native::execution::<worker_bracket::Bracket>,
        "twap" => native::execution::<worker_twap::Twap>,
        "vwap" => native::execution::<worker_vwap::Vwap>,
        "iceberg" => native::execution::<worker_iceberg::Iceberg>,
        "layered" => native::execution::<worker_layered::Layered>,
        "pov" => native::execution::<worker_pov::Pov>,
        _ => return None,
    };
    Some(native::source(make))
}
