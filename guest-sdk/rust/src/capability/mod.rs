//! What a worker may do beyond its calls: write for its author, look back, remember, leave remarks.
//!
//! Each module is one capability. A worker declares those that it uses in its [`About`](crate::About) (`.logs()`,
//! `.looks_back(200)`, `.remembers(4096)`, `.writes_notes()`) and the operation grants them; a component that uses one without
//! declaring it is not admitted. What is not used is not imported.
//!
//! In a native build, and so in a worker's own tests, the same functions work on a kit of the thread: see
//! [`testing::remarks`](crate::testing::remarks) and [`testing::observe`](crate::testing::observe).

pub mod log;
pub mod notes;
pub mod state;
pub mod window;

#[cfg(target_arch = "wasm32")]
#[path = "imports.rs"]
mod host;
#[cfg(not(target_arch = "wasm32"))]
#[path = "thread_kit.rs"]
pub mod host;
