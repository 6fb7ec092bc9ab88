//! Between the contract's generated types and the domain's own.
//!
//! [`parse`] reads what a worker returned: every field is checked, the first that breaks a rule is named with its place.
//! [`lower`] writes what a worker is given: the host's values are trusted, but one that has more digits than the wire can
//! carry is refused rather than changed, except where the contract says that it is rounded.

pub(crate) mod lower;
pub(crate) mod parse;

#[cfg(test)]
mod any_wire;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod round_trip;
