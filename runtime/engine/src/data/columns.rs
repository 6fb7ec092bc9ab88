//! Where the six columns of a file of bars are.

use csv::ByteRecord;

/// What a header must be, for messages.
pub(super) const BAR_COLUMNS: &str = "the first line must name the columns timestamp,open,high,low,close,volume";

const NAMES: [&str; 6] = ["timestamp", "open", "high", "low", "close", "volume"];

/// The six columns, by position in the file. They are found by name, in any order and any case; others are ignored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct BarColumns {
    pub timestamp: usize,
    pub open: usize,
    pub high: usize,
    pub low: usize,
    pub close: usize,
    pub volume: usize,
}

impl BarColumns {
    /// Finds them in a header.
    ///
    /// # Errors
    /// Which column is missing, or occurs twice.
    pub fn find(header: &ByteRecord) -> Result<Self, String> {
        let mut found = [0; NAMES.len()];
        let mut missing = Vec::new();
        for (place, name) in found.iter_mut().zip(NAMES) {
            let mut matches = header.iter().enumerate().filter(|(_, column)| column.eq_ignore_ascii_case(name.as_bytes()));
            match (matches.next(), matches.next()) {
                (Some((position, _)), None) => *place = position,
                (Some(_), Some(_)) => return Err(format!("the column `{name}` occurs twice")),
                (None, _) => missing.push(name),
            }
        }
        if !missing.is_empty() {
            return Err(format!("missing column{}: {}", if missing.len() == 1 { "" } else { "s" }, missing.join(", ")));
        }
        let [timestamp, open, high, low, close, volume] = found;
        Ok(Self { timestamp, open, high, low, close, volume })
    }
}
