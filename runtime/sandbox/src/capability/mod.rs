//! The capabilities of a worker: interfaces that it calls while it is called. Linked one by one, and only those that were granted.
//!
//! Neither fuel nor the deadline sees what happens inside a host function, so every one of them here is bounded by itself: its
//! cost is a constant and the bytes that it moves, and [`meter`] counts both. What a worker says or remembers is kept with its
//! store, in a [`Kit`](simpletrader_contracts::worker::capability::Kit), until the engine takes it after the pass.
//!
//! One file each: [`log`](self::log) and [`journal_note`] keep texts, [`state`] values, [`market_window`] shows closed bars.
//! Files are not here: they have interfaces of another contract.

mod journal_note;
mod log;
mod market_window;
pub(crate) mod meter;
mod state;

use simpletrader_contracts::worker::capability::{Capability, Kit};
use simpletrader_contracts::worker::{ComponentFacts, FaultKind, Grants};
use wasmtime::component::{HasSelf, Linker};

use crate::RunLimits;
use crate::admission::capability_of_import;
use crate::bindings::wire;
use crate::worker::StoreState;
use meter::Meter;

/// What a store keeps for the capabilities of its worker.
#[derive(Debug)]
pub(crate) struct Capabilities {
    /// What the worker holds.
    pub(crate) kit: Kit,
    meter: Meter,
}

impl Capabilities {
    pub(crate) fn new(grants: &Grants, limits: &RunLimits) -> Self {
        Self { kit: Kit::new(grants, limits.log_bytes), meter: Meter::new(limits) }
    }

    /// A call of a handler begins: what is counted per call is counted anew.
    pub(crate) fn begin_call(&mut self) {
        self.meter.begin_call();
    }
}

/// A host function ends the call: the worker used a capability in a way that it may not.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a capability refused the call: {0:?}")]
pub(crate) struct CapabilityFault(pub(crate) FaultKind);

/// The first capability that a worker imports and was not granted.
pub(crate) fn not_granted(facts: &ComponentFacts, grants: &Grants) -> Option<Capability> {
    let imported = facts.imports.iter().filter_map(|import| capability_of_import(import));
    imported.into_iter().find(|capability| !grants.contains(*capability))
}

/// Gives a linker the interfaces that were granted.
pub(crate) fn link(linker: &mut Linker<StoreState>, grants: &Grants) -> wasmtime::Result<()> {
    fn of(state: &mut StoreState) -> &mut Capabilities {
        &mut state.capabilities
    }
    if grants.log {
        wire::log::add_to_linker::<_, HasSelf<Capabilities>>(linker, of)?;
    }
    if grants.market_window.is_some() {
        wire::market_window::add_to_linker::<_, HasSelf<Capabilities>>(linker, of)?;
    }
    if grants.state.is_some() {
        wire::state::add_to_linker::<_, HasSelf<Capabilities>>(linker, of)?;
    }
    if grants.journal_note {
        wire::journal_note::add_to_linker::<_, HasSelf<Capabilities>>(linker, of)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use simpletrader_contracts::market::SeriesRef;
    use simpletrader_contracts::worker::capability::{StateGrant, StateScope, WindowGrant};
    use wasmtime::Engine;

    use super::*;

    #[test]
    fn what_is_not_granted_is_not_linked() {
        let all = Grants {
            log: true,
            journal_note: true,
            state: Some(StateGrant { scope: StateScope::Strategy, bytes: 1 }),
            market_window: Some(WindowGrant { series: vec![SeriesRef(0)], bars: 1 }),
            ..Grants::default()
        };
        let mut linker = Linker::new(&Engine::default());
        link(&mut linker, &Grants::default()).unwrap();
        // A linker refuses to be given anything twice, so nothing was there yet.
        link(&mut linker, &all).unwrap();
        let each = [
            Grants { log: true, ..Grants::default() },
            Grants { journal_note: true, ..Grants::default() },
            Grants { state: all.state, ..Grants::default() },
            Grants { market_window: all.market_window, ..Grants::default() },
        ];
        for grants in each {
            assert!(link(&mut linker, &grants).is_err(), "{grants:?} are linked now");
        }
    }
}
