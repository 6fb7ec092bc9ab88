"""The ten indicators that every strategy wants: each takes one price (or bar) and gives the value as of now, NaN while it has not
seen enough.

The definition is that of the Rust SDK (``guest-sdk/rust/src/indicators``), repeated operation by operation, so that an indicator
is the same number to the last bit whatever a worker is written in. Rules that hold for all of them:

* **Plain doubles, in the order that is written.** Only ``+ - * /``, comparisons, the absolute value and the square root. Never the
  built-in ``sum``, which compensates rounding in newer versions of Python and so gives other bits.
* **What is not finite is no value.** A NaN or an infinity gives NaN and changes nothing. So indicators chain: the average of an RSI
  simply begins when the RSI does.
* **A window is summed anew, from its oldest value to its newest.** What a window says depends on what is in it and on nothing else.
* **A period of 0 is a period of 1.** Parameters are checked where they are read: ``Annotated[int, Between(1, 10_000)]``.
* **A market that does not move is in the middle:** RSI and stochastic are 50, the z-score is 0.

An indicator sees floats. For means that must compare equal, sum whole price steps and divide by :func:`simpletrader.ratio`.
"""

from .averages import Ema, Sma, Vwap
from .extremes import Highest, Lowest
from .oscillators import Macd, MacdValue, Rsi, Stochastic, StochasticValue
from .volatility import Atr, Bands, Bollinger, ZScore

__all__ = [
    "Atr",
    "Bands",
    "Bollinger",
    "Ema",
    "Highest",
    "Lowest",
    "Macd",
    "MacdValue",
    "Rsi",
    "Sma",
    "Stochastic",
    "StochasticValue",
    "Vwap",
    "ZScore",
]
