//! Documents say what is true: every place they name exists, every command they show is one, every excerpt is the code.

use std::path::Path;

use simpletrader_tests::pipeline::repository;

fn read(name: &str) -> String {
    std::fs::read_to_string(repository().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// Texts between single backticks.
fn code_words(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

#[test]
fn every_place_that_the_architecture_page_names_exists() {
    let page = read("docs/architecture.md");
    let roots = ["runtime/", "wit", "guest-sdk/", "example-workers", "tests", "xtask", "docs/"];
    let places: Vec<&str> =
        code_words(&page).filter(|word| !word.contains(' ') && roots.iter().any(|root| word.starts_with(root))).collect();
    assert!(places.len() > 25, "the page names its places in backticks");
    for place in places {
        assert!(repository().join(place).exists(), "docs/architecture.md names `{place}`");
    }
}

#[test]
fn every_crate_of_the_runtime_is_on_the_map() {
    let page = read("docs/architecture.md");
    for entry in std::fs::read_dir(repository().join("runtime")).unwrap().flatten() {
        let name = format!("`runtime/{}`", entry.file_name().to_string_lossy());
        assert!(page.contains(&name), "docs/architecture.md lacks {name}");
    }
}

#[test]
fn every_link_of_the_readme_leads_somewhere() {
    let readme = read("README.md");
    let targets: Vec<&str> = readme.split("](").skip(1).filter_map(|rest| rest.split(')').next()).collect();
    assert!(targets.len() >= 5);
    for target in targets.iter().filter(|target| !target.contains("://")) {
        assert!(repository().join(target).exists(), "README.md links to {target}");
    }
}

#[test]
fn the_figures_of_the_readme_are_those_that_were_measured() {
    let (readme, page) = (read("README.md"), read("docs/performance.md"));
    let measured = |what: &str| {
        let row =
            page.lines().find_map(|line| line.strip_prefix(&format!("| {what} | "))).unwrap_or_else(|| panic!("no row `{what}`"));
        row.split(" | ").nth(1).unwrap().replace('×', "times")
    };
    for (what, before) in [
        ("a call through the engine ÷ the same call of wasmtime alone", "costs"),
        ("a million bars, bar by bar", "take"),
        ("memory over a million bars", "and"),
        ("memory over ten million bars", "ten million take"),
        ("NautilusTrader with a strategy in Python ÷ bar by bar", "takes"),
    ] {
        let told = format!("{before} {}", measured(what));
        assert!(readme.contains(&told), "README.md does not say `{told}`: {what}");
    }
}

#[test]
fn the_worker_in_the_readme_is_the_worker_that_is_built() {
    let readme = read("README.md");
    let (_, rest) = readme.split_once("```rust\n").unwrap();
    let (excerpt, _) = rest.split_once("```").unwrap();
    assert!(excerpt.lines().count() > 10);
    assert!(read("example-workers/sma/src/lib.rs").contains(excerpt), "the excerpt differs from example-workers/sma/src/lib.rs");
}

#[test]
fn the_tasks_of_the_readme_and_of_ci_are_tasks() {
    let tasks = read("xtask/src/main.rs");
    for document in ["README.md", ".ci/run"] {
        let text = read(document);
        let named: Vec<&str> = text.split("cargo xtask ").skip(1).filter_map(|rest| rest.split([' ', '`', '\n']).next()).collect();
        assert!(!named.is_empty(), "{document}");
        for task in named {
            assert!(tasks.contains(&format!("\"{task}\" =>")), "{document} names the task `{task}`");
        }
    }
    assert!(read(".ci/run").contains("cargo xtask test"), "CI calls the README's test command");
}

#[test]
fn every_test_that_the_security_page_names_exists() {
    let page = read("docs/security.md");
    let named: Vec<(&str, &str)> = code_words(&page).filter_map(|word| word.split_once(".rs::")).collect();
    assert!(named.len() > 25, "a promise names its test: {}", named.len());
    for (file, test) in named {
        let source = read(&format!("{file}.rs"));
        assert!(
            source.contains(&format!("#[test]\nfn {test}()")) || source.contains(&format!("#[test]\n    fn {test}()")),
            "{file}.rs has no test {test}"
        );
    }
    // A promise without a test is a hope.
    let (promised, _) = page.split_once("## What is not promised").unwrap();
    for row in promised.lines().filter(|line| line.starts_with("| ") && !line.contains("---")) {
        let is_head = row.starts_with("| promise |") || row.starts_with("| who |");
        assert!(is_head || row.contains(".rs::") || WHO.iter().any(|who| row.starts_with(who)), "no test: {row}");
    }
}

/// Rows of the security page that say who is trusted: no promises.
const WHO: [&str; 5] =
    ["| the operator", "| the author of a worker", "| whoever hands", "| the author of a configuration", "| wasmtime,"];

#[test]
fn nothing_in_the_documents_speaks_of_a_machine() {
    for document in ["README.md", "CHANGELOG.md", "docs/architecture.md", "docs/mission.md", "docs/security.md", "docs/wasi.md"] {
        let text = read(document);
        for root in ["home", "root", "tmp", "work"].map(|name| format!("/{name}/")) {
            assert!(!text.contains(&root), "{document} has a path below {root}");
        }
        assert!(Path::new(document).is_relative());
    }
}
