import assert from "node:assert/strict";
import { test } from "node:test";

import { newTrade, start, task } from "simpletrader/testing";

import worker from "./worker";

test("the stop is below a long trade and above a short one", () => {
  const planner = start(worker, { stop_loss: "0.05" });
  const stop = (side: "buy" | "sell") => {
    const answer = planner.newTrade?.(task(newTrade(side), "100.01"), {});
    return answer?.kind === "plan" ? String(answer.plan.stopLoss) : answer?.kind;
  };
  assert.equal(stop("buy"), "95.01");
  assert.equal(stop("sell"), "105.01");
});
