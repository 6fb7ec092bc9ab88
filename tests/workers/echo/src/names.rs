//! The names that enumerations have in the contract.

use simpletrader_sdk::prelude::*;

pub const fn trigger(trigger: OriginType) -> &'static str {
    match trigger {
        OriginType::Tick => "bar",
        OriginType::Schedule => "schedule",
        OriginType::News => "news",
        OriginType::Reply => "reply",
        OriginType::User => "user",
    }
}

pub const fn direction(direction: Direction) -> &'static str {
    match direction {
        Direction::Long => "long",
        Direction::Short => "short",
    }
}

pub const fn side(side: Side) -> &'static str {
    match side {
        Side::Buy => "buy",
        Side::Sell => "sell",
    }
}

pub const fn order_type(order_type: OrderType) -> &'static str {
    match order_type {
        OrderType::Market => "market",
        OrderType::Limit => "limit",
        OrderType::StopLimit => "stop-limit",
        OrderType::StopMarket => "stop-market",
        OrderType::TakeProfitMarket => "take-profit-market",
    }
}

pub const fn purpose(purpose: OrderPurpose) -> &'static str {
    match purpose {
        OrderPurpose::Entry => "entry",
        OrderPurpose::StopLoss => "stop-loss",
        OrderPurpose::TakeProfit => "take-profit",
        OrderPurpose::CloseOut => "close-out",
        OrderPurpose::Slice => "slice",
    }
}

pub const fn status(status: OrderStatus) -> &'static str {
    match status {
        OrderStatus::Pending => "pending",
        OrderStatus::Open => "open",
        OrderStatus::PartiallyFilled => "partially-filled",
        OrderStatus::Filled => "filled",
        OrderStatus::Cancelled => "cancelled",
        OrderStatus::Rejected => "rejected",
        OrderStatus::Expired => "expired",
    }
}

/// The code of a name. `other` is any number of a later contract.
pub fn rejection_code(name: &str) -> Option<RejectionCode> {
    Some(match name {
        "low-confidence" => RejectionCode::LowConfidence,
        "risk-veto" => RejectionCode::RiskVeto,
        "conflicting-signals" => RejectionCode::ConflictingSignals,
        "duplicate-position" => RejectionCode::DuplicatePosition,
        "limit-reached" => RejectionCode::LimitReached,
        "cooldown" => RejectionCode::Cooldown,
        "no-matching-planner" => RejectionCode::NoMatchingPlanner,
        "plan-inconsistent" => RejectionCode::PlanInconsistent,
        "plan-missing" => RejectionCode::PlanMissing,
        "below-minimum-size" => RejectionCode::BelowMinimumSize,
        "insufficient-funds" => RejectionCode::InsufficientFunds,
        "exchange-rejected" => RejectionCode::ExchangeRejected,
        "timed-out" => RejectionCode::Timeout,
        "fuel-exhausted" => RejectionCode::FuelExhausted,
        "worker-trap" => RejectionCode::WorkerTrap,
        "halted" => RejectionCode::Halted,
        "other" => RejectionCode::Other,
        _ => return None,
    })
}
