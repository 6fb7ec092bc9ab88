//! Who a worker is: the part of its manifest that the traits cannot tell.

use simpletrader_contracts::worker::RequestedLimits;

/// Who a worker is. Built in a constant, so that a worker without an identity does not compile:
///
/// ```
/// use simpletrader_sdk::About;
/// const ABOUT: About = About::new("acme", "rsi", env!("CARGO_PKG_VERSION"), "Relative strength index");
/// # assert_eq!(ABOUT.name, "rsi");
/// ```
#[derive(Debug, Clone, Copy)]
pub struct About {
    /// Who made it, snake_case.
    pub vendor: &'static str,
    /// What it is called, snake_case.
    pub name: &'static str,
    /// Semantic version, as a rule `env!("CARGO_PKG_VERSION")`.
    pub version: &'static str,
    /// What people call it.
    pub display_name: &'static str,
    /// One or two sentences.
    pub description: Option<&'static str>,
    /// Names of the events that it publishes; empty: the one that the category usually publishes.
    pub publishes: &'static [&'static str],
    /// Upper bounds that it says it needs; the platform's own bounds always win.
    pub limits: RequestedLimits,
}

impl About {
    /// The four things that every worker has. The packager checks their form.
    pub const fn new(vendor: &'static str, name: &'static str, version: &'static str, display_name: &'static str) -> Self {
        let limits = RequestedLimits { fuel_per_call: None, memory_bytes: None };
        Self { vendor, name, version, display_name, description: None, publishes: &[], limits }
    }

    /// One or two sentences for people who choose workers.
    pub const fn description(self, text: &'static str) -> Self {
        Self { description: Some(text), ..self }
    }

    /// Other event names than the usual one of the category.
    pub const fn publishes(self, events: &'static [&'static str]) -> Self {
        Self { publishes: events, ..self }
    }

    /// Upper bounds that it says it needs.
    pub const fn limits(self, limits: RequestedLimits) -> Self {
        Self { limits, ..self }
    }
}
