/**
 * The ten indicators that every strategy wants: each takes one price (or bar) and gives the value as of now, NaN while it has not
 * seen enough.
 *
 * They repeat `guest-sdk/rust/src/indicators/` operation by operation, so that an indicator is the same number to the last bit
 * whatever a worker is written in. What is not finite is no value: it gives NaN and changes nothing, so indicators chain. A window
 * is summed anew, from its oldest value to its newest. A period of 0 is a period of 1.
 */

export { Atr } from "./atr.ts";
export { Bollinger } from "./bollinger.ts";
export type { Bands } from "./bollinger.ts";
export { Ema } from "./ema.ts";
export { Highest, Lowest } from "./extremes.ts";
export { Macd } from "./macd.ts";
export type { MacdValue } from "./macd.ts";
export { Rsi } from "./rsi.ts";
export { Sma } from "./sma.ts";
export { Stochastic } from "./stochastic.ts";
export type { StochasticValue } from "./stochastic.ts";
export { Vwap } from "./vwap.ts";
export { ZScore } from "./z_score.ts";
