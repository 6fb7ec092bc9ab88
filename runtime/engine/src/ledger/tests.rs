//! The book as a whole: its invariants, one test each, and what it refuses.

use simpletrader_contracts::decimal::Amount;
use simpletrader_contracts::decision::OrderTerms;
use simpletrader_contracts::id::{CommandId, IdMint};
use simpletrader_contracts::ledger::{GroupRef, OrderRef, OrderRequest, TradeRef};
use simpletrader_contracts::market::{Instrument, InstrumentRef};
use simpletrader_contracts::terms::{
    CommissionAsset, Direction, ExecutionStrategyType, GroupStatus, OrderPurpose, OrderStatus, Side, TimeInForce,
};
use simpletrader_contracts::{Decimal, Instant, Price, Quantity, Symbol};

use super::forgetting::KEPT;
use super::{BarMark, ChangeKind, Exposure, FillReport, Ledger, LedgerError, OrderRegistration};

fn dec(text: &str) -> Decimal {
    text.parse().unwrap()
}

/// A book of two instruments, its ids and its clock.
struct Desk {
    book: Ledger,
    ids: IdMint,
    at: Instant,
    keys: u64,
}

impl Desk {
    fn new() -> Self {
        let instrument = |symbol| Instrument {
            symbol: Symbol::new(symbol).unwrap(),
            price_scale: 2,
            size_scale: 3,
            tick_size: dec("0.01"),
            lot_size: dec("0.001"),
            min_notional: None,
        };
        let book = Ledger::new("test".into(), vec![instrument("A_USD"), instrument("B_USD")], 10_000.into());
        Self { book, ids: IdMint::default(), at: Instant::parse("2024-01-01").unwrap(), keys: 0 }
    }

    fn trade(&mut self, instrument: u32, direction: Direction) -> TradeRef {
        let plan_id = self.ids.next(self.at);
        self.book.reserve_trade(plan_id, InstrumentRef(instrument), direction).unwrap()
    }

    fn group(&mut self, trade: TradeRef, target: Option<i64>) -> GroupRef {
        let command: CommandId = self.ids.next(self.at);
        self.book.reserve_group(trade, command, ExecutionStrategyType::Single, target.map(Decimal::from)).unwrap()
    }

    fn try_order(&mut self, group: GroupRef, side: Side, quantity: &str, purpose: OrderPurpose) -> Result<OrderRef, LedgerError> {
        let trade = self.book.group(group).unwrap().trade;
        let instrument = self.book.trade(trade).unwrap().instrument;
        let request = OrderRequest {
            symbol: self.book.instruments()[instrument.index()].symbol.clone(),
            side,
            terms: OrderTerms::Market,
            quantity: Quantity::new(dec(quantity)).unwrap(),
            time_in_force: TimeInForce::Gtc,
            purpose,
            reduce_only: false,
        };
        self.book.register_order(&mut self.ids, OrderRegistration { group, tag: 1, instrument, request }, self.at)
    }

    fn order(&mut self, group: GroupRef, side: Side, quantity: &str) -> OrderRef {
        self.try_order(group, side, quantity, OrderPurpose::Entry).unwrap()
    }

    fn fill(&mut self, order: OrderRef, quantity: &str, price: &str) -> Result<(), LedgerError> {
        self.fill_with(order, quantity, price, "0", CommissionAsset::Quote)
    }

    fn fill_with(
        &mut self,
        order: OrderRef,
        quantity: &str,
        price: &str,
        fee: &str,
        commission_asset: CommissionAsset,
    ) -> Result<(), LedgerError> {
        self.keys += 1;
        let report = FillReport {
            order,
            connector_fill_id: self.keys,
            quantity: Quantity::new(dec(quantity)).unwrap(),
            price: Price::new(dec(price)).unwrap(),
            commission: Amount::new(dec(fee)).unwrap(),
            commission_asset,
            slippage: Decimal::ZERO,
            at: self.at,
        };
        self.book.record_fill(&mut self.ids, &report, &BarMark::default())
    }

    fn cancel(&mut self, order: OrderRef) {
        self.book.update_order(order, OrderStatus::Cancelled, self.at).unwrap();
    }

    fn statuses(&self, order: OrderRef) -> (OrderStatus, GroupStatus) {
        let entry = self.book.order(order).unwrap();
        (entry.order.status(), self.book.group(entry.group).unwrap().group.as_ref().unwrap().status())
    }
}

// mission: 13 (partly)
#[test]
fn what_was_reserved_exists_with_its_first_order() {
    let mut desk = Desk::new();
    let trade = desk.trade(0, Direction::Long);
    let group = desk.group(trade, None);
    assert!(desk.book.trade(trade).unwrap().plan.is_none() && desk.book.group(group).unwrap().group.is_none());
    assert!(desk.book.active_trades().is_empty() && !desk.book.has_changes());
    desk.order(group, Side::Buy, "1");
    desk.order(group, Side::Buy, "1");
    let kinds: Vec<_> = desk.book.take_changes().into_iter().map(|change| (change.sequence, change.kind)).collect();
    assert_eq!(
        kinds,
        [(1, ChangeKind::TradeCreated), (2, ChangeKind::GroupCreated), (3, ChangeKind::OrderPlaced), (4, ChangeKind::OrderPlaced)]
    );
}

#[test]
fn an_order_needs_a_group_that_exists_and_the_instrument_of_its_trade() {
    let mut desk = Desk::new();
    let trade = desk.trade(0, Direction::Long);
    let group = desk.group(trade, None);
    let request = |symbol: &str| OrderRequest {
        symbol: Symbol::new(symbol).unwrap(),
        side: Side::Buy,
        terms: OrderTerms::Market,
        quantity: Quantity::new(Decimal::ONE).unwrap(),
        time_in_force: TimeInForce::Gtc,
        purpose: OrderPurpose::Entry,
        reduce_only: false,
    };
    let at = desk.at;
    let stray = OrderRegistration { group: GroupRef(9), tag: 1, instrument: InstrumentRef(0), request: request("A_USD") };
    assert_eq!(desk.book.register_order(&mut desk.ids, stray, at), Err(LedgerError::UnknownGroup(9)));
    let foreign = OrderRegistration { group, tag: 1, instrument: InstrumentRef(1), request: request("B_USD") };
    assert!(matches!(desk.book.register_order(&mut desk.ids, foreign, at), Err(LedgerError::WrongInstrument(_))));
    assert!(!desk.book.has_changes() && desk.book.active_trades().is_empty(), "a refused order leaves no trade behind");
}

// mission: 13 (partly)
#[test]
fn a_group_has_filled_what_its_orders_have_and_its_protections_do_not_count() {
    let mut desk = Desk::new();
    let trade = desk.trade(0, Direction::Long);
    let group = desk.group(trade, Some(10));
    let (first, second) = (desk.order(group, Side::Buy, "4"), desk.order(group, Side::Buy, "6"));
    let stop = desk.try_order(group, Side::Sell, "10", OrderPurpose::StopLoss).unwrap();
    desk.fill(first, "3", "100").unwrap();
    desk.fill(second, "5", "100").unwrap();
    let filled = |desk: &Desk| desk.book.group(group).unwrap().group.as_ref().unwrap().filled_quantity();
    assert_eq!(filled(&desk), 8.into());
    desk.fill(stop, "8", "90").unwrap();
    assert_eq!(filled(&desk), 8.into());
    desk.fill(first, "1", "100").unwrap();
    desk.fill(second, "1", "100").unwrap();
    assert_eq!(desk.statuses(second), (OrderStatus::Filled, GroupStatus::Completed));
    let third = desk.order(group, Side::Buy, "1");
    assert!(matches!(desk.fill(third, "1", "100"), Err(LedgerError::Group(_))), "never beyond its target");
}

// mission: 13 (partly)
#[test]
fn a_trade_is_closed_exactly_when_it_is_flat_and_nothing_of_it_works() {
    let mut desk = Desk::new();
    let trade = desk.trade(0, Direction::Long);
    let (entries, exits) = (desk.group(trade, None), desk.group(trade, None));
    let is_closed = |desk: &Desk| desk.book.trade(trade).unwrap().is_closed();
    let entry = desk.order(entries, Side::Buy, "10");
    desk.fill(entry, "4", "100").unwrap();
    let exit = desk.try_order(exits, Side::Sell, "4", OrderPurpose::CloseOut).unwrap();
    desk.fill(exit, "4", "101").unwrap();
    assert!(!is_closed(&desk), "flat, but its entry still works");
    desk.cancel(entry);
    assert!(is_closed(&desk) && desk.book.active_trades().is_empty());
    let late = desk.try_order(entries, Side::Buy, "1", OrderPurpose::Entry);
    assert!(matches!(late, Err(LedgerError::TradeIsOver(_))), "and takes no more orders");
    assert!(matches!(desk.fill(entry, "1", "100"), Err(LedgerError::TradeIsClosed(_))), "or fills");
}

#[test]
fn a_late_fill_that_makes_a_trade_flat_closes_it() {
    let mut desk = Desk::new();
    let trade = desk.trade(0, Direction::Long);
    let (entries, exits) = (desk.group(trade, None), desk.group(trade, None));
    let entry = desk.order(entries, Side::Buy, "4");
    desk.fill(entry, "4", "100").unwrap();
    let exit = desk.try_order(exits, Side::Sell, "4", OrderPurpose::CloseOut).unwrap();
    desk.cancel(exit);
    assert!(!desk.book.trade(trade).unwrap().is_closed());
    desk.fill(exit, "4", "101").unwrap();
    assert!(desk.book.trade(trade).unwrap().is_closed());
}

#[test]
fn an_entry_that_goes_on_filling_after_an_exit_makes_another_round_trip() {
    let mut desk = Desk::new();
    let trade = desk.trade(0, Direction::Long);
    let (entries, exits) = (desk.group(trade, None), desk.group(trade, None));
    let entry = desk.order(entries, Side::Buy, "10");
    for (price, exit_price) in [("100", "101"), ("90", "93")] {
        desk.fill(entry, "5", price).unwrap();
        let exit = desk.try_order(exits, Side::Sell, "5", OrderPurpose::CloseOut).unwrap();
        desk.fill(exit, "5", exit_price).unwrap();
    }
    let results: Vec<_> = desk.book.take_closed().iter().map(|trip| (trip.entry_price(), trip.net_result())).collect();
    assert_eq!(results, [(100.into(), 5.into()), (90.into(), 15.into())]);
    assert_eq!(desk.book.trade(trade).unwrap().position.realised(), 20.into());
}

// mission: 13 (partly)
#[test]
fn a_fee_in_the_traded_asset_is_part_of_the_position_and_of_the_result() {
    let mut desk = Desk::new();
    let trade = desk.trade(0, Direction::Long);
    let group = desk.group(trade, Some(2));
    let entry = desk.order(group, Side::Buy, "2");
    desk.fill_with(entry, "2", "100", "0.002", CommissionAsset::Base).unwrap();
    let held = &desk.book.trade(trade).unwrap().position;
    assert_eq!((held.quantity(), held.average_price(), held.realised()), (dec("1.998"), 100.into(), dec("-0.2")));
    assert_eq!((desk.book.account().cash(), desk.book.account().commission()), (9_800.into(), dec("0.2")));
    assert_eq!(desk.statuses(entry), (OrderStatus::Filled, GroupStatus::Completed), "the order itself is whole");
    let changes = desk.book.take_changes();
    let fill = changes.iter().find_map(|change| change.fill.as_ref()).map(|recorded| &recorded.fill).unwrap();
    assert_eq!(fill.commission_asset.as_ref().map(|asset| asset.as_str()), Some("A"));
    let too_dear = desk.trade(0, Direction::Long);
    let group = desk.group(too_dear, None);
    let order = desk.order(group, Side::Buy, "1");
    let refused = desk.fill_with(order, "1", "100", "1.001", CommissionAsset::Base);
    assert!(matches!(refused, Err(LedgerError::FeeExceedsFill(_))));
}

#[test]
fn exposure_is_by_symbol_gross_and_net() {
    let mut desk = Desk::new();
    for (instrument, direction, quantity) in [(0, Direction::Long, "3"), (0, Direction::Short, "1"), (1, Direction::Short, "2")] {
        let trade = desk.trade(instrument, direction);
        let group = desk.group(trade, None);
        let order = desk.order(group, direction.opening_side(), quantity);
        desk.fill(order, quantity, "50").unwrap();
    }
    let (first, second) = (InstrumentRef(0), InstrumentRef(1));
    assert_eq!(desk.book.exposure(first), Some(Exposure::default()), "nothing is known without a price");
    desk.book.set_last_price(first, Price::new(100.into()).unwrap());
    desk.book.set_last_price(second, Price::new(10.into()).unwrap());
    assert_eq!(desk.book.exposure(first), Some(Exposure { gross: 400.into(), net: 200.into() }));
    assert_eq!(desk.book.exposure(second), Some(Exposure { gross: 20.into(), net: (-20).into() }));
}

#[test]
fn money_that_would_be_rounded_is_refused_and_nothing_changes() {
    let mut desk = Desk::new();
    let trade = desk.trade(0, Direction::Long);
    let group = desk.group(trade, None);
    let order = desk.order(group, Side::Buy, "1");
    let before = (desk.book.account().clone(), desk.book.trade(trade).cloned());
    let refused = desk.fill_with(order, "1", "100", "0.0000000000000000000000000001", CommissionAsset::Quote);
    assert!(matches!(refused, Err(LedgerError::Overflow(_))));
    assert_eq!((desk.book.account().clone(), desk.book.trade(trade).cloned()), before);
    assert_eq!(desk.book.fills(), 0);
}

/// Opens and closes a trade, and returns its first order.
fn there_and_back(desk: &mut Desk) -> OrderRef {
    let trade = desk.trade(0, Direction::Long);
    let group = desk.group(trade, None);
    let entry = desk.order(group, Side::Buy, "1");
    desk.fill(entry, "1", "10").unwrap();
    let exit = desk.try_order(group, Side::Sell, "1", OrderPurpose::CloseOut).unwrap();
    desk.fill(exit, "1", "10").unwrap();
    entry
}

#[test]
fn a_book_of_many_trades_holds_the_latest_of_them_and_knows_the_others_no_more() {
    let mut desk = Desk::new();
    let first = there_and_back(&mut desk);
    let mut latest = first;
    for _ in 0..KEPT {
        assert!(desk.book.order(first).is_some(), "{KEPT} trades are kept after they are over");
        latest = there_and_back(&mut desk);
        desk.book.forget();
    }
    assert!(desk.book.order(first).is_none() && desk.book.order(latest).is_some());
    assert_eq!(desk.book.rows(), KEPT * 4, "a trade, a group and two orders of each");
    assert_eq!(desk.fill(first, "1", "10"), Err(LedgerError::UnknownOrder(first.0)));
    assert_eq!(desk.book.fills(), 2 * (KEPT as u64 + 1), "what is forgotten has happened");
    // Ordinals go on where they were.
    assert_eq!(there_and_back(&mut desk).0, latest.0 + 2);
}

#[test]
fn what_is_open_is_never_forgotten_and_holds_back_nothing_but_numbers() {
    let mut desk = Desk::new();
    let open = desk.trade(0, Direction::Long);
    let group = desk.group(open, None);
    let held = desk.order(group, Side::Buy, "1");
    desk.fill(held, "1", "10").unwrap();
    for _ in 0..KEPT + 10 {
        there_and_back(&mut desk);
        desk.book.forget();
    }
    let entry = desk.book.order(held).unwrap();
    assert_eq!((entry.trade, desk.book.latest_group(open)), (open, Some(group)));
    desk.try_order(group, Side::Sell, "1", OrderPurpose::CloseOut).unwrap();
    // The trade after it was forgotten.
    assert!(desk.book.trade(TradeRef(open.0 + 1)).is_none());
}

#[test]
fn a_trade_that_was_reserved_and_never_begun_is_forgotten_unless_its_worker_may_still_begin_it() {
    let mut desk = Desk::new();
    let waiting = desk.trade(0, Direction::Long);
    let group = desk.group(waiting, None);
    desk.book.keep_open(group);
    let dropped = desk.trade(0, Direction::Long);
    for _ in 0..2 * KEPT {
        desk.trade(0, Direction::Long);
        desk.book.forget();
    }
    assert!(desk.book.trade(waiting).is_some() && desk.book.trade(dropped).is_none());
    desk.order(group, Side::Buy, "1");
    assert!(desk.book.rows() < 2 * KEPT + 8, "{}", desk.book.rows());
}
