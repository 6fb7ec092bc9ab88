//! How far a pass has come.
//!
//! ```text
//! IDLE → STARTING → CONTEXT → DETECTION → STRATEGY → PLANNING → EXECUTION → TERMINATING → IDLE
//! ```
//!
//! A STOP, a fault or simply nothing more to do leads from every state to TERMINATING. PLANNING and EXECUTION come once for
//! each directive of the pass. A reply or a wake-up leads from STARTING to EXECUTION at once, and so does a batch that goes on,
//! from wherever the pass is.

use simpletrader_contracts::terms::text_enum;

text_enum!(
    /// How far a pass has come.
    RunState {
        #[doc = "No pass."] Idle = "IDLE",
        #[doc = "The pass has its anchor and its data."] Starting = "STARTING",
        #[doc = "Context workers measure."] Context = "CONTEXT",
        #[doc = "Detectors and monitors look."] Detection = "DETECTION",
        #[doc = "The strategy planner decides."] Strategy = "STRATEGY",
        #[doc = "A directive is planned."] Planning = "PLANNING",
        #[doc = "Execution workers act."] Execution = "EXECUTION",
        #[doc = "What the pass held is let go."] Terminating = "TERMINATING",
    }
);

impl RunState {
    /// Whether a pass may go on to that state.
    pub fn may_go_to(self, next: Self) -> bool {
        use RunState::*;
        match (self, next) {
            (Idle, Starting) | (Terminating, Idle) => true,
            (Idle | Terminating, _) | (_, Idle) => false,
            (_, Terminating) => true,
            // A batch of an earlier pass goes on whenever it can.
            (_, Execution) => true,
            (Starting, Context) | (Context, Detection) | (Detection, Strategy) => true,
            (Strategy | Planning | Execution, Planning) => true,
            _ => false,
        }
    }
}

/// Where the passes of one strategy are. One that goes where it cannot is a defect of ours: it is remembered, and whoever runs the
/// strategy ends the run instead of trusting what comes out.
#[derive(Debug)]
pub(crate) struct Progress {
    state: RunState,
    is_astray: bool,
}

impl Default for Progress {
    fn default() -> Self {
        Self { state: RunState::Idle, is_astray: false }
    }
}

impl Progress {
    /// The pass goes on to this state.
    pub fn enter(&mut self, next: RunState) {
        self.is_astray |= !self.state.may_go_to(next);
        self.state = next;
    }

    /// Whether there is no pass, and every one so far went from state to state as it must.
    pub fn is_at_rest(&self) -> bool {
        self.state == RunState::Idle && !self.is_astray
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // mission: 65 (partly)
    #[test]
    fn what_went_astray_once_is_never_at_rest_again() {
        let after = |states: &[RunState]| {
            let mut progress = Progress::default();
            states.iter().for_each(|state| progress.enter(*state));
            progress.is_at_rest()
        };
        use RunState::*;
        assert!(after(&[]) && after(&[Starting, Context, Terminating, Idle]));
        assert!(!after(&[Starting, Context]), "a pass is on its way");
        assert!(!after(&[Starting, Strategy, Terminating, Idle]), "and one that left states out spoils all that come later");
        assert!(!after(&[Starting, Strategy, Terminating, Idle, Starting, Terminating, Idle]));
    }

    // mission: 65 (partly)
    #[test]
    fn a_pass_goes_through_its_states_in_order_and_may_end_at_each() {
        let table: String = RunState::ALL
            .iter()
            .map(|from| {
                let next = RunState::ALL.iter().filter(|next| from.may_go_to(**next)).map(|next| next.as_str());
                format!("{from}: {}\n", next.collect::<Vec<_>>().join(" "))
            })
            .collect();
        let expected = [
            "IDLE: STARTING",
            "STARTING: CONTEXT EXECUTION TERMINATING",
            "CONTEXT: DETECTION EXECUTION TERMINATING",
            "DETECTION: STRATEGY EXECUTION TERMINATING",
            "STRATEGY: PLANNING EXECUTION TERMINATING",
            "PLANNING: PLANNING EXECUTION TERMINATING",
            "EXECUTION: PLANNING EXECUTION TERMINATING",
            "TERMINATING: IDLE",
        ];
        assert_eq!(table.lines().collect::<Vec<_>>(), expected);
    }
}
