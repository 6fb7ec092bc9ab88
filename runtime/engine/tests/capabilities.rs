//! Capabilities as the engine serves them: what is pushed, what may be looked back on, and what stays of what workers say and
//! remember.

mod support;

use std::sync::{Arc, Mutex};

use simpletrader_contracts::Instant;
use simpletrader_contracts::market::{Bar, Instrument, Series, SeriesRef};
use simpletrader_contracts::worker::call::{ContextWorker, Disposition, Usage, Worker};
use simpletrader_contracts::worker::capability::{
    Grants, Kit, LogLevel, Remarks, RequestedReads, StateChange, StateGrant, StateScope, WindowBar, WindowGrant,
};
use simpletrader_contracts::worker::{AnyWorker, Fault, FaultKind};
use support::*;

/// What a worker does when it is called: with its kit, in the pass of this instant, at this price.
type Script = Box<dyn FnMut(&mut Kit, Instant, f64) -> Result<(), Fault> + Send>;

/// A context worker with a kit, as both real hosts of workers have one.
struct Equipped {
    kit: Kit,
    script: Script,
}

impl Equipped {
    fn worker(grants: &Grants, script: impl FnMut(&mut Kit, Instant, f64) -> Result<(), Fault> + Send + 'static) -> AnyWorker {
        AnyWorker::Context(Box::new(Self { kit: Kit::new(grants, 1_000), script: Box::new(script) }))
    }
}

impl Worker for Equipped {
    fn configure(&mut self, _: &str, _: &[Instrument], _: &[Series]) -> Result<(), Fault> {
        Ok(())
    }
    fn usage(&self) -> Usage {
        Usage::default()
    }
    fn observe(&mut self, bar: &WindowBar) {
        self.kit.observe(bar);
    }
    fn take_remarks(&mut self) -> Remarks {
        self.kit.take_remarks()
    }
    fn undo_state(&mut self) {
        self.kit.undo_state();
    }
    fn adopt_state(&mut self, changes: &[StateChange]) {
        self.kit.adopt_state(changes);
    }
}

impl ContextWorker for Equipped {
    fn measure(&mut self, at: Instant, bar: &Bar, _: &[f64], facts: &mut [f64]) -> Result<(), Fault> {
        facts.fill(bar.close as f64);
        (self.script)(&mut self.kit, at, bar.close as f64 / 100.0)
    }
}

fn failed(message: &str) -> Fault {
    Fault::new("measure", FaultKind::Refused { kind: "failed", message: message.into() })
}

fn remembering(scope: StateScope) -> Grants {
    Grants { state: Some(StateGrant { scope, bytes: 1_000 }), log: true, journal_note: true, ..Grants::default() }
}

fn set(kit: &mut Kit, key: &str, value: &str) {
    kit.state_mut().unwrap().set(key.into(), value.into()).unwrap();
}

fn get(kit: &Kit, key: &str) -> String {
    String::from_utf8(kit.state().unwrap().get(key).unwrap_or(b"nothing").to_vec()).unwrap()
}

// mission: 68 (partly)
#[test]
fn the_last_row_of_a_window_is_the_bar_of_the_pass_and_never_later() {
    let folder = tempfile::tempdir().unwrap();
    let grants = Grants { market_window: Some(WindowGrant { series: vec![SeriesRef(0)], bars: 3 }), ..Grants::default() };
    let seen = Arc::new(Mutex::new(Vec::new()));
    let diary = seen.clone();
    let probe = Equipped::worker(&grants, move |kit, at, close| {
        let rows: Vec<(i64, f64)> = kit.latest(SeriesRef(0), 3).unwrap().map(|bar| (bar.closed_at.micros(), bar.close)).collect();
        diary.lock().unwrap().push((at.micros(), close, rows));
        Ok(())
    });
    CrewScript::default()
        .granted("probe", probe, grants)
        .detector("mute", |_, _| Ok(Disposition::Proceed))
        .brain(|_| Ok(Disposition::Proceed))
        .run(folder.path(), &[100, 101, 102, 103, 104])
        .unwrap();
    let seen = seen.lock().unwrap();
    assert_eq!(seen.len(), 5);
    for (pass, (at, close, rows)) in seen.iter().enumerate() {
        assert_eq!(rows.len(), (pass + 1).min(3), "the window fills and then slides");
        assert_eq!(rows.last(), Some(&(*at, *close)), "the newest is the bar of the pass, as a price");
        assert!(rows.iter().all(|(closed_at, _)| closed_at <= at));
    }
}

#[test]
fn a_worker_without_a_window_is_shown_no_bar() {
    let folder = tempfile::tempdir().unwrap();
    let window = Grants { market_window: Some(WindowGrant { series: vec![SeriesRef(0)], bars: 3 }), ..Grants::default() };
    let rows = Arc::new(Mutex::new(0));
    let count = rows.clone();
    // Its kit would keep what it is shown; the build spec grants nothing.
    let probe = Equipped::worker(&window, move |kit, _, _| {
        *count.lock().unwrap() += kit.latest(SeriesRef(0), 3).unwrap().len();
        Ok(())
    });
    CrewScript::default()
        .granted("probe", probe, Grants::default())
        .brain(|_| Ok(Disposition::Proceed))
        .run(folder.path(), &[100, 101])
        .unwrap();
    assert_eq!(*rows.lock().unwrap(), 0);
}

#[test]
fn what_workers_say_and_remember_is_stored_with_its_pass() {
    let folder = tempfile::tempdir().unwrap();
    let grants = remembering(StateScope::Strategy);
    let worker = Equipped::worker(&grants, |kit, _, close| {
        if close > 100.0 {
            kit.log(LogLevel::Info, &format!("saw {close}"));
            kit.note("above one hundred");
            set(kit, "seen", &close.to_string());
        }
        Ok(())
    });
    let outcome = CrewScript::default()
        .granted("watch", worker, grants)
        .brain(|_| Ok(Disposition::Proceed))
        .run(folder.path(), &[100, 101, 101, 102])
        .unwrap();
    assert_eq!(
        query(&outcome, "SELECT pass, worker_id, level, text FROM worker_log"),
        ["1|watch|info|saw 101", "2|watch|info|saw 101", "3|watch|info|saw 102"]
    );
    assert_eq!(
        query(&outcome, "SELECT pass, worker_id, key, CAST(value AS TEXT) FROM worker_state"),
        ["1|watch|seen|101", "3|watch|seen|102"],
        "the same value is no change"
    );
    let notes = query(&outcome, "SELECT pass, body FROM journal WHERE kind = 'WORKER_NOTE'");
    assert_eq!(notes[0], r#"1|{"text":"above one hundred","worker_id":"watch"}"#);
    assert_eq!(notes.len(), 3);
}

#[test]
fn a_pass_that_fails_changes_no_state_but_what_was_said_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let grants = remembering(StateScope::Strategy);
    let first = Equipped::worker(&grants, |kit, _, close| {
        set(kit, "seen", &close.to_string());
        kit.log(LogLevel::Debug, "still well");
        Ok(())
    });
    let second = Equipped::worker(&grants, |kit, _, close| {
        kit.note("about to fail");
        if close > 100.0 { Err(failed("as announced")) } else { Ok(()) }
    });
    let outcome = CrewScript::default()
        .granted("first", first, grants.clone())
        .granted("second", second, grants)
        .brain(|_| Ok(Disposition::Proceed))
        .run(folder.path(), &[100, 101])
        .unwrap();
    assert_eq!(outcome.failure.as_ref().unwrap().worker_id, "second");
    assert_eq!(query(&outcome, "SELECT pass, CAST(value AS TEXT) FROM worker_state"), ["0|100"]);
    assert_eq!(query(&outcome, "SELECT pass FROM worker_log"), ["0", "1"]);
    assert_eq!(query(&outcome, "SELECT pass FROM journal WHERE kind = 'WORKER_NOTE'"), ["0", "1"]);
}

#[test]
fn a_shared_state_is_seen_by_the_others_from_the_next_pass_on() {
    let folder = tempfile::tempdir().unwrap();
    let grants = remembering(StateScope::Global);
    let diary = Arc::new(Mutex::new(Vec::new()));
    let sharer = |id: &'static str| {
        let diary = diary.clone();
        Equipped::worker(&grants, move |kit, _, close| {
            diary.lock().unwrap().push(format!("{id} {close}: {}", get(kit, "last")));
            set(kit, "last", id);
            Ok(())
        })
    };
    CrewScript::default()
        .granted("a", sharer("a"), grants.clone())
        .granted("b", sharer("b"), grants.clone())
        .brain(|_| Ok(Disposition::Proceed))
        .run(folder.path(), &[100, 101])
        .unwrap();
    let seen = diary.lock().unwrap().clone();
    assert_eq!(seen, ["a 100: nothing", "b 100: nothing", "a 101: b", "b 101: b"], "the last in worker order wins, for all");
}

#[test]
fn a_state_of_ones_own_is_not_shared() {
    let folder = tempfile::tempdir().unwrap();
    let grants = remembering(StateScope::Strategy);
    let seen = Arc::new(Mutex::new(Vec::new()));
    let diary = seen.clone();
    let writer = Equipped::worker(&grants, |kit, _, _| {
        set(kit, "last", "written");
        Ok(())
    });
    let reader = Equipped::worker(&grants, move |kit, _, _| {
        diary.lock().unwrap().push(get(kit, "last"));
        Ok(())
    });
    CrewScript::default()
        .granted("writer", writer, grants.clone())
        .granted("reader", reader, grants)
        .brain(|_| Ok(Disposition::Proceed))
        .run(folder.path(), &[100, 101])
        .unwrap();
    assert_eq!(*seen.lock().unwrap(), ["nothing", "nothing"]);
}

// mission: 68 (partly), 73 (partly)
#[test]
fn what_is_not_read_is_not_pushed() {
    for reads in [RequestedReads::NONE, RequestedReads::ALL] {
        let folder = tempfile::tempdir().unwrap();
        let pushed = Arc::new(Mutex::new((0, 0, 0)));
        let diary = pushed.clone();
        CrewScript::default()
            .reading(reads)
            .detector("buys", |_, _| Ok(Disposition::Publish(vec![long("1")])))
            .brain(move |situation| {
                let mut most = diary.lock().unwrap();
                most.0 = most.0.max(situation.positions.len());
                most.1 = most.1.max(situation.quotes.len());
                most.2 = most.2.max(usize::from(situation.account.is_some()));
                Ok(Disposition::Publish(vec![if situation.tick.sequence == 0 { buy(&[0], "1") } else { refuse(&[0]) }]))
            })
            .run(folder.path(), &[100, 101, 102])
            .unwrap();
        let expected = if reads == RequestedReads::ALL { (1, 1, 1) } else { (0, 0, 0) };
        assert_eq!(*pushed.lock().unwrap(), expected, "{reads:?}");
    }
}
