import { Ring } from "./window.ts";

/**
 * Simple moving average: the mean of the last `period` values, ready with the `period`th. For means that must compare equal, sum
 * whole price steps and divide once by `ratio`, as the worker `sma` does.
 */
export class Sma {
  readonly #ring: Ring;

  constructor(period: number) {
    this.#ring = new Ring(period);
  }

  /** The mean with this value in it. */
  next(value: number): number {
    return Number.isFinite(value) && this.#ring.push(value) ? this.#ring.mean() : NaN;
  }
}
