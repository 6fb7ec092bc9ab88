//! The decisions of one pass.

use simpletrader_sdk::prelude::*;

use crate::Params;

/// The risk by which a position monitor says that a trade is held under a stop.
pub const POSITION_RISK: &str = "POSITION_RISK";

/// One pass and the decisions made so far.
pub struct Pass<'a> {
    params: Params,
    situation: &'a Situation<'a>,
    decisions: Vec<Decision>,
}

/// Signals of one direction for one instrument.
struct Matter {
    instrument: InstrumentRef,
    direction: Direction,
    signals: Vec<u32>,
    /// The highest of their confidences; 1 where a signal has none.
    confidence: Fraction,
}

impl<'a> Pass<'a> {
    pub fn new(params: Params, situation: &'a Situation<'a>) -> Self {
        Self { params, situation, decisions: Vec::new() }
    }

    /// A critical risk overrules every signal.
    pub fn decide(mut self) -> Result<Vec<Decision>, WorkerError> {
        let is_about_a_position = |risk: &Risk| risk.risk_type.as_str() == POSITION_RISK && risk.instrument.is_some();
        let is_critical = |risk: &Risk| !is_about_a_position(risk) && risk.severity >= self.params.critical_severity;
        let (critical, _) = split(self.situation.risks, is_critical);
        let (about_positions, _) = split(self.situation.risks, is_about_a_position);
        let (tolerable, _) = split(self.situation.risks, |risk| !is_critical(risk) && !is_about_a_position(risk));
        if !tolerable.is_empty() {
            let reason = format!("less severe than the critical {}", self.params.critical_severity);
            self.refuse(Vec::new(), tolerable, RejectionCode::Other, reason)?;
        }
        if critical.is_empty() {
            self.follow_signals()?;
            self.follow_positions(about_positions)?;
        } else {
            self.leave_everything(critical)?;
            if !about_positions.is_empty() {
                self.refuse(Vec::new(), about_positions, RejectionCode::RiskVeto, "a critical risk ends every trade")?;
            }
        }
        Ok(self.decisions)
    }

    /// What is held under a stop is looked after: the exit planner is asked where the stop belongs now, and may well answer that it
    /// stays. A trade that is being closed in this pass, or already, is left alone.
    fn follow_positions(&mut self, risks: Vec<u32>) -> Result<(), WorkerError> {
        if risks.is_empty() {
            return Ok(());
        }
        let is_concerned = |instrument| {
            risks
                .iter()
                .any(|risk| self.situation.risks.get(*risk as usize).is_some_and(|risk| risk.instrument == Some(instrument)))
        };
        let mut trades = self.closable(|position| {
            position.quantity > Decimal::ZERO && position.stop_loss.is_some() && is_concerned(position.instrument)
        });
        trades.retain(|trade| !self.decisions.iter().any(|decision| ends(decision, *trade)));
        if trades.is_empty() {
            return self.refuse(Vec::new(), risks, RejectionCode::Other, "no trade is held under a stop that could move");
        }
        let directive = Directive {
            scope: Scope::new(DirectiveScope::ModifyExisting, trades)?,
            confidence: Fraction::ONE,
            entry: None,
            size: None,
            exit: Some(ExitDirective::default()),
            execution: None,
            policy: None,
            legs: Vec::new(),
        };
        self.issue(Vec::new(), risks, directive);
        Ok(())
    }

    fn leave_everything(&mut self, critical: Vec<u32>) -> Result<(), WorkerError> {
        let open = self.closable(|_| true);
        if open.is_empty() {
            self.refuse(Vec::new(), critical, RejectionCode::Other, "there is no trade to close")?;
        } else {
            self.close(Vec::new(), critical, open, Fraction::ONE)?;
        }
        let (signals, _) = split(self.situation.signals, |_| true);
        if !signals.is_empty() {
            self.refuse(signals, Vec::new(), RejectionCode::RiskVeto, "a critical risk overrules every signal")?;
        }
        Ok(())
    }

    fn follow_signals(&mut self) -> Result<(), WorkerError> {
        let matters = self.matters();
        for matter in &matters {
            let contradicted = |other: &Matter| other.instrument == matter.instrument && other.direction != matter.direction;
            if matters.iter().any(contradicted) {
                let reason = "signals of this pass point both ways";
                self.refuse(matter.signals.clone(), Vec::new(), RejectionCode::ConflictingSignals, reason)?;
            } else {
                self.follow(matter)?;
            }
        }
        Ok(())
    }

    fn follow(&mut self, matter: &Matter) -> Result<(), WorkerError> {
        let signals = matter.signals.clone();
        let mut held = self.situation.positions.iter().filter(|position| position.instrument == matter.instrument).peekable();
        if held.peek().is_none() {
            return match matter.direction {
                Direction::Short if !self.params.allow_short => {
                    let reason = "short selling is off (allow_short: false) and there is nothing to sell";
                    self.refuse(signals, Vec::new(), RejectionCode::Other, reason)
                }
                _ => self.open(matter),
            };
        }
        if held.all(|position| position.direction == matter.direction) {
            let reason = format!("there is a {} trade already", matter.direction);
            return self.refuse(signals, Vec::new(), RejectionCode::DuplicatePosition, reason);
        }
        let opposite = self.closable(|position| position.instrument == matter.instrument && position.direction != matter.direction);
        if opposite.is_empty() {
            let reason = "the trade on the other side is being closed already";
            return self.refuse(signals, Vec::new(), RejectionCode::DuplicatePosition, reason);
        }
        self.close(signals, Vec::new(), opposite, matter.confidence)
    }

    fn matters(&self) -> Vec<Matter> {
        let mut matters: Vec<Matter> = Vec::new();
        for (index, signal) in indexed(self.situation.signals) {
            let confidence = signal.confidence.unwrap_or(Fraction::ONE);
            let same = |matter: &&mut Matter| matter.instrument == signal.instrument && matter.direction == signal.direction;
            match matters.iter_mut().find(same) {
                Some(matter) => {
                    matter.signals.push(index);
                    matter.confidence = matter.confidence.max(confidence);
                }
                None => matters.push(Matter {
                    instrument: signal.instrument,
                    direction: signal.direction,
                    signals: vec![index],
                    confidence,
                }),
            }
        }
        matters
    }

    /// The trades that fit and have no order at work that closes them.
    fn closable(&self, fits: impl Fn(&PositionView) -> bool) -> Vec<TradeRef> {
        let is_closing = |trade: TradeRef| {
            self.situation.open_orders.iter().any(|order| order.trade == trade && order.purpose == OrderPurpose::CloseOut)
        };
        let fitting = self.situation.positions.iter().filter(|position| fits(position) && !is_closing(position.trade));
        fitting.map(|position| position.trade).collect()
    }

    fn open(&mut self, matter: &Matter) -> Result<(), WorkerError> {
        let entry = EntryDirective {
            instrument: matter.instrument,
            side: matter.direction.opening_side(),
            timing_preference: None,
            price_zone: None,
            max_slippage: None,
        };
        let directive = Directive {
            scope: Scope::new(DirectiveScope::NewTrade, Vec::new())?,
            confidence: matter.confidence,
            entry: Some(entry),
            size: Some(SizeDirective::default()),
            exit: Some(ExitDirective::default()),
            execution: Some(ExecutionDirective::default()),
            policy: None,
            legs: Vec::new(),
        };
        self.issue(matter.signals.clone(), Vec::new(), directive);
        Ok(())
    }

    fn close(
        &mut self,
        signals: Vec<u32>,
        risks: Vec<u32>,
        trades: Vec<TradeRef>,
        confidence: Fraction,
    ) -> Result<(), WorkerError> {
        let directive = Directive {
            scope: Scope::new(DirectiveScope::CloseExisting, trades)?,
            confidence,
            entry: None,
            size: None,
            exit: None,
            execution: None,
            policy: None,
            legs: Vec::new(),
        };
        self.issue(signals, risks, directive);
        Ok(())
    }

    fn issue(&mut self, signals: Vec<u32>, risks: Vec<u32>, directive: Directive) {
        self.decisions.push(Decision { signals, risks, outcome: Outcome::Issue(Box::new(directive)) });
    }

    fn refuse(
        &mut self,
        signals: Vec<u32>,
        risks: Vec<u32>,
        code: RejectionCode,
        reason: impl Into<String>,
    ) -> Result<(), WorkerError> {
        self.decisions.push(Decision { signals, risks, outcome: Outcome::Refuse(Refusal::new(code, reason)?) });
        Ok(())
    }
}

/// Whether a decision of this pass closes the trade.
fn ends(decision: &Decision, trade: TradeRef) -> bool {
    match &decision.outcome {
        Outcome::Issue(directive) => {
            directive.scope.scope() == DirectiveScope::CloseExisting && directive.scope.targets().contains(&trade)
        }
        Outcome::Refuse(_) => false,
    }
}

fn indexed<T>(values: &[T]) -> impl Iterator<Item = (u32, &T)> {
    (0..).zip(values)
}

/// The indices of those that fit, and of those that do not.
fn split<T>(values: &[T], fits: impl Fn(&T) -> bool) -> (Vec<u32>, Vec<u32>) {
    let (fitting, others): (Vec<_>, Vec<_>) = indexed(values).partition(|(_, value)| fits(value));
    let indices = |pairs: Vec<(u32, &T)>| pairs.into_iter().map(|(index, _)| index).collect();
    (indices(fitting), indices(others))
}
