//! Small values that outlive the instance, by key. Declared with [`About::remembers`](crate::About::remembers), or with
//! [`About::shares`](crate::About::shares) for a state that all workers of the plug-in have in common.
//!
//! What a pass changes is stored with the pass; a pass that fails changes nothing. There may be 1 000 keys of 1 to 120 bytes;
//! what does not fit into the granted bytes ends the call.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::host;
use crate::WorkerError;

/// The bytes of a key, if it has any.
pub fn get(key: &str) -> Option<Vec<u8>> {
    host::get(key)
}

/// Gives a key these bytes.
pub fn set(key: &str, value: &[u8]) {
    host::set(key, value);
}

/// Takes a key away; one that is not there is no matter.
pub fn remove(key: &str) {
    host::remove(key);
}

/// The value of a key, as [`save`] wrote it.
///
/// # Errors
/// When what is stored is of another shape: an earlier version of the worker may have written it.
pub fn load<T: DeserializeOwned>(key: &str) -> Result<Option<T>, WorkerError> {
    let Some(bytes) = get(key) else { return Ok(None) };
    let value = serde_json::from_slice(&bytes);
    value.map(Some).map_err(|error| WorkerError::failed(format!("the state `{key}` cannot be read: {error}")))
}

/// Gives a key a value, as JSON.
///
/// # Errors
/// When the value cannot be written as JSON.
pub fn save<T: Serialize>(key: &str, value: &T) -> Result<(), WorkerError> {
    set(key, &serde_json::to_vec(value)?);
    Ok(())
}
