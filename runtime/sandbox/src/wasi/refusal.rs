//! Functions that answer the same refusal, whatever they are given.

use wasmtime::component::Val;

use super::price::CALL;
use super::{Interface, Stop, WasiState};

/// Puts in functions that answer the error `code`. Their parameters are read as the file declares them, so that one line
/// stands for a function of any type; their result must be a `result` with an enumeration of errors.
pub(super) fn refuse(interface: &mut Interface<'_>, functions: &[&str], code: &'static str) -> wasmtime::Result<()> {
    for function in functions {
        interface.func_new(function, move |mut store, _, parameters, results| {
            WasiState::charged(&mut store, CALL)?;
            for parameter in parameters {
                // What was lent must be given back before the function returns.
                if let Val::Resource(lent) = parameter {
                    lent.resource_drop(&mut store)?;
                }
            }
            let [answer] = results else { return Err(Stop::Unreachable("it has no answer").into()) };
            *answer = Val::Result(Err(Some(Box::new(Val::Enum(code.into())))));
            Ok(())
        })?;
    }
    Ok(())
}
