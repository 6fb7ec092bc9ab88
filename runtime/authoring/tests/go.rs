//! Go projects, from the template to the worker file, with the Go of this machine; skipped by name where there is none.

mod support;

use std::fs;

use simpletrader_authoring::{Language, build};
use support::{CATEGORIES, builds, create, is_here, is_reproducible, line_of, refusal, workshop};

const GO: Language = Language::Go;

#[test]
fn a_project_of_every_category_builds() {
    if is_here(GO) {
        let place = tempfile::tempdir().unwrap();
        CATEGORIES.into_iter().for_each(|category| builds(&create(category, GO, place.path()), category));
    }
}

#[test]
fn the_same_source_gives_the_same_file_in_another_folder() {
    if is_here(GO) {
        is_reproducible(GO);
    }
}

#[test]
fn a_worker_imports_the_contract_alone() {
    if is_here(GO) {
        let place = tempfile::tempdir().unwrap();
        let file = build(&create("signal_detector", GO, place.path()), &workshop()).unwrap();
        // The interface of WASI that Go's runtime wants is closed inside: its name is that of a module there, and of no import.
        let text = String::from_utf8_lossy(&file.bytes);
        assert!(text.contains("wasi_snapshot_preview1") && !text.contains("wasi:"));
    }
}

#[test]
fn a_mistake_in_the_language_is_told_with_its_line() {
    if !is_here(GO) {
        return;
    }
    let place = tempfile::tempdir().unwrap();
    let project = create("context_worker", GO, place.path());
    let line = line_of(&project, "w.mean.Next(price)");
    let error = refusal(&project, "w.mean.Next(price)", "w.mean.Nxet(price)");
    assert!(error.to_string().starts_with(&format!("worker.go:{line}:")), "{error}");
    assert!(error.message.contains("w.mean.Nxet undefined"), "{error}");
    let error = refusal(&project, "price := ", "price := := ");
    assert!(error.to_string().starts_with(&format!("worker.go:{}:", line - 1)), "{error}");
    assert!(error.message.contains("syntax error"), "{error}");
}

#[test]
fn a_handler_that_is_missing_or_of_another_type_is_told_with_what_it_must_be() {
    if !is_here(GO) {
        return;
    }
    let place = tempfile::tempdir().unwrap();
    let project = create("context_worker", GO, place.path());
    for (from, to) in [("Measure(", "Mesure("), ("bar st.Bar", "bar float64"), ("(facts, error)", "facts")] {
        let error = refusal(&project, from, to);
        assert!(error.to_string().starts_with("worker.go:"), "{from}: {error}");
        assert!(error.help.contains("`Measure(at st.Instant, bar st.Bar, inputs I) (F, error)`"), "{from}: {error}");
    }
}

#[test]
fn a_description_that_makes_no_sense_is_told_by_its_field() {
    if !is_here(GO) {
        return;
    }
    let place = tempfile::tempdir().unwrap();
    let project = create("context_worker", GO, place.path());
    for (from, to, wanted) in [
        ("\tPeriod", "\tWide uint8\n\tPeriod", "worker.go: params.Wide cannot be a parameter of type uint8"),
        (
            "min:\"1\"",
            "min:\"1\" default:\"0\"",
            "worker.go: params.Period has a default that will not do: it must be between 1 and",
        ),
    ] {
        let error = refusal(&project, from, to).to_string();
        assert!(error.starts_with(wanted), "{error}");
    }
    let error = refusal(&project, "\"my_context_worker\"", "\"My-Worker\"");
    assert!(error.message.contains("snake_case"), "{error}");
}

#[test]
fn what_reaches_for_the_system_and_what_was_not_asked_for_is_told_with_what_to_do() {
    if !is_here(GO) {
        return;
    }
    let place = tempfile::tempdir().unwrap();
    let project = create("context_worker", GO, place.path());
    let line = line_of(&project, "import st");
    let error = refusal(&project, "import st", "import \"os\"\nimport st");
    assert!(error.to_string().starts_with(&format!("worker.go:{line}: a worker cannot use `os`")), "{error}");
    let error = refusal(&project, "\treturn nil\n", "\tst.Log(st.Info, \"started\")\n\treturn nil\n");
    assert_eq!(error.message, "the worker uses `log` without asking for it");
    assert!(error.help.contains("`Logs: true`"), "{error}");
}

#[test]
fn a_module_without_a_name_is_told() {
    if is_here(GO) {
        let place = tempfile::tempdir().unwrap();
        let project = create("context_worker", GO, place.path());
        fs::write(project.root.join("go.mod"), "go 1.25\n").unwrap();
        let error = build(&project, &workshop()).map(|file| file.digest()).unwrap_err();
        assert_eq!(error.to_string(), "go.mod: it names no module\n  help: write `module my_worker`");
    }
}
