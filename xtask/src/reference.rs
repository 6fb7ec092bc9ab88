//! `docs/contract-reference.md`: every world, function and type of the contract, as `wit/` declares and explains it.
//!
//! The page is made from the WIT files and committed; `cargo xtask lint` refuses one that is stale, so a reader who trusts the page
//! trusts the contract.

use std::fmt::Write as _;
use std::fs;

use anyhow::{Context as _, ensure};
use wit_parser::{Function, Interface, Resolve, Type, TypeDef, TypeDefKind, TypeOwner, World, WorldItem};

use crate::commands::Checkout;

/// Where the page goes, from the checkout's root.
const PAGE: &str = "docs/contract-reference.md";

const BEGINNING: &str = "\
# The contract, word by word

Made from the files in [`wit/`](../wit) by `cargo xtask reference`. What the values mean for a strategy is in [contracts](contracts.md),
what a worker may ask for beyond its calls in [capabilities](capabilities.md). Names are those of WIT; each SDK writes them as its
language does.

";

/// Writes the page.
///
/// # Errors
/// When the WIT files are not sound or the page cannot be written.
pub fn write(checkout: &Checkout) -> anyhow::Result<()> {
    let path = checkout.root.join(PAGE);
    fs::write(&path, compose(checkout)?).with_context(|| format!("{} cannot be written", path.display()))
}

/// Refuses a page that is not what [`write()`] would write.
///
/// # Errors
/// The same as [`write()`], and a page that is missing or stale.
pub fn check(checkout: &Checkout) -> anyhow::Result<()> {
    let written = fs::read_to_string(checkout.root.join(PAGE)).with_context(|| format!("{PAGE}: run `cargo xtask reference`"))?;
    ensure!(written == compose(checkout)?, "{PAGE} is not what wit/ says; run `cargo xtask reference` and commit the result");
    Ok(())
}

fn compose(checkout: &Checkout) -> anyhow::Result<String> {
    let mut resolve = Resolve::default();
    let (package, _) = resolve.push_path(checkout.root.join("wit")).map_err(|error| anyhow::anyhow!("wit/: {error:#}"))?;
    let package = &resolve.packages[package];
    let mut page = BEGINNING.to_owned();
    section(&mut page, &format!("Package `{}`", package.name), package.docs.contents.as_deref());
    page += "| world | for workers that | functions |\n|---|---|---|\n";
    for (name, &world) in &package.worlds {
        page += &world_row(&resolve, name, &resolve.worlds[world]);
    }
    page.push('\n');
    let mut interfaces: Vec<_> = package.interfaces.iter().collect();
    interfaces.sort_by_key(|(name, _)| *name);
    for (name, &interface) in interfaces {
        interface_section(&mut page, &resolve, name, &resolve.interfaces[interface]);
    }
    Ok(page)
}

fn section(page: &mut String, title: &str, docs: Option<&str>) {
    // Writing to a `String` cannot fail.
    let _ = write!(page, "## {title}\n\n");
    if let Some(docs) = docs {
        let _ = write!(page, "{}\n\n", docs.trim());
    }
}

fn world_row(resolve: &Resolve, name: &str, world: &World) -> String {
    let exported = world.exports.values().filter_map(|item| match item {
        WorldItem::Interface { id, .. } => Some(&resolve.interfaces[*id]),
        WorldItem::Function(_) | WorldItem::Type { .. } => None,
    });
    let functions = exported.flat_map(|interface| {
        let of = interface.name.as_deref().unwrap_or_default();
        interface.functions.keys().map(move |function| format!("[`{of}.{function}`](#interface-{of})"))
    });
    format!("| `{name}` | {} | {} |\n", one_line(world.docs.contents.as_deref()), functions.collect::<Vec<_>>().join(", "))
}

fn interface_section(page: &mut String, resolve: &Resolve, name: &str, interface: &Interface) {
    section(page, &format!("Interface {name}"), interface.docs.contents.as_deref());
    for function in interface.functions.values() {
        let _ = write!(page, "**`{}`**{}\n\n", function.name, signature(resolve, function));
        if let Some(docs) = &function.docs.contents {
            let _ = write!(page, "{}\n\n", docs.trim());
        }
    }
    for (name, &id) in &interface.types {
        let definition = &resolve.types[id];
        // A name that another interface declared is explained there.
        if !matches!(&definition.kind, TypeDefKind::Type(Type::Id(_))) {
            type_section(page, resolve, name, definition);
        }
    }
}

fn signature(resolve: &Resolve, function: &Function) -> String {
    let params = function.params.iter().map(|param| format!("{}: {}", param.name, shown(resolve, &param.ty)));
    let result = function.result.map(|result| format!(" → {}", shown(resolve, &result))).unwrap_or_default();
    format!(" ({}){result}", params.collect::<Vec<_>>().join(", "))
}

fn type_section(page: &mut String, resolve: &Resolve, name: &str, definition: &TypeDef) {
    let kind = match &definition.kind {
        TypeDefKind::Type(same) => format!("the same as {}", shown(resolve, same)),
        other => other.as_str().to_owned(),
    };
    let _ = write!(page, "### {name}\n\n*{kind}*");
    if let Some(docs) = &definition.docs.contents {
        let _ = write!(page, ": {}", docs.trim());
    }
    page.push_str("\n\n");
    let rows: Vec<(&str, String, Option<&str>)> = match &definition.kind {
        TypeDefKind::Record(record) => {
            let row = |field: &'_ wit_parser::Field| shown(resolve, &field.ty);
            record.fields.iter().map(|field| (field.name.as_str(), row(field), field.docs.contents.as_deref())).collect()
        }
        TypeDefKind::Variant(variant) => {
            let row = |case: &wit_parser::Case| case.ty.map(|ty| shown(resolve, &ty)).unwrap_or_default();
            variant.cases.iter().map(|case| (case.name.as_str(), row(case), case.docs.contents.as_deref())).collect()
        }
        TypeDefKind::Enum(cases) => {
            let cases = cases.cases.iter();
            cases.map(|case| (case.name.as_str(), String::new(), case.docs.contents.as_deref())).collect()
        }
        _ => return,
    };
    if matches!(&definition.kind, TypeDefKind::Enum(_)) && rows.iter().all(|(_, _, docs)| docs.is_none()) {
        let names = rows.iter().map(|(name, _, _)| format!("`{name}`"));
        let _ = write!(page, "{}\n\n", names.collect::<Vec<_>>().join(", "));
        return;
    }
    page.push_str("| name | type | meaning |\n|---|---|---|\n");
    for (name, ty, docs) in rows {
        let _ = writeln!(page, "| `{name}` | {ty} | {} |", one_line(docs));
    }
    page.push('\n');
}

/// A type in words, with a link to where it is explained.
fn shown(resolve: &Resolve, ty: &Type) -> String {
    let Type::Id(id) = ty else { return plain(ty).to_owned() };
    let definition = &resolve.types[*id];
    if let (Some(name), TypeOwner::Interface(_)) = (&definition.name, definition.owner) {
        return format!("[{name}](#{name})");
    }
    match &definition.kind {
        TypeDefKind::Option(inner) => format!("optional {}", shown(resolve, inner)),
        TypeDefKind::List(inner) => format!("list of {}", shown(resolve, inner)),
        TypeDefKind::Result(result) => {
            let [ok, error] = [result.ok, result.err].map(|ty| ty.map_or_else(|| "nothing".to_owned(), |ty| shown(resolve, &ty)));
            format!("{ok}, or {error}")
        }
        other => other.as_str().to_owned(),
    }
}

const fn plain(ty: &Type) -> &'static str {
    match ty {
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
        Type::ErrorContext | Type::Id(_) => "?",
    }
}

fn one_line(docs: Option<&str>) -> String {
    docs.unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|")
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn checkout(root: &Path, wit: &str) -> Checkout {
        for folder in ["wit", "docs"] {
            fs::create_dir_all(root.join(folder)).unwrap();
        }
        fs::write(root.join("wit/all.wit"), wit).unwrap();
        Checkout { root: root.to_path_buf(), target: root.join("target") }
    }

    const WIT: &str = "
        /// About bread.
        package acme:bread@1.0.0;
        interface oven {
            enum heat { low, high }
            /// A loaf.
            record loaf { /// In grams.
                weight: u32, crust: option<heat> }
            variant outcome { baked(loaf), burnt }
            /// Bakes.
            bake: func(loaves: list<loaf>) -> result<outcome, string>;
        }
        /// Bakers.
        world baker { export oven; }
    ";

    #[test]
    fn every_function_type_and_explanation_stands_on_the_page() {
        let place = tempfile::tempdir().unwrap();
        let checkout = checkout(place.path(), WIT);
        write(&checkout).unwrap();
        let page = fs::read_to_string(place.path().join(PAGE)).unwrap();
        for line in [
            "## Package `acme:bread@1.0.0`\n\nAbout bread.",
            "| `baker` | Bakers. | [`oven.bake`](#interface-oven) |",
            "**`bake`** (loaves: list of [loaf](#loaf)) → [outcome](#outcome), or string\n\nBakes.",
            "### heat\n\n*enum*\n\n`low`, `high`",
            "| `weight` | u32 | In grams. |",
            "| `crust` | optional [heat](#heat) |  |",
            "| `burnt` |  |  |",
        ] {
            assert!(page.contains(line), "{line}\n\n{page}");
        }
        check(&checkout).unwrap();
    }

    #[test]
    fn a_page_that_is_stale_or_missing_and_a_contract_that_is_broken_are_refused() {
        let place = tempfile::tempdir().unwrap();
        let checkout = checkout(place.path(), WIT);
        assert!(check(&checkout).unwrap_err().to_string().contains("cargo xtask reference"));
        write(&checkout).unwrap();
        fs::write(place.path().join("wit/all.wit"), WIT.replace("In grams", "In ounces")).unwrap();
        assert!(check(&checkout).unwrap_err().to_string().contains("not what wit/ says"));
        fs::write(place.path().join("wit/all.wit"), "package acme;").unwrap();
        assert!(write(&checkout).unwrap_err().to_string().contains("wit/"));
    }
}
