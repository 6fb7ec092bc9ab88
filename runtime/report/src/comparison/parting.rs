//! At which event two runs part, and why.

use std::fmt::{self, Display, Formatter};
use std::path::Path;

use serde::Serialize;
use simpletrader_contracts::name::excerpt;

use super::{Comparison, ComparisonError, Difference, Extent, InputDifference, compare, input_differences};
use crate::records::{Bar, JournalLine, Pass, Records, RecordsError};

/// Two runs, as far as they differ.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Parting {
    /// What went into one and not into the other: why they part. Empty for two runs of the same things.
    pub inputs: Vec<InputDifference>,
    /// Where they part; none when the same happened in both.
    pub first: Option<Difference>,
    /// The tables and files in which something differs.
    pub differing: Vec<String>,
    /// What each did at that instant; none where nothing has a time, or where they do not part.
    pub sides: Option<[Side; 2]>,
}

/// What a run did at the instant at which two runs part.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Side {
    /// The bars that closed then, where the run recorded anything.
    pub bars: Vec<Bar>,
    /// What was said and done then, in order.
    pub events: Vec<String>,
}

/// Compares what happened in two runs and says why it is not the same.
///
/// # Errors
/// When a file of either cannot be read.
pub fn part(first: &Path, second: &Path) -> Result<Parting, ComparisonError> {
    let inputs = input_differences(first, second)?;
    let Comparison { first: parts, differing, .. } = compare(first, second, Extent::WhatHappened)?;
    let sides = match parts.as_ref().and_then(|difference| difference.at.clone()) {
        Some(at) => Some([Side::of(&Records::open(first)?, &at)?, Side::of(&Records::open(second)?, &at)?]),
        None => None,
    };
    Ok(Parting { inputs, first: parts, differing, sides })
}

impl Side {
    fn of(records: &Records, at: &str) -> Result<Self, RecordsError> {
        let passes = records.passes_at(at)?;
        let signals = records.signals_at(at)?;
        let risks = records.risks_at(at)?;
        let mut events: Vec<String> = Vec::new();
        events.extend(signals.iter().map(|signal| {
            format!("signal {} {} by {}: {}", signal.signal_type, signal.direction, signal.worker_id, signal.outcome)
        }));
        events.extend(risks.iter().map(|risk| format!("risk {} by {}", risk.risk_type, risk.worker_id)));
        for pass in &passes {
            events.extend(records.lines_of_pass(pass)?.iter().map(in_words));
            events.extend(records.changes_of_pass(pass.pass)?.iter().map(|change| format!("ledger {}", change.kind)));
        }
        let bars = passes.into_iter().flat_map(|pass: Pass| pass.bars).collect();
        Ok(Self { bars, events })
    }
}

/// A journal line in a few words; facts are told, because they are what a decision was made from.
fn in_words(line: &JournalLine) -> String {
    let reason = line.body.get("rejection").and_then(|rejection| rejection.get("chain")?.get("rejection_reason")?.as_str());
    let facts = line.body.get("facts").and_then(|facts| facts.as_object()).filter(|facts| !facts.is_empty());
    let mut words = format!("journal {}", line.kind);
    if let Some(reason) = reason {
        words += &format!(": {}", excerpt(reason, 200));
    }
    if let Some(facts) = facts {
        let facts: Vec<String> = facts.iter().map(|(address, value)| format!("{address} {value}")).collect();
        words += &format!(" ({})", facts.join(", "));
    }
    words
}

impl Display for Parting {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if self.inputs.is_empty() {
            writeln!(f, "both were made of the same things")?;
        } else {
            writeln!(f, "what went in")?;
            let shown = |value: &Option<String>| value.as_ref().map_or_else(|| "nothing".to_owned(), |value| excerpt(value, 120));
            for InputDifference { input, first, second } in &self.inputs {
                writeln!(f, "  {input}: {} and {}", shown(first), shown(second))?;
            }
        }
        let Some(first) = &self.first else { return writeln!(f, "the same happened in both") };
        writeln!(f, "they part at {}", first.at.as_deref().unwrap_or("no certain time"))?;
        writeln!(f, "  {first}")?;
        for (name, side) in ["first", "second"].into_iter().zip(self.sides.iter().flatten()) {
            writeln!(f, "the {name} run then")?;
            side.bars.iter().try_for_each(|bar| writeln!(f, "  bar {bar}"))?;
            side.events.iter().try_for_each(|event| writeln!(f, "  {event}"))?;
            if side.events.is_empty() {
                writeln!(f, "  nothing")?;
            }
        }
        writeln!(f, "from there on they differ in {}", self.differing.join(", "))
    }
}
