//! The summary of a run for a terminal.

use std::fmt::Write;

use simpletrader_contracts::Decimal;

use crate::honesty;
use crate::insight::Insight;
use crate::reading::{Failure, GuardrailFigures, MarginCall, RunReading, Status, Supervision, WorkerCost};
use crate::statistics::show::brief;

/// What a run assumes about fills if its environment says nothing: only what differs from it is told.
const PLAIN_FILLS: &str = "next open; stop before target; no slippage";

/// How much to tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verbosity {
    /// Figures a trader wants and what each worker cost.
    Full,
    /// One line.
    Line,
}

/// The run in words and figures, with a final newline. Statistics and honesty checks are part of it where they are given.
pub fn render(run: &RunReading, insight: Option<&Insight>, verbosity: Verbosity) -> String {
    let mut text = String::new();
    // Writing to a String cannot fail.
    let _ = match verbosity {
        Verbosity::Line => write_line(&mut text, run),
        Verbosity::Full => write_full(&mut text, run, insight),
    };
    text
}

fn write_line(text: &mut String, run: &RunReading) -> std::fmt::Result {
    let summary = &run.summary;
    let status = match run.status {
        Status::Finished => "finished",
        Status::Failed(_) => "failed",
        Status::Contradicted(_) => "contradicted",
    };
    let result = percent(summary.total_return, true);
    writeln!(text, "{} {status}: {} trades, {result}, {}", summary.link, summary.trades, run.directory.display())
}

fn write_full(text: &mut String, run: &RunReading, insight: Option<&Insight>) -> std::fmt::Result {
    let summary = &run.summary;
    let status = match run.status {
        Status::Finished => "finished",
        Status::Failed(_) => "stopped: a worker failed",
        Status::Contradicted(_) => "ended early: venue and books disagree",
    };
    writeln!(text, "{} · {} · {status}", summary.link, summary.symbols.join(", "))?;
    let mut row = |name: &str, value: String| writeln!(text, "  {name:<14}{value}");
    match (&summary.first_bar, &summary.last_bar) {
        (Some(first), Some(last)) => row("period", format!("{first} to {last}, {} bars", summary.bars))?,
        _ => row("period", "no bar lies in it".to_owned())?,
    }
    if summary.fill_model != PLAIN_FILLS {
        row("filled", summary.fill_model.clone())?;
    }
    if let Some(slices) = summary.slices_in_words() {
        row("slices", slices)?;
    }
    row("trades", format!("{} closed{}", summary.trades, if summary.open_trade.is_some() { ", 1 open" } else { "" }))?;
    if summary.trades > 0 {
        let rate = Decimal::from(summary.wins).checked_div(Decimal::from(summary.trades)).unwrap_or_default();
        row("win rate", format!("{} ({} of {})", percent(rate, false), summary.wins, summary.trades))?;
    }
    let (from, to) = (summary.initial_capital.normalize(), summary.final_equity.normalize());
    row("return", format!("{} ({from} to {to})", percent(summary.total_return, true)))?;
    row("max drawdown", percent(summary.max_drawdown, false))?;
    for (name, value) in insight.iter().flat_map(|insight| brief(&insight.statistics, &insight.history)) {
        row(name, value)?;
    }
    row("fees", format!("{} for {} fills", summary.commission.normalize(), summary.fills))?;
    if summary.warm_up_ticks > 0 {
        row("warm-up", format!("{} ticks without a decision", grouped(summary.warm_up_ticks.into())))?;
    }
    let signals = summary.signals;
    row("signals", format!("{} = {} used + {} refused", signals.produced, signals.used, signals.refused))?;
    if let Some(open) = &summary.open_trade {
        row("open trade", format!("{} at {} since {}", open.qty.normalize(), open.entry_price.normalize(), open.entry_time))?;
    }
    if let Some(supervision) = &summary.supervision {
        row("faults", faults(supervision))?;
    }
    if let Some(MarginCall { at, equity, required }) = &summary.margin_call {
        row("margin call", format!("equity of {}, {} needed, at {at}", equity.normalize(), required.normalize()))?;
    }
    if let Some(guardrails) = &summary.guardrails {
        row("guardrails", kept_back(guardrails))?;
        if let Some(tripped) = &guardrails.kill_switch {
            row("kill switch", format!("{} ({}) at {}: {}", tripped.rule, tripped.policy, tripped.at, tripped.reason))?;
        }
    }
    if let Some(timing) = run.timing.as_ref().filter(|timing| timing.seconds > 0.0) {
        let per_second = summary.passes as f64 / timing.seconds;
        row("speed", format!("{} events in {:.3} s, {} a second", summary.passes, timing.seconds, grouped(per_second as u64)))?;
    }
    if let Some(insight) = insight {
        write!(text, "\n{}", honesty::text(&insight.checks))?;
    }
    write_workers(text, &summary.workers)?;
    match &run.status {
        Status::Finished => {}
        Status::Failed(failure) => write_failure(text, failure)?,
        Status::Contradicted(contradiction) => {
            writeln!(text, "\n  at {} {}", contradiction.at, contradiction.reason)?;
            writeln!(text, "    the record is whole up to there; nobody knows what the strategy owned after it")?;
        }
    }
    writeln!(text, "\n  run directory {}", run.directory.display())
}

fn write_workers(text: &mut String, workers: &[WorkerCost]) -> std::fmt::Result {
    writeln!(text, "\n  {:<16}{:>10}{:>14}{:>12}{:>12}  of its budget", "worker", "calls", "fuel", "a call", "dearest")?;
    for worker in workers {
        let average = worker.fuel.checked_div(worker.calls).unwrap_or(0);
        let share = if worker.fuel_budget > 0 { worker.fuel_max as f64 / worker.fuel_budget as f64 * 100.0 } else { 0.0 };
        writeln!(
            text,
            "  {:<16}{:>10}{:>14}{:>12}{:>12}  {share:.2} %",
            worker.worker_id,
            grouped(worker.calls),
            grouped(worker.fuel),
            grouped(average),
            grouped(worker.fuel_max)
        )?;
    }
    Ok(())
}

fn write_failure(text: &mut String, failure: &Failure) -> std::fmt::Result {
    writeln!(text, "\n  worker `{}` failed ({})", failure.worker_id, failure.class)?;
    match (failure.bar, &failure.bar_label) {
        (Some(bar), Some(label)) => writeln!(text, "    at bar {bar} ({label})")?,
        _ => writeln!(text, "    at {}", failure.at)?,
    }
    writeln!(text, "    {}", failure.message)?;
    for frame in &failure.backtrace {
        writeln!(text, "      in {frame}")?;
    }
    writeln!(text, "    help: {}", failure.advice)?;
    writeln!(text, "    the record is whole; the strategy traded no more after this")
}

/// What the host did about faults, in one line.
fn faults(supervision: &Supervision) -> String {
    let Supervision { faults, recoveries, quarantined, policy, orders_cancelled, closing_orders, .. } = supervision;
    let mut told = format!("{faults}, {recoveries} outlived");
    if let Some(worker) = quarantined {
        told += &format!(", `{worker}` quarantined");
    }
    if let Some(policy) = policy {
        told += &format!("; {policy}: {orders_cancelled} orders cancelled, {closing_orders} to close positions");
    }
    told
}

/// What the guardrails kept from the venue, in one line.
fn kept_back(guardrails: &GuardrailFigures) -> String {
    if guardrails.withheld.is_empty() {
        return "nothing withheld".to_owned();
    }
    let rules: Vec<String> = guardrails.withheld.iter().map(|(rule, count)| format!("{count} by {rule}")).collect();
    format!("withheld {}", rules.join(", "))
}

/// A fraction as a percentage with two digits.
fn percent(fraction: Decimal, signed: bool) -> String {
    let value = fraction.checked_mul(Decimal::ONE_HUNDRED).unwrap_or(fraction).round_dp(2);
    if signed { format!("{value:+.2} %") } else { format!("{value:.2} %") }
}

/// Digits in groups of three.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut shown = String::with_capacity(digits.len() * 4 / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            shown.push(' ');
        }
        shown.push(digit);
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reading::{KillSwitch, OpenTrade, Signals, Summary, Timing};
    use std::collections::BTreeMap;
    use std::path::PathBuf;

    fn reading(status: Status) -> RunReading {
        let dec = |text: &str| text.parse().unwrap();
        RunReading {
            directory: PathBuf::from("runs/sample"),
            status,
            timing: Some(Timing { seconds: 0.05, workers: Vec::new() }),
            summary: Summary {
                link: "sample".into(),
                symbols: vec!["GOOG_USD".into()],
                fill_model: PLAIN_FILLS.into(),
                fee_model: "1 a fill".into(),
                first_bar: Some("2004-08-19".into()),
                last_bar: Some("2013-03-01".into()),
                bars: 2148,
                passes: 2243,
                parameters: Some(14),
                warm_up_ticks: 19,
                slices: Vec::new(),
                trades: 47,
                wins: 30,
                fills: 95,
                commission: dec("95"),
                initial_capital: dec("10000"),
                final_equity: dec("19889.295"),
                max_equity: dec("19895.895"),
                total_return: dec("0.9889295"),
                max_drawdown: dec("0.0876248"),
                open_trade: Some(OpenTrade { entry_time: "2012-12-03".into(), entry_price: dec("702.24"), qty: dec("10") }),
                pending_order_at_end: false,
                signals: Signals { produced: 96, used: 95, refused: 1 },
                workers: vec![WorkerCost {
                    worker_id: "fast".into(),
                    calls: 2148,
                    fuel: 1_234_567,
                    fuel_p50: 600,
                    fuel_p99: 700,
                    fuel_max: 900,
                    fuel_budget: 10_000_000,
                }],
                supervision: None,
                margin_call: None,
                guardrails: None,
            },
        }
    }

    #[test]
    fn a_finished_run_reads_like_this() {
        insta::assert_snapshot!(render(&reading(Status::Finished), None, Verbosity::Full));
    }

    #[test]
    fn a_failed_run_says_who_where_and_what_to_do() {
        let failure = Failure {
            worker_id: "fast".into(),
            class: "OUT_OF_FUEL".into(),
            message: "out of fuel in `measure`: the budget of one call is 10000000".into(),
            advice: "look for a loop that does not end".into(),
            backtrace: vec!["sma::spin".into()],
            bar: Some(17),
            bar_label: Some("2004-09-14".into()),
            at: "2004-09-15T00:00:00Z".into(),
        };
        let mut reading = reading(Status::Failed(failure));
        reading.summary.supervision = Some(Supervision {
            faults: 3,
            recoveries: 2,
            quarantined: Some("fast".into()),
            halted_in_pass: Some(17),
            policy: Some("flatten".into()),
            orders_cancelled: 2,
            closing_orders: 1,
        });
        insta::assert_snapshot!(render(&reading, None, Verbosity::Full));
    }

    #[test]
    fn assumptions_that_flatter_and_margin_calls_are_told() {
        let mut reading = reading(Status::Finished);
        assert!(!render(&reading, None, Verbosity::Full).contains("filled"), "the plainest terms need no word");
        reading.summary.fill_model = "the same bar's close; stop before target; no slippage; leverage 2".into();
        let at = "2024-01-02T00:00:00Z".to_owned();
        let (equity, required) = ("149.0".parse().unwrap(), "165".parse().unwrap());
        reading.summary.margin_call = Some(MarginCall { at, equity, required });
        let told = render(&reading, None, Verbosity::Full);
        assert!(told.contains("  filled        the same bar's close; stop before target; no slippage; leverage 2\n"), "{told}");
        assert!(told.contains("  margin call   equity of 149, 165 needed, at 2024-01-02T00:00:00Z\n"), "{told}");
    }

    #[test]
    fn guardrails_are_told_with_what_they_kept_back() {
        let mut reading = reading(Status::Finished);
        let withheld = [("max_position".to_owned(), 3), ("price_band".to_owned(), 1)].into();
        let tripped = KillSwitch {
            rule: "max_drawdown".into(),
            reason: "equity may fall less than 989.91 from its highest, 10999, and is 9949".into(),
            at: "2004-09-15T00:00:00Z".into(),
            policy: "flatten".into(),
        };
        reading.summary.guardrails = Some(GuardrailFigures { withheld, kill_switch: Some(tripped) });
        insta::assert_snapshot!(render(&reading, None, Verbosity::Full));
        assert_eq!(kept_back(&GuardrailFigures { withheld: BTreeMap::new(), kill_switch: None }), "nothing withheld");
    }

    #[test]
    fn one_line_is_one_line() {
        assert_eq!(
            render(&reading(Status::Finished), None, Verbosity::Line),
            "sample finished: 47 trades, +98.89 %, runs/sample\n"
        );
    }

    #[test]
    fn digits_come_in_groups() {
        assert_eq!([0, 999, 1000, 1_234_567].map(grouped), ["0", "999", "1 000", "1 234 567"]);
    }
}
