//! The cache of compiled workers, as a user of the command meets it.

mod support;

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use support::{Answer, OPERATION, Samples};

/// Files of a run that must not depend on how its workers were compiled.
const RESULTS: [&str; 5] = ["run.json", "run.sqlite", "summary.json", "trades.csv", "equity.csv"];

/// The sample strategies, with a cache of their own that is empty.
struct Place {
    samples: Samples,
    cache: PathBuf,
}

impl Place {
    fn new() -> Self {
        let samples = Samples::new();
        let cache = samples.path().join("the cache");
        Self { samples, cache }
    }

    fn run(&self, arguments: &[&str]) -> Answer {
        let mut command = Command::new(env!("CARGO_BIN_EXE_simpletrader"));
        command.args(arguments).current_dir(self.samples.path()).env("SIMPLETRADER_CACHE", &self.cache);
        let output = command.output().unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).replace(&self.cache.display().to_string(), "<cache>");
        Answer { code: output.status.code().unwrap(), out: text(&output.stdout), err: text(&output.stderr) }
    }

    /// Runs the sample, and the files that it leaves.
    fn backtest(&self, out: &str, more: &[&str]) -> Vec<Vec<u8>> {
        let answer = self.run(&[&["backtest", OPERATION, "--quiet", "--out", out], more].concat());
        assert_eq!((answer.code, answer.err.as_str()), (0, ""));
        RESULTS.iter().map(|file| fs::read(self.samples.path().join(out).join(file)).unwrap()).collect()
    }

    fn shown(&self) -> String {
        let answer = self.run(&["cache", "show"]);
        assert_eq!(answer.code, 0);
        answer.out
    }
}

/// The number in front of ` workers`.
fn workers(shown: &str) -> usize {
    let (_, rest) = shown.split_once(": ").unwrap();
    rest.split(' ').next().unwrap().parse().unwrap()
}

#[test]
fn a_run_leaves_the_same_bytes_with_and_without_the_cache() {
    let place = Place::new();
    let without = place.backtest("without", &["--no-cache"]);
    assert!(!place.cache.exists(), "without the cache there is no cache");
    let cold = place.backtest("cold", &[]);
    assert!(workers(&place.shown()) > 5, "{}", place.shown());
    let warm = place.backtest("warm", &[]);
    for (index, file) in RESULTS.iter().enumerate() {
        assert!(!without[index].is_empty());
        assert!(without[index] == cold[index] && cold[index] == warm[index], "{file}");
    }
}

#[test]
fn the_cache_can_be_shown_and_cleared() {
    let place = Place::new();
    assert_eq!(place.shown(), "<cache>: 0 workers compiled, 0.0 MiB\n");
    assert!(!Path::new(&place.cache).exists(), "to look at it does not make it");
    assert_eq!(place.run(&["check", OPERATION]).code, 0);
    let compiled = workers(&place.shown());
    assert!(compiled > 5, "{}", place.shown());
    let cleared = place.run(&["cache", "clear"]).out;
    assert!(cleared.starts_with(&format!("<cache>: {compiled} workers removed, ")), "{cleared}");
    assert_eq!(fs::read_dir(&place.cache).unwrap().count(), 0);
    assert_eq!(place.shown(), "<cache>: 0 workers compiled, 0.0 MiB\n");
}

#[test]
fn a_cache_that_others_can_write_is_left_alone_with_a_warning() {
    let place = Place::new();
    fs::create_dir(&place.cache).unwrap();
    fs::set_permissions(&place.cache, Permissions::from_mode(0o777)).unwrap();
    let answer = place.run(&["check", OPERATION]);
    assert_eq!(answer.code, 0);
    insta::assert_snapshot!(answer.err, @"warning: workers are compiled anew each time: the cache folder <cache> is open to others (mode 777); make it private: chmod 700");
    assert_eq!(fs::read_dir(&place.cache).unwrap().count(), 0, "nothing was put there");
    let answer = place.run(&["cache", "show"]);
    assert_eq!(answer.code, 2);
    insta::assert_snapshot!(answer.err, @"error: the cache folder <cache> is open to others (mode 777); make it private: chmod 700");
}
