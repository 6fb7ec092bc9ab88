//! A component whose functions do nothing, one for each shape of value that crosses: what a shape costs is what its call takes beyond the
//! call with nothing in hand.
//!
//! The shapes are those of the contract: a bar, bars as rows and as columns, facts, a signal, a directive, texts. Records are written as
//! tuples with the same fields, which cross in the same way and need no names.

use wasmtime::component::{Component, ComponentNamedList, Instance, Lift, Linker, Lower, TypedFunc};
use wasmtime::{Engine, Store};

use crate::raw::Knobs;

/// Series, open, high, low, close, volume.
pub type Bar = (u32, i64, i64, i64, i64, i64);
/// An exact number: mantissa and scale.
pub type Exact = (i64, u8);
/// Instrument, direction, type, confidence.
pub type Signal = (u32, bool, String, Option<Exact>);
/// Signals, risks, scope, targets, confidence, entry (instrument and side), and whether there are terms of size and exit.
pub type Directive = (Vec<u32>, Vec<u32>, u8, Vec<u32>, Exact, Option<(u32, bool)>, Option<bool>, Option<bool>);

/// Answers lie where the zeros are replaced: lists and texts need an address and a length.
const PROBE: &str = r#"(component
    (core module $code
        (memory (export "memory") 8)
        ;; At 1024: `ok` and a list of two facts at 2048. At 1056: a list of one signal at 2112, whose type is the text at 2304.
        ;; At 1088: a text of eight letters. At 1152: a directive that uses one signal and opens a trade.
        (data (i32.const 1028) "\00\08\00\00\02\00\00\00")
        (data (i32.const 1056) "\40\08\00\00\01\00\00\00")
        (data (i32.const 1088) "\00\09\00\00\08\00\00\00")
        (data (i32.const 1152) "\00\0c\00\00\01\00\00\00")
        (data (i32.const 1184) "\01\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\01\00\00\00\00\00\00\00\01\00\00\00\01\00\01\00")
        (data (i32.const 2120) "\00\09\00\00\08\00\00\00\01\00\00\00\00\00\00\00\09\00\00\00\00\00\00\00\01")
        (data (i32.const 2304) "CROSS_UP")
        (func (export "realloc") (param i32 i32 i32 i32) (result i32) i32.const 65536)
        (func (export "nothing"))
        (func (export "bar") (param i64 i32 i64 i64 i64 i64 i64 i32 i32))
        (func (export "list") (param i32 i32))
        (func (export "facts") (result i32) i32.const 1024)
        (func (export "signal") (result i32) i32.const 1056)
        (func (export "text") (result i32) i32.const 1088)
        (func (export "directive") (result i32) i32.const 1152))
    (core instance $own (instantiate $code))
    ;; As workers are packaged: handlers are lifted from a module that has imported them.
    (core module $passing
        (func $nothing (import "own" "nothing")) (export "nothing" (func $nothing))
        (func $bar (import "own" "bar") (param i64 i32 i64 i64 i64 i64 i64 i32 i32)) (export "bar" (func $bar))
        (func $list (import "own" "list") (param i32 i32)) (export "list" (func $list))
        (func $facts (import "own" "facts") (result i32)) (export "facts" (func $facts))
        (func $signal (import "own" "signal") (result i32)) (export "signal" (func $signal))
        (func $text (import "own" "text") (result i32)) (export "text" (func $text))
        (func $directive (import "own" "directive") (result i32)) (export "directive" (func $directive)))
    (core instance $relay (instantiate $passing (with "own" (instance $own))))
    (alias core export $own "memory" (core memory $memory))
    (alias core export $own "realloc" (core func $realloc))
    (func (export "nothing") (canon lift (core func $relay "nothing")))
    (func (export "nothing-without-relay") (canon lift (core func $own "nothing")))
    (func (export "take-bar")
        (param "at" s64) (param "bar" (tuple u32 s64 s64 s64 s64 s64)) (param "inputs" (list f64))
        (canon lift (core func $relay "bar") (memory $memory) (realloc $realloc)))
    (func (export "take-rows") (param "bars" (list (tuple u32 s64 s64 s64 s64 s64)))
        (canon lift (core func $relay "list") (memory $memory) (realloc $realloc)))
    (func (export "take-columns") (param "columns" (list s64))
        (canon lift (core func $relay "list") (memory $memory) (realloc $realloc)))
    (func (export "take-numbers") (param "numbers" (list f64))
        (canon lift (core func $relay "list") (memory $memory) (realloc $realloc)))
    (func (export "take-text") (param "text" string)
        (canon lift (core func $relay "list") (memory $memory) (realloc $realloc)))
    (func (export "give-facts") (result (result (list f64) (error string))) (canon lift (core func $relay "facts") (memory $memory)))
    (func (export "give-signal") (result (list (tuple u32 bool string (option (tuple s64 u8)))))
        (canon lift (core func $relay "signal") (memory $memory)))
    (func (export "give-text") (result string) (canon lift (core func $relay "text") (memory $memory)))
    (func (export "give-directive")
        (result (tuple (list u32) (list u32) u8 (list u32) (tuple s64 u8) (option (tuple u32 bool)) (option bool) (option bool)))
        (canon lift (core func $relay "directive") (memory $memory))))"#;

/// The component, live.
pub struct Shapes {
    store: Store<()>,
    instance: Instance,
}

impl Shapes {
    /// Compiles and starts it.
    pub fn new(knobs: Knobs) -> Self {
        let engine: Engine = knobs.engine();
        let mut store = knobs.store(&engine);
        let binary = wat::parse_str(PROBE).expect("the text is sound");
        let component = Component::new(&engine, binary).expect("the component is sound");
        let instance = Linker::new(&engine).instantiate(&mut store, &component).expect("it imports nothing");
        Self { store, instance }
    }

    /// One of its functions.
    pub fn function<P, R>(&mut self, name: &str) -> TypedFunc<P, R>
    where
        P: ComponentNamedList + Lower,
        R: ComponentNamedList + Lift,
    {
        self.instance.get_typed_func(&mut self.store, name).expect("it has this function, in this shape")
    }

    /// Calls one of them.
    pub fn call<P, R>(&mut self, function: &TypedFunc<P, R>, values: P) -> R
    where
        P: ComponentNamedList + Lower,
        R: ComponentNamedList + Lift,
    {
        function.call(&mut self.store, values).expect("it does nothing")
    }
}
