//! The venue's own account: money, a position for each trade, and what it lends.
//!
//! A position belongs to a trade, as in accounts that hedge: two trades of one instrument never net, and no fill turns a
//! position around. Without credit a buy must be paid for and nothing is sold that is not held. With credit the worth of all
//! positions, long and short added up, may be at most leverage × equity after every fill that opens, at the price of that fill
//! and the latest prices of everything else.

use simpletrader_config::build_spec::Credit;
use simpletrader_contracts::Decimal;
use simpletrader_contracts::decimal::exact;
use simpletrader_contracts::ledger::TradeRef;
use simpletrader_contracts::market::InstrumentRef;
use simpletrader_contracts::terms::{CommissionAsset, Direction, RejectionCode, Side};

use super::VenueOrder;
use super::fees::Fee;
use crate::execution::{Balances, VenuePosition};

/// Why the account does not allow a fill.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refusal {
    /// As a code.
    pub code: RejectionCode,
    /// In words.
    pub reason: String,
}

impl Refusal {
    /// A rule of the venue is broken.
    pub fn by_rule(reason: impl Into<String>) -> Self {
        Self { code: RejectionCode::ExchangeRejected, reason: reason.into() }
    }

    /// A figure is too large.
    pub fn overflow() -> Self {
        Self::by_rule("the value of the order does not fit 28 digits")
    }

    /// A market order would fill worse than it may.
    pub fn slips(price: Decimal, worst: Decimal) -> Self {
        let (price, worst) = (price.normalize(), worst.normalize());
        Self { code: RejectionCode::LimitReached, reason: format!("slippage: a fill at {price} would be worse than {worst}") }
    }

    fn short_of_funds(reason: String) -> Self {
        Self { code: RejectionCode::InsufficientFunds, reason }
    }
}

/// What the account is worth.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Worth {
    /// Cash plus all positions at the latest prices.
    pub equity: Decimal,
    /// The worth of all positions, short ones counted as positive.
    pub gross: Decimal,
}

/// Money and positions.
#[derive(Debug)]
pub(super) struct Funds {
    cash: Decimal,
    positions: Vec<VenuePosition>,
    marks: Vec<Option<Decimal>>,
    credit: Credit,
    /// What the credit says, because every bar asks and comparing decimals is dear.
    is_on_credit: bool,
}

impl Funds {
    /// An account with this much money and no position.
    pub fn new(cash: Decimal, instruments: usize, credit: Credit) -> Self {
        Self { cash, positions: Vec::new(), marks: vec![None; instruments], is_on_credit: credit.is_granted(), credit }
    }

    /// Its money.
    pub fn cash(&self) -> Decimal {
        self.cash
    }

    /// Money and positions, as they are told.
    pub fn balances(&self) -> Balances {
        Balances { cash: self.cash, positions: self.positions.clone() }
    }

    /// Whether anything is held or owed.
    pub fn has_positions(&self) -> bool {
        !self.positions.is_empty()
    }

    /// Whether anything is lent, so that prices matter between fills.
    pub fn is_on_credit(&self) -> bool {
        self.is_on_credit
    }

    /// Notes the latest price of an instrument.
    pub fn mark(&mut self, instrument: InstrumentRef, price: Decimal) {
        if let Some(mark) = self.marks.get_mut(instrument.index()) {
            *mark = Some(price);
        }
    }

    /// The latest price of an instrument.
    pub fn latest(&self, instrument: InstrumentRef) -> Option<Decimal> {
        self.marks.get(instrument.index()).copied().flatten()
    }

    /// The position of a trade; negative when short.
    pub fn position(&self, trade: TradeRef) -> Decimal {
        self.positions.iter().find(|position| position.trade == trade).map_or(Decimal::ZERO, |position| position.quantity)
    }

    /// How much an order may take from its trade's position: nothing when it opens.
    pub fn reducible(&self, order: &VenueOrder) -> Decimal {
        if order.opens() { Decimal::ZERO } else { self.position(order.trade).abs() }
    }

    /// Whether the account allows a fill.
    pub fn allow(&self, order: &VenueOrder, quantity: Decimal, price: Decimal, fee: Fee) -> Result<(), Refusal> {
        if !order.opens() {
            return self.allow_close(order, quantity);
        }
        if order.direction == Direction::Short && !self.credit.short_selling {
            let held = self.held(order.instrument);
            return Err(Refusal::by_rule(format!(
                "selling {quantity} needs a position of that size, there is {held}: this venue lends no assets"
            )));
        }
        let value = price.checked_mul(quantity).ok_or_else(Refusal::overflow)?;
        match (self.credit.is_granted(), fee.asset) {
            (true, _) => self.allow_on_credit(order, value, price, fee),
            (false, CommissionAsset::Quote) => self.allow_paid(value, fee.amount),
            (false, CommissionAsset::Base) => self.allow_paid(value, Decimal::ZERO),
        }
    }

    /// A close that is not reduce-only must be covered.
    fn allow_close(&self, order: &VenueOrder, quantity: Decimal) -> Result<(), Refusal> {
        let held = self.position(order.trade).abs();
        if quantity <= held {
            return Ok(());
        }
        let held = held.normalize();
        Err(Refusal::by_rule(match order.side {
            Side::Sell => format!("selling {quantity} needs a position of that size, there is {held}: this venue lends no assets"),
            Side::Buy => format!("buying back {quantity} needs a short position of that size, there is {held}"),
        }))
    }

    fn allow_paid(&self, value: Decimal, fee: Decimal) -> Result<(), Refusal> {
        let needed = value.checked_add(fee).ok_or_else(Refusal::overflow)?;
        if needed <= self.cash {
            return Ok(());
        }
        let (needed, cash) = (needed.normalize(), self.cash.normalize());
        Err(Refusal::short_of_funds(format!(
            "insufficient funds: the fill needs {needed}, there is {cash}: this venue lends no money"
        )))
    }

    fn allow_on_credit(&self, order: &VenueOrder, value: Decimal, price: Decimal, fee: Fee) -> Result<(), Refusal> {
        let after = || {
            let worth = self.worth_at(Some((order.instrument, price)))?;
            // A fee in the base asset makes the position smaller; either kind makes the account poorer.
            let (paid, arrives) = match fee.asset {
                CommissionAsset::Quote => (fee.amount, value),
                CommissionAsset::Base => {
                    let withheld = fee.amount.checked_mul(price)?;
                    (withheld, value.checked_sub(withheld)?)
                }
            };
            Some(Worth { equity: worth.equity.checked_sub(paid)?, gross: worth.gross.checked_add(arrives)? })
        };
        let worth = after().ok_or_else(Refusal::overflow)?;
        let bound = worth.equity.checked_mul(self.credit.leverage).ok_or_else(Refusal::overflow)?;
        if worth.gross <= bound {
            return Ok(());
        }
        let [gross, equity, leverage] = [worth.gross, worth.equity, self.credit.leverage].map(|figure| figure.normalize());
        Err(Refusal::short_of_funds(format!(
            "insufficient margin: positions would be worth {gross}, more than {leverage} times the equity of {equity}"
        )))
    }

    /// Whether the account carries a new order beside orders that may still open positions worth `reserved`.
    pub fn allow_beside(&self, value: Decimal, fee: Fee, reserved: Decimal) -> Result<(), Refusal> {
        let figures = || {
            let worth = self.worth()?;
            let paid = if fee.asset == CommissionAsset::Quote { fee.amount } else { Decimal::ZERO };
            let equity = worth.equity.checked_sub(paid)?;
            Some((worth.gross.checked_add(value)?.checked_add(reserved)?, equity, equity.checked_mul(self.credit.leverage)?))
        };
        let (gross, equity, bound) = figures().ok_or_else(Refusal::overflow)?;
        if reserved.is_zero() || gross <= bound {
            return Ok(());
        }
        let [gross, reserved, equity, leverage] = [gross, reserved, equity, self.credit.leverage].map(|figure| figure.normalize());
        Err(Refusal::short_of_funds(format!(
            "insufficient margin: positions and orders would be worth {gross}, {reserved} of it in orders that wait: more than \
             {leverage} times the equity of {equity}"
        )))
    }

    /// Books a fill that was allowed: money and position after it. None when a figure would have to be
    /// rounded, which changes nothing: the books add exactly or not at all.
    pub fn settle(&mut self, order: &VenueOrder, quantity: Decimal, value: Decimal, fee: Fee) -> Option<()> {
        let (paid, withheld) = match fee.asset {
            CommissionAsset::Quote => (fee.amount, Decimal::ZERO),
            CommissionAsset::Base => (Decimal::ZERO, fee.amount),
        };
        let (cash, change) = match order.side {
            Side::Buy => (exact::sub(self.cash, value)?, exact::sub(quantity, withheld)?),
            Side::Sell => (exact::add(self.cash, value)?, -quantity),
        };
        let cash = cash.checked_sub(paid)?;
        let next = exact::add(self.position(order.trade), change)?;
        self.cash = cash;
        match self.positions.iter_mut().find(|position| position.trade == order.trade) {
            Some(position) => position.quantity = next,
            None => self.positions.push(VenuePosition { trade: order.trade, instrument: order.instrument, quantity: next }),
        }
        self.positions.retain(|position| !position.quantity.is_zero());
        Some(())
    }

    /// What the account is worth at the latest prices. None when a figure does not fit 28 digits.
    pub fn worth(&self) -> Option<Worth> {
        self.worth_at(None)
    }

    /// The same with another price for one instrument. A position without a price yet is worth nothing.
    fn worth_at(&self, instead: Option<(InstrumentRef, Decimal)>) -> Option<Worth> {
        let mut worth = Worth { equity: self.cash, gross: Decimal::ZERO };
        for position in &self.positions {
            let other = instead.filter(|(instrument, _)| *instrument == position.instrument).map(|(_, price)| price);
            let price = other.or_else(|| self.latest(position.instrument)).unwrap_or_default();
            let value = position.quantity.checked_mul(price)?;
            worth.equity = worth.equity.checked_add(value)?;
            worth.gross = worth.gross.checked_add(value.abs())?;
        }
        Some(worth)
    }

    /// The equity that positions of this worth need to be left alone.
    pub fn maintenance(&self, worth: Worth) -> Option<Decimal> {
        worth.gross.checked_mul(self.credit.maintenance_margin)
    }

    fn held(&self, instrument: InstrumentRef) -> Decimal {
        let of_instrument = self.positions.iter().filter(|position| position.instrument == instrument);
        of_instrument.fold(Decimal::ZERO, |sum, position| sum.saturating_add(position.quantity)).normalize()
    }
}
