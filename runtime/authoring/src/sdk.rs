//! The SDKs that are compiled into this crate, so that a project needs no registry that has them.

include!(concat!(env!("OUT_DIR"), "/embedded.rs"));

/// The files of an SDK by their path in its folder. Names: `rust`, `python`, `js`, `c`, `zig`, `go`.
pub fn files(name: &str) -> Vec<(&'static str, &'static [u8])> {
    let own = SDKS.iter().filter_map(|(path, bytes)| Some((path.strip_prefix(name)?.strip_prefix('/')?, *bytes)));
    if name == "rust" { own.chain([("Cargo.toml", RUST_WORKSPACE.as_bytes())]).collect() } else { own.collect() }
}
