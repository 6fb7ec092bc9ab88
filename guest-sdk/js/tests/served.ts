/** A worker behind its boundary, without an engine: for tests of what crosses. */

import { serve } from "../src/guest.ts";
import type { Worker } from "../src/index.ts";
import { Kit } from "../src/testing.ts";

export const MACHINE = globalThis.Date;

/** What crosses the boundary. */
type Wire = (...args: unknown[]) => unknown;

export const INSTRUMENTS = [
  {
    symbol: "GOOG_USD",
    priceScale: 2,
    sizeScale: 0,
    tickSize: { mantissa: 1, scale: 2 },
    lotSize: { mantissa: 1, scale: 0 },
    minNotional: null,
  },
];
export const SERIES = [{ instrument: 0, timeframeSeconds: 86_400 }];
export const BAR = { series: 0, open: 10_000, high: 10_100, low: 9_900, close: 10_050, volume: 7 };

/** The exports of a worker, with all capabilities; the clock of the test's own machine is given back. */
export function served(worker: Worker, host: Kit | object = new Kit()): { [name: string]: { [name: string]: Wire } } {
  const places = { files: ["worker.ts"], lines: [[1, 0, 1]] as const };
  try {
    return serve(worker, host, places) as unknown as { [name: string]: { [name: string]: Wire } };
  } finally {
    globalThis.Date = MACHINE;
  }
}

/** The handler of a worker that was configured. */
export function configured(
  worker: Worker,
  category: string,
  params: object = {},
  host?: Kit | object,
): (name: string, ...args: unknown[]) => unknown {
  const exports = served(worker, host);
  exports["lifecycle"]!["configure"]!(JSON.stringify(params), INSTRUMENTS, SERIES);
  return (name, ...args) => exports[category]![name]!(...args);
}

/** What a call answers with: a value, or the error that it throws, in one line. */
export function answer(call: () => unknown): unknown {
  try {
    return call();
  } catch (error) {
    const { tag, val } = error as { tag: string; val: string };
    return `${tag}: ${val}`;
  }
}

export const about = { vendor: "acme", name: "test", version: "1.0.0", title: "Test" };
