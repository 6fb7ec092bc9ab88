//! How an order is worked: one case a family, with exactly the parameters of that family.

use serde::{Deserialize, Serialize};

use crate::terms::{ExecutionStrategyType, TimeInForce};
use crate::{Decimal, Fraction, Quantity, Refused};

/// What of an iceberg shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Visible {
    /// This quantity.
    #[serde(rename = "quantity")]
    Quantity(Quantity),
    /// This share of the whole, > 0.
    #[serde(rename = "ratio")]
    Ratio(Fraction),
}

/// One level of a layered order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Layer {
    /// Distance from the reference price, as a signed fraction.
    #[serde(with = "crate::decimal::text")]
    pub offset: Decimal,
    /// Share of the quantity; all shares sum to 1.
    pub share: Fraction,
}

/// How an order is worked, with exactly the parameters of its family. In JSON it is the family's name with its parameters:
/// `{"TWAP": {"slice_count": 12, …}}`. [`Self::check`] holds the rules between them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum Algorithm {
    /// One order.
    #[serde(rename = "SINGLE")]
    Single {
        /// How long it may work.
        time_in_force: TimeInForce,
    },
    /// Equal slices over time.
    #[serde(rename = "TWAP")]
    Twap {
        /// At least 2.
        slice_count: u32,
        /// Over which all slices are spread, > 0.
        duration_seconds: u32,
        /// Fraction of the slice interval.
        jitter: Fraction,
    },
    /// Slices by a volume profile.
    #[serde(rename = "VWAP")]
    Vwap {
        /// At least 2.
        slice_count: u32,
        /// Over which all slices are spread, > 0.
        duration_seconds: u32,
        /// Name of the profile.
        profile: String,
    },
    /// A small visible part at a time.
    #[serde(rename = "ICEBERG")]
    Iceberg {
        /// What shows.
        visible: Visible,
        /// Share of the visible part that must be filled before it is renewed.
        refresh_at: Fraction,
    },
    /// Several price levels at once.
    #[serde(rename = "LAYERED")]
    Layered {
        /// At least two; shares sum to 1.
        levels: Vec<Layer>,
    },
    /// A share of the traded volume.
    #[serde(rename = "POV")]
    Pov {
        /// > 0.
        participation: Fraction,
        /// Smallest child order.
        min_child: Option<Quantity>,
        /// Largest child order.
        max_child: Option<Quantity>,
        /// When to give up, > 0.
        duration_seconds: u32,
    },
}

impl Algorithm {
    /// The family.
    pub const fn strategy_type(&self) -> ExecutionStrategyType {
        match self {
            Self::Single { .. } => ExecutionStrategyType::Single,
            Self::Twap { .. } => ExecutionStrategyType::Twap,
            Self::Vwap { .. } => ExecutionStrategyType::Vwap,
            Self::Iceberg { .. } => ExecutionStrategyType::Iceberg,
            Self::Layered { .. } => ExecutionStrategyType::Layered,
            Self::Pov { .. } => ExecutionStrategyType::Pov,
        }
    }

    /// Checks the rules between the parameters.
    pub fn validated(self) -> Result<Self, Refused> {
        self.check()?;
        Ok(self)
    }

    /// The rules between the parameters.
    pub fn check(&self) -> Result<(), Refused> {
        match self {
            Self::Single { .. } => {}
            Self::Twap { slice_count, duration_seconds, .. } | Self::Vwap { slice_count, duration_seconds, .. } => {
                if *slice_count < 2 {
                    return Err(Refused::new("a sliced execution needs at least 2 slices", slice_count));
                }
                if *duration_seconds == 0 {
                    return Err(Refused::new("a sliced execution needs a duration of at least 1 second", 0));
                }
            }
            Self::Iceberg { visible: Visible::Ratio(ratio), .. } if ratio.get().is_zero() => {
                return Err(Refused::new("the visible share of an iceberg must be greater than 0", 0));
            }
            Self::Iceberg { .. } => {}
            Self::Layered { levels } => {
                if levels.len() < 2 {
                    return Err(Refused::new("a layered execution needs at least 2 levels", levels.len()));
                }
                // Each share is at most 1 and the list fits in memory, but a sum of many long fractions may not fit a decimal.
                let sum = levels.iter().try_fold(Decimal::ZERO, |sum, level| sum.checked_add(level.share.get()));
                if sum != Some(Decimal::ONE) {
                    let shown = sum.map_or_else(|| "a sum too long for a decimal".to_owned(), |sum| sum.to_string());
                    return Err(Refused::new("the shares of a layered execution must sum to 1", shown));
                }
            }
            Self::Pov { participation, duration_seconds, min_child, max_child } => {
                if participation.get().is_zero() {
                    return Err(Refused::new("a participation must be greater than 0", 0));
                }
                if *duration_seconds == 0 {
                    return Err(Refused::new("a participation needs a duration of at least 1 second", 0));
                }
                if let (Some(min), Some(max)) = (min_child, max_child)
                    && min > max
                {
                    return Err(Refused::new("the smallest child order must not exceed the largest", format!("{min} > {max}")));
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fraction(text: &str) -> Fraction {
        Fraction::new(text.parse().unwrap()).unwrap()
    }

    // mission: 37
    #[test]
    fn a_sliced_plan_needs_its_slices_and_its_duration() {
        let twap =
            |slice_count, duration_seconds| Algorithm::Twap { slice_count, duration_seconds, jitter: fraction("0") }.validated();
        assert!(twap(2, 60).is_ok());
        assert!(twap(1, 60).is_err());
        assert!(twap(2, 0).is_err());
    }

    // mission: 37
    #[test]
    fn the_shares_of_layers_sum_to_one() {
        let layers = |shares: &[&str]| {
            let levels = shares.iter().map(|share| Layer { offset: Decimal::ZERO, share: fraction(share) }).collect();
            Algorithm::Layered { levels }.validated()
        };
        assert!(layers(&["0.3", "0.7"]).is_ok());
        assert!(layers(&["0.3", "0.6"]).is_err());
        assert!(layers(&["1"]).is_err());
    }
}
