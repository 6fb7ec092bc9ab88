//! What a fill does: how much, at which price, what it costs, and what it changes.

use simpletrader_contracts::decimal::{Amount, exact};
use simpletrader_contracts::decision::OrderTerms;
use simpletrader_contracts::terms::{CommissionAsset, TimeInForce};
use simpletrader_contracts::{Decimal, Price, Quantity};

use super::fees::Fee;
use super::funds::Refusal;
use super::offer::{Offer, is_within};
use super::resting::{Resting, Stage};
use super::room::Room;
use super::slippage::{cost, slipped};
use super::{BacktestVenue, VenueBar, VenueReply, VenueReplyKind, door};

/// A fill that can be made.
struct Terms {
    quantity: Quantity,
    price: Price,
    value: Decimal,
    fee: Fee,
    commission: Amount,
    slippage: Decimal,
}

impl BacktestVenue {
    /// Fills an order at an offer: as much as there is to do and room for. `bar` bounds slippage; quotes have none.
    pub(super) fn fill(&mut self, index: usize, offer: Offer, bar: Option<&VenueBar>, room: &mut Room) {
        let Some(resting) = self.resting.get(index) else { return };
        let Some(wanted) = self.wanted(resting) else {
            if !resting.waits_for_parent() {
                self.finish(index, offer.at, VenueReplyKind::Cancelled);
            }
            return;
        };
        let terms = match self.terms_of(resting, wanted, offer, bar, room) {
            Ok(Some(terms)) => terms,
            Ok(None) => return,
            Err(Refusal { code, reason }) => {
                return self.finish(index, offer.at, VenueReplyKind::Rejected { code, reason });
            }
        };
        let order = resting.order.clone();
        let quantity = terms.quantity.get();
        if self.funds.settle(&order, quantity, terms.value, terms.fee).is_none() {
            let Refusal { code, reason } = Refusal::overflow();
            return self.finish(index, offer.at, VenueReplyKind::Rejected { code, reason });
        }
        self.funds.mark(order.instrument, terms.price.get());
        self.fees.count(terms.value);
        room.take(order.side, quantity);
        self.fills += 1;
        let kind = VenueReplyKind::Filled {
            fill_id: self.fills,
            quantity: terms.quantity,
            price: terms.price,
            commission: terms.commission,
            commission_asset: terms.fee.asset,
            slippage: terms.slippage,
        };
        self.replies.push_back(VenueReply { order: order.order, at: offer.at, kind });
        if let Some(resting) = self.resting.get_mut(index) {
            resting.filled = resting.filled.saturating_add(quantity);
            if resting.filled == order.quantity.get() {
                resting.stage = Stage::Done;
            }
        }
        self.after_fill(index, &order, quantity, offer.at);
    }

    /// How much an order has to do: none when a reduce-only order has nothing to reduce, or a child's parent filled no more.
    pub(super) fn wanted(&self, resting: &Resting) -> Option<Decimal> {
        let open = resting.unleashed();
        let wanted = if resting.order.reduce_only { open.min(self.funds.reducible(&resting.order)) } else { open };
        (!wanted.is_zero()).then_some(wanted)
    }

    /// Quantity, price and cost of a fill. None when there is no room for it now.
    fn terms_of(
        &self,
        resting: &Resting,
        wanted: Decimal,
        offer: Offer,
        bar: Option<&VenueBar>,
        room: &Room,
    ) -> Result<Option<Terms>, Refusal> {
        let order = &resting.order;
        let Some(instrument) = self.instruments.get(order.instrument.index()) else { return Ok(None) };
        let quantity = room.for_order(order.side, wanted, instrument.lot_size);
        let is_killed = order.time_in_force == TimeInForce::Fok && quantity < wanted;
        if quantity.is_zero() || is_killed {
            return Ok(None);
        }
        let mut price = offer.price;
        if let (true, Some(bar)) = (offer.takes, bar) {
            let worse = slipped(self.terms.slippage, order.side, price, quantity, bar, instrument).ok_or_else(Refusal::overflow)?;
            price = match order.terms.limit_price() {
                Some(limit) if !is_within(order.side, worse, limit.get()) => limit.get(),
                _ => worse,
            };
        }
        if let Some(worst) = order.worst.map(|worst| worst.get())
            && order.terms == OrderTerms::Market
            && !is_within(order.side, price, worst)
        {
            return Err(Refusal::slips(price, worst));
        }
        if resting.filled.is_zero()
            && let Some(reason) = door::too_small(order, price, instrument)
        {
            return Err(Refusal::by_rule(reason));
        }
        let slippage = match offer.takes {
            true => cost(self.terms.slippage, order.side, offer.price, price, quantity).ok_or_else(Refusal::overflow)?,
            false => Decimal::ZERO,
        };
        let value = exact::mul(price, quantity).ok_or_else(Refusal::overflow)?;
        let fee = self.fees.of(order.side, quantity, value, offer.takes).ok_or_else(Refusal::overflow)?;
        // It would move nothing, and a position could be reduced for ever without becoming smaller.
        if fee.asset == CommissionAsset::Base && fee.amount >= quantity {
            return Err(Refusal::by_rule("the fee of a fill this small would take all of it"));
        }
        self.funds.allow(order, quantity, price, fee)?;
        let (Ok(quantity), Ok(price), Ok(commission)) = (Quantity::new(quantity), Price::new(price), Amount::new(fee.amount))
        else {
            return Err(Refusal::by_rule("a fill must have a price and a quantity above 0"));
        };
        Ok(Some(Terms { quantity, price, value, fee, commission, slippage }))
    }
}
