//! Requests on their way to the venue.
//!
//! They arrive in the order in which they were sent. Counted in bars, a request misses as many bars of its instrument as the
//! latency says. Counted in microseconds, it has arrived at a bar if it arrived by the bar's open: what arrives inside a bar
//! counts from the next one on, so an order that is being withdrawn may still fill.

use simpletrader_config::build_spec::Latency;
use simpletrader_contracts::decision::OrderTerms;
use simpletrader_contracts::ledger::OrderRef;
use simpletrader_contracts::market::InstrumentRef;
use simpletrader_contracts::{Instant, Quantity};

use super::VenueOrder;

/// What was asked for.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Request {
    /// A new order.
    Place(VenueOrder),
    /// Another quantity or other terms.
    Modify(OrderRef, Option<Quantity>, Option<OrderTerms>),
    /// A withdrawal.
    Cancel(OrderRef),
}

#[derive(Debug)]
struct Sent {
    request: Request,
    instrument: InstrumentRef,
    at: Instant,
    /// Bars that it will still miss.
    bars: u32,
}

/// All requests on their way.
#[derive(Debug)]
pub(super) struct Transit {
    latency: Latency,
    sent: Vec<Sent>,
}

impl Transit {
    /// Nothing is on its way.
    pub fn new(latency: Latency) -> Self {
        Self { latency, sent: Vec::new() }
    }

    /// Whether nothing is on its way.
    pub fn is_empty(&self) -> bool {
        self.sent.is_empty()
    }

    /// Sends a request about an order of this instrument. It comes straight back where requests take no time.
    pub fn send(&mut self, request: Request, instrument: InstrumentRef, at: Instant) -> Option<Request> {
        if self.latency.is_none() {
            return Some(request);
        }
        let bars = if let Latency::Bars(bars) = self.latency { bars } else { 0 };
        self.sent.push(Sent { request, instrument, at, bars });
        None
    }

    /// The instrument of an order that is on its way.
    pub fn instrument_of(&self, order: OrderRef) -> Option<InstrumentRef> {
        let is_it = |sent: &&Sent| matches!(&sent.request, Request::Place(placed) if placed.order == order);
        self.sent.iter().find(is_it).map(|sent| sent.instrument)
    }

    /// Takes what has arrived by `now`, each with the instant of its arrival. `is_bar` says that a bar of the instrument opens
    /// now, which is what latency in bars counts.
    pub fn arrived(&mut self, instrument: InstrumentRef, now: Instant, is_bar: bool) -> Vec<(Request, Instant)> {
        let mut arrived = Vec::new();
        let latency = self.latency;
        self.sent.retain_mut(|sent| {
            if sent.instrument != instrument || sent.at > now {
                return true;
            }
            let at = match latency {
                Latency::Microseconds(micros) => later(sent.at, micros),
                Latency::Bars(_) if sent.bars == 0 => now,
                Latency::Bars(_) => {
                    sent.bars -= u32::from(is_bar);
                    return true;
                }
            };
            if at <= now {
                arrived.push((sent.request.clone(), at));
            }
            at > now
        });
        arrived
    }

    /// Takes back every new order that has not arrived.
    pub fn recall(&mut self) -> Vec<OrderRef> {
        let orders = self.sent.iter().filter_map(|sent| match &sent.request {
            Request::Place(order) => Some(order.order),
            _ => None,
        });
        let orders = orders.collect();
        self.sent.clear();
        orders
    }
}

fn later(at: Instant, micros: u64) -> Instant {
    Instant::from_micros(at.micros().saturating_add(i64::try_from(micros).unwrap_or(i64::MAX)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: InstrumentRef = InstrumentRef(0);

    fn at(micros: i64) -> Instant {
        Instant::from_micros(micros)
    }

    fn cancel(order: u32) -> Request {
        Request::Cancel(OrderRef(order))
    }

    #[test]
    fn without_latency_a_request_is_there_at_once() {
        let mut transit = Transit::new(Latency::NONE);
        assert_eq!(transit.send(cancel(1), A, at(5)), Some(cancel(1)));
        assert!(transit.is_empty());
    }

    #[test]
    fn in_bars_a_request_misses_bars_of_its_own_instrument() {
        let mut transit = Transit::new(Latency::Bars(2));
        assert_eq!(transit.send(cancel(1), A, at(100)), None);
        assert_eq!(transit.arrived(InstrumentRef(1), at(100), true), []);
        assert_eq!(transit.arrived(A, at(50), true), [], "a bar that opened before does not count");
        assert_eq!(transit.arrived(A, at(100), true), []);
        assert_eq!(transit.arrived(A, at(200), true), []);
        assert_eq!(transit.arrived(A, at(300), true), [(cancel(1), at(300))]);
        assert!(transit.is_empty());
    }

    #[test]
    fn in_microseconds_a_request_arrives_in_time_or_waits_for_the_next_bar() {
        let mut transit = Transit::new(Latency::Microseconds(10));
        transit.send(cancel(1), A, at(100));
        transit.send(cancel(2), A, at(101));
        assert_eq!(transit.arrived(A, at(109), true), []);
        assert_eq!(transit.arrived(A, at(110), true), [(cancel(1), at(110))]);
        assert_eq!(transit.arrived(A, at(200), false), [(cancel(2), at(111))]);
    }
}
