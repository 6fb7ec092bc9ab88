use std::path::{Path, PathBuf};

use proptest::prelude::*;
use simpletrader_config::data_file::{DataKind, FileFormat, FileShape};
use simpletrader_contracts::Instant;
use simpletrader_contracts::market::{InstrumentRef, SeriesRef};

use super::*;
use crate::data::{BarFeed, FeedSettings, MarketEvent, Period, QuoteFeed, Scales, TickFeed, TradeBars, TradeFeed};

const SCALES: Scales = Scales { price: 0, size: 0 };

fn write(folder: &Path, name: &str, header: &str, lines: &[String]) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, format!("{header}\n{}\n", lines.join("\n"))).unwrap();
    path
}

fn settings(series: u32, timeframe_seconds: u32) -> FeedSettings {
    let series = SeriesRef(series);
    FeedSettings { series, timeframe_seconds, scales: SCALES, labelled_by_close: false, period: Period::default() }
}

fn shape(kind: DataKind) -> FileShape {
    FileShape::new(kind, FileFormat::Csv)
}

/// Bars at these labels.
fn bars(folder: &Path, series: u32, seconds: u32, labels: &[String]) -> BarSource {
    let lines: Vec<String> = labels.iter().map(|label| format!("{label},1,1,1,1,0")).collect();
    let path = write(folder, &format!("bars_{series}.csv"), "timestamp,open,high,low,close,volume", &lines);
    BarSource::File(Box::new(BarFeed::open(&path, &shape(DataKind::Bars), settings(series, seconds)).unwrap()))
}

/// Trades of these times and prices.
fn trade_file(folder: &Path, instrument: u32, trades: &[(String, i64)]) -> PathBuf {
    let lines: Vec<String> = trades.iter().map(|(at, price)| format!("{at},{price},1")).collect();
    write(folder, &format!("trades_{instrument}.csv"), "timestamp,price,size", &lines)
}

fn trades(path: &Path, instrument: u32) -> TickSource {
    let feed = TradeFeed::open(path, &shape(DataKind::Trades), SCALES, Period::default()).unwrap();
    TickSource { instrument: InstrumentRef(instrument), feed: TickFeed::Trades(Box::new(feed)) }
}

fn quotes(folder: &Path, instrument: u32, times: &[String]) -> TickSource {
    let lines: Vec<String> = times.iter().map(|at| format!("{at},1,1,2,1")).collect();
    let path = write(folder, &format!("quotes_{instrument}.csv"), "timestamp,bid,bid_size,ask,ask_size", &lines);
    let feed = QuoteFeed::open(&path, &shape(DataKind::Quotes), SCALES, Period::default()).unwrap();
    TickSource { instrument: InstrumentRef(instrument), feed: TickFeed::Quotes(Box::new(feed)) }
}

fn at(second: i64) -> String {
    Instant::parse("2024-01-01").unwrap().plus_seconds(second).to_string()
}

/// Every moment: seconds since the start, ticks as `T0` or `Q1`, bars by series.
fn seen(mut data: MarketData) -> Vec<String> {
    let start = Instant::parse("2024-01-01").unwrap().micros();
    let mut seen = Vec::new();
    let mut block = Block::default();
    while data.next_into(&mut block).unwrap() {}
    for moment in block.moments() {
        let tick = |tick: &MarketTick| match tick.event {
            MarketEvent::Trade(_) => format!("T{}", tick.instrument.0),
            MarketEvent::Quote(_) => format!("Q{}", tick.instrument.0),
        };
        let ticks = moment.ticks.iter().map(tick);
        let bars = moment.bars.iter().map(|bar| format!("bar{}", bar.bar.series.0));
        let all: Vec<String> = ticks.chain(bars).collect();
        seen.push(format!("{} {}", (moment.at.micros() - start) / 1_000_000, all.join(" ")));
    }
    seen
}

#[test]
fn a_higher_timeframe_appears_only_when_it_has_closed() {
    let folder = tempfile::tempdir().unwrap();
    let fast = bars(folder.path(), 0, 3600, &[at(0), at(3600), at(7200)]);
    let slow = bars(folder.path(), 1, 7200, &[at(0)]);
    let data = MarketData::merge(vec![fast, slow], Vec::new()).unwrap();
    assert_eq!(seen(data), ["3600 bar0", "7200 bar0 bar1", "10800 bar0"]);
}

#[test]
fn two_symbols_that_close_together_are_one_moment_and_a_gap_of_one_is_none_of_the_other() {
    let folder = tempfile::tempdir().unwrap();
    let left = bars(folder.path(), 0, 60, &[at(0), at(60), at(180)]);
    let right = bars(folder.path(), 1, 60, &[at(0), at(120), at(180)]);
    let data = MarketData::merge(vec![left, right], Vec::new()).unwrap();
    assert_eq!(seen(data), ["60 bar0 bar1", "120 bar0", "180 bar1", "240 bar0 bar1"]);
}

#[test]
fn trades_and_quotes_of_an_instant_come_before_the_bars_that_close_at_it() {
    let folder = tempfile::tempdir().unwrap();
    let minute = bars(folder.path(), 0, 60, &[at(0)]);
    let first = trade_file(folder.path(), 0, &[(at(30), 5), (at(60), 6), (at(60), 7), (at(61), 8)]);
    let ticks = vec![trades(&first, 0), quotes(folder.path(), 0, &[at(60)]), quotes(folder.path(), 1, &[at(10), at(60)])];
    let data = MarketData::merge(vec![minute], ticks).unwrap();
    assert_eq!(seen(data), ["10 Q1", "30 T0", "60 T0 T0 Q0 Q1 bar0", "61 T0"]);
}

#[test]
fn nothing_at_all_makes_no_moment() {
    let mut data = MarketData::merge(Vec::new(), Vec::new()).unwrap();
    assert!(!data.next_into(&mut Block::default()).unwrap());
}

#[test]
fn a_bar_of_trades_is_never_seen_before_its_last_trade_nor_before_its_close() {
    proptest!(|(steps in proptest::collection::vec((0i64..200, 1i64..1000), 1..60), short in 1u32..120, factor in 1u32..10)| {
        let folder = tempfile::tempdir().unwrap();
        let mut second = 0;
        let all: Vec<(i64, i64)> = steps.iter().map(|(step, price)| { second += step; (second, *price) }).collect();
        let lines: Vec<(String, i64)> = all.iter().map(|(second, price)| (at(*second), *price)).collect();
        let path = trade_file(folder.path(), 0, &lines);
        let made = |series, seconds| {
            let made = TradeBars::open(&path, &shape(DataKind::Trades), settings(series, seconds)).unwrap();
            BarSource::Trades(Box::new(made))
        };
        let mut data = MarketData::merge(vec![made(0, short), made(1, short * factor)], vec![trades(&path, 0)]).unwrap();
        let start = Instant::parse("2024-01-01").unwrap().micros();
        let mut before = None;
        let mut heard = 0;
        let mut block = Block::default();
        while data.next_into(&mut block).unwrap() {}
        for moment in block.moments() {
            prop_assert!(before.is_none_or(|before| before < moment.at), "time goes on");
            before = Some(moment.at);
            heard += moment.ticks.len();
            let now = (moment.at.micros() - start) / 1_000_000;
            prop_assert_eq!(heard, all.iter().filter(|(second, _)| *second <= now).count(), "everything up to now, nothing later");
            for bar in moment.bars {
                prop_assert_eq!(bar.closes_at, moment.at);
                let (opens, closes) = ((bar.opens_at.micros() - start) / 1_000_000, now);
                let inside: Vec<i64> =
                    all.iter().filter(|(second, _)| (opens..closes).contains(second)).map(|(_, price)| *price).collect();
                let wanted = (
                    inside.first().copied(), inside.iter().max().copied(), inside.iter().min().copied(), inside.last().copied(),
                );
                let bar = bar.bar;
                prop_assert_eq!((Some(bar.open), Some(bar.high), Some(bar.low), Some(bar.close)), wanted);
                prop_assert_eq!(bar.volume, inside.len() as i64);
            }
        }
        prop_assert_eq!(heard, all.len());
    });
}
