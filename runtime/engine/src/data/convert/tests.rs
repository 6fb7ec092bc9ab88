use std::fs;
use std::path::PathBuf;

use proptest::prelude::*;
use simpletrader_config::data_file::ColumnNames;
use tempfile::TempDir;

use super::*;
use crate::data::shape_of;

struct Desk {
    folder: TempDir,
}

impl Desk {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path(name);
        fs::write(&path, text).unwrap();
        path
    }

    fn convert(&self, from: &str, to: &str, timeframe_seconds: Option<u32>) -> Result<u64, ConvertError> {
        let input = self.path(from);
        let shape = shape_of(&input, None, None, ColumnNames::default())?;
        let output = self.path(to);
        convert(&Conversion { input: &input, shape, output: &output, timeframe_seconds, labelled_by_close: false, replaces: false })
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    /// Every file that is there; drafts too.
    fn files(&self) -> Vec<String> {
        let mut names: Vec<String> =
            fs::read_dir(self.folder.path()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    fn refusal(&self, from: &str, to: &str, timeframe_seconds: Option<u32>) -> String {
        let before = self.files();
        let shown = self.convert(from, to, timeframe_seconds).unwrap_err().to_string();
        assert_eq!(self.files(), before, "nothing is left behind");
        shown.replace(self.folder.path().to_str().unwrap(), "")
    }
}

const BARS: &str = "timestamp,open,high,low,close,volume\n";

#[test]
fn bars_go_to_parquet_and_come_back_as_they_were() {
    let desk = Desk::new();
    let text = format!("{BARS}2024-01-01,1.5,2,0.25,1.75,10\n2024-01-02,100.01,104.06,95.96,100.33,44659000\n");
    desk.write("a.csv", &text);
    assert_eq!(desk.convert("a.csv", "b.parquet", None).unwrap(), 2);
    assert_eq!(desk.convert("b.parquet", "c.csv", None).unwrap(), 2);
    assert_eq!(desk.read("c.csv"), text);
    assert_eq!(desk.files(), ["a.csv", "b.parquet", "c.csv"], "no drafts are left");
}

#[test]
fn quotes_with_an_empty_side_come_back_as_they_were() {
    let desk = Desk::new();
    let text = "timestamp,bid,bid_size,ask,ask_size\n2024-01-01T00:00:00Z,,,1.5,2\n2024-01-01T00:00:00.000001Z,1.4,0.5,,\n\
                2024-01-02T00:00:00Z,,,,\n";
    desk.write("a.csv", text);
    desk.convert("a.csv", "b.parquet", None).unwrap();
    desk.convert("b.parquet", "c.csv", None).unwrap();
    assert_eq!(desk.read("c.csv"), text);
}

#[test]
fn counts_since_1970_become_times_that_are_written_out() {
    let desk = Desk::new();
    let row = ",1.5,2,0.25,1.75,10\n";
    let written = format!("{BARS}2023-11-14T22:13:20Z{row}2023-11-14T22:14:20Z{row}2023-11-14T22:15:20Z{row}");
    for unit in ["", "000", "000000", "000000000"] {
        let lines: String = [0, 60, 120].iter().map(|second| format!("{}{unit}{row}", 1_700_000_000 + second)).collect();
        let name = format!("{}.csv", unit.len());
        desk.write(&name, &format!("{BARS}{lines}"));
        let output = format!("out{}.csv", unit.len());
        desk.convert(&name, &output, None).unwrap();
        assert_eq!(desk.read(&output), written, "{unit}");
    }
}

#[test]
fn longer_bars_are_made_of_shorter_ones_and_an_unfinished_one_is_left_out() {
    let desk = Desk::new();
    let lines = [
        "09:58:00Z,10,11,9,10,1",
        "09:59:00Z,10,15,10,12,2",
        "10:00:00Z,12,13,8,9,3",
        "10:03:00Z,9,9,7,8,4",
        "10:05:00Z,5,5,5,5,5",
    ];
    let lines: String = lines.iter().map(|line| format!("2024-01-01T{line}\n")).collect();
    desk.write("a.csv", &format!("{BARS}{lines}"));
    desk.convert("a.csv", "b.csv", Some(300)).unwrap();
    let expected = "2024-01-01T09:55:00Z,10,15,9,12,3\n2024-01-01T10:00:00Z,12,13,7,8,7\n";
    assert_eq!(desk.read("b.csv"), format!("{BARS}{expected}"));
}

#[test]
fn trades_become_bars() {
    let desk = Desk::new();
    let lines = "2024-01-01T09:00:00Z,1.5,1\n2024-01-01T23:59:59Z,2.5,2\n2024-01-02T00:00:00Z,2,1\n";
    desk.write("a.csv", &format!("timestamp,price,size\n{lines}"));
    desk.convert("a.csv", "b.csv", Some(86_400)).unwrap();
    assert_eq!(desk.read("b.csv"), format!("{BARS}2024-01-01,1.5,2.5,1.5,2.5,3\n"));
}

#[test]
fn a_file_that_is_there_is_kept() {
    let desk = Desk::new();
    let input = desk.write("a.csv", &format!("{BARS}2024-01-01,1,1,1,1,1\n2024-01-02,1,1,1,1,1\n"));
    let output = desk.write("b.csv", "precious");
    assert!(desk.refusal("a.csv", "b.csv", None).contains("/b.csv: the file exists"));
    assert_eq!(desk.read("b.csv"), "precious");
    let shape = FileShape::csv_of_bars();
    let conversion =
        Conversion { input: &input, shape, output: &output, timeframe_seconds: None, labelled_by_close: false, replaces: true };
    convert(&conversion).unwrap();
    assert_eq!(desk.read("b.csv"), desk.read("a.csv"));
}

#[test]
fn what_cannot_be_converted_is_refused_and_nothing_is_written() {
    let desk = Desk::new();
    desk.write("bars.csv", &format!("{BARS}2024-01-01,1,1,1,1,1\n2024-01-02,1,1,1,1,1\n"));
    desk.write("broken.csv", &format!("{BARS}2024-01-01,1,1,1,1,1\n2024-01-01,1,1,1,1,1\n"));
    desk.write("quotes.csv", "timestamp,bid,bid_size,ask,ask_size\n2024-01-01,1,1,2,1\n");
    desk.write("other.csv", "time,value\n2024-01-01,1\n");
    desk.write("halves.csv", &format!("{BARS}2024-01-01T00:30:00Z,1,1,1,1,1\n2024-01-01T01:30:00Z,1,1,1,1,1\n"));
    desk.write("no.parquet", "PAR1 or not");
    insta::assert_snapshot!(
        [
            desk.refusal("bars.csv", "out.txt", None),
            desk.refusal("bars.csv", "bars.csv", None),
            desk.refusal("broken.csv", "out.csv", None),
            desk.refusal("quotes.csv", "out.csv", Some(60)),
            desk.refusal("bars.csv", "out.csv", Some(86_400)),
            desk.refusal("bars.csv", "out.csv", Some(100_000)),
            desk.refusal("halves.csv", "out.csv", Some(7_200)),
            desk.refusal("other.csv", "out.csv", None),
            desk.refusal("nothing.csv", "out.csv", None),
            desk.refusal("no.parquet", "out.csv", None),
            desk.refusal("bars.csv", "no/such/folder/out.csv", None),
        ]
        .join("\n")
    );
}

/// A number with at most six digits before and after the point, and not 0.
fn number() -> impl Strategy<Value = String> {
    (1u32..1_000_000, 0u32..1_000_000).prop_map(|(whole, fraction)| {
        let mut text = String::new();
        crate::data::number::write_decimal(i128::from(whole) * 1_000_000 + i128::from(fraction), 6, &mut text).unwrap();
        text
    })
}

#[test]
fn every_value_survives_the_way_to_parquet_and_back() {
    let row = (0i64..3_000_000, number(), number(), number(), proptest::bool::ANY);
    proptest!(ProptestConfig::with_cases(64), |(rows in proptest::collection::vec(row, 1..40))| {
        let desk = Desk::new();
        let mut micros = 0;
        let (mut trades, mut bars, mut quotes) = (String::new(), String::new(), String::new());
        for (step, price, size, more, has_bid) in &rows {
            micros += step;
            let at = simpletrader_contracts::Instant::from_micros(1_700_000_000_000_000 + micros);
            trades += &format!("{at},{price},{size}\n");
            let bid = if *has_bid { format!("0.000001,{more}") } else { ",".into() };
            quotes += &format!("{at},{bid},{price},{size}\n");
            let next = simpletrader_contracts::Instant::from_micros(1_700_000_000_000_000 + micros * 2);
            if !bars.contains(&next.to_string()) {
                bars += &format!("{next},{price},{price},{price},{price},{size}\n");
            }
        }
        for (name, text) in [
            ("trades", format!("timestamp,price,size\n{trades}")),
            ("bars", format!("{BARS}{bars}")),
            ("quotes", format!("timestamp,bid,bid_size,ask,ask_size\n{quotes}")),
        ] {
            let file = |ending: &str| format!("{name}{ending}");
            desk.write(&file(".csv"), &text);
            desk.convert(&file(".csv"), &file(".parquet"), None).unwrap();
            desk.convert(&file(".parquet"), &file("_2.csv"), None).unwrap();
            prop_assert_eq!(desk.read(&file("_2.csv")), text);
        }
    });
}
