//! Attacks by what the file is: sizes, counts, damage, lies.

use serde_json::json;
use simpletrader_contracts::worker::{Category, WASM_MANIFEST_SECTION};
use wasm_encoder::{CodeSection, Component, Function, FunctionSection, Instruction, Module, ModuleSection, TypeSection, ValType};

use super::Attack;
use crate::forge::{Guest, append, manifest};
use crate::mutate::Damage;

const BOUND: &str = "NOT_ADMITTED bound";

fn good() -> Guest {
    Guest::new(Category::ContextWorker)
}

fn text(component: &str) -> Vec<u8> {
    wat::parse_str(component).unwrap_or_else(|error| panic!("{error}"))
}

pub fn attacks() -> Vec<Attack> {
    [sizes(), compilation(), damage(), contract(), imports(), custom(), lies()].into_iter().flatten().collect()
}

fn sizes() -> Vec<Attack> {
    const DATA: &str = "giant data segments";
    const NESTING: &str = "deep nesting";
    vec![
        Attack::new(DATA, "five megabytes", BOUND, || good().with(&format!("(data \"{}\")", "x".repeat(5 << 20))).file()),
        Attack::new(DATA, "many of them", BOUND, || good().with(&"(data \"\")".repeat(2_001)).file()),
        Attack::new(DATA, "behind the memory's end", "TRAP", || good().with(r#"(data (i32.const 0x7fffffff) "x")"#).file()),
        Attack::new("100 000 functions", "all empty", BOUND, || good().with(&"(func)".repeat(100_000)).file()),
        Attack::new("huge locals", "written one by one", BOUND, || {
            good().with(&format!("(func (local {}))", "i64 ".repeat(2_001))).file()
        }),
        Attack::new("huge locals", "four billion in five bytes", BOUND, || with_function(&[(u32::MAX, ValType::I64)], |_| {})),
        Attack::new("many types", "five thousand and one", BOUND, || {
            let types = (0..5_001).map(|width| format!("(type (func (param {})))", "i32 ".repeat(width % 50))).collect::<String>();
            good().with(&types).file()
        }),
        // Written out, the thirtieth type would have a billion fields.
        Attack::new("many types", "each twice the one before", "NOT_ADMITTED valid", doubling_types),
        Attack::new(NESTING, "of components", BOUND, || {
            text("(component (component) (component (component (component (core module)))))")
        }),
        Attack::new(NESTING, "of component types, a million", BOUND, || nested_types(1_000_000)),
        Attack::new(NESTING, "of component types, as deep as the bound allows", "NOT_ADMITTED exports", || nested_types(99)),
        Attack::new(NESTING, "of lists in lists", "NOT_ADMITTED valid", || nested_values(&[0x70])),
        Attack::new(NESTING, "of options in options", "NOT_ADMITTED valid", || nested_values(&[0x6b])),
        Attack::new(NESTING, "of tuples in tuples", "NOT_ADMITTED valid", || nested_values(&[0x6f, 1])),
        Attack::new(NESTING, "of thirty thousand blocks", "NOT_ADMITTED exports", || {
            with_function(&[], |function| {
                for _ in 0..30_000 {
                    function.instruction(&Instruction::Block(wasm_encoder::BlockType::Empty));
                }
                for _ in 0..30_000 {
                    function.instruction(&Instruction::End);
                }
            })
        }),
    ]
}

/// A component type that declares a component type, and so on.
fn nested_types(levels: usize) -> Vec<u8> {
    // 0x41 is a component type, then the number of its declarations; declaration 1 is a type.
    types([vec![1], [0x41, 1, 1].repeat(levels), vec![0x41, 0]].concat())
}

/// As many types as the gate lets through, each made of the one before; `of` is what comes before the inner type's number.
fn nested_values(of: &[u8]) -> Vec<u8> {
    const TYPES: usize = 4_999;
    let mut section = leb(TYPES);
    section.push(0x7d); // u8
    for inner in 0..TYPES - 1 {
        section.extend_from_slice(of);
        section.extend(leb(inner));
    }
    types(section)
}

/// Tuples of two of the type before.
fn doubling_types() -> Vec<u8> {
    let mut section = vec![61, 0x7d];
    for inner in 0..60 {
        section.extend([0x6f, 2, inner, inner]);
    }
    types(section)
}

/// A component of one section of types.
fn types(section: Vec<u8>) -> Vec<u8> {
    [b"\0asm\x0d\0\x01\0\x07".to_vec(), leb(section.len()), section].concat()
}

/// An unsigned LEB128 number.
fn leb(mut value: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    while value >= 0x80 {
        bytes.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
    bytes
}

/// A component of one module of one function, written instruction by instruction.
fn with_function(locals: &[(u32, ValType)], write: impl Fn(&mut Function)) -> Vec<u8> {
    let mut types = TypeSection::new();
    types.ty().function([], []);
    let mut functions = FunctionSection::new();
    functions.function(0);
    let mut function = Function::new(locals.iter().copied());
    write(&mut function);
    function.instruction(&Instruction::End);
    let mut code = CodeSection::new();
    code.function(&function);
    let mut module = Module::new();
    module.section(&types).section(&functions).section(&code);
    let mut component = Component::new();
    component.section(&ModuleSection(&module));
    component.finish()
}

fn compilation() -> Vec<Attack> {
    const BOMB: &str = "compile bomb";
    const TABLE: &str = "huge br_table";
    vec![
        Attack::new(BOMB, "one function beyond the bound", BOUND, || {
            good().with(&format!("(func {})", "nop ".repeat(200_000))).file()
        }),
        Attack::new(BOMB, "a megabyte of code that is hard to compile", "NOT_COMPILED too slow", bomb).hasty(),
        Attack::new(TABLE, "of two hundred thousand targets", BOUND, || {
            good().with(&format!("(func (param i32) (block (br_table {} (local.get 0))))", "0 ".repeat(200_000))).file()
        }),
        // The gate counts bytes; what the compiler itself refuses ends there, before any time is spent.
        Attack::new(TABLE, "of a hundred thousand targets", "NOT_COMPILED refused", || table(100_000)),
        Attack::new(TABLE, "of thirty thousand targets", "OUT_OF_FUEL", || table(30_000)),
    ]
}

/// Functions as large as the gate lets them be, in which every value depends on many others across branches: a worker of a
/// megabyte that a compiler takes long for.
fn bomb() -> Vec<u8> {
    const LOCALS: usize = 400;
    let mut damage = Damage::new(11);
    let mut local = || damage.next(LOCALS);
    let mut functions = String::new();
    for _ in 0..8 {
        functions += &format!("(func (param i64) (result i64) (local {}) (loop $again\n", "i64 ".repeat(LOCALS));
        for operation in 0..8_000 {
            let (to, a, b, c) = (local(), local(), local(), local());
            functions += &format!("(local.set {to} (i64.add (local.get {a}) (i64.mul (local.get {b}) (local.get {c}))))\n");
            if operation % 8 == 0 {
                functions += &format!("(br_if $again (i64.eqz (local.get {to})))\n");
            }
        }
        functions += ") (local.get 0))";
    }
    good().with(&functions).file()
}

/// A worker with a branch table of so many targets, which loops.
fn table(targets: usize) -> Vec<u8> {
    good()
        .with(&format!("(func (param i32) (block (br_table {} (local.get 0))))", "0 ".repeat(targets)))
        .handler("(loop $l (br $l)) unreachable")
        .file()
}

fn damage() -> Vec<Attack> {
    const DAMAGE: &str = "corrupted, truncated and random bytes";
    let cut = |how: &str, class: &'static str, keep: fn(usize) -> usize| {
        Attack::new(DAMAGE, how, class, move || {
            let mut bytes = good().file();
            bytes.truncate(keep(bytes.len()));
            bytes
        })
    };
    vec![
        Attack::new(DAMAGE, "no bytes at all", "NOT_ADMITTED component", Vec::new),
        Attack::new(DAMAGE, "random bytes", "NOT_ADMITTED component", || Damage::new(7).bytes(4_096)),
        Attack::new(DAMAGE, "random bytes behind a true header", "NOT_ADMITTED valid", || {
            [b"\0asm\x0d\0\x01\0".as_slice(), &Damage::new(8).bytes(4_096)].concat()
        }),
        Attack::new(DAMAGE, "a script", "NOT_ADMITTED component", || b"#!/bin/sh\nrm -rf /".to_vec()),
        cut("half a file", "NOT_ADMITTED valid", |length| length / 2),
        cut("a file without its last byte", "NOT_ADMITTED valid", |length| length - 1),
        cut("a header alone", "NOT_ADMITTED exports", |_| 8),
        Attack::new(DAMAGE, "an opcode that does not exist", "NOT_ADMITTED valid", || {
            let mut bytes = good().handler("(i32.const 0x1234567)").file();
            // The constant is four bytes of LEB128 behind its opcode, which becomes one that does not exist.
            let constant = [0x41, 0xe7, 0x8a, 0x8d, 0x09];
            let place = bytes.windows(5).position(|window| window == constant).unwrap();
            bytes[place] = 0x27;
            bytes
        }),
        Attack::new("a core module instead of a component", "as compilers write it", "NOT_ADMITTED component", || good().core()),
    ]
}

fn contract() -> Vec<Attack> {
    const OTHER: &str = "a component of another world or version";
    vec![
        Attack::new(OTHER, "a command", "NOT_ADMITTED exports", || {
            text(r#"(component (instance $run) (export "wasi:cli/run@0.2.0" (instance $run)))"#)
        }),
        Attack::new(OTHER, "a later version's types", "NOT_ADMITTED imports", || {
            text(r#"(component (import "simpletrader:worker/types@0.9.0" (instance)))"#)
        }),
        Attack::new(OTHER, "a later version's category", "NOT_ADMITTED exports", || {
            text(r#"(component (instance $i) (export "simpletrader:worker/detector@0.9.0" (instance $i)))"#)
        }),
        Attack::new(OTHER, "two categories at once", "NOT_ADMITTED exports", || {
            text(
                r#"(component (instance $i) (export "simpletrader:worker/context@0.1.0" (instance $i))
                    (instance $j) (export "simpletrader:worker/detector@0.1.0" (instance $j)))"#,
            )
        }),
        Attack::new("missing export", "of the lifecycle", "NOT_ADMITTED exports", || {
            text(r#"(component (instance $i) (export "simpletrader:worker/context@0.1.0" (instance $i)))"#)
        }),
        Attack::new("missing export", "of a handler", "NOT_ADMITTED exports", || {
            text(
                r#"(component (instance $i) (instance $j)
                    (export "simpletrader:worker/context@0.1.0" (instance $i))
                    (export "simpletrader:worker/lifecycle@0.1.0" (instance $j)))"#,
            )
        }),
        Attack::new("wrong type", "of configure", "NOT_OF_THE_CONTRACT", || {
            let mut bytes = text(
                r#"(component
                    (core module $m (func (export "f") (result i32) i32.const 0))
                    (core instance $m (instantiate $m))
                    (func $f (result u32) (canon lift (core func $m "f")))
                    (instance $lifecycle (export "configure" (func $f)))
                    (instance $context (export "measure" (func $f)))
                    (export "simpletrader:worker/lifecycle@0.1.0" (instance $lifecycle))
                    (export "simpletrader:worker/context@0.1.0" (instance $context)))"#,
            );
            append(&mut bytes, WASM_MANIFEST_SECTION, manifest(Category::ContextWorker).to_string().as_bytes());
            bytes
        }),
        Attack::new("wrong type", "a feature that is not on the list", "NOT_ADMITTED valid", || {
            good().with("(func (param i32) (result i32) (i32.atomic.load (local.get 0)))").file()
        }),
    ]
}

/// Interfaces of WASI 0.2 that would give a worker something.
const WASI: &[&str] = &[
    "cli/environment",
    "cli/exit",
    "cli/stdin",
    "cli/stdout",
    "cli/stderr",
    "cli/terminal-input",
    "cli/terminal-output",
    "clocks/monotonic-clock",
    "clocks/wall-clock",
    "filesystem/preopens",
    "filesystem/types",
    "http/outgoing-handler",
    "http/types",
    "io/error",
    "io/poll",
    "io/streams",
    "random/insecure",
    "random/insecure-seed",
    "random/random",
    "sockets/instance-network",
    "sockets/ip-name-lookup",
    "sockets/network",
    "sockets/tcp",
    "sockets/tcp-create-socket",
    "sockets/udp",
    "sockets/udp-create-socket",
];

/// A worker whose world has one more import, and which uses it.
fn importing(packages: &str, interface: &str) -> Vec<u8> {
    good()
        .world(&format!(
            "package test:custom; {packages}
             world custom {{ include simpletrader:worker/context-worker@0.1.0; import {interface}; }}"
        ))
        .with(&format!(r#"(import "{interface}" "get" (func $get (result i32)))"#))
        .handler("(call $get)")
        .file()
}

fn imports() -> Vec<Attack> {
    const EXTRA: &str = "extra import";
    let wasi = WASI.iter().map(|name| {
        Attack::new(EXTRA, format!("wasi:{name}"), "NOT_ADMITTED imports", move || {
            let (package, interface) = name.split_once('/').unwrap_or((name, ""));
            let wit = format!("package wasi:{package}@0.2.0 {{ interface {interface} {{ get: func() -> u32; }} }}");
            importing(&wit, &format!("wasi:{name}@0.2.0"))
        })
    });
    let others = [
        Attack::new(EXTRA, "an interface of somebody else", "NOT_ADMITTED imports", || {
            importing("package evil:corp@1.0.0 { interface backdoor { get: func() -> u32; } }", "evil:corp/backdoor@1.0.0")
        }),
        Attack::new(EXTRA, "a function beside all interfaces", "NOT_ADMITTED imports", || {
            text(r#"(component (import "run" (func)))"#)
        }),
        Attack::new(EXTRA, "a function among the types", "NOT_ADMITTED imports", || {
            text(r#"(component (import "simpletrader:worker/types@0.1.0" (instance (export "get" (func (result u32))))))"#)
        }),
    ];
    wasi.chain(others).collect()
}

fn custom() -> Vec<Attack> {
    const BOMB: &str = "zip-bomb-like custom sections";
    let with = |section: fn() -> Vec<u8>| {
        move || {
            let mut bytes = good().file();
            bytes.extend(section());
            bytes
        }
    };
    vec![
        Attack::new(BOMB, "three megabytes", BOUND, || {
            let mut bytes = good().file();
            append(&mut bytes, "note", &vec![0; 3 << 20]);
            bytes
        }),
        Attack::new(
            BOMB,
            "a section that says it has 4 GiB",
            "NOT_ADMITTED valid",
            with(|| vec![0, 0xff, 0xff, 0xff, 0xff, 0x0f, 1, b'x']),
        ),
        Attack::new(
            BOMB,
            "a name that says it has 4 GiB",
            "NOT_ADMITTED valid",
            with(|| vec![0, 6, 0xff, 0xff, 0xff, 0xff, 0x0f, b'x']),
        ),
        Attack::new(BOMB, "a million sections of one byte", "NOT_ADMITTED bound", with(|| [0, 2, 1, b'x'].repeat(1_050_000))),
        Attack::new(BOMB, "three hundred thousand empty sections", "INVALID_OUTPUT", with(|| [0, 1, 0].repeat(300_000))),
        Attack::new("path traversal in a schema reference", "to a file of the host", "INVALID_OUTPUT", || {
            // The gate takes a schema as data and opens nothing; whoever applies it refuses the reference.
            good().schema(br#"{"$ref": "file:///etc/passwd", "properties": {"x": {"$ref": "../../secret.json"}}}"#).file()
        }),
    ]
}

fn lies() -> Vec<Attack> {
    const LIES: &str = "manifest lies";
    let said = |how: &str, change: fn(&mut serde_json::Value)| {
        Attack::new(LIES, how, "NOT_ADMITTED manifest", move || {
            let mut manifest = manifest(Category::ContextWorker);
            change(&mut manifest);
            good().manifest(Some(manifest)).file()
        })
    };
    vec![
        said("another version of the contract", |manifest| manifest["contract"] = "simpletrader:worker@0.2.0".into()),
        said("another category", |manifest| *manifest = crate::forge::manifest(Category::SignalDetector)),
        said("no outputs", |manifest| manifest["outputs"] = json!([])),
        said("a field that nobody knows", |manifest| manifest["trusted"] = true.into()),
        said("a handler that does not exist", |manifest| manifest["invokes"] = json!(["measure", "\u{1b}[2J"])),
        Attack::new(LIES, "no manifest", "NOT_ADMITTED manifest", || good().manifest(None).file()),
        Attack::new(LIES, "two manifests", "NOT_ADMITTED manifest", || {
            let mut bytes = good().file();
            append(&mut bytes, WASM_MANIFEST_SECTION, b"{}");
            bytes
        }),
        Attack::new(LIES, "a manifest of garbage", "NOT_ADMITTED manifest", || {
            let mut bytes = good().manifest(None).file();
            append(&mut bytes, WASM_MANIFEST_SECTION, b"\x00\xff\x1b[2J");
            bytes
        }),
        Attack::new(LIES, "a capability that was not asked for", "NOT_ADMITTED manifest", || {
            logging(LOG, manifest(Category::ContextWorker))
        }),
    ]
}

/// One line of eight bytes.
const LOG: &str = "(call $f (i32.const 0) (i32.const 0) (i32.const 8))";

/// A worker that imports the log and does this with it, for ever.
fn logging(body: &str, manifest: serde_json::Value) -> Vec<u8> {
    good()
        .world(
            "package test:custom;
             world custom { include simpletrader:worker/context-worker@0.1.0; import simpletrader:worker/log@0.1.0; }",
        )
        .with(r#"(import "simpletrader:worker/log@0.1.0" "write" (func $f (param i32 i32 i32)))"#)
        .handler(&format!("(loop $l {body} (br $l)) unreachable"))
        .manifest(Some(manifest))
        .file()
}
