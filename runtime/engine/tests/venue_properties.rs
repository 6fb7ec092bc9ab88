//! Random orders against random markets under random terms. An auditor who knows nothing of the venue's inside holds every word
//! that it says against its promises, and keeps books of its own.

use std::collections::BTreeMap;

use proptest::prelude::{Just, ProptestConfig, Strategy, any, prop, prop_oneof, proptest};
use simpletrader_config::build_spec::{Credit, FeeModel, FeeTier, FillModel, Latency, SlippageModel, VenueTerms};
use simpletrader_contracts::decision::OrderTerms;
use simpletrader_contracts::ledger::{OrderRef, TradeRef};
use simpletrader_contracts::market::{Instrument, InstrumentRef};
use simpletrader_contracts::terms::{CommissionAsset, Direction, Side, TimeInForce};
use simpletrader_contracts::{Decimal, Instant, Price, Quantity, Symbol};
use simpletrader_engine::execution::{
    BacktestVenue, ExecutionConnector, VenueBar, VenueOrder, VenueQuote, VenueReply, VenueReplyKind, VenueTrade,
};

/// How long a bar is, in microseconds.
const BAR: i64 = 1_000;

/// What a test does next.
#[derive(Debug, Clone)]
enum Step {
    /// Each instrument moves: by so many ticks from the last close to the close, and so far beyond both ends.
    Bars { gap: i64, change: i64, above: i64, below: i64, volume: u32 },
    /// An order, alone or with a family.
    Place(Wish),
    /// Another quantity or price for an order that was sent.
    Modify { pick: u32, quantity: u32, offset: i64 },
    /// A withdrawal.
    Cancel { pick: u32 },
}

/// An order as the test wants it. Trades 0 to 3: the instrument is the first bit, the direction the second.
#[derive(Debug, Clone)]
struct Wish {
    trade: u32,
    closes: bool,
    kind: u8,
    offset: i64,
    width: i64,
    quantity: u32,
    time_in_force: TimeInForce,
    reduce_only: bool,
    post_only: bool,
    family: Family,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Family {
    Alone,
    /// With a stop and a target as children.
    Bracket,
    /// With another that excludes it.
    Pair,
}

fn dec(text: &str) -> Decimal {
    text.parse().unwrap()
}

/// A price in ticks of 0.01, on the tick and above nothing.
fn price(ticks: i64) -> Price {
    Price::new(Decimal::new(ticks.max(1), 2)).unwrap()
}

fn instruments() -> Vec<Instrument> {
    let one = |symbol: &str| Instrument {
        symbol: Symbol::new(symbol).unwrap(),
        price_scale: 2,
        size_scale: 0,
        tick_size: dec("0.01"),
        lot_size: Decimal::ONE,
        min_notional: Some(dec("20")),
    };
    vec![one("A_USD"), one("B_USD")]
}

/// What is known about an order from outside.
#[derive(Debug)]
struct Known {
    order: VenueOrder,
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
enum Now {
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
struct Auditor {
    terms: VenueTerms,
    orders: BTreeMap<u32, Known>,
    cash: Decimal,
    positions: BTreeMap<u32, Decimal>,
    marks: [Decimal; 2],
    traded: Decimal,
    /// What was filled in the latest event of each instrument: buys, sells.
    filled_now: [(Decimal, Decimal); 2],
    /// The latest event of each instrument.
    now: [Option<Now>; 2],
}

impl Auditor {
    fn new(terms: VenueTerms, cash: Decimal) -> Self {
        let (positions, traded) = (BTreeMap::new(), Decimal::ZERO);
        let orders = BTreeMap::new();
        Self { terms, orders, cash, positions, marks: [Decimal::ZERO; 2], traded, filled_now: Default::default(), now: [None; 2] }
    }

    fn sends(&mut self, order: &VenueOrder, sent: Instant) {
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

    fn enters(&mut self, now: Now) {
        let index = now.instrument().index();
        self.filled_now[index] = Default::default();
        self.now[index] = Some(now);
        if let Now::Bar(bar) = now {
            for known in self.orders.values_mut().filter(|known| known.order.instrument == bar.instrument) {
                known.bars += u32::from(known.sent <= bar.opens_at);
            }
        }
    }

    fn hears(&mut self, reply: &VenueReply) {
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
                    Side::Buy => assert!(price >= quote.ask),
                    Side::Sell => assert!(price <= quote.bid),
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
                let tier = tiers.iter().filter(|tier| tier.from_volume <= self.traded).next_back().unwrap();
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
                assert!(buys <= share * quote.ask_size && sells <= share * quote.bid_size);
            }
            Some(Now::Trade(trade)) => {
                let bound = share.unwrap_or(Decimal::ONE) * trade.quantity;
                assert!(buys <= bound && sells <= bound);
            }
            None => panic!("filled before anything happened"),
        }
    }

    /// The venue's own books and what rests there are what its words come to.
    fn agrees(&self, venue: &BacktestVenue) {
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
    fn leaves_nothing_immediate(&self, index: usize) {
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

/// A venue, its auditor and the market between them.
struct Stage {
    venue: BacktestVenue,
    auditor: Auditor,
    clock: i64,
    closes: [i64; 2],
    sent: u32,
}

impl Stage {
    fn new(terms: VenueTerms, cash: i64) -> Self {
        let venue = BacktestVenue::new(instruments(), terms.clone(), cash.into());
        Self { venue, auditor: Auditor::new(terms, cash.into()), clock: 0, closes: [10_000, 2_000], sent: 0 }
    }

    fn now(&self) -> Instant {
        Instant::from_micros(self.clock)
    }

    fn drain(&mut self) {
        while let Some(reply) = self.venue.next_reply() {
            self.auditor.hears(&reply);
        }
        self.auditor.agrees(&self.venue);
    }

    fn play(&mut self, step: &Step) {
        match step {
            Step::Bars { gap, change, above, below, volume } => {
                for index in 0..2 {
                    let open = (self.closes[index] + gap).max(100);
                    let close = (open + change).max(100);
                    self.closes[index] = close;
                    let ticks = |ticks: i64| Decimal::new(ticks.max(1), 2);
                    let bar = VenueBar {
                        instrument: InstrumentRef(index as u32),
                        opens_at: self.now(),
                        closes_at: Instant::from_micros(self.clock + BAR),
                        open: ticks(open),
                        high: ticks(open.max(close) + above),
                        low: ticks(open.min(close) - below),
                        close: ticks(close),
                        volume: Decimal::from(*volume),
                    };
                    self.auditor.enters(Now::Bar(bar));
                    self.venue.advance(&bar);
                    self.drain();
                    self.auditor.leaves_nothing_immediate(index);
                    self.auditor.marks[index] = bar.close;
                    // Nobody answers a call here: the venue must only keep its own promises.
                    self.venue.take_margin_call();
                }
                self.clock += BAR;
            }
            Step::Place(wish) => {
                for order in self.orders_of(wish) {
                    self.auditor.sends(&order, self.now());
                    self.venue.place(order, self.now());
                }
                self.drain();
            }
            Step::Modify { pick, quantity, offset } => {
                let Some(order) = self.pick(*pick) else { return };
                let known = &self.auditor.orders[&order.0].order;
                let at = price(self.closes[known.instrument.index()] + offset);
                let terms = match known.terms {
                    OrderTerms::Limit { .. } => Some(OrderTerms::Limit { limit_price: at }),
                    OrderTerms::StopMarket { .. } => Some(OrderTerms::StopMarket { stop_price: at }),
                    _ => None,
                };
                self.venue.modify(order, Some(Quantity::new((*quantity).into()).unwrap()), terms, self.now());
                self.drain();
            }
            Step::Cancel { pick } => {
                let Some(order) = self.pick(*pick) else { return };
                self.venue.cancel(order, self.now());
                self.drain();
            }
        }
    }

    /// A quote and a trade after it, for either instrument.
    fn quote_and_print(&mut self, change: i64, spread: i64, size: u32, through: i64) {
        for index in 0..2 {
            self.clock += 1;
            self.closes[index] = (self.closes[index] + change).max(200);
            let middle = self.closes[index];
            let instrument = InstrumentRef(index as u32);
            let (bid, ask) = (Decimal::new(middle - spread, 2), Decimal::new(middle + spread, 2));
            let (bid_size, ask_size) = (Decimal::from(size), Decimal::from(size / 2));
            let quote = VenueQuote { instrument, at: self.now(), bid, bid_size, ask, ask_size };
            self.auditor.enters(Now::Quote(quote));
            self.venue.quote(&quote);
            self.drain();
            self.auditor.leaves_nothing_immediate(index);
            self.auditor.marks[index] = (bid + ask) / Decimal::TWO;
            self.venue.take_margin_call();
            self.clock += 1;
            let print = Decimal::new((middle + through).max(1), 2);
            let trade = VenueTrade { instrument, at: self.now(), price: print, quantity: Decimal::from(size + 1) };
            self.auditor.enters(Now::Trade(trade));
            self.venue.trade(&trade);
            self.drain();
        }
    }

    fn pick(&self, pick: u32) -> Option<OrderRef> {
        (self.sent > 0).then(|| OrderRef(pick % self.sent))
    }

    fn orders_of(&mut self, wish: &Wish) -> Vec<VenueOrder> {
        let instrument = InstrumentRef(wish.trade & 1);
        let direction = if wish.trade & 2 == 0 { Direction::Long } else { Direction::Short };
        let side = if wish.closes { direction.opening_side().opposite() } else { direction.opening_side() };
        let at = self.closes[instrument.index()] + wish.offset;
        let second = if side == Side::Buy { at + wish.width } else { at - wish.width };
        let terms = match wish.kind {
            0 | 1 => OrderTerms::Market,
            2 | 3 => OrderTerms::Limit { limit_price: price(at) },
            4 => OrderTerms::StopMarket { stop_price: price(at) },
            5 => OrderTerms::StopLimit { stop_price: price(at), limit_price: price(second) },
            _ => OrderTerms::TakeProfitMarket { stop_price: price(at) },
        };
        let number = self.sent;
        let first = VenueOrder {
            order: OrderRef(number),
            trade: TradeRef(wish.trade),
            direction,
            instrument,
            side,
            quantity: Quantity::new(wish.quantity.into()).unwrap(),
            terms,
            time_in_force: wish.time_in_force,
            good_till: (wish.time_in_force == TimeInForce::Gtd).then(|| Instant::from_micros(self.clock + 2 * BAR)),
            reduce_only: wish.reduce_only,
            post_only: wish.post_only,
            parent: None,
            oco: None,
        };
        let away = if side == Side::Buy { wish.width } else { -wish.width };
        let other = |number: u32, partner: u32, terms| VenueOrder {
            order: OrderRef(number),
            terms,
            oco: Some(OrderRef(partner)),
            time_in_force: TimeInForce::Gtc,
            good_till: None,
            post_only: false,
            ..first.clone()
        };
        let child = |number, partner, terms| VenueOrder {
            side: side.opposite(),
            reduce_only: true,
            parent: Some(first.order),
            ..other(number, partner, terms)
        };
        let orders = match wish.family {
            Family::Alone => vec![first],
            Family::Bracket => {
                let stop = child(number + 1, number + 2, OrderTerms::StopMarket { stop_price: price(at - away) });
                let target = child(number + 2, number + 1, OrderTerms::TakeProfitMarket { stop_price: price(at + away) });
                vec![first, stop, target]
            }
            Family::Pair => {
                let partner = other(number + 1, number, OrderTerms::StopMarket { stop_price: price(at + away) });
                vec![VenueOrder { oco: Some(partner.order), ..first }, partner]
            }
        };
        self.sent += orders.len() as u32;
        orders
    }
}

fn wish() -> impl Strategy<Value = Wish> {
    let times = prop_oneof![
        4 => Just(TimeInForce::Gtc), 1 => Just(TimeInForce::Ioc), 1 => Just(TimeInForce::Fok), 1 => Just(TimeInForce::Gtd)
    ];
    let families = prop_oneof![2 => Just(Family::Alone), 2 => Just(Family::Bracket), 1 => Just(Family::Pair)];
    let shape = (0..4_u32, prop::bool::weighted(0.3), 0..7_u8, -150..150_i64, 1..200_i64, 1..15_u32);
    let flags = (prop::bool::weighted(0.2), prop::bool::weighted(0.1));
    (shape, times, flags, families).prop_map(|(shape, time_in_force, (reduce_only, post_only), family)| {
        let (trade, closes, kind, offset, width, quantity) = shape;
        Wish { trade, closes, kind, offset, width, quantity, time_in_force, reduce_only, post_only, family }
    })
}

fn request() -> impl Strategy<Value = Step> {
    prop_oneof![
        6 => wish().prop_map(Step::Place),
        1 => (any::<u32>(), 1..15_u32, -150..150_i64).prop_map(|(pick, quantity, offset)| Step::Modify { pick, quantity, offset }),
        1 => any::<u32>().prop_map(|pick| Step::Cancel { pick }),
    ]
}

fn bars() -> impl Strategy<Value = Step> {
    let parts = (-100..100_i64, -150..150_i64, 0..100_i64, 0..100_i64, prop_oneof![Just(0), 1..200_u32]);
    parts.prop_map(|(gap, change, above, below, volume)| Step::Bars { gap, change, above, below, volume })
}

fn fees() -> impl Strategy<Value = FeeModel> {
    let tier = |from_volume, maker, taker| FeeTier { from_volume: dec(from_volume), maker: dec(maker), taker: dec(taker) };
    prop_oneof![
        Just(FeeModel::PerFill(dec("1"))),
        Just(FeeModel::PerUnit(dec("0.01"))),
        Just(FeeModel::Rate(dec("0.001"))),
        Just(FeeModel::MakerTaker { maker: dec("0.0005"), taker: dec("0.002") }),
        Just(FeeModel::Tiered(vec![tier("0", "0.001", "0.002"), tier("3000", "0", "0.001")])),
    ]
}

/// Terms of every kind that configuration lets stand together.
fn terms(touch: bool) -> impl Strategy<Value = VenueTerms> {
    let slippage = prop_oneof![
        Just(SlippageModel::None),
        Just(SlippageModel::FixedTicks(3)),
        Just(SlippageModel::Percentage(dec("0.002"))),
        Just(SlippageModel::VolumeShare(dec("0.1"))),
        Just(SlippageModel::Spread(dec("0.004"))),
    ];
    let latency = prop_oneof![
        3 => Just(Latency::NONE),
        1 => (1..3_u32).prop_map(Latency::Bars),
        1 => (1..1_500_u64).prop_map(Latency::Microseconds)
    ];
    let share = prop_oneof![Just(None), Just(Some(dec("0.05"))), Just(Some(dec("1")))];
    let credit = prop_oneof![
        Just(Credit::NONE),
        Just(Credit { short_selling: true, ..Credit::NONE }),
        Just(Credit { short_selling: true, leverage: dec("4"), maintenance_margin: dec("0.2") }),
        Just(Credit { short_selling: false, leverage: dec("2"), maintenance_margin: dec("0") }),
    ];
    (fees(), any::<bool>(), slippage, any::<bool>(), latency, share, credit).prop_map(
        move |(fees, base, slippage, at_close, latency, volume_share, credit)| {
            let amounts = matches!(fees, FeeModel::PerFill(_) | FeeModel::PerUnit(_));
            let fee_asset = if base && !amounts && !credit.short_selling { CommissionAsset::Base } else { CommissionAsset::Quote };
            if touch {
                let fill = FillModel::Touch;
                return VenueTerms {
                    fees,
                    fee_asset,
                    fill,
                    volume_share,
                    credit,
                    ..VenueTerms::plain(FeeModel::Rate(Decimal::ZERO))
                };
            }
            let fill = if at_close { FillModel::ThisClose } else { FillModel::NextOpen };
            let latency = if at_close { Latency::NONE } else { latency };
            VenueTerms { fees, fee_asset, slippage, fill, latency, volume_share, credit }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn no_order_breaks_a_promise_of_a_venue_of_bars(
        terms in terms(false),
        cash in prop_oneof![Just(500), Just(2_000), Just(20_000)],
        steps in prop::collection::vec(prop_oneof![3 => request(), 2 => bars()], 1..60),
    ) {
        let mut stage = Stage::new(terms, cash);
        for step in &steps {
            stage.play(step);
        }
    }

    #[test]
    fn no_order_breaks_a_promise_at_the_touch(
        terms in terms(true),
        cash in prop_oneof![Just(500), Just(2_000), Just(20_000)],
        steps in prop::collection::vec((request(), -60..60_i64, 0..30_i64, 0..20_u32, -40..40_i64), 1..40),
    ) {
        let mut stage = Stage::new(terms, cash);
        for (request, change, spread, size, through) in &steps {
            stage.play(request);
            stage.quote_and_print(*change, *spread, *size, *through);
        }
    }
}
