//! What a guest prints: kept as lines, bounded, safe to show.

use std::collections::VecDeque;

use simpletrader_contracts::name::excerpt;
use simpletrader_contracts::worker::capability::{LogLevel, LogLine};

/// Most characters of a line; the rest is cut.
const LINE: usize = 500;
/// Most bytes kept of a line that has not ended yet: a character has four at most.
const LINE_BYTES: usize = LINE * 4;
/// Lines kept from the beginning, and as many from the end. In between they are counted.
const LINES: usize = 100;

/// Where a guest prints to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stream {
    /// The standard output.
    Out,
    /// The standard error.
    Error,
}

impl Stream {
    /// How much a line matters that was printed here.
    fn level(self) -> LogLevel {
        match self {
            Self::Out => LogLevel::Info,
            Self::Error => LogLevel::Warn,
        }
    }
}

/// The lines that were printed since they were last taken, in the order in which they ended. Each is safe to show.
///
/// The first and the last are kept, because the first say what happened and the last say why it ended.
#[derive(Debug, Default)]
pub(crate) struct Capture {
    /// What was printed after the last end of line, per stream.
    open: [Vec<u8>; 2],
    first: Vec<LogLine>,
    last: VecDeque<LogLine>,
    left_out: u64,
}

impl Capture {
    /// Takes what was printed.
    pub(crate) fn write(&mut self, stream: Stream, bytes: &[u8]) {
        let mut rest = bytes;
        while let Some(end) = rest.iter().position(|byte| *byte == b'\n') {
            let (line, after) = rest.split_at(end);
            self.extend(stream, line);
            self.end_line(stream);
            rest = after.get(1..).unwrap_or_default();
        }
        self.extend(stream, rest);
    }

    /// The lines, a mark where some were left out; nothing of them is kept. A line that was not ended ends here.
    pub(crate) fn take(&mut self) -> Vec<LogLine> {
        self.end_line(Stream::Out);
        self.end_line(Stream::Error);
        let mut lines = std::mem::take(&mut self.first);
        if self.left_out > 0 {
            let text = format!("… {} lines left out …", std::mem::take(&mut self.left_out));
            lines.push(LogLine { level: Stream::Error.level(), text });
        }
        lines.extend(self.last.drain(..));
        lines
    }

    /// Adds to the line that has not ended; what is beyond its bound is dropped.
    fn extend(&mut self, stream: Stream, bytes: &[u8]) {
        let open = &mut self.open[stream as usize];
        // One byte more than a line may have, so that it shows that something was cut.
        let room = (LINE_BYTES + 1).saturating_sub(open.len());
        open.extend(bytes.iter().take(room));
    }

    fn end_line(&mut self, stream: Stream) {
        let open = std::mem::take(&mut self.open[stream as usize]);
        let text = String::from_utf8_lossy(&open);
        let text = text.trim_end();
        if text.is_empty() {
            return;
        }
        let line = LogLine { level: stream.level(), text: excerpt(text, LINE) };
        if self.first.len() < LINES {
            self.first.push(line);
            return;
        }
        if self.last.len() == LINES {
            self.last.pop_front();
            self.left_out = self.left_out.saturating_add(1);
        }
        self.last.push_back(line);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn printed(capture: &mut Capture) -> Vec<String> {
        capture.take().into_iter().map(|line| line.text).collect()
    }

    #[test]
    fn lines_come_in_the_order_in_which_they_ended() {
        let mut capture = Capture::default();
        capture.write(Stream::Out, b"be");
        capture.write(Stream::Error, b"first\n");
        capture.write(Stream::Out, b"gun\nopen");
        let lines = capture.take();
        let expected = [(LogLevel::Warn, "first"), (LogLevel::Info, "begun"), (LogLevel::Info, "open")];
        assert_eq!(lines.iter().map(|line| (line.level, line.text.as_str())).collect::<Vec<_>>(), expected);
        assert_eq!(capture.take(), [], "each line is taken once");
    }

    #[test]
    fn a_line_is_cut_and_made_safe() {
        let mut capture = Capture::default();
        capture.write(Stream::Error, b"\x1b[31mred\x07\xff\r\n");
        capture.write(Stream::Error, "é".repeat(600).as_bytes());
        let lines = printed(&mut capture);
        assert_eq!(lines[0], "·[31mred·\u{fffd}");
        assert_eq!(lines[1], format!("{}…", "é".repeat(LINE)));
    }

    #[test]
    fn a_line_without_an_end_takes_no_more_room_than_a_line() {
        let mut capture = Capture::default();
        for _ in 0..1_000 {
            capture.write(Stream::Out, &[b'x'; 1_000]);
        }
        assert!(capture.open[0].capacity() < 10_000);
        assert_eq!(printed(&mut capture), [format!("{}…", "x".repeat(LINE))]);
    }

    #[test]
    fn of_too_many_lines_the_first_and_the_last_are_kept() {
        let mut capture = Capture::default();
        for number in 0..10_000 {
            capture.write(Stream::Out, format!("{number}\n").as_bytes());
        }
        let lines = printed(&mut capture);
        assert_eq!(lines.len(), 2 * LINES + 1);
        assert_eq!((lines[0].as_str(), lines[LINES - 1].as_str()), ("0", "99"));
        assert_eq!(lines[LINES], "… 9800 lines left out …");
        assert_eq!((lines[LINES + 1].as_str(), lines[2 * LINES].as_str()), ("9900", "9999"));
        capture.write(Stream::Out, b"again\n");
        assert_eq!(printed(&mut capture), ["again"]);
    }

    #[test]
    fn empty_lines_say_nothing() {
        let mut capture = Capture::default();
        capture.write(Stream::Out, &[b'\n'; 100_000]);
        capture.write(Stream::Error, b" \r\n\t\n");
        assert_eq!(capture.take(), []);
    }
}
