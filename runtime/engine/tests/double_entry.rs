//! A hundred thousand random fills, booked by the ledger and by an accountant who shares nothing with it: not a line of code and
//! not even its numbers, which are whole hundred-millionths of an asset and ten-billionths of money. Every sum agrees to the
//! last digit after every fill.

use simpletrader_contracts::decimal::Amount;
use simpletrader_contracts::decision::OrderTerms;
use simpletrader_contracts::id::{CommandId, IdMint};
use simpletrader_contracts::ledger::{Fill, GroupRef, OrderRef, OrderRequest, TradeRef};
use simpletrader_contracts::market::{Instrument, InstrumentRef};
use simpletrader_contracts::terms::{
    CommissionAsset, Direction, ExecutionStrategyType, OrderPurpose, OrderStatus, Side, TimeInForce,
};
use simpletrader_contracts::{Decimal, Instant, Price, Quantity, Symbol};
use simpletrader_engine::ledger::{BarMark, FillReport, Ledger, LedgerError, OrderRegistration};

const SYMBOLS: [&str; 4] = ["A_USD", "B_USD", "C_USD", "D_USD"];
const CAPITAL: i64 = 1_000_000;
/// Units of a price: hundredths. Of a quantity: thousandths. Of a rate: hundred-thousandths.
const PRICE_PLACES: u32 = 2;
const SIZE_PLACES: u32 = 3;
/// Units of an asset with its fees, and of money.
const ASSET_PLACES: u32 = 8;
const MONEY_PLACES: u32 = 10;

/// SplitMix64, by Sebastiano Vigna: small, seeded, good enough to wander about.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound as u64) as usize
    }

    fn between(&mut self, from: i128, to: i128) -> i128 {
        from + (self.next() % (to - from + 1) as u64) as i128
    }
}

/// A decimal as a whole number of units; it must be one.
fn units(value: Decimal, places: u32) -> i128 {
    let value = value.normalize();
    assert!(value.scale() <= places, "{value} has more than {places} places");
    value.mantissa() * 10_i128.pow(places - value.scale())
}

fn decimal(units: i128, places: u32) -> Decimal {
    Decimal::from_i128_with_scale(units, places)
}

/// What the accountant knows of a trade: asset held (negative when short), what entries and exits were worth, fees.
#[derive(Default, Clone)]
struct Account {
    held: i128,
    spent: i128,
    earned: i128,
    fees: i128,
}

/// The accountant's books.
struct Accountant {
    cash: i128,
    fees: i128,
    assets: [i128; SYMBOLS.len()],
}

/// A fill as the accountant hears of it.
#[derive(Clone, Copy)]
struct Execution {
    symbol: usize,
    side: Side,
    quantity: i128,
    price: i128,
    fee: i128,
    fee_in_base: bool,
}

impl Execution {
    /// What comes into the asset account, what into the cash account, and what the fee is worth in money.
    fn entries(&self) -> (i128, i128, i128) {
        let sign = if self.side == Side::Buy { 1 } else { -1 };
        let asset = sign * self.quantity * 10_i128.pow(ASSET_PLACES - SIZE_PLACES);
        let value = self.quantity * self.price * 10_i128.pow(MONEY_PLACES - SIZE_PLACES - PRICE_PLACES);
        if self.fee_in_base {
            (asset - self.fee, -sign * value, self.fee * self.price * 10_i128.pow(MONEY_PLACES - ASSET_PLACES - PRICE_PLACES))
        } else {
            (asset, -sign * value - self.fee, self.fee)
        }
    }
}

impl Accountant {
    fn post(&mut self, execution: &Execution, trade: &mut Account) {
        let (asset, cash, fee) = execution.entries();
        self.assets[execution.symbol] += asset;
        self.cash += cash;
        self.fees += fee;
        trade.held += asset;
        trade.fees += fee;
        // A fee in the asset was paid with what was bought: its worth stands among the fees and not in the flow.
        let flow = cash + fee;
        if flow < 0 { trade.spent -= flow } else { trade.earned += flow }
    }
}

/// How a venue takes its fee.
#[derive(Clone, Copy)]
enum Fee {
    Nothing,
    PerFill,
    PerUnit,
    Rate,
    Tiered,
    RateInBase,
}

impl Fee {
    const ALL: [Self; 6] = [Self::Nothing, Self::PerFill, Self::PerUnit, Self::Rate, Self::Tiered, Self::RateInBase];

    /// The fee, and whether it is taken in the asset; `traded` is the money that changed hands so far.
    fn of(self, quantity: i128, price: i128, traded: i128) -> (i128, bool) {
        let rate = |rate: i128| quantity * price * rate;
        match self {
            Self::Nothing => (0, false),
            Self::PerFill => (99 * 10_i128.pow(MONEY_PLACES - 2), false),
            Self::PerUnit => (quantity * 5 * 10_i128.pow(MONEY_PLACES - SIZE_PLACES - 3), false),
            Self::Rate => (rate(75), false),
            Self::Tiered => (rate(if traded < 5_000_000 * 10_i128.pow(MONEY_PLACES) { 100 } else { 37 }), false),
            Self::RateInBase => (quantity * 100, true),
        }
    }
}

struct Order {
    order: OrderRef,
    side: Side,
    rest: i128,
    filled: i128,
    works: bool,
}

struct Trade {
    trade: TradeRef,
    group: GroupRef,
    symbol: usize,
    direction: Direction,
    orders: Vec<Order>,
    account: Account,
}

impl Trade {
    fn is_over(&self) -> bool {
        self.account.held == 0 && self.orders.iter().all(|order| !order.works)
    }

    fn size(&self) -> i128 {
        self.account.held.abs()
    }
}

/// One random history.
struct History {
    dice: Dice,
    fee: Fee,
    book: Ledger,
    ids: IdMint,
    at: Instant,
    accountant: Accountant,
    traded: i128,
    trades: Vec<Trade>,
    open: Vec<usize>,
    keys: u64,
    last: Option<FillReport>,
    refused: [u32; 3],
    written: Vec<(OrderRef, Fill)>,
    sequence: u64,
}

impl History {
    fn new(seed: u64) -> Self {
        let instrument = |symbol: &str| Instrument {
            symbol: Symbol::new(symbol).unwrap(),
            price_scale: PRICE_PLACES as u8,
            size_scale: SIZE_PLACES as u8,
            tick_size: decimal(1, PRICE_PLACES),
            lot_size: decimal(1, SIZE_PLACES),
            min_notional: None,
        };
        let book = Ledger::new("random".into(), SYMBOLS.map(instrument).to_vec(), CAPITAL.into());
        let cash = i128::from(CAPITAL) * 10_i128.pow(MONEY_PLACES);
        Self {
            dice: Dice(seed),
            fee: Fee::ALL[seed as usize % Fee::ALL.len()],
            book,
            ids: IdMint::default(),
            at: Instant::parse("2024-01-01").unwrap(),
            accountant: Accountant { cash, fees: 0, assets: [0; SYMBOLS.len()] },
            traded: 0,
            trades: Vec::new(),
            open: Vec::new(),
            keys: 0,
            last: None,
            refused: [0; 3],
            written: Vec::new(),
            sequence: 0,
        }
    }

    fn begin_trade(&mut self) {
        let symbol = self.dice.below(SYMBOLS.len());
        let direction = if self.dice.below(2) == 0 { Direction::Long } else { Direction::Short };
        let (plan_id, command): (_, CommandId) = (self.ids.next(self.at), self.ids.next(self.at));
        let trade = self.book.reserve_trade(plan_id, InstrumentRef(symbol as u32), direction).unwrap();
        let group = self.book.reserve_group(trade, command, ExecutionStrategyType::Single, None).unwrap();
        self.open.push(self.trades.len());
        self.trades.push(Trade { trade, group, symbol, direction, orders: Vec::new(), account: Account::default() });
        self.place(self.trades.len() - 1, direction.opening_side());
    }

    fn place(&mut self, index: usize, side: Side) {
        let quantity = self.dice.between(1, 20_000);
        self.place_for(index, side, quantity);
    }

    fn place_for(&mut self, index: usize, side: Side, quantity: i128) {
        let trade = &mut self.trades[index];
        let instrument = InstrumentRef(trade.symbol as u32);
        let request = OrderRequest {
            symbol: Symbol::new(SYMBOLS[trade.symbol]).unwrap(),
            side,
            terms: OrderTerms::Market,
            quantity: Quantity::new(decimal(quantity, SIZE_PLACES)).unwrap(),
            time_in_force: TimeInForce::Gtc,
            purpose: if side == trade.direction.opening_side() { OrderPurpose::Entry } else { OrderPurpose::CloseOut },
            reduce_only: false,
        };
        let registration = OrderRegistration { group: trade.group, tag: 0, instrument, request };
        let order = self.book.register_order(&mut self.ids, registration, self.at).unwrap();
        trade.orders.push(Order { order, side, rest: quantity, filled: 0, works: true });
    }

    fn cancel(&mut self, index: usize, which: usize) {
        let order = &mut self.trades[index].orders[which];
        self.book.update_order(order.order, OrderStatus::Cancelled, self.at).unwrap();
        order.works = false;
    }

    /// Fills a random part of an order, or more than there is, which the book must refuse.
    fn fill(&mut self, index: usize, which: usize) {
        let symbol = self.trades[index].symbol;
        let price = self.dice.between(5_000, 15_000) * (1 + symbol as i128);
        let (rest, side) = (self.trades[index].orders[which].rest, self.trades[index].orders[which].side);
        let size = self.trades[index].size();
        let is_exit = side != self.trades[index].direction.opening_side();
        let too_much = self.dice.below(50) == 0;
        let whole = if is_exit && self.dice.below(3) > 0 { rest.min(size / 100_000) } else { rest };
        let quantity = match () {
            () if too_much => rest + 1,
            () if whole == 0 || self.dice.below(2) == 0 => rest.min(self.dice.between(1, 5_000)),
            () => whole,
        };
        self.execute(index, which, quantity, price);
    }

    /// Withdraws what works and leaves by one order; what a fee in the asset left behind is less than a lot and stays.
    fn wind_up(&mut self, index: usize) {
        for which in 0..self.trades[index].orders.len() {
            if self.trades[index].orders[which].works {
                self.cancel(index, which);
            }
        }
        let lots = self.trades[index].size() / 10_i128.pow(ASSET_PLACES - SIZE_PLACES);
        if lots > 0 && !matches!(self.fee, Fee::RateInBase) {
            self.place_for(index, self.trades[index].direction.opening_side().opposite(), lots);
            let price = self.dice.between(5_000, 15_000);
            self.execute(index, self.trades[index].orders.len() - 1, lots, price);
        }
    }

    /// One fill, in both books; or a refusal, where there must be one.
    fn execute(&mut self, index: usize, which: usize, quantity: i128, price: i128) {
        let (symbol, size) = (self.trades[index].symbol, self.trades[index].size());
        let (rest, side) = (self.trades[index].orders[which].rest, self.trades[index].orders[which].side);
        let is_exit = side != self.trades[index].direction.opening_side();
        let too_much = quantity > rest;
        let (fee, fee_in_base) = self.fee.of(quantity, price, self.traded);
        let execution = Execution { symbol, side, quantity, price, fee, fee_in_base };
        let moved = execution.entries().0.abs();
        let flips = is_exit && moved > size;
        self.keys += 1;
        let report = FillReport {
            order: self.trades[index].orders[which].order,
            connector_fill_id: self.keys,
            quantity: Quantity::new(decimal(quantity, SIZE_PLACES)).unwrap(),
            price: Price::new(decimal(price, PRICE_PLACES)).unwrap(),
            commission: Amount::new(decimal(fee, if fee_in_base { ASSET_PLACES } else { MONEY_PLACES })).unwrap(),
            commission_asset: if fee_in_base { CommissionAsset::Base } else { CommissionAsset::Quote },
            at: self.at,
            slippage: Decimal::ZERO,
        };
        let booked = self.book.record_fill(&mut self.ids, &report, &BarMark::default());
        if flips {
            assert!(matches!(booked, Err(LedgerError::Flips(_))), "{booked:?}");
            self.refused[0] += 1;
        } else if too_much {
            assert!(matches!(booked, Err(LedgerError::Order(_))), "{booked:?}");
            self.refused[1] += 1;
        } else {
            booked.unwrap();
            self.traded += quantity * price * 10_i128.pow(MONEY_PLACES - SIZE_PLACES - PRICE_PLACES);
            let trade = &mut self.trades[index];
            self.accountant.post(&execution, &mut trade.account);
            let order = &mut trade.orders[which];
            order.rest -= quantity;
            order.filled += quantity;
            order.works = order.rest > 0;
            self.last = Some(report);
        }
    }

    /// The venue repeats itself.
    fn repeat(&mut self) {
        if let Some(report) = &self.last {
            let again = self.book.record_fill(&mut self.ids, report, &BarMark::default());
            assert_eq!(again, Err(LedgerError::DuplicateFill(report.connector_fill_id)));
            self.refused[2] += 1;
        }
    }

    fn step(&mut self) {
        if self.open.len() < 12 && (self.open.is_empty() || self.dice.below(20) == 0) {
            self.begin_trade();
        }
        let at = self.dice.below(self.open.len());
        let index = self.open[at];
        let working: Vec<usize> =
            (0..self.trades[index].orders.len()).filter(|order| self.trades[index].orders[*order].works).collect();
        let chosen = working.get(self.dice.below(working.len().max(1))).copied();
        let opening = self.trades[index].direction.opening_side();
        match self.dice.below(20) {
            0 => self.repeat(),
            1 if chosen.is_some() => self.cancel(index, chosen.unwrap()),
            2 | 3 => self.place(index, opening),
            4 => self.wind_up(index),
            5..=8 if self.trades[index].size() > 0 => self.place(index, opening.opposite()),
            _ if chosen.is_some() => self.fill(index, chosen.unwrap()),
            _ => self.place(index, if self.trades[index].size() > 0 { opening.opposite() } else { opening }),
        }
        self.agree(index);
        if self.trades[index].is_over() {
            self.open.swap_remove(at);
        }
    }

    /// Book and accountant say the same, about the trade that was touched and about the whole.
    fn agree(&mut self, index: usize) {
        let trade = &self.trades[index];
        let entry = self.book.trade(trade.trade).unwrap();
        assert_eq!(units(self.book.account().cash(), MONEY_PLACES), self.accountant.cash);
        assert_eq!(units(self.book.account().commission(), MONEY_PLACES), self.accountant.fees);
        assert_eq!(units(entry.position.signed_quantity(), ASSET_PLACES), trade.account.held);
        assert_eq!(entry.is_closed(), trade.is_over());
        let group = self.book.group(trade.group).unwrap().group.as_ref().unwrap();
        let counted = trade.orders.iter().map(|order| order.filled).sum::<i128>();
        assert_eq!(units(group.filled_quantity(), SIZE_PLACES), counted, "a group has filled what its orders have");
        let Account { held, spent, earned, fees } = trade.account;
        // Whatever is bound in the position is what is missing between what was earned and what was booked as a result.
        let bound = units(entry.position.bound(), 20);
        let wide = 10_i128.pow(20 - MONEY_PLACES);
        assert_eq!(units(entry.position.realised(), 20), (earned - spent - fees) * wide + bound);
        assert!(held != 0 || bound == 0, "nothing is bound in nothing");
        for change in self.book.take_changes() {
            self.sequence += 1;
            assert_eq!(change.sequence, self.sequence, "no gap");
            self.written.extend(change.order.zip(change.fill.map(|recorded| recorded.fill)));
        }
    }

    /// Cash and assets from what was written down, from nothing else.
    fn audit_the_record(&self) {
        let mut cash = i128::from(CAPITAL) * 10_i128.pow(MONEY_PLACES);
        let mut assets = [0; SYMBOLS.len()];
        for (order, fill) in &self.written {
            let entry = self.book.order(*order).unwrap();
            let fee_in_base = fill.commission_asset.is_some();
            let execution = Execution {
                symbol: entry.instrument.index(),
                side: entry.order.side,
                quantity: units(fill.filled_quantity.get(), SIZE_PLACES),
                price: units(fill.fill_price.get(), PRICE_PLACES),
                fee: units(fill.commission.get(), if fee_in_base { ASSET_PLACES } else { MONEY_PLACES }),
                fee_in_base,
            };
            let (asset, money, _) = execution.entries();
            assets[execution.symbol] += asset;
            cash += money;
        }
        assert_eq!(cash, units(self.book.account().cash(), MONEY_PLACES));
        assert_eq!(assets, self.accountant.assets);
        let held =
            |symbol: usize| self.trades.iter().filter(|trade| trade.symbol == symbol).map(|trade| trade.account.held).sum::<i128>();
        assert_eq!(std::array::from_fn(held), assets);
    }
}

// mission: 13
#[test]
fn a_hundred_thousand_random_fills_agree_with_an_independent_accountant_to_the_last_digit() {
    let (mut fills, mut closed, mut refused) = (0, 0, [0; 3]);
    for seed in 0..24 {
        let mut history = History::new(seed);
        while history.book.fills() < 4_200 {
            history.step();
        }
        history.audit_the_record();
        fills += history.book.fills();
        closed += history.trades.iter().filter(|trade| trade.is_over()).count();
        refused = std::array::from_fn(|kind| refused[kind] + history.refused[kind]);
    }
    assert!(fills >= 100_000, "{fills}");
    assert!(closed > 1_000, "trades come to their end: {closed}");
    assert!(refused.iter().all(|count| *count > 100), "flips, overfills and repetitions were tried: {refused:?}");
}
