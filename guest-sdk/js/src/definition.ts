/**
 * What an author writes: one object, the default export of `worker.ts`, made by the function of its category.
 *
 * ```ts
 * export default contextWorker({
 *   vendor: "acme", name: "spread", version: "0.1.0", title: "Range of a bar",
 *   facts: { range: "High minus low, in quote currency." },
 *   start: () => ({ measure: (_at, bar) => ({ range: bar.high - bar.low }) }),
 * });
 * ```
 *
 * `start` is called once with the parameters and returns the handlers; what they remember are its variables, or the fields of a
 * class, as the author likes. The types of parameters, inputs and facts follow from their declarations.
 */

import type { Decision, Disposition, OrderIntent, PlanOutcome } from "./answers.ts";
import type { Command, ExecutionTask, Reply, Situation, Task, Timer } from "./calls.ts";
import type { Category } from "./categories.ts";
import type { DecimalLike } from "./decimal.ts";
import type { EntryPlan, ExecutionPlan, ExitPlan, Risk, Signal, SizePlan } from "./decisions.ts";
import type { FactShape, InputShape, Numbers } from "./fields.ts";
import type { Position } from "./ledger.ts";
import type { Bar, Instant } from "./market.ts";
import type { ParamShape, Values } from "./params.ts";
import type { Setup } from "./setup.ts";

/** Something that the host pushes into calls when the worker asks for it and the operation grants it. */
export type Read = "account" | "positions" | "open-orders" | "quotes";

/** A family of algorithms. */
export type ExecutionFamily = "SINGLE" | "TWAP" | "VWAP" | "ICEBERG" | "LAYERED" | "POV";

/** Who a worker is and what it asks for: the part of a definition that all categories share. */
export interface About {
  /** Who made it, snake_case. */
  readonly vendor: string;
  /** What it is called, snake_case. */
  readonly name: string;
  /** Semantic version. */
  readonly version: string;
  /** What people call it. */
  readonly title: string;
  /** One or two sentences for people who choose workers. */
  readonly description?: string;
  /** Who to ask. */
  readonly author?: string;
  /** That it writes lines for its author, with `log`. */
  readonly logs?: boolean;
  /** That it leaves remarks in the journal, with `notes`. */
  readonly writesNotes?: boolean;
  /** That it looks back on at most so many closed bars of each series, with `window`. */
  readonly looksBack?: number;
  /** That it remembers up to so many bytes of keys and values of its own, with `state`. */
  readonly remembers?: number;
  /** The same, shared by all workers of this plug-in; the operation must permit it in so many words. */
  readonly shares?: number;
  /** What it wants pushed into its calls, beyond its inputs and the subject of the call. */
  readonly reads?: readonly Read[];
  /** Other event names than the usual one of the category. */
  readonly publishes?: readonly string[];
  /** Upper bounds that it says it needs. */
  readonly limits?: { readonly fuelPerCall?: number; readonly memoryBytes?: number };
}

/** What a category with inputs adds. */
export interface Definition<P extends ParamShape, I extends InputShape, Handlers> extends About {
  /** What the blueprint may set. */
  readonly params?: P;
  /** Numbers that it wants in each call: facts, fields of closed bars, figures of the account. The blueprint binds them. */
  readonly inputs?: I;
  /** Called once, before anything else. */
  start(params: Values<P>, setup: Setup): Handlers;
}

/** The handlers of a context worker. */
export interface ContextHandlers<I, F> {
  /** Called for each closed bar of the worker's series. A fact that is not ready is NaN. */
  measure(at: Instant, bar: Bar, inputs: Numbers<I>): Numbers<F>;
}

/** The handlers of a signal detector. */
export interface DetectorHandlers<I> {
  /** Called once a pass, after all context workers. Publish a change, not a state. */
  detect(at: Instant, inputs: Numbers<I>): Disposition<Signal<DecimalLike>>;
}

/** The handlers of a risk monitor. */
export interface MonitorHandlers<I> {
  /** Called once a pass. `positions` is empty unless the worker reads `positions`. */
  watch(at: Instant, inputs: Numbers<I>, positions: readonly Position[]): Disposition<Risk<DecimalLike>>;
}

/** The handlers of a strategy planner. */
export interface StrategyHandlers<I> {
  /** Called in passes with something to decide. Every signal should be mentioned by one decision, used or refused. */
  decide(situation: Situation, inputs: Numbers<I>): Disposition<Decision>;
}

/** The handlers of a planner of entry, size or exit: one for everything, or one for each scope of a directive. */
export interface PlannerHandlers<I, Plan> {
  /** Called once per directive and target, when the directive's confidence lies in the worker's range; instead of the others. */
  plan?(task: Task, inputs: Numbers<I>): PlanOutcome<Plan>;
  /** A trade to come. Without it there is no plan. */
  newTrade?(task: Task, inputs: Numbers<I>): PlanOutcome<Plan>;
  /** A change of the target. Without it there is no plan. */
  modify?(task: Task, inputs: Numbers<I>): PlanOutcome<Plan>;
  /** The end of the target. Without it there is no plan. */
  close?(task: Task, inputs: Numbers<I>): PlanOutcome<Plan>;
}

/** The handlers of an execution planner. */
export interface ExecutionPlannerHandlers<I> {
  /** Called once per directive and target, after the other planners. */
  plan(task: ExecutionTask, inputs: Numbers<I>): PlanOutcome<ExecutionPlan<DecimalLike>>;
}

/** The handlers of an execution worker. They should hold no state that matters: what exists is in every call. */
export interface ExecutionHandlers {
  /** A command to carry out. */
  onCommand(command: Command): readonly OrderIntent[];
  /** The venue said something about one of its orders. Without it nothing follows. */
  onReply?(reply: Reply): readonly OrderIntent[];
  /** A wake-up that it asked for. Without it nothing follows. */
  onTimer?(timer: Timer): readonly OrderIntent[];
}

/** A definition as the SDK sees it: the types of its author are checked where it is made. */
export interface AnyDefinition<Handlers = unknown> extends About {
  readonly params?: ParamShape;
  readonly inputs?: InputShape;
  readonly facts?: FactShape;
  readonly executes?: readonly ExecutionFamily[];
  readonly plans?: readonly ExecutionFamily[];
  start(params: unknown, setup: Setup): Handlers;
}

/** A finished worker, to be the default export of the author's module. */
export class Worker<Handlers = unknown> {
  readonly category: Category;
  readonly definition: AnyDefinition<Handlers>;

  constructor(category: Category, definition: AnyDefinition<Handlers>) {
    this.category = category;
    this.definition = definition;
  }
}

/** A worker that measures closed bars; it never judges. */
export function contextWorker<P extends ParamShape = {}, I extends InputShape = {}, F extends FactShape = FactShape>(
  definition: Definition<P, I, ContextHandlers<I, F>> & { /** The facts that it gives, at least one. */ readonly facts: F },
): Worker<ContextHandlers<I, F>> {
  return new Worker("context-worker", definition as AnyDefinition<ContextHandlers<I, F>>);
}

/** A worker that turns facts into opportunities. */
export function signalDetector<P extends ParamShape = {}, I extends InputShape = {}>(
  definition: Definition<P, I, DetectorHandlers<I>>,
): Worker<DetectorHandlers<I>> {
  return new Worker("signal-detector", definition as AnyDefinition<DetectorHandlers<I>>);
}

/** A worker that turns facts and figures of the account into threats. */
export function riskMonitor<P extends ParamShape = {}, I extends InputShape = {}>(
  definition: Definition<P, I, MonitorHandlers<I>>,
): Worker<MonitorHandlers<I>> {
  return new Worker("risk-monitor", definition as AnyDefinition<MonitorHandlers<I>>);
}

/** The worker that decides what is wanted. There is exactly one in a strategy. */
export function strategyPlanner<P extends ParamShape = {}, I extends InputShape = {}>(
  definition: Definition<P, I, StrategyHandlers<I>>,
): Worker<StrategyHandlers<I>> {
  return new Worker("strategy-planner", definition as AnyDefinition<StrategyHandlers<I>>);
}

/** A worker that plans what and where. */
export function entryPlanner<P extends ParamShape = {}, I extends InputShape = {}>(
  definition: Definition<P, I, PlannerHandlers<I, EntryPlan<DecimalLike>>>,
): Worker<PlannerHandlers<I, EntryPlan<DecimalLike>>> {
  return new Worker("entry-planner", definition as AnyDefinition<PlannerHandlers<I, EntryPlan<DecimalLike>>>);
}

/** A worker that plans how much. */
export function sizePlanner<P extends ParamShape = {}, I extends InputShape = {}>(
  definition: Definition<P, I, PlannerHandlers<I, SizePlan<DecimalLike>>>,
): Worker<PlannerHandlers<I, SizePlan<DecimalLike>>> {
  return new Worker("size-planner", definition as AnyDefinition<PlannerHandlers<I, SizePlan<DecimalLike>>>);
}

/** A worker that plans where to leave. */
export function exitPlanner<P extends ParamShape = {}, I extends InputShape = {}>(
  definition: Definition<P, I, PlannerHandlers<I, ExitPlan<DecimalLike>>>,
): Worker<PlannerHandlers<I, ExitPlan<DecimalLike>>> {
  return new Worker("exit-planner", definition as AnyDefinition<PlannerHandlers<I, ExitPlan<DecimalLike>>>);
}

/** A worker that plans by which algorithm, within which limits. */
export function executionPlanner<P extends ParamShape = {}, I extends InputShape = {}>(
  definition: Definition<P, I, ExecutionPlannerHandlers<I>> & {
    /** The families that its plans may name; left out where the parameters or the market decide. */
    readonly plans?: readonly ExecutionFamily[];
  },
): Worker<ExecutionPlannerHandlers<I>> {
  return new Worker("execution-planner", definition as AnyDefinition<ExecutionPlannerHandlers<I>>);
}

/** A worker that turns commands into orders. */
export function executionWorker<P extends ParamShape = {}>(
  definition: Definition<P, {}, ExecutionHandlers> & {
    /** The families of algorithms that it works. */
    readonly executes: readonly ExecutionFamily[];
    readonly inputs?: never;
  },
): Worker<ExecutionHandlers> {
  return new Worker("execution-worker", definition as AnyDefinition<ExecutionHandlers>);
}
