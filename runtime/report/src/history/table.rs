//! The CSV files of a run: a header, then rows of fields without quotes, as the engine writes them.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

use crate::reading::ReadError;

/// Read at once: enough that asking for more costs nothing.
const BUFFER: usize = 256 * 1024;

/// A CSV file that is read row by row: a run over years of minutes has files that nobody wants in memory whole.
pub(super) struct Table<R> {
    path: PathBuf,
    text: R,
}

impl Table<BufReader<File>> {
    pub fn open(path: &Path) -> Result<Self, ReadError> {
        let file = File::open(path).map_err(|source| ReadError::File { path: path.to_owned(), source })?;
        Ok(Self { path: path.to_owned(), text: BufReader::with_capacity(BUFFER, file) })
    }
}

impl<R: BufRead> Table<R> {
    /// Shows `each` the fields of every row, in the order of `columns`; it says which field is no good.
    pub fn rows<const N: usize>(
        mut self,
        columns: [&str; N],
        mut each: impl FnMut([&str; N]) -> Result<(), &'static str>,
    ) -> Result<(), ReadError> {
        let mut line = String::new();
        self.next_line(&mut line)?;
        let header: Vec<&str> = line.split(',').collect();
        let (mut places, width) = ([0; N], header.len());
        for (place, column) in places.iter_mut().zip(columns) {
            *place = header.iter().position(|name| *name == column).ok_or_else(|| self.wrong(1, column))?;
        }
        let mut ends: Vec<usize> = Vec::with_capacity(width);
        let mut number = 1;
        while self.next_line(&mut line)? {
            number += 1;
            ends.clear();
            ends.extend(line.match_indices(',').map(|(at, _)| at));
            ends.push(line.len());
            let field = |place: usize| {
                let from = place.checked_sub(1).map_or(Some(0), |before| ends.get(before).map(|end| end + 1));
                from.zip(ends.get(place)).and_then(|(from, to)| line.get(from..*to)).unwrap_or_default()
            };
            each(places.map(field)).map_err(|column| self.wrong(number, column))?;
        }
        Ok(())
    }

    /// The next line, without its end; false after the last one.
    fn next_line(&mut self, line: &mut String) -> Result<bool, ReadError> {
        line.clear();
        let read = self.text.read_line(line).map_err(|source| ReadError::File { path: self.path.clone(), source })?;
        line.truncate(line.trim_end_matches(['\n', '\r']).len());
        Ok(read > 0)
    }

    fn wrong(&self, line: usize, column: &str) -> ReadError {
        ReadError::Column { path: self.path.clone(), line, column: column.to_owned() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(text: &str) -> Table<&[u8]> {
        Table { path: "runs/sample/equity.csv".into(), text: text.as_bytes() }
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
    fn a_row_that_is_too_short_has_empty_fields_and_one_that_is_too_long_is_cut() {
        let mut seen = Vec::new();
        let collect = |[a, b]: [&str; 2]| {
            seen.push(format!("{a}|{b}"));
            Ok(())
        };
        table("a,b\r\n1\r\n2,3,4\r\n\n,5").rows(["a", "b"], collect).unwrap();
        assert_eq!(seen, ["1|", "2|3", "|", "|5"]);
    }

    #[test]
    fn what_is_no_text_is_an_error_of_the_file() {
        let table = Table { path: "runs/sample/bars.csv".into(), text: &b"a\n\xff\n"[..] };
        let told = table.rows(["a"], |_| Ok(())).unwrap_err().to_string();
        assert!(told.starts_with("runs/sample/bars.csv: "), "{told}");
    }

    #[test]
    fn a_missing_column_and_a_wrong_field_are_named_with_their_line() {
        let told = |text: &str| table(text).rows(["a"], |[a]| a.parse::<f64>().map(drop).map_err(|_| "a")).unwrap_err().to_string();
        assert!(told("x\n1\n").starts_with("runs/sample/equity.csv, line 1: `a`"), "{}", told("x\n1\n"));
        assert!(told("a\n1\nmuch\n").starts_with("runs/sample/equity.csv, line 3: `a`"), "{}", told("a\n1\nmuch\n"));
    }
}
