/**
 * What execution workers have in common: what a command still wants, and changes and ends of orders that work.
 *
 * A size is a target, so what is to be ordered is a difference: {@link wanted} takes what is held and what works already off it, and
 * the same command twice orders nothing twice. How the difference is worked is the worker's own business.
 */

import type { NewOrder, OrderIntent } from "./answers.ts";
import type { Command } from "./calls.ts";
import { decimal, Decimal } from "./decimal.ts";
import type { DecimalLike } from "./decimal.ts";
import type { ExitPlan, OrderTerms } from "./decisions.ts";
import { failed } from "./errors.ts";
import type { Order, OrderPurpose, OrderRef, OrderStatus, Side } from "./ledger.ts";
import type { InstrumentRef } from "./market.ts";

/** What a command wants to be traded. */
export interface Wanted {
  readonly instrument: InstrumentRef;
  readonly side: Side;
  /** How much, over all orders together; greater than 0. */
  readonly quantity: Decimal;
  /** At which price: those of the entry plan, or the market's. */
  readonly terms: OrderTerms;
  /** True when it makes a trade smaller. */
  readonly reduces: boolean;
}

/** What is missing, if anything, and the orders whose end it means: a trade that shall be smaller needs no more entries. */
export interface Missing {
  readonly wanted: Wanted | undefined;
  readonly intents: OrderIntent[];
}

/** What a command wants beyond what is held and what works already. Throws when the plans do not say what to trade. */
export function wanted(command: Command): Missing {
  const { plans, target } = command;
  const size = plans.size?.targetSize;
  if (target === undefined) {
    if (plans.entry === undefined) throw failed("a new trade needs an entry plan");
    if (size === undefined) throw failed("a new trade needs a size plan");
    const { instrument, side, order } = plans.entry;
    return { wanted: more({ instrument, side, quantity: size, terms: order, reduces: false }), intents: [] };
  }
  if (size === undefined) {
    throw failed("execute-trade for an existing trade needs a size plan; levels and prices are changed by modify-order");
  }
  const terms: OrderTerms = plans.entry?.order ?? { kind: "market" };
  const [opening, leaving] = target.direction === "long" ? (["buy", "sell"] as const) : (["sell", "buy"] as const);
  const difference = (side: Side, whole: Decimal, reduces: boolean): Wanted | undefined =>
    more({ instrument: target.instrument, side, quantity: whole.minus(atWork(command, side)), terms, reduces });
  if (size.gt(target.quantity)) return { wanted: difference(opening, size.minus(target.quantity), false), intents: [] };
  const entries = command.openOrders.filter((order) => order.side === opening && countsTowardTarget(order.purpose));
  return {
    wanted: difference(leaving, target.quantity.minus(size), true),
    intents: entries.map(({ order }) => ({ kind: "cancel", order })),
  };
}

/** An order for a part of what is wanted, good till cancelled; of several parts each is a slice. */
export function orderFor(wanted: Wanted, tag: number, quantity: DecimalLike = wanted.quantity): NewOrder {
  const { instrument, side, terms, reduces } = wanted;
  const isWhole = wanted.quantity.eq(quantity);
  const purpose = isWhole ? (reduces ? "close-out" : "entry") : "slice";
  return { tag, instrument, side, quantity, terms, purpose, reduceOnly: reduces };
}

/**
 * An order and, as its children, the levels of an exit plan for the whole of its quantity: they sleep until it fills and cancel each
 * other. The stop has the next tag after the order's own, the target the one after that.
 */
export function protectedOrder(order: NewOrder, exit: ExitPlan = {}): NewOrder[] {
  const { stopLoss, takeProfit } = exit;
  const [stopTag, targetTag] = [order.tag + 1, order.tag + 2];
  const child = (tag: number, sibling: number, terms: OrderTerms, purpose: OrderPurpose): NewOrder => ({
    tag,
    instrument: order.instrument,
    side: order.side === "buy" ? "sell" : "buy",
    quantity: order.quantity,
    terms,
    purpose,
    reduceOnly: true,
    parentTag: order.tag,
    ocoTag: stopLoss !== undefined && takeProfit !== undefined ? sibling : undefined,
  });
  return [
    order,
    ...(stopLoss === undefined ? [] : [child(stopTag, targetTag, { kind: "stop-market", trigger: stopLoss }, "stop-loss")]),
    ...(takeProfit === undefined
      ? []
      : [child(targetTag, stopTag, { kind: "take-profit-market", trigger: takeProfit }, "take-profit")]),
  ];
}

/**
 * Answers a command that is no trade of its own: the order that it names is changed, or the orders that it means are withdrawn, and the
 * command is finished. Undefined: it is a trade, and the worker's own business.
 */
export function tend(command: Command): OrderIntent[] | undefined {
  const { action } = command.execution;
  const done: OrderIntent = { kind: "finish", completion: "done" };
  const withdraw = (fits: (order: Order) => boolean): OrderIntent[] =>
    command.openOrders.filter(fits).map(({ order }) => ({ kind: "cancel", order }));
  switch (action.kind) {
    case "execute-trade":
      return undefined;
    case "modify-order":
      return [...change(command, action.order), done];
    case "cancel-order":
      return [...withdraw((open) => open.order === action.order), done];
    case "cancel-group":
      return [...withdraw((open) => open.group === action.group), done];
    case "cancel-all-in-trade":
      return [...withdraw(() => true), done];
  }
}

/** Whether nothing more will happen to an order of this status. */
export function isFinal(status: OrderStatus): boolean {
  return status === "filled" || status === "cancelled" || status === "rejected" || status === "expired";
}

/**
 * Another price for an order that works: a protective order follows the exit plan, any other the entry plan. An order that has ended
 * since the plan was made, or stands where it should, needs nothing.
 */
function change(command: Command, order: OrderRef): OrderIntent[] {
  const open = command.openOrders.find((it) => it.order === order);
  if (open === undefined) return [];
  const terms = planned(command, open.purpose);
  if (terms === undefined) throw failed("no plan says what the order that is to be changed shall be");
  const { limit, trigger } = { limit: undefined, trigger: undefined, ...terms };
  const same = (planned: Decimal | undefined, now: Decimal | undefined): boolean =>
    planned === undefined || now === undefined ? planned === now : planned.eq(now);
  if (terms.kind === open.kind && same(limit, open.price) && same(trigger, open.stopPrice)) return [];
  return [{ kind: "modify", order, terms }];
}

/** What the plans say of an order of this purpose. */
function planned({ plans: { entry, exit } }: Command, purpose: OrderPurpose): OrderTerms | undefined {
  switch (purpose) {
    case "stop-loss":
      return exit?.stopLoss && { kind: "stop-market", trigger: exit.stopLoss };
    case "take-profit":
      return exit?.takeProfit && { kind: "take-profit-market", trigger: exit.takeProfit };
    case "entry":
    case "close-out":
    case "slice":
      return entry?.order;
  }
}

/** What is wanted, when it is anything. */
function more(wanted: Wanted): Wanted | undefined {
  return wanted.quantity.sign() > 0 ? wanted : undefined;
}

/** What the working orders of one side may still fill toward a target. */
function atWork(command: Command, side: Side): Decimal {
  const orders = command.openOrders.filter((order) => order.side === side && countsTowardTarget(order.purpose));
  return orders.reduce((sum, order) => sum.plus(order.quantity).minus(order.filled), decimal(0));
}

/** Whether fills of such an order are progress toward what its command wanted; protective orders leave the trade. */
function countsTowardTarget(purpose: OrderPurpose): boolean {
  return purpose !== "stop-loss" && purpose !== "take-profit";
}
