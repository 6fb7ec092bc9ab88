//! One file of trades or of quotes, read as a stream and checked row by row.
//!
//! Several rows may have the same time; they keep the order of the file. A trade of nothing, and a bid that is not below the ask, are
//! refused: no market has them, and whoever fills orders against them would invent results.

use std::path::Path;

use simpletrader_config::data_file::FileShape;
use simpletrader_contracts::Instant;

use super::error::DataError;
use super::rows::{Order, Period, Rows, Scales};
use super::tick::{FeedLevel, FeedQuote, FeedTrade};

/// A file of trades.
pub struct TradeFeed {
    rows: Rows,
}

impl TradeFeed {
    /// Opens a file and finds its columns.
    ///
    /// # Errors
    /// When the file cannot be read or lacks a column.
    pub fn open(path: &Path, shape: &FileShape, scales: Scales, period: Period) -> Result<Self, DataError> {
        Ok(Self { rows: Rows::open(path, shape, scales, period, Order::Equal)? })
    }

    /// The next trade of the period; none at the end.
    ///
    /// # Errors
    /// At the first row that is no trade, or comes out of order.
    pub fn next_trade(&mut self) -> Result<Option<FeedTrade>, DataError> {
        let Some(at) = self.rows.advance()? else { return Ok(None) };
        let FeedLevel { price, size } = level(&self.rows, 1)?;
        Ok(Some(FeedTrade { at, price, size }))
    }

    /// SHA-256 of the whole file, as 64 small hex digits; reads what is left of it.
    ///
    /// # Errors
    /// When that cannot be read.
    pub fn digest(self) -> Result<String, DataError> {
        self.rows.digest()
    }

    /// Something is wrong with the latest trade.
    pub(super) fn error(&self, message: String, help: &'static str) -> DataError {
        self.rows.error(message, help)
    }
}

/// A file of quotes.
pub struct QuoteFeed {
    rows: Rows,
}

impl QuoteFeed {
    /// Opens a file and finds its columns.
    ///
    /// # Errors
    /// When the file cannot be read or lacks a column.
    pub fn open(path: &Path, shape: &FileShape, scales: Scales, period: Period) -> Result<Self, DataError> {
        Ok(Self { rows: Rows::open(path, shape, scales, period, Order::Equal)? })
    }

    /// The next quote of the period; none at the end.
    ///
    /// # Errors
    /// At the first row that is no quote, or comes out of order.
    pub fn next_quote(&mut self) -> Result<Option<FeedQuote>, DataError> {
        let Some(at) = self.rows.advance()? else { return Ok(None) };
        Ok(Some(self.quote(at)?))
    }

    fn quote(&self, at: Instant) -> Result<FeedQuote, DataError> {
        // A side on which nobody offers has neither price nor size.
        let side = |column: usize| {
            let is_empty = self.rows.cell(column).is_empty() && self.rows.cell(column + 1).is_empty();
            if is_empty { Ok(None) } else { level(&self.rows, column).map(Some) }
        };
        let quote = FeedQuote { at, bid: side(1)?, ask: side(3)? };
        if let FeedQuote { bid: Some(bid), ask: Some(ask), .. } = quote
            && bid.price >= ask.price
        {
            let (bid, ask) = (self.rows.cell(1).text(), self.rows.cell(3).text());
            let message = format!("the bid {bid} is not below the ask {ask}");
            return Err(self.rows.error(message, "two venues mixed up, or bid and ask; no venue lets both stand"));
        }
        Ok(quote)
    }

    /// SHA-256 of the whole file, as 64 small hex digits; reads what is left of it.
    ///
    /// # Errors
    /// When that cannot be read.
    pub fn digest(self) -> Result<String, DataError> {
        self.rows.digest()
    }
}

/// A price and the size beside it.
fn level(rows: &Rows, column: usize) -> Result<FeedLevel, DataError> {
    let level = FeedLevel { price: rows.price(column)?, size: rows.size(column + 1)? };
    if level.price == 0 {
        return Err(rows.error(format!("{}: a price of 0", rows.name(column)), "prices must be greater than 0"));
    }
    if level.size == 0 {
        let help = "leave out trades of nothing; a side of a quote without orders has neither price nor size";
        return Err(rows.error(format!("{}: a size of 0", rows.name(column + 1)), help));
    }
    Ok(level)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::testing::csv_file;
    use simpletrader_config::data_file::{DataKind, FileFormat};

    const SCALES: Scales = Scales { price: 2, size: 1 };

    fn shape(kind: DataKind) -> FileShape {
        FileShape::new(kind, FileFormat::Csv)
    }

    fn trades(lines: &[&str]) -> Result<Vec<FeedTrade>, DataError> {
        let (_folder, path) = csv_file("timestamp,price,size", lines);
        let mut feed = TradeFeed::open(&path, &shape(DataKind::Trades), SCALES, Period::default())?;
        let mut trades = Vec::new();
        while let Some(trade) = feed.next_trade()? {
            trades.push(trade);
        }
        Ok(trades)
    }

    fn quotes(lines: &[&str]) -> Result<Vec<FeedQuote>, DataError> {
        let (_folder, path) = csv_file("timestamp,bid,bid_size,ask,ask_size", lines);
        let mut feed = QuoteFeed::open(&path, &shape(DataKind::Quotes), SCALES, Period::default())?;
        let mut quotes = Vec::new();
        while let Some(quote) = feed.next_quote()? {
            quotes.push(quote);
        }
        Ok(quotes)
    }

    fn shown<T>(result: Result<T, DataError>) -> String {
        let shown = result.err().expect("a refusal").to_string();
        shown[shown.find("data.csv").unwrap()..].to_owned()
    }

    #[test]
    fn trades_of_one_instant_keep_their_order() {
        let read = trades(&["2024-01-01T00:00:00Z,1.5,2", "2024-01-01T00:00:00Z,1.49,0.1"]).unwrap();
        assert_eq!(read.iter().map(|trade| (trade.price, trade.size)).collect::<Vec<_>>(), [(150, 20), (149, 1)]);
    }

    #[test]
    fn a_side_of_a_quote_may_be_empty() {
        let read = quotes(&["2024-01-01,1.5,2,1.51,3", "2024-01-02,,,1.51,3", "2024-01-03,,,,"]).unwrap();
        assert_eq!(read[0].bid, Some(FeedLevel { price: 150, size: 20 }));
        assert_eq!((read[1].bid, read[1].ask), (None, Some(FeedLevel { price: 151, size: 30 })));
        assert_eq!((read[2].bid, read[2].ask), (None, None));
    }

    // mission: 79 (partly)
    #[test]
    fn every_broken_trade_and_quote_is_named() {
        insta::assert_snapshot!(
            [
                shown(trades(&["2024-01-02,1,1", "2024-01-01,1,1"])),
                shown(trades(&["2024-01-01,0,1"])),
                shown(trades(&["2024-01-01,1,0"])),
                shown(trades(&["2024-01-01,1,-1"])),
                shown(trades(&["2024-01-01,1.001,1"])),
                shown(trades(&["2024-01-01,1"])),
                shown(quotes(&["2024-01-01,1.5,2,1.5,3"])),
                shown(quotes(&["2024-01-01,1.5,2,1.4,3"])),
                shown(quotes(&["2024-01-01,1.5,,1.6,3"])),
                shown(quotes(&["2024-01-01,,2,1.6,3"])),
                shown(quotes(&["2024-01-01,1.5,0,1.6,3"])),
                shown(quotes(&["noon,1.5,1,1.6,3"])),
            ]
            .join("\n")
        );
    }
}
