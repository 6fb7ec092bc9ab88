/** Enters and leaves at the market: at once, at whatever price there is. */

import { entryPlanner, failed, plan, refuse } from "simpletrader";

export default entryPlanner({
  vendor: "typescript",
  name: "market_entry",
  version: "0.1.0",
  title: "Market entry",

  start() {
    return {
      newTrade({ directive: { entry } }) {
        if (entry === undefined) return refuse("plan-inconsistent", "a new trade needs an entry directive with a side");
        return plan({ instrument: entry.instrument, side: entry.side, order: { kind: "market" } });
      },

      close({ target }) {
        if (target === undefined) throw failed("a trade to close, but not which");
        return plan({ instrument: target.instrument, side: target.direction === "long" ? "sell" : "buy", order: { kind: "market" } });
      },
    };
  },
});
