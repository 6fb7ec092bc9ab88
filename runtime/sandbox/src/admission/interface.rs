//! Names of interfaces of the worker contract: `simpletrader:worker/detector@0.1.0`.

use simpletrader_contracts::CONTRACT;
use simpletrader_contracts::name::excerpt;

use super::{AdmissionError, Rule};

/// The parts of a name within the worker contract's package, of any version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Interface<'a> {
    /// For example `detector`.
    pub(super) name: &'a str,
    /// For example `0.1.0`; empty when the name has none.
    version: &'a str,
}

/// Package and version of the contract, for example `simpletrader:worker` and `0.1.0`.
fn contract() -> (&'static str, &'static str) {
    CONTRACT.split_once('@').unwrap_or((CONTRACT, ""))
}

impl<'a> Interface<'a> {
    /// The parts of `name`; none when it is of another package.
    pub(super) fn parse(name: &'a str) -> Option<Self> {
        let (package, rest) = name.split_once('/')?;
        let (name, version) = rest.split_once('@').unwrap_or((rest, ""));
        (package == contract().0).then_some(Self { name, version })
    }

    /// The name of one of this host's interfaces.
    pub(super) fn full_name(interface: &str) -> String {
        let (package, version) = contract();
        format!("{package}/{interface}@{version}")
    }

    /// Refuses a version that this host does not speak.
    pub(super) fn check_version(&self, rule: Rule) -> Result<(), AdmissionError> {
        let (_, spoken) = contract();
        if self.version == spoken {
            return Ok(());
        }
        let Self { name, version } = *self;
        Err(AdmissionError::new(
            rule,
            format!("`{}` is of contract version `{}`; this host speaks {spoken}", excerpt(name, 60), excerpt(version, 40)),
            "build the worker with an SDK of this host's version",
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_of_the_contract_has_parts() {
        let name = Interface::full_name("detector");
        assert_eq!(Interface::parse(&name).map(|interface| interface.name), Some("detector"));
        assert!(Interface::parse(&name).unwrap().check_version(Rule::Exports).is_ok());
    }

    #[test]
    fn names_of_other_packages_are_not_ours() {
        for name in ["wasi:cli/run@0.2.0", "simpletrader:workers/types@0.1.0", "detector", ""] {
            assert_eq!(Interface::parse(name), None, "{name}");
        }
    }

    #[test]
    fn another_version_is_refused_by_name() {
        for name in ["simpletrader:worker/detector@0.2.0", "simpletrader:worker/detector"] {
            let error = Interface::parse(name).unwrap().check_version(Rule::Exports).unwrap_err();
            assert!(error.found.contains("this host speaks 0.1.0"), "{error}");
        }
    }
}
