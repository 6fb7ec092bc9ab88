//! Zig projects, from the template to the worker file, with the zig of this machine; skipped by name where there is none.

mod support;

use simpletrader_authoring::Language;
use support::{CATEGORIES, builds, create, is_here, is_reproducible, line_of, refusal};

const ZIG: Language = Language::Zig;

#[test]
fn a_project_of_every_category_builds() {
    if is_here(ZIG) {
        let place = tempfile::tempdir().unwrap();
        CATEGORIES.into_iter().for_each(|category| builds(&create(category, ZIG, place.path()), category));
    }
}

#[test]
fn the_same_source_gives_the_same_file_in_another_folder() {
    if is_here(ZIG) {
        is_reproducible(ZIG);
    }
}

#[test]
fn a_mistake_in_the_language_is_told_with_its_line() {
    if !is_here(ZIG) {
        return;
    }
    let place = tempfile::tempdir().unwrap();
    let project = create("context_worker", ZIG, place.path());
    let line = line_of(&project, "st_sma_next");
    let error = refusal(&project, "st_sma_next(&mean, close)", "st_sma_next(&mean, closing)");
    assert!(error.to_string().starts_with(&format!("worker.zig:{line}:")), "{error}");
    assert!(error.message.contains("undeclared identifier 'closing'"), "{error}");
    let error = refusal(&project, "const close = ", "const close == ");
    assert!(error.to_string().starts_with(&format!("worker.zig:{}:", line - 1)), "{error}");
}

#[test]
fn a_handler_that_is_missing_or_of_another_type_is_told_at_its_line() {
    if !is_here(ZIG) {
        return;
    }
    let place = tempfile::tempdir().unwrap();
    let project = create("context_worker", ZIG, place.path());
    let wanted = "write `pub fn measure(at: st.Instant, bar: st.Bar, inputs: st.None) !Facts`";
    let error = refusal(&project, "pub fn measure(", "pub fn mesure(");
    assert_eq!(error.to_string(), format!("worker.zig: it has no handler: {wanted}"));
    let line = line_of(&project, "pub fn measure(");
    let refused = format!("worker.zig:{line}: `measure` takes or returns something else than the host wants: {wanted}");
    assert_eq!(refusal(&project, "_: st.None) !Facts", "_: st.None) !f64").to_string(), refused);
    assert_eq!(refusal(&project, "_: st.Instant, bar", "_: f64, bar").to_string(), refused);
}

#[test]
fn a_description_that_makes_no_sense_is_told() {
    if !is_here(ZIG) {
        return;
    }
    let place = tempfile::tempdir().unwrap();
    let project = create("context_worker", ZIG, place.path());
    let error = refusal(&project, "period: i64", "period: u32");
    assert_eq!(error.to_string(), "worker.zig: Params.period is declared as u32, and must be an i64");
    let error = refusal(&project, ".{ .value = \"Mean", ".{ .valve = \"Mean");
    assert_eq!(error.to_string(), "worker.zig: Facts.about says nothing about `value`");
    let error = refusal(&project, "pub const about: st.About", "pub const who: st.About");
    assert!(error.to_string().starts_with("worker.zig: it does not say what it is"), "{error}");
    let error = refusal(&project, ".min = \"1\"", ".min = \"one\"");
    assert!(error.to_string().contains("the .min of the parameter `period`, \"one\", is not of its kind"), "{error}");
}

#[test]
fn what_reaches_for_the_system_and_what_was_not_asked_for_is_told_with_what_to_do() {
    if !is_here(ZIG) {
        return;
    }
    let place = tempfile::tempdir().unwrap();
    let project = create("context_worker", ZIG, place.path());
    let line = line_of(&project, "st_sma_start");
    let printing = "    @import(\"std\").debug.print(\"started\\n\", .{});\n    st.c.st_sma_start(";
    let error = refusal(&project, "    st.c.st_sma_start(", printing);
    assert!(error.to_string().starts_with(&format!("worker.zig:{line}: the worker needs `")), "{error}");
    assert!(error.help.contains("st.log"), "{error}");
    let error = refusal(&project, "    st.c.st_sma_start(", "    st.log(st.c.ST_INFO, \"started\", .{});\n    st.c.st_sma_start(");
    assert_eq!(error.message, "the worker uses `log` without asking for it");
    assert!(error.help.contains("`.logs = true`"), "{error}");
}
