/* What indicators share: the last values, in a ring, and Wilder's smoothing. */
#ifndef SIMPLETRADER_WINDOW_H
#define SIMPLETRADER_WINDOW_H

#include <math.h>
#include <simpletrader/indicators.h>


void st_values_start(st_values *window, uint32_t period);
/** Takes a value in, and the oldest out when the window is full; whether it is full now. */
bool st_values_push(st_values *window, double value);
/** `(x1 + x2 + … + xn) / n`, the oldest first. The window is full, as for all that follow. */
double st_values_mean(const st_values *window);
/** Mean and population standard deviation: `sqrt(((x1 - m)² + … + (xn - m)²) / n)`, the oldest first. */
void st_values_spread(const st_values *window, double *mean, double *deviation);
/** The largest value; of equal ones the oldest. */
double st_values_highest(const st_values *window);
/** The smallest value; of equal ones the oldest. */
double st_values_lowest(const st_values *window);

void st_wilder_start(st_wilder *average, uint32_t period);
/** The average with this value in it, or NaN before `period` values. */
double st_wilder_next(st_wilder *average, double value);

#endif
