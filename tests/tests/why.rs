//! Why, asked of runs that no sample makes: their workers are closures, run by the engine and recorded as any run is.

#[path = "../../runtime/engine/tests/support/mod.rs"]
mod support;

use simpletrader_contracts::decision::*;
use simpletrader_contracts::terms::{BatchMode, Side};
use simpletrader_contracts::worker::call::Disposition;
use simpletrader_engine::run::RunOutcome;
use simpletrader_report::journal::{Answer, Outcome as Decided, TradeAnswer, why};
use simpletrader_report::records::Records;
use support::*;

/// Bought at the market, except the second, whose limit of 45 is reached on the last day.
const MARKET: [(&str, &[i64]); 2] = [("A_USD", &[100, 100, 100, 100]), ("C_USD", &[50, 50, 50, 40])];

/// One decision about these instruments, one after the other.
fn in_sequence(instruments: &[u32]) -> DecisionDraft {
    let policy = ExecutionPolicy { mode: BatchMode::Sequential, timeout_seconds: None };
    trades_of(instruments.iter().map(|instrument| leg(*instrument, Side::Buy)).collect(), Some(policy))
}

/// A run in which one decision is worked command by command; every later signal is refused.
fn sequential_run(folder: &std::path::Path) -> RunOutcome {
    let mut decision = Some(in_sequence(&[0, 1, 0]));
    let crew = CrewScript::default()
        .detector("always", |_, _| Ok(Disposition::Publish(vec![long("1")])))
        .brain(move |_| Ok(Disposition::Publish(vec![decision.take().unwrap_or_else(|| refuse(&[0]))])))
        .replace("entry", limited_entry(1));
    crew.run_over(folder, &MARKET).unwrap()
}

fn of_trade(outcome: &RunOutcome, id: &str) -> TradeAnswer {
    let records = Records::open(&outcome.directory).unwrap();
    match why(&outcome.directory, &records, id).unwrap() {
        Answer::Trade(answer) => answer,
        other => panic!("{id} is a trade: {other:?}"),
    }
}

#[test]
fn each_trade_of_a_sequence_goes_back_to_the_one_decision_however_late_its_turn_came() {
    let folder = tempfile::tempdir().unwrap();
    let outcome = sequential_run(folder.path());
    let trades = query(&outcome, "SELECT plan_id FROM trade_plan ORDER BY plan_id");
    let answers: Vec<TradeAnswer> = trades.iter().map(|id| of_trade(&outcome, id)).collect();
    assert_eq!(answers.len(), 3, "a trade for each command");
    let first = &answers[0].decisions[0];
    for answer in &answers {
        let [decision] = &answer.decisions[..] else { panic!("one decision: {:?}", answer.decisions) };
        assert!(decision.event.is_of_market() && decision.event.bars.len() == 2, "{:?}", decision.event);
        assert!(matches!(decision.outcome, Decided::Directive { .. }) && decision.outcome == first.outcome);
        assert_eq!(decision.signals.len(), 1);
        let [command] = &decision.commands[..] else { panic!("its own command alone: {:?}", decision.commands) };
        assert_eq!(command.plan_id, answer.trade.plan_id);
        let fills: Vec<&str> = (command.groups.iter().flat_map(|group| &group.orders))
            .flat_map(|order| &order.fills)
            .map(|fill| fill.fill_id.as_str())
            .collect();
        let sql = format!(
            "SELECT fill_id FROM fill JOIN orders ON order_id = parent_order_id
             JOIN execution_group ON group_id = parent_group_id WHERE parent_plan_id = '{}'",
            answer.trade.plan_id
        );
        assert_eq!(fills, query(&outcome, &sql));
    }
    let passes: Vec<u32> = answers.iter().map(|answer| answer.decisions[0].commands[0].pass).collect();
    assert_eq!(passes[0], first.event.pass, "the first goes out at once");
    assert!(passes[0] < passes[1] && passes[1] < passes[2], "each of the others when the one before it is filled: {passes:?}");
}

#[test]
fn the_decision_of_a_sequence_lists_every_command_in_the_order_of_their_turns() {
    let folder = tempfile::tempdir().unwrap();
    let outcome = sequential_run(folder.path());
    let records = Records::open(&outcome.directory).unwrap();
    let directive = query(&outcome, "SELECT body ->> '$.directive.directive_id' FROM journal WHERE kind = 'DIRECTIVE_ISSUED'");
    let Answer::Decision { decision } = why(&outcome.directory, &records, &directive[0]).unwrap() else { panic!("a decision") };
    let commands: Vec<&str> = decision.commands.iter().map(|command| command.command_id.as_str()).collect();
    assert_eq!(commands.len(), 3);
    assert!(decision.commands.windows(2).all(|pair| pair[0].pass <= pair[1].pass), "{:?}", decision.commands);
    let issued = "SELECT body ->> '$.command.command_id' FROM journal WHERE kind = 'COMMAND_ISSUED' ORDER BY entry_id";
    assert_eq!(commands, query(&outcome, issued));
}
