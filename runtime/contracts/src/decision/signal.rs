//! Signals and risks: what was seen, before anyone decides.

use serde::{Deserialize, Serialize};

use crate::id::{RiskId, SignalId};
use crate::market::InstrumentRef;
use crate::terms::Direction;
use crate::{Fraction, Instant, Label, Symbol};

/// An opportunity as a detector proposes it.
#[derive(Debug, Clone, PartialEq)]
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

/// A detected opportunity.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signal {
    /// Given by the host.
    pub signal_id: SignalId,
    /// The anchor of the pass that saw it.
    pub timestamp: Instant,
    /// What to trade.
    pub symbol: Symbol,
    /// Which way.
    pub direction: Direction,
    /// The detector's name for what it saw.
    pub signal_type: Label,
    /// How sure the detector is.
    pub confidence: Option<Fraction>,
}

/// A threat as a monitor proposes it.
#[derive(Debug, Clone, PartialEq)]
pub struct RiskDraft {
    /// The monitor's name for what it saw.
    pub risk_type: Label,
    /// 1 is critical.
    pub severity: Fraction,
    /// Absent: the whole strategy.
    pub instrument: Option<InstrumentRef>,
}

/// A detected threat.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Risk {
    /// Given by the host.
    pub risk_id: RiskId,
    /// The anchor of the pass that saw it.
    pub timestamp: Instant,
    /// The monitor's name for what it saw.
    pub risk_type: Label,
    /// 1 is critical.
    pub severity: Fraction,
    /// Absent: the whole strategy.
    pub affected_symbol: Option<Symbol>,
}
