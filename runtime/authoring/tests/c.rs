//! C projects, from the template to the worker file, with the clang of this machine; skipped by name where there is none.

mod support;

use std::fs;

use simpletrader_authoring::Language;
use support::{CATEGORIES, builds, create, is_here, is_reproducible, line_of, refusal, refusal_with};

#[test]
fn a_project_of_every_category_builds_in_c_and_in_cpp() {
    if !is_here(Language::C) {
        return;
    }
    let [c, cpp] = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    for category in CATEGORIES {
        let project = create(category, Language::C, c.path());
        builds(&project, category);
        // The library is the same, and compiled already.
        let other = create(category, Language::Cpp, cpp.path());
        fs::rename(project.generated().join("c"), other.generated().join("c")).unwrap();
        builds(&other, category);
    }
}

#[test]
fn the_same_source_gives_the_same_file_in_another_folder() {
    if !is_here(Language::C) {
        return;
    }
    is_reproducible(Language::C);
    is_reproducible(Language::Cpp);
}

#[test]
fn a_mistake_in_the_language_is_told_with_its_line() {
    if !is_here(Language::C) {
        return;
    }
    let place = tempfile::tempdir().unwrap();
    let project = create("context_worker", Language::C, place.path());
    let line = line_of(&project, "st_sma_next");
    let error = refusal(&project, "st_sma_next(&mean, close);", "st_sma_next(&mean, closing);");
    assert!(error.to_string().starts_with(&format!("worker.c:{line}:")), "{error}");
    assert!(error.message.contains("undeclared identifier 'closing'"), "{error}");

    let error = refusal(&project, "    return ST_OK;\n}\n\nst_result st_measure", "}\n\nst_result st_measure");
    assert!(error.message.contains("non-void function does not return"), "{error}");
}

#[test]
fn a_handler_that_is_missing_misspelt_or_of_another_type_is_told() {
    if !is_here(Language::C) {
        return;
    }
    let place = tempfile::tempdir().unwrap();
    let project = create("context_worker", Language::C, place.path());
    let without = |source: &str| source.split("st_result st_measure(").next().unwrap().to_owned();
    let error = refusal_with(&project, without);
    assert_eq!(error.message, "worker.c defines no `st_measure`, the handler of a context-worker");
    assert!(error.help.starts_with("write `st_result st_measure(st_instant at, const st_bar *bar"), "{error}");

    let error = refusal(&project, "st_result st_measure(", "st_result st_mesure(");
    assert!(error.message.contains("no previous prototype for function 'st_mesure'"), "{error}");

    let line = line_of(&project, "st_result st_measure(");
    let error = refusal(&project, "st_result st_measure(", "double st_measure(");
    assert!(error.to_string().starts_with(&format!("worker.c:{line}:")), "{error}");
    assert!(error.message.contains("conflicting types for 'st_measure'"), "{error}");
}

#[test]
fn what_reaches_for_the_system_is_told_with_its_line_and_what_to_use() {
    if !is_here(Language::C) {
        return;
    }
    let place = tempfile::tempdir().unwrap();
    let project = create("context_worker", Language::C, place.path());
    let line = line_of(&project, "st_sma_start");
    let error = refusal(&project, "    st_sma_start(", "    __builtin_printf(\"started\\n\"); st_sma_start(");
    assert!(error.to_string().contains("`puts` needs `fd_") || error.to_string().contains("printf"), "{error}");
    assert!(error.help.contains("st_log"), "{error}");

    let clock = "    extern long long time(long long *); st_sma_start(&mean, (uint32_t)time(0)); st_sma_start(";
    let error = refusal(&project, "    st_sma_start(", clock);
    assert!(error.to_string().starts_with(&format!("worker.c:{line}: `time` needs")), "{error}");
    assert!(error.help.contains("instant of the call"), "{error}");
}

#[test]
fn a_capability_that_was_not_asked_for_is_told_with_the_field_to_add() {
    if !is_here(Language::C) {
        return;
    }
    let place = tempfile::tempdir().unwrap();
    let project = create("context_worker", Language::C, place.path());
    let error = refusal(&project, "    st_sma_start(", "    st_log(ST_INFO, \"started\"); st_sma_start(");
    assert_eq!(error.message, "the worker uses `log` without asking for it");
    assert!(error.help.contains("`.logs = true`"), "{error}");
}

#[test]
fn a_table_that_makes_no_sense_is_told_before_anything_runs() {
    if !is_here(Language::C) {
        return;
    }
    let place = tempfile::tempdir().unwrap();
    let project = create("context_worker", Language::C, place.path());
    let error = refusal(&project, ".min = \"1\"", ".min = \"one\"");
    assert!(error.to_string().contains("the .min of the parameter `period`, \"one\", is not of its kind"), "{error}");
    let error = refusal(&project, ".name = \"my_context_worker\"", ".name = \"My-Worker\"");
    assert!(error.to_string().contains("snake_case"), "{error}");
}

#[test]
fn a_file_that_is_no_worker_or_two_is_told_what_to_write() {
    if !is_here(Language::C) {
        return;
    }
    let place = tempfile::tempdir().unwrap();
    let project = create("context_worker", Language::C, place.path());
    let error = refusal(&project, "ST_CONTEXT_WORKER(", "const st_about about = (st_about) { 0 }; void unused(");
    assert!(error.place.is_some(), "{error}");
    let error = refusal(
        &project,
        "ST_CONTEXT_WORKER(",
        "extern const char st_this_is_a_risk_monitor;\nconst char st_this_is_a_risk_monitor = 1;\nST_CONTEXT_WORKER(",
    );
    assert!(error.message.contains("says that it is"), "{error}");
}
