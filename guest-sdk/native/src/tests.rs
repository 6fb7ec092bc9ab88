//! A native worker fails, counts and sees figures as a component does.

use simpletrader_contracts::worker::call::Worker as _;
use simpletrader_contracts::worker::capability::WindowBar;
use simpletrader_contracts::worker::{AnyWorker, Fault, FaultKind};
use simpletrader_sdk::prelude::*;
use simpletrader_sdk::testing;

use crate::native::Native;

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Params {
    /// Bars until it fails.
    lives: Ranged<1, 9>,
}

fields! {
    struct Measured {
        close,
        input,
    }
}

/// Gives back what it is told, and fails after some bars.
struct Mortal {
    lives: u32,
}

impl Worker for Mortal {
    const ABOUT: About = About::new("acme", "mortal", "1.0.0", "Mortal");
    type Params = Params;
    fn configure(params: Params, _: &Setup<'_>) -> Result<Self, WorkerError> {
        Ok(Self { lives: params.lives.get() })
    }
}

fields! {
    struct Given {
        value,
    }
}

impl ContextWorker for Mortal {
    type Inputs = Given;
    type Facts = Measured;
    fn measure(&mut self, _: Instant, bar: &Bar, inputs: &Given) -> Result<Measured, WorkerError> {
        if self.lives == 0 {
            return Err(WorkerError::failed("no lives left"));
        }
        self.lives -= 1;
        Ok(Measured { close: bar.close as f64, input: inputs.value })
    }
}

/// Answers with figures of the account, so that a test sees what it saw.
struct Mirror;

impl Worker for Mirror {
    const ABOUT: About = About::new("acme", "mirror", "1.0.0", "Mirror");
    type Params = NoParams;
    fn configure(_: NoParams, _: &Setup<'_>) -> Result<Self, WorkerError> {
        Ok(Self)
    }
}

impl SizePlanner for Mirror {
    type Inputs = ();
    fn plan(&mut self, task: &PlanTask<'_>, _: &()) -> Result<PlanOutcome<SizePlan>, WorkerError> {
        let target = task.target.map_or(Decimal::ZERO, |target| target.average_price);
        Ok(PlanOutcome::Plan(SizePlan {
            target_position_size: Amount::new(task.account()?.cash)?,
            position_value: Amount::new(task.account()?.exposure)?,
            risk_amount: Some(Amount::new(target)?),
            leverage: task.account()?.daily_result,
        }))
    }
}

impl EntryPlanner for Mirror {
    type Inputs = ();
    fn plan(&mut self, task: &PlanTask<'_>, _: &()) -> Result<PlanOutcome<EntryPlan>, WorkerError> {
        // A third needs more digits than the wire has.
        let limit_price = Price::new(task.quote.last.get() / Decimal::from(3))?;
        let terms = OrderTerms::Limit { limit_price };
        Ok(PlanOutcome::Plan(EntryPlan { instrument: InstrumentRef(0), side: Side::Buy, terms }))
    }
}

fn measure(worker: &mut AnyWorker, inputs: &[f64], outputs: &mut [f64]) -> Result<(), Fault> {
    match worker {
        AnyWorker::Context(worker) => worker.measure(Instant::default(), &testing::bar(7), inputs, outputs),
        other => panic!("{other:?}"),
    }
}

fn mortal(lives: u32) -> AnyWorker {
    let mut worker = crate::context::<Mortal>();
    worker.common().configure(&format!(r#"{{"lives": {lives}}}"#), &[], &[]).unwrap();
    worker
}

#[test]
fn a_worker_that_was_not_configured_is_not_ready() {
    let fault = measure(&mut crate::context::<Mortal>(), &[1.0], &mut [0.0; 2]).unwrap_err();
    assert!(matches!(fault.kind, FaultKind::Refused { kind: "not-ready", .. }), "{fault}");
}

// mission: 70 (partly)
#[test]
fn bad_parameters_are_the_fault_of_configure() {
    let fault = crate::context::<Mortal>().common().configure(r#"{"lives": 10}"#, &[], &[]).unwrap_err();
    assert_eq!(fault.handler, "configure");
    assert!(matches!(fault.kind, FaultKind::Refused { kind: "bad-params", .. }), "{fault}");
}

#[test]
fn an_error_is_the_workers_last_word() {
    let mut worker = mortal(1);
    let mut outputs = [0.0; 2];
    measure(&mut worker, &[1.5], &mut outputs).unwrap();
    assert_eq!(outputs, [7.0, 1.5]);
    let fault = measure(&mut worker, &[1.5], &mut outputs).unwrap_err();
    assert_eq!(fault.to_string(), "`measure` answered failed: no lives left");
    assert_eq!(measure(&mut worker, &[1.5], &mut outputs).unwrap_err().kind, FaultKind::Poisoned);
    let usage = worker.common().usage();
    assert_eq!((usage.calls, usage.fuel, usage.fuel_max), (2, 0, 0), "a poisoned worker is not called");
}

#[test]
fn another_number_of_inputs_or_outputs_is_a_fault() {
    assert!(measure(&mut mortal(1), &[], &mut [0.0; 2]).is_err());
    assert!(matches!(measure(&mut mortal(1), &[1.0], &mut [0.0; 1]).unwrap_err().kind, FaultKind::InvalidOutput { .. }));
}

#[test]
fn a_worker_sizes_from_money_rounded_toward_zero_and_sees_averages_rounded_to_the_nearest() {
    let long = testing::decimal("1234.567890123456789");
    let account = AccountView { equity: long, cash: long, exposure: long, daily_result: Decimal::ONE };
    let target = PositionView { average_price: long, ..testing::position(1, Direction::Long, "1") };
    let directive = testing::close(&[1]);
    let task = PlanTask { account: Some(account), ..testing::task(&directive, "100", Some(target)) };
    let mut worker: Native<Mirror> = Native::unborn();
    worker.configure("{}", &[], &[]).unwrap();
    let outcome = simpletrader_contracts::worker::call::SizePlanner::plan(&mut worker, &task).unwrap();
    let PlanOutcome::Plan(plan) = outcome else { panic!("{outcome:?}") };
    assert_eq!(plan.target_position_size.get(), testing::decimal("1234.56789012345"));
    assert_eq!(plan.position_value.get(), testing::decimal("1234.56789012346"));
    assert_eq!(plan.risk_amount.map(Amount::get), Some(testing::decimal("1234.56789012346")));
}

#[test]
fn an_answer_that_a_component_could_not_give_is_refused() {
    let directive = testing::new_trade(Side::Buy);
    let mut worker: Native<Mirror> = Native::unborn();
    worker.configure("{}", &[], &[]).unwrap();
    let task = testing::task(&directive, "100", None);
    let fault = simpletrader_contracts::worker::call::EntryPlanner::plan(&mut worker, &task).unwrap_err();
    assert!(fault.to_string().contains("limit price") && fault.to_string().contains("15 digits"), "{fault}");

    let mut worker: Native<Mirror> = Native::unborn();
    worker.configure("{}", &[], &[]).unwrap();
    let account = AccountView { daily_result: Decimal::ZERO, ..testing::account("10000") };
    let task = PlanTask { account: Some(account), ..task };
    let fault = simpletrader_contracts::worker::call::SizePlanner::plan(&mut worker, &task).unwrap_err();
    assert!(matches!(fault.kind, FaultKind::InvalidOutput { .. }), "a leverage of 0: {fault}");
}

#[test]
fn every_category_is_what_it_is_called() {
    use simpletrader_contracts::worker::Category;
    assert_eq!(crate::context::<Mortal>().category(), Category::ContextWorker);
    assert_eq!(crate::entry::<Mirror>().category(), Category::EntryPlanner);
    assert_eq!(crate::size::<Mirror>().category(), Category::SizePlanner);
}

/// Says and remembers something in each call, beginning with `configure`.
struct Diarist;

impl Worker for Diarist {
    const ABOUT: About = About::new("acme", "diarist", "1.0.0", "Diarist").logs().remembers(100).writes_notes().looks_back(2);
    type Params = NoParams;
    fn configure(_: NoParams, _: &Setup<'_>) -> Result<Self, WorkerError> {
        log!(Debug, "configured");
        Ok(Self)
    }
}

impl ContextWorker for Diarist {
    type Inputs = ();
    type Facts = Measured;
    fn measure(&mut self, _: Instant, bar: &Bar, _: &()) -> Result<Measured, WorkerError> {
        let times: u32 = state::load("times")?.unwrap_or(0);
        state::save("times", &(times + 1))?;
        notes::add(format!("call {times}"));
        let window = window::latest(bar.series, 2)?;
        Ok(Measured { close: window.close.last().copied().unwrap_or(f64::NAN), input: f64::from(times) })
    }
}

#[test]
fn each_native_worker_has_capabilities_of_its_own() {
    let series = [Series { instrument: 0, timeframe_seconds: 60 }];
    let mut workers = [crate::context::<Diarist>(), crate::context::<Diarist>()];
    for worker in &mut workers {
        worker.common().configure("{}", &[testing::instrument()], &series).unwrap();
    }
    let shown =
        WindowBar { series: SeriesRef(0), closed_at: Instant::default(), open: 1.0, high: 1.0, low: 1.0, close: 5.0, volume: 0.0 };
    workers[0].common().observe(&shown);
    let mut facts = [0.0; 2];
    for expected in [0.0, 1.0] {
        measure(&mut workers[0], &[], &mut facts).unwrap();
        assert_eq!(facts, [5.0, expected]);
    }
    measure(&mut workers[1], &[], &mut facts).unwrap();
    assert!(facts[0].is_nan() && facts[1] == 0.0, "the other was shown nothing and remembers nothing");
    let remarks = workers[0].common().take_remarks();
    assert_eq!((remarks.log.len(), remarks.notes.len(), remarks.state.len()), (1, 2, 1));
    assert!(testing::remarks().is_empty(), "nothing went to the thread's own kit");
}
