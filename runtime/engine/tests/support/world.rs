//! The world in which a crew trades: instruments, bars, a venue on plain terms; and a run in it.

use std::path::{Path, PathBuf};

use simpletrader_config::build_spec::*;
use simpletrader_config::data_file::FileShape;
use simpletrader_contracts::market::{Instrument, Series};
use simpletrader_contracts::{Decimal, Instant, Symbol};
use simpletrader_engine::run::{EngineIdentity, RunDirectory, RunError, RunOutcome, run_backtest};
use simpletrader_engine::strategy::Strategy;

use super::wiring::standard_wiring;

/// The build spec of these workers, wired by the standard template, who trade the instruments of these files. A dollar a fill, 10 000 of
/// capital, daily bars.
pub fn world(mut workers: Vec<WorkerBuildSpec>, fact_slots: usize, files: &[(&str, PathBuf)]) -> StrategyBuildSpec {
    let wiring = standard_wiring(&mut workers);
    let instrument = |symbol: &str| Instrument {
        symbol: Symbol::new(symbol).unwrap(),
        price_scale: 2,
        size_scale: 0,
        tick_size: "0.01".parse().unwrap(),
        lot_size: Decimal::ONE,
        min_notional: None,
    };
    let feed = |path: &PathBuf| FeedBuildSpec {
        data_source_id: "bars".into(),
        path: path.clone(),
        shape: FileShape::csv_of_bars(),
        label: BarLabel::Open,
    };
    let environment = EnvironmentBuildSpec {
        environment_id: "test".into(),
        initial_capital: Decimal::from(10_000),
        currency: "USD".into(),
        start: None,
        end: None,
        venue: VenueTerms::plain(FeeModel::PerFill(Decimal::ONE)),
        feeds: files.iter().map(|(_, path)| feed(path)).collect(),
        ticks: Vec::new(),
    };
    StrategyBuildSpec {
        operation: "test".into(),
        link: "test".into(),
        strategy_id: "test".into(),
        instruments: files.iter().map(|(symbol, _)| instrument(symbol)).collect(),
        series: (0..files.len() as u32).map(|instrument| Series { instrument, timeframe_seconds: 86_400 }).collect(),
        lookbacks: vec![Default::default(); files.len()],
        workers,
        fact_slots,
        wiring,
        protection: Protection::Optional,
        on_fault: OnFault::default(),
        guardrails: Guardrails::default(),
        environment,
        seed: 0,
        sources: Vec::new(),
    }
}

/// Runs a strategy into the folder `run`.
pub fn run_strategy(folder: &Path, strategy: Strategy) -> Result<RunOutcome, RunError> {
    let directory = RunDirectory::create(&folder.join("run")).unwrap();
    let engine = EngineIdentity { simpletrader: "test".into(), contract: "test".into(), sandbox: "native".into() };
    run_backtest(strategy, engine, directory)
}

/// Daily bars with these closes (open = the close before), as a file.
pub fn write_bars(folder: &Path, symbol: &str, closes: &[i64]) -> PathBuf {
    let file = folder.join(format!("{symbol}.csv"));
    let mut text = "timestamp,open,high,low,close,volume\n".to_owned();
    for (day, close) in closes.iter().enumerate() {
        let open = closes[day.saturating_sub(1)];
        let (high, low) = (open.max(*close), open.min(*close));
        let date = Instant::parse("2024-01-01").unwrap().plus_seconds(86_400 * day as i64).to_string();
        text += &format!("{},{open},{high},{low},{close},1000\n", &date[..10]);
    }
    std::fs::write(&file, text).unwrap();
    file
}
