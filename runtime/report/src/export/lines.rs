//! Tables that the engine wrote as lines: `trades.csv` and `equity.csv`. Their columns are taken as they come; the names say the
//! kinds.

use std::fs;
use std::path::Path;

use super::column::{Column, Kind};
use super::{ExportError, Table};

/// `trades.csv`: one closed round trip a row.
pub(super) fn trades(run: &Path) -> Result<Table, ExportError> {
    read("trades", &run.join("trades.csv"))
}

/// `equity.csv`: one moment a row.
pub(super) fn equity(run: &Path) -> Result<Table, ExportError> {
    read("equity", &run.join("equity.csv"))
}

/// What stands in a column of this name. Labels of bars (`entry_time`, `exit_time`, `time`) and everything unknown are texts.
fn kind_of(name: &str) -> Kind {
    match name {
        "entry_bar" | "exit_bar" => Kind::Integer,
        "entry_price" | "exit_price" | "qty" | "commission" | "pnl" | "equity" | "cash" | "exposure" => Kind::Decimal,
        "at" => Kind::Time,
        _ => Kind::Text,
    }
}

fn read(name: &'static str, path: &Path) -> Result<Table, ExportError> {
    let text = fs::read_to_string(path).map_err(|error| ExportError::file(path, format!("{error}; is this a run directory?")))?;
    let mut lines = text.lines();
    let header = lines.next().unwrap_or_default().split(',');
    let mut columns: Vec<Column> = header.map(|name| Column::new(name, kind_of(name))).collect();
    for (index, line) in lines.enumerate() {
        let mut fields = line.split(',');
        for column in &mut columns {
            let missing = || ExportError::file(path, format!("line {} has too few columns", index + 2));
            let field = fields.next().ok_or_else(missing)?;
            column.push(name, Some(field).filter(|field| !field.is_empty()))?;
        }
    }
    Ok(Table { name, columns })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_text(text: &str) -> Result<Table, ExportError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("equity.csv");
        fs::write(&path, text).unwrap();
        read("equity", &path)
    }

    #[test]
    fn columns_are_taken_as_they_come() {
        let table = read_text("time,equity,new\n2004-08-19,10000.5,\n").unwrap();
        let row: Vec<_> = table.columns.iter().map(|column| column.text(0)).collect();
        assert_eq!(row, [Some("2004-08-19".into()), Some("10000.5".into()), None]);
    }

    #[test]
    fn a_line_that_is_torn_or_wrong_is_refused_with_its_place() {
        assert!(read_text("time,equity\n2004-08-19\n").unwrap_err().to_string().contains("line 2 has too few columns"));
        assert!(read_text("time,equity\na,1\nb,x\n").unwrap_err().to_string().contains("equity, row 2, equity: `x`"));
    }
}
