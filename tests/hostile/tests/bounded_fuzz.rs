//! The fuzzers' targets on a fixed number of inputs, the same in every run. `cargo xtask fuzz` takes more.

use simpletrader_hostile::memory::resident;
use simpletrader_hostile::target::Target;

/// Runs a target; some inputs must get through to the end and some must not, or the inputs test nothing.
fn bounded(name: &str, runs: u64) {
    let target = Target::named(name).unwrap();
    let warm = target.run_many(1, runs / 5, &mut |_| {});
    let before = resident();
    let through = warm + target.run_many(1 + runs / 5, runs - runs / 5, &mut |_| {});
    let growth = before.zip(resident()).map_or(0, |(before, after)| after.now.saturating_sub(before.now));
    assert!(growth < 64 << 20, "{name}: the process grew by {growth} bytes");
    assert!(through > 0 && through < runs, "{name}: {through} of {runs} got through");
}

#[test]
fn any_bytes_are_admitted_or_refused() {
    bounded("admission", 3_000);
}

#[test]
fn any_answer_is_a_contract_or_a_precise_refusal() {
    bounded("boundary", 5_000);
}

#[test]
fn any_file_of_configuration_is_sound_or_has_findings() {
    bounded("yaml", 2_000);
}

#[test]
fn any_damaged_worker_ends_in_an_answer() {
    bounded("worker", 300);
}

#[test]
fn any_random_code_ends_in_an_answer() {
    bounded("random_worker", 150);
}

#[test]
fn a_run_can_be_seen_again_by_its_number() {
    for target in Target::ALL {
        let input = |number| (target.input)(&mut simpletrader_hostile::mutate::Damage::of_run(number));
        assert_eq!(input(7), input(7), "{}", target.name);
        assert_ne!(input(7), input(8), "{}", target.name);
    }
}
