//! `guardrails` of a strategy link: what the operator does not let a strategy do.

use simpletrader_contracts::{Decimal, Fraction};

use super::on_fault::POLICIES;
use crate::build_spec::Guardrails;
use crate::decode::{decimal, fraction, mapping, term, whole};
use crate::diagnostic::{Finding, Findings, Rule};
use crate::document::Node;

/// Reads `guardrails`.
pub(super) fn guardrails(node: &Node, findings: &mut Findings) -> Option<Guardrails> {
    mapping(node, "`guardrails`", findings, |fields| {
        let max_position = fields.optional("max_position", amount);
        let max_notional = fields.optional("max_notional", amount);
        let max_open_orders = fields.optional("max_open_orders", whole(1..=1_000_000));
        let max_orders_per_minute = fields.optional("max_orders_per_minute", whole(1..=1_000_000));
        let price_band = fields.optional("price_band", share);
        let max_daily_loss = fields.optional("max_daily_loss", amount);
        let max_drawdown = fields.optional("max_drawdown", share);
        let on_breach = if matches!((&max_daily_loss, &max_drawdown), (Some(None), Some(None))) {
            // A policy that nothing calls for is a mistake that would be found too late.
            let message = "only the kill switch acts on orders and positions, and nothing here trips it";
            fields.refuse("on_breach", Rule::V02, message, "write `max_daily_loss` or `max_drawdown` too, or remove it");
            Some(Guardrails::default().on_breach)
        } else {
            fields.or("on_breach", term("a policy", POLICIES), Guardrails::default().on_breach)
        };
        Some(Guardrails {
            max_position: max_position?,
            max_notional: max_notional?,
            max_open_orders: max_open_orders?,
            max_orders_per_minute: max_orders_per_minute?,
            price_band: price_band?,
            max_daily_loss: max_daily_loss?,
            max_drawdown: max_drawdown?,
            on_breach: on_breach?,
        })
    })
}

fn amount(node: &Node, findings: &mut Findings) -> Option<Decimal> {
    let value = decimal(node, findings)?;
    above_zero(node, value > Decimal::ZERO, findings).then_some(value)
}

fn share(node: &Node, findings: &mut Findings) -> Option<Fraction> {
    let value = fraction(node, findings)?;
    above_zero(node, value.get() > Decimal::ZERO, findings).then_some(value)
}

fn above_zero(node: &Node, holds: bool, findings: &mut Findings) -> bool {
    if !holds {
        let message = format!("{} must be greater than 0: with 0 the strategy could do nothing at all", node.at.name());
        findings
            .push(Finding::error(Rule::V02, message).at(&node.at).help("write a limit above 0, or `enabled: false` on the link"));
    }
    holds
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::tests::decoded;
    use simpletrader_contracts::terms::FaultPolicy;

    #[test]
    fn what_is_left_out_is_not_limited() {
        let (read, findings) = decoded("max_position: 500\n", guardrails);
        assert!(findings.is_empty(), "{findings}");
        assert_eq!(read, Some(Guardrails { max_position: Some(500.into()), ..Guardrails::default() }));
        let all = "max_position: \"0.5\"\nmax_notional: 20000\nmax_open_orders: 10\nmax_orders_per_minute: 30\n\
                   price_band: 0.1\nmax_daily_loss: 500\nmax_drawdown: 0.2\non_breach: flatten\n";
        let read = decoded(all, guardrails).0.unwrap();
        assert_eq!((read.max_open_orders, read.on_breach), (Some(10), FaultPolicy::Flatten));
        assert_eq!(read.price_band.map(Fraction::get), Some("0.1".parse().unwrap()));
    }

    #[test]
    fn a_limit_of_nothing_and_a_share_above_all_are_refused() {
        for (written, word) in [
            ("max_position: 0", "must be greater than 0"),
            ("max_notional: -1", "must be greater than 0"),
            ("max_daily_loss: 0", "must be greater than 0"),
            ("price_band: 0", "must be greater than 0"),
            ("max_drawdown: 1.5", "between 0 and 1"),
            ("max_open_orders: 0", "from 1 to 1000000"),
            ("max_orders_per_minute: 1000001", "from 1 to 1000000"),
            ("max_orders: 3", "has no key `max_orders`"),
            ("max_drawdown: 0.1\non_breach: panic", "panic"),
        ] {
            let (read, findings) = decoded(&format!("{written}\n"), guardrails);
            assert!(read.is_none() || findings.has_errors(), "accepted: {written}");
            assert!(findings.to_string().contains(word), "{written}: {findings}");
        }
    }

    #[test]
    fn a_policy_that_nothing_calls_for_is_refused() {
        let findings = decoded("max_position: 1\non_breach: flatten\n", guardrails).1.to_string();
        assert!(findings.contains("nothing here trips it"), "{findings}");
        assert!(decoded("max_drawdown: 0.2\non_breach: cancel-open\n", guardrails).1.is_empty());
    }
}
