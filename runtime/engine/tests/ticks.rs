//! A strategy over trades and quotes: what drives the venue, what workers see, and what starts a pass.

mod support;

use std::path::Path;
use std::sync::{Arc, Mutex};

use simpletrader_config::build_spec::{FeedBuildSpec, FillModel, StrategyBuildSpec, TickBuildSpec};
use simpletrader_config::data_file::{ColumnNames, DataKind, FileFormat, FileShape};
use support::*;

/// Lets bars be made of the trades of this file, and trades and quotes drive the venue.
fn over_ticks(spec: &mut StrategyBuildSpec, trades: &Path, quotes: &Path, seconds: u32) {
    let feed = |kind: DataKind, path: &Path| FeedBuildSpec {
        data_source_id: kind.as_str().into(),
        path: path.to_owned(),
        shape: FileShape::new(kind, FileFormat::Csv),
        label: simpletrader_config::build_spec::BarLabel::Open,
    };
    spec.series[0].timeframe_seconds = seconds;
    spec.environment.feeds = vec![feed(DataKind::Trades, trades)];
    spec.environment.ticks = vec![
        TickBuildSpec { instrument: 0, feed: feed(DataKind::Trades, trades) },
        TickBuildSpec { instrument: 0, feed: feed(DataKind::Quotes, quotes) },
    ];
    spec.environment.venue.fill = FillModel::Touch;
}

// mission: 82 (partly)
#[test]
fn orders_meet_quotes_workers_see_them_and_only_closed_bars_start_a_pass() {
    let folder = tempfile::tempdir().unwrap();
    let (trades, quotes) = (folder.path().join("trades.csv"), folder.path().join("quotes.csv"));
    let day = |time: &str, rest: &str| format!("2024-01-01T{time}Z,{rest}\n");
    let rows = [("09:00:10", "100,1"), ("09:00:50", "101,1"), ("09:01:00", "102,1"), ("09:01:30", "103,1"), ("09:02:10", "104,1")];
    let text: String = rows.iter().map(|(time, rest)| day(time, rest)).collect();
    std::fs::write(&trades, format!("timestamp,price,size\n{text}")).unwrap();
    let rows = [("09:00:20", "99.5,5,100.5,5"), ("09:01:05", "101.5,50,102.5,50"), ("09:01:40", "102.5,50,103.5,50")];
    let text: String = rows.iter().map(|(time, rest)| day(time, rest)).collect();
    std::fs::write(&quotes, format!("timestamp,bid,bid_size,ask,ask_size\n{text}")).unwrap();

    let seen: Arc<Mutex<Vec<String>>> = Arc::default();
    let note = Arc::clone(&seen);
    let outcome = CrewScript::default()
        .detector("always", |_, _| publish(vec![long("1")]))
        .brain(move |situation| {
            let quote = situation.quotes[0];
            let side = |price: Option<simpletrader_contracts::Price>| price.map_or("-".into(), |price| price.to_string());
            let shown = format!("{} last {} bid {} ask {}", situation.tick.at, quote.last, side(quote.bid), side(quote.ask));
            note.lock().unwrap().push(shown);
            publish(vec![if situation.positions.is_empty() && situation.open_orders.is_empty() {
                buy(&[0], "1")
            } else {
                refuse(&[0])
            }])
        })
        .run_in(folder.path(), &[("A_USD", &[1])], |spec| over_ticks(spec, &trades, &quotes, 60))
        .unwrap();
    let expected = [
        // The trade at the very instant of the close is known; it belongs to the next bar.
        "2024-01-01T09:01:00Z last 102 bid 99.5 ask 100.5",
        "2024-01-01T09:02:00Z last 103 bid 102.5 ask 103.5",
    ];
    assert_eq!(*seen.lock().unwrap(), expected);
    assert_eq!(outcome.summary.bars, 2);
    // Sent at 09:01:00, met by the next quote: bought at its ask.
    assert_eq!(query(&outcome, "SELECT price FROM fill"), ["102.5"]);
    assert_eq!(outcome.manifest.data.len(), 2, "the trades feed bars and venue and are one file");
}

mod foreign {
    //! Data that nobody here made. It is fetched by the tools of its makers' registries, as they are configured, so the tests run
    //! only when asked for: `SIMPLETRADER_FOREIGN_DATA=1`.

    use std::collections::BTreeMap;
    use std::path::PathBuf;
    use std::process::Command;

    use sha2::{Digest, Sha256};
    use simpletrader_contracts::Decimal;
    use simpletrader_engine::data::check::check_file;
    use simpletrader_engine::data::shape_of;

    use super::*;

    /// Whether the tests of this module run; says so when they do not.
    fn is_asked_for() -> bool {
        let asked = std::env::var_os("SIMPLETRADER_FOREIGN_DATA").is_some_and(|value| value == "1");
        if !asked {
            println!("skipped: set SIMPLETRADER_FOREIGN_DATA=1 to fetch data from the registries of cargo and npm");
        }
        asked
    }

    fn run(command: &mut Command) {
        let output = command.output().unwrap();
        assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    }

    fn pinned(path: PathBuf, sha256: &str) -> PathBuf {
        let digest: String = Sha256::digest(std::fs::read(&path).unwrap()).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(digest, sha256, "{}", path.display());
        path
    }

    /// 50 000 trades and best quotes of three instruments, from the crate barter 0.14.0 (MIT).
    fn barter(folder: &Path) -> PathBuf {
        let package = folder.join("fetch");
        std::fs::create_dir_all(package.join("src")).unwrap();
        std::fs::write(package.join("src/lib.rs"), "").unwrap();
        let manifest = "[package]\nname = \"fetch\"\nedition = \"2024\"\n[dependencies]\nbarter = \"=0.14.0\"\n[workspace]\n";
        std::fs::write(package.join("Cargo.toml"), manifest).unwrap();
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let output = Command::new(cargo).args(["metadata", "--format-version", "1"]).current_dir(&package).output().unwrap();
        let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        let found = metadata["packages"].as_array().unwrap().iter().find(|package| package["name"] == "barter").unwrap();
        let root = PathBuf::from(found["manifest_path"].as_str().unwrap());
        let file = root.with_file_name("examples/data/binance_spot_trades_l1_btcusdt_ethusdt_solusdt.json");
        pinned(file, "1bca6063896f44596ccfc93a2951073267f904643bf70921fb3db939cd15c417")
    }

    /// The trades and the quotes of its first instrument (bitcoin in dollars) as CSV, in the order in which the venue stamped them.
    fn as_csv(folder: &Path, events: &Path) -> (PathBuf, PathBuf) {
        let events: Vec<serde_json::Value> = serde_json::from_slice(&std::fs::read(events).unwrap()).unwrap_or_else(|_| {
            let text = std::fs::read_to_string(events).unwrap();
            text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
        });
        assert_eq!(events.len(), 50_000);
        let (mut trades, mut quotes) = (BTreeMap::new(), BTreeMap::new());
        for (number, event) in events.iter().map(|event| event.pointer("/Item").unwrap_or(event)).enumerate() {
            if event["instrument"] != 0 {
                continue;
            }
            let at = event["time_exchange"].as_str().unwrap().to_owned();
            // Without the Z, which is greater than a point, texts sort as times do.
            let order = (at.trim_end_matches('Z').to_owned(), number);
            let text = |value: &serde_json::Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            if let Some(trade) = event.pointer("/kind/Trade") {
                trades.insert(order, format!("{at},{},{}\n", text(&trade["price"]), text(&trade["amount"])));
            } else if let Some(book) = event.pointer("/kind/OrderBookL1") {
                let side = |name: &str| format!("{},{}", text(&book[name]["price"]), text(&book[name]["amount"]));
                quotes.insert(order, format!("{at},{},{}\n", side("best_bid"), side("best_ask")));
            }
        }
        let write = |name: &str, header: &str, rows: BTreeMap<_, String>| {
            let path = folder.join(name);
            std::fs::write(&path, format!("{header}\n{}", rows.into_values().collect::<String>())).unwrap();
            path
        };
        let trades = write("real_trades.csv", "timestamp,price,size", trades);
        (trades, write("real_quotes.csv", "timestamp,bid,bid_size,ask,ask_size", quotes))
    }

    // mission: 82 (partly)
    #[test]
    fn a_strategy_runs_over_real_trades_and_quotes() {
        if !is_asked_for() {
            return;
        }
        let folder = tempfile::tempdir().unwrap();
        let (trades, quotes) = as_csv(folder.path(), &barter(folder.path()));
        for (path, rows) in [(&trades, 6_770), (&quotes, 17_634)] {
            let report = check_file(path, &shape_of(path, None, None, ColumnNames::default()).unwrap(), None).unwrap();
            println!("{:?} {} rows, {:?}", report.kind, report.rows, report.scales);
            for found in report.problems.iter() {
                println!("  {} x{}: {:?}", found.problem.as_str(), found.count, found.examples.first());
            }
            assert!(report.is_usable());
            assert_eq!(report.rows, rows);
        }
        let outcome = CrewScript::default()
            .detector("always", |_, _| publish(vec![long("1")]))
            .brain(|situation| {
                let open = situation.positions.first().map(|position| position.trade);
                publish(vec![match open {
                    None if situation.open_orders.is_empty() => buy(&[0], "1"),
                    Some(trade) if situation.open_orders.is_empty() => close(&[0], trade),
                    _ => refuse(&[0]),
                }])
            })
            .run_in(folder.path(), &[("BTC_USD", &[1])], |spec| {
                over_ticks(spec, &trades, &quotes, 5);
                (spec.instruments[0].price_scale, spec.instruments[0].size_scale) = (8, 8);
                spec.environment.initial_capital = Decimal::from(10_000_000);
            })
            .unwrap();
        let summary = &outcome.summary;
        println!(
            "{} bars of 5 s, {} passes, {} fills, {} trades, equity {}, {:.3} s",
            summary.bars, summary.passes, summary.fills, summary.trades, summary.final_equity, outcome.seconds
        );
        assert!(summary.bars > 20 && summary.trades > 5, "{summary:?}");
        // Every fill happened at a price that stood in the quotes.
        let quoted = std::fs::read_to_string(&quotes).unwrap();
        for price in query(&outcome, "SELECT DISTINCT price FROM fill") {
            assert!(quoted.contains(&format!(",{price}")), "nobody quoted {price}");
        }
    }

    // mission: 79 (partly)
    #[test]
    fn twenty_years_of_an_index_are_usable_and_a_broken_volume_would_be_told() {
        if !is_asked_for() {
            return;
        }
        let folder = tempfile::tempdir().unwrap();
        let npm = ["install", "--no-save", "--ignore-scripts", "--prefix", ".", "vega-datasets@3.2.1"];
        run(Command::new("npm").args(npm).current_dir(folder.path()));
        let file = folder.path().join("node_modules/vega-datasets/data/sp500-2000.csv");
        let path = pinned(file, "9409e9342d0657c747324e4cfabce8a8c7f663bc485b95a3378f36b0a160f8c8");
        let columns = ColumnNames::new([("timestamp".to_owned(), "date".to_owned())].into());
        let shape = shape_of(&path, None, None, columns).unwrap();
        let report = check_file(&path, &shape, None).unwrap();
        let found: Vec<_> = report.problems.iter().map(|found| (found.problem.as_str(), found.count)).collect();
        println!("{} bars, {found:?}", report.rows);
        assert!(report.is_usable());
        assert_eq!(report.rows, 5_105);
        assert!(!found.iter().any(|(problem, _)| *problem == "volume-outlier"), "its volumes are sound: {found:?}");
        // The same file with a last volume as one broken line would have it.
        let text = std::fs::read_to_string(&path).unwrap();
        let broken = folder.path().join("broken.csv");
        std::fs::write(&broken, format!("{}000", text.trim_end())).unwrap();
        let report = check_file(&broken, &shape, None).unwrap();
        let told = report.problems.iter().find(|found| found.problem.as_str() == "volume-outlier").unwrap();
        assert_eq!((told.count, told.examples[0].place.number()), (1, 5_106));
    }
}
