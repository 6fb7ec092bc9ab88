//! The memory and table limits of one store, summed over everything in it.

use simpletrader_contracts::worker::Limit;
use wasmtime::ResourceLimiter;

use crate::RunLimits;

/// Counts linear memory and table elements of a store, refuses growth past the bound, and remembers the refusal.
///
/// A guest learns of a refused growth as a result of -1 and then aborts in its own way, most often with `unreachable`. Only
/// the memory of the refusal lets the host name the real reason.
#[derive(Debug)]
pub(crate) struct Limiter {
    memory: Account,
    tables: Account,
    refused: Option<Limit>,
}

/// One summed resource.
#[derive(Debug, Clone, Copy)]
struct Account {
    used: u64,
    limit: u64,
    /// What the last granted growth added, in case it fails for another reason.
    granted: u64,
}

impl Account {
    fn new(limit: u64) -> Self {
        Self { used: 0, limit, granted: 0 }
    }

    /// Takes `more` if it fits.
    fn take(&mut self, more: u64) -> bool {
        let fits = self.used.checked_add(more).is_some_and(|sum| sum <= self.limit);
        if fits {
            self.used += more;
            self.granted = more;
        }
        fits
    }

    /// The last growth that was granted did not happen.
    fn give_back(&mut self) {
        self.used -= self.granted;
        self.granted = 0;
    }

    /// Gives back when the growth is impossible anyway; whether it was kept.
    fn keep_unless(&mut self, impossible: bool) -> bool {
        if impossible {
            self.give_back();
        }
        !impossible
    }
}

/// Whether a growth passes the module's own maximum. That is no limit of ours, so there is nothing to remember.
fn exceeds(desired: usize, maximum: Option<usize>) -> bool {
    maximum.is_some_and(|maximum| desired > maximum)
}

impl Limiter {
    pub(crate) fn new(limits: &RunLimits) -> Self {
        Self { memory: Account::new(limits.memory_bytes), tables: Account::new(limits.table_elements), refused: None }
    }

    /// Linear memory in use, in bytes, all memories of the store together.
    pub(crate) fn memory_bytes(&self) -> u64 {
        self.memory.used
    }

    /// Forgets earlier refusals: they have nothing to do with the call that begins now.
    pub(crate) fn begin_call(&mut self) {
        self.refused = None;
    }

    /// The last growth that was refused since the call began.
    pub(crate) fn refused(&self) -> Option<Limit> {
        self.refused
    }
}

impl ResourceLimiter for Limiter {
    fn memory_growing(&mut self, current: usize, desired: usize, maximum: Option<usize>) -> wasmtime::Result<bool> {
        let had = self.memory.used;
        let more = desired.saturating_sub(current) as u64;
        if !self.memory.take(more) {
            self.refused = Some(Limit::Memory { asked: more, had, limit: self.memory.limit });
            return Ok(false);
        }
        Ok(self.memory.keep_unless(exceeds(desired, maximum)))
    }

    fn memory_grow_failed(&mut self, _error: wasmtime::Error) -> wasmtime::Result<()> {
        self.memory.give_back();
        Ok(())
    }

    fn table_growing(&mut self, current: usize, desired: usize, maximum: Option<usize>) -> wasmtime::Result<bool> {
        let more = desired.saturating_sub(current) as u64;
        if !self.tables.take(more) {
            self.refused = Some(Limit::Table { asked: more, limit: self.tables.limit });
            return Ok(false);
        }
        Ok(self.tables.keep_unless(exceeds(desired, maximum)))
    }

    fn table_grow_failed(&mut self, _error: wasmtime::Error) -> wasmtime::Result<()> {
        self.tables.give_back();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limiter(memory_bytes: u64, table_elements: u64) -> Limiter {
        Limiter::new(&RunLimits { memory_bytes, table_elements, ..RunLimits::default() })
    }

    #[test]
    fn the_limiter_sums_over_memories() {
        let mut limiter = limiter(100, 0);
        assert!(limiter.memory_growing(0, 60, None).unwrap(), "the first memory");
        assert!(limiter.memory_growing(0, 40, None).unwrap(), "the second fills the rest");
        assert!(!limiter.memory_growing(40, 41, None).unwrap(), "together they are at the bound");
    }

    #[test]
    fn the_limiter_refuses_past_the_bound_and_remembers_it_until_the_next_call() {
        let mut limiter = limiter(100, 10);
        assert!(limiter.memory_growing(0, 60, None).unwrap());
        assert_eq!(limiter.refused(), None);
        assert!(!limiter.memory_growing(60, 160, None).unwrap());
        assert_eq!(limiter.refused(), Some(Limit::Memory { asked: 100, had: 60, limit: 100 }));
        limiter.begin_call();
        assert_eq!(limiter.refused(), None);
        assert!(!limiter.table_growing(0, 11, None).unwrap());
        assert_eq!(limiter.refused(), Some(Limit::Table { asked: 11, limit: 10 }));
    }

    #[test]
    fn a_modules_own_maximum_is_not_our_limit() {
        let mut limiter = limiter(1000, 1000);
        assert!(!limiter.memory_growing(0, 20, Some(10)).unwrap());
        assert!(!limiter.table_growing(0, 20, Some(10)).unwrap());
        assert_eq!(limiter.refused(), None);
    }

    #[test]
    fn growth_that_failed_elsewhere_is_not_charged() {
        let mut limiter = limiter(100, 0);
        assert!(limiter.memory_growing(0, 100, None).unwrap());
        limiter.memory_grow_failed(wasmtime::Error::msg("no room")).unwrap();
        assert!(limiter.memory_growing(0, 100, None).unwrap(), "the room is free again");
    }
}
