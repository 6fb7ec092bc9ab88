//! Signals when the price leaves a channel, and then keeps silent for a while: after a breakout the next bars often repeat it.
//!
//! When it spoke last it remembers in its state, so that it neither forgets nor repeats itself when it is started anew; why it
//! keeps silent stands in the journal.

use simpletrader_sdk::prelude::*;

/// What the blueprint sets.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// Days of silence after a signal.
    cooldown_days: Ranged<0, 365>,
    /// Confidence of every signal.
    #[serde(default = "sure")]
    confidence: Fraction,
}

fn sure() -> Fraction {
    Fraction::ONE
}

fields! {
    /// What is compared.
    pub struct Seen {
        /// The price.
        pub close,
        /// Upper bound of the channel.
        pub upper,
        /// Lower bound of the channel.
        pub lower,
    }
}

/// The key under which it remembers when it spoke last, in microseconds.
const SPOKE_AT: &str = "spoke_at";

const DAY: i64 = 86_400_000_000;

/// What was configured. What it remembers is in its state.
pub struct Breakout {
    cooldown_days: u32,
    confidence: Fraction,
    up: Label,
    down: Label,
}

impl Worker for Breakout {
    const ABOUT: About = About::new("simpletrader", "breakout", env!("CARGO_PKG_VERSION"), "Breakout")
        .description("Signals when the price leaves a channel, at most once in a while.")
        .logs()
        .remembers(64)
        .writes_notes();
    type Params = Params;

    fn configure(params: Params, setup: &Setup<'_>) -> Result<Self, WorkerError> {
        setup.instrument(InstrumentRef(0))?;
        Ok(Self {
            cooldown_days: params.cooldown_days.get(),
            confidence: params.confidence,
            up: Label::new("BREAKOUT_UP")?,
            down: Label::new("BREAKOUT_DOWN")?,
        })
    }
}

impl SignalDetector for Breakout {
    type Inputs = Seen;

    fn detect(&mut self, at: Instant, inputs: &Seen) -> Result<Disposition<Signal>, WorkerError> {
        // NaN is on neither side.
        let (direction, signal_type) = if inputs.close > inputs.upper {
            (Direction::Long, &self.up)
        } else if inputs.close < inputs.lower {
            (Direction::Short, &self.down)
        } else {
            return Ok(Disposition::Proceed);
        };
        if let Some(days) = self.days_to_wait(at)? {
            notes::add(format!("{signal_type} at {}: silent for {days} more days", inputs.close));
            return Ok(Disposition::Proceed);
        }
        state::save(SPOKE_AT, &at.micros())?;
        log!(Info, "{signal_type}: {} left {} to {}", inputs.close, inputs.lower, inputs.upper);
        let signal_type = signal_type.clone();
        let confidence = Some(self.confidence);
        Ok(Disposition::Publish(vec![Signal { instrument: InstrumentRef(0), direction, signal_type, confidence }]))
    }
}

impl Breakout {
    /// Days until the silence is over, rounded up; none when it may speak.
    fn days_to_wait(&self, at: Instant) -> Result<Option<i64>, WorkerError> {
        let Some(spoke_at) = state::load::<i64>(SPOKE_AT)? else { return Ok(None) };
        let silent_for = at.micros().saturating_sub(spoke_at);
        let left = i64::from(self.cooldown_days).saturating_mul(DAY).saturating_sub(silent_for);
        Ok((left > 0).then(|| (left - 1) / DAY + 1))
    }
}

export_worker!(detector Breakout);

#[cfg(test)]
mod tests {
    use super::*;
    use simpletrader_sdk::testing;

    /// What it says about one close a day, with a channel from 90 to 110: `L`, `S` or nothing.
    fn signals(params: &str, closes: &[f64]) -> String {
        let mut breakout: Breakout = testing::configure(params).unwrap();
        let mut spoken = String::new();
        for (day, close) in (0..).zip(closes) {
            let seen = Seen { close: *close, upper: 110.0, lower: 90.0 };
            match breakout.detect(Instant::from_micros(day * DAY), &seen).unwrap() {
                Disposition::Publish(signals) => spoken.push(if signals[0].direction == Direction::Long { 'L' } else { 'S' }),
                _ => spoken.push('.'),
            }
        }
        spoken
    }

    #[test]
    fn parameters_outside_their_rules_are_refused() {
        for bad in [r#"{}"#, r#"{"cooldown_days": 366}"#, r#"{"cooldown_days": 3, "confidence": "1.1"}"#] {
            assert!(matches!(testing::configure::<Breakout>(bad), Err(WorkerError::BadParams(_))), "{bad}");
        }
    }

    // mission: 72 (partly)
    #[test]
    fn it_speaks_outside_the_channel_only() {
        assert_eq!(signals(r#"{"cooldown_days": 0}"#, &[100.0, 110.0, 111.0, 90.0, 89.0, f64::NAN]), "..L.S.");
    }

    #[test]
    fn it_keeps_silent_after_a_signal_and_says_why() {
        assert_eq!(signals(r#"{"cooldown_days": 3}"#, &[111.0, 112.0, 89.0, 113.0, 114.0]), "L..L.");
        let remarks = testing::remarks();
        assert_eq!(remarks.log.len(), 2, "each signal is logged");
        assert_eq!(
            remarks.notes,
            [
                "BREAKOUT_UP at 112: silent for 2 more days",
                "BREAKOUT_DOWN at 89: silent for 1 more days",
                "BREAKOUT_UP at 114: silent for 2 more days"
            ]
        );
    }

    #[test]
    fn a_worker_that_is_started_anew_still_knows_when_it_spoke() {
        assert_eq!(signals(r#"{"cooldown_days": 3}"#, &[111.0]), "L");
        assert_eq!(signals(r#"{"cooldown_days": 3}"#, &[100.0, 111.0, 100.0, 111.0]), "...L", "the state is the thread's");
    }

    #[test]
    fn a_state_of_another_shape_is_an_error_and_no_guess() {
        state::set(SPOKE_AT, b"yesterday");
        let mut breakout: Breakout = testing::configure(r#"{"cooldown_days": 3}"#).unwrap();
        let seen = Seen { close: 111.0, upper: 110.0, lower: 90.0 };
        let error = breakout.detect(Instant::default(), &seen).unwrap_err();
        assert!(error.to_string().contains("the state `spoke_at` cannot be read"), "{error}");
    }
}
