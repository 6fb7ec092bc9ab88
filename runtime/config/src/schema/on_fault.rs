//! `on_fault` of a blueprint: what happens after a worker failed.

use simpletrader_contracts::terms::FaultPolicy;

use crate::build_spec::{OnFault, Recovery, ReplayTerms};
use crate::decode::{mapping, term, whole};
use crate::diagnostic::{Finding, Findings, Rule};
use crate::document::Node;

/// The two ways to go on, before it is known whether their terms fit.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Stop,
    Replay,
}

const WAYS: &[(&str, Way)] = &[("stop", Way::Stop), ("replay", Way::Replay)];
pub(super) const POLICIES: &[(&str, FaultPolicy)] =
    &[("hold", FaultPolicy::Hold), ("cancel-open", FaultPolicy::CancelOpen), ("flatten", FaultPolicy::Flatten)];

/// Reads `on_fault`.
pub(super) fn on_fault(node: &Node, findings: &mut Findings) -> Option<OnFault> {
    let defaults = (OnFault::default(), ReplayTerms::default());
    mapping(node, "`on_fault`", findings, |fields| {
        let way = fields.or("recovery", term("a kind of recovery", WAYS), Way::Stop);
        let policy = fields.or("policy", term("a fault policy", POLICIES), defaults.0.policy);
        if way == Some(Way::Stop) {
            for key in ["strikes", "window", "backoff"] {
                let help = "write `recovery: replay`, or remove it";
                fields.refuse(key, Rule::V02, "only `recovery: replay` counts faults: `stop` stops at the first", help);
            }
            return Some(OnFault { recovery: Recovery::Stop, policy: policy? });
        }
        let strikes = fields.or("strikes", whole(1..=100), defaults.1.strikes);
        let window = fields.or("window", whole(1..=1_000_000), defaults.1.window);
        let backoff = fields.or("backoff", whole(1..=100_000), defaults.1.backoff);
        let terms = ReplayTerms { strikes: strikes?, window: window?, backoff: backoff? };
        let (policy, _) = (policy?, way?);
        if terms.earliest_quarantine() >= terms.window {
            fields.findings().push(never_quarantined(node, terms));
            return None;
        }
        Some(OnFault { recovery: Recovery::Replay(terms), policy })
    })
}

/// A worker that fails whenever it may would do so for ever.
fn never_quarantined(node: &Node, terms: ReplayTerms) -> Finding {
    let ReplayTerms { strikes, window, backoff } = terms;
    let message = format!(
        "{strikes} strikes never fall within {window} passes: with a backoff of {backoff} they are at least {} passes apart",
        terms.earliest_quarantine()
    );
    Finding::error(Rule::V02, message).at(&node.at).help("take a longer window, a shorter backoff or fewer strikes")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::tests::decoded;

    fn read(text: &str) -> Option<OnFault> {
        let (value, findings) = decoded(text, on_fault);
        assert!(findings.is_empty(), "{text}: {findings}");
        value
    }

    fn refused(text: &str) -> String {
        let (value, findings) = decoded(text, on_fault);
        assert!(value.is_none() || findings.has_errors(), "accepted: {text}");
        findings.to_string()
    }

    #[test]
    fn what_is_left_out_is_the_default() {
        assert_eq!(read("policy: flatten\n"), Some(OnFault { recovery: Recovery::Stop, policy: FaultPolicy::Flatten }));
        let terms = ReplayTerms { strikes: 3, window: 1_000, backoff: 10 };
        assert_eq!(read("recovery: replay\n"), Some(OnFault { recovery: Recovery::Replay(terms), policy: FaultPolicy::Hold }));
        let terms = ReplayTerms { strikes: 1, window: 1, backoff: 100_000 };
        let written = "recovery: replay\npolicy: cancel-open\nstrikes: 1\nwindow: 1\nbackoff: 100000\n";
        assert_eq!(read(written), Some(OnFault { recovery: Recovery::Replay(terms), policy: FaultPolicy::CancelOpen }));
    }

    #[test]
    fn terms_of_a_replay_mean_nothing_without_one() {
        for key in ["strikes: 3", "window: 100", "backoff: 1"] {
            assert!(refused(&format!("{key}\n")).contains("write `recovery: replay`"), "{key}");
        }
    }

    #[test]
    fn terms_have_ranges_and_choices_are_closed() {
        for (written, word) in [
            ("recovery: retry", "retry"),
            ("recovery: replay\npolicy: panic", "panic"),
            ("recovery: replay\nstrikes: 0", "strikes"),
            ("recovery: replay\nstrikes: 101", "strikes"),
            ("recovery: replay\nwindow: 0", "window"),
            ("recovery: replay\nbackoff: 0", "backoff"),
            ("recovery: replay\nbackof: 5", "backoff"),
        ] {
            assert!(refused(&format!("{written}\n")).contains(word), "{written}");
        }
    }

    #[test]
    fn a_quarantine_that_can_never_come_is_refused() {
        assert!(refused("recovery: replay\nstrikes: 8\nwindow: 1000\nbackoff: 10\n").contains("at least 1277 passes apart"));
        assert!(read("recovery: replay\nstrikes: 3\nwindow: 33\nbackoff: 10\n").is_some());
        assert!(refused("recovery: replay\nstrikes: 3\nwindow: 32\nbackoff: 10\n").contains("never fall within 32 passes"));
    }
}
