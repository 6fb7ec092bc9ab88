//! What the host keeps for one guest under the profile.

use std::sync::Arc;

use cap_std::fs::Dir;
use simpletrader_contracts::Instant;
use simpletrader_contracts::worker::capability::LogLine;
use wasmtime::component::{Resource, ResourceTable};
use wasmtime::{StoreContextMut, Trap};

use super::capture::{Capture, Stream};
use super::given::Given;
use super::random::Random;
use super::stop::Stop;
use crate::worker::StoreState;

/// Resources that a guest may hold at once, of all kinds together. The busiest interpreter of today holds ten.
const HANDLES: usize = 256;
/// Files and directories that a guest may hold open at once, streams on them included.
const OPEN_FILES: usize = 32;
/// Directory listings that a guest may hold at once; each has its names in memory.
const LISTINGS: usize = 4;

/// Everything that the profile knows about one guest. It lives and ends with the guest's store.
#[derive(Debug)]
pub(crate) struct WasiState {
    /// Owners of what the guest holds handles of.
    pub(super) resources: ResourceTable,
    /// Instant of the pass; the epoch until the first.
    pub(super) now: Instant,
    pub(super) random: Random,
    pub(super) printed: Capture,
    /// The granted directory.
    pub(super) root: Option<Arc<Dir>>,
    pub(super) open_files: Places,
    pub(super) listings: Places,
}

impl WasiState {
    /// A guest's first state.
    pub(crate) fn new(given: &Given) -> Self {
        let mut resources = ResourceTable::new();
        resources.set_max_capacity(HANDLES);
        Self {
            resources,
            now: Instant::default(),
            random: Random::new(given.seed),
            printed: Capture::default(),
            root: given.root.clone(),
            open_files: Places::new("open files", OPEN_FILES),
            listings: Places::new("directory listings", LISTINGS),
        }
    }

    /// A call begins: the clocks stand at this instant until it ends.
    pub(crate) fn begin_call(&mut self, now: Instant) {
        self.now = now;
    }

    /// What the guest printed since this was last asked, as lines of its log.
    pub(crate) fn take_printed(&mut self) -> Vec<LogLine> {
        self.printed.take()
    }

    /// The state of the guest that is calling, after it has paid for the call.
    ///
    /// # Errors
    /// The trap of a guest whose fuel is used up.
    pub(super) fn charged<'a>(store: &'a mut StoreContextMut<'_, StoreState>, price: u64) -> wasmtime::Result<&'a mut Self> {
        match store.get_fuel()?.checked_sub(price) {
            Some(rest) => store.set_fuel(rest)?,
            None => {
                store.set_fuel(0)?;
                return Err(Trap::OutOfFuel.into());
            }
        }
        store.data_mut().wasi.as_deref_mut().ok_or_else(|| Stop::Unreachable("the profile was not granted").into())
    }

    /// Gives the guest a handle.
    ///
    /// # Errors
    /// When it holds as many as it may.
    pub(super) fn hand_out<T: Send + 'static>(&mut self, resource: T) -> Result<Resource<T>, Stop> {
        // The only other error of the table is a full address space.
        self.resources.push(resource).map_err(|_| Stop::Handles { what: "handles", limit: HANDLES as u64 })
    }

    /// Takes back what the guest dropped.
    pub(super) fn dropped<T: Send + 'static>(mut store: StoreContextMut<'_, StoreState>, handle: u32) -> wasmtime::Result<()> {
        Self::charged(&mut store, 0)?.resources.delete(Resource::<T>::new_own(handle))?;
        Ok(())
    }

    /// Prints.
    pub(super) fn print(&mut self, stream: Stream, bytes: &[u8]) {
        self.printed.write(stream, bytes);
    }
}

/// A bounded number of places. Each [`Place`] is given back when it is dropped.
#[derive(Debug)]
pub(super) struct Places {
    what: &'static str,
    most: usize,
    taken: Arc<()>,
}

/// One of [`Places`], for as long as it lives.
#[derive(Debug, Clone)]
pub(super) struct Place {
    _taken: Arc<()>,
}

impl Places {
    pub(super) fn new(what: &'static str, most: usize) -> Self {
        Self { what, most, taken: Arc::default() }
    }

    /// Takes a place.
    ///
    /// # Errors
    /// When none is left.
    pub(super) fn take(&self) -> Result<Place, Stop> {
        // One count is our own.
        if Arc::strong_count(&self.taken) > self.most {
            return Err(Stop::Handles { what: self.what, limit: self.most as u64 });
        }
        Ok(Place { _taken: self.taken.clone() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_free_again_when_it_is_dropped() {
        let places = Places::new("chairs", 2);
        let first = places.take().unwrap();
        let _second = places.take().unwrap();
        assert_eq!(places.take().unwrap_err(), Stop::Handles { what: "chairs", limit: 2 });
        drop(first);
        assert!(places.take().is_ok());
    }

    #[test]
    fn handles_are_bounded_and_free_again_when_they_are_dropped() {
        let mut wasi = WasiState::new(&Given { seed: 0, root: None });
        let handles: Vec<_> = (0..HANDLES).map(|number| wasi.hand_out(number).unwrap()).collect();
        assert_eq!(wasi.hand_out(0_usize).unwrap_err(), Stop::Handles { what: "handles", limit: 256 });
        for handle in handles {
            wasi.resources.delete(handle).unwrap();
        }
        assert!(wasi.hand_out(0_usize).is_ok());
    }
}
