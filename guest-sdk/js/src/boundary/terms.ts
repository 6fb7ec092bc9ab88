/** The closed vocabularies that cross the boundary. */

import type { Direction, OrderPurpose, Side, TimeInForce } from "../ledger.ts";
import { oneOf } from "./codec.ts";

export const direction = oneOf<Direction>(["long", "short"]);
export const side = oneOf<Side>(["buy", "sell"]);
export const timeInForce = oneOf<TimeInForce>(["gtc", "ioc", "fok", "gtd"]);
export const purpose = oneOf<OrderPurpose>(["entry", "stop-loss", "take-profit", "close-out", "slice"]);
