//! What breaks between two contracts, and what does not, in words.
//!
//! A worker file and a host fit when every function that one of them calls is there and has exactly the types that the caller was
//! built with: the component model has no optional fields and no unknown cases. Hence the rules:
//!
//! * A function that workers **import** (they call it) may be added; removing or changing it breaks who calls it.
//! * A function that workers **export** (the host calls it) may be removed; adding or changing it breaks every worker that has not
//!   got it.
//! * A type that changes, be it by one more field or case, breaks every function in whose signature it stands, however deep. A type
//!   in no signature breaks nothing.
//! * A world may import more. That it imports less, or exports more, breaks its workers.
//! * Names carry the package's version, and only versions that are compatible by semantic versioning meet.

mod reading;

use std::collections::{BTreeMap, BTreeSet};

use semver::Version;

pub use reading::{Contract, Unreadable};

use reading::{Interface, Shape, Signature};

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Whether a worker that was built against the first contract does not run under the second one.
    pub breaks: bool,
    /// What is different, in words.
    pub text: String,
}

/// Everything in which a second contract differs from the first, what breaks before what does not.
pub fn differences(first: &Contract, second: &Contract) -> Vec<Difference> {
    let mut comparison = Comparison { first, second, found: Vec::new() };
    comparison.versions();
    comparison.worlds();
    let changed = comparison.types();
    comparison.interfaces(&changed);
    let mut found = comparison.found;
    found.sort_by_key(|difference| !difference.breaks);
    found
}

struct Comparison<'c> {
    first: &'c Contract,
    second: &'c Contract,
    found: Vec<Difference>,
}

impl Comparison<'_> {
    fn breaking(&mut self, text: String) {
        self.found.push(Difference { breaks: true, text });
    }

    fn harmless(&mut self, text: String) {
        self.found.push(Difference { breaks: false, text });
    }

    fn versions(&mut self) {
        let (Some(from), Some(to)) = (&self.first.version, &self.second.version) else { return };
        if from == to {
            return;
        }
        let text = format!("the version is {to} instead of {from}");
        if meet(from, to) {
            self.harmless(text);
        } else {
            self.breaking(format!("{text}: the names of all interfaces carry it, and these two do not meet"));
        }
    }

    fn worlds(&mut self) {
        if self.first.is_worker || self.second.is_worker {
            return;
        }
        let (first, second) = (self.first, self.second);
        for (name, before) in &first.worlds {
            let Some(after) = second.worlds.get(name) else {
                self.breaking(format!("the world `{name}` is gone: nothing runs workers of that category"));
                continue;
            };
            for import in before.imports.difference(&after.imports) {
                self.breaking(format!("`{name}` does not import `{import}` any more: workers that use it have nothing to call"));
            }
            for import in after.imports.difference(&before.imports) {
                self.harmless(format!("`{name}` may import `{import}`"));
            }
            for export in after.exports.difference(&before.exports) {
                self.breaking(format!("`{name}` must export `{export}`: no worker that is built already does"));
            }
            for export in before.exports.difference(&after.exports) {
                self.harmless(format!("`{name}` need not export `{export}` any more"));
            }
        }
        for name in second.worlds.keys().filter(|name| !first.worlds.contains_key(*name)) {
            self.harmless(format!("there is a new world, `{name}`"));
        }
    }

    /// Compares the types; gives back those that are not what they were, with how they differ.
    fn types(&mut self) -> BTreeMap<String, String> {
        let (before, after) = (all_types(self.first), all_types(self.second));
        let mut changed = BTreeMap::new();
        for (name, shape) in &before {
            match after.get(name) {
                None => changed.insert(name.clone(), "is gone".to_owned()),
                Some(other) if *other != *shape => changed.insert(name.clone(), changes(shape, other)),
                Some(_) => None,
            };
        }
        // A worker file holds only the types that it uses, so what the second contract has more says nothing.
        if !self.first.is_worker {
            for name in after.keys().filter(|name| !before.contains_key(*name)) {
                self.harmless(format!("there is a new type, `{name}`"));
            }
        }
        let used = self.used_types(&before);
        for (name, how) in changed.iter().filter(|(name, _)| !used.contains(*name)) {
            self.harmless(format!("the type `{name}` {how}; it stands in no function"));
        }
        changed
    }

    /// The types in the signatures that both contracts have.
    fn used_types(&self, types: &BTreeMap<String, &Shape>) -> BTreeSet<String> {
        let signatures = self.first.interfaces.values().flat_map(|interface| interface.functions.values());
        signatures.flat_map(|signature| reachable(&signature.names, types)).collect()
    }

    fn interfaces(&mut self, changed: &BTreeMap<String, String>) {
        let (first, second) = (self.first, self.second);
        for (name, before) in &first.interfaces {
            match second.interfaces.get(name) {
                Some(after) => self.functions(name, before, after, changed),
                None if before.functions.is_empty() => {}
                None => self.breaking(format!("the interface `{name}` is gone")),
            }
        }
        if first.is_worker {
            return;
        }
        for name in second.interfaces.keys().filter(|name| !first.interfaces.contains_key(*name)) {
            self.harmless(format!("there is a new interface, `{name}`"));
        }
    }

    fn functions(&mut self, interface: &str, before: &Interface, after: &Interface, changed: &BTreeMap<String, String>) {
        let (is_imported, is_exported) = (self.first.imported.contains(interface), self.first.exported.contains(interface));
        let types = all_types(self.first);
        for (name, signature) in &before.functions {
            match after.functions.get(name) {
                None if is_imported => self.breaking(format!("`{interface}.{name}` is gone: workers call it")),
                None => self.harmless(format!("`{interface}.{name}` is gone: the host does not call it any more")),
                Some(other) => {
                    for text in signature_changes(signature, other) {
                        self.breaking(format!("`{interface}.{name}`: {text}"));
                    }
                    for inner in reachable(&signature.names, &types).iter().filter(|inner| changed.contains_key(*inner)) {
                        self.breaking(format!("`{interface}.{name}`: the type `{inner}` {}", changed[inner]));
                    }
                }
            }
        }
        for name in after.functions.keys().filter(|name| !before.functions.contains_key(*name)) {
            if is_exported {
                self.breaking(format!(
                    "`{interface}.{name}` is new: the host calls it, and no worker that is built already has it"
                ));
            } else {
                self.harmless(format!("`{interface}.{name}` is new: workers may call it"));
            }
        }
    }
}

/// Whether a worker of one version is linked by a host of the other: equal up to what semantic versioning calls compatible.
fn meet(one: &Version, other: &Version) -> bool {
    if one.major > 0 || other.major > 0 {
        return one.major == other.major;
    }
    (one.minor, other.minor) != (0, 0) && one.minor == other.minor
}

/// Every type by `interface.name`.
fn all_types(contract: &Contract) -> BTreeMap<String, &Shape> {
    let named = contract.interfaces.iter();
    let named =
        named.flat_map(|(name, interface)| interface.types.iter().map(move |(inner, shape)| (format!("{name}.{inner}"), shape)));
    named.collect()
}

/// These types and everything that they are made of.
fn reachable(names: &BTreeSet<String>, types: &BTreeMap<String, &Shape>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut open: Vec<&String> = names.iter().collect();
    while let Some(name) = open.pop() {
        if found.insert(name.clone())
            && let Some(shape) = types.get(name)
        {
            open.extend(&shape.names);
        }
    }
    found
}

/// How a type differs.
fn changes(before: &Shape, after: &Shape) -> String {
    if before.kind != after.kind {
        return format!("is defined as {} instead of {}", after.kind, before.kind);
    }
    let find = |parts: &[(String, String)], name: &str| parts.iter().find(|(known, _)| known == name).map(|(_, kind)| kind.clone());
    let mut said = Vec::new();
    for (name, kind) in &before.parts {
        match find(&after.parts, name) {
            None => said.push(format!("has lost its {} `{name}`", before.part)),
            Some(other) if other != *kind && before.part == "definition" => said.push(format!("is {other} instead of {kind}")),
            Some(other) if other != *kind => said.push(format!("has {other} instead of {kind} in its {} `{name}`", before.part)),
            Some(_) => {}
        }
    }
    for (name, _) in after.parts.iter().filter(|(name, _)| find(&before.parts, name).is_none()) {
        said.push(format!("has a new {} `{name}`", before.part));
    }
    if said.is_empty() {
        said.push(format!("has its {}s in another order", before.part));
    }
    said.join(", ")
}

/// How a signature differs, named types taken by their names.
fn signature_changes(before: &Signature, after: &Signature) -> Vec<String> {
    let mut said = Vec::new();
    if before.params != after.params {
        let shown = |params: &[(String, String)]| {
            let params = params.iter().map(|(name, kind)| format!("{name}: {kind}"));
            format!("({})", params.collect::<Vec<_>>().join(", "))
        };
        said.push(format!("takes {} instead of {}", shown(&after.params), shown(&before.params)));
    }
    if before.result != after.result {
        said.push(format!("gives {} instead of {}", after.result, before.result));
    }
    said
}

#[cfg(test)]
mod tests;
