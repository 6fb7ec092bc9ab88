//! Follows signals: into the market on a signal when there is no trade, out of it on the opposite signal or on a critical
//! risk. One trade per instrument.
//!
//! Whatever it does not follow it refuses with a reason, so that "why did we not trade?" has an answer: every signal of a
//! pass is mentioned by exactly one decision. Signals of one direction for one instrument are one matter: they are used, or
//! refused, together.

mod pass;

use simpletrader_sdk::prelude::*;

use pass::Pass;

/// What the blueprint sets.
#[derive(Clone, Copy, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// Whether a short signal may open a trade.
    #[serde(default)]
    pub allow_short: bool,
    /// Severity from which a risk ends all trades.
    #[serde(default = "critical")]
    pub critical_severity: Fraction,
}

fn critical() -> Fraction {
    Fraction::ONE
}

/// The planner. It remembers nothing: what exists is in every call.
pub struct TrendBrain {
    params: Params,
}

impl Worker for TrendBrain {
    const ABOUT: About = About::new("simpletrader", "trend_brain", env!("CARGO_PKG_VERSION"), "Trend follower")
        .reads(&[Read::Positions, Read::OpenOrders]);
    type Params = Params;

    fn configure(params: Params, _: &Setup<'_>) -> Result<Self, WorkerError> {
        Ok(Self { params })
    }
}

impl StrategyPlanner for TrendBrain {
    type Inputs = ();

    fn decide(&mut self, situation: &Situation<'_>, _: &()) -> Result<Disposition<Decision>, WorkerError> {
        let decisions = Pass::new(self.params, situation).decide()?;
        Ok(if decisions.is_empty() { Disposition::Proceed } else { Disposition::Publish(decisions) })
    }
}

export_worker!(strategy TrendBrain);

#[cfg(test)]
mod tests;
