import assert from "node:assert/strict";
import test from "node:test";

import { contextWorker, decimal, integer, log, notReady, proceed, signalDetector, state, stop } from "../src/index.ts";
import { serve } from "../src/guest.ts";
import { Kit } from "../src/testing.ts";
import { about, answer, BAR, configured, INSTRUMENTS, MACHINE, SERIES, served } from "./served.ts";

test("a bar is shown in quote currency and in steps, and the facts leave in the order of their names", () => {
  const worker = contextWorker({
    ...about,
    inputs: { a: "First.", b: { doc: "Second.", optional: true } },
    facts: { close: "", volume: "", sum: "" },
    start: () => ({
      measure: (at, bar, { a, b }) => ({
        sum: at + a + b,
        volume: bar.volume + bar.steps.volume,
        close: bar.decimal("close").toNumber(),
      }),
    }),
  });
  const call = configured(worker, "context");
  assert.deepEqual(call("measure", 3, BAR, [1, NaN]), [100.5, 14, NaN]);
  assert.equal(
    answer(() => call("measure", 3, BAR, [1])),
    "failed: expected 2 inputs (a, b), got 1",
  );
  assert.equal(
    answer(() => call("measure", 3, { ...BAR, series: 1 }, [1, 2])),
    "failed: there is no series 1",
  );
  assert.match(String(answer(() => call("measure", 2 ** 60, BAR, [1, 2]))), /^failed: the host sent an instant beyond 2\^53/);
});

test("facts that do not fit are told by their names", () => {
  const told = (facts: unknown): unknown => {
    const worker = contextWorker({ ...about, facts: { value: "" }, start: () => ({ measure: () => facts as { value: number } }) });
    return answer(() => configured(worker, "context")("measure", 0, BAR, []));
  };
  const prefix = "failed: what `measure` returned cannot be used: ";
  assert.deepEqual(told({ value: NaN }), [NaN]);
  assert.equal(told({ valeu: 1 }), `${prefix}there is no fact \`valeu\`; did you mean \`value\`?`);
  assert.equal(told({}), `${prefix}the fact \`value\` must be a number (NaN while it is not ready), got undefined`);
  assert.equal(told({ value: "1" }), `${prefix}the fact \`value\` must be a number (NaN while it is not ready), got \`1\``);
  assert.equal(told(undefined), `${prefix}must be an object with the facts, got undefined`);
});

test("errors of start are told as what they are", () => {
  const worker = contextWorker({
    ...about,
    params: { period: integer({ min: 1 }) },
    facts: { value: "" },
    start: ({ period }) =>
      period === 2 ? (undefined as never) : period === 3 ? ({} as never) : { measure: () => ({ value: period }) },
  });
  const told = (params: string): unknown => answer(() => served(worker)["lifecycle"]!["configure"]!(params, INSTRUMENTS, SERIES));
  assert.equal(told('{"period": 1}'), undefined);
  assert.equal(told('{"period": 0}'), "bad-params: period: must lie between 1 and 9007199254740991, got 0");
  assert.match(String(told("{")), /^bad-params: the parameters cannot be read: SyntaxError/);
  assert.equal(told('{"period": 2}'), "failed: `start` must return an object with the handler measure, got undefined");
  assert.equal(told('{"period": 3}'), "failed: `start` returned no handler `measure`");
  assert.equal(
    answer(() => served(worker)["context"]!["measure"]!(0, BAR, [])),
    "not-ready: called before configure",
  );
});

test("a handler is not async", () => {
  const worker = signalDetector({ ...about, start: () => ({ detect: (async () => proceed()) as never }) });
  const told = answer(() => configured(worker, "detector")("detect", 0, []));
  assert.equal(told, "failed: `detect` must not be async: a call is over when its handler returns");
});

test("whatever a handler throws becomes the contract's error", () => {
  const told = (thrown: unknown): unknown => {
    const worker = signalDetector({
      ...about,
      start: () => ({
        detect() {
          throw thrown;
        },
      }),
    });
    return answer(() => configured(worker, "detector")("detect", 0, []));
  };
  assert.equal(told(notReady("wait")), "not-ready: wait");
  assert.equal(told("a text"), "failed: `detect` threw a text");
  assert.match(String(told(new TypeError("no such thing"))), /^failed: TypeError: no such thing/);
  assert.ok(String(told(new Error("x".repeat(5_000)))).length < 1_000, "the host shows a thousand characters");
});

test("a capability that was not asked for is told with what to write", () => {
  const worker = signalDetector({
    ...about,
    start: () => ({
      detect() {
        log.info("seen", { price: decimal("1.5") }, 3n);
        state.save("key", { seen: ["ä𝄞"] });
        return stop(JSON.stringify(state.load("key")));
      },
    }),
  });
  const told = answer(() => configured(worker, "detector", {}, {})("detect", 0, []));
  assert.equal(told, "failed: the worker uses `log` without asking for it: add `logs: true` to its definition");
  const kit = new Kit();
  assert.deepEqual(configured(worker, "detector", {}, kit)("detect", 0, []), { tag: "stop", val: '{"seen":["ä𝄞"]}' });
  assert.deepEqual(kit.lines, [{ level: "info", text: 'seen {"price":"1.5"} 3' }]);
});

test("a worker has no clock", () => {
  const told = (look: () => unknown): unknown => {
    const worker = signalDetector({ ...about, start: () => ({ detect: () => (look(), proceed()) }) });
    const exports = served(worker);
    exports["lifecycle"]!["configure"]!("{}", INSTRUMENTS, SERIES);
    serve(worker, new Kit(), { files: [], lines: [] });
    try {
      return answer(() => exports["detector"]!["detect"]!(0, []));
    } finally {
      globalThis.Date = MACHINE;
    }
  };
  assert.equal(
    told(() => Date.now()),
    "failed: a worker has no clock: use the instant of the call",
  );
  assert.equal(
    told(() => new Date()),
    "failed: a worker has no clock: use the instant of the call",
  );
  assert.deepEqual(
    told(() => new Date(1_000).toISOString()),
    { tag: "proceed" },
  );
});
