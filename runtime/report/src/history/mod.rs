//! What a run did over time, as columns: the input of statistics, honesty checks and the tearsheet.
//!
//! Everything comes from the run directory: `equity.csv` ([`curve`]), `bars.csv` ([`prices`]), `trades.csv` ([`trades`]) and the
//! fills and commands of `run.sqlite` ([`fills`], [`causes`]). Times are UTC; prices and equity are f64, because statistics are;
//! what is money of a trade or a fill stays an exact decimal.

mod causes;
mod curve;
mod fills;
mod prices;
mod table;
mod trades;

use std::panic::resume_unwind;
use std::path::Path;

use simpletrader_contracts::Decimal;

pub use causes::Cause;
pub use curve::EquityCurve;
pub(crate) use fills::open as open_database;
pub use fills::{Fill, FillPurpose};
pub use prices::{Prices, day_of};
pub use trades::Trade;

use crate::reading::{ReadError, RunReading};

/// What a run did over time.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct History {
    /// Money at the start, in account currency.
    pub initial_capital: Decimal,
    /// Cash and positions at the end, in account currency.
    pub final_equity: Decimal,
    /// The highest equity of any moment, the start included.
    pub peak_equity: Decimal,
    /// All fees, in account currency.
    pub fees: Decimal,
    /// What was assumed about fills.
    pub fill_model: String,
    /// Equity and exposure of every moment at which a bar closed.
    pub curve: EquityCurve,
    /// The bars that orders were matched against, one entry a symbol, in the order of the summary.
    pub prices: Vec<Prices>,
    /// Closed trades, in the order in which they were closed.
    pub trades: Vec<Trade>,
    /// All fills, in their order.
    pub fills: Vec<Fill>,
}

impl History {
    /// Reads what statistics need of a run directory.
    ///
    /// # Errors
    /// When a file is missing, or has not the columns or tables that this version writes.
    pub fn open(run: &RunReading) -> Result<Self, ReadError> {
        let directory: &Path = &run.directory;
        let summary = &run.summary;
        // The two long files are read beside one another and beside the rest.
        let (curve, prices, rest) = std::thread::scope(|scope| {
            let curve = scope.spawn(|| curve::read(&directory.join("equity.csv")));
            let prices = scope.spawn(|| prices::read(&directory.join("bars.csv"), &summary.symbols));
            let rest = trades_and_fills(directory);
            (curve.join(), prices.join(), rest)
        });
        let (trades, fills) = rest?;
        Ok(Self {
            initial_capital: summary.initial_capital,
            final_equity: summary.final_equity,
            peak_equity: summary.max_equity,
            fees: summary.commission,
            fill_model: summary.fill_model.clone(),
            curve: curve.unwrap_or_else(|defect| resume_unwind(defect))?,
            prices: prices.unwrap_or_else(|defect| resume_unwind(defect))?,
            trades,
            fills,
        })
    }

    /// The bars of a symbol.
    pub fn prices_of(&self, symbol: &str) -> Option<&Prices> {
        self.prices.iter().find(|prices| prices.symbol == symbol)
    }
}

/// Closed trades with what led to them, and all fills.
fn trades_and_fills(directory: &Path) -> Result<(Vec<Trade>, Vec<Fill>), ReadError> {
    let database = fills::open(&directory.join("run.sqlite"))?;
    let mut trades = trades::read(&directory.join("trades.csv"))?;
    causes::tell(&database, &mut trades)?;
    Ok((trades, fills::read(&database)?))
}
