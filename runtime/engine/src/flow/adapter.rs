//! The event adapter: what a worker's answer means for the flow. One per worker, the same code for all of them; what differs
//! was compiled from the wiring.
//!
//! A worker knows none of this. It has no event, no name and no bus in its hands: it answers, and the host publishes.
//!
//! | answer | configured | not configured |
//! |---|---|---|
//! | CONTINUE | its CONTINUE event is announced, without payload: the facts are in the cache | its branch ends here |
//! | PUBLISH | its declared event is announced, then the flow goes on as after CONTINUE | an undeclared publication: a fault |
//! | STOP | the pass ends | a category that may not stop a pass: a fault |

use simpletrader_config::build_spec::EventId;
use simpletrader_contracts::terms::DispositionType;
use simpletrader_contracts::worker::Fault;

/// What happens next: at most a publication, then at most an announcement that the worker is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Next {
    /// The event that carries what was published.
    pub publish: Option<EventId>,
    /// The event that lets the flow go on.
    pub announce: Option<EventId>,
    /// The pass is over.
    pub ends_pass: bool,
}

/// How one worker's answers are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct EventAdapter {
    /// The event of its CONTINUE; none for a worker at which its branch ends.
    pub on_continue: Option<EventId>,
    /// The event that it declares to publish.
    pub publishes: Option<EventId>,
    /// Whether its category may end a pass.
    pub may_stop: bool,
}

impl EventAdapter {
    /// What CONTINUE leads to: the answer of almost every call.
    pub const fn goes_on(&self) -> Next {
        Next { publish: None, announce: self.on_continue, ends_pass: false }
    }

    /// What an answer of `handler` leads to.
    ///
    /// # Errors
    /// When the worker is not allowed to answer so.
    pub fn next(&self, handler: &'static str, answer: DispositionType) -> Result<Next, Fault> {
        match answer {
            DispositionType::Continue => Ok(self.goes_on()),
            DispositionType::Publish if self.publishes.is_some() => Ok(Next { publish: self.publishes, ..self.goes_on() }),
            DispositionType::Publish => {
                Err(Fault::invalid(handler, "disposition", "PUBLISH of a worker that declares no publication"))
            }
            DispositionType::Stop if self.may_stop => Ok(Next { publish: None, announce: None, ends_pass: true }),
            DispositionType::Stop => Err(Fault::invalid(handler, "disposition", "STOP of a worker that may not end a pass")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CONFIGURED: EventAdapter = EventAdapter { on_continue: Some(1), publishes: Some(2), may_stop: true };
    const BARE: EventAdapter = EventAdapter { on_continue: None, publishes: None, may_stop: false };

    // mission: 64
    #[test]
    fn three_dispositions_configured_and_not() {
        let next = |publish, announce, ends_pass| Ok(Next { publish, announce, ends_pass });
        assert_eq!(CONFIGURED.next("detect", DispositionType::Continue), next(None, Some(1), false));
        assert_eq!(CONFIGURED.next("detect", DispositionType::Publish), next(Some(2), Some(1), false));
        assert_eq!(CONFIGURED.next("detect", DispositionType::Stop), next(None, None, true));
        assert_eq!(BARE.next("measure", DispositionType::Continue), next(None, None, false), "the branch ends here");
        let refused = |answer| BARE.next("measure", answer).unwrap_err().to_string();
        assert!(refused(DispositionType::Publish).contains("declares no publication"), "{}", refused(DispositionType::Publish));
        assert!(refused(DispositionType::Stop).contains("may not end a pass"), "{}", refused(DispositionType::Stop));
    }
}
