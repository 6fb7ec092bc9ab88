/* The ten indicators against the table that all languages share: to the last bit, and against the public reference named there. */
#include "test.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define COLUMNS 64

static size_t split(char *line, char *cells[COLUMNS]) {
    size_t count = 0;
    for (char *cell = strtok(line, ",\n"); cell != NULL && count < COLUMNS; cell = strtok(NULL, ",\n")) {
        cells[count++] = cell;
    }
    return count;
}

static void check_row(int row, double got, const char *reference, const char *bits, const char *name) {
    uint64_t own;
    memcpy(&own, &got, sizeof own);
    if (got != got) {
        own = 0x7ff8000000000000;
    }
    const double wanted = strtod(reference, NULL);
    const bool near = isnan(wanted) || fabs(got - wanted) <= 1e-9 * fmax(1.0, fabs(wanted));
    if (own != strtoull(bits, NULL, 16) || !near) {
        failures += 1;
        const unsigned long long shown = own;
        fprintf(stderr, "%s, row %d: got %.17g (%016llx), wanted %s (%s)\n", name, row, got, shown, reference, bits);
    }
}

static void nothing_is_read_from_what_is_not_finite(void) {
    st_sma sma;
    st_sma_start(&sma, 0);
    CHECK(isnan(st_sma_next(&sma, NAN)) && isnan(st_sma_next(&sma, INFINITY)) && st_sma_next(&sma, 2.0) == 2.0);
    st_rsi rsi;
    st_rsi_start(&rsi, 1);
    CHECK(isnan(st_rsi_next(&rsi, 1.0)) && st_rsi_next(&rsi, 1.0) == 50.0 && isnan(st_rsi_next(&rsi, -INFINITY)));
    st_z_score score;
    st_z_score_start(&score, 2);
    CHECK(isnan(st_z_score_next(&score, 0.1)) && st_z_score_next(&score, 0.1) == 0.0);
    st_vwap_price vwap = {0};
    CHECK(isnan(st_vwap_next(&vwap, 1.0, 1.0, 1.0, 0.0)) && st_vwap_next(&vwap, 3.0, 3.0, 3.0, 2.0) == 3.0);
}

void test_indicators(const char *table) {
    nothing_is_read_from_what_is_not_finite();
    FILE *file = fopen(table, "r");
    CHECK(file != NULL);
    if (file == NULL) {
        return;
    }
    st_sma sma;
    st_ema ema;
    st_rsi rsi;
    st_macd macd;
    st_atr atr;
    st_bollinger bollinger;
    st_stochastic stochastic;
    st_vwap_price vwap = {0};
    st_extreme highest, lowest;
    st_z_score score;
    st_sma_start(&sma, 5);
    st_ema_start(&ema, 12);
    st_rsi_start(&rsi, 14);
    st_macd_start(&macd, 12, 26, 9);
    st_atr_start(&atr, 14);
    st_bollinger_start(&bollinger, 20, 2.0);
    st_stochastic_start(&stochastic, 14, 3, 3);
    st_extreme_start(&highest, 10);
    st_extreme_start(&lowest, 10);
    st_z_score_start(&score, 20);

    static char line[8192], head[8192];
    char *names[COLUMNS], *cells[COLUMNS];
    size_t columns = 0;
    int rows = 0;
    while (fgets(line, sizeof line, file) != NULL) {
        if (line[0] == '#') {
            continue;
        }
        if (columns == 0) {
            strcpy(head, line);
            columns = split(head, names);
            CHECK(columns == 5 + 2 * 16 && strcmp(names[5], "sma_5") == 0 && strcmp(names[20], "z_score_20") == 0);
            continue;
        }
        if (split(line, cells) != columns || columns != 37) {
            CHECK(!"a row of the table has another number of cells");
            break;
        }
        const double high = strtod(cells[1], NULL), low = strtod(cells[2], NULL), close = strtod(cells[3], NULL);
        const double volume = strtod(cells[4], NULL);
        const st_macd_value movement = st_macd_next(&macd, close);
        const st_bands bands = st_bollinger_next(&bollinger, close);
        const st_stochastic_value place = st_stochastic_next(&stochastic, high, low, close);
        const double got[16] = {
            st_sma_next(&sma, close), st_ema_next(&ema, close), st_rsi_next(&rsi, close), movement.line, movement.signal,
            movement.histogram, st_atr_next(&atr, high, low, close), bands.lower, bands.middle, bands.upper, place.k, place.d,
            st_vwap_next(&vwap, high, low, close, volume), st_highest_next(&highest, high), st_lowest_next(&lowest, low),
            st_z_score_next(&score, close),
        };
        rows += 1;
        for (size_t i = 0; i < 16; i++) {
            check_row(rows, got[i], cells[5 + i], cells[21 + i], names[5 + i]);
        }
    }
    fclose(file);
    CHECK(rows == 120);
}
