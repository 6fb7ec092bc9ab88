/**
 * The ways in which a worker says that it cannot go on.
 *
 * Whatever a worker throws becomes an answer that the host shows with the worker's name: nothing that is thrown is lost in a trap.
 */

/** `bad-params`: the parameters cannot be used. `not-ready`: called too early. `failed`: anything else. */
export type WorkerErrorKind = "bad-params" | "not-ready" | "failed";

/** An error whose text the host shows as it is. Any other error is shown with the place where it was thrown. */
export class WorkerError extends Error {
  readonly kind: WorkerErrorKind;

  constructor(kind: WorkerErrorKind, text: string) {
    super(text);
    this.name = "WorkerError";
    this.kind = kind;
  }
}

/** The parameters cannot be used; say which and what to write instead. */
export function badParams(text: string): WorkerError {
  return new WorkerError("bad-params", text);
}

/** Called before the worker can answer. */
export function notReady(text: string): WorkerError {
  return new WorkerError("not-ready", text);
}

/** Anything else. */
export function failed(text: string): WorkerError {
  return new WorkerError("failed", text);
}

/** A value that does not fit, and where in the answer or in the parameters it stands. */
export class Misfit extends Error {
  /** The way to the value, from the outside in: `publish`, `[0]`, `confidence`. */
  readonly path: string[] = [];
  /** What is wrong with it and what to write instead. */
  readonly rule: string;

  constructor(rule: string) {
    super(rule);
    this.name = "Misfit";
    this.rule = rule;
  }

  /** `publish[0].confidence: must lie between 0 and 1, got 2`. */
  override toString(): string {
    const place = this.path.join(".").replaceAll(".[", "[");
    return place === "" ? this.rule : `${place}: ${this.rule}`;
  }
}

/** Runs a step at this place of a value; what does not fit in it learns where it stands. */
export function at<T>(place: string, step: () => T): T {
  try {
    return step();
  } catch (error) {
    throw located(place, error);
  }
}

/** The error, with one more step of the way to it. */
export function located(place: string, error: unknown): unknown {
  if (error instanceof Misfit) error.path.unshift(place);
  return error;
}

/** A value in a message: short, and recognisable. */
export function shown(value: unknown): string {
  if (typeof value === "string") return `\`${value.slice(0, 60)}\``;
  if (Array.isArray(value)) return "a list";
  if (typeof value === "function") return "a function";
  if (typeof value === "object" && value !== null) {
    const text = String(value);
    return text.startsWith("[object") ? "an object" : text.slice(0, 60);
  }
  return String(value);
}

/** The known name that is most like the written one, if one is like it enough to be a slip of the pen. */
export function nearest(written: string, known: readonly string[]): string | undefined {
  const bound = Math.min(3, Math.max(1, Math.floor(written.length / 3)));
  const close = known.map((name) => ({ name, slips: slips(written, name) })).filter(({ slips }) => slips <= bound);
  return close.sort((a, b) => a.slips - b.slips)[0]?.name;
}

/** An unknown name in a message, with the one that was perhaps meant. */
export function unknownName(written: string, known: readonly string[]): string {
  const meant = nearest(written, known);
  return meant === undefined ? `there is: ${known.join(", ") || "none"}` : `did you mean \`${meant}\`?`;
}

/** Letters to insert, delete or replace, or neighbours to swap, until one word is the other. */
function slips(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 3) return Infinity;
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, column) => column)];
  const cost = (row: number, column: number): number => rows[row]?.[column] ?? Infinity;
  for (let i = 1; i <= a.length; i++) {
    rows[i] = [i];
    for (let j = 1; j <= b.length; j++) {
      const replace = cost(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swap = swapped ? cost(i - 2, j - 2) + 1 : Infinity;
      rows[i]![j] = Math.min(replace, swap, cost(i - 1, j) + 1, cost(i, j - 1) + 1);
    }
  }
  return cost(a.length, b.length);
}
