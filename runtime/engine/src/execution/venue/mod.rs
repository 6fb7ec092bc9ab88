//! The venue of a backtest: it matches orders against bars, or against quotes and trades, pessimistically.
//!
//! What it promises, within one bar and in this order:
//!
//! 1. Market orders fill at the open, in the order of placement (at the close that led to them under `fill: this_close`).
//! 2. Stops: a stop that the bar touches fills at its trigger, or at the open if the bar opened beyond it.
//! 3. Limit orders: filled at their limit, or at the open if that is better.
//! 4. Stops again, for what step 3 opened.
//! 5. Targets: like stops, from the winning side. So where a bar touches stop and target, the stop wins; and what a limit order
//!    opened inside the bar reaches no limit and no target in that same bar, because nobody knows which came first.
//!
//! An order meets the first bar that opens at or after its arrival, never one that was already open. A child order sleeps until
//! its parent fills, then works inside the same bar for what the parent has filled. Partners cancel each other; a fill in part
//! takes as much from the other. A reduce-only order never does more than close the position of its trade, and is cancelled when
//! there is nothing left to close. The venue keeps its own cash and positions, independent of the ledger, and refuses what they
//! do not cover.
//!
//! One concept a file: [`market`] is what it hears, [`offer`] the rules of matching, [`matching`] their order, [`fill`] what a fill
//! does, [`lifecycle`] how orders wake and end, [`slippage`], [`fees`] and [`room`] price and quantity of fills, [`funds`] the
//! account, [`margin`] what happens when it is too small, [`door`] what is refused outright, [`transit`] latency, [`requests`] the
//! connector.

mod door;
mod fees;
mod fill;
mod funds;
mod lifecycle;
mod margin;
mod market;
mod matching;
mod offer;
mod requests;
mod resting;
mod room;
mod slippage;
#[cfg(test)]
mod tests;
mod transit;

use std::collections::VecDeque;

use simpletrader_config::build_spec::{FillModel, VenueTerms};
use simpletrader_contracts::Decimal;
use simpletrader_contracts::market::Instrument;

use super::{ExecutionConnector, VenueOrder, VenueReply, VenueReplyKind};
use fees::Fees;
use funds::Funds;
pub use margin::MarginCall;
pub use market::{VenueBar, VenueLevel, VenueQuote, VenueTrade};
use resting::Resting;
use room::Room;
use transit::Transit;

/// The bar of an instrument that closed last, and what of its volume is left.
#[derive(Debug, Clone, Copy)]
struct Closed {
    bar: VenueBar,
    room: Room,
}

/// A simulated venue for one strategy.
#[derive(Debug)]
pub struct BacktestVenue {
    instruments: Vec<Instrument>,
    terms: VenueTerms,
    fees: Fees,
    funds: Funds,
    /// Orders that are not over, in the order of arrival.
    resting: Vec<Resting>,
    transit: Transit,
    replies: VecDeque<VenueReply>,
    /// By instrument; kept for fills at the close only.
    closed: Vec<Option<Closed>>,
    /// The account was called for margin and still has positions.
    is_called: bool,
    fills: u64,
}

impl BacktestVenue {
    /// A venue that holds `cash` for the strategy.
    pub fn new(instruments: Vec<Instrument>, terms: VenueTerms, cash: Decimal) -> Self {
        Self {
            fees: Fees::new(terms.fees.clone(), terms.fee_asset),
            funds: Funds::new(cash, instruments.len(), terms.credit),
            transit: Transit::new(terms.latency),
            closed: vec![None; instruments.len()],
            instruments,
            terms,
            resting: Vec::new(),
            replies: VecDeque::new(),
            is_called: false,
            fills: 0,
        }
    }

    /// The cash that it holds for the strategy.
    pub fn cash(&self) -> Decimal {
        self.funds.cash()
    }

    /// True when the market changes nothing: no order rests or travels, and no price has to be remembered.
    pub fn is_idle(&self) -> bool {
        let remembers = self.terms.fill == FillModel::ThisClose || self.funds.is_on_credit();
        self.resting.is_empty() && self.transit.is_empty() && !remembers
    }
}
