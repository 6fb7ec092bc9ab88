/**
 * Closed bars of the past. Asked for with `looksBack: bars`.
 *
 * The newest bar is one of this pass or older. For a figure over many bars it is cheaper to keep it up to date bar by bar than to
 * look back each time.
 */

import { instant, list, u32 } from "../boundary/codec.ts";
import { at, failed, Misfit } from "../errors.ts";
import type { Instant, SeriesRef } from "../market.ts";
import { capability } from "./host.ts";

/** Closed bars of one series as columns of equal length, oldest first; prices in quote currency. */
export interface Window {
  /** When each bar closed. */
  readonly times: readonly Instant[];
  readonly open: readonly number[];
  readonly high: readonly number[];
  readonly low: readonly number[];
  readonly close: readonly number[];
  readonly volume: readonly number[];
}

export const window = {
  /**
   * The latest closed bars of a series: `count` of them, or as many as there are yet. Throws when the series is not granted, or
   * `count` is more than was asked for.
   */
  latest(series: SeriesRef, count: number): Window {
    at("series", () => u32.lower(series));
    at("count", () => u32.lower(count));
    const host = capability("market-window");
    try {
      const columns = host.window(series, count);
      return { ...columns, times: list(instant).lift(columns.times) };
    } catch (refusal) {
      throw refusal instanceof Misfit || refusal instanceof Error ? refusal : failed(String(refusal));
    }
  },
};
