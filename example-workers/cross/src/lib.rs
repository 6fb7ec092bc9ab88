//! Signals when one number crosses another: a moving average and the price, two averages, an oscillator and its level.
//!
//! A signal marks a change, not a state. In mode `level` the worker remembers on which side it last saw `fast` and says so
//! when that changes; the first bar that it looks at, after the warm-up, counts as a change. In mode `cross` it speaks only
//! when the bar just before was strictly on the other side, so a touch of equality in between breaks the crossing.

use simpletrader_sdk::prelude::*;

/// What the blueprint sets.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// When a signal is due.
    mode: Mode,
    /// Bars that publish nothing.
    #[serde(default)]
    warmup: u32,
    /// Confidence of every signal.
    #[serde(default = "sure")]
    confidence: Fraction,
    /// What the signals are about; the strategy's first instrument when left out.
    #[serde(default)]
    instrument: Option<Symbol>,
}

/// When a signal is due.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// When `fast` is on another side than it was last seen on.
    Level,
    /// When `fast` was strictly on the other side one bar ago.
    Cross,
}

fn sure() -> Fraction {
    Fraction::ONE
}

fields! {
    /// What is compared.
    pub struct Pair {
        /// The number that crosses.
        pub fast,
        /// The number that is crossed.
        pub slow,
    }
}

/// What was seen so far.
pub struct Cross {
    mode: Mode,
    bars_to_skip: u32,
    confidence: Fraction,
    instrument: InstrumentRef,
    up: Label,
    down: Label,
    /// Mode `level`: the side last seen. Mode `cross`: the side one bar ago, if it was on one.
    last: Option<Direction>,
}

impl Worker for Cross {
    const ABOUT: About = About::new("simpletrader", "cross", env!("CARGO_PKG_VERSION"), "Crossing");
    type Params = Params;

    fn configure(params: Params, setup: &Setup<'_>) -> Result<Self, WorkerError> {
        let instrument = match &params.instrument {
            Some(symbol) => setup.find(symbol)?,
            None => InstrumentRef(0),
        };
        setup.instrument(instrument)?;
        Ok(Self {
            mode: params.mode,
            bars_to_skip: params.warmup,
            confidence: params.confidence,
            instrument,
            up: Label::new("CROSS_UP")?,
            down: Label::new("CROSS_DOWN")?,
            last: None,
        })
    }
}

impl SignalDetector for Cross {
    type Inputs = Pair;

    fn detect(&mut self, _: Instant, inputs: &Pair) -> Result<Disposition<Signal>, WorkerError> {
        let warming_up = self.bars_to_skip > 0;
        self.bars_to_skip = self.bars_to_skip.saturating_sub(1);
        let side = side_of(inputs);
        let changed = match self.mode {
            Mode::Level if warming_up => None,
            Mode::Level => {
                let before = self.last;
                self.last = side.or(before);
                side.filter(|_| side != before)
            }
            Mode::Cross => {
                let before = std::mem::replace(&mut self.last, side);
                side.filter(|_| !warming_up && before.is_some() && side != before)
            }
        };
        Ok(changed.map_or(Disposition::Proceed, |direction| Disposition::Publish(vec![self.signal(direction)])))
    }
}

impl Cross {
    fn signal(&self, direction: Direction) -> Signal {
        let signal_type = match direction {
            Direction::Long => &self.up,
            Direction::Short => &self.down,
        };
        Signal { instrument: self.instrument, direction, signal_type: signal_type.clone(), confidence: Some(self.confidence) }
    }
}

/// Above is long, below is short; equal, and numbers that are not ready, are neither.
fn side_of(pair: &Pair) -> Option<Direction> {
    if pair.fast > pair.slow {
        Some(Direction::Long)
    } else if pair.fast < pair.slow {
        Some(Direction::Short)
    } else {
        None
    }
}

export_worker!(detector Cross, slices);

#[cfg(test)]
mod tests {
    use super::*;
    use simpletrader_sdk::testing;

    /// One character a bar: `+` above, `-` below, `=` equal, `?` not ready.
    fn signals(params: &str, bars: &str) -> String {
        let mut cross: Cross = testing::configure(params).unwrap();
        let mut spoken = String::new();
        for bar in bars.chars() {
            let fast = match bar {
                '+' => 1.0,
                '-' => -1.0,
                '=' => 0.0,
                _ => f64::NAN,
            };
            match cross.detect(Instant::default(), &Pair { fast, slow: 0.0 }).unwrap() {
                Disposition::Publish(signals) => {
                    assert_eq!(signals.len(), 1);
                    let (direction, label) = (signals[0].direction, signals[0].signal_type.as_str());
                    assert_eq!(label == "CROSS_UP", direction == Direction::Long);
                    spoken.push(if direction == Direction::Long { 'L' } else { 'S' });
                }
                Disposition::Proceed => spoken.push('.'),
                Disposition::Stop(reason) => panic!("{reason}"),
            }
        }
        spoken
    }

    #[test]
    fn a_symbol_that_is_not_traded_is_refused_with_the_ones_that_are() {
        let error = testing::configure::<Cross>(r#"{"mode": "level", "instrument": "BTC_USDT"}"#).err().unwrap();
        assert!(error.to_string().contains("TEST_USD"), "{error}");
        assert!(testing::configure::<Cross>(r#"{"mode": "level", "instrument": "TEST_USD"}"#).is_ok());
    }

    #[test]
    fn parameters_outside_their_rules_are_refused() {
        for bad in [
            r#"{}"#,
            r#"{"mode": "both"}"#,
            r#"{"mode": "level", "confidence": "1.1"}"#,
            r#"{"mode": "level", "warmup": -1}"#,
            r#"{"mode": "level", "warm_up": 3}"#,
        ] {
            assert!(matches!(testing::configure::<Cross>(bad), Err(WorkerError::BadParams(_))), "{bad}");
        }
    }

    #[test]
    fn a_strategy_without_instruments_cannot_have_signals() {
        assert!(simpletrader_sdk::configure::<Cross>(r#"{"mode": "level"}"#, &[], &[]).is_err());
    }

    // mission: 72
    #[test]
    fn level_speaks_on_the_first_bar_and_on_every_change_but_never_twice() {
        assert_eq!(signals(r#"{"mode": "level"}"#, "++--+"), "L.S.L");
        assert_eq!(signals(r#"{"mode": "level"}"#, "-++"), "SL.");
    }

    #[test]
    fn equality_and_missing_numbers_change_nothing_in_level() {
        assert_eq!(signals(r#"{"mode": "level"}"#, "=+=+?+-"), ".L....S");
    }

    #[test]
    fn level_forgets_the_warm_up() {
        assert_eq!(signals(r#"{"mode": "level", "warmup": 2}"#, "++++-"), "..L.S");
        assert_eq!(signals(r#"{"mode": "level", "warmup": 2}"#, "-+-+"), "..SL");
    }

    // mission: 72
    #[test]
    fn cross_wants_the_bar_before_strictly_on_the_other_side() {
        assert_eq!(signals(r#"{"mode": "cross"}"#, "++--+"), "..S.L");
        assert_eq!(signals(r#"{"mode": "cross"}"#, "-=+"), "...", "a touch of equality is no crossing");
        assert_eq!(signals(r#"{"mode": "cross"}"#, "-?+-"), "...S");
    }

    #[test]
    fn cross_may_look_back_into_the_warm_up_but_not_speak_in_it() {
        assert_eq!(signals(r#"{"mode": "cross", "warmup": 2}"#, "-+-+"), "..SL");
        assert_eq!(signals(r#"{"mode": "cross", "warmup": 2}"#, "+-++"), "..L.");
    }

    #[test]
    fn a_signal_carries_the_configured_confidence() {
        let mut cross: Cross = testing::configure(r#"{"mode": "level", "confidence": "0.4"}"#).unwrap();
        let Disposition::Publish(signals) = cross.detect(Instant::default(), &Pair { fast: 1.0, slow: 0.0 }).unwrap() else {
            panic!("the first bar counts as a change");
        };
        assert_eq!(signals[0].confidence.map(|it| it.get()), Some(testing::decimal("0.4")));
    }
}
