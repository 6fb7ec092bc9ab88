//! The inside of a component: the generated bindings, and the way from them to a worker's trait and back.
//!
//! Not part of the public interface: [`export_worker!`](crate::export_worker!) reaches in here from the worker's crate. The
//! module is compiled natively too, so that the conversions are tested without a wasm toolchain; only the exports themselves
//! exist in wasm alone.

pub mod bindings;
mod handlers;
#[cfg(any(test, all(target_arch = "wasm32", feature = "heap")))]
mod heap;
mod lift;
pub mod lower;

use std::sync::Mutex;

use crate::describe::Description;
use crate::{Worker, WorkerError};
use bindings::simpletrader::worker::types as wire;

/// The one worker of a component. The mutex is never contended (a component is called by one thread at a time); it is the
/// safe way to a mutable static.
pub struct Slot<W>(Mutex<Option<W>>);

impl<W> Slot<W> {
    /// A slot before `configure`.
    pub const fn empty() -> Self {
        Self(Mutex::new(None))
    }

    fn fill(&self, worker: W) {
        if let Ok(mut slot) = self.0.lock() {
            *slot = Some(worker);
        }
    }

    fn call<T>(&self, handler: impl FnOnce(&mut W) -> Result<T, WorkerError>) -> Result<T, wire::WorkerError> {
        let mut slot = self.0.lock().map_err(|_| lower::error(WorkerError::failed("an earlier call panicked")))?;
        let worker = slot.as_mut().ok_or_else(|| lower::error(WorkerError::not_ready("configure was not called")))?;
        handler(worker).map_err(lower::error)
    }
}

/// What [`export_worker!`](crate::export_worker!) implements: where the component keeps its worker. The handlers of the
/// bindings are implemented for every such type whose worker has the trait of the category.
pub trait Exported: 'static {
    /// The worker.
    type Worker: Worker;

    /// Its place.
    fn slot() -> &'static Slot<Self::Worker>;
}

/// Leaks the description as JSON and returns where it lies: address in the upper, length in the lower 32 bits. An error is
/// told in the same way, as `{"error": "…"}`.
pub fn describe(description: Result<Description, WorkerError>) -> u64 {
    let json = description
        .map_err(|error| error.to_string())
        .and_then(|description| serde_json::to_string(&description).map_err(|error| error.to_string()));
    let json = json.unwrap_or_else(|error| serde_json::json!({ "error": error }).to_string());
    let text: &'static str = Box::leak(json.into_boxed_str());
    // Addresses have 32 bits in the only place where anybody calls this.
    (text.as_ptr() as usize as u64) << 32 | text.len() as u64
}

#[cfg(test)]
mod tests;
