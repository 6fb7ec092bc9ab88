//! Embeds what a project needs and no registry has: the SDKs and the templates, each file as it is.
//!
//! For Rust a little more is written down, in `rust_sdk`: the SDK is a cargo workspace of its own in every project, and its versions
//! are those of this workspace.

mod folders;
mod rust_sdk;

use std::env;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use folders::{Embedded, files_below};

fn main() {
    let here = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo says where the crate is"));
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo says where to write"));
    let root = here.join("../..").canonicalize().expect("the crate lies in its workspace");
    let mut text = String::new();
    write_list(&mut text, "TEMPLATES", &files_below(&here.join("templates"), ""));
    write_list(&mut text, "SDKS", &sdks(&root));
    text += &rust_sdk::constants(&root);
    fs::write(out.join("embedded.rs"), text).expect("the build folder can be written");
    println!("cargo:rerun-if-changed=build");
}

/// Every SDK by the folder that it gets in a project: `rust/…`, `python/…`. Rust's has the folders of this repository, because its
/// crates refer to one another by them.
fn sdks(root: &Path) -> Vec<Embedded> {
    let mut files = Vec::new();
    for folder in ["guest-sdk/rust", "runtime/contracts", "wit"] {
        files.extend(files_below(&root.join(folder), &format!("rust/{folder}/")));
    }
    for language in ["python", "js", "c", "zig", "go"] {
        files.extend(files_below(&root.join("guest-sdk").join(language), &format!("{language}/")));
    }
    files
}

fn write_list(text: &mut String, name: &str, files: &[Embedded]) {
    writeln!(text, "pub static {name}: &[(&str, &[u8])] = &[").expect("a text grows");
    for Embedded { name, path } in files {
        writeln!(text, "    ({name:?}, include_bytes!({path:?})),").expect("a text grows");
    }
    text.push_str("];\n");
}
