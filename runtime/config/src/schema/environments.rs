//! The environments that an operation names: where a strategy runs, on which money and at what cost.

use simpletrader_contracts::decimal::canonical;
use simpletrader_contracts::name::Asset;
use simpletrader_contracts::{Decimal, Instant, Symbol};

use super::venue::{positive, venue};
use crate::build_spec::VenueTerms;
use crate::decode::{Fields, asset, identifier, instant, list, mapping, symbol, term, text, whole, written};
use crate::diagnostic::{Finding, Findings, Rule};
use crate::document::Node;
use crate::source::Written;

/// A place to run.
#[derive(Debug, Clone)]
pub struct Environment {
    /// Its id.
    pub id: Written<String>,
    /// What kind of place.
    pub kind: EnvironmentKind,
    /// In what the account is kept, where it is written.
    pub currency: Option<Written<Asset>>,
    /// What can be traded there.
    pub instruments: Vec<InstrumentConfig>,
    /// Who delivers data there.
    pub data_providers: Vec<DataProvider>,
}

impl Environment {
    /// In what the account is kept: `USD` if nothing is written. Everything that is traded must be quoted in it.
    pub fn currency(&self) -> &str {
        self.currency.as_ref().map_or("USD", |currency| currency.as_str())
    }
}

/// What kind of place.
#[derive(Debug, Clone)]
pub enum EnvironmentKind {
    /// Past data, simulated venue.
    Backtest(Backtest),
    /// Live data, simulated venue. Read, but not yet built.
    Paper,
    /// Live data, real venue. Read, but not yet built.
    Live {
        /// The way to the venue.
        connector: Option<Written<String>>,
    },
}

/// The terms of a backtest.
#[derive(Debug, Clone)]
pub struct Backtest {
    /// Money at the start, > 0.
    pub initial_capital: Decimal,
    /// First bar label that counts.
    pub start: Option<Instant>,
    /// Last bar label that counts; the last microsecond of the day where a date was written.
    pub end: Option<Instant>,
    /// What its venue does and costs.
    pub venue: VenueTerms,
}

/// An instrument and its steps.
#[derive(Debug, Clone)]
pub struct InstrumentConfig {
    /// `BASE_QUOTE`.
    pub symbol: Written<Symbol>,
    /// Digits after the point of prices, 0..=12.
    pub price_scale: u8,
    /// Digits after the point of quantities and volumes, 0..=12.
    pub size_scale: u8,
    /// Smallest step between two prices: a multiple of 10^-price_scale, which it is if left out.
    pub tick_size: Decimal,
    /// Smallest step between two quantities: a multiple of 10^-size_scale, which it is if left out.
    pub lot_size: Decimal,
    /// Smallest value of an order, > 0, where the venue has one.
    pub min_notional: Option<Decimal>,
}

/// A provider of data.
#[derive(Debug, Clone)]
pub struct DataProvider {
    /// Its id.
    pub id: Written<String>,
    /// What it delivers.
    pub provides: Provides,
    /// The data source it reads.
    pub data_source: Written<String>,
}

/// What a provider delivers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Provides {
    /// Closed bars: those of a file, or made of trades.
    Candles,
    /// Trades: orders meet them, workers see the last price.
    Trades,
    /// Quotes: orders meet them, workers see bid and ask.
    Quotes,
}

#[derive(Clone, Copy)]
enum KindTerm {
    Backtest,
    Paper,
    Live,
}

/// Reads the file: `environments: [...]`.
pub(crate) fn environments(node: &Node, findings: &mut Findings) -> Option<Vec<Environment>> {
    mapping(node, "the file of environments", findings, |fields| fields.required("environments", list(environment)))
}

fn environment(node: &Node, findings: &mut Findings) -> Option<Environment> {
    const KINDS: &[(&str, KindTerm)] = &[("backtest", KindTerm::Backtest), ("paper", KindTerm::Paper), ("live", KindTerm::Live)];
    mapping(node, "an environment", findings, |fields| {
        let id = fields.required("environment_id", written(identifier));
        let kind_term = fields.required("type", term("a type of environment", KINDS));
        let currency = fields.optional("currency", written(asset));
        let instruments = fields.list("instruments", instrument);
        let data_providers = fields.list("data_providers", data_provider);
        let kind = match kind_term {
            Some(KindTerm::Paper) => {
                let mode = fields.optional("api_mode", text);
                mode.map(|_| EnvironmentKind::Paper)
            }
            Some(KindTerm::Live) => {
                let connector = fields.optional("connector", written(identifier));
                connector.map(|connector| EnvironmentKind::Live { connector })
            }
            // An unknown type is read as a backtest, so that its fields are not all unknown too.
            Some(KindTerm::Backtest) | None => backtest(fields).map(EnvironmentKind::Backtest),
        };
        kind_term?;
        Some(Environment { id: id?, kind: kind?, currency: currency?, instruments: instruments?, data_providers: data_providers? })
    })
}

fn backtest(fields: &mut Fields<'_, '_>) -> Option<Backtest> {
    let initial_capital = fields.required("initial_capital", positive);
    let start = fields.optional("start_date", written(instant));
    let end = fields.optional("end_date", written(instant));
    let venue = venue(fields);
    let (start, end) = (start?, end?);
    let last = end.as_ref().map(last_instant);
    if let (Some(start), Some(end), Some(last)) = (&start, &end, last)
        && start.value.0 > last
    {
        let finding = Finding::error(Rule::V02, "the environment ends before it starts").at(&end.at);
        fields.findings().push(finding.related(&start.at, "the start").help("write an `end_date` that is not before `start_date`"));
        return None;
    }
    Some(Backtest { initial_capital: initial_capital?, start: start.map(|start| start.value.0), end: last, venue: venue? })
}

/// A date as an end means the whole day.
fn last_instant(end: &Written<(Instant, bool)>) -> Instant {
    match end.value {
        (instant, false) => instant,
        (day, true) => Instant::from_micros(day.plus_seconds(86_400).micros().saturating_sub(1)),
    }
}

fn instrument(node: &Node, findings: &mut Findings) -> Option<InstrumentConfig> {
    mapping(node, "an instrument", findings, |fields| {
        let symbol = fields.required("symbol", written(symbol));
        let price_scale = fields.required("price_scale", whole(0_u8..=12));
        let size_scale = fields.required("size_scale", whole(0_u8..=12));
        let tick_size = step(fields, "tick_size", price_scale, "price_scale");
        let lot_size = step(fields, "lot_size", size_scale, "size_scale");
        let min_notional = fields.optional("min_notional", positive);
        Some(InstrumentConfig {
            symbol: symbol?,
            price_scale: price_scale?,
            size_scale: size_scale?,
            tick_size: tick_size?,
            lot_size: lot_size?,
            min_notional: min_notional?,
        })
    })
}

/// A step that is a multiple of 10^-scale, which it is if left out.
fn step(fields: &mut Fields<'_, '_>, key: &'static str, scale: Option<u8>, scale_key: &str) -> Option<Decimal> {
    let written_step = fields.optional(key, written(positive))?;
    let scale = u32::from(scale?);
    let Some(step) = written_step else { return Some(Decimal::new(1, scale)) };
    // A decimal without trailing zeros is a multiple of 10^-scale exactly if it has no more digits than that.
    if step.value.scale() <= scale {
        return Some(step.value);
    }
    let message = format!("`{key}` has more digits after the point than `{scale_key}` allows, which is {scale}");
    let help = format!("write a multiple of {}, or raise `{scale_key}`", canonical(Decimal::new(1, scale)));
    fields.findings().push(Finding::error(Rule::V02, message).at(&step.at).help(help));
    None
}

fn data_provider(node: &Node, findings: &mut Findings) -> Option<DataProvider> {
    const TYPES: &[(&str, Provides)] = &[("candle", Provides::Candles), ("trade", Provides::Trades), ("quote", Provides::Quotes)];
    mapping(node, "a data provider", findings, |fields| {
        let provider_type = fields.required("provider_type", term("a type of provider that this version has", TYPES));
        let id = fields.required("provider_id", written(identifier));
        let data_source = fields.required("data_source", written(identifier));
        Some(DataProvider { id: id?, provides: provider_type?, data_source: data_source? })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::tests::decoded;

    fn one(fields: &str) -> (Option<Environment>, Findings) {
        let (environments, findings) =
            decoded(&format!("environments:\n  - {{environment_id: e, type: backtest, {fields}}}\n"), environments);
        (environments.and_then(|mut list| list.pop()), findings)
    }

    fn backtest_of(fields: &str) -> Backtest {
        let (environment, findings) = one(fields);
        match environment.map(|environment| environment.kind) {
            Some(EnvironmentKind::Backtest(backtest)) => backtest,
            other => panic!("{other:?} {findings}"),
        }
    }

    fn refused(fields: &str) -> String {
        let (environment, findings) = one(fields);
        assert!(environment.is_none() && findings.has_errors(), "accepted: {fields}");
        findings.to_string()
    }

    fn dec(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn a_backtest_is_read_with_its_defaults() {
        let (environment, findings) = one("initial_capital: 10000, commission: 0.001");
        assert!(findings.is_empty(), "{findings}");
        let environment = environment.unwrap();
        assert_eq!(environment.currency(), "USD");
        let backtest = backtest_of("initial_capital: 10000, commission: 0.001");
        assert_eq!((backtest.initial_capital, backtest.start, backtest.end), (dec("10000"), None, None));
    }

    #[test]
    fn a_date_as_the_end_means_its_whole_day() {
        let backtest = backtest_of("initial_capital: 1, commission: 0, start_date: 2024-02-01, end_date: 2024-02-01");
        assert_eq!(backtest.start.unwrap().to_string(), "2024-02-01T00:00:00Z");
        assert_eq!(backtest.end.unwrap().to_string(), "2024-02-01T23:59:59.999999Z");
        let exact = backtest_of("initial_capital: 1, commission: 0, end_date: \"2024-02-01T10:00:00Z\"");
        assert_eq!(exact.end.unwrap().to_string(), "2024-02-01T10:00:00Z");
        assert!(
            refused("initial_capital: 1, commission: 0, start_date: 2024-02-02, end_date: 2024-02-01")
                .contains("ends before it starts")
        );
    }

    #[test]
    fn money_must_be_there() {
        assert!(refused("initial_capital: 0, commission: 0").contains("greater than 0"));
        assert!(refused("commission: 0").contains("needs `initial_capital`"));
    }

    #[test]
    fn steps_default_to_the_scale_and_must_be_multiples_of_it() {
        let base = "initial_capital: 1, commission: 0, instruments: [{symbol: A_B, price_scale: 4, size_scale: 0";
        let (environment, findings) = one(&format!("{base}, tick_size: \"0.0500\"}}]"));
        let instrument = environment.unwrap_or_else(|| panic!("{findings}")).instruments.pop().unwrap();
        assert_eq!((instrument.tick_size, instrument.lot_size), (dec("0.05"), dec("1")));
        assert!(refused(&format!("{base}, tick_size: 0.00001}}]")).contains("multiple of 0.0001"));
        assert!(refused(&format!("{base}, lot_size: 0.5}}]")).contains("multiple of 1"));
        assert!(refused(&format!("{base}, lot_size: 0}}]")).contains("greater than 0"));
        assert!(
            refused("initial_capital: 1, commission: 0, instruments: [{symbol: A_B, price_scale: 13, size_scale: 0}]")
                .contains("from 0 to 12")
        );
    }

    #[test]
    fn paper_and_live_are_read_with_their_own_keys() {
        let text = "environments:\n\
                    \x20 - {environment_id: p, type: paper, api_mode: testnet}\n\
                    \x20 - {environment_id: l, type: live, connector: c}\n";
        let (environments, findings) = decoded(text, environments);
        assert!(findings.is_empty(), "{findings}");
        assert_eq!(environments.unwrap().len(), 2);
        let text = "environments:\n  - {environment_id: p, type: papre, initial_capital: 1, commission: 0}\n";
        let (_, findings) = decoded(text, super::environments);
        assert_eq!(findings.len(), 1, "a wrong type does not make every other key wrong: {findings}");
    }
}
