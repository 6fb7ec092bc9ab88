//! From YAML to build specs.

pub mod build_spec;
