/** Lines for the author: `log.info("fast", fast)`. Asked for with `logs: true`. To write a line costs fuel. */

import type { LogLevel } from "./host.ts";
import { capability } from "./host.ts";

/** Writes a line. What is not a text is written as JSON. */
function write(level: LogLevel, parts: readonly unknown[]): void {
  capability("log").write(level, parts.map(words).join(" "));
}

/** A value in a line. */
function words(part: unknown): string {
  if (typeof part === "string") return part;
  if (part instanceof Error) return `${part.name}: ${part.message}`;
  if (typeof part !== "object" || part === null) return String(part);
  return JSON.stringify(part, (_, value: unknown) => (typeof value === "bigint" ? value.toString() : value)) ?? String(part);
}

/** One function a level; a line is kept with the run, up to 1 000 characters. */
export const log = {
  trace: (...parts: readonly unknown[]): void => write("trace", parts),
  debug: (...parts: readonly unknown[]): void => write("debug", parts),
  info: (...parts: readonly unknown[]): void => write("info", parts),
  warn: (...parts: readonly unknown[]): void => write("warn", parts),
  error: (...parts: readonly unknown[]): void => write("error", parts),
};
