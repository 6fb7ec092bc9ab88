/**
 * The worker inside its component: what the host calls, translated into the author's handlers.
 *
 * Each handler lifts the call, calls the worker, and lowers the answer. Nothing that is thrown leaves as a trap: every error
 * becomes an answer of the contract, with its place in the author's file.
 *
 * The engine lends a worker no clock: `Date.now()` and `new Date()` throw, because a run must not depend on when it is run. Its
 * `Math.random` draws the same numbers in every instance of one file.
 */

import * as tables from "./boundary/tables.ts";
import type { Codec } from "./boundary/codec.ts";
import { instant, list } from "./boundary/codec.ts";
import type { Host } from "./capability/host.ts";
import { lend } from "./capability/host.ts";
import { log } from "./capability/log.ts";
import { CATEGORIES } from "./categories.ts";
import { badParams, failed, Misfit, notReady, WorkerError } from "./errors.ts";
import type { WorkerErrorKind } from "./errors.ts";
import { readInputs, writeFacts } from "./fields.ts";
import type { BarSteps, Instrument, Series, Units } from "./market.ts";
import { Bar } from "./market.ts";
import { parseObject } from "./params.ts";
import { Setup } from "./setup.ts";
import type { Places } from "./stack.ts";
import { frames } from "./stack.ts";
import { Worker } from "./definition.ts";

/** Functions by name; what a handler throws is `{tag, val}` of the contract's `worker-error`. */
type Interface = Readonly<Record<string, (...args: never[]) => unknown>>;

/** The author's handlers, by name. */
type Handlers = Readonly<Record<string, ((...args: unknown[]) => unknown) | undefined>>;

/** Most characters of a message; the host shows a thousand. */
const MESSAGE_LIMIT = 900;

/** Makes the exports of a component: `lifecycle`, and the interface of the worker's category. */
export function serve(exported: unknown, host: Host, places: Places): Readonly<Record<string, Interface>> {
  if (!(exported instanceof Worker)) throw new Error("the module must have a worker as its default export");
  lend(host);
  withoutClock();
  const guest = new Guest(exported, places);
  return { lifecycle: guest.lifecycle(), [CATEGORIES[exported.category].interface]: guest.handlers() };
}

/** A worker and, once it is configured, its handlers. */
class Guest {
  readonly #worker: Worker;
  readonly #places: Places;
  readonly #inputs: readonly string[];
  #live: Handlers | undefined;
  #units: readonly Units[] = [];

  constructor(worker: Worker, places: Places) {
    this.#worker = worker;
    this.#places = places;
    this.#inputs = Object.keys(worker.definition.inputs ?? {});
  }

  lifecycle(): Interface {
    return {
      configure: (params: string, instruments: unknown, series: unknown) =>
        this.#answer("start", () => {
          const setup = new Setup(list<Instrument>(tables.instrument).lift(instruments), list<Series>(tables.series).lift(series));
          this.#units = setup.units();
          const started = this.#worker.definition.start(this.#params(params), setup);
          this.#live = this.#checked(started);
        }),
    };
  }

  handlers(): Interface {
    switch (this.#worker.category) {
      case "context-worker":
        return this.#context();
      case "signal-detector":
        return {
          detect: (at: unknown, inputs: number[]) =>
            this.#call("detect", tables.signals, (handler) => handler(instant.lift(at), this.#read(inputs))),
        };
      case "risk-monitor":
        return {
          watch: (at: unknown, inputs: number[], positions: unknown) =>
            this.#call("watch", tables.risks, (handler) =>
              handler(instant.lift(at), this.#read(inputs), list(tables.position).lift(positions)),
            ),
        };
      case "strategy-planner":
        return {
          decide: (situation: { inputs: number[] }) =>
            this.#call("decide", tables.decisions, (handler) =>
              handler(tables.situation.lift(situation), this.#read(situation.inputs)),
            ),
        };
      case "entry-planner":
        return this.#planner(tables.entryOutcome);
      case "size-planner":
        return this.#planner(tables.sizeOutcome);
      case "exit-planner":
        return this.#planner(tables.exitOutcome);
      case "execution-planner":
        return {
          plan: (request: { inputs: number[] }) =>
            this.#call("plan", tables.executionOutcome, (handler) =>
              handler(tables.executionTask.lift(request), this.#read(request.inputs)),
            ),
        };
      case "execution-worker":
        return {
          onCommand: (command: unknown) =>
            this.#call("onCommand", tables.intents, (handler) => handler(tables.command.lift(command))),
          onReply: (reply: unknown) => this.#callIfThere("onReply", (handler) => handler(tables.reply.lift(reply))),
          onTimer: (timer: unknown) => this.#callIfThere("onTimer", (handler) => handler(tables.timer.lift(timer))),
        };
    }
  }

  #context(): Interface {
    const facts = Object.keys(this.#worker.definition.facts ?? {});
    const codec = { lower: (value: unknown) => writeFacts(facts, value) };
    return {
      measure: (at: unknown, wire: BarSteps & { series: number }, inputs: number[]) =>
        this.#call("measure", codec, (handler) => {
          const units = this.#units[wire.series];
          if (units === undefined) throw failed(`there is no series ${wire.series}`);
          return handler(instant.lift(at), new Bar(wire.series, wire, units), this.#read(inputs));
        }),
    };
  }

  #planner(codec: Pick<Codec<unknown>, "lower">): Interface {
    return {
      plan: (wire: { inputs: number[] }) =>
        this.#answer("plan", () => {
          const task = tables.task.lift(wire);
          const inputs = this.#read(wire.inputs);
          const live = this.#handlers();
          const name = live["plan"] !== undefined ? "plan" : BY_SCOPE[task.directive.scope.kind];
          const handler = live[name];
          if (handler === undefined) return { tag: "nothing" };
          return this.#lowered(name, codec, handler.call(live, task, inputs));
        }),
    };
  }

  #call(name: string, codec: Pick<Codec<unknown>, "lower">, call: (handler: (...args: unknown[]) => unknown) => unknown): unknown {
    return this.#answer(name, () => {
      const live = this.#handlers();
      return this.#lowered(
        name,
        codec,
        call((...args) => live[name]?.(...args)),
      );
    });
  }

  /** A handler of an execution worker that may be missing: then nothing follows. */
  #callIfThere(name: string, call: (handler: (...args: unknown[]) => unknown) => unknown): unknown {
    return this.#live?.[name] === undefined ? [] : this.#call(name, tables.intents, call);
  }

  #handlers(): Handlers {
    if (this.#live === undefined) throw notReady("called before configure");
    return this.#live;
  }

  #lowered(name: string, codec: Pick<Codec<unknown>, "lower">, value: unknown): unknown {
    if (value instanceof Promise) throw failed(`\`${name}\` must not be async: a call is over when its handler returns`);
    try {
      return codec.lower(value);
    } catch (error) {
      throw error instanceof Misfit ? failed(`what \`${name}\` returned cannot be used: ${error.toString()}`) : error;
    }
  }

  #params(json: string): unknown {
    try {
      return parseObject(this.#worker.definition.params ?? {}, JSON.parse(json));
    } catch (error) {
      throw badParams(error instanceof Misfit ? error.toString() : `the parameters cannot be read: ${String(error)}`);
    }
  }

  #read(values: readonly number[]): Record<string, number> {
    return readInputs(this.#inputs, values);
  }

  /** What `start` returned, when it has the handlers of the category. */
  #checked(started: unknown): Handlers {
    const wanted = WANTED[this.#worker.category] ?? CATEGORIES[this.#worker.category].handlers;
    if (typeof started !== "object" || started === null) {
      throw failed(`\`start\` must return an object with the handler ${wanted.join(" or ")}, got ${String(started)}`);
    }
    const handlers = started as Handlers;
    if (wanted.some((name) => typeof handlers[name] === "function")) return handlers;
    throw failed(`\`start\` returned no handler \`${wanted.join("` or `")}\``);
  }

  /** Runs a step; whatever it throws leaves as the contract's error. */
  #answer<T>(name: string, step: () => T): T {
    try {
      return step();
    } catch (error) {
      const { kind, text } = this.#told(name, error);
      throw { tag: kind, val: text };
    }
  }

  /** An error as the host shows it: the words of a {@link WorkerError} as they are, of all others with their place. */
  #told(name: string, error: unknown): { kind: WorkerErrorKind; text: string } {
    if (error instanceof WorkerError) return { kind: error.kind, text: error.message };
    const kind: WorkerErrorKind = "failed";
    if (error instanceof Misfit) return { kind, text: error.toString() };
    if (!(error instanceof Error)) return { kind, text: `\`${name}\` threw ${String(error)}` };
    const message = `${error.name}: ${error.message}`.slice(0, MESSAGE_LIMIT / 2);
    const trace = frames(error.stack, this.#places).map((frame) => `\n  at ${frame}`);
    return { kind, text: (message + trace.join("")).slice(0, MESSAGE_LIMIT) };
  }
}

/** Which handler of a planner answers for a scope. */
const BY_SCOPE = { "new-trade": "newTrade", "modify-existing": "modify", "close-existing": "close" } as const;

/** Handlers of which a worker must have at least one, where that is not simply the list of the category. */
const WANTED: Readonly<Record<string, readonly string[]>> = {
  "entry-planner": ["plan", "newTrade", "modify", "close"],
  "size-planner": ["plan", "newTrade", "modify", "close"],
  "exit-planner": ["plan", "newTrade", "modify", "close"],
  "execution-worker": ["onCommand"],
};

/** Takes the machine's clock away, and lets `console` write to the log. */
function withoutClock(): void {
  const Machine = Date;
  const refuse = (): never => {
    throw failed("a worker has no clock: use the instant of the call");
  };
  globalThis.Date = new Proxy(Machine, {
    construct: (target, args: [], self) => (args.length === 0 ? refuse() : (Reflect.construct(target, args, self) as object)),
    apply: refuse,
    get: (target, name) => (name === "now" ? refuse : (Reflect.get(target, name) as unknown)),
  });
  const { debug, info, warn, error } = log;
  Object.assign(globalThis, { console: { debug, info, warn, error, log: info } });
}
