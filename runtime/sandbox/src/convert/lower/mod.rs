//! Domain values to wire values. Prices and quantities are exact; money that a worker sizes from is rounded toward zero,
//! derived figures half-even.

mod call;
pub(super) mod decision;
mod ledger;
mod market;
pub(super) mod plan;

use simpletrader_contracts::Decimal;
use simpletrader_contracts::decimal::{Rounding, WireDecimal};

use crate::bindings::wire::types as wire;

pub(crate) use call::{command, execution_request, reply, situation, task, timer};
pub(crate) use ledger::position;
pub(crate) use market::{bar, instrument, series, slice};

/// A value of the host that the wire cannot carry: a defect of the host, because ingest and the ledger's rules keep values
/// within the wire's fifteen digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Misfit {
    /// What the value is, e.g. `position.quantity`.
    what: &'static str,
    value: Decimal,
}

impl std::fmt::Display for Misfit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} = {} has more than the 15 digits that a worker can be given", self.what, self.value)
    }
}

fn wire(value: WireDecimal) -> wire::Decimal {
    wire::Decimal { mantissa: value.mantissa, scale: value.scale }
}

/// A price, quantity or step: exactly as it is.
fn exact(what: &'static str, value: Decimal) -> Result<wire::Decimal, Misfit> {
    WireDecimal::exact(value).map(wire).ok_or(Misfit { what, value })
}

/// A price, quantity or step that may be absent.
fn exact_option(what: &'static str, value: Option<Decimal>) -> Result<Option<wire::Decimal>, Misfit> {
    value.map(|value| exact(what, value)).transpose()
}

/// An average, a result, an estimate: to the nearest.
fn derived(what: &'static str, value: Decimal) -> Result<wire::Decimal, Misfit> {
    WireDecimal::rounded(value, Rounding::HalfEven).map(wire).ok_or(Misfit { what, value })
}

/// Money to size from: never more than there is.
fn spendable(what: &'static str, value: Decimal) -> Result<wire::Decimal, Misfit> {
    WireDecimal::rounded(value, Rounding::TowardZero).map(wire).ok_or(Misfit { what, value })
}

/// Lowers every item of a list.
fn all<T, W>(items: &[T], lower: impl Fn(&T) -> Result<W, Misfit>) -> Result<Vec<W>, Misfit> {
    items.iter().map(lower).collect()
}
