//! Rust projects, from the template to the worker file, with the cargo of this machine.
//!
//! The first build of a project compiles the SDK and takes a minute; these tests hand its intermediates from project to project.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use simpletrader_authoring::{BuildError, NewWorker, Program, Project, Toolchains, Workshop, build};

fn workshop() -> Workshop {
    Workshop { toolchains: Toolchains::below("unused"), say: |_| {} }
}

fn create(category: &str, name: &str, parent: &Path) -> Project {
    let worker = NewWorker::parse(category, "rust", "acme", name).unwrap();
    worker.create(parent, &workshop()).unwrap()
}

fn source(project: &Project) -> String {
    fs::read_to_string(project.source()).unwrap()
}

/// Names and versions in the lock file.
fn locked(project: &Project) -> BTreeSet<String> {
    let text = fs::read_to_string(project.root.join("Cargo.lock")).unwrap();
    let packages = text.split("[[package]]\n").skip(1);
    packages.map(|package| package.lines().take(2).collect::<Vec<_>>().join(" ")).collect()
}

/// Builds the project with another author's text in place of its own.
fn build_with(project: &Project, change: impl Fn(&str) -> String) -> Result<Vec<u8>, BuildError> {
    let original = source(project);
    let changed = change(&original);
    assert_ne!(changed, original, "the change found its place");
    fs::write(project.source(), changed).unwrap();
    let built = build(project, &workshop()).map(|file| file.bytes);
    fs::write(project.source(), original).unwrap();
    built
}

#[test]
fn a_new_project_builds_from_its_lock_file_and_mistakes_are_told_in_the_authors_file() {
    let place = tempfile::tempdir().unwrap();
    let project = create("context_worker", "my_average", place.path());

    // The lock file is complete: cargo looks nothing up, and takes out at most what this project does without.
    let given = locked(&project);
    Program::new("cargo").args(["metadata", "--offline", "--format-version", "1"]).within(&project.root).run().unwrap();
    let taken = locked(&project);
    assert!(taken.len() > 20 && taken.is_subset(&given), "{:?}", taken.difference(&given));

    let file = build(&project, &workshop()).unwrap();
    assert_eq!(file.manifest.plugin_id().to_string(), "acme/my_average/v0.1.0");
    assert!(file.install(&project.output()).unwrap());
    assert!(project.output().join("acme/my_average/v0.1.0.wasm").is_file());

    let error = build_with(&project, |text| text.replace("let is_ready =", "let is_ready")).unwrap_err();
    let line = 1 + source(&project).lines().position(|line| line.contains("let is_ready")).unwrap();
    let place_of_error = error.place.as_ref().unwrap().to_string();
    assert!(place_of_error.starts_with(&format!("src/lib.rs:{line}:")), "{error}");

    let error = build_with(&project, |text| text.replace("export_worker!(context", "// (")).unwrap_err();
    assert!(error.to_string().starts_with("src/lib.rs: ") && error.message.contains("export_worker!"), "{error}");

    let error = build_with(&project, |text| text.replace("fn measure", "fn measures")).unwrap_err();
    assert!(error.message.contains("`measure`") || error.message.contains("`measures`"), "{error}");

    // The same project in another folder.
    let elsewhere = tempfile::tempdir().unwrap();
    let other = create("context_worker", "my_average", elsewhere.path());
    let moved = |project: &Project| project.generated().join("rust");
    fs::create_dir_all(other.generated()).unwrap();
    fs::rename(moved(&project), moved(&other)).unwrap();
    assert_eq!(build(&other, &workshop()).unwrap().digest(), file.digest());
}
