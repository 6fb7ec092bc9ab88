//! Workers of a language, configured, and a situation to tell them.

use simpletrader_contracts::decision::{RiskDraft, SignalDraft};
use simpletrader_contracts::ledger::{AccountView, OrderView, PositionView};
use simpletrader_contracts::market::{Instrument, InstrumentRef, Quote, Series, Tick};
use simpletrader_contracts::terms::{Direction, OriginType};
use simpletrader_contracts::worker::call::{ContextWorker, Disposition, Situation, StrategyPlanner};
use simpletrader_contracts::worker::{AnyWorker, Fault};
use simpletrader_contracts::{Decimal, Fraction, Instant, Label, Price, Symbol};
use simpletrader_sandbox::LoadedWorker;
use simpletrader_tests::guests::instance;

pub fn dec(text: &str) -> Decimal {
    text.parse().unwrap()
}

pub fn price(text: &str) -> Price {
    Price::new(dec(text)).unwrap()
}

pub fn fraction(text: &str) -> Fraction {
    Fraction::new(dec(text)).unwrap()
}

/// Two instruments: shares in thousandths, and one with eight digits on both sides.
pub fn instruments() -> Vec<Instrument> {
    let instrument = |symbol: &str, price_scale, size_scale, min_notional| Instrument {
        symbol: Symbol::new(symbol).unwrap(),
        price_scale,
        size_scale,
        tick_size: Decimal::new(1, u32::from(price_scale)),
        lot_size: Decimal::new(1, u32::from(size_scale)),
        min_notional,
    };
    vec![instrument("GOOG_USD", 3, 0, None), instrument("BTC_USDT", 8, 8, Some(dec("10")))]
}

/// A day of the first, a minute of the second.
pub const SERIES: [Series; 2] =
    [Series { instrument: 0, timeframe_seconds: 86_400 }, Series { instrument: 1, timeframe_seconds: 60 }];

/// A configured context worker.
pub fn context(loaded: &LoadedWorker, params: &str) -> Box<dyn ContextWorker> {
    let mut worker = instance(loaded);
    worker.common().configure(params, &instruments(), &SERIES).unwrap_or_else(|fault| panic!("{fault}"));
    match worker {
        AnyWorker::Context(worker) => worker,
        other => panic!("{other:?} is no context worker"),
    }
}

/// The `echo` of a language, told once what to say; every answer is of a fresh instance.
pub struct Echo(pub LoadedWorker);

pub type Answer = Result<Disposition<simpletrader_contracts::decision::DecisionDraft>, Fault>;

impl Echo {
    pub fn configured(&self, params: &str) -> Result<Box<dyn StrategyPlanner>, Fault> {
        let mut worker = instance(&self.0);
        worker.common().configure(params, &instruments(), &SERIES)?;
        match worker {
            AnyWorker::Strategy(worker) => Ok(worker),
            other => panic!("{other:?} is no strategy planner"),
        }
    }

    pub fn answer(&self, say: &str, text: &str, told: &Told) -> Answer {
        let params = serde_json::json!({"say": say, "text": text}).to_string();
        self.configured(&params)?.decide(&told.situation())
    }

    /// What it says of one part.
    pub fn describe(&self, part: &str, told: &Told) -> String {
        match self.answer("describe", part, told) {
            Ok(Disposition::Stop(text)) => text,
            other => panic!("{part}: {other:?}"),
        }
    }
}

/// A situation that owns its lists.
#[derive(Clone)]
pub struct Told {
    pub tick: Tick,
    pub quotes: Vec<Quote>,
    pub inputs: [f64; 2],
    pub signals: Vec<SignalDraft>,
    pub risks: Vec<RiskDraft>,
    pub account: Option<AccountView>,
    pub positions: Vec<PositionView>,
    pub open_orders: Vec<OrderView>,
}

impl Default for Told {
    fn default() -> Self {
        Self {
            tick: Tick { sequence: 7, at: Instant::from_micros(1_100_000_000_000_000), trigger: OriginType::Tick },
            quotes: Vec::new(),
            inputs: [1.0, f64::NAN],
            signals: Vec::new(),
            risks: Vec::new(),
            account: None,
            positions: Vec::new(),
            open_orders: Vec::new(),
        }
    }
}

impl Told {
    pub fn situation(&self) -> Situation<'_> {
        Situation {
            tick: self.tick,
            quotes: &self.quotes,
            inputs: &self.inputs,
            signals: &self.signals,
            risks: &self.risks,
            account: self.account,
            positions: &self.positions,
            open_orders: &self.open_orders,
        }
    }
}

pub fn signal(confidence: Option<&str>) -> SignalDraft {
    SignalDraft {
        instrument: InstrumentRef(0),
        direction: Direction::Long,
        signal_type: Label::new("CROSS_UP").unwrap(),
        confidence: confidence.map(fraction),
    }
}

pub fn risk(severity: &str, instrument: Option<u32>) -> RiskDraft {
    RiskDraft {
        risk_type: Label::new("DRAWDOWN").unwrap(),
        severity: fraction(severity),
        instrument: instrument.map(InstrumentRef),
    }
}

pub fn quote(last: &str, bid: Option<&str>, ask: Option<&str>) -> Quote {
    Quote {
        instrument: InstrumentRef(1),
        at: Instant::from_micros(1_099_999_999_999_999),
        last: price(last),
        bid: bid.map(price),
        ask: ask.map(price),
    }
}

/// A number of fifteen digits at this scale, and the smallest one.
pub fn at_the_edges_of(scale: u32) -> [Decimal; 2] {
    [Decimal::new(999_999_999_999_999, scale), Decimal::new(1, scale)]
}
