//! {{title}}: a risk as long as a number is beyond a limit.

use simpletrader_sdk::prelude::*;

/// What a blueprint sets under `config`. The schema of the parameters comes from here, these comments included.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// The largest number that is no risk.
    limit: f64,
    /// How severe the risk is, from 0 to 1.
    #[serde(default = "half")]
    severity: Fraction,
}

fn half() -> Fraction {
    Fraction::new(Decimal::new(5, 1)).unwrap_or(Fraction::ONE)
}

fields! {
    /// The numbers that this worker wants; the blueprint says where they come from.
    pub struct Inputs {
        /// What should stay within the limit.
        pub value,
    }
}

/// The monitor.
pub struct {{Name}} {
    limit: f64,
    severity: Fraction,
    risk_type: Label,
}

impl Worker for {{Name}} {
    const ABOUT: About = About::new("{{vendor}}", "{{name}}", env!("CARGO_PKG_VERSION"), "{{title}}");
    type Params = Params;

    fn configure(params: Params, _setup: &Setup<'_>) -> Result<Self, WorkerError> {
        Ok(Self { limit: params.limit, severity: params.severity, risk_type: Label::new("LIMIT_EXCEEDED")? })
    }
}

impl RiskMonitor for {{Name}} {
    type Inputs = Inputs;

    fn watch(&mut self, _at: Instant, inputs: &Inputs, _positions: &[PositionView]) -> Result<Disposition<Risk>, WorkerError> {
        // A number that is not ready is NaN, which is beyond nothing.
        if inputs.value > self.limit {
            let risk = Risk { risk_type: self.risk_type.clone(), severity: self.severity, instrument: None };
            return Ok(Disposition::Publish(vec![risk]));
        }
        Ok(Disposition::Proceed)
    }
}

export_worker!(monitor {{Name}});

#[cfg(test)]
mod tests {
    use super::*;
    use simpletrader_sdk::testing;

    #[test]
    fn only_what_is_beyond_the_limit_is_a_risk() {
        let mut worker: {{Name}} = testing::configure(r#"{"limit": 10}"#).unwrap();
        let mut watch = |value| worker.watch(Instant::default(), &Inputs { value }, &[]).unwrap();
        assert_eq!(watch(f64::NAN), Disposition::Proceed);
        assert_eq!(watch(10.0), Disposition::Proceed);
        assert!(matches!(watch(10.5), Disposition::Publish(risks) if risks[0].severity == half()));
    }
}
