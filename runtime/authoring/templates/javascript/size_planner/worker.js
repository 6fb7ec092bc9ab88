/** {{title}}: every trade has the same size. */

import { badParams, decimal, estimate, exactDecimal, plan, sizePlanner } from "simpletrader";

export default sizePlanner({
  vendor: "{{vendor}}",
  name: "{{name}}",
  version: "0.1.0",
  title: "{{title}}",
  // What a blueprint sets under `config`. The schema of the parameters comes from here, these texts included.
  params: {
    quantity: exactDecimal({ min: 0, doc: "Size of a trade, in units of the base asset; a multiple of the instrument's lot." }),
  },

  start({ quantity }) {
    if (quantity.isZero()) throw badParams("quantity: must be greater than 0");
    return {
      newTrade({ quote }) {
        return plan({ targetSize: quantity, positionValue: estimate(quantity.times(quote.last)), leverage: 1 });
      },

      // A plan names the size that the trade shall have, not the difference.
      close() {
        return plan({ targetSize: decimal(0), positionValue: decimal(0), leverage: 1 });
      },
    };
  },
});
