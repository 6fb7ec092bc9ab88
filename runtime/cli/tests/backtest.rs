//! The command as a user meets it: exit codes, messages, and what is left behind.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn simpletrader(arguments: &[&str], folder: &Path) -> Output {
    let cache = Path::new(env!("CARGO_TARGET_TMPDIR")).join("cache");
    let mut command = Command::new(env!("CARGO_BIN_EXE_simpletrader"));
    command.args(arguments).current_dir(folder).env("SIMPLETRADER_CACHE", cache).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A folder with a whole configuration: the sample `sma_level` on a short file of bars, ready to be broken.
struct Project {
    folder: tempfile::TempDir,
}

impl Project {
    fn new() -> Self {
        let project = Self { folder: tempfile::tempdir().unwrap() };
        let strategies = repository().join("example-workers/strategies");
        let bars = std::fs::read_to_string(strategies.join("data/goog_1d.csv")).unwrap();
        let first: String = bars.lines().take(61).map(|line| format!("{line}\n")).collect();
        project.write("goog.csv", &first);
        project
            .write("platform.yaml", &format!("paths: {{plugins_dir: {:?}}}\n", repository().join("plugins").display().to_string()));
        project.write(
            "data_sources.yaml",
            "data_sources:\n  - {id: goog, type: file, path: goog.csv, symbol: GOOG_USD, timeframe: 1d}\n",
        );
        project.write(
            "environments.yaml",
            "environments:\n  - environment_id: test\n    type: backtest\n    initial_capital: 10000\n    commission: {per_fill: 1}\n    \
             instruments: [{symbol: GOOG_USD, price_scale: 4, size_scale: 0}]\n    \
             data_providers: [{provider_type: candle, provider_id: goog, data_source: goog}]\n",
        );
        let blueprint = std::fs::read_to_string(strategies.join("common/sma_level.yaml")).unwrap();
        project.write("strategy.yaml", &blueprint);
        project.write(
            "operation.yaml",
            "operation:\n  name: test\n  data_sources_file: data_sources.yaml\n  environments_file: environments.yaml\n  strategy_links:\n    \
             - {name: link, file: strategy.yaml, environment_ref: test, \
             grants: {drawdown: {reads: [account]}, brain: {reads: [positions, open-orders]}}}\n",
        );
        project
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.path().join(name), text).unwrap();
    }

    fn replace(&self, name: &str, from: &str, to: &str) {
        let text = std::fs::read_to_string(self.path().join(name)).unwrap();
        assert!(text.contains(from), "{name} has no `{from}`");
        self.write(name, &text.replacen(from, to, 1));
    }

    /// Puts the worker that misbehaves in the place of the fast average.
    fn misbehave(&self, mode: &str, after_bars: u32) {
        let plugins = self.path().join("plugins");
        copy_folder(&repository().join("plugins"), &plugins);
        copy_folder(&repository().join("tests/plugins"), &plugins);
        self.write("platform.yaml", "paths: {plugins_dir: plugins}\n");
        let worker = format!("plugin: simpletrader/misbehave/v0.1.0, config: {{mode: {mode}, after_bars: {after_bars}}}");
        self.replace("strategy.yaml", "plugin: simpletrader/sma/v0.1.0, config: {period: 10}", &worker);
    }

    fn backtest(&self, more: &[&str]) -> (i32, String, String) {
        let output = simpletrader(&[&["backtest", "operation.yaml"], more].concat(), self.path());
        (output.status.code().unwrap(), text(&output.stdout), text(&output.stderr))
    }

    /// A refused run: code 2, this in the message, and nothing that looks like a result.
    fn refused(&self, expected: &[&str]) {
        let (code, out, err) = self.backtest(&[]);
        assert_eq!((code, out.as_str()), (2, ""), "{err}");
        for expected in expected {
            assert!(err.contains(expected), "expected `{expected}` in:\n{err}");
        }
        let left: Vec<_> =
            std::fs::read_dir(self.path().join("runs")).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
        assert!(left.is_empty(), "left behind: {left:?}");
    }
}

fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

#[test]
fn a_run_ends_with_a_summary_and_a_directory() {
    let project = Project::new();
    let (code, out, err) = project.backtest(&[]);
    assert_eq!((code, err.as_str()), (0, ""));
    for expected in ["link · GOOG_USD · finished", "2004-08-19 to 2004-11-11, 60 bars", "max drawdown", "fees", "fast", "runs/link"]
    {
        assert!(out.contains(expected), "expected `{expected}` in:\n{out}");
    }
    for file in ["run.json", "run.sqlite", "summary.json", "trades.csv", "equity.csv", "timing.json"] {
        assert!(project.path().join("runs/link").join(file).is_file(), "{file}");
    }
}

#[test]
fn json_is_the_summary_and_quiet_is_one_line() {
    let project = Project::new();
    let (code, out, _) = project.backtest(&["--json", "--out", "elsewhere"]);
    let printed: serde_json::Value = serde_json::from_str(&out).unwrap();
    let written: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(project.path().join("elsewhere/summary.json")).unwrap()).unwrap();
    assert_eq!((code, &printed), (0, &written));
    let (code, out, _) = project.backtest(&["--quiet", "--link", "link"]);
    assert_eq!((code, out.lines().count()), (0, 1), "{out}");
}

/// A file of a run.
fn of_run(project: &Project, run: &str, file: &str) -> Vec<u8> {
    std::fs::read(project.path().join(run).join(file)).unwrap_or_else(|error| panic!("{run}/{file}: {error}"))
}

#[test]
fn the_time_of_calls_is_kept_on_request_and_changes_nothing_else() {
    let project = Project::new();
    for arguments in [&["--out", "plain", "--quiet"][..], &["--out", "timed", "--quiet", "--latency"]] {
        let (code, _, err) = project.backtest(arguments);
        assert_eq!(code, 0, "{err}");
    }
    for file in ["run.json", "run.sqlite", "summary.json", "trades.csv", "equity.csv", "bars.csv", "build_spec.json"] {
        assert_eq!(of_run(&project, "plain", file), of_run(&project, "timed", file), "{file}");
    }
    let read = |run, file| -> serde_json::Value { serde_json::from_slice(&of_run(&project, run, file)).unwrap() };
    assert!(read("plain", "timing.json").get("workers").is_none());
    let (summary, timing) = (read("timed", "summary.json"), read("timed", "timing.json"));
    assert!(timing["seconds"].as_f64().unwrap() > 0.0, "what the engine wrote is still there");
    let (costs, times) = (summary["workers"].as_array().unwrap(), timing["workers"].as_array().unwrap());
    assert_eq!(costs.len(), times.len());
    for (cost, time) in costs.iter().zip(times) {
        assert_eq!((&cost["worker_id"], &cost["calls"]), (&time["worker_id"], &time["calls"]));
        let in_steps: u64 = time["histogram"].as_array().unwrap().iter().map(|step| step["calls"].as_u64().unwrap()).sum();
        assert_eq!(Some(in_steps), cost["calls"].as_u64(), "every call is in the histogram");
        let (median, longest) = (time["p50_ns"].as_u64().unwrap(), time["max_ns"].as_u64().unwrap());
        assert!(median <= longest && (longest > 0) == (in_steps > 0), "{time}");
        let fuel = |key: &str| cost[key].as_u64().unwrap();
        assert!(fuel("fuel_p50") <= fuel("fuel_p99") && fuel("fuel_p99") <= fuel("fuel_max"), "{cost}");
        assert!((fuel("fuel_p50") > 0) == (in_steps > 0), "{cost}");
    }
    let report = simpletrader(&["report", "timed"], project.path());
    assert_eq!(report.status.code(), Some(0));
    assert!(String::from_utf8(of_run(&project, "timed", "tearsheet.html")).unwrap().contains("id=\"latency\""));
}

// mission: 84
#[test]
fn a_worker_that_fails_ends_the_strategy_with_code_3_and_an_intact_record() {
    for (mode, class, message) in [
        ("loop", "OUT_OF_FUEL", "out of fuel in `measure`"),
        ("memory", "MEMORY_LIMIT", "memory limit in `measure`"),
        ("panic", "TRAP", "`measure` trapped"),
        ("error", "WORKER_ERROR", "`measure` answered failed"),
    ] {
        let project = Project::new();
        project.misbehave(mode, 30);
        let (code, out, err) = project.backtest(&[]);
        assert_eq!(code, 3, "{mode}: {err}");
        for expected in ["worker `fast` failed at bar 30 (2004-10-01)", message, "help:"] {
            assert!(err.contains(expected), "{mode}: expected `{expected}` in:\n{err}");
        }
        assert!(out.contains("stopped: a worker failed"), "{out}");
        let run = project.path().join("runs/link");
        let manifest: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(run.join("run.json")).unwrap()).unwrap();
        assert_eq!((manifest["status"].as_str(), manifest["class"].as_str()), (Some("failed"), Some(class)));
        assert_eq!(std::fs::read_to_string(run.join("equity.csv")).unwrap().lines().count(), 61, "the run goes on to its end");
        let database = rusqlite::Connection::open(run.join("run.sqlite")).unwrap();
        let fault: String =
            database.query_row("SELECT body FROM journal WHERE kind = 'WORKER_FAILED'", [], |row| row.get(0)).unwrap();
        assert!(fault.contains(class), "{fault}");
        let check: String = database.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
        assert_eq!(check, "ok");
    }
}

#[test]
fn a_panic_shows_the_frames_of_the_author() {
    let project = Project::new();
    project.misbehave("panic", 3);
    let (_, out, _) = project.backtest(&[]);
    assert!(out.contains("in worker_misbehave") || out.contains("Misbehave"), "{out}");
}

#[test]
fn a_fact_that_is_not_a_number_is_legal_and_means_not_ready() {
    let project = Project::new();
    project.misbehave("nan", 30);
    let (code, _, err) = project.backtest(&[]);
    assert_eq!(code, 0, "{err}");
}

#[test]
fn a_broken_data_file_is_named_with_its_line() {
    let project = Project::new();
    project.replace("goog.csv", "2004-09-14,", "2004-09-14x,");
    project.refused(&["goog.csv:19: timestamp: `2004-09-14x` is not a time", "help:"]);
    let project = Project::new();
    project.write("goog.csv", "timestamp,open,high,low,close\n");
    project.refused(&["goog.csv:1: missing column: volume"]);
    let project = Project::new();
    project.write("goog.csv", "timestamp,open,high,low,close,volume\n");
    project.refused(&["no bar lies in the period"]);
}

#[test]
fn a_broken_configuration_is_named_with_its_line() {
    let project = Project::new();
    project.replace("strategy.yaml", "workforce:", "workfroce:");
    project.refused(&["strategy.yaml:8", "workfroce", "workforce"]);
    let project = Project::new();
    project.replace("strategy.yaml", "fast: fast.value", "fast: fsat.value");
    project.refused(&["strategy.yaml:", "fsat", "fast"]);
    let project = Project::new();
    project.replace("strategy.yaml", "{period: 10}", "{period: 0}");
    project.refused(&["strategy.yaml:10", "period"]);
    let project = Project::new();
    project.write("environments.yaml", "environments: [\n");
    project.refused(&["environments.yaml:"]);
    let project = Project::new();
    std::fs::remove_file(project.path().join("environments.yaml")).unwrap();
    project.refused(&["environments.yaml"]);
}

#[test]
fn a_broken_worker_file_is_named_with_the_rule() {
    let project = Project::new();
    let plugins = project.path().join("plugins");
    copy_folder(&repository().join("plugins"), &plugins);
    project.write("platform.yaml", "paths: {plugins_dir: plugins}\n");
    let worker = plugins.join("simpletrader/sma/v0.1.0.wasm");
    let bytes = std::fs::read(&worker).unwrap();
    std::fs::write(&worker, &bytes[..bytes.len() / 2]).unwrap();
    project.refused(&["simpletrader/sma/v0.1.0", "v0.1.0.wasm"]);
}

#[test]
fn parameters_that_only_the_worker_can_judge_are_the_users_mistake() {
    let project = Project::new();
    project.replace("strategy.yaml", "{mode: level, warmup: 20}", "{mode: level, warmup: 20, instrument: XYZ_USD}");
    let (code, _, err) = project.backtest(&[]);
    assert_eq!(code, 2, "{err}");
    assert!(err.contains("cross") && err.contains("XYZ_USD"), "{err}");
}

#[test]
fn an_unknown_link_is_answered_with_those_there_are() {
    let (code, _, err) = Project::new().backtest(&["--link", "lnik"]);
    assert_eq!(code, 2);
    assert!(err.contains("no strategy link `lnik`; it has: link"), "{err}");
}

#[test]
fn a_folder_that_is_not_a_run_is_never_replaced() {
    let project = Project::new();
    std::fs::create_dir(project.path().join("thesis")).unwrap();
    project.write("thesis/chapter.txt", "years of work");
    let (code, _, err) = project.backtest(&["--out", "thesis"]);
    assert_eq!(code, 1);
    assert!(err.contains("is not a run directory"), "{err}");
    assert!(project.path().join("thesis/chapter.txt").is_file());
}

#[test]
fn inspect_shows_a_worker_without_running_it() {
    let worker = repository().join("plugins/simpletrader/cross/v0.1.0.wasm");
    let output = simpletrader(&["inspect", worker.to_str().unwrap()], &repository());
    let shown = text(&output.stdout);
    assert_eq!(output.status.code(), Some(0));
    for expected in
        ["simpletrader/cross/v0.1.0", "signal-detector", "fast, slow", "SIGNAL_DETECTED (Signal)", "capabilities  none", "warmup"]
    {
        assert!(shown.contains(expected), "expected `{expected}` in:\n{shown}");
    }
    let output = simpletrader(&["inspect", "Cargo.toml"], &repository());
    assert_eq!((output.status.code(), text(&output.stdout).as_str()), (Some(2), ""));
}

#[test]
fn versions_are_told_with_engine_and_contract() {
    let output = simpletrader(&["--version"], &repository());
    let shown = text(&output.stdout);
    assert_eq!(output.status.code(), Some(0));
    assert!(shown.contains("contract simpletrader:worker@0.1.0") && shown.contains("engine   wasmtime 48.0.8"), "{shown}");
}

#[test]
fn every_command_that_the_readme_shows_is_one() {
    let readme = std::fs::read_to_string(repository().join("README.md")).unwrap();
    let shown: Vec<&str> = readme.lines().filter_map(|line| line.strip_prefix("simpletrader ")?.split(' ').next()).collect();
    assert!(shown.len() >= 6, "{shown:?}");
    for command in shown {
        let output = simpletrader(&[command, "--help"], &repository());
        assert_eq!(output.status.code(), Some(0), "README.md shows `simpletrader {command}`");
    }
}
