//! Sample strategies with workers in other languages: the same trades, the same ledger, the same journal.

use std::path::Path;

use simpletrader_cli::session::WorkerFiles;
use simpletrader_tests::guests::{Language, sandbox};
use simpletrader_tests::pipeline::{books_text, build_spec, repository, run_with, sample};

/// What a run left: every row of its database, and its list of trades.
fn run(operation: &Path) -> (String, String) {
    let folder = tempfile::tempdir().unwrap();
    let spec = build_spec(operation);
    let workers = WorkerFiles::new(sandbox()).sources(&spec).unwrap_or_else(|failure| panic!("{}", failure.message));
    let outcome = run_with(spec, workers, &folder.path().join("run"));
    assert!(outcome.failure.is_none(), "{:?}", outcome.failure);
    let directory = &outcome.directory;
    (books_text(directory), std::fs::read_to_string(directory.join("trades.csv")).unwrap())
}

/// A copy of the samples in which workers are replaced: `(worker_id, plug-in of the sample, language, its worker)`.
fn with_others(name: &str, replaced: &[(&str, &str, Language, &str)]) -> tempfile::TempDir {
    let place = tempfile::tempdir().unwrap();
    let root = place.path().join("strategies");
    copy(&repository().join("example-workers/strategies"), &root);
    let plugins = place.path().join("plugins");
    copy(&repository().join("plugins"), &plugins);
    let platform = std::fs::read_to_string(root.join("platform.yaml")).unwrap();
    std::fs::write(root.join("platform.yaml"), platform.replace("../../plugins", "../plugins")).unwrap();

    let operation_file = root.join(name).join("operation.yaml");
    let mut operation = std::fs::read_to_string(&operation_file).unwrap();
    let blueprint_file = root.join("common").join(format!("{}.yaml", name.split_once('_').unwrap().1));
    let mut blueprint = std::fs::read_to_string(&blueprint_file).unwrap();
    for (worker_id, plugin, language, worker) in replaced {
        let file = language.file(worker);
        let folder = plugins.join(language.0).join(worker);
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::copy(&file, folder.join("v0.1.0.wasm")).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let (before, after) = blueprint.split_once(&format!("worker_id: {worker_id}")).expect("the sample has this worker");
        let after = after.replacen(&format!("simpletrader/{plugin}/v0.1.0"), &format!("{}/{worker}/v0.1.0", language.0), 1);
        blueprint = format!("{before}worker_id: {worker_id}{after}");
        let grants = language.terms(worker).grants;
        if grants.makes_room() {
            operation = grant(&operation, worker_id, if grants.wasi { "wasi" } else { "scripting" });
        }
    }
    std::fs::write(operation_file, operation).unwrap();
    std::fs::write(blueprint_file, blueprint).unwrap();
    place
}

/// Adds this to what a worker is granted.
fn grant(operation: &str, worker_id: &str, what: &str) -> String {
    let line = format!("        {worker_id}: {{");
    if operation.contains(&line) {
        operation.replace(&line, &format!("{line}{what}: {{}}, "))
    } else {
        operation.replacen("      grants:\n", &format!("      grants:\n{line}{what}: {{}}}}\n"), 1)
    }
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

fn is_equal_with(name: &str, replaced: &[(&str, &str, Language, &str)]) {
    let (database, trades) = run(&sample(name));
    assert!(trades.lines().count() > 20, "{name} trades");
    let place = with_others(name, replaced);
    let (theirs, their_trades) = run(&place.path().join("strategies").join(name).join("operation.yaml"));
    assert_eq!(trades, their_trades, "{name}");
    for (ours, theirs) in database.lines().zip(theirs.lines()) {
        assert_eq!(ours, theirs, "{name}");
    }
    assert_eq!(database.len(), theirs.len());
}

/// Each of these with every average and crossing in one language.
fn trades_alike(language: Language) {
    if !language.is_here() {
        return;
    }
    for (name, average) in [("goog_sma_level", "sma"), ("goog_sma_cross", "sma"), ("goog_ema_level", "ema")] {
        let replaced =
            [("fast", average, language, average), ("slow", average, language, average), ("cross", "cross", language, "cross")];
        is_equal_with(name, &replaced);
    }
}

/// The sample with eight of its eleven workers in other languages than Rust.
#[test]
fn a_strategy_of_many_languages_trades_like_the_sample() {
    let [python, typescript, c] = ["python", "typescript", "c"].map(Language);
    if ![python, typescript, c].iter().all(|language| language.is_here()) {
        return;
    }
    let replaced = [
        ("fast", "sma", python, "sma"),
        ("slow", "sma", c, "sma"),
        ("cross", "cross", typescript, "cross"),
        ("drawdown", "drawdown_watch", python, "drawdown_watch"),
        ("market_in", "market_entry", typescript, "market_entry"),
        ("sizer", "fixed_size", c, "fixed_size"),
        ("exits", "no_exit", python, "no_exit"),
        ("router", "plain_execution", c, "plain_execution"),
    ];
    is_equal_with("goog_sma_level", &replaced);
}

macro_rules! languages {
    ($($language:ident),+ $(,)?) => { $(
        #[test]
        fn $language() {
            trades_alike(Language(stringify!($language)));
        }
    )+ };
}

languages!(python, typescript, c, cpp, zig, go);
