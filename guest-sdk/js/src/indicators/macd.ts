import { Ema } from "./ema.ts";
import { atLeastOne } from "./window.ts";

/** What {@link Macd} says of one value. */
export interface MacdValue {
  /** Fast average minus slow average. */
  readonly line: number;
  /** The average of the line. */
  readonly signal: number;
  /** Line minus signal. */
  readonly histogram: number;
}

/**
 * Moving average convergence divergence: a fast {@link Ema} minus a slow one, and an {@link Ema} of that difference. The line is
 * ready with the slow average's period of values, the signal, which begins with the first line, with its own period of lines.
 */
export class Macd {
  readonly #fast: Ema;
  readonly #slow: Ema;
  readonly #signal: Ema;
  #untilLine: number;
  #untilSignal: number;

  /** Periods of the two averages and of the signal; usually 12, 26 and 9. */
  constructor(fast: number, slow: number, signal: number) {
    this.#fast = new Ema(fast);
    this.#slow = new Ema(slow);
    this.#signal = new Ema(signal);
    this.#untilLine = atLeastOne(slow) - 1;
    this.#untilSignal = atLeastOne(signal) - 1;
  }

  /** Line, signal and histogram with this value in them. */
  next(value: number): MacdValue {
    const unready = { line: NaN, signal: NaN, histogram: NaN };
    if (!Number.isFinite(value)) return unready;
    const line = this.#fast.next(value) - this.#slow.next(value);
    if (this.#untilLine > 0) {
      this.#untilLine -= 1;
      return unready;
    }
    const signal = this.#signal.next(line);
    if (this.#untilSignal > 0) {
      this.#untilSignal -= 1;
      return { ...unready, line };
    }
    return { line, signal, histogram: line - signal };
  }
}
