//! The bus of the process: who hears what, and what happens when a handler fails.

mod support;

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use simpletrader_contracts::worker::call::Disposition;
use simpletrader_engine::assembly::StrategyFactory;
use simpletrader_engine::bus::*;
use simpletrader_engine::run::RunError;
use simpletrader_engine::strategy::Stage;
use support::*;

type Diary = Arc<Mutex<Vec<String>>>;

const PAUSE: Payload = Payload::Command(OperatorCommand::Pause);

fn of(strategy: &str) -> BusEvent {
    BusEvent { scope: EventScope::Strategy(strategy.into()), payload: PAUSE }
}

fn of_the_platform() -> BusEvent {
    BusEvent { scope: EventScope::Platform, payload: PAUSE }
}

fn set(strategies: &[&str]) -> SubscriptionScope {
    SubscriptionScope::Targeted(strategies.iter().map(|name| Arc::from(*name)).collect::<BTreeSet<_>>())
}

/// Subscribes a handler that writes its name down.
fn listen(bus: &EventBus, diary: &Diary, name: &str, topic: Topic, scope: SubscriptionScope) -> SubscriptionId {
    let (diary, name) = (diary.clone(), name.to_owned());
    let handler: Handler = Arc::new(move |_| {
        diary.lock().unwrap().push(name.clone());
        Ok(())
    });
    bus.subscribe(topic, scope, Importance::Ordinary, handler)
}

fn taken(diary: &Diary) -> Vec<String> {
    std::mem::take(&mut *diary.lock().unwrap())
}

// mission: 5
#[test]
fn three_modes_of_subscription_two_scopes_same_and_other_strategy() {
    let modes: [(&str, SubscriptionScope); 6] = [
        ("strategy A", SubscriptionScope::Strategy("A".into())),
        ("strategy B", SubscriptionScope::Strategy("B".into())),
        ("platform", SubscriptionScope::Platform),
        ("for A", set(&["A"])),
        ("for B", set(&["B"])),
        ("for nobody", set(&[])),
    ];
    let (bus, diary) = (EventBus::new(), Diary::default());
    for (name, scope) in &modes {
        listen(&bus, &diary, name, Topic::Command, scope.clone());
    }
    let heard = |event: BusEvent| {
        let delivery = bus.publish(&event).unwrap();
        let heard = taken(&diary);
        assert_eq!(delivery, Delivery { handlers: heard.len(), failures: vec![] });
        heard
    };
    assert_eq!(heard(of_the_platform()), modes.each_ref().map(|(name, _)| *name), "in order of subscription");
    assert_eq!(heard(of("A")), ["strategy A", "platform", "for A"]);
    assert_eq!(heard(of("B")), ["strategy B", "platform", "for B"]);
    assert_eq!(heard(of("C")), ["platform"]);
}

// mission: 5
#[test]
fn topics_match_exactly() {
    let (bus, diary) = (EventBus::new(), Diary::default());
    listen(&bus, &diary, "progress", Topic::Progress, SubscriptionScope::Platform);
    listen(&bus, &diary, "stage", Topic::StageChanged, SubscriptionScope::Platform);
    let stage = BusEvent { scope: EventScope::Strategy("A".into()), payload: Payload::StageChanged(Stage::Running) };
    bus.publish(&stage).unwrap();
    bus.publish(&of("A")).unwrap();
    assert_eq!(taken(&diary), ["stage"]);
}

// mission: 5
#[test]
fn unsubscribing_what_is_unknown_or_gone_is_an_error() {
    let (bus, diary) = (EventBus::new(), Diary::default());
    let id = listen(&bus, &diary, "once", Topic::Command, SubscriptionScope::Platform);
    bus.unsubscribe(id).unwrap();
    assert_eq!(bus.unsubscribe(id), Err(UnknownSubscription(id)));
    assert_eq!(UnknownSubscription(id).to_string(), "there is no subscription 0");
    bus.publish(&of_the_platform()).unwrap();
    assert!(taken(&diary).is_empty());
    assert_ne!(listen(&bus, &diary, "next", Topic::Command, SubscriptionScope::Platform), id, "never used twice");
}

fn failing(words: &'static str) -> Handler {
    Arc::new(move |_| Err(words.into()))
}

// mission: 5
#[test]
fn an_ordinary_handler_that_fails_is_reported_and_the_others_are_told() {
    let (bus, diary) = (EventBus::new(), Diary::default());
    let weak = bus.subscribe(Topic::Command, SubscriptionScope::Platform, Importance::Ordinary, failing("no paper"));
    listen(&bus, &diary, "after it", Topic::Command, SubscriptionScope::Platform);
    let delivery = bus.publish(&of("A")).unwrap();
    assert_eq!(taken(&diary), ["after it"]);
    let failures = vec![OrdinaryFailure { subscription: weak, cause: "no paper".into() }];
    assert_eq!(delivery, Delivery { handlers: 2, failures });
    assert_eq!(delivery.failures[0].to_string(), "subscription 0 failed: no paper");
}

// mission: 5
#[test]
fn a_critical_handler_that_fails_stops_everything() {
    let (bus, diary) = (EventBus::new(), Diary::default());
    listen(&bus, &diary, "before it", Topic::Command, SubscriptionScope::Platform);
    let weak = bus.subscribe(Topic::Command, SubscriptionScope::Platform, Importance::Critical, failing("disk full"));
    listen(&bus, &diary, "after it", Topic::Command, SubscriptionScope::Platform);
    let stopped = CriticalFailure { subscription: weak, cause: "disk full".into() };
    assert_eq!(bus.publish(&of("A")), Err(stopped.clone()));
    assert_eq!(taken(&diary), ["before it"]);
    assert_eq!(bus.publish(&of("B")), Err(stopped), "nobody is told anything any more");
    assert!(taken(&diary).is_empty());
}

// mission: 5
#[test]
fn a_handler_may_use_the_bus_and_changes_the_next_event_only() {
    let (bus, diary) = (Arc::new(EventBus::new()), Diary::default());
    let late = listen(&bus, &diary, "placeholder", Topic::StageChanged, SubscriptionScope::Platform);
    let (inner, words, victim) = (bus.clone(), diary.clone(), Arc::new(Mutex::new(Some(late))));
    let gone = victim.clone();
    let meddler: Handler = Arc::new(move |event| {
        let Some(id) = gone.lock().unwrap().take() else { return Ok(()) };
        inner.unsubscribe(id).map_err(|error| error.to_string())?;
        listen(&inner, &words, "newcomer", Topic::Command, SubscriptionScope::Platform);
        let nested = BusEvent { scope: event.scope.clone(), payload: Payload::StageChanged(Stage::Paused) };
        inner.publish(&nested).map(drop).map_err(|error| error.to_string())
    });
    bus.subscribe(Topic::Command, SubscriptionScope::Platform, Importance::Critical, meddler);
    let last = listen(&bus, &diary, "last", Topic::Command, SubscriptionScope::Platform);
    *victim.lock().unwrap() = Some(last);
    listen(&bus, &diary, "nested", Topic::StageChanged, SubscriptionScope::Platform);
    bus.publish(&of("A")).unwrap();
    assert_eq!(taken(&diary), ["placeholder", "nested", "last"], "the snapshot holds, and a nested event comes first");
    bus.publish(&of("A")).unwrap();
    assert_eq!(taken(&diary), ["newcomer"]);
}

#[test]
fn a_strategy_hears_its_own_operator_and_no_other() {
    let bus = Arc::new(EventBus::new());
    let (a, b) = (Line::open(&bus, "A").unwrap(), Line::open(&bus, "B").unwrap());
    bus.publish(&of("A")).unwrap();
    assert_eq!((a.next_command(), a.next_command(), b.next_command()), (Some(OperatorCommand::Pause), None, None));
    bus.publish(&of_the_platform()).unwrap();
    assert_eq!((a.next_command(), b.next_command()), (Some(OperatorCommand::Pause), Some(OperatorCommand::Pause)));
    assert_eq!(Line::open(&bus, "A").unwrap_err().to_string(), "a strategy `A` is connected to the bus already");
    drop(a);
    assert_eq!(bus.subscriptions(), 1);
    assert!(Line::open(&bus, "A").is_ok(), "the name is free again");
}

#[test]
fn an_operator_who_sends_too_much_is_not_listened_to_until_the_strategy_has_caught_up() {
    let bus = Arc::new(EventBus::new());
    let line = Line::open(&bus, "A").unwrap();
    for _ in 0..64 {
        assert!(bus.publish(&of("A")).unwrap().failures.is_empty());
    }
    let refused = bus.publish(&of("A")).unwrap().failures;
    assert!(refused[0].cause.contains("64 of its kind wait already"), "{refused:?}");
    assert_eq!(std::iter::from_fn(|| line.next_command()).count(), 64);
}

/// A strategy that buys on the first day, on a bus.
fn assembled(bus: &Arc<EventBus>, folder: &std::path::Path) -> simpletrader_engine::strategy::Strategy {
    let crew = CrewScript::default().detector("always", |_, _| Ok(Disposition::Publish(vec![long("1")]))).brain(|situation| {
        let idle = situation.positions.is_empty() && situation.open_orders.is_empty();
        Ok(Disposition::Publish(vec![if idle { buy(&[0], "1") } else { refuse(&[0]) }]))
    });
    let (spec, sources) = crew.parts(folder, &[("A_USD", &[100, 101, 102])]);
    StrategyFactory::default().connected_to(bus.clone()).build(spec, sources).unwrap()
}

#[test]
fn a_run_says_on_the_bus_how_it_fares_and_leaves_it() {
    let (bus, folder, diary) = (Arc::new(EventBus::new()), tempfile::tempdir().unwrap(), Diary::default());
    for topic in [Topic::StageChanged, Topic::LedgerUpdated, Topic::Progress] {
        let words = diary.clone();
        let handler: Handler = Arc::new(move |event| {
            words.lock().unwrap().push(match event.payload {
                Payload::StageChanged(stage) => stage.to_string(),
                Payload::LedgerUpdated { passes } => format!("book after {passes}"),
                Payload::Progress { bars, equity, .. } => format!("{bars} bars, {equity}"),
                Payload::Command(_) => "command".into(),
            });
            Ok(())
        });
        bus.subscribe(topic, set(&["test"]), Importance::Ordinary, handler);
    }
    let outcome = run_strategy(folder.path(), assembled(&bus, folder.path())).unwrap();
    assert_eq!(outcome.summary.fills, 1);
    let heard = taken(&diary);
    assert_eq!(heard.first().map(String::as_str), Some("RUNNING"));
    assert!(heard.contains(&"book after 1".to_owned()) && heard.last() == Some(&"STOPPED".to_owned()), "{heard:?}");
    assert_eq!(bus.subscriptions(), 3, "the strategy's own is gone");
}

#[test]
fn a_run_ends_when_a_critical_listener_fails() {
    let (bus, folder) = (Arc::new(EventBus::new()), tempfile::tempdir().unwrap());
    bus.subscribe(Topic::LedgerUpdated, SubscriptionScope::Platform, Importance::Critical, failing("portfolio lost count"));
    let error = run_strategy(folder.path(), assembled(&bus, folder.path())).unwrap_err();
    assert!(matches!(error, RunError::Bus(_)) && error.to_string().contains("portfolio lost count"), "{error}");
    assert!(!folder.path().join("run").exists(), "a run that did not end leaves no result");
    assert_eq!(bus.subscriptions(), 1);
}

#[test]
fn listening_changes_no_result() {
    let folders = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let (bus, diary) = (Arc::new(EventBus::new()), Diary::default());
    let alone = run_strategy(folders[0].path(), assembled(&bus, folders[0].path())).unwrap();
    listen(&bus, &diary, "curious", Topic::LedgerUpdated, SubscriptionScope::Platform);
    let watched = run_strategy(folders[1].path(), assembled(&bus, folders[1].path())).unwrap();
    assert!(!taken(&diary).is_empty());
    for sql in ["SELECT * FROM ledger_change", "SELECT * FROM journal", "SELECT * FROM fill"] {
        assert_eq!(query(&alone, sql), query(&watched, sql));
    }
}
