/** Markets and ledger as they cross the boundary. */

import type { Account, Order, OrderKind, OrderStatus, Position } from "../ledger.ts";
import type { Instrument, Quote, Series, Tick, Trigger } from "../market.ts";
import { anyDecimal, instant, notNegative, oneOf, optional, positive, record, text, u32, u8 } from "./codec.ts";
import { direction, side, purpose } from "./terms.ts";

export const instrument = record<Instrument>("an instrument", {
  symbol: text,
  priceScale: u8,
  sizeScale: u8,
  tickSize: anyDecimal,
  lotSize: anyDecimal,
  minNotional: optional(anyDecimal),
});
export const series = record<Series>("a series", { instrument: u32, timeframeSeconds: u32 });
export const tick = record<Tick>("a tick", {
  sequence: u32,
  at: instant,
  trigger: oneOf<Trigger>(["bar", "schedule", "news", "reply", "user"]),
});
export const quote = record<Quote>("a quote", {
  instrument: u32,
  at: instant,
  last: positive,
  bid: optional(positive),
  ask: optional(positive),
});

export const position = record<Position>("a position", {
  trade: u32,
  instrument: u32,
  direction,
  openedAt: instant,
  quantity: notNegative,
  averagePrice: anyDecimal,
  lastPrice: anyDecimal,
  unrealised: anyDecimal,
  realised: anyDecimal,
  stopLoss: optional(positive),
  takeProfit: optional(positive),
});
export const account = record<Account>("an account", {
  equity: anyDecimal,
  cash: anyDecimal,
  exposure: anyDecimal,
  dailyResult: anyDecimal,
});
export const order = record<Order>("an order", {
  order: u32,
  tag: u32,
  trade: u32,
  group: u32,
  side,
  kind: oneOf<OrderKind>(["market", "limit", "stop-limit", "stop-market", "take-profit-market"]),
  purpose,
  status: oneOf<OrderStatus>(["pending", "open", "partially-filled", "filled", "cancelled", "rejected", "expired"]),
  quantity: positive,
  filled: notNegative,
  price: optional(positive),
  stopPrice: optional(positive),
});
