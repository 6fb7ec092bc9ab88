/**
 * Ready-made values for a worker's own tests. Not part of a component.
 *
 * Everything is about one instrument, `TEST_USD`, whose prices have two places and whose quantities have none, with daily bars.
 *
 * ```ts
 * const sma = start(worker, { period: 3 });
 * assert.equal(sma.measure(0, bar(10_000), {}).value, NaN);
 * ```
 */

/// <reference path="./node_test.d.ts" />

import type { Host, LogLevel } from "./capability/host.ts";
import { lend } from "./capability/host.ts";
import type { Command, Reply, ReplyKind, Situation, Task } from "./calls.ts";
import { decimal } from "./decimal.ts";
import type { Directive, ExecutionAction, Plans, Signal } from "./decisions.ts";
import type { Account, Direction, Order, OrderPurpose, OrderStatus, Position, Side } from "./ledger.ts";
import type { Instrument, Quote, Series, Tick } from "./market.ts";
import { Bar, unitsOf } from "./market.ts";
import { parseObject } from "./params.ts";
import { Setup } from "./setup.ts";
import type { Worker } from "./definition.ts";

const DAY = 86_400;

/** `TEST_USD`: prices with two places on a tick of 0.01, whole quantities. */
export const instrument: Instrument = {
  symbol: "TEST_USD",
  priceScale: 2,
  sizeScale: 0,
  tickSize: decimal("0.01"),
  lotSize: decimal(1),
  minNotional: undefined,
};

/** Daily bars of the instrument. */
export const series: Series = { instrument: 0, timeframeSeconds: DAY };

/** The strategy that a test is about. */
export function setup(instruments: readonly Instrument[] = [instrument], all: readonly Series[] = [series]): Setup {
  return new Setup(instruments, all);
}

/** Starts a worker with parameters as a blueprint has them, and returns its handlers; throws what the host would be told. */
export function start<Handlers>(worker: Worker<Handlers>, params: object = {}, told: Setup = setup()): Handlers {
  const { definition } = worker;
  return definition.start(parseObject(definition.params ?? {}, JSON.parse(JSON.stringify(params))), told);
}

/** A closed bar that never moved, in steps: 10 000 is a price of 100. */
export function bar(close: number, volume = 0): Bar {
  return new Bar(0, { open: close, high: close, low: close, close, volume }, unitsOf(instrument));
}

/** The first pass, started by a bar. */
export const tick: Tick = { sequence: 0, at: 0, trigger: "bar" };

/** The latest price of the instrument. */
export function quote(last: string): Quote {
  return { instrument: 0, at: 0, last: decimal(last), bid: undefined, ask: undefined };
}

/** An account that holds nothing but this cash. */
export function account(cash: string): Account {
  return { equity: decimal(cash), cash: decimal(cash), exposure: decimal(0), dailyResult: decimal(0) };
}

/** An open trade, bought or sold at 100. */
export function position(trade: number, direction: Direction, quantity: string): Position {
  return {
    trade,
    instrument: 0,
    direction,
    openedAt: 0,
    quantity: decimal(quantity),
    averagePrice: decimal(100),
    lastPrice: decimal(100),
    unrealised: decimal(0),
    realised: decimal(0),
    stopLoss: undefined,
    takeProfit: undefined,
  };
}

/** A working market order for 10 of the first group; its ordinal is its tag. */
export function order(tag: number, trade: number, side: Side, purpose: OrderPurpose): Order {
  return {
    order: tag,
    tag,
    trade,
    group: 0,
    side,
    kind: "market",
    purpose,
    status: "open",
    quantity: decimal(10),
    filled: decimal(0),
    price: undefined,
    stopPrice: undefined,
  };
}

/** A new trade on this side, with every other part left to the planners. */
export function newTrade(side: Side): Directive {
  return { scope: { kind: "new-trade" }, confidence: decimal(1), entry: { instrument: 0, side } };
}

/** A change of these trades. */
export function modify(...trades: readonly number[]): Directive {
  return { scope: { kind: "modify-existing", trades }, confidence: decimal(1) };
}

/** The end of these trades. */
export function close(...trades: readonly number[]): Directive {
  return { scope: { kind: "close-existing", trades }, confidence: decimal(1) };
}

/** A planner's task: this directive, at this price, with 10 000 in cash. */
export function task(directive: Directive, last: string, target?: Position): Task {
  return { tick, quote: quote(last), directive, target, openOrders: [], account: account("10000") };
}

/** A signal about the instrument. */
export function signal(direction: Direction, signalType: string): Signal {
  return { instrument: 0, direction, signalType };
}

/** A situation with these signals and open trades, and nothing else. */
export function situation(signals: readonly Signal[], positions: readonly Position[] = []): Situation {
  return { tick, quotes: [], signals, risks: [], account: undefined, positions, openOrders: [] };
}

/** The plans of a new trade of this size, bought at the market. */
export function buy(size: string): Plans {
  const sizing = { targetSize: decimal(size), positionValue: decimal(0), leverage: decimal(1) };
  return { entry: { instrument: 0, side: "buy", order: { kind: "market" } }, size: sizing, exit: undefined };
}

/** A command at a price of 100: about a new trade, or about the target. */
export function command(plans: Plans, action: ExecutionAction, target?: Position): Command {
  const execution = { action, maxSlippage: decimal(1), mustCompleteNow: false };
  return { tick, quote: quote("100"), group: 5, trade: target?.trade ?? 3, plans, execution, target, openOrders: [] };
}

/** The venue's word on an entry of the first group, which stands so after it. */
export function reply(tag: number, status: OrderStatus, word: ReplyKind): Reply {
  return { tick, quote: quote("100"), group: 0, order: { ...order(tag, 3, "buy", "entry"), status }, reply: word };
}

/** What a worker has said, and what it remembers. */
export class Kit implements Host {
  readonly lines: { readonly level: LogLevel; readonly text: string }[] = [];
  readonly remarks: string[] = [];
  readonly kept = new Map<string, Uint8Array>();
  /** Closing prices of the bars of the past, one a day, oldest first. */
  closes: number[] = [];

  readonly log = { write: (level: LogLevel, text: string): void => void this.lines.push({ level, text }) };
  readonly "journal-note" = { add: (text: string): void => void this.remarks.push(text) };
  readonly state = {
    get: (key: string): Uint8Array | null => this.kept.get(key) ?? null,
    set: (key: string, value: Uint8Array): void => void this.kept.set(key, value),
    remove: (key: string): void => void this.kept.delete(key),
  };
  readonly "market-window" = {
    window: (_series: number, count: number) => {
      const seen = this.closes.slice(-count);
      const first = this.closes.length - seen.length + 1;
      const times = seen.map((_, index) => (first + index) * DAY * 1_000_000);
      return { times, open: seen, high: seen, low: seen, close: seen, volume: seen.map(() => 0) };
    },
  };
}

/** Lends all capabilities to the worker of this test. */
export function lendAll(): Kit {
  const kit = new Kit();
  lend(kit);
  return kit;
}
