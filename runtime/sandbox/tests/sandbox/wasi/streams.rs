//! What is printed ends in the worker's log, and its end in the text of a fault.

use simpletrader_contracts::worker::capability::LogLevel;

use super::script::{NOW, Script, answer};

/// A script that can print: `(call $print (call $out) (i32 address) (i32 length))`.
fn printing(body: &str) -> Script {
    Script::new(body)
        .import("cli/stdout", "get-stdout", "(func $out (result i32))")
        .import("cli/stderr", "get-stderr", "(func $error (result i32))")
        .import("io/streams", "[method]output-stream.blocking-write-and-flush", "(func $write (param i32 i32 i32 i32))")
        .import("io/streams", "[resource-drop]output-stream", "(func $drop (param i32))")
        .with(
            r#"(func $print (param $stream i32) (param $at i32) (param $length i32)
                (call $write (local.get $stream) (local.get $at) (local.get $length) (i32.const 2048))
                (if (i32.load8_u (i32.const 2048)) (then unreachable))
                (call $drop (local.get $stream)))
            (data (i32.const 3000) "one\ntwo\nthree")
            (data (i32.const 3100) "\1b[2Jcareful\0a")"#,
        )
}

/// Level and text of the lines in the log.
fn log(worker: &mut dyn simpletrader_contracts::worker::call::SignalDetector) -> Vec<(LogLevel, String)> {
    worker.take_remarks().log.into_iter().map(|line| (line.level, line.text)).collect()
}

#[test]
fn what_is_printed_is_in_the_log_in_its_order() {
    let script = printing(
        "(call $print (call $out) (i32.const 3000) (i32.const 4))
         (call $print (call $error) (i32.const 3100) (i32.const 12))
         (call $print (call $out) (i32.const 3004) (i32.const 9))
         (i32.const 1024)",
    );
    let mut worker = script.live();
    assert_eq!(log(worker.as_mut()), []);
    let expected = [(LogLevel::Info, "one"), (LogLevel::Warn, "·[2Jcareful"), (LogLevel::Info, "two"), (LogLevel::Info, "three")]
        .map(|(level, text)| (level, text.to_owned()));
    for _ in 0..2 {
        answer(worker.as_mut(), NOW).unwrap();
        assert_eq!(log(worker.as_mut()), expected, "the same call prints the same");
        assert_eq!(log(worker.as_mut()), [], "each line is handed over once");
    }
}

#[test]
fn what_was_printed_before_a_trap_is_not_lost() {
    let script = printing("(call $print (call $error) (i32.const 3000) (i32.const 13)) unreachable");
    let mut worker = script.live();
    let fault = answer(worker.as_mut(), NOW).unwrap_err();
    assert_eq!((fault.class(), &*fault.stderr_tail), ("TRAP", "one\ntwo\nthree"));
    let lines: Vec<String> = log(worker.as_mut()).into_iter().map(|(_, text)| text).collect();
    assert_eq!(lines, ["one", "two", "three"]);
    assert_eq!(log(worker.as_mut()), []);
}

#[test]
fn the_input_is_at_its_end() {
    for function in ["read", "blocking-read"] {
        let name: &'static str =
            if function == "read" { "[method]input-stream.read" } else { "[method]input-stream.blocking-read" };
        // An error (1), and of its cases the second (1): closed.
        let script = Script::new(
            "(call $read (call $in) (i64.const 100) (i32.const 2048))
             (call $hex (i64.or (i64.load8_u (i32.const 2048)) (i64.shl (i64.load8_u (i32.const 2052)) (i64.const 8))))",
        )
        .import("cli/stdin", "get-stdin", "(func $in (result i32))")
        .import("io/streams", name, "(func $read (param i32 i64 i32))");
        assert_eq!(script.run().unwrap(), "0000000000000101", "{function}");
    }
}

#[test]
fn the_environment_is_empty() {
    for function in ["get-environment", "get-arguments"] {
        let script = Script::new("(call $get (i32.const 2048)) (call $hex (i64.load32_u (i32.const 2052)))").import(
            "cli/environment",
            function,
            "(func $get (param i32))",
        );
        assert_eq!(script.run().unwrap(), "0000000000000000", "{function} has no items");
    }
    let script = Script::new("(call $get (i32.const 2048)) (call $hex (i64.load8_u (i32.const 2048)))").import(
        "cli/environment",
        "initial-cwd",
        "(func $get (param i32))",
    );
    assert_eq!(script.run().unwrap(), "0000000000000000");
}

#[test]
fn there_is_no_terminal() {
    for (interface, function) in [
        ("cli/terminal-stdin", "get-terminal-stdin"),
        ("cli/terminal-stdout", "get-terminal-stdout"),
        ("cli/terminal-stderr", "get-terminal-stderr"),
    ] {
        let script = Script::new("(call $get (i32.const 2048)) (call $hex (i64.load8_u (i32.const 2048)))").import(
            interface,
            function,
            "(func $get (param i32))",
        );
        assert_eq!(script.run().unwrap(), "0000000000000000", "{function}");
    }
}

#[test]
fn exit_is_a_fault_that_says_so() {
    let exit = Script::new("(call $exit (i32.const 1)) unreachable").import("cli/exit", "exit", "(func $exit (param i32))");
    let fault = exit.run().unwrap_err();
    insta::assert_snapshot!(format!("{}\n{fault}", fault.class()), @r"
    TRAP
    `detect` trapped: it called exit with status 1; a worker answers instead
    ");
    let code =
        Script::new("(call $exit (i32.const 42)) unreachable").import("cli/exit", "exit-with-code", "(func $exit (param i32))");
    assert!(code.run().unwrap_err().to_string().contains("status 42"));
    let success = Script::new("(call $exit (i32.const 0)) unreachable").import("cli/exit", "exit", "(func $exit (param i32))");
    assert!(success.run().unwrap_err().to_string().contains("status 0"));
}

#[test]
fn sockets_are_denied() {
    // The first error but one: access-denied.
    let create = Script::new("(call $create (i32.const 0) (i32.const 2048)) (call $hex (i64.load (i32.const 2048)))");
    for (interface, function) in
        [("sockets/tcp-create-socket", "create-tcp-socket"), ("sockets/udp-create-socket", "create-udp-socket")]
    {
        let script = create.clone().import(interface, function, "(func $create (param i32 i32))");
        assert_eq!(error_of(&script), (1, 1), "{function}");
    }
    let resolve = Script::new(
        "(call $resolve (call $network) (i32.const 3000) (i32.const 9) (i32.const 2048)) (call $hex (i64.load (i32.const 2048)))",
    )
    .import("sockets/instance-network", "instance-network", "(func $network (result i32))")
    .import("sockets/ip-name-lookup", "resolve-addresses", "(func $resolve (param i32 i32 i32 i32))")
    .with(r#"(data (i32.const 3000) "localhost")"#);
    assert_eq!(error_of(&resolve), (1, 1));
}

/// Whether the result that the script shows is an error, and which: it lies where a handle would, four bytes on.
fn error_of(script: &Script) -> (u64, u64) {
    let bytes = super::script::number(&script.run().unwrap()).to_le_bytes();
    (bytes[0].into(), bytes[4].into())
}
