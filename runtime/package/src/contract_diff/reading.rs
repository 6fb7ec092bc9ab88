//! A contract in the few words that a comparison needs: interfaces with functions and types, and worlds.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use semver::Version;
use wit_parser::decoding::{DecodedWasm, decode};
use wit_parser::{Function, Handle, InterfaceId, Resolve, Type, TypeDefKind, TypeId, TypeOwner, WorldId, WorldItem, WorldKey};

/// A contract, as a folder of WIT writes it or a worker file shows it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Contract {
    /// Its version, where the package has one.
    pub version: Option<Version>,
    /// By name, without the package's version.
    pub(super) interfaces: BTreeMap<String, Interface>,
    /// Empty for a worker file: of that only one world is known, and it has no name that matters.
    pub(super) worlds: BTreeMap<String, World>,
    /// Interfaces that workers import, and those that they export.
    pub(super) imported: BTreeSet<String>,
    pub(super) exported: BTreeSet<String>,
    /// Whether it is a worker file, which shows only what it uses.
    pub(super) is_worker: bool,
}

/// Functions and types of one interface.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Interface {
    pub functions: BTreeMap<String, Signature>,
    pub types: BTreeMap<String, Shape>,
}

/// What a function takes and gives.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Signature {
    /// Names and types, in order.
    pub params: Vec<(String, String)>,
    /// `()` when it gives nothing.
    pub result: String,
    /// Every named type in it, `interface.name`.
    pub names: BTreeSet<String>,
}

/// What a type is made of.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Shape {
    /// `record`, `variant`, `enum`, …
    pub kind: &'static str,
    /// What its parts are called: field, case, …
    pub part: &'static str,
    /// Names and types, in order.
    pub parts: Vec<(String, String)>,
    /// Every named type in it.
    pub names: BTreeSet<String>,
}

/// What a world imports and exports.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct World {
    pub imports: BTreeSet<String>,
    pub exports: BTreeSet<String>,
}

/// A contract that cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("{}: {reason}", path.display())]
pub struct Unreadable {
    /// The folder or file.
    pub path: PathBuf,
    /// Why.
    pub reason: String,
}

impl Contract {
    /// Reads a folder of WIT files, one WIT file, or a worker file.
    ///
    /// # Errors
    /// When it is none of these.
    pub fn read(path: &Path) -> Result<Self, Unreadable> {
        let unreadable = |reason: String| Unreadable { path: path.to_owned(), reason };
        if path.extension().is_some_and(|extension| extension == "wasm") {
            let bytes = std::fs::read(path).map_err(|error| unreadable(error.to_string()))?;
            return match decode(&bytes).map_err(|error| unreadable(format!("{error:#}")))? {
                DecodedWasm::Component(resolve, world) => Ok(of_worker(&resolve, world)),
                DecodedWasm::WitPackage(resolve, package) => Ok(of_package(&resolve, package)),
            };
        }
        let mut resolve = Resolve::default();
        let pushed = resolve.push_path(path).map_err(|error| unreadable(format!("{error:#}")))?;
        Ok(of_package(&resolve, pushed.0))
    }

    /// The contract that is compiled in.
    ///
    /// # Errors
    /// When the embedded package cannot be used: a defect of this crate.
    pub fn built_in() -> Result<Self, crate::PackageError> {
        let (resolve, package) = crate::wit::package()?;
        Ok(of_package(&resolve, package))
    }
}

fn of_package(resolve: &Resolve, package: wit_parser::PackageId) -> Contract {
    let mut contract = Contract::default();
    let Some(found) = resolve.packages.get(package) else { return contract };
    contract.version = found.name.version.clone();
    for (name, id) in &found.interfaces {
        contract.interfaces.insert(name.clone(), interface(resolve, *id));
    }
    for (name, id) in &found.worlds {
        let world = world(resolve, *id);
        contract.imported.extend(world.imports.iter().cloned());
        contract.exported.extend(world.exports.iter().cloned());
        contract.worlds.insert(name.clone(), world);
    }
    contract
}

/// The interfaces of our contract that a worker file imports and exports; what it has of others (WASI) is another contract's.
fn of_worker(resolve: &Resolve, id: WorldId) -> Contract {
    let mut contract = Contract { is_worker: true, ..Contract::default() };
    let Some(found) = resolve.worlds.get(id) else { return contract };
    let is_ours = |id: InterfaceId| {
        let package = resolve.interfaces.get(id).and_then(|interface| interface.package);
        package.and_then(|package| resolve.packages.get(package)).filter(|package| package.name.namespace == "simpletrader")
    };
    for (_, item) in found.imports.iter().chain(&found.exports) {
        if let WorldItem::Interface { id, .. } = item
            && let Some(package) = is_ours(*id)
            && let Some(name) = resolve.interfaces.get(*id).and_then(|interface| interface.name.clone())
        {
            contract.version = package.name.version.clone();
            contract.interfaces.insert(name, interface(resolve, *id));
        }
    }
    let World { imports, exports } = world(resolve, id);
    contract.imported = imports.into_iter().filter(|name| contract.interfaces.contains_key(name)).collect();
    contract.exported = exports.into_iter().filter(|name| contract.interfaces.contains_key(name)).collect();
    contract
}

fn world(resolve: &Resolve, id: WorldId) -> World {
    let Some(world) = resolve.worlds.get(id) else { return World::default() };
    let named = |(key, item): (&WorldKey, &WorldItem)| match (key, item) {
        (_, WorldItem::Interface { id, .. }) => resolve.interfaces.get(*id).and_then(|interface| interface.name.clone()),
        (WorldKey::Name(name), _) => Some(name.clone()),
        _ => None,
    };
    World { imports: world.imports.iter().filter_map(named).collect(), exports: world.exports.iter().filter_map(named).collect() }
}

fn interface(resolve: &Resolve, id: InterfaceId) -> Interface {
    let Some(found) = resolve.interfaces.get(id) else { return Interface::default() };
    let functions = found.functions.iter().map(|(name, function)| (name.clone(), signature(resolve, function)));
    let types = found.types.iter().filter_map(|(name, id)| Some((name.clone(), shape(resolve, *id)?)));
    Interface { functions: functions.collect(), types: types.collect() }
}

fn signature(resolve: &Resolve, function: &Function) -> Signature {
    let mut names = BTreeSet::new();
    let params = function.params.iter().map(|param| (param.name.clone(), text(resolve, &param.ty, &mut names))).collect();
    let result = function.result.as_ref().map_or_else(|| "()".to_owned(), |result| text(resolve, result, &mut names));
    Signature { params, result, names }
}

/// What a type of an interface is made of; nothing for one that is only another's under its own name.
fn shape(resolve: &Resolve, id: TypeId) -> Option<Shape> {
    let mut names = BTreeSet::new();
    let mut part =
        |name: &str, kind: Option<&Type>| (name.to_owned(), kind.map(|kind| text(resolve, kind, &mut names)).unwrap_or_default());
    let found = resolve.types.get(id)?;
    let (kind, what, parts): (_, _, Vec<(String, String)>) = match &found.kind {
        TypeDefKind::Record(record) => {
            ("record", "field", record.fields.iter().map(|field| part(&field.name, Some(&field.ty))).collect())
        }
        TypeDefKind::Variant(variant) => {
            ("variant", "case", variant.cases.iter().map(|case| part(&case.name, case.ty.as_ref())).collect())
        }
        TypeDefKind::Enum(list) => ("enum", "case", list.cases.iter().map(|case| part(&case.name, None)).collect()),
        TypeDefKind::Flags(list) => ("flags", "flag", list.flags.iter().map(|flag| part(&flag.name, None)).collect()),
        // `use types.{bar}` makes an alias of the same name: that is the type of the other interface.
        TypeDefKind::Type(Type::Id(other)) if resolve.types.get(*other).is_some_and(|other| other.name == found.name) => {
            return None;
        }
        other => {
            let definition = definition(resolve, other, &mut names);
            ("type", "definition", vec![("it".to_owned(), definition)])
        }
    };
    Some(Shape { kind, part: what, parts, names })
}

/// A type as WIT writes it, named types with their interface.
fn text(resolve: &Resolve, kind: &Type, names: &mut BTreeSet<String>) -> String {
    let Type::Id(id) = kind else { return primitive(kind).to_owned() };
    let mut id = *id;
    // To where it is defined, through every `use`.
    while let Some(TypeDefKind::Type(Type::Id(other))) = resolve.types.get(id).map(|found| &found.kind)
        && resolve.types.get(*other).is_some_and(|other| other.name.is_some())
    {
        id = *other;
    }
    let Some(found) = resolve.types.get(id) else { return "?".to_owned() };
    match (&found.name, &found.owner) {
        (Some(name), TypeOwner::Interface(owner)) => {
            let owner = resolve.interfaces.get(*owner).and_then(|owner| owner.name.clone()).unwrap_or_default();
            let full = format!("{owner}.{name}");
            names.insert(full.clone());
            full
        }
        (Some(name), _) => name.clone(),
        (None, _) => definition(resolve, &found.kind, names),
    }
}

fn definition(resolve: &Resolve, kind: &TypeDefKind, names: &mut BTreeSet<String>) -> String {
    let mut of = |kind: &Type| text(resolve, kind, names);
    match kind {
        TypeDefKind::Option(inner) => format!("option<{}>", of(inner)),
        TypeDefKind::List(inner) => format!("list<{}>", of(inner)),
        TypeDefKind::FixedLengthList(inner, length) => format!("list<{}, {length}>", of(inner)),
        TypeDefKind::Map(key, value) => format!("map<{}, {}>", of(key), of(value)),
        TypeDefKind::Tuple(tuple) => format!("tuple<{}>", tuple.types.iter().map(of).collect::<Vec<_>>().join(", ")),
        TypeDefKind::Result(result) => {
            let [ok, err] = [&result.ok, &result.err].map(|side| side.as_ref().map_or_else(|| "_".to_owned(), &mut of));
            format!("result<{ok}, {err}>")
        }
        TypeDefKind::Type(inner) => of(inner),
        TypeDefKind::Handle(Handle::Own(id)) => format!("own<{}>", of(&Type::Id(*id))),
        TypeDefKind::Handle(Handle::Borrow(id)) => format!("borrow<{}>", of(&Type::Id(*id))),
        other => other.as_str().to_owned(),
    }
}

fn primitive(kind: &Type) -> &'static str {
    match kind {
        Type::Bool => "bool",
        Type::U8 => "u8",
        Type::U16 => "u16",
        Type::U32 => "u32",
        Type::U64 => "u64",
        Type::S8 => "s8",
        Type::S16 => "s16",
        Type::S32 => "s32",
        Type::S64 => "s64",
        Type::F32 => "f32",
        Type::F64 => "f64",
        Type::Char => "char",
        Type::String => "string",
        Type::ErrorContext => "error-context",
        Type::Id(_) => "?",
    }
}
