//! Where an input of a worker comes from.
//!
//! | written | means |
//! |---|---|
//! | `sma_fast.value` | the fact `value` of the context worker `sma_fast` |
//! | `@1d.close` | a field of the strategy's own symbol at a timeframe |
//! | `GOOG_USD@1d.close` | the same, with the symbol written out |
//! | `account.equity` | a figure of the account (monitors and planners only) |
//!
//! The form without a symbol lets one blueprint serve links with different symbols.

use std::fmt;

use simpletrader_contracts::Symbol;
use simpletrader_contracts::name::SnakeName;

use super::Timeframe;
use crate::build_spec::{AccountField, BarField};
use crate::diagnostic::suggest;
use crate::diagnostic::{Finding, Findings, Rule};
use crate::document::Node;

/// The word that no worker may have as its id, because it begins the addresses of account figures.
pub(crate) const ACCOUNT: &str = "account";

/// The fields of a bar, as they are written.
pub(crate) const BAR_FIELDS: [(&str, BarField); 5] = [
    ("open", BarField::Open),
    ("high", BarField::High),
    ("low", BarField::Low),
    ("close", BarField::Close),
    ("volume", BarField::Volume),
];

/// The figures of the account, as they are written.
pub(crate) const ACCOUNT_FIELDS: [(&str, AccountField); 4] = [
    ("equity", AccountField::Equity),
    ("cash", AccountField::Cash),
    ("exposure", AccountField::Exposure),
    ("daily_result", AccountField::DailyResult),
];

/// Where an input comes from, by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Address {
    /// A fact.
    Fact {
        /// The context worker that produces it.
        worker: SnakeName,
        /// The field of its manifest.
        field: SnakeName,
    },
    /// A field of the latest closed bar.
    Bar {
        /// Of which series.
        series: SeriesAddress,
        /// Which field.
        field: BarField,
    },
    /// A figure of the account.
    Account(AccountField),
}

/// A series, by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeriesAddress {
    /// The strategy's own symbol if absent.
    pub symbol: Option<Symbol>,
    /// The timeframe.
    pub timeframe: Timeframe,
}

impl fmt::Display for SeriesAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(symbol) = &self.symbol {
            write!(f, "{symbol}")?;
        }
        write!(f, "@{}", self.timeframe)
    }
}

impl SeriesAddress {
    fn parse(text: &str) -> Option<Self> {
        let (symbol, timeframe) = text.split_once('@')?;
        let symbol = match symbol {
            "" => None,
            text => Some(Symbol::new(text).ok()?),
        };
        Some(Self { symbol, timeframe: Timeframe::parse(timeframe)? })
    }

    /// Reads `@1d` or `GOOG_USD@1d`.
    pub(crate) fn decode(node: &Node, findings: &mut Findings) -> Option<Self> {
        let text = crate::decode::text(node, findings)?;
        let series = Self::parse(&text);
        if series.is_none() {
            let message = format!("`{text}` is not a series");
            let help = "write `@1d` for the strategy's symbol, or `GOOG_USD@1d`";
            findings.push(Finding::error(Rule::V02, message).at(&node.at).help(help));
        }
        series
    }
}

impl Address {
    /// Reads any of the forms above.
    pub(crate) fn decode(node: &Node, findings: &mut Findings) -> Option<Self> {
        let text = crate::decode::text(node, findings)?;
        match Self::parse(&text) {
            Ok(address) => Some(address),
            Err(help) => {
                let message = format!("`{text}` is not an address");
                findings.push(Finding::error(Rule::V02, message).at(&node.at).help(help));
                None
            }
        }
    }

    fn parse(text: &str) -> Result<Self, String> {
        const FORMS: &str = "write `<worker_id>.<field>` for a fact, `@1d.close` for a field of a bar, \
                             `account.equity` for a figure of the account";
        let Some((owner, field)) = text.split_once('.') else {
            return Err(match named(&BAR_FIELDS, text) {
                Some(_) => format!("a field of a bar is written with its timeframe, for example `@1d.{text}`"),
                None => FORMS.to_owned(),
            });
        };
        if owner.contains('@') {
            let series = SeriesAddress::parse(owner).ok_or("a series is written `@1d` or `GOOG_USD@1d`")?;
            let field = named(&BAR_FIELDS, field).ok_or_else(|| suggest::advice(field, "fields of a bar", &names(&BAR_FIELDS)))?;
            return Ok(Self::Bar { series, field });
        }
        if owner == ACCOUNT {
            return named(&ACCOUNT_FIELDS, field)
                .map(Self::Account)
                .ok_or_else(|| suggest::advice(field, "figures of the account", &names(&ACCOUNT_FIELDS)));
        }
        match (SnakeName::new(owner), SnakeName::new(field)) {
            (Ok(worker), Ok(field)) => Ok(Self::Fact { worker, field }),
            _ => Err(FORMS.to_owned()),
        }
    }
}

fn named<T: Copy>(terms: &[(&'static str, T)], text: &str) -> Option<T> {
    terms.iter().find(|(name, _)| *name == text).map(|(_, value)| *value)
}

fn names<T>(terms: &[(&'static str, T)]) -> Vec<&'static str> {
    crate::decode::names_of(terms)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_is_read() {
        let Ok(Address::Fact { worker, field }) = Address::parse("sma_fast.value") else { panic!("refused") };
        assert_eq!((worker.as_str(), field.as_str()), ("sma_fast", "value"));
        assert!(matches!(Address::parse("account.daily_result"), Ok(Address::Account(AccountField::DailyResult))));
        let Ok(Address::Bar { series, field: BarField::Close }) = Address::parse("@1d.close") else { panic!("refused") };
        assert_eq!((series.symbol.clone(), series.to_string().as_str()), (None, "@1d"));
        let Ok(Address::Bar { series, field: BarField::Volume }) = Address::parse("GOOG_USD@4h.volume") else { panic!("refused") };
        assert_eq!(series.to_string(), "GOOG_USD@4h");
    }

    #[test]
    fn what_is_no_address_is_refused_with_the_form_that_fits() {
        for (text, word) in [
            ("close", "`@1d.close`"),
            ("sma_fast", "<worker_id>.<field>"),
            ("Sma.value", "<worker_id>.<field>"),
            ("@1d.clsoe", "did you mean `close`?"),
            ("@1x.close", "a series is written"),
            ("GOOG@1d.close", "a series is written"),
            ("account.equty", "did you mean `equity`?"),
            ("a.b.c", "<worker_id>.<field>"),
            (".", "<worker_id>.<field>"),
        ] {
            let help = Address::parse(text).unwrap_err();
            assert!(help.contains(word), "{text}: {help}");
        }
    }
}
