//! The terms of a simulated venue: what a fill costs, at which price it is made, how long a request travels and what the venue
//! lends. The plainest terms ([`VenueTerms::plain`]) are those of a backtest that says nothing but its commission.

use std::fmt::{self, Display, Formatter};

use serde::{Deserialize, Serialize};
use simpletrader_contracts::Decimal;
use simpletrader_contracts::decimal::{canonical, optional_text, text};
use simpletrader_contracts::terms::CommissionAsset;

/// What a simulated venue does and costs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VenueTerms {
    /// What a fill costs.
    pub fees: FeeModel,
    /// In which asset of the instrument a fee is taken. Base: a buy arrives less its fee, while a sale receives money and pays in
    /// money; with shares of the value only.
    pub fee_asset: CommissionAsset,
    /// How far the price of a fill is worse than the price that was there.
    pub slippage: SlippageModel,
    /// What orders are matched against.
    pub fill: FillModel,
    /// How long a request takes to reach the venue.
    pub latency: Latency,
    /// At most this share of what was traded in a bar, or stands at the touch, fills orders; above 0 and at most 1. None: any
    /// quantity fills.
    #[serde(with = "optional_text")]
    pub volume_share: Option<Decimal>,
    /// What the venue lends.
    pub credit: Credit,
}

/// What a fill costs. Amounts are in the asset that the fee is taken in, rates are shares of the fill's value: 0.001 is 0.1 %.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FeeModel {
    /// The same amount for every fill, >= 0.
    PerFill(#[serde(with = "text")] Decimal),
    /// An amount for every unit of the base asset, >= 0.
    PerUnit(#[serde(with = "text")] Decimal),
    /// A share of the fill's value, 0 to below 1.
    Rate(#[serde(with = "text")] Decimal),
    /// One share for orders that waited in the book, another for those that took from it.
    MakerTaker {
        /// Share of the value for a fill that gave liquidity.
        #[serde(with = "text")]
        maker: Decimal,
        /// Share of the value for a fill that took liquidity.
        #[serde(with = "text")]
        taker: Decimal,
    },
    /// Shares that depend on the value traded in the run so far; ascending, the first from 0.
    Tiered(Vec<FeeTier>),
}

/// The shares from a traded value on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeeTier {
    /// In the account's currency: the tier holds for fills before which at least this much was traded.
    #[serde(with = "text")]
    pub from_volume: Decimal,
    /// Share of the value for a fill that gave liquidity.
    #[serde(with = "text")]
    pub maker: Decimal,
    /// Share of the value for a fill that took liquidity.
    #[serde(with = "text")]
    pub taker: Decimal,
}

/// How far a fill that takes liquidity is worse than the price that was there.
///
/// Within bars a slipped price stays inside its bar, because nobody traded outside of it; [`Self::Spread`] alone leaves the bar,
/// because it takes bars as prices in the middle. No fill is ever worse than its order's limit, and prices are rounded to the
/// tick against the order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SlippageModel {
    /// Not at all.
    None,
    /// By so many ticks.
    FixedTicks(u32),
    /// By this share of the price, 0 to below 1.
    Percentage(#[serde(with = "text")] Decimal),
    /// By price × coefficient × (order's share of the bar's volume)², the share at most 1. The square is that of the
    /// `VolumeShareSlippage` of Zipline and of the `VolumeShareSlippageModel` of LEAN, whose default coefficient is 0.1.
    VolumeShare(#[serde(with = "text")] Decimal),
    /// Buyers see every price of the bar higher by half of this share of it, sellers lower by half. Triggers and limits too.
    Spread(#[serde(with = "text")] Decimal),
}

/// What orders are matched against.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FillModel {
    /// Market orders fill at the open of the next bar: a decision cannot know the price that it gets.
    NextOpen,
    /// Market orders fill at the close that led to the decision. A flattering assumption, so results declare it.
    ThisClose,
    /// Orders meet quotes and trades instead of bars: market orders pay the ask or get the bid, up to the size that stands there.
    Touch,
}

/// How long a request (a new order, a change, a withdrawal) takes to reach the venue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Latency {
    /// It misses so many bars of its instrument; 0 is none.
    Bars(u32),
    /// So many microseconds. What arrives inside a bar counts from the next bar on.
    Microseconds(u64),
}

impl Latency {
    /// Requests arrive at once.
    pub const NONE: Self = Self::Bars(0);

    /// Whether requests arrive at once.
    pub const fn is_none(self) -> bool {
        matches!(self, Self::Bars(0) | Self::Microseconds(0))
    }
}

/// What the venue lends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Credit {
    /// Whether what is not held may be sold.
    pub short_selling: bool,
    /// Positions may be worth this many times the equity, >= 1.
    #[serde(with = "text")]
    pub leverage: Decimal,
    /// Equity below this share of the positions' worth brings a margin call; 0 to below 1 / leverage.
    #[serde(with = "text")]
    pub maintenance_margin: Decimal,
}

impl Credit {
    /// Neither money nor assets.
    pub const NONE: Self = Self { short_selling: false, leverage: Decimal::ONE, maintenance_margin: Decimal::ZERO };

    /// Whether anything is lent.
    pub fn is_granted(&self) -> bool {
        self.short_selling || self.leverage > Decimal::ONE
    }
}

impl VenueTerms {
    /// Fills at the next open, without slippage, delay, scarcity or credit.
    pub fn plain(fees: FeeModel) -> Self {
        Self {
            fees,
            fee_asset: CommissionAsset::Quote,
            slippage: SlippageModel::None,
            fill: FillModel::NextOpen,
            latency: Latency::NONE,
            volume_share: None,
            credit: Credit::NONE,
        }
    }
}

/// How fills are made, in words, as the header of a result declares it. Fees are not part of it.
impl Display for VenueTerms {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        let (fill, inside) = match self.fill {
            FillModel::NextOpen => ("next open", "; stop before target"),
            FillModel::ThisClose => ("the same bar's close", "; stop before target"),
            FillModel::Touch => ("at the touch of quotes and trades", ""),
        };
        write!(formatter, "{fill}{inside}; ")?;
        match self.slippage {
            SlippageModel::None => formatter.write_str("no slippage")?,
            SlippageModel::FixedTicks(ticks) => write!(formatter, "slippage of {ticks} ticks")?,
            SlippageModel::Percentage(share) => write!(formatter, "slippage of {} of the price", canonical(share))?,
            SlippageModel::VolumeShare(coefficient) => {
                write!(formatter, "slippage by the squared share of the volume, times {}", canonical(coefficient))?;
            }
            SlippageModel::Spread(share) => write!(formatter, "a spread of {} of the price", canonical(share))?,
        }
        match self.latency {
            latency if latency.is_none() => {}
            Latency::Bars(bars) => write!(formatter, "; requests miss {bars} bars")?,
            Latency::Microseconds(micros) => write!(formatter, "; requests take {micros} microseconds")?,
        }
        if let Some(share) = self.volume_share {
            write!(formatter, "; at most {} of the volume", canonical(share))?;
        }
        if self.credit.short_selling {
            formatter.write_str("; short selling")?;
        }
        if self.credit.leverage > Decimal::ONE {
            write!(formatter, "; leverage {}", canonical(self.credit.leverage))?;
        }
        Ok(())
    }
}

/// What a fill costs, in words.
impl Display for FeeModel {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::PerFill(amount) => write!(formatter, "{} a fill", canonical(*amount)),
            Self::PerUnit(amount) => write!(formatter, "{} a unit", canonical(*amount)),
            Self::Rate(rate) => write!(formatter, "{} of a fill's value", canonical(*rate)),
            Self::MakerTaker { maker, taker } => {
                write!(formatter, "{} of a fill's value as maker, {} as taker", canonical(*maker), canonical(*taker))
            }
            Self::Tiered(tiers) => {
                for (index, FeeTier { from_volume, maker, taker }) in tiers.iter().enumerate() {
                    let separator = if index == 0 { "" } else { "; " };
                    let (from, maker, taker) = (canonical(*from_volume), canonical(*maker), canonical(*taker));
                    write!(formatter, "{separator}{maker} as maker, {taker} as taker from {from} traded")?;
                }
                Ok(())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dec(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn the_header_declares_every_assumption_about_fills() {
        let plain = VenueTerms::plain(FeeModel::PerFill(Decimal::ONE));
        assert_eq!(plain.to_string(), "next open; stop before target; no slippage");
        let all = VenueTerms {
            slippage: SlippageModel::FixedTicks(2),
            fill: FillModel::ThisClose,
            latency: Latency::Bars(1),
            volume_share: Some(dec("0.10")),
            credit: Credit { short_selling: true, leverage: dec("3"), maintenance_margin: dec("0.2") },
            ..plain
        };
        let expected = "the same bar's close; stop before target; slippage of 2 ticks; requests miss 1 bars; at most 0.1 of the \
                        volume; short selling; leverage 3";
        assert_eq!(all.to_string(), expected);
    }

    #[test]
    fn terms_survive_json() {
        let tier = |from_volume, maker, taker| FeeTier { from_volume: dec(from_volume), maker: dec(maker), taker: dec(taker) };
        for fees in [
            FeeModel::PerUnit(dec("0.005")),
            FeeModel::MakerTaker { maker: dec("0"), taker: dec("0.001") },
            FeeModel::Tiered(vec![tier("0", "0.001", "0.002"), tier("1000", "0", "0.001")]),
        ] {
            let terms = VenueTerms {
                slippage: SlippageModel::Spread(dec("0.001")),
                latency: Latency::Microseconds(5),
                volume_share: Some(dec("0.1")),
                ..VenueTerms::plain(fees)
            };
            assert_eq!(serde_json::from_str::<VenueTerms>(&serde_json::to_string(&terms).unwrap()).unwrap(), terms);
        }
    }
}
