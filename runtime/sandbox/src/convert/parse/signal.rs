//! What detectors and monitors publish.

use simpletrader_contracts::Label;
use simpletrader_contracts::decision::{RiskDraft, SignalDraft};
use simpletrader_contracts::terms::Direction;
use simpletrader_contracts::worker::call::{Disposition, SlicedSignals};

use super::{ITEMS_PER_CALL, Instruments, Invalid, Place, fraction, list, optional, publication, stop};
use crate::bindings::handlers::{detector, detector_slice, monitor};
use crate::bindings::wire::decisions;
use crate::bindings::wire::types as wire;

/// A detector's answer.
pub(crate) fn signals(wire: detector::Disposition, instruments: Instruments) -> Result<Disposition<SignalDraft>, Invalid> {
    match wire {
        detector::Disposition::Proceed => Ok(Disposition::Proceed),
        detector::Disposition::Publish(signals) => {
            list(signals, ITEMS_PER_CALL, |item| signal(item, instruments)).field("signals").map(publication)
        }
        detector::Disposition::Stop(reason) => stop(&reason),
    }
}

/// A detector's answer about so many passes.
pub(crate) fn sliced_signals(
    wire: Vec<(u32, detector_slice::Interruption)>,
    passes: usize,
    instruments: Instruments,
) -> Result<Vec<SlicedSignals>, Invalid> {
    let mut next = 0;
    let mut said = Vec::with_capacity(wire.len().min(passes));
    for (position, (place, interruption)) in wire.into_iter().enumerate() {
        let place = place as usize;
        if !(next..passes).contains(&place) {
            let rule = format!("must be one of {passes} passes, counted from 0 and in ascending order, got {place}");
            return Err(Invalid::new(rule)).item(position).field("interruptions");
        }
        next = place + 1;
        let answer = match interruption {
            detector_slice::Interruption::Publish(signals) => detector::Disposition::Publish(signals),
            detector_slice::Interruption::Stop(reason) => detector::Disposition::Stop(reason),
        };
        let answer = self::signals(answer, instruments).item(position).field("interruptions")?;
        if answer != Disposition::Proceed {
            said.push((place, answer));
        }
    }
    Ok(said)
}

/// A monitor's answer.
pub(crate) fn risks(wire: monitor::Disposition, instruments: Instruments) -> Result<Disposition<RiskDraft>, Invalid> {
    match wire {
        monitor::Disposition::Proceed => Ok(Disposition::Proceed),
        monitor::Disposition::Publish(risks) => {
            list(risks, ITEMS_PER_CALL, |item| risk(item, instruments)).field("risks").map(publication)
        }
        monitor::Disposition::Stop(reason) => stop(&reason),
    }
}

pub(in crate::convert) fn signal(wire: decisions::Signal, instruments: Instruments) -> Result<SignalDraft, Invalid> {
    Ok(SignalDraft {
        instrument: instruments.parse(wire.instrument).field("instrument")?,
        direction: match wire.direction {
            wire::Direction::Long => Direction::Long,
            wire::Direction::Short => Direction::Short,
        },
        signal_type: Label::new(wire.signal_type).field("signal-type")?,
        confidence: optional(wire.confidence, fraction).field("confidence")?,
    })
}

pub(in crate::convert) fn risk(wire: decisions::Risk, instruments: Instruments) -> Result<RiskDraft, Invalid> {
    Ok(RiskDraft {
        risk_type: Label::new(wire.risk_type).field("risk-type")?,
        severity: fraction(wire.severity).field("severity")?,
        instrument: optional(wire.instrument, |instrument| instruments.parse(instrument)).field("instrument")?,
    })
}

#[cfg(test)]
mod tests {
    use super::super::testing::{dec, told};
    use super::*;

    fn good_signal() -> decisions::Signal {
        decisions::Signal {
            instrument: 0,
            direction: wire::Direction::Long,
            signal_type: "CROSS_UP".into(),
            confidence: Some(dec("0.8")),
        }
    }

    fn publish(change: impl Fn(&mut decisions::Signal)) -> Result<Disposition<SignalDraft>, Invalid> {
        let mut bad = good_signal();
        change(&mut bad);
        signals(detector::Disposition::Publish(vec![good_signal(), bad]), Instruments::new(1))
    }

    #[test]
    fn a_good_signal_is_carried_over() {
        let Disposition::Publish(drafts) = publish(|_| {}).unwrap() else { panic!("two signals were published") };
        assert_eq!(drafts.len(), 2);
        assert_eq!(drafts[0].signal_type.as_str(), "CROSS_UP");
        assert_eq!(drafts[0].confidence.unwrap().to_string(), "0.8");
    }

    // mission: 2 (partly), 8 (partly)
    #[test]
    fn each_rule_of_a_signal_is_named_with_its_place() {
        let bad = |change: fn(&mut decisions::Signal)| told(publish(change));
        insta::assert_snapshot!(bad(|signal| signal.instrument = 1), @"signals[1].instrument: must be a position in the list of instruments that `configure` received, got 1");
        insta::assert_snapshot!(bad(|signal| signal.signal_type = "cross".into()), @"signals[1].signal-type: a type name must be capitals, digits and _, starting with a letter, got `cross`");
        insta::assert_snapshot!(bad(|signal| signal.signal_type = "SYSTEM_UP".into()), @"signals[1].signal-type: names that start with SYSTEM_, INTERNAL_ or _ are reserved for the platform, got `SYSTEM_UP`");
        insta::assert_snapshot!(bad(|signal| signal.confidence = Some(dec("1.01"))), @"signals[1].confidence: must lie between 0 and 1, got 1.01");
    }

    #[test]
    fn a_storm_of_signals_is_refused() {
        let storm = vec![good_signal(); ITEMS_PER_CALL + 1];
        let answer = signals(detector::Disposition::Publish(storm), Instruments::new(1));
        assert_eq!(told(answer), "signals: must have at most 1000 items, got 1001");
        let most = vec![good_signal(); ITEMS_PER_CALL];
        assert!(signals(detector::Disposition::Publish(most), Instruments::new(1)).is_ok());
    }

    // mission: 2 (partly), 9 (partly)
    #[test]
    fn each_rule_of_a_risk_is_named_with_its_place() {
        let publish = |risk: decisions::Risk| risks(monitor::Disposition::Publish(vec![risk]), Instruments::new(1));
        let good = decisions::Risk { risk_type: "DRAWDOWN".into(), severity: dec("1"), instrument: None };
        assert!(publish(good.clone()).is_ok());
        assert!(publish(decisions::Risk { instrument: Some(0), ..good.clone() }).is_ok());
        insta::assert_snapshot!(told(publish(decisions::Risk { instrument: Some(7), ..good.clone() })), @"risks[0].instrument: must be a position in the list of instruments that `configure` received, got 7");
        insta::assert_snapshot!(told(publish(decisions::Risk { severity: dec("-1"), ..good.clone() })), @"risks[0].severity: must lie between 0 and 1, got -1");
        insta::assert_snapshot!(told(publish(decisions::Risk { risk_type: "".into(), ..good })), @"risks[0].risk-type: a type name must have 3 to 25 characters, got ``");
    }
}
