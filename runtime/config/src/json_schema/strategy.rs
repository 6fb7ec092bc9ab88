//! The blueprint and the wiring.

use serde_json::{Value, json};

use super::terms::{
    count, decimal, described, identifier, list, object, path, plugin_id, series, snake_name, symbol, term, text, timeframe, whole,
};

pub(super) fn blueprint() -> Value {
    let need = object(
        "A series that the strategy watches.",
        &["timeframe"],
        &[
            ("symbol", symbol("Of what; the strategy's own symbol if left out.")),
            ("timeframe", timeframe("How long a bar is.")),
            ("window", whole(1, 1_000_000, "Bars that the strategy looks back on.")),
            ("warmup", whole(0, 1_000_000, "Bars before it has anything to say.")),
        ],
    );
    let mut needs = list("The series that it watches; at least one.", need);
    needs["minItems"] = json!(1);
    let mut schema = object(
        "Who works in a strategy, with which parameters, on which series.",
        &["strategy_id", "data_needs", "workforce"],
        &[
            ("strategy_id", identifier("Its id.")),
            ("name", text("What people call it.")),
            ("description", text("What it does.")),
            ("symbol", symbol("Its own symbol: what every series is of that names no other. A link may name another one.")),
            ("data_needs", needs),
            ("protection", term(&["required", "optional"], "Whether a new trade must have a stop. `required` if left out.")),
            ("on_fault", on_fault()),
            ("workforce", workforce()),
            ("wiring", path("The wiring file; the standard wiring if left out.")),
            ("seed", whole(0, u64::MAX, "Seed of a run's randomness.")),
        ],
    );
    schema["$defs"] = json!({
        "worker": worker(&[]),
        "context_worker": worker(&[("series", series("The series that it measures: `@1d` or `GOOG_USD@1d`."))]),
        "planner": worker(&[("triggers", triggers())]),
    });
    schema
}

fn on_fault() -> Value {
    object(
        "What happens after a worker failed. Left out: the strategy stops trading and holds what it has.",
        &[],
        &[
            (
                "recovery",
                term(
                    &["stop", "replay"],
                    "Whether the worker begins again, with everything that it had been told. `stop` if left out.",
                ),
            ),
            (
                "policy",
                term(
                    &["hold", "cancel-open", "flatten"],
                    "What happens to orders and positions when the strategy must stop. `hold` if left out.",
                ),
            ),
            (
                "strikes",
                whole(1, 100, "Faults within the window that lead to quarantine; 3 if left out. Needs `recovery: replay`."),
            ),
            ("window", whole(1, 1_000_000, "Passes after which a fault no longer counts; 1000 if left out.")),
            ("backoff", whole(1, 100_000, "Passes of silence after a fault, doubling with each that counts; 10 if left out.")),
        ],
    )
}

fn workforce() -> Value {
    let worker = |kind: &str| json!({"$ref": format!("#/$defs/{kind}")});
    let planners = object(
        "They plan, by role.",
        &[],
        &[
            ("entry", list("What and where.", worker("planner"))),
            ("size", list("How much.", worker("planner"))),
            ("exit", list("Where to leave.", worker("planner"))),
            ("execution", list("By which algorithm.", worker("planner"))),
        ],
    );
    object(
        "Who works in the strategy.",
        &["strategy_planner", "planning_workers"],
        &[
            ("context_workers", list("They measure.", worker("context_worker"))),
            ("signal_detectors", list("They see opportunities.", worker("worker"))),
            ("risk_monitors", list("They see threats.", worker("worker"))),
            ("strategy_planner", described(worker("worker"), "It decides. Exactly one.")),
            ("planning_workers", planners),
            ("execution_workers", list("They work orders.", worker("worker"))),
        ],
    )
}

fn worker(more: &[(&str, Value)]) -> Value {
    let limits = object(
        "What one call may use.",
        &[],
        &[("fuel_per_call", count("Fuel.")), ("memory_bytes", whole(65_536, 1 << 32, "Linear memory, in bytes."))],
    );
    let address = json!({
        "type": "string",
        "description": "`<worker_id>.<field>` for a fact, `@1d.close` for a field of a bar, `account.equity` for a figure of the account.",
    });
    let mut properties = vec![
        ("worker_id", snake_name("Its id, unique within the strategy.")),
        ("plugin", plugin_id("Which plug-in.")),
        ("config", json!({"type": "object", "description": "Its parameters; `simpletrader inspect` shows which there are."})),
        (
            "inputs",
            json!({"type": "object", "description": "Where its inputs come from: `{name: address}`.", "additionalProperties": address}),
        ),
        ("limits", limits),
    ];
    properties.extend(more.iter().cloned());
    object("A worker.", &["worker_id", "plugin"], &properties)
}

fn triggers() -> Value {
    let mut range =
        list("The lowest confidence, which is included, and the highest, which is not unless it is 1.", decimal("From 0 to 1."));
    range["minItems"] = json!(2);
    range["maxItems"] = json!(2);
    object("When it is called.", &["confidence"], &[("confidence", range)])
}

pub(super) fn wiring() -> Value {
    let component = |description: &str| snake_name(description);
    let source = object(
        "Who publishes what.",
        &["component_id", "event_name"],
        &[
            ("component_id", component("A worker's id, or `flow_initiator`.")),
            ("event_name", text("The event.")),
            ("event_type", term(&["SystemEvent", "CustomEvent"], "What kind of event it is; shown by its name.")),
            ("scope", term(&["STRATEGY"], "A strategy publishes to itself only.")),
        ],
    );
    let target = object(
        "Who is called.",
        &["component_id", "handler_method"],
        &[
            ("component_id", component("A worker's id.")),
            ("handler_method", text("Which of its handlers.")),
            ("scope", term(&["STRATEGY"], "A strategy listens to itself only.")),
        ],
    );
    let row = object(
        "One row: an event calls a handler.",
        &["wiring_id", "source", "target"],
        &[("wiring_id", identifier("Its id, unique in the file.")), ("source", source), ("target", target)],
    );
    let mut workers = list("The members, in the order in which they run.", component("A worker's id."));
    workers["minItems"] = json!(2);
    let group = object(
        "Workers that are called by the same event; when the last of them is done, the flow goes on.",
        &["after", "workers"],
        &[
            ("after", component("Whose continuation calls the members: a worker's id, or `flow_initiator`.")),
            ("workers", workers),
            ("then", component("Who is called when all of them are done.")),
        ],
    );
    object(
        "Which event of which component calls which handler.",
        &["wiring_id", "version", "event_wirings"],
        &[
            ("wiring_id", identifier("Its id.")),
            ("strategy_ref", identifier("Which strategy it was written for; it may serve others.")),
            ("version", whole(1, u64::from(u32::MAX), "Its version.")),
            ("description", text("What it is for.")),
            ("sequential_workers", list("Workers that continue one into the next.", component("A worker's id."))),
            ("parallel_groups", list("Workers that are called side by side.", group)),
            ("event_wirings", list("The rows, in the order of delivery.", row)),
        ],
    )
}
