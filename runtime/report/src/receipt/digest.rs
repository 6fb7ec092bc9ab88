//! One digest for everything that a run came to.

use std::fs;
use std::path::Path;

use rusqlite::types::ValueRef;
use sha2::{Digest, Sha256};

use super::ReceiptError;
use crate::comparison::tables;
use crate::records::Records;

/// Files beside the database that belong to the result; one that a run does not have counts as empty.
const FILES: [&str; 4] = ["trades.csv", "equity.csv", "bars.csv", "summary.json"];

/// SHA-256 over every row of every table of `run.sqlite`, in the order of the keys, and over `trades.csv`, `equity.csv`, `bars.csv`
/// and `summary.json`: 64 small hex digits. Equal runs have equal digests on every machine.
///
/// # Errors
/// When a file of the run cannot be read.
pub fn digest_of_result(run: &Path) -> Result<String, ReceiptError> {
    let records = Records::open(run)?;
    let failed = |error| ReceiptError::Records(records.failed(error));
    let mut digest = Sha256::new();
    for (table, key) in tables() {
        digest.update(table.as_bytes());
        let sql = format!("SELECT * FROM {table} ORDER BY {}", key.join(", "));
        let mut statement = records.connection().prepare(&sql).map_err(failed)?;
        let columns = statement.column_count();
        let mut rows = statement.query([]).map_err(failed)?;
        while let Some(row) = rows.next().map_err(failed)? {
            for column in 0..columns {
                add(&mut digest, row.get_ref(column).map_err(failed)?);
            }
        }
    }
    for name in FILES {
        let path = run.join(name);
        let bytes = if path.is_file() { fs::read(&path).map_err(|error| ReceiptError::file(&path, error))? } else { Vec::new() };
        digest.update(name.as_bytes());
        digest.update((bytes.len() as u64).to_le_bytes());
        digest.update(&bytes);
    }
    Ok(digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
}

/// A cell: its kind and, before its bytes, how many they are, so that no two rows have the same text.
fn add(digest: &mut Sha256, cell: ValueRef<'_>) {
    let mut bytes = |kind: u8, bytes: &[u8]| {
        digest.update([kind]);
        digest.update((bytes.len() as u64).to_le_bytes());
        digest.update(bytes);
    };
    match cell {
        ValueRef::Null => bytes(0, &[]),
        ValueRef::Integer(number) => bytes(1, &number.to_le_bytes()),
        ValueRef::Real(number) => bytes(2, &number.to_le_bytes()),
        ValueRef::Text(text) => bytes(3, text),
        ValueRef::Blob(blob) => bytes(4, blob),
    }
}
