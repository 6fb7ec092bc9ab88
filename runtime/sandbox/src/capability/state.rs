//! `state`: small values that outlive the instance. Changes are handed out after the pass and undone when it fails.

use simpletrader_contracts::worker::capability::StateRefusal;
use simpletrader_contracts::worker::{FaultKind, Limit};

use super::{Capabilities, CapabilityFault};
use crate::bindings::wire::state::Host;

impl Host for Capabilities {
    fn get(&mut self, key: String) -> wasmtime::Result<Option<Vec<u8>>> {
        let value = self.kit.state().and_then(|state| state.get(&key));
        self.meter.call(key.len() + value.map_or(0, <[u8]>::len))?;
        Ok(value.map(<[u8]>::to_vec))
    }

    fn set(&mut self, key: String, value: Vec<u8>) -> wasmtime::Result<()> {
        self.meter.call(key.len() + value.len())?;
        match self.kit.state_mut().map(|state| state.set(key, value)) {
            // Without a grant nothing is linked, so there is a state wherever this can be called.
            None | Some(Ok(())) => Ok(()),
            Some(Err(refusal)) => Err(fault(&refusal).into()),
        }
    }

    fn remove(&mut self, key: String) -> wasmtime::Result<()> {
        self.meter.call(key.len())?;
        if let Some(state) = self.kit.state_mut() {
            state.remove(&key);
        }
        Ok(())
    }
}

fn fault(refusal: &StateRefusal) -> CapabilityFault {
    CapabilityFault(match refusal {
        StateRefusal::Bytes { asked, limit } => {
            FaultKind::Limit(Limit::State { of: "bytes of keys and values", asked: *asked, limit: *limit })
        }
        StateRefusal::Keys { limit } => FaultKind::Limit(Limit::State { of: "keys", asked: limit + 1, limit: *limit }),
        StateRefusal::Key(_) => FaultKind::InvalidOutput { field: "state.set.key".into(), rule: refusal.to_string() },
    })
}
