//! Children in proportion to the volume, and when the chase ends.

use simpletrader_sdk::prelude::*;
use simpletrader_sdk::testing::{self, commands};

use crate::Pov;

const DAY: i64 = 86_400_000_000;

fn worker() -> Pov {
    testing::configure(r#"{"every_seconds": 86400}"#).unwrap()
}

fn plan(min: Option<&str>, max: Option<&str>, days: u32) -> ExecutionPlan {
    commands::execute(Algorithm::Pov {
        participation: Fraction::new(testing::decimal("0.1")).unwrap(),
        min_child: min.map(testing::quantity),
        max_child: max.map(testing::quantity),
        duration_seconds: days * 86_400,
    })
}

/// Begins a purchase of this size.
fn begun(size: &str, plan: &ExecutionPlan) -> Pov {
    let mut worker = worker();
    let intents = worker.on_command(&commands::new_trade(&commands::buy(size), plan)).unwrap();
    assert_eq!(intents, [OrderIntent::WakeAt { at: Instant::from_micros(DAY), tag: 1 }], "nothing was traded yet");
    worker
}

/// The children of each day, with these volumes; each fills at once.
fn children(size: &str, plan: &ExecutionPlan, volumes: &[f64]) -> (Vec<String>, Vec<OrderIntent>) {
    let mut worker = begun(size, plan);
    testing::observe_volumes(volumes);
    let (mut sizes, mut last, mut tag) = (Vec::new(), Vec::new(), 1);
    for day in 1..=volumes.len() as i64 {
        last = worker.on_timer(&commands::timer(day * DAY, day as u32)).unwrap();
        let placed = commands::quantities(&last);
        sizes.push(placed.first().cloned().unwrap_or_default());
        if let Some(size) = placed.first() {
            let replied = worker.on_reply(&commands::reply(tag, OrderPurpose::Slice, OrderStatus::Filled, size, size)).unwrap();
            last.extend(replied);
            tag += 3;
        }
    }
    (sizes, last)
}

#[test]
fn an_interval_of_nothing_and_another_family_are_refused() {
    assert!(matches!(testing::configure::<Pov>(r#"{"every_seconds": 0}"#), Err(WorkerError::BadParams(_))));
    let single = commands::execute(Algorithm::Single { time_in_force: TimeInForce::Gtc });
    assert!(worker().on_command(&commands::new_trade(&commands::buy("10"), &single)).is_err());
}

#[test]
fn children_are_a_share_of_the_volume_in_whole_lots() {
    let (sizes, last) = children("10", &plan(None, None, 30), &[25.0, 18.0, 0.0, 100.0]);
    assert_eq!(sizes, ["2", "2", "", "6"], "a tenth of 25, of 43, of 43, and what is left");
    assert!(last.contains(&OrderIntent::Finish { abandoned: false }));
    assert!(!last.iter().any(|intent| matches!(intent, OrderIntent::WakeAt { .. })), "nothing is to come");
}

#[test]
fn a_child_is_neither_too_small_nor_too_large() {
    let (sizes, _) = children("10", &plan(Some("3"), Some("4"), 30), &[20.0, 20.0, 200.0, 0.0, 0.0]);
    assert_eq!(sizes, ["", "4", "4", "2", ""], "2 wait for more volume, and the rest may be small");
}

#[test]
fn what_is_left_when_the_time_is_over_is_not_ordered() {
    let (sizes, last) = children("10", &plan(None, None, 2), &[20.0, 20.0]);
    assert_eq!(sizes, ["2", "2"]);
    assert!(last.contains(&OrderIntent::Finish { abandoned: false }), "{last:?}");
}

#[test]
fn what_the_venue_refused_is_ordered_again_with_the_next_volume() {
    let mut worker = begun("10", &plan(None, None, 30));
    testing::observe_volumes(&[20.0]);
    assert_eq!(commands::quantities(&worker.on_timer(&commands::timer(DAY, 1)).unwrap()), ["2"]);
    let refused = commands::reply(1, OrderPurpose::Slice, OrderStatus::Rejected, "2", "0");
    assert!(worker.on_reply(&refused).unwrap().is_empty());
    assert_eq!(commands::quantities(&worker.on_timer(&commands::timer(2 * DAY, 2)).unwrap()), ["2"]);
}

#[test]
fn what_is_withdrawn_is_not_chased_any_further() {
    let mut worker = begun("10", &plan(None, None, 30));
    testing::observe_volumes(&[20.0]);
    let (nothing, stop) = (Plans::default(), commands::execution(ExecutionAction::CancelGroup { group: GroupRef(5) }));
    let held = testing::position(3, Direction::Long, "0");
    let command = Command { group: GroupRef(6), ..commands::of_trade(held, &nothing, &stop) };
    assert_eq!(worker.on_command(&command).unwrap(), [OrderIntent::Finish { abandoned: false }]);
    assert!(worker.on_timer(&commands::timer(DAY, 1)).unwrap().is_empty());
}
