//! What can be wrong or odd with a file of market data.

use simpletrader_contracts::name::excerpt;

use crate::data::Place;

/// Whether a run would take the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    /// A run refuses the file.
    Error,
    /// A run takes it; look whether you want that.
    Warning,
}

/// A kind of problem. The order is the order of a report: first what a run refuses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Problem {
    /// The line has another number of fields than the header.
    FieldCount,
    /// The label is no time.
    NotATime,
    /// A number that is not written plainly.
    NotANumber,
    /// A number of more than fifteen digits.
    TooManyDigits,
    /// An earlier label after a later one.
    OutOfOrder,
    /// The same label twice.
    Duplicate,
    /// Prices that no market can have.
    ImpossiblePrices,
    /// A trade or a quote of nothing.
    NoSize,
    /// A best bid that is not below the best ask.
    CrossedQuote,
    /// Rows are missing.
    Gap,
    /// A label beside the grid that all others stand on.
    OffGrid,
    /// Labels with an offset beside labels without.
    MixedOffsets,
    /// A price far from the one before it.
    PriceJump,
    /// A volume far from that of its neighbours.
    VolumeOutlier,
    /// A trade far larger than its neighbours.
    SizeOutlier,
    /// A row that occurs twice in a row.
    Repeated,
    /// A bar in which nothing was traded.
    NoVolume,
    /// A price that stands still.
    Stale,
}

impl Problem {
    /// Every kind, in order.
    pub const ALL: [Self; 18] = [
        Self::FieldCount,
        Self::NotATime,
        Self::NotANumber,
        Self::TooManyDigits,
        Self::OutOfOrder,
        Self::Duplicate,
        Self::ImpossiblePrices,
        Self::NoSize,
        Self::CrossedQuote,
        Self::Gap,
        Self::OffGrid,
        Self::MixedOffsets,
        Self::PriceJump,
        Self::VolumeOutlier,
        Self::SizeOutlier,
        Self::Repeated,
        Self::NoVolume,
        Self::Stale,
    ];

    /// A stable name, for files.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::FieldCount => "field-count",
            Self::NotATime => "not-a-time",
            Self::NotANumber => "not-a-number",
            Self::TooManyDigits => "too-many-digits",
            Self::OutOfOrder => "out-of-order",
            Self::Duplicate => "duplicate",
            Self::ImpossiblePrices => "impossible-prices",
            Self::NoSize => "no-size",
            Self::CrossedQuote => "crossed-quote",
            Self::Gap => "gap",
            Self::OffGrid => "off-grid",
            Self::MixedOffsets => "mixed-offsets",
            Self::PriceJump => "price-jump",
            Self::VolumeOutlier => "volume-outlier",
            Self::SizeOutlier => "size-outlier",
            Self::Repeated => "repeated",
            Self::NoVolume => "no-volume",
            Self::Stale => "stale",
        }
    }

    /// What it is, for a heading.
    pub const fn title(self) -> &'static str {
        match self {
            Self::FieldCount => "lines with another number of fields than the header",
            Self::NotATime => "labels that are no time",
            Self::NotANumber => "numbers that cannot be read",
            Self::TooManyDigits => "numbers of more than 15 digits",
            Self::OutOfOrder => "lines that are not in the order of time",
            Self::Duplicate => "labels that occur twice",
            Self::ImpossiblePrices => "prices that cannot be",
            Self::NoSize => "trades and quotes of nothing",
            Self::CrossedQuote => "quotes whose bid is not below their ask",
            Self::Gap => "gaps longer than the usual breaks",
            Self::OffGrid => "labels beside the usual grid",
            Self::MixedOffsets => "changes between labels with and without an offset",
            Self::PriceJump => "opens 3 times the close before, or a third of it",
            Self::VolumeOutlier => "volumes 1 000 times or a thousandth of their neighbours",
            Self::SizeOutlier => "trades 1 000 times as large as the largest of their neighbours",
            Self::Repeated => "rows that occur twice in a row",
            Self::NoVolume => "bars without volume",
            Self::Stale => "stretches in which the price stands still",
        }
    }

    /// What to do about it.
    pub const fn help(self) -> &'static str {
        match self {
            Self::FieldCount => "every line must have one field per column; is a separator missing or a text unquoted?",
            Self::NotATime => {
                "times look like 2024-02-01 or 2024-02-01T09:30:00Z, without an offset they are UTC; counts since 1970 have 10, 13, 16 or \
                 19 digits before the point, or their unit is declared"
            }
            Self::NotANumber => "numbers look like 118.56: no sign, no exponent, no separators",
            Self::TooManyDigits => "values travel to workers with 15 digits; choose a larger unit or round",
            Self::OutOfOrder => {
                "sort the file by time; if the hour is one that happens twice, the labels are local time: write offsets"
            }
            Self::Duplicate => "keep one line per label",
            Self::ImpossiblePrices => {
                "prices must be above 0; the low of a bar must not exceed, and its high not fall short of, open and close"
            }
            Self::NoSize => "remove them; a side of a quote on which nobody offers has neither price nor size",
            Self::CrossedQuote => "two venues mixed up, or bid and ask; no venue lets both stand",
            Self::Gap => "holidays need nothing; if rows are missing, get them: indicators count bars, not time",
            Self::OffGrid => "a label that moves by an hour in summer is local time written as UTC",
            Self::MixedOffsets => "write an offset, or Z, behind every time or behind none",
            Self::PriceJump => "a split, another unit or a typing error; adjust the prices before it",
            Self::VolumeOutlier => "another unit or a broken line; a fill model by volume would believe it",
            Self::SizeOutlier => "another unit or a broken row; a fill model by volume would believe it",
            Self::Repeated => "equal trades may happen at once; a file that was joined from overlapping parts has them twice",
            Self::NoVolume => "orders are filled in such bars all the same; remove them if nothing could be traded",
            Self::Stale => "the feed may have stopped; remove what is no market",
        }
    }

    /// Whether a run would take it.
    pub const fn severity(self) -> Severity {
        match self {
            Self::FieldCount
            | Self::NotATime
            | Self::NotANumber
            | Self::TooManyDigits
            | Self::OutOfOrder
            | Self::Duplicate
            | Self::ImpossiblePrices
            | Self::NoSize
            | Self::CrossedQuote => Severity::Error,
            Self::Gap
            | Self::OffGrid
            | Self::MixedOffsets
            | Self::PriceJump
            | Self::VolumeOutlier
            | Self::SizeOutlier
            | Self::Repeated
            | Self::NoVolume
            | Self::Stale => Severity::Warning,
        }
    }
}

/// One place at which a problem was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// Where.
    pub place: Place,
    /// What stands there, safe to show.
    pub text: String,
}

/// A kind of problem that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Which.
    pub problem: Problem,
    /// How often.
    pub count: u64,
    /// The first few.
    pub examples: Vec<Example>,
}

/// Everything that was found, one entry a kind: a file with a million broken lines makes a short report.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Problems {
    found: Vec<Found>,
}

/// Places shown of one kind.
const EXAMPLES: usize = 5;

/// Most characters shown of one place.
const SHOWN: usize = 160;

impl Problems {
    pub(super) fn add(&mut self, problem: Problem, place: Place, text: String) {
        let at = match self.found.binary_search_by_key(&problem, |found| found.problem) {
            Ok(at) => at,
            Err(at) => {
                self.found.insert(at, Found { problem, count: 0, examples: Vec::new() });
                at
            }
        };
        let Some(found) = self.found.get_mut(at) else { return };
        found.count += 1;
        if found.examples.len() < EXAMPLES {
            found.examples.push(Example { place, text: excerpt(&text, SHOWN) });
        }
    }

    /// The kinds that were found, in order.
    pub fn iter(&self) -> impl Iterator<Item = &Found> {
        self.found.iter()
    }
}
