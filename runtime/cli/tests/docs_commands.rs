//! The commands in the documents, carried out: what a page tells a reader to type is typed here, in order, and does what it says.
//!
//! A fenced block is marked by a comment on the line before it:
//!
//! * `<!-- run: rust -->` before a block of `sh`: its commands are run. `rust` is the toolchain that they need; where it is
//!   missing, the rest of the page is skipped, and said to be.
//! * `<!-- write: folder/file -->`: the block is the new content of that file.
//! * `<!-- prints -->`: each line of the block is in what the commands just before have printed; `…` stands for anything.
//!
//! A page has a folder of its own, with a copy of the sample strategies and the plug-ins where a checkout has them. Each block
//! begins in that folder and ends at the first command that fails.
//!
//! A page with a marked block and no test is a failure: [`PAGES`] lists what has one.

mod support;

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use simpletrader_authoring::{Language, Toolchain, Workshop};

/// What to do with a block, and the line of the page on which it begins.
#[derive(Debug, PartialEq, Eq)]
enum Step {
    Run { toolchain: String, script: String, line: usize },
    Write { file: String, content: String },
    Prints { expected: String, line: usize },
}

/// The marked blocks of a page, in order.
fn steps(page: &str) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut lines = page.lines().enumerate();
    while let Some((_, line)) = lines.next() {
        let Some(mark) = line.trim().strip_prefix("<!-- ").and_then(|rest| rest.strip_suffix(" -->")) else { continue };
        let (what, detail) = mark.split_once(": ").unwrap_or((mark, ""));
        if !["run", "write", "prints"].contains(&what) {
            continue;
        }
        let (number, fence) = lines.next().unwrap_or_else(|| panic!("nothing follows `{line}`"));
        assert!(fence.trim_start().starts_with("```"), "a block must follow `{line}`");
        let block: String =
            lines.by_ref().map(|(_, line)| line).take_while(|line| line.trim() != "```").map(|line| format!("{line}\n")).collect();
        steps.push(match what {
            "run" => Step::Run { toolchain: detail.to_owned(), script: block, line: number + 1 },
            "write" => Step::Write { file: detail.to_owned(), content: block },
            _ => Step::Prints { expected: block, line: number + 1 },
        });
    }
    steps
}

/// Whether a line of a document, with `…` for anything, stands in a text.
fn stands_in(line: &str, text: &str) -> bool {
    let fits = |candidate: &str| {
        let mut rest = candidate;
        line.split('…').all(|part| match rest.split_once(part.trim_end()) {
            Some((_, behind)) => {
                rest = behind;
                true
            }
            None => false,
        })
    };
    text.lines().any(fits)
}

fn toolchain_is_missing(name: &str) -> Option<String> {
    let language = Language::parse(name).unwrap_or_else(|error| panic!("{error}"));
    match language.toolchain(&Workshop::of_environment().unwrap()) {
        Toolchain::Ready(_) => None,
        Toolchain::Missing(what) => Some(what),
    }
}

/// A folder like a checkout, as far as the pages need one.
struct Desk {
    folder: tempfile::TempDir,
}

impl Desk {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let repository = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        support::copy(&repository.join("example-workers/strategies"), &folder.path().join("example-workers/strategies"));
        support::copy(&repository.join("plugins"), &folder.path().join("plugins"));
        Self { folder }
    }

    /// Runs a script, each command shown before it, and returns all that was printed.
    fn run(&self, script: &str) -> Result<String, String> {
        let tool = PathBuf::from(env!("CARGO_BIN_EXE_simpletrader"));
        let path = format!("{}:{}", tool.parent().unwrap().display(), std::env::var("PATH").unwrap());
        let mut shell = Command::new("bash");
        shell.args(["-euo", "pipefail", "-c", &format!("exec 2>&1\n{script}")]).current_dir(self.folder.path());
        shell.env("PATH", path).env("SIMPLETRADER_CACHE", support::cache()).env("NO_COLOR", "1");
        let output = shell.output().unwrap();
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        if output.status.success() { Ok(text) } else { Err(text) }
    }
}

/// Carries out a page of `docs/`.
fn carry_out(page: &str) {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs").join(page)).unwrap();
    let steps = steps(&text);
    let runs = steps.iter().filter(|step| matches!(step, Step::Run { .. })).count();
    assert!(runs > 0, "docs/{page} marks no command");
    let desk = Desk::new();
    let mut printed = String::new();
    for step in steps {
        match step {
            Step::Run { toolchain, script, line } => {
                if let Some(missing) = toolchain_is_missing(&toolchain) {
                    // Past the capture of a test's output, so that nobody takes the page for tested.
                    let _ = writeln!(std::io::stderr(), "skipped: docs/{page} from line {line} on, because {missing}");
                    return;
                }
                printed = desk.run(&script).unwrap_or_else(|said| panic!("docs/{page}:{line}: the commands fail:\n{said}"));
            }
            Step::Write { file, content } => {
                let path = desk.folder.path().join(&file);
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(path, content).unwrap();
            }
            Step::Prints { expected, line } => {
                for wanted in expected.lines().filter(|line| !line.trim().is_empty()) {
                    assert!(stands_in(wanted, &printed), "docs/{page}:{line}: `{wanted}` is not printed, but:\n{printed}");
                }
            }
        }
    }
}

#[test]
fn marked_blocks_are_found_and_others_are_not() {
    let page =
        "text\n```sh\nrm -rf everything\n```\n<!-- run: rust -->\n```sh\necho a\necho b\n```\n<!-- prints -->\n```text\na\n```\n";
    let run = Step::Run { toolchain: "rust".to_owned(), script: "echo a\necho b\n".to_owned(), line: 6 };
    assert_eq!(steps(page), [run, Step::Prints { expected: "a\n".to_owned(), line: 11 }]);
}

#[test]
fn a_command_that_fails_in_the_middle_fails_the_page() {
    let desk = Desk::new();
    assert_eq!(desk.run("echo one; echo two >&2"), Ok("one\ntwo\n".to_owned()));
    assert_eq!(desk.run("echo one\nfalse\necho two"), Err("one\n".to_owned()));
    assert!(desk.run("ls example-workers/strategies plugins/simpletrader").unwrap().contains("sma"));
}

#[test]
fn an_ellipsis_stands_for_anything_and_everything_else_for_itself() {
    assert!(stands_in("  size  … bytes", "x\n  size  163090 bytes\n"));
    assert!(!stands_in("  size  … bytes", "x\n  size  163090\n bytes"));
    assert!(!stands_in("period: Bars", "period: bars"));
}

/// The pages that have a test each, and the list by which none is forgotten.
macro_rules! pages {
    ($($test:ident: $page:literal,)+) => {
        const PAGES: &[&str] = &[$($page),+];

        $(
            #[test]
            fn $test() {
                carry_out($page);
            }
        )+
    };
}

pages! {
    the_commands_about_worker_projects_do_what_the_page_says: "authoring.md",
    the_first_worker_in_c_is_made_as_the_page_says: "first-worker-c.md",
    the_first_worker_in_python_is_made_as_the_page_says: "first-worker-python.md",
    the_first_worker_in_rust_is_made_as_the_page_says: "first-worker-rust.md",
    the_first_worker_in_typescript_is_made_as_the_page_says: "first-worker-typescript.md",
}

#[test]
fn every_page_that_marks_commands_has_a_test() {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs");
    let marks_commands = |path: &Path| {
        let is_page = path.extension().is_some_and(|extension| extension == "md");
        is_page && steps(&fs::read_to_string(path).unwrap()).iter().any(|step| matches!(step, Step::Run { .. }))
    };
    let paths = fs::read_dir(docs).unwrap().map(|entry| entry.unwrap().path()).filter(|path| marks_commands(path));
    let mut marked: Vec<String> = paths.map(|path| path.file_name().unwrap().to_string_lossy().into_owned()).collect();
    marked.sort();
    assert_eq!(marked, PAGES, "the pages with marked commands, and those that a test carries out");
}
