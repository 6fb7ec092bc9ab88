//! The same two averages in every language whose workers were built, one bar a call.

use criterion::{Criterion, criterion_group, criterion_main};
use simpletrader_benches::{instrument, series};
use simpletrader_contracts::Instant;
use simpletrader_contracts::market::{Bar, SeriesRef};
use simpletrader_contracts::worker::AnyWorker;
use simpletrader_tests::guests::{LANGUAGES, instance};

fn languages(criterion: &mut Criterion) {
    for worker in ["sma", "ema"] {
        let mut group = criterion.benchmark_group(format!("{worker}, by language"));
        for language in LANGUAGES.into_iter().filter(|language| language.file(worker).is_file()) {
            let AnyWorker::Context(mut live) = instance(&language.load(worker)) else { panic!("an average is a context worker") };
            live.configure(r#"{"period": 20}"#, &[instrument()], &[series()]).expect("it takes its parameters");
            let mut facts = [0.0];
            let mut close = 10_000;
            group.bench_function(language.0, |bencher| {
                bencher.iter(|| {
                    close = 10_000 + (close + 7) % 97;
                    let bar = Bar { series: SeriesRef(0), open: close, high: close, low: close, close, volume: 1_000 };
                    live.measure(Instant::default(), &bar, &[], &mut facts).expect("it measures");
                });
            });
        }
        group.finish();
    }
}

criterion_group!(benches, languages);
criterion_main!(benches);
