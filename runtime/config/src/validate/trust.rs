//! The plug-ins are the ones that were pinned (V80), come from whom the operation trusts (V83), and take no more than they declare
//! (V80).

use simpletrader_contracts::worker::SignerKey;

use simpletrader_contracts::CONTRACT;
use simpletrader_contracts::worker::Capability;

use super::Staffed;
use crate::diagnostic::{Finding, Findings, Rule};
use crate::lock::{LOCK_FILE, Lock};
use crate::source::Written;

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

/// V83: every worker's file was signed with a key that the operation trusts. Nothing is checked where it lists none.
pub(super) fn signed(trusted: Option<&[Written<SignerKey>]>, staff: &[Staffed<'_>], findings: &mut Findings) {
    let Some(trusted) = trusted else { return };
    let mut told = Vec::new();
    for staffed in staff {
        let Some(facts) = staffed.facts else { continue };
        let plugin = &staffed.config.plugin;
        // Several workers of one plug-in are one mistake.
        if told.contains(&&plugin.value) {
            continue;
        }
        let finding = match facts.signer {
            Some(signer) if trusted.iter().any(|key| key.value == signer) => continue,
            Some(signer) => {
                Finding::error(Rule::V83, format!("`{}` is signed by {signer}, which this operation does not trust", plugin.value))
                    .help("if you know whose key this is and trust them, add it to `trusted_keys`; else do not use the plug-in")
            }
            None => Finding::error(
                Rule::V83,
                format!("`{}` is not signed, and this operation runs signed workers only", plugin.value),
            )
            .help(format!(
                "get a signed file from its author, or, if you vouch for it yourself, run `simpletrader sign {} --key FILE`",
                facts.path.display()
            )),
        };
        let finding = finding.at(&plugin.at);
        findings.push(match trusted.first() {
            Some(first) => finding.related(&first.at, "the keys that are trusted"),
            None => finding,
        });
        told.push(&plugin.value);
    }
}

/// Interfaces of the contract that hold types only: importing them gives a worker nothing.
const TYPE_INTERFACES: [&str; 4] = ["types", "decisions", "ledger", "planning"];

/// V80: a worker's file imports no capability that its manifest does not ask for. The sandbox's gate refuses such a file too; here it
/// is told with its place, before anything is loaded.
pub(super) fn imports(staff: &[Staffed<'_>], findings: &mut Findings) {
    for staffed in staff {
        let Some(facts) = staffed.facts else { continue };
        let plugin = &staffed.config.plugin;
        for import in facts.imports.iter().filter_map(|import| interface(import)) {
            let asked = Capability::of_interface(import).is_some_and(|capability| facts.manifest.capabilities.contains(capability));
            if !TYPE_INTERFACES.contains(&import) && !asked {
                let message = format!("`{}` imports `{import}`, which its manifest does not ask for", plugin.value);
                let help = "this is a defect of the worker file, or worse: do not use it";
                findings.push(Finding::error(Rule::V80, message).at(&plugin.at).help(help));
            }
        }
    }
}

/// The name of an interface of the worker contract; none for those of other contracts, which the sandbox judges.
fn interface(import: &str) -> Option<&str> {
    let (package, rest) = import.split_once('/')?;
    let contract = CONTRACT.split_once('@').map_or(CONTRACT, |(package, _)| package);
    (package == contract).then(|| rest.split_once('@').map_or(rest, |(name, _)| name))
}
