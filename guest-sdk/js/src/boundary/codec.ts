/**
 * How values cross the boundary, both ways, as tables.
 *
 * The engine that runs the worker takes almost anything for a number or a name: `-1` becomes 4294967295, a missing field 0. So
 * everything that a worker answers is checked here, and what does not fit is an error that says where it stands.
 *
 * Names of fields are the same on both sides. What differs: a decimal is `{mantissa, scale}` there and a {@link Decimal} here, a
 * missing value is `null` there and `undefined` here, a case is `{tag, val}` there and `{kind, …}` here.
 */

import { Decimal } from "../decimal.ts";
import type { DecimalLike } from "../decimal.ts";
import { failed, located, Misfit, shown, unknownName } from "../errors.ts";

/** One type at the boundary. `lift` reads what the host sent and trusts it; `lower` checks what the author gave. */
export interface Codec<T> {
  lift(wire: unknown): T;
  lower(value: unknown): unknown;
}

/** Fields by name. */
type Fields = Readonly<Record<string, unknown>>;

/** A whole number from `min` to `max`; `what` names it in messages. */
function whole(what: string, min: number, max: number): Codec<number> {
  return {
    lift: (wire) => wire as number,
    lower(value) {
      if (typeof value === "number" && Number.isInteger(value) && min <= value && value <= max) return value;
      throw new Misfit(`must be ${what}, got ${shown(value)}`);
    },
  };
}

const counted = whole("a whole number from 0 to 4294967295", 0, 0xffff_ffff);

/**
 * A reference, a tag, a count: 0 to 2^32 - 1. The engine turns a number of 2^31 or more into 2^31 - 1 on its way out, and lets a
 * negative one wrap: so the upper half leaves as its negative twin.
 */
export const u32: Codec<number> = {
  lift: (wire) => (wire as number) >>> 0,
  lower: (value) => (counted.lower(value) as number) | 0,
};
export const u8 = whole("a whole number from 0 to 255", 0, 255);

/** Microseconds. Beyond 2^53, in the year 2255, a number is not exact any more and is refused. */
export const instant: Codec<number> = {
  lift(wire) {
    if (Number.isSafeInteger(wire)) return wire as number;
    throw failed("the host sent an instant beyond 2^53 microseconds, which a JavaScript number cannot hold");
  },
  lower: whole("a whole number of microseconds below 2^53", Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER).lower,
};

export const bool: Codec<boolean> = {
  lift: (wire) => wire as boolean,
  lower(value) {
    if (typeof value === "boolean") return value;
    throw new Misfit(`must be true or false, got ${shown(value)}`);
  },
};

export const text: Codec<string> = {
  lift: (wire) => wire as string,
  lower(value) {
    if (typeof value === "string") return value;
    throw new Misfit(`must be a text, got ${shown(value)}`);
  },
};

/** A double; NaN is allowed and means "not ready". */
export const double: Codec<number> = {
  lift: (wire) => wire as number,
  lower(value) {
    if (typeof value === "number") return value;
    throw new Misfit(`must be a number, got ${shown(value)}`);
  },
};

/** Bound of a mantissa: fifteen digits, exact in every guest language. */
const MANTISSA_LIMIT = 10n ** 15n;

/** An exact decimal that fulfils a rule, if there is one. */
function exact(rule?: { readonly holds: (value: Decimal) => boolean; readonly words: string }): Codec<Decimal> {
  return {
    lift(wire) {
      const { mantissa, scale } = wire as { mantissa: number; scale: number };
      return Decimal.fromParts(BigInt(mantissa), scale);
    },
    lower(value) {
      const number = readDecimal(value);
      if (number.abs().mantissa >= MANTISSA_LIMIT || number.scale > 18) {
        throw new Misfit(`${number.toString()} has more than 15 digits or 18 places; round it`);
      }
      if (rule !== undefined && !rule.holds(number)) throw new Misfit(`${rule.words}, got ${number.toString()}`);
      return { mantissa: Number(number.mantissa), scale: number.scale };
    },
  };
}

function readDecimal(value: unknown): Decimal {
  try {
    return Decimal.of(value as DecimalLike);
  } catch (error) {
    throw new Misfit(error instanceof Error ? error.message : String(error));
  }
}

/** Any decimal. */
export const anyDecimal = exact();
/** A share or a probability. */
export const fraction = exact({ holds: (it) => it.sign() >= 0 && it.lte(1), words: "must lie between 0 and 1" });
/** A price or a quantity. */
export const positive = exact({ holds: (it) => it.sign() > 0, words: "must be greater than 0" });
/** An amount of money, a size that may be none. */
export const notNegative = exact({ holds: (it) => it.sign() >= 0, words: "must not be negative" });
/** A leverage. */
export const atLeastOne = exact({ holds: (it) => it.gte(1), words: "must be at least 1" });

/** A name out of a closed list. */
export function oneOf<T extends string>(names: readonly T[]): Codec<T> {
  return {
    lift(wire) {
      if (names.includes(wire as T)) return wire as T;
      throw newerContract(String(wire));
    },
    lower(value) {
      if (names.includes(value as T)) return value;
      if (typeof value !== "string") throw new Misfit(`must be one of ${names.join(", ")}, got ${shown(value)}`);
      throw new Misfit(`there is no \`${value}\`; ${unknownName(value, names)}`);
    },
  };
}

/** A value that may be left out. */
export function optional<T>(codec: Codec<T>): Codec<T | undefined> {
  return {
    lift: (wire) => (wire === null || wire === undefined ? undefined : codec.lift(wire)),
    lower: (value) => (value === null || value === undefined ? null : codec.lower(value)),
  };
}

/** A value that has a usual one: when it is left out, the host is sent that. */
export function usually<T>(codec: Codec<T>, usual: T): Codec<T> {
  return { lift: codec.lift, lower: (value) => codec.lower(value ?? usual) };
}

/** Any number of values. */
export function list<T>(codec: Codec<T>): Codec<T[]> {
  return {
    lift: (wire) => (wire as unknown[]).map((item) => codec.lift(item)),
    lower(value) {
      if (!Array.isArray(value)) throw new Misfit(`must be a list, got ${shown(value)}`);
      return value.map((item: unknown, index) => {
        try {
          return codec.lower(item);
        } catch (error) {
          throw located(`[${index}]`, error);
        }
      });
    },
  };
}

/** An object with exactly these fields; `what` names it in messages, `check` holds the rules between fields. */
export function record<T>(
  what: string,
  fields: Readonly<Record<string, Codec<unknown>>>,
  check?: (value: Fields) => void,
): Codec<T> {
  const entries = Object.entries(fields);
  const names = Object.keys(fields);
  return {
    lift(wire) {
      const lifted: Record<string, unknown> = {};
      for (const [name, codec] of entries) lifted[name] = codec.lift((wire as Fields)[name]);
      return lifted as T;
    },
    lower(value) {
      const given = fieldsOf(value, what);
      for (const name in given) {
        if (!Object.hasOwn(fields, name) && name !== "kind")
          throw new Misfit(`${what} has no field \`${name}\`; ${unknownName(name, names)}`);
      }
      const lowered: Record<string, unknown> = {};
      for (const [name, codec] of entries) {
        try {
          lowered[name] = codec.lower(given[name]);
        } catch (error) {
          throw located(name, error);
        }
      }
      check?.(given);
      return lowered;
    },
  };
}

/** The payload of a case: nothing, or fields that stand beside `kind`. */
export interface Case {
  lift(payload: unknown): object;
  lower(value: Fields): unknown;
}

/** A case without payload. */
export const alone: Case = { lift: () => ({}), lower: () => undefined };

/** A case whose payload is one value, which stands in the field `name`. */
export function field(name: string, codec: Codec<unknown>): Case {
  return {
    lift: (payload) => ({ [name]: codec.lift(payload) }),
    lower(value) {
      try {
        return codec.lower(value[name]);
      } catch (error) {
        throw located(name, error);
      }
    },
  };
}

/** A case whose payload is an object, whose fields stand beside `kind`. */
export function inline(codec: Codec<object>): Case {
  return { lift: (payload) => codec.lift(payload), lower: (value) => codec.lower(value) };
}

/** One of several cases, told apart by `kind`. */
export function variant<T>(what: string, cases: Readonly<Record<string, Case>>): Codec<T> {
  const kinds = Object.keys(cases);
  return {
    lift(wire) {
      const { tag, val } = wire as { tag: string; val?: unknown };
      const found = cases[tag];
      if (found === undefined) throw newerContract(tag);
      return { kind: tag, ...found.lift(val) } as T;
    },
    lower(value) {
      const given = fieldsOf(value, what);
      const kind = given["kind"];
      const found = typeof kind === "string" && Object.hasOwn(cases, kind) ? cases[kind] : undefined;
      if (found === undefined) {
        const hint = typeof kind === "string" ? unknownName(kind, kinds) : `it is one of ${kinds.join(", ")}`;
        throw new Misfit(`${what} has no kind ${shown(kind)}; ${hint}`);
      }
      const val = found.lower(given);
      return val === undefined ? { tag: kind } : { tag: kind, val };
    },
  };
}

/** The value as an object with fields. */
function fieldsOf(value: unknown, what: string): Fields {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Fields;
  throw new Misfit(`must be ${what}, got ${shown(value)}`);
}

function newerContract(name: string): Error {
  return failed(`the host sent \`${name}\`, which this worker's contract does not know: rebuild the worker`);
}
