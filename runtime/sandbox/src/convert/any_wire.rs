//! Any value that a worker might return: mostly values that make sense, so that whole answers get through, with enough
//! nonsense among them that every rule is met.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use crate::bindings::handlers::{detector, entry, execution, execution_planning, exit, monitor, size, strategy};
use crate::bindings::wire::decisions;
use crate::bindings::wire::types as wire;

/// How many instruments the worker knows; references go one beyond.
pub(super) const INSTRUMENTS: u32 = 2;
/// How many signals and risks a planner was shown; indices go one beyond.
pub(super) const SHOWN: u32 = 3;

fn canonical(mantissa: i64, scale: u8) -> wire::Decimal {
    let (mut mantissa, mut scale) = (mantissa, scale);
    while scale > 0 && mantissa % 10 == 0 {
        (mantissa, scale) = (mantissa / 10, scale - 1);
    }
    wire::Decimal { mantissa, scale }
}

fn decimal() -> impl Strategy<Value = wire::Decimal> {
    prop_oneof![
        // A fraction with at most two places, which suits prices and sizes as well.
        12 => (1_i64..=100).prop_map(|percent| canonical(percent, 2)),
        4 => (1_i64..100_000_000, 0_u8..=3).prop_map(|(mantissa, scale)| canonical(mantissa, scale)),
        1 => Just(wire::Decimal { mantissa: 0, scale: 0 }),
        1 => (any::<i64>(), any::<u8>()).prop_map(|(mantissa, scale)| wire::Decimal { mantissa, scale }),
        1 => (-1_000_000_000_000_000_i64..=1_000_000_000_000_000, 0_u8..=19)
            .prop_map(|(mantissa, scale)| wire::Decimal { mantissa, scale }),
    ]
}

fn label() -> impl Strategy<Value = String> {
    prop_oneof![8 => "[A-Z][A-Z0-9_]{2,24}", 1 => "\\PC{0,30}", 1 => "(SYSTEM|INTERNAL)_[A-Z]{1,5}"]
}

fn reason() -> impl Strategy<Value = String> {
    prop_oneof![6 => "[a-z ]{1,20}", 1 => "\\PC{0,20}", 1 => " {0,3}", 1 => "x{490,510}"]
}

fn instrument() -> impl Strategy<Value = u32> {
    prop_oneof![30 => 0..INSTRUMENTS, 1 => any::<u32>()]
}

fn side() -> impl Strategy<Value = wire::Side> {
    select(vec![wire::Side::Buy, wire::Side::Sell])
}

/// The answer of a detector.
pub(super) fn detection() -> impl Strategy<Value = detector::Disposition> {
    let direction = select(vec![wire::Direction::Long, wire::Direction::Short]);
    let signal =
        (instrument(), direction, label(), option::of(decimal())).prop_map(|(instrument, direction, signal_type, confidence)| {
            decisions::Signal { instrument, direction, signal_type, confidence }
        });
    prop_oneof![
        6 => vec(signal, 0..4).prop_map(detector::Disposition::Publish),
        1 => reason().prop_map(detector::Disposition::Stop),
        1 => Just(detector::Disposition::Proceed),
    ]
}

/// The answer of a monitor.
pub(super) fn watch() -> impl Strategy<Value = monitor::Disposition> {
    let risk = (label(), decimal(), option::of(instrument())).prop_map(|(risk_type, severity, instrument)| decisions::Risk {
        risk_type,
        severity,
        instrument,
    });
    prop_oneof![
        6 => vec(risk, 0..4).prop_map(monitor::Disposition::Publish),
        1 => reason().prop_map(monitor::Disposition::Stop),
        1 => Just(monitor::Disposition::Proceed),
    ]
}

fn entry_directive() -> impl Strategy<Value = decisions::EntryDirective> {
    let zone = (decimal(), decimal()).prop_map(|(low, high)| decisions::PriceZone { low, high });
    (instrument(), side(), option::of(decimal()), option::weighted(0.1, zone), option::of(decimal())).prop_map(
        |(instrument, side, timing_preference, price_zone, max_slippage)| decisions::EntryDirective {
            instrument,
            side,
            timing_preference,
            price_zone,
            max_slippage,
        },
    )
}

fn size_directive() -> impl Strategy<Value = decisions::SizeDirective> {
    [option::of(decimal()), option::of(decimal()), option::of(decimal()), option::of(decimal())].prop_map(
        |[aggressiveness, max_risk_amount, account_risk_pct, target_size]| decisions::SizeDirective {
            aggressiveness,
            max_risk_amount,
            account_risk_pct,
            target_size,
        },
    )
}

fn exit_directive() -> impl Strategy<Value = decisions::ExitDirective> {
    [option::of(decimal()), option::of(decimal()), option::of(decimal())].prop_map(
        |[profit_taking_preference, risk_reward_ratio, stop_loss_tolerance]| decisions::ExitDirective {
            profit_taking_preference,
            risk_reward_ratio,
            stop_loss_tolerance,
        },
    )
}

fn leg() -> impl Strategy<Value = decisions::Leg> {
    (entry_directive(), option::weighted(0.3, size_directive()), option::weighted(0.3, exit_directive()))
        .prop_map(|(entry, size, exit)| decisions::Leg { entry, size, exit })
}

fn scope() -> impl Strategy<Value = decisions::Scope> {
    let targets = || vec(0_u32..5, 0..3);
    prop_oneof![
        3 => Just(decisions::Scope::NewTrade),
        1 => targets().prop_map(decisions::Scope::ModifyExisting),
        1 => targets().prop_map(decisions::Scope::CloseExisting),
    ]
}

/// What a strategy planner wants.
pub(super) fn directive() -> impl Strategy<Value = decisions::Directive> {
    let modes = vec![wire::BatchMode::Independent, wire::BatchMode::Coordinated, wire::BatchMode::Sequential];
    let policy = (select(modes), option::of(0_u32..3))
        .prop_map(|(mode, timeout_seconds)| decisions::ExecutionPolicy { mode, timeout_seconds });
    let execution = [option::of(decimal()), option::of(decimal())]
        .prop_map(|[urgency, max_total_slippage]| decisions::ExecutionDirective { urgency, max_total_slippage });
    let parts = (
        option::weighted(0.4, entry_directive()),
        option::weighted(0.2, size_directive()),
        option::weighted(0.2, exit_directive()),
        option::weighted(0.2, execution),
        option::weighted(0.2, policy),
    );
    let legs = prop_oneof![4 => Just(Vec::new()), 3 => vec(leg(), 1..4)];
    (scope(), decimal(), parts, legs).prop_map(|(scope, confidence, (entry, size, exit, execution, policy), legs)| {
        decisions::Directive { scope, confidence, entry, size, exit, execution, policy, legs }
    })
}

fn refusal() -> impl Strategy<Value = decisions::Refusal> {
    let code = prop_oneof![Just(wire::RejectionCode::Cooldown), any::<u32>().prop_map(wire::RejectionCode::Other)];
    (code, reason()).prop_map(|(code, reason)| decisions::Refusal { code, reason })
}

/// The answer of a strategy planner that was shown [`SHOWN`] signals and as many risks.
pub(super) fn decision() -> impl Strategy<Value = strategy::Disposition> {
    let indices = || vec(prop_oneof![20 => 0..SHOWN, 1 => any::<u32>()], 0..3);
    let outcome = prop_oneof![directive().prop_map(strategy::Outcome::Issue), refusal().prop_map(strategy::Outcome::Refuse)];
    let decision =
        (indices(), indices(), outcome).prop_map(|(signals, risks, outcome)| strategy::Decision { signals, risks, outcome });
    prop_oneof![
        8 => vec(decision, 0..3).prop_map(strategy::Disposition::Publish),
        1 => reason().prop_map(strategy::Disposition::Stop),
    ]
}

fn order_terms() -> impl Strategy<Value = decisions::OrderTerms> {
    prop_oneof![
        Just(decisions::OrderTerms::Market),
        decimal().prop_map(decisions::OrderTerms::Limit),
        (decimal(), decimal())
            .prop_map(|(trigger, limit)| decisions::OrderTerms::StopLimit(decisions::StopLimit { trigger, limit })),
        decimal().prop_map(decisions::OrderTerms::StopMarket),
        decimal().prop_map(decisions::OrderTerms::TakeProfitMarket),
    ]
}

/// The answer of an entry planner.
pub(super) fn entry_outcome() -> impl Strategy<Value = entry::Outcome> {
    let plan = (instrument(), side(), order_terms()).prop_map(|(instrument, side, order)| decisions::EntryPlan {
        instrument,
        side,
        order,
    });
    prop_oneof![6 => plan.prop_map(entry::Outcome::Plan), 1 => refusal().prop_map(entry::Outcome::Refuse)]
}

/// The answer of a size planner.
pub(super) fn size_outcome() -> impl Strategy<Value = size::Outcome> {
    let plan = (decimal(), decimal(), option::of(decimal()), prop_oneof![Just(canonical(1, 0)), decimal()]).prop_map(
        |(target_size, position_value, risk_amount, leverage)| decisions::SizePlan {
            target_size,
            position_value,
            risk_amount,
            leverage,
        },
    );
    prop_oneof![6 => plan.prop_map(size::Outcome::Plan), 1 => refusal().prop_map(size::Outcome::Refuse)]
}

/// The answer of an exit planner.
pub(super) fn exit_outcome() -> impl Strategy<Value = exit::Outcome> {
    let plan = (option::of(decimal()), option::of(decimal()))
        .prop_map(|(stop_loss, take_profit)| decisions::ExitPlan { stop_loss, take_profit });
    prop_oneof![6 => plan.prop_map(exit::Outcome::Plan), 1 => refusal().prop_map(exit::Outcome::Refuse)]
}

fn time_in_force() -> impl Strategy<Value = wire::TimeInForce> {
    use wire::TimeInForce::{Fok, Gtc, Gtd, Ioc, Other};
    prop_oneof![8 => select(vec![Gtc, Ioc, Fok, Gtd]), 1 => Just(Other)]
}

fn algorithm() -> impl Strategy<Value = decisions::Algorithm> {
    let visible = prop_oneof![decimal().prop_map(decisions::Visible::Quantity), decimal().prop_map(decisions::Visible::Ratio)];
    let layer = (decimal(), decimal()).prop_map(|(offset, share)| decisions::Layer { offset, share });
    // Two shares that sum to 1, which chance would hardly find.
    let halves = (decimal(), 1_i64..100).prop_map(|(offset, percent)| {
        [percent, 100 - percent].map(|share| decisions::Layer { offset, share: canonical(share, 2) }).to_vec()
    });
    prop_oneof![
        time_in_force().prop_map(decisions::Algorithm::Single),
        (0_u32..4, 0_u32..4, decimal()).prop_map(|(slices, duration_seconds, jitter)| {
            decisions::Algorithm::Twap(decisions::Twap { slices, duration_seconds, jitter })
        }),
        (0_u32..4, 0_u32..4, prop_oneof![4 => "[a-z-]{1,60}", 1 => "\\PC{0,70}"]).prop_map(
            |(slices, duration_seconds, profile)| {
                decisions::Algorithm::Vwap(decisions::Vwap { slices, duration_seconds, profile })
            }
        ),
        (visible, decimal())
            .prop_map(|(visible, refresh_at)| decisions::Algorithm::Iceberg(decisions::Iceberg { visible, refresh_at })),
        prop_oneof![halves.boxed(), vec(layer, 0..4).boxed()].prop_map(decisions::Algorithm::Layered),
        (decimal(), option::of(decimal()), option::of(decimal()), 0_u32..4).prop_map(
            |(participation, min_child, max_child, duration_seconds)| {
                decisions::Algorithm::Pov(decisions::Pov { participation, min_child, max_child, duration_seconds })
            }
        ),
    ]
}

/// The answer of an execution planner.
pub(super) fn execution_outcome() -> impl Strategy<Value = execution_planning::Outcome> {
    let action = prop_oneof![
        6 => algorithm().prop_map(decisions::ExecutionAction::ExecuteTrade),
        1 => any::<u32>().prop_map(decisions::ExecutionAction::CancelOrder),
        1 => any::<u32>().prop_map(decisions::ExecutionAction::ModifyOrder),
        1 => any::<u32>().prop_map(decisions::ExecutionAction::CancelGroup),
        1 => Just(decisions::ExecutionAction::CancelAllInTrade),
    ];
    let rarely = prop_oneof![5 => Just(false), 1 => Just(true)];
    let plan = (action, decimal(), option::of(0_u32..4), rarely, option::of(decimal())).prop_map(
        |(action, max_slippage, window_seconds, must_complete_now, min_fill_ratio)| decisions::ExecutionPlan {
            action,
            max_slippage,
            window_seconds,
            must_complete_now,
            min_fill_ratio,
        },
    );
    prop_oneof![
        6 => plan.prop_map(execution_planning::Outcome::Plan),
        1 => refusal().prop_map(execution_planning::Outcome::Refuse),
    ]
}

fn new_order() -> impl Strategy<Value = execution::NewOrder> {
    use wire::OrderPurpose::{CloseOut, Entry, Other, Slice, StopLoss, TakeProfit};
    let purpose = prop_oneof![8 => select(vec![Entry, StopLoss, TakeProfit, CloseOut, Slice]), 1 => Just(Other)];
    let force = prop_oneof![
        12 => (select(vec![wire::TimeInForce::Gtc, wire::TimeInForce::Ioc]), Just(None)),
        1 => (time_in_force(), option::of(any::<i64>())),
    ];
    let links = (0_u32..6, option::weighted(0.2, 0_u32..6), option::weighted(0.1, 0_u32..6));
    (links, instrument(), side(), decimal(), order_terms(), force, purpose, any::<(bool, bool)>()).prop_map(
        |(
            (tag, parent_tag, oco_tag),
            instrument,
            side,
            quantity,
            terms,
            (time_in_force, good_till),
            purpose,
            (reduce_only, post_only),
        )| {
            execution::NewOrder {
                tag,
                instrument,
                side,
                quantity,
                terms,
                time_in_force,
                good_till,
                purpose,
                reduce_only,
                post_only,
                parent_tag,
                oco_tag,
            }
        },
    )
}

/// The answer of an execution worker.
pub(super) fn intents() -> impl Strategy<Value = Vec<execution::OrderIntent>> {
    let change = (any::<u32>(), option::of(decimal()), option::of(order_terms()))
        .prop_map(|(order, quantity, terms)| execution::Change { order, quantity, terms });
    let wake =
        (prop_oneof![4 => 0_i64..1_000_000, 1 => any::<i64>()], any::<u32>()).prop_map(|(at, tag)| execution::Wake { at, tag });
    let intent = prop_oneof![
        6 => new_order().prop_map(execution::OrderIntent::Place),
        2 => change.prop_map(execution::OrderIntent::Modify),
        1 => any::<u32>().prop_map(execution::OrderIntent::Cancel),
        1 => wake.prop_map(execution::OrderIntent::WakeAt),
        1 => Just(execution::OrderIntent::Finish(execution::Completion::Done)),
    ];
    vec(intent, 0..4)
}
