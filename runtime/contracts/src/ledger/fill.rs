//! Level 4: one execution at the venue, and what a list of them amounts to.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::contract::contract;
use crate::decimal::Amount;
use crate::id::{FillId, OrderId};
use crate::name::Asset;
use crate::{Decimal, Instant, Price, Quantity, Refused};

/// The fields of a [`Fill`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FillFields {
    /// Given by the ledger.
    pub fill_id: FillId,
    /// The order.
    pub parent_order_id: OrderId,
    /// The venue's own key: the same reply twice must not make two fills.
    pub connector_fill_id: u64,
    /// How much.
    pub filled_quantity: Quantity,
    /// At which price.
    pub fill_price: Price,
    /// Fee; 0 where the venue takes none.
    #[serde(default = "no_fee")]
    pub commission: Amount,
    /// In what the fee is paid; absent = account currency.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commission_asset: Option<Asset>,
    /// When.
    pub executed_at: Instant,
}

fn no_fee() -> Amount {
    Amount::literal(Decimal::ZERO)
}

contract!(
    /// One execution. Immutable. Its value can be computed, and an asset is named only for a fee that exists.
    Fill holds FillFields
);

impl Fill {
    /// Price times quantity, in quote currency.
    pub fn value(&self) -> Decimal {
        // `new` refuses a fill whose value does not fit a decimal.
        self.fill_price.get().checked_mul(self.filled_quantity.get()).unwrap_or_default()
    }
}

impl FillFields {
    fn check(&self) -> Result<(), Refused> {
        if self.fill_price.get().checked_mul(self.filled_quantity.get()).is_none() {
            return Err(Refused::new("filled_quantity: price times quantity must fit a decimal", self.filled_quantity));
        }
        match &self.commission_asset {
            Some(asset) if self.commission.get().is_zero() => {
                Err(Refused::new("commission_asset: commission and its asset come together", asset))
            }
            _ => Ok(()),
        }
    }
}

/// Sum of the quantities; `None` when it does not fit a decimal.
pub fn total_quantity<'a>(fills: impl IntoIterator<Item = &'a Fill>) -> Option<Decimal> {
    fills.into_iter().try_fold(Decimal::ZERO, |sum, fill| sum.checked_add(fill.filled_quantity.get()))
}

/// Quantity-weighted average price: Σ price × quantity ÷ Σ quantity. `None` without fills, or beyond a decimal.
pub fn average_price(fills: &[Fill]) -> Option<Decimal> {
    let value = fills.iter().try_fold(Decimal::ZERO, |sum, fill| sum.checked_add(fill.value()))?;
    value.checked_div(total_quantity(fills)?)
}

/// (average − reference) ÷ reference, as a signed fraction: the reference is the order's price, or for a market order the mid
/// price at its arrival. Positive = dearer, which hurts a buyer and pleases a seller. `None` without fills.
pub fn slippage(fills: &[Fill], reference: Price) -> Option<Decimal> {
    average_price(fills)?.checked_sub(reference.get())?.checked_div(reference.get())
}

/// The fees per asset; the key `None` is account currency. `None` when a sum does not fit a decimal.
pub fn commission_totals(fills: &[Fill]) -> Option<BTreeMap<Option<Asset>, Decimal>> {
    let mut totals = BTreeMap::new();
    for fill in fills {
        let total: &mut Decimal = totals.entry(fill.commission_asset.clone()).or_default();
        *total = total.checked_add(fill.commission.get())?;
    }
    Some(totals)
}
