//! `simpletrader plugins`: what lies below a folder, in which versions, and what cannot be used.

mod support;

use std::fs;

use support::{Samples, with_manifest};

// mission: 58
#[test]
fn plugins_are_found_at_any_depth_with_all_versions_and_broken_files_are_told() {
    let samples = Samples::new();
    let folder = samples.path().join("found");
    fs::create_dir_all(folder.join("a/b/c/d")).unwrap();
    let sma = fs::read(samples.plugin("sma")).unwrap();
    let with_version = |version: &str| with_manifest(&sma, |manifest| manifest["identification"]["version"] = version.into());
    let renamed = with_manifest(&sma, |manifest| manifest["identification"]["display_name"] = "Another".into());
    fs::write(folder.join("a/b/c/d/sma.wasm"), &sma).unwrap();
    fs::write(folder.join("copy.wasm"), &sma).unwrap();
    fs::write(folder.join("a/next.wasm"), with_version("0.2.0")).unwrap();
    fs::write(folder.join("one.wasm"), with_version("0.3.0")).unwrap();
    fs::write(
        folder.join("other.wasm"),
        with_manifest(&renamed, |manifest| manifest["identification"]["version"] = "0.3.0".into()),
    )
    .unwrap();
    fs::write(folder.join("junk.wasm"), b"no component").unwrap();
    fs::write(folder.join("readme.txt"), b"no worker").unwrap();

    let answer = samples.run(&["plugins", "found"]);
    assert_eq!(answer.code, 0, "a file that nobody wants hides no other: {}", answer.shown());
    let lines: Vec<&str> = answer.out.lines().collect();
    let versions: Vec<&str> = lines.iter().filter_map(|line| line.split_whitespace().next()).take(3).collect();
    assert_eq!(versions, ["simpletrader/sma/v0.1.0", "simpletrader/sma/v0.2.0", "simpletrader/sma/v0.3.0"], "{}", answer.out);
    assert!(lines[0].contains("context-worker"), "{}", answer.out);
    assert!(lines[2].contains("different files claim this id") && lines[2].contains("one.wasm"), "{}", answer.out);
    assert!(answer.out.contains("junk.wasm\n  cannot be used: "), "{}", answer.out);
    assert!(!answer.out.contains("readme.txt"));

    let json: serde_json::Value = serde_json::from_str(&samples.run(&["plugins", "found", "--json"]).out).unwrap();
    assert_eq!(json["plugins"].as_array().unwrap().len(), 5, "every file, copies too");
    assert_eq!(json["broken"][0]["path"], "found/junk.wasm");
}

// mission: 58
#[test]
fn a_broken_file_stops_a_strategy_only_when_its_plugin_is_wanted() {
    let samples = Samples::new();
    fs::write(samples.path().join("plugins/junk.wasm"), b"no component").unwrap();
    assert_eq!(samples.run(&["check", support::OPERATION]).code, 0);
    fs::write(samples.plugin("sma"), b"no component").unwrap();
    let answer = samples.run(&["check", support::OPERATION]);
    assert_eq!(answer.code, 2);
    assert!(answer.shown().contains("the plug-in `simpletrader/sma/v0.1.0` is not installed"), "{}", answer.shown());
    assert!(answer.shown().contains("cannot be used"), "{}", answer.shown());
}

#[test]
fn a_folder_that_does_not_exist_is_an_error_and_an_empty_one_is_not() {
    let samples = Samples::new();
    let missing = samples.run(&["plugins", "nowhere"]);
    assert_eq!((missing.code, missing.err.contains("nowhere is no folder")), (2, true), "{}", missing.shown());
    fs::create_dir_all(samples.path().join("empty")).unwrap();
    assert_eq!(samples.run(&["plugins", "empty"]).out, "no worker file lies in it\n");
}
