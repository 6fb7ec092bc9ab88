//! `equity.csv`: what the account was worth at every moment at which a bar closed.

use std::path::Path;

use simpletrader_contracts::Instant;

use super::table::Table;
use crate::reading::ReadError;

/// The marked-to-market equity over time. All columns are equally long.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct EquityCurve {
    /// When the bar closed; ascending.
    pub at: Vec<Instant>,
    /// Cash and positions at their latest prices, in account currency.
    pub equity: Vec<f64>,
    /// What stands in positions, long and short alike, in account currency, >= 0.
    pub exposure: Vec<f64>,
}

pub(super) fn read(path: &Path) -> Result<EquityCurve, ReadError> {
    let mut curve = EquityCurve::default();
    Table::open(path)?.rows(["at", "equity", "exposure"], |[at, equity, exposure]| {
        curve.at.push(Instant::parse(at).map_err(|_| "at")?);
        curve.equity.push(equity.parse().map_err(|_| "equity")?);
        curve.exposure.push(exposure.parse().map_err(|_| "exposure")?);
        Ok(())
    })?;
    Ok(curve)
}
