//! The answer to why, in words.

use std::fmt::{self, Display, Formatter};

use crate::journal::why::PassLeft;
use crate::journal::{Answer, Decision, TradeAnswer};

impl Display for Answer {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Trade(answer) => write!(f, "{answer}"),
            Self::Order { order, decision } => {
                write!(f, "{order}")?;
                behind(f, decision.as_ref(), "the journal has no decision behind this order")
            }
            Self::Group { group, decision } => {
                write!(f, "{group}")?;
                behind(f, decision.as_ref(), "the journal has no decision behind this group")
            }
            Self::Signal { signal, decision } => {
                writeln!(f, "{signal}, {}", signal.at)?;
                behind(f, decision.as_ref(), "the journal has no decision about this signal")
            }
            Self::Risk { risk, decision } => {
                writeln!(f, "{risk}, {}", risk.at)?;
                behind(f, decision.as_ref(), "no decision mentions it: a risk is a state and need not be consumed")
            }
            Self::Decision { decision } => write!(f, "{decision}"),
            Self::Bar { event, before, at_close, decisions } => {
                write!(f, "{event}")?;
                if !before.is_empty() {
                    writeln!(f, "\nsince the bar before")?;
                    before.iter().try_for_each(|pass| write!(f, "{pass}"))?;
                }
                writeln!(f, "\nat its close")?;
                write!(f, "{at_close}")?;
                for (index, decision) in decisions.iter().enumerate() {
                    write!(f, "\ndecision {}\n{decision}", index + 1)?;
                }
                Ok(())
            }
            Self::QuietBar { label } => writeln!(
                f,
                "bar {label}: nobody had anything to say: no signal, no risk, no decision, and nothing happened to an order"
            ),
        }
    }
}

fn behind(f: &mut Formatter<'_>, decision: Option<&Decision>, otherwise: &str) -> fmt::Result {
    match decision {
        Some(decision) => write!(f, "\n{decision}"),
        None => writeln!(f, "\n{otherwise}"),
    }
}

impl Display for TradeAnswer {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let trade = &self.trade;
        let result = self.net_result.as_ref().map_or_else(String::new, |result| format!(", {result} after fees"));
        writeln!(f, "{} {} {}, {}{result}", trade.plan_id, trade.symbol, trade.direction, trade.status)?;
        if let Some(from) = &self.adopted_from {
            writeln!(f, "held by the host: a fill of {from} came when that trade was over")?;
        }
        for (index, decision) in self.decisions.iter().enumerate() {
            write!(f, "\ndecision {} of {}\n{decision}", index + 1, self.decisions.len())?;
        }
        if self.decisions.is_empty() {
            writeln!(f, "\nthe journal has no decision about it")?;
        }
        Ok(())
    }
}

impl Display for PassLeft {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        writeln!(f, "  {:<10}{}, pass {} at {}", "began by", self.origin_id, self.pass, self.at)?;
        self.signals.iter().try_for_each(|signal| writeln!(f, "  {:<10}{signal}", "signal"))?;
        self.risks.iter().try_for_each(|risk| writeln!(f, "  {:<10}{risk}", "risk"))?;
        self.refusals().try_for_each(|refusal| writeln!(f, "  {:<10}{refusal}", "refused"))?;
        for line in self.lines.iter().filter(|line| line.body.get("rejection").is_none()) {
            writeln!(f, "  {:<10}{}, {}", "journal", line.kind, line.entry_id)?;
        }
        for change in &self.changes {
            let about = change.fill_id.as_ref().or(change.order_id.as_ref()).or(change.group_id.as_ref());
            writeln!(f, "  {:<10}{}, {}", "ledger", change.kind, about.unwrap_or(&change.plan_id))?;
        }
        Ok(())
    }
}
