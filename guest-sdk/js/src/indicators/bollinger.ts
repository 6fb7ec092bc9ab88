import { Ring } from "./window.ts";

/** What {@link Bollinger} says of one value. */
export interface Bands {
  /** `mean - width * deviation`. */
  readonly lower: number;
  /** The mean. */
  readonly middle: number;
  /** `mean + width * deviation`. */
  readonly upper: number;
}

/**
 * Bollinger bands: the mean of the last `period` values, and `width` standard deviations (of the population) below and above it.
 * Ready with value `period`.
 */
export class Bollinger {
  readonly #ring: Ring;
  readonly #width: number;

  /** Bands over `period` values, `width` deviations wide on each side; usually 20 and 2. */
  constructor(period: number, width: number) {
    this.#ring = new Ring(period);
    this.#width = width;
  }

  /** The bands with this value in them. */
  next(value: number): Bands {
    if (!(Number.isFinite(value) && this.#ring.push(value))) return { lower: NaN, middle: NaN, upper: NaN };
    const [middle, deviation] = this.#ring.meanAndDeviation();
    const reach = this.#width * deviation;
    return { lower: middle - reach, middle, upper: middle + reach };
  }
}
