/** The last values, in a ring, and what is computed over them. */

/** A period as it is meant: at least 1. */
export function atLeastOne(period: number): number {
  return Math.max(1, period);
}

/** The last `period` values. */
export class Ring {
  readonly #values: number[] = [];
  readonly #period: number;
  /** Where the next value goes; in a full window the oldest stands there. */
  #next = 0;

  constructor(period: number) {
    this.#period = atLeastOne(period);
  }

  /** Takes a value in, and the oldest out when the window is full; whether it is full now. */
  push(value: number): boolean {
    this.#values[this.#next] = value;
    this.#next = (this.#next + 1) % this.#period;
    return this.#values.length === this.#period;
  }

  /** Goes from the oldest value of a full window to the newest. */
  #fold(first: number, step: (result: number, value: number) => number): number {
    let result = first;
    for (let index = this.#next; index < this.#values.length; index++) result = step(result, this.#values[index]!);
    for (let index = 0; index < this.#next; index++) result = step(result, this.#values[index]!);
    return result;
  }

  /** `(x1 + x2 + … + xn) / n`, the oldest first. */
  mean(): number {
    return this.#fold(0, (sum, value) => sum + value) / this.#period;
  }

  /**
   * Mean and population standard deviation: `sqrt(((x1 - m)² + … + (xn - m)²) / n)`, the oldest first. When all values are equal
   * the mean is that value and the deviation 0, exactly.
   */
  meanAndDeviation(): readonly [mean: number, deviation: number] {
    const highest = this.highest();
    if (highest === this.lowest()) return [highest, 0];
    const mean = this.mean();
    const squares = this.#fold(0, (sum, value) => sum + (value - mean) * (value - mean));
    return [mean, Math.sqrt(squares / this.#period)];
  }

  /** The largest value; of equal ones the oldest. */
  highest(): number {
    return this.#fold(-Infinity, (highest, value) => (value > highest ? value : highest));
  }

  /** The smallest value; of equal ones the oldest. */
  lowest(): number {
    return this.#fold(Infinity, (lowest, value) => (value < lowest ? value : lowest));
  }
}
