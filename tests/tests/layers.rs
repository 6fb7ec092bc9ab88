//! The house: which crate may know which, and what names may not look like.

use simpletrader_tests::pipeline::repository;

/// The crates of this project that a crate of the runtime depends on, without its tests.
fn dependencies(name: &str) -> Vec<String> {
    let text = std::fs::read_to_string(repository().join("runtime").join(name).join("Cargo.toml")).unwrap();
    let (_, rest) = text.split_once("\n[dependencies]\n").unwrap();
    let section = rest.split("\n[").next().unwrap_or_default();
    section.lines().filter_map(|line| line.strip_prefix("simpletrader-")?.split(['.', ' ']).next()).map(str::to_owned).collect()
}

// mission: 87
#[test]
fn a_crate_knows_only_the_layers_below_it() {
    for (name, below) in [
        ("contracts", &[][..]),
        ("config", &["contracts"]),
        ("engine", &["config", "contracts"]),
        ("cases", &["config", "contracts"]),
        ("sandbox", &["contracts"]),
        ("report", &["contracts"]),
        ("package", &["contracts"]),
        ("authoring", &["contracts", "package"]),
    ] {
        let mut known = dependencies(name);
        known.sort();
        assert_eq!(known, below, "runtime/{name}");
    }
    assert!(dependencies("cli").len() > 4, "the command joins them");
}

// mission: 86
#[test]
fn no_schema_type_carries_a_suffix_for_what_it_is() {
    let mut types = 0;
    let mut folders = vec![repository().join("runtime/config/src")];
    while let Some(folder) = folders.pop() {
        for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                let named = |line: &str| line.strip_prefix("pub struct ").or(line.strip_prefix("pub enum ")).map(str::to_owned);
                for line in text.lines().filter_map(named) {
                    types += 1;
                    let name = line.split(|end: char| !end.is_alphanumeric()).next().unwrap_or_default().to_lowercase();
                    assert!(!name.ends_with("dto"), "{}: {line}", path.display());
                }
            }
        }
    }
    assert!(types > 30, "the schemas were found");
}

/// The tests of the Rust files below a folder.
fn tests_below(folder: &str) -> usize {
    let mut count = 0;
    let mut folders = vec![repository().join(folder)];
    while let Some(folder) = folders.pop() {
        for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = std::fs::read_to_string(path).unwrap();
                count += text.lines().filter(|line| line.trim() == "#[test]").count();
            }
        }
    }
    count
}

// mission: 51, 57 (partly)
#[test]
fn the_configuration_has_the_tests_that_were_asked_for() {
    let schemas = tests_below("runtime/config/src/schema") + tests_below("runtime/config/tests");
    assert!(schemas >= 60, "{schemas} tests of the schemas");
    let pipeline = tests_below("runtime/config");
    assert!(pipeline >= 80, "{pipeline} tests from YAML to build specs");
}

// mission: 69
#[test]
fn the_core_of_the_platform_has_the_tests_that_were_asked_for() {
    let flow = ["flow", "planning", "strategy", "supervision"].map(|part| tests_below(&format!("runtime/engine/src/{part}")));
    let core = flow.iter().sum::<usize>() + tests_below("runtime/engine/tests");
    assert!(core >= 70, "{core} tests of flow, planning and supervision");
}

// mission: 77 (partly)
#[test]
fn the_worker_foundation_has_the_tests_that_were_asked_for() {
    let foundation = tests_below("guest-sdk/rust") + tests_below("guest-sdk/native");
    assert!(foundation >= 40, "{foundation} tests of the SDK and the native host");
}

// mission: 89
#[test]
fn the_whole_suite_has_the_size_that_was_planned() {
    let all: usize = ["benches", "example-workers", "guest-sdk", "runtime", "tests", "xtask"].map(tests_below).iter().sum();
    assert!(all >= 800, "{all} test functions");
}
