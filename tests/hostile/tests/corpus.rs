//! Every attack of the corpus, each in a process of its own: it ends in its class, in time, and the host does not grow.

use std::collections::BTreeSet;
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use simpletrader_hostile::corpus::{self, Attack, BOUND, COMPILE_GRACE, HASTY_MS, MEMORY_BOUND, REQUIRED};
use simpletrader_hostile::outcome::Outcome;

/// Gate, compiler and trial instance together, of an attack that is none on the compiler.
const LOAD_BOUND: Duration = Duration::from_secs(5);

/// What loading an attack may take.
fn load_bound(attack: &Attack) -> Duration {
    if attack.compile_ms == HASTY_MS { Duration::from_millis(HASTY_MS) + COMPILE_GRACE } else { LOAD_BOUND }
}

/// Runs one attack as a process of its own.
fn fire(attack: &Attack) -> Result<Outcome, String> {
    let output = Command::new(env!("CARGO_BIN_EXE_attack")).arg(attack.name()).output().map_err(|error| error.to_string())?;
    if !output.status.success() {
        return Err(format!("the process ended with {}: {}", output.status, String::from_utf8_lossy(&output.stderr)));
    }
    serde_json::from_slice(&output.stdout).map_err(|error| error.to_string())
}

/// What is wrong with an outcome; nothing if all is as it should be.
fn complaints(attack: &Attack, outcome: &Outcome) -> Vec<String> {
    let mut complaints = Vec::new();
    if outcome.ending.class != attack.class {
        complaints.push(format!("ended in {} instead of {}: {}", outcome.ending.class, attack.class, outcome.ending.text));
    }
    for (what, micros, bound) in [("loading", outcome.load_micros, load_bound(attack)), ("running", outcome.run_micros, BOUND)] {
        let took = Duration::from_micros(micros);
        if took > bound {
            complaints.push(format!("{what} took {took:?}, the bound is {bound:?}"));
        }
    }
    let may_grow = attack.limits.memory_bytes + MEMORY_BOUND;
    if let Some(growth) = outcome.growth.filter(|growth| *growth > may_grow) {
        complaints.push(format!("the host grew by {growth} bytes, the bound is {may_grow}"));
    }
    complaints
}

/// Fires all attacks, as many at a time as the machine has processors, and returns their outcomes in the order of the corpus.
fn fire_all(attacks: &[Attack]) -> Vec<Result<Outcome, String>> {
    let next = AtomicUsize::new(0);
    let outcomes = Mutex::new(vec![Err("not fired".to_owned()); attacks.len()]);
    // The files are made in the processes, so all that crosses threads here is a name.
    let names: Vec<String> = attacks.iter().map(Attack::name).collect();
    let all = || corpus::all();
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                let attacks = all();
                loop {
                    let place = next.fetch_add(1, Ordering::Relaxed);
                    let (Some(attack), Some(name)) = (attacks.get(place), names.get(place)) else { break };
                    assert_eq!(&attack.name(), name);
                    let outcome = fire(attack);
                    outcomes.lock().unwrap()[place] = outcome;
                }
            });
        }
    });
    outcomes.into_inner().unwrap()
}

// mission: 59, 79 (partly)
#[test]
fn every_attack_ends_in_its_class_within_its_bounds() {
    let attacks = corpus::all();
    let mut shown = String::new();
    let mut wrong = Vec::new();
    for (attack, outcome) in attacks.iter().zip(fire_all(&attacks)) {
        let name = attack.name();
        match outcome {
            Err(crash) => wrong.push(format!("{name}: {crash}")),
            Ok(outcome) => {
                wrong.extend(complaints(attack, &outcome).iter().map(|complaint| format!("{name}: {complaint}")));
                shown += &format!("{name}\n  {}\n  {}\n\n", outcome.ending.class, outcome.ending.text.replace('\n', "\n  "));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {} attacks:\n{}", wrong.len(), attacks.len(), wrong.join("\n"));
    insta::assert_snapshot!(shown);
}

#[test]
fn what_must_be_stopped_is_attacked_and_nothing_is_attacked_twice() {
    let attacks = corpus::all();
    let attacked: BTreeSet<&str> = attacks.iter().map(|attack| attack.of).collect();
    let required: BTreeSet<&str> = REQUIRED.iter().copied().collect();
    assert_eq!(attacked, required, "each required attack is there, and each attack is a required one");
    assert_eq!(required.len(), REQUIRED.len(), "the list names nothing twice");
    let names: BTreeSet<String> = attacks.iter().map(Attack::name).collect();
    assert_eq!(names.len(), attacks.len(), "names are unique");
}

#[test]
fn the_bounds_are_noticed_when_they_are_passed() {
    let attacks = corpus::all();
    let attack = &attacks[0];
    let good = fire(attack).unwrap();
    assert_eq!(complaints(attack, &good), Vec::<String>::new());
    let slow = Outcome { run_micros: 1_000_001, ..good.clone() };
    let large = Outcome { growth: Some(attack.limits.memory_bytes + MEMORY_BOUND + 1), ..good.clone() };
    let mut other = good;
    other.ending.class = "ACCEPTED".into();
    for (outcome, word) in [(slow, "running took"), (large, "the host grew"), (other, "instead of OUT_OF_FUEL")] {
        let complaints = complaints(attack, &outcome);
        assert!(matches!(complaints.as_slice(), [one] if one.contains(word)), "{complaints:?}");
    }
}
