//! What the same decisions would have come to with other costs, or with orders that arrive some bars later.
//!
//! The run directory is enough for it: fees and slippage of its fills are taken off or charged once more, and every market order is
//! filled at the open so many bars later (at the last close where the run ends before). Fills at stops, targets and limits stay
//! where they were. Decisions are not made anew, so this tells how thin a result is and not what another run would do: that is a
//! [`Rerun`], which needs the workers and is handed in by whoever has them.

use std::fmt::{self, Display, Formatter};

use simpletrader_contracts::Decimal;
use simpletrader_contracts::terms::Side;

use crate::history::{Fill, History};
use crate::statistics::number;

/// What is assumed otherwise than in the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Assumption {
    /// Neither fees nor slippage.
    NoCosts,
    /// Fees and slippage twice.
    TwiceTheCosts,
    /// Orders reach the venue so many bars later, at least 1.
    BarsLater(u32),
}

impl Assumption {
    /// Those that are looked at, in order.
    pub const ALL: [Self; 5] = [Self::NoCosts, Self::TwiceTheCosts, Self::BarsLater(1), Self::BarsLater(2), Self::BarsLater(3)];
}

impl Display for Assumption {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoCosts => f.write_str("no costs"),
            Self::TwiceTheCosts => f.write_str("twice the costs"),
            Self::BarsLater(1) => f.write_str("orders arrive 1 bar later"),
            Self::BarsLater(bars) => write!(f, "orders arrive {bars} bars later"),
        }
    }
}

/// A changed assumption and what it makes of the result.
#[derive(Debug, Clone, PartialEq)]
pub struct Variant {
    /// What is changed.
    pub assumption: Assumption,
    /// Final equity under it with the same decisions, in account currency; none when the bars are not known.
    pub final_equity: Option<f64>,
}

/// What a run under a changed assumption came to, in which every decision was made anew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rerun {
    /// It came to its end.
    Ended {
        /// Cash plus positions at the end, in account currency.
        final_equity: Decimal,
        /// Closed trades.
        trades: u64,
    },
    /// It did not, or there is no such run: why.
    Not(String),
}

/// What each of [`Assumption::ALL`] makes of the same decisions.
pub fn sensitivity(history: &History) -> Vec<Variant> {
    let under = |assumption| match assumption {
        Assumption::NoCosts => Some(with_costs(history, -Decimal::ONE)),
        Assumption::TwiceTheCosts => Some(with_costs(history, Decimal::ONE)),
        Assumption::BarsLater(bars) => with_delay(history, bars as usize),
    };
    Assumption::ALL.map(|assumption| Variant { assumption, final_equity: under(assumption) }).into()
}

/// Final equity with the costs charged so many times more.
fn with_costs(history: &History, more: Decimal) -> f64 {
    let slippage = history.fills.iter().fold(Decimal::ZERO, |sum, fill| sum.saturating_add(fill.slippage));
    let costs = history.fees.saturating_add(slippage);
    number(history.final_equity.saturating_sub(costs.saturating_mul(more)))
}

/// Final equity with market orders filled so many bars later.
fn with_delay(history: &History, bars: usize) -> Option<f64> {
    let late = history.fills.iter().filter(|fill| fill.is_market);
    let change: Option<f64> = late.map(|fill| change_of(fill, history, bars)).sum();
    Some(number(history.final_equity) + change?)
}

fn change_of(fill: &Fill, history: &History, bars: usize) -> Option<f64> {
    let prices = history.prices_of(&fill.symbol)?;
    let here = *prices.open.get(fill.bar)?;
    let later = prices.open.get(fill.bar + bars).or_else(|| prices.close.last()).copied()?;
    // The distance between the two bars, so that slippage stays what it was.
    let dearer = (later - here) * number(fill.quantity);
    Some(if fill.side == Side::Buy { -dearer } else { dearer })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::reference;

    #[test]
    fn costs_and_delay_change_the_result_as_they_should() {
        let mut history = reference::runs().remove(0).history;
        let before = number(history.final_equity);
        let fees = number(history.fees);
        let all = sensitivity(&history);
        assert_eq!(all[0].final_equity, Some(before + fees));
        assert_eq!(all[1].final_equity, Some(before - fees));
        // By hand: every purchase and sale moves to the open of the next bar.
        let open = &history.prices[0].open;
        let moved: f64 = history
            .fills
            .iter()
            .map(|fill| {
                let dearer = (open[fill.bar + 1] - number(fill.price)) * number(fill.quantity);
                if fill.side == Side::Buy { -dearer } else { dearer }
            })
            .sum();
        assert!((all[2].final_equity.unwrap() - before - moved).abs() < 1e-6);
        history.fills[0].bar = usize::MAX - 3;
        assert_eq!(sensitivity(&history)[4].final_equity, None, "unknown bars have no price");
    }
}
