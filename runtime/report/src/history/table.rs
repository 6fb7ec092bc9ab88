//! The CSV files of a run: a header, then rows of fields without quotes, as the engine writes them.

use std::fs;
use std::path::{Path, PathBuf};

use crate::reading::ReadError;

/// A CSV file in memory. A million rows are read in well under a second, because no field is copied.
pub(super) struct Table {
    path: PathBuf,
    text: String,
}

impl Table {
    pub fn open(path: &Path) -> Result<Self, ReadError> {
        let text = fs::read_to_string(path).map_err(|source| ReadError::File { path: path.to_owned(), source })?;
        Ok(Self { path: path.to_owned(), text })
    }

    /// Shows `each` the fields of every row, in the order of `columns`; it says which field is no good.
    pub fn rows<const N: usize>(
        &self,
        columns: [&str; N],
        mut each: impl FnMut([&str; N]) -> Result<(), &'static str>,
    ) -> Result<(), ReadError> {
        let mut lines = self.text.lines();
        let header: Vec<&str> = lines.next().unwrap_or_default().split(',').collect();
        let mut places = [0; N];
        for (place, column) in places.iter_mut().zip(columns) {
            *place = header.iter().position(|name| *name == column).ok_or_else(|| self.wrong(1, column))?;
        }
        let mut fields: Vec<&str> = Vec::with_capacity(header.len());
        for (number, line) in lines.enumerate() {
            fields.clear();
            fields.extend(line.split(','));
            let row = places.map(|place| fields.get(place).copied().unwrap_or_default());
            each(row).map_err(|column| self.wrong(number + 2, column))?;
        }
        Ok(())
    }

    fn wrong(&self, line: usize, column: &str) -> ReadError {
        ReadError::Column { path: self.path.clone(), line, column: column.to_owned() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(text: &str) -> Table {
        Table { path: "runs/sample/equity.csv".into(), text: text.to_owned() }
    }

    #[test]
    fn columns_are_found_by_name() {
        let mut seen = Vec::new();
        let collect = |[b, a]: [&str; 2]| {
            seen.push(format!("{b}{a}"));
            Ok(())
        };
        table("a,x,b\n1,2,3\n4,5,6\n").rows(["b", "a"], collect).unwrap();
        assert_eq!(seen, ["31", "64"]);
    }

    #[test]
    fn a_missing_column_and_a_wrong_field_are_named_with_their_line() {
        let told = |text: &str| table(text).rows(["a"], |[a]| a.parse::<f64>().map(drop).map_err(|_| "a")).unwrap_err().to_string();
        assert!(told("x\n1\n").starts_with("runs/sample/equity.csv, line 1: `a`"), "{}", told("x\n1\n"));
        assert!(told("a\n1\nmuch\n").starts_with("runs/sample/equity.csv, line 3: `a`"), "{}", told("a\n1\nmuch\n"));
    }
}
