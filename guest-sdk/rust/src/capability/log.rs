//! Lines for the author: `log!(Info, "fast {fast}, slow {slow}")`. Declared with [`About::logs`](crate::About::logs).
//!
//! A line is kept with the run, up to 1 000 characters; all lines of a worker together up to the run's bound. To format a
//! line costs fuel: on the path of every bar, write what changed and nothing else.

pub use simpletrader_contracts::worker::capability::LogLevel;

use super::host;

/// Writes a line. The macro [`log!`](crate::log!) formats it.
pub fn write(level: LogLevel, text: &str) {
    host::log(level, text);
}

/// Writes a line for the author: a level of [`LogLevel`](crate::log::LogLevel) by its name, then what `format!` takes.
///
/// ```
/// use simpletrader_sdk::log;
/// log!(Warn, "only {} of {} bars", 3, 20);
/// # assert_eq!(simpletrader_sdk::testing::remarks().log[0].text, "only 3 of 20 bars");
/// ```
#[macro_export]
macro_rules! log {
    ($level:ident, $($text:tt)+) => {
        $crate::log::write($crate::log::LogLevel::$level, &::std::format!($($text)+))
    };
}
