//! Warm-up: a strategy decides nothing until every series has given the bars that its blueprint declares.
//!
//! Workers measure and detect from the first bar on, so that their windows fill; what they signal meanwhile is refused by the
//! host, with this reason, and stands in the journal like every other refusal. The bar that fills the last window counts.

use simpletrader_config::build_spec::StrategyBuildSpec;

use crate::data::Moment;

/// How much is missing.
#[derive(Debug)]
pub(super) struct WarmUp {
    /// Bars that each series still has to give.
    missing: Vec<u32>,
    /// Market passes so far in which something was missing.
    ticks: u32,
    is_over: bool,
}

impl WarmUp {
    /// Every series gives its window and its warm-up, whichever is longer; nothing where neither is declared.
    pub fn of(spec: &StrategyBuildSpec) -> Self {
        let needed = spec.lookbacks.iter().map(|back| back.window.unwrap_or(0).max(back.warmup.unwrap_or(0)));
        let missing: Vec<u32> = needed.collect();
        Self { is_over: missing.iter().all(|bars| *bars == 0), missing, ticks: 0 }
    }

    /// Counts the bars of a market pass.
    pub fn count(&mut self, moment: &Moment<'_>) {
        if self.is_over {
            return;
        }
        for closed in moment.bars {
            if let Some(missing) = self.missing.get_mut(closed.bar.series.index()) {
                *missing = missing.saturating_sub(1);
            }
        }
        self.is_over = self.missing.iter().all(|bars| *bars == 0);
        self.ticks += u32::from(!self.is_over);
    }

    /// Whether nothing is missing any more.
    pub fn is_over(&self) -> bool {
        self.is_over
    }

    /// Market passes that it took, so far.
    pub fn ticks(&self) -> u32 {
        self.ticks
    }

    /// What is still missing, in words.
    pub fn missing(&self) -> String {
        let open = self.missing.iter().enumerate().filter(|(_, bars)| **bars > 0);
        open.map(|(series, bars)| format!("{bars} of series {series}")).collect::<Vec<_>>().join(", ")
    }
}
