/** What a worker may answer, and short ways to say it. */

import type { DecimalLike } from "./decimal.ts";
import type { Directive, OrderTerms, Refusal, RejectionCode } from "./decisions.ts";
import type { OrderPurpose, OrderRef, Side, TimeInForce } from "./ledger.ts";
import type { Instant, InstrumentRef } from "./market.ts";

/** What should happen after a call that may publish. */
export type Disposition<T> =
  | { readonly kind: "proceed" }
  | { readonly kind: "publish"; readonly items: readonly T[] }
  | { readonly kind: "stop"; readonly reason: string };

/** Nothing to say; the flow goes on. */
export function proceed(): { readonly kind: "proceed" } {
  return { kind: "proceed" };
}

/** These, in order; the flow goes on. At least one. */
export function publish<T>(...items: readonly T[]): { readonly kind: "publish"; readonly items: readonly T[] } {
  return { kind: "publish", items };
}

/** End this pass, for this reason. */
export function stop(reason: string): { readonly kind: "stop"; readonly reason: string } {
  return { kind: "stop", reason };
}

/** A planner's answer. */
export type PlanOutcome<T> =
  { readonly kind: "plan"; readonly plan: T } | { readonly kind: "nothing" } | ({ readonly kind: "refuse" } & Refusal);

/** This plan. */
export function plan<T>(value: T): { readonly kind: "plan"; readonly plan: T } {
  return { kind: "plan", plan: value };
}

/** This directive and target need no such plan. */
export function nothing(): { readonly kind: "nothing" } {
  return { kind: "nothing" };
}

/** It will not be planned, for this reason: 1 to 500 characters. */
export function refuse(code: RejectionCode, reason: string): { readonly kind: "refuse" } & Refusal {
  return { kind: "refuse", code, reason };
}

/**
 * One decision of the strategy planner. `signals` and `risks` are positions in the situation's lists: what this decision used, or
 * refused. A signal that no decision mentions is recorded as refused by the host.
 */
export interface Decision {
  readonly signals: readonly number[];
  readonly risks: readonly number[];
  readonly outcome:
    { readonly kind: "issue"; readonly directive: Directive<DecimalLike> } | ({ readonly kind: "refuse" } & Refusal);
}

/** An order that an execution worker wants. */
export interface NewOrder {
  /** The worker's own name for the order, unique within its group. */
  readonly tag: number;
  readonly instrument: InstrumentRef;
  readonly side: Side;
  /** Greater than 0, a multiple of the lot size. */
  readonly quantity: DecimalLike;
  readonly terms: OrderTerms<DecimalLike>;
  /** Default `gtc`. */
  readonly timeInForce?: TimeInForce | undefined;
  /** Until when, for `gtd`. */
  readonly goodTill?: Instant | undefined;
  readonly purpose: OrderPurpose;
  /** May only reduce the position. Default false. */
  readonly reduceOnly?: boolean | undefined;
  /** May only wait in the book. Default false. */
  readonly postOnly?: boolean | undefined;
  /** Sleeps at the venue until the order of this tag, placed in the same answer, fills. */
  readonly parentTag?: number | undefined;
  /** Cancels, and is cancelled by, the order of this tag, placed in the same answer. */
  readonly ocoTag?: number | undefined;
}

/** What an execution worker wants of the venue. */
export type OrderIntent =
  | { readonly kind: "place"; readonly order: NewOrder }
  | {
      readonly kind: "modify";
      readonly order: OrderRef;
      readonly quantity?: DecimalLike | undefined;
      readonly terms?: OrderTerms<DecimalLike> | undefined;
    }
  | { readonly kind: "cancel"; readonly order: OrderRef }
  | { readonly kind: "wake-at"; readonly at: Instant; readonly tag: number }
  | { readonly kind: "finish"; readonly completion: "done" | "abandoned" };
