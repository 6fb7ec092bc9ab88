//! The records that whole calls are made of.

use simpletrader_contracts::decision::PlanDrafts;
use simpletrader_contracts::worker::call::{Command, PlanTask, Reply, ReplyKind, Situation, Timer};

use super::decision::{directive, risk, signal};
use super::ledger::{account, order, position};
use super::market::{quote, tick};
use super::plan::{execution_plan, plans};
use super::{Misfit, all, derived, exact};
use crate::bindings::handlers::{execution, execution_planning, strategy};
use crate::bindings::wire::planning;

pub(crate) fn situation(situation: &Situation<'_>) -> Result<strategy::Situation, Misfit> {
    Ok(strategy::Situation {
        tick: tick(&situation.tick),
        quotes: all(situation.quotes, quote)?,
        inputs: situation.inputs.to_vec(),
        signals: all(situation.signals, signal)?,
        risks: all(situation.risks, risk)?,
        account: situation.account.as_ref().map(account).transpose()?,
        positions: all(situation.positions, position)?,
        open_orders: all(situation.open_orders, order)?,
    })
}

pub(crate) fn task(task: &PlanTask<'_>) -> Result<planning::Task, Misfit> {
    Ok(planning::Task {
        tick: tick(&task.tick),
        quote: quote(&task.quote)?,
        inputs: task.inputs.to_vec(),
        directive: directive(task.directive)?,
        target: task.target.as_ref().map(position).transpose()?,
        open_orders: all(task.open_orders, order)?,
        account: task.account.as_ref().map(account).transpose()?,
    })
}

pub(crate) fn execution_request(
    task: &PlanTask<'_>,
    other_plans: &PlanDrafts,
) -> Result<execution_planning::ExecutionRequest, Misfit> {
    let planning::Task { tick, quote, inputs, directive, target, open_orders, account } = self::task(task)?;
    let plans = plans(other_plans)?;
    Ok(execution_planning::ExecutionRequest { tick, quote, inputs, directive, plans, target, open_orders, account })
}

pub(crate) fn command(command: &Command<'_>) -> Result<execution::Command, Misfit> {
    Ok(execution::Command {
        tick: tick(&command.tick),
        quote: quote(&command.quote)?,
        group: command.group.0,
        trade: command.trade.0,
        plans: plans(command.plans)?,
        execution: execution_plan(command.execution)?,
        target: command.target.as_ref().map(position).transpose()?,
        open_orders: all(command.open_orders, order)?,
    })
}

pub(crate) fn reply(reply: &Reply) -> Result<execution::Reply, Misfit> {
    Ok(execution::Reply {
        tick: tick(&reply.tick),
        quote: quote(&reply.quote)?,
        group: reply.group.0,
        order: order(&reply.order)?,
        kind: match &reply.kind {
            ReplyKind::Accepted => execution::ReplyKind::Accepted,
            ReplyKind::Filled { quantity, price, commission } => execution::ReplyKind::Filled(execution::Fill {
                quantity: exact("reply.fill.quantity", quantity.get())?,
                price: exact("reply.fill.price", price.get())?,
                commission: Some(derived("reply.fill.commission", commission.get())?),
            }),
            ReplyKind::Cancelled => execution::ReplyKind::Cancelled,
            ReplyKind::Expired => execution::ReplyKind::Expired,
            ReplyKind::Rejected(reason) => execution::ReplyKind::Rejected(reason.clone()),
        },
    })
}

pub(crate) fn timer(timer: &Timer) -> Result<execution::Timer, Misfit> {
    Ok(execution::Timer { tick: tick(&timer.tick), quote: quote(&timer.quote)?, group: timer.group.0, tag: timer.tag })
}
