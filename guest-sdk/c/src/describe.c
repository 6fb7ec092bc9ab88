/* What a worker says about itself: manifest and parameter schema as JSON, made of its tables. */
#include "inside.h"

/* The contract that the bindings are made from. */
#define CONTRACT "simpletrader:worker@0.1.0"

/* Adds `"key":` with a comma in front where something stands before it. */
static void key(st_buffer *json, const char *name) {
    if (json->bytes[json->length - 1] != '{') {
        st_buffer_add_byte(json, ',');
    }
    st_buffer_add_json(json, st_text_of(name));
    st_buffer_add_byte(json, ':');
}

static void text_member(st_buffer *json, const char *name, const char *value) {
    if (value != NULL && *value != '\0') {
        key(json, name);
        st_buffer_add_json(json, st_text_of(value));
    }
}

static void plain_member(st_buffer *json, const char *name, const char *value) {
    if (value != NULL) {
        key(json, name);
        st_buffer_add_string(json, value);
    }
}

/* `["A","B"]` of words with spaces between. */
static void words_member(st_buffer *json, const char *name, const char *words) {
    key(json, name);
    st_buffer_add_byte(json, '[');
    for (size_t n = 0; st_word_at(words, n).length > 0; n++) {
        st_buffer_add_string(json, n > 0 ? "," : "");
        st_buffer_add_json(json, st_word_at(words, n));
    }
    st_buffer_add_byte(json, ']');
}

/* The words whose bits are set. */
static const char *words_of(uint32_t bits, const char *words) {
    st_buffer chosen = {0};
    for (size_t n = 0; st_word_at(words, n).length > 0; n++) {
        if ((bits >> n & 1) != 0) {
            st_buffer_add_text(&chosen, st_word_at(words, n));
            st_buffer_add_byte(&chosen, ' ');
        }
    }
    return st_text_terminated(st_buffer_text(&chosen));
}

static void fields(st_buffer *json, const char *name, const st_field_table *table) {
    key(json, name);
    st_buffer_add_byte(json, '[');
    for (size_t i = 0; i < table->count; i++) {
        st_buffer_add_string(json, i > 0 ? ",{" : "{");
        text_member(json, "name", table->rows[i].name);
        text_member(json, "description", table->rows[i].description);
        plain_member(json, "optional", table->rows[i].optional ? "true" : NULL);
        st_buffer_add_byte(json, '}');
    }
    st_buffer_add_byte(json, ']');
}

static void identification(st_buffer *json, const st_about *about) {
    key(json, "identification");
    st_buffer_add_byte(json, '{');
    text_member(json, "vendor", about->vendor);
    text_member(json, "name", about->name);
    text_member(json, "display_name", about->display_name);
    text_member(json, "version", about->version);
    text_member(json, "type", st_this_category.type);
    text_member(json, "role", st_this_category.role);
    text_member(json, "description", about->description);
    st_buffer_add_byte(json, '}');
}

static void publications(st_buffer *json, const st_about *about) {
    const char *events = about->publishes != NULL ? about->publishes : st_this_category.usual_event;
    key(json, "publishes");
    st_buffer_add_byte(json, '[');
    for (size_t n = 0; st_word_at(events, n).length > 0; n++) {
        st_buffer_add_string(json, n > 0 ? ",{" : "{");
        text_member(json, "event_name", st_text_terminated(st_word_at(events, n)));
        text_member(json, "payload_type", st_this_category.payload);
        st_buffer_add_byte(json, '}');
    }
    st_buffer_add_byte(json, ']');
}

static const char *number(uint64_t value) {
    return st_text_terminated(st_format("%llu", (unsigned long long)value));
}

static void capabilities(st_buffer *json, const st_about *about) {
    key(json, "capabilities");
    st_buffer_add_byte(json, '{');
    plain_member(json, "log", about->logs ? "{}" : NULL);
    if (about->looks_back > 0) {
        key(json, "market-window");
        st_buffer_add_text(json, st_format("{\"bars\":%u}", about->looks_back));
    }
    if (about->remembers > 0 || about->shares > 0) {
        const bool shared = about->shares > 0;
        key(json, "state");
        st_buffer_add_text(json, st_format("{\"scope\":\"%s\",\"bytes\":%s}", shared ? "global" : "strategy",
                                           number(shared ? about->shares : about->remembers)));
    }
    plain_member(json, "journal-note", about->writes_notes ? "{}" : NULL);
    st_buffer_add_byte(json, '}');
}

static void manifest(st_buffer *json, const st_about *about) {
    st_buffer_add_byte(json, '{');
    identification(json, about);
    text_member(json, "contract", CONTRACT);
    fields(json, "inputs", &st_worker_inputs);
    fields(json, "outputs", &st_worker_facts);
    publications(json, about);
    words_member(json, "invokes", st_this_category.handlers);
    capabilities(json, about);
    words_member(json, "reads", words_of(about->reads, "account positions open-orders quotes"));
    words_member(json, "executes", words_of(about->executes, "SINGLE TWAP VWAP ICEBERG LAYERED POV"));
    key(json, "limits");
    st_buffer_add_byte(json, '{');
    plain_member(json, "fuel_per_call", about->fuel_per_call > 0 ? number(about->fuel_per_call) : NULL);
    plain_member(json, "memory_bytes", about->memory_bytes > 0 ? number(about->memory_bytes) : NULL);
    st_buffer_add_string(json, "}}");
}

/* The type of a parameter in the schema, and what a value of it looks like. */
static void schema_type(st_buffer *json, const st_param *row) {
    static const char *const types[] = {
        [ST_KIND_integer] = "\"integer\"", [ST_KIND_number] = "\"number\"",   [ST_KIND_decimal] = "\"string\"",
        [ST_KIND_fraction] = "\"string\"", [ST_KIND_quantity] = "\"string\"", [ST_KIND_flag] = "\"boolean\"",
        [ST_KIND_text] = "\"string\"",     [ST_KIND_symbol] = "\"string\"",   [ST_KIND_choice] = "\"string\"",
    };
    static const char *const patterns[] = {
        [ST_KIND_decimal] = "^-?[0-9]+(\\.[0-9]+)?$",
        [ST_KIND_fraction] = "^(0(\\.[0-9]+)?|1(\\.0+)?)$",
        [ST_KIND_quantity] = "^[0-9]+(\\.[0-9]+)?$",
        [ST_KIND_symbol] = "^[A-Z0-9]{1,12}_[A-Z0-9]{1,12}$",
        [ST_KIND_choice] = NULL,
    };
    if (row->rules.optional) {
        key(json, "type");
        st_buffer_add_text(json, st_format("[%s,\"null\"]", types[row->kind]));
    } else {
        plain_member(json, "type", types[row->kind]);
    }
    text_member(json, "pattern", patterns[row->kind]);
    if (row->kind == ST_KIND_choice) {
        words_member(json, "enum", row->rules.among);
    }
}

static void schema_row(st_buffer *json, const st_param *row) {
    const bool measured = row->kind == ST_KIND_text, counted = row->kind == ST_KIND_integer || row->kind == ST_KIND_number;
    const bool quoted = !counted && row->kind != ST_KIND_flag;
    key(json, row->name);
    st_buffer_add_byte(json, '{');
    schema_type(json, row);
    /* JSON Schema has no bounds for decimals in texts; the worker checks them itself. */
    if (measured || counted) {
        plain_member(json, measured ? "minLength" : "minimum", row->rules.min);
        plain_member(json, measured ? "maxLength" : "maximum", row->rules.max);
    }
    if (row->rules.otherwise != NULL) {
        key(json, "default");
        if (quoted) {
            st_buffer_add_json(json, st_text_of(row->rules.otherwise));
        } else {
            st_buffer_add_string(json, row->rules.otherwise);
        }
    } else if (row->rules.optional) {
        plain_member(json, "default", "null");
    }
    text_member(json, "description", row->description);
    st_buffer_add_byte(json, '}');
}

void st_params_schema(const st_param_table *table, st_buffer *json) {
    st_buffer_add_byte(json, '{');
    text_member(json, "$schema", "https://json-schema.org/draft/2020-12/schema");
    text_member(json, "title", "Params");
    plain_member(json, "type", "\"object\"");
    plain_member(json, "additionalProperties", "false");
    key(json, "properties");
    st_buffer_add_byte(json, '{');
    for (size_t i = 0; i < table->count; i++) {
        schema_row(json, &table->rows[i]);
    }
    st_buffer_add_byte(json, '}');
    st_buffer required = {0};
    for (size_t i = 0; i < table->count; i++) {
        const st_param *row = &table->rows[i];
        if (row->rules.otherwise == NULL && !row->rules.optional) {
            st_buffer_add_string(&required, row->name);
            st_buffer_add_byte(&required, ' ');
        }
    }
    words_member(json, "required", st_text_terminated(st_buffer_text(&required)));
    st_buffer_add_byte(json, '}');
}

st_text st_describe(void) {
    st_buffer json = {0};
    const st_result sound = st_params_check(&st_worker_params);
    st_buffer_add_byte(&json, '{');
    if (sound.kind != ST_RESULT_OK) {
        key(&json, "error");
        st_buffer_add_json(&json, sound.text);
    } else {
        key(&json, "manifest");
        manifest(&json, &st_worker_about);
        key(&json, "schema");
        st_params_schema(&st_worker_params, &json);
    }
    st_buffer_add_byte(&json, '}');
    return st_buffer_text(&json);
}
