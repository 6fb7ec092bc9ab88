//! Says, in every pass, which trades hold something under a stop: the position monitor that lets a strategy planner move stops.
//!
//! It judges no level: whether a stop should move is the exit planner's to say. A risk is a state, so it is repeated as long as it
//! lasts; its severity is the share of the position's value that would be lost at the stop, between 0 and 1.

use simpletrader_sdk::prelude::*;

/// What the blueprint sets.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// The name of the risk.
    #[serde(default = "position_risk")]
    risk_type: String,
}

fn position_risk() -> String {
    "POSITION_RISK".to_owned()
}

/// The monitor.
pub struct PositionWatch {
    risk_type: Label,
}

impl Worker for PositionWatch {
    const ABOUT: About =
        About::new("simpletrader", "position_watch", env!("CARGO_PKG_VERSION"), "Position watch").reads(&[Read::Positions]);
    type Params = Params;

    fn configure(params: Params, _: &Setup<'_>) -> Result<Self, WorkerError> {
        Ok(Self {
            risk_type: Label::new(&params.risk_type).map_err(|error| WorkerError::bad_params(format!("risk_type: {error}")))?,
        })
    }
}

impl RiskMonitor for PositionWatch {
    type Inputs = ();

    fn watch(&mut self, _: Instant, _: &(), positions: &[PositionView]) -> Result<Disposition<Risk>, WorkerError> {
        let mut risks = Vec::new();
        for position in positions.iter().filter(|position| position.quantity > Decimal::ZERO) {
            let Some(stop) = position.stop_loss else { continue };
            let severity = at_stake(position.last_price, stop.get())?;
            risks.push(Risk { risk_type: self.risk_type.clone(), severity, instrument: Some(position.instrument) });
        }
        Ok(if risks.is_empty() { Disposition::Proceed } else { Disposition::Publish(risks) })
    }
}

/// The distance of the stop as a share of the price, in four digits, at most 1.
fn at_stake(last: Decimal, stop: Decimal) -> Result<Fraction, WorkerError> {
    let share = (last - stop).abs().checked_div(last).unwrap_or(Decimal::ONE);
    Ok(Fraction::new(share.round_dp(4).min(Decimal::ONE))?)
}

export_worker!(monitor PositionWatch);

#[cfg(test)]
mod tests {
    use super::*;
    use simpletrader_sdk::testing;

    fn watched(positions: &[PositionView]) -> Disposition<Risk> {
        let mut worker: PositionWatch = testing::configure("{}").unwrap();
        worker.watch(Instant::default(), &(), positions).unwrap()
    }

    fn held(quantity: &str, stop: Option<&str>) -> PositionView {
        PositionView { stop_loss: stop.map(testing::price), ..testing::position(1, Direction::Long, quantity) }
    }

    #[test]
    fn a_name_that_is_no_label_is_refused() {
        assert!(matches!(testing::configure::<PositionWatch>(r#"{"risk_type": "no"}"#), Err(WorkerError::BadParams(_))));
    }

    #[test]
    fn a_trade_without_a_stop_or_without_a_position_says_nothing() {
        assert_eq!(watched(&[]), Disposition::Proceed);
        assert_eq!(watched(&[held("10", None), held("0", Some("95"))]), Disposition::Proceed);
    }

    // mission: 73 (partly)
    #[test]
    fn what_is_held_under_a_stop_is_at_stake_by_its_distance() {
        let Disposition::Publish(risks) = watched(&[held("10", Some("95")), held("1", Some("200"))]) else { panic!("silent") };
        assert_eq!(risks.iter().map(|risk| risk.severity.to_string()).collect::<Vec<_>>(), ["0.05", "1"]);
        assert_eq!((risks[0].instrument, risks[0].risk_type.as_str()), (Some(InstrumentRef(0)), "POSITION_RISK"));
    }
}
