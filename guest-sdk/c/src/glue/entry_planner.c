/* The exports of an entry planner. */
#define INTERFACE entry
#define OUTCOME ENTRY
#define HANDLER st_plan_entry
#define ANSWER st_entry_plan
#include "planner.h"

const st_category st_this_category = {
    "ST_ENTRY_PLANNER", "planning_worker", "entry", "plan", "ENTRY_PLAN_CREATED", "EntryPlan",
};
