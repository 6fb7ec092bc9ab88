/* The library's structs against the interface `decisions`. */
#ifndef SIMPLETRADER_LAYOUT_DECISIONS_H
#define SIMPLETRADER_LAYOUT_DECISIONS_H

#include "layout_types.h"

#define THEIRS(name) simpletrader_worker_decisions_##name##_t
#define FIELD(name, field) SAME_FIELD(st_##name, field, THEIRS(name), field)
#define KIND(name) SAME_FIELD(st_##name, kind, THEIRS(name), tag)
#define CASE(name, ours, theirs) SAME_FIELD(st_##name, ours, THEIRS(name), val.theirs)

SAME_SIZE(st_signal, THEIRS(signal));
FIELD(signal, instrument);
FIELD(signal, direction);
SAME_FIELD(st_signal, type, THEIRS(signal), signal_type);
FIELD(signal, confidence);
SAME_SIZE(st_risk, THEIRS(risk));
SAME_FIELD(st_risk, type, THEIRS(risk), risk_type);
FIELD(risk, severity);
FIELD(risk, instrument);
SAME_SIZE(st_entry_directive, THEIRS(entry_directive));
FIELD(entry_directive, instrument);
FIELD(entry_directive, side);
FIELD(entry_directive, timing_preference);
FIELD(entry_directive, price_zone);
FIELD(entry_directive, max_slippage);
SAME_SIZE(st_size_directive, THEIRS(size_directive));
FIELD(size_directive, aggressiveness);
FIELD(size_directive, max_risk_amount);
FIELD(size_directive, account_risk_pct);
FIELD(size_directive, target_size);
SAME_SIZE(st_exit_directive, THEIRS(exit_directive));
FIELD(exit_directive, profit_taking_preference);
FIELD(exit_directive, risk_reward_ratio);
FIELD(exit_directive, stop_loss_tolerance);
SAME_SIZE(st_execution_directive, THEIRS(execution_directive));
FIELD(execution_directive, urgency);
FIELD(execution_directive, max_total_slippage);
SAME_SIZE(st_execution_policy, THEIRS(execution_policy));
FIELD(execution_policy, mode);
FIELD(execution_policy, timeout_seconds);
SAME_SIZE(st_scope, THEIRS(scope));
KIND(scope);
CASE(scope, trades, modify_existing);
CASE(scope, trades, close_existing);
SAME_SIZE(st_leg, THEIRS(leg));
FIELD(leg, entry);
FIELD(leg, size);
FIELD(leg, exit);
SAME_LIST(st_trades, simpletrader_worker_decisions_list_trade_ref_t);
SAME_LIST(st_legs, simpletrader_worker_decisions_list_leg_t);
SAME_SIZE(st_directive, THEIRS(directive));
FIELD(directive, scope);
FIELD(directive, confidence);
FIELD(directive, entry);
FIELD(directive, size);
FIELD(directive, exit);
FIELD(directive, execution);
FIELD(directive, policy);
FIELD(directive, legs);
SAME_SIZE(st_order_terms, THEIRS(order_terms));
KIND(order_terms);
CASE(order_terms, limit, limit);
CASE(order_terms, stop_limit, stop_limit);
CASE(order_terms, trigger, stop_market);
CASE(order_terms, trigger, take_profit_market);
SAME_SIZE(st_entry_plan, THEIRS(entry_plan));
FIELD(entry_plan, instrument);
FIELD(entry_plan, side);
FIELD(entry_plan, order);
SAME_SIZE(st_size_plan, THEIRS(size_plan));
FIELD(size_plan, target_size);
FIELD(size_plan, position_value);
FIELD(size_plan, risk_amount);
FIELD(size_plan, leverage);
SAME_SIZE(st_exit_plan, THEIRS(exit_plan));
FIELD(exit_plan, stop_loss);
FIELD(exit_plan, take_profit);
SAME_SIZE(st_iceberg, THEIRS(iceberg));
FIELD(iceberg, visible);
FIELD(iceberg, refresh_at);
SAME_LIST(st_layers, simpletrader_worker_decisions_list_layer_t);
SAME_SIZE(st_pov, THEIRS(pov));
FIELD(pov, participation);
FIELD(pov, min_child);
FIELD(pov, max_child);
FIELD(pov, duration_seconds);
SAME_SIZE(st_algorithm, THEIRS(algorithm));
KIND(algorithm);
CASE(algorithm, single, single);
CASE(algorithm, twap, twap);
CASE(algorithm, vwap, vwap);
CASE(algorithm, iceberg, iceberg);
CASE(algorithm, layered, layered);
CASE(algorithm, pov, pov);
SAME_SIZE(st_execution_action, THEIRS(execution_action));
KIND(execution_action);
CASE(execution_action, algorithm, execute_trade);
CASE(execution_action, order, cancel_order);
CASE(execution_action, order, modify_order);
CASE(execution_action, group, cancel_group);
SAME_SIZE(st_execution_plan, THEIRS(execution_plan));
FIELD(execution_plan, action);
FIELD(execution_plan, max_slippage);
FIELD(execution_plan, window_seconds);
FIELD(execution_plan, must_complete_now);
FIELD(execution_plan, min_fill_ratio);
SAME_SIZE(st_plans, THEIRS(plans));
FIELD(plans, entry);
FIELD(plans, size);
FIELD(plans, exit);
SAME_SIZE(st_refusal, THEIRS(refusal));
FIELD(refusal, code);
FIELD(refusal, reason);

SAME_VALUE(ST_CLOSE_EXISTING, SIMPLETRADER_WORKER_DECISIONS_SCOPE_CLOSE_EXISTING);
SAME_VALUE(ST_LIMIT, SIMPLETRADER_WORKER_DECISIONS_ORDER_TERMS_LIMIT);
SAME_VALUE(ST_TAKE_PROFIT_MARKET, SIMPLETRADER_WORKER_DECISIONS_ORDER_TERMS_TAKE_PROFIT_MARKET);
SAME_VALUE(ST_VISIBLE_RATIO, SIMPLETRADER_WORKER_DECISIONS_VISIBLE_RATIO);
SAME_VALUE(ST_SINGLE, SIMPLETRADER_WORKER_DECISIONS_ALGORITHM_SINGLE);
SAME_VALUE(ST_POV, SIMPLETRADER_WORKER_DECISIONS_ALGORITHM_POV);
SAME_VALUE(ST_MODIFY_ORDER, SIMPLETRADER_WORKER_DECISIONS_EXECUTION_ACTION_MODIFY_ORDER);
SAME_VALUE(ST_CANCEL_ALL_IN_TRADE, SIMPLETRADER_WORKER_DECISIONS_EXECUTION_ACTION_CANCEL_ALL_IN_TRADE);

#undef THEIRS
#undef FIELD
#undef KIND
#undef CASE

#endif
