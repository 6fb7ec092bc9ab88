//! The sandbox over real components, each written as text so that it does exactly one thing.

mod admission;
mod cache;
mod capability;
mod forge;
mod hostile;
mod mutation;
mod profile;
mod signature;
mod slices;
mod wasi;
mod worker;
