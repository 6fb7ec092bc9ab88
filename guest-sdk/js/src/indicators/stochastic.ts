import { Highest, Lowest } from "./extremes.ts";
import { Sma } from "./sma.ts";

/** What {@link Stochastic} says of one bar; between 0 and 100. */
export interface StochasticValue {
  /** The smoothed position in the range. */
  readonly k: number;
  /** The average of `k`. */
  readonly d: number;
}

/**
 * Where the close stands in the range of the last bars, smoothed twice (the slow stochastic). The raw value is
 * `100 * ((close - lowest low) / (highest high - lowest low))`, 50 when the range is empty; `k` is its {@link Sma} over `smoothing`
 * bars, `d` the {@link Sma} of `k` over `signal`.
 */
export class Stochastic {
  readonly #highest: Highest;
  readonly #lowest: Lowest;
  readonly #smoothing: Sma;
  readonly #signal: Sma;

  /** Bars of the range, of the smoothing and of the signal; usually 14, 3 and 3. */
  constructor(period: number, smoothing: number, signal: number) {
    this.#highest = new Highest(period);
    this.#lowest = new Lowest(period);
    this.#smoothing = new Sma(smoothing);
    this.#signal = new Sma(signal);
  }

  /** Both lines with this bar in them. */
  next(high: number, low: number, close: number): StochasticValue {
    if (!(Number.isFinite(high) && Number.isFinite(low) && Number.isFinite(close))) return { k: NaN, d: NaN };
    const [highest, lowest] = [this.#highest.next(high), this.#lowest.next(low)];
    const range = highest - lowest;
    // While the range is not ready this is NaN, which an average takes as no value.
    const raw = range === 0 ? 50 : 100 * ((close - lowest) / range);
    const k = this.#smoothing.next(raw);
    return { k, d: this.#signal.next(k) };
  }
}
