//! What was refused, in words.

use std::fmt::{self, Display, Formatter};

use super::{grouped, safe};
use crate::journal::{Aftermath, Refusals};

impl Display for Refusals {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if self.classes.is_empty() {
            return writeln!(f, "nothing was refused");
        }
        writeln!(f, "refusals: {}; reasons: {}", grouped(self.total), self.classes.len())?;
        for class in &self.classes {
            let (first, count) = (&class.first, grouped(class.count));
            writeln!(f, "\n{count:>9}  {} at {}: {}", class.code, class.stage, safe(&class.reason))?;
            writeln!(f, "           by {}, first {} ({}), last {}", first.refused_by, first.at, first.rejection_id, class.last_at)?;
            if let Some(aftermath) = &class.aftermath {
                writeln!(f, "           afterwards: {aftermath}")?;
            }
        }
        if self.classes.iter().any(|class| class.aftermath.is_some()) {
            writeln!(f, "\nafterwards is {}", self.aftermath_means)?;
        }
        Ok(())
    }
}

impl Display for Aftermath {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self { signals, without_end, right, mean_percent, extremes_percent } = self;
        let ended = signals.saturating_sub(*without_end);
        match (mean_percent, extremes_percent) {
            (Some(mean), Some([best, worst])) => {
                let (ended, right) = (grouped(ended), grouped(*right));
                write!(
                    f,
                    "{right} of {ended} signals would have been right; {mean:+.2} % on average, {worst:+.2} % to {best:+.2} %"
                )?;
            }
            _ => write!(f, "no signal in the other direction came")?,
        }
        if *without_end > 0 && mean_percent.is_some() {
            write!(f, "; {} more had no end", grouped(*without_end))?;
        }
        Ok(())
    }
}
