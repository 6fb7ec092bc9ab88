use std::path::{Path, PathBuf};
use std::process::Command;

use simpletrader_contracts::Decimal;

use super::*;
use crate::honesty::checks;
use crate::latency::{LatencyStep, WorkerLatency};
use crate::reading::{OpenTrade, Signals, SliceUse, Status, Summary, Timing, WorkerCost};
use crate::statistics::{Statistics, reference};

/// Text as a hostile worker, file or author would write it.
const HOSTILE: &str = "</script><script>document.title='owned'</script><img src=x onerror=alert(1)>";

/// The tearsheet of a reference run, with hostile text wherever text comes from outside.
fn sheet(name: &str) -> Tearsheet {
    let run = reference::runs().into_iter().find(|run| run.name == name).unwrap();
    let mut history = run.history;
    for trade in &mut history.trades {
        trade.cause.entry_signals = vec![HOSTILE.to_owned()];
    }
    let statistics = Statistics::of(&history, None);
    let checks = checks(&history, &statistics, Some(14));
    let summary = Summary {
        link: HOSTILE.into(),
        symbols: vec![history.prices[0].symbol.clone()],
        fill_model: history.fill_model.clone(),
        fee_model: HOSTILE.into(),
        first_bar: Some("2004-08-19".into()),
        last_bar: Some(HOSTILE.into()),
        bars: history.curve.at.len() as u64,
        passes: 0,
        parameters: Some(14),
        warm_up_ticks: 0,
        slices: vec![SliceUse { worker_id: HOSTILE.into(), bars: 256, checked: false }],
        trades: history.trades.len() as u64,
        wins: 0,
        fills: history.fills.len() as u64,
        commission: history.fees,
        initial_capital: history.initial_capital,
        final_equity: history.final_equity,
        max_equity: history.peak_equity,
        total_return: 0.into(),
        max_drawdown: 0.into(),
        open_trade: None::<OpenTrade>,
        pending_order_at_end: false,
        signals: Signals { produced: 3, used: 2, refused: 1 },
        workers: vec![WorkerCost {
            worker_id: HOSTILE.into(),
            calls: 2,
            fuel: 10,
            fuel_p50: 4,
            fuel_p99: 6,
            fuel_max: 6,
            fuel_budget: 100,
        }],
        supervision: None,
        margin_call: None,
        guardrails: None,
    };
    let worker = WorkerFile { worker_id: HOSTILE.into(), plugin: "a/b/v1.0.0".into(), sha256: "ab".repeat(32) };
    Tearsheet {
        run: RunReading { directory: PathBuf::from("runs/sample"), summary, status: Status::Finished, timing: Some(timing()) },
        sensitivity: Some(sensitivity(&history)),
        reruns: Vec::new(),
        insight: Insight { history, statistics, checks },
        origin: Origin {
            operation: HOSTILE.into(),
            strategy_id: "sma".into(),
            seed: 0,
            engine: Engine { simpletrader: "0.1.0".into(), contract: "worker@0.1.0".into(), sandbox: "native".into() },
            workers: vec![worker],
            data: vec![DataFile { data_source_id: HOSTILE.into(), sha256: "cd".repeat(32) }],
            inputs_digest: "ef".repeat(32),
        },
        refusals: [(HOSTILE.to_owned(), Refused { times: 1, signals: 1, reason: HOSTILE.into() })].into(),
    }
}

fn timing() -> Timing {
    let histogram = vec![LatencyStep { up_to_ns: 700, calls: 1 }, LatencyStep { up_to_ns: 15_000, calls: 1 }];
    let took = WorkerLatency { worker_id: HOSTILE.into(), calls: 2, p50_ns: 641, p99_ns: 12_345, max_ns: 12_345, histogram };
    Timing { seconds: 0.02, workers: vec![took] }
}

#[test]
fn the_page_has_every_part_and_loads_nothing() {
    let html = sheet("goog_sma_level").html();
    for id in [
        "honesty",
        "charts",
        "price",
        "equity",
        "drawdown",
        "exposure",
        "sharpe",
        "beta",
        "histogram",
        "calendar",
        "drawdowns",
        "statistics",
        "trades",
        "list",
        "sensitivity",
        "refusals",
        "workers",
        "latency",
        "origin",
        "data",
    ] {
        assert_eq!(html.matches(&format!("id=\"{id}\"")).count(), 1, "{id}");
    }
    for elsewhere in ["http://", "https://", "src=\"", "href=", "@import", "url("] {
        assert!(!html.contains(elsewhere), "{elsewhere}");
    }
    assert!(html.contains("default-src 'none'"), "and the browser is told so");
    assert!(html.contains("prefers-color-scheme: dark") && html.contains("width=device-width"));
}

#[test]
fn no_foreign_text_becomes_markup() {
    let html = sheet("goog_sma_level").html();
    assert!(!html.contains("<script>document"), "a script of a stranger");
    assert!(!html.contains("<img"), "an element of a stranger");
    assert_eq!(html.matches("</script>").count(), 2, "the data and the script");
    assert_eq!(html.matches("<script").count(), 2);
}

#[test]
fn the_workers_are_listed_with_fuel_and_where_it_was_measured_with_time() {
    let measured = sheet("goog_sma_level");
    let row = "<td>2</td><td>4</td><td>6</td><td>6</td><td>100</td><td>94.00 %</td>";
    assert!(measured.html().contains(&format!("{row}<td>641 ns</td><td>12 µs</td><td>12 µs</td></tr>")));
    let mut idle = sheet("goog_sma_level");
    idle.run.timing = Some(Timing { workers: vec![WorkerLatency { calls: 0, ..timing().workers.remove(0) }], ..timing() });
    assert!(idle.html().contains(&format!("{row}<td>–</td><td>–</td><td>–</td></tr>")));
    let mut plain = sheet("goog_sma_level");
    plain.run.timing = None;
    let html = plain.html();
    assert!(html.contains(&format!("{row}</tr>")) && html.contains("simpletrader backtest --latency"));
    assert!(!html.contains("id=\"latency\""));
}

#[test]
fn what_was_run_again_stands_beside_what_was_priced_again() {
    let mut sheet = sheet("goog_sma_level");
    assert!(sheet.html().contains("report --rerun") && !sheet.html().contains("decided anew"), "nothing was run");
    let ended = Rerun::Ended { final_equity: sheet.insight.history.final_equity + Decimal::TEN, trades: 46 };
    sheet.reruns = vec![ended, Rerun::Not(HOSTILE.into())];
    let html = sheet.html();
    assert!(html.contains("decided anew") && !html.contains("report --rerun"));
    assert!(html.contains("<td>+10.00</td><td>46</td>"), "{}", html.split("id=\"sensitivity\"").nth(1).unwrap());
    assert!(!html.contains("<img"), "a reason may be a worker's");
}

#[test]
fn a_run_over_nothing_has_a_page_too() {
    let mut sheet = sheet("goog_sma_level");
    sheet.insight.history = crate::history::History::default();
    sheet.insight.statistics = Statistics::of(&sheet.insight.history, None);
    sheet.insight.checks = checks(&sheet.insight.history, &sheet.insight.statistics, None);
    let html = sheet.html();
    assert!(!html.contains("NaN %") && !html.contains(">NaN"), "what does not exist has its reason");
    assert!(html.contains("\"times\":[]"));
}

/// What is in the page after its script and then `clicks` ran in a browser; none where there is no browser.
fn in_browser(html: &str, clicks: &str, options: &[&str]) -> Option<String> {
    let browser = Path::new("/usr/bin/chromium");
    if !browser.exists() {
        eprintln!("skipped: no chromium, the page was not opened in a browser");
        return None;
    }
    let folder = tempfile::tempdir().unwrap();
    let page = folder.path().join("tearsheet.html");
    std::fs::write(&page, html.replace("</body>", &format!("<script>{clicks}</script></body>"))).unwrap();
    let profile = format!("--user-data-dir={}", folder.path().join("profile").display());
    let output = Command::new(browser)
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--dump-dom", "--virtual-time-budget=5000", &profile])
        .args(options)
        .arg(format!("file://{}", page.display()))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(String::from_utf8(output.stdout).unwrap())
}

#[test]
fn a_browser_lists_sorts_and_explains_the_trades() {
    let clicks = "document.querySelectorAll('#list th')[8].click(); \
                  document.documentElement.dataset.worst = document.querySelectorAll('#list tbody tr')[0].cells[8].textContent; \
                  document.querySelectorAll('#list tbody tr')[0].click();";
    let Some(page) = in_browser(&sheet("goog_sma_level").html(), clicks, &["--window-size=390,844"]) else { return };
    assert!(page.contains("data-ready=\"yes\""), "the script ran to its end");
    assert!(page.contains("data-worst=\"-"), "sorted by result, the worst first");
    assert!(page.contains("class=\"cause\"") && page.contains("simpletrader journal runs/sample why TPL_"));
    assert!(page.contains("<title>&lt;/script&gt;"), "and no stranger's script changed the title");
    assert!(page.contains("1 to 47 of 47."));
}

#[test]
fn fifty_thousand_trades_over_a_million_bars_open_in_a_browser() {
    let mut sheet = sheet("goog_sma_level");
    let history = &mut sheet.insight.history;
    let bars = 1_000_000;
    let trades: Vec<_> = history.trades.iter().cycle().take(50_000).cloned().collect();
    history.trades = trades;
    let curve = &mut history.curve;
    let first = curve.at[0];
    curve.at = (0..bars).map(|bar| first.plus_seconds(bar * 60)).collect();
    curve.equity = curve.equity.iter().cycle().take(curve.at.len()).copied().collect();
    curve.exposure = curve.exposure.iter().cycle().take(curve.at.len()).copied().collect();
    sheet.insight.statistics = Statistics::of(&sheet.insight.history, None);
    let html = sheet.html();
    assert!(html.len() < 40 << 20, "{} bytes", html.len());
    let Some(page) = in_browser(&html, "document.querySelectorAll('#list th')[8].click()", &[]) else { return };
    assert!(page.contains("data-ready=\"yes\"") && page.contains("1 to 100 of 50000."));
}
