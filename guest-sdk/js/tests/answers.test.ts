import assert from "node:assert/strict";
import test from "node:test";

import { entryPlanner, executionWorker, plan, publish, refuse, signalDetector, strategyPlanner } from "../src/index.ts";
import { about, answer, configured } from "./served.ts";

test("signals are checked before they cross", () => {
  const told = (signal: object): unknown => {
    const worker = signalDetector({ ...about, start: () => ({ detect: () => publish(signal as never) }) });
    const prefix = "failed: what `detect` returned cannot be used: items[0]";
    const found = answer(() => configured(worker, "detector")("detect", 0, []));
    return typeof found === "string" ? found.replace(prefix, "") : found;
  };
  const good = { instrument: 0, direction: "long", signalType: "CROSS_UP" };
  const wire = { ...good, confidence: { mantissa: 4, scale: 1 } };
  assert.deepEqual(told({ ...good, confidence: "0.40" }), { tag: "publish", val: [wire] });
  assert.deepEqual(told({ ...good, confidence: 0.4 }), { tag: "publish", val: [wire] });
  assert.deepEqual(told(good), { tag: "publish", val: [{ ...good, confidence: null }] });
  assert.equal(told({ ...good, confidence: 2 }), ".confidence: must lie between 0 and 1, got 2");
  assert.equal(
    told({ ...good, confidence: 1 / 3 }),
    ".confidence: 0.3333333333333333 has more than 15 digits or 18 places; round it",
  );
  assert.equal(told({ ...good, confidence: {} }), ".confidence: expected a decimal, as a text or a number, got object");
  assert.equal(told({ ...good, instrument: -1 }), ".instrument: must be a whole number from 0 to 4294967295, got -1");
  assert.equal(told({ ...good, instrument: 0.5 }), ".instrument: must be a whole number from 0 to 4294967295, got 0.5");
  assert.equal(told({ ...good, direction: "lnog" }), ".direction: there is no `lnog`; did you mean `long`?");
  assert.match(String(told({ ...good, signalType: "up" })), /^\.signalType: must be 3 to 25 capitals/);
  assert.match(String(told({ ...good, signalType: "SYSTEM_UP" })), /got `SYSTEM_UP`$/);
  assert.equal(told({ ...good, confidenze: 1 }), ": a signal has no field `confidenze`; did you mean `confidence`?");
});

test("an answer that is none is told by its kind", () => {
  const told = (value: unknown): unknown => {
    const worker = signalDetector({ ...about, start: () => ({ detect: () => value as never }) });
    return String(answer(() => configured(worker, "detector")("detect", 0, []))).replace(
      "failed: what `detect` returned cannot be used: ",
      "",
    );
  };
  assert.equal(told(undefined), "must be an answer, got undefined");
  assert.equal(told({ kind: "publsh" }), "an answer has no kind `publsh`; did you mean `publish`?");
  assert.equal(told({}), "an answer has no kind undefined; it is one of proceed, publish, stop");
  assert.match(String(told({ kind: "toString" })), /^an answer has no kind `toString`/);
  assert.equal(told(publish()), "items: publish needs at least one item; to say nothing, answer proceed()");
  assert.equal(told({ kind: "publish", items: 3 }), "items: must be a list, got 3");
});

test("a planner answers by the scope of the directive, and not at all where it has no handler", () => {
  const worker = entryPlanner({
    ...about,
    start: () => ({ newTrade: ({ quote }) => plan({ instrument: 0, side: "buy", order: { kind: "limit", limit: quote.last } }) }),
  });
  const call = configured(worker, "entry");
  const directive = {
    confidence: { mantissa: 1, scale: 0 },
    entry: null,
    size: null,
    exit: null,
    execution: null,
    policy: null,
    legs: [],
  };
  const quote = { instrument: 0, at: 0, last: { mantissa: 1005, scale: 1 }, bid: null, ask: null };
  const task = { tick: { sequence: 0, at: 0, trigger: "bar" }, quote, inputs: [], target: null, openOrders: [], account: null };
  const order = { tag: "limit", val: { mantissa: 1005, scale: 1 } };
  assert.deepEqual(call("plan", { ...task, directive: { ...directive, scope: { tag: "new-trade" } } }), {
    tag: "plan",
    val: { instrument: 0, side: "buy", order },
  });
  assert.deepEqual(call("plan", { ...task, directive: { ...directive, scope: { tag: "close-existing", val: [1] } } }), {
    tag: "nothing",
  });
});

test("a decision with a directive, its rules and a refusal cross", () => {
  const told = (outcome: object): unknown => {
    const decision = { signals: [0], risks: [], outcome: outcome as never };
    const worker = strategyPlanner({ ...about, start: () => ({ decide: () => publish(decision) }) });
    const tick = { sequence: 0, at: 0, trigger: "bar" };
    const situation = { tick, quotes: [], inputs: [], signals: [], risks: [], account: null, positions: [], openOrders: [] };
    const found = answer(() => configured(worker, "strategy")("decide", situation));
    return typeof found === "string" ? found.replace("failed: what `decide` returned cannot be used: items[0].outcome", "") : found;
  };
  const issue = (directive: object): unknown =>
    told({ kind: "issue", directive: { scope: { kind: "new-trade" }, confidence: 1, ...directive } });
  const entry = { instrument: 0, side: "buy" };
  assert.equal((issue({ entry }) as { tag: string }).tag, "publish");
  assert.equal(
    issue({ entry: { ...entry, priceZone: { low: 2, high: 1 } } }),
    ".directive.entry.priceZone: a price zone needs low <= high",
  );
  assert.equal(
    issue({ scope: { kind: "close-existing", trades: [] } }),
    ".directive.scope.trades: there must be at least one trade",
  );
  assert.equal(issue({ scope: { kind: "close-existing", trades: [1, 1] } }), ".directive.scope.trades: the trades must differ");
  assert.equal(issue({ legs: [{ entry }] }), ".directive: there must be 2 to 32 legs, got 1");
  assert.equal(
    issue({ entry, legs: [{ entry }, { entry }] }),
    ".directive: entry, size and exit stand in the legs, not beside them",
  );
  assert.equal(told(refuse("low-confidence", "")), ".reason: must have 1 to 500 characters, got 0");
  assert.equal(
    told(refuse("lowconfidence" as never, "x")),
    ".code: there is no code `lowconfidence`; did you mean `low-confidence`?",
  );
  const { val } = told(refuse({ other: 4_294_967_295 }, "x")) as { val: { outcome: unknown }[] };
  // The upper half of the range leaves as its negative twin, which the engine wraps back.
  assert.deepEqual(val[0]!.outcome, { tag: "refuse", val: { code: { tag: "other", val: -1 }, reason: "x" } });
});

test("orders get the usual values of what they leave out, and missing handlers of replies say nothing", () => {
  const worker = executionWorker({
    ...about,
    executes: ["SINGLE"],
    start: () => ({
      onCommand: () => [
        { kind: "place", order: { tag: 1, instrument: 0, side: "buy", quantity: 5, terms: { kind: "market" }, purpose: "entry" } },
        { kind: "modify", order: 2, terms: { kind: "stop-limit", trigger: "1.5", limit: 1 } },
        { kind: "wake-at", at: 5, tag: 1 },
        { kind: "finish", completion: "done" },
      ],
    }),
  });
  const call = configured(worker, "execution");
  const tick = { sequence: 0, at: 0, trigger: "bar" };
  const quote = { instrument: 0, at: 0, last: { mantissa: 1, scale: 0 }, bid: null, ask: null };
  const zero = { mantissa: 0, scale: 0 };
  const execution = {
    action: { tag: "cancel-all-in-trade" },
    maxSlippage: zero,
    windowSeconds: null,
    mustCompleteNow: false,
    minFillRatio: null,
  };
  const plans = { entry: null, size: null, exit: null };
  const [place, change, wake, finish] = call("onCommand", {
    tick,
    quote,
    group: 1,
    trade: 1,
    plans,
    execution,
    target: null,
    openOrders: [],
  }) as { tag: string; val: Record<string, unknown> }[];
  const { timeInForce, goodTill, reduceOnly, postOnly, parentTag, terms, quantity } = place!.val;
  assert.deepEqual([timeInForce, goodTill, reduceOnly, postOnly, parentTag], ["gtc", null, false, false, null]);
  assert.deepEqual([terms, quantity], [{ tag: "market" }, { mantissa: 5, scale: 0 }]);
  const limits = { trigger: { mantissa: 15, scale: 1 }, limit: { mantissa: 1, scale: 0 } };
  assert.deepEqual(change!.val, { order: 2, quantity: null, terms: { tag: "stop-limit", val: limits } });
  assert.deepEqual([wake!.val, finish!.val], [{ at: 5, tag: 1 }, "done"]);
  assert.deepEqual(call("onTimer", { tick, quote, group: 1, tag: 1 }), []);
});
