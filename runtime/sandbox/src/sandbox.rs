//! The sandbox itself: settings, loading, and making live workers.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use simpletrader_contracts::name::excerpt;
use simpletrader_contracts::worker::{AnyWorker, Capability, ComponentFacts, Fault, FaultKind, Grants, PluginId, WorkerSource};
use wasmtime::Engine;
use wasmtime::component::Linker;

use crate::admission::{self, AdmissionError, Limits, Profile, Validity};
use crate::cache::{Cache, Cached};
use crate::capability;
use crate::compile::{CodeSource, CompileError, Compiler, Landlock, Origin};
use crate::engine::{self, Allocation};
use crate::ticker::Ticker;
use crate::wasi;
use crate::worker::{Bindings, InstantiateError, Provision, StoreState};
use crate::{RunLimits, Terms};

/// What a sandbox is made with.
#[derive(Debug, Clone)]
pub struct Settings {
    /// What a worker file of the native profile may contain, and what compiling it may cost.
    pub native: Limits,
    /// The same of the scripting profile.
    pub scripting: Limits,
    /// Live workers, over all strategies, that there is room for where instances are pooled. Each is given the address space for as many
    /// memories as `native` lets through; whoever wants thousands of them lowers that to the one that most have.
    pub workers: u32,
    /// How many ended workers may wait until their memory goes back to the system together. With many, threads that begin and end
    /// workers all the time, as in a sweep, wait less for one another. Until then each holds what it has used, up to its limit; so the
    /// default is 1.
    pub release_batch: u32,
    /// How exactly deadlines are kept: the engine looks at the clock this often.
    pub tick: Duration,
    /// Where compiled code is kept between runs; without it every file is compiled anew. Results are the same.
    pub cache: Option<Arc<Cache>>,
    /// Where workers are compiled.
    pub compiler: Compiler,
}

impl Settings {
    /// The bounds of a profile.
    pub fn limits(&self, profile: Profile) -> &Limits {
        match profile {
            Profile::Native => &self.native,
            Profile::Scripting => &self.scripting,
        }
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            native: Limits::native(),
            scripting: Limits::scripting(),
            workers: 256,
            release_batch: 1,
            tick: Duration::from_millis(10),
            cache: None,
            compiler: Compiler::InProcess,
        }
    }
}

/// The sandbox could not be made: the machine lacks something.
#[derive(Debug, thiserror::Error)]
pub enum SandboxError {
    /// The engine refused its configuration, or the machine has no room for it.
    #[error("the WebAssembly engine cannot be set up on this machine: {0}")]
    Engine(String),
    /// The thread that watches deadlines could not be started.
    #[error("the thread that watches deadlines cannot be started: {0}")]
    Ticker(#[from] std::io::Error),
}

/// A worker could not be loaded.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The file is not admitted.
    #[error(transparent)]
    Admission(#[from] AdmissionError),
    /// It imports a capability that it was not granted.
    #[error("`{plugin}` uses the capability `{capability}`, which it is not granted; grant it: `<worker_id>: {{{capability}: …}}`")]
    NotGranted {
        /// Which worker file.
        plugin: PluginId,
        /// What it imports.
        capability: Capability,
    },
    /// There is no code of it, though it is valid.
    #[error(transparent)]
    Compile(#[from] CompileError),
    /// Its imports or the types of its functions are not those of the contract.
    #[error("the component does not fit the contract: {0}")]
    Contract(String),
    /// The directory that it is granted cannot be opened.
    #[error("the directory `{directory}` that is granted to the worker cannot be opened: {reason}")]
    Directory {
        /// As the operation writes it.
        directory: String,
        /// What the operating system said.
        reason: String,
    },
    /// Its start function failed, or there is no room for one more instance.
    #[error(transparent)]
    Start(Fault),
}

/// The engines, their clock and the compiler. Loads worker files; may be shared between threads, which then compile side by side.
///
/// ```no_run
/// use simpletrader_sandbox::{Sandbox, Settings, Terms};
///
/// let sandbox = Sandbox::new(Settings::default())?;
/// let loaded = sandbox.load("worker.wasm".as_ref(), &Terms::default())?;
/// let mut worker = loaded.instantiate()?;
/// worker.common().configure("{}", &[], &[])?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Sandbox {
    /// For workers of the native profile.
    engine: Engine,
    allocation: Allocation,
    /// For workers of the scripting profile. A pool for them would reserve a hundred instances and four memories for each of
    /// them, of which most operations have none; and ten microseconds more are nothing beside the start of an interpreter.
    roomy: Engine,
    code: CodeSource,
    ticker: Arc<Ticker>,
    settings: Settings,
}

impl Sandbox {
    /// Sets the engine up and starts its clock. The clock stops when the sandbox and every worker that came out of it are
    /// gone.
    ///
    /// # Errors
    /// When the machine cannot hold the engine, not even without its pool, or start a thread.
    pub fn new(settings: Settings) -> Result<Self, SandboxError> {
        let refused = |error: wasmtime::Error| SandboxError::Engine(format!("{error:#}"));
        let (engine, allocation) = engine::build(settings.workers, &settings.native, settings.release_batch).map_err(refused)?;
        let roomy = engine::build_with(Allocation::OnDemand, settings.workers, &settings.scripting, 1).map_err(refused)?;
        let ticker = Arc::new(Ticker::start(vec![engine.clone(), roomy.clone()], settings.tick)?);
        let code = CodeSource::new(&engine, settings.compiler.clone(), settings.cache.clone());
        Ok(Self { engine, allocation, roomy, code, ticker, settings })
    }

    /// Tries the compiler out on nothing: whether it works on this machine, and how far the kernel confines it. Nothing where
    /// it has no process of its own.
    ///
    /// # Errors
    /// As for a worker that cannot be compiled.
    pub fn try_compiler(&self) -> Result<Option<Landlock>, CompileError> {
        self.code.try_out(&self.engine, &self.settings.native)
    }

    /// Whether instances are pooled on this machine.
    pub fn allocation(&self) -> Allocation {
        self.allocation
    }

    /// The engine of the native profile.
    pub(crate) fn engine(&self) -> &Engine {
        &self.engine
    }

    /// Admits, compiles and tries a worker file.
    ///
    /// Compiling takes most of the time; several threads may load at once.
    ///
    /// # Errors
    /// See [`LoadError`]; what the file itself shows comes before anything that has to be compiled.
    pub fn load(&self, path: &Path, terms: &Terms) -> Result<LoadedWorker, LoadError> {
        let bytes = admission::read(path, self.settings.limits(terms.profile))?;
        self.load_bytes(path, &bytes, terms)
    }

    /// The same for a file that is in memory; `path` is only written down.
    ///
    /// # Errors
    /// As [`load`](Self::load).
    pub fn load_bytes(&self, path: &Path, bytes: &[u8], terms: &Terms) -> Result<LoadedWorker, LoadError> {
        let limits = self.settings.limits(terms.profile);
        let engine = match terms.profile {
            Profile::Native => &self.engine,
            Profile::Scripting => &self.roomy,
        };
        // Before the digest, because of a file that is too large only the beginning was read.
        admission::check_size(bytes, limits)?;
        let digest = admission::digest(bytes);
        if let Some(expected) = &terms.digest {
            admission::check_digest(&digest, expected)?;
        }
        let kept = self.code.kept(&digest);
        // Code that is kept was made of these very bytes, after they had passed the gate. What they may contain is asked again.
        let validity = if matches!(kept, Some(Cached::Code(_))) { Validity::Elsewhere } else { Validity::ToProve };
        let facts = admission::examine(path, bytes, digest, limits, validity)?;
        if let Some(capability) = capability::not_granted(&facts, &terms.grants) {
            return Err(LoadError::NotGranted { plugin: facts.manifest.plugin_id(), capability });
        }
        wasi::check_granted(&facts.imports, terms.grants.wasi)?;
        let (component, origin) = self.code.component(engine, bytes, &facts.digest, kept, limits, terms.profile)?;
        let contract = |error: wasmtime::Error| LoadError::Contract(told(&error));
        // Nothing is linked that was not granted: a worker has what its calls bring.
        let mut linker = Linker::<StoreState>::new(engine);
        capability::link(&mut linker, &terms.grants).map_err(contract)?;
        wasi::link(&mut linker, &facts.imports).map_err(contract)?;
        let instance = linker.instantiate_pre(&component).map_err(contract)?;
        let bindings = Bindings::new(instance, &facts).map_err(|error| LoadError::Contract(told(&error)))?;
        // The types of its functions show only in an instance; better now than in the middle of a run.
        let provision = Provision {
            limits: terms.limits,
            grants: terms.grants.clone(),
            wasi: wasi::Given::new(&facts.imports, &terms.grants)?,
        };
        match bindings.instantiate(&provision, &self.ticker) {
            Ok(_) => Ok(LoadedWorker { facts, provision, origin, bindings, ticker: self.ticker.clone() }),
            Err(InstantiateError::Mistyped(error)) => Err(LoadError::Contract(told(&error))),
            Err(InstantiateError::Failed(fault)) => Err(LoadError::Start(fault)),
        }
    }
}

/// An engine's message: its whole chain, safe to show.
fn told(error: &wasmtime::Error) -> String {
    excerpt(&format!("{error:#}"), 500)
}

/// A compiled worker. Each instance of it is independent of all others.
#[derive(Clone)]
pub struct LoadedWorker {
    facts: ComponentFacts,
    provision: Provision,
    origin: Origin,
    bindings: Bindings,
    ticker: Arc<Ticker>,
}

impl LoadedWorker {
    /// What the file says and shows.
    pub fn facts(&self) -> &ComponentFacts {
        &self.facts
    }

    /// What each instance may use.
    pub fn limits(&self) -> RunLimits {
        self.provision.limits
    }

    /// The same compiled code for another place in a strategy: what its instances see as random begins at `seed`. Without it
    /// the seed is 0. Every instance begins anew, so a worker that is made again after a fault sees the same numbers again.
    #[must_use]
    pub fn seeded(&self, seed: u64) -> Self {
        let mut seeded = self.clone();
        if let Some(given) = &mut seeded.provision.wasi {
            given.seed = seed;
        }
        seeded
    }

    /// Where its code came from.
    pub fn origin(&self) -> Origin {
        self.origin
    }

    /// What each instance gets beyond its calls.
    pub fn grants(&self) -> &Grants {
        &self.provision.grants
    }

    /// A fresh live worker, not configured yet.
    ///
    /// # Errors
    /// When its start function fails, or there is no room for another instance.
    pub fn instantiate(&self) -> Result<AnyWorker, Fault> {
        self.bindings.instantiate(&self.provision, &self.ticker).map_err(|error| match error {
            InstantiateError::Failed(fault) => fault,
            // Compared when it was loaded; the component has not changed since.
            InstantiateError::Mistyped(error) => Fault::new("instantiate", FaultKind::Host { message: told(&error) }),
        })
    }
}

impl WorkerSource for LoadedWorker {
    fn spawn(&self) -> Result<AnyWorker, Fault> {
        self.instantiate()
    }
}

impl std::fmt::Debug for LoadedWorker {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LoadedWorker").field("facts", &self.facts).field("provision", &self.provision).finish_non_exhaustive()
    }
}
