//! The rows of `bars.csv` and `equity.csv`, written by hand: there is one of each for every bar, and a million of them must stay cheap.

use simpletrader_contracts::decimal::DecimalText;
use simpletrader_contracts::market::{Bar, Instrument, InstrumentRef};
use simpletrader_contracts::{Decimal, Instant};

/// A bar that orders were matched against.
#[derive(Debug, Clone, Copy)]
pub(in crate::run) struct MatchedBar {
    /// Of what.
    pub instrument: InstrumentRef,
    /// When it closed.
    pub closes_at: Instant,
    /// The bar.
    pub bar: Bar,
}

/// What the account was worth at the end of a moment, in account currency.
#[derive(Debug, Clone, Copy)]
pub(in crate::run) struct Mark {
    /// The moment.
    pub at: Instant,
    /// Cash and positions.
    pub equity: Decimal,
    /// Cash alone.
    pub cash: Decimal,
    /// What stands in positions, long and short alike, >= 0.
    pub exposure: Decimal,
}

pub(super) const BARS_HEADER: &str = "symbol,closes_at,open,high,low,close,volume\n";
pub(super) const EQUITY_HEADER: &str = "time,equity,cash,at,exposure\n";

/// Appends the row of a bar; nothing for an instrument that is not known.
pub(super) fn write_bar(text: &mut String, row: &MatchedBar, instruments: &[Instrument]) {
    let Some(instrument) = instruments.get(row.instrument.index()) else { return };
    let Bar { open, high, low, close, volume, .. } = row.bar;
    text.push_str(instrument.symbol.as_str());
    text.push(',');
    text.push_str(row.closes_at.text().as_str());
    for price in [open, high, low, close] {
        text.push(',');
        text.push_str(DecimalText::of_mantissa(price, instrument.price_scale).as_str());
    }
    text.push(',');
    text.push_str(DecimalText::of_mantissa(volume, instrument.size_scale).as_str());
    text.push('\n');
}

/// Rows of `equity.csv` that are still to be written, with the labels of their moments in one text.
#[derive(Debug, Default)]
pub(super) struct Marks {
    labels: String,
    /// Where its label ends, and the mark.
    rows: Vec<(usize, Mark)>,
}

impl Marks {
    /// Adds the mark of a moment; `label` is that of its first bar.
    pub fn push(&mut self, label: &str, mark: &Mark) {
        self.labels.push_str(label);
        self.rows.push((self.labels.len(), *mark));
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Appends their rows.
    pub fn write(&self, text: &mut String) {
        let mut from = 0;
        for (to, mark) in &self.rows {
            text.push_str(self.labels.get(from..*to).unwrap_or_default());
            from = *to;
            for money in [mark.equity, mark.cash] {
                text.push(',');
                text.push_str(DecimalText::of(money).as_str());
            }
            text.push(',');
            text.push_str(mark.at.text().as_str());
            text.push(',');
            text.push_str(DecimalText::of(mark.exposure).as_str());
            text.push('\n');
        }
    }
}
