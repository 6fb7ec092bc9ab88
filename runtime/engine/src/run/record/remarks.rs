//! Writes what workers said and remembered, in the transaction of their pass.

use rusqlite::{Connection, params};

use crate::run::directory::StoreError;
use crate::strategy::PassRemarks;

/// Writes the lines and changes of one pass. A line has its number within the pass, because a worker may say a thing twice.
pub(super) fn write_remarks(database: &Connection, remarks: &PassRemarks) -> Result<(), StoreError> {
    let at = remarks.at.to_string();
    for (number, (worker_id, line)) in remarks.log.iter().enumerate() {
        database.prepare_cached("INSERT INTO worker_log VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?.execute(params![
            remarks.pass,
            number as i64,
            at,
            worker_id,
            line.level.as_str(),
            line.text,
        ])?;
    }
    for (worker_id, change) in &remarks.state {
        database.prepare_cached("INSERT INTO worker_state VALUES (?1, ?2, ?3, ?4)")?.execute(params![
            remarks.pass,
            worker_id,
            change.key,
            change.value
        ])?;
    }
    Ok(())
}
