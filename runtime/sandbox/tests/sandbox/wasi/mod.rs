//! The deterministic WASI profile: what a guest gets, that it gets the same every time, and that it gets no more.

mod admission;
mod clocks;
mod files;
mod hostile;
mod random;
mod script;
mod streams;
