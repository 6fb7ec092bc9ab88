//! Terms that decide something: directions, orders, their states, and why something was refused.

use super::text_enum;
use crate::id::Prefix;

text_enum!(
    /// The direction of a signal or trade.
    Direction { #[doc = "Profits when the price rises."] Long = "long", #[doc = "Profits when the price falls."] Short = "short" }
);
text_enum!(
    /// The side of an order.
    Side { #[doc = "Buys the base asset."] Buy = "BUY", #[doc = "Sells the base asset."] Sell = "SELL" }
);
text_enum!(
    /// How long an order may work.
    TimeInForce {
        #[doc = "Good till cancelled."] Gtc = "GTC",
        #[doc = "Immediate or cancel."] Ioc = "IOC",
        #[doc = "Fill or kill."] Fok = "FOK",
        #[doc = "Good till a date."] Gtd = "GTD",
    }
);
text_enum!(
    /// The type of an order.
    OrderType {
        #[doc = "At the best price available."] Market = "MARKET",
        #[doc = "At the limit price or better."] Limit = "LIMIT",
        #[doc = "A limit order once the trigger is touched."] StopLimit = "STOP_LIMIT",
        #[doc = "A market order once the trigger is touched from the losing side."] StopMarket = "STOP_MARKET",
        #[doc = "A market order once the trigger is touched from the winning side."] TakeProfitMarket = "TAKE_PROFIT_MARKET",
    }
);
text_enum!(
    /// Where an order stands.
    OrderStatus {
        #[doc = "Made, not yet acknowledged by the venue."] Pending = "PENDING",
        #[doc = "Working at the venue."] Open = "OPEN",
        #[doc = "Filled in part, still working."] PartiallyFilled = "PARTIALLY_FILLED",
        #[doc = "Filled whole. Final."] Filled = "FILLED",
        #[doc = "Withdrawn; keeps its fills. Final."] Cancelled = "CANCELLED",
        #[doc = "Refused by the venue. Final."] Rejected = "REJECTED",
        #[doc = "Its time ran out; keeps its fills. Final."] Expired = "EXPIRED",
    }
);
text_enum!(
    /// What an order is for.
    OrderPurpose {
        #[doc = "Opens or enlarges a trade."] Entry = "ENTRY",
        #[doc = "Leaves at a loss limit."] StopLoss = "STOP_LOSS",
        #[doc = "Leaves at a target."] TakeProfit = "TAKE_PROFIT",
        #[doc = "Closes or reduces by decision."] CloseOut = "CLOSE",
        #[doc = "A part of a sliced order."] Slice = "SLICE",
    }
);

impl OrderPurpose {
    /// Whether its fills are progress toward what its command wanted. Protective orders leave the trade; they are not.
    pub const fn counts_toward_target(self) -> bool {
        !matches!(self, Self::StopLoss | Self::TakeProfit)
    }
}

text_enum!(
    /// Where an execution group stands.
    GroupStatus {
        #[doc = "No order yet."] Pending = "PENDING",
        #[doc = "At least one order."] Active = "ACTIVE",
        #[doc = "Filled to its target. Final."] Completed = "COMPLETED",
        #[doc = "Withdrawn. Final."] Cancelled = "CANCELLED",
        #[doc = "Ended by an error. Final."] Failed = "FAILED",
        #[doc = "Stopped with a part filled. Final."] Partial = "PARTIAL",
    }
);
text_enum!(
    /// Where a trade plan stands.
    TradeStatus { #[doc = "Open or still working."] Active = "ACTIVE", #[doc = "Over. Final."] Closed = "CLOSED" }
);
text_enum!(
    /// How the commands of one directive depend on one another.
    BatchMode {
        #[doc = "One failing leaves the rest going. The default."] Independent = "INDEPENDENT",
        #[doc = "A failure cancels what is still pending; nothing filled is undone."] Coordinated = "COORDINATED",
        #[doc = "In order; a failure stops the remainder."] Sequential = "SEQUENTIAL",
    }
);
text_enum!(
    /// The algorithm family of an execution group; each has its own execution worker.
    ExecutionStrategyType {
        #[doc = "One order."] Single = "SINGLE",
        #[doc = "Equal slices over time."] Twap = "TWAP",
        #[doc = "Slices by a volume profile."] Vwap = "VWAP",
        #[doc = "A small visible part at a time."] Iceberg = "ICEBERG",
        #[doc = "Several price levels at once."] Layered = "LAYERED",
        #[doc = "A share of the traded volume."] Pov = "POV",
    }
);
text_enum!(
    /// What an execution plan orders.
    ActionType {
        #[doc = "Work an order. The default."] ExecuteTrade = "EXECUTE_TRADE",
        #[doc = "Withdraw one order."] CancelOrder = "CANCEL_ORDER",
        #[doc = "Change one order."] ModifyOrder = "MODIFY_ORDER",
        #[doc = "Withdraw all orders of one group."] CancelGroup = "CANCEL_GROUP",
        #[doc = "Withdraw all orders of the trade."] CancelAllInPlan = "CANCEL_ALL_IN_PLAN",
    }
);
text_enum!(
    /// What the venue says about an order.
    ReplyType {
        #[doc = "It works now."] Accepted = "ACCEPTED",
        #[doc = "Some or all of it was filled."] Fill = "FILL",
        #[doc = "It was withdrawn."] Cancelled = "CANCELLED",
        #[doc = "The venue refused it."] Rejected = "REJECTED",
        #[doc = "Its time ran out."] Expired = "EXPIRED",
    }
);
text_enum!(
    /// What a directive is about.
    DirectiveScope {
        #[doc = "A trade that does not exist yet."] NewTrade = "NEW_TRADE",
        #[doc = "Trades that exist."] ModifyExisting = "MODIFY_EXISTING",
        #[doc = "Trades that shall end."] CloseExisting = "CLOSE_EXISTING",
    }
);
text_enum!(
    /// In which asset of its symbol a venue takes the fee of a fill.
    CommissionAsset {
        #[doc = "What the price is counted in."] Quote = "quote",
        #[doc = "What is traded: a buy receives that much less, a sale costs that much more of it."] Base = "base",
    }
);
text_enum!(
    /// What started a pass.
    OriginType {
        #[doc = "Market data."] Tick = "TICK",
        #[doc = "A news item."] News = "NEWS",
        #[doc = "A schedule or timer."] Schedule = "SCHEDULE",
        #[doc = "An answer of the venue."] Reply = "REPLY",
        #[doc = "A person."] User = "USER",
    }
);
text_enum!(
    /// Why something was refused.
    RejectionCode {
        #[doc = "Not convincing enough."] LowConfidence = "LOW_CONFIDENCE",
        #[doc = "A risk forbids it."] RiskVeto = "RISK_VETO",
        #[doc = "Signals contradict one another."] ConflictingSignals = "CONFLICTING_SIGNALS",
        #[doc = "There is such a position already."] DuplicatePosition = "DUPLICATE_POSITION",
        #[doc = "A limit is reached."] LimitReached = "LIMIT_REACHED",
        #[doc = "Too soon after the last one."] Cooldown = "COOLDOWN",
        #[doc = "No planner's confidence range holds the directive's."] NoMatchingPlanner = "NO_MATCHING_PLANNER",
        #[doc = "Plans contradict one another, the directive or the ledger."] PlanInconsistent = "PLAN_INCONSISTENT",
        #[doc = "An expected plan did not come."] PlanMissing = "PLAN_MISSING",
        #[doc = "Smaller than the venue trades."] BelowMinimumSize = "BELOW_MINIMUM_SIZE",
        #[doc = "Not enough money."] InsufficientFunds = "INSUFFICIENT_FUNDS",
        #[doc = "The venue said no."] ExchangeRejected = "EXCHANGE_REJECTED",
        #[doc = "Its time ran out."] Timeout = "TIMEOUT",
        #[doc = "A worker ran out of fuel."] FuelExhausted = "FUEL_EXHAUSTED",
        #[doc = "A worker failed."] WorkerTrap = "WORKER_TRAP",
        #[doc = "The strategy is halted."] Halted = "HALTED",
        #[doc = "Anything else: read the reason."] Other = "OTHER",
    }
);
text_enum!(
    /// What happens to the orders and positions of a strategy that must stop: a worker failed, or a kill switch tripped. Done by the host,
    /// without any worker.
    FaultPolicy {
        #[doc = "Nothing: working orders and positions stay."] Hold = "hold",
        #[doc = "Working orders are cancelled, positions stay."] CancelOpen = "cancel-open",
        #[doc = "Working orders are cancelled and positions closed at the market."] Flatten = "flatten",
    }
);
text_enum!(
    /// Where in the pipeline something was refused.
    RejectionStage {
        #[doc = "By the strategy planner."] StrategyPlanning = "STRATEGY_PLANNING",
        #[doc = "No planner fits."] PlannerSelection = "PLANNER_SELECTION",
        #[doc = "By an entry, size, exit or execution planner."] TradePlanning = "TRADE_PLANNING",
        #[doc = "The plans do not fit one another."] Aggregation = "AGGREGATION",
        #[doc = "By an execution worker or the ledger."] Execution = "EXECUTION",
        #[doc = "By the venue."] Connector = "CONNECTOR",
        #[doc = "By the host: a worker failed, or nobody took the matter up."] Runtime = "RUNTIME",
    }
);

impl Side {
    /// The other side.
    pub const fn opposite(self) -> Self {
        match self {
            Self::Buy => Self::Sell,
            Self::Sell => Self::Buy,
        }
    }
}

impl Direction {
    /// The side that opens a trade in this direction.
    pub const fn opening_side(self) -> Side {
        match self {
            Self::Long => Side::Buy,
            Self::Short => Side::Sell,
        }
    }

    /// The direction of a trade that an order of `side` opens.
    pub const fn opened_by(side: Side) -> Self {
        match side {
            Side::Buy => Self::Long,
            Side::Sell => Self::Short,
        }
    }
}

impl OrderStatus {
    /// True when the order will never change again.
    pub const fn is_final(self) -> bool {
        matches!(self, Self::Filled | Self::Cancelled | Self::Rejected | Self::Expired)
    }

    /// The legal transitions; everything else is a defect of the venue or of ours.
    pub const fn may_become(self, next: Self) -> bool {
        use OrderStatus::{Cancelled, Expired, Filled, Open, PartiallyFilled, Pending, Rejected};
        match self {
            Pending => !matches!(next, Pending),
            Open => matches!(next, PartiallyFilled | Filled | Cancelled | Rejected | Expired),
            PartiallyFilled => matches!(next, PartiallyFilled | Filled | Cancelled | Expired),
            Filled | Cancelled | Rejected | Expired => false,
        }
    }
}

impl GroupStatus {
    /// True when the group will never change again.
    pub const fn is_final(self) -> bool {
        matches!(self, Self::Completed | Self::Cancelled | Self::Failed | Self::Partial)
    }

    /// The legal transitions. A group without orders has nothing filled, so it cannot become COMPLETED or PARTIAL.
    pub const fn may_become(self, next: Self) -> bool {
        use GroupStatus::{Active, Cancelled, Completed, Failed, Partial, Pending};
        match self {
            Pending => matches!(next, Active | Cancelled | Failed),
            Active => matches!(next, Completed | Partial | Cancelled | Failed),
            Completed | Cancelled | Failed | Partial => false,
        }
    }
}

impl TradeStatus {
    /// The one legal transition.
    pub const fn may_become(self, next: Self) -> bool {
        matches!((self, next), (Self::Active, Self::Closed))
    }
}

impl BatchMode {
    /// The mode of a directive without a policy.
    pub const DEFAULT: Self = Self::Independent;
}

impl OriginType {
    /// The prefix of the ids of such origins.
    pub const fn prefix(self) -> Prefix {
        match self {
            Self::Tick => Prefix::Tick,
            Self::News => Prefix::News,
            Self::Schedule => Prefix::Schedule,
            Self::Reply => Prefix::Reply,
            Self::User => Prefix::User,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // mission: 10, 14, 19, 32
    #[test]
    fn terms_have_one_spelling_in_files_and_in_code() {
        for status in OrderStatus::ALL {
            assert_eq!(OrderStatus::from_text(status.as_str()), Some(*status));
            assert_eq!(serde_json::to_string(status).unwrap(), format!("\"{status}\""));
        }
        assert_eq!(ExecutionStrategyType::from_text("DCA"), None, "a planning idea, not an execution strategy");
        assert_eq!(BatchMode::from_text("ATOMIC"), None);
        assert_eq!(BatchMode::ALL.len(), 3);
    }

    // mission: 11
    #[test]
    fn a_final_order_never_moves_again() {
        for from in OrderStatus::ALL {
            for to in OrderStatus::ALL {
                if from.is_final() {
                    assert!(!from.may_become(*to), "{from} -> {to}");
                }
            }
        }
        assert!(OrderStatus::Pending.may_become(OrderStatus::Open));
        assert!(OrderStatus::PartiallyFilled.may_become(OrderStatus::PartiallyFilled));
        assert!(!OrderStatus::PartiallyFilled.may_become(OrderStatus::Rejected));
        assert!(!OrderStatus::Open.may_become(OrderStatus::Pending));
    }
}
