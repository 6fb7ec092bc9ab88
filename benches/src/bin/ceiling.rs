//! The ceiling: the reference strategy as somebody would write it who wants nothing but speed. One file, one loop, no library, no
//! sandbox, no ledger, no journal; it parses the same CSV and computes the same trades in exact arithmetic. What it takes is what no
//! runtime can beat, and `tests/ceiling.rs` holds every trade of the engine against it.
//!
//! `ceiling BARS.csv [TRADES.csv]` prints what it came to and, if asked, writes the trades in the first ten columns of a run's `trades.csv`.
//!
//! The rule: long while the mean of the last 10 closes stands above that of the last 20, decided from bar 20 on, filled at the next
//! open, 10 units, one dollar a fill. Equality changes nothing. All amounts are whole cents in `i64`.

use std::fmt::Write as _;
use std::process::ExitCode;

const FAST: usize = 10;
const SLOW: usize = 20;
const WARM_UP: usize = 20;
const QUANTITY: i64 = 10;
const FEE: i64 = 100;
const CAPITAL: i64 = 100_000_000;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (input, output) = match arguments.as_slice() {
        [input] => (input, None),
        [input, output] => (input, Some(output)),
        _ => {
            eprintln!("usage: ceiling BARS.csv [TRADES.csv]");
            return ExitCode::FAILURE;
        }
    };
    let run = || -> Result<Outcome, String> {
        let bytes = std::fs::read(input).map_err(|error| format!("{input}: {error}"))?;
        let outcome = trade(&bytes).ok_or_else(|| format!("{input}: line {} is no bar", line_of_error(&bytes)))?;
        if let Some(output) = output {
            std::fs::write(output, &outcome.trades).map_err(|error| format!("{output}: {error}"))?;
        }
        Ok(outcome)
    };
    match run() {
        Ok(outcome) => {
            let Outcome { bars, round_trips, ties, cash, held, .. } = outcome;
            println!("bars {bars}\nround trips {round_trips}\nties {ties}\ncash {}\nheld {held}", money(cash));
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// What the loop came to.
#[derive(Default)]
struct Outcome {
    bars: usize,
    round_trips: u64,
    /// Bars at which the two means were exactly equal.
    ties: u64,
    /// In cents.
    cash: i64,
    /// Units still held.
    held: i64,
    /// The trades as CSV.
    trades: String,
}

/// A trade that is open.
struct Entry<'a> {
    time: &'a str,
    bar: usize,
    price: i64,
}

/// The whole strategy. Nothing when a line is no bar.
fn trade(bytes: &[u8]) -> Option<Outcome> {
    let mut out = Outcome { cash: CAPITAL, ..Outcome::default() };
    out.trades.push_str("entry_time,exit_time,entry_bar,exit_bar,entry_price,exit_price,qty,commission,pnl,exit_reason\n");
    let mut closes = [0; SLOW];
    let (mut fast, mut slow) = (0, 0);
    let mut entry: Option<Entry<'_>> = None;
    let mut trades_at_open = false;
    let mut rest = after_line(bytes);
    while !rest.is_empty() {
        let (bar, next) = parse(rest)?;
        rest = next;
        let index = out.bars;
        if std::mem::take(&mut trades_at_open) {
            match entry.take() {
                None => {
                    out.cash -= bar.open * QUANTITY + FEE;
                    entry = Some(Entry { time: bar.time, bar: index, price: bar.open });
                }
                Some(entry) => {
                    out.cash += bar.open * QUANTITY - FEE;
                    out.round_trips += 1;
                    write_trade(&mut out.trades, &entry, &bar, index);
                }
            }
        }
        let leaves_fast = closes[(index + SLOW - FAST) % SLOW];
        fast += bar.close - leaves_fast;
        slow += bar.close - closes[index % SLOW];
        closes[index % SLOW] = bar.close;
        // The means over a common denominator: nothing is divided, so nothing is rounded.
        let (fast, slow) = (fast * SLOW as i64, slow * FAST as i64);
        if index >= WARM_UP {
            out.ties += u64::from(fast == slow);
            trades_at_open = if entry.is_none() { fast > slow } else { fast < slow };
        }
        out.bars += 1;
    }
    out.held = if entry.is_some() { QUANTITY } else { 0 };
    Some(out)
}

fn write_trade(into: &mut String, entry: &Entry<'_>, exit: &Bar<'_>, exit_bar: usize) {
    let result = (exit.open - entry.price) * QUANTITY - 2 * FEE;
    // Writing to a String cannot fail.
    let _ = writeln!(
        into,
        "{},{},{},{exit_bar},{},{},{QUANTITY},{},{},signal",
        entry.time,
        exit.time,
        entry.bar,
        money(entry.price),
        money(exit.open),
        money(2 * FEE),
        money(result)
    );
}

/// Cents as dollars, without zeros at the end.
fn money(cents: i64) -> String {
    let sign = if cents < 0 { "-" } else { "" };
    let (whole, rest) = (cents.abs() / 100, cents.abs() % 100);
    match rest {
        0 => format!("{sign}{whole}"),
        _ if rest % 10 == 0 => format!("{sign}{whole}.{}", rest / 10),
        _ => format!("{sign}{whole}.{rest:02}"),
    }
}

/// What the loop needs of a line.
struct Bar<'a> {
    time: &'a str,
    open: i64,
    close: i64,
}

/// Reads one line, and gives back what follows it. Every price is parsed, also those that the rule has no use for.
fn parse(bytes: &[u8]) -> Option<(Bar<'_>, &[u8])> {
    let comma = bytes.iter().position(|byte| *byte == b',')?;
    let time = std::str::from_utf8(&bytes[..comma]).ok()?;
    let (open, rest) = cents(&bytes[comma + 1..])?;
    let (high, rest) = cents(rest)?;
    let (low, rest) = cents(rest)?;
    let (close, rest) = cents(rest)?;
    let sound = low > 0 && low <= open.min(close) && open.max(close) <= high;
    sound.then_some((Bar { time, open, close }, after_line(rest)))
}

/// A number with exactly two decimals and a comma behind it, in hundredths.
fn cents(bytes: &[u8]) -> Option<(i64, &[u8])> {
    let mut value = 0;
    for (index, byte) in bytes.iter().enumerate() {
        match byte {
            b'0'..=b'9' => value = value * 10 + i64::from(byte - b'0'),
            b'.' if bytes.get(index + 3) == Some(&b',') => {}
            b',' if index > 3 && bytes[index - 3] == b'.' => return Some((value, &bytes[index + 1..])),
            _ => return None,
        }
    }
    None
}

fn after_line(bytes: &[u8]) -> &[u8] {
    bytes.iter().position(|byte| *byte == b'\n').map_or(&[], |end| &bytes[end + 1..])
}

/// The number of the first line that is no bar, for the error alone.
fn line_of_error(bytes: &[u8]) -> usize {
    let mut rest = after_line(bytes);
    let mut line = 2;
    while let Some((_, next)) = parse(rest) {
        rest = next;
        line += 1;
    }
    line
}
