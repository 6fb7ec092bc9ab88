/** What a worker says about itself: its manifest and the schema of its parameters, made from its definition. */

import { CATEGORIES } from "./categories.ts";
import type { JsonSchema } from "./json_schema.ts";
import { objectSchema } from "./params.ts";
import type { AnyDefinition } from "./definition.ts";
import { Worker } from "./definition.ts";

/** The contract that this SDK speaks. */
export const CONTRACT = "simpletrader:worker@0.1.0";

/** The form of the manifest is the host's; it checks every field. */
export interface Description {
  readonly manifest: Readonly<Record<string, unknown>>;
  readonly schema: JsonSchema;
}

/** Describes the default export of an author's module. */
export function describe(exported: unknown): Description {
  if (!(exported instanceof Worker)) {
    throw new Error("the module must have a worker as its default export: `export default contextWorker({ … })`");
  }
  const { category, definition } = exported;
  const { type, role, handlers, publishes } = CATEGORIES[category];
  const { vendor, name, version, title, description, author, limits = {} } = definition;
  const identification = { vendor, name, display_name: title, version, type, role, description, author };
  const events = definition.publishes?.map((event_name) => ({ ...publishes, event_name })) ?? (publishes ? [publishes] : []);
  const manifest = {
    identification,
    contract: CONTRACT,
    inputs: inputs(definition),
    outputs: Object.entries(definition.facts ?? {}).map(([fact, doc]) => ({ name: fact, ...described(doc) })),
    publishes: events,
    invokes: handlers,
    capabilities: capabilities(definition),
    reads: definition.reads ?? [],
    executes: definition.executes ?? definition.plans ?? [],
    limits: { fuel_per_call: limits.fuelPerCall, memory_bytes: limits.memoryBytes },
  };
  const schema: JsonSchema = {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "Params",
    ...objectSchema(definition.params ?? {}),
  };
  // What is undefined is left out, as JSON would.
  return JSON.parse(JSON.stringify({ manifest, schema })) as Description;
}

function inputs(definition: AnyDefinition): object[] {
  return Object.entries(definition.inputs ?? {}).map(([name, spec]) => {
    const { doc, optional } = typeof spec === "string" ? { doc: spec, optional: false } : spec;
    return { name, ...described(doc), ...(optional ? { optional } : {}) };
  });
}

/** What is said about a number, if anything is. */
function described(doc: string): object {
  return doc === "" ? {} : { description: doc };
}

function capabilities({ logs, writesNotes, looksBack, remembers, shares }: AnyDefinition): object {
  const state = remembers === undefined ? { scope: "global", bytes: shares } : { scope: "strategy", bytes: remembers };
  return {
    ...(logs ? { log: {} } : {}),
    ...(looksBack === undefined ? {} : { "market-window": { bars: looksBack } }),
    ...(remembers === undefined && shares === undefined ? {} : { state }),
    ...(writesNotes ? { "journal-note": {} } : {}),
  };
}
