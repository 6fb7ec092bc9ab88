//! The way of a new user, timed: in each language from an empty folder to a backtest with a worker of one's own.
//!
//! It goes the way that `docs/first-worker-*.md` tells, with the built tool, and the toolchains that this machine has. What compiled
//! workers are kept from other runs is not used, so an interpreter is compiled as on a machine that has never seen it.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};

use crate::commands::Checkout;

/// A whole way may take this long.
const BOUND: Duration = Duration::from_secs(300);

/// What is particular to a language.
struct Language {
    name: &'static str,
    /// The author's file, and the change of one line that lifts the mean by one percent.
    source: &'static str,
    line: (&'static str, &'static str),
    /// What the operation must grant the worker, if anything.
    grant: Option<&'static str>,
}

const LANGUAGES: [Language; 4] = [
    Language { name: "rust", source: "src/lib.rs", line: ("{ mean }", "{ mean * 1.01 }"), grant: None },
    Language {
        name: "python",
        source: "worker.py",
        line: ("=self.mean.next(bar.close)", "=1.01 * self.mean.next(bar.close)"),
        grant: Some("wasi"),
    },
    Language {
        name: "typescript",
        source: "worker.ts",
        line: ("? sum / period", "? (1.01 * sum) / period"),
        grant: Some("scripting"),
    },
    Language {
        name: "c",
        source: "worker.c",
        line: ("= st_sma_next(&mean, close)", "= 1.01 * st_sma_next(&mean, close)"),
        grant: None,
    },
];

/// The steps, in the order of the way.
const STEPS: [&str; 7] = ["new", "build", "change", "test", "update", "install", "backtest"];

/// Goes the way in each of these languages, or in all four, and prints the seconds of each step.
///
/// # Errors
/// When a step fails, or a way takes five minutes or more.
pub fn run(checkout: &Checkout, languages: &[String]) -> anyhow::Result<()> {
    for name in languages {
        ensure!(LANGUAGES.iter().any(|language| language.name == name), "there is no way in `{name}`");
    }
    let wanted = |language: &&Language| languages.is_empty() || languages.iter().any(|name| name == language.name);
    let mut rows = Vec::new();
    for language in LANGUAGES.iter().filter(wanted) {
        eprintln!("\nxtask: {}", language.name);
        let seconds = Desk::of(checkout, language)?.go().with_context(|| format!("the way in {}", language.name))?;
        rows.push((language.name, seconds));
    }
    println!("\n{:<12}{}{:>10}", "seconds", STEPS.map(|step| format!("{step:>10}")).concat(), "all");
    for (name, seconds) in &rows {
        let all: Duration = seconds.iter().sum();
        let cells: String = seconds.iter().chain([&all]).map(|time| format!("{:>10.1}", time.as_secs_f64())).collect();
        println!("{name:<12}{cells}");
        ensure!(all < BOUND, "the way in {name} took more than {} seconds", BOUND.as_secs());
    }
    Ok(())
}

/// An empty folder, and beside it what a checkout offers: the sample strategies and the plug-ins.
struct Desk<'a> {
    checkout: &'a Checkout,
    language: &'a Language,
    folder: PathBuf,
}

impl<'a> Desk<'a> {
    fn of(checkout: &'a Checkout, language: &'a Language) -> anyhow::Result<Self> {
        let folder = checkout.target.join("newcomer").join(language.name);
        if folder.exists() {
            fs::remove_dir_all(&folder).with_context(|| format!("{} cannot be removed", folder.display()))?;
        }
        copy(&checkout.root.join("example-workers/strategies"), &folder.join("example-workers/strategies"))?;
        copy(&checkout.root.join("plugins"), &folder.join("plugins"))?;
        Ok(Self { checkout, language, folder })
    }

    /// The whole way; what each of [`STEPS`] took.
    fn go(&self) -> anyhow::Result<Vec<Duration>> {
        let mut seconds = Vec::new();
        let mut step = |work: &dyn Fn() -> anyhow::Result<()>| -> anyhow::Result<()> {
            let started = Instant::now();
            work()?;
            seconds.push(started.elapsed());
            Ok(())
        };
        let name = self.language.name;
        step(&|| self.tool(&["new", "context_worker", "my_average", "--lang", name, "--vendor", "acme"]))?;
        step(&|| self.tool(&["build", "my_average"]))?;
        step(&|| {
            let (from, to) = self.language.line;
            replace(&self.folder.join("my_average").join(self.language.source), from, to)?;
            self.tool(&["build", "my_average"])
        })?;
        // The case that came with the project knows the mean as it was.
        step(&|| {
            ensure!(self.tool(&["test", "my_average"]).is_err(), "a worker that was changed still answers as before");
            Ok(())
        })?;
        step(&|| self.tool(&["test", "my_average", "--update"]))?;
        step(&|| {
            self.use_in_copy()?;
            self.tool(&["build", "my_average", "--install", "plugins"])
        })?;
        step(&|| self.tool(&["backtest", "example-workers/mine/goog_sma_level/operation.yaml", "--out", "first-run"]))?;
        ensure!(self.folder.join("first-run/trades.csv").is_file(), "the run left no trades");
        Ok(seconds)
    }

    /// A copy of the samples whose worker `fast` is one's own.
    fn use_in_copy(&self) -> anyhow::Result<()> {
        let mine = self.folder.join("example-workers/mine");
        copy(&self.folder.join("example-workers/strategies"), &mine)?;
        let worker = "{worker_id: fast, plugin: ";
        let blueprint = mine.join("common/sma_level.yaml");
        replace(&blueprint, &format!("{worker}simpletrader/sma/"), &format!("{worker}acme/my_average/"))?;
        let Some(grant) = self.language.grant else { return Ok(()) };
        let operation = mine.join("goog_sma_level/operation.yaml");
        replace(&operation, "      grants:\n", &format!("      grants:\n        fast: {{{grant}: {{}}}}\n"))
    }

    fn tool(&self, arguments: &[&str]) -> anyhow::Result<()> {
        eprintln!("$ simpletrader {}", arguments.join(" "));
        let cache = self.folder.join("cache");
        let tool = self.checkout.built("simpletrader").args(arguments);
        tool.env("SIMPLETRADER_CACHE", cache).within(&self.folder).run()
    }
}

/// Replaces a text that stands in a file exactly once.
fn replace(file: &Path, from: &str, to: &str) -> anyhow::Result<()> {
    let text = fs::read_to_string(file).with_context(|| format!("{} cannot be read", file.display()))?;
    ensure!(text.matches(from).count() == 1, "{}: `{from}` must stand there once", file.display());
    fs::write(file, text.replace(from, to)).with_context(|| format!("{} cannot be written", file.display()))
}

/// Copies a folder with everything in it.
fn copy(from: &Path, to: &Path) -> anyhow::Result<()> {
    fs::create_dir_all(to).with_context(|| format!("{} cannot be made", to.display()))?;
    let entries = fs::read_dir(from).with_context(|| format!("{} cannot be read", from.display()))?;
    for entry in entries {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), &target).with_context(|| format!("{} cannot be written", target.display()))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_that_a_newcomer_changes_stands_once_in_each_template() {
        for language in &LANGUAGES {
            let templates = Path::new(env!("CARGO_MANIFEST_DIR")).join("../runtime/authoring/templates");
            let source = templates.join(language.name).join("context_worker").join(language.source);
            let text = fs::read_to_string(&source).unwrap();
            assert_eq!(text.matches(language.line.0).count(), 1, "{}", source.display());
        }
    }

    #[test]
    fn a_text_is_replaced_where_it_stands_once_and_only_there() {
        let place = tempfile::tempdir().unwrap();
        let file = place.path().join("a");
        fs::write(&file, "one two two").unwrap();
        replace(&file, "one", "1").unwrap();
        assert_eq!(fs::read_to_string(&file).unwrap(), "1 two two");
        assert!(replace(&file, "two", "2").is_err() && replace(&file, "three", "3").is_err());
    }
}
