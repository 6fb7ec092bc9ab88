/**
 * @file
 * Write SimpleTrader workers in C.
 *
 * A worker is one file, `worker.c`: a line that says who it is (`ST_CONTEXT_WORKER(…)`, one macro for each of the nine
 * categories), tables of its parameters, inputs and facts, `st_configure`, and the handler of its category. The names of the
 * handlers are fixed, so the compiler checks their types:
 *
 * | category           | macro                  | handler                                      |
 * |--------------------|------------------------|----------------------------------------------|
 * | context worker     | `ST_CONTEXT_WORKER`    | `st_measure`                                 |
 * | signal detector    | `ST_SIGNAL_DETECTOR`   | `st_detect`                                  |
 * | risk monitor       | `ST_RISK_MONITOR`      | `st_watch`                                   |
 * | strategy planner   | `ST_STRATEGY_PLANNER`  | `st_decide`                                  |
 * | entry planner      | `ST_ENTRY_PLANNER`     | `st_plan_entry`                              |
 * | size planner       | `ST_SIZE_PLANNER`      | `st_plan_size`                               |
 * | exit planner       | `ST_EXIT_PLANNER`      | `st_plan_exit`                               |
 * | execution planner  | `ST_EXECUTION_PLANNER` | `st_plan_execution`                          |
 * | execution worker   | `ST_EXECUTION_WORKER`  | `st_on_command`, `st_on_reply`, `st_on_timer`|
 *
 * Three rules make life easy:
 *
 * - **Nothing has to be freed.** What the host hands in, and what a function of this library makes (st_format(), st_alloc()),
 *   lives until the end of the call; what is made in `st_configure` lives as long as the worker. State of your own is a
 *   `static` variable: an instance is one worker and runs one call at a time.
 * - **Errors are results.** `return st_fail("…")` ends a call with a text for you; ST_TRY() passes an error on.
 * - **Money is exact.** An st_decimal is never rounded unless a function's name says so; a result that has no exact form is
 *   invalid, stays invalid in further arithmetic, and is refused by name when it is answered.
 */
#ifndef SIMPLETRADER_H
#define SIMPLETRADER_H

#include <simpletrader/answers.h>
#include <simpletrader/calls.h>
#include <simpletrader/capabilities.h>
#include <simpletrader/decimal.h>
#include <simpletrader/decisions.h>
#include <simpletrader/exact.h>
#include <simpletrader/execution.h>
#include <simpletrader/handlers.h>
#include <simpletrader/indicators.h>
#include <simpletrader/ledger.h>
#include <simpletrader/market.h>
#include <simpletrader/text.h>
#include <simpletrader/worker.h>

#endif
