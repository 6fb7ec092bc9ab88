/**
 * The host's side of the capabilities.
 *
 * In a component they are the imports of its world, of which a worker has those that it asks for; in a native test they are a
 * {@link "../testing.ts"} kit. A capability that is used and not asked for is an error that says what to write.
 */

import { failed } from "../errors.ts";

export type LogLevel = "trace" | "debug" | "info" | "warn" | "error";

/** Columns of a window as they cross the boundary. */
export interface WireColumns {
  readonly times: readonly number[];
  readonly open: readonly number[];
  readonly high: readonly number[];
  readonly low: readonly number[];
  readonly close: readonly number[];
  readonly volume: readonly number[];
}

/** The imported interfaces, by their names in the contract. */
export interface Host {
  readonly log?: { write(level: LogLevel, message: string): void };
  readonly "market-window"?: { window(series: number, count: number): WireColumns };
  readonly state?: {
    get(key: string): Uint8Array | readonly number[] | null;
    set(key: string, value: Uint8Array): void;
    remove(key: string): void;
  };
  readonly "journal-note"?: { add(text: string): void };
}

let current: Host = {};

/** Lends the capabilities to the worker. */
export function lend(host: Host): void {
  current = host;
}

/** How a definition asks for each capability. */
const ASKED_BY = {
  log: "logs: true",
  "market-window": "looksBack: 200",
  state: "remembers: 4096",
  "journal-note": "writesNotes: true",
} as const;

/** The interface of a capability; throws when the worker does not ask for it. */
export function capability<K extends keyof Host>(name: K): NonNullable<Host[K]> {
  const found = current[name];
  if (found === undefined)
    throw failed(`the worker uses \`${name}\` without asking for it: add \`${ASKED_BY[name]}\` to its definition`);
  return found;
}
