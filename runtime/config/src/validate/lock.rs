//! The plug-ins are the ones that were pinned, and take no more than they declare (V80).

use super::Staffed;
use crate::diagnostic::{Finding, Findings, Rule};
use crate::lock::{LOCK_FILE, Lock};

/// V80: every worker's file has the digest that the lock file says. Nothing is checked without a lock file.
pub(super) fn pinned(lock: Option<&Lock>, staff: &[Staffed<'_>], findings: &mut Findings) {
    let Some(lock) = lock else { return };
    let mut told = Vec::new();
    for staffed in staff {
        let Some(facts) = staffed.facts else { continue };
        let plugin = &staffed.config.plugin;
        // Several workers of one plug-in are one mistake.
        if told.contains(&&plugin.value) {
            continue;
        }
        let finding = match lock.pin(&plugin.value) {
            Some(pin) if pin.sha256.value == facts.digest => continue,
            Some(pin) => Finding::error(
                Rule::V80,
                format!("the file of `{}` is not the one that was locked: it has the digest {}", plugin.value, facts.digest),
            )
            .related(&pin.sha256.at, "the locked digest")
            .help(format!(
                "`{}` changed; if that is wanted, run `simpletrader lock`, else put the former file back",
                facts.path.display()
            )),
            None => Finding::error(Rule::V80, format!("`{}` is not in the lock file", plugin.value))
                .related(&lock.at, format!("{LOCK_FILE} does not name it"))
                .help("if the plug-in is wanted, run `simpletrader lock`"),
        };
        findings.push(finding.at(&plugin.at));
        told.push(&plugin.value);
    }
}
