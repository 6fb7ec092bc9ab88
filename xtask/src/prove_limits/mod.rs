//! `cargo xtask prove-limits`: a limit that is configured and not enforced is the most common defect of a sandbox, so each line
//! that enforces one is taken out, and the test that should notice must fail.
//!
//! It works on a copy of the tree. All lines of the [table] are made switchable there by an environment variable, so the
//! copy is compiled once, and each line costs one run of one test. A test that hangs or crashes without the line has noticed
//! too.
//!
//! Given a word, it tries the lines whose names contain it, and builds only the tests of those.

mod table;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};

use crate::commands::Checkout;
use table::{Enforcement, Program, lines};

/// The variable that names the line that is out.
const VARIABLE: &str = "SIMPLETRADER_LINE_GONE";

/// A test that is not over by then hangs.
const HANG: Duration = Duration::from_secs(60);

/// What is copied: all that the tests need.
const PARTS: [&str; 11] =
    ["Cargo.toml", "Cargo.lock", "runtime", "guest-sdk", "example-workers", "tests", "benches", "xtask", "wit", "docs", ".cargo"];

/// Tries every line, or those whose names contain this word.
pub fn run(checkout: &Checkout, arguments: &[String]) -> anyhow::Result<()> {
    let chosen = match arguments {
        [] => lines().collect(),
        [word] => chosen(word)?,
        _ => bail!("`prove-limits` takes one word of the names of lines, or nothing"),
    };
    let copy = checkout.target.join("prove-limits");
    let tree = copy.join("tree");
    make_copy(&checkout.root, &tree)?;
    make_switchable(&tree.join("runtime"))?;
    let programs = build(&tree, &copy.join("target"), chosen.iter().map(|line| line.program).collect())?;
    let mut unnoticed = 0;
    // Many lines share a test, which need not pass more than once.
    let mut intact = BTreeMap::new();
    for line in &chosen {
        let binary = programs.get(&line.program).context("a program of tests was not built")?;
        let directory = tree.join("runtime").join(line.program.package);
        let with = match intact.get(&(line.program, line.test)) {
            Some(outcome) => *outcome,
            None => run_test(binary, &directory, line.test, None)?,
        };
        intact.insert((line.program, line.test), with);
        let without = run_test(binary, &directory, line.test, Some(line.name))?;
        let proved = with == Outcome::Passed && without != Outcome::Passed;
        unnoticed += usize::from(!proved);
        let verdict = if proved { "proved" } else { "NOT PROVED" };
        println!("{verdict:<11}{:<18} with the line: {with:?}, without: {without:?}  ({})", line.name, line.test);
    }
    println!("{} of {} lines are proved", chosen.len() - unnoticed, chosen.len());
    if unnoticed > 0 {
        bail!("{unnoticed} lines can be taken out and nobody notices");
    }
    Ok(())
}

/// The line of this name; otherwise those whose names contain it.
fn chosen(word: &str) -> anyhow::Result<Vec<&'static Enforcement>> {
    if let Some(line) = lines().find(|line| line.name == word) {
        return Ok(vec![line]);
    }
    let chosen: Vec<_> = lines().filter(|line| line.name.contains(word)).collect();
    if chosen.is_empty() {
        let names: Vec<_> = lines().map(|line| line.name).collect();
        bail!("there is no such line; there are: {}", names.join(", "));
    }
    Ok(chosen)
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

/// Gives every line of the table its switch, in the packages below `runtime`.
fn make_switchable(runtime: &Path) -> anyhow::Result<()> {
    let mut files = BTreeMap::new();
    for line in lines() {
        let path = source_of(runtime, line);
        let text = match files.remove(&path) {
            Some(text) => text,
            None => fs::read_to_string(&path).with_context(|| format!("{} cannot be read", path.display()))?,
        };
        files.insert(path, switched(&text, line)?);
    }
    for package in lines().map(|line| line.package).collect::<BTreeSet<_>>() {
        let library = runtime.join(package).join("src/lib.rs");
        let mut text = fs::read_to_string(&library)?;
        text += &format!(
            "\n/// Whether this line is taken out.\npub(crate) fn line_is_out(name: &str) -> bool {{\n    std::env::var(\"{VARIABLE}\").is_ok_and(|out| out == name)\n}}\n"
        );
        files.insert(library, text);
    }
    for (path, text) in files {
        fs::write(&path, text)?;
    }
    Ok(())
}

/// The file that the line stands in.
fn source_of(runtime: &Path, line: &Enforcement) -> PathBuf {
    runtime.join(line.package).join("src").join(line.file)
}

/// The source with one line switchable.
fn switched(source: &str, line: &Enforcement) -> anyhow::Result<String> {
    let found = source.matches(line.text).count();
    if found != 1 {
        bail!("{}: `{}` occurs {found} times; correct xtask/src/prove_limits/table", line.file, line.text);
    }
    let out = format!("crate::line_is_out(\"{}\")", line.name);
    Ok(source.replace(line.text, &line.without.replace("OUT", &out)))
}

/// Compiles the tests in the copy and says where the programs are.
fn build(tree: &Path, target: &Path, wanted: BTreeSet<Program>) -> anyhow::Result<BTreeMap<Program, PathBuf>> {
    eprintln!("xtask: building the copy; the first time this takes as long as the project itself");
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut built = BTreeMap::new();
    for package in wanted.iter().map(|program| program.package).collect::<BTreeSet<_>>() {
        let programs = || wanted.iter().filter(move |program| program.package == package);
        let mut command = Command::new(&cargo);
        command.current_dir(tree).env("CARGO_TARGET_DIR", target).stderr(Stdio::inherit());
        command.args([
            "test",
            "--no-run",
            "--message-format",
            "json-render-diagnostics",
            "--package",
            &format!("simpletrader-{package}"),
        ]);
        for program in programs() {
            match program.target {
                Some(name) => command.args(["--test", name]),
                None => command.arg("--lib"),
            };
        }
        let output = command.output().context("cargo cannot be started")?;
        if !output.status.success() {
            bail!("the copy does not compile: a line of the table no longer fits its source");
        }
        let text = String::from_utf8_lossy(&output.stdout);
        for program in programs() {
            let binary = executable(&text, program).with_context(|| format!("cargo did not say where {program:?} is"))?;
            built.insert(*program, binary);
        }
    }
    Ok(built)
}

/// Where a program of tests is, in the messages of cargo.
fn executable(messages: &str, program: &Program) -> Option<PathBuf> {
    let kind = if program.target.is_some() { "\"kind\":[\"test\"]" } else { "\"kind\":[\"lib\"]" };
    let name = match program.target {
        Some(name) => format!("\"name\":\"{name}\""),
        None => format!("\"name\":\"simpletrader_{}\"", program.package),
    };
    let of_it = |line: &&str| [kind, &name, "\"test\":true"].iter().all(|part| line.contains(part));
    messages.lines().filter(of_it).find_map(|line| {
        let (_, rest) = line.split_once("\"executable\":\"")?;
        rest.split('"').next().map(PathBuf::from)
    })
}

/// Runs one test of the program, with one line out or none.
fn run_test(program: &Path, directory: &Path, test: &str, out: Option<&str>) -> anyhow::Result<Outcome> {
    let mut command = Command::new(program);
    command.args(["--exact", test]).current_dir(directory).stdout(Stdio::null()).stderr(Stdio::null());
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

    fn runtime() -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../runtime")
    }

    #[test]
    fn every_line_of_the_table_stands_once_in_its_source() {
        for line in lines() {
            let source = fs::read_to_string(source_of(&runtime(), line)).unwrap();
            let switched = switched(&source, line).unwrap_or_else(|error| panic!("{}: {error}", line.name));
            assert!(switched.contains(&format!("line_is_out(\"{}\")", line.name)), "{} has a switch", line.name);
        }
    }

    /// Where a test may stand: the path of its modules is one of files, whose end may be a module within a file.
    fn sources_of_test(line: &Enforcement) -> Vec<PathBuf> {
        let package = runtime().join(line.program.package);
        let mut modules: Vec<&str> = line.test.split("::").collect();
        modules.pop();
        let folder = match line.program.target {
            Some(target) if modules.is_empty() => return vec![package.join("tests").join(format!("{target}.rs"))],
            Some(target) => package.join("tests").join(target),
            None => {
                assert_eq!(modules.pop(), Some("tests"), "{}", line.test);
                package.join("src")
            }
        };
        let path = folder.join(modules.join("/")).display().to_string();
        [".rs", "/mod.rs", "_tests.rs"].map(|end| PathBuf::from(format!("{path}{end}"))).to_vec()
    }

    #[test]
    fn every_test_of_the_table_exists() {
        for line in lines() {
            let name = line.test.rsplit("::").next().unwrap();
            let mut sources = sources_of_test(line).into_iter().filter_map(|path| fs::read_to_string(path).ok());
            assert!(sources.any(|source| source.contains(&format!("fn {name}()"))), "{}: there is no {}", line.name, line.test);
        }
    }

    #[test]
    fn the_page_says_how_many_lines_there_are() {
        let page = fs::read_to_string(runtime().join("../docs/security.md")).unwrap();
        let count = lines().count();
        assert!(page.contains(&format!("  {count} lines: ")), "docs/security.md does not speak of {count} lines");
    }

    #[test]
    fn names_are_unique() {
        let mut names: Vec<_> = lines().map(|line| line.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), lines().count());
    }

    #[test]
    fn a_word_chooses_the_line_of_that_name_or_all_that_contain_it() {
        assert_eq!(chosen("fuel").unwrap().len(), 1, "although others contain it");
        assert!(chosen("landlock-").unwrap().len() > 1);
        let error = chosen("nonsense").unwrap_err().to_string();
        assert!(error.contains("deadline"), "{error}");
    }

    #[test]
    fn a_program_is_found_by_its_package_and_target() {
        let message = |kind: &str, name: &str, test: bool, path: &str| {
            format!(r#"{{"target":{{"kind":["{kind}"],"name":"{name}"}},"profile":{{"test":{test}}},"executable":{path}}}"#)
        };
        let messages = [
            message("lib", "simpletrader_sandbox", false, "null"),
            message("lib", "simpletrader_sandbox", true, r#""/beside""#),
            message("bin", "sandbox", false, r#""/program""#),
            message("test", "sandbox", true, r#""/tests""#),
        ];
        let found = |target| executable(&messages.join("\n"), &Program { package: "sandbox", target });
        assert_eq!(found(None), Some("/beside".into()));
        assert_eq!(found(Some("sandbox")), Some("/tests".into()));
        assert_eq!(found(Some("other")), None);
    }

    #[test]
    fn a_line_that_is_gone_or_there_twice_is_told() {
        let line = lines().next().unwrap();
        assert!(switched("fn f() {}", line).unwrap_err().to_string().contains("occurs 0 times"));
        let twice = format!("{0} {0}", line.text);
        assert!(switched(&twice, line).unwrap_err().to_string().contains("occurs 2 times"));
    }
}
