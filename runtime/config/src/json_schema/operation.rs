//! The platform, the operation and the files that an operation names.

use serde_json::{Value, json};
use simpletrader_contracts::worker::capability::requested::SLICE_BARS_LIMIT;

use crate::data_file::DataKind;

use super::terms::{
    asset, at_least_one, boolean, count, decimal, described, identifier, instant, list, not_negative, object, path, positive,
    public_key, secret, series, symbol, term, text, timeframe, whole,
};

pub(super) fn platform() -> Value {
    let paths = object(
        "Folders, relative to this file.",
        &[],
        &[("plugins_dir", path("Where worker files are looked for, at any depth. `plugins` if left out."))],
    );
    let sandbox = object(
        "Bounds of every worker.",
        &[],
        &[
            ("default_fuel_per_call", count("Fuel of one call, where neither blueprint nor plug-in says.")),
            ("max_fuel_per_call", count("Most fuel of one call.")),
            ("max_memory_bytes", whole(65_536, 1 << 32, "Most linear memory of one worker, in bytes.")),
        ],
    );
    let bounds = |profile: &str| {
        json!({
            "type": "object",
            "description": format!("Bounds of the profile `{profile}` by name, such as `file_bytes`; they may only be lowered."),
            "additionalProperties": {"type": "integer", "minimum": 1},
        })
    };
    let admission = object(
        "What worker files may contain, where that is less than usual.",
        &[],
        &[("native", bounds("native")), ("scripting", bounds("scripting"))],
    );
    let performance = object(
        "How much runs at once.",
        &[],
        &[("max_parallel_strategies", whole(1, 100, "Strategies that are alive at the same time; at least 16 if left out."))],
    );
    object(
        "What holds for everything on this installation. The file also marks the configuration root.",
        &[],
        &[("paths", paths), ("sandbox", sandbox), ("admission", admission), ("performance", performance)],
    )
}

pub(super) fn operation() -> Value {
    let link = object(
        "One strategy in one environment.",
        &["name", "file", "environment_ref"],
        &[
            ("name", identifier("Its name, unique in the operation: the strategy's identity in ledger and journal.")),
            ("file", path("The blueprint, relative to this file.")),
            ("enabled", boolean(true, "Whether it runs when the whole operation is started.")),
            ("environment_ref", identifier("The environment's id.")),
            ("symbol", symbol("What is traded, in place of the blueprint's symbol.")),
            ("wiring", path("The wiring file, in place of the blueprint's.")),
            (
                "parameters",
                json!({
                    "type": "object",
                    "description": "Parameters that replace the blueprint's: `{worker_id: {key: value}}`.",
                    "additionalProperties": {"type": "object"},
                }),
            ),
            ("grants", grants()),
            ("guardrails", guardrails()),
        ],
    );
    let operation = object(
        "Which strategies run where.",
        &["name", "data_sources_file", "environments_file", "strategy_links"],
        &[
            ("name", identifier("Its name.")),
            ("description", text("What it is for.")),
            ("connectors_file", path("The file of connectors.")),
            ("data_sources_file", path("The file of data sources.")),
            ("environments_file", path("The file of environments.")),
            ("schedule_file", path("The file of schedules.")),
            (
                "trusted_keys",
                at_least_one(list(
                    "Only worker files that one of these keys signed may run. Left out, files need no signature.",
                    public_key("What `simpletrader keygen` printed."),
                )),
            ),
            ("strategy_links", list("One strategy in one environment each.", link)),
        ],
    );
    object("The file that a run is started with.", &["operation"], &[("operation", operation)])
}

fn grants() -> Value {
    let nothing = || object("Granted without terms: `{}`.", &[], &[]);
    let window = object(
        "To look back on closed bars.",
        &[],
        &[
            ("series", list("On which; every series of the strategy if left out.", series("A series."))),
            ("bars", whole(1, 10_000, "Bars of each; as many as the manifest asks for if left out.")),
        ],
    );
    let state = object(
        "To remember.",
        &[],
        &[
            ("scope", term(&["strategy", "global"], "Who may share it. `strategy`, nobody, if left out.")),
            ("bytes", whole(1, 4 << 20, "Keys and values together; as many as the manifest asks for if left out.")),
        ],
    );
    let directory = path("The folder, relative to this file.");
    let grant = object(
        "What one worker gets, if its manifest asks for it.",
        &[],
        &[
            ("log", described(nothing(), "To write lines for its author.")),
            ("market-window", window),
            ("state", state),
            ("journal-note", described(nothing(), "To leave remarks in the journal.")),
            ("files", object("To read a directory.", &["directory"], &[("directory", directory)])),
            ("wasi", described(nothing(), "The deterministic WASI profile, for languages that cannot do without.")),
            ("scripting", described(nothing(), "Room for a file with an interpreter in it; the WASI profile brings it along.")),
            (
                "slices",
                object(
                    "To be asked about many bars at once. Only for pinned context workers and detectors that are told nothing but what comes of bars.",
                    &[],
                    &[("bars", whole(1, u64::from(SLICE_BARS_LIMIT), "Most bars of a slice; 256 if left out."))],
                ),
            ),
            ("reads", list("What may be pushed into its calls.", term(&["account", "positions", "open-orders", "quotes"], "One."))),
        ],
    );
    json!({
        "type": "object",
        "description": "What workers get beyond their calls: `{worker_id: {...}}`; `*` means every worker of the link.",
        "additionalProperties": grant,
    })
}

fn guardrails() -> Value {
    object(
        "What the strategy may not do, whatever its workers say. What is left out is not limited.",
        &[],
        &[
            (
                "max_position",
                positive("Largest position in one instrument, in units, either side; working orders count as filled."),
            ),
            ("max_notional", positive("Largest value of all positions together; working orders count as filled.")),
            ("max_open_orders", whole(1, 1_000_000, "Most orders that may work at once.")),
            ("max_orders_per_minute", whole(1, 1_000_000, "Most orders and changes of orders within 60 seconds.")),
            ("price_band", share("How far the prices of an order may lie from the latest price, as a share of it.")),
            ("max_daily_loss", positive("Kill switch: a loss of this much since the day (UTC) began.")),
            ("max_drawdown", share("Kill switch: a fall of equity from its highest point, as a share of that.")),
            (
                "on_breach",
                term(
                    &["hold", "cancel-open", "flatten"],
                    "What the kill switch does to orders and positions: nothing if left out.",
                ),
            ),
        ],
    )
}

fn share(description: &str) -> Value {
    positive(&format!("{description} Above 0 and at most 1."))
}

pub(super) fn data_sources() -> Value {
    let source = object(
        "A file of market data.",
        &["id", "type", "path", "symbol"],
        &[
            ("id", identifier("Its id.")),
            ("type", term(&["file"], "What kind of source.")),
            ("path", path("The file, relative to this file.")),
            ("kind", term(&["bars", "trades", "quotes"], "What its rows are. `bars` if left out.")),
            ("format", term(&["csv", "parquet"], "How it is written, where its name does not end so.")),
            ("columns", columns()),
            (
                "time_unit",
                term(
                    &["s", "ms", "us", "ns"],
                    "What its times count, where they are counts since 1970. Without it times are written out, or have 10, 13, 16 or 19 \
                     digits before the point, which tell seconds, milliseconds, microseconds and nanoseconds.",
                ),
            ),
            ("symbol", symbol("Whose data it is.")),
            ("timeframe", timeframe("Bars: how long one is.")),
            (
                "label",
                term(&["open", "close"], "Bars: whether one is labelled by its opening or its closing time. `open` if left out."),
            ),
        ],
    );
    let ticks = json!({"properties": {"kind": {"enum": ["trades", "quotes"]}}, "required": ["kind"]});
    let mut source = source;
    source["if"] = ticks;
    source["then"] = json!({"properties": {"timeframe": false, "label": false}});
    source["else"] = json!({"required": ["timeframe"]});
    object("Where market data comes from.", &["data_sources"], &[("data_sources", list("The sources.", source))])
}

/// The columns that are legal depend on the kind; the loader tells which, an editor shows them all.
fn columns() -> Value {
    let mut names: Vec<&str> = DataKind::ALL.iter().flat_map(|kind| kind.columns()).copied().collect();
    names.sort_unstable();
    names.dedup();
    let named: Vec<(&str, Value)> = names.into_iter().map(|name| (name, text("What the file calls it."))).collect();
    object("What the file calls its columns, where it has other names.", &[], &named)
}

pub(super) fn environments() -> Value {
    let list = list("The environments.", environment());
    object("Where strategies run.", &["environments"], &[("environments", list)])
}

/// The keys that are legal depend on the type; the validator tells which, an editor shows them all.
fn environment() -> Value {
    let of_venue = venue();
    let of_backtest: Vec<&str> =
        ["initial_capital", "start_date", "end_date"].into_iter().chain(of_venue.iter().map(|(key, _)| *key)).collect();
    let mut environment = object(
        "A place to run.",
        &["environment_id", "type"],
        &[
            &[
                ("environment_id", identifier("Its id.")),
                ("type", term(&["backtest", "paper", "live"], "Past data, or live data with a simulated or the real venue.")),
                ("currency", asset("In what the account is kept: what its instruments are quoted in. `USD` if left out.")),
                ("instruments", list("What can be traded there.", instrument())),
                ("data_providers", list("Who delivers data there.", data_provider())),
                ("initial_capital", positive("Backtest: money at the start.")),
                ("start_date", instant("Backtest: first bar label that counts.")),
                ("end_date", instant("Backtest: last bar label that counts; a date means the whole day.")),
                ("api_mode", text("Paper: which side of the venue is meant.")),
                ("connector", identifier("Live: the connector's id.")),
            ][..],
            &of_venue,
        ]
        .concat(),
    );
    let only = |kind: &str, needed: &[&str], others: &[&str]| {
        let forbidden: serde_json::Map<String, Value> = others.iter().map(|key| ((*key).to_owned(), json!(false))).collect();
        json!({"if": {"properties": {"type": {"const": kind}}}, "then": {"required": needed, "properties": forbidden}})
    };
    environment["allOf"] = json!([
        only("backtest", &["initial_capital", "commission"], &["api_mode", "connector"]),
        only("paper", &[], &[&of_backtest[..], &["connector"]].concat()),
        only("live", &[], &[&of_backtest[..], &["api_mode"]].concat()),
    ]);
    environment
}

/// What the simulated venue of a backtest does and costs.
fn venue() -> Vec<(&'static str, Value)> {
    let slippage = ["none", "fixed_ticks", "percentage", "volume_share", "spread"];
    let latency = object(
        "Backtest: how long a request takes to reach the venue. Exactly one of the two.",
        &[],
        &[
            ("bars", whole(0, 1_000_000, "It misses so many bars of its instrument.")),
            ("microseconds", whole(0, 86_400_000_000, "What arrives inside a bar counts from the next bar on.")),
        ],
    );
    vec![
        ("commission", commission()),
        (
            "commission_asset",
            term(&["quote", "base"], "Backtest: whether fees are taken in money (the default) or from what was bought."),
        ),
        ("slippage_model", term(&slippage, "Backtest: how far fills slip. `none` if left out.")),
        (
            "slippage_value",
            positive("Backtest: ticks, or a share of the price, or the coefficient of the squared share of the volume."),
        ),
        (
            "fill",
            term(&["next_open", "this_close", "touch"], "Backtest: what orders are matched against. `next_open` if left out."),
        ),
        ("latency", latency),
        ("volume_share", positive("Backtest: at most this share of a bar's volume fills orders, at most 1.")),
        ("short_selling", boolean(false, "Backtest: whether what is not held may be sold.")),
        ("leverage", positive("Backtest: positions may be worth this many times the equity, 1 to 1000. 1 if left out.")),
        (
            "maintenance_margin",
            not_negative("Backtest: equity below this share of the positions' worth brings a margin call. 0 if left out."),
        ),
    ]
}

fn commission() -> Value {
    let rates = || {
        [
            ("maker", not_negative("Share of the value for orders that waited in the book.")),
            ("taker", not_negative("Share of the value for orders that took from it.")),
        ]
    };
    let [maker, taker] = rates();
    let from_volume = ("from_volume", not_negative("The value traded before, from which on the tier holds; the first is 0."));
    let tier = object("Rates from a traded value on.", &["from_volume", "maker", "taker"], &[from_volume, maker, taker]);
    json!({
        "description": "What a fill costs: a share of its value (0.001 is 0.1 %), or one of the forms below.",
        "anyOf": [
            decimal("A share of the fill's value."),
            object("An amount a fill.", &["per_fill"], &[("per_fill", not_negative("The same amount for every fill."))]),
            object("An amount a unit.", &["per_unit"], &[("per_unit", not_negative("For every unit of the base asset."))]),
            object("A share of its value.", &["rate"], &[("rate", not_negative("At least 0 and less than 1."))]),
            object("Two shares of its value.", &["maker", "taker"], &rates()),
            object("Shares that fall with the traded value.", &["tiers"], &[("tiers", list("Ascending, from 0.", tier))]),
        ],
    })
}

fn instrument() -> Value {
    object(
        "An instrument and its steps.",
        &["symbol", "price_scale", "size_scale"],
        &[
            ("symbol", symbol("`BASE_QUOTE`.")),
            ("price_scale", whole(0, 12, "Digits after the point of prices.")),
            ("size_scale", whole(0, 12, "Digits after the point of quantities and volumes.")),
            ("tick_size", positive("Smallest step between two prices.")),
            ("lot_size", positive("Smallest step between two quantities.")),
            ("min_notional", positive("Smallest value of an order, where the venue has one.")),
        ],
    )
}

fn data_provider() -> Value {
    object(
        "A provider of data.",
        &["provider_type", "provider_id", "data_source"],
        &[
            (
                "provider_type",
                term(&["candle", "trade", "quote"], "What it delivers: bars (of a file, or made of trades), trades, or quotes."),
            ),
            ("provider_id", identifier("Its id.")),
            ("data_source", identifier("The data source that it reads.")),
        ],
    )
}

pub(super) fn connectors() -> Value {
    let connector = object(
        "A way to a venue.",
        &["id", "type"],
        &[
            ("id", identifier("Its id.")),
            ("type", term(&["simulated", "rest", "websocket"], "Which kind of venue.")),
            ("api_key", secret("The public part of the account's key: `${NAME}`, never the key itself.")),
            ("api_secret", secret("The secret part of the account's key: `${NAME}`, never the key itself.")),
            ("testnet", boolean(true, "Whether the venue's play ground is meant.")),
        ],
    );
    object("Ways to venues.", &["connectors"], &[("connectors", list("The connectors.", connector))])
}

pub(super) fn schedule() -> Value {
    let mut entry = object(
        "An event that the clock starts.",
        &["name", "event", "type"],
        &[
            ("name", identifier("Its name, unique in the schedule.")),
            (
                "event",
                json!({
                    "type": "string",
                    "pattern": "^[A-Z][A-Z0-9_]{1,98}[A-Z0-9]$",
                    "description": "The event that it publishes.",
                    "examples": ["SCHEDULE_TRIGGERED"],
                }),
            ),
            ("type", term(&["cron", "interval"], "By the calendar, or once each time span.")),
            ("expression", text("Cron: minute, hour, day of the month, month, day of the week, for example `0 9 * * 1-5`.")),
            ("timezone", text("Cron: IANA name of the zone in which it is meant; UTC if left out.")),
            ("value", timeframe("Interval: the time span.")),
            ("strategies", list("The strategy links that hear it; all of them if left out.", identifier("A link's name."))),
        ],
    );
    entry["allOf"] = json!([
        {
            "if": {"properties": {"type": {"const": "cron"}}},
            "then": {"required": ["expression"], "properties": {"value": false}},
        },
        {
            "if": {"properties": {"type": {"const": "interval"}}},
            "then": {"required": ["value"], "properties": {"expression": false, "timezone": false}},
        },
    ]);
    object("What the clock starts.", &["schedule"], &[("schedule", list("The entries.", entry))])
}
