//! The columns of a file that is written.

use simpletrader_config::data_file::DataKind;
use simpletrader_contracts::market::Bar;

use crate::data::{FeedQuote, FeedTrade, Scales};

/// What the rows of the new file are.
#[derive(Debug, Clone, Copy)]
pub(super) struct Layout {
    pub kind: DataKind,
    pub scales: Scales,
    /// Whether times are written as dates.
    pub has_dates_only: bool,
}

/// Most columns of numbers that a kind has.
pub(super) const NUMBERS: usize = 5;

/// The numbers of a row, as mantissas; as many as the kind has columns count.
pub(super) type Numbers = [Option<i64>; NUMBERS];

impl Layout {
    /// The names of the columns of numbers and how many digits each has after the point.
    pub fn numbers(&self) -> impl Iterator<Item = (&'static str, u8)> {
        let Scales { price, size } = self.scales;
        let scale = move |name: &str| if name.ends_with("size") || name == "volume" { size } else { price };
        self.kind.columns().iter().skip(1).map(move |name| (*name, scale(name)))
    }

    /// Whether a number may be absent.
    pub fn has_gaps(&self) -> bool {
        self.kind == DataKind::Quotes
    }
}

pub(super) fn of_bar(bar: &Bar) -> Numbers {
    [bar.open, bar.high, bar.low, bar.close, bar.volume].map(Some)
}

pub(super) fn of_trade(trade: &FeedTrade) -> Numbers {
    [Some(trade.price), Some(trade.size), None, None, None]
}

pub(super) fn of_quote(quote: &FeedQuote) -> Numbers {
    let FeedQuote { bid, ask, .. } = quote;
    [bid.map(|bid| bid.price), bid.map(|bid| bid.size), ask.map(|ask| ask.price), ask.map(|ask| ask.size), None]
}
