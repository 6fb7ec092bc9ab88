//! The JSON Schema of case files (draft 2020-12), so that an editor completes keys, shows their meaning and marks mistakes while
//! one types.
//!
//! It says what stands where, not what fits together: which keys a call may have is said by the worker's category, and the values
//! of the contract are read by the contract's own types. Both are told with their lines when the cases are played. It is published
//! as `docs/schemas/cases.json`; tests hold the published file, this function and the readers together.

use serde_json::{Value, json};

/// Its name: the published file is `docs/schemas/<name>.json`.
pub const NAME: &str = "cases";

/// The schema of a case file.
pub fn schema() -> Value {
    let series = json!({"type": "array", "minItems": 1, "items": {"type": "string"}});
    let mut file = object(json!({
        "params": described("Parameters of every case; those of a case stand over them.", json!({"type": "object"})),
        "instruments": instruments(),
        "series": described("`GOOG_USD 1d`; one day of the first instrument when left out.", series),
        "tolerance": tolerance(),
        "budget": budget(),
        "cases": described("The cases.", json!({"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/case"}})),
    }));
    file["required"] = json!(["cases"]);
    file["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
    file["title"] = json!("SimpleTrader cases");
    file["$defs"] = json!({"case": case(), "call": call(), "fails": fails(), "fact": fact(), "bar": bar()});
    file
}

/// The schema as it is published: indented, keys sorted, with a line end.
pub fn text() -> String {
    format!("{:#}\n", schema())
}

fn case() -> Value {
    let mut case = object(json!({
        "case": described("What it shows, in a sentence.", json!({"type": "string"})),
        "params": described("Parameters of this case, over those of the file.", json!({"type": "object"})),
        "tolerance": tolerance(),
        "budget": budget(),
        "calls": described("The calls, in order.", json!({"type": "array", "items": {"$ref": "#/$defs/call"}})),
        "fails": {"$ref": "#/$defs/fails"},
    }));
    case["required"] = json!(["case"]);
    case["not"] = json!({"required": ["calls", "fails"]});
    case
}

/// The keys of all categories: which of them a worker's calls have is told when they are played.
fn call() -> Value {
    let list = |what: &str| described(what, json!({"type": "array"}));
    let value = |what: &str| described(what, json!({}));
    let inputs = json!({"type": "object", "additionalProperties": {"$ref": "#/$defs/fact"}});
    let object_or_null = |what: &str| described(what, json!({"type": ["object", "null"]}));
    let bars = || json!({"type": "array", "items": {"$ref": "#/$defs/bar"}});
    let mut call = object(json!({
        "expect": value("The answer. Nothing behind it: `simpletrader test --update` writes what came."),
        "fails": {"$ref": "#/$defs/fails"},
        "tolerance": tolerance(),
        "at": described("When it happens; one bar after the call before when left out.", json!({"type": "string"})),
        "inputs": described("The manifest's inputs by name.", inputs),
        "window": described("Bars that closed before the call, oldest first, for a worker that looks back.", bars()),
        "series": described("Context workers: the series of the bars.", json!({"type": "string"})),
        "bar": described("Context workers: a closed bar.", json!({"$ref": "#/$defs/bar"})),
        "bars": described("Context workers: one call for each of these bars.", bars()),
        "positions": list("Risk monitors and strategy planners: trades that are not closed."),
        "quotes": list("Strategy planners: the latest prices."),
        "signals": list("Strategy planners: what detectors saw."),
        "risks": list("Strategy planners: what monitors saw."),
        "account": value("Planners: the figures of the account, or its equity alone."),
        "orders": list("Planners: orders that still work."),
        "quote": value("Entry, size, exit and execution planners: the latest price, a number or a quote."),
        "directive": described("Entry, size, exit and execution planners: what is wanted.", json!({"type": "object"})),
        "target": object_or_null("Entry, size, exit and execution planners: the trade that it is about."),
        "plans": object_or_null("Execution planners: the other plans."),
        "command": described("Execution workers: what is to be carried out.", json!({"type": "object"})),
        "reply": described("Execution workers: what the venue said.", json!({"type": "object"})),
        "timer": described("Execution workers: a wake-up.", json!({"type": "object"})),
    }));
    call["not"] = json!({"required": ["expect", "fails"]});
    call
}

fn fails() -> Value {
    let whole = object(json!({
        "kind": described("`bad-params`, `not-ready`, `failed`, or a class such as `TRAP`.", json!({"type": "string"})),
        "text": described("What the text of the failure must hold.", json!({"type": "string"})),
    }));
    described("How it fails: the kind, or kind and a piece of the text.", json!({"anyOf": [{"type": "string"}, whole]}))
}

fn fact() -> Value {
    described("A number, or not-ready.", json!({"anyOf": [{"type": "number"}, {"const": "not-ready"}]}))
}

fn bar() -> Value {
    let mut whole = object(json!({"open": number(), "high": number(), "low": number(), "close": number(), "volume": number()}));
    whole["required"] = json!(["close"]);
    let list = json!({"type": "array", "items": number(), "minItems": 4, "maxItems": 5});
    described(
        "Its close, [open, high, low, close], or the same with volume, or by name.",
        json!({"anyOf": [number(), list, whole]}),
    )
}

fn instruments() -> Value {
    let steps = object(json!({"tick_size": number(), "lot_size": number(), "min_notional": number()}));
    let each = json!({"anyOf": [steps, {"type": "null"}]});
    described(
        "Instruments by symbol, with their steps; GOOG_USD when left out.",
        json!({"type": "object", "additionalProperties": each}),
    )
}

fn tolerance() -> Value {
    described("How far a fact may be off: absolutely up to 1, relatively above.", json!({"type": "number", "minimum": 0}))
}

fn budget() -> Value {
    let amount = json!({"type": ["integer", "string"]});
    let parts = object(json!({
        "fuel": described("Of each call: `200_000`.", amount.clone()),
        "memory": described("Of the instance: `2MiB`.", amount),
    }));
    described("What it may cost.", parts)
}

/// A price or size: exact, so a text will do too.
fn number() -> Value {
    json!({"type": ["number", "string"]})
}

fn object(properties: Value) -> Value {
    json!({"type": "object", "properties": properties, "additionalProperties": false})
}

fn described(what: &str, mut schema: Value) -> Value {
    schema["description"] = json!(what);
    schema
}
