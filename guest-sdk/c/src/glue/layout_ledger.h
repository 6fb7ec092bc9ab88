/* The library's structs against the interface `ledger`. */
#ifndef SIMPLETRADER_LAYOUT_LEDGER_H
#define SIMPLETRADER_LAYOUT_LEDGER_H

#include "layout_types.h"

#define THEIRS(name) simpletrader_worker_ledger_##name##_t
#define FIELD(name, field) SAME_FIELD(st_##name, field, THEIRS(name), field)

SAME_SIZE(st_position, THEIRS(position));
FIELD(position, trade);
FIELD(position, instrument);
FIELD(position, direction);
FIELD(position, opened_at);
FIELD(position, quantity);
FIELD(position, average_price);
FIELD(position, last_price);
FIELD(position, unrealised);
FIELD(position, realised);
FIELD(position, stop_loss);
FIELD(position, take_profit);
SAME_SIZE(st_account, THEIRS(account));
FIELD(account, equity);
FIELD(account, cash);
FIELD(account, exposure);
FIELD(account, daily_result);
SAME_SIZE(st_order, THEIRS(order));
FIELD(order, order);
FIELD(order, tag);
FIELD(order, trade);
FIELD(order, group);
FIELD(order, side);
FIELD(order, kind);
FIELD(order, purpose);
FIELD(order, status);
FIELD(order, quantity);
FIELD(order, filled);
FIELD(order, price);
FIELD(order, stop_price);

#undef THEIRS
#undef FIELD

#endif
