//! A bar from within, in words.

use std::fmt::{self, Display, Formatter};

use super::{grouped, safe};
use crate::journal::{Delivery, Listener, MatchedBar, QuietBar, Trace, TracedPass, TracedWorker};

impl Display for Trace {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Quiet(bar) => write!(f, "{bar}"),
            Self::Recorded { before, at_close, fuel } => {
                for pass in before {
                    writeln!(f, "{pass}")?;
                }
                writeln!(f, "{at_close}")?;
                writeln!(f, "fuel of all of it: {}", grouped(*fuel))
            }
        }
    }
}

impl Display for QuietBar {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self { label, closed_at, equity, bars, listeners } = self;
        writeln!(f, "bar {}: nobody had anything to say: no signal, no risk, no decision", safe(label))?;
        writeln!(f, "  {:<10}{closed_at}", "closed")?;
        for MatchedBar { symbol, open, high, low, close, volume } in bars {
            writeln!(f, "  {:<10}{symbol}: {open} {high} {low} {close}, volume {volume}", "bar")?;
        }
        writeln!(f, "  {:<10}{equity}", "equity")?;
        for Listener { worker_id, calls, fuel_p50, .. } in listeners {
            let (calls, fuel) = (grouped(*calls), grouped(*fuel_p50));
            writeln!(f, "  {:<10}{worker_id:<16}half of its {calls} calls used no more fuel than {fuel}", "listens")?;
        }
        writeln!(f, "the calls on such a bar are not kept; `simpletrader call` makes one")
    }
}

impl Display for TracedPass {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.event)?;
        self.workers.iter().try_for_each(|worker| writeln!(f, "  {worker}"))?;
        self.deliveries.iter().try_for_each(|delivery| writeln!(f, "  {:<10}{delivery}", "event"))?;
        for change in &self.changes {
            let about = change.fill_id.as_ref().or(change.order_id.as_ref()).or(change.group_id.as_ref());
            writeln!(f, "  {:<10}{}, {}", "ledger", change.kind, about.unwrap_or(&change.plan_id))?;
        }
        Ok(())
    }
}

impl Display for TracedWorker {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let calls = if self.call.calls == 1 { "1 call".to_owned() } else { format!("{} calls", grouped(self.call.calls)) };
        write!(f, "{:<10}{:<16}{calls}, fuel {}", "called", self.call.worker_id, grouped(self.call.fuel))?;
        let facts: Vec<String> = self.facts.iter().map(|(name, value)| format!("{name} {value}")).collect();
        if facts.is_empty() { Ok(()) } else { write!(f, ": {}", facts.join(", ")) }
    }
}

impl Display for Delivery {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let carries = self.carries.as_ref().map_or_else(String::new, |what| format!(" with {what}"));
        let to = if self.to.is_empty() { "nobody".to_owned() } else { self.to.join(", ") };
        write!(f, "{} → {}{carries} → {to}", self.from, self.event)
    }
}
