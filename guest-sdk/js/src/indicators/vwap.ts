/**
 * Volume weighted average price: `Σ (p * volume) / Σ volume` over all bars since it was made, with `p = (high + low + close) / 3`.
 * A new session is a new `Vwap`. NaN while no volume was traded.
 */
export class Vwap {
  #value = 0;
  #volume = 0;

  /** The average with this bar in it. */
  next(high: number, low: number, close: number, volume: number): number {
    const isWhole = Number.isFinite(high) && Number.isFinite(low) && Number.isFinite(close) && Number.isFinite(volume);
    if (!isWhole) return NaN;
    this.#value += ((high + low + close) / 3) * volume;
    this.#volume += volume;
    return this.#volume > 0 ? this.#value / this.#volume : NaN;
  }
}
