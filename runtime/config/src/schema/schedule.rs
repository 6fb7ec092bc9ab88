//! The schedule that an operation names: events that the clock starts.

use simpletrader_contracts::worker::check_event_name;

use super::Timeframe;
use crate::decode::{Fields, identifier, list, mapping, term, text, timeframe, written};
use crate::diagnostic::{Finding, Findings, Rule};
use crate::document::Node;
use crate::source::Written;

/// One entry of a schedule.
#[derive(Debug, Clone)]
pub struct ScheduleEntry {
    /// Its name, unique in the schedule.
    pub name: Written<String>,
    /// The event that it publishes.
    pub event: Written<String>,
    /// When.
    pub timing: Timing,
    /// The strategy links that hear it; all of them if nothing is written.
    pub strategies: Option<Written<Vec<Written<String>>>>,
}

/// When an entry publishes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Timing {
    /// At the minutes that a cron expression names.
    Cron {
        /// Five fields: minute, hour, day of the month, month, day of the week (0 and 7 are Sunday).
        expression: String,
        /// IANA name of the zone in which it is meant; UTC unless written.
        timezone: String,
    },
    /// Once each time span, counted from the Unix epoch.
    Interval(Timeframe),
}

/// The fields of a cron expression, with their lowest and highest values.
const CRON_FIELDS: [(&str, u32, u32); 5] =
    [("minute", 0, 59), ("hour", 0, 23), ("day of the month", 1, 31), ("month", 1, 12), ("day of the week", 0, 7)];

#[derive(Clone, Copy)]
enum TimingTerm {
    Cron,
    Interval,
}

/// Reads the file: `schedule: [...]`.
pub(crate) fn schedule(node: &Node, findings: &mut Findings) -> Option<Vec<ScheduleEntry>> {
    mapping(node, "the schedule file", findings, |fields| fields.required("schedule", list(entry)))
}

fn entry(node: &Node, findings: &mut Findings) -> Option<ScheduleEntry> {
    const TIMINGS: &[(&str, TimingTerm)] = &[("cron", TimingTerm::Cron), ("interval", TimingTerm::Interval)];
    mapping(node, "a schedule entry", findings, |fields| {
        let name = fields.required("name", written(identifier));
        let event = fields.required("event", written(event));
        let term = fields.required("type", term("a type of schedule entry", TIMINGS));
        let strategies = fields.optional("strategies", written(list(written(identifier))));
        let timing = match term? {
            TimingTerm::Cron => cron_timing(fields),
            TimingTerm::Interval => fields.required("value", timeframe).map(Timing::Interval),
        };
        Some(ScheduleEntry { name: name?, event: event?, timing: timing?, strategies: strategies? })
    })
}

fn cron_timing(fields: &mut Fields<'_, '_>) -> Option<Timing> {
    let expression = fields.required("expression", cron);
    let timezone = fields.or("timezone", zone, "UTC".to_owned());
    Some(Timing::Cron { expression: expression?, timezone: timezone? })
}

fn event(node: &Node, findings: &mut Findings) -> Option<String> {
    let name = text(node, findings)?;
    if let Err(rule) = check_event_name(&name) {
        let help = "write capitals, digits and _, for example `SCHEDULE_TRIGGERED`";
        findings.push(Finding::error(Rule::V02, rule).at(&node.at).help(help));
        return None;
    }
    Some(name)
}

/// `Area/City`, `UTC` and their like. Whether the zone exists is known where it is used.
fn zone(node: &Node, findings: &mut Findings) -> Option<String> {
    let name = text(node, findings)?;
    let part = |part: &str| {
        part.starts_with(|first: char| first.is_ascii_alphabetic())
            && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_+-".contains(&byte))
    };
    if !name.split('/').all(part) {
        let finding = Finding::error(Rule::V02, format!("`{name}` is not the name of a time zone")).at(&node.at);
        findings.push(finding.help("write an IANA name, for example `Europe/Amsterdam` or `UTC`"));
        return None;
    }
    Some(name)
}

fn cron(node: &Node, findings: &mut Findings) -> Option<String> {
    let expression = text(node, findings)?;
    if let Err(message) = check_cron(&expression) {
        let help = "write five fields: minute hour day-of-month month day-of-week, each `*`, a number, `a-b`, `a,b` or `*/n`; \
                    `0 9 * * 1-5` is nine o'clock from Monday to Friday";
        findings.push(Finding::error(Rule::V02, message).at(&node.at).help(help));
        return None;
    }
    Some(expression)
}

fn check_cron(expression: &str) -> Result<(), String> {
    let parts: Vec<&str> = expression.split_ascii_whitespace().collect();
    if parts.len() != CRON_FIELDS.len() {
        return Err(format!("a cron expression has five fields, this one has {}", parts.len()));
    }
    for (part, (name, low, high)) in parts.iter().zip(CRON_FIELDS) {
        if !part.split(',').all(|item| is_cron_item(item, low, high)) {
            return Err(format!("`{part}` is no {name}, which goes from {low} to {high}"));
        }
    }
    Ok(())
}

/// `*`, `5` or `1-5`, the first and last also with a step.
fn is_cron_item(item: &str, low: u32, high: u32) -> bool {
    let number = |text: &str| {
        let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        digits.then(|| text.parse::<u32>().ok()).flatten()
    };
    let within = |text: &str| number(text).filter(|value| (low..=high).contains(value));
    let (range, step) = item.split_once('/').map_or((item, None), |(range, step)| (range, Some(step)));
    let step_fits = step.is_none_or(|step| number(step).is_some_and(|step| (1..=high).contains(&step)));
    match range.split_once('-') {
        Some((from, to)) => step_fits && matches!((within(from), within(to)), (Some(from), Some(to)) if from <= to),
        None if range == "*" => step_fits,
        None => step.is_none() && within(range).is_some(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::tests::decoded;

    fn one(fields: &str) -> (Option<ScheduleEntry>, Findings) {
        let (list, findings) = decoded(&format!("schedule:\n  - {{name: a, event: SCHEDULE_TRIGGERED, {fields}}}\n"), schedule);
        (list.and_then(|mut list| list.pop()), findings)
    }

    #[test]
    fn both_kinds_of_timing_are_read() {
        let (entry, findings) = one("type: cron, expression: \"30 9 * * 1-5\", timezone: America/New_York");
        assert!(findings.is_empty(), "{findings}");
        let cron = Timing::Cron { expression: "30 9 * * 1-5".into(), timezone: "America/New_York".into() };
        assert_eq!(entry.unwrap().timing, cron);
        let (entry, findings) = one("type: interval, value: 15m, strategies: [x]");
        assert!(findings.is_empty(), "{findings}");
        let entry = entry.unwrap();
        assert_eq!(entry.timing, Timing::Interval(Timeframe::parse("15m").unwrap()));
        assert_eq!(entry.strategies.unwrap().value[0].as_str(), "x");
    }

    #[test]
    fn cron_expressions_are_checked_field_by_field() {
        for good in ["* * * * *", "0 9 * * 1-5", "*/15 8-17 1,15 * 7", "0-30/10 0 1 12 0"] {
            assert_eq!(check_cron(good), Ok(()), "{good}");
        }
        for (bad, word) in [
            ("* * * *", "this one has 4"),
            ("60 * * * *", "`60` is no minute"),
            ("* 24 * * *", "is no hour"),
            ("* * 0 * *", "is no day of the month"),
            ("* * * 13 *", "is no month"),
            ("* * * * mon", "is no day of the week"),
            ("5-1 * * * *", "is no minute"),
            ("*/0 * * * *", "is no minute"),
            ("5/2 * * * *", "is no minute"),
            (", * * * *", "is no minute"),
            ("+5 * * * *", "is no minute"),
        ] {
            assert!(check_cron(bad).unwrap_err().contains(word), "{bad}");
        }
    }

    #[test]
    fn keys_belong_to_their_kind() {
        assert!(one("type: interval, value: 1h, timezone: UTC").1.to_string().contains("no key `timezone`"));
        assert!(one("type: cron").1.to_string().contains("needs `expression`"));
        assert!(one("type: cron, expression: \"0 9 * * *\", timezone: \"9 o'clock\"").1.to_string().contains("IANA"));
    }

    #[test]
    fn an_entry_publishes_a_name_that_is_free() {
        let (_, findings) = decoded("schedule:\n  - {name: a, event: _x, type: interval, value: 1h}\n", schedule);
        assert!(findings.to_string().contains("reserved for the platform"), "{findings}");
    }
}
