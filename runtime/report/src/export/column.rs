//! A column of a table.

use std::borrow::Cow;

use simpletrader_contracts::decimal::canonical;
use simpletrader_contracts::{Decimal, Instant};

use super::ExportError;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Text.
    Text,
    /// A whole number.
    Integer,
    /// Yes or no, 1 or 0 in the database.
    Flag,
    /// An exact decimal.
    Decimal,
    /// An instant.
    Time,
}

/// A column and its values; a value may be absent.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Column {
    /// Its name.
    pub name: String,
    /// Its values.
    pub values: Values,
}

/// The values of a column.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Values {
    Text(Vec<Option<String>>),
    Integer(Vec<Option<i64>>),
    Flag(Vec<Option<bool>>),
    Decimal(Vec<Option<Decimal>>),
    /// Microseconds since 1 January 1970, 00:00 UTC.
    Time(Vec<Option<i64>>),
}

impl Column {
    /// An empty column.
    pub fn new(name: &str, kind: Kind) -> Self {
        let values = match kind {
            Kind::Text => Values::Text(Vec::new()),
            Kind::Integer => Values::Integer(Vec::new()),
            Kind::Flag => Values::Flag(Vec::new()),
            Kind::Decimal => Values::Decimal(Vec::new()),
            Kind::Time => Values::Time(Vec::new()),
        };
        Self { name: name.to_owned(), values }
    }

    /// How many values it has.
    pub fn len(&self) -> usize {
        match &self.values {
            Values::Text(values) => values.len(),
            Values::Integer(values) | Values::Time(values) => values.len(),
            Values::Flag(values) => values.len(),
            Values::Decimal(values) => values.len(),
        }
    }

    /// Appends a value as it stands in the run.
    ///
    /// # Errors
    /// When it is not of the column's kind.
    pub fn push(&mut self, table: &'static str, text: Option<&str>) -> Result<(), ExportError> {
        let row = self.len() + 1;
        let wrong =
            |value: &str| ExportError::Value { table, row, column: self.name.clone(), value: value.chars().take(80).collect() };
        match &mut self.values {
            Values::Text(values) => values.push(text.map(str::to_owned)),
            Values::Integer(values) => values.push(text.map(|text| text.parse().map_err(|_| wrong(text))).transpose()?),
            Values::Flag(values) => values.push(match text {
                None => None,
                Some("0") => Some(false),
                Some("1") => Some(true),
                Some(other) => return Err(wrong(other)),
            }),
            Values::Decimal(values) => {
                values.push(text.map(|text| Decimal::from_str_exact(text).map_err(|_| wrong(text))).transpose()?)
            }
            Values::Time(values) => {
                values.push(text.map(|text| Instant::parse(text).map(|at| at.micros()).map_err(|_| wrong(text))).transpose()?);
            }
        }
        Ok(())
    }

    /// The value of a row as text; nothing where it is absent.
    pub fn text(&self, row: usize) -> Option<Cow<'_, str>> {
        match &self.values {
            Values::Text(values) => values.get(row)?.as_deref().map(Cow::Borrowed),
            Values::Integer(values) => values.get(row)?.map(|number| number.to_string().into()),
            Values::Flag(values) => values.get(row)?.map(|flag| if flag { "true" } else { "false" }.into()),
            Values::Decimal(values) => values.get(row)?.map(|number| canonical(number).into()),
            Values::Time(values) => values.get(row)?.map(|micros| Instant::from_micros(micros).to_string().into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_takes_its_own_and_shows_it_again() {
        for (kind, text) in
            [(Kind::Text, "a,b"), (Kind::Integer, "-7"), (Kind::Decimal, "10912.4"), (Kind::Time, "2004-12-04T00:00:00Z")]
        {
            let mut column = Column::new("c", kind);
            column.push("t", Some(text)).unwrap();
            column.push("t", None).unwrap();
            assert_eq!((column.len(), column.text(0).as_deref(), column.text(1)), (2, Some(text), None));
        }
        let mut flag = Column::new("c", Kind::Flag);
        flag.push("t", Some("1")).unwrap();
        assert_eq!(flag.text(0).as_deref(), Some("true"));
    }

    #[test]
    fn what_is_of_another_kind_is_refused_with_its_place() {
        for (kind, text) in [(Kind::Integer, "1.5"), (Kind::Flag, "2"), (Kind::Decimal, "ten"), (Kind::Time, "yesterday")] {
            let mut column = Column::new("price", kind);
            let error = column.push("fills", Some(text)).unwrap_err().to_string();
            assert!(error.starts_with(&format!("fills, row 1, price: `{text}`")), "{error}");
        }
    }
}
