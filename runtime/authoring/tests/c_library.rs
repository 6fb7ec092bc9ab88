//! The C library, compiled for this machine with its own tests, and both against the table of indicators.

use std::path::{Path, PathBuf};

use simpletrader_authoring::Program;

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// The C files of a folder, in order.
fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> = entries.filter(|path| path.extension().is_some_and(|extension| extension == "c")).collect();
    files.sort();
    files
}

#[test]
fn the_c_library_passes_its_own_tests_natively() {
    if Program::new("cc").args(["--version"]).first_line().is_none() {
        eprintln!("skipped: there is no C compiler `cc` on this machine");
        return;
    }
    let sdk = repository().join("guest-sdk/c");
    let place = tempfile::tempdir().unwrap();
    let tests = place.path().join("tests");
    // What is undefined in C is an error here, and so is memory that is not the library's.
    let strict = ["-std=c11", "-O1", "-ffp-contract=off", "-Wall", "-Wextra", "-Werror", "-Wno-unused-parameter", "-g"];
    let compile = |sanitize: &[&str]| {
        let files = ["src", "src/indicators", "tests"].into_iter().flat_map(|folder| sources(&sdk.join(folder)));
        let program = Program::new("cc").args(strict).args(sanitize).args(["-I"]).args([sdk.join("include")]).args(files);
        program.args(["-lm", "-o"]).args([&tests]).run()
    };
    if compile(&["-fsanitize=address,undefined", "-fno-sanitize-recover"]).is_err() {
        compile(&[]).unwrap_or_else(|error| panic!("{error}"));
    }
    let ended = Program::new(&tests).args([repository().join("guest-sdk/indicators.csv")]).output().unwrap();
    assert!(ended.success, "{}", ended.stderr);
}
