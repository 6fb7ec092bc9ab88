//! The compiler's process, as it shows in the command.

mod support;

use std::io::Write;
use std::process::{Command, Stdio};

use support::Samples;

#[test]
fn the_command_is_its_own_compiler() {
    let samples = Samples::new();
    let mut child = Command::new(env!("CARGO_BIN_EXE_simpletrader"))
        .args(["compile-worker", "1000000000", "30", "1"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let bytes = std::fs::read(samples.plugin("sma")).unwrap();
    child.stdin.take().unwrap().write_all(&bytes).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    assert!(output.stdout.starts_with(b"stanswer") && output.stdout.len() > bytes.len(), "{} bytes", output.stdout.len());
}

#[test]
fn the_compilers_command_is_not_for_users() {
    let help = Samples::new().run(&["--help"]);
    assert!(help.out.contains("backtest") && !help.out.contains("compile-worker"), "{}", help.out);
}

#[test]
fn a_worker_that_cannot_be_compiled_is_told_with_what_to_do() {
    let samples = Samples::new();
    let path = samples.plugin("sma");
    let mut bytes = std::fs::read(&path).unwrap();
    // An empty component, exported: valid, and nothing that the engine can compile. It comes behind the two that every worker
    // of the SDK has, one for each interface, so it is the third.
    bytes.extend_from_slice(&[4, 8, 0, b'a', b's', b'm', 0x0d, 0, 1, 0]);
    bytes.extend_from_slice(&[11, 11, 1, 0, 5, b'e', b'x', b't', b'r', b'a', 4, 2, 0]);
    std::fs::write(&path, bytes).unwrap();
    let answer = samples.run(&["backtest", support::OPERATION, "--no-cache"]);
    insta::assert_snapshot!(answer.shown(), @r"
    error: plugins/simpletrader/sma/v0.1.0.wasm: the component cannot be compiled: failed to parse WebAssembly module: exporting a component from the root component is not supported
      help: this is a defect of the worker file: build it again, or tell its author
    exit code 2
    ");
}
