//! How far the runs have come, on a terminal: a listener of the bus on which they say so.

use std::io::IsTerminal;
use std::sync::Arc;
use std::time::Duration;

use indicatif::{MultiProgress, ProgressBar, ProgressStyle};
use simpletrader_engine::bus::{BusEvent, EventBus, Importance, Payload, SubscriptionId, SubscriptionScope, Topic};

use super::Arguments;

/// A line for each link that runs; nothing where nobody looks.
pub(super) struct Progress(Option<MultiProgress>);

/// The line of one link. Dropping it takes it off the terminal and off the bus.
pub(super) struct ProgressLine<'b> {
    bus: &'b EventBus,
    bar: ProgressBar,
    subscription: SubscriptionId,
}

impl Progress {
    pub fn new(arguments: &Arguments) -> Self {
        let is_watched = !arguments.quiet && !arguments.json && std::io::stderr().is_terminal();
        Self(is_watched.then(MultiProgress::new))
    }

    /// A line that shows how far a link has come.
    pub fn follow<'b>(&self, bus: &'b EventBus, link: &str) -> Option<ProgressLine<'b>> {
        let bar = self.0.as_ref()?.add(ProgressBar::new_spinner());
        if let Ok(style) = ProgressStyle::with_template("{spinner} {prefix}  {pos} bars  {msg}") {
            bar.set_style(style);
        }
        bar.set_prefix(link.to_owned());
        bar.enable_steady_tick(Duration::from_millis(100));
        let shown = bar.clone();
        let show = move |event: &BusEvent| {
            if let Payload::Progress { bars, at, equity } = event.payload {
                shown.set_position(bars);
                shown.set_message(format!("up to {at}, worth {equity}"));
            }
            Ok(())
        };
        let scope = SubscriptionScope::Targeted([Arc::from(link)].into());
        let subscription = bus.subscribe(Topic::Progress, scope, Importance::Ordinary, Arc::new(show));
        Some(ProgressLine { bus, bar, subscription })
    }
}

impl Drop for ProgressLine<'_> {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
        // It is ours and nobody else can have ended it.
        let _ = self.bus.unsubscribe(self.subscription);
    }
}
