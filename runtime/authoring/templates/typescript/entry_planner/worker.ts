/** {{title}}: enters and leaves at the market. */

import { entryPlanner, failed, plan, refuse } from "simpletrader";

export default entryPlanner({
  vendor: "{{vendor}}",
  name: "{{name}}",
  version: "0.1.0",
  title: "{{title}}",

  start() {
    return {
      newTrade({ directive: { entry } }) {
        if (entry === undefined) return refuse("plan-inconsistent", "a new trade needs an entry directive with a side");
        return plan({ instrument: entry.instrument, side: entry.side, order: { kind: "market" } });
      },

      close({ target }) {
        if (target === undefined) throw failed("a trade to close, but not which");
        const side = target.direction === "long" ? "sell" : "buy";
        return plan({ instrument: target.instrument, side, order: { kind: "market" } });
      },
    };
  },
});
