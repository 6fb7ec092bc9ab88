//! Projects from templates, built with the toolchains of this machine; tests of a language without one are skipped by name.
#![allow(dead_code)] // Each test file uses a part of it.

use std::fs;
use std::path::Path;

use simpletrader_authoring::{BuildError, Language, NewWorker, Project, Toolchain, Toolchains, Workshop, build};

pub const CATEGORIES: [&str; 9] = [
    "context_worker",
    "signal_detector",
    "risk_monitor",
    "strategy_planner",
    "entry_planner",
    "size_planner",
    "exit_planner",
    "execution_planner",
    "execution_worker",
];

/// Toolchains where the user has them.
pub fn workshop() -> Workshop {
    Workshop { toolchains: Toolchains::of_environment().unwrap(), say: |_| {} }
}

/// Whether there is a toolchain; says so where there is none.
pub fn is_here(language: Language) -> bool {
    match language.toolchain(&workshop()) {
        Toolchain::Ready(_) => true,
        Toolchain::Missing(reason) => {
            eprintln!("skipped: workers in {language}: {reason}");
            false
        }
    }
}

pub fn create(category: &str, language: Language, parent: &Path) -> Project {
    let name = format!("my_{category}");
    NewWorker::parse(category, language.as_str(), "acme", &name).unwrap().create(parent, &workshop()).unwrap()
}

/// The template of a category becomes a worker of that category, with a closed schema of parameters.
pub fn builds(project: &Project, category: &str) {
    let file = build(project, &workshop()).unwrap_or_else(|error| panic!("{category}: {error}"));
    assert_eq!(file.manifest.plugin_id().to_string(), format!("acme/my_{category}/v0.1.0"));
    assert_eq!(file.manifest.category().unwrap().as_str(), category.replace('_', "-"));
    assert_eq!(file.schema["additionalProperties"], false);
}

/// The same source gives the same bytes, again and in another folder, and no path of this machine is in them.
pub fn is_reproducible(language: Language) {
    let places = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let files = places.each_ref().map(|place| {
        let project = create("context_worker", language, place.path());
        let first = build(&project, &workshop()).unwrap();
        let again = build(&project, &workshop()).unwrap();
        assert_eq!(first.bytes, again.bytes, "a second build takes what is compiled already and changes nothing");
        first
    });
    assert_eq!(files[0].digest(), files[1].digest());
    let text = String::from_utf8_lossy(&files[0].bytes);
    assert!(!text.contains(places[0].path().to_str().unwrap()), "no path of this machine is in it");
}

/// What becomes of the project with another text in place of one of the author's.
pub fn refusal(project: &Project, from: &str, to: &str) -> BuildError {
    refusal_with(project, |source| source.replace(from, to))
}

pub fn refusal_with(project: &Project, change: impl Fn(&str) -> String) -> BuildError {
    let original = fs::read_to_string(project.source()).unwrap();
    let changed = change(&original);
    assert_ne!(changed, original, "the change found its place");
    fs::write(project.source(), changed).unwrap();
    let built = build(project, &workshop());
    fs::write(project.source(), original).unwrap();
    built.map(|file| file.digest()).expect_err("a mistake is no worker")
}

/// The line of the author's file that holds a text.
pub fn line_of(project: &Project, text: &str) -> u32 {
    let source = fs::read_to_string(project.source()).unwrap();
    source.lines().position(|line| line.contains(text)).unwrap() as u32 + 1
}
