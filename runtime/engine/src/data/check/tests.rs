use super::*;
use simpletrader_contracts::Instant;

const HEADER: &str = "timestamp,open,high,low,close,volume";

fn check(lines: &[&str]) -> Report {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bars.csv");
    std::fs::write(&path, format!("{HEADER}\n{}\n", lines.join("\n"))).unwrap();
    check_file(&path, &FileShape::csv_of_bars(), None).unwrap()
}

/// Every problem with its first place, one a line.
fn shown(report: &Report) -> String {
    let line = |found: &Found| {
        let first = &found.examples[0];
        format!("{} x{} line {}: {}", found.problem.as_str(), found.count, first.place.number(), first.text)
    };
    report.problems.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// Working days of January and February 2024, with a price and a volume that change a little.
fn calm_days() -> Vec<String> {
    let weekday = |day: i64| !matches!((day + 1).rem_euclid(7), 6 | 0);
    let label = |day: i64| if day <= 31 { format!("2024-01-{day:02}") } else { format!("2024-02-{:02}", day - 31) };
    let bar = |day: i64| format!("{},10{}.5,110,99,10{}.25,{}", label(day), day % 10, (day + 1) % 10, 1000 + day % 7);
    // 2024-01-01 was a Monday.
    (1..=59).filter(|day| weekday(day - 1)).map(bar).collect()
}

fn changed(at: usize, line: &str) -> Report {
    let mut days = calm_days();
    days[at] = line.to_owned();
    check(&days.iter().map(String::as_str).collect::<Vec<_>>())
}

#[test]
fn a_calm_file_has_nothing_to_tell_but_what_it_is() {
    let days = calm_days();
    let report = check(&days.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(shown(&report), "");
    assert!(report.is_usable());
    assert_eq!(report.rows, days.len() as u64);
    assert_eq!(report.timeframe_seconds, Some(86_400));
    assert_eq!((report.scales.price, report.scales.size), (2, 0));
    assert_eq!(report.period, Some(("2024-01-01".into(), "2024-02-28".into())));
}

#[test]
fn every_line_that_a_run_would_refuse_is_told_and_none_hides_another() {
    let report = check(&[
        "2024-01-01,1,1,1,1,5",
        "2024-01-02,1,1,1,1",
        "yesterday,1,1,1,1,5",
        "2024-01-04,1,1,1,-1,5",
        "2024-01-05,1,1,1,1,1234567890123456",
        "2024-01-08,1,1,1,1,5",
        "2024-01-07,1,1,1,1,5",
        "2024-01-08,1,1,1,1,5",
        "2024-01-08,1,1,1,1,6",
        "2024-01-09,2,1.5,1,1,5",
        "2024-01-10,0,1,0,1,5",
    ]);
    assert!(!report.is_usable());
    insta::assert_snapshot!(shown(&report));
}

#[test]
fn a_large_price_does_not_fit_into_a_file_of_fine_ones() {
    let report = check(&["2024-01-01,0.0001,0.0002,0.0001,0.0001,5", "2024-01-02,1,100000000000,1,1,5"]);
    assert_eq!(
        shown(&report).lines().next().unwrap(),
        "too-many-digits x1 line 3: 2024-01-02: a price, with the 4 digits after the point that others have"
    );
}

#[test]
fn an_empty_file_is_not_usable() {
    assert!(!check(&[]).is_usable());
}

#[test]
fn a_weekend_is_no_gap_and_a_missing_week_is() {
    let mut days = calm_days();
    days.drain(10..15);
    let report = check(&days.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(shown(&report), "gap x1 line 12: between 2024-01-12 and 2024-01-22: room for 9 bars");
    assert!(report.is_usable(), "a gap is for the reader to judge");
}

#[test]
fn a_clock_that_moves_by_an_hour_in_summer_is_told() {
    let winter = (1..=20).map(|day| format!("2024-03-{day:02}T05:00:00Z,1,2,1,1,5"));
    let summer = (21..=25).map(|day| format!("2024-03-{day:02}T04:00:00Z,1,2,1,1,5"));
    let lines: Vec<String> = winter.chain(summer).collect();
    let report = check(&lines.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(shown(&report), "off-grid x5 line 22: 2024-03-21T04:00:00Z");
}

#[test]
fn an_hour_that_happens_twice_is_out_of_order_and_the_help_says_why() {
    let report = check(&[
        "2024-10-27T01:00:00,1,1,1,1,5",
        "2024-10-27T02:00:00,1,1,1,1,5",
        "2024-10-27T02:00:00,1,1,1,1,6",
        "2024-10-27T03:00:00,1,1,1,1,5",
    ]);
    assert_eq!(shown(&report), "duplicate x1 line 4: 2024-10-27T02:00:00 again, with other values");
    assert!(Problem::OutOfOrder.help().contains("local time"));
}

#[test]
fn labels_with_and_without_an_offset_do_not_mix_unnoticed() {
    let report = check(&["2024-01-01T00:00:00Z,1,1,1,1,5", "2024-01-01T01:00:00,1,1,1,1,5", "2024-01-01T02:00:00,1,1,1,1,5"]);
    assert_eq!(shown(&report), "mixed-offsets x1 line 3: 2024-01-01T01:00:00 after 2024-01-01T00:00:00Z");
}

#[test]
fn a_volume_a_thousand_times_its_neighbours_is_told_even_in_the_last_line() {
    let last = calm_days().len() - 1;
    let report = changed(last, "2024-02-28,101,110,99,102,2003000");
    assert_eq!(shown(&report), "volume-outlier x1 line 44: 2024-02-28: 2003000, where its neighbours have about 1003");
}

#[test]
fn a_split_is_told() {
    let report = changed(20, "2024-01-29,26,30,25,26,1000");
    insta::assert_snapshot!(shown(&report));
}

#[test]
fn bars_without_volume_and_a_price_that_stands_still_are_told() {
    let lines: Vec<String> = (1..=12).map(|day| format!("2024-01-{day:02},7,7,7,7,0")).collect();
    let report = check(&lines.iter().map(String::as_str).collect::<Vec<_>>());
    insta::assert_snapshot!(shown(&report));
}

#[test]
fn a_file_of_broken_lines_makes_a_short_report() {
    let lines = vec!["x,\u{1b}[31m,1,1,1,1"; 10_000];
    let report = check(&lines);
    let found: Vec<_> = report.problems.iter().collect();
    assert_eq!((found.len(), found[0].count, found[0].examples.len()), (1, 10_000, 5));
}

#[test]
fn what_the_check_calls_usable_a_run_takes_and_the_other_way_round() {
    use crate::data::{BarFeed, FeedBar, FeedSettings, Period};
    use proptest::prelude::*;
    use simpletrader_contracts::market::SeriesRef;

    fn taken(path: &Path, report: &Report) -> bool {
        let settings = FeedSettings {
            series: SeriesRef(0),
            timeframe_seconds: 86_400,
            scales: report.scales,
            labelled_by_close: false,
            period: Period::default(),
        };
        let Ok(mut feed) = BarFeed::open(path, &FileShape::csv_of_bars(), settings) else { return false };
        let mut bar = FeedBar::default();
        loop {
            match feed.next(&mut bar) {
                Ok(true) => {}
                Ok(false) => return true,
                Err(_) => return false,
            }
        }
    }

    let field = prop_oneof![8 => "[0-9]{1,3}(\\.[0-9]{0,2})?", 1 => "-?[0-9.]{0,3}", 1 => "[0-9]{16}"];
    let day = prop_oneof![9 => Just(1i64), 1 => -1i64..3];
    let line = (day, proptest::collection::vec(field, 5), prop_oneof![12 => Just(false), 1 => Just(true)]);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bars.csv");
    proptest!(|(lines in proptest::collection::vec(line, 1..6), sort in prop_oneof![4 => Just(true), 1 => Just(false)])| {
        let mut text = format!("{HEADER}\n");
        let mut at = Instant::parse("2024-01-01").unwrap();
        for (step, mut numbers, short) in lines {
            at = at.plus_seconds(step * 86_400);
            if sort && let [open, high, low, close, _] = &mut numbers[..] {
                // Most random bars are impossible; sorted ones are possible, so that both answers occur.
                let number = |text: &String| text.parse::<f64>().unwrap_or(0.0);
                let mut prices = [open.clone(), high.clone(), low.clone(), close.clone()];
                prices.sort_by(|a, b| number(a).total_cmp(&number(b)));
                [*low, *open, *close, *high] = prices;
            }
            if short {
                numbers.pop();
            }
            text += &format!("{},{}\n", at, numbers.join(","));
        }
        std::fs::write(&path, &text).unwrap();
        let report = check_file(&path, &FileShape::csv_of_bars(), None).unwrap();
        prop_assert_eq!(report.is_usable(), taken(&path, &report), "{}\n{}", text, shown(&report));
    });
}

#[test]
fn trades_and_quotes_that_the_check_calls_usable_are_taken_by_a_run_in_either_format() {
    use crate::data::convert::{Conversion, convert};
    use crate::data::{Period, QuoteFeed, TradeFeed};
    use proptest::prelude::*;
    use simpletrader_config::data_file::{DataKind, FileFormat};

    /// The rows that a run reads; none when it refuses the file.
    fn taken(path: &Path, shape: &FileShape, scales: Scales) -> Option<u64> {
        let mut rows = 0;
        if shape.kind == DataKind::Trades {
            let mut feed = TradeFeed::open(path, shape, scales, Period::default()).ok()?;
            while feed.next_trade().ok()?.is_some() {
                rows += 1;
            }
        } else {
            let mut feed = QuoteFeed::open(path, shape, scales, Period::default()).ok()?;
            while feed.next_quote().ok()?.is_some() {
                rows += 1;
            }
        }
        Some(rows)
    }

    let number = || prop_oneof![30 => "[1-9][0-9]{0,2}(\\.[0-9]{0,2})?", 1 => "-?[0-9.]{0,3}", 1 => "0", 1 => "[0-9]{16}", 1 => Just(String::new())];
    let line = (
        prop_oneof![9 => 0i64..3, 1 => -1i64..0],
        number(),
        number(),
        number(),
        number(),
        prop_oneof![9 => Just(true), 1 => Just(false)],
    );
    let folder = tempfile::tempdir().unwrap();
    proptest!(|(lines in proptest::collection::vec(line, 1..6), kind in prop_oneof![Just(DataKind::Trades), Just(DataKind::Quotes)])| {
        let mut text = format!("{}\n", kind.columns().join(","));
        let mut at = Instant::parse("2024-01-01").unwrap();
        for (step, first, second, third, fourth, sorts) in lines {
            at = at.plus_seconds(step);
            let value = |text: &String| text.parse::<f64>().unwrap_or(0.0);
            let (bid, ask) = if sorts && value(&first) > value(&third) { (third, first) } else { (first, third) };
            text += &match kind {
                DataKind::Trades => format!("{at},{bid},{second}\n"),
                _ => format!("{at},{bid},{second},{ask},{fourth}\n"),
            };
        }
        let path = folder.path().join("rows.csv");
        std::fs::write(&path, &text).unwrap();
        let shape = FileShape::new(kind, FileFormat::Csv);
        let report = check_file(&path, &shape, None).unwrap();
        prop_assert_eq!(report.is_usable(), taken(&path, &shape, report.scales).is_some(), "{}\n{}", text, shown(&report));
        if report.is_usable() {
            let output = folder.path().join("rows.parquet");
            let conversion = Conversion {
                input: &path, shape, output: &output, timeframe_seconds: None, labelled_by_close: false, replaces: true,
            };
            convert(&conversion).unwrap();
            let shape = FileShape::new(kind, FileFormat::Parquet);
            let again = check_file(&output, &shape, None).unwrap();
            prop_assert!(again.is_usable(), "{}", shown(&again));
            prop_assert_eq!((again.rows, again.scales), (report.rows, report.scales));
            prop_assert_eq!(taken(&output, &shape, again.scales), Some(report.rows));
        }
    });
}

#[test]
fn a_parquet_file_that_was_damaged_is_an_error_or_other_data_and_never_a_panic() {
    use crate::data::convert::{Conversion, convert};
    use proptest::prelude::*;
    use simpletrader_config::data_file::{DataKind, FileFormat};

    let folder = tempfile::tempdir().unwrap();
    let (csv, sound) = (folder.path().join("bars.csv"), folder.path().join("bars.parquet"));
    std::fs::write(&csv, format!("{HEADER}\n{}\n", calm_days().join("\n"))).unwrap();
    let shape = FileShape::csv_of_bars();
    convert(&Conversion { input: &csv, shape, output: &sound, timeframe_seconds: None, labelled_by_close: false, replaces: false })
        .unwrap();
    let bytes = std::fs::read(&sound).unwrap();
    let length = bytes.len();
    let damaged = folder.path().join("damaged.parquet");
    let shape = FileShape::new(DataKind::Bars, FileFormat::Parquet);
    proptest!(ProptestConfig::with_cases(400), |(changes in proptest::collection::vec((0..length, any::<u8>()), 1..4), cut in 0..length * 4)| {
        let mut bytes = bytes.clone();
        for (at, byte) in changes {
            bytes[at] = byte;
        }
        bytes.truncate(cut.max(1));
        std::fs::write(&damaged, &bytes).unwrap();
        // What it says is not asked: a changed digit is a price like any other.
        let _ = check_file(&damaged, &shape, None);
    });
}
