//! Python projects, from the template to the worker file. Where the toolchain is not installed
//! (`simpletrader toolchain install python`), these tests say so and do nothing.

use std::fs;
use std::path::{Path, PathBuf};

use simpletrader_authoring::{BuildError, Language, NewWorker, Program, Project, Toolchain, Workshop, build};

const SDK: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../guest-sdk/python");

/// The workshop of this user, if Python's toolchain is there.
fn workshop(test: &str) -> Option<Workshop> {
    let workshop = Workshop { say: |_| {}, ..Workshop::of_environment().unwrap() };
    match Language::Python.toolchain(&workshop) {
        Toolchain::Ready(_) => Some(workshop),
        Toolchain::Missing(what) => {
            eprintln!("skipped: {test}: the toolchain of Python lacks {what}");
            None
        }
    }
}

fn create(category: &str, parent: &Path, workshop: &Workshop) -> Project {
    NewWorker::parse(category, "python", "acme", "my_average").unwrap().create(parent, workshop).unwrap()
}

/// Why the project cannot be built with another text in place of its own.
fn refusal(project: &Project, workshop: &Workshop, change: (&str, &str)) -> BuildError {
    let original = fs::read_to_string(project.source()).unwrap();
    let changed = original.replacen(change.0, change.1, 1);
    assert_ne!(changed, original, "the change found its place");
    fs::write(project.source(), changed).unwrap();
    let refused = build(project, workshop).unwrap_err();
    fs::write(project.source(), original).unwrap();
    refused
}

fn line_of(project: &Project, text: &str) -> usize {
    let source = fs::read_to_string(project.source()).unwrap();
    1 + source.lines().position(|line| line.contains(text)).unwrap()
}

#[test]
fn a_new_project_builds_into_a_worker_of_its_name() {
    let Some(workshop) = workshop("a_new_project_builds_into_a_worker_of_its_name") else { return };
    let place = tempfile::tempdir().unwrap();
    let project = create("context_worker", place.path(), &workshop);
    let file = build(&project, &workshop).unwrap();
    assert_eq!(file.manifest.plugin_id().to_string(), "acme/my_average/v0.1.0");
    assert_eq!(file.schema["properties"]["period"]["maximum"], 10_000);
    assert_eq!(file.manifest.outputs[0].name.as_str(), "value");
}

#[test]
fn mistakes_are_told_at_the_authors_own_line() {
    let Some(workshop) = workshop("mistakes_are_told_at_the_authors_own_line") else { return };
    let place = tempfile::tempdir().unwrap();
    let project = create("context_worker", place.path(), &workshop);
    let import = "from typing import Annotated, NamedTuple";
    let (measure, class) = (line_of(&project, "def measure"), line_of(&project, "class MyAverage"));
    let (about, first) = (line_of(&project, "about ="), line_of(&project, import));
    let numpy = format!("import numpy\n{import}");
    let native = format!("import ctypes\n{import}");
    for (change, line, message) in [
        (("-> Facts:", "-> Facts"), measure, "SyntaxError: "),
        (("def measure", "def mesure"), class, "MyAverage has no handler: write def measure(self, at, bar, inputs)"),
        (("bar: Bar, inputs: NoInputs", "bar: Bar"), measure, "must be def measure(self, at, bar, inputs)"),
        (("\"0.1.0\"", "\"0.1\""), about, "ValueError: version: must be a semantic version"),
        ((import, &*numpy), first, "there is no module `numpy`"),
        // This one the machine has; the interpreter inside the worker has not.
        ((import, &*native), first, "this import needs the module `_ctypes`"),
    ] {
        let error = refusal(&project, &workshop, change);
        let text = error.to_string();
        assert!(text.starts_with(&format!("worker.py:{line}: ")) && text.contains(message), "{change:?}: {text}");
        assert!(error.output.is_empty(), "{text}");
    }
}

#[test]
fn without_the_toolchain_the_author_is_told_what_installs_it() {
    let place = tempfile::tempdir().unwrap();
    let workshop = Workshop { toolchains: simpletrader_authoring::Toolchains::below(place.path().join("none")), say: |_| {} };
    let project = create("context_worker", place.path(), &workshop);
    let error = build(&project, &workshop).unwrap_err();
    assert_eq!(error.help, "run `simpletrader toolchain install python`");
}

/// Runs `python3 -m unittest` in a folder; nothing where there is no Python.
fn unittest(folder: &Path, sdk: &Path, arguments: &[&str]) {
    if Program::new("python3").args(["--version"]).first_line().is_none() {
        eprintln!("skipped: the tests in {}: there is no python3", folder.display());
        return;
    }
    let arguments = [&["-B", "-m", "unittest"], arguments].concat();
    let ended = Program::new("python3").args(arguments).env("PYTHONPATH", sdk).within(folder).output().unwrap();
    assert!(ended.success, "{}", ended.stderr);
    assert!(ended.stderr.contains("Ran ") && !ended.stderr.contains("Ran 0 tests"), "{}", ended.stderr);
}

#[test]
fn the_sdks_own_tests_pass() {
    unittest(Path::new(SDK), Path::new(SDK), &["discover"]);
}

#[test]
fn the_tests_of_a_new_project_pass_before_it_is_built() {
    for category in templates() {
        let place = tempfile::tempdir().unwrap();
        let workshop = Workshop { say: |_| {}, ..Workshop::of_environment().unwrap() };
        let project = create(&category, place.path(), &workshop);
        unittest(&project.root, &project.generated().join("sdk/python"), &[]);
    }
}

/// The categories that have a template.
fn templates() -> Vec<String> {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/templates/python"));
    let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.filter(|name| name != "all").collect()
}
