//! An operation from file to run directory, as the command runs it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use simpletrader_cli::session::{Session, WorkerFiles, identity};
use simpletrader_config::build_spec::StrategyBuildSpec;
use simpletrader_config::diagnostic::Look;
use simpletrader_contracts::worker::WorkerSource;
use simpletrader_engine::run::{RunDirectory, RunOutcome, run_backtest};
use simpletrader_engine::strategy::Strategy;
use simpletrader_sandbox::{Sandbox, Settings};

/// The folder of the repository.
pub fn repository() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_owned()
}

/// The operation file of a sample strategy.
pub fn sample(name: &str) -> PathBuf {
    repository().join("example-workers/strategies").join(name).join("operation.yaml")
}

/// The build spec of the only link of an operation.
pub fn build_spec(operation: &Path) -> StrategyBuildSpec {
    let session = Session::open(operation, Look::Plain).unwrap_or_else(|failure| panic!("{}", failure.message));
    let link = session.configuration().links()[0].name.to_string();
    session.build(&link, Look::Plain).unwrap_or_else(|failure| panic!("{}", failure.message)).0
}

/// Runs a build spec with every worker a component.
pub fn run_components(spec: StrategyBuildSpec, destination: &Path) -> RunOutcome {
    let sandbox = Sandbox::new(Settings::default()).expect("the sandbox starts");
    let workers = WorkerFiles::new(&sandbox).sources(&spec).unwrap_or_else(|failure| panic!("{}", failure.message));
    run_with(spec, workers, destination)
}

/// Runs a build spec with these workers.
pub fn run_with(spec: StrategyBuildSpec, workers: Vec<Arc<dyn WorkerSource>>, destination: &Path) -> RunOutcome {
    let strategy = Strategy::assemble(spec, workers).expect("the workers accept their parameters");
    let directory = RunDirectory::create(destination).expect("the run directory can be made");
    run_backtest(strategy, identity(), directory).expect("the run leaves a directory")
}

/// Every row of every table of a run's database, as text, in order of the primary key.
pub fn database_text(run: &Path) -> String {
    tables_text(run, "*")
}

/// The same without what calls cost, which is all that may differ when the same workers are written in another language or run without
/// a sandbox.
pub fn books_text(run: &Path) -> String {
    tables_text(run, "pass, at, origin_id, origin_type, bars")
}

/// Fails with the first row in which two runs' books differ.
#[track_caller]
pub fn assert_same_books(one: &Path, other: &Path, what: &str) {
    let (one, other) = (books_text(one), books_text(other));
    let different = one.lines().zip(other.lines()).find(|(one, other)| one != other);
    assert_eq!(different, None, "{what}");
    assert_eq!(one.lines().count(), other.lines().count(), "{what}: one run has more rows");
}

fn tables_text(run: &Path, pass_columns: &str) -> String {
    let database = rusqlite::Connection::open(run.join("run.sqlite")).expect("the database opens");
    let text = |sql: &str| -> Vec<Vec<String>> {
        let mut statement = database.prepare(sql).expect("the query is sound");
        let columns = statement.column_count();
        let rows = statement
            .query_map([], |row| (0..columns).map(|index| Ok(cell_text(&row.get_ref(index)?))).collect::<Result<Vec<_>, _>>());
        rows.expect("the query runs").collect::<Result<_, _>>().expect("every row can be read")
    };
    let tables = [
        "meta",
        "pass",
        "trade_plan",
        "execution_group",
        "orders",
        "fill",
        "ledger_change",
        "journal",
        "journal_trade",
        "signal",
        "risk",
        "worker_log",
        "worker_state",
    ];
    let dump = |table: &&str| {
        let columns = if *table == "pass" { pass_columns } else { "*" };
        let rows = text(&format!("SELECT {columns} FROM {table} ORDER BY 1, 2"));
        format!("{table}\n{}", rows.iter().map(|row| row.join("|") + "\n").collect::<String>())
    };
    tables.iter().map(dump).collect()
}

fn cell_text(cell: &rusqlite::types::ValueRef<'_>) -> String {
    use rusqlite::types::ValueRef;
    match cell {
        ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned(),
        other => format!("{other:?}"),
    }
}
