//! The stage: two instruments, a clock, a venue and its auditor.

use simpletrader_config::build_spec::VenueTerms;
use simpletrader_contracts::decision::OrderTerms;
use simpletrader_contracts::ledger::{OrderRef, TradeRef};
use simpletrader_contracts::market::{Instrument, InstrumentRef};
use simpletrader_contracts::terms::{Direction, Side, TimeInForce};
use simpletrader_contracts::{Decimal, Instant, Price, Quantity, Symbol};
use simpletrader_engine::execution::{BacktestVenue, ExecutionConnector, VenueBar, VenueLevel, VenueOrder, VenueQuote, VenueTrade};

use super::auditor::{Auditor, Now};
use super::wishes::{Family, Step, Wish};

/// How long a bar is, in microseconds.
const BAR: i64 = 1_000;

pub fn dec(text: &str) -> Decimal {
    text.parse().unwrap()
}

/// A price in ticks of 0.01, on the tick and above nothing.
pub fn price(ticks: i64) -> Price {
    Price::new(Decimal::new(ticks.max(1), 2)).unwrap()
}

pub fn instruments() -> Vec<Instrument> {
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

/// A venue, its auditor and the market between them.
pub struct Stage {
    venue: BacktestVenue,
    auditor: Auditor,
    clock: i64,
    closes: [i64; 2],
    sent: u32,
}

impl Stage {
    pub fn new(terms: VenueTerms, cash: i64) -> Self {
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

    pub fn play(&mut self, step: &Step) {
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
                }
                self.clock += BAR;
                self.check_margin();
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
    pub fn quote_and_print(&mut self, change: i64, spread: i64, size: u32, through: i64) {
        for index in 0..2 {
            self.clock += 1;
            self.closes[index] = (self.closes[index] + change).max(200);
            let middle = self.closes[index];
            let instrument = InstrumentRef(index as u32);
            let (bid, ask) = (Decimal::new(middle - spread, 2), Decimal::new(middle + spread, 2));
            let (bid_size, ask_size) = (Decimal::from(size), Decimal::from(size / 2));
            let level = |price, size| Some(VenueLevel { price, size });
            let quote = VenueQuote { instrument, at: self.now(), bid: level(bid, bid_size), ask: level(ask, ask_size) };
            self.auditor.enters(Now::Quote(quote));
            self.venue.quote(&quote);
            self.drain();
            self.auditor.leaves_nothing_immediate(index);
            self.auditor.marks[index] = (bid + ask) / Decimal::TWO;
            self.check_margin();
            self.clock += 1;
            let print = Decimal::new((middle + through).max(1), 2);
            let trade = VenueTrade { instrument, at: self.now(), price: print, quantity: Decimal::from(size + 1) };
            self.auditor.enters(Now::Trade(trade));
            self.venue.trade(&trade);
            self.drain();
        }
    }

    /// Nobody answers a call here: the venue must only keep its own promises.
    fn check_margin(&mut self) {
        self.venue.check_margin(self.now());
        self.drain();
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
            worst: None,
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
