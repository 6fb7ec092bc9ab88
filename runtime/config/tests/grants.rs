//! What workers ask for and operations grant: V17 where they differ, V62 for state that is shared.

mod support;

use serde_json::json;
use simpletrader_config::PluginRegistry;
use simpletrader_contracts::market::SeriesRef;
use simpletrader_contracts::worker::ComponentFacts;
use simpletrader_contracts::worker::capability::{Grants, RequestedCapabilities, StateGrant, StateScope, WindowGrant};
use support::{Copy, plugins};

const LINK: &str = "goog_cross";
const BLUEPRINT: &str = "strategies/cross.yaml";
const GRANTS: &str = "grants: {drawdown: {reads: [account]}}";

/// The usual plug-ins, of which `acme/cross` asks for these capabilities.
fn asking(capabilities: serde_json::Value) -> PluginRegistry {
    let mut all = plugins();
    let cross = all.iter_mut().find(|plugin| plugin.manifest.identification.name.as_str() == "cross").unwrap();
    cross.manifest.capabilities = serde_json::from_value::<RequestedCapabilities>(capabilities).unwrap();
    PluginRegistry::new(all, Vec::new())
}

/// The sound configuration, in whose first link the worker `cross` is granted this.
fn granting(grant: &str) -> Copy {
    Copy::new().replace("operation.yaml", GRANTS, &format!("grants: {{drawdown: {{reads: [account]}}, {grant}}}"))
}

fn grants_of(copy: &Copy, registry: &PluginRegistry, worker: &str) -> Grants {
    let built = copy.build_with(LINK, registry).unwrap_or_else(|findings| panic!("{findings}"));
    assert!(built.warnings.is_empty(), "{}", built.warnings);
    built.spec.workers.into_iter().find(|spec| spec.worker_id == worker).unwrap().grants
}

fn refused(copy: &Copy, registry: &PluginRegistry) -> String {
    copy.stable(copy.build_with(LINK, registry).map(|_| ()).expect_err("this must be refused"))
}

fn warned(copy: &Copy, registry: &PluginRegistry) -> String {
    copy.stable(copy.build_with(LINK, registry).unwrap().warnings)
}

// mission: 59 (partly)
#[test]
fn what_is_asked_for_and_not_granted_is_refused_with_the_line_to_write_v17() {
    let registry =
        asking(json!({"log": {}, "market-window": {"bars": 200}, "state": {"bytes": 4096}, "journal-note": {}, "files": {}}));
    insta::assert_snapshot!(refused(&Copy::new(), &registry));
}

#[test]
fn the_line_to_write_is_the_line_that_is_accepted() {
    let registry = asking(json!({"log": {}, "market-window": {"bars": 200}, "state": {"bytes": 4096}, "journal-note": {}}));
    let told = refused(&Copy::new(), &registry);
    let line = told.split("`cross: ").nth(1).and_then(|rest| rest.split('`').next()).unwrap();
    let grants = grants_of(&granting(&format!("cross: {line}")), &registry, "cross");
    let window = Some(WindowGrant { series: vec![SeriesRef(0)], bars: 200 });
    let state = Some(StateGrant { scope: StateScope::Strategy, bytes: 4096 });
    assert_eq!(grants, Grants { log: true, market_window: window, state, journal_note: true, ..Grants::default() });
}

#[test]
fn a_grant_to_all_reaches_those_who_ask() {
    let registry = asking(json!({"log": {}}));
    let copy = granting("\"*\": {log: {}}");
    assert!(grants_of(&copy, &registry, "cross").log);
    assert_eq!(grants_of(&copy, &registry, "brain"), Grants::default(), "who does not ask gets nothing");
}

#[test]
fn an_input_that_is_bound_to_the_account_is_a_read_of_it_v17() {
    let copy = Copy::new().replace("operation.yaml", GRANTS, "enabled: true");
    insta::assert_snapshot!(refused(&copy, &asking(json!({}))));
    assert!(grants_of(&Copy::new(), &asking(json!({})), "drawdown").reads.account);
}

#[test]
fn less_than_was_asked_for_is_refused_v17() {
    let registry = asking(json!({"market-window": {"bars": 200}, "state": {"bytes": 4096}}));
    let told = refused(&granting("cross: {market-window: {bars: 199}, state: {bytes: 4095}}"), &registry);
    assert!(told.contains("asks for a window of 200 bars and is granted 199"), "{told}");
    assert!(told.contains("asks for 4096 bytes of state and is granted 4095"), "{told}");
    assert_eq!(told.matches("[V17]").count(), 2, "each is told once: {told}");
    grants_of(&granting("cross: {market-window: {bars: 201}, state: {bytes: 5000}}"), &registry, "cross");
}

#[test]
fn a_file_with_an_interpreter_needs_room_that_is_granted_v17() {
    let mut all = plugins();
    let cross = all.iter_mut().find(|plugin| plugin.manifest.identification.name.as_str() == "cross").unwrap();
    cross.is_roomy = true;
    let registry = PluginRegistry::new(all.clone(), Vec::new());
    let told = refused(&Copy::new(), &registry);
    assert!(told.contains("asks for `scripting`, which is not granted") && told.contains("`cross: {scripting: {}}`"), "{told}");
    assert!(grants_of(&granting("cross: {scripting: {}}"), &registry, "cross").makes_room());

    // Who has the WASI profile has the room that comes with it.
    let cross = all.iter_mut().find(|plugin| plugin.manifest.identification.name.as_str() == "cross").unwrap();
    cross.imports.push("wasi:cli/exit@0.2.0".to_owned());
    let registry = PluginRegistry::new(all, Vec::new());
    let grants = grants_of(&granting("cross: {wasi: {}}"), &registry, "cross");
    assert!(grants.makes_room() && !grants.scripting);
}

#[test]
fn what_is_granted_and_not_asked_for_is_worth_a_word_v17() {
    let grants = "cross: {log: {}, reads: [quotes], wasi: {}, scripting: {}}, \"*\": {state: {}}";
    let told = warned(&granting(grants), &asking(json!({})));
    insta::assert_snapshot!(told);
}

#[test]
fn a_grant_to_a_worker_that_does_not_exist_is_refused_v17() {
    let told = refused(&granting("corss: {log: {}}"), &asking(json!({})));
    assert!(told.contains("V17") && told.contains("did you mean `cross`?"), "{told}");
}

#[test]
fn a_window_is_granted_on_series_of_the_strategy_v18() {
    let registry = asking(json!({"market-window": {"bars": 5}}));
    let told = refused(&granting("cross: {market-window: {series: [\"@4h\"]}}"), &registry);
    assert!(told.contains("V18") && told.contains("`@4h` is not a series of this strategy"), "{told}");
    grants_of(&granting("cross: {market-window: {series: [\"GOOG_USD@1d\", \"@1d\"]}}"), &registry, "cross");
}

#[test]
fn a_directory_is_a_folder_inside_the_root_v04() {
    let registry = asking(json!({"files": {}}));
    for (directory, word) in [("../..", "outside"), ("operation.yaml", "is not a folder"), ("dat", "did you mean `data`?")] {
        let told = refused(&granting(&format!("cross: {{files: {{directory: {directory}}}}}")), &registry);
        assert!(told.contains("V04") && told.contains(word), "{directory}: {told}");
    }
    let copy = granting("cross: {files: {directory: data}}");
    let files = grants_of(&copy, &registry, "cross").files.unwrap();
    assert!(files.directory == "data" && files.path.ends_with("root/data"), "{files:?}");
}

/// The usual plug-ins, of which `acme/sma` and the detector `acme/cross` offer slices, the first one after a change.
fn offering(change: impl FnOnce(&mut ComponentFacts)) -> PluginRegistry {
    let mut all = plugins();
    let named = |name: &str| all.iter().position(|plugin| plugin.manifest.identification.name.as_str() == name).unwrap();
    let (sma, cross) = (named("sma"), named("cross"));
    all[cross].exports.push("simpletrader:worker/detector-slice@0.1.0".into());
    all[sma].exports.push("simpletrader:worker/context-slice@0.1.0".into());
    all[sma].manifest.inputs.clear();
    change(&mut all[sma]);
    PluginRegistry::new(all, Vec::new())
}

/// The sound configuration with pinned files, in whose first link something is granted.
fn pinned(grant: &str, registry: &PluginRegistry) -> Copy {
    let lock = support::good().lock_text(registry).unwrap().0;
    granting(grant).write("simpletrader.lock", &lock)
}

#[test]
fn a_pinned_worker_that_is_told_bars_alone_is_granted_as_many_at_once_as_is_written_v84() {
    let registry = offering(|_| {});
    let slices = |grant: &str| grants_of(&pinned(grant, &registry), &registry, "sma_fast").slices;
    assert_eq!([slices("sma_fast: {slices: {}}"), slices("sma_fast: {slices: {bars: 16}}")], [Some(256), Some(16)]);
    assert_eq!(grants_of(&pinned("sma_fast: {slices: {}}", &registry), &registry, "sma_slow").slices, None, "nobody else is");
}

#[test]
fn slices_are_no_grant_for_everybody_v84() {
    let registry = offering(|_| {});
    insta::assert_snapshot!(refused(&pinned("\"*\": {slices: {}}", &registry), &registry));
}

#[test]
fn slices_are_only_for_context_workers_and_detectors_v84() {
    let registry = offering(|_| {});
    insta::assert_snapshot!(refused(&pinned("brain: {slices: {}}", &registry), &registry));
}

#[test]
fn a_detector_is_granted_slices_where_it_looks_at_facts_that_come_out_of_slices_v84() {
    let registry = offering(|_| {});
    let copy = pinned("sma_fast: {slices: {}}, sma_slow: {slices: {}}, cross: {slices: {bars: 64}}", &registry);
    assert_eq!(grants_of(&copy, &registry, "cross").slices, Some(64));
    insta::assert_snapshot!(refused(&pinned("sma_fast: {slices: {}}, cross: {slices: {}}", &registry), &registry));
}

#[test]
fn a_detector_that_looks_at_no_fact_is_granted_no_slices_v84() {
    let registry = offering(|_| {});
    let mut all: Vec<ComponentFacts> = plugins();
    let cross = all.iter_mut().find(|plugin| plugin.manifest.identification.name.as_str() == "cross").unwrap();
    cross.exports.push("simpletrader:worker/detector-slice@0.1.0".into());
    cross.manifest.inputs.clear();
    let registry_without_inputs = PluginRegistry::new(all, Vec::new());
    let copy = pinned("cross: {slices: {}}", &registry);
    let told = refused(&copy, &registry_without_inputs);
    assert!(told.contains("`cross` cannot be granted slices: it looks at no fact"), "{told}");
}

#[test]
fn a_detector_is_granted_no_slices_where_passes_differ_in_their_bars_v84() {
    let registry = offering(|_| {});
    let copy = pinned("sma_fast: {slices: {}}, sma_slow: {slices: {}}, cross: {slices: {}}", &registry);
    let blueprint = std::fs::read_to_string(copy.root().join(BLUEPRINT)).unwrap();
    let two = blueprint.replacen("data_needs: [", "data_needs: [{symbol: AAPL_USD, timeframe: 1d}, ", 1);
    assert_ne!(two, blueprint);
    let told = refused(&copy.write(BLUEPRINT, &two), &registry);
    assert!(told.contains("the strategy watches 2 series"), "{told}");
}

#[test]
fn slices_are_only_for_workers_that_offer_them_v84() {
    let registry = offering(|sma| sma.exports.truncate(sma.exports.len() - 1));
    insta::assert_snapshot!(refused(&pinned("sma_fast: {slices: {}}", &registry), &registry));
}

#[test]
fn slices_are_not_for_workers_that_are_told_more_than_bars_v84() {
    let asks = offering(|sma| sma.manifest.capabilities = serde_json::from_value(json!({"log": {}})).unwrap());
    insta::assert_snapshot!(refused(&pinned("sma_fast: {slices: {}, log: {}}, sma_slow: {log: {}}", &asks), &asks));
    let reads = offering(|sma| sma.manifest.inputs = serde_json::from_value(json!([{"name": "close"}])).unwrap());
    let told = refused(&pinned("sma_fast: {slices: {}}", &reads), &reads);
    assert!(told.contains("it has inputs (close), which are not known ahead"), "{told}");
}

#[test]
fn slices_do_not_go_with_beginning_again_v84() {
    let registry = offering(|_| {});
    let copy = pinned("sma_fast: {slices: {}}", &registry);
    let blueprint = std::fs::read_to_string(copy.root().join(BLUEPRINT)).unwrap();
    let copy = copy.write(BLUEPRINT, &format!("{blueprint}on_fault: {{recovery: replay}}\n"));
    insta::assert_snapshot!(refused(&copy, &registry));
}
