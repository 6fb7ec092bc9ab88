//! Takes the description code out of a module, once the description is known.
//!
//! Making a JSON Schema takes more code than the logic of most workers, and nobody calls it again. So the export goes, and
//! the body of every function that nothing reaches any more becomes `unreachable`, without a name. Indices do not move, so
//! nothing else has to change. What a table refers to counts as reached, because any of it may be called indirectly: that
//! errs on the safe side.

use std::collections::BTreeSet;

use wasm_encoder::{CodeSection, ExportKind, ExportSection, Function, Instruction, Module, NameMap, NameSection, RawSection};
use wasmparser::{
    BinaryReaderError, ConstExpr, ElementItems, ExternalKind, FunctionBody, KnownCustom, Name, NameSectionReader, Operator, Parser,
    Payload, TableInit, TypeRef,
};

use crate::{DESCRIBE_EXPORT, PackageError};

/// The module without its export [`DESCRIBE_EXPORT`] and without the code that only that export needed. The module must be
/// valid.
pub fn without_description(module: &[u8]) -> Result<Vec<u8>, PackageError> {
    rewrite(module).map_err(|error| PackageError::NotAModule(error.message().to_owned()))
}

fn rewrite(module: &[u8]) -> Result<Vec<u8>, BinaryReaderError> {
    let reached = Calls::read(module)?.reached();
    let mut pruned = Module::new();
    let mut code = CodeSection::new();
    let mut bodies_left = 0;
    // Imported functions come first in the index space.
    let mut index = imported_functions(module)?;
    for payload in Parser::new(0).parse_all(module) {
        let payload = payload?;
        match &payload {
            Payload::ExportSection(exports) => {
                pruned.section(&kept_exports(exports.clone())?);
                continue;
            }
            Payload::CodeSectionStart { count, .. } => {
                bodies_left = *count;
                continue;
            }
            Payload::CodeSectionEntry(body) => {
                if reached.contains(&index) {
                    code.raw(body.as_bytes());
                } else {
                    code.function(&nothing());
                }
                index += 1;
                bodies_left -= 1;
                if bodies_left == 0 {
                    pruned.section(&code);
                }
                continue;
            }
            Payload::CustomSection(section) => {
                if let KnownCustom::Name(names) = section.as_known() {
                    pruned.section(&kept_names(names, &reached)?);
                    continue;
                }
            }
            _ => {}
        }
        // The parser hands out ranges of the bytes that it was given.
        if let Some((id, data)) = payload.as_section().and_then(|(id, range)| Some((id, module.get(range)?))) {
            pruned.section(&RawSection { id, data });
        }
    }
    Ok(pruned.finish())
}

fn imported_functions(module: &[u8]) -> Result<u32, BinaryReaderError> {
    let mut count = 0;
    for payload in Parser::new(0).parse_all(module) {
        if let Payload::ImportSection(imports) = payload? {
            for import in imports.into_imports() {
                count += u32::from(matches!(import?.ty, TypeRef::Func(_) | TypeRef::FuncExact(_)));
            }
        }
    }
    Ok(count)
}

fn nothing() -> Function {
    let mut function = Function::new([]);
    function.instruction(&Instruction::Unreachable).instruction(&Instruction::End);
    function
}

fn kept_exports(exports: wasmparser::ExportSectionReader<'_>) -> Result<ExportSection, BinaryReaderError> {
    let mut kept = ExportSection::new();
    for export in exports {
        let export = export?;
        let kind = match export.kind {
            ExternalKind::Func | ExternalKind::FuncExact => ExportKind::Func,
            ExternalKind::Table => ExportKind::Table,
            ExternalKind::Memory => ExportKind::Memory,
            ExternalKind::Global => ExportKind::Global,
            ExternalKind::Tag => ExportKind::Tag,
        };
        if export.name != DESCRIBE_EXPORT {
            kept.export(export.name, kind, export.index);
        }
    }
    Ok(kept)
}

fn kept_names(names: NameSectionReader<'_>, reached: &BTreeSet<u32>) -> Result<NameSection, BinaryReaderError> {
    let mut functions = NameMap::new();
    for subsection in names {
        if let Name::Function(map) = subsection? {
            for naming in map {
                let naming = naming?;
                if reached.contains(&naming.index) {
                    functions.append(naming.index, naming.name);
                }
            }
        }
    }
    let mut kept = NameSection::new();
    kept.functions(&functions);
    Ok(kept)
}

/// Who calls or refers to whom.
#[derive(Default)]
struct Calls {
    /// Functions that something other than a function refers to.
    roots: Vec<u32>,
    /// Per function, the functions that its body refers to.
    of_function: Vec<Vec<u32>>,
}

impl Calls {
    fn read(module: &[u8]) -> Result<Self, BinaryReaderError> {
        let mut calls = Self::default();
        for payload in Parser::new(0).parse_all(module) {
            match payload? {
                Payload::ImportSection(imports) => {
                    for import in imports.into_imports() {
                        if matches!(import?.ty, TypeRef::Func(_) | TypeRef::FuncExact(_)) {
                            calls.of_function.push(Vec::new());
                        }
                    }
                }
                Payload::ExportSection(exports) => {
                    for export in exports {
                        let export = export?;
                        if export.kind == ExternalKind::Func && export.name != DESCRIBE_EXPORT {
                            calls.roots.push(export.index);
                        }
                    }
                }
                Payload::StartSection { func, .. } => calls.roots.push(func),
                Payload::GlobalSection(globals) => {
                    for global in globals {
                        calls.constant(&global?.init_expr)?;
                    }
                }
                Payload::TableSection(tables) => {
                    for table in tables {
                        if let TableInit::Expr(value) = table?.init {
                            calls.constant(&value)?;
                        }
                    }
                }
                Payload::ElementSection(elements) => {
                    for element in elements {
                        calls.items(element?.items)?;
                    }
                }
                Payload::CodeSectionEntry(body) => calls.of_function.push(referred(&body)?),
                _ => {}
            }
        }
        Ok(calls)
    }

    fn items(&mut self, items: ElementItems<'_>) -> Result<(), BinaryReaderError> {
        match items {
            ElementItems::Functions(functions) => {
                for function in functions {
                    self.roots.push(function?);
                }
            }
            ElementItems::Expressions(_, values) => {
                for value in values {
                    self.constant(&value?)?;
                }
            }
        }
        Ok(())
    }

    fn constant(&mut self, value: &ConstExpr<'_>) -> Result<(), BinaryReaderError> {
        for operator in value.get_operators_reader() {
            if let Operator::RefFunc { function_index } = operator? {
                self.roots.push(function_index);
            }
        }
        Ok(())
    }

    fn reached(self) -> BTreeSet<u32> {
        let mut reached = BTreeSet::new();
        let mut to_visit = self.roots;
        while let Some(function) = to_visit.pop() {
            if reached.insert(function) {
                to_visit.extend(self.of_function.get(function as usize).into_iter().flatten());
            }
        }
        reached
    }
}

fn referred(body: &FunctionBody<'_>) -> Result<Vec<u32>, BinaryReaderError> {
    let mut functions = Vec::new();
    for operator in body.get_operators_reader()? {
        match operator? {
            Operator::Call { function_index } | Operator::ReturnCall { function_index } | Operator::RefFunc { function_index } => {
                functions.push(function_index)
            }
            _ => {}
        }
    }
    Ok(functions)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Names of the functions that keep their body when `$describe` goes, which calls `$schema`.
    fn pruned(parts: &str) -> String {
        let module = format!(r#"(module {parts} (func $describe (export "simpletrader_describe") (result i64) (call $schema)))"#);
        let pruned = without_description(&wat::parse_str(module).unwrap()).unwrap();
        wasmparser::Validator::new().validate_all(&pruned).expect("still valid");
        kept_functions(&pruned)
    }

    /// Names in the name section: a pruned function has none.
    fn kept_functions(module: &[u8]) -> String {
        let mut kept = Vec::new();
        for payload in Parser::new(0).parse_all(module) {
            if let Payload::CustomSection(section) = payload.unwrap()
                && let KnownCustom::Name(names) = section.as_known()
            {
                for subsection in names {
                    if let Name::Function(map) = subsection.unwrap() {
                        kept.extend(map.into_iter().map(|naming| naming.unwrap().name.to_owned()));
                    }
                }
            }
        }
        kept.join(" ")
    }

    const SCHEMA: &str = "(func $schema (result i64) (i64.const 0))";

    #[test]
    fn what_only_the_description_needs_is_gone() {
        assert_eq!(pruned(&format!(r#"{SCHEMA} (func $handler (export "handler"))"#)), "handler");
    }

    #[test]
    fn what_a_handler_reaches_stays_however_it_is_reached() {
        let direct = r#"(func $handler (export "handler") (drop (call $schema)))"#;
        assert_eq!(pruned(&format!("{SCHEMA} {direct}")), "schema handler");
        let tail = r#"(func $handler (export "handler") (result i64) (return_call $schema))"#;
        assert_eq!(pruned(&format!("{SCHEMA} {tail}")), "schema handler");
        let table = "(table funcref (elem $schema))";
        assert_eq!(pruned(&format!("{SCHEMA} {table}")), "schema");
        let start = "(func $begin (drop (call $schema))) (start $begin)";
        assert_eq!(pruned(&format!("{SCHEMA} {start}")), "schema begin");
        let global = r#"(global funcref (ref.func $schema))"#;
        assert_eq!(pruned(&format!("{SCHEMA} {global}")), "schema");
    }

    #[test]
    fn imported_functions_shift_no_body() {
        let import = r#"(import "simpletrader:worker/log@0.1.0" "write" (func $write))"#;
        let handler = r#"(func $handler (export "handler") (call $write) (call $helper)) (func $helper (call $write))"#;
        assert_eq!(pruned(&format!("{import} {SCHEMA} {handler}")), "write handler helper");
        let unused = r#"(func $handler (export "handler"))"#;
        assert_eq!(pruned(&format!("{import} {SCHEMA} {unused}")), "handler");
    }

    #[test]
    fn a_module_without_the_export_keeps_everything_it_uses() {
        let module = wat::parse_str(r#"(module (func $a (export "a") (call $b)) (func $b) (memory (export "memory") 1))"#).unwrap();
        let kept = without_description(&module).unwrap();
        assert_eq!(kept_functions(&kept), "a b");
    }
}
