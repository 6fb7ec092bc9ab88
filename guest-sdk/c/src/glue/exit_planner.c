/* The exports of an exit planner. */
#define INTERFACE exit
#define OUTCOME EXIT
#define HANDLER st_plan_exit
#define ANSWER st_exit_plan
#include "planner.h"

const st_category st_this_category = {
    "ST_EXIT_PLANNER", "planning_worker", "exit", "plan", "EXIT_PLAN_CREATED", "ExitPlan",
};
