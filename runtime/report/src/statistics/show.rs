//! Statistics as text for a terminal.

use std::fmt::{self, Write};

use super::backtesting_py::{Named, NamedValue};
use super::{Group, Listed, Statistics, Unit, Value};
use crate::history::History;
use simpletrader_contracts::Instant;

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// A value as people read it; a value that does not exist is a dash with its reason.
pub fn shown(value: Value, unit: Unit) -> String {
    match (value, unit) {
        (Value::Money(money), _) => money.to_string(),
        (Value::Number(number), Unit::Money) => format!("{number:.2}"),
        (Value::Number(number), Unit::Share) => format!("{:.2} %", number * 100.0),
        (Value::Number(number), Unit::Ratio) => format!("{number:.3}"),
        (Value::Number(number), Unit::Count) => format!("{number:.0}"),
        (Value::Number(number), Unit::Days) => format!("{number:.1} days"),
        (Value::Absent(reason), _) => format!("- ({reason})"),
    }
}

/// The date of an instant.
pub(crate) fn date(at: Instant) -> String {
    let civil = at.civil();
    format!("{:04}-{:02}-{:02}", civil.year, civil.month, civil.day)
}

/// The default convention in words and tables, with a final newline.
pub fn text(statistics: &Statistics) -> String {
    let mut text = String::new();
    // Writing to a String cannot fail.
    let _ = write_all(&mut text, statistics);
    text
}

fn write_all(text: &mut String, statistics: &Statistics) -> fmt::Result {
    let days = statistics.daily.days.len();
    writeln!(text, "  {days} days, {} periods a year, arithmetic on daily marked-to-market equity", statistics.periods_a_year)?;
    for group in Group::ALL {
        writeln!(text, "\n  {}", group.title())?;
        for Listed { title, value, unit, .. } in statistics.listed.iter().filter(|listed| listed.group == group) {
            writeln!(text, "    {title:<36}{}", shown(*value, *unit))?;
        }
    }
    write_drawdowns(text, statistics)?;
    write_calendar(text, statistics)
}

fn write_drawdowns(text: &mut String, statistics: &Statistics) -> fmt::Result {
    if statistics.worst_drawdowns.is_empty() {
        return Ok(());
    }
    writeln!(text, "\n  deepest falls  {:>9}  {:<12}{:<12}{:<12}{:>6}", "depth", "peak", "trough", "recovery", "days")?;
    for fall in &statistics.worst_drawdowns {
        let recovery = fall.recovery.map_or_else(|| "open".to_owned(), date);
        let (start, trough) = (date(fall.start), date(fall.trough));
        writeln!(text, "  {:>22.2} %  {start:<12}{trough:<12}{recovery:<12}{:>6.0}", fall.depth * 100.0, fall.days)?;
    }
    Ok(())
}

fn write_calendar(text: &mut String, statistics: &Statistics) -> fmt::Result {
    if statistics.calendar.is_empty() {
        return Ok(());
    }
    write!(text, "\n  % a month")?;
    MONTHS.iter().try_for_each(|month| write!(text, "{month:>7}"))?;
    writeln!(text, "{:>9}", "year")?;
    for year in &statistics.calendar {
        write!(text, "  {:<9}", year.year)?;
        for month in year.months {
            match month {
                Some(change) => write!(text, "{:>7.2}", change * 100.0)?,
                None => write!(text, "{:>7}", "")?,
            }
        }
        writeln!(text, "{:>9.2}", year.total * 100.0)?;
    }
    Ok(())
}

/// The set of backtesting.py in its own words, with a final newline.
pub fn backtesting_py_text(named: &[Named]) -> String {
    let line = |Named { name, value }: &Named| match value {
        NamedValue::Value(Value::Number(number)) => format!("  {name:<28}{number}\n"),
        NamedValue::Value(Value::Money(money)) => format!("  {name:<28}{money}\n"),
        NamedValue::Value(Value::Absent(reason)) => format!("  {name:<28}- ({reason})\n"),
        NamedValue::Text(text) => format!("  {name:<28}{text}\n"),
    };
    named.iter().map(line).collect()
}

/// The few figures that a summary shows: name and value.
pub(crate) fn brief(statistics: &Statistics, history: &History) -> Vec<(&'static str, String)> {
    let figure = |key: &str| statistics.listed.iter().find(|listed| listed.key == key);
    let told = |key: &str| figure(key).map_or_else(String::new, |listed| shown(listed.value, listed.unit));
    let mut rows = vec![
        ("growth a year", told("cagr")),
        ("buy-and-hold", told("buy_and_hold_return")),
        ("Sharpe", format!("{} ({} periods a year)", told("sharpe"), statistics.periods_a_year)),
        ("Sortino", told("sortino")),
        ("in the market", told("time_in_market")),
    ];
    if !history.trades.is_empty() {
        rows.push(("profit factor", told("profit_factor")));
        rows.push(("a trade", told("expectancy")));
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::{backtesting_py::backtesting_py, reference};

    #[test]
    fn the_statistics_of_a_run_read_like_this() {
        let run = reference::runs().into_iter().find(|run| run.name == "goog_sma_level").unwrap();
        insta::assert_snapshot!(text(&Statistics::of(&run.history, None)));
    }

    #[test]
    fn those_of_backtesting_py_read_like_this() {
        let run = reference::runs().into_iter().find(|run| run.name == "goog_sma_level").unwrap();
        let few: Vec<Named> = backtesting_py(&run.history).into_iter().take(4).collect();
        insta::assert_snapshot!(backtesting_py_text(&few));
    }

    #[test]
    fn a_run_over_nothing_gives_its_reasons() {
        insta::assert_snapshot!(text(&Statistics::of(&History::default(), None)));
    }
}
