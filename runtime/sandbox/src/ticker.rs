//! The thread that moves the engine's epoch on. Without it no deadline would ever pass.

use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::{Builder, JoinHandle};
use std::time::Duration;

use wasmtime::Engine;

/// Counts the engines' epochs up at a fixed interval, from construction until it is dropped.
///
/// Whoever can call a worker holds it: a sandbox, and every worker that came out of it.
#[derive(Debug)]
pub(crate) struct Ticker {
    interval: Duration,
    /// Dropping the sender wakes the thread and ends it.
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Ticker {
    /// Starts the thread.
    pub(crate) fn start(engines: Vec<Engine>, interval: Duration) -> std::io::Result<Self> {
        let (stop, stopped) = mpsc::channel::<()>();
        let tick = move || {
            while let Err(RecvTimeoutError::Timeout) = stopped.recv_timeout(interval) {
                engines.iter().for_each(Engine::increment_epoch);
            }
        };
        let thread = Builder::new().name("worker-deadline".into()).spawn(tick)?;
        Ok(Self { interval, stop: Some(stop), thread: Some(thread) })
    }

    /// Ticks after which at least `millis` have passed, whatever part of the current tick is over.
    pub(crate) fn ticks(&self, millis: u64) -> u64 {
        let interval = u64::try_from(self.interval.as_millis()).unwrap_or(u64::MAX).max(1);
        millis.div_ceil(interval).saturating_add(1)
    }

    /// Whether the thread is still there: a deadline that nobody watches is none.
    pub(crate) fn is_alive(&self) -> bool {
        self.thread.as_ref().is_some_and(|thread| !thread.is_finished())
    }
}

impl Drop for Ticker {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // The loop cannot panic, and if it did there would be nothing left to stop.
            let _ = thread.join();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deadline_is_never_rounded_down() {
        let ticker = Ticker::start(vec![Engine::default()], Duration::from_millis(5)).unwrap();
        assert_eq!(ticker.ticks(1), 2);
        assert_eq!(ticker.ticks(10), 3);
        assert_eq!(ticker.ticks(u64::MAX), u64::MAX / 5 + 1);
    }

    #[test]
    fn dropping_the_ticker_ends_its_thread() {
        let engine = Engine::default();
        let ticker = Ticker::start(vec![engine], Duration::from_secs(3600)).unwrap();
        assert!(ticker.is_alive());
        let started = std::time::Instant::now();
        drop(ticker);
        assert!(started.elapsed() < Duration::from_secs(5), "it does not wait for the next tick");
    }
}
