//! `simpletrader schema`: the JSON Schema of a kind of configuration file or of case files, for editors that complete and check YAML, and
//! of what `bench` prints.

use simpletrader_config::json_schema::{self, Published};

use crate::bench;
use crate::exit::Failure;

/// Runs the command.
///
/// # Errors
/// When there is no such kind of file.
pub fn run(kind: &str) -> Result<(), Failure> {
    if kind == "bench" {
        print!("{}", bench::schema());
        return Ok(());
    }
    if kind == simpletrader_cases::json_schema::NAME {
        print!("{}", simpletrader_cases::json_schema::text());
        return Ok(());
    }
    let kinds = Published::ALL.iter().map(|published| published.as_str());
    let names: Vec<&str> = kinds.chain([simpletrader_cases::json_schema::NAME]).collect();
    let Some(published) = Published::ALL.iter().find(|published| published.as_str() == kind) else {
        return Err(Failure::input(format!("there is no schema `{kind}`; there are: {}, bench", names.join(", "))));
    };
    print!("{}", json_schema::text(*published));
    Ok(())
}
