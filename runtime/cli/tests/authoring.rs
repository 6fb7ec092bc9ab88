//! `new`, `build`, `toolchain`, `completions` and `man` as a user calls them. What takes a compiler is tested in
//! `runtime/authoring/tests` and by the commands of the documents.

mod support;

use std::fs;
use std::path::Path;
use std::process::Command;

use support::Answer;

/// Runs the command in a folder, with these programs at hand.
fn run_with_path(folder: &Path, path: &str, arguments: &[&str]) -> Answer {
    let mut command = Command::new(env!("CARGO_BIN_EXE_simpletrader"));
    command.args(arguments).current_dir(folder).env("SIMPLETRADER_CACHE", support::cache()).env("PATH", path);
    command.env("SIMPLETRADER_TOOLCHAINS", folder.join("no toolchains"));
    let output = command.output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    Answer { code: output.status.code().unwrap(), out: text(&output.stdout), err: text(&output.stderr) }
}

fn run(folder: &Path, arguments: &[&str]) -> Answer {
    run_with_path(folder, &std::env::var("PATH").unwrap(), arguments)
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn what_cannot_be_made_is_refused_and_leaves_nothing() {
    let place = tempfile::tempdir().unwrap();
    for (name, arguments) in [
        ("an_unknown_category", &["new", "contxt_worker", "mine", "--lang", "rust"]),
        ("an_unknown_language", &["new", "context_worker", "mine", "--lang", "pyhton"]),
        ("a_name_that_will_not_do", &["new", "context_worker", "My-Average", "--lang", "rust"]),
    ] {
        let answer = run(place.path(), arguments);
        insta::assert_snapshot!(name, answer.shown());
    }
    assert_eq!(names(place.path()), Vec::<String>::new());
    fs::create_dir(place.path().join("mine")).unwrap();
    let answer = run(place.path(), &["new", "context_worker", "mine", "--lang", "rust"]);
    insta::assert_snapshot!("a_folder_that_exists", answer.shown());
    assert_eq!(names(&place.path().join("mine")), Vec::<String>::new());
}

#[test]
fn a_new_project_says_what_to_do_next_and_holds_what_its_language_wants() {
    let place = tempfile::tempdir().unwrap();
    let answer = run(place.path(), &["new", "context-worker", "my_average", "--lang", "rust", "--vendor", "acme"]);
    insta::assert_snapshot!("a_new_project", answer.shown());
    let project = place.path().join("my_average");
    let all = [".gitignore", ".simpletrader", ".vscode", "Cargo.lock", "Cargo.toml", "README.md", "cases", "src"];
    assert_eq!(names(&project), all);
    assert!(fs::read_to_string(project.join("src/lib.rs")).unwrap().contains(r#"About::new("acme", "my_average""#));
}

#[test]
fn what_is_no_project_or_two_is_not_built() {
    let place = tempfile::tempdir().unwrap();
    insta::assert_snapshot!("no_project", run(place.path(), &["build"]).shown());
    for file in ["worker.c", "worker.zig"] {
        fs::write(place.path().join(file), "").unwrap();
    }
    insta::assert_snapshot!("two_projects", run(place.path(), &["build"]).shown());
    insta::assert_snapshot!("no_folder", run(place.path(), &["build", "nowhere"]).shown());
}

#[test]
fn a_toolchain_that_is_missing_is_named_with_the_way_to_get_it() {
    let place = tempfile::tempdir().unwrap();
    let nothing = place.path().join("no programs").into_os_string().into_string().unwrap();
    let made = run_with_path(place.path(), &nothing, &["new", "context_worker", "mine", "--lang", "rust"]);
    assert_eq!(made.code, 0, "a project can be made before its toolchain is there: {}", made.shown());
    assert!(made.err.contains("there is no Rust compiler") && made.err.contains("toolchain install rust"), "{}", made.shown());
    insta::assert_snapshot!("no_compiler", run_with_path(place.path(), &nothing, &["build", "mine"]).shown());
    insta::assert_snapshot!("no_rustup", run_with_path(place.path(), &nothing, &["toolchain", "install", "rust"]).shown());
    let listed = run_with_path(place.path(), &nothing, &["toolchain", "list"]);
    assert!(listed.out.contains("rust        missing  there is no Rust compiler"), "{}", listed.shown());
}

#[test]
fn a_slip_in_the_last_language_is_told_before_anything_is_installed() {
    let place = tempfile::tempdir().unwrap();
    let answer = run(place.path(), &["toolchain", "install", "rust", "pythn"]);
    assert_eq!((answer.code, answer.out.as_str()), (2, ""), "{}", answer.shown());
    assert!(answer.err.contains("did you mean `python`?"), "{}", answer.shown());
}

#[test]
fn a_toolchain_that_is_there_is_shown_with_its_version() {
    let place = tempfile::tempdir().unwrap();
    let answer = run(place.path(), &["toolchain", "install", "rust"]);
    assert_eq!(answer.code, 0, "{}", answer.shown());
    assert!(answer.out.starts_with("rust        ready    rustc 1."), "{}", answer.shown());
}

#[test]
fn shells_complete_every_command_that_people_see() {
    let place = tempfile::tempdir().unwrap();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let answer = run(place.path(), &["completions", shell]);
        assert_eq!(answer.code, 0, "{shell}");
        for command in ["backtest", "toolchain", "inspect"] {
            assert!(answer.out.contains(command), "{shell}: {command}");
        }
    }
    assert_eq!(run(place.path(), &["completions", "cmd"]).code, 2);
    // What the script says is what bash offers.
    fs::write(place.path().join("script"), run(place.path(), &["completions", "bash"]).out).unwrap();
    let offers = "source ./script; COMP_WORDS=(simpletrader toolch); COMP_CWORD=1; _simpletrader simpletrader toolch simpletrader; \
                  echo ${COMPREPLY[@]}";
    let output = Command::new("bash").args(["-c", offers]).current_dir(place.path()).output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), "toolchain", "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn every_command_that_people_see_has_a_manual_page() {
    let place = tempfile::tempdir().unwrap();
    let answer = run(place.path(), &["man", "--out", "share/man"]);
    assert_eq!(answer.code, 0, "{}", answer.shown());
    let pages = names(&place.path().join("share/man"));
    let help = run(place.path(), &["--help"]).out;
    let (_, commands) = help.split_once("Commands:\n").unwrap();
    let commands: Vec<&str> =
        commands.lines().take_while(|line| !line.is_empty()).filter_map(|line| line.split_whitespace().next()).collect();
    assert!(commands.len() > 15 && commands.contains(&"build"), "{commands:?}");
    for command in commands.iter().filter(|command| **command != "help") {
        let page = format!("simpletrader-{command}.1");
        assert!(pages.contains(&page), "{page} is missing: {pages:?}");
    }
    let page = fs::read_to_string(place.path().join("share/man/simpletrader-build.1")).unwrap();
    assert!(page.contains("\\-\\-install") && page.starts_with(".ie"), "{page}");
    fs::write(place.path().join("taken"), "").unwrap();
    assert_eq!(run(place.path(), &["man", "--out", "taken"]).code, 1);
}

#[test]
fn inspect_shows_world_profile_and_sizes() {
    let samples = support::Samples::new();
    let file = samples.plugin("sma");
    let text = samples.run(&["inspect", file.to_str().unwrap()]);
    for part in [
        "world         simpletrader:worker/context-worker@0.1.0",
        "contract      simpletrader:worker@0.1.0",
        "profile       native, without a grant",
        "signed by     nobody",
        "imports       simpletrader:worker/types@0.1.0",
        "sha256        ",
        ", manifest ",
    ] {
        assert!(text.out.contains(part), "{part}: {}", text.shown());
    }
    let json: serde_json::Value = serde_json::from_str(&samples.run(&["inspect", file.to_str().unwrap(), "--json"]).out).unwrap();
    let sections = json["sections"].as_object().unwrap();
    let sum: u64 = sections.values().map(|size| size.as_u64().unwrap()).sum();
    assert_eq!(sum, fs::metadata(&file).unwrap().len());
    assert!(sections["code"].as_u64() > sections["manifest"].as_u64() && sections["schema"].as_u64() > Some(100));
    assert_eq!(
        (json["profile"].as_str(), json["world"].as_str()),
        (Some("native"), Some("simpletrader:worker/context-worker@0.1.0"))
    );
    assert_eq!(samples.run(&["inspect", "nowhere.wasm"]).code, 2);
}
