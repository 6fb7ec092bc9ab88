//! The sample strategies with their plug-ins in a folder of their own, ready to be broken, and the command as a user calls it.
#![allow(dead_code)] // Each test file uses a part of it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The operation that most tests break.
pub const OPERATION: &str = "goog_sma_cross_bracket/operation.yaml";
/// Its blueprint.
pub const BLUEPRINT: &str = "common/sma_cross_bracket.yaml";

/// The plug-ins that the sample strategies use. What else lies in the plug-ins folder shall change no message here.
const PLUGINS: [&str; 15] = [
    "bracket_exit",
    "breakout",
    "cash_fraction",
    "channel",
    "cross",
    "drawdown_watch",
    "ema",
    "fixed_size",
    "limit_entry",
    "market_entry",
    "no_exit",
    "plain_execution",
    "single",
    "sma",
    "trend_brain",
];

/// What a command answered.
pub struct Answer {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Answer {
    /// Everything, with digests that depend on the machine's compiler taken out.
    pub fn shown(&self) -> String {
        without_digests(&format!("{}{}exit code {}\n", self.err, self.out, self.code))
    }
}

/// A copy of the sample strategies; the folder in which commands run.
pub struct Samples {
    folder: tempfile::TempDir,
}

impl Samples {
    pub fn new() -> Self {
        let samples = Self { folder: tempfile::tempdir().unwrap() };
        let repository = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        copy(&repository.join("example-workers/strategies"), samples.path());
        for name in PLUGINS {
            let target = samples.plugin(name);
            fs::create_dir_all(target.parent().unwrap()).unwrap();
            fs::copy(repository.join("plugins/simpletrader").join(name).join("v0.1.0.wasm"), target).unwrap();
        }
        samples.replace("platform.yaml", "../../plugins", "plugins");
        samples
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// The file of a plug-in.
    pub fn plugin(&self, name: &str) -> PathBuf {
        self.path().join("plugins/simpletrader").join(name).join("v0.1.0.wasm")
    }

    /// Replaces a text that must be there, once.
    pub fn replace(&self, file: &str, from: &str, to: &str) {
        let path = self.path().join(file);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{file} has no `{from}`");
        fs::write(path, text.replacen(from, to, 1)).unwrap();
    }

    pub fn run(&self, arguments: &[&str]) -> Answer {
        run_in(self.path(), arguments)
    }
}

/// Runs the command in a folder.
pub fn run_in(folder: &Path, arguments: &[&str]) -> Answer {
    let mut command = Command::new(env!("CARGO_BIN_EXE_simpletrader"));
    command.args(arguments).current_dir(folder).env("SIMPLETRADER_CACHE", cache());
    let output: Output = command.output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    Answer { code: output.status.code().unwrap(), out: text(&output.stdout), err: text(&output.stderr) }
}

/// The cache of compiled workers that all tests share: not the one of whoever runs them.
pub fn cache() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("cache")
}

pub fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// A text in which every run of 64 hex digits is `<sha256>`.
pub fn without_digests(text: &str) -> String {
    let mut result = String::new();
    let mut digits = String::new();
    for character in text.chars().chain(['\n']) {
        if character.is_ascii_hexdigit() {
            digits.push(character);
            continue;
        }
        result.push_str(if digits.len() == 64 { "<sha256>" } else { &digits });
        digits.clear();
        result.push(character);
    }
    result.pop();
    result
}

/// A worker file with another manifest: its custom section is replaced, everything else stays.
pub fn with_manifest(wasm: &[u8], change: impl Fn(&mut serde_json::Value)) -> Vec<u8> {
    const NAME: &[u8] = b"simpletrader:manifest";
    // The preamble; then sections, each an id, a length and that many bytes.
    let mut result = wasm[..8].to_vec();
    let mut rest = &wasm[8..];
    let mut changed = 0;
    while let Some((id, behind)) = rest.split_first() {
        let (length, size) = read_leb(behind);
        let (body, next) = behind[size..].split_at(length);
        let (name_length, name_size) = read_leb(body);
        if *id == 0 && body[name_size..].starts_with(NAME) && name_length == NAME.len() {
            let mut manifest: serde_json::Value = serde_json::from_slice(&body[name_size + NAME.len()..]).unwrap();
            change(&mut manifest);
            let mut body = vec![NAME.len() as u8];
            body.extend_from_slice(NAME);
            body.extend_from_slice(manifest.to_string().as_bytes());
            result.push(0);
            write_leb(body.len(), &mut result);
            result.extend(body);
            changed += 1;
        } else {
            result.extend_from_slice(&rest[..1 + size + length]);
        }
        rest = next;
    }
    assert_eq!(changed, 1, "a worker has one manifest");
    result
}

/// An unsigned LEB128 number, and how many bytes it takes.
fn read_leb(bytes: &[u8]) -> (usize, usize) {
    let mut value = 0;
    for (index, byte) in bytes.iter().enumerate() {
        value |= usize::from(byte & 0x7f) << (7 * index);
        if byte & 0x80 == 0 {
            return (value, index + 1);
        }
    }
    panic!("a number does not end");
}

fn write_leb(mut value: usize, to: &mut Vec<u8>) {
    while value >= 0x80 {
        to.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    to.push(value as u8);
}
