//! {{title}}: buys on a long signal when nothing is held, and sells everything on a short one.

use simpletrader_sdk::prelude::*;

/// The planner. What exists is in every call, so it remembers nothing.
pub struct {{Name}};

impl Worker for {{Name}} {
    // Without `reads` the host would not show what is held.
    const ABOUT: About =
        About::new("{{vendor}}", "{{name}}", env!("CARGO_PKG_VERSION"), "{{title}}").reads(&[Read::Positions]);
    type Params = NoParams;

    fn configure(_params: NoParams, _setup: &Setup<'_>) -> Result<Self, WorkerError> {
        Ok(Self)
    }
}

impl StrategyPlanner for {{Name}} {
    type Inputs = ();

    /// Every signal is used or refused by one decision, so that "why did we not trade?" has an answer.
    fn decide(&mut self, situation: &Situation<'_>, _inputs: &()) -> Result<Disposition<Decision>, WorkerError> {
        let mut decisions = Vec::new();
        for (index, signal) in (0..).zip(situation.signals) {
            let held: Vec<TradeRef> = situation.positions.iter().map(|position| position.trade).collect();
            let outcome = match (signal.direction, held.is_empty()) {
                (Direction::Long, true) => Outcome::Issue(Box::new(Directive {
                    entry: Some(EntryDirective {
                        instrument: signal.instrument,
                        side: Side::Buy,
                        timing_preference: None,
                        price_zone: None,
                        max_slippage: None,
                    }),
                    ..directive(Scope::new(DirectiveScope::NewTrade, Vec::new())?)
                })),
                (Direction::Short, false) => Outcome::Issue(Box::new(directive(Scope::new(DirectiveScope::CloseExisting, held)?))),
                (Direction::Long, false) => refusal(RejectionCode::DuplicatePosition, "there is a trade already")?,
                (Direction::Short, true) => refusal(RejectionCode::Other, "there is nothing to sell")?,
            };
            decisions.push(Decision { signals: vec![index], risks: Vec::new(), outcome });
        }
        Ok(if decisions.is_empty() { Disposition::Proceed } else { Disposition::Publish(decisions) })
    }
}

/// A directive that leaves every part to the planners.
fn directive(scope: Scope) -> Directive {
    let confidence = Fraction::ONE;
    Directive { scope, confidence, entry: None, size: None, exit: None, execution: None, policy: None, legs: Vec::new() }
}

fn refusal(code: RejectionCode, reason: &str) -> Result<Outcome, WorkerError> {
    Ok(Outcome::Refuse(Refusal::new(code, reason)?))
}

export_worker!(strategy {{Name}});

#[cfg(test)]
mod tests {
    use super::*;
    use simpletrader_sdk::testing;

    fn decide(direction: Direction, positions: &[PositionView]) -> Outcome {
        let signal_type = Label::new("LEVEL_UP").unwrap();
        let signals = [Signal { instrument: InstrumentRef(0), direction, signal_type, confidence: None }];
        let situation = Situation {
            tick: testing::tick(),
            quotes: &[],
            inputs: &[],
            signals: &signals,
            risks: &[],
            positions,
            open_orders: &[],
            account: None,
        };
        let mut worker: {{Name}} = testing::configure("{}").unwrap();
        match worker.decide(&situation, &()).unwrap() {
            Disposition::Publish(decisions) => decisions.into_iter().next().unwrap().outcome,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_long_signal_opens_one_trade_and_a_short_one_closes_it() {
        let held = [testing::position(1, Direction::Long, "10")];
        let scope = |outcome| match outcome {
            Outcome::Issue(directive) => Some(directive.scope.scope()),
            Outcome::Refuse(_) => None,
        };
        assert_eq!(scope(decide(Direction::Long, &[])), Some(DirectiveScope::NewTrade));
        assert_eq!(scope(decide(Direction::Short, &held)), Some(DirectiveScope::CloseExisting));
        assert_eq!(scope(decide(Direction::Long, &held)), None);
        assert_eq!(scope(decide(Direction::Short, &[])), None);
    }
}
