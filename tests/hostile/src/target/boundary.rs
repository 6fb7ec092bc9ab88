//! The boundary: any bytes as the answer of a handler, read by the engine and parsed by the host.
//!
//! A worker of each category is compiled once. Its `configure` unpacks its parameters, two letters a byte, into its memory, and
//! every handler answers with that place. So the bytes are the answer, and no compiler stands between the runs.

use std::sync::OnceLock;

use simpletrader_contracts::worker::Category;
use simpletrader_sandbox::{LoadedWorker, RunLimits};

use super::{LIMITS, sandbox, worker};
use crate::drive::{load, run as drive};
use crate::forge::Guest;
use crate::mutate::Damage;

/// Where the answer lies in the guest's memory, behind everything that the host writes there.
const PLACE: u32 = 16_384;

/// Most bytes of an answer: twice as many letters fit between the allocator's begin and [`PLACE`].
const MOST: usize = 3_072;

/// Unpacks the parameters: a pair of letters from `a` to `p` is a byte.
const UNPACK: &str = "(local $i i32)
    (block $done (loop $next
        (br_if $done (i32.ge_u (i32.add (local.get $i) (i32.const 1)) (local.get $p1)))
        (i32.store8
            (i32.add (i32.const 16384) (i32.shr_u (local.get $i) (i32.const 1)))
            (i32.or
                (i32.shl (i32.sub (i32.load8_u (i32.add (local.get $p0) (local.get $i))) (i32.const 97)) (i32.const 4))
                (i32.sub (i32.load8_u offset=1 (i32.add (local.get $p0) (local.get $i))) (i32.const 97))))
        (local.set $i (i32.add (local.get $i) (i32.const 2)))
        (br $next)))
    (i32.const 1024)";

/// The first byte chooses the category, the rest is the answer.
pub(super) fn run(bytes: &[u8]) -> String {
    let (first, answer) = bytes.split_first().unwrap_or((&0, &[]));
    let workers = workers();
    let loaded = &workers[usize::from(*first) % workers.len()];
    let letter = |nibble: u8| char::from(b'a' + (nibble & 0x0f));
    let params: String = answer.iter().take(MOST).flat_map(|byte| [letter(byte >> 4), letter(*byte)]).collect();
    let ending = drive(loaded, &params);
    worker::assert_ours_to_keep(&ending);
    ending.class
}

/// One worker of each category, compiled once.
fn workers() -> &'static [LoadedWorker] {
    static WORKERS: OnceLock<Vec<LoadedWorker>> = OnceLock::new();
    WORKERS.get_or_init(|| {
        let answering = |category: &Category| {
            let guest = Guest::new(*category).configure(UNPACK).handler(&format!("i32.const {PLACE}"));
            let limits = RunLimits { fuel_per_call: 1_000_000, ..LIMITS };
            load(sandbox(), &guest.file(), limits).unwrap_or_else(|ending| panic!("{category}: {}", ending.text))
        };
        Category::ALL.iter().map(answering).collect()
    })
}

/// Mostly small numbers and addresses within the answer: that is what well-formed answers are made of.
pub(super) fn input(damage: &mut Damage) -> Vec<u8> {
    let mut bytes = vec![damage.next(256) as u8];
    for _ in 0..20 + damage.next(60) {
        let word = match damage.next(8) {
            0..=3 => damage.next(3) as u32,
            4 => PLACE + 8 * damage.next(40) as u32,
            5 => damage.next(40) as u32,
            6 => u32::from_le_bytes(*b"UP_A"),
            _ => damage.next(usize::MAX) as u32,
        };
        bytes.extend(word.to_le_bytes());
    }
    bytes
}
