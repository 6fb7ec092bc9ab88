//! The rows of the book: a trade, a group and an order, each with what the ledger knows about it beyond its contract, and what
//! it takes to make an order or a fill.

use simpletrader_contracts::decimal::Amount;
use simpletrader_contracts::id::{CommandId, TradePlanId};
use simpletrader_contracts::ledger::{ExecutionGroup, GroupRef, Order, OrderRef, OrderRequest, TradePlan, TradeRef};
use simpletrader_contracts::market::InstrumentRef;
use simpletrader_contracts::terms::{CommissionAsset, ExecutionStrategyType};
use simpletrader_contracts::{Decimal, Fraction, Instant, Price, Quantity};

use super::position::Position;
use super::round_trip::RoundTrip;

/// A trade, from the moment its id is reserved.
#[derive(Debug, Clone, PartialEq)]
pub struct TradeEntry {
    /// Reserved when the command was aggregated.
    pub plan_id: TradePlanId,
    /// What is traded.
    pub instrument: InstrumentRef,
    /// The trade plan; none until its first order is registered.
    pub plan: Option<TradePlan>,
    /// What is open.
    pub position: Position,
    /// What it did.
    pub round_trip: RoundTrip,
    /// The trade that was over when the venue told of the fill that this one holds; none for what a command opened.
    pub adopted_from: Option<TradeRef>,
    pub(super) working_orders: u32,
    /// Its groups, oldest first.
    pub(super) groups: Vec<GroupRef>,
    /// How many of them may still get orders.
    pub(super) open_groups: u32,
}

impl TradeEntry {
    /// Whether it is over. One that is only reserved is not.
    pub fn is_closed(&self) -> bool {
        self.plan.as_ref().is_some_and(|plan| plan.closed_at().is_some())
    }
}

/// A group, from the moment its ordinal is reserved.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupEntry {
    /// The trade it belongs to.
    pub trade: TradeRef,
    /// The command that made it.
    pub command: CommandId,
    /// The algorithm family.
    pub family: ExecutionStrategyType,
    /// What it shall fill, where the command wanted a quantity.
    pub target_quantity: Option<Decimal>,
    /// How far its market orders may slip, where its plan bounds that.
    pub max_slippage: Option<Fraction>,
    /// The group; none until its first order is registered.
    pub group: Option<ExecutionGroup>,
    pub(super) orders: Vec<OrderRef>,
    pub(super) working_orders: u32,
    pub(super) any_rejected: bool,
    pub(super) lease: Lease,
    /// Whether its worker said that the command is finished, and then whether it was given up.
    pub(super) finished: Option<bool>,
}

/// Whether orders may still come to a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lease {
    /// It ends with the last order that it has.
    Unclaimed,
    /// Its worker may place more, also when none of its orders works.
    Open,
    /// The host has withdrawn it: its worker may protect what was filled, and nothing else.
    Withdrawn,
    /// Nobody comes back to it.
    Released,
}

impl GroupEntry {
    /// True when the host has withdrawn it: no more of what its command wanted may be ordered.
    pub fn is_withdrawn(&self) -> bool {
        self.lease == Lease::Withdrawn
    }

    /// True when nobody comes back to it: an order that is placed in it now would belong to no command.
    pub fn is_released(&self) -> bool {
        self.lease == Lease::Released
    }

    /// Whether its worker said that the command is finished; true in it when the worker gave it up.
    pub fn finished(&self) -> Option<bool> {
        self.finished
    }

    /// True when the venue refused an order of it, or its worker gave it up.
    pub fn was_refused(&self) -> bool {
        self.any_rejected || self.finished == Some(true)
    }
}

/// An order.
#[derive(Debug, Clone, PartialEq)]
pub struct OrderEntry {
    /// The order.
    pub order: Order,
    /// The group it belongs to.
    pub group: GroupRef,
    /// The trade it belongs to.
    pub trade: TradeRef,
    /// What is traded.
    pub instrument: InstrumentRef,
    /// The worker's own name for it.
    pub tag: u32,
    /// What of it filled after its trade was over, and is held by trades of the host.
    pub(super) adopted: Decimal,
}

/// What [`Ledger::register_order`] needs.
#[derive(Debug, Clone, PartialEq)]
pub struct OrderRegistration {
    /// The group it belongs to.
    pub group: GroupRef,
    /// The worker's own name for it.
    pub tag: u32,
    /// What is traded.
    pub instrument: InstrumentRef,
    /// The order.
    pub request: OrderRequest,
}

/// What the venue says about a fill.
#[derive(Debug, Clone, PartialEq)]
pub struct FillReport {
    /// The order.
    pub order: OrderRef,
    /// The venue's own key: the same key twice is the same fill.
    pub connector_fill_id: u64,
    /// How much.
    pub quantity: Quantity,
    /// At which price.
    pub price: Price,
    /// The fee, in units of its asset.
    pub commission: Amount,
    /// In what the fee is taken.
    pub commission_asset: CommissionAsset,
    /// What slippage and spread cost, in quote currency, >= 0. The price has it in it; it is kept for the record.
    pub slippage: Decimal,
    /// When.
    pub at: Instant,
}
