//! `simpletrader bench`: what is measured, and in which shape it is told.

mod support;

use serde_json::Value;
use simpletrader_cli::bench::calibration::calibrate;
use simpletrader_cli::bench::report::{
    Anatomy, BenchReport, Calibration, Fuel, HandlerCosts, Latency, Machine, Subject, WorkerCosts,
};
use simpletrader_cli::bench::{schema, text};
use simpletrader_cli::natives::native;
use simpletrader_contracts::worker::PluginId;
use simpletrader_sandbox::{Sandbox, Settings};
use support::Samples;

fn worker(id: &str, scale: u64, native: bool) -> WorkerCosts {
    let latency = |nanos: u64| Latency { p50: nanos, p90: nanos + 20, p99: nanos * 2, p99_9: nanos * 40, max: nanos * 4_000 };
    let handler = HandlerCosts {
        handler: "measure".to_owned(),
        calls: 6_444,
        latency_ns: latency(410 * scale),
        fuel: Fuel { p50: 654 * scale, p99: 1_046 * scale, max: 1_046 * scale },
        guest_ns: 130.5 * scale as f64,
        native_ns: native.then(|| latency(12)),
    };
    WorkerCosts { worker_id: id.to_owned(), plugin: format!("acme/{id}/v1.0.0"), handlers: vec![handler] }
}

fn report() -> BenchReport {
    let silent = WorkerCosts { worker_id: "limit_in".into(), plugin: "acme/limit/v1.0.0".into(), handlers: Vec::new() };
    let subject = |name: &str, workers| Subject { name: name.to_owned(), rounds: 3, workers };
    BenchReport {
        engine: "wasmtime 48.0.8".to_owned(),
        machine: Machine { processor: "A processor".to_owned(), cores: 2, system: "linux x86_64".to_owned() },
        calibration: Calibration {
            clock_ns: 24.25,
            ns_per_fuel: 0.25,
            anatomy: Anatomy { crossing: 160.0, lowering: 22.5, lifting: 40.0, bookkeeping: 1_070.0, total: 1_292.5 },
        },
        subjects: vec![subject("mine", vec![worker("fast", 1, true), silent]), subject("yours", vec![worker("fast", 25, false)])],
    }
}

#[test]
fn a_report_as_people_read_it() {
    insta::assert_snapshot!(text::render(&report()));
}

#[test]
fn a_report_as_programs_read_it() {
    insta::assert_snapshot!(serde_json::to_string_pretty(&report()).unwrap());
}

#[test]
fn the_published_schema_is_that_of_this_version() {
    let path = "../../docs/schemas/bench.json";
    if std::env::var_os("UPDATE_SCHEMAS").is_some() {
        std::fs::write(path, schema()).unwrap();
    }
    assert_eq!(std::fs::read_to_string(path).unwrap(), schema(), "UPDATE_SCHEMAS=1 writes it anew");
}

/// What keeps a report from being of the published shape.
fn misfits(report: &Value) -> Vec<String> {
    let schema = serde_json::from_str(&schema()).unwrap();
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    validator.iter_errors(report).map(|error| error.to_string()).collect()
}

#[test]
fn the_parts_of_a_call_add_up_and_fuel_takes_time() {
    let sandbox = Sandbox::new(Settings { workers: 4, ..Settings::default() }).unwrap();
    let Calibration { clock_ns, ns_per_fuel, anatomy } = calibrate(&sandbox).unwrap();
    let Anatomy { crossing, lowering, lifting, bookkeeping, total } = anatomy;
    assert!(clock_ns > 0.0 && ns_per_fuel > 0.0 && crossing > 0.0);
    // The bookkeeping is what is left, and never less than nothing.
    assert!(crossing + lowering + lifting + bookkeeping >= total * 0.999);
}

#[test]
fn only_the_samples_of_this_version_have_native_twins() {
    let is_there = |id: &str| native(&PluginId::parse(id).unwrap()).is_some();
    assert!(is_there("simpletrader/sma/v0.1.0"));
    assert!(!is_there("acme/sma/v0.1.0"), "the same name says nothing about the same logic");
    assert!(!is_there("simpletrader/sma/v0.2.0"), "another version may compute something else");
    assert!(!is_there("simpletrader/astrology/v0.1.0"));
}

/// Runs the command on the sample strategies and reads its JSON.
fn measured(arguments: &[&str]) -> Value {
    let answer = Samples::new().run(&[&["bench", "--json", "--rounds", "1"], arguments].concat());
    assert_eq!((answer.code, answer.err.as_str()), (0, ""));
    let report: Value = serde_json::from_str(&answer.out).unwrap();
    assert_eq!(misfits(&report), Vec::<String>::new(), "it has the published shape");
    report
}

#[test]
fn an_operation_is_measured_handler_by_handler_beside_native_code() {
    let report = measured(&["goog_sma_level/operation.yaml", "--link", "goog_sma_level"]);
    let workers = report["subjects"][0]["workers"].as_array().unwrap();
    let handler = |id: &str, name: &str| -> Value {
        let worker = workers.iter().find(|worker| worker["worker_id"] == id).unwrap();
        worker["handlers"].as_array().unwrap().iter().find(|costs| costs["handler"] == name).unwrap().clone()
    };
    let fast = handler("fast", "measure");
    assert_eq!(fast["calls"], 2_148, "one a bar");
    assert!(fast["fuel"]["p50"].as_u64().unwrap() > 100 && fast["fuel"]["max"].as_u64() >= fast["fuel"]["p99"].as_u64());
    assert!(fast["latency_ns"]["p50"].as_u64() <= fast["latency_ns"]["max"].as_u64());
    assert!(fast["native_ns"]["p50"].as_u64() < fast["latency_ns"]["p50"].as_u64(), "nothing is crossed there");
    assert!(handler("single_x", "on-reply")["calls"].as_u64() > handler("single_x", "on-command")["calls"].as_u64());
    let silent = workers.iter().find(|worker| worker["worker_id"] == "limit_in").unwrap();
    assert_eq!(silent["handlers"], Value::Array(Vec::new()), "it is never called");
}

#[test]
fn two_worker_files_are_measured_in_turns() {
    let file = |name: &str| format!("plugins/simpletrader/{name}/v0.1.0.wasm");
    let report = measured(&[&file("sma"), "--compare", &file("ema"), "--params", r#"{"period": 20}"#, "--calls", "500"]);
    let [first, second] = report["subjects"].as_array().unwrap().as_slice() else { panic!("two subjects") };
    assert_eq!([&first["name"], &second["name"]], ["simpletrader/sma/v0.1.0", "simpletrader/ema/v0.1.0"]);
    assert!([first, second].iter().all(|subject| subject["workers"][0]["handlers"][0]["calls"] == 500));
}

#[test]
fn what_a_detector_is_told_may_be_guessed_or_given() {
    let samples = Samples::new();
    std::fs::write(samples.path().join("call.yaml"), "inputs: {fast: 101, slow: 100}\n").unwrap();
    let usual = ["bench", "plugins/simpletrader/cross/v0.1.0.wasm", "--params", r#"{"mode": "level"}"#, "--calls", "100"];
    for arguments in [&usual[..], &[&usual[..], &["--input", "call.yaml"]].concat()] {
        let answer = samples.run(arguments);
        assert_eq!((answer.code, answer.err.as_str()), (0, ""));
        assert!(answer.out.contains("detect"), "{}", answer.out);
    }
}

#[test]
fn what_cannot_be_measured_is_told_with_what_to_do() {
    let samples = Samples::new();
    let mut told = String::new();
    for arguments in [
        &["plugins/simpletrader/single/v0.1.0.wasm"][..],
        &["plugins/simpletrader/sma/v0.1.0.wasm"],
        &["plugins/simpletrader/sma/v0.1.0.wasm", "--params", "20"],
        &["plugins/simpletrader/nothing/v0.1.0.wasm"],
    ] {
        let answer = samples.run(&[&["bench", "--rounds", "1"], arguments].concat());
        told += &format!("$ bench {}\n{}\n", arguments.join(" "), answer.shown());
    }
    insta::assert_snapshot!(told);
}
