//! The seam to a venue. Requests are fire-and-forget; everything the venue has to say comes back as replies, in order, as
//! values: a refusal is an answer, not an error. What rests there and what it holds can be asked for at any time.

use simpletrader_contracts::decimal::Amount;
use simpletrader_contracts::decision::OrderTerms;
use simpletrader_contracts::ledger::{OrderRef, TradeRef};
use simpletrader_contracts::market::InstrumentRef;
use simpletrader_contracts::terms::{CommissionAsset, Direction, RejectionCode, Side, TimeInForce};
use simpletrader_contracts::{Decimal, Instant, Price, Quantity};

/// An order on its way to the venue.
#[derive(Debug, Clone, PartialEq)]
pub struct VenueOrder {
    /// The ledger's ordinal: the venue answers under this name.
    pub order: OrderRef,
    /// The trade that it belongs to: venues keep a position for each.
    pub trade: TradeRef,
    /// Which way that trade is held: an order on the other side closes.
    pub direction: Direction,
    /// What to trade.
    pub instrument: InstrumentRef,
    /// Which side.
    pub side: Side,
    /// How much.
    pub quantity: Quantity,
    /// Type and prices.
    pub terms: OrderTerms,
    /// How long it may work.
    pub time_in_force: TimeInForce,
    /// Until when, for GTD.
    pub good_till: Option<Instant>,
    /// May only reduce the position of its trade.
    pub reduce_only: bool,
    /// A market order: the worst price at which it may fill. Where the market is worse, the venue refuses what is left.
    pub worst: Option<Price>,
    /// Refused if it would take what rests, instead of resting itself; limit orders only.
    pub post_only: bool,
    /// Sleeps until this order fills, works for what it filled, and dies with it if it ends unfilled.
    pub parent: Option<OrderRef>,
    /// Cancels, and is cancelled by, this order; a fill in part takes as much from the other.
    pub oco: Option<OrderRef>,
}

impl VenueOrder {
    /// Whether it opens or adds to the position of its trade.
    pub fn opens(&self) -> bool {
        self.side == self.direction.opening_side()
    }
}

/// What the venue said.
#[derive(Debug, Clone, PartialEq)]
pub struct VenueReply {
    /// About which order.
    pub order: OrderRef,
    /// When it happened at the venue.
    pub at: Instant,
    /// What happened.
    pub kind: VenueReplyKind,
}

/// What can happen to an order.
#[derive(Debug, Clone, PartialEq)]
pub enum VenueReplyKind {
    /// It works now.
    Accepted,
    /// Its quantity or terms were changed as asked.
    Modified {
        /// The quantity from now on.
        quantity: Option<Quantity>,
        /// The terms from now on.
        terms: Option<OrderTerms>,
    },
    /// Some or all of it was filled.
    Filled {
        /// The venue's key of this fill.
        fill_id: u64,
        /// How much was traded, a fee in the base asset included.
        quantity: Quantity,
        /// At which price.
        price: Price,
        /// The fee.
        commission: Amount,
        /// In which asset of the instrument the fee was taken.
        commission_asset: CommissionAsset,
        /// What slippage and spread cost, in quote currency, >= 0; 0 where the venue does not know it.
        slippage: Decimal,
    },
    /// It was withdrawn.
    Cancelled,
    /// Its time ran out.
    Expired,
    /// It was refused.
    Rejected {
        /// Why, as a code.
        code: RejectionCode,
        /// Why, in the venue's words.
        reason: String,
    },
    /// A change or withdrawal came too late or broke a rule. Whatever the order is, it stays.
    ChangeRefused {
        /// Why, in the venue's words.
        reason: String,
    },
    /// The operator's guardrails kept the request from the venue. No venue says this.
    Withheld {
        /// What was asked for.
        request: WithheldRequest,
        /// Which guardrail, and the figures.
        reason: String,
    },
}

/// What guardrails keep from a venue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WithheldRequest {
    /// A new order: it ends here.
    Order,
    /// A change of a working order: that stays as it is.
    Change,
}

/// An order that rests at the venue.
#[derive(Debug, Clone, PartialEq)]
pub struct OpenOrder {
    /// The order as it stands, changes included.
    pub order: VenueOrder,
    /// What of it was filled.
    pub filled: Decimal,
    /// What of it may still fill.
    pub remaining: Decimal,
}

/// What the venue holds for the strategy.
#[derive(Debug, Clone, PartialEq)]
pub struct Balances {
    /// Money, negative when it is borrowed.
    pub cash: Decimal,
    /// The position of each trade that has one, in the order of opening.
    pub positions: Vec<VenuePosition>,
}

/// A position at the venue.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct VenuePosition {
    /// Whose it is.
    pub trade: TradeRef,
    /// Of what.
    pub instrument: InstrumentRef,
    /// How much; negative when it was sold short.
    pub quantity: Decimal,
}

/// A venue, as the engine sees it. The same calls in backtest, paper and live.
///
/// Every request is answered. A connector that cannot reach its venue answers itself, with `Rejected` and `ChangeRefused` and a
/// reason that says so; what may have arrived it does not refuse, but asks for when the venue is back.
pub trait ExecutionConnector: Send {
    /// Sends an order. `at` is the instant of the pass. Answered by `Accepted` or `Rejected`.
    fn place(&mut self, order: VenueOrder, at: Instant);
    /// Asks for another quantity (in all, what is filled included) or other terms. Answered by `Modified` or `ChangeRefused`.
    fn modify(&mut self, order: OrderRef, quantity: Option<Quantity>, terms: Option<OrderTerms>, at: Instant);
    /// Asks to withdraw an order. Answered by `Cancelled` or `ChangeRefused`.
    fn cancel(&mut self, order: OrderRef, at: Instant);
    /// The orders that rest there, oldest first; not those that are still on their way.
    fn open_orders(&self) -> Vec<OpenOrder>;
    /// Money and positions there.
    fn balances(&self) -> Balances;
    /// The next thing the venue has to say.
    fn next_reply(&mut self) -> Option<VenueReply>;
}
