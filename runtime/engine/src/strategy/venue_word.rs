//! What the venue says, written into the books; and what is done about a word that does not fit them.
//!
//! Messages of a venue can come late, twice and out of order, and that is no error of anybody. What changes nothing any more
//! (an acceptance after the fill, the end of an order that is over, a fill told twice, an order that nobody knows) is
//! ignored with a line in the journal, and the execution worker is not told. A fill that was made before its order was
//! withdrawn counts, whenever it is reported. A refusal of what is partly filled withdraws the rest.
//!
//! A fill of an order whose trade is over is real as well: the host adopts it into a trade of its own, which no worker knows, and
//! the fault policy says what becomes of it (`flatten` closes it with the next bar, any other leaves it open).
//!
//! A fill that the books cannot hold (more than was ordered, of an order that the venue had refused, one that would turn a position
//! around, figures that no exact decimal holds) is a contradiction: venue and ledger disagree about what the strategy owns, and
//! every further decision would rest on that. The run ends there; its record is kept and says so.

use serde::Serialize;
use simpletrader_contracts::Instant;
use simpletrader_contracts::decision::{CausalityChain, RefusalDraft};
use simpletrader_contracts::id::TradePlanId;
use simpletrader_contracts::ledger::{GroupError, OrderError, OrderRef};
use simpletrader_contracts::terms::{OrderStatus, RejectionCode, RejectionStage};
use simpletrader_contracts::worker::call::ReplyKind;

use super::market_pass::Evidence;
use super::{Pass, PassError, Strategy};
use crate::execution::{VenueReply, VenueReplyKind, WithheldRequest};
use crate::journal::JournalKind;
use crate::ledger::{BarMark, FillReport, LedgerError};
use crate::planning::Refusal;

/// The venue and the books disagree about what the strategy owns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct VenueContradiction {
    /// The number of the pass.
    pub pass: u32,
    /// The anchor of the pass.
    pub at: Instant,
    /// What the venue said, and why it cannot be.
    pub reason: String,
}

impl Strategy {
    /// Writes a reply into the ledger. Returns what the worker is told; a change of terms is not news to it, and what was
    /// ignored is not either.
    pub(super) fn hear(&mut self, pass: &Pass, reply: &VenueReply) -> Result<Option<ReplyKind>, PassError> {
        let order = reply.order;
        Ok(match &reply.kind {
            VenueReplyKind::Accepted => self.hear_status(pass, reply, OrderStatus::Open, ReplyKind::Accepted),
            VenueReplyKind::Cancelled => self.hear_status(pass, reply, OrderStatus::Cancelled, ReplyKind::Cancelled),
            VenueReplyKind::Expired => self.hear_status(pass, reply, OrderStatus::Expired, ReplyKind::Expired),
            VenueReplyKind::Rejected { code, reason } => {
                let is_untouched = self.ledger.order(order).is_none_or(|entry| entry.order.filled().is_zero());
                let status = if is_untouched { OrderStatus::Rejected } else { OrderStatus::Cancelled };
                let told = self.hear_status(pass, reply, status, ReplyKind::Rejected(reason.clone()));
                if told.is_some() {
                    self.journal_rejection(pass, order, RejectionStage::Connector, "venue", *code, reason)?;
                }
                told
            }
            VenueReplyKind::Withheld { request, reason } => {
                let code = RejectionCode::LimitReached;
                self.journal_rejection(pass, order, RejectionStage::Execution, "guardrails", code, reason)?;
                match request {
                    WithheldRequest::Order => {
                        self.hear_status(pass, reply, OrderStatus::Rejected, ReplyKind::Rejected(reason.clone()))
                    }
                    WithheldRequest::Change => None,
                }
            }
            VenueReplyKind::ChangeRefused { reason } => {
                // The order stays what it is; if it is over, its own end was told before.
                let (code, reason) = (RejectionCode::ExchangeRejected, format!("change refused: {reason}"));
                self.journal_rejection(pass, order, RejectionStage::Connector, "venue", code, &reason)?;
                None
            }
            VenueReplyKind::Modified { quantity, terms } => {
                if let Err(error) = self.ledger.amend_order(order, *quantity, *terms, reply.at) {
                    self.ignore(pass, reply, &error);
                }
                None
            }
            VenueReplyKind::Filled { .. } => self.hear_fill(pass, reply)?,
        })
    }

    fn hear_status(&mut self, pass: &Pass, reply: &VenueReply, status: OrderStatus, told: ReplyKind) -> Option<ReplyKind> {
        match self.ledger.update_order(reply.order, status, reply.at) {
            Ok(()) => Some(told),
            Err(error) => {
                self.ignore(pass, reply, &error);
                None
            }
        }
    }

    fn hear_fill(&mut self, pass: &Pass, reply: &VenueReply) -> Result<Option<ReplyKind>, PassError> {
        let VenueReplyKind::Filled { fill_id, quantity, price, commission, commission_asset, slippage } = reply.kind else {
            return Ok(None);
        };
        let (order, at) = (reply.order, reply.at);
        let mark = self.ledger.order(order).and_then(|entry| self.marks.get(entry.instrument.index())).cloned();
        let report = FillReport { order, connector_fill_id: fill_id, quantity, price, commission, commission_asset, slippage, at };
        let mark = mark.unwrap_or_default();
        match self.ledger.record_fill(&mut self.ids, &report, &mark) {
            Ok(()) => Ok(Some(ReplyKind::Filled { quantity, price, commission })),
            Err(error @ LedgerError::DuplicateFill(_)) => {
                self.ignore(pass, reply, &error);
                Ok(None)
            }
            Err(LedgerError::TradeIsClosed(_)) => self.adopt(pass, &report, &mark).map(|()| None),
            Err(error) => Err(self.unbooked(pass, &report, error)),
        }
    }

    /// A fill of an order whose trade is over becomes a position of the host.
    fn adopt(&mut self, pass: &Pass, report: &FillReport, mark: &BarMark) -> Result<(), PassError> {
        let from = self.trade_of(report.order);
        let tag = self.ledger.order(report.order).map(|entry| entry.tag);
        let adopted = match self.ledger.adopt_fill(&mut self.ids, report, mark) {
            Ok(trade) => trade,
            Err(error) => return Err(self.unbooked(pass, report, error)),
        };
        let trade = self.ledger.trade(adopted).map(|entry| entry.plan_id);
        let body = serde_json::json!({
            "reply": "FILLED", "tag": tag, "connector_fill_id": report.connector_fill_id, "quantity": report.quantity,
            "price": report.price, "from": from, "trade_plan_id": trade, "policy": self.spec.on_fault.policy,
            "reason": "its trade is closed",
        });
        let trades = from.into_iter().chain(trade).collect();
        self.journal.write(&mut self.ids, &pass.stamp(), JournalKind::FillAdopted, trades, body);
        Ok(())
    }

    /// The error for a fill that is in no book.
    fn unbooked(&mut self, pass: &Pass, report: &FillReport, error: LedgerError) -> PassError {
        match error {
            LedgerError::MoneyLost(_) => PassError::defect(error.to_string()),
            error => self.contradicted(pass, report, &error),
        }
    }

    /// A line for what changes nothing. Order ids are no part of the journal: the worker's own name of the order stands for it.
    fn ignore(&mut self, pass: &Pass, reply: &VenueReply, error: &LedgerError) {
        let reason = why(error);
        let tag = self.ledger.order(reply.order).map(|entry| entry.tag);
        let body = serde_json::json!({ "reply": word(&reply.kind), "tag": tag, "reason": reason });
        let trades = self.trade_of(reply.order).into_iter().collect();
        self.journal.write(&mut self.ids, &pass.stamp(), JournalKind::ReplyIgnored, trades, body);
    }

    /// A line with all that the venue said, and the error that ends the run.
    fn contradicted(&mut self, pass: &Pass, report: &FillReport, error: &LedgerError) -> PassError {
        let FillReport { order, connector_fill_id, quantity, price, commission, commission_asset, .. } = *report;
        let reason = why(error);
        let tag = self.ledger.order(order).map(|entry| entry.tag);
        let body = serde_json::json!({
            "reply": "FILLED", "tag": tag, "connector_fill_id": connector_fill_id, "quantity": quantity, "price": price,
            "commission": commission, "commission_asset": commission_asset, "reason": reason,
        });
        let trades = self.trade_of(order).into_iter().collect();
        self.journal.write(&mut self.ids, &pass.stamp(), JournalKind::VenueContradiction, trades, body);
        let reason = format!("the venue reports a fill of {quantity} at {price} (its key {connector_fill_id}): {reason}");
        PassError::Venue(Box::new(VenueContradiction { pass: pass.tick.sequence, at: pass.tick.at, reason }))
    }

    fn journal_rejection(
        &mut self,
        pass: &Pass,
        order: OrderRef,
        stage: RejectionStage,
        refused_by: &str,
        code: RejectionCode,
        reason: &str,
    ) -> Result<(), PassError> {
        let chain = CausalityChain::from_origin(pass.stamp().origin).about(self.trade_of(order));
        let draft = RefusalDraft::by_host(code, reason);
        let refusal = Refusal { stage, draft, refused_by: refused_by.into(), chain };
        self.reject(pass, JournalKind::ExecutionRejected, refusal, &Evidence::default())?;
        Ok(())
    }

    fn trade_of(&self, order: OrderRef) -> Option<TradePlanId> {
        self.ledger.order(order).and_then(|entry| self.ledger.trade(entry.trade)).map(|trade| trade.plan_id)
    }
}

/// The word for a reply, as the domain spells it.
fn word(kind: &VenueReplyKind) -> &'static str {
    match kind {
        VenueReplyKind::Accepted => "ACCEPTED",
        VenueReplyKind::Modified { .. } => "MODIFIED",
        VenueReplyKind::Filled { .. } => "FILLED",
        VenueReplyKind::Cancelled => "CANCELLED",
        VenueReplyKind::Expired => "EXPIRED",
        VenueReplyKind::Rejected { .. } => "REJECTED",
        VenueReplyKind::ChangeRefused { .. } => "CHANGE_REFUSED",
        VenueReplyKind::Withheld { .. } => "WITHHELD",
    }
}

/// Why the books refuse it, without the ids of orders, which are no part of the journal.
fn why(error: &LedgerError) -> String {
    match error {
        LedgerError::Order(OrderError::Transition { from, .. } | OrderError::Final { status: from, .. }) => {
            format!("the order is {from}")
        }
        LedgerError::Order(OrderError::Overfilled { quantity, filled, .. }) => {
            format!("{filled} of an order for {quantity} would be filled")
        }
        LedgerError::Group(GroupError::Overfilled { target, filled, .. }) => {
            format!("{filled} would be filled of the {target} that its command wants")
        }
        LedgerError::TradeIsClosed(_) => "its trade is closed".to_owned(),
        LedgerError::Flips(_) => "it would turn the position of its trade around".to_owned(),
        LedgerError::FeeExceedsFill(_) => "its fee is larger than the fill".to_owned(),
        LedgerError::Overflow(_) | LedgerError::Group(GroupError::Overflow(_)) => {
            "a figure of it does not fit 28 digits exactly".to_owned()
        }
        other => other.to_string(),
    }
}
