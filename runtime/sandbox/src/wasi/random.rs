//! `wasi:random`: one sequence of numbers per worker, from its seed.
//!
//! WASI wants `random` to be fit for secrets. Here it is not, on purpose: a worker has no secret to keep and nobody to keep it
//! from, and the same run must give the same bytes. All three interfaces draw from the same sequence.

use sha2::{Digest, Sha256};
use wasmtime::StoreContextMut;

use super::price::{self, CALL, MOST_BYTES};
use super::{Interface, Stop, WasiState};
use crate::worker::StoreState;

/// SplitMix64: a counter that is stirred. Passes the usual tests of randomness, and is the same everywhere.
#[derive(Debug, Clone)]
pub(super) struct Random {
    counter: u64,
}

impl Random {
    pub(super) fn new(seed: u64) -> Self {
        Self { counter: seed }
    }

    /// The next number.
    pub(super) fn number(&mut self) -> u64 {
        self.counter = self.counter.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.counter;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// The next numbers as bytes; of the last number the rest is dropped.
    fn bytes(&mut self, count: usize) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(count);
        while bytes.len() < count {
            let wanted = count - bytes.len();
            bytes.extend(self.number().to_le_bytes().iter().take(wanted));
        }
        bytes
    }
}

/// The seed of a worker's random numbers, from the names that say which worker it is: the operation, the strategy, the worker.
/// The same names give the same seed, on every machine.
pub fn seed_of(names: &[&str]) -> u64 {
    let digest = names.iter().fold(Sha256::new(), |digest, name| {
        // With its length, so that two names cannot be read as two others.
        digest.chain_update((name.len() as u64).to_le_bytes()).chain_update(name)
    });
    digest.finalize().iter().take(8).fold(0, |seed, byte| seed << 8 | u64::from(*byte))
}

/// `random`.
pub(super) fn random(interface: &mut Interface<'_>) -> wasmtime::Result<()> {
    interface.func_wrap("get-random-bytes", |store, (count,): (u64,)| Ok((bytes(store, count)?,)))?;
    interface.func_wrap("get-random-u64", |store, (): ()| Ok((number(store)?,)))
}

/// `insecure`.
pub(super) fn insecure(interface: &mut Interface<'_>) -> wasmtime::Result<()> {
    interface.func_wrap("get-insecure-random-bytes", |store, (count,): (u64,)| Ok((bytes(store, count)?,)))?;
    interface.func_wrap("get-insecure-random-u64", |store, (): ()| Ok((number(store)?,)))
}

/// `insecure-seed`.
pub(super) fn insecure_seed(interface: &mut Interface<'_>) -> wasmtime::Result<()> {
    interface.func_wrap("insecure-seed", |mut store, (): ()| {
        let random = &mut WasiState::charged(&mut store, CALL)?.random;
        Ok(((random.number(), random.number()),))
    })
}

fn number(mut store: StoreContextMut<'_, StoreState>) -> wasmtime::Result<u64> {
    Ok(WasiState::charged(&mut store, CALL)?.random.number())
}

/// Exactly `count` bytes: WASI knows no shorter answer here, so too many are a fault.
fn bytes(mut store: StoreContextMut<'_, StoreState>, count: u64) -> wasmtime::Result<Vec<u8>> {
    let wanted = usize::try_from(count)
        .ok()
        .filter(|_| count <= MOST_BYTES)
        .ok_or_else(|| Stop::Misuse(format!("it asked for {count} random bytes; {MOST_BYTES} are the most at once")))?;
    Ok(WasiState::charged(&mut store, price::bytes(count))?.random.bytes(wanted))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sequence_is_the_published_one() {
        // The first numbers of SplitMix64 for seed 1234567, as its authors give them.
        let mut random = Random::new(1_234_567);
        let expected = [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423, 4_593_380_528_125_082_431];
        assert_eq!([0; 4].map(|_| random.number()), expected);
    }

    #[test]
    fn bytes_are_as_many_as_asked_for_and_go_on_where_the_last_ended() {
        let mut random = Random::new(7);
        let (first, second) = (random.bytes(8), random.bytes(5));
        let mut again = Random::new(7);
        assert_eq!(first, again.number().to_le_bytes());
        assert_eq!(second, again.number().to_le_bytes()[..5]);
        assert!(random.bytes(0).is_empty());
    }

    #[test]
    fn each_worker_has_a_seed_of_its_own() {
        assert_eq!(seed_of(&["a", "b"]), seed_of(&["a", "b"]));
        let others = [seed_of(&["a", "c"]), seed_of(&["ab"]), seed_of(&["", "ab"]), seed_of(&["b", "a"]), seed_of(&[])];
        assert!(!others.contains(&seed_of(&["a", "b"])));
    }

    #[test]
    fn another_seed_has_other_numbers() {
        assert_ne!(Random::new(1).bytes(16), Random::new(2).bytes(16));
    }
}
