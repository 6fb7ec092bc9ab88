//! `wasi:io/streams`: the standard streams, and files being read. Nothing ever waits, so a blocking function is the same as
//! its plain one.

use wasmtime::StoreContextMut;
use wasmtime::component::{ComponentType, Lower, Resource, ResourceType};

use super::capture::Stream;
use super::filesystem::OpenFile;
use super::io::{IoError, Pollable};
use super::price::{self, CALL, MOST_BYTES, PRINTED, READ};
use super::{Interface, WasiState};
use crate::worker::StoreState;

/// `input-stream`.
#[derive(Debug)]
pub(super) enum InputStream {
    /// The standard input: at its end from the beginning.
    Empty,
    /// A file from some place on.
    File {
        /// The file.
        file: OpenFile,
        /// Where the next byte is.
        at: u64,
    },
}

/// `output-stream`: one of the standard streams. Files are never written.
#[derive(Debug)]
pub(super) struct OutputStream(pub(super) Stream);

/// `stream-error`.
#[derive(Debug, ComponentType, Lower)]
#[component(variant)]
enum StreamError {
    #[component(name = "last-operation-failed")]
    Failed(Resource<IoError>),
    #[component(name = "closed")]
    Closed,
}

type Store<'a> = StoreContextMut<'a, StoreState>;
type Input = Resource<InputStream>;
type Output = Resource<OutputStream>;
/// What a function of a stream answers: the outer error ends the call, the inner is the guest's to deal with.
type Answer<T> = wasmtime::Result<(Result<T, StreamError>,)>;

/// `streams`.
pub(super) fn streams(interface: &mut Interface<'_>) -> wasmtime::Result<()> {
    input(interface)?;
    output(interface)
}

fn input(interface: &mut Interface<'_>) -> wasmtime::Result<()> {
    interface.resource("input-stream", ResourceType::host::<InputStream>(), WasiState::dropped::<InputStream>)?;
    for name in ["read", "blocking-read"] {
        interface.func_wrap(&format!("[method]input-stream.{name}"), |mut store: Store<'_>, (stream, count): (Input, u64)| {
            let read: Answer<Vec<u8>> = read(&mut store, &stream, count);
            read
        })?;
    }
    for name in ["skip", "blocking-skip"] {
        interface.func_wrap(&format!("[method]input-stream.{name}"), |mut store: Store<'_>, (stream, count): (Input, u64)| {
            let (skipped,) = read(&mut store, &stream, count)?;
            Ok((skipped.map(|bytes| bytes.len() as u64),))
        })?;
    }
    interface.func_wrap("[method]input-stream.subscribe", |mut store, (stream,): (Input,)| {
        let wasi = WasiState::charged(&mut store, CALL)?;
        wasi.resources.get(&stream)?;
        Ok((wasi.hand_out(Pollable)?,))
    })
}

/// The next bytes, `count` at most.
fn read(store: &mut Store<'_>, stream: &Input, count: u64) -> Answer<Vec<u8>> {
    let count = count.min(MOST_BYTES);
    let wasi = WasiState::charged(store, price::bytes(count))?;
    let InputStream::File { file, at } = wasi.resources.get_mut(stream)? else {
        return Ok((Err(StreamError::Closed),));
    };
    let answer = file.read(*at, count);
    if let Ok(bytes) = &answer {
        *at = at.saturating_add(bytes.len() as u64);
    }
    let wasi = WasiState::charged(store, READ)?;
    Ok((match answer {
        Ok(bytes) if bytes.is_empty() && count > 0 => Err(StreamError::Closed),
        Ok(bytes) => Ok(bytes),
        Err(code) => Err(StreamError::Failed(wasi.hand_out(IoError { code })?)),
    },))
}

fn output(interface: &mut Interface<'_>) -> wasmtime::Result<()> {
    interface.resource("output-stream", ResourceType::host::<OutputStream>(), WasiState::dropped::<OutputStream>)?;
    interface.func_wrap("[method]output-stream.check-write", |mut store, (stream,): (Output,)| {
        WasiState::charged(&mut store, CALL)?.resources.get(&stream)?;
        let room: Result<u64, StreamError> = Ok(MOST_BYTES);
        Ok((room,))
    })?;
    for name in ["write", "blocking-write-and-flush"] {
        interface.func_wrap(&format!("[method]output-stream.{name}"), |mut store, (stream, bytes): (Output, Vec<u8>)| {
            print(&mut store, &stream, &bytes)
        })?;
    }
    for name in ["write-zeroes", "blocking-write-zeroes-and-flush"] {
        // They would be stripped anyway.
        interface.func_wrap(&format!("[method]output-stream.{name}"), |mut store, (stream, _count): (Output, u64)| {
            print(&mut store, &stream, &[])
        })?;
    }
    for name in ["flush", "blocking-flush"] {
        interface.func_wrap(&format!("[method]output-stream.{name}"), |mut store, (stream,): (Output,)| {
            print(&mut store, &stream, &[])
        })?;
    }
    for name in ["splice", "blocking-splice"] {
        interface.func_wrap(
            &format!("[method]output-stream.{name}"),
            |mut store: Store<'_>, (stream, source, count): (Output, Input, u64)| {
                let (read,) = read(&mut store, &source, count)?;
                let bytes = match read {
                    Ok(bytes) => bytes,
                    Err(error) => return Ok((Err(error),)),
                };
                let (printed,) = print(&mut store, &stream, &bytes)?;
                Ok((printed.map(|()| bytes.len() as u64),))
            },
        )?;
    }
    interface.func_wrap("[method]output-stream.subscribe", |mut store, (stream,): (Output,)| {
        let wasi = WasiState::charged(&mut store, CALL)?;
        wasi.resources.get(&stream)?;
        Ok((wasi.hand_out(Pollable)?,))
    })
}

/// Keeps what is printed. More than `check-write` allows is taken too: there is room for every line, cut as it may be.
fn print(store: &mut Store<'_>, stream: &Output, bytes: &[u8]) -> Answer<()> {
    let count = bytes.len() as u64;
    let wasi = WasiState::charged(store, CALL.saturating_add(count.saturating_mul(PRINTED)))?;
    let OutputStream(stream) = *wasi.resources.get(stream)?;
    wasi.print(stream, bytes);
    Ok((Ok(()),))
}
