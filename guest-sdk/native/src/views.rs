//! The ledger's views as a component would see them: derived figures rounded to the wire's fifteen digits, to the nearest;
//! money that a worker sizes from, toward zero.

use simpletrader_contracts::Decimal;
use simpletrader_contracts::decimal::{Rounding, WireDecimal};
use simpletrader_contracts::ledger::{AccountView, PositionView};
use simpletrader_sdk::WorkerError;

/// The account with rounded figures.
pub fn account(view: AccountView) -> Result<AccountView, WorkerError> {
    Ok(AccountView {
        equity: rounded("account.equity", view.equity, Rounding::TowardZero)?,
        cash: rounded("account.cash", view.cash, Rounding::TowardZero)?,
        exposure: rounded("account.exposure", view.exposure, Rounding::HalfEven)?,
        daily_result: rounded("account.daily-result", view.daily_result, Rounding::HalfEven)?,
    })
}

/// A position with rounded figures; prices and quantities are exact already.
pub fn position(view: &PositionView) -> Result<PositionView, WorkerError> {
    Ok(PositionView {
        average_price: rounded("position.average-price", view.average_price, Rounding::HalfEven)?,
        unrealised: rounded("position.unrealised", view.unrealised, Rounding::HalfEven)?,
        realised: rounded("position.realised", view.realised, Rounding::HalfEven)?,
        ..*view
    })
}

/// All positions with rounded figures.
pub fn positions(views: &[PositionView]) -> Result<Vec<PositionView>, WorkerError> {
    views.iter().map(position).collect()
}

fn rounded(what: &str, value: Decimal, rounding: Rounding) -> Result<Decimal, WorkerError> {
    let wire = WireDecimal::rounded(value, rounding)
        .ok_or_else(|| WorkerError::failed(format!("{what} = {value} has more than the 15 digits that a worker can be given")))?;
    Ok(wire.parse()?)
}
