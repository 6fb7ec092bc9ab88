/** A part of a situation in words. */

import { failed } from "simpletrader";
import type { Decimal, Order, Position, Quote, Risk, Signal, Situation } from "simpletrader";

/** The part of this name. */
export function part(name: string, situation: Situation, inputs: { readonly x: number; readonly y: number }): string {
  const { tick, quotes, signals, risks, account, positions, openOrders } = situation;
  switch (name) {
    case "tick":
      return `${tick.sequence} ${tick.at} ${tick.trigger}`;
    case "quotes":
      return list(quotes, quote);
    case "inputs":
      return list([inputs.x, inputs.y], bits);
    case "signals":
      return list(signals, signal);
    case "risks":
      return list(risks, risk);
    case "account":
      return account === undefined ? "-" : [account.equity, account.cash, account.exposure, account.dailyResult].join(" ");
    case "positions":
      return list(positions, position);
    case "orders":
      return list(openOrders, order);
    case "counts":
      return [quotes, signals, risks, positions, openOrders].map((items) => items.length).join(" ");
    default:
      throw failed(`a situation has no part \`${name}\``);
  }
}

function quote({ instrument, at, last, bid, ask }: Quote): string {
  return `${instrument} ${at} ${last} ${orDash(bid)} ${orDash(ask)}`;
}

function signal({ instrument, direction, signalType, confidence }: Signal): string {
  return `${instrument} ${direction} ${signalType} ${orDash(confidence)}`;
}

function risk({ riskType, severity, instrument }: Risk): string {
  return `${riskType} ${severity} ${orDash(instrument)}`;
}

function position(it: Position): string {
  const numbers = [it.quantity, it.averagePrice, it.lastPrice, it.unrealised, it.realised].join(" ");
  const levels = `${orDash(it.stopLoss)} ${orDash(it.takeProfit)}`;
  return `${it.trade} ${it.instrument} ${it.direction} ${it.openedAt} ${numbers} ${levels}`;
}

function order(it: Order): string {
  const terms = `${it.side} ${it.kind} ${it.purpose} ${it.status}`;
  const prices = `${orDash(it.price)} ${orDash(it.stopPrice)}`;
  return `${it.order} ${it.tag} ${it.trade} ${it.group} ${terms} ${it.quantity} ${it.filled} ${prices}`;
}

function list<T>(items: readonly T[], item: (item: T) => string): string {
  return items.length === 0 ? "none" : items.map(item).join(";");
}

function orDash(value: Decimal | number | undefined): string {
  return value === undefined ? "-" : value.toString();
}

/** The sixteen hexadecimal digits of a double. */
function bits(value: number): string {
  if (Number.isNaN(value)) return "7ff8000000000000";
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  return view.getBigUint64(0).toString(16).padStart(16, "0");
}
