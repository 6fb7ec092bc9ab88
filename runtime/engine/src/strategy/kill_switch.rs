//! The kill switch: a loss beyond the operator's guardrail ends the strategy's trading, as a worker's fault does, and the host
//! winds its orders and positions down as the guardrails say. It is looked at once a bar, before any worker is called, and once
//! it has tripped nothing of the run releases it.

use super::{Pass, Strategy};
use crate::supervision::HaltCause;

impl Strategy {
    /// Trips the kill switch when the account has lost too much. Whoever calls this winds down.
    pub(super) fn watch_account(&mut self, pass: &Pass) {
        if self.supervisor.halt.is_some() {
            return;
        }
        let Some(breach) = self.guardrails.watch(&pass.account) else { return };
        let policy = self.guardrails.policy();
        self.guardrails.tripped(&breach, pass.tick.sequence, pass.tick.at);
        let body = serde_json::json!({ "guardrail": breach.rule, "reason": breach.reason, "policy": policy });
        let cause = HaltCause::KillSwitch(format!("{}: {}", breach.rule, breach.reason));
        self.stop_trading(pass, cause, policy, body);
    }
}
