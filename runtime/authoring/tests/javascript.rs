//! Projects in TypeScript and JavaScript, from the template to the worker file, and the SDK's own tests. Where the toolchain is not
//! installed (`simpletrader toolchain install typescript`), these tests say so and do nothing.

use std::fs;
use std::path::Path;

use simpletrader_authoring::language::javascript;
use simpletrader_authoring::{BuildError, Language, NewWorker, Program, Project, Toolchain, Workshop, build};
use simpletrader_contracts::worker::Category;

const SDK: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../guest-sdk/js");

/// The workshop of this user, if the toolchain is there.
fn workshop(test: &str) -> Option<Workshop> {
    let workshop = Workshop { say: |_| {}, ..Workshop::of_environment().unwrap() };
    match Language::TypeScript.toolchain(&workshop) {
        Toolchain::Ready(_) => Some(workshop),
        Toolchain::Missing(what) => {
            eprintln!("skipped: {test}: the toolchain of TypeScript lacks something: {what}");
            None
        }
    }
}

fn create(category: &str, language: &str, parent: &Path, workshop: &Workshop) -> Project {
    NewWorker::parse(category, language, "acme", "my_average").unwrap().create(parent, workshop).unwrap()
}

/// Why the project cannot be built with another text in place of its own.
fn refusal(project: &Project, workshop: &Workshop, (from, to): (&str, &str)) -> BuildError {
    let original = fs::read_to_string(project.source()).unwrap();
    let changed = original.replacen(from, to, 1);
    assert_ne!(changed, original, "the change found its place");
    fs::write(project.source(), changed).unwrap();
    let refused = build(project, workshop).expect_err(to);
    fs::write(project.source(), original).unwrap();
    refused
}

/// Runs the project's own tests; what was printed, where one fails.
fn native_tests(project: &Project, workshop: &Workshop) -> Result<(), String> {
    let output = javascript::native_tests(project, workshop).unwrap().output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    if output.status.success() { Ok(()) } else { Err(text(&output.stdout) + &text(&output.stderr)) }
}

#[test]
fn the_sdks_own_tests_pass_in_node() {
    let Some(workshop) = workshop("the_sdks_own_tests_pass_in_node") else { return };
    let Toolchain::Ready(found) = Language::TypeScript.toolchain(&workshop) else { return };
    let toolchain = found.rsplit(", ").next().unwrap();
    let place = tempfile::tempdir().unwrap();
    let settings = place.path().join("settings.json");
    let sdk = Path::new(SDK).canonicalize().unwrap();
    let text = serde_json::json!({"project": sdk, "entry": "", "sdk": sdk, "out": place.path(), "toolchain": toolchain});
    fs::write(&settings, text.to_string()).unwrap();
    let script = sdk.join("toolchain/build.mjs");
    let types = Program::new("node").args([
        Path::new(toolchain).join("node_modules/typescript/bin/tsc").as_os_str(),
        "-p".as_ref(),
        sdk.as_os_str(),
    ]);
    types.run().unwrap_or_else(|error| panic!("{error}"));
    let ended =
        Program::new("node").args([script.as_os_str(), "test".as_ref(), settings.as_os_str()]).within(&sdk).output().unwrap();
    let answer = fs::read_to_string(place.path().join("answer.json")).unwrap();
    assert_eq!(answer, r#"{"ok":true}"#, "{}{}", ended.stdout, ended.stderr);
    let passed = ended.stdout.lines().find_map(|line| line.strip_prefix("# pass ")?.parse::<u32>().ok());
    assert!(passed > Some(30), "{}", ended.stdout);
}

#[test]
fn a_new_project_builds_into_a_worker_of_its_name_in_both_languages() {
    let Some(workshop) = workshop("a_new_project_builds_into_a_worker_of_its_name_in_both_languages") else { return };
    for language in ["typescript", "javascript"] {
        let place = tempfile::tempdir().unwrap();
        let project = create("context_worker", language, place.path(), &workshop);
        let file = build(&project, &workshop).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(file.manifest.plugin_id().to_string(), "acme/my_average/v0.1.0");
        assert_eq!(file.schema["properties"]["period"]["maximum"], 10_000);
        assert_eq!(file.manifest.outputs[0].name.as_str(), "value");
    }
}

#[test]
fn a_new_project_of_every_category_describes_itself_and_passes_its_own_test() {
    let Some(workshop) = workshop("a_new_project_of_every_category_describes_itself_and_passes_its_own_test") else { return };
    for category in Category::ALL {
        for language in ["typescript", "javascript"] {
            let place = tempfile::tempdir().unwrap();
            let project = create(category.as_str(), language, place.path(), &workshop);
            let (manifest, _) = javascript::describe(&project, &workshop).unwrap_or_else(|error| panic!("{category}: {error}"));
            let manifest = simpletrader_contracts::worker::WorkerManifest::parse(manifest.to_string().as_bytes()).unwrap();
            assert_eq!(manifest.category(), Some(*category), "{language}");
            let tested = native_tests(&project, &workshop);
            assert!(tested.is_ok(), "{category} in {language}: {tested:?}");
        }
    }
}

#[test]
fn mistakes_are_told_at_the_authors_own_line() {
    let Some(workshop) = workshop("mistakes_are_told_at_the_authors_own_line") else { return };
    let place = tempfile::tempdir().unwrap();
    let project = create("context_worker", "typescript", place.path(), &workshop);
    let told = |from: &str, to: &str| {
        let text = refusal(&project, &workshop, (from, to)).to_string();
        text.lines().next().unwrap_or_default().to_owned()
    };
    // A syntax error, a missing handler, another type returned, a fact misspelt, a parameter's rule misspelt.
    assert_eq!(told("params: {", "params {"), r#"worker.ts:11:10: Expected "}" but found "{""#);
    let missing = told("measure(at", "mesure(at");
    assert!(missing.starts_with("worker.ts:15:3: Property 'measure' is missing in type"), "{missing}");
    let returned = told("sum / period : NaN", "\"no\" : NaN");
    assert!(returned.starts_with("worker.ts:15:3: The types returned by 'measure(...).value' are incompatible"), "{returned}");
    assert!(returned.ends_with("Type 'string' is not assignable to type 'number'. (TS2322)"), "{returned}");
    assert!(told("{ value: closes", "{ valeu: closes").contains("Property 'value' is missing in type '{ valeu: number; }'"));
    assert!(told("doc: \"Bars", "docs: \"Bars").ends_with("Did you mean to write 'doc'? (TS2561)"));
    // What a worker has not: modules of Node, packages that are not installed, globals of a browser.
    let nodes = "is Node's; a worker has no files, network or clock: all it gets comes with its calls";
    assert_eq!(told("import {", "import fs from \"fs\";\nimport {"), format!("worker.ts:3:16: `fs` {nodes}"));
    let package = "there is no module `lodash`; a package must be installed in the project, by `npm install`";
    assert_eq!(told("import {", "import _ from \"lodash\";\nimport {"), format!("worker.ts:3:15: {package}"));
    assert_eq!(told("bar.close", "Number(fetch(\"x\"))"), "worker.ts:20:28: Cannot find name 'fetch'. (TS2304)");
    // What the worker says of itself when it is asked.
    assert!(told("export default", "export const it =").starts_with("worker.ts: there is no default export: write"));
    assert!(told("export default", "JSON.parse(\"{\");\nexport default").starts_with("worker.ts:5:6: SyntaxError: "));
    assert!(told("version: \"0.1.0\"", "version: \"0.1\"").starts_with("worker.ts: "));
}

#[test]
fn mistakes_in_javascript_are_told_as_well() {
    let Some(workshop) = workshop("mistakes_in_javascript_are_told_as_well") else { return };
    let place = tempfile::tempdir().unwrap();
    let project = create("signal_detector", "javascript", place.path(), &workshop);
    let told = |from: &str, to: &str| refusal(&project, &workshop, (from, to)).to_string();
    let missing = told("detect(at", "detects(at");
    assert!(missing.starts_with("worker.js:15:3: Property 'detect' is missing"), "{missing}");
    let import = told("import {", "import http from \"node:http\";\nimport {");
    assert!(import.starts_with("worker.js:3:18: `node:http` is Node's"), "{import}");
}

#[test]
fn a_native_test_that_fails_is_an_error() {
    let Some(workshop) = workshop("a_native_test_that_fails_is_an_error") else { return };
    let place = tempfile::tempdir().unwrap();
    let project = create("context_worker", "typescript", place.path(), &workshop);
    let test = project.root.join("worker.test.ts");
    let changed = fs::read_to_string(&test).unwrap().replace("101", "102");
    fs::write(&test, changed).unwrap();
    let printed = native_tests(&project, &workshop).unwrap_err();
    assert!(printed.contains("101 !== 102") && printed.ends_with("a native test has failed; see above\n"), "{printed}");
    fs::remove_file(&test).unwrap();
    let printed = native_tests(&project, &workshop).unwrap_err();
    assert!(printed.starts_with("there is no `*.test.ts`"), "{printed}");
}
