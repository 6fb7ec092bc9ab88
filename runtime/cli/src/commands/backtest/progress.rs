//! How far the runs have come, on a terminal: a listener of the bus on which they say so.
//!
//! A line asks for the latest news whenever it is drawn, on a thread that only draws. So a terminal that stands still (a paused
//! screen, a slow connection) holds up no strategy.

use std::fmt;
use std::io::IsTerminal;
use std::sync::Arc;
use std::time::{Duration, Instant};

use indicatif::style::ProgressTracker;
use indicatif::{MultiProgress, ProgressBar, ProgressState, ProgressStyle};
use simpletrader_engine::bus::{EventBus, Listener, Payload, SubscriptionScope, Topic};
use simpletrader_engine::queue::QueuePolicy;

use super::Arguments;

/// How often a line is drawn.
const EVERY: Duration = Duration::from_millis(100);

/// A line for each link that runs; nothing where nobody looks.
pub(super) struct Progress(Option<MultiProgress>);

/// The line of one link. Dropping it takes it off the terminal and off the bus.
pub(super) struct ProgressLine(ProgressBar);

impl Progress {
    pub fn new(arguments: &Arguments) -> Self {
        let is_watched = !arguments.quiet && !arguments.json && std::io::stderr().is_terminal();
        Self(is_watched.then(MultiProgress::new))
    }

    /// A line that shows how far a link has come.
    pub fn follow(&self, bus: &Arc<EventBus>, link: &str) -> Option<ProgressLine> {
        let bar = self.0.as_ref()?.add(ProgressBar::new_spinner());
        if let Ok(style) = ProgressStyle::with_template("{spinner} {prefix}  {news}") {
            bar.set_style(style.with_key("news", News::of(bus, link)));
        }
        bar.set_prefix(link.to_owned());
        bar.enable_steady_tick(EVERY);
        Some(ProgressLine(bar))
    }
}

impl Drop for ProgressLine {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

/// The latest that a link has said.
#[derive(Clone)]
struct News {
    listener: Arc<Listener>,
    latest: String,
}

impl News {
    /// Of one link, from now on. Only the latest waits to be heard: it says everything that came before it.
    fn of(bus: &Arc<EventBus>, link: &str) -> Self {
        let scope = SubscriptionScope::Targeted([Arc::from(link)].into());
        let listener = Listener::open(bus, Topic::Progress, scope, 1, QueuePolicy::DropOldest);
        Self { listener: Arc::new(listener), latest: String::new() }
    }

    fn hear(&mut self) {
        while let Some(event) = self.listener.next_event() {
            if let Payload::Progress { bars, at, equity } = event.payload {
                self.latest = format!("{bars} bars  up to {at}, worth {equity}");
            }
        }
    }
}

impl ProgressTracker for News {
    fn clone_box(&self) -> Box<dyn ProgressTracker> {
        Box::new(self.clone())
    }

    fn tick(&mut self, _: &ProgressState, _: Instant) {
        self.hear();
    }

    fn reset(&mut self, _: &ProgressState, _: Instant) {}

    fn write(&self, _: &ProgressState, line: &mut dyn fmt::Write) {
        // A line of a terminal that takes no text is not shown.
        let _ = line.write_str(&self.latest);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use simpletrader_contracts::Decimal;
    use simpletrader_engine::bus::{BusEvent, EventScope};

    fn say(bus: &EventBus, link: &str, bars: u64) {
        let at = simpletrader_contracts::Instant::parse("2024-01-01").unwrap();
        let payload = Payload::Progress { bars, at, equity: Decimal::ONE_HUNDRED };
        let delivery = bus.publish(&BusEvent { scope: EventScope::Strategy(link.into()), payload }).unwrap();
        assert!(delivery.failures.is_empty(), "a strategy learns nothing of how its listeners fare");
    }

    // mission: 65 (partly)
    #[test]
    fn a_line_that_is_not_drawn_holds_up_nobody_and_shows_the_latest_when_it_is() {
        let bus = Arc::new(EventBus::new());
        let mut news = News::of(&bus, "A");
        for bars in 1..=1000 {
            say(&bus, "A", bars);
        }
        say(&bus, "B", 7);
        news.hear();
        assert_eq!(news.latest, "1000 bars  up to 2024-01-01T00:00:00Z, worth 100");
        news.hear();
        assert!(news.latest.starts_with("1000"), "no news is no reason to forget");
        drop(news);
        assert_eq!(bus.subscriptions(), 0);
    }
}
