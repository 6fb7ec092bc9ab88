//! Where the code of a worker comes from: the cache, else the compiler.

use std::sync::Arc;

use simpletrader_contracts::name::excerpt;
use wasmtime::Engine;
use wasmtime::component::Component;

use super::parent::{self, Program};
use super::turns::Turns;
use super::{CompileError, Compiler, Landlock, child};
use crate::admission::{Limits, Profile};
use crate::artefact::Artefact;
use crate::cache::{Cache, CacheKey, Cached};
use crate::code_identity::CodeIdentity;

/// The smallest component: a preamble and nothing.
const EMPTY: [u8; 8] = [0, b'a', b's', b'm', 0x0d, 0, 1, 0];

/// Where the code of a loaded worker came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// The compiler, just now.
    Compiled,
    /// The cache.
    Cached,
}

/// A compiler with its cache.
#[derive(Debug)]
pub(crate) struct CodeSource {
    compiler: Compiler,
    cache: Option<Arc<Cache>>,
    identity: CodeIdentity,
    turns: Turns,
}

impl CodeSource {
    /// For engines of the same settings as `engine`.
    pub(crate) fn new(engine: &Engine, compiler: Compiler, cache: Option<Arc<Cache>>) -> Self {
        Self { compiler, cache, identity: CodeIdentity::of(engine), turns: Turns::of_this_machine() }
    }

    /// What the cache has of the file with this digest.
    pub(crate) fn kept(&self, digest: &str) -> Option<Cached> {
        self.cache.as_deref()?.get(&CacheKey::new(&self.identity, digest))
    }

    /// The code of an admitted file with this digest, in `engine`; `kept` is what the cache has of it.
    pub(crate) fn component(
        &self,
        engine: &Engine,
        bytes: &[u8],
        digest: &str,
        kept: Option<Cached>,
        limits: &Limits,
        profile: Profile,
    ) -> Result<(Component, Origin), CompileError> {
        let key = CacheKey::new(&self.identity, digest);
        let cache = self.cache.as_deref();
        match kept {
            Some(Cached::Refusal(reason)) => return Err(CompileError::Refused(reason)),
            // What the engine does not take although we wrote it is compiled again and replaced.
            Some(Cached::Code(artefact)) => {
                if let Ok(component) = artefact.load(engine) {
                    return Ok((component, Origin::Cached));
                }
            }
            None => {}
        }
        let artefact = match self.compile(engine, bytes, limits, profile) {
            Ok((artefact, _)) => artefact,
            Err(error) => {
                if let (Some(cache), CompileError::Refused(reason)) = (cache, &error) {
                    cache.keep_refusal(&key, reason);
                }
                return Err(error);
            }
        };
        let component = artefact.load(engine).map_err(|error| CompileError::WrongAnswer(told(&error)))?;
        if let Some(cache) = cache {
            cache.keep_code(&key, &artefact);
        }
        Ok((component, Origin::Compiled))
    }

    /// Whether the compiler works, and what the kernel keeps it from; nothing where it has no process of its own.
    pub(crate) fn try_out(&self, engine: &Engine, limits: &Limits) -> Result<Option<Landlock>, CompileError> {
        self.compile(engine, &EMPTY, limits, Profile::Native).map(|(_, landlock)| landlock)
    }

    fn compile(
        &self,
        engine: &Engine,
        bytes: &[u8],
        limits: &Limits,
        profile: Profile,
    ) -> Result<(Artefact, Option<Landlock>), CompileError> {
        match &self.compiler {
            Compiler::InProcess => match engine.precompile_component(bytes) {
                Ok(code) => Ok((Artefact::compiled(code), None)),
                Err(error) if child::is_deterministic(&error) => Err(CompileError::Refused(told(&error))),
                Err(error) => Err(CompileError::Failed(told(&error))),
            },
            Compiler::Child { program, arguments } => {
                let _turn = self.turns.take();
                let program = Program { path: program, arguments };
                let compiled = parent::compile(&program, &self.identity, bytes, limits, profile);
                compiled.map(|(artefact, landlock)| (artefact, Some(landlock)))
            }
        }
    }
}

/// An engine's message: its whole chain, safe to show.
fn told(error: &wasmtime::Error) -> String {
    excerpt(&format!("{error:#}"), 500)
}
