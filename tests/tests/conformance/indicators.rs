//! The averages and the crossing of the samples: the same numbers and signals from every language.

use simpletrader_contracts::decision::SignalDraft;
use simpletrader_contracts::market::{Bar, SeriesRef};
use simpletrader_contracts::worker::AnyWorker;
use simpletrader_contracts::worker::call::{ContextWorker, Disposition, SignalDetector};
use simpletrader_contracts::{Decimal, Instant};
use simpletrader_sandbox::LoadedWorker;
use simpletrader_tests::guests::{Language, instance};
use simpletrader_tests::pipeline::repository;

use crate::worlds::{SERIES, context, instruments};

const RUST: Language = Language("rust");

/// Real daily bars, in thousandths.
fn bars() -> Vec<Bar> {
    let file = repository().join("example-workers/strategies/data/goog_1d.csv");
    let text = std::fs::read_to_string(file).unwrap();
    let steps = |field: &str| -> i64 { (field.parse::<Decimal>().unwrap() * Decimal::ONE_THOUSAND).try_into().unwrap() };
    let bar = |line: &str| {
        let fields: Vec<&str> = line.split(',').collect();
        let [open, high, low, close] = [1, 2, 3, 4].map(|index| steps(fields[index]));
        Bar { series: SeriesRef(0), open, high, low, close, volume: fields[5].parse().unwrap() }
    };
    text.lines().skip(1).map(bar).collect()
}

fn facts(worker: &mut dyn ContextWorker, bars: &[Bar]) -> Vec<u64> {
    let measure = |(index, bar): (i64, &Bar)| {
        let mut fact = [f64::NAN];
        worker.measure(Instant::from_micros(index * 86_400_000_000), bar, &[], &mut fact).unwrap();
        if fact[0].is_nan() { f64::NAN.to_bits() } else { fact[0].to_bits() }
    };
    (0..).zip(bars).map(measure).collect()
}

pub fn averages_are_equal_to_the_last_bit(language: Language) {
    let bars = bars();
    assert!(bars.len() > 2000, "{} bars", bars.len());
    for (worker, periods) in [("sma", [1, 7, 20, 250]), ("ema", [1, 12, 26, 200])] {
        let [ours, theirs] = [RUST, language].map(|language| language.load(worker));
        for period in periods {
            let params = format!(r#"{{"period": {period}}}"#);
            let all = |loaded: &LoadedWorker| facts(&mut *context(loaded, &params), &bars);
            assert_eq!(all(&ours), all(&theirs), "{worker} {period}");
        }
    }
    for worker in ["sma", "ema"] {
        let mut refuses = instance(&language.load(worker));
        let fault = refuses.common().configure(r#"{"period": 0}"#, &instruments(), &SERIES).unwrap_err();
        assert!(fault.to_string().contains("bad-params"), "{fault}");
    }
}

fn detector(loaded: &LoadedWorker, params: &str) -> Box<dyn SignalDetector> {
    let mut worker = instance(loaded);
    worker.common().configure(params, &instruments(), &SERIES).unwrap();
    match worker {
        AnyWorker::Detector(worker) => worker,
        other => panic!("{other:?} is no detector"),
    }
}

pub fn crossings_are_the_same_signals(language: Language) {
    let bars = bars();
    let average = |period| {
        let params = format!(r#"{{"period": {period}}}"#);
        facts(&mut *context(&RUST.load("sma"), &params), &bars).into_iter().map(f64::from_bits).collect::<Vec<_>>()
    };
    let (fast, slow) = (average(5), average(20));
    let [ours, theirs] = [RUST, language].map(|language| language.load("cross"));
    for params in [
        r#"{"mode": "level"}"#,
        r#"{"mode": "cross", "warmup": 30, "confidence": "0.75"}"#,
        r#"{"mode": "level", "confidence": "0", "instrument": "BTC_USDT"}"#,
    ] {
        let all = |loaded: &LoadedWorker| -> Vec<(usize, SignalDraft)> {
            let mut worker = detector(loaded, params);
            let mut said = Vec::new();
            for (index, pair) in fast.iter().zip(&slow).enumerate() {
                match worker.detect(Instant::from_micros(0), &[*pair.0, *pair.1]).unwrap() {
                    Disposition::Publish(signals) => said.extend(signals.into_iter().map(|signal| (index, signal))),
                    Disposition::Proceed => {}
                    Disposition::Stop(reason) => panic!("{reason}"),
                }
            }
            said
        };
        let ours = all(&ours);
        assert!(ours.len() > 40, "{} signals", ours.len());
        assert_eq!(ours, all(&theirs), "{params}");
    }
}
