/* Parameters, from JSON to the struct, and the description that is made of the same table. */
#include "test.h"

ST_SIGNAL_DETECTOR(.vendor = "acme", .name = "watcher", .version = "1.2.3", .display_name = "Watcher", .description = "Looks.",
                   .reads = ST_READS_ACCOUNT | ST_READS_QUOTES, .logs = true, .looks_back = 200, .remembers = 4096,
                   .fuel_per_call = 1000000)

#define PARAMS(PARAM)                                                                                   \
    PARAM(integer, period, "Bars.", .min = "1", .max = "10000")                                         \
    PARAM(number, level, "A level.", .otherwise = "2.5", .min = "-10")                                  \
    PARAM(decimal, step, "A step.", .otherwise = "0.01", .min = "0", .max = "5")                        \
    PARAM(fraction, share, "A share.", .otherwise = "1")                                                \
    PARAM(quantity, amount, "An amount.", .otherwise = "10")                                            \
    PARAM(flag, loud, "Whether.", .otherwise = "false")                                                 \
    PARAM(text, title, "A title.", .otherwise = "none", .max = "5")                                     \
    PARAM(symbol, instrument, "What.", .optional = true)                                                \
    PARAM(choice, mode, "How.", .otherwise = "level", .among = "level cross")
ST_PARAMS(PARAMS)

#define INPUTS(INPUT) INPUT(fast, required, "Quick.") INPUT(mood, optional, "")
ST_INPUTS(INPUTS)

static st_params values;

static st_result read(const char *json) {
    values = (st_params){0};
    return st_params_read(&st_worker_params, st_text_of(json), &values);
}

static void check_refused(int line, const char *json, const char *part) {
    const st_result result = read(json);
    if (result.kind != ST_RESULT_BAD_PARAMS || !holds(result.text, part)) {
        failures += 1;
        fprintf(stderr, "%s:%d: %s: wanted `%s`, got %u `%.*s`\n", __FILE__, line, json, part, result.kind, ST_SHOW(result.text));
    }
}
#define REFUSED(json, part) check_refused(__LINE__, json, part)

static void values_and_defaults_arrive(void) {
    CHECK(read("{\"period\": 3}").kind == ST_RESULT_OK);
    CHECK(values.period == 3 && values.level == 2.5 && st_equal(values.step, ST_DECIMAL("0.01")) && values.mode == 0);
    CHECK(st_equal(values.share, ST_ONE) && !values.loud && values.instrument.length == 0);
    CHECK_TEXT(values.title, "none");
    CHECK(read(" {\"mode\":\"cross\",\t\"instrument\":\"BTC_USDT\", \"loud\":true,\n\"level\":-1.25e-2,\"period\":10000,"
               "\"title\":\"\\u00e9\\ud83d\\ude00\\n\\\"\", \"step\":\"5\"} ").kind == ST_RESULT_OK);
    CHECK(values.mode == 1 && values.loud && values.level == -1.25e-2 && values.period == 10000);
    CHECK_TEXT(values.title, "\xc3\xa9\xf0\x9f\x98\x80\n\"");
    CHECK_TEXT(values.instrument, "BTC_USDT");
    CHECK(read("{\"period\":1,\"instrument\":null}").kind == ST_RESULT_OK);
}

static void what_breaks_a_rule_is_refused_by_its_name(void) {
    REFUSED("{}", "`period` is missing: Bars.");
    REFUSED("{\"period\":0}", "`period` must lie between 1 and 10000, got 0");
    REFUSED("{\"period\":10001}", "between 1 and 10000");
    REFUSED("{\"period\":\"3\"}", "`period` must be a whole number, got \"3\"");
    REFUSED("{\"period\":1.0}", "whole number");
    REFUSED("{\"period\":99999999999999999999}", "whole number");
    REFUSED("{\"period\":null}", "whole number");
    REFUSED("{\"period\":3,\"peroid\":4}", "unknown parameter `peroid`; there are: period, level");
    REFUSED("{\"period\":3,\"period\":4}", "given twice");
    REFUSED("{\"period\":3,\"level\":-10.5}", "`level` must lie at or above -10");
    REFUSED("{\"period\":3,\"level\":true}", "`level` must be a number");
    REFUSED("{\"period\":3,\"step\":\"5.01\"}", "between 0 and 5");
    REFUSED("{\"period\":3,\"step\":1}", "must be a decimal");
    REFUSED("{\"period\":3,\"share\":\"1.0001\"}", "between 0 and 1");
    REFUSED("{\"period\":3,\"share\":\"-0.1\"}", "between 0 and 1");
    REFUSED("{\"period\":3,\"amount\":\"0\"}", "greater than 0");
    REFUSED("{\"period\":3,\"loud\":\"true\"}", "true or false");
    REFUSED("{\"period\":3,\"title\":1}", "must be a text");
    REFUSED("{\"period\":3,\"title\":\"sixsix\"}", "length at or below 5");
    REFUSED("{\"period\":3,\"instrument\":\"btc_usdt\"}", "BASE_QUOTE");
    REFUSED("{\"period\":3,\"instrument\":\"123_USD\"}", "BASE_QUOTE");
    REFUSED("{\"period\":3,\"mode\":\"both\"}", "must be one of: level cross");
    REFUSED("{\"period\":3,\"mode\":1}", "must be one of");
}

static void what_is_no_json_is_refused_at_its_place(void) {
    REFUSED("", "an object expected at byte 0");
    REFUSED("[]", "an object expected");
    REFUSED("{\"period\":3", "a comma or the end");
    REFUSED("{\"period\":3,}", "a text in quotes");
    REFUSED("{\"period\" 3}", "a colon expected at byte 10");
    REFUSED("{\"period\":3,\"level\":03}", "a comma or the end");
    REFUSED("{\"period\":3} x", "the end expected");
    REFUSED("{\"period\":-}", "a value");
    REFUSED("{\"period\":1e}", "a value");
    REFUSED("{\"title\":\"\\x\"}", "an escape");
    REFUSED("{\"title\":\"\\ud800\"}", "an escape");
    REFUSED("{\"title\":\"line\n\"}", "the end of a text");
    REFUSED("{\"title\":\"open", "the end of a text");
    REFUSED("{\"title\":{}}", "a text, a number, true, false or null");
}

void test_parameters(void) {
    values_and_defaults_arrive();
    what_breaks_a_rule_is_refused_by_its_name();
    what_is_no_json_is_refused_at_its_place();
}

static st_text unsound(st_param row) {
    row.name = "x";
    const st_param rows[] = {row};
    const st_result result = st_params_check(&(st_param_table){rows, 1, 64});
    return result.kind == ST_RESULT_FAILED ? result.text : ST_TEXT("sound");
}

static void a_table_that_makes_no_sense_is_refused_at_build_time(void) {
    CHECK_TEXT(unsound((st_param){.kind = ST_KIND_integer}), "sound");
    CHECK(holds(unsound((st_param){.kind = ST_KIND_integer, .rules = {.min = "one"}}), "the .min of the parameter `x`"));
    CHECK(holds(unsound((st_param){.kind = ST_KIND_flag, .rules = {.max = "1"}}), "have bounds"));
    CHECK(holds(unsound((st_param){.kind = ST_KIND_choice}), "has words in .among"));
    CHECK(holds(unsound((st_param){.kind = ST_KIND_integer, .rules = {.otherwise = "5", .max = "4"}}), "must lie at or below 4"));
    CHECK(holds(unsound((st_param){.kind = ST_KIND_integer, .rules = {.optional = true}}), "only a text or symbol"));
    CHECK(holds(unsound((st_param){.kind = ST_KIND_text, .rules = {.optional = true, .otherwise = "a"}}), "one of them"));
    const st_param twice[] = {{.name = "x", .kind = ST_KIND_text}, {.name = "x", .kind = ST_KIND_text}};
    CHECK(holds(st_params_check(&(st_param_table){twice, 2, 64}).text, "declared twice"));
}

void test_descriptions(void) {
    a_table_that_makes_no_sense_is_refused_at_build_time();
    const st_text text = st_describe();
    CHECK(holds(text, "\"identification\":{\"vendor\":\"acme\",\"name\":\"watcher\",\"display_name\":\"Watcher\","
                      "\"version\":\"1.2.3\",\"type\":\"signal_detector\",\"description\":\"Looks.\"}"));
    CHECK(holds(text, "\"inputs\":[{\"name\":\"fast\",\"description\":\"Quick.\"},{\"name\":\"mood\",\"optional\":true}]"));
    CHECK(holds(text, "\"outputs\":[]"));
    CHECK(holds(text, "\"publishes\":[{\"event_name\":\"SIGNAL_DETECTED\",\"payload_type\":\"Signal\"}],\"invokes\":[\"detect\"]"));
    CHECK(holds(text, "\"capabilities\":{\"log\":{},\"market-window\":{\"bars\":200},"
                      "\"state\":{\"scope\":\"strategy\",\"bytes\":4096}}"));
    CHECK(holds(text, "\"reads\":[\"account\",\"quotes\"],\"executes\":[],\"limits\":{\"fuel_per_call\":1000000}"));
    CHECK(holds(text, "\"additionalProperties\":false"));
    CHECK(holds(text, "\"period\":{\"type\":\"integer\",\"minimum\":1,\"maximum\":10000,\"description\":\"Bars.\"}"));
    CHECK(holds(text, "\"instrument\":{\"type\":[\"string\",\"null\"]"));
    CHECK(holds(text, "\"mode\":{\"type\":\"string\",\"enum\":[\"level\",\"cross\"],\"default\":\"level\""));
    CHECK(holds(text, "\"required\":[\"period\"]"));
}
