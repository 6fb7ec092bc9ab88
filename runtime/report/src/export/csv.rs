//! Writes CSV: RFC 4180 with `\n`, UTF-8, exact decimals, times as ISO 8601, nothing where a value is absent.

use std::fs::File;
use std::io::{BufWriter, Result, Write};

use super::Table;

/// Writes a table.
pub(super) fn write(table: &Table, file: File) -> Result<()> {
    let mut out = BufWriter::with_capacity(1 << 16, file);
    let names = table.columns.iter().map(|column| Some(column.name.as_str().into()));
    line(&mut out, names)?;
    for row in 0..table.rows() {
        line(&mut out, table.columns.iter().map(|column| column.text(row)))?;
    }
    out.flush()
}

fn line<'a>(out: &mut impl Write, fields: impl Iterator<Item = Option<std::borrow::Cow<'a, str>>>) -> Result<()> {
    for (place, field) in fields.enumerate() {
        if place > 0 {
            out.write_all(b",")?;
        }
        match field {
            // An empty text differs from nothing.
            Some(text) if text.is_empty() || text.contains([',', '"', '\n', '\r']) => {
                write!(out, "\"{}\"", text.replace('"', "\"\""))?;
            }
            Some(text) => out.write_all(text.as_bytes())?,
            None => {}
        }
    }
    out.write_all(b"\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_break_a_line_is_quoted() {
        let mut out = Vec::new();
        let fields = [Some("a,b"), Some("say \"no\""), Some("two\nlines"), None, Some(""), Some("plain")];
        line(&mut out, fields.into_iter().map(|field| field.map(Into::into))).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), "\"a,b\",\"say \"\"no\"\"\",\"two\nlines\",,\"\",plain\n");
    }
}
