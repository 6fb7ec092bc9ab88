//! What the engine costs a bar: with native workers and with components, for strategies of different size, in memory and written down.

use criterion::{BatchSize, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use simpletrader_benches::reference::Reference;
use simpletrader_benches::runs::{kept, written};
use simpletrader_benches::walk::USUAL_SEED;
use simpletrader_cli::session::WorkerFiles;
use simpletrader_sandbox::{Sandbox, Settings};
use simpletrader_tests::natives::natives;
use simpletrader_tests::pipeline::run_with;

/// Enough that starting costs little beside running.
const BARS: u64 = 20_000;

fn workers(criterion: &mut Criterion) {
    let sandbox = Sandbox::new(Settings::default()).expect("the sandbox starts");
    let mut files = WorkerFiles::new(&sandbox);
    let mut group = criterion.benchmark_group("reference strategy in memory, a bar");
    group.throughput(Throughput::Elements(BARS)).sample_size(10);
    for averages in [2_u32, 4, 8, 16, 32] {
        let folder = tempfile::tempdir().expect("a folder for the bars");
        let spec = written(Reference { idle_averages: averages - 2, ..Reference::of(BARS, USUAL_SEED) }, folder.path());
        let components = files.sources(&spec).unwrap_or_else(|failure| panic!("{}", failure.message));
        for (name, sources) in [("native, averages", natives(&spec)), ("components, averages", components)] {
            group.bench_function(BenchmarkId::new(name, averages), |bencher| {
                let inputs = || (spec.clone(), sources.clone());
                bencher.iter_batched(inputs, |(spec, sources)| kept(spec, sources), BatchSize::PerIteration);
            });
        }
    }
    group.finish();
}

fn record(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().expect("a folder for bars and runs");
    let spec = written(Reference::of(BARS, USUAL_SEED), folder.path());
    let mut group = criterion.benchmark_group("native workers, a bar");
    group.throughput(Throughput::Elements(BARS)).sample_size(10);
    group.bench_function("kept in memory", |bencher| {
        bencher.iter_batched(|| natives(&spec), |workers| kept(spec.clone(), workers), BatchSize::PerIteration);
    });
    let run = folder.path().join("run");
    group.bench_function("ledger and journal written", |bencher| {
        bencher.iter_batched(|| natives(&spec), |workers| run_with(spec.clone(), workers, &run), BatchSize::PerIteration);
    });
    group.finish();
}

criterion_group!(benches, workers, record);
criterion_main!(benches);
