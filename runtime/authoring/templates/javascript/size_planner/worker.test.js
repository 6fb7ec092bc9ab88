import assert from "node:assert/strict";
import { test } from "node:test";

import { close, newTrade, position, start, task } from "simpletrader/testing";

import worker from "./worker.js";

test("a new trade has the size and a closed one has none", () => {
  const planner = start(worker, { quantity: "10" });
  const size = (answer) =>
    answer?.kind === "plan" ? `${answer.plan.targetSize} worth ${answer.plan.positionValue}` : answer?.kind;
  assert.equal(size(planner.newTrade?.(task(newTrade("buy"), "100.5"), {})), "10 worth 1005");
  assert.equal(size(planner.close?.(task(close(1), "100.5", position(1, "long", "10")), {})), "0 worth 0");
});

test("a size of nothing is refused", () => {
  assert.throws(() => start(worker, { quantity: "0" }), /must be greater than 0/);
});
