import { Wilder } from "./wilder.ts";

/**
 * Wilder's relative strength index: `100 * (g / (g + l))`, where `g` and `l` are Wilder's averages of the rises and of the falls
 * from value to value; 50 when nothing moved at all. Ready with value `period + 1`.
 */
export class Rsi {
  #previous: number | undefined;
  readonly #gain: Wilder;
  readonly #loss: Wilder;

  /** An index over `period` changes; Wilder used 14. */
  constructor(period: number) {
    this.#gain = new Wilder(period);
    this.#loss = new Wilder(period);
  }

  /** The index with this value in it. */
  next(value: number): number {
    if (!Number.isFinite(value)) return NaN;
    const previous = this.#previous;
    this.#previous = value;
    if (previous === undefined) return NaN;
    const change = value - previous;
    const gain = this.#gain.next(change > 0 ? change : 0);
    const loss = this.#loss.next(change < 0 ? -change : 0);
    const moved = gain + loss;
    return moved === 0 ? 50 : 100 * (gain / moved);
  }
}
