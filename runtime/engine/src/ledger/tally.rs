//! The proof that no money is lost: cash against what was earned and what is bound, after every fill.

use simpletrader_contracts::Decimal;
use simpletrader_contracts::decimal::exact;

use super::account::Account;
use super::position::Position;

/// Capital, results and what is bound in positions, summed up beside the account and not from it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Tally {
    capital: Decimal,
    realised: Decimal,
    bound: Decimal,
}

impl Tally {
    /// Nothing earned and nothing bound yet.
    pub fn new(capital: Decimal) -> Self {
        Self { capital, realised: Decimal::ZERO, bound: Decimal::ZERO }
    }

    /// The tally after one position became another. None when a sum does not fit 28 digits.
    pub fn after(&self, before: &Position, after: &Position) -> Option<Self> {
        let change = |sum, old, new| exact::add(sum, exact::sub(new, old)?);
        Some(Self {
            capital: self.capital,
            realised: change(self.realised, before.realised(), after.realised())?,
            bound: change(self.bound, before.bound(), after.bound())?,
        })
    }

    /// Whether the account holds exactly what it must: capital + results - what is bound.
    pub fn agrees(&self, account: &Account) -> bool {
        let owed = exact::add(self.capital, self.realised).and_then(|sum| exact::sub(sum, self.bound));
        owed == Some(account.cash())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::settlement::Settlement;
    use simpletrader_contracts::terms::{Direction, Side};

    #[test]
    fn money_that_goes_missing_is_noticed() {
        let flat = Position::new(Direction::Long);
        let bought = |cash: i64| {
            let settlement = Settlement { quantity: 2.into(), value: 20.into(), fee: 1.into(), cash: cash.into() };
            let mut account = Account::new(100.into());
            account.settle(settlement.cash, settlement.fee).unwrap();
            (account, flat.after_fill(Side::Buy, &settlement).unwrap())
        };
        let (account, position) = bought(-21);
        assert!(Tally::new(100.into()).after(&flat, &position).unwrap().agrees(&account));
        let (account, position) = bought(-20);
        assert!(!Tally::new(100.into()).after(&flat, &position).unwrap().agrees(&account), "the fee was forgotten");
    }
}
