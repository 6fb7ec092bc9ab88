//! Machine code on its way into the engine. The only module of this crate with an unsafe block.

#![allow(unsafe_code, reason = "the engine cannot check machine code, so taking it over is unsafe by nature")]

use std::ops::Range;

use wasmtime::Engine;
use wasmtime::component::Component;

/// Machine code that this program's own compiler made from an admitted worker.
///
/// The engine runs such bytes as they are. So there are two ways to one and no third: [`compiled`](Self::compiled) for what
/// came out of the compiler just now, and [`authenticated`](Self::authenticated) for what the cache can prove to have written
/// itself. The bytes are owned: nobody can change them between the proof and their use, as one could change a file.
pub(crate) struct Artefact {
    bytes: Vec<u8>,
    code: Range<usize>,
}

impl Artefact {
    /// What the compiler returned: in this process, or in a child that runs this program.
    pub(crate) fn compiled(bytes: Vec<u8>) -> Self {
        Self { code: 0..bytes.len(), bytes }
    }

    /// The part `code` of bytes whose keyed digest was checked.
    pub(crate) fn authenticated(bytes: Vec<u8>, code: Range<usize>) -> Self {
        Self { bytes, code }
    }

    /// The machine code.
    pub(crate) fn code(&self) -> &[u8] {
        self.bytes.get(self.code.clone()).unwrap_or_default()
    }

    /// Takes the code over into an engine.
    ///
    /// # Errors
    /// When it was made for other settings, another engine version or another processor. The engine compares those itself.
    pub(crate) fn load(&self, engine: &Engine) -> wasmtime::Result<Component> {
        // SAFETY: the bytes are what `Engine::precompile_component` of this program returned, by the two constructors above,
        // and `deserialize` works on a copy that nobody else sees.
        unsafe { Component::deserialize(engine, self.code()) }
    }
}
