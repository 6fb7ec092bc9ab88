import { Ring } from "./window.ts";

/**
 * How many standard deviations (of the population) the newest value is away from the mean of the last `period`:
 * `(x - mean) / deviation`, 0 when all values are equal. Ready with value `period`.
 */
export class ZScore {
  readonly #ring: Ring;

  constructor(period: number) {
    this.#ring = new Ring(period);
  }

  /** The score of this value, itself in the window. */
  next(value: number): number {
    if (!(Number.isFinite(value) && this.#ring.push(value))) return NaN;
    const [mean, deviation] = this.#ring.meanAndDeviation();
    return deviation === 0 ? 0 : (value - mean) / deviation;
  }
}
