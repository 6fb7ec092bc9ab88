//! Bars a second from a file to values at the instrument's scales: from CSV and from Parquet, and from CSV as moments of a window, as a
//! run reads them. Every row is checked and every file hashed, as always.

use std::path::{Path, PathBuf};

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use simpletrader_benches::walk::{USUAL_SEED, write_csv};
use simpletrader_contracts::market::SeriesRef;
use simpletrader_engine::data::convert::{Conversion, convert};
use simpletrader_engine::data::{
    BarFeed, BarSource, DataError, FeedBar, FeedSettings, MarketData, Period, Scales, WindowReader, shape_of,
};

/// Enough that opening a file costs nothing beside reading it.
const BARS: u64 = 100_000;

/// Minutes in cents and whole units.
fn open(path: &Path) -> Result<BarFeed, DataError> {
    let scales = Scales { price: 2, size: 0 };
    let settings =
        FeedSettings { series: SeriesRef(0), timeframe_seconds: 60, scales, labelled_by_close: false, period: Period::default() };
    BarFeed::open(path, &shape_of(path, None, None, Default::default())?, settings)
}

/// Every bar of a file; how many there were, and the digest of the file.
fn bars(path: &Path) -> Result<(u64, String), DataError> {
    let mut feed = open(path)?;
    let (mut count, mut bar) = (0, FeedBar::default());
    while feed.next(&mut bar)? {
        count += 1;
    }
    Ok((count, feed.digest()?))
}

/// The same as moments, read ahead by a thread of their own.
fn moments(path: PathBuf) -> Result<u64, DataError> {
    let mut reader = WindowReader::alone(move || MarketData::merge(vec![BarSource::File(Box::new(open(&path)?))], Vec::new()));
    let mut count = 0;
    while let Some(block) = reader.next_block()? {
        count += block.moments().map(|moment| moment.bars.len() as u64).sum::<u64>();
    }
    reader.read_so_far()?;
    Ok(count)
}

fn ingest(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().expect("a folder for the files");
    let (csv, parquet) = (folder.path().join("bars.csv"), folder.path().join("bars.parquet"));
    let mut text = Vec::new();
    write_csv(BARS, USUAL_SEED, &mut text).expect("memory takes everything");
    std::fs::write(&csv, text).expect("the file is written");
    let shape = shape_of(&csv, None, None, Default::default()).expect("the columns tell what it is");
    let conversion =
        Conversion { input: &csv, shape, output: &parquet, timeframe_seconds: None, labelled_by_close: false, replaces: false };
    assert_eq!(convert(&conversion).expect("it can be converted"), BARS);

    let mut group = criterion.benchmark_group("ingest");
    group.throughput(Throughput::Elements(BARS)).sample_size(20);
    for (format, path) in [("csv", &csv), ("parquet", &parquet)] {
        group.bench_with_input(BenchmarkId::new("bars", format), path, |bencher, path| {
            bencher.iter(|| assert_eq!(bars(path).expect("the file is usable").0, BARS));
        });
    }
    group.bench_function("moments/csv", |bencher| {
        bencher.iter(|| assert_eq!(moments(csv.clone()).expect("the file is usable"), BARS));
    });
    group.finish();
}

criterion_group!(benches, ingest);
criterion_main!(benches);
