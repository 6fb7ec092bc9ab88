import assert from "node:assert/strict";
import { test } from "node:test";

import { bar, start } from "simpletrader/testing";

import worker from "./worker.js";

test("the mean is ready when the window is full", () => {
  const { measure } = start(worker, { period: 2 });
  assert.equal(measure(0, bar(10_000), {}).value, NaN);
  assert.equal(measure(0, bar(10_200), {}).value, 101);
});

test("a window without bars is refused", () => {
  assert.throws(() => start(worker, { period: 0 }), /must lie between 1 and 10000/);
});
