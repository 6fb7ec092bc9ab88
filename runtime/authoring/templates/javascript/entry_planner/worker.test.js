import assert from "node:assert/strict";
import { test } from "node:test";

import { close, newTrade, position, start, task } from "simpletrader/testing";

import worker from "./worker.js";

test("a trade is entered on its side and left on the other", () => {
  const planner = start(worker);
  const market = (side) => ({ kind: "plan", plan: { instrument: 0, side, order: { kind: "market" } } });
  assert.deepEqual(planner.newTrade?.(task(newTrade("buy"), "100"), {}), market("buy"));
  assert.deepEqual(planner.close?.(task(close(1), "100", position(1, "long", "10")), {}), market("sell"));
});
