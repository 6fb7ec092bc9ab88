//! {{title}}: a signal when a number crosses a level.

use simpletrader_sdk::prelude::*;

/// What a blueprint sets under `config`. The schema of the parameters comes from here, these comments included.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// The level that is crossed.
    level: f64,
}

fields! {
    /// The numbers that this worker wants; the blueprint says where they come from.
    pub struct Inputs {
        /// What crosses the level.
        pub value,
    }
}

/// What the worker remembers between bars.
pub struct {{Name}} {
    level: f64,
    was_above: Option<bool>,
    up: Label,
    down: Label,
}

impl Worker for {{Name}} {
    const ABOUT: About = About::new("{{vendor}}", "{{name}}", env!("CARGO_PKG_VERSION"), "{{title}}");
    type Params = Params;

    fn configure(params: Params, setup: &Setup<'_>) -> Result<Self, WorkerError> {
        // The signals are about the strategy's first instrument.
        setup.instrument(InstrumentRef(0))?;
        Ok(Self { level: params.level, was_above: None, up: Label::new("LEVEL_UP")?, down: Label::new("LEVEL_DOWN")? })
    }
}

impl SignalDetector for {{Name}} {
    type Inputs = Inputs;

    fn detect(&mut self, _at: Instant, inputs: &Inputs) -> Result<Disposition<Signal>, WorkerError> {
        // A number that is not ready is NaN, which is neither above nor below.
        if inputs.value.is_nan() || inputs.value == self.level {
            return Ok(Disposition::Proceed);
        }
        let is_above = inputs.value > self.level;
        let was_above = self.was_above.replace(is_above);
        if was_above.is_none_or(|was_above| was_above == is_above) {
            return Ok(Disposition::Proceed);
        }
        let (direction, signal_type) =
            if is_above { (Direction::Long, self.up.clone()) } else { (Direction::Short, self.down.clone()) };
        Ok(Disposition::Publish(vec![Signal { instrument: InstrumentRef(0), direction, signal_type, confidence: None }]))
    }
}

export_worker!(detector {{Name}});

#[cfg(test)]
mod tests {
    use super::*;
    use simpletrader_sdk::testing;

    #[test]
    fn a_crossing_is_a_signal_and_the_first_number_is_none() {
        let mut worker: {{Name}} = testing::configure(r#"{"level": 10}"#).unwrap();
        let mut detect = |value| worker.detect(Instant::default(), &Inputs { value }).unwrap();
        assert_eq!(detect(f64::NAN), Disposition::Proceed);
        assert_eq!(detect(9.0), Disposition::Proceed);
        assert!(matches!(detect(11.0), Disposition::Publish(signals) if signals[0].direction == Direction::Long));
        assert_eq!(detect(12.0), Disposition::Proceed);
    }
}
