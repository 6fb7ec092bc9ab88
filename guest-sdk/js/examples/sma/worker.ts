/**
 * Simple moving average: the mean of the last `period` closing prices.
 *
 * The sum is kept in whole price steps and divided once, correctly rounded, so two averages whose true values are equal are the
 * same number: a crossing is never an artefact of rounding.
 */

import { contextWorker, integer, ratio } from "simpletrader";

export default contextWorker({
  vendor: "typescript",
  name: "sma",
  version: "0.1.0",
  title: "Simple moving average",
  params: { period: integer({ min: 1, max: 10_000, doc: "Bars in the window." }) },
  facts: { value: "Mean of the last `period` closes, in quote currency." },

  start({ period }) {
    const window: number[] = [];
    let bars = 0;
    let sum = 0n;
    return {
      measure(_at, bar) {
        const slot = bars % period;
        sum += BigInt(bar.steps.close) - BigInt(window[slot] ?? 0);
        window[slot] = bar.steps.close;
        bars += 1;
        return { value: bars < period ? NaN : ratio(sum, BigInt(period) * BigInt(bar.units.price)) };
      },
    };
  },
});
