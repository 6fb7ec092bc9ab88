//! Warm-up: a strategy decides nothing about a symbol until every series of it has given the bars that its blueprint declares.
//!
//! Workers measure and detect from the first bar on, so that their windows fill; what they signal meanwhile is refused by the
//! host, with this reason, and stands in the journal like every other refusal. The bar that fills the last window counts. A symbol
//! whose data begins late keeps nobody waiting but itself: the others are traded as soon as they are ready.

use simpletrader_config::build_spec::StrategyBuildSpec;
use simpletrader_contracts::market::InstrumentRef;

use crate::data::Moment;

/// How much is missing.
#[derive(Debug)]
pub(super) struct WarmUp {
    /// Bars that each series still has to give.
    missing: Vec<u32>,
    /// The instrument of each series.
    instruments: Vec<u32>,
    /// Market passes so far in which nothing was ready.
    ticks: u32,
    /// Whether each instrument is ready.
    ready: Vec<bool>,
    is_over: bool,
}

impl WarmUp {
    /// Every series gives its window and its warm-up, whichever is longer; nothing where neither is declared.
    pub fn of(spec: &StrategyBuildSpec) -> Self {
        let needed = spec.lookbacks.iter().map(|back| back.window.unwrap_or(0).max(back.warmup.unwrap_or(0)));
        let missing: Vec<u32> = needed.collect();
        let instruments = spec.series.iter().map(|series| series.instrument).collect();
        let mut warm_up = Self { missing, instruments, ticks: 0, ready: vec![false; spec.instruments.len()], is_over: false };
        warm_up.look();
        warm_up
    }

    /// Who is ready?
    fn look(&mut self) {
        for (instrument, ready) in self.ready.iter_mut().enumerate() {
            let of_instrument = |(series, _): &(&u32, &u32)| **series as usize == instrument;
            *ready = self.instruments.iter().zip(&self.missing).filter(of_instrument).all(|(_, missing)| *missing == 0);
        }
        self.is_over = self.ready.iter().all(|ready| *ready);
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
        self.look();
        self.ticks += u32::from(!self.has_begun());
    }

    /// Whether anything may be decided: at least one symbol is ready.
    pub fn has_begun(&self) -> bool {
        self.is_over || self.ready.contains(&true)
    }

    /// Whether something may be decided about an instrument.
    pub fn is_ready(&self, instrument: InstrumentRef) -> bool {
        self.is_over || self.ready.get(instrument.index()).copied().unwrap_or(false)
    }

    /// The instruments that are ready, by index; none where all are.
    pub fn waiting(&self) -> Option<&[bool]> {
        (!self.is_over).then_some(self.ready.as_slice())
    }

    /// Market passes until anything could be decided, so far.
    pub fn ticks(&self) -> u32 {
        self.ticks
    }

    /// What is still missing, in words.
    pub fn missing(&self) -> String {
        let open = self.missing.iter().enumerate().filter(|(_, bars)| **bars > 0);
        open.map(|(series, bars)| format!("{bars} of series {series}")).collect::<Vec<_>>().join(", ")
    }
}
