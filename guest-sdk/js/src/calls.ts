/** What the calls bring. Everything that a worker needs for a call is in it. */

import type { Decimal } from "./decimal.ts";
import type { Directive, ExecutionPlan, Plans, Risk, Signal } from "./decisions.ts";
import type { Account, GroupRef, Order, Position, TradeRef } from "./ledger.ts";
import type { Quote, Tick } from "./market.ts";

/** Everything of one pass that a strategy planner decides upon. */
export interface Situation {
  readonly tick: Tick;
  /** Empty unless the worker reads `quotes`. */
  readonly quotes: readonly Quote[];
  /** All signals of the pass. */
  readonly signals: readonly Signal[];
  /** All risks of the pass. */
  readonly risks: readonly Risk[];
  /** Undefined unless the worker reads `account`. */
  readonly account: Account | undefined;
  /** Trades that are not closed. Empty unless the worker reads `positions`. */
  readonly positions: readonly Position[];
  /** Orders that still work. Empty unless the worker reads `open-orders`. */
  readonly openOrders: readonly Order[];
}

/** One directive and one of its trades, for a planner of entry, size or exit. */
export interface Task {
  readonly tick: Tick;
  /** Of the instrument concerned. */
  readonly quote: Quote;
  /** What is wanted. */
  readonly directive: Directive;
  /** The trade concerned; undefined for a new trade. */
  readonly target: Position | undefined;
  /** Orders of the target that still work. */
  readonly openOrders: readonly Order[];
  /** Undefined unless the worker reads `account`. */
  readonly account: Account | undefined;
}

/** The same for an execution planner, with the answers of the other planners. */
export interface ExecutionTask extends Task {
  readonly plans: Plans;
}

/** One instruction for an execution worker. */
export interface Command {
  readonly tick: Tick;
  /** Of the instrument concerned. */
  readonly quote: Quote;
  /** The group that the orders of this command will belong to. */
  readonly group: GroupRef;
  /** The trade concerned; for a new trade the one that its first order opens. */
  readonly trade: TradeRef;
  readonly plans: Plans;
  readonly execution: ExecutionPlan;
  /** The trade as it stands now; undefined for a new trade. */
  readonly target: Position | undefined;
  /** Orders of the trade that still work. */
  readonly openOrders: readonly Order[];
}

/** What was filled of an order. */
export interface Fill {
  readonly quantity: Decimal;
  readonly price: Decimal;
  /** The fee; 0 where the venue names none. */
  readonly commission: Decimal;
}

/** What the venue said about an order. */
export type ReplyKind =
  | { readonly kind: "accepted" }
  | ({ readonly kind: "filled" } & Fill)
  | { readonly kind: "cancelled" }
  | { readonly kind: "expired" }
  | { readonly kind: "rejected"; readonly reason: string };

/** A reply of the venue, for the execution worker whose order it is. */
export interface Reply {
  readonly tick: Tick;
  /** Of the instrument concerned. */
  readonly quote: Quote;
  /** The order's group. */
  readonly group: GroupRef;
  /** The order after the reply. */
  readonly order: Order;
  readonly reply: ReplyKind;
}

/** A wake-up that an execution worker asked for. */
export interface Timer {
  readonly tick: Tick;
  /** Of the instrument concerned. */
  readonly quote: Quote;
  /** The group it was asked for. */
  readonly group: GroupRef;
  /** The worker's own name for it. */
  readonly tag: number;
}
