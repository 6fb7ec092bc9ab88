//! What is odd about a bar beside the bars before it.

use super::habits::Habits;
use super::line::{Row, Values};
use super::problem::{Problem, Problems};
use super::spikes::{Spike, Spikes};
use crate::data::Place;

/// So many equal bars in a row are a feed that stands still.
const STALE_BARS: u64 = 10;

/// A price that is so many times, or the so manieth part of, the price before it is a split, a unit or a typing error.
pub(super) const PRICE_JUMP: f64 = 3.0;

/// What of the bars so far matters for the next.
#[derive(Default)]
pub(super) struct Bars {
    close: Option<f64>,
    spikes: Spikes,
    /// How many bars in a row have had one price only.
    flat: u64,
}

impl Bars {
    /// What a run refuses in a single bar.
    pub fn check_prices(row: &Row, problems: &mut Problems) {
        let Values::Bar { open, high, low, close, .. } = row.values else { return };
        if low.value <= 0.0 {
            problems.add(Problem::ImpossiblePrices, row.place, format!("{}: a price of 0", row.text));
        } else if low.value > open.value.min(close.value) || high.value < open.value.max(close.value) {
            let text = format!("{}: open {}, high {}, low {}, close {}", row.text, open.value, high.value, low.value, close.value);
            problems.add(Problem::ImpossiblePrices, row.place, text);
        }
    }

    /// Labels that shift, and bars that are missing between two rows.
    pub fn check_step(row: &Row, previous: Option<&Row>, habits: &Habits, problems: &mut Problems) {
        if habits.is_off_grid(row.at) {
            problems.add(Problem::OffGrid, row.place, row.text.clone());
        }
        let Some(previous) = previous else { return };
        if let Some(missing) = habits.missing_between(previous.at, row.at) {
            let text = format!("between {} and {}: room for {missing} bars", previous.text, row.text);
            problems.add(Problem::Gap, row.place, text);
        }
    }

    /// Numbers that do not look like their neighbours.
    pub fn check_values(&mut self, row: &Row, problems: &mut Problems) {
        let Values::Bar { open, high, low, close, volume } = row.values else { return };
        if let Some(before) = self.close.filter(|before| *before > 0.0 && open.value > 0.0)
            && !(1.0 / PRICE_JUMP..=PRICE_JUMP).contains(&(open.value / before))
        {
            let text = format!("{}: opens at {} after a close of {before}", row.text, open.value);
            problems.add(Problem::PriceJump, row.place, text);
        }
        self.close = Some(close.value);
        if volume.value == 0.0 {
            problems.add(Problem::NoVolume, row.place, row.text.clone());
        }
        self.flat = if high.value == low.value { self.flat + 1 } else { 0 };
        if self.flat == STALE_BARS {
            problems.add(Problem::Stale, row.place, format!("{STALE_BARS} bars up to {} have one price", row.text));
        }
        if let Some(spike) = self.spikes.push(row.place, &row.text, volume.value) {
            volume_outlier(&spike, problems);
        }
    }

    /// What can be said only now that all bars were seen.
    pub fn finish(&self, problems: &mut Problems) {
        for spike in self.spikes.finish() {
            volume_outlier(&spike, problems);
        }
    }
}

fn volume_outlier(Spike { place, label, volume, usual }: &Spike, problems: &mut Problems) {
    let place: Place = *place;
    problems.add(Problem::VolumeOutlier, place, format!("{label}: {volume}, where its neighbours have about {usual}"));
}
