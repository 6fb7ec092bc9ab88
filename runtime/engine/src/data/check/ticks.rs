//! What is wrong or odd about a trade or a quote, by itself and beside those before it.

use std::collections::VecDeque;

use super::bars::PRICE_JUMP;
use super::line::{Row, Side, Values};
use super::pauses::Pauses;
use super::problem::{Problem, Problems};
use crate::data::Place;

/// Neighbours on each side of a trade.
const SIDE: usize = 5;

/// A trade so many times as large as the largest of its neighbours is another unit. The median would not do: small and large trades
/// are a thousandfold apart everywhere.
const FACTOR: f64 = 1_000.0;

/// What of the rows so far matters for the next.
#[derive(Default)]
pub(super) struct Ticks {
    price: Option<f64>,
    sizes: VecDeque<Size>,
    /// The place in `sizes` of the next trade to judge.
    next: usize,
}

struct Size {
    place: Place,
    text: String,
    size: f64,
}

impl Ticks {
    /// What a run refuses in a single row.
    pub fn check_numbers(row: &Row, problems: &mut Problems) {
        if row.values.prices().any(|price| price.value <= 0.0) {
            problems.add(Problem::ImpossiblePrices, row.place, format!("{}: a price of 0", row.text));
        }
        if row.values.sizes().any(|size| size.value <= 0.0) {
            problems.add(Problem::NoSize, row.place, format!("{}: a size of 0", row.text));
        }
        if let Values::Quote { bid: Some(Side { price: bid, .. }), ask: Some(Side { price: ask, .. }) } = row.values
            && bid.value >= ask.value
        {
            problems.add(Problem::CrossedQuote, row.place, format!("{}: bid {}, ask {}", row.text, bid.value, ask.value));
        }
    }

    /// Longer silence than usual.
    pub fn check_pause(row: &Row, previous: Option<&Row>, pauses: &Pauses, problems: &mut Problems) {
        let Some(previous) = previous else { return };
        let pause = row.at.micros().saturating_sub(previous.at.micros());
        if pauses.is_gap(pause) {
            let text = format!("nothing between {} and {}", previous.text, row.text);
            problems.add(Problem::Gap, row.place, text);
        }
    }

    /// Numbers that do not look like their neighbours.
    pub fn check_values(&mut self, row: &Row, problems: &mut Problems) {
        if let Some(price) = row.values.prices().next().map(|price| price.value).filter(|price| *price > 0.0) {
            if let Some(before) = self.price.filter(|before| !(1.0 / PRICE_JUMP..=PRICE_JUMP).contains(&(price / before))) {
                problems.add(Problem::PriceJump, row.place, format!("{}: {price} after {before}", row.text));
            }
            self.price = Some(price);
        }
        if let Values::Trade { size, .. } = row.values {
            self.sizes.push_back(Size { place: row.place, text: row.text.clone(), size: size.value });
            if self.sizes.len() > self.next + SIDE {
                self.judge(self.next, problems);
                if self.next == SIDE {
                    drop(self.sizes.pop_front());
                } else {
                    self.next += 1;
                }
            }
        }
    }

    /// Judges the trades at the end, which have neighbours on one side only.
    pub fn finish(&self, problems: &mut Problems) {
        for index in self.next..self.sizes.len() {
            self.judge(index, problems);
        }
    }

    fn judge(&self, index: usize, problems: &mut Problems) {
        let Some(Size { place, text, size }) = self.sizes.get(index) else { return };
        let neighbours = self.sizes.iter().enumerate().filter(|(other, _)| *other != index && other.abs_diff(index) <= SIDE);
        let (mut count, mut largest) = (0, 0.0_f64);
        for (_, neighbour) in neighbours {
            count += 1;
            largest = largest.max(neighbour.size);
        }
        // Few neighbours cannot say which is the odd one.
        if count >= SIDE - 1 && *size > largest * FACTOR {
            let text = format!("{text}: {size}, where none of its neighbours is larger than {largest}");
            problems.add(Problem::SizeOutlier, *place, text);
        }
    }
}
