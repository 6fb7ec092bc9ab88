//! The modes of a batch, at work: what becomes of three trades of one decision when one of them fails, ends, or takes too long.

mod support;

use std::num::NonZeroU32;
use std::path::Path;

use simpletrader_config::build_spec::{OnFault, Recovery, ReplayTerms};
use simpletrader_contracts::decision::*;
use simpletrader_contracts::market::InstrumentRef;
use simpletrader_contracts::terms::{BatchMode, FaultPolicy, Side};
use simpletrader_contracts::worker::call::{Disposition, OrderIntent, PlanOutcome, PlanTask};
use simpletrader_contracts::worker::{AnyWorker, Fault, FaultKind};
use simpletrader_engine::run::RunOutcome;
use support::*;

/// Three instruments: a cheap one, one that the account cannot pay, and one whose limit of 45 is reached on the last day.
const MARKET: [(&str, &[i64]); 3] =
    [("A_USD", &[100, 100, 100, 100]), ("B_USD", &[5000, 5000, 5000, 5000]), ("C_USD", &[50, 50, 50, 40])];

/// A decision about three instruments, in this order.
fn decision(order: [u32; 3], mode: BatchMode, timeout: Option<u32>) -> DecisionDraft {
    let policy = ExecutionPolicy { mode, timeout_seconds: timeout.and_then(NonZeroU32::new) };
    trades_of(order.map(|instrument| leg(instrument, Side::Buy)).to_vec(), Some(policy))
}

fn run(folder: &Path, decision: DecisionDraft, change: impl FnOnce(CrewScript) -> CrewScript) -> RunOutcome {
    let mut decision = Some(decision);
    let crew = CrewScript::default()
        .detector("always", |_, _| Ok(Disposition::Publish(vec![long("1")])))
        .brain(move |_| Ok(Disposition::Publish(vec![decision.take().unwrap_or_else(|| refuse(&[0]))])))
        .replace("entry", limited_entry(2));
    change(crew).run_over(folder, &MARKET).unwrap()
}

/// Symbol and end of each order, and symbol and status of each group.
fn orders(outcome: &RunOutcome) -> Vec<String> {
    query(outcome, "SELECT symbol, status FROM orders ORDER BY order_id")
}

fn groups(outcome: &RunOutcome) -> Vec<String> {
    query(outcome, "SELECT status, filled_quantity FROM execution_group ORDER BY group_id")
}

fn refusals(outcome: &RunOutcome) -> Vec<String> {
    let bodies = query(outcome, "SELECT body FROM journal WHERE kind = 'EXECUTION_REJECTED' ORDER BY entry_id");
    let reason = |body: &String| {
        let body: serde_json::Value = serde_json::from_str(body).unwrap();
        let rejection = &body["rejection"];
        format!("{}: {}", rejection["stage"].as_str().unwrap(), rejection["chain"]["rejection_reason"].as_str().unwrap())
    };
    bodies.iter().map(reason).collect()
}

// mission: 36
#[test]
fn independent_commands_complete_beside_one_that_the_venue_refuses() {
    let folder = tempfile::tempdir().unwrap();
    let outcome = run(folder.path(), decision([0, 1, 2], BatchMode::Independent, None), |crew| crew);
    assert_eq!(orders(&outcome), ["A_USD|FILLED", "B_USD|REJECTED", "C_USD|FILLED"]);
    assert_eq!(groups(&outcome), ["COMPLETED|10", "FAILED|0", "COMPLETED|10"]);
    assert_eq!(refusals(&outcome).len(), 1, "the venue's own");
}

// mission: 36
#[test]
fn a_refusal_in_a_coordinated_batch_withdraws_what_is_pending_and_keeps_what_was_filled() {
    let folder = tempfile::tempdir().unwrap();
    let outcome = run(folder.path(), decision([0, 1, 2], BatchMode::Coordinated, None), |crew| crew);
    assert_eq!(orders(&outcome), ["A_USD|FILLED", "B_USD|REJECTED", "C_USD|CANCELLED"]);
    assert_eq!(groups(&outcome), ["COMPLETED|10", "FAILED|0", "CANCELLED|0"]);
    insta::assert_snapshot!(refusals(&outcome).remove(1), @"EXECUTION: withdrawn: command 2 of 3 of its COORDINATED batch failed: it was refused or given up; 0 of 10 was filled and stays");
}

// mission: 36
#[test]
fn a_refusal_in_a_sequence_keeps_the_rest_from_ever_being_sent() {
    let folder = tempfile::tempdir().unwrap();
    let outcome = run(folder.path(), decision([0, 1, 2], BatchMode::Sequential, None), |crew| crew);
    assert_eq!(orders(&outcome), ["A_USD|FILLED", "B_USD|REJECTED"]);
    assert_eq!(query(&outcome, "SELECT count(*) FROM journal WHERE kind = 'COMMAND_ISSUED'"), ["2"]);
    insta::assert_snapshot!(refusals(&outcome).remove(1), @"EXECUTION: never sent: command 2 of 3 of its SEQUENTIAL batch failed: it was refused or given up");
}

#[test]
fn a_sequence_waits_for_completion_before_it_sends_the_next() {
    let folder = tempfile::tempdir().unwrap();
    let outcome = run(folder.path(), decision([0, 2, 0], BatchMode::Sequential, None), |crew| crew);
    let sent = query(&outcome, "SELECT symbol, created_at FROM orders ORDER BY order_id");
    let sent: Vec<(&str, &str)> = sent.iter().map(|row| (&row[..1], &row[6..16])).collect();
    // The second starts when the first was filled, at the open of the second bar; it fills inside the last one, and so does what
    // follows start there.
    assert_eq!(sent, [("A", "2024-01-02"), ("C", "2024-01-02"), ("A", "2024-01-05")]);
}

// mission: 36 (partly)
#[test]
fn the_timeout_of_a_batch_withdraws_what_is_pending_in_every_mode() {
    for mode in [BatchMode::Independent, BatchMode::Coordinated, BatchMode::Sequential] {
        let folder = tempfile::tempdir().unwrap();
        let outcome = run(folder.path(), decision([0, 2, 0], mode, Some(86_400)), |crew| crew);
        let expected: &[&str] = match mode {
            BatchMode::Sequential => &["A_USD|FILLED", "C_USD|CANCELLED"],
            _ => &["A_USD|FILLED", "C_USD|CANCELLED", "A_USD|FILLED"],
        };
        assert_eq!(orders(&outcome), expected, "{mode}");
        let reasons = refusals(&outcome);
        assert!(reasons[0].contains("EXECUTION: withdrawn: its time was over at 2024-01-03"), "{mode}: {reasons:?}");
        assert_eq!(reasons.len(), if mode == BatchMode::Sequential { 2 } else { 1 }, "{mode}: {reasons:?}");
    }
}

/// Answers SINGLE for each command, within this many seconds.
fn within(window: u32) -> AnyWorker {
    AnyWorker::ExecutionPlanning(Box::new(Scripted(move |task: &PlanTask<'_>| {
        let PlanOutcome::Plan(plan) =
            simpletrader_contracts::worker::call::ExecutionPlanner::plan(&mut OneOrder, task, &PlanDrafts::default())?
        else {
            return Ok(PlanOutcome::Nothing);
        };
        Ok(PlanOutcome::Plan(ExecutionPlanDraft { max_execution_window_seconds: Some(window), ..plan }))
    })))
}

#[test]
fn the_earlier_of_window_and_timeout_bounds_a_command() {
    for (window, timeout, cancelled) in [(86_400, 200_000, true), (170_000, 200_000, true), (400_000, 400_000, false)] {
        let folder = tempfile::tempdir().unwrap();
        let decision = decision([0, 2, 0], BatchMode::Independent, Some(timeout));
        let outcome = run(folder.path(), decision, |crew| crew.replace("router", within(window)));
        let expected = if cancelled { "C_USD|CANCELLED" } else { "C_USD|FILLED" };
        assert_eq!(orders(&outcome)[1], expected, "{window} s of {timeout} s");
        assert_eq!(orders(&outcome)[0], "A_USD|FILLED", "what is filled stays");
    }
}

/// Fails on the command for the second instrument.
fn failing_once() -> AnyWorker {
    hands(|event| match event {
        Event::Command(command) if command.quote.instrument == InstrumentRef(1) => {
            Err(Fault::new("on-command", FaultKind::Host { message: "it breaks here".into() }))
        }
        Event::Command(command) => Ok(vec![OrderIntent::Place(order_for(command))]),
        _ => Ok(Vec::new()),
    })
}

fn fragile(crew: CrewScript, recovery: Recovery) -> CrewScript {
    let source = std::sync::Arc::new(Again(failing_once));
    crew.replace_source("single", source).on_fault(OnFault { recovery, policy: FaultPolicy::Hold })
}

#[test]
fn a_worker_that_fails_fails_its_command_and_the_batch_goes_on_as_its_mode_says() {
    let replay = Recovery::Replay(ReplayTerms { strikes: 5, window: 100, backoff: 2 });
    let expected = [
        // The third is refused too: its worker is silent for now.
        (BatchMode::Independent, vec!["A_USD|FILLED"]),
        (BatchMode::Coordinated, vec!["A_USD|CANCELLED"]),
        (BatchMode::Sequential, vec!["A_USD|FILLED"]),
    ];
    for (mode, ended) in expected {
        let folder = tempfile::tempdir().unwrap();
        let outcome = run(folder.path(), decision([0, 1, 2], mode, None), |crew| fragile(crew, replay));
        assert!(outcome.failure.is_none(), "it recovers");
        assert_eq!(orders(&outcome), ended, "{mode}");
        assert!(!refusals(&outcome).is_empty(), "{mode}: the commands that were not sent are accounted for");
    }
}

#[test]
fn after_a_fault_that_halts_nothing_more_of_a_batch_is_sent() {
    for mode in [BatchMode::Independent, BatchMode::Coordinated, BatchMode::Sequential] {
        let folder = tempfile::tempdir().unwrap();
        let outcome = run(folder.path(), decision([0, 1, 2], mode, None), |crew| fragile(crew, Recovery::Stop));
        assert!(outcome.failure.is_some());
        assert!(orders(&outcome).iter().all(|order| order.starts_with("A_USD")), "{mode}: {:?}", orders(&outcome));
        let journalled = query(&outcome, "SELECT count(*) FROM journal WHERE kind IN ('COMMAND_ISSUED', 'EXECUTION_REJECTED')");
        assert_eq!(journalled.len(), 1);
    }
}
