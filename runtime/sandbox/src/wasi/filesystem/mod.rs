//! `wasi:filesystem`: the granted directory, read-only. Without a grant there is none, and nothing can be opened.
//!
//! The directory appears as [`MOUNTED`]. `cap-std` resolves every path inside it: `..`, absolute paths and symbolic links
//! that lead out are refused by the operating system or by it, never by comparing texts. Only regular files and directories
//! can be opened, so that nothing blocks.
//!
//! * [`directory`] is the directory itself, in Rust; [`wire`] the types as WASI has them; `types` the functions.

mod directory;
mod error_code;
mod types;
mod wire;

use super::price::{CALL, PATH};
use super::{Interface, WasiState};
use directory::Descriptor;

pub(super) use directory::OpenFile;
pub(super) use error_code::ErrorCode;
pub(super) use types::types;

/// Where a guest finds the granted directory.
const MOUNTED: &str = "/data";

/// `preopens`: the granted directory, or none.
pub(super) fn preopens(interface: &mut Interface<'_>) -> wasmtime::Result<()> {
    interface.func_wrap("get-directories", |mut store, (): ()| {
        let wasi = WasiState::charged(&mut store, CALL)?;
        let Some(root) = wasi.root.clone() else {
            return Ok((Vec::new(),));
        };
        let wasi = WasiState::charged(&mut store, PATH)?;
        let root = Descriptor::root(root, wasi.open_files.take()?);
        Ok((vec![(wasi.hand_out(root)?, MOUNTED.to_owned())],))
    })
}
