//! Asks a module what it is.
//!
//! The author's code runs here once, at build time: in an interpreter, without capabilities, with bounded fuel and memory. It
//! returns where in its memory the description lies: address in the upper, length in the lower 32 bits.

use serde::Deserialize;
use serde_json::Value;
use simpletrader_contracts::name::excerpt;
use simpletrader_contracts::worker::WorkerManifest;
use wasmi::{Caller, Config, Engine, ExternType, Linker, Module, Store, StoreLimits, StoreLimitsBuilder, Val};

use crate::PackageError;

/// The export that is called: no parameters, one `i64`.
pub const DESCRIBE_EXPORT: &str = "simpletrader_describe";
/// Fuel of the call. The example workers need less than a hundredth of it.
pub const DESCRIBE_FUEL: u64 = 200_000_000;
/// Linear memory of the call, in bytes.
pub const DESCRIBE_MEMORY: usize = 64 << 20;
/// Longest description, in bytes.
pub const DESCRIPTION_LIMIT: usize = 1 << 20;

/// What a module says about itself.
pub struct Description {
    /// Checked.
    pub manifest: WorkerManifest,
    /// JSON Schema of the parameters, an object.
    pub schema: Value,
}

/// Calls the export and reads its answer.
pub fn describe(module: &[u8]) -> Result<Description, PackageError> {
    let text = call(module)?;
    let unreadable = |reason: &dyn std::fmt::Display| PackageError::Unreadable(excerpt(&reason.to_string(), 300));
    match serde_json::from_slice(&text).map_err(|error| unreadable(&error))? {
        Answer::Failed { error } => Err(PackageError::Describe(excerpt(&error, 300))),
        Answer::Described { manifest, schema } if schema.is_object() => {
            let manifest = WorkerManifest::parse(manifest.to_string().as_bytes());
            Ok(Description { manifest: manifest.map_err(|error| PackageError::Manifest(error.to_string()))?, schema })
        }
        Answer::Described { .. } => Err(unreadable(&"the parameter schema is not a JSON object")),
    }
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Answer {
    Described { manifest: Value, schema: Value },
    Failed { error: String },
}

fn call(module: &[u8]) -> Result<Vec<u8>, PackageError> {
    let engine = Engine::new(Config::default().consume_fuel(true));
    let module = Module::new(&engine, module).map_err(|error| PackageError::NotAModule(error.to_string()))?;
    if module.exports().all(|export| export.name() != DESCRIBE_EXPORT) {
        return Err(PackageError::NoDescription);
    }
    let limits = StoreLimitsBuilder::new().memory_size(DESCRIBE_MEMORY).memories(1).instances(1).table_elements(100_000).build();
    let mut store = Store::new(&engine, limits);
    store.limiter(|limits: &mut StoreLimits| limits);
    let failed = |error: wasmi::Error| PackageError::Describe(why(&error));
    store.set_fuel(DESCRIBE_FUEL).map_err(failed)?;
    let instance = without_capabilities(&engine, &module).instantiate_and_start(&mut store, &module).map_err(failed)?;
    let wrong_type = |_| PackageError::Describe("it must take nothing and return one i64".to_owned());
    let export = instance.get_typed_func::<(), u64>(&store, DESCRIBE_EXPORT).map_err(wrong_type)?;
    let place = export.call(&mut store, ()).map_err(failed)?;
    let memory = instance.get_memory(&store, "memory");
    let memory = memory.ok_or_else(|| PackageError::Describe("the module exports no memory".to_owned()))?;
    let (address, length) = ((place >> 32) as usize, (place & u64::from(u32::MAX)) as usize);
    if length > DESCRIPTION_LIMIT {
        return Err(PackageError::Describe(format!("the description has {length} bytes, at most {DESCRIPTION_LIMIT} are read")));
    }
    let outside = || PackageError::Describe("the description lies outside the module's memory".to_owned());
    let end = address.checked_add(length).ok_or_else(outside)?;
    memory.data(&store).get(address..end).map(<[u8]>::to_vec).ok_or_else(outside)
}

/// A linker in which every function that the module imports ends the call: nothing is granted to a description.
fn without_capabilities(engine: &Engine, module: &Module) -> Linker<StoreLimits> {
    let mut linker = Linker::new(engine);
    for import in module.imports() {
        if let ExternType::Func(signature) = import.ty() {
            let name = format!("{}.{}", import.module(), import.name());
            let refuse = move |_: Caller<'_, StoreLimits>, _: &[Val], _: &mut [Val]| {
                Err(wasmi::Error::new(format!("it calls the capability `{name}`; a description must not depend on the host")))
            };
            // Fails only for a name that occurs twice, and then the first does the same.
            let _ = linker.func_new(import.module(), import.name(), signature.clone(), refuse);
        }
    }
    linker
}

fn why(error: &wasmi::Error) -> String {
    match error.as_trap_code() {
        Some(wasmi::TrapCode::OutOfFuel) => format!("it used more than {DESCRIBE_FUEL} fuel; look for a loop that does not end"),
        Some(wasmi::TrapCode::UnreachableCodeReached) => {
            "it panicked; look for an unwrap in the schema or in the constants of the worker".to_owned()
        }
        _ => error.to_string(),
    }
}
