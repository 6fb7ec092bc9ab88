//! The auditor: books kept from the replies alone, and every promise held against every fill.

use std::collections::BTreeMap;

use simpletrader_config::build_spec::{FeeModel, FillModel, Latency, SlippageModel, VenueTerms};
use simpletrader_contracts::decision::OrderTerms;
use simpletrader_contracts::ledger::OrderRef;
use simpletrader_contracts::market::InstrumentRef;
use simpletrader_contracts::terms::{CommissionAsset, Side, TimeInForce};
use simpletrader_contracts::{Decimal, Instant, Price};
use simpletrader_engine::execution::{
    BacktestVenue, ExecutionConnector, VenueBar, VenueLevel, VenueOrder, VenueQuote, VenueReply, VenueReplyKind, VenueTrade,
};

use super::stage::dec;

/// What is known about an order from outside.
#[derive(Debug)]
pub struct Known {
    pub order: VenueOrder,
    sent: Instant,
    /// Bars of its instrument that opened since, the present one included.
    bars: u32,
    is_open: bool,
    is_over: bool,
    was_changed: bool,
    filled: Decimal,
}

/// What the market does at the moment, as an order's fill must fit it.
#[derive(Debug, Clone, Copy)]
pub enum Now {
    Bar(VenueBar),
    Quote(VenueQuote),
    Trade(VenueTrade),
}

impl Now {
    fn instrument(&self) -> InstrumentRef {
        match self {
            Self::Bar(bar) => bar.instrument,
            Self::Quote(quote) => quote.instrument,
            Self::Trade(trade) => trade.instrument,
        }
    }
}

/// Books kept from the replies alone.
pub struct Auditor {
    terms: VenueTerms,
    pub orders: BTreeMap<u32, Known>,
    cash: Decimal,
    positions: BTreeMap<u32, Decimal>,
    pub marks: [Decimal; 2],
    traded: Decimal,
    /// What was filled in the latest event of each instrument: buys, sells.
    filled_now: [(Decimal, Decimal); 2],
    /// The latest event of each instrument.
    now: [Option<Now>; 2],
}

impl Auditor {
    pub fn new(terms: VenueTerms, cash: Decimal) -> Self {
        let (positions, traded) = (BTreeMap::new(), Decimal::ZERO);
        let orders = BTreeMap::new();
        Self { terms, orders, cash, positions, marks: [Decimal::ZERO; 2], traded, filled_now: Default::default(), now: [None; 2] }
    }

    pub fn sends(&mut self, order: &VenueOrder, sent: Instant) {
        let known = Known {
            order: order.clone(),
            sent,
            bars: 0,
            is_open: false,
            is_over: false,
            was_changed: false,
            filled: Decimal::ZERO,
        };
        self.orders.insert(order.order.0, known);
    }

    pub fn enters(&mut self, now: Now) {
        let index = now.instrument().index();
        self.filled_now[index] = Default::default();
        self.now[index] = Some(now);
        if let Now::Bar(bar) = now {
            for known in self.orders.values_mut().filter(|known| known.order.instrument == bar.instrument) {
                known.bars += u32::from(known.sent <= bar.opens_at);
            }
        }
    }

    pub fn hears(&mut self, reply: &VenueReply) {
        let known = self.orders.get_mut(&reply.order.0).expect("only orders that were sent are spoken of");
        assert!(reply.at >= known.sent, "nothing happens before it was asked for: {reply:?}");
        match &reply.kind {
            VenueReplyKind::ChangeRefused { .. } => return,
            _ => assert!(!known.is_over, "an order that is over is not spoken of: {reply:?}"),
        }
        match &reply.kind {
            VenueReplyKind::Accepted => known.is_open = true,
            VenueReplyKind::Modified { quantity, terms } => {
                assert!(known.is_open);
                known.order.quantity = quantity.unwrap_or(known.order.quantity);
                known.order.terms = terms.unwrap_or(known.order.terms);
                known.was_changed = true;
                assert!(known.filled < known.order.quantity.get());
            }
            VenueReplyKind::Filled { quantity, price, commission, commission_asset, .. } => {
                let fee = (commission.get(), *commission_asset);
                self.books(reply, quantity.get(), price.get(), fee);
            }
            VenueReplyKind::Cancelled | VenueReplyKind::Expired | VenueReplyKind::Rejected { .. } => known.is_over = true,
            other => panic!("no venue says {other:?}"),
        }
    }

    fn books(&mut self, reply: &VenueReply, quantity: Decimal, price: Decimal, fee: (Decimal, CommissionAsset)) {
        let known = self.orders.get_mut(&reply.order.0).unwrap();
        let order = known.order.clone();
        assert!(known.is_open, "what was never accepted does not fill");
        known.filled += quantity;
        assert!(known.filled <= order.quantity.get(), "no more than was ordered");
        known.is_over = known.filled == order.quantity.get();
        let (sent, bars) = (known.sent, known.bars);
        self.fits_the_market(reply, &order, price, sent, bars);
        self.fits_its_limit(&order, price);
        self.fits_its_family(&order);
        self.moves_money(&order, quantity, price, fee);
        let index = order.instrument.index();
        match order.side {
            Side::Buy => self.filled_now[index].0 += quantity,
            Side::Sell => self.filled_now[index].1 += quantity,
        }
        self.fits_the_volume(index);
    }

    fn fits_the_market(&self, reply: &VenueReply, order: &VenueOrder, price: Decimal, sent: Instant, bars: u32) {
        let now = self.now[order.instrument.index()].expect("fills need a market");
        let at_close = self.terms.fill == FillModel::ThisClose && order.terms == OrderTerms::Market;
        match now {
            // A market order at the close also fills right after it was sent, between two bars: then it was the last close.
            Now::Bar(bar) => {
                assert!(reply.at >= bar.opens_at && reply.at <= bar.closes_at);
                let half = match self.terms.slippage {
                    SlippageModel::Spread(share) => share / Decimal::TWO,
                    _ => Decimal::ZERO,
                };
                let tick = if half.is_zero() { Decimal::ZERO } else { dec("0.01") };
                let (low, high) = (bar.low * (Decimal::ONE - half) - tick, bar.high * (Decimal::ONE + half) + tick);
                assert!(price >= low && price <= high, "{price} outside of {bar:?}");
                if at_close {
                    assert!(reply.at == bar.closes_at && bar.closes_at >= sent);
                    return;
                }
                let missed = match self.terms.latency {
                    Latency::Bars(missed) => missed,
                    Latency::Microseconds(micros) => {
                        assert!(bar.opens_at.micros() >= sent.micros() + micros as i64, "it had not arrived: {reply:?}");
                        0
                    }
                };
                assert!(bars > missed, "it met bar {bars} and had to miss {missed}");
            }
            Now::Quote(quote) => {
                assert!(reply.at == quote.at && sent <= quote.at);
                match order.side {
                    Side::Buy => assert!(price >= quote.ask.unwrap().price),
                    Side::Sell => assert!(price <= quote.bid.unwrap().price),
                }
            }
            Now::Trade(trade) => {
                assert!(reply.at == trade.at && sent <= trade.at);
                assert_eq!(order.terms.limit_price().map(Price::get), Some(price), "prints fill limit orders at their limit");
                assert_ne!(price, trade.price, "and only when they go through it");
            }
        }
        if let (TimeInForce::Gtd, Some(until), Now::Bar(bar)) = (order.time_in_force, order.good_till, now) {
            assert!(bar.opens_at < until);
        }
    }

    fn fits_its_limit(&self, order: &VenueOrder, price: Decimal) {
        let Some(limit) = order.terms.limit_price() else { return };
        match order.side {
            Side::Buy => assert!(price <= limit.get()),
            Side::Sell => assert!(price >= limit.get()),
        }
    }

    /// A child does no more than its parent did; of two that exclude one another, never more than the larger wanted.
    fn fits_its_family(&self, order: &VenueOrder) {
        let of = |other: OrderRef| &self.orders[&other.0];
        let known = of(order.order);
        if let (Some(parent), false) = (order.parent, known.was_changed) {
            assert!(known.filled <= of(parent).filled);
        }
        if let Some(partner) = order.oco.map(of)
            && !partner.was_changed
            && !known.was_changed
        {
            assert!(known.filled + partner.filled <= order.quantity.get().max(partner.order.quantity.get()));
        }
    }

    fn moves_money(&mut self, order: &VenueOrder, quantity: Decimal, price: Decimal, (fee, asset): (Decimal, CommissionAsset)) {
        let value = price * quantity;
        self.fee_is_right(order.side, quantity, value, fee, asset);
        self.traded += value;
        let in_money = if asset == CommissionAsset::Quote { fee } else { Decimal::ZERO };
        let position = self.positions.entry(order.trade.0).or_default();
        let before = *position;
        match order.side {
            Side::Buy => {
                self.cash -= value + in_money;
                *position += quantity - (fee - in_money);
            }
            Side::Sell => {
                self.cash += value - in_money;
                *position -= quantity;
            }
        }
        let after = *position;
        assert!(before * after >= Decimal::ZERO, "no fill turns a position around: {before} to {after}");
        assert!(!order.reduce_only || after.abs() < before.abs(), "reduce-only reduces: {before} to {after}");
        assert!(after >= Decimal::ZERO || self.terms.credit.short_selling, "sold short where nothing is lent");
        self.marks[order.instrument.index()] = price;
        if order.opens() {
            self.is_covered();
        }
    }

    fn fee_is_right(&self, side: Side, quantity: Decimal, value: Decimal, fee: Decimal, asset: CommissionAsset) {
        let in_base = self.terms.fee_asset == CommissionAsset::Base && side == Side::Buy;
        assert_eq!(asset, if in_base { CommissionAsset::Base } else { CommissionAsset::Quote });
        let of = if in_base { quantity } else { value };
        match &self.terms.fees {
            FeeModel::PerFill(amount) => assert_eq!(fee, *amount),
            FeeModel::PerUnit(amount) => assert_eq!(fee, *amount * quantity),
            FeeModel::Rate(rate) => assert_eq!(fee, of * *rate),
            FeeModel::MakerTaker { maker, taker } => assert!(fee == of * *maker || fee == of * *taker),
            FeeModel::Tiered(tiers) => {
                let tier = tiers.iter().rfind(|tier| tier.from_volume <= self.traded).unwrap();
                assert!(fee == of * tier.maker || fee == of * tier.taker);
            }
        }
    }

    /// What was opened is paid for, or within what is lent.
    fn is_covered(&self) {
        if !self.terms.credit.is_granted() {
            return assert!(self.cash >= Decimal::ZERO, "bought for more than there was");
        }
        let worth = |trade: u32, quantity: Decimal| quantity * self.marks[(trade & 1) as usize];
        let values = || self.positions.iter().map(|(trade, quantity)| worth(*trade, *quantity));
        let (equity, gross) = (self.cash + values().sum::<Decimal>(), values().map(|value| value.abs()).sum::<Decimal>());
        assert!(gross <= equity * self.terms.credit.leverage, "{gross} on {equity}");
    }

    fn fits_the_volume(&self, index: usize) {
        let (buys, sells) = self.filled_now[index];
        let share = self.terms.volume_share;
        match self.now[index] {
            Some(Now::Bar(bar)) => {
                if let Some(share) = share {
                    assert!(buys + sells <= share * bar.volume, "{buys} + {sells} of {bar:?}");
                }
            }
            Some(Now::Quote(quote)) => {
                let share = share.unwrap_or(Decimal::ONE);
                let of = |level: Option<VenueLevel>| share * level.map_or(Decimal::ZERO, |level| level.size);
                assert!(buys <= of(quote.ask) && sells <= of(quote.bid));
            }
            Some(Now::Trade(trade)) => {
                let bound = share.unwrap_or(Decimal::ONE) * trade.quantity;
                assert!(buys <= bound && sells <= bound);
            }
            None => panic!("filled before anything happened"),
        }
    }

    /// The venue's own books and what rests there are what its words come to.
    pub fn agrees(&self, venue: &BacktestVenue) {
        let balances = venue.balances();
        assert_eq!(balances.cash, self.cash);
        let theirs: BTreeMap<u32, Decimal> =
            balances.positions.iter().map(|position| (position.trade.0, position.quantity)).collect();
        let ours: BTreeMap<u32, Decimal> = self
            .positions
            .iter()
            .filter(|(_, quantity)| !quantity.is_zero())
            .map(|(trade, quantity)| (*trade, *quantity))
            .collect();
        assert_eq!(theirs, ours);
        let resting: Vec<(u32, Decimal)> = venue.open_orders().iter().map(|open| (open.order.order.0, open.filled)).collect();
        let open = self.orders.iter().filter(|(_, known)| known.is_open && !known.is_over);
        let mut open: Vec<(u32, Decimal)> = open.map(|(order, known)| (*order, known.filled)).collect();
        let mut sorted = resting.clone();
        sorted.sort();
        open.sort();
        assert_eq!(sorted, open, "every order rests or has ended");
    }

    /// An immediate order is over after the first thing that it met.
    pub fn leaves_nothing_immediate(&self, index: usize) {
        let Some(now) = self.now[index] else { return };
        let waits = |known: &&Known| {
            let order = &known.order;
            let immediate = matches!(order.time_in_force, TimeInForce::Ioc | TimeInForce::Fok) && order.parent.is_none();
            let met = match now {
                Now::Bar(bar) => self.terms.latency.is_none() && known.sent <= bar.opens_at,
                Now::Quote(quote) => known.sent <= quote.at,
                Now::Trade(_) => false,
            };
            immediate && met && known.is_open && !known.is_over && order.instrument == now.instrument()
        };
        assert!(self.orders.values().find(waits).is_none(), "{:?}", self.orders.values().find(waits));
    }
}
