//! How far the runs have come, on a terminal.

use std::io::IsTerminal;
use std::time::Duration;

use indicatif::{MultiProgress, ProgressBar, ProgressStyle};

use super::Arguments;

/// A line for each link that runs; nothing where nobody looks.
pub(super) struct Progress(Option<MultiProgress>);

impl Progress {
    pub fn new(arguments: &Arguments) -> Self {
        let is_watched = !arguments.quiet && !arguments.json && std::io::stderr().is_terminal();
        Self(is_watched.then(MultiProgress::new))
    }

    /// The line of one link.
    pub fn bar(&self, link: &str) -> ProgressBar {
        let Some(lines) = &self.0 else { return ProgressBar::hidden() };
        let bar = lines.add(ProgressBar::new_spinner());
        if let Ok(style) = ProgressStyle::with_template("{spinner} {prefix}  {pos} bars  {msg}") {
            bar.set_style(style);
        }
        bar.set_prefix(link.to_owned());
        bar.enable_steady_tick(Duration::from_millis(100));
        bar
    }
}
