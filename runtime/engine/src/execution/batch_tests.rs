//! What follows from what commands came to, in each mode.

use simpletrader_contracts::decision::{
    Algorithm, CausalityChain, ExecutionAction, ExecutionCommand, ExecutionCommandFields, ExecutionPlan, ExecutionPlanDraft,
    Origin, PlanDrafts,
};
use simpletrader_contracts::id::{CommandId, DirectiveId, IdMint, TradePlanId};
use simpletrader_contracts::market::InstrumentRef;
use simpletrader_contracts::terms::{Direction, DirectiveScope, ExecutionStrategyType, OriginType, TimeInForce};
use simpletrader_contracts::{Fraction, Instant};

use super::*;
use BatchMode::{Coordinated, Independent, Sequential};
use Standing::{Complete, Failed, Short, Working};

fn command(ids: &mut IdMint) -> BuiltCommand {
    let at = Instant::default();
    let execution = ExecutionPlanDraft {
        action: ExecutionAction::ExecuteTrade(Algorithm::Single { time_in_force: TimeInForce::Gtc }),
        max_slippage_pct: Fraction::ONE,
        max_execution_window_seconds: None,
        must_complete_immediately: false,
        min_fill_ratio: None,
    };
    let plan = ExecutionPlan::stamp(ids.next(at), &execution, None, None).unwrap();
    let command_id: CommandId = ids.next(at);
    let target_plan_id: TradePlanId = ids.next(at);
    let chain = CausalityChain::from_origin(Origin::of_pass(OriginType::Tick, at, 0)).decided(ids.next::<DirectiveId>(at));
    let causality = chain.about([target_plan_id]).commanded(Some(plan.plan_id), command_id).unwrap();
    let command = ExecutionCommand::new(ExecutionCommandFields {
        command_id,
        target_plan_id,
        scope: DirectiveScope::NewTrade,
        causality,
        entry_plan: None,
        size_plan: None,
        exit_plan: None,
        execution_plan: Some(plan),
    })
    .unwrap();
    BuiltCommand {
        command,
        plans: PlanDrafts::default(),
        execution,
        family: ExecutionStrategyType::Single,
        target: None,
        instrument: InstrumentRef(0),
        direction: Direction::Long,
    }
}

fn batch(mode: BatchMode) -> OpenBatch {
    let mut ids = IdMint::default();
    let commands = (0..3).map(|_| command(&mut ids)).collect();
    OpenBatch::new(ids.next(Instant::default()), mode, None, commands)
}

/// Carries out every act, with group n for command n, and returns them; what is sent stands as `standings` says.
fn run(batch: &mut OpenBatch, standings: [Standing; 3]) -> Vec<Act> {
    let mut acts = Vec::new();
    while let Some(act) = batch.next_act(|_, group| standings[group.index()]) {
        let (index, stage) = match act {
            Act::Send(index) => (index, Stage::Sent(GroupRef(index as u32))),
            Act::Withdraw(index, _) | Act::Refuse(index) => (index, Stage::Dropped),
        };
        batch.steps[index].stage = stage;
        acts.push(act);
        assert!(acts.len() < 10, "{acts:?}");
    }
    acts
}

fn is_over(batch: &OpenBatch, standings: [Standing; 3]) -> bool {
    batch.is_over(|_, group| standings[group.index()])
}

#[test]
fn independent_commands_are_all_sent_whatever_becomes_of_them() {
    let mut batch = batch(Independent);
    assert_eq!(run(&mut batch, [Working, Failed, Working]), [Act::Send(0), Act::Send(1), Act::Send(2)]);
    assert!(is_over(&batch, [Working, Failed, Working]), "nobody waits for them");
}

#[test]
fn a_failure_in_a_coordinated_batch_withdraws_what_is_pending_and_only_that() {
    let mut batch = batch(Coordinated);
    assert_eq!(run(&mut batch, [Working; 3]).len(), 3);
    assert!(!is_over(&batch, [Working; 3]));
    assert_eq!(run(&mut batch, [Complete, Failed, Working]), [Act::Withdraw(2, GroupRef(2))]);
    assert!(is_over(&batch, [Complete, Failed, Working]));
}

#[test]
fn a_failure_before_everything_was_sent_refuses_the_rest_of_a_coordinated_batch() {
    let mut batch = batch(Coordinated);
    batch.steps[0].stage = Stage::Failed("no worker".into());
    assert_eq!(run(&mut batch, [Working; 3]), [Act::Refuse(1), Act::Refuse(2)]);
    assert_eq!(batch.failed(|_, _| Working), Some((0, "no worker")));
}

#[test]
fn an_order_that_expires_by_its_own_terms_fails_nobody_but_a_sequence() {
    let mut coordinated = batch(Coordinated);
    assert_eq!(run(&mut coordinated, [Short, Working, Working]).len(), 3);
    let mut sequence = batch(Sequential);
    assert_eq!(run(&mut sequence, [Short, Working, Working]), [Act::Send(0), Act::Refuse(1), Act::Refuse(2)]);
}

#[test]
fn a_sequence_goes_on_only_after_completion() {
    let mut batch = batch(Sequential);
    assert_eq!(run(&mut batch, [Working; 3]), [Act::Send(0)]);
    assert_eq!(run(&mut batch, [Working; 3]), [], "asking again sends nothing again");
    assert_eq!(run(&mut batch, [Complete, Complete, Working]), [Act::Send(1), Act::Send(2)]);
    assert!(!is_over(&batch, [Complete, Complete, Working]) && is_over(&batch, [Complete; 3]));
}

#[test]
fn a_failure_stops_the_rest_of_a_sequence() {
    let mut batch = batch(Sequential);
    assert_eq!(run(&mut batch, [Complete, Failed, Working]), [Act::Send(0), Act::Send(1), Act::Refuse(2)]);
    assert!(is_over(&batch, [Complete, Failed, Working]));
}
