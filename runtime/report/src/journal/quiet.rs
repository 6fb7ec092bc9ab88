//! A bar on which nobody had anything to say. What was called on it is not kept, so a trace tells what is known all the same: the
//! bars themselves, what the account was worth, and who listens to bars and what a call of each usually costs.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::JournalError;
use super::wiring::BuildSpec;

/// Categories whose workers are asked on bars, whatever was said before.
const LISTENERS: [&str; 3] = ["context-worker", "signal-detector", "risk-monitor"];

/// What is known of a quiet bar.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct QuietBar {
    /// Its label.
    pub label: String,
    /// When it closed.
    pub closed_at: String,
    /// What the account was worth then, as an exact decimal.
    pub equity: String,
    /// The bars that orders were matched against and that closed then.
    pub bars: Vec<MatchedBar>,
    /// The workers that listen to bars, in run order.
    pub listeners: Vec<Listener>,
}

/// A line of `bars.csv`. Figures are exact decimals.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MatchedBar {
    /// What it is a bar of.
    pub symbol: String,
    /// First price.
    pub open: String,
    /// Highest price.
    pub high: String,
    /// Lowest price.
    pub low: String,
    /// Last price.
    pub close: String,
    /// What was traded.
    pub volume: String,
}

/// A worker that listens to bars.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Listener {
    /// Its id.
    pub worker_id: String,
    /// Its category.
    pub category: String,
    /// Its calls in the whole run.
    pub calls: u64,
    /// The fuel that half of those did not exceed.
    pub fuel_p50: u64,
}

/// The part of `summary.json` that is told.
#[derive(Debug, Deserialize)]
struct Costs {
    workers: Vec<WorkerCosts>,
}

#[derive(Debug, Deserialize)]
struct WorkerCosts {
    worker_id: String,
    calls: u64,
    #[serde(default)]
    fuel_p50: u64,
}

impl QuietBar {
    /// The bar with this label; none when the run has not seen it.
    ///
    /// # Errors
    /// When a file of the run cannot be read.
    pub(super) fn find(run: &Path, spec: &BuildSpec, label: &str) -> Result<Option<Self>, JournalError> {
        let equity = text(&run.join("equity.csv"))?;
        let Some((at, worth)) = seen(&equity, label) else { return Ok(None) };
        let bars = text(&run.join("bars.csv"))?;
        let bars = bars.lines().skip(1).filter_map(|line| matched(line, at)).collect();
        let path = run.join("summary.json");
        let costs: Costs = serde_json::from_str(&text(&path)?).map_err(|error| file(&path, &error))?;
        let listeners = spec.workers.iter().filter(|worker| LISTENERS.contains(&worker.category.as_str())).filter_map(|worker| {
            let cost = costs.workers.iter().find(|cost| cost.worker_id == worker.worker_id)?;
            let (worker_id, category) = (worker.worker_id.clone(), worker.category.clone());
            Some(Listener { worker_id, category, calls: cost.calls, fuel_p50: cost.fuel_p50 })
        });
        let (label, closed_at, equity) = (label.to_owned(), at.to_owned(), worth.to_owned());
        Ok(Some(Self { label, closed_at, equity, bars, listeners: listeners.collect() }))
    }
}

fn text(path: &Path) -> Result<String, JournalError> {
    std::fs::read_to_string(path).map_err(|error| file(path, &error))
}

fn file(path: &Path, error: &dyn std::fmt::Display) -> JournalError {
    JournalError::File { path: path.to_owned(), reason: error.to_string() }
}

/// The instant and the equity of the line of `equity.csv` with this label.
fn seen<'a>(equity: &'a str, label: &str) -> Option<(&'a str, &'a str)> {
    let fields = |line: &'a str| line.split(',').collect::<Vec<_>>();
    let line = equity.lines().skip(1).map(fields).find(|fields| !label.is_empty() && fields.first() == Some(&label))?;
    Some((line.get(3)?, line.get(1)?))
}

/// A line of `bars.csv`, if its bar closed at this instant.
fn matched(line: &str, at: &str) -> Option<MatchedBar> {
    let mut fields = line.split(',').map(str::to_owned);
    let (symbol, closed_at) = (fields.next()?, fields.next()?);
    let [open, high, low, close, volume] = [fields.next()?, fields.next()?, fields.next()?, fields.next()?, fields.next()?];
    (closed_at == at).then_some(MatchedBar { symbol, open, high, low, close, volume })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_was_seen_when_its_label_begins_a_line() {
        let equity = "time,equity,cash,at,exposure\n2004-08-19,10001.5,10000,2004-08-20T00:00:00Z,0\n";
        assert_eq!(seen(equity, "2004-08-19"), Some(("2004-08-20T00:00:00Z", "10001.5")));
        for other in ["2004-08-1", "10000", "time", ""] {
            assert_eq!(seen(equity, other), None, "{other}");
        }
    }

    #[test]
    fn only_what_closed_at_the_instant_is_of_the_bar() {
        let line = "A_USD,2004-08-20T00:00:00Z,1,3,1,2,100";
        assert_eq!(matched(line, "2004-08-20T00:00:00Z").map(|bar| (bar.symbol, bar.close)), Some(("A_USD".into(), "2".into())));
        assert_eq!(matched(line, "2004-08-21T00:00:00Z"), None);
        assert_eq!(matched("A_USD,2004-08-20T00:00:00Z,1", "2004-08-20T00:00:00Z"), None, "half a line is none");
    }
}
