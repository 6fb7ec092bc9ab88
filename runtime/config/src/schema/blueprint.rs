//! The blueprint: a strategy as its author writes it, the series that it watches and who works in it. It knows of no environment, so
//! that the same strategy runs in backtest, paper and live. The workers have a module of their own, [`workforce`](super::workforce).

use simpletrader_contracts::Symbol;

use super::workforce::{Workforce, workforce};
use super::{SeriesAddress, Timeframe};
use crate::build_spec::{OnFault, Protection};
use crate::decode::{Fields, identifier, list, mapping, symbol, term, text, timeframe, whole, written};
use crate::diagnostic::{Finding, Findings, Rule};
use crate::document::Node;
use crate::source::{Position, Written};

/// A strategy, as its author writes it.
#[derive(Debug, Clone)]
pub struct Blueprint {
    /// Its id.
    pub strategy_id: String,
    /// What people call it.
    pub name: Option<String>,
    /// What it does.
    pub description: Option<String>,
    /// Its own symbol: what every series is of that names no other. A link may name another one, and must name one if this is
    /// absent and a series needs it.
    pub symbol: Option<Written<Symbol>>,
    /// The series that it watches; at least one. What is watched may be traded.
    pub data_needs: Vec<DataNeed>,
    /// Whether a new trade must have a stop.
    pub protection: Protection,
    /// What happens after a worker failed.
    pub on_fault: OnFault,
    /// Who works.
    pub workforce: Workforce,
    /// The wiring file; the standard wiring if absent.
    pub wiring: Option<Written<String>>,
    /// Seed of a run's randomness.
    pub seed: u64,
    /// Where the blueprint stands.
    pub at: Position,
}

/// A series that a strategy watches.
#[derive(Debug, Clone)]
pub struct DataNeed {
    /// Of what; the strategy's own symbol if absent.
    pub symbol: Option<Written<Symbol>>,
    /// How long a bar is.
    pub timeframe: Written<Timeframe>,
    /// Bars that the strategy looks back on.
    pub window: Option<u32>,
    /// Bars before it has anything to say.
    pub warmup: Option<u32>,
}

impl Blueprint {
    /// Reads a blueprint.
    pub(crate) fn decode(node: &Node, findings: &mut Findings) -> Option<Self> {
        const PROTECTION: &[(&str, Protection)] = &[("required", Protection::Required), ("optional", Protection::Optional)];
        mapping(node, "a blueprint", findings, |fields| {
            let strategy_id = its_id(fields, node);
            let name = fields.optional("name", text);
            let description = fields.optional("description", text);
            let symbol = fields.optional("symbol", written(symbol));
            let data_needs = fields.required("data_needs", data_needs);
            let protection = fields.or("protection", term("a kind of protection", PROTECTION), Protection::Required);
            let on_fault = fields.or("on_fault", super::on_fault::on_fault, OnFault::default());
            let workforce = fields.required("workforce", workforce);
            let wiring = fields.optional("wiring", written(text));
            let seed = fields.or("seed", whole(0..=u64::MAX), 0);
            let help = "write one `{symbol: BASE_QUOTE, timeframe: 1d}` for each in `data_needs`: what is watched may be traded";
            fields.refuse("symbols", Rule::V01, "the series of a strategy say what it trades", help);
            for key in ["environment", "environment_ref", "environments"] {
                fields.refuse(
                    key,
                    Rule::V01,
                    "a blueprint names no environment: the same strategy must run in all of them",
                    "write `environment_ref` in the operation's strategy link",
                );
            }
            Some(Self {
                strategy_id: strategy_id?,
                name: name?,
                description: description?,
                symbol: symbol?,
                data_needs: data_needs?,
                protection: protection?,
                on_fault: on_fault?,
                workforce: workforce?,
                wiring: wiring?,
                seed: seed?,
                at: node.at.clone(),
            })
        })
    }
}

/// V61: without an id nothing that a strategy publishes could be told from another's.
fn its_id(fields: &mut Fields<'_, '_>, blueprint: &Node) -> Option<String> {
    if let Some(node) = fields.node("strategy_id") {
        return identifier(node, fields.findings());
    }
    let finding = Finding::error(Rule::V61, "the blueprint has no `strategy_id`: what the strategy publishes would carry none");
    fields.findings().push(finding.at(&blueprint.at).help("write `strategy_id: my_strategy`"));
    None
}

fn data_needs(node: &Node, findings: &mut Findings) -> Option<Vec<DataNeed>> {
    let needs = list(data_need)(node, findings)?;
    if needs.is_empty() {
        let finding = Finding::error(Rule::V02, "a strategy needs at least one series").at(&node.at);
        findings.push(finding.help("write `data_needs: [{timeframe: 1d}]`"));
        return None;
    }
    for (index, need) in needs.iter().enumerate() {
        if let Some(first) = needs[..index].iter().find(|other| other.series() == need.series()) {
            let finding = Finding::error(Rule::V02, format!("the series {} is needed twice", need.series()));
            findings
                .push(finding.at(&need.timeframe.at).related(&first.timeframe.at, "first needed here").help("keep one of the two"));
            return None;
        }
    }
    Some(needs)
}

impl DataNeed {
    /// The series, as it is addressed within the strategy.
    pub(crate) fn series(&self) -> SeriesAddress {
        SeriesAddress { symbol: self.symbol.as_ref().map(|symbol| symbol.value.clone()), timeframe: self.timeframe.value }
    }
}

fn data_need(node: &Node, findings: &mut Findings) -> Option<DataNeed> {
    mapping(node, "a data need", findings, |fields| {
        let symbol = fields.optional("symbol", written(symbol));
        let timeframe = fields.required("timeframe", written(timeframe));
        let window = fields.optional("window", whole(1..=1_000_000));
        let warmup = fields.optional("warmup", whole(0..=1_000_000));
        Some(DataNeed { symbol: symbol?, timeframe: timeframe?, window: window?, warmup: warmup? })
    })
}

#[cfg(test)]
#[path = "blueprint_tests.rs"]
mod tests;
