//! Faults as an operator meets them: what the command says, what is kept, and what a hostile worker cannot do to its neighbours.

use std::path::{Path, PathBuf};
use std::process::Command;

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn simpletrader(arguments: &[&str], folder: &Path) -> (i32, String, String) {
    let cache = Path::new(env!("CARGO_TARGET_TMPDIR")).join("cache");
    let mut command = Command::new(env!("CARGO_BIN_EXE_simpletrader"));
    let output = command.args(arguments).current_dir(folder).env("SIMPLETRADER_CACHE", cache).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code().unwrap(), text(&output.stdout), text(&output.stderr))
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

/// The worker file that misbehaves on demand.
fn misbehave() -> PathBuf {
    repository().join("tests/plugins/simpletrader/misbehave/v0.1.0.wasm")
}

/// A folder with an operation of several links over the first sixty bars of a sample.
struct Project {
    folder: tempfile::TempDir,
    links: Vec<String>,
}

impl Project {
    fn new() -> Self {
        let project = Self { folder: tempfile::tempdir().unwrap(), links: Vec::new() };
        let plugins = project.path().join("plugins");
        copy_folder(&repository().join("plugins"), &plugins);
        copy_folder(&repository().join("tests/plugins"), &plugins);
        let strategies = repository().join("example-workers/strategies");
        let bars = std::fs::read_to_string(strategies.join("data/goog_1d.csv")).unwrap();
        let first: String = bars.lines().take(61).map(|line| format!("{line}\n")).collect();
        project.write("goog.csv", &first);
        project.write("platform.yaml", "paths: {plugins_dir: plugins}\n");
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
        project
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.path().join(name), text).unwrap();
    }

    /// Adds a link of the sample `sma_level`.
    fn good(mut self, link: &str) -> Self {
        let blueprint = repository().join("example-workers/strategies/common/sma_level.yaml");
        self.write(&format!("{link}.yaml"), &std::fs::read_to_string(blueprint).unwrap());
        self.links.push(link.to_owned());
        self
    }

    /// Adds a link of the same strategy whose fast average misbehaves from the bar `after_bars` on.
    fn hostile(mut self, link: &str, mode: &str, after_bars: u32, on_fault: &str) -> Self {
        let blueprint = repository().join("example-workers/strategies/common/sma_level.yaml");
        let text = std::fs::read_to_string(blueprint).unwrap();
        let good = "plugin: simpletrader/sma/v0.1.0, config: {period: 10}";
        assert!(text.contains(good));
        let bad = format!("plugin: simpletrader/misbehave/v0.1.0, config: {{mode: {mode}, after_bars: {after_bars}}}");
        let text = text.replacen(good, &bad, 1).replacen("workforce:", &format!("on_fault: {on_fault}\nworkforce:"), 1);
        self.write(&format!("{link}.yaml"), &text);
        self.links.push(link.to_owned());
        self
    }

    fn backtest(&self) -> (i32, String, String) {
        self.backtest_with(&["--out", "runs"])
    }

    fn backtest_with(&self, options: &[&str]) -> (i32, String, String) {
        let grants = "{drawdown: {reads: [account]}, brain: {reads: [positions, open-orders]}}";
        let link = |name: &String| format!("    - {{name: {name}, file: {name}.yaml, environment_ref: test, grants: {grants}}}\n");
        let links: String = self.links.iter().map(link).collect();
        let head = "operation:\n  name: test\n  data_sources_file: data_sources.yaml\n  environments_file: environments.yaml\n";
        self.write("operation.yaml", &format!("{head}  strategy_links:\n{links}"));
        simpletrader(&[&["backtest", "operation.yaml"], options].concat(), self.path())
    }

    fn json(&self, name: &str) -> serde_json::Value {
        serde_json::from_slice(&std::fs::read(self.path().join(name)).unwrap()).unwrap()
    }
}

// mission: 83 (partly)
#[test]
fn any_number_of_jobs_leaves_the_same_bytes_and_tells_them_in_the_same_order() {
    let mut project = Project::new().good("a").good("b").hostile("c", "panic", 10, "{recovery: stop, policy: flatten}");
    for link in ["d", "e", "f", "g"] {
        project = project.good(link);
    }
    let run = |jobs: &str| project.backtest_with(&["--out", &format!("runs_{jobs}"), "--jobs", jobs, "--quiet"]);
    let alone = run("1");
    assert_eq!(alone.0, 3);
    for jobs in ["2", "7"] {
        let together = run(jobs);
        let told = |text: &str| text.replace(&format!("runs_{jobs}"), "runs_1");
        assert_eq!((together.0, told(&together.1), told(&together.2)), alone, "{jobs} jobs");
        for link in &project.links {
            for file in FILES {
                let read = |jobs: &str| std::fs::read(project.path().join(format!("runs_{jobs}")).join(link).join(file)).unwrap();
                assert!(read("1") == read(jobs), "{jobs} jobs, {link}: {file}");
            }
        }
    }
    let (code, _, err) = project.backtest_with(&["--jobs", "0"]);
    assert_eq!(code, 2, "{err}");
}

const FILES: [&str; 5] = ["run.sqlite", "run.json", "summary.json", "trades.csv", "equity.csv"];

// mission: 59, 79 (partly), 83 (partly)
#[test]
fn a_hostile_worker_beside_ten_good_strategies_changes_no_byte_of_their_books() {
    let good: Vec<String> = (0..10).map(|number| format!("good_{number}")).collect();
    let alone = good.iter().fold(Project::new(), |project, link| project.good(link));
    let (code, _, err) = alone.backtest();
    assert_eq!(code, 0, "{err}");
    let ways = [
        ("loop", "{recovery: stop}"),
        ("memory", "{recovery: replay, strikes: 3, backoff: 2, policy: flatten}"),
        ("panic", "{recovery: stop, policy: cancel-open}"),
    ];
    let mut beside = Project::new();
    for (index, link) in good.iter().enumerate() {
        if let Some((mode, on_fault)) = ways.get(index) {
            beside = beside.hostile(&format!("hostile_{index}"), mode, 20 + index as u32, on_fault);
        }
        beside = beside.good(link);
    }
    let (code, _, err) = beside.backtest();
    assert_eq!(code, 3, "{err}");
    assert_eq!(err.matches("error: worker `fast` failed at bar").count(), 3, "each failure is told: {err}");
    for link in &good {
        for file in FILES {
            let read = |project: &Project| std::fs::read(project.path().join("runs").join(link).join(file)).unwrap();
            let (expected, actual) = (read(&alone), read(&beside));
            // The operation file names the links, so its digest differs; nothing else does.
            if file == "run.json" {
                continue;
            }
            assert!(!expected.is_empty() && expected == actual, "{link}: {file}");
        }
    }
}

// mission: 83 (partly)
#[test]
fn a_link_that_cannot_start_does_not_keep_the_others_from_running() {
    let project = Project::new().hostile("first", "panic", 5, "{recovery: stop}").good("second");
    let worker = project.path().join("plugins/simpletrader/misbehave/v0.1.0.wasm");
    let (code, _, _) = project.backtest();
    assert_eq!(code, 3);
    assert_eq!(project.json("runs/first/run.json")["status"], "failed");
    assert_eq!(project.json("runs/second/run.json")["status"], "finished");
    assert!(worker.is_file());
}

// mission: 79 (partly)
#[test]
fn a_component_that_keeps_failing_is_quarantined_replayed_refused_and_released() {
    let project = Project::new().hostile("link", "loop", 20, "{recovery: replay, strikes: 2, backoff: 3, policy: flatten}");
    let (code, out, err) = project.backtest();
    assert_eq!(code, 3, "{err}");
    assert!(err.contains("is in quarantine: 2 faults within 1000 passes"), "{err}");
    assert!(out.contains("`fast` quarantined; flatten"), "{out}");
    let summary = project.json("runs/summary.json");
    assert_eq!((summary["open_qty"].as_str(), summary["bars"].as_u64()), (Some("0"), Some(60)));

    let file = "runs/faults/fast-1.json";
    assert_eq!(project.json(file)["calls"].as_array().unwrap().len(), 21, "twenty bars and the one at which it failed");
    let wasm = misbehave().display().to_string();
    let (code, out, err) = simpletrader(&["fault", "replay", file, "--component", &wasm], project.path());
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("it fails the same way, at call 21 of 21: out of fuel in `measure`"), "{out}");
    let other = repository().join("plugins/simpletrader/sma/v0.1.0.wasm").display().to_string();
    let (code, _, err) = simpletrader(&["fault", "replay", file, "--component", &other], project.path());
    assert_eq!(code, 2, "another file is not the one that failed: {err}");

    let (code, _, err) = project.backtest();
    assert_eq!(code, 2, "{err}");
    assert!(err.contains("worker `fast` (simpletrader/misbehave/v0.1.0) is in quarantine"), "{err}");
    let (code, out, _) = simpletrader(&["quarantine", "list"], project.path());
    let digest = out.split_whitespace().next().unwrap().to_owned();
    assert_eq!((code, digest.len()), (0, 64), "{out}");
    let (code, out, _) = simpletrader(&["quarantine", "release", &digest[..12]], project.path());
    assert_eq!(code, 0, "{out}");
    assert_eq!(simpletrader(&["quarantine", "list"], project.path()).1, "nothing is in quarantine\n");
    assert_eq!(project.backtest().0, 3, "it runs again, and fails again");
}

// mission: 79 (partly)
#[test]
fn under_stop_nothing_outlasts_the_run() {
    let project = Project::new().hostile("link", "panic", 20, "{recovery: stop, policy: hold}");
    assert_eq!(project.backtest().0, 3);
    assert!(!project.path().join("quarantine").exists() && !project.path().join("runs/faults").exists());
    let run = project.json("runs/run.json");
    let author = run["for_author"].as_str().unwrap();
    assert!(author.contains("failed in `measure`: TRAP") && author.contains("before  ") && author.contains("    in "), "{author}");
    assert!(run["for_operator"].as_str().unwrap().contains("its orders and positions stay as they are"));
}
