//! The operator's guardrails: they stand between the desk and the venue, outside every sandbox, and no worker can see or change
//! them. An order that would break one never reaches the venue; it ends REJECTED in the ledger, with the reason in the journal,
//! and its worker is told as it would be by a venue. A loss that breaks one is answered by the kill switch.
//!
//! What the rules mean:
//!
//! - Positions and values are judged at their worst: as if every working order on one side filled, and none on the other. An
//!   order that makes neither of them worse always passes, and so does one that may only reduce: guardrails keep nobody from
//!   leaving a trade.
//! - Numbers of orders hold for leaving too, because venues punish by number. They are judged for a whole answer: it passes or
//!   is kept back whole, so that no entry goes without the stop that came with it.
//! - The price band is measured from the latest known price, either side, and binds what may open or enlarge a position.
//! - The host's own closing orders are not held to any of it.

use std::collections::{BTreeMap, VecDeque};

use serde::Serialize;
use simpletrader_config::build_spec::Guardrails as Limits;
use simpletrader_contracts::decimal::canonical;
use simpletrader_contracts::decision::OrderTerms;
use simpletrader_contracts::ledger::{AccountView, OrderRef};
use simpletrader_contracts::market::InstrumentRef;
use simpletrader_contracts::terms::{FaultPolicy, Side};
use simpletrader_contracts::{Decimal, Instant};

use super::{VenueReply, VenueReplyKind, WithheldRequest};
use crate::ledger::Ledger;

/// Over how long orders are counted.
const MINUTE_MICROS: i64 = 60_000_000;

/// What guardrails came to in a run.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct GuardrailSummary {
    /// Orders and changes that were kept from the venue, by the rule that kept them.
    pub withheld: BTreeMap<&'static str, u64>,
    /// What tripped the kill switch, and in which pass; absent when nothing did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kill_switch: Option<KillSwitchSummary>,
}

/// A kill switch that was tripped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KillSwitchSummary {
    /// Which rule tripped it.
    pub rule: &'static str,
    /// With which figures.
    pub reason: String,
    /// In which pass.
    pub pass: u32,
    /// When.
    pub at: Instant,
    /// What was done to orders and positions.
    pub policy: FaultPolicy,
}

/// A rule that something would break.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Breach {
    /// The rule, by its key in the configuration.
    pub rule: &'static str,
    /// Limit and figure, in words.
    pub reason: String,
}

/// A request that was kept from the venue.
#[derive(Debug)]
struct Withheld {
    order: OrderRef,
    request: WithheldRequest,
    breach: Breach,
    at: Instant,
}

/// An order as it would be if it passed.
pub(crate) struct Proposed {
    /// Under which name.
    pub order: OrderRef,
    /// A new order, and not a change of one that works.
    pub is_new: bool,
    /// What is traded.
    pub instrument: InstrumentRef,
    /// Which side.
    pub side: Side,
    /// What it may still fill.
    pub quantity: Decimal,
    /// Type and prices.
    pub terms: OrderTerms,
    /// May only reduce the position.
    pub reduce_only: bool,
}

/// The guardrails of one strategy, with what they have to remember.
#[derive(Debug)]
pub(crate) struct Guardrails {
    limits: Limits,
    /// When the orders and changes of the last minute were sent, oldest first.
    sent: VecDeque<Instant>,
    /// Kept back and not told to anybody yet.
    withheld: VecDeque<Withheld>,
    highest_equity: Decimal,
    summary: GuardrailSummary,
}

impl Guardrails {
    /// Guardrails of a strategy that begins with this much money.
    pub fn new(limits: Limits, initial_capital: Decimal) -> Self {
        Self {
            limits,
            sent: VecDeque::new(),
            withheld: VecDeque::new(),
            highest_equity: initial_capital,
            summary: GuardrailSummary::default(),
        }
    }

    /// What they came to so far; none when nothing is limited.
    pub fn summary(&self) -> Option<&GuardrailSummary> {
        (self.limits != Limits::default()).then_some(&self.summary)
    }

    /// Whether an answer with so many new orders, which are registered already, and changes is too much in number.
    pub fn check_numbers(&mut self, ledger: &Ledger, new_orders: usize, changes: usize, at: Instant) -> Option<Breach> {
        if let Some(limit) = self.limits.max_open_orders
            && new_orders > 0
        {
            // What was kept back earlier in this pass is still in the book, and works nowhere.
            let open = ledger.working_orders().iter().filter(|order| !self.is_withheld(**order)).count();
            if open > limit as usize {
                return breach(
                    "max_open_orders",
                    format!("at most {limit} orders may work at once, with these it would be {open}"),
                );
            }
        }
        let limit = self.limits.max_orders_per_minute?;
        while self.sent.front().is_some_and(|sent| at.micros().saturating_sub(sent.micros()) >= MINUTE_MICROS) {
            self.sent.pop_front();
        }
        let together = self.sent.len() + new_orders + changes;
        if new_orders + changes > 0 && together > limit as usize {
            let reason = format!("at most {limit} orders and changes within a minute, with these it would be {together}");
            return breach("max_orders_per_minute", reason);
        }
        None
    }

    /// Whether one order, as it would be, breaks a rule.
    pub fn check_order(&self, ledger: &Ledger, proposed: &Proposed) -> Option<Breach> {
        if proposed.reduce_only {
            return None;
        }
        self.check_prices(ledger, proposed).or_else(|| self.check_positions(ledger, proposed))
    }

    fn check_prices(&self, ledger: &Ledger, proposed: &Proposed) -> Option<Breach> {
        let band = self.limits.price_band?.get();
        let last = ledger.last_price(proposed.instrument)?.get();
        let prices = [proposed.terms.limit_price(), proposed.terms.stop_price()];
        let width = last.checked_mul(band)?;
        let outside = prices.into_iter().flatten().find(|price| (price.get() - last).abs() > width)?;
        let (price, last, width) = (canonical(outside.get()), canonical(last), canonical(width));
        breach("price_band", format!("prices may lie {width} from the latest, which is {last}, and the order names {price}"))
    }

    fn check_positions(&self, ledger: &Ledger, proposed: &Proposed) -> Option<Breach> {
        if self.limits.max_position.is_none() && self.limits.max_notional.is_none() {
            return None;
        }
        let too_large = || Breach { rule: "max_position", reason: "the position would not fit 28 digits".to_owned() };
        let Some((before, after)) = self.worst_of(ledger, proposed) else { return Some(too_large()) };
        if after <= before {
            return None;
        }
        if let Some(limit) = self.limits.max_position
            && after > limit
        {
            let (limit, after) = (canonical(limit), canonical(after));
            let reason = format!("the position may be {limit} units, with this order it could become {after}");
            return breach("max_position", reason);
        }
        let limit = self.limits.max_notional?;
        match self.notional(ledger, proposed, after) {
            Some(value) if value <= limit => None,
            Some(value) => {
                let (limit, value) = (canonical(limit), canonical(value));
                breach("max_notional", format!("all positions may be worth {limit}, with this order it could become {value}"))
            }
            None => breach("max_notional", "the value of all positions would not fit 28 digits".to_owned()),
        }
    }

    /// The worst position in the instrument without the order and with it; none when a figure does not fit.
    fn worst_of(&self, ledger: &Ledger, proposed: &Proposed) -> Option<(Decimal, Decimal)> {
        let without = self.reach(ledger, proposed.instrument, Some(proposed))?;
        Some((without.worst()?, without.with(proposed.side, proposed.quantity)?.worst()?))
    }

    /// What all positions could be worth with the order; none when a figure does not fit.
    fn notional(&self, ledger: &Ledger, proposed: &Proposed, worst: Decimal) -> Option<Decimal> {
        let mut sum = Decimal::ZERO;
        for index in 0..ledger.instruments().len() {
            let instrument = InstrumentRef(u32::try_from(index).ok()?);
            let Some(last) = ledger.last_price(instrument).map(|price| price.get()) else { continue };
            let value = if instrument == proposed.instrument {
                // A limit above the latest price may be paid in full.
                let price = proposed.terms.limit_price().map_or(last, |limit| limit.get().max(last));
                worst.checked_mul(price)?
            } else {
                self.reach(ledger, instrument, None)?.worst()?.checked_mul(last)?
            };
            sum = sum.checked_add(value)?;
        }
        Some(sum)
    }

    /// What is held and what works in one instrument, without the order that is being judged.
    fn reach(&self, ledger: &Ledger, instrument: InstrumentRef, judged: Option<&Proposed>) -> Option<Reach> {
        let mut reach = Reach::default();
        for trade in ledger.active_trades().iter().filter_map(|trade| ledger.trade(*trade)) {
            if trade.instrument == instrument {
                reach.net = reach.net.checked_add(trade.position.signed_quantity())?;
            }
        }
        for order in ledger.working_orders().iter().copied() {
            let Some(entry) = ledger.order(order) else { continue };
            // Orders of the same answer that come later are judged when their turn comes.
            let is_later = judged.is_some_and(|judged| order == judged.order || judged.is_new && order > judged.order);
            if entry.instrument == instrument && !entry.order.reduce_only && !is_later && !self.is_withheld(order) {
                let remaining = entry.order.quantity.get().checked_sub(entry.order.filled())?;
                reach = reach.with(entry.order.side, remaining)?;
            }
        }
        Some(reach)
    }

    /// An order or change goes to the venue.
    pub fn count_sent(&mut self, at: Instant) {
        if self.limits.max_orders_per_minute.is_some() {
            self.sent.push_back(at);
        }
    }

    /// Keeps an order or change from the venue.
    pub fn withhold(&mut self, order: OrderRef, request: WithheldRequest, breach: Breach, at: Instant) {
        *self.summary.withheld.entry(breach.rule).or_default() += 1;
        self.withheld.push_back(Withheld { order, request, breach, at });
    }

    /// Why an order was kept back in the present answer, if it was.
    pub fn breach_of(&self, order: OrderRef) -> Option<Breach> {
        let kept = |withheld: &&Withheld| withheld.order == order && withheld.request == WithheldRequest::Order;
        self.withheld.iter().find(kept).map(|withheld| withheld.breach.clone())
    }

    /// Whether an order was kept back in the present answer.
    fn is_withheld(&self, order: OrderRef) -> bool {
        self.breach_of(order).is_some()
    }

    /// The next order or change that was kept back.
    pub fn next_withheld(&mut self) -> Option<VenueReply> {
        let Withheld { order, request, breach: Breach { rule, reason }, at } = self.withheld.pop_front()?;
        Some(VenueReply { order, at, kind: VenueReplyKind::Withheld { request, reason: format!("guardrail {rule}: {reason}") } })
    }

    /// Looks at the account at a bar: a loss beyond its limit trips the kill switch.
    pub fn watch(&mut self, account: &AccountView) -> Option<Breach> {
        if let Some(limit) = self.limits.max_daily_loss
            && account.daily_result <= -limit
        {
            let (limit, lost) = (canonical(limit), canonical(-account.daily_result));
            return breach("max_daily_loss", format!("a day may lose less than {limit}, this one has lost {lost}"));
        }
        let limit = self.limits.max_drawdown?.get();
        self.highest_equity = self.highest_equity.max(account.equity);
        let (highest, equity) = (self.highest_equity, account.equity);
        let allowed = highest.checked_mul(limit)?;
        if highest.checked_sub(equity)? < allowed {
            return None;
        }
        let (allowed, highest, equity) = (canonical(allowed), canonical(highest), canonical(equity));
        breach("max_drawdown", format!("equity may fall less than {allowed} from its highest, {highest}, and is {equity}"))
    }

    /// What the kill switch does to orders and positions.
    pub fn policy(&self) -> FaultPolicy {
        self.limits.on_breach
    }

    /// The kill switch was tripped.
    pub fn tripped(&mut self, breach: &Breach, pass: u32, at: Instant) {
        let (rule, reason, policy) = (breach.rule, breach.reason.clone(), self.limits.on_breach);
        self.summary.kill_switch = Some(KillSwitchSummary { rule, reason, pass, at, policy });
    }
}

fn breach(rule: &'static str, reason: String) -> Option<Breach> {
    Some(Breach { rule, reason })
}

/// What the orders of one instrument could make of its position: everything bought that is to be bought and nothing sold, and
/// the other way round.
#[derive(Clone, Copy, Default)]
struct Reach {
    net: Decimal,
    buys: Decimal,
    sells: Decimal,
}

impl Reach {
    fn with(mut self, side: Side, quantity: Decimal) -> Option<Self> {
        let sum = match side {
            Side::Buy => &mut self.buys,
            Side::Sell => &mut self.sells,
        };
        *sum = sum.checked_add(quantity)?;
        Some(self)
    }

    /// The largest position that it could come to, either side.
    fn worst(self) -> Option<Decimal> {
        Some(self.net.checked_add(self.buys)?.abs().max(self.net.checked_sub(self.sells)?.abs()))
    }
}
