/**
 * @file
 * Views of the ledger that the host pushes into calls.
 *
 * Averages and results are rounded half-even to fifteen digits, cash and equity toward zero, so that no sizing can use more money
 * than exists. The ledger itself keeps full width.
 */
#ifndef SIMPLETRADER_LEDGER_H
#define SIMPLETRADER_LEDGER_H

#include <simpletrader/decisions.h>

#ifdef __cplusplus
extern "C" {
#endif

/** One open trade. */
typedef struct st_position {
    st_trade_ref trade;
    st_instrument_ref instrument;
    uint8_t direction; /**< An st_direction. */
    st_instant opened_at;
    st_decimal quantity; /**< Filled and not yet closed; 0 while the entry is still working. */
    st_decimal average_price;
    st_decimal last_price;
    st_decimal unrealised;
    st_decimal realised;
    st_maybe_decimal stop_loss, take_profit;
} st_position;

/** Open trades, one after another. */
typedef struct st_positions {
    const st_position *items;
    size_t count;
} st_positions;

/** A trade that may be absent. */
typedef struct st_maybe_position {
    bool present;
    st_position value;
} st_maybe_position;

/** Figures in account currency. */
typedef struct st_account {
    st_decimal equity;
    st_decimal cash;
    st_decimal exposure;     /**< The value of all positions. */
    st_decimal daily_result; /**< The change of equity since the day began. */
} st_account;

/** Figures that may be absent. */
typedef struct st_maybe_account {
    bool present;
    st_account value;
} st_maybe_account;

/** What an order is for. */
enum st_order_purpose {
    ST_PURPOSE_ENTRY,
    ST_PURPOSE_STOP_LOSS,
    ST_PURPOSE_TAKE_PROFIT,
    ST_PURPOSE_CLOSE_OUT,
    ST_PURPOSE_SLICE,
    ST_PURPOSE_OTHER
};

/** What has become of an order. */
enum st_order_status {
    ST_PENDING,
    ST_OPEN,
    ST_PARTIALLY_FILLED,
    ST_FILLED,
    ST_CANCELLED,
    ST_REJECTED,
    ST_EXPIRED,
    ST_STATUS_OTHER
};

/** One order of this strategy. */
typedef struct st_order {
    st_order_ref order;
    uint32_t tag; /**< The worker's own name for it. */
    st_trade_ref trade;
    st_group_ref group;
    uint8_t side;    /**< An st_side. */
    uint8_t kind;    /**< An st_order_kind. */
    uint8_t purpose; /**< An st_order_purpose. */
    uint8_t status;  /**< An st_order_status. */
    st_decimal quantity;
    st_decimal filled;
    st_maybe_decimal price;      /**< Of limit orders. */
    st_maybe_decimal stop_price; /**< Of orders that wait for a price. */
} st_order;

/** Orders, one after another. */
typedef struct st_orders {
    const st_order *items;
    size_t count;
} st_orders;

#ifdef __cplusplus
}
#endif
#endif
