//! `wasi:io/error` and `wasi:io/poll`. Everything that a guest can wait for is there already.

use wasmtime::component::{Resource, ResourceType};

use super::filesystem::ErrorCode;
use super::price::{CALL, ITEM};
use super::{Interface, Stop, WasiState};

/// `error.error`: why an operation on a stream failed. Only reading a file can.
#[derive(Debug)]
pub(super) struct IoError {
    pub(super) code: ErrorCode,
}

/// `poll.pollable`. All are alike, because none has to be waited for: output is kept at once, input is empty, files are read
/// where they are asked for, and time does not pass.
#[derive(Debug)]
pub(super) struct Pollable;

/// `error`.
pub(super) fn error(interface: &mut Interface<'_>) -> wasmtime::Result<()> {
    interface.resource("error", ResourceType::host::<IoError>(), WasiState::dropped::<IoError>)?;
    interface.func_wrap("[method]error.to-debug-string", |mut store, (error,): (Resource<IoError>,)| {
        let wasi = WasiState::charged(&mut store, CALL)?;
        Ok((format!("{:?}", wasi.resources.get(&error)?.code),))
    })
}

/// `poll`.
pub(super) fn poll(interface: &mut Interface<'_>) -> wasmtime::Result<()> {
    interface.resource("pollable", ResourceType::host::<Pollable>(), WasiState::dropped::<Pollable>)?;
    interface.func_wrap("[method]pollable.ready", |mut store, (pollable,): (Resource<Pollable>,)| {
        WasiState::charged(&mut store, CALL)?.resources.get(&pollable)?;
        Ok((true,))
    })?;
    interface.func_wrap("[method]pollable.block", |mut store, (pollable,): (Resource<Pollable>,)| {
        WasiState::charged(&mut store, CALL)?.resources.get(&pollable)?;
        Ok(())
    })?;
    interface.func_wrap("poll", |mut store, (pollables,): (Vec<Resource<Pollable>>,)| {
        let count = pollables.len() as u64;
        let wasi = WasiState::charged(&mut store, CALL.saturating_add(count.saturating_mul(ITEM)))?;
        for pollable in &pollables {
            wasi.resources.get(pollable)?;
        }
        if pollables.is_empty() {
            return Err(Stop::Misuse("it polled nothing, and would have waited for ever".into()).into());
        }
        Ok(((0..pollables.len() as u32).collect::<Vec<u32>>(),))
    })
}
