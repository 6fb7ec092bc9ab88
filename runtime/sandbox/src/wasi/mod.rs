//! The deterministic WASI profile: what a guest gets whose language cannot do without WASI (Python, JavaScript, Rust's `std`).
//!
//! Our own host for exactly the interfaces that such guests import, of any version 0.2.x. [`OFFERED`] is the whole list; what
//! is not on it is refused by name before anything is compiled, and of what is on it only that is linked which the file
//! imports, and only when the profile was granted. One file per package says what each function answers; `docs/wasi.md` says
//! it for authors.
//!
//! A guest learns nothing of the machine or of the real time through it:
//!
//! * **The clocks stand at the instant of the pass.** They move between calls, never inside one. A sleep is over at once.
//! * **Randomness is a sequence from a seed.** The same run has the same numbers, also from the "secure" generator.
//! * **Environment, arguments and input are empty, sockets are denied.** Interpreters import sockets; they are never opened.
//! * **What is printed goes to the worker's log**, cut and stripped, and its end into the text of a fault: of a Python
//!   traceback there is no other trace.
//! * **Files are one directory, read-only,** if the operation grants one.
//!
//! Decisions:
//!
//! * **A call of the host costs fuel** (`price`). So the fuel of a call bounds how often the host is called and what it reads,
//!   deterministically, and no host function waits or loops on a guest's word.
//! * **Everything that a guest can make the host keep is bounded**: handles, open files, directory entries, printed lines.
//!   Asking for more is a fault, except where WASI has an answer for it.

mod capture;
mod cli;
mod clocks;
mod filesystem;
mod given;
mod io;
mod price;
mod random;
mod refusal;
mod sockets;
mod state;
mod stop;
mod streams;

use simpletrader_contracts::name::excerpt;
use wasmtime::component::{Linker, LinkerInstance};

use crate::worker::StoreState;

pub(crate) use given::{Given, NOT_GRANTED, check_granted};
pub use random::seed_of;
pub(crate) use state::WasiState;
pub(crate) use stop::Stop;

/// An interface as it is being linked: its functions go in by name.
type Interface<'a> = LinkerInstance<'a, StoreState>;

/// An interface that guests may import, without its version, and what puts its functions in.
struct Offered {
    name: &'static str,
    link: fn(&mut Interface<'_>) -> wasmtime::Result<()>,
}

const fn offered(name: &'static str, link: fn(&mut Interface<'_>) -> wasmtime::Result<()>) -> Offered {
    Offered { name, link }
}

/// Everything that there is. HTTP is not, and will not be.
const OFFERED: &[Offered] = &[
    offered("wasi:cli/environment", cli::environment),
    offered("wasi:cli/exit", cli::exit),
    offered("wasi:cli/stderr", cli::stderr),
    offered("wasi:cli/stdin", cli::stdin),
    offered("wasi:cli/stdout", cli::stdout),
    offered("wasi:cli/terminal-input", cli::terminal_input),
    offered("wasi:cli/terminal-output", cli::terminal_output),
    offered("wasi:cli/terminal-stderr", cli::terminal_stderr),
    offered("wasi:cli/terminal-stdin", cli::terminal_stdin),
    offered("wasi:cli/terminal-stdout", cli::terminal_stdout),
    offered("wasi:clocks/monotonic-clock", clocks::monotonic_clock),
    offered("wasi:clocks/wall-clock", clocks::wall_clock),
    offered("wasi:filesystem/preopens", filesystem::preopens),
    offered("wasi:filesystem/types", filesystem::types),
    offered("wasi:io/error", io::error),
    offered("wasi:io/poll", io::poll),
    offered("wasi:io/streams", streams::streams),
    offered("wasi:random/insecure", random::insecure),
    offered("wasi:random/insecure-seed", random::insecure_seed),
    offered("wasi:random/random", random::random),
    offered("wasi:sockets/instance-network", sockets::instance_network),
    offered("wasi:sockets/ip-name-lookup", sockets::ip_name_lookup),
    offered("wasi:sockets/network", sockets::network),
    offered("wasi:sockets/tcp", sockets::tcp),
    offered("wasi:sockets/tcp-create-socket", sockets::tcp_create_socket),
    offered("wasi:sockets/udp", sockets::udp),
    offered("wasi:sockets/udp-create-socket", sockets::udp_create_socket),
];

/// Whether an import is one of WASI's, offered or not.
pub(crate) fn is_wasi(import: &str) -> bool {
    import.starts_with("wasi:")
}

/// Whether an import of WASI can be had when the profile is granted.
pub(crate) fn is_offered(import: &str) -> bool {
    find(import).is_some()
}

/// The entry of an import of any version 0.2.x: all of these are compatible, and no other is.
fn find(import: &str) -> Option<&'static Offered> {
    let (name, version) = import.split_once('@')?;
    let patch = version.strip_prefix("0.2.")?;
    let is_number = !patch.is_empty() && patch.bytes().all(|byte| byte.is_ascii_digit());
    OFFERED.iter().find(|offered| is_number && offered.name == name)
}

/// Links those of a file's imports that are WASI's, and nothing else. The gate has seen to it that all are offered.
///
/// # Errors
/// When one is not, which is a defect of the gate.
pub(crate) fn link(linker: &mut Linker<StoreState>, imports: &[String]) -> wasmtime::Result<()> {
    for import in imports.iter().filter(|import| is_wasi(import)) {
        let offered = find(import).ok_or_else(|| wasmtime::Error::msg(format!("`{}` is not offered", excerpt(import, 100))))?;
        (offered.link)(&mut linker.instance(import)?)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interface_is_offered_in_every_patch_of_0_2() {
        for import in ["wasi:cli/stderr@0.2.0", "wasi:cli/stderr@0.2.12", "wasi:io/poll@0.2.9"] {
            assert!(is_offered(import), "{import}");
        }
    }

    #[test]
    fn other_versions_and_other_interfaces_are_not_offered() {
        for import in [
            "wasi:cli/stderr",
            "wasi:cli/stderr@0.2",
            "wasi:cli/stderr@0.2.",
            "wasi:cli/stderr@0.2.0-rc-2023-11-10",
            "wasi:cli/stderr@0.3.0",
            "wasi:cli/stderr@10.2.0",
            "wasi:cli/run@0.2.0",
            "wasi:clocks/timezone@0.2.0",
            "wasi:http/types@0.2.0",
            "wasi:http/outgoing-handler@0.2.0",
            "wasi:keyvalue/store@0.2.0",
            "wasi:nn/graph@0.2.0",
        ] {
            assert!(is_wasi(import) && !is_offered(import), "{import}");
        }
    }

    #[test]
    fn the_table_is_in_order_and_names_nothing_twice() {
        assert!(OFFERED.is_sorted_by(|a, b| a.name < b.name));
    }
}
