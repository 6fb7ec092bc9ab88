//! No file, however broken, makes the check fail in any other way than by findings; and the check is fast.

mod support;

use std::fs;
use std::path::Path;

use proptest::prelude::*;
use serde_json::json;
use simpletrader_config::Configuration;
use support::{Copy, GOOD, no_env, registry};

const FILES: [&str; 6] = [
    "platform.yaml",
    "operation.yaml",
    "data_sources.yaml",
    "environments.yaml",
    "strategies/cross.yaml",
    "strategies/wiring.yaml",
];

/// What a slip of the hand may put into a file.
const PIECES: [&str; 16] =
    ["", " ", "\n", "\t", ":", "- ", "[", "}", "\"", "0", "-1", "null", "&a ", "*a", "ä", "99999999999999999999999999999999"];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_damaged_file_is_refused_or_still_sound(
        file in prop::sample::select(&FILES[..]),
        at in 0.0_f64..1.0,
        removed in 0_usize..12,
        piece in prop::sample::select(&PIECES[..]),
    ) {
        let text = fs::read_to_string(Path::new(GOOD).parent().unwrap().join(file)).unwrap();
        let start = (at * text.len() as f64) as usize;
        let end = (start + removed).min(text.len());
        let copy = Copy::new().write(file, &format!("{}{piece}{}", &text[..start], &text[end..]));
        for link in ["goog_cross", "goog_wired"] {
            match copy.build(link) {
                Ok(built) => prop_assert_eq!(built.spec.wiring.on_continue.len(), built.spec.workers.len()),
                Err(findings) => prop_assert!(findings.has_errors() && !findings.to_string().is_empty()),
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    // mission: 52 (partly)
    #[test]
    fn a_file_of_any_bytes_is_refused_with_its_name(
        file in prop::sample::select(&FILES[..]),
        bytes in prop::collection::vec(any::<u8>(), 1..300),
    ) {
        let copy = Copy::new();
        fs::write(copy.root().join(file), &bytes).unwrap();
        let refused = copy.build("goog_wired").map(|built| built.spec.link);
        prop_assert!(refused.is_err(), "{:?} is no configuration", String::from_utf8_lossy(&bytes));
        let findings = refused.unwrap_err();
        prop_assert!(findings.has_errors() && findings.to_string().contains(file), "{}", findings);
    }
}

#[test]
fn a_worker_may_have_a_long_list_of_parameters_and_a_file_many_findings() {
    let keys: String = (0..20_000).map(|n| format!("k{n}: 1, ")).collect();
    let copy = Copy::new().replace("strategies/cross.yaml", "config: {period: 10}", &format!("config: {{{keys}period: 10}}"));
    let findings = copy.build("goog_cross").unwrap_err();
    assert_eq!(findings.len(), 20_000);
    assert!(findings.to_string().contains("and 19800 more"));
}

#[test]
fn two_hundred_workers_are_checked_in_a_tenth_of_a_second() {
    let workers: String = (0..188)
        .map(|n| {
            let source = if n == 0 { "\"@1d.close\"".to_owned() } else { format!("w{}.value", n - 1) };
            format!(
                "    - {{worker_id: w{n}, plugin: acme/sma/v1.0.0, config: {{period: {}}}, inputs: {{close: {source}}}}}\n",
                n + 1
            )
        })
        .collect();
    let copy = Copy::new().replace("strategies/cross.yaml", "  signal_detectors:", &format!("{workers}  signal_detectors:"));
    let registry = registry();
    let operation = copy.root().join("operation.yaml");
    let check = || {
        let started = std::time::Instant::now();
        let configuration = Configuration::load(&operation, &no_env).unwrap_or_else(|findings| panic!("{findings}"));
        let built = configuration.build("goog_cross", &registry).unwrap_or_else(|findings| panic!("{findings}"));
        assert_eq!(built.spec.workers.len(), 200);
        started.elapsed()
    };
    // The fastest of several: the claim is about the check, not about what else the machine does.
    let fastest = (0..5).map(|_| check()).min().unwrap();
    assert!(fastest.as_millis() < 100, "took {fastest:?}");
}

#[test]
fn a_schema_in_a_plugin_cannot_hold_up_the_check() {
    let mut definitions = serde_json::Map::new();
    for level in 0..40 {
        let next = json!({"$ref": format!("#/$defs/d{}", level + 1)});
        definitions.insert(format!("d{level}"), json!({"allOf": [next, next]}));
    }
    definitions.insert("d40".into(), json!({}));
    let mut plugins = support::plugins();
    plugins[0].schema = Some(json!({"$ref": "#/$defs/d0", "$defs": definitions}));
    let registry = simpletrader_config::PluginRegistry::new(plugins, Vec::new());
    let findings = Copy::new().build_with("goog_cross", &registry).unwrap_err();
    assert!(findings.to_string().contains("too large to be checked"), "{findings}");
}
