//! One hostile worker per limit, made here from text, fired at the sandbox of this machine.
//!
//! Each is an ordinary context worker but for one thing, so that what stops it is the limit and nothing else; that the
//! ordinary one is not stopped is tried first.

use std::path::Path;
use std::time::{Duration, Instant as Clock};

use serde_json::json;
use simpletrader_contracts::Instant;
use simpletrader_contracts::market::{Bar, SeriesRef};
use simpletrader_contracts::worker::{AnyWorker, Fault, FaultKind, Grants};
use simpletrader_sandbox::signature::{self, SecretKey};
use simpletrader_sandbox::{CompileError, Limits, LoadError, RunLimits, Sandbox, Terms};

use super::Diagnosis;

/// A hostile worker may take so long to be stopped, compiling it included. Generous: the machine may be busy.
const BOUND: Duration = Duration::from_secs(5);

/// Small enough that an attack is over at once.
const LIMITS: RunLimits = RunLimits {
    fuel_per_call: 1_000_000,
    fuel_configure: 1_000_000,
    memory_bytes: 1 << 20,
    table_elements: 100,
    deadline_ms: 1_000,
    output_bytes: 4_096,
    ..RunLimits::USUAL
};

/// What compiling an attack on the compiler may take, in milliseconds.
pub const HASTY_MS: u64 = 500;

/// The body of `measure` that answers one number, as it should.
const HONEST: &str = "(i32.store (i32.const 1028) (i32.const 2048)) (i32.store (i32.const 1032) (i32.const 1)) (i32.const 1024)";
const LOOP: &str = "(loop $l (br $l)) unreachable";

/// One worker, and the class in which it must end.
struct Guest {
    /// The limit that it runs into.
    what: &'static str,
    /// The class of its fault, or the rule of the gate.
    class: &'static str,
    /// The file, or why it could not be made.
    file: Result<Vec<u8>, String>,
    limits: RunLimits,
    grants: Grants,
    /// Compiled in a hurry: an attack on the compiler.
    hasty: bool,
}

impl Guest {
    fn new(what: &'static str, class: &'static str, file: Result<Vec<u8>, String>) -> Self {
        Self { what, class, file, limits: LIMITS, grants: Grants::default(), hasty: false }
    }
}

/// How an attempt ended.
struct Ending {
    class: String,
    text: String,
}

/// Fires every guest; one diagnosis each, the honest worker's first. The compiler of `hasty` may take [`HASTY_MS`].
pub fn fire(sandbox: &Sandbox, hasty: &Sandbox) -> Vec<Diagnosis> {
    guests().iter().map(|guest| fire_one(if guest.hasty { hasty } else { sandbox }, guest)).collect()
}

fn guests() -> Vec<Guest> {
    vec![
        Guest::new("honest worker", "ACCEPTED", measuring(HONEST)),
        Guest::new("fuel", "OUT_OF_FUEL", measuring(LOOP)),
        Guest {
            limits: RunLimits { fuel_per_call: u64::MAX, deadline_ms: 50, ..LIMITS },
            ..Guest::new("deadline", "DEADLINE", measuring(LOOP))
        },
        Guest::new(
            "memory",
            "MEMORY_LIMIT",
            measuring("(loop $l (br_if $l (i32.ne (memory.grow (i32.const 1)) (i32.const -1)))) unreachable"),
        ),
        Guest::new(
            "tables",
            "TABLE_LIMIT",
            worker(
                1,
                "(table $t 1 funcref)",
                "(if (i32.eq (table.grow $t (ref.null func) (i32.const 1000)) (i32.const -1)) (then unreachable)) unreachable",
            ),
        ),
        Guest {
            limits: RunLimits { fuel_per_call: 100_000_000, ..LIMITS },
            ..Guest::new(
                "stack",
                "STACK_OVERFLOW",
                worker(1, "(func $deep (result i32) (i32.add (i32.const 1) (call $deep)))", "(drop (call $deep)) unreachable"),
            )
        },
        Guest::new("output", "OUTPUT_LIMIT", measuring("(i32.store (i32.const 1032) (i32.const 1000)) (i32.const 1024)")),
        Guest::new("answers", "INVALID_OUTPUT", measuring("(i32.const 0x7ffffff0)")),
        Guest::new("traps", "TRAP", measuring("unreachable")),
        Guest { grants: Grants { log: true, ..Grants::default() }, ..Guest::new("capabilities", "RATE_LIMIT", flooding()) },
        Guest { hasty: true, ..Guest::new("compiler", "TOO_SLOW", hard_to_compile()) },
        Guest::new("gate: size", "initial_memory_bytes", worker(1_000, "", HONEST)),
        Guest::new("gate: imports", "imports", text(r#"(component (import "wasi:http/types@0.2.0" (instance)))"#)),
        Guest::new("gate: signature", "signature", tampered()),
    ]
}

fn fire_one(sandbox: &Sandbox, guest: &Guest) -> Diagnosis {
    let file = match &guest.file {
        Ok(file) => file,
        Err(problem) => return Diagnosis::bad(guest.what, format!("its worker cannot be made: {problem}")),
    };
    let started = Clock::now();
    let ending = attempt(sandbox, file, guest);
    let took = started.elapsed();
    let Ending { class, text } = &ending;
    let millis = took.as_secs_f64() * 1e3;
    if *class != guest.class {
        Diagnosis::bad(guest.what, format!("ended in {class} instead of {} ({text})", guest.class))
    } else if took > BOUND {
        Diagnosis::bad(guest.what, format!("ended in {class}, but only after {millis:.0} ms"))
    } else {
        Diagnosis::good(guest.what, format!("{class} in {millis:.1} ms: {text}"))
    }
}

/// Takes a worker the whole way, and after a fault calls it again.
fn attempt(sandbox: &Sandbox, file: &[u8], guest: &Guest) -> Ending {
    let terms = Terms { limits: guest.limits, grants: guest.grants.clone(), ..Terms::default() };
    let of = |fault: &Fault| Ending { class: fault.class().to_owned(), text: fault.to_string() };
    let loaded = match sandbox.load_bytes(Path::new("hostile.wasm"), file, &terms) {
        Ok(loaded) => loaded,
        Err(LoadError::Start(fault)) => return of(&fault),
        Err(LoadError::Admission(error)) => return Ending { class: error.rule.to_string(), text: error.to_string() },
        Err(LoadError::Compile(error @ CompileError::TooSlow { .. })) => {
            return Ending { class: "TOO_SLOW".to_owned(), text: error.to_string() };
        }
        Err(error) => return Ending { class: "NOT_LOADED".to_owned(), text: error.to_string() },
    };
    let mut worker = match loaded.instantiate() {
        Ok(AnyWorker::Context(worker)) => worker,
        Ok(_) => return Ending { class: "MISTAKEN".to_owned(), text: "it is taken for another category".to_owned() },
        Err(fault) => return of(&fault),
    };
    let bar = Bar { series: SeriesRef(0), open: 1, high: 1, low: 1, close: 1, volume: 1 };
    let mut measure = || worker.measure(Instant::default(), &bar, &[], &mut [0.0]);
    match measure() {
        Ok(()) => Ending { class: "ACCEPTED".to_owned(), text: "it was called and answered".to_owned() },
        Err(fault) => match measure() {
            Err(Fault { kind: FaultKind::Poisoned, .. }) => of(&fault),
            _ => Ending { class: "NOT_RETIRED".to_owned(), text: format!("{fault}; and it could be called again") },
        },
    }
}

/// A context worker with one page of memory, whose `measure` has this body: after the call its result is where the answer lies.
pub(crate) fn measuring(measure: &str) -> Result<Vec<u8>, String> {
    worker(1, "", measure)
}

/// A context worker with this memory, these definitions and this body of `measure`.
fn worker(pages: u32, definitions: &str, measure: &str) -> Result<Vec<u8>, String> {
    describing(json!({}), pages, "", definitions, measure)
}

/// A worker that writes lines into its log for ever.
fn flooding() -> Result<Vec<u8>, String> {
    let import = r#"(import "simpletrader:worker/log@0.1.0" "write" (func $log (param i32 i32 i32)))"#;
    let measure = "(loop $l (call $log (i32.const 0) (i32.const 16) (i32.const 8)) (br $l)) unreachable";
    describing(json!({"log": {}}), 1, import, "", measure)
}

/// A worker of functions in which every value depends on many others across branches: a megabyte that a compiler takes long
/// for. It calls them all, because packaging leaves out what nobody calls.
fn hard_to_compile() -> Result<Vec<u8>, String> {
    const LOCALS: u32 = 400;
    let mut seed = 1_u32;
    let mut local = || {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (seed >> 16) % LOCALS
    };
    let (mut functions, mut measure) = (String::new(), String::new());
    for number in 0..8 {
        let locals = "i64 ".repeat(LOCALS as usize);
        functions += &format!("(func $hard{number} (param i64) (result i64) (local {locals}) (loop $again\n");
        for operation in 0..8_000 {
            let (to, a, b, c) = (local(), local(), local(), local());
            functions += &format!("(local.set {to} (i64.add (local.get {a}) (i64.mul (local.get {b}) (local.get {c}))))\n");
            if operation % 8 == 0 {
                functions += &format!("(br_if $again (i64.eqz (local.get {to})))\n");
            }
        }
        functions += ") (local.get 0))\n";
        measure += &format!("(drop (call $hard{number} (i64.const 0)))");
    }
    worker(1, &functions, &(measure + HONEST))
}

/// A context worker that asks for these capabilities.
fn describing(
    capabilities: serde_json::Value,
    pages: u32,
    imports: &str,
    definitions: &str,
    measure: &str,
) -> Result<Vec<u8>, String> {
    let description = json!({
        "manifest": {
            "identification": {
                "vendor": "doctor", "name": "hostile", "display_name": "Hostile", "version": "1.0.0", "type": "context_worker",
            },
            "contract": simpletrader_contracts::CONTRACT,
            "outputs": [{"name": "value"}],
            "invokes": ["measure"],
            "capabilities": capabilities,
        },
        "schema": {"type": "object"},
    })
    .to_string();
    // The description lies at 16 and is shorter than the way to the answers at 1024.
    let place = 16_u64 << 32 | description.len() as u64;
    let quoted = description.replace('"', "\\\"");
    let module = format!(
        r#"(module
            {imports}
            (memory (export "memory") {pages})
            (data (i32.const 16) "{quoted}")
            (func (export "simpletrader_describe") (result i64) i64.const {place})
            (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) (i32.const 8192))
            {definitions}
            (func (export "simpletrader:worker/lifecycle@0.1.0#configure") (param i32 i32 i32 i32 i32 i32) (result i32)
                (i32.const 4096))
            (func $measure (export "simpletrader:worker/context@0.1.0#measure")
                (param i64 i32 i64 i64 i64 i64 i64 i32 i32) (result i32) {measure}))"#
    );
    let file = simpletrader_package::package(&text(&module)?).map_err(|error| error.to_string())?;
    Ok(file.bytes)
}

fn text(text: &str) -> Result<Vec<u8>, String> {
    wat::parse_str(text).map_err(|error| error.to_string())
}

/// A signed worker in which one letter was changed afterwards.
fn tampered() -> Result<Vec<u8>, String> {
    let key = SecretKey::generate().map_err(|error| error.to_string())?;
    let honest = worker(1, "", HONEST)?;
    let signed = signature::sign(Path::new("honest.wasm"), &honest, &key, &Limits::default()).map_err(|error| error.to_string())?;
    let mut bytes = signed.bytes;
    let name = b"Hostile";
    let place = bytes.windows(name.len()).position(|window| window == name);
    match place.and_then(|place| bytes.get_mut(place)) {
        Some(letter) => *letter = b'h',
        None => return Err("the worker has lost its name".to_owned()),
    }
    Ok(bytes)
}
