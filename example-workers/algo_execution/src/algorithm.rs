//! A family with its parameters, as a blueprint writes it.

use simpletrader_sdk::contracts::decision::{Layer, Visible};
use simpletrader_sdk::prelude::*;

/// How an order is worked. `family` chooses the case; the others are the parameters of that family, by the same names and rules as in
/// an execution plan.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(tag = "family", rename_all = "UPPERCASE", deny_unknown_fields)]
pub enum Choice {
    /// One order.
    Single {
        /// How long it may work: GTC, IOC or FOK.
        time_in_force: TimeInForce,
    },
    /// Equal slices over time.
    Twap {
        /// At least 2.
        slices: u32,
        /// Over which they are spread.
        duration_seconds: u32,
        /// Share of the interval by which each is moved; 0 when left out.
        #[serde(default)]
        jitter: Option<Fraction>,
    },
    /// Slices by a volume profile.
    Vwap {
        /// At least 2.
        slices: u32,
        /// Over which they are spread.
        duration_seconds: u32,
        /// A profile of the execution worker, by name.
        profile: String,
    },
    /// A part showing at a time.
    Iceberg {
        /// The share that shows, greater than 0.
        visible_ratio: Fraction,
        /// The share of the visible part that is filled before it is renewed; all of it when left out.
        #[serde(default)]
        refresh_at: Option<Fraction>,
    },
    /// Several price levels.
    Layered {
        /// At least two; the shares add up to 1.
        levels: Vec<Level>,
    },
    /// A share of the traded volume.
    Pov {
        /// Greater than 0.
        participation: Fraction,
        /// When to give up.
        duration_seconds: u32,
        /// Smallest child order.
        #[serde(default)]
        min_child: Option<Quantity>,
        /// Largest child order.
        #[serde(default)]
        max_child: Option<Quantity>,
    },
}

/// One price level.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Level {
    /// Distance from the reference price as a share of it.
    offset: Amount,
    /// Share of the quantity.
    share: Fraction,
}

impl Choice {
    /// The algorithm of a plan.
    ///
    /// # Errors
    /// When the parameters break a rule of their family; `what` names the place.
    pub fn algorithm(self, what: &str) -> Result<Algorithm, WorkerError> {
        let algorithm = match self {
            Self::Single { time_in_force: TimeInForce::Gtd } => {
                return Err(WorkerError::bad_params(format!(
                    "{what}: GTD needs a date, which is not known here; use GTC, IOC or FOK"
                )));
            }
            Self::Single { time_in_force } => Algorithm::Single { time_in_force },
            Self::Twap { slices, duration_seconds, jitter } => {
                let jitter = jitter.map_or_else(|| Fraction::new(Decimal::ZERO), Ok)?;
                Algorithm::Twap { slice_count: slices, duration_seconds, jitter }
            }
            Self::Vwap { slices, duration_seconds, profile } => Algorithm::Vwap { slice_count: slices, duration_seconds, profile },
            Self::Iceberg { visible_ratio, refresh_at } => {
                Algorithm::Iceberg { visible: Visible::Ratio(visible_ratio), refresh_at: refresh_at.unwrap_or(Fraction::ONE) }
            }
            Self::Layered { levels } => {
                let layer = |level: Level| Layer { offset: level.offset.get(), share: level.share };
                Algorithm::Layered { levels: levels.into_iter().map(layer).collect() }
            }
            Self::Pov { participation, duration_seconds, min_child, max_child } => {
                Algorithm::Pov { participation, min_child, max_child, duration_seconds }
            }
        };
        algorithm.validated().map_err(|refused| WorkerError::bad_params(format!("{what}: {refused}")))
    }
}
