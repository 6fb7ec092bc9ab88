//! The venue calls its loan back: the host closes every position at the market, whatever was to become of it, and the strategy
//! trades no more. It is the venue's right and not a fault, so the run counts as finished; journal and summary say why.

use simpletrader_contracts::decimal::canonical;
use simpletrader_contracts::terms::{FaultPolicy, OriginType};

use super::{Pass, PassError, Strategy};
use crate::execution::{ExecutionConnector, MarginCall};
use crate::journal::JournalKind;
use crate::supervision::HaltCause;

impl Strategy {
    /// A pass for a margin call. A strategy that was halted already, and was to hold its positions, closes them too.
    pub fn on_margin_call(&mut self, call: &MarginCall, connector: &mut dyn ExecutionConnector) -> Result<(), PassError> {
        let tick = self.begin_pass(call.at, OriginType::Reply)?;
        let pass = self.pass(tick);
        let body = serde_json::json!({ "equity": canonical(call.equity), "required": canonical(call.required) });
        self.journal.write(&mut self.ids, &pass.stamp(), JournalKind::MarginCall, Vec::new(), body);
        self.margin_call.get_or_insert(*call);
        self.flatten_because(&pass, format!("equity of {}, {} needed", canonical(call.equity), canonical(call.required)));
        let outcome = self.go_on_winding_down(&pass, connector);
        self.terminate();
        outcome
    }

    /// What the venue called, the first time; none when it never did.
    pub fn margin_call(&self) -> Option<&MarginCall> {
        self.margin_call.as_ref()
    }

    fn flatten_because(&mut self, pass: &Pass, reason: String) {
        let policy = FaultPolicy::Flatten;
        if let Some(halt) = &mut self.supervisor.halt {
            halt.policy = policy;
            self.supervisor.summary.policy = Some(policy);
            return;
        }
        let body = serde_json::json!({ "margin_call": reason, "policy": policy });
        self.stop_trading(pass, HaltCause::MarginCall(reason), policy, body);
    }
}
