/**
 * Exponential moving average: `v = a * x + (1 - a) * v` with `a = 2 / (period + 1)`, starting at the first close.
 *
 * Ready from the first bar. The formula is evaluated in exactly this form, because its value depends on the order of the
 * floating-point operations.
 */

import { contextWorker, integer } from "simpletrader";

export default contextWorker({
  vendor: "typescript",
  name: "ema",
  version: "0.1.0",
  title: "Exponential moving average",
  params: {
    period: integer({ min: 1, max: 10_000, doc: "Bars after which an old price weighs little; 1 follows the price itself." }),
  },
  facts: { value: "The average, in quote currency." },

  start({ period }) {
    const weight = 2 / (period + 1);
    let last: number | undefined;
    return {
      measure(_at, bar) {
        last = last === undefined ? bar.close : weight * bar.close + (1 - weight) * last;
        return { value: last };
      },
    };
  },
});
