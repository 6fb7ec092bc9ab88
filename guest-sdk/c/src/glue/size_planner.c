/* The exports of a size planner. */
#define INTERFACE size
#define OUTCOME SIZE
#define HANDLER st_plan_size
#define ANSWER st_size_plan
#include "planner.h"

const st_category st_this_category = {
    "ST_SIZE_PLANNER", "planning_worker", "size", "plan", "SIZE_PLAN_CREATED", "SizePlan",
};
