/**
 * @file
 * The handlers that a worker defines: `st_configure` if it has something to prepare, and those of its category.
 */
#ifndef SIMPLETRADER_HANDLERS_H
#define SIMPLETRADER_HANDLERS_H

#include <simpletrader/answers.h>
#include <simpletrader/worker.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Called once, before anything else. The parameters have been checked against their table; both arguments live as long as the
 * worker, and so does what is allocated here. A worker that prepares nothing need not define it.
 */
st_result st_configure(const st_params *params, const st_setup *setup);

/** Context workers: called for each closed bar of the worker's series. A fact that is not set stays NaN = not ready. */
st_result st_measure(st_instant at, const st_bar *bar, const st_inputs *inputs, st_facts *facts);

/**
 * Signal detectors: called once a pass, after all context workers. Publish a change, not a state: what was said last bar needs no
 * saying again.
 */
st_result st_detect(st_instant at, const st_inputs *inputs, st_answer *answer);

/** Risk monitors: called once a pass, with the trades that are not closed if the worker reads positions. */
st_result st_watch(st_instant at, const st_inputs *inputs, const st_positions *positions, st_answer *answer);

/** Strategy planners: called in passes with something to decide. Each decision is an st_issue() or st_decline(). */
st_result st_decide(const st_situation *situation, const st_inputs *inputs, st_answer *answer);

/** Entry planners: called once per directive and target. Answer with st_answer_entry(), with nothing, or with st_refuse(). */
st_result st_plan_entry(const st_task *task, const st_inputs *inputs, st_answer *answer);
/** Size planners: likewise, with st_answer_size(). */
st_result st_plan_size(const st_task *task, const st_inputs *inputs, st_answer *answer);
/** Exit planners: likewise, with st_answer_exit(). */
st_result st_plan_exit(const st_task *task, const st_inputs *inputs, st_answer *answer);
/** Execution planners: called after the other planners, whose answers are in the request. Answer with st_answer_execution(). */
st_result st_plan_execution(const st_execution_request *request, const st_inputs *inputs, st_answer *answer);

/** Execution workers: a command to carry out. Answer with st_place() and the functions after it, in the order wanted. */
st_result st_on_command(const st_command *command, st_answer *answer);
/** The venue said something about one of its orders. A worker to which nothing follows need not define it. */
st_result st_on_reply(const st_reply *reply, st_answer *answer);
/** A wake-up that it asked for. A worker that asks for none need not define it. */
st_result st_on_timer(const st_timer *timer, st_answer *answer);

#ifdef __cplusplus
}
#endif
#endif
