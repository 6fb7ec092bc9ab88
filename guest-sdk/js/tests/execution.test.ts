import assert from "node:assert/strict";
import test from "node:test";

import { decimal, isFinal, orderFor, protectedOrder, tend, wanted } from "../src/index.ts";
import type { Command, Plans } from "../src/index.ts";
import { buy, command, order, position } from "../src/testing.ts";

const SINGLE = { kind: "execute-trade", algorithm: { kind: "single", timeInForce: "gtc" } } as const;

/** Another size of a trade, at the market. */
function resize(size: string): Plans {
  return { ...buy(size), entry: undefined };
}

/** What is missing, in one line, and the orders that are withdrawn. */
function missing(given: Command): string {
  const { wanted: found, intents } = wanted(given);
  const cancelled = intents.map((intent) => (intent.kind === "cancel" ? ` cancel ${intent.order}` : intent.kind)).join("");
  return (found === undefined ? "nothing" : `${found.side} ${found.quantity}${found.reduces ? " less" : ""}`) + cancelled;
}

test("a new trade wants all of its size, and needs its plans", () => {
  assert.equal(missing(command(buy("10"), SINGLE)), "buy 10");
  assert.equal(missing(command(buy("0"), SINGLE)), "nothing");
  assert.throws(() => wanted(command({ ...buy("10"), entry: undefined }, SINGLE)), /a new trade needs an entry plan/);
  assert.throws(() => wanted(command({ ...buy("10"), size: undefined }, SINGLE)), /a new trade needs a size plan/);
});

test("a size is a target: what is held and what works already is taken off it", () => {
  const held = position(3, "long", "10");
  assert.equal(missing(command(resize("15"), SINGLE, held)), "buy 5");
  assert.equal(missing(command(resize("10"), SINGLE, held)), "nothing");
  assert.equal(missing(command(resize("4"), SINGLE, held)), "sell 6 less");
  assert.equal(missing(command(resize("4"), SINGLE, position(3, "short", "10"))), "buy 6 less");
  const openOrders = [order(1, 3, "buy", "entry"), order(2, 3, "sell", "stop-loss")];
  assert.equal(missing({ ...command(resize("25"), SINGLE, held), openOrders }), "buy 5");
  assert.equal(missing({ ...command(resize("20"), SINGLE, held), openOrders }), "nothing");
  assert.equal(missing({ ...command(resize("0"), SINGLE, held), openOrders }), "sell 10 less cancel 1");
  assert.throws(() => wanted(command({ ...buy("1"), size: undefined }, SINGLE, held)), /needs a size plan/);
});

test("a part of what is wanted is a slice, and the whole is an entry or a close", () => {
  const { wanted: entry } = wanted(command(buy("10"), SINGLE));
  const { wanted: close } = wanted(command(resize("0"), SINGLE, position(3, "long", "10")));
  assert.ok(entry && close);
  assert.deepEqual([orderFor(entry, 1).purpose, orderFor(entry, 1, "4").purpose], ["entry", "slice"]);
  assert.deepEqual([orderFor(close, 1).purpose, orderFor(close, 1).reduceOnly], ["close-out", true]);
});

test("the levels of an exit plan are the order's children and exclude each other", () => {
  const { wanted: entry } = wanted(command(buy("10"), SINGLE));
  assert.ok(entry);
  const [, stop, target] = protectedOrder(orderFor(entry, 1), { stopLoss: decimal(95), takeProfit: decimal(110) });
  assert.deepEqual([stop?.tag, stop?.parentTag, stop?.ocoTag, stop?.side], [2, 1, 3, "sell"]);
  assert.deepEqual([target?.tag, target?.parentTag, target?.ocoTag], [3, 1, 2]);
  const alone = protectedOrder(orderFor(entry, 1), { stopLoss: decimal(95) });
  assert.deepEqual([alone.length, alone[1]?.ocoTag], [2, undefined]);
  assert.equal(protectedOrder(orderFor(entry, 1)).length, 1);
});

test("changes and withdrawals are no trades of their own", () => {
  const held = position(3, "long", "10");
  const stop = { ...order(2, 3, "sell", "stop-loss"), kind: "stop-market", stopPrice: decimal(95) } as const;
  const openOrders = [order(1, 3, "buy", "entry"), stop];
  const exit = { stopLoss: decimal(97) };
  const told = (action: Parameters<typeof command>[1], plans: Plans = { ...resize("10"), exit }): string =>
    (tend({ ...command(plans, action, held), openOrders }) ?? [])
      .map((intent) => `${intent.kind} ${"order" in intent ? intent.order : ""}`)
      .join();
  assert.equal(tend(command(buy("10"), SINGLE)), undefined);
  assert.equal(told({ kind: "cancel-all-in-trade" }), "cancel 1,cancel 2,finish ");
  assert.equal(told({ kind: "cancel-order", order: 2 }), "cancel 2,finish ");
  assert.equal(told({ kind: "cancel-group", group: 7 }), "finish ");
  assert.equal(told({ kind: "modify-order", order: 2 }), "modify 2,finish ");
  assert.equal(told({ kind: "modify-order", order: 9 }), "finish ", "it has ended since");
  assert.equal(told({ kind: "modify-order", order: 2 }, { ...resize("10"), exit: { stopLoss: decimal("95.0") } }), "finish ");
  assert.throws(() => told({ kind: "modify-order", order: 1 }), /no plan says what the order/);
});

test("an order that is over has a final status", () => {
  assert.ok(isFinal("filled") && isFinal("rejected") && isFinal("cancelled") && isFinal("expired"));
  assert.ok(!isFinal("open") && !isFinal("pending") && !isFinal("partially-filled"));
});
