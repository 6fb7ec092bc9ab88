//! Decisions that are made of numbers of the situation, so that whoever asked can compare.

use simpletrader_sdk::prelude::*;

use crate::names;

/// One directive a signal. `text` is a scope, for situations with positions, or the mode of a policy; `confidence` replaces
/// that of the signals.
pub fn decisions(situation: &Situation<'_>, text: &str, confidence: Option<Decimal>) -> Result<Vec<Decision>, WorkerError> {
    let mode = match text {
        "independent" => Some(BatchMode::Independent),
        "coordinated" => Some(BatchMode::Coordinated),
        "sequential" => Some(BatchMode::Sequential),
        _ => None,
    };
    let timeout_seconds = std::num::NonZeroU32::new(60);
    let policy = mode.map(|mode| ExecutionPolicy { mode, timeout_seconds });
    let urgency = situation.risks.first().map(|risk| risk.severity);
    let all_risks = (0..).take(situation.risks.len());
    let decide = |(index, signal): (u32, &Signal)| {
        let confidence = match confidence {
            Some(confidence) => Fraction::new(confidence).map_err(|error| WorkerError::failed(format!("confidence: {error}")))?,
            None => signal.confidence.unwrap_or(Fraction::ONE),
        };
        let quote = situation.quotes.get(index as usize);
        let directive = Directive {
            scope: scope(situation, text)?,
            confidence,
            entry: Some(entry(signal, quote)?),
            size: Some(size(situation, quote)?),
            exit: None,
            execution: Some(ExecutionDirective { urgency, max_total_slippage: None }),
            policy,
            legs: Vec::new(),
        };
        let risks = if index == 0 { all_risks.clone().collect() } else { Vec::new() };
        Ok(Decision { signals: vec![index], risks, outcome: Outcome::Issue(Box::new(directive)) })
    };
    (0..).zip(situation.signals).map(decide).collect()
}

/// A refusal of everything, with the code of this name.
pub fn refusal(situation: &Situation<'_>, code: &str) -> Result<Decision, WorkerError> {
    let unknown = || WorkerError::failed(format!("there is no rejection code `{code}`"));
    let refusal = Refusal::new(names::rejection_code(code).ok_or_else(unknown)?, "echo")?;
    let all = |count: usize| (0..).take(count).collect();
    Ok(Decision { signals: all(situation.signals.len()), risks: all(situation.risks.len()), outcome: Outcome::Refuse(refusal) })
}

fn scope(situation: &Situation<'_>, text: &str) -> Result<Scope, WorkerError> {
    let trades: Vec<TradeRef> = situation.positions.iter().map(|position| position.trade).collect();
    let scope = match (trades.is_empty(), text) {
        (true, _) => DirectiveScope::NewTrade,
        (false, "modify") => DirectiveScope::ModifyExisting,
        (false, _) => DirectiveScope::CloseExisting,
    };
    Ok(Scope::new(scope, trades)?)
}

fn entry(signal: &Signal, quote: Option<&Quote>) -> Result<EntryDirective, WorkerError> {
    let price_zone = match quote {
        Some(Quote { bid: Some(bid), ask: Some(ask), .. }) => Some(PriceZone::new(*bid, *ask)?),
        _ => None,
    };
    let side = signal.direction.opening_side();
    Ok(EntryDirective { instrument: signal.instrument, side, timing_preference: signal.confidence, price_zone, max_slippage: None })
}

fn size(situation: &Situation<'_>, quote: Option<&Quote>) -> Result<SizeDirective, WorkerError> {
    Ok(SizeDirective {
        max_risk_amount: situation.account.map(|account| Quantity::new(account.equity)).transpose()?,
        target_size: quote.map(|quote| Amount::new(quote.last.get())).transpose()?,
        ..SizeDirective::default()
    })
}
