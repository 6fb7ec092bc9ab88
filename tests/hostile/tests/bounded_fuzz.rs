//! The fuzzers' targets on a fixed number of inputs, the same in every run. `cargo xtask fuzz` takes more.

use simpletrader_hostile::memory::resident;
use simpletrader_hostile::target::{Endings, Target};

/// Runs a target and returns how many inputs ended in which class. They must end in several, or the inputs test nothing.
fn bounded(name: &str, runs: u64) -> Endings {
    let target = Target::named(name).unwrap();
    let warm = runs / 5;
    target.run_many(1, warm, &mut |_| {});
    let before = resident();
    let endings = target.run_many(1 + warm, runs - warm, &mut |_| {});
    let growth = before.zip(resident()).map_or(0, |(before, after)| after.now.saturating_sub(before.now));
    assert!(growth < 64 << 20, "{name}: the process grew by {growth} bytes");
    assert!(endings.len() > 1, "{name}: {endings:?}");
    endings
}

/// How many of these ran, whatever came of it.
fn ran(endings: &Endings) -> u64 {
    endings.iter().filter(|(class, _)| !class.starts_with("NOT_")).map(|(_, count)| count).sum()
}

#[test]
fn any_bytes_are_admitted_or_refused() {
    let endings = bounded("admission", 3_000);
    assert!(ran(&endings) > 20, "some damage must get past the gate: {endings:?}");
}

#[test]
fn any_answer_is_a_contract_or_a_precise_refusal() {
    let endings = bounded("boundary", 5_000);
    assert!(endings.contains_key("ACCEPTED") && endings.contains_key("INVALID_OUTPUT"), "{endings:?}");
}

#[test]
fn any_file_of_configuration_is_sound_or_has_findings() {
    let endings = bounded("yaml", 2_000);
    assert!(endings.contains_key("ACCEPTED") && endings.contains_key("REFUSED"), "{endings:?}");
}

#[test]
fn any_damaged_worker_ends_in_an_answer() {
    let endings = bounded("worker", 300);
    assert!(ran(&endings) > 5, "some damage must get past the gate: {endings:?}");
}

#[test]
fn any_random_code_ends_in_an_answer() {
    let endings = bounded("random_worker", 150);
    assert!(ran(&endings) > 20, "most of it is valid: {endings:?}");
}

#[test]
fn a_run_can_be_seen_again_by_its_number() {
    for target in Target::ALL {
        let input = |number| (target.input)(&mut simpletrader_hostile::mutate::Damage::of_run(number));
        assert_eq!(input(7), input(7), "{}", target.name);
        assert_ne!(input(7), input(8), "{}", target.name);
    }
}
