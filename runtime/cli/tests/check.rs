//! `simpletrader check` and `lock` as a user meets them: the mistakes that newcomers make, and the rules that only a real worker
//! file can break.

mod support;

use std::fs;

use support::{BLUEPRINT, OPERATION, Samples, with_manifest};

/// What `check` says about the operation after one change.
fn after(file: &str, from: &str, to: &str) -> String {
    let samples = Samples::new();
    samples.replace(file, from, to);
    let answer = samples.run(&["check", OPERATION]);
    assert_eq!(answer.code, 2, "{}", answer.shown());
    answer.shown()
}

#[test]
fn a_sound_operation_is_said_to_be_so() {
    insta::assert_snapshot!(Samples::new().run(&["check", OPERATION, BLUEPRINT, "platform.yaml"]).shown());
}

#[test]
fn mistake_1_a_typo_in_a_key() {
    insta::assert_snapshot!(after(BLUEPRINT, "config: {period: 10}", "conifg: {period: 10}"));
}

#[test]
fn mistake_2_a_plugin_that_is_misspelt() {
    insta::assert_snapshot!(after(BLUEPRINT, "simpletrader/trend_brain/v0.1.0", "simpletrader/trend_brian/v0.1.0"));
}

#[test]
fn mistake_3_a_version_that_is_not_installed() {
    insta::assert_snapshot!(after(BLUEPRINT, "simpletrader/cross/v0.1.0", "simpletrader/cross/v1.0.0"));
}

#[test]
fn mistake_4_an_input_bound_to_nobody() {
    insta::assert_snapshot!(after(BLUEPRINT, "fast: fast.value", "fast: fst.value"));
}

#[test]
fn mistake_5_a_parameter_out_of_range() {
    insta::assert_snapshot!(after(BLUEPRINT, "config: {period: 10}", "config: {period: 0}"));
}

#[test]
fn mistake_6_parameters_that_do_not_go_together_v22() {
    let bracket = "config: {stop_loss: \"0.03\", take_profit: \"0.05\", round_to: \"0.0001\"}";
    insta::assert_snapshot!(after(BLUEPRINT, bracket, "config: {}"));
}

#[test]
fn mistake_7_nobody_who_decides() {
    let planner = "  strategy_planner: {worker_id: brain, plugin: simpletrader/trend_brain/v0.1.0}\n";
    insta::assert_snapshot!(after(BLUEPRINT, planner, ""));
}

#[test]
fn mistake_8_an_environment_that_does_not_exist() {
    insta::assert_snapshot!(after(OPERATION, "environment_ref: us_daily", "environment_ref: us_dayly"));
}

#[test]
fn mistake_9_bars_that_nobody_delivers() {
    insta::assert_snapshot!(after(BLUEPRINT, "{timeframe: 1d,", "{timeframe: 1h,"));
}

#[test]
fn mistake_10_a_tab() {
    insta::assert_snapshot!(after(BLUEPRINT, "  risk_monitors:", "\trisk_monitors:"));
}

#[test]
fn mistake_11_a_file_that_is_not_there() {
    insta::assert_snapshot!(after(OPERATION, "sma_cross_bracket.yaml", "sma_cros_bracket.yaml"));
    let answer = Samples::new().run(&["check", "nothing.yaml"]);
    assert_eq!(answer.code, 2);
    assert!(answer.err.contains("there is no file `nothing.yaml`"), "{}", answer.err);
}

#[test]
fn warnings_alone_are_no_failure() {
    let samples = Samples::new();
    samples.replace(OPERATION, "environment_ref:", "enabled: false\n      environment_ref:");
    let answer = samples.run(&["check", OPERATION]);
    assert_eq!(answer.code, 0, "{}", answer.shown());
    assert!(answer.err.contains("warning[V19]") && answer.out.contains("ok, 1 warning"), "{}", answer.shown());
}

#[test]
fn json_holds_every_finding_with_its_place() {
    let samples = Samples::new();
    samples.replace(BLUEPRINT, "config: {period: 10}", "config: {period: 0}");
    let answer = samples.run(&["check", "--json", OPERATION, "platform.yaml"]);
    assert_eq!(answer.code, 2);
    let files: serde_json::Value = serde_json::from_str(&answer.out).unwrap();
    assert_eq!((&files[0]["kind"], &files[0]["ok"]), (&"operation".into(), &false.into()));
    let finding = &files[0]["findings"][0];
    assert_eq!((&finding["rule"], &finding["place"]["file"]), (&"V20".into(), &BLUEPRINT.into()));
    assert_eq!(finding["place"]["path"], "workforce.context_workers[0].config.period");
    assert_eq!((&files[1]["kind"], &files[1]["ok"]), (&"platform".into(), &true.into()));
}

#[test]
fn a_worker_file_is_told_by_its_content() {
    let samples = Samples::new();
    let renamed = samples.path().join("worker.bin");
    fs::copy(samples.plugin("sma"), &renamed).unwrap();
    let answer = samples.run(&["check", "worker.bin"]);
    assert_eq!(answer.code, 0, "{}", answer.shown());
    assert!(answer.out.contains("worker.bin (component): ok; simpletrader/sma/v0.1.0, a context-worker"), "{}", answer.out);
}

#[test]
fn a_core_module_is_no_worker_v82() {
    let samples = Samples::new();
    fs::write(samples.path().join("core.wasm"), b"\0asm\x01\0\0\0").unwrap();
    let answer = samples.run(&["check", "core.wasm"]);
    assert_eq!(answer.code, 2);
    assert!(answer.err.contains("error[V82]") && answer.err.contains("a core WebAssembly module"), "{}", answer.err);
}

#[test]
fn a_manifest_that_contradicts_its_component_is_told_v82() {
    let samples = Samples::new();
    let wasm = fs::read(samples.plugin("cross")).unwrap();
    let lying = with_manifest(&wasm, |manifest| {
        manifest["identification"]["type"] = "risk_monitor".into();
        manifest["publishes"][0]["payload_type"] = "Risk".into();
        manifest["invokes"][0] = "watch".into();
    });
    fs::write(samples.plugin("cross"), lying).unwrap();
    let alone = samples.run(&["check", "plugins/simpletrader/cross/v0.1.0.wasm"]);
    assert_eq!(alone.code, 2);
    insta::assert_snapshot!(alone.shown());
    let operation = samples.run(&["check", OPERATION]);
    assert_eq!(operation.code, 2);
    assert!(operation.err.contains("[V12]") && operation.err.contains("cannot be used"), "{}", operation.err);
}

#[test]
fn a_handler_that_the_component_does_not_export_is_told_v30() {
    let samples = Samples::new();
    let wasm = fs::read(samples.plugin("cross")).unwrap();
    fs::write(samples.plugin("cross"), with_manifest(&wasm, |manifest| manifest["invokes"] = serde_json::json!([]))).unwrap();
    let answer = samples.run(&["check", OPERATION]);
    assert_eq!(answer.code, 2, "{}", answer.shown());
    insta::assert_snapshot!(answer.shown());
}

#[test]
fn a_worker_that_changed_since_it_was_locked_is_refused_until_it_is_locked_again_v80() {
    let samples = Samples::new();
    let locked = samples.run(&["lock", OPERATION]);
    assert_eq!((locked.code, locked.err.as_str()), (0, ""));
    let lock = samples.path().join("goog_sma_cross_bracket/simpletrader.lock");
    let first = fs::read_to_string(&lock).unwrap();
    assert!(samples.run(&["check", OPERATION]).out.contains(", locked"));

    let wasm = fs::read(samples.plugin("sma")).unwrap();
    let other = with_manifest(&wasm, |manifest| manifest["identification"]["display_name"] = "Another".into());
    fs::write(samples.plugin("sma"), other).unwrap();
    let refused = samples.run(&["check", OPERATION]);
    assert_eq!(refused.code, 2);
    insta::assert_snapshot!(refused.shown());
    let run = samples.run(&["backtest", OPERATION]);
    assert_eq!(run.code, 2, "what `check` refuses does not run");
    assert!(run.err.contains("[V80]") && run.err.contains("run `simpletrader lock`"), "{}", run.err);

    assert_eq!(samples.run(&["lock", OPERATION]).code, 0);
    assert_ne!(first, fs::read_to_string(&lock).unwrap());
    assert_eq!(samples.run(&["check", OPERATION]).code, 0, "locked again, it is the wanted one");
}

#[test]
fn a_plugin_that_came_after_the_lock_is_refused_v80() {
    let samples = Samples::new();
    assert_eq!(samples.run(&["lock", OPERATION]).code, 0);
    samples.replace(BLUEPRINT, "simpletrader/sma/v0.1.0, config: {period: 10}", "simpletrader/ema/v0.1.0, config: {period: 10}");
    let answer = samples.run(&["check", OPERATION]);
    assert_eq!(answer.code, 2);
    assert!(answer.err.contains("`simpletrader/ema/v0.1.0` is not in the lock file"), "{}", answer.err);
}

#[test]
fn a_damaged_lock_refuses_and_is_written_anew_on_request() {
    let samples = Samples::new();
    let lock = samples.path().join("goog_sma_cross_bracket/simpletrader.lock");
    fs::write(&lock, "plugins: everything\n").unwrap();
    assert_eq!(samples.run(&["check", OPERATION]).code, 2);
    assert_eq!(samples.run(&["lock", OPERATION]).code, 0);
    assert_eq!(samples.run(&["check", OPERATION, "goog_sma_cross_bracket/simpletrader.lock"]).code, 0);
    assert!(samples.run(&["lock", OPERATION]).out.contains("up to date"));
    let left: Vec<_> = fs::read_dir(lock.parent().unwrap()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left.len(), 2, "no draft is left behind: {left:?}");
}

#[test]
fn a_bound_of_worker_files_is_lowered_by_the_platform_and_never_raised_v81() {
    let samples = Samples::new();
    samples.replace("platform.yaml", "sandbox:", "admission: {native: {file_bytes: 3000000, core_modules: 4}}\nsandbox:");
    assert_eq!(samples.run(&["check", OPERATION]).code, 0);
    samples.replace("platform.yaml", "file_bytes: 3000000", "file_bytes: 1000");
    let answer = samples.run(&["check", OPERATION]);
    assert_eq!(answer.code, 2, "{}", answer.shown());
    assert!(answer.shown().contains("file_bytes"), "{}", answer.shown());
    samples.replace("platform.yaml", "file_bytes: 1000, core_modules: 4", "file_byte: 1000, core_modules: 5");
    insta::assert_snapshot!(samples.run(&["check", OPERATION]).shown());
    let answer = samples.run(&["backtest", OPERATION]);
    assert_eq!(answer.code, 2, "{}", answer.shown());
}
