//! Wire values to domain values: parse, never trust.
//!
//! Whatever comes back from a worker is checked field by field; the first that breaks a rule stops the reading, and the
//! error names its place in the contract's own words (`signals[0].signal-type`). Lists are bounded per call, texts are cut
//! and stripped, instruments must be among those that the worker was configured with. Ordinals of trades, groups and orders
//! are only carried over: which of them exist is known to the ledger, so the engine checks them.

pub(super) mod directive;
mod order;
pub(super) mod plan;
pub(super) mod signal;

use simpletrader_contracts::decimal::{Amount, WireDecimal};
use simpletrader_contracts::decision::RefusalDraft;
use simpletrader_contracts::market::InstrumentRef;
use simpletrader_contracts::name::excerpt;
use simpletrader_contracts::terms::{RejectionCode, Side};
use simpletrader_contracts::worker::call::Disposition;
use simpletrader_contracts::{Decimal, Fraction, Instant, Price, Quantity, Refused};

use crate::bindings::wire::decisions;
use crate::bindings::wire::types as wire;

pub(crate) use directive::decisions;
pub(crate) use order::order_intents;
pub(crate) use plan::{entry_plan, execution_plan, exit_plan, size_plan};
pub(crate) use signal::{risks, signals, sliced_signals};

/// Most signals, risks, decisions or order intents in one answer. Real answers have a handful; the bound keeps a storm from
/// reaching the engine.
const ITEMS_PER_CALL: usize = 1_000;
/// Most characters of the reason with which a worker ends a pass; the rest is cut.
const STOP_REASON: usize = 500;
/// First instant, in microseconds from the epoch, that some guest languages cannot hold exactly.
const INSTANT_LIMIT: i64 = 1 << 53;

/// An answer breaks a rule of the contract.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Invalid {
    /// Where in the answer.
    pub(crate) field: String,
    /// Which rule, with the value.
    pub(crate) rule: String,
}

impl Invalid {
    pub(crate) fn new(rule: impl Into<String>) -> Self {
        Self { field: String::new(), rule: rule.into() }
    }

    /// The same error as seen from one level further out.
    fn within(mut self, outer: &str) -> Self {
        if self.field.is_empty() || self.field.starts_with('[') {
            self.field.insert_str(0, outer);
        } else {
            self.field = format!("{outer}.{}", self.field);
        }
        self
    }
}

impl From<Refused> for Invalid {
    fn from(refused: Refused) -> Self {
        Self::new(refused.to_string())
    }
}

/// Says where a value stands, which costs nothing when it is good.
trait Place<T> {
    /// The value is this field.
    fn field(self, name: &str) -> Result<T, Invalid>;
    /// The value is this item of a list.
    fn item(self, index: usize) -> Result<T, Invalid>;
}

impl<T, E: Into<Invalid>> Place<T> for Result<T, E> {
    fn field(self, name: &str) -> Result<T, Invalid> {
        self.map_err(|error| error.into().within(name))
    }

    fn item(self, index: usize) -> Result<T, Invalid> {
        self.map_err(|error| error.into().within(&format!("[{index}]")))
    }
}

/// The instruments that a worker was configured with: a reference beyond them means nothing.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Instruments {
    count: usize,
}

impl Instruments {
    pub(crate) fn new(count: usize) -> Self {
        Self { count }
    }

    fn parse(self, wire: u32) -> Result<InstrumentRef, Refused> {
        let instrument = InstrumentRef(wire);
        if instrument.index() < self.count {
            Ok(instrument)
        } else {
            Err(Refused::new("must be a position in the list of instruments that `configure` received", wire))
        }
    }
}

/// Facts, in the order of the declared outputs. NaN means not ready and is stored in one form; infinities are numbers.
pub(crate) fn facts(wire: &[f64], outputs: &mut [f64]) -> Result<(), Invalid> {
    numbers(wire, outputs, "as many values as the manifest has outputs")
}

/// The facts of several bars, row after row.
pub(crate) fn rows(wire: &[f64], rows: &mut [f64]) -> Result<(), Invalid> {
    numbers(wire, rows, "the outputs of each bar")
}

fn numbers(wire: &[f64], outputs: &mut [f64], what: &str) -> Result<(), Invalid> {
    if wire.len() != outputs.len() {
        return Err(Invalid::new(format!("must have {what}: {}, got {}", outputs.len(), wire.len()))).field("facts");
    }
    for (output, fact) in outputs.iter_mut().zip(wire) {
        *output = if fact.is_nan() { f64::NAN } else { *fact };
    }
    Ok(())
}

fn decimal(wire: wire::Decimal) -> Result<Decimal, Refused> {
    WireDecimal { mantissa: wire.mantissa, scale: wire.scale }.parse()
}

fn fraction(wire: wire::Decimal) -> Result<Fraction, Refused> {
    Fraction::new(decimal(wire)?)
}

fn price(wire: wire::Decimal) -> Result<Price, Refused> {
    Price::new(decimal(wire)?)
}

fn quantity(wire: wire::Decimal) -> Result<Quantity, Refused> {
    Quantity::new(decimal(wire)?)
}

fn amount(wire: wire::Decimal) -> Result<Amount, Refused> {
    Amount::new(decimal(wire)?)
}

fn optional<W, T>(wire: Option<W>, parse: impl FnOnce(W) -> Result<T, Refused>) -> Result<Option<T>, Refused> {
    wire.map(parse).transpose()
}

fn seconds(wire: u32) -> Result<u32, Refused> {
    if wire > 0 { Ok(wire) } else { Err(Refused::new("a duration must have at least 1 second", wire)) }
}

fn instant(wire: i64) -> Result<Instant, Refused> {
    if (-INSTANT_LIMIT..=INSTANT_LIMIT).contains(&wire) {
        Ok(Instant::from_micros(wire))
    } else {
        Err(Refused::new("an instant must lie within 2^53 microseconds of 1970-01-01", wire))
    }
}

fn side(wire: wire::Side) -> Side {
    match wire {
        wire::Side::Buy => Side::Buy,
        wire::Side::Sell => Side::Sell,
    }
}

/// A list with at most `limit` items, each parsed.
fn list<W, T>(wire: Vec<W>, limit: usize, mut parse: impl FnMut(W) -> Result<T, Invalid>) -> Result<Vec<T>, Invalid> {
    if wire.len() > limit {
        return Err(Invalid::new(format!("must have at most {limit} items, got {}", wire.len())));
    }
    wire.into_iter().enumerate().map(|(index, item)| parse(item).item(index)).collect()
}

/// What a publication amounts to: publishing nothing is the same as going on.
fn publication<T>(items: Vec<T>) -> Disposition<T> {
    if items.is_empty() { Disposition::Proceed } else { Disposition::Publish(items) }
}

fn stop<T>(reason: &str) -> Result<Disposition<T>, Invalid> {
    if reason.trim().is_empty() {
        return Err(Invalid::new("ending a pass needs a reason")).field("stop");
    }
    Ok(Disposition::Stop(excerpt(reason, STOP_REASON)))
}

fn refusal(wire: decisions::Refusal) -> Result<RefusalDraft, Invalid> {
    RefusalDraft::new(rejection_code(wire.code), wire.reason).field("reason")
}

fn rejection_code(wire: wire::RejectionCode) -> RejectionCode {
    match wire {
        wire::RejectionCode::LowConfidence => RejectionCode::LowConfidence,
        wire::RejectionCode::RiskVeto => RejectionCode::RiskVeto,
        wire::RejectionCode::ConflictingSignals => RejectionCode::ConflictingSignals,
        wire::RejectionCode::DuplicatePosition => RejectionCode::DuplicatePosition,
        wire::RejectionCode::LimitReached => RejectionCode::LimitReached,
        wire::RejectionCode::Cooldown => RejectionCode::Cooldown,
        wire::RejectionCode::NoMatchingPlanner => RejectionCode::NoMatchingPlanner,
        wire::RejectionCode::PlanInconsistent => RejectionCode::PlanInconsistent,
        wire::RejectionCode::PlanMissing => RejectionCode::PlanMissing,
        wire::RejectionCode::BelowMinimumSize => RejectionCode::BelowMinimumSize,
        wire::RejectionCode::InsufficientFunds => RejectionCode::InsufficientFunds,
        wire::RejectionCode::ExchangeRejected => RejectionCode::ExchangeRejected,
        wire::RejectionCode::TimedOut => RejectionCode::Timeout,
        wire::RejectionCode::FuelExhausted => RejectionCode::FuelExhausted,
        wire::RejectionCode::WorkerTrap => RejectionCode::WorkerTrap,
        wire::RejectionCode::Halted => RejectionCode::Halted,
        // A code of a later contract: the reason in words says what it is.
        wire::RejectionCode::Other(_) => RejectionCode::Other,
    }
}

/// Short ways to build wire values in the tests of this module.
#[cfg(test)]
pub(super) mod testing {
    use super::*;

    /// A wire decimal from its text.
    pub(crate) fn dec(text: &str) -> wire::Decimal {
        let WireDecimal { mantissa, scale } = WireDecimal::exact(text.parse().unwrap()).unwrap();
        wire::Decimal { mantissa, scale }
    }

    /// `field: rule` of an error.
    pub(crate) fn told<T: std::fmt::Debug>(result: Result<T, Invalid>) -> String {
        let Invalid { field, rule } = result.unwrap_err();
        format!("{field}: {rule}")
    }
}

#[cfg(test)]
mod tests {
    use super::testing::{dec, told};
    use super::*;

    #[test]
    fn the_facts_are_exactly_the_declared_outputs() {
        let mut outputs = [0.0; 2];
        facts(&[1.5, f64::NAN], &mut outputs).unwrap();
        assert_eq!(outputs[0], 1.5);
        assert_eq!(outputs[1].to_bits(), f64::NAN.to_bits());
        for wrong in [&[][..], &[1.0][..], &[1.0, 2.0, 3.0][..]] {
            assert!(told(facts(wrong, &mut outputs)).starts_with("facts: must have as many values"), "{wrong:?}");
        }
        assert_eq!(outputs[0], 1.5, "a refused answer changes nothing");
    }

    #[test]
    fn every_nan_is_stored_in_one_form() {
        let mut outputs = [0.0];
        facts(&[f64::from_bits(0xfff8_0000_dead_beef)], &mut outputs).unwrap();
        assert_eq!(outputs[0].to_bits(), f64::NAN.to_bits());
    }

    #[test]
    fn decimals_must_be_canonical() {
        assert!(decimal(dec("1.5")).is_ok());
        for (mantissa, scale) in [(150, 2), (0, 1), (1_000_000_000_000_000, 0), (1, 19), (i64::MIN, 0), (i64::MAX, 255)] {
            assert!(decimal(wire::Decimal { mantissa, scale }).is_err(), "{mantissa} {scale}");
        }
    }

    #[test]
    fn ranges_are_those_of_the_domain() {
        assert!(fraction(dec("1")).is_ok() && fraction(dec("1.1")).is_err() && fraction(dec("-0.1")).is_err());
        assert!(price(dec("0.01")).is_ok() && price(dec("0")).is_err());
        assert!(quantity(dec("1")).is_ok() && quantity(dec("-1")).is_err());
        assert!(amount(dec("0")).is_ok() && amount(dec("-1")).is_err());
        assert!(seconds(1).is_ok() && seconds(0).is_err());
    }

    #[test]
    fn instruments_are_those_of_configure() {
        assert!(Instruments::new(2).parse(1).is_ok());
        assert!(Instruments::new(2).parse(2).is_err());
        assert!(Instruments::default().parse(0).is_err(), "before configure there are none");
    }

    #[test]
    fn instants_stay_where_every_language_is_exact() {
        assert!(instant(INSTANT_LIMIT).is_ok() && instant(-INSTANT_LIMIT).is_ok());
        assert!(instant(INSTANT_LIMIT + 1).is_err() && instant(i64::MIN).is_err() && instant(i64::MAX).is_err());
    }

    #[test]
    fn lists_are_bounded_and_name_the_item_that_is_wrong() {
        let parse = |value: u32| seconds(value).map_err(Invalid::from);
        assert_eq!(list(vec![1, 2], 2, parse).unwrap(), [1, 2]);
        assert_eq!(told(list(vec![1, 2, 3], 2, parse).field("items")), "items: must have at most 2 items, got 3");
        assert_eq!(told(list(vec![1, 0], 2, parse).field("items")), "items[1]: a duration must have at least 1 second, got 0");
    }

    #[test]
    fn publishing_nothing_is_going_on() {
        assert_eq!(publication::<u8>(vec![]), Disposition::Proceed);
        assert_eq!(publication(vec![1]), Disposition::Publish(vec![1]));
    }

    #[test]
    fn ending_a_pass_needs_a_reason_that_is_safe_to_show() {
        assert_eq!(stop::<u8>("\u{1b}[2Jdone").unwrap(), Disposition::Stop("·[2Jdone".into()));
        assert_eq!(told(stop::<u8>("  ")), "stop: ending a pass needs a reason");
        let Disposition::Stop(cut) = stop::<u8>(&"x".repeat(10_000)).unwrap() else { panic!("a stop stays a stop") };
        assert_eq!(cut.chars().count(), STOP_REASON + 1);
    }

    #[test]
    fn a_refusal_needs_a_reason_within_the_contracts_length() {
        let refusal = |reason: &str| refusal(decisions::Refusal { code: wire::RejectionCode::Other(99), reason: reason.into() });
        assert_eq!(refusal("too soon").unwrap().code, RejectionCode::Other);
        assert!(told(refusal("")).starts_with("reason: "));
        assert!(told(refusal(&"x".repeat(501))).starts_with("reason: "));
    }
}
