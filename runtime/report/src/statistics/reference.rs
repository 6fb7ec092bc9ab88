//! The six reference runs, played again from the reference trades and the sample bars, and what public programs make of them.
//! For tests alone.

use std::path::{Path, PathBuf};

use serde_json::Value;
use simpletrader_contracts::terms::{Direction, Side};
use simpletrader_contracts::{Decimal, Instant};

use super::daily::Daily;
use super::figure::{Figure, number};
use crate::history::{Cause, EquityCurve, Fill, FillPurpose, History, Prices, Trade};

/// A reference run.
pub struct Run {
    /// Which.
    pub name: String,
    /// What it did.
    pub history: History,
    /// Its days.
    pub daily: Daily,
    /// Its daily returns.
    pub returns: Vec<f64>,
    /// The daily returns of buy-and-hold.
    pub market: Vec<f64>,
    /// Results of its closed trades, in money.
    pub results: Vec<f64>,
    /// Returns of its closed trades.
    pub trade_returns: Vec<f64>,
    theirs: Value,
}

impl Run {
    /// What quantstats 0.0.86 says.
    pub fn quantstats(&self, key: &str) -> f64 {
        self.theirs["quantstats_0_0_86"][key].as_f64().unwrap()
    }

    /// What backtesting.py 0.6.6 says, as a number.
    pub fn backtesting(&self, key: &str) -> f64 {
        self.theirs["backtesting_py_0_6_6"][key].as_f64().unwrap()
    }

    /// What backtesting.py 0.6.6 says, as a text.
    pub fn backtesting_text(&self, key: &str) -> &str {
        self.theirs["backtesting_py_0_6_6"][key].as_str().unwrap()
    }

    /// Everything that backtesting.py 0.6.6 says.
    pub fn all_of_backtesting(&self) -> &serde_json::Map<String, Value> {
        self.theirs["backtesting_py_0_6_6"].as_object().unwrap()
    }
}

/// Fails unless both are equal to 1e-9 of the reference.
pub fn close(ours: f64, theirs: f64, what: &str) {
    assert!((ours - theirs).abs() <= 1e-9 * theirs.abs(), "{what}: {ours} is not {theirs}");
}

/// Holds a statistic against quantstats, in all reference runs; where one has no number, neither must the other.
pub fn agrees(key: &str, ours: impl Fn(&Run) -> Figure) {
    for run in runs() {
        match run.theirs["quantstats_0_0_86"][key].as_f64() {
            Some(theirs) => close(ours(&run).unwrap(), theirs, &format!("{} {key}", run.name)),
            None => assert!(ours(&run).is_err(), "{} {key}", run.name),
        }
    }
}

/// Holds a fraction against a percentage of backtesting.py, in all reference runs.
pub fn agrees_in_percent(key: &str, ours: impl Fn(&Run) -> Figure) {
    for run in runs() {
        close(ours(&run).unwrap() * 100.0, run.backtesting(key), &format!("{} {key}", run.name));
    }
}

/// A trade of one unit without fees.
pub fn trade(symbol: &str, direction: Direction, entry: (usize, &str), exit: (usize, &str)) -> Trade {
    let (entry_price, exit_price): (Decimal, Decimal) = (entry.1.parse().unwrap(), exit.1.parse().unwrap());
    Trade {
        plan_id: "TPL_20240101_000000_00000001".into(),
        symbol: symbol.into(),
        direction,
        entry_time: "2024-01-01".into(),
        exit_time: "2024-01-02".into(),
        entry_bar: entry.0,
        exit_bar: exit.0,
        entry_price,
        exit_price,
        quantity: Decimal::ONE,
        fees: Decimal::ZERO,
        result: if direction == Direction::Long { exit_price - entry_price } else { entry_price - exit_price },
        exit_reason: "signal".into(),
        cause: Cause::default(),
    }
}

/// All six.
pub fn runs() -> Vec<Run> {
    let read = |name: &str| -> Value { serde_json::from_str(&text(&root().join("tests/data/reference").join(name))).unwrap() };
    let (statistics, summaries) = (read("statistics.json"), read("summary.json"));
    let runs = statistics.as_object().unwrap().iter();
    runs.map(|(name, theirs)| run(name, theirs.clone(), &summaries[name])).collect()
}

fn run(name: &str, theirs: Value, summary: &Value) -> Run {
    let symbol = name.split('_').next().unwrap();
    let prices = prices(&root().join(format!("example-workers/strategies/data/{symbol}_1d.csv")));
    let trades = trades(&root().join(format!("tests/data/reference/{name}_trades.csv")));
    let history = play(prices, trades, summary);
    let daily = Daily::of(&history.curve);
    let market = Daily { days: daily.days.clone(), equity: daily.buy_and_hold(&history.prices).unwrap() };
    Run {
        name: name.to_owned(),
        returns: daily.returns().unwrap(),
        market: market.returns().unwrap(),
        results: history.trades.iter().map(|trade| number(trade.result)).collect(),
        trade_returns: history.trades.iter().map(super::trades::trade_return).collect(),
        daily,
        history,
        theirs,
    }
}

/// Plays the trades over the bars: cash and equity after each of them, in exact decimals.
fn play(prices: (Prices, Vec<Decimal>), trades: Vec<Trade>, summary: &Value) -> History {
    let (prices, closes) = prices;
    let dec = |key: &str| -> Decimal { summary[key].as_str().unwrap().parse().unwrap() };
    let mut fills = Vec::new();
    let mut fill = |side, bar, price, quantity, fee| fills.push((fee, made_fill(&prices.symbol, side, bar, price, quantity)));
    for trade in &trades {
        let fee = trade.fees / Decimal::TWO;
        fill(Side::Buy, trade.entry_bar, trade.entry_price, trade.quantity, fee);
        fill(Side::Sell, trade.exit_bar, trade.exit_price, trade.quantity, fee);
    }
    if let Some(open) = summary["open_trade"].as_object() {
        let dec = |key: &str| -> Decimal { open[key].as_str().unwrap().parse().unwrap() };
        let bar = open["entry_bar"].as_u64().unwrap() as usize;
        fill(Side::Buy, bar, dec("entry_price"), dec("qty"), dec("commission_so_far"));
    }
    let initial_capital = Decimal::from(10_000);
    let (mut cash, mut held, mut next) = (initial_capital, Decimal::ZERO, 0);
    let mut curve = EquityCurve { at: prices.closes_at.clone(), ..EquityCurve::default() };
    for (bar, close) in closes.iter().enumerate() {
        while let Some((fee, fill)) = fills.get(next).filter(|(_, fill)| fill.bar == bar) {
            let sign = if fill.side == Side::Buy { Decimal::ONE } else { -Decimal::ONE };
            cash -= sign * fill.value() + fee;
            held += sign * fill.quantity;
            next += 1;
        }
        curve.equity.push(number(cash + held * close));
        curve.exposure.push(number(held * close));
    }
    assert_eq!(cash, dec("cash"), "the trades were played as they were made");
    History {
        initial_capital,
        final_equity: dec("final_equity"),
        peak_equity: dec("max_equity"),
        fees: dec("commission"),
        fill_model: "next open; stop before target; no slippage".into(),
        curve,
        prices: vec![prices],
        trades,
        fills: fills.into_iter().map(|(_, fill)| fill).collect(),
    }
}

fn made_fill(symbol: &str, side: Side, bar: usize, price: Decimal, quantity: Decimal) -> Fill {
    let purpose = if side == Side::Buy { FillPurpose::Entry } else { FillPurpose::Other };
    Fill { symbol: symbol.to_owned(), side, purpose, is_market: true, bar, quantity, price, slippage: Decimal::ZERO }
}

fn prices(path: &Path) -> (Prices, Vec<Decimal>) {
    let (mut prices, mut closes) = (Prices { symbol: "SAMPLE_USD".into(), ..Prices::default() }, Vec::new());
    for line in text(path).lines().skip(1) {
        let fields: Vec<&str> = line.split(',').collect();
        prices.closes_at.push(Instant::parse(fields[0]).unwrap().plus_seconds(86_400));
        for (column, field) in [&mut prices.open, &mut prices.high, &mut prices.low, &mut prices.close, &mut prices.volume]
            .into_iter()
            .zip(&fields[1..])
        {
            column.push(field.parse().unwrap());
        }
        closes.push(fields[4].parse().unwrap());
    }
    (prices, closes)
}

fn trades(path: &Path) -> Vec<Trade> {
    let of = |line: &str| {
        let fields: Vec<&str> = line.split(',').collect();
        let dec = |place: usize| fields[place].parse::<Decimal>().unwrap();
        Trade {
            entry_time: fields[0].into(),
            exit_time: fields[1].into(),
            quantity: dec(6),
            fees: dec(7),
            result: dec(8),
            exit_reason: fields[9].into(),
            ..trade("SAMPLE_USD", Direction::Long, (fields[2].parse().unwrap(), fields[4]), (fields[3].parse().unwrap(), fields[5]))
        }
    };
    text(path).lines().skip(1).map(of).collect()
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn text(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap()
}
