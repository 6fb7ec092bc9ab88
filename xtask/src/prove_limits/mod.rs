//! `cargo xtask prove-limits`: a limit that is configured and not enforced is the most common defect of a sandbox, so each line
//! that enforces one is taken out, and the test that should notice must fail.
//!
//! It works on a copy of the tree. All lines of the [table](table) are made switchable there by an environment variable, so the
//! copy is compiled once, and each line costs one run of one test. A test that hangs or crashes without the line has noticed
//! too.

mod table;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};

use crate::commands::Checkout;
use table::{Enforcement, TABLE};

/// The variable that names the line that is out.
const VARIABLE: &str = "SIMPLETRADER_LINE_OUT";

/// A test that is not over by then hangs.
const HANG: Duration = Duration::from_secs(60);

/// What is copied: all that the sandbox's tests need.
const PARTS: [&str; 11] =
    ["Cargo.toml", "Cargo.lock", "runtime", "guest-sdk", "example-workers", "tests", "benches", "xtask", "wit", "docs", ".cargo"];

/// Tries every line, or the one of this name.
pub fn run(checkout: &Checkout, arguments: &[String]) -> anyhow::Result<()> {
    let chosen: Vec<&Enforcement> = match arguments {
        [] => TABLE.iter().collect(),
        [name] => TABLE.iter().filter(|line| line.name == name).collect(),
        _ => bail!("`prove-limits` takes the name of one line, or nothing"),
    };
    if chosen.is_empty() {
        let names: Vec<_> = TABLE.iter().map(|line| line.name).collect();
        bail!("there is no such line; there are: {}", names.join(", "));
    }
    let copy = checkout.target.join("prove-limits");
    let tree = copy.join("tree");
    make_copy(&checkout.root, &tree)?;
    make_switchable(&tree.join("runtime/sandbox/src"))?;
    let binary = build(&tree, &copy.join("target"))?;
    let mut unnoticed = 0;
    for line in chosen {
        let intact = run_test(&binary, &tree, line.test, None)?;
        let without = run_test(&binary, &tree, line.test, Some(line.name))?;
        let proved = intact == Outcome::Passed && without != Outcome::Passed;
        unnoticed += usize::from(!proved);
        let verdict = if proved { "proved" } else { "NOT PROVED" };
        println!("{verdict:<11}{:<18} with the line: {intact:?}, without: {without:?}  ({})", line.name, line.test);
    }
    if unnoticed > 0 {
        bail!("{unnoticed} lines can be taken out and nobody notices");
    }
    Ok(())
}

/// How one test ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Passed,
    Failed,
    Hung,
}

/// Copies the tree, without what is built and what git keeps. Files that did not change keep their time, so that the copy is
/// not compiled again each time.
fn make_copy(root: &Path, tree: &Path) -> anyhow::Result<()> {
    fs::create_dir_all(tree).with_context(|| format!("{} cannot be made", tree.display()))?;
    for part in PARTS {
        let (from, to) = (root.join(part), tree.join(part));
        if from.exists() {
            copy(&from, &to).with_context(|| format!("copying {}", from.display()))?;
        }
    }
    Ok(())
}

fn copy(from: &Path, to: &Path) -> anyhow::Result<()> {
    if from.is_dir() {
        fs::create_dir_all(to)?;
        for entry in fs::read_dir(from)? {
            let entry = entry?;
            if entry.file_name() != "target" {
                copy(&entry.path(), &to.join(entry.file_name()))?;
            }
        }
        return Ok(());
    }
    write_if_changed(to, &fs::read(from)?)
}

fn write_if_changed(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    if fs::read(path).is_ok_and(|old| old == bytes) {
        return Ok(());
    }
    fs::write(path, bytes).with_context(|| format!("{} cannot be written", path.display()))
}

/// Gives every line of the table its switch.
fn make_switchable(sources: &Path) -> anyhow::Result<()> {
    let library = sources.join("lib.rs");
    let mut files: Vec<(PathBuf, String)> = vec![(library.clone(), fs::read_to_string(&library)?)];
    for line in TABLE {
        let path = sources.join(line.file);
        let place = match files.iter().position(|(known, _)| *known == path) {
            Some(place) => place,
            None => {
                files.push((path.clone(), fs::read_to_string(&path)?));
                files.len() - 1
            }
        };
        files[place].1 = switched(&files[place].1, line)?;
    }
    for (path, mut text) in files {
        if path == library {
            text += &format!(
                "\n/// Whether this line is taken out.\npub(crate) fn line_is_out(name: &str) -> bool {{\n    std::env::var(\"{VARIABLE}\").is_ok_and(|out| out == name)\n}}\n"
            );
        }
        fs::write(&path, text)?;
    }
    Ok(())
}

/// The source with one line switchable.
fn switched(source: &str, line: &Enforcement) -> anyhow::Result<String> {
    let found = source.matches(line.text).count();
    if found != 1 {
        bail!("{}: `{}` occurs {found} times; correct xtask/src/prove_limits/table.rs", line.file, line.text);
    }
    let out = format!("crate::line_is_out(\"{}\")", line.name);
    Ok(source.replace(line.text, &line.without.replace("OUT", &out)))
}

/// Compiles the sandbox's tests in the copy and says where the program is.
fn build(tree: &Path, target: &Path) -> anyhow::Result<PathBuf> {
    eprintln!("xtask: building the copy; the first time this takes as long as the project itself");
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .current_dir(tree)
        .env("CARGO_TARGET_DIR", target)
        .args(["test", "--workspace", "--test", "sandbox", "--no-run", "--message-format", "json"])
        .stderr(Stdio::inherit())
        .output()
        .context("cargo cannot be started")?;
    if !output.status.success() {
        bail!("the copy does not compile: a line of the table no longer fits its source");
    }
    let text = String::from_utf8_lossy(&output.stdout);
    let program = text.lines().rev().filter(|line| line.contains("\"name\":\"sandbox\"")).find_map(|line| {
        let (_, rest) = line.split_once("\"executable\":\"")?;
        rest.split('"').next()
    });
    program.map(PathBuf::from).context("cargo did not say where the tests are")
}

/// Runs one test of the program, with one line out or none.
fn run_test(program: &Path, tree: &Path, test: &str, out: Option<&str>) -> anyhow::Result<Outcome> {
    let mut command = Command::new(program);
    command.args(["--exact", test]).current_dir(tree.join("runtime/sandbox")).stdout(Stdio::null()).stderr(Stdio::null());
    if let Some(name) = out {
        command.env(VARIABLE, name);
    }
    let mut child = command.spawn().with_context(|| format!("{} cannot be started", program.display()))?;
    let started = Instant::now();
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(if status.success() { Outcome::Passed } else { Outcome::Failed });
        }
        if started.elapsed() > HANG {
            child.kill()?;
            child.wait()?;
            return Ok(Outcome::Hung);
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn repository() -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
    }

    #[test]
    fn every_line_of_the_table_stands_once_in_its_source() {
        for line in TABLE {
            let source = fs::read_to_string(repository().join("runtime/sandbox/src").join(line.file)).unwrap();
            let switched = switched(&source, line).unwrap_or_else(|error| panic!("{}: {error}", line.name));
            assert!(switched.contains(&format!("line_is_out(\"{}\")", line.name)), "{} has a switch", line.name);
        }
    }

    #[test]
    fn every_test_of_the_table_exists() {
        for line in TABLE {
            let (file, test) = line.test.split_once("::").unwrap();
            let path = repository().join("runtime/sandbox/tests/sandbox").join(format!("{file}.rs"));
            let source = fs::read_to_string(path).unwrap();
            assert!(source.contains(&format!("fn {test}()")), "{}: {} is not in {file}.rs", line.name, test);
        }
    }

    #[test]
    fn names_are_unique() {
        let mut names: Vec<_> = TABLE.iter().map(|line| line.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), TABLE.len());
    }

    #[test]
    fn a_line_that_is_gone_or_there_twice_is_told() {
        let line = &TABLE[0];
        assert!(switched("fn f() {}", line).unwrap_err().to_string().contains("occurs 0 times"));
        let twice = format!("{0} {0}", line.text);
        assert!(switched(&twice, line).unwrap_err().to_string().contains("occurs 2 times"));
    }
}
