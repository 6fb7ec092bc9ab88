//! The granted directory, through the functions that a guest calls.

use std::fs;
use std::os::unix::fs::symlink;

use simpletrader_contracts::worker::Fault;
use simpletrader_sandbox::LoadError;
use tempfile::TempDir;

use super::script::Script;

/// A directory `inside` beside a `secret`.
fn tree() -> TempDir {
    let tree = TempDir::new().unwrap();
    fs::create_dir_all(tree.path().join("inside/deep")).unwrap();
    fs::write(tree.path().join("secret"), "secret").unwrap();
    fs::write(tree.path().join("inside/levels.csv"), "100,200").unwrap();
    fs::write(tree.path().join("inside/deep/b"), "").unwrap();
    fs::write(tree.path().join("inside/deep/a"), "").unwrap();
    symlink("../secret", tree.path().join("inside/out")).unwrap();
    tree
}

/// A script with everything for reading: `$root` is the directory, `$open` opens the path at 3000 and answers its descriptor
/// or, negative, the error; `$fail` answers a number as text.
fn reading(path: &str, body: &str) -> Script {
    Script::new(body)
        .import("filesystem/preopens", "get-directories", "(func $directories (param i32))")
        .import("filesystem/types", "[method]descriptor.open-at", "(func $open-at (param i32 i32 i32 i32 i32 i32 i32))")
        .import("filesystem/types", "[method]descriptor.read", "(func $read (param i32 i64 i64 i32))")
        .import("filesystem/types", "[method]descriptor.write", "(func $write (param i32 i32 i32 i64 i32))")
        .import("filesystem/types", "[method]descriptor.stat-at", "(func $stat-at (param i32 i32 i32 i32 i32))")
        .import("filesystem/types", "[method]descriptor.read-directory", "(func $list (param i32 i32))")
        .import("filesystem/types", "[method]descriptor.unlink-file-at", "(func $unlink (param i32 i32 i32 i32))")
        .import("filesystem/types", "[method]directory-entry-stream.read-directory-entry", "(func $next (param i32 i32))")
        .import("filesystem/types", "[resource-drop]descriptor", "(func $close (param i32))")
        .with(&format!(
            r#"(func $root (result i32)
                (call $directories (i32.const 2048))
                (if (i32.eqz (i32.load (i32.const 2052))) (then unreachable))
                (i32.load (i32.load (i32.const 2048))))
            (func $open-as (param $how i32) (param $access i32) (result i32)
                (call $open-at (call $root) (i32.const 1) (i32.const 3000) (i32.const {length})
                    (local.get $how) (local.get $access) (i32.const 2048))
                (if (result i32) (i32.load8_u (i32.const 2048))
                    (then (i32.sub (i32.const -1) (i32.load8_u (i32.const 2052))))
                    (else (i32.load (i32.const 2052)))))
            (func $open (result i32) (call $open-as (i32.const 0) (i32.const 1)))
            (data (i32.const 3000) "{path}")"#,
            length = path.len(),
        ))
}

const CONTENT: &str = "(call $read (call $open) (i64.const 1000) (i64.const 4) (i32.const 2048))
    (if (i32.eqz (i32.load8_u (i32.const 2060))) (then unreachable)) ;; the end was reached
    (call $text (i32.load (i32.const 2052)) (i32.load (i32.const 2056)))";

/// What opening as told answers, as an error's number: 0 is the first error of WASI.
fn refusal(tree: &TempDir, path: &str, open: &str) -> i64 {
    let script = reading(path, &format!("(call $hex (i64.extend_i32_s {open}))")).reading(&tree.path().join("inside"));
    -1 - super::script::number(&script.run().unwrap()) as i64
}

const NO_ENTRY: i64 = 20;
const NOT_PERMITTED: i64 = 31;
const READ_ONLY: i64 = 33;

fn class(result: Result<String, Fault>) -> &'static str {
    result.unwrap_err().class()
}

#[test]
fn a_granted_directory_is_read() {
    let tree = tree();
    let script = reading("levels.csv", CONTENT).reading(&tree.path().join("inside"));
    assert_eq!(script.run().unwrap(), "200");
}

#[test]
fn it_is_found_under_data() {
    let tree = tree();
    let name = reading(
        "",
        "(call $directories (i32.const 2048)) (call $text (i32.load offset=4 (i32.load (i32.const 2048))) (i32.load offset=8 (i32.load (i32.const 2048))))",
    );
    assert_eq!(name.reading(&tree.path().join("inside")).run().unwrap(), "/data");
}

#[test]
fn without_a_grant_there_is_no_directory() {
    let count = reading("", "(call $directories (i32.const 2048)) (call $hex (i64.load32_u (i32.const 2052)))");
    assert_eq!(count.run().unwrap(), "0000000000000000");
}

#[test]
fn a_directory_that_is_not_there_is_told_before_the_run() {
    let tree = tree();
    let error = reading("levels.csv", CONTENT).reading(&tree.path().join("nowhere")).load().unwrap_err();
    assert!(matches!(error, LoadError::Directory { .. }), "{error}");
    assert!(error.to_string().starts_with("the directory `levels` that is granted to the worker cannot be opened: "), "{error}");
}

#[test]
fn no_path_leads_out_of_it() {
    let tree = tree();
    for path in ["../secret", "deep/../../secret", "/etc/passwd", "out", ".."] {
        assert_eq!(refusal(&tree, path, "(call $open)"), NOT_PERMITTED, "{path}");
    }
    assert_eq!(refusal(&tree, "nothing", "(call $open)"), NO_ENTRY);
}

#[test]
fn nothing_in_it_can_be_changed() {
    let tree = tree();
    for (what, how, access) in
        [("create", 1, 1), ("exclusively", 4, 1), ("truncate", 8, 1), ("write", 0, 2), ("change the directory", 0, 32)]
    {
        let open = format!("(call $open-as (i32.const {how}) (i32.const {access}))");
        assert_eq!(refusal(&tree, "levels.csv", &open), READ_ONLY, "{what}");
    }
    let write = "(block (result i32) (call $write (call $open) (i32.const 3000) (i32.const 3) (i64.const 0) (i32.const 2048))
        (i32.sub (i32.const -1) (i32.load8_u (i32.const 2056))))";
    assert_eq!(refusal(&tree, "levels.csv", write), READ_ONLY);
    let unlink = "(block (result i32) (call $unlink (call $root) (i32.const 3000) (i32.const 10) (i32.const 2048))
        (i32.sub (i32.const -1) (i32.load8_u (i32.const 2049))))";
    assert_eq!(refusal(&tree, "levels.csv", unlink), READ_ONLY);
    assert_eq!(fs::read_to_string(tree.path().join("inside/levels.csv")).unwrap(), "100,200");
}

#[test]
fn times_are_hidden_and_sizes_are_not() {
    let tree = tree();
    // Type, then link count, size and three optional times: at 8, 16, 24, 32, 56 and 80.
    let stat = |field: &str| {
        let body = format!(
            "(call $stat-at (call $root) (i32.const 1) (i32.const 3000) (i32.const 10) (i32.const 2048))
             (if (i32.load8_u (i32.const 2048)) (then unreachable))
             (call $hex ({field}))"
        );
        super::script::number(&reading("levels.csv", &body).reading(&tree.path().join("inside")).run().unwrap())
    };
    assert_eq!(stat("i64.load8_u (i32.const 2056)"), 6, "a regular file");
    assert_eq!(stat("i64.load (i32.const 2072)"), 7, "bytes");
    for time in [2080, 2104, 2128] {
        assert_eq!(stat(&format!("i64.load8_u (i32.const {time})")), 0, "no time at {time}");
    }
}

#[test]
fn a_directory_is_listed_in_order() {
    let tree = tree();
    let listing = reading(
        "deep",
        "(local $entries i32)
         (call $list (call $open) (i32.const 2048))
         (local.set $entries (i32.load (i32.const 2052)))
         (call $next (local.get $entries) (i32.const 2048))
         (i32.store8 (i32.const 5000) (i32.load8_u (i32.load (i32.const 2060))))
         (call $next (local.get $entries) (i32.const 2048))
         (i32.store8 (i32.const 5001) (i32.load8_u (i32.load (i32.const 2060))))
         (call $next (local.get $entries) (i32.const 2048))
         (i32.store8 (i32.const 5002) (i32.add (i32.const 48) (i32.load8_u (i32.const 2052)))) ;; none
         (call $text (i32.const 5000) (i32.const 3))",
    );
    assert_eq!(listing.reading(&tree.path().join("inside")).run().unwrap(), "ab0");
}

#[test]
fn what_is_open_at_once_has_bounds_of_its_own() {
    let tree = tree();
    let inside = tree.path().join("inside");
    let told = |path: &str, body: &str| reading(path, body).reading(&inside).run().unwrap_err().to_string();
    let files = told("levels.csv", "(loop $again (drop (call $open)) (br $again)) unreachable");
    insta::assert_snapshot!(files, @"handle limit in `detect`: asked for one more than 32 open files");
    let lists = told(
        "deep",
        "(local $deep i32) (local.set $deep (call $open))
         (loop $again (call $list (local.get $deep) (i32.const 2048)) (br $again)) unreachable",
    );
    insta::assert_snapshot!(lists, @"handle limit in `detect`: asked for one more than 4 directory listings");
}

#[test]
fn reading_costs_fuel_and_open_files_are_bounded() {
    let tree = tree();
    let inside = tree.path().join("inside");
    let keeps = reading("levels.csv", "(loop $again (drop (call $open)) (br $again)) unreachable").reading(&inside);
    assert_eq!(class(keeps.run()), "HANDLE_LIMIT");
    let closes = reading("levels.csv", "(local $root i32) (loop $again (call $close (call $open)) (br $again)) unreachable");
    // Each round opens the directory too, and keeps that.
    assert_eq!(class(closes.reading(&inside).run()), "HANDLE_LIMIT");
    let reads = reading(
        "levels.csv",
        "(local $file i32) (local.set $file (call $open))
         (loop $again (call $read (local.get $file) (i64.const -1) (i64.const 0) (i32.const 2048)) (br $again)) unreachable",
    );
    assert_eq!(class(reads.reading(&inside).run()), "OUT_OF_FUEL");
    let lists = reading(
        "deep",
        "(local $deep i32) (local.set $deep (call $open))
         (loop $again (call $list (local.get $deep) (i32.const 2048)) (br $again)) unreachable",
    );
    assert_eq!(class(lists.reading(&inside).run()), "HANDLE_LIMIT");
}
