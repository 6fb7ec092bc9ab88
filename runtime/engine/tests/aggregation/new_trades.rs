//! New trades: every role is asked once, and what is incomplete is refused.

use super::*;

// mission: 66
#[test]
fn a_new_trade_asks_every_role_once_and_the_execution_planner_last() {
    let told = run(Planners::default(), &[new_trade]);
    assert_eq!(told.diary, ["entry new", "size new", "exit new", "execution new"]);
    assert_eq!(told.commands(), ["NEW_TRADE"]);
}

// mission: 66
#[test]
fn the_execution_planner_is_shown_the_plans_of_the_others() {
    struct Reader(Arc<Mutex<Vec<String>>>);
    impl Worker for Reader {
        fn configure(
            &mut self,
            _: &str,
            _: &[simpletrader_contracts::market::Instrument],
            _: &[simpletrader_contracts::market::Series],
        ) -> Result<(), Fault> {
            Ok(())
        }
        fn usage(&self) -> Usage {
            Usage::default()
        }
    }
    impl ExecutionPlanner for Reader {
        fn plan(&mut self, task: &PlanTask<'_>, plans: &PlanDrafts) -> Answer<ExecutionPlanDraft> {
            let size = plans.size.as_ref().map(|size| size.target_position_size.get().to_string());
            let seen = format!("{} {size:?} {}", plans.entry.is_some(), plans.exit.is_some());
            self.0.lock().unwrap().push(seen);
            OneOrder.plan(task, plans)
        }
    }
    let seen = Arc::new(Mutex::new(Vec::new()));
    let reader = Reader(seen.clone());
    run_with(Planners::default(), &[new_trade], |crew| crew.replace("router", AnyWorker::ExecutionPlanning(Box::new(reader))));
    assert_eq!(*seen.lock().unwrap(), [r#"true Some("10") true"#]);
}

// mission: 66
#[test]
fn a_new_trade_without_an_entry_plan_is_incomplete() {
    let told = run(Planners { entry: nothing, ..Planners::default() }, &[new_trade]);
    assert_eq!(told.refusal(), "AGGREGATION PLAN_INCONSISTENT aggregation: a new trade needs an entry plan");
}

// mission: 66
#[test]
fn a_new_trade_without_a_size_plan_is_incomplete() {
    let told = run(Planners { size: nothing, ..Planners::default() }, &[new_trade]);
    assert_eq!(told.refusal(), "AGGREGATION PLAN_INCONSISTENT aggregation: a new trade needs a size plan");
}

// mission: 66
#[test]
fn a_new_trade_without_an_exit_plan_is_complete_where_protection_is_optional() {
    let told = run(Planners { exit: nothing, ..Planners::default() }, &[new_trade]);
    assert_eq!(told.commands(), ["NEW_TRADE"]);
}

// mission: 66
#[test]
fn a_new_trade_without_an_exit_plan_is_incomplete_where_protection_is_required() {
    let folder = tempfile::tempdir().unwrap();
    let planners = Planners { exit: nothing, ..Planners::default() };
    let mut decision = Some(buy(&[0], "1"));
    let crew = CrewScript::default()
        .detector("always", |_, _| Ok(Disposition::Publish(vec![long("1")])))
        .brain(move |_| Ok(Disposition::Publish(vec![decision.take().unwrap_or_else(|| refuse(&[0]))])));
    let (mut spec, sources) = planners.on(crew).parts(folder.path(), &[("A_USD", &[100])]);
    spec.protection = simpletrader_config::build_spec::Protection::Required;
    let outcome = run_strategy(folder.path(), Strategy::assemble(spec, sources).unwrap()).unwrap();
    let told = Told { _folder: folder, outcome, diary: Vec::new() };
    assert!(told.refusal().contains("a new trade needs a stop"), "{}", told.refusal());
}

// mission: 66
#[test]
fn a_command_without_an_execution_plan_has_no_executor() {
    let told = run(Planners { execution: nothing, ..Planners::default() }, &[new_trade]);
    assert_eq!(told.refusal(), "AGGREGATION PLAN_MISSING aggregation: the execution planner gave no plan");
}

// mission: 66
#[test]
fn an_entry_planner_that_refuses_is_named_and_nobody_after_it_is_asked() {
    let told = run(Planners { entry: no, ..Planners::default() }, &[new_trade]);
    assert_eq!(told.refusal(), "TRADE_PLANNING LIMIT_REACHED entry: enough is enough");
    assert_eq!(told.diary, ["entry new"]);
}

// mission: 66
#[test]
fn a_size_planner_that_refuses_is_named_and_nobody_after_it_is_asked() {
    let told = run(Planners { size: no, ..Planners::default() }, &[new_trade]);
    assert_eq!(told.refusal(), "TRADE_PLANNING LIMIT_REACHED size: enough is enough");
    assert_eq!(told.diary, ["entry new", "size new"]);
}

// mission: 66
#[test]
fn an_exit_planner_that_refuses_is_named_and_nobody_after_it_is_asked() {
    let told = run(Planners { exit: no, ..Planners::default() }, &[new_trade]);
    assert_eq!(told.refusal(), "TRADE_PLANNING LIMIT_REACHED exit: enough is enough");
    assert_eq!(told.diary, ["entry new", "size new", "exit new"]);
}

// mission: 66
#[test]
fn an_execution_planner_that_refuses_is_named() {
    let told = run(Planners { execution: no, ..Planners::default() }, &[new_trade]);
    assert_eq!(told.refusal(), "TRADE_PLANNING LIMIT_REACHED router: enough is enough");
}

// mission: 66
#[test]
fn plans_that_do_not_fit_are_refused_before_the_execution_planner_is_asked() {
    let elsewhere = |task: &PlanTask<'_>| match TenUnits.plan(task)? {
        PlanOutcome::Plan(plan) => {
            let position_value = simpletrader_contracts::decimal::Amount::new(7.into()).unwrap();
            Ok(PlanOutcome::Plan(SizePlanDraft { position_value, ..plan }))
        }
        other => Ok(other),
    };
    let told = run(Planners { size: elsewhere, ..Planners::default() }, &[new_trade]);
    assert!(told.refusal().contains("the size plan's value 7 is not its size 10 times the price 100"), "{}", told.refusal());
    assert_eq!(told.diary, ["entry new", "size new", "exit new"]);
}

// mission: 66
#[test]
fn a_planner_that_fails_takes_its_command_with_it() {
    let told = run(Planners { exit: |_| Err(Fault::new("plan", FaultKind::Poisoned)), ..Planners::default() }, &[new_trade]);
    assert!(told.commands().is_empty() && query(&told.outcome, "SELECT * FROM orders").is_empty());
    assert_eq!(told.outcome.failure.as_ref().unwrap().worker_id, "exit");
    assert_eq!(told.diary, ["entry new", "size new", "exit new"]);
}

// mission: 66
#[test]
fn each_directive_of_a_pass_is_a_session_of_its_own() {
    let told = run(Planners::default(), &[two_new_trades]);
    assert_eq!(told.commands(), ["NEW_TRADE", "NEW_TRADE"]);
    let batches =
        query(&told.outcome, "SELECT DISTINCT json_extract(body, '$.batch_id') FROM journal WHERE kind = 'COMMAND_ISSUED'");
    assert_eq!(batches.len(), 2);
    assert_eq!(told.diary.len(), 8);
}

// mission: 66
#[test]
fn a_directive_that_is_refused_does_not_touch_the_next_one() {
    let told = run(Planners::default(), &[|_| vec![buy(&[0], "0.2"), buy(&[1], "1")]]);
    assert_eq!(told.commands(), ["NEW_TRADE"]);
    assert!(told.refusals()[0].contains("NO_MATCHING_PLANNER"), "{:?}", told.refusals());
}

// mission: 66
#[test]
fn a_confidence_that_no_planner_of_a_role_serves_names_the_role() {
    let told = run(Planners::default(), &[|_| vec![buy(&[0, 1], "0.2")]]);
    assert!(told.refusal().contains("no entry-planner serves the confidence 0.2"), "{}", told.refusal());
    assert!(told.diary.is_empty());
}

// mission: 66
#[test]
fn an_instrument_without_a_price_cannot_be_planned() {
    let folder = tempfile::tempdir().unwrap();
    let mut decision = Some(buy(&[0], "1"));
    if let Some(Outcome::Issue(directive)) = decision.as_mut().map(|decision| &mut decision.outcome) {
        directive.entry.as_mut().unwrap().instrument = InstrumentRef(1);
    }
    let crew = CrewScript::default()
        .detector("always", |_, _| Ok(Disposition::Publish(vec![long("1")])))
        .brain(move |_| Ok(Disposition::Publish(vec![decision.take().unwrap_or_else(|| refuse(&[0]))])));
    let outcome = crew.run_over(folder.path(), &[("A_USD", &[100]), ("B_USD", &[])]).unwrap();
    let told = Told { _folder: folder, outcome, diary: Vec::new() };
    assert!(told.refusal().contains("instrument 1 has no price yet"), "{}", told.refusal());
}

// mission: 66
#[test]
fn an_entry_plan_for_another_instrument_is_refused() {
    let astray = |task: &PlanTask<'_>| match MarketEntry.plan(task)? {
        PlanOutcome::Plan(plan) => Ok(PlanOutcome::Plan(EntryPlanDraft { instrument: InstrumentRef(5), ..plan })),
        other => Ok(other),
    };
    let told = run(Planners { entry: astray, ..Planners::default() }, &[new_trade]);
    assert!(told.refusal().contains("the entry plan is for another instrument"), "{}", told.refusal());
}
