//! What a run has left.

use simpletrader_engine::run::RunOutcome;

/// All rows of a query on the run's database, columns joined by `|`.
pub fn query(outcome: &RunOutcome, sql: &str) -> Vec<String> {
    let database = rusqlite::Connection::open(outcome.directory.join("run.sqlite")).unwrap();
    let mut statement = database.prepare(sql).unwrap();
    let columns = statement.column_count();
    let rows = statement.query_map([], |row| {
        let cell = |index| -> String {
            use rusqlite::types::ValueRef::*;
            match row.get_ref(index).unwrap() {
                Null => "-".into(),
                Integer(number) => number.to_string(),
                Real(number) => number.to_string(),
                Text(text) => String::from_utf8_lossy(text).into_owned(),
                Blob(_) => "blob".into(),
            }
        };
        Ok((0..columns).map(cell).collect::<Vec<_>>().join("|"))
    });
    rows.unwrap().map(Result::unwrap).collect()
}
