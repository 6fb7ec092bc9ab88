import assert from "node:assert/strict";
import { test } from "node:test";

import { decimal } from "simpletrader";
import { buy, command, reply, start } from "simpletrader/testing";

import worker from "./worker";

test("a new trade is one order, and its end is the command's", () => {
  const { onCommand, onReply } = start(worker);
  const single = { kind: "execute-trade", algorithm: { kind: "single", timeInForce: "gtc" } } as const;
  const [placed] = onCommand(command(buy("10"), single));
  assert.equal(placed?.kind === "place" && String(placed.order.quantity), "10");
  const word = { kind: "filled", quantity: decimal(10), price: decimal(100), commission: decimal(0) } as const;
  assert.deepEqual(onReply?.(reply(1, "filled", word)), [{ kind: "finish", completion: "done" }]);
});
