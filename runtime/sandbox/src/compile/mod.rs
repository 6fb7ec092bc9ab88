//! From an admitted worker to machine code, within bounds of time and memory.
//!
//! The gate bounds what is in a file, not what compiling it costs: that is decided by a compiler of some hundred thousand
//! lines, and a file made for the purpose can occupy it for long. So the compiler runs in a process of its own, which can be
//! killed at any moment and takes nothing with it.
//!
//! * [`Compiler`] says where the compiler runs, [`CompileError`] how it can end.
//! * `parent` starts the process, feeds it, waits for its answer no longer than the profile allows, and reaps it.
//! * [`serve`] is what runs inside: it gives up every right that a compiler does not need, reads the component from its
//!   standard input and writes the answer to its standard output.
//! * `frame` is the answer as bytes.
//!
//! What the process does not protect against: machine code that a defect of the compiler made wrong, or that a compiler under
//! an attacker's control returned. The answer is checked to be whole and from the same compiler, not to be harmless.

mod child;
mod code_source;
mod confinement;
mod descriptors;
mod error;
mod frame;
mod parent;
mod turns;

use std::ffi::OsString;
use std::path::PathBuf;

pub use child::{ChildLimits, serve};
pub(crate) use code_source::CodeSource;
pub use code_source::Origin;
pub use confinement::Landlock;
pub use error::{Clock, CompileError};

/// Where workers are compiled.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Compiler {
    /// In this process, without bounds on time and memory. For workers of one's own, and for tests.
    #[default]
    InProcess,
    /// In a process for each file, bounded as [`Limits`](crate::Limits) say.
    Child {
        /// A program that calls [`serve`] with the limits that it is given.
        program: PathBuf,
        /// What it is called with, in front of [`ChildLimits::arguments`].
        arguments: Vec<OsString>,
    },
}
