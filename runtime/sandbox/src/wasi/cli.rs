//! `wasi:cli`: an empty environment, an empty input, and standard streams that end in the worker's log.

use wasmtime::component::{Resource, ResourceType};

use super::capture::Stream;
use super::price::CALL;
use super::streams::{InputStream, OutputStream};
use super::{Interface, Stop, WasiState};

/// `terminal-input.terminal-input`. There never is one: a worker has no terminal.
#[derive(Debug)]
struct TerminalInput;

/// `terminal-output.terminal-output`. There never is one.
#[derive(Debug)]
struct TerminalOutput;

/// `environment`: no variables, no arguments, no working directory.
pub(super) fn environment(interface: &mut Interface<'_>) -> wasmtime::Result<()> {
    interface.func_wrap("get-environment", |mut store, (): ()| {
        WasiState::charged(&mut store, CALL)?;
        Ok((Vec::<(String, String)>::new(),))
    })?;
    interface.func_wrap("get-arguments", |mut store, (): ()| {
        WasiState::charged(&mut store, CALL)?;
        Ok((Vec::<String>::new(),))
    })?;
    interface.func_wrap("initial-cwd", |mut store, (): ()| {
        WasiState::charged(&mut store, CALL)?;
        Ok((None::<String>,))
    })
}

/// `exit`: ends the call with a fault. A worker has nothing to exit from.
pub(super) fn exit(interface: &mut Interface<'_>) -> wasmtime::Result<()> {
    interface.func_wrap("exit", |_, (status,): (Result<(), ()>,)| Err::<(), _>(Stop::Exit(u8::from(status.is_err())).into()))?;
    interface.func_wrap("exit-with-code", |_, (status,): (u8,)| Err::<(), _>(Stop::Exit(status).into()))
}

/// `stdin`.
pub(super) fn stdin(interface: &mut Interface<'_>) -> wasmtime::Result<()> {
    interface.func_wrap("get-stdin", |mut store, (): ()| Ok((WasiState::charged(&mut store, CALL)?.hand_out(InputStream::Empty)?,)))
}

/// `stdout`.
pub(super) fn stdout(interface: &mut Interface<'_>) -> wasmtime::Result<()> {
    interface.func_wrap("get-stdout", |mut store, (): ()| {
        Ok((WasiState::charged(&mut store, CALL)?.hand_out(OutputStream(Stream::Out))?,))
    })
}

/// `stderr`.
pub(super) fn stderr(interface: &mut Interface<'_>) -> wasmtime::Result<()> {
    interface.func_wrap("get-stderr", |mut store, (): ()| {
        Ok((WasiState::charged(&mut store, CALL)?.hand_out(OutputStream(Stream::Error))?,))
    })
}

/// `terminal-input`.
pub(super) fn terminal_input(interface: &mut Interface<'_>) -> wasmtime::Result<()> {
    interface.resource("terminal-input", ResourceType::host::<TerminalInput>(), WasiState::dropped::<TerminalInput>)
}

/// `terminal-output`.
pub(super) fn terminal_output(interface: &mut Interface<'_>) -> wasmtime::Result<()> {
    interface.resource("terminal-output", ResourceType::host::<TerminalOutput>(), WasiState::dropped::<TerminalOutput>)
}

/// `terminal-stdin`.
pub(super) fn terminal_stdin(interface: &mut Interface<'_>) -> wasmtime::Result<()> {
    no_terminal::<TerminalInput>(interface, "get-terminal-stdin")
}

/// `terminal-stdout`.
pub(super) fn terminal_stdout(interface: &mut Interface<'_>) -> wasmtime::Result<()> {
    no_terminal::<TerminalOutput>(interface, "get-terminal-stdout")
}

/// `terminal-stderr`.
pub(super) fn terminal_stderr(interface: &mut Interface<'_>) -> wasmtime::Result<()> {
    no_terminal::<TerminalOutput>(interface, "get-terminal-stderr")
}

fn no_terminal<T: Send + 'static>(interface: &mut Interface<'_>, function: &str) -> wasmtime::Result<()> {
    interface.func_wrap(function, |mut store, (): ()| {
        WasiState::charged(&mut store, CALL)?;
        Ok((None::<Resource<T>>,))
    })
}
