//! Which files may run, and with what.

use simpletrader_config::PluginRegistry;
use simpletrader_contracts::worker::ComponentFacts;

use crate::support::{Copy, plugins, registry};
use crate::{LINK, broken_by, told};

// mission: 49
#[test]
fn nobody_asks_for_more_than_the_platform_allows_v81() {
    let (from, to) = (
        "{default_fuel_per_call: 5000000}",
        "{default_fuel_per_call: 5000000, max_fuel_per_call: 6000000, max_memory_bytes: 1000000}",
    );
    let shown = Copy::new().replace("platform.yaml", from, to).refusal(LINK);
    assert!(shown.contains("the plug-in asks for 7000000 fuel for one call, more than the platform's 6000000"), "{shown}");
    assert!(shown.contains("the blueprint asks for 1048576 bytes of memory, more than the platform's 1000000"), "{shown}");
}

#[test]
fn only_the_plugins_that_are_locked_run_v80() {
    let good = crate::support::good();
    let (text, number) = good.lock_text(&registry()).unwrap();
    assert_eq!(number, 11);
    let locked = |text: &str| Copy::new().write("simpletrader.lock", text);
    assert!(locked(&text).load().unwrap().is_locked() && !good.is_locked());
    assert!(locked(&text).rules(LINK).is_empty());
    let sma =
        registry().components().iter().find(|facts| facts.manifest.identification.name.as_str() == "sma").unwrap().digest.clone();
    let changed = locked(&text.replace(&sma, &"0".repeat(64)));
    assert_eq!(changed.rules(LINK), ["V80"], "two workers of one plug-in are one mistake");
    insta::assert_snapshot!(told("V80", &changed, LINK));
    let entry = format!("  - id: acme/sma\n    version: 1.0.0\n    sha256: {sma}\n");
    let missing = locked(&text.replace(&entry, ""));
    assert_eq!(missing.rules(LINK), ["V80"]);
    assert!(told("V80", &missing, LINK).contains("is not in the lock file"));
    let damaged = locked("lock_version: 1\nplugins: [x]\n");
    assert_eq!(damaged.rules(LINK), ["V02"]);
    assert!(
        simpletrader_config::Configuration::load_unlocked(&damaged.root().join("operation.yaml"), &crate::support::no_env).is_ok()
    );
}

#[test]
fn only_files_that_a_trusted_key_signed_run_v83() {
    let signed_by = |key: Option<u8>| {
        let mut all = plugins();
        all.iter_mut().for_each(|plugin| plugin.signer = key.map(crate::support::signer));
        PluginRegistry::new(all, Vec::new())
    };
    let codes = |copy: &Copy, key: Option<u8>| match copy.build_with(LINK, &signed_by(key)) {
        Ok(_) => Vec::new(),
        Err(findings) => findings.iter().map(|finding| finding.rule.code()).collect::<Vec<_>>(),
    };
    let picky = Copy::new().trusting(&[1, 2]);
    assert!(codes(&picky, Some(2)).is_empty(), "any of the listed keys will do");
    // Two workers of one plug-in are one mistake.
    assert_eq!(codes(&picky, Some(3)), ["V83"; 11]);
    assert_eq!(codes(&picky, None), ["V83"; 11]);
    let easy = Copy::new();
    assert!(codes(&easy, None).is_empty() && codes(&easy, Some(3)).is_empty(), "without a list nobody asks");
}

#[test]
fn a_lock_is_the_same_bytes_for_the_same_plugins() {
    let text = crate::support::good().lock_text(&registry()).unwrap().0;
    let mut backwards = plugins();
    backwards.reverse();
    assert_eq!(text, crate::support::good().lock_text(&PluginRegistry::new(backwards, Vec::new())).unwrap().0);
    insta::assert_snapshot!(text);
    let without: Vec<ComponentFacts> = plugins().into_iter().skip(1).collect();
    assert!(crate::support::good().lock_text(&PluginRegistry::new(without, Vec::new())).unwrap_err().to_string().contains("V12"));
}

#[test]
fn a_file_imports_no_more_than_its_manifest_asks_for_v80() {
    let shown = broken_by("acme/cross/v1.2.0", |facts| facts.imports = vec!["simpletrader:worker/state@0.1.0".into()]);
    assert!(shown.contains("V80") && shown.contains("imports `state`"), "{shown}");
    let mut all = plugins();
    all[0].imports = vec!["simpletrader:worker/types@0.1.0".into()];
    assert!(Copy::new().build_with(LINK, &PluginRegistry::new(all, Vec::new())).is_ok(), "types are no capability");
}
