import { Ring } from "./window.ts";

/** The largest of the last `period` values, ready with the `period`th. */
export class Highest {
  readonly #ring: Ring;

  constructor(period: number) {
    this.#ring = new Ring(period);
  }

  /** The largest with this value among them. */
  next(value: number): number {
    return Number.isFinite(value) && this.#ring.push(value) ? this.#ring.highest() : NaN;
  }
}

/** The smallest of the last `period` values, ready with the `period`th. */
export class Lowest {
  readonly #ring: Ring;

  constructor(period: number) {
    this.#ring = new Ring(period);
  }

  /** The smallest with this value among them. */
  next(value: number): number {
    return Number.isFinite(value) && this.#ring.push(value) ? this.#ring.lowest() : NaN;
  }
}
