/** What a worker sees of the ledger, as far as its manifest reads it and the operation grants it. */

import type { Decimal } from "./decimal.ts";
import type { Instant, InstrumentRef } from "./market.ts";

/** Ordinal of a trade, given by the ledger of this strategy; stable for the life of the strategy. */
export type TradeRef = number;
/** Ordinal of an execution group: the orders of one command. */
export type GroupRef = number;
/** Ordinal of an order. */
export type OrderRef = number;

export type Direction = "long" | "short";
export type Side = "buy" | "sell";
/** Good till cancelled, immediate or cancel, fill or kill, good till a date. */
export type TimeInForce = "gtc" | "ioc" | "fok" | "gtd";
export type OrderStatus = "pending" | "open" | "partially-filled" | "filled" | "cancelled" | "rejected" | "expired";
export type OrderPurpose = "entry" | "stop-loss" | "take-profit" | "close-out" | "slice";
export type OrderKind = "market" | "limit" | "stop-limit" | "stop-market" | "take-profit-market";

/** One open trade. */
export interface Position {
  readonly trade: TradeRef;
  readonly instrument: InstrumentRef;
  readonly direction: Direction;
  readonly openedAt: Instant;
  /** Filled and not yet closed; 0 while the entry is still working. */
  readonly quantity: Decimal;
  readonly averagePrice: Decimal;
  readonly lastPrice: Decimal;
  readonly unrealised: Decimal;
  readonly realised: Decimal;
  readonly stopLoss: Decimal | undefined;
  readonly takeProfit: Decimal | undefined;
}

/** Figures in account currency. */
export interface Account {
  readonly equity: Decimal;
  readonly cash: Decimal;
  /** The value of all positions. */
  readonly exposure: Decimal;
  /** The change of equity since the day began. */
  readonly dailyResult: Decimal;
}

/** One order of this strategy. */
export interface Order {
  readonly order: OrderRef;
  /** The name that its execution worker gave it. */
  readonly tag: number;
  readonly trade: TradeRef;
  readonly group: GroupRef;
  readonly side: Side;
  readonly kind: OrderKind;
  readonly purpose: OrderPurpose;
  readonly status: OrderStatus;
  readonly quantity: Decimal;
  readonly filled: Decimal;
  readonly price: Decimal | undefined;
  readonly stopPrice: Decimal | undefined;
}
