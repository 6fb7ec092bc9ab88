/** Wilder's smoothing, which RSI and ATR share. */

import { atLeastOne } from "./window.ts";

/**
 * An average in which each value weighs `1 / period`. It begins with the plain mean of the first `period` values, summed in the
 * order in which they came; then `a = (a * (period - 1) + x) / period`.
 */
export class Wilder {
  readonly #period: number;
  #seen = 0;
  /** The sum while it begins, the average afterwards. */
  #value = 0;

  constructor(period: number) {
    this.#period = atLeastOne(period);
  }

  /** The average with this value in it, or NaN before `period` values. */
  next(value: number): number {
    if (this.#seen < this.#period) {
      this.#seen += 1;
      this.#value += value;
      if (this.#seen < this.#period) return NaN;
      this.#value /= this.#period;
    } else {
      this.#value = (this.#value * (this.#period - 1) + value) / this.#period;
    }
    return this.#value;
  }
}
