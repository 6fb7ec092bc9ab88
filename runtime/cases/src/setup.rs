//! What a worker is told before its first call: instruments and series, with defaults that go without saying.

use simpletrader_config::decode::{Fields, decimal, mapping, wrong_type};
use simpletrader_config::diagnostic::{Finding, Findings, Rule, suggest};
use simpletrader_config::document::{Content, Node};
use simpletrader_contracts::market::{Instrument, Series, Timeframe};
use simpletrader_contracts::{Decimal, Symbol};

/// The world of a case file.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Setup {
    pub instruments: Vec<Instrument>,
    pub series: Vec<Series>,
    /// What a case may write where the contract has a position in a list: `GOOG_USD`, `GOOG_USD 1d`.
    pub names: Vec<(String, u32)>,
}

/// The instrument of files that name none: its symbol, and the length of a bar of its series.
const DEFAULT: (&str, &str) = ("GOOG_USD", "1d");
/// Digits after the point that an instrument's steps may have.
const MOST_DIGITS: u32 = 12;

impl Setup {
    /// Reads `instruments` and `series`.
    pub fn decode(fields: &mut Fields<'_, '_>) -> Option<Self> {
        let instruments = fields.optional("instruments", instruments);
        let written = fields.node("series");
        let instruments = match instruments? {
            Some(instruments) => instruments,
            None => vec![instrument(Symbol::new(DEFAULT.0).ok()?, &Steps::default())],
        };
        let series = match written {
            Some(node) => series_list(node, &instruments, fields.findings())?,
            None => vec![(0, Timeframe::parse(DEFAULT.1).ok()?)],
        };
        let symbols = (0..).zip(&instruments).map(|(index, instrument)| (instrument.symbol.to_string(), index));
        let named = (0..).zip(&series).filter_map(|(index, (instrument, timeframe))| {
            Some((format!("{} {timeframe}", instruments.get(*instrument as usize)?.symbol), index))
        });
        let names = symbols.chain(named).collect();
        let series = series.into_iter();
        let series = series.map(|(instrument, timeframe)| Series { instrument, timeframe_seconds: timeframe.seconds() }).collect();
        Some(Self { instruments, series, names })
    }

    /// The instrument of a series; the first one for a series that is not there.
    pub fn instrument_of(&self, series: u32) -> Option<&Instrument> {
        let series = self.series.get(series as usize)?;
        self.instruments.get(series.instrument as usize)
    }
}

/// In which steps an instrument is traded.
struct Steps {
    tick_size: Decimal,
    lot_size: Decimal,
    min_notional: Option<Decimal>,
}

impl Default for Steps {
    fn default() -> Self {
        Self { tick_size: Decimal::new(1, 2), lot_size: Decimal::ONE, min_notional: None }
    }
}

/// `GOOG_USD: {tick_size: 0.01, lot_size: 1, min_notional: 10}`, each part optional.
fn instruments(node: &Node, findings: &mut Findings) -> Option<Vec<Instrument>> {
    let Content::Mapping(entries) = &node.content else {
        findings
            .push(wrong_type(node, "a mapping").help("write `GOOG_USD: {tick_size: 0.01, lot_size: 1}`, one line an instrument"));
        return None;
    };
    let read: Vec<Option<Instrument>> = entries
        .iter()
        .map(|entry| {
            let symbol = Symbol::new(&entry.key).map_err(|refused| {
                findings.push(Finding::error(Rule::V02, refused.to_string()).at(&entry.key_at));
            });
            let steps = if entry.value.is_null() { Some(Steps::default()) } else { steps(&entry.value, findings) };
            Some(instrument(symbol.ok()?, &steps?))
        })
        .collect();
    read.into_iter().collect()
}

fn steps(node: &Node, findings: &mut Findings) -> Option<Steps> {
    mapping(node, "an instrument", findings, |fields| {
        let default = Steps::default();
        let tick_size = fields.or("tick_size", step, default.tick_size);
        let lot_size = fields.or("lot_size", step, default.lot_size);
        let min_notional = fields.optional("min_notional", step);
        Some(Steps { tick_size: tick_size?, lot_size: lot_size?, min_notional: min_notional? })
    })
}

fn step(node: &Node, findings: &mut Findings) -> Option<Decimal> {
    let value = decimal(node, findings)?;
    if value > Decimal::ZERO && value.normalize().scale() <= MOST_DIGITS {
        return Some(value.normalize());
    }
    let message = format!("{} must be greater than 0, with at most {MOST_DIGITS} digits after the point", node.at.name());
    findings.push(Finding::error(Rule::V02, message).at(&node.at).help("write a step, for example 0.01"));
    None
}

/// Prices and sizes have as many digits as their steps.
fn instrument(symbol: Symbol, Steps { tick_size, lot_size, min_notional }: &Steps) -> Instrument {
    // At most twelve, checked where they were read.
    let scale = |step: &Decimal| u8::try_from(step.scale()).unwrap_or(0);
    Instrument {
        symbol,
        price_scale: scale(tick_size),
        size_scale: scale(lot_size),
        tick_size: *tick_size,
        lot_size: *lot_size,
        min_notional: *min_notional,
    }
}

/// `[GOOG_USD 1d, GOOG_USD 1w]` with the place of each instrument.
fn series_list(node: &Node, instruments: &[Instrument], findings: &mut Findings) -> Option<Vec<(u32, Timeframe)>> {
    let item = |node: &Node, findings: &mut Findings| {
        let text = node.scalar().map_or("", |scalar| scalar.text.as_str());
        let Some((symbol, timeframe)) = text.split_once(' ') else {
            findings.push(wrong_type(node, "an instrument and a timeframe").help("write for example `GOOG_USD 1d`"));
            return None;
        };
        let symbols: Vec<&str> = instruments.iter().map(|instrument| instrument.symbol.as_str()).collect();
        let index = symbols.iter().position(|known| *known == symbol);
        if index.is_none() {
            let message = format!("this file has no instrument `{symbol}`");
            let finding = Finding::error(Rule::V02, message).at(&node.at);
            findings.push(finding.help(suggest::advice(symbol, "instruments", &symbols)));
        }
        let timeframe = Timeframe::parse(timeframe.trim()).map_err(|refused| {
            findings.push(Finding::error(Rule::V02, refused.to_string()).at(&node.at));
        });
        Some((u32::try_from(index?).ok()?, timeframe.ok()?))
    };
    let series = simpletrader_config::decode::list(item)(node, findings)?;
    if series.is_empty() {
        findings.push(Finding::error(Rule::V02, "`series` is empty").at(&node.at).help("leave it out, or name one"));
        return None;
    }
    Some(series)
}
