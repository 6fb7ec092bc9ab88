/** {{title}}: the mean of the last `period` closing prices. */

import { contextWorker, integer } from "simpletrader";

export default contextWorker({
  vendor: "{{vendor}}",
  name: "{{name}}",
  version: "0.1.0",
  title: "{{title}}",
  // What a blueprint sets under `config`. The schema of the parameters comes from here, these texts included.
  params: { period: integer({ min: 1, max: 10_000, doc: "Bars in the window." }) },
  // The facts that this worker gives; other workers name them in the blueprint.
  facts: { value: "Mean of the last `period` closes, in quote currency; NaN while there are fewer." },

  start({ period }) {
    // What the worker remembers between bars.
    /** @type {number[]} */
    const closes = [];
    return {
      measure(at, bar) {
        closes.push(bar.close);
        if (closes.length > period) closes.shift();
        const sum = closes.reduce((sum, close) => sum + close, 0);
        return { value: closes.length === period ? sum / period : NaN };
      },
    };
  },
});
