//! `simpletrader test`: plays the cases of a worker to its finished file, in the sandbox of real runs.

use std::fs;
use std::path::{Path, PathBuf};

use simpletrader_cases::{CaseFile, Verdict, update};
use simpletrader_config::source::SourceText;
use simpletrader_sandbox::LoadedWorker;

use crate::alone;
use crate::exit::{Failure, Kind};
use crate::look::look;
use crate::projects;
use crate::replace::replace;
use crate::sandbox::Compiling;
use crate::session::refused;

/// Play the cases of a worker to it, in the sandbox.
///
/// Cases say what a worker is told and what it must answer; `docs/testing-workers.md` describes them. Exit codes: 0 all are
/// right, 3 one is wrong, 2 a case or the worker file cannot be read.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// A worker project, whose cases/*.yaml are played, or one case file.
    #[arg(default_value = ".")]
    target: PathBuf,
    /// Play them to this worker file instead of the project's own; nothing is built then.
    #[arg(long, value_name = "WASM")]
    worker: Option<PathBuf>,
    /// Write what came where something else was expected, and where an `expect:` is empty.
    #[arg(long)]
    update: bool,
    /// Run the language's own tests of the project too, outside the sandbox.
    #[arg(long)]
    lang_native: bool,
    #[command(flatten)]
    compiling: Compiling,
}

/// Runs the command.
///
/// # Errors
/// When a file cannot be read or built, or a case is wrong.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let files = case_files(&arguments.target)?;
    let worker = match &arguments.worker {
        Some(worker) => worker.clone(),
        None => projects::worker_of(&project_folder(&arguments.target))?,
    };
    let sandbox = arguments.compiling.sandbox()?;
    let loaded = alone::load(&sandbox, &worker)?;
    println!("{}  sha256 {}", loaded.facts().manifest.plugin_id(), loaded.facts().digest);
    let mut count = Count::default();
    for path in &files {
        play_file(path, &loaded, arguments.update, &mut count)?;
    }
    println!("{}", count.summary());
    if arguments.lang_native {
        projects::run_native_tests(&project_folder(&arguments.target))?;
    }
    if count.wrong == 0 {
        return Ok(());
    }
    let help = "look at what differs; if what came is right, `simpletrader test --update` writes it into the file";
    Err(Failure::shown(Kind::Worker, format!("error: {} of {} cases are wrong\n  help: {help}", count.wrong, count.cases)))
}

/// How many cases there were.
#[derive(Debug, Default)]
struct Count {
    cases: usize,
    wrong: usize,
    updated: usize,
}

impl Count {
    fn summary(&self) -> String {
        let cases = if self.cases == 1 { "1 case".to_owned() } else { format!("{} cases", self.cases) };
        match (self.wrong, self.updated) {
            (0, 0) => format!("{cases}, all right"),
            (0, updated) => format!("{cases}, all right, {updated} written anew"),
            (wrong, _) => format!("{cases}, {wrong} wrong"),
        }
    }
}

/// The case files of a project, in the order of their names, or the one that is named.
fn case_files(target: &Path) -> Result<Vec<PathBuf>, Failure> {
    if target.is_file() {
        return Ok(vec![target.to_owned()]);
    }
    let folder = target.join("cases");
    let entries = fs::read_dir(&folder).map_err(|error| {
        Failure::input(format!("{}: {error}\n  help: write cases there; docs/testing-workers.md shows how", folder.display()))
    })?;
    let is_yaml = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "yaml" || extension == "yml");
    let mut files: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).filter(is_yaml).collect();
    files.sort();
    if files.is_empty() {
        let help = "write cases/<what they show>.yaml; docs/testing-workers.md shows how";
        return Err(Failure::input(format!("{} holds no case file\n  help: {help}", folder.display())));
    }
    Ok(files)
}

/// The project that a case file belongs to: the folder above `cases`.
fn project_folder(target: &Path) -> PathBuf {
    if target.is_dir() {
        return target.to_owned();
    }
    let above = target.parent().and_then(Path::parent).filter(|folder| *folder != Path::new(""));
    above.unwrap_or(Path::new(".")).to_owned()
}

fn play_file(path: &Path, worker: &LoadedWorker, may_update: bool, count: &mut Count) -> Result<(), Failure> {
    let (file, verdicts) = play(path, &read(path)?, worker)?;
    println!("{}", shown(path));
    let wrong = verdicts.iter().filter(|verdict| !verdict.is_right()).count();
    let verdicts = if wrong > 0 && may_update { rewrite(path, &file, verdicts, worker, count)? } else { verdicts };
    for verdict in &verdicts {
        print!("{}", line_of(verdict));
    }
    count.cases += verdicts.len();
    count.wrong += verdicts.iter().filter(|verdict| !verdict.is_right()).count();
    Ok(())
}

/// Writes what came, and plays the file again: what it says then must be what comes.
fn rewrite(
    path: &Path,
    file: &CaseFile,
    verdicts: Vec<Verdict>,
    worker: &LoadedWorker,
    count: &mut Count,
) -> Result<Vec<Verdict>, Failure> {
    let text = update(file, &verdicts);
    let (_, again) = play(path, &text, worker)?;
    if text != file.source.text {
        replace(path, text.as_bytes()).map_err(|error| Failure::other(format!("{}: {error}", path.display())))?;
        count.updated += verdicts.iter().zip(&again).filter(|(before, after)| !before.is_right() && after.is_right()).count();
    }
    Ok(again)
}

fn play(path: &Path, text: &str, worker: &LoadedWorker) -> Result<(CaseFile, Vec<Verdict>), Failure> {
    let file = CaseFile::read(SourceText::new(shown(path), text), worker.facts()).map_err(|findings| refused(&findings, look()))?;
    let verdicts = file.cases.iter().map(|case| case.play(worker)).collect();
    Ok((file, verdicts))
}

fn read(path: &Path) -> Result<String, Failure> {
    let text = fs::read_to_string(path).map_err(|error| Failure::input(format!("{}: {error}", path.display())))?;
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}

/// A path as messages name it.
fn shown(path: &Path) -> String {
    let text = path.to_string_lossy().replace('\\', "/");
    text.strip_prefix("./").map(str::to_owned).unwrap_or(text)
}

/// A case with what it cost; where it is wrong, with what differs and what the worker had to say.
fn line_of(verdict: &Verdict) -> String {
    let cost = &verdict.cost;
    let word = if verdict.is_right() { "right" } else { "WRONG" };
    let calls = if cost.calls == 1 { "1 call".to_owned() } else { format!("{} calls", cost.calls) };
    let mut text =
        format!("  {word}  {}  ({calls}, fuel {} a call at most, {})\n", verdict.case, cost.fuel_max, bytes(cost.memory_bytes));
    if verdict.is_right() {
        return text;
    }
    for mismatch in &verdict.mismatches {
        text += &indented(&mismatch.to_string());
    }
    for line in &verdict.log {
        text += &indented(&format!("{}: {}", line.level, line.text));
    }
    text
}

fn indented(text: &str) -> String {
    text.lines().map(|line| format!("         {line}\n")).collect()
}

/// Memory in the unit of WebAssembly's pages.
pub(super) fn bytes(bytes: u64) -> String {
    format!("{} KiB", bytes / 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_case_file_belongs_to_the_project_above_its_folder() {
        let folder = std::env::current_dir().unwrap();
        assert_eq!(project_folder(&folder), folder);
        assert_eq!(project_folder(Path::new("a/cases/x.yaml")), Path::new("a"));
        assert_eq!(project_folder(Path::new("cases/x.yaml")), Path::new("."));
        assert_eq!(project_folder(Path::new("x.yaml")), Path::new("."));
    }

    #[test]
    fn a_folder_without_cases_says_where_to_write_them() {
        let place = tempfile::tempdir().unwrap();
        assert!(case_files(place.path()).unwrap_err().message.contains("cases"));
        fs::create_dir(place.path().join("cases")).unwrap();
        fs::write(place.path().join("cases/notes.txt"), "").unwrap();
        assert!(case_files(place.path()).unwrap_err().message.contains("holds no case file"));
        fs::write(place.path().join("cases/b.yaml"), "").unwrap();
        fs::write(place.path().join("cases/a.yml"), "").unwrap();
        let found = case_files(place.path()).unwrap();
        assert!(found.iter().map(|path| path.file_name().unwrap()).eq(["a.yml", "b.yaml"]));
    }
}
