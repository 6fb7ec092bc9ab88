//! What one worker was told since it was configured, in as few bytes as it takes.

use simpletrader_contracts::Instant;
use simpletrader_contracts::ledger::PositionView;
use simpletrader_contracts::market::{Bar, SeriesRef};
use simpletrader_contracts::worker::capability::WindowBar;

use super::RecordedCall;

/// How many calls there is room for from the beginning: noting them allocates nothing. After that the room doubles whenever it
/// is used up, which a bar in many thousands pays for.
const ROOM: usize = 4_096;

/// Numbers of a bar in a window.
const OF_A_BAR: u32 = 5;

/// One call. The calls of every bar are kept without a list of their own: their numbers stand one after another on the tape.
#[derive(Debug)]
enum Entry {
    Measure { at: Instant, bar: Bar, inputs: u32 },
    Detect { at: Instant, inputs: u32 },
    Watch { at: Instant, inputs: u32, positions: u32 },
    Observe { series: SeriesRef, closed_at: Instant },
    Rare(Box<RecordedCall>),
}

/// A recording. Calls are only ever appended, except that the last one can be taken off again: the one that failed.
#[derive(Debug)]
pub(crate) struct Tape {
    entries: Vec<Entry>,
    numbers: Vec<f64>,
    positions: Vec<PositionView>,
    /// Of everything above, together.
    bytes: usize,
    limit: usize,
    is_full: bool,
}

impl Tape {
    /// Most bytes of one worker's recording: about 700 000 bars of a context worker with two inputs.
    pub const LIMIT: usize = 64 << 20;

    /// An empty tape that takes this many bytes.
    pub fn new(limit: usize) -> Self {
        Self {
            entries: Vec::with_capacity(ROOM),
            numbers: Vec::with_capacity(2 * ROOM),
            positions: Vec::new(),
            bytes: 0,
            limit,
            is_full: false,
        }
    }

    /// How many calls are on it.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// True once something did not fit: the recording has a hole and its worker cannot begin again.
    pub fn is_full(&self) -> bool {
        self.is_full
    }

    /// Notes a closed bar.
    pub fn measure(&mut self, at: Instant, bar: &Bar, inputs: &[f64]) {
        if self.takes(size_of_val(inputs)) {
            self.numbers.extend_from_slice(inputs);
            self.entries.push(Entry::Measure { at, bar: *bar, inputs: inputs.len() as u32 });
        }
    }

    /// Notes a pass of a detector.
    pub fn detect(&mut self, at: Instant, inputs: &[f64]) {
        if self.takes(size_of_val(inputs)) {
            self.numbers.extend_from_slice(inputs);
            self.entries.push(Entry::Detect { at, inputs: inputs.len() as u32 });
        }
    }

    /// Notes a pass of a monitor.
    pub fn watch(&mut self, at: Instant, inputs: &[f64], positions: &[PositionView]) {
        if self.takes(size_of_val(inputs) + size_of_val(positions)) {
            self.numbers.extend_from_slice(inputs);
            self.positions.extend_from_slice(positions);
            let (inputs, positions) = (inputs.len() as u32, positions.len() as u32);
            self.entries.push(Entry::Watch { at, inputs, positions });
        }
    }

    /// Notes a bar of the worker's window.
    pub fn observe(&mut self, bar: &WindowBar) {
        let numbers = [bar.open, bar.high, bar.low, bar.close, bar.volume];
        if self.takes(size_of_val(&numbers)) {
            self.numbers.extend_from_slice(&numbers);
            self.entries.push(Entry::Observe { series: bar.series, closed_at: bar.closed_at });
        }
    }

    /// Notes a call that is not made on every bar.
    pub fn rare(&mut self, call: RecordedCall) {
        if self.takes(call.bytes()) {
            self.entries.push(Entry::Rare(Box::new(call)));
        }
    }

    /// Whether there is room for an entry with this many bytes beside it. The first that finds none ends the recording, and
    /// what was recorded is of no use any more.
    fn takes(&mut self, beside: usize) -> bool {
        if self.is_full {
            return false;
        }
        self.bytes = self.bytes.saturating_add(size_of::<Entry>()).saturating_add(beside);
        if self.bytes > self.limit {
            let limit = self.limit;
            *self = Self { entries: Vec::new(), numbers: Vec::new(), positions: Vec::new(), bytes: 0, limit, is_full: true };
        }
        !self.is_full
    }

    /// Takes the last call off: it failed. The next worker is not told.
    pub fn take_last(&mut self) -> Option<RecordedCall> {
        let last = self.calls(self.len()).last()?;
        let (inputs, positions) = match self.entries.pop()? {
            Entry::Measure { inputs, .. } | Entry::Detect { inputs, .. } => (inputs, 0),
            Entry::Watch { inputs, positions, .. } => (inputs, positions),
            Entry::Observe { .. } => (OF_A_BAR, 0),
            Entry::Rare(_) => (0, 0),
        };
        self.numbers.truncate(self.numbers.len().saturating_sub(inputs as usize));
        self.positions.truncate(self.positions.len().saturating_sub(positions as usize));
        Some(last)
    }

    /// The first `count` calls, in order.
    pub fn calls(&self, count: usize) -> impl Iterator<Item = RecordedCall> {
        let (mut number, mut position) = (0, 0);
        self.entries.iter().take(count).map(move |entry| {
            let mut inputs = |count: u32| {
                let taken = self.numbers.iter().skip(number).take(count as usize).copied().collect();
                number += count as usize;
                taken
            };
            match entry {
                Entry::Measure { at, bar, inputs: count } => RecordedCall::Measure { at: *at, bar: *bar, inputs: inputs(*count) },
                Entry::Detect { at, inputs: count } => RecordedCall::Detect { at: *at, inputs: inputs(*count) },
                Entry::Watch { at, inputs: count, positions } => {
                    let taken = self.positions.iter().skip(position).take(*positions as usize).copied().collect();
                    position += *positions as usize;
                    RecordedCall::Watch { at: *at, inputs: inputs(*count), positions: taken }
                }
                Entry::Observe { series, closed_at } => {
                    RecordedCall::Observe { series: *series, closed_at: *closed_at, bar: inputs(OF_A_BAR) }
                }
                Entry::Rare(call) => (**call).clone(),
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bar(close: i64) -> Bar {
        Bar { series: SeriesRef(0), open: close, high: close, low: close, close, volume: 0 }
    }

    fn recorded(calls: usize) -> (Tape, Vec<RecordedCall>) {
        let mut tape = Tape::new(Tape::LIMIT);
        let mut expected = Vec::new();
        for number in 0..calls {
            let (at, inputs) = (Instant::from_micros(number as i64), vec![number as f64; number % 3]);
            match number % 4 {
                0 => {
                    tape.measure(at, &bar(number as i64), &inputs);
                    expected.push(RecordedCall::Measure { at, bar: bar(number as i64), inputs });
                }
                1 => {
                    tape.detect(at, &inputs);
                    expected.push(RecordedCall::Detect { at, inputs });
                }
                2 => {
                    tape.watch(at, &inputs, &[]);
                    expected.push(RecordedCall::Watch { at, inputs, positions: Vec::new() });
                }
                _ => {
                    tape.rare(RecordedCall::Detect { at, inputs: inputs.clone() });
                    expected.push(RecordedCall::Detect { at, inputs });
                }
            }
        }
        (tape, expected)
    }

    #[test]
    fn what_is_recorded_comes_back_in_order() {
        let (tape, expected) = recorded(100);
        assert_eq!(tape.calls(tape.len()).collect::<Vec<_>>(), expected);
        assert_eq!(tape.calls(40).collect::<Vec<_>>(), expected[..40]);
    }

    #[test]
    fn the_call_that_failed_is_taken_off_and_recording_goes_on_behind_it() {
        for length in 1..9 {
            let (mut tape, mut expected) = recorded(length);
            assert_eq!(tape.take_last(), expected.pop());
            tape.detect(Instant::from_micros(7), &[7.0]);
            expected.push(RecordedCall::Detect { at: Instant::from_micros(7), inputs: vec![7.0] });
            assert_eq!(tape.calls(tape.len()).collect::<Vec<_>>(), expected);
        }
        assert_eq!(Tape::new(1).take_last(), None);
    }

    #[test]
    fn a_tape_ends_at_its_bound_and_gives_its_memory_back() {
        let mut tape = Tape::new(1_000);
        let fitting = 1_000 / (size_of::<Entry>() + size_of::<f64>());
        for _ in 0..fitting {
            tape.measure(Instant::default(), &bar(1), &[1.0]);
        }
        assert!(!tape.is_full() && tape.len() == fitting);
        tape.measure(Instant::default(), &bar(1), &[1.0]);
        assert!(tape.is_full() && tape.len() == 0 && tape.entries.capacity() == 0);
        tape.detect(Instant::default(), &[]);
        assert_eq!((tape.len(), tape.take_last()), (0, None));
    }

    #[test]
    fn a_quiet_bar_allocates_nothing_while_there_is_room() {
        let mut tape = Tape::new(Tape::LIMIT);
        let room = (tape.entries.capacity(), tape.numbers.capacity());
        for _ in 0..ROOM {
            tape.measure(Instant::default(), &bar(1), &[1.0, 2.0]);
        }
        assert_eq!((tape.entries.capacity(), tape.numbers.capacity()), room);
    }

    #[test]
    fn a_year_of_minutes_fits() {
        let per_bar = size_of::<Entry>() + 2 * size_of::<f64>();
        assert!(Tape::LIMIT / per_bar > 525_600, "{} bars", Tape::LIMIT / per_bar);
    }
}
