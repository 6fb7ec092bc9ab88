//! Everything that a strategy planner is told, as it describes it. `tests/workers/echo/src/describe.rs` says how.

use simpletrader_contracts::decision::{OrderTerms, SignalDraft};
use simpletrader_contracts::ledger::{AccountView, GroupRef, OrderRef, OrderView, PositionView, TradeRef};
use simpletrader_contracts::market::{InstrumentRef, Tick};
use simpletrader_contracts::terms::{Direction, OrderPurpose, OrderStatus, OriginType, Side};
use simpletrader_contracts::{Decimal, Instant, Label};
use simpletrader_tests::guests::Language;

use crate::worlds::{Echo, Told, at_the_edges_of, dec, price, quote, risk, signal};

pub fn every_part_of_a_situation_arrives(language: Language) {
    let echo = Echo(language.load("echo"));
    let told = Told {
        tick: Tick { sequence: u32::MAX, at: Instant::from_micros(-5), trigger: OriginType::Tick },
        quotes: vec![quote("1.5", None, Some("1.50000001")), quote("0.00000001", Some("0.00000001"), None)],
        signals: vec![
            signal(Some("0.25")),
            SignalDraft { direction: Direction::Short, instrument: InstrumentRef(1), ..signal(None) },
            SignalDraft { signal_type: Label::new("ABC").unwrap(), ..signal(Some("0")) },
        ],
        risks: vec![risk("1", None), risk("0.000000000000001", Some(1))],
        account: Some(AccountView { equity: dec("10000"), cash: dec("0.01"), exposure: dec("0"), daily_result: dec("-12.5") }),
        positions: vec![long(), short()],
        ..Told::default()
    };
    for (part, expected) in [
        ("tick", "4294967295 -5 bar"),
        ("quotes", "1 1099999999999999 1.5 - 1.50000001;1 1099999999999999 0.00000001 0.00000001 -"),
        ("signals", "0 long CROSS_UP 0.25;1 short CROSS_UP -;0 long ABC 0"),
        ("risks", "DRAWDOWN 1 -;DRAWDOWN 0.000000000000001 1"),
        ("account", "10000 0.01 0 -12.5"),
        ("positions", "3 0 long 1000 10 99.5 100 5 0 90 -;4294967295 1 short -1000 0.00000001 123456.789 0.5 -0.1 0.1 - 0.25"),
        ("orders", "none"),
        ("counts", "2 3 2 2 0"),
    ] {
        assert_eq!(echo.describe(part, &told), expected, "{part}");
    }
    let silent = Told::default();
    for part in ["quotes", "signals", "risks", "positions", "orders"] {
        assert_eq!(echo.describe(part, &silent), "none", "{part}");
    }
    assert_eq!(echo.describe("account", &silent), "-");
    assert_eq!(echo.describe("counts", &silent), "0 0 0 0 0");
    for (trigger, name) in
        [(OriginType::Schedule, "schedule"), (OriginType::News, "news"), (OriginType::Reply, "reply"), (OriginType::User, "user")]
    {
        let told = Told { tick: Tick { sequence: 0, at: Instant::from_micros(0), trigger }, ..Told::default() };
        assert_eq!(echo.describe("tick", &told), format!("0 0 {name}"));
    }
    every_order_arrives(&echo);
}

fn every_order_arrives(echo: &Echo) {
    let order = OrderView {
        order: OrderRef(1),
        tag: 2,
        trade: TradeRef(3),
        group: GroupRef(4),
        side: Side::Buy,
        terms: OrderTerms::Market,
        purpose: OrderPurpose::Entry,
        status: OrderStatus::Open,
        quantity: dec("2.5"),
        filled: dec("0"),
    };
    let (limit_price, stop_price) = (price("101.5"), price("99"));
    let orders = [
        order,
        OrderView { terms: OrderTerms::Limit { limit_price }, purpose: OrderPurpose::Slice, side: Side::Sell, ..order },
        OrderView { terms: OrderTerms::StopLimit { stop_price, limit_price }, purpose: OrderPurpose::CloseOut, ..order },
        OrderView { terms: OrderTerms::StopMarket { stop_price }, purpose: OrderPurpose::StopLoss, ..order },
        OrderView { terms: OrderTerms::TakeProfitMarket { stop_price }, purpose: OrderPurpose::TakeProfit, ..order },
        OrderView { status: OrderStatus::Pending, ..order },
        OrderView { status: OrderStatus::PartiallyFilled, filled: dec("1.25"), ..order },
    ];
    let expected = [
        "1 2 3 4 buy market entry open 2.5 0 - -",
        "1 2 3 4 sell limit slice open 2.5 0 101.5 -",
        "1 2 3 4 buy stop-limit close-out open 2.5 0 101.5 99",
        "1 2 3 4 buy stop-market stop-loss open 2.5 0 - 99",
        "1 2 3 4 buy take-profit-market take-profit open 2.5 0 - 99",
        "1 2 3 4 buy market entry pending 2.5 0 - -",
        "1 2 3 4 buy market entry partially-filled 2.5 1.25 - -",
    ];
    let told = Told { open_orders: orders.to_vec(), ..Told::default() };
    assert_eq!(echo.describe("orders", &told), expected.join(";"));
}

fn long() -> PositionView {
    PositionView {
        trade: TradeRef(3),
        instrument: InstrumentRef(0),
        direction: Direction::Long,
        opened_at: Instant::from_micros(1000),
        quantity: dec("10"),
        average_price: dec("99.5"),
        last_price: dec("100"),
        unrealised: dec("5"),
        realised: dec("0"),
        stop_loss: Some(price("90")),
        take_profit: None,
    }
}

fn short() -> PositionView {
    PositionView {
        trade: TradeRef(u32::MAX),
        instrument: InstrumentRef(1),
        direction: Direction::Short,
        opened_at: Instant::from_micros(-1000),
        quantity: dec("0.00000001"),
        average_price: dec("123456.789"),
        last_price: dec("0.5"),
        unrealised: dec("-0.1"),
        realised: dec("0.1"),
        stop_loss: None,
        take_profit: Some(price("0.25")),
    }
}

pub fn decimals_of_every_scale_arrive(language: Language) {
    let echo = Echo(language.load("echo"));
    for scale in 0..=18 {
        let [long, short] = at_the_edges_of(scale);
        let account = AccountView { equity: long, cash: short, exposure: -long, daily_result: -short };
        let told = Told { account: Some(account), ..Told::default() };
        let expected = [long, short, -long, -short].map(|value: Decimal| value.to_string()).join(" ");
        assert_eq!(echo.describe("account", &told), expected, "scale {scale}");
    }
}

pub fn inputs_arrive_bit_by_bit(language: Language) {
    let echo = Echo(language.load("echo"));
    for (inputs, expected) in [
        ([0.0, -0.0], "0000000000000000;8000000000000000"),
        ([f64::NAN, 1.0], "7ff8000000000000;3ff0000000000000"),
        ([5e-324, f64::MAX], "0000000000000001;7fefffffffffffff"),
        ([9_007_199_254_740_993.0, -0.1], "4340000000000000;bfb999999999999a"),
    ] {
        assert_eq!(echo.describe("inputs", &Told { inputs, ..Told::default() }), expected);
    }
}

pub fn long_lists_arrive_whole(language: Language) {
    let echo = Echo(language.load("echo"));
    let told = Told {
        quotes: vec![quote("1", None, None); 300],
        signals: vec![signal(None); 500],
        risks: vec![risk("0.5", None); 400],
        positions: vec![long(); 250],
        ..Told::default()
    };
    assert_eq!(echo.describe("counts", &told), "300 500 400 250 0");
}
