import { Wilder } from "./wilder.ts";

/**
 * Average true range: Wilder's average of the largest of `high - low`, `|high - c|` and `|low - c|`, where `c` is the close of the
 * bar before. Ready with bar `period + 1`.
 */
export class Atr {
  #previous: number | undefined;
  readonly #range: Wilder;

  /** An average over `period` ranges; Wilder used 14. */
  constructor(period: number) {
    this.#range = new Wilder(period);
  }

  /** The average with this bar in it, in the unit of the prices. */
  next(high: number, low: number, close: number): number {
    if (!(Number.isFinite(high) && Number.isFinite(low) && Number.isFinite(close))) return NaN;
    const previous = this.#previous;
    this.#previous = close;
    if (previous === undefined) return NaN;
    let range = high - low;
    for (const gap of [Math.abs(high - previous), Math.abs(low - previous)]) {
      if (gap > range) range = gap;
    }
    return this.#range.next(range);
  }
}
