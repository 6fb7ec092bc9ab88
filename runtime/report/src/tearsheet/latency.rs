//! The picture of how long calls took: a row a worker, a cell a step of the scale, darker where more calls lie.
//!
//! Dark means by powers of ten: one call in ten thousand is still seen, because the slow ones are what a reader looks for.

use std::fmt::{self, Write};

use super::escape::Escaped;
use crate::latency::{STEPS_A_DECADE, WorkerLatency, step_end, step_of};

/// A share of calls of ten to the minus so much has no colour left.
const FAINTEST: f64 = 6.0;

pub(super) fn write_latency(html: &mut String, workers: &[WorkerLatency]) -> fmt::Result {
    let steps = || workers.iter().flat_map(|worker| &worker.histogram).map(|step| step_of(step.up_to_ns));
    let (Some(first), Some(last)) = (steps().min(), steps().max()) else { return Ok(()) };
    // Whole powers of ten, so that each can be named once: a decade begins behind the step that ends at its name.
    let decades = first.saturating_sub(1) / STEPS_A_DECADE..=last.saturating_sub(1) / STEPS_A_DECADE;
    html.push_str("<div class=\"wide\"><table class=\"heat\" id=\"latency\">\n<tr><th>time of a call</th>");
    for decade in decades.clone() {
        write!(html, "<th colspan=\"{STEPS_A_DECADE}\">from {}</th>", time(step_end(decade * STEPS_A_DECADE)))?;
    }
    html.push_str("</tr>\n");
    for worker in workers {
        write!(html, "<tr><th>{}</th>", Escaped(&worker.worker_id))?;
        for step in decades.clone().flat_map(|decade| decade * STEPS_A_DECADE + 1..=(decade + 1) * STEPS_A_DECADE) {
            // What is quicker than the scale lies on its first step, which is the end of no decade.
            let calls: u64 =
                worker.histogram.iter().filter(|known| step_of(known.up_to_ns).max(1) == step).map(|known| known.calls).sum();
            if calls == 0 {
                html.push_str("<td></td>");
            } else {
                let strength = strength(calls, worker.calls);
                write!(
                    html,
                    "<td class=\"calls\" style=\"--heat:{strength:.2}\" title=\"{calls} up to {}\"></td>",
                    time(step_end(step))
                )?;
            }
        }
        html.push_str("</tr>\n");
    }
    html.push_str("</table></div>\n<p class=\"quiet\">The darker, the more of the worker's calls took so long; half as dark is one in a thousand. Times are of the machine that ran it.</p>\n");
    Ok(())
}

/// From nearly 0, for one call in a million, to 1, for all of them.
fn strength(calls: u64, all: u64) -> f64 {
    let share = calls as f64 / all.max(1) as f64;
    (1.0 + share.log10() / FAINTEST).clamp(0.1, 1.0)
}

/// A time as it is read: `300 ns`, `1.5 µs`, `20 ms`, `3 s`.
pub(super) fn time(nanos: u64) -> String {
    let (unit, name) = match nanos {
        0..1_000 => return format!("{nanos} ns"),
        1_000..1_000_000 => (1e3, "µs"),
        1_000_000..1_000_000_000 => (1e6, "ms"),
        _ => (1e9, "s"),
    };
    let value = nanos as f64 / unit;
    let digits = if value < 10.0 { 1 } else { 0 };
    let text = format!("{value:.digits$}");
    format!("{} {name}", text.strip_suffix(".0").unwrap_or(&text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::latency::LatencyStep;

    fn worker(histogram: &[(u64, u64)]) -> WorkerLatency {
        let steps = histogram.iter().map(|(up_to_ns, calls)| LatencyStep { up_to_ns: *up_to_ns, calls: *calls });
        let calls = histogram.iter().map(|(_, calls)| calls).sum();
        WorkerLatency { worker_id: "fast".into(), calls, p50_ns: 0, p99_ns: 0, max_ns: 0, histogram: steps.collect() }
    }

    #[test]
    fn every_call_is_in_the_picture_and_a_decade_is_named_once() {
        let mut html = String::new();
        write_latency(&mut html, &[worker(&[(10, 3), (500, 2_147), (20_000, 1)]), worker(&[(1_000, 5)])]).unwrap();
        insta::assert_snapshot!(html);
    }

    #[test]
    fn a_run_that_was_not_measured_has_no_picture() {
        let mut html = String::new();
        write_latency(&mut html, &[worker(&[])]).unwrap();
        assert_eq!(html, "");
    }

    #[test]
    fn a_rare_call_is_seen_and_a_common_one_is_darker() {
        assert_eq!(strength(100, 100), 1.0);
        assert!((strength(10, 10_000) - 0.5).abs() < 1e-12);
        assert_eq!(strength(1, u64::MAX), 0.1);
    }

    #[test]
    fn times_are_read_in_the_unit_that_fits() {
        let read = [0, 999, 1_000, 1_500, 20_000, 999_999, 2_000_000, 3_000_000_000].map(time);
        assert_eq!(read, ["0 ns", "999 ns", "1 µs", "1.5 µs", "20 µs", "1000 µs", "2 ms", "3 s"]);
    }
}
