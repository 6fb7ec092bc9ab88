//! Where the columns of a file are: found by name, in any order and any case; those that nobody asks for are ignored.

use simpletrader_config::data_file::{DataKind, FileShape};

/// What a header must be, for messages.
pub(super) const fn expected(kind: DataKind) -> &'static str {
    match kind {
        DataKind::Bars => {
            "bars need the columns timestamp,open,high,low,close,volume; if the file has other names, say so in `columns`"
        }
        DataKind::Trades => "trades need the columns timestamp,price,size; if the file has other names, say so in `columns`",
        DataKind::Quotes => {
            "quotes need the columns timestamp,bid,bid_size,ask,ask_size; if the file has other names, say so in `columns`"
        }
    }
}

/// The positions in the file of the columns of a kind, in the order of [`DataKind::columns`].
///
/// # Errors
/// Which columns are missing, or which occurs twice.
pub(super) fn positions(header: &[&str], shape: &FileShape) -> Result<Vec<usize>, String> {
    let mut found = Vec::new();
    let mut missing = Vec::new();
    for name in shape.kind.columns().iter().map(|name| shape.columns.of(name)) {
        let mut matches = header.iter().enumerate().filter(|(_, column)| column.eq_ignore_ascii_case(name));
        match (matches.next(), matches.next()) {
            (Some((position, _)), None) => found.push(position),
            (Some(_), Some(_)) => return Err(format!("the column `{name}` occurs twice")),
            (None, _) => missing.push(name),
        }
    }
    if !missing.is_empty() {
        return Err(format!("missing column{}: {}", if missing.len() == 1 { "" } else { "s" }, missing.join(", ")));
    }
    Ok(found)
}
