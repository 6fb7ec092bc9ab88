//! Executes everything as one order. A change of a trade that is not about its size changes the order that works already.

use simpletrader_sdk::prelude::*;

/// What the blueprint sets.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// How long an order may work. GTD is not possible, because nothing here names the date.
    #[serde(default = "good_till_cancelled")]
    time_in_force: TimeInForce,
}

fn good_till_cancelled() -> TimeInForce {
    TimeInForce::Gtc
}

/// The planner.
pub struct PlainExecution {
    time_in_force: TimeInForce,
}

impl Worker for PlainExecution {
    const ABOUT: About = About::new("simpletrader", "plain_execution", env!("CARGO_PKG_VERSION"), "Plain execution");
    type Params = Params;

    fn configure(params: Params, _: &Setup<'_>) -> Result<Self, WorkerError> {
        if params.time_in_force == TimeInForce::Gtd {
            return Err(WorkerError::bad_params(
                "time_in_force: GTD needs a date, which a plain execution has not; use GTC, IOC or FOK",
            ));
        }
        Ok(Self { time_in_force: params.time_in_force })
    }
}

impl ExecutionPlanner for PlainExecution {
    type Inputs = ();
    const PLANS: &'static [ExecutionStrategyType] = &[ExecutionStrategyType::Single];

    fn plan(&mut self, task: &PlanTask<'_>, plans: &Plans, _: &()) -> Result<PlanOutcome<ExecutionPlan>, WorkerError> {
        if plans.is_empty() {
            return Ok(PlanOutcome::Nothing);
        }
        let action = match changes(task, plans) {
            None => ExecutionAction::ExecuteTrade(Algorithm::Single { time_in_force: self.time_in_force }),
            Some(purpose) => match task.open_orders.iter().find(|order| order.purpose == purpose) {
                Some(order) => ExecutionAction::ModifyOrder { order: order.order },
                None => {
                    let reason = format!("the trade has no working {purpose} order to change");
                    return Ok(PlanOutcome::Refuse(Refusal::new(RejectionCode::PlanInconsistent, reason)?));
                }
            },
        };
        let wanted = task.directive.execution.as_ref().and_then(|execution| execution.max_total_slippage).map(Amount::get);
        Ok(PlanOutcome::Plan(ExecutionPlan {
            action,
            // The limit of a plan is a share of the price, so more than all of it says no more than all of it.
            max_slippage_pct: Fraction::new(wanted.unwrap_or(Decimal::ONE).min(Decimal::ONE))?,
            max_execution_window_seconds: None,
            must_complete_immediately: false,
            min_fill_ratio: None,
        }))
    }
}

/// What kind of order a change is about; none where an order is to be worked. One plan changes one order, so of two levels the
/// stop comes first: it is the one that protects.
fn changes(task: &PlanTask<'_>, plans: &Plans) -> Option<OrderPurpose> {
    if task.directive.scope.scope() != DirectiveScope::ModifyExisting || plans.size.is_some() {
        return None;
    }
    let has_stop = plans.exit.as_ref().is_some_and(|exit| exit.stop_loss_price.is_some());
    Some(match &plans.entry {
        Some(_) => OrderPurpose::Entry,
        None if has_stop => OrderPurpose::StopLoss,
        None => OrderPurpose::TakeProfit,
    })
}

export_worker!(execution_planning PlainExecution);

#[cfg(test)]
mod tests {
    use super::*;
    use simpletrader_sdk::testing;

    fn plan(params: &str, directive: &Directive) -> ExecutionPlan {
        let mut worker: PlainExecution = testing::configure(params).unwrap();
        let plans = Plans { exit: Some(ExitPlan::default()), ..Plans::default() };
        match worker.plan(&testing::task(directive, "100", None), &plans, &()).unwrap() {
            PlanOutcome::Plan(plan) => plan,
            other => panic!("{other:?}"),
        }
    }

    fn with_slippage(slippage: &str) -> Directive {
        let max_total_slippage = Some(Amount::new(testing::decimal(slippage)).unwrap());
        let execution = ExecutionDirective { max_total_slippage, ..ExecutionDirective::default() };
        Directive { execution: Some(execution), ..testing::new_trade(Side::Buy) }
    }

    #[test]
    fn a_time_in_force_that_needs_a_date_is_refused() {
        for bad in [r#"{"time_in_force": "GTD"}"#, r#"{"time_in_force": "DAY"}"#, r#"{"tif": "GTC"}"#] {
            assert!(matches!(testing::configure::<PlainExecution>(bad), Err(WorkerError::BadParams(_))), "{bad}");
        }
    }

    #[test]
    fn nothing_to_execute_needs_no_plan() {
        let mut worker: PlainExecution = testing::configure("{}").unwrap();
        let outcome = worker.plan(&testing::task(&testing::modify(&[1]), "100", None), &Plans::default(), &());
        assert_eq!(outcome, Ok(PlanOutcome::Nothing));
    }

    // mission: 28, 75 (partly)
    #[test]
    fn everything_is_one_order_of_the_configured_duration() {
        let single = |time_in_force| ExecutionAction::ExecuteTrade(Algorithm::Single { time_in_force });
        assert_eq!(plan("{}", &testing::new_trade(Side::Buy)).action, single(TimeInForce::Gtc));
        assert_eq!(plan(r#"{"time_in_force": "IOC"}"#, &testing::close(&[1])).action, single(TimeInForce::Ioc));
    }

    // mission: 23 (partly), 44 (partly)
    #[test]
    fn a_change_is_about_the_order_that_works_already() {
        let price = testing::price;
        let orders = [
            testing::order(1, 1, Side::Buy, OrderPurpose::Entry),
            testing::order(2, 1, Side::Sell, OrderPurpose::StopLoss),
            testing::order(3, 1, Side::Sell, OrderPurpose::TakeProfit),
        ];
        let planned = |plans: Plans, open_orders: &[OrderView]| {
            let directive = testing::modify(&[1]);
            let held = testing::position(1, Direction::Long, "10");
            let task = PlanTask { open_orders, ..testing::task(&directive, "100", Some(held)) };
            testing::configure::<PlainExecution>("{}").unwrap().plan(&task, &plans, &()).unwrap()
        };
        let exit = |stop: Option<&str>, target: Option<&str>| Plans {
            exit: Some(ExitPlan { stop_loss_price: stop.map(price), take_profit_price: target.map(price) }),
            ..Plans::default()
        };
        let entry = EntryPlan { instrument: InstrumentRef(0), side: Side::Buy, terms: OrderTerms::Market };
        let cases = [
            (exit(Some("98"), Some("106")), 2),
            (exit(None, Some("106")), 3),
            (Plans { entry: Some(entry), ..Plans::default() }, 1),
        ];
        for (plans, order) in cases {
            let PlanOutcome::Plan(plan) = planned(plans, &orders) else { panic!("a plan was due") };
            assert_eq!(plan.action, ExecutionAction::ModifyOrder { order: OrderRef(order) });
        }
        assert!(matches!(planned(exit(Some("98"), None), &orders[..1]), PlanOutcome::Refuse(_)), "there is no stop to move");
    }

    #[test]
    fn the_slippage_is_the_directives_but_never_more_than_all() {
        assert_eq!(plan("{}", &testing::new_trade(Side::Buy)).max_slippage_pct, Fraction::ONE);
        assert_eq!(plan("{}", &with_slippage("0.02")).max_slippage_pct.get(), testing::decimal("0.02"));
        assert_eq!(plan("{}", &with_slippage("7")).max_slippage_pct, Fraction::ONE);
    }
}
