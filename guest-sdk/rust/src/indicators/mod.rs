//! The ten indicators that every strategy wants: each takes one price (or bar) and gives the value as of now, NaN while it has
//! not seen enough.
//!
//! These files are the definition. Every other language of the SDK repeats them operation by operation, so that an indicator is
//! the same number to the last bit whatever a worker is written in; `guest-sdk/indicators.csv` holds the bits, next to the
//! results of a public reference (TA-Lib or pandas, named there).
//!
//! Rules that hold for all of them:
//!
//! * **Plain doubles, in the order that is written.** Only `+ - * /`, comparisons, the absolute value and the square root,
//!   each of which IEEE 754 rounds in one way. No fused multiply-add, no reordering, nothing from a mathematics library. A
//!   compiler that would fuse must be told not to.
//! * **What is not finite is no value.** A NaN or an infinity gives NaN and changes nothing. So indicators chain: the average
//!   of an RSI simply begins when the RSI does.
//! * **A window is summed anew, from its oldest value to its newest.** A running sum would keep the rounding of prices that
//!   left long ago; so what a window says depends on what is in it and on nothing else.
//! * **A period of 0 is a period of 1.** Parameters are checked where they are read (see [`Ranged`](crate::Ranged)).
//! * **A market that does not move is in the middle:** RSI and stochastic are 50, the z-score is 0. TA-Lib says 0 for the
//!   first two, which reads as "sold out".
//!
//! A helper sees prices and no decimals. For means that must compare equal, sum whole price steps and divide by
//! [`exact::ratio`](crate::exact::ratio), as the worker `sma` does.

mod atr;
mod bollinger;
mod ema;
mod extremes;
mod macd;
mod rsi;
mod sma;
mod stochastic;
mod vwap;
mod wilder;
mod window;
mod z_score;

pub use atr::Atr;
pub use bollinger::{Bands, Bollinger};
pub use ema::Ema;
pub use extremes::{Highest, Lowest};
pub use macd::{Macd, MacdValue};
pub use rsi::Rsi;
pub use sma::Sma;
pub use stochastic::{Stochastic, StochasticValue};
pub use vwap::Vwap;
pub use z_score::ZScore;

#[cfg(test)]
mod tests;
