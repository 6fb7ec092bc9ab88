import { atLeastOne } from "./window.ts";

/** Exponential moving average: `v = a * x + (1 - a) * v` with `a = 2 / (period + 1)`, beginning at the first value. */
export class Ema {
  readonly #weight: number;
  #last: number | undefined;

  /** An average in which a value that is `period` old weighs about an eighth of a new one; a period of 1 follows the value. */
  constructor(period: number) {
    this.#weight = 2 / (atLeastOne(period) + 1);
  }

  /** The average with this value in it. */
  next(value: number): number {
    if (!Number.isFinite(value)) return NaN;
    this.#last = this.#last === undefined ? value : this.#weight * value + (1 - this.#weight) * this.#last;
    return this.#last;
  }
}
