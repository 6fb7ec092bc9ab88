//! Doubles, mantissas and instants, there and back.

use simpletrader_contracts::Instant;
use simpletrader_contracts::market::{Bar, SeriesRef};
use simpletrader_contracts::worker::call::ContextWorker;
use simpletrader_tests::guests::Language;

use crate::worlds::context;

const BAR: Bar = Bar { series: SeriesRef(0), open: 2, high: 4, low: 1, close: 3, volume: 5 };

/// The eight facts that repeat the inputs, and the seven of the bar.
fn measured(worker: &mut dyn ContextWorker, at: i64, bar: &Bar, inputs: &[f64; 8]) -> [f64; 15] {
    let mut facts = [f64::NAN; 15];
    worker.measure(Instant::from_micros(at), bar, inputs, &mut facts).unwrap_or_else(|fault| panic!("{fault}"));
    facts
}

fn assert_kept(worker: &mut dyn ContextWorker, inputs: &[f64; 8]) {
    let facts = measured(worker, 0, &BAR, inputs);
    for (input, fact) in inputs.iter().zip(&facts) {
        // Which NaN it is means nothing; everything else is the same down to the sign of zero.
        assert!(input.to_bits() == fact.to_bits() || input.is_nan() && fact.is_nan(), "{input:e} became {fact:e}");
    }
}

pub fn doubles_keep_their_bits(language: Language) {
    let mut worker = context(&language.load("echo_facts"), "{}");
    let exact = (1_u64 << 53) as f64;
    for inputs in [
        [0.0, -0.0, f64::NAN, -f64::NAN, f64::MIN_POSITIVE, f64::MIN_POSITIVE / 2.0, 5e-324, -5e-324],
        [exact - 1.0, exact, exact + 2.0, -exact + 1.0, -exact, -exact - 2.0, exact * 2.0, 1.0 / exact],
        [f64::MAX, f64::MIN, f64::EPSILON, 0.1, 1.0 / 3.0, -0.1, 1e300, 123_456_789.123_456_79],
    ] {
        assert_kept(&mut *worker, &inputs);
    }
}

pub fn random_doubles_keep_their_bits(language: Language) {
    let mut worker = context(&language.load("echo_facts"), "{}");
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut finite = || loop {
        // Xorshift, from a fixed seed: bits that nobody chose.
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        let value = f64::from_bits(state);
        if value.is_finite() {
            return value;
        }
    };
    for _ in 0..500 {
        assert_kept(&mut *worker, &std::array::from_fn(|_| finite()));
    }
}

pub fn bars_and_instants_arrive_whole(language: Language) {
    let mut worker = context(&language.load("echo_facts"), "{}");
    let largest = 999_999_999_999_999;
    let exact = (1_i64 << 53) - 1;
    for (at, bar) in [
        (0, BAR),
        (-1, Bar { series: SeriesRef(1), open: 0, high: 0, low: 0, close: 0, volume: 0 }),
        (exact, Bar { series: SeriesRef(1), open: largest - 1, high: largest, low: 1, close: largest, volume: largest }),
        (-exact, Bar { low: -largest, open: -1, ..BAR }),
        (1_700_000_000_123_457, BAR),
    ] {
        let facts = measured(&mut *worker, at, &bar, &[0.0; 8]);
        let told = [bar.open, bar.high, bar.low, bar.close, bar.volume, i64::from(bar.series.0), at];
        assert_eq!(facts[8..], told.map(|number| number as f64), "{at} {bar:?}");
    }
}

/// What a call leaves behind must not add up: a backtest has millions of them.
pub fn memory_stays_flat(language: Language) {
    let mut worker = context(&language.load("echo_facts"), "{}");
    let mut memory_after = |calls: u32| {
        for _ in 0..calls {
            measured(&mut *worker, 0, &BAR, &[0.5; 8]);
        }
        worker.usage().memory_bytes
    };
    let early = memory_after(10_000);
    assert!(early > 0);
    assert_eq!(memory_after(20_000), early, "after thirty thousand calls");
}
