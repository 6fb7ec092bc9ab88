//! Rust projects, from the template to the worker file, with the cargo of this machine.
//!
//! The first build of a project compiles the SDK and takes a minute; so these tests hand the intermediates from project to project,
//! one at a time.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use simpletrader_authoring::{BuildError, NewWorker, Program, Project, Toolchains, Workshop, build};

const CATEGORIES: [&str; 9] = [
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

/// The folder that holds the intermediates while no project has them.
static INTERMEDIATES: Mutex<Option<tempfile::TempDir>> = Mutex::new(None);

/// A project that has the intermediates of those before it, until it is dropped.
struct Warm<'a> {
    project: &'a Project,
    shelf: MutexGuard<'static, Option<tempfile::TempDir>>,
}

impl<'a> Warm<'a> {
    fn up(project: &'a Project) -> Self {
        // A test that failed has put them back all the same.
        let mut shelf = INTERMEDIATES.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = shelf.get_or_insert_with(|| tempfile::tempdir().unwrap()).path().join("rust");
        if kept.exists() {
            fs::rename(kept, own(project)).unwrap();
        }
        Self { project, shelf }
    }
}

impl Drop for Warm<'_> {
    fn drop(&mut self) {
        if let Some(shelf) = self.shelf.as_ref() {
            // Without them the next test takes longer, and nothing else.
            let _ = fs::rename(own(self.project), shelf.path().join("rust"));
        }
    }
}

fn own(project: &Project) -> PathBuf {
    project.generated().join("rust")
}

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

/// What a build with a change of the author's file is refused with.
fn refusal(project: &Project, from: &str, to: &str) -> BuildError {
    let original = source(project);
    assert!(original.contains(from), "{from}");
    fs::write(project.source(), original.replace(from, to)).unwrap();
    let refused = build(project, &workshop()).unwrap_err();
    fs::write(project.source(), original).unwrap();
    refused
}

fn line_of(project: &Project, text: &str) -> usize {
    1 + source(project).lines().position(|line| line.contains(text)).unwrap()
}

#[test]
fn a_folder_that_exists_is_left_alone() {
    let place = tempfile::tempdir().unwrap();
    fs::create_dir(place.path().join("my_average")).unwrap();
    let worker = NewWorker::parse("context_worker", "rust", "acme", "my_average").unwrap();
    let error = worker.create(place.path(), &workshop()).unwrap_err();
    assert!(error.message.ends_with("my_average exists already"), "{error}");
    assert_eq!(fs::read_dir(place.path()).unwrap().count(), 1, "and nothing half made lies beside it");
}

#[test]
fn a_new_project_finds_everything_in_its_lock_file() {
    let place = tempfile::tempdir().unwrap();
    let project = create("context_worker", "my_average", place.path());
    let given = locked(&project);
    Program::new("cargo").args(["metadata", "--offline", "--format-version", "1"]).within(&project.root).run().unwrap();
    let taken = locked(&project);
    assert!(taken.len() > 20 && taken.is_subset(&given), "{:?}", taken.difference(&given));
}

#[test]
fn mistakes_are_told_in_the_authors_own_file() {
    let place = tempfile::tempdir().unwrap();
    let project = create("context_worker", "my_average", place.path());
    let _warm = Warm::up(&project);

    let syntax = refusal(&project, "let is_ready =", "let is_ready");
    let line = line_of(&project, "let is_ready =");
    assert!(syntax.to_string().starts_with(&format!("src/lib.rs:{line}:")), "{syntax}");

    let missing_handler = refusal(&project, "fn measure", "fn measures");
    let line = line_of(&project, "impl ContextWorker for");
    let said = missing_handler.to_string();
    assert!(said.contains("`measure`") && said.contains(&format!("src/lib.rs:{line}:")), "{said}");

    let wrong_type = refusal(&project, "Ok(Facts { value:", "Ok(Facts { value: 1 +");
    let line = line_of(&project, "Ok(Facts { value:");
    assert!(wrong_type.to_string().starts_with(&format!("src/lib.rs:{line}:")), "{wrong_type}");

    let not_exported = refusal(&project, "export_worker!(context", "// (");
    assert!(not_exported.to_string().starts_with("src/lib.rs: the module has no export"), "{not_exported}");
    assert!(not_exported.message.contains("`export_worker!(<category> <Type>);`"), "{not_exported}");

    let clock = "unsafe extern \"C\" { safe fn now() -> i64; }\n\nexport_worker!(context";
    let original = source(&project);
    let calling = original.replace("let is_ready =", "let _ = now();\n        let is_ready =");
    fs::write(project.source(), calling).unwrap();
    let foreign = refusal(&project, "export_worker!(context", clock);
    assert!(foreign.to_string().starts_with("Cargo.toml: the module imports `env::now`"), "{foreign}");
    assert!(foreign.message.contains("no clock"), "{foreign}");
}

#[test]
fn the_same_source_gives_the_same_digest_in_another_folder() {
    let (place, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let deeper = elsewhere.path().join("a/deeper/folder");
    fs::create_dir_all(&deeper).unwrap();
    let built = [place.path(), &deeper].map(|parent| {
        let project = create("signal_detector", "twice", parent);
        let _warm = Warm::up(&project);
        // Compiled here, and not taken over from the other folder.
        let _ = fs::remove_dir_all(own(&project).join("target/wasm32-unknown-unknown"));
        let file = build(&project, &workshop()).unwrap();
        let text = String::from_utf8_lossy(&file.bytes).into_owned();
        for folder in [project.root.as_path(), &std::env::home_dir().unwrap()] {
            assert!(!text.contains(folder.to_str().unwrap()), "{} leaks", folder.display());
        }
        file.digest()
    });
    assert_eq!(built[0], built[1]);
}

// mission: 77
#[test]
fn every_category_builds_a_worker_of_its_category() {
    let place = tempfile::tempdir().unwrap();
    for category in CATEGORIES {
        let project = create(category, &format!("my_{category}"), place.path());
        let _warm = Warm::up(&project);
        let file = build(&project, &workshop()).unwrap_or_else(|error| panic!("{category}: {error}"));
        assert_eq!(file.manifest.plugin_id().to_string(), format!("acme/my_{category}/v0.1.0"));
        assert_eq!(file.manifest.category().unwrap().as_str().replace('-', "_"), category);
    }
}

#[test]
fn the_tests_of_every_template_pass() {
    let place = tempfile::tempdir().unwrap();
    // All nine as modules of one crate, so that one test program is linked.
    let project = create("context_worker", "all", place.path());
    let others = tempfile::tempdir().unwrap();
    let mut modules = String::new();
    for category in CATEGORIES {
        let template = create(category, &format!("my_{category}"), others.path());
        fs::write(project.root.join("src").join(format!("{category}.rs")), source(&template)).unwrap();
        modules += &format!("pub mod {category};\n");
    }
    fs::write(project.source(), modules).unwrap();
    let _warm = Warm::up(&project);
    let tests = Program::new("cargo").args(["test", "--lib", "--target-dir"]).args([own(&project).join("target")]);
    let said = tests.within(&project.root).run().unwrap();
    let passed = said.lines().filter(|line| line.starts_with("test ") && line.ends_with("... ok")).count();
    assert!(passed >= CATEGORIES.len(), "{said}");
}
