//! A measurement as text, for people.

use std::fmt::Write;

use super::report::{Anatomy, BenchReport, HandlerCosts, Subject, WorkerCosts};

// Writing to a text cannot fail, so its result is nowhere looked at below.

/// The whole report.
pub fn render(report: &BenchReport) -> String {
    let machine = &report.machine;
    let cores = if machine.cores == 1 { "core" } else { "cores" };
    let mut text = format!("{} on {}, {} {cores}, {}\n", report.engine, machine.processor, machine.cores, machine.system);
    for subject in &report.subjects {
        let _ = write!(text, "\n{}, {} rounds\n{}", subject.name, subject.rounds, costs(subject));
    }
    if let [first, second] = report.subjects.as_slice() {
        let _ = write!(text, "\n{} beside {}, medians\n{}", second.name, first.name, beside(first, second));
    }
    let Anatomy { crossing, lowering, lifting, bookkeeping, total } = report.calibration.anatomy;
    let _ = write!(
        text,
        "\na call of measure in which the guest does nothing takes {}:\n  \
         crossing {} + lowering a bar {} + lifting a fact {} + the host's bookkeeping {}\n\
         a thousand units of fuel take about {} of a guest; each time above holds one reading of the clock, {}\n",
        time(total),
        time(crossing),
        time(lowering),
        time(lifting),
        time(bookkeeping),
        time(report.calibration.ns_per_fuel * 1e3),
        time(report.calibration.clock_ns),
    );
    text
}

const COLUMNS: [&str; 13] =
    ["worker", "handler", "calls", "p50", "p90", "p99", "p99.9", "max", "fuel p50", "p99", "max", "guest", "native p50"];

fn costs(subject: &Subject) -> String {
    let mut rows = Vec::new();
    for worker in &subject.workers {
        if worker.handlers.is_empty() {
            let mut row: [String; COLUMNS.len()] = Default::default();
            [row[0], row[1], row[2]] = [worker.worker_id.clone(), "-".to_owned(), "0".to_owned()];
            rows.push(row);
        }
        rows.extend(worker.handlers.iter().map(|costs| row(worker, costs)));
    }
    table(COLUMNS, &rows, 2)
}

fn row(worker: &WorkerCosts, costs: &HandlerCosts) -> [String; COLUMNS.len()] {
    let nanos = |nanos: u64| time(nanos as f64);
    let (latency, fuel) = (costs.latency_ns, costs.fuel);
    [
        worker.worker_id.clone(),
        costs.handler.clone(),
        costs.calls.to_string(),
        nanos(latency.p50),
        nanos(latency.p90),
        nanos(latency.p99),
        nanos(latency.p99_9),
        nanos(latency.max),
        fuel.p50.to_string(),
        fuel.p99.to_string(),
        fuel.max.to_string(),
        time(costs.guest_ns),
        costs.native_ns.map_or_else(|| "-".to_owned(), |native| nanos(native.p50)),
    ]
}

/// The medians of handlers that both have, by the worker's place.
fn beside(first: &Subject, second: &Subject) -> String {
    let mut rows = Vec::new();
    for (one, other) in first.workers.iter().zip(&second.workers) {
        for costs in &one.handlers {
            let Some(twin) = other.handlers.iter().find(|twin| twin.handler == costs.handler) else { continue };
            let ratio = |ours: u64, theirs: u64| format!("{:.2}", theirs as f64 / ours.max(1) as f64);
            rows.push([
                one.worker_id.clone(),
                costs.handler.clone(),
                time(costs.latency_ns.p50 as f64),
                time(twin.latency_ns.p50 as f64),
                ratio(costs.latency_ns.p50, twin.latency_ns.p50),
                ratio(costs.fuel.p50, twin.fuel.p50),
            ]);
        }
    }
    table(["worker", "handler", "first", "second", "times", "fuel times"], &rows, 2)
}

/// A time in the unit in which it has one to three digits before the point.
fn time(nanos: f64) -> String {
    match nanos {
        _ if nanos < 999.5 => format!("{nanos:.0} ns"),
        _ if nanos < 999_500.0 => format!("{:.2} µs", nanos / 1e3),
        _ => format!("{:.2} ms", nanos / 1e6),
    }
}

/// Columns under their headings, indented by two: the first ones from the left, the others, which are numbers, from the right.
fn table<const N: usize>(headings: [&str; N], rows: &[[String; N]], words: usize) -> String {
    let mut widths = headings.map(|heading| heading.chars().count());
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let line = |cells: Vec<&str>| {
        let mut line = String::new();
        for (column, (cell, width)) in cells.into_iter().zip(widths).enumerate() {
            let _ = if column < words { write!(line, "  {cell:<width$}") } else { write!(line, "  {cell:>width$}") };
        }
        format!("{}\n", line.trim_end())
    };
    let mut text = line(headings.to_vec());
    text.extend(rows.iter().map(|row| line(row.iter().map(String::as_str).collect())));
    text
}
