//! Detectors that call functions of WASI, written as text.

use std::path::Path;
use std::sync::Arc;

use simpletrader_contracts::Instant;
use simpletrader_contracts::worker::call::{Disposition, SignalDetector};
use simpletrader_contracts::worker::capability::FilesGrant;
use simpletrader_contracts::worker::{AnyWorker, Category, Fault, Grants};
use simpletrader_sandbox::{LoadError, LoadedWorker, RunLimits, Terms};

use crate::forge::Guest;
use crate::worker::{live, sandbox};

/// The packages of WASI, as their authors define them, in patch `version` of 0.2.
pub fn packages(version: u32) -> String {
    include_str!("wasi.wit").replace("VERSION", &version.to_string())
}

/// What every call of a script may use: enough for anything honest.
pub const LIMITS: RunLimits = RunLimits {
    fuel_per_call: 10_000_000,
    fuel_configure: 10_000_000,
    memory_bytes: 8 * 64 * 1024,
    table_elements: 100,
    deadline_ms: 2_000,
    output_bytes: 256 * 1024,
    capability_calls: 1_000,
    capability_bytes: 1_000_000,
    log_bytes: 1_000_000,
    notes_per_call: 16,
    notes_per_run: 100,
};

/// A detector whose handler is this text. It answers with the text that it leaves behind: `(call $text)` takes an address
/// and a length, `(call $hex)` a number; without either it answers nothing.
#[derive(Debug, Clone)]
pub struct Script {
    imports: Vec<(&'static str, &'static str, &'static str)>,
    body: String,
    more: String,
    version: u32,
    directory: Option<std::path::PathBuf>,
    limits: RunLimits,
}

const ANSWERS: &str = r#"
    (func $text (param $at i32) (param $length i32) (result i32)
        (i32.store8 (i32.const 1028) (i32.const 2)) ;; stop, for this reason
        (i32.store (i32.const 1032) (local.get $at))
        (i32.store (i32.const 1036) (local.get $length))
        (i32.const 1024))
    (func $hex (param $number i64) (result i32) (local $at i32) (local $digit i32)
        (local.set $at (i32.const 4016))
        (loop $next
            (local.set $digit (i32.wrap_i64 (i64.and (local.get $number) (i64.const 15))))
            (local.set $at (i32.sub (local.get $at) (i32.const 1)))
            (i32.store8 (local.get $at)
                (i32.add (local.get $digit) (select (i32.const 48) (i32.const 87) (i32.lt_u (local.get $digit) (i32.const 10)))))
            (local.set $number (i64.shr_u (local.get $number) (i64.const 4)))
            (br_if $next (i32.gt_u (local.get $at) (i32.const 4000))))
        (call $text (i32.const 4000) (i32.const 16)))
"#;

impl Script {
    pub fn new(body: &str) -> Self {
        Self { imports: Vec::new(), body: body.into(), more: String::new(), version: 3, directory: None, limits: LIMITS }
    }

    /// Imports a function: interface without `wasi:` and version, name, and core type.
    pub fn import(mut self, interface: &'static str, function: &'static str, ty: &'static str) -> Self {
        self.imports.push((interface, function, ty));
        self
    }

    /// More definitions.
    pub fn with(self, more: &str) -> Self {
        Self { more: more.into(), ..self }
    }

    /// Another patch of WASI 0.2.
    pub fn version(self, version: u32) -> Self {
        Self { version, ..self }
    }

    /// Grants this directory.
    pub fn reading(self, directory: &Path) -> Self {
        Self { directory: Some(directory.into()), ..self }
    }

    pub fn limits(self, limits: RunLimits) -> Self {
        Self { limits, ..self }
    }

    pub fn guest(&self) -> Guest {
        let Self { imports, body, more, version, .. } = self;
        let mut interfaces: Vec<String> =
            imports.iter().map(|(interface, ..)| format!("import wasi:{interface}@0.2.{version};")).collect();
        interfaces.sort();
        interfaces.dedup();
        let core: String = imports
            .iter()
            .map(|(interface, function, ty)| format!("(import \"wasi:{interface}@0.2.{version}\" \"{function}\" {ty})\n"))
            .collect();
        Guest::new(Category::SignalDetector)
            .world(&format!(
                "package test:custom; {}
                 world custom {{ include simpletrader:worker/signal-detector@0.1.0; {} }}",
                packages(*version),
                interfaces.concat()
            ))
            .memory("4")
            .with(&format!("{core}\n{ANSWERS}\n{more}"))
            .handler(body)
    }

    pub fn grants(&self) -> Grants {
        let files = |path: &std::path::PathBuf| FilesGrant { directory: "levels".into(), path: path.clone() };
        Grants { wasi: true, files: self.directory.as_ref().map(files), ..Grants::default() }
    }

    pub fn load(&self) -> Result<LoadedWorker, LoadError> {
        let terms = Terms { limits: self.limits, grants: self.grants(), ..Terms::default() };
        sandbox().load_bytes(Path::new("script.wasm"), &self.guest().file(), &terms)
    }

    /// A configured detector.
    pub fn live(&self) -> Box<dyn SignalDetector> {
        detector(&self.load().unwrap_or_else(|error| panic!("{error}")))
    }

    /// Its answer to one call in 2023.
    pub fn run(&self) -> Result<String, Fault> {
        answer(self.live().as_mut(), NOW)
    }
}

/// 2023-11-14T22:13:20.123456Z.
pub const NOW: Instant = Instant::from_micros(1_700_000_000_123_456);

pub fn detector(loaded: &LoadedWorker) -> Box<dyn SignalDetector> {
    match live(loaded) {
        AnyWorker::Detector(worker) => worker,
        other => panic!("{other:?}"),
    }
}

/// What a script answers at this instant; empty when it says nothing.
pub fn answer(worker: &mut dyn SignalDetector, at: Instant) -> Result<String, Fault> {
    Ok(match worker.detect(at, &[])? {
        Disposition::Proceed => String::new(),
        Disposition::Stop(text) => text,
        Disposition::Publish(signals) => panic!("{signals:?}"),
    })
}

/// The number that `$hex` wrote.
pub fn number(text: &str) -> u64 {
    u64::from_str_radix(text, 16).unwrap_or_else(|_| panic!("{text}"))
}

/// A worker that is shared by two runs.
pub fn shared(script: &Script) -> Arc<LoadedWorker> {
    Arc::new(script.load().unwrap())
}
