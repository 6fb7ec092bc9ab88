//! What is wrong with a configuration, told so that it can be put right without opening the manual: the rule, the place with its
//! line, what is wrong and what to write instead. All findings of a step are collected; nobody corrects one at a time.

mod finding;
mod render;
mod rule;
pub mod suggest;

pub use finding::{Finding, Findings, Place, Related, Severity};
pub use render::Look;
pub use rule::Rule;
