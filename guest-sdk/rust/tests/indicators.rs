//! The indicators against `guest-sdk/indicators.csv`: near the public reference, and equal to the bits that every language of
//! the SDK must give.
//!
//! `UPDATE_INDICATORS=1` writes the columns of bits anew, after the definition was changed on purpose.

use std::fs;
use std::path::PathBuf;

use simpletrader_sdk::indicators::{Atr, Bollinger, Ema, Highest, Lowest, Macd, Rsi, Sma, Stochastic, Vwap, ZScore};

/// How far a result may be from the reference: this share of it, or this much when it is smaller than 1. TA-Lib takes the
/// deviation from running sums of squares, which costs a few digits.
const TOLERANCE: f64 = 1e-9;

/// A table with named columns, and the comments above it.
struct Table {
    comments: Vec<String>,
    header: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    fn read() -> Self {
        let text = fs::read_to_string(path()).unwrap();
        let (comments, lines): (Vec<&str>, Vec<&str>) = text.lines().partition(|line| line.starts_with('#'));
        let cells = |line: &str| line.split(',').map(str::to_owned).collect::<Vec<_>>();
        let header = cells(lines[0]);
        let rows: Vec<_> = lines[1..].iter().map(|line| cells(line)).collect();
        assert!(rows.iter().all(|row| row.len() == header.len()));
        Self { comments: comments.into_iter().map(str::to_owned).collect(), header, rows }
    }

    fn column(&self, name: &str) -> impl Iterator<Item = &str> {
        let index = self.header.iter().position(|column| column == name).unwrap_or_else(|| panic!("no column {name}"));
        self.rows.iter().map(move |row| row[index].as_str())
    }

    fn numbers(&self, name: &str) -> Vec<f64> {
        self.column(name).map(|cell| cell.parse().unwrap()).collect()
    }
}

fn path() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../indicators.csv")
}

/// Every column of results, by its name in the table.
fn results(table: &Table) -> Vec<(&'static str, Vec<f64>)> {
    let [high, low, close, volume] = ["high", "low", "close", "volume"].map(|name| table.numbers(name));
    let bars = || high.iter().zip(&low).zip(&close).map(|((&high, &low), &close)| (high, low, close));
    let over = |values: &[f64], next: &mut dyn FnMut(f64) -> f64| values.iter().map(|&value| next(value)).collect::<Vec<_>>();

    let (mut sma, mut ema, mut rsi, mut atr) = (Sma::new(5), Ema::new(12), Rsi::new(14), Atr::new(14));
    let (mut macd, mut bollinger) = (Macd::new(12, 26, 9), Bollinger::new(20, 2.0));
    let (mut stochastic, mut vwap, mut z_score) = (Stochastic::new(14, 3, 3), Vwap::new(), ZScore::new(20));
    let (mut highest, mut lowest) = (Highest::new(10), Lowest::new(10));
    let macd: Vec<_> = close.iter().map(|&value| macd.next(value)).collect();
    let bands: Vec<_> = close.iter().map(|&value| bollinger.next(value)).collect();
    let stochastic: Vec<_> = bars().map(|(high, low, close)| stochastic.next(high, low, close)).collect();
    vec![
        ("sma_5", over(&close, &mut |value| sma.next(value))),
        ("ema_12", over(&close, &mut |value| ema.next(value))),
        ("rsi_14", over(&close, &mut |value| rsi.next(value))),
        ("macd_12_26_9_line", macd.iter().map(|value| value.line).collect()),
        ("macd_12_26_9_signal", macd.iter().map(|value| value.signal).collect()),
        ("macd_12_26_9_histogram", macd.iter().map(|value| value.histogram).collect()),
        ("atr_14", bars().map(|(high, low, close)| atr.next(high, low, close)).collect()),
        ("bollinger_20_2_lower", bands.iter().map(|bands| bands.lower).collect()),
        ("bollinger_20_2_middle", bands.iter().map(|bands| bands.middle).collect()),
        ("bollinger_20_2_upper", bands.iter().map(|bands| bands.upper).collect()),
        ("stochastic_14_3_3_k", stochastic.iter().map(|value| value.k).collect()),
        ("stochastic_14_3_3_d", stochastic.iter().map(|value| value.d).collect()),
        ("vwap", bars().zip(&volume).map(|((high, low, close), &volume)| vwap.next(high, low, close, volume)).collect()),
        ("highest_10", over(&high, &mut |value| highest.next(value))),
        ("lowest_10", over(&low, &mut |value| lowest.next(value))),
        ("z_score_20", over(&close, &mut |value| z_score.next(value))),
    ]
}

/// The bits of a double, with one spelling for NaN.
fn bits(value: f64) -> String {
    format!("{:016x}", if value.is_nan() { f64::NAN.to_bits() & 0x7fff_ffff_ffff_ffff } else { value.to_bits() })
}

#[test]
fn every_indicator_agrees_with_its_public_reference() {
    let table = Table::read();
    for (name, ours) in results(&table) {
        let reference = table.numbers(name);
        assert!(reference.iter().filter(|value| value.is_finite()).count() > 80, "{name} is compared with something");
        for (row, (ours, theirs)) in ours.into_iter().zip(reference).enumerate() {
            let near = (ours - theirs).abs() <= TOLERANCE * theirs.abs().max(1.0);
            assert!(near || (ours.is_nan() && theirs.is_nan()), "{name}, row {row}: {ours}, the reference says {theirs}");
        }
    }
}

#[test]
fn every_indicator_gives_the_bits_that_all_languages_give() {
    let mut table = Table::read();
    let results = results(&table);
    if std::env::var_os("UPDATE_INDICATORS").is_some() {
        let kept = table.header.iter().position(|name| name.ends_with(":bits")).unwrap_or(table.header.len());
        table.header.truncate(kept);
        table.rows.iter_mut().for_each(|row| row.truncate(kept));
        for (name, values) in &results {
            table.header.push(format!("{name}:bits"));
            table.rows.iter_mut().zip(values).for_each(|(row, &value)| row.push(bits(value)));
        }
        let rows = table.rows.iter().map(|row| row.join(","));
        let lines: Vec<_> = table.comments.iter().cloned().chain([table.header.join(",")]).chain(rows).collect();
        fs::write(path(), lines.join("\n") + "\n").unwrap();
    }
    for (name, values) in results {
        for (row, (value, expected)) in values.into_iter().zip(table.column(&format!("{name}:bits"))).enumerate() {
            assert_eq!(bits(value), expected, "{name}, row {row}: {value}");
        }
    }
}
