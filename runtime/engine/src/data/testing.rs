//! Files for the tests of this module.

use std::path::{Path, PathBuf};

use simpletrader_config::data_file::FileShape;
use simpletrader_contracts::Instant;
use simpletrader_contracts::market::SeriesRef;
use tempfile::TempDir;

use super::{BarFeed, BarSource, Block, DataError, FeedSettings, MarketData, Period, Scales};

/// A CSV file of these lines, and the folder that keeps it.
pub(crate) fn csv_file(header: &str, lines: &[&str]) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("data.csv");
    std::fs::write(&path, format!("{header}\n{}\n", lines.join("\n"))).unwrap();
    (folder, path)
}

/// A file of so many bars of a minute, whose volumes count from 0; the last line may be another one.
pub(crate) fn minutes(count: usize, last: Option<&str>) -> (TempDir, PathBuf) {
    let start = Instant::parse("2024-01-01").unwrap();
    let mut lines: Vec<String> =
        (0..count).map(|minute| format!("{},1,1,1,1,{minute}", start.plus_seconds(60 * minute as i64))).collect();
    lines.extend(last.map(str::to_owned));
    csv_file("timestamp,open,high,low,close,volume", &lines.iter().map(String::as_str).collect::<Vec<_>>())
}

/// The data of such a file.
pub(crate) fn minutes_of(path: &Path) -> Result<MarketData, DataError> {
    let scales = Scales { price: 0, size: 0 };
    let settings =
        FeedSettings { series: SeriesRef(0), timeframe_seconds: 60, scales, labelled_by_close: false, period: Period::default() };
    let feed = BarFeed::open(path, &FileShape::csv_of_bars(), settings)?;
    MarketData::merge(vec![BarSource::File(Box::new(feed))], Vec::new())
}

/// The moments of such a file of so many bars, in blocks of five, with the volumes from 0 on.
pub(crate) fn blocks_of_five(count: usize) -> Vec<Block> {
    let (_folder, path) = minutes(count, None);
    let mut data = minutes_of(&path).unwrap();
    let mut blocks = vec![Block::default()];
    while data.next_into(blocks.last_mut().unwrap()).unwrap() {
        if blocks.last().unwrap().len() == 5 {
            blocks.push(Block::default());
        }
    }
    blocks
}
