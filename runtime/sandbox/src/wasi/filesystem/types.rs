//! `wasi:filesystem/types`: the functions. What reads is carried out, what would change anything answers `read-only`.

use wasmtime::StoreContextMut;
use wasmtime::component::{Resource, ResourceType};

use super::directory::Descriptor;
use super::error_code::ErrorCode;
use super::wire::{Advice, DescriptorFlags, DescriptorStat, DescriptorType, DirectoryEntry, MetadataHash, OpenFlags, PathFlags};
use crate::wasi::io::IoError;
use crate::wasi::price::{self, CALL, ENTRY, MOST_BYTES, PATH, READ};
use crate::wasi::refusal::refuse;
use crate::wasi::state::Place;
use crate::wasi::streams::InputStream;
use crate::wasi::{Interface, WasiState};
use crate::worker::StoreState;

/// `directory-entry-stream`: the rest of a listing.
#[derive(Debug)]
struct Listing {
    rest: std::vec::IntoIter<DirectoryEntry>,
    _place: Place,
}

/// The functions of a descriptor that would change something.
const CHANGES: [&str; 12] = [
    "[method]descriptor.append-via-stream",
    "[method]descriptor.create-directory-at",
    "[method]descriptor.link-at",
    "[method]descriptor.remove-directory-at",
    "[method]descriptor.rename-at",
    "[method]descriptor.set-size",
    "[method]descriptor.set-times",
    "[method]descriptor.set-times-at",
    "[method]descriptor.symlink-at",
    "[method]descriptor.unlink-file-at",
    "[method]descriptor.write",
    "[method]descriptor.write-via-stream",
];

type Store<'a> = StoreContextMut<'a, StoreState>;
type Open = Resource<Descriptor>;
/// What a function answers: the outer error ends the call, the inner is the guest's to deal with.
type Answer<T> = wasmtime::Result<(Result<T, ErrorCode>,)>;

/// `types`.
pub(in crate::wasi) fn types(interface: &mut Interface<'_>) -> wasmtime::Result<()> {
    interface.resource("descriptor", ResourceType::host::<Descriptor>(), WasiState::dropped::<Descriptor>)?;
    interface.resource("directory-entry-stream", ResourceType::host::<Listing>(), WasiState::dropped::<Listing>)?;
    refuse(interface, &CHANGES, "read-only")?;
    open_files(interface)?;
    paths(interface)?;
    listings(interface)?;
    interface.func_wrap("filesystem-error-code", |mut store, (error,): (Resource<IoError>,)| {
        Ok((Some(WasiState::charged(&mut store, CALL)?.resources.get(&error)?.code),))
    })
}

/// Functions about what is open.
fn open_files(interface: &mut Interface<'_>) -> wasmtime::Result<()> {
    interface.func_wrap("[method]descriptor.read", |store, (open, count, at): (Open, u64, u64)| read(store, &open, count, at))?;
    interface.func_wrap("[method]descriptor.read-via-stream", |mut store, (open, at): (Open, u64)| {
        let wasi = WasiState::charged(&mut store, CALL)?;
        Ok((match wasi.resources.get(&open)?.file().cloned() {
            Ok(file) => Ok(wasi.hand_out(InputStream::File { file, at })?),
            Err(code) => Err(code),
        },))
    })?;
    interface.func_wrap("[method]descriptor.get-flags", |store, (open,): (Open,)| {
        on(store, &open, CALL, |_| Ok(DescriptorFlags::READ))
    })?;
    interface.func_wrap("[method]descriptor.get-type", |store, (open,): (Open,)| {
        on(store, &open, CALL, |descriptor| Ok(descriptor.kind()))
    })?;
    interface.func_wrap("[method]descriptor.stat", |store, (open,): (Open,)| {
        on(store, &open, READ, |descriptor| descriptor.stat().map(stat))
    })?;
    interface.func_wrap("[method]descriptor.metadata-hash", |store, (open,): (Open,)| {
        on(store, &open, CALL, |descriptor| Ok(hash(descriptor.identity())))
    })?;
    interface.func_wrap("[method]descriptor.is-same-object", |mut store, (open, other): (Open, Open)| {
        let wasi = WasiState::charged(&mut store, CALL)?;
        Ok((wasi.resources.get(&open)?.is_same(wasi.resources.get(&other)?),))
    })?;
    interface.func_wrap("[method]descriptor.advise", |store, (open, _from, _count, _advice): (Open, u64, u64, Advice)| {
        on(store, &open, CALL, |_| Ok(()))
    })?;
    for name in ["[method]descriptor.sync", "[method]descriptor.sync-data"] {
        // There is nothing that could be behind.
        interface.func_wrap(name, |store, (open,): (Open,)| on(store, &open, CALL, |_| Ok(())))?;
    }
    Ok(())
}

/// Functions about what is at a path below an open directory.
fn paths(interface: &mut Interface<'_>) -> wasmtime::Result<()> {
    interface.func_wrap(
        "[method]descriptor.open-at",
        |store, (open, follow, path, how, access): (Open, PathFlags, String, OpenFlags, DescriptorFlags)| {
            open_at(store, &open, follow, &path, how, access)
        },
    )?;
    interface.func_wrap("[method]descriptor.stat-at", |store, (open, follow, path): (Open, PathFlags, String)| {
        on(store, &open, PATH, |descriptor| descriptor.stat_at(&path, follows(follow)).map(stat))
    })?;
    interface.func_wrap("[method]descriptor.metadata-hash-at", |store, (open, follow, path): (Open, PathFlags, String)| {
        on(store, &open, PATH, |descriptor| descriptor.identity_at(&path, follows(follow)).map(hash))
    })?;
    interface.func_wrap("[method]descriptor.readlink-at", |store, (open, path): (Open, String)| {
        on(store, &open, PATH, |descriptor| descriptor.read_link(&path))
    })
}

/// Functions about what is in a directory.
fn listings(interface: &mut Interface<'_>) -> wasmtime::Result<()> {
    interface.func_wrap("[method]descriptor.read-directory", |mut store, (open,): (Open,)| {
        let wasi = WasiState::charged(&mut store, PATH)?;
        let place = wasi.listings.take()?;
        let listed = wasi.resources.get(&open)?.list();
        let count = listed.as_ref().map_or(0, Vec::len) as u64;
        let wasi = WasiState::charged(&mut store, count.saturating_mul(ENTRY))?;
        Ok((match listed {
            Ok(entries) => Ok(wasi.hand_out(Listing { rest: entries.into_iter(), _place: place })?),
            Err(code) => Err(code),
        },))
    })?;
    interface.func_wrap("[method]directory-entry-stream.read-directory-entry", |mut store, (listing,): (Resource<Listing>,)| {
        let next = WasiState::charged(&mut store, CALL)?.resources.get_mut(&listing)?.rest.next();
        let answer: Result<_, ErrorCode> = Ok(next);
        Ok((answer,))
    })
}

/// Asks an open file or directory.
fn on<T>(mut store: Store<'_>, open: &Open, price: u64, ask: impl FnOnce(&Descriptor) -> Result<T, ErrorCode>) -> Answer<T> {
    Ok((ask(WasiState::charged(&mut store, price)?.resources.get(open)?),))
}

/// Bytes of a file, and whether its end was reached.
fn read(mut store: Store<'_>, open: &Open, count: u64, at: u64) -> Answer<(Vec<u8>, bool)> {
    let wanted = count.min(MOST_BYTES);
    let price = READ.saturating_add(price::bytes(wanted));
    let read = WasiState::charged(&mut store, price)?.resources.get(open)?.file().and_then(|file| file.read(at, wanted));
    Ok((read.map(|bytes| {
        let is_end = (bytes.len() as u64) < wanted;
        (bytes, is_end)
    }),))
}

fn open_at(
    mut store: Store<'_>,
    open: &Open,
    follow: PathFlags,
    path: &str,
    how: OpenFlags,
    access: DescriptorFlags,
) -> Answer<Open> {
    let wasi = WasiState::charged(&mut store, PATH)?;
    if how.intersects(OpenFlags::CREATE | OpenFlags::EXCLUSIVE | OpenFlags::TRUNCATE)
        || access.intersects(DescriptorFlags::WRITE | DescriptorFlags::MUTATE_DIRECTORY)
    {
        return Ok((Err(ErrorCode::ReadOnly),));
    }
    let place = wasi.open_files.take()?;
    let opened = wasi.resources.get(open)?.open(path, follows(follow), place);
    Ok((match opened {
        Ok(file) if how.contains(OpenFlags::DIRECTORY) && file.kind() != DescriptorType::Directory => Err(ErrorCode::NotDirectory),
        Ok(opened) => Ok(wasi.hand_out(opened)?),
        Err(code) => Err(code),
    },))
}

fn follows(flags: PathFlags) -> bool {
    flags.contains(PathFlags::SYMLINK_FOLLOW)
}

fn stat((kind, size): (DescriptorType, u64)) -> DescriptorStat {
    DescriptorStat { kind, link_count: 1, size, accessed: None, modified: None, changed: None }
}

fn hash((lower, upper): (u64, u64)) -> MetadataHash {
    MetadataHash { lower, upper }
}
