//! The page: what is text and tables is written here, what is drawn is left to the script.

use std::fmt::{self, Write};

use super::escape::{Escaped, script_json};
use super::latency::{time, write_latency};
use super::payload::payload;
use super::{Rerun, Tearsheet};
use crate::honesty::Verdict;
use crate::reading::{Status, WorkerCost};
use crate::statistics::show::{date, shown};
use crate::statistics::{Group, number};

const STYLE: &str = include_str!("assets/tearsheet.css");
const SCRIPT: &str = include_str!("assets/tearsheet.js");
const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
/// A month that changed by this much has the full colour.
const FULL_COLOUR: f64 = 0.10;

pub(super) fn html(sheet: &Tearsheet) -> String {
    let mut html = String::with_capacity(1 << 16);
    // Writing to a String cannot fail.
    let _ = write_page(&mut html, sheet);
    html
}

fn write_page(html: &mut String, sheet: &Tearsheet) -> fmt::Result {
    let title = Escaped(&sheet.run.summary.link);
    write!(
        html,
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; \
         script-src 'unsafe-inline'\">\n<title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n"
    )?;
    write_header(html, sheet)?;
    write_honesty(html, sheet)?;
    write_charts(html)?;
    write_calendar(html, sheet)?;
    write_drawdowns(html, sheet)?;
    write_statistics(html, sheet)?;
    write_trades(html)?;
    write_sensitivity(html, sheet)?;
    write_refusals(html, sheet)?;
    write_workers(html, sheet)?;
    write_origin(html, sheet)?;
    let data = script_json(&payload(sheet));
    write!(html, "<script type=\"application/json\" id=\"data\">{data}</script>\n<script>\n{SCRIPT}</script>\n</body>\n</html>\n")
}

fn write_header(html: &mut String, sheet: &Tearsheet) -> fmt::Result {
    let (summary, statistics) = (&sheet.run.summary, &sheet.insight.statistics);
    let (symbols, digest) = (summary.symbols.join(", "), &sheet.origin.inputs_digest);
    let period = match (&summary.first_bar, &summary.last_bar) {
        (Some(first), Some(last)) => format!("{first} to {last}"),
        _ => "no bar".to_owned(),
    };
    write!(
        html,
        "<header>\n<h1>{}</h1>\n<p>{} · {}, {} bars</p>\n",
        Escaped(&summary.link),
        Escaped(symbols),
        Escaped(period),
        summary.bars
    )?;
    write!(html, "<p class=\"quiet\">Fills: {}. Fees: {}. ", Escaped(&summary.fill_model), Escaped(&summary.fee_model))?;
    writeln!(html, "Result <code>{}</code></p>", Escaped(digest.get(..16).unwrap_or(digest)))?;
    if let Some(slices) = summary.slices_in_words() {
        writeln!(html, "<p class=\"bad\">Slices: {}</p>", Escaped(&slices))?;
    }
    match &sheet.run.status {
        Status::Finished => {}
        Status::Failed(failure) => {
            writeln!(html, "<p class=\"bad\">Worker {} failed: {}</p>", Escaped(&failure.worker_id), Escaped(&failure.message))?;
        }
        Status::Contradicted(end) => writeln!(html, "<p class=\"bad\">Ended early: {}</p>", Escaped(&end.reason))?,
    }
    html.push_str("<div class=\"cards\">\n");
    for key in ["total_return", "cagr", "sharpe", "sortino", "max_drawdown", "profit_factor", "trades", "buy_and_hold_return"] {
        let Some(listed) = statistics.listed.iter().find(|listed| listed.key == key) else { continue };
        let value = match listed.value {
            crate::statistics::Value::Absent(_) => "–".to_owned(),
            value => shown(value, listed.unit),
        };
        let title = if key == "max_drawdown" {
            "deepest fall"
        } else if key == "trades" {
            "closed trades"
        } else {
            listed.title
        };
        writeln!(html, "<div><b>{}</b><span>{}</span></div>", Escaped(value), Escaped(title))?;
    }
    html.push_str("</div>\n</header>\n");
    Ok(())
}

fn write_honesty(html: &mut String, sheet: &Tearsheet) -> fmt::Result {
    html.push_str("<section id=\"honesty\">\n<h2>Before you believe it</h2>\n<ul class=\"checks\">\n");
    for check in &sheet.insight.checks {
        let class = match check.verdict {
            Verdict::Fine => "fine",
            Verdict::Doubt => "doubt",
            Verdict::Unknown => "unknown",
        };
        writeln!(html, "<li class=\"{class}\"><b>{}</b> {}</li>", check.key.replace('_', " "), Escaped(&check.reason))?;
    }
    html.push_str("</ul>\n</section>\n");
    Ok(())
}

fn write_charts(html: &mut String) -> fmt::Result {
    html.push_str(
        "<section id=\"charts\">\n<h2>Course</h2>\n\
         <p class=\"quiet\">Drag over a chart to look closer, double-click to see everything. <select id=\"symbol\" aria-label=\"symbol\">\
         </select> <output id=\"cursor\"></output></p>\n",
    );
    for (id, title, legend) in [
        ("price", "Price, entries and exits", "▲ entry, ■ exit, green where the trade won"),
        ("equity", "Equity against buy-and-hold", "<i class=\"line\">equity</i> <i class=\"other\">buy-and-hold</i>"),
        ("drawdown", "Drawdown", ""),
        ("exposure", "Exposure, share of the equity", ""),
        ("sharpe", "Sharpe ratio of 126 days", ""),
        ("beta", "Beta of 126 days", ""),
    ] {
        write!(html, "<figure><figcaption>{title} {legend}</figcaption>")?;
        writeln!(html, "<canvas id=\"{id}\" role=\"img\" aria-label=\"{title}\"></canvas></figure>")?;
    }
    html.push_str(
        "<figure><figcaption>Daily returns</figcaption><canvas id=\"histogram\" role=\"img\" aria-label=\"Daily returns\">\
         </canvas></figure>\n<noscript><p>The charts and the trade table need JavaScript; nothing is loaded.</p></noscript>\n</section>\n",
    );
    Ok(())
}

fn write_calendar(html: &mut String, sheet: &Tearsheet) -> fmt::Result {
    let years = &sheet.insight.statistics.calendar;
    if years.is_empty() {
        return Ok(());
    }
    html.push_str("<section id=\"calendar\">\n<h2>Months</h2>\n<div class=\"wide\"><table class=\"heat\">\n<tr><th></th>");
    MONTHS.iter().try_for_each(|month| write!(html, "<th>{month}</th>"))?;
    html.push_str("<th>year</th></tr>\n");
    for year in years {
        write!(html, "<tr><th>{}</th>", year.year)?;
        for change in year.months.into_iter().chain([Some(year.total)]) {
            match change {
                Some(change) => {
                    let (sign, strength) = (if change < 0.0 { "loss" } else { "gain" }, (change.abs() / FULL_COLOUR).min(1.0));
                    write!(html, "<td class=\"{sign}\" style=\"--heat:{strength:.2}\">{:.1}</td>", change * 100.0)?;
                }
                None => html.push_str("<td></td>"),
            }
        }
        html.push_str("</tr>\n");
    }
    html.push_str("</table></div>\n<p class=\"quiet\">Percent.</p>\n</section>\n");
    Ok(())
}

fn write_drawdowns(html: &mut String, sheet: &Tearsheet) -> fmt::Result {
    let falls = &sheet.insight.statistics.worst_drawdowns;
    if falls.is_empty() {
        return Ok(());
    }
    html.push_str("<section id=\"drawdowns\">\n<h2>Deepest falls</h2>\n<div class=\"wide\"><table>\n");
    html.push_str("<tr><th>depth</th><th>peak</th><th>trough</th><th>recovery</th><th>days</th></tr>\n");
    for fall in falls {
        let recovery = fall.recovery.map_or_else(|| "open".to_owned(), date);
        let (depth, days) = (fall.depth * 100.0, fall.days);
        let (start, trough) = (date(fall.start), date(fall.trough));
        writeln!(html, "<tr><td>{depth:.2} %</td><td>{start}</td><td>{trough}</td><td>{recovery}</td><td>{days:.0}</td></tr>")?;
    }
    html.push_str("</table></div>\n</section>\n");
    Ok(())
}

fn write_statistics(html: &mut String, sheet: &Tearsheet) -> fmt::Result {
    let statistics = &sheet.insight.statistics;
    let periods = statistics.periods_a_year;
    html.push_str("<section id=\"statistics\">\n<h2>Statistics</h2>\n");
    writeln!(
        html,
        "<p class=\"quiet\">Arithmetic, on daily marked-to-market equity, {periods} periods a year.</p>\n<div class=\"columns\">"
    )?;
    for group in Group::ALL {
        writeln!(html, "<table>\n<caption>{}</caption>", group.title())?;
        for listed in statistics.listed.iter().filter(|listed| listed.group == group) {
            let value = shown(listed.value, listed.unit);
            writeln!(html, "<tr><th>{}</th><td>{}</td></tr>", Escaped(listed.title), Escaped(value))?;
        }
        html.push_str("</table>\n");
    }
    html.push_str("</div>\n</section>\n");
    Ok(())
}

fn write_trades(html: &mut String) -> fmt::Result {
    html.push_str(
        "<section id=\"trades\">\n<h2>Trades</h2>\n<p class=\"quiet\"><output id=\"pages\"></output> <button id=\"back\">earlier rows\
         </button> <button id=\"on\">later rows</button> Choose a heading to sort, a row to see what led to it.</p>\n\
         <div class=\"wide\"><table id=\"list\"><thead></thead><tbody></tbody></table></div>\n</section>\n",
    );
    Ok(())
}

fn write_sensitivity(html: &mut String, sheet: &Tearsheet) -> fmt::Result {
    let Some(variants) = &sheet.sensitivity else { return Ok(()) };
    let before = number(sheet.insight.history.final_equity);
    let is_run_again = !sheet.reruns.is_empty();
    html.push_str(
        "<section id=\"sensitivity\">\n<h2>Under other assumptions</h2>\n<div class=\"wide\"><table>\n<tr><th>assumption</th>",
    );
    html.push_str("<th>same decisions: final equity</th><th>change</th>");
    if is_run_again {
        html.push_str("<th>decided anew: final equity</th><th>change</th><th>trades</th>");
    }
    html.push_str("</tr>\n");
    for (number_of, variant) in variants.iter().enumerate() {
        let (equity, change) = match variant.final_equity {
            Some(equity) => (format!("{equity:.2}"), format!("{:+.2}", equity - before)),
            None => ("its bars are not known".to_owned(), String::new()),
        };
        write!(html, "<tr><th>{}</th><td>{equity}</td><td>{change}</td>", variant.assumption)?;
        match sheet.reruns.get(number_of) {
            Some(Rerun::Ended { final_equity, trades }) => {
                let equity = number(*final_equity);
                write!(html, "<td>{equity:.2}</td><td>{:+.2}</td><td>{trades}</td>", equity - before)?;
            }
            Some(Rerun::Not(reason)) => write!(html, "<td class=\"text\" colspan=\"3\">{}</td>", Escaped(reason))?,
            None => {}
        }
        html.push_str("</tr>\n");
    }
    html.push_str("</table></div>\n<p class=\"quiet\">Same decisions: nothing is run, the fills of this run are priced again. ");
    html.push_str(if is_run_again {
        "Decided anew: the strategy was run again under the assumption, with the workers and data of this run.</p>\n</section>\n"
    } else {
        "<code>simpletrader report --rerun</code> also runs the strategy again under each assumption.</p>\n</section>\n"
    });
    Ok(())
}

fn write_refusals(html: &mut String, sheet: &Tearsheet) -> fmt::Result {
    let signals = sheet.run.summary.signals;
    let (produced, used, refused) = (signals.produced, signals.used, signals.refused);
    html.push_str("<section id=\"refusals\">\n<h2>Refused</h2>\n");
    writeln!(html, "<p>{produced} signals = {used} used + {refused} refused.</p>")?;
    if !sheet.refusals.is_empty() {
        html.push_str("<div class=\"wide\"><table>\n<tr><th>reason</th><th>times</th><th>signals</th><th>for example</th></tr>\n");
        for (code, refused) in &sheet.refusals {
            let (times, signals) = (refused.times, refused.signals);
            let (code, reason) = (Escaped(code), Escaped(&refused.reason));
            writeln!(html, "<tr><th>{code}</th><td>{times}</td><td>{signals}</td><td class=\"text\">{reason}</td></tr>")?;
        }
        html.push_str("</table></div>\n");
    }
    html.push_str("</section>\n");
    Ok(())
}

fn write_workers(html: &mut String, sheet: &Tearsheet) -> fmt::Result {
    html.push_str("<section id=\"workers\">\n<h2>Workers</h2>\n<div class=\"wide\"><table>\n<tr><th>worker</th><th>calls</th>");
    html.push_str("<th>fuel p50</th><th>p99</th><th>max</th><th>budget</th><th>headroom</th>");
    let latency = sheet.run.timing.as_ref().map(|timing| timing.workers.as_slice()).unwrap_or_default();
    if !latency.is_empty() {
        html.push_str("<th>time p50</th><th>p99</th><th>max</th>");
    }
    html.push_str("</tr>\n");
    for WorkerCost { worker_id, calls, fuel: _, fuel_p50, fuel_p99, fuel_max, fuel_budget } in &sheet.run.summary.workers {
        let used = if *fuel_budget > 0 { *fuel_max as f64 / *fuel_budget as f64 } else { 0.0 };
        let headroom = (1.0 - used) * 100.0;
        write!(html, "<tr><th>{}</th><td>{calls}</td><td>{fuel_p50}</td><td>{fuel_p99}</td>", Escaped(worker_id))?;
        write!(html, "<td>{fuel_max}</td><td>{fuel_budget}</td><td>{headroom:.2} %</td>")?;
        match latency.iter().find(|took| took.worker_id == *worker_id) {
            Some(took) if took.calls > 0 => {
                write!(html, "<td>{}</td><td>{}</td><td>{}</td>", time(took.p50_ns), time(took.p99_ns), time(took.max_ns))?;
            }
            _ if latency.is_empty() => {}
            _ => html.push_str("<td>–</td><td>–</td><td>–</td>"),
        }
        html.push_str("</tr>\n");
    }
    html.push_str("</table></div>\n");
    if latency.is_empty() {
        html.push_str("<p class=\"quiet\">How long calls took is measured by <code>simpletrader backtest --latency</code>.</p>\n");
    }
    write_latency(html, latency)?;
    if let Some(supervision) = &sheet.run.summary.supervision {
        writeln!(html, "<p class=\"bad\">{} faults, {} outlived.</p>", supervision.faults, supervision.recoveries)?;
    }
    html.push_str("</section>\n");
    Ok(())
}

fn write_origin(html: &mut String, sheet: &Tearsheet) -> fmt::Result {
    let origin = &sheet.origin;
    html.push_str("<section id=\"origin\">\n<h2>What went into it</h2>\n<div class=\"wide\"><table>\n");
    let engine = format!("{}, contract {}, {}", origin.engine.simpletrader, origin.engine.contract, origin.engine.sandbox);
    let mut row =
        |name: &str, value: &str| writeln!(html, "<tr><th>{}</th><td class=\"text\">{}</td></tr>", Escaped(name), Escaped(value));
    row("operation", &origin.operation)?;
    row("blueprint", &origin.strategy_id)?;
    row("seed", &origin.seed.to_string())?;
    row("engine", &engine)?;
    row("digest of all inputs", &origin.inputs_digest)?;
    for data in &origin.data {
        row(&format!("data {}", data.data_source_id), &data.sha256)?;
    }
    for worker in &origin.workers {
        row(&format!("worker {}", worker.worker_id), &format!("{} {}", worker.plugin, worker.sha256))?;
    }
    html.push_str("</table></div>\n</section>\n");
    Ok(())
}
