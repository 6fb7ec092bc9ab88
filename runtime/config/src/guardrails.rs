//! The operator's guardrails around one strategy, as a build spec says them. They are read in `schema/guardrails.rs`; the engine
//! holds every order to them between the execution worker and the venue, outside every sandbox.

use serde::{Deserialize, Serialize};
use simpletrader_contracts::decimal::optional_text;
use simpletrader_contracts::terms::FaultPolicy;
use simpletrader_contracts::{Decimal, Fraction};

/// What a strategy may not do, whatever its workers say. What is absent is not limited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Guardrails {
    /// Largest position in one instrument, in units of its base asset, either side; > 0. Orders that work count as filled.
    #[serde(with = "optional_text")]
    pub max_position: Option<Decimal>,
    /// Largest value of all positions together, in account currency; > 0. Orders that work count as filled.
    #[serde(with = "optional_text")]
    pub max_notional: Option<Decimal>,
    /// Most orders that may work at once, 1 to 1 000 000.
    pub max_open_orders: Option<u32>,
    /// Most orders and changes of orders within 60 seconds, 1 to 1 000 000.
    pub max_orders_per_minute: Option<u32>,
    /// How far the prices of an order may lie from the latest price, as a share of it, above 0 and at most 1.
    pub price_band: Option<Fraction>,
    /// The kill switch: a loss of this much since the day began; > 0, in account currency.
    #[serde(with = "optional_text")]
    pub max_daily_loss: Option<Decimal>,
    /// The kill switch: a fall of equity from its highest point, as a share of that, above 0 and at most 1.
    pub max_drawdown: Option<Fraction>,
    /// What the kill switch does to orders and positions.
    pub on_breach: FaultPolicy,
}

impl Default for Guardrails {
    fn default() -> Self {
        Self {
            max_position: None,
            max_notional: None,
            max_open_orders: None,
            max_orders_per_minute: None,
            price_band: None,
            max_daily_loss: None,
            max_drawdown: None,
            on_breach: FaultPolicy::Hold,
        }
    }
}
