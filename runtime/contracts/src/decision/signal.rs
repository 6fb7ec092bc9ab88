//! Signals and risks: what was seen, before anyone decides.

use serde::{Deserialize, Serialize};

use crate::contract::contract;
use crate::id::{RiskId, SignalId};
use crate::market::InstrumentRef;
use crate::name::trimmed;
use crate::terms::Direction;
use crate::{Fraction, Instant, Label, Symbol};

/// An opportunity as a detector proposes it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SignalDraft {
    /// What to trade.
    pub instrument: InstrumentRef,
    /// Which way.
    pub direction: Direction,
    /// The detector's name for what it saw.
    pub signal_type: Label,
    /// How sure it is.
    pub confidence: Option<Fraction>,
}

/// The fields of a [`Signal`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignalFields {
    /// Given by the host.
    pub signal_id: SignalId,
    /// The anchor of the pass that saw it.
    pub timestamp: Instant,
    /// What to trade. Spaces around it are dropped on reading.
    #[serde(deserialize_with = "trimmed::deserialize")]
    pub symbol: Symbol,
    /// Which way.
    pub direction: Direction,
    /// The detector's name for what it saw. Spaces around it are dropped on reading.
    #[serde(deserialize_with = "trimmed::deserialize")]
    pub signal_type: Label,
    /// How sure the detector is.
    #[serde(default)]
    pub confidence: Option<Fraction>,
}

contract!(
    /// A detected opportunity. It carries no causality: that begins with the decision.
    Signal holds SignalFields, unrelated
);

/// A threat as a monitor proposes it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RiskDraft {
    /// The monitor's name for what it saw.
    pub risk_type: Label,
    /// 1 is critical.
    pub severity: Fraction,
    /// Absent: the whole strategy.
    pub instrument: Option<InstrumentRef>,
}

/// The fields of a [`Risk`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RiskFields {
    /// Given by the host.
    pub risk_id: RiskId,
    /// The anchor of the pass that saw it.
    pub timestamp: Instant,
    /// The monitor's name for what it saw. Spaces around it are dropped on reading.
    #[serde(deserialize_with = "trimmed::deserialize")]
    pub risk_type: Label,
    /// 1 is critical.
    pub severity: Fraction,
    /// Absent: the whole strategy.
    #[serde(default)]
    pub affected_symbol: Option<Symbol>,
}

contract!(
    /// A detected threat. It carries no causality: that begins with the decision.
    Risk holds RiskFields, unrelated
);
