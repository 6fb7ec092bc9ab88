//! What crossing into a component costs, by the shape of what crosses; what the sandbox adds to it; and what each setting of the engine
//! takes.

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use simpletrader_benches::raw::{Knobs, RawContext, prepared};
use simpletrader_benches::shapes::{Bar, Directive, Shapes, Signal};
use simpletrader_contracts::Instant;
use simpletrader_contracts::market::{Bar as OneBar, SeriesRef};
use simpletrader_contracts::worker::AnyWorker;
use simpletrader_contracts::worker::call::SlicedBar;
use simpletrader_sandbox::{Sandbox, Settings};
use simpletrader_tests::guests::Language;
use simpletrader_tests::pipeline::repository;

const BAR: Bar = (0, 10_000, 10_006, 9_995, 10_003, 884);

fn crossing(criterion: &mut Criterion) {
    let mut shapes = Shapes::new(Knobs::SANDBOX);
    let mut group = criterion.benchmark_group("crossing");
    let nothing = shapes.function::<(), ()>("nothing");
    group.bench_function("nothing", |bencher| bencher.iter(|| shapes.call(&nothing, ())));
    let direct = shapes.function::<(), ()>("nothing-without-relay");
    group.bench_function("nothing, without the relay", |bencher| bencher.iter(|| shapes.call(&direct, ())));
    let bar = shapes.function::<(i64, Bar, &[f64]), ()>("take-bar");
    group.bench_function("a bar in", |bencher| bencher.iter(|| shapes.call(&bar, (0, BAR, &[]))));
    let numbers = shapes.function::<(&[f64],), ()>("take-numbers");
    for length in [4, 200] {
        let values = vec![1.5; length];
        let id = BenchmarkId::new("numbers in", length);
        group.bench_function(id, |bencher| bencher.iter(|| shapes.call(&numbers, (&values,))));
    }
    let text = shapes.function::<(&str,), ()>("take-text");
    group.bench_function("a text of 8 letters in", |bencher| bencher.iter(|| shapes.call(&text, ("CROSS_UP",))));
    let facts = shapes.function::<(), (Result<Vec<f64>, String>,)>("give-facts");
    group.bench_function("two facts out", |bencher| bencher.iter(|| shapes.call(&facts, ())));
    let text = shapes.function::<(), (String,)>("give-text");
    group.bench_function("a text of 8 letters out", |bencher| bencher.iter(|| shapes.call(&text, ())));
    let signal = shapes.function::<(), (Vec<Signal>,)>("give-signal");
    group.bench_function("a signal out", |bencher| bencher.iter(|| shapes.call(&signal, ())));
    let directive = shapes.function::<(), (Directive,)>("give-directive");
    group.bench_function("a directive out", |bencher| bencher.iter(|| shapes.call(&directive, ())));
    group.finish();

    let mut group = criterion.benchmark_group("slices of bars in");
    let rows = shapes.function::<(&[Bar],), ()>("take-rows");
    let columns = shapes.function::<(&[i64],), ()>("take-columns");
    for bars in [1, 16, 256, 4_096] {
        group.throughput(Throughput::Elements(bars as u64));
        let values = vec![BAR; bars];
        group.bench_function(BenchmarkId::new("rows", bars), |bencher| bencher.iter(|| shapes.call(&rows, (&values,))));
        let values = vec![10_000; bars * 6];
        group.bench_function(BenchmarkId::new("columns", bars), |bencher| bencher.iter(|| shapes.call(&columns, (&values,))));
    }
    group.finish();
}

/// The moving average of the samples, called by the sandbox and by wasmtime alone.
fn sandbox(criterion: &mut Criterion) {
    let rust = Language("rust");
    let sandbox = Sandbox::new(Settings { workers: 4, ..Settings::default() }).expect("the sandbox starts");
    let loaded = sandbox.load(&rust.file("sma"), &rust.terms("sma")).expect("`cargo xtask workers` was run");
    let AnyWorker::Context(mut worker) = loaded.instantiate().expect("it starts") else { panic!("an average is a context worker") };
    worker
        .configure(r#"{"period": 20}"#, &[simpletrader_benches::instrument()], &[simpletrader_benches::series()])
        .expect("it takes them");
    let mut raw = RawContext::new(&rust.file("sma"), Knobs::SANDBOX, r#"{"period": 20}"#);

    let mut group = criterion.benchmark_group("sma, one call");
    group.bench_function("wasmtime alone", |bencher| bencher.iter(|| raw.measure(0, 10_003)));
    let bar = OneBar { series: SeriesRef(0), open: 10_003, high: 10_003, low: 10_003, close: 10_003, volume: 1_000 };
    let mut facts = [0.0];
    group.bench_function("sandbox", |bencher| bencher.iter(|| worker.measure(Instant::default(), &bar, &[], &mut facts)));
    group.finish();

    // An operation grants 256 bars at most; beyond that the price of the crossing is shared already.
    let mut group = criterion.benchmark_group("sma, slices through the sandbox");
    for bars in [1, 16, 256, 4_096] {
        group.throughput(Throughput::Elements(bars as u64));
        let slice = vec![SlicedBar { at: Instant::default(), bar }; bars];
        let mut rows = vec![0.0; bars];
        group.bench_function(BenchmarkId::from_parameter(bars), |bencher| {
            bencher.iter(|| worker.measure_slice(&slice, &mut rows).expect("it measures"));
        });
    }
    group.finish();
}

/// The detector of the samples, which looks at two facts.
fn detection(criterion: &mut Criterion) {
    let rust = Language("rust");
    let sandbox = Sandbox::new(Settings { workers: 4, ..Settings::default() }).expect("the sandbox starts");
    let loaded = sandbox.load(&rust.file("cross"), &rust.terms("cross")).expect("`cargo xtask workers` was run");
    let AnyWorker::Detector(mut worker) = loaded.instantiate().expect("it starts") else { panic!("a crossing is a detector") };
    let (instruments, series) = ([simpletrader_benches::instrument()], [simpletrader_benches::series()]);
    worker.configure(r#"{"mode": "level"}"#, &instruments, &series).expect("it takes them");
    let mut group = criterion.benchmark_group("cross, slices through the sandbox");
    for passes in [1, 16, 256] {
        group.throughput(Throughput::Elements(passes as u64));
        let (at, inputs) = (vec![Instant::default(); passes], vec![1.5; passes * 2]);
        group.bench_function(BenchmarkId::from_parameter(passes), |bencher| {
            bencher.iter(|| worker.detect_slice(&at, &inputs).expect("it looks"));
        });
    }
    group.finish();
}

fn settings(criterion: &mut Criterion) {
    let file = repository().join("plugins/simpletrader/sma/v0.1.0.wasm");
    let mut group = criterion.benchmark_group("settings of the engine, sma, one call");
    let all = Knobs::SANDBOX;
    for (name, knobs) in [
        ("no limit", Knobs { fuel: false, epoch: false, ..all }),
        ("fuel", Knobs { epoch: false, ..all }),
        ("deadline", Knobs { fuel: false, ..all }),
        ("fuel and deadline", all),
        ("fuel and deadline, any NaN", Knobs { canonical_nan: false, ..all }),
    ] {
        let mut raw = RawContext::new(&file, knobs, r#"{"period": 20}"#);
        group.bench_function(name, |bencher| bencher.iter(|| raw.measure(0, 10_003)));
    }
    group.finish();

    let mut group = criterion.benchmark_group("a new instance of sma");
    for (name, knobs) in [("from the pool", all), ("on demand", Knobs { pooled: false, ..all })] {
        let engine = knobs.engine();
        let prepared = prepared(&file, &engine);
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                let mut store = knobs.store(&engine);
                prepared.instantiate(&mut store).expect("it starts")
            });
        });
    }
    group.finish();
}

criterion_group!(benches, crossing, sandbox, detection, settings);
criterion_main!(benches);
