/**
 * @file
 * Signals, risks, directives and plans: what workers say to one another through the host.
 *
 * Set the fields that matter and leave the rest out: in a struct that starts as `{0}` every part is absent.
 */
#ifndef SIMPLETRADER_DECISIONS_H
#define SIMPLETRADER_DECISIONS_H

#include <simpletrader/market.h>

#ifdef __cplusplus
extern "C" {
#endif

/** An opportunity that a detector saw. */
typedef struct st_signal {
    st_instrument_ref instrument;
    uint8_t direction;           /**< An st_direction. */
    st_text type;                /**< 3 to 25 capitals, digits and `_`, not starting with SYSTEM_ or INTERNAL_. */
    st_maybe_decimal confidence; /**< 0 to 1. */
} st_signal;

/** An instrument that may be absent. */
typedef struct st_maybe_instrument {
    bool present;
    st_instrument_ref value;
} st_maybe_instrument;

/** A threat that a monitor saw. */
typedef struct st_risk {
    st_text type;                   /**< The same rule as a signal's. */
    st_decimal severity;            /**< 0 to 1; 1 is critical. */
    st_maybe_instrument instrument; /**< Absent: the whole strategy is concerned. */
} st_risk;

/** Prices from low to high. */
typedef struct st_price_zone {
    st_decimal low, high;
} st_price_zone;

/** A zone that may be absent. */
typedef struct st_maybe_price_zone {
    bool present;
    st_price_zone value;
} st_maybe_price_zone;

/** What the strategy wants of the entry; hints and limits, never an order. */
typedef struct st_entry_directive {
    st_instrument_ref instrument;
    uint8_t side;                       /**< An st_side. */
    st_maybe_decimal timing_preference; /**< 0 = patient, 1 = now. Default 0.5. */
    st_maybe_price_zone price_zone;
    st_maybe_decimal max_slippage; /**< Fraction of the price. Default 0.005. */
} st_entry_directive;

/** What the strategy wants of the size. */
typedef struct st_size_directive {
    st_maybe_decimal aggressiveness;   /**< 0 to 1. Default 0.5. */
    st_maybe_decimal max_risk_amount;  /**< In account currency, greater than 0. */
    st_maybe_decimal account_risk_pct; /**< Fraction of equity, 0 to 1. Default 0.02. */
    st_maybe_decimal target_size;      /**< The absolute size the trade should have afterwards. */
} st_size_directive;

/** What the strategy wants of the exit. */
typedef struct st_exit_directive {
    st_maybe_decimal profit_taking_preference; /**< 0 to 1. Default 0.5. */
    st_maybe_decimal risk_reward_ratio;        /**< Reward in units of risk, greater than 0. Default 2. */
    st_maybe_decimal stop_loss_tolerance;      /**< Fraction of the price. Default 0.02. */
} st_exit_directive;

/** What the strategy wants of the execution. */
typedef struct st_execution_directive {
    st_maybe_decimal urgency;            /**< 0 to 1. Default 0.5. */
    st_maybe_decimal max_total_slippage; /**< Fraction of the price. Default 0.01. */
} st_execution_directive;

/** How the commands of one directive depend on one another. */
enum st_batch_mode { ST_INDEPENDENT, ST_COORDINATED, ST_SEQUENTIAL };

/** A whole number that may be absent. */
typedef struct st_maybe_u32 {
    bool present;
    uint32_t value;
} st_maybe_u32;

/** How the commands of one directive are carried out together. */
typedef struct st_execution_policy {
    uint8_t mode; /**< An st_batch_mode. */
    st_maybe_u32 timeout_seconds;
} st_execution_policy;

/** What a directive is about. */
enum st_scope_kind { ST_NEW_TRADE, ST_MODIFY_EXISTING, ST_CLOSE_EXISTING };

/** Trades, one after another. */
typedef struct st_trades {
    const st_trade_ref *items;
    size_t count;
} st_trades;

/** What a directive is about: a trade to come, or trades that exist. */
typedef struct st_scope {
    uint8_t kind;     /**< An st_scope_kind. */
    st_trades trades; /**< The trades that exist; meaningless for ST_NEW_TRADE. */
} st_scope;

/** An entry directive that may be absent. */
typedef struct st_maybe_entry_directive {
    bool present;
    st_entry_directive value;
} st_maybe_entry_directive;

/** A size directive that may be absent. */
typedef struct st_maybe_size_directive {
    bool present;
    st_size_directive value;
} st_maybe_size_directive;

/** An exit directive that may be absent. */
typedef struct st_maybe_exit_directive {
    bool present;
    st_exit_directive value;
} st_maybe_exit_directive;

/** An execution directive that may be absent. */
typedef struct st_maybe_execution_directive {
    bool present;
    st_execution_directive value;
} st_maybe_execution_directive;

/** A policy that may be absent. */
typedef struct st_maybe_execution_policy {
    bool present;
    st_execution_policy value;
} st_maybe_execution_policy;

/** One of several trades that a directive opens together, such as a pair. */
typedef struct st_leg {
    st_entry_directive entry;
    st_maybe_size_directive size;
    st_maybe_exit_directive exit;
} st_leg;

/** Legs, one after another. */
typedef struct st_legs {
    const st_leg *items;
    size_t count;
} st_legs;

/** What the strategy wants. A part that is present is asked for; with no part present every planner answers. */
typedef struct st_directive {
    st_scope scope;
    st_decimal confidence; /**< 0 to 1; chooses which of several planners of a role acts. */
    st_maybe_entry_directive entry;
    st_maybe_size_directive size;
    st_maybe_exit_directive exit;
    st_maybe_execution_directive execution;
    st_maybe_execution_policy policy;
    st_legs legs; /**< None, or 2 to 32 trades, then instead of entry, size and exit. */
} st_directive;

/** The type of an order. */
enum st_order_kind { ST_MARKET, ST_LIMIT, ST_STOP_LIMIT, ST_STOP_MARKET, ST_TAKE_PROFIT_MARKET, ST_ORDER_KIND_OTHER };

/** The two prices of a stop-limit order. */
typedef struct st_stop_limit {
    st_decimal trigger, limit;
} st_stop_limit;

/** The type of an order together with the prices that this type needs. Made by the five functions below. */
typedef struct st_order_terms {
    uint8_t kind; /**< An st_order_kind. */
    union {
        st_decimal limit;         /**< ST_LIMIT. */
        st_decimal trigger;       /**< ST_STOP_MARKET and ST_TAKE_PROFIT_MARKET. */
        st_stop_limit stop_limit; /**< ST_STOP_LIMIT. */
    };
} st_order_terms;

/** An order at the market's price. */
st_order_terms st_at_market(void);
/** An order at this price or a better one. */
st_order_terms st_at_limit(st_decimal limit);
/** A limit order that wakes when the price reaches the trigger. */
st_order_terms st_at_stop_limit(st_decimal trigger, st_decimal limit);
/** A market order that wakes when the price falls (a sale) or rises (a purchase) to the trigger. */
st_order_terms st_at_stop(st_decimal trigger);
/** A market order that wakes when the price reaches the trigger from the other side. */
st_order_terms st_at_take_profit(st_decimal trigger);

/** Where and how to get in or out. */
typedef struct st_entry_plan {
    st_instrument_ref instrument;
    uint8_t side; /**< An st_side. */
    st_order_terms order;
} st_entry_plan;

/** How much. */
typedef struct st_size_plan {
    st_decimal target_size;       /**< The absolute size the trade should have afterwards; 0 closes it. */
    st_decimal position_value;    /**< Estimated value of that size, in quote currency. */
    st_maybe_decimal risk_amount; /**< Estimated loss at the stop, in quote currency; absent without a stop. */
    st_decimal leverage;          /**< At least 1. */
} st_size_plan;

/** Where to leave. */
typedef struct st_exit_plan {
    st_maybe_decimal stop_loss, take_profit;
} st_exit_plan;

/** How long an order may work. */
enum st_time_in_force { ST_GTC, ST_IOC, ST_FOK, ST_GTD, ST_TIME_IN_FORCE_OTHER };

/** Slices of equal size over a time. */
typedef struct st_twap {
    uint32_t slices;
    uint32_t duration_seconds;
    st_decimal jitter; /**< 0 to 1, a fraction of the interval between slices. */
} st_twap;

/** Slices after a profile of volume. */
typedef struct st_vwap {
    uint32_t slices;
    uint32_t duration_seconds;
    st_text profile;
} st_vwap;

/** What of an iceberg is shown. */
enum st_visible_kind { ST_VISIBLE_QUANTITY, ST_VISIBLE_RATIO };

/** How much of an iceberg is shown. */
typedef struct st_visible {
    uint8_t kind; /**< An st_visible_kind. */
    st_decimal value;
} st_visible;

/** A large order of which little is shown. */
typedef struct st_iceberg {
    st_visible visible;
    st_decimal refresh_at; /**< Share of the visible part that is filled before it is renewed. */
} st_iceberg;

/** One of several limit orders. */
typedef struct st_layer {
    st_decimal offset; /**< Fraction of the price. */
    st_decimal share;  /**< Of the whole; all shares together are 1. */
} st_layer;

/** Layers, one after another. */
typedef struct st_layers {
    const st_layer *items;
    size_t count;
} st_layers;

/** A share of what others trade. */
typedef struct st_pov {
    st_decimal participation;
    st_maybe_decimal min_child, max_child;
    uint32_t duration_seconds;
} st_pov;

/** The families of algorithms. */
enum st_algorithm_kind { ST_SINGLE, ST_TWAP, ST_VWAP, ST_ICEBERG, ST_LAYERED, ST_POV };

/** How an order is worked; each case has its own execution worker. */
typedef struct st_algorithm {
    uint8_t kind; /**< An st_algorithm_kind, which says which member counts. */
    union {
        uint8_t single; /**< An st_time_in_force. */
        st_twap twap;
        st_vwap vwap;
        st_iceberg iceberg;
        st_layers layered;
        st_pov pov;
    };
} st_algorithm;

/** What an execution plan does. */
enum st_execution_action_kind {
    ST_EXECUTE_TRADE,
    ST_CANCEL_ORDER,
    ST_MODIFY_ORDER,
    ST_CANCEL_GROUP,
    ST_CANCEL_ALL_IN_TRADE
};

/** What an execution plan does. */
typedef struct st_execution_action {
    uint8_t kind; /**< An st_execution_action_kind. */
    union {
        st_algorithm algorithm; /**< ST_EXECUTE_TRADE. */
        st_order_ref order;     /**< ST_CANCEL_ORDER and ST_MODIFY_ORDER. */
        st_group_ref group;     /**< ST_CANCEL_GROUP. */
    };
} st_execution_action;

/** By which algorithm, within which limits. Obligations, not hints. */
typedef struct st_execution_plan {
    st_execution_action action;
    st_decimal max_slippage; /**< Fraction of the price, 0 to 1. */
    st_maybe_u32 window_seconds;
    bool must_complete_now;
    st_maybe_decimal min_fill_ratio; /**< 0 to 1. */
} st_execution_plan;

/** An entry plan that may be absent. */
typedef struct st_maybe_entry_plan {
    bool present;
    st_entry_plan value;
} st_maybe_entry_plan;

/** A size plan that may be absent. */
typedef struct st_maybe_size_plan {
    bool present;
    st_size_plan value;
} st_maybe_size_plan;

/** An exit plan that may be absent. */
typedef struct st_maybe_exit_plan {
    bool present;
    st_exit_plan value;
} st_maybe_exit_plan;

/** The plans of one directive and one target, side by side. */
typedef struct st_plans {
    st_maybe_entry_plan entry;
    st_maybe_size_plan size;
    st_maybe_exit_plan exit;
} st_plans;

/** Why something was refused. */
enum st_rejection_kind {
    ST_LOW_CONFIDENCE,
    ST_RISK_VETO,
    ST_CONFLICTING_SIGNALS,
    ST_DUPLICATE_POSITION,
    ST_LIMIT_REACHED,
    ST_COOLDOWN,
    ST_NO_MATCHING_PLANNER,
    ST_PLAN_INCONSISTENT,
    ST_PLAN_MISSING,
    ST_BELOW_MINIMUM_SIZE,
    ST_INSUFFICIENT_FUNDS,
    ST_EXCHANGE_REJECTED,
    ST_TIMED_OUT,
    ST_FUEL_EXHAUSTED,
    ST_WORKER_TRAP,
    ST_HALTED,
    ST_REJECTION_OTHER /**< Carries a code of a later contract. */
};

/** A reason as a code. */
typedef struct st_rejection {
    uint8_t kind;   /**< An st_rejection_kind. */
    uint32_t other; /**< ST_REJECTION_OTHER: the code. */
} st_rejection;

/** A decision not to act, for the journal. */
typedef struct st_refusal {
    st_rejection code;
    st_text reason; /**< 1 to 500 characters. */
} st_refusal;

#ifdef __cplusplus
}
#endif
#endif
