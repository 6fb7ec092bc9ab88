//! What it takes until a worker can be called: compiled anew, found in the cache, instantiated.

use std::sync::Arc;

use criterion::{Criterion, criterion_group, criterion_main};
use simpletrader_sandbox::{Cache, Origin, Sandbox, Settings, Terms};
use simpletrader_tests::pipeline::repository;

fn loading(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().expect("a folder for the cache");
    let cache = Cache::open(&folder.path().join("cache"), 1 << 26).expect("the cache opens");
    let cached = Sandbox::new(Settings { cache: Some(Arc::new(cache)), ..Settings::default() }).expect("the sandbox starts");
    let anew = Sandbox::new(Settings::default()).expect("the sandbox starts");
    let file = repository().join("plugins/simpletrader/trend_brain/v0.1.0.wasm");
    let load = |sandbox: &Sandbox| sandbox.load(&file, &Terms::default()).expect("`cargo xtask workers` was run");

    let mut group = criterion.benchmark_group("trend_brain");
    group.sample_size(10).bench_function("compile", |bencher| bencher.iter(|| load(&anew)));
    load(&cached);
    assert_eq!(load(&cached).origin(), Origin::Cached);
    group.sample_size(100).bench_function("load from the cache", |bencher| bencher.iter(|| load(&cached)));
    let loaded = load(&cached);
    group.bench_function("instantiate", |bencher| bencher.iter(|| loaded.instantiate().expect("it starts")));
    group.finish();
}

criterion_group!(benches, loading);
criterion_main!(benches);
