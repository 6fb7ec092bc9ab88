//! A bar from within, in words.

use std::fmt::{self, Display, Formatter};

use super::{grouped, safe};
use crate::journal::{Delivery, Trace, TracedPass, TracedWorker};

impl Display for Trace {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Quiet { label } => writeln!(
                f,
                "bar {}: nobody had anything to say; what was called on such a bar is not kept\nhelp: `summary.json` has what \
                 each worker costs on average, and `simpletrader call` makes one call",
                safe(label)
            ),
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
