//! What a run directory answers: why, what was refused, what a bar cost; its tables for other tools; and where two runs part.

mod support;

use std::fs;
use std::path::Path;

use rusqlite::Connection;
use serde_json::Value;
use support::{Answer, Samples};

/// The sample with protective orders: its trades end by signal, stop and target.
const BRACKET: &str = "goog_sma_cross_bracket/operation.yaml";

fn sample_run(operation: &str) -> Samples {
    let samples = Samples::new();
    let answer = samples.run(&["backtest", operation, "--quiet", "--out", "run"]);
    assert_eq!(answer.code, 0, "{}", answer.err);
    samples
}

fn json(answer: &Answer) -> Value {
    assert_eq!(answer.code, 0, "{}", answer.err);
    serde_json::from_str(&answer.out).unwrap()
}

/// The first column of a query.
fn column(run: &Path, sql: &str) -> Vec<String> {
    let database = Connection::open(run.join("run.sqlite")).unwrap();
    let mut statement = database.prepare(sql).unwrap();
    let rows = statement.query_map([], |row| row.get(0)).unwrap();
    rows.collect::<Result<_, _>>().unwrap()
}

#[test]
fn why_of_every_trade_begins_with_a_market_event_and_ends_in_its_fills() {
    for operation in [BRACKET, "aapl_sma_level_pct/operation.yaml"] {
        let samples = sample_run(operation);
        let run = samples.path().join("run");
        let records = simpletrader_report::records::Records::open(&run).unwrap();
        let trades = records.trades().unwrap();
        assert!(trades.len() > 30, "{operation}: {} trades", trades.len());
        for trade in trades {
            let id = &trade.plan_id;
            let answer = simpletrader_report::journal::why(&run, &records, id).unwrap();
            let simpletrader_report::journal::Answer::Trade(answer) = answer else { panic!("{id} is a trade") };
            let event = answer.began_with().unwrap_or_else(|| panic!("{id} began with nothing"));
            assert!(event.is_of_market() && !event.bars.is_empty(), "{id}: {event:?}");
            assert!(!answer.decisions[0].signals.is_empty() && !answer.decisions[0].facts.is_empty(), "{id}");
            let told: Vec<&str> = (answer.decisions.iter().flat_map(|decision| &decision.commands))
                .flat_map(|command| &command.groups)
                .flat_map(|group| &group.orders)
                .flat_map(|order| &order.fills)
                .map(|fill| fill.fill_id.as_str())
                .collect();
            let sql = format!(
                "SELECT fill_id FROM fill JOIN orders ON order_id = parent_order_id
                 JOIN execution_group ON group_id = parent_group_id WHERE parent_plan_id = '{id}' ORDER BY fill_id"
            );
            assert_eq!(told, column(&run, &sql), "{id}: every fill of the trade, once");
        }
    }
}

#[test]
fn the_chain_of_a_trade_reads_like_this() {
    let samples = sample_run(BRACKET);
    let run = samples.path().join("run");
    let trade = column(&run, "SELECT plan_id FROM trade_plan ORDER BY plan_id").swap_remove(0);
    let answer = samples.run(&["journal", "run", "why", &trade]);
    insta::assert_snapshot!("why_a_trade", answer.shown());
}

#[test]
fn an_order_a_fill_and_a_signal_lead_to_the_same_decision() {
    let samples = sample_run(BRACKET);
    let run = samples.path().join("run");
    let decided = |thing: &str| json(&samples.run(&["journal", "run", "why", thing, "--json"]))["decision"].clone();
    let signal = column(&run, "SELECT signal_id FROM signal WHERE outcome = 'USED' ORDER BY signal_id").swap_remove(0);
    let order = column(&run, "SELECT order_id FROM orders WHERE purpose = 'STOP_LOSS' ORDER BY order_id").swap_remove(0);
    let fill = column(&run, "SELECT fill_id FROM fill ORDER BY fill_id").swap_remove(0);
    let of_signal = decided(&signal);
    assert!(of_signal["outcome"]["directive"]["directive_id"].is_string(), "{of_signal}");
    assert_eq!(decided(&order), of_signal);
    assert_eq!(decided(&fill), of_signal);
    let directive = of_signal["outcome"]["directive"]["directive_id"].as_str().unwrap();
    assert_eq!(decided(directive), of_signal);
}

/// Writes into a run what the engine writes when a venue tells of a fill whose trade is over, which the backtest's venue never does:
/// three more units of the first trade's entry, held by a trade of the host. Gives the ids of both trades and of the late fill.
fn with_a_late_fill(run: &Path) -> [String; 3] {
    let [late, group, order, fill] = ["TPL", "EXG", "ORD", "FIL"].map(|kind| format!("{kind}_20300101_000000_00000001"));
    let first = column(run, "SELECT plan_id FROM trade_plan ORDER BY plan_id").swap_remove(0);
    let last_pass = column(run, "SELECT CAST(max(pass) AS TEXT) FROM pass").swap_remove(0);
    let body = serde_json::json!({
        "reply": "FILLED", "tag": 1, "connector_fill_id": 999, "quantity": "3", "price": "100", "from": first,
        "trade_plan_id": late, "policy": "hold", "reason": "its trade is closed",
    });
    let statements = format!(
        "CREATE TEMP TABLE entry AS SELECT orders.*, parent_command_id AS command, execution_strategy AS family FROM orders
             JOIN execution_group ON group_id = parent_group_id
             WHERE parent_plan_id = '{first}' AND purpose = 'ENTRY' ORDER BY order_id LIMIT 1;
         INSERT INTO trade_plan SELECT '{late}', strategy_instance_id, symbol, direction, 'ACTIVE', '2030-01-01T00:00:00Z', NULL
             FROM trade_plan WHERE plan_id = '{first}';
         INSERT INTO execution_group SELECT '{group}', command, '{late}', family, 'COMPLETED', '3', '3',
             '2030-01-01T00:00:00Z', '2030-01-01T00:00:00Z' FROM entry;
         INSERT INTO orders SELECT '{order}', '{group}', symbol, side, order_type, limit_price, stop_price, '3', time_in_force,
             purpose, reduce_only, 'FILLED', '3', '2030-01-01T00:00:00Z', '2030-01-01T00:00:00Z' FROM entry;
         INSERT INTO fill VALUES ('{fill}', '{order}', 999, '3', '100', '1', NULL, '2030-01-01T00:00:00Z', 0, '0');
         INSERT INTO journal VALUES ('JRN_20300101_000000_00000001', 'FILL_ADOPTED', '2030-01-01T00:00:00Z', {last_pass},
             'RPL_20300101_000000_00000001', 'REPLY', '{body}');
         INSERT INTO journal_trade VALUES ('JRN_20300101_000000_00000001', '{first}'), ('JRN_20300101_000000_00000001', '{late}');"
    );
    Connection::open(run.join("run.sqlite")).unwrap().execute_batch(&statements).unwrap();
    [first, late, fill]
}

#[test]
fn a_fill_that_came_too_late_goes_back_to_the_decision_about_the_trade_that_was_over() {
    let samples = sample_run(BRACKET);
    let run = samples.path().join("run");
    let [first, late, fill] = with_a_late_fill(&run);
    let of = |thing: &str| json(&samples.run(&["journal", "run", "why", thing, "--json"]));
    let (of_first, of_late) = (of(&first), of(&late));
    assert_eq!((&of_first["adopted_from"], &of_late["adopted_from"]), (&Value::Null, &Value::from(first.clone())));
    let (decision, entered) = (&of_late["decisions"][0], &of_first["decisions"][0]);
    assert_eq!(decision["event"]["origin_type"], "TICK");
    assert_eq!(decision["outcome"], entered["outcome"], "nobody decided anything about the late fill itself");
    let fills = |answer: &Value| answer.to_string().matches(&fill).count();
    assert_eq!((fills(&of_late), fills(&of_first)), (1, 1), "the command that wanted it has it, whichever trade is asked about");
    let of_fill = of(&fill);
    assert_eq!(of_fill["about"], "order");
    assert_eq!(of_fill["decision"]["outcome"], entered["outcome"]);
    let told = samples.run(&["journal", "run", "why", &late]).out;
    assert!(told.contains(&format!("held by the host: a fill of {first} came when that trade was over")), "{told}");
}

#[test]
fn a_refused_signal_ends_in_its_refusal() {
    let samples = sample_run(BRACKET);
    let run = samples.path().join("run");
    let signal = column(&run, "SELECT signal_id FROM signal WHERE outcome = 'REFUSED' ORDER BY signal_id").swap_remove(0);
    let answer = json(&samples.run(&["journal", "run", "why", &signal, "--json"]));
    let refused = &answer["decision"]["outcome"]["refused"];
    assert!(refused["reason"].as_str().is_some_and(|reason| !reason.is_empty()), "{answer}");
    assert_eq!(answer["decision"]["event"]["origin_type"], "TICK");
    assert_eq!(answer["decision"]["commands"], serde_json::json!([]));
}

#[test]
fn refusals_add_up_to_those_in_the_journal() {
    let samples = sample_run(BRACKET);
    let run = samples.path().join("run");
    let answer = json(&samples.run(&["journal", "run", "refusals", "--json"]));
    let rejected =
        column(&run, "SELECT entry_id FROM journal WHERE kind IN ('SIGNAL_REJECTED', 'EXECUTION_REJECTED')").len() as u64;
    let classes = answer["classes"].as_array().unwrap();
    assert_eq!(answer["total"], rejected);
    assert_eq!(classes.iter().map(|class| class["count"].as_u64().unwrap()).sum::<u64>(), rejected);
    let refused = column(&run, "SELECT signal_id FROM signal WHERE outcome = 'REFUSED'").len() as u64;
    let told = classes.iter().filter_map(|class| class["aftermath"]["signals"].as_u64()).sum::<u64>();
    assert_eq!(told, refused, "each refused signal has an aftermath, once");
    let shown = samples.run(&["journal", "run", "refusals"]);
    insta::assert_snapshot!("refusals", shown.shown());
}

#[test]
fn a_bar_is_found_by_label_number_and_close_and_a_quiet_one_says_so() {
    let samples = sample_run(BRACKET);
    let run = samples.path().join("run");
    let bars = column(&run, "SELECT bars FROM pass WHERE origin_type = 'TICK' AND calls LIKE '%single%' ORDER BY pass");
    let bar: Value = serde_json::from_str(&bars[0]).unwrap();
    let (label, index) = (bar[0]["label"].as_str().unwrap(), bar[0]["index"].to_string());
    let of = |name: &str| json(&samples.run(&["journal", "run", "why", name, "--json"]));
    let by_label = of(label);
    assert_eq!(by_label["about"], "bar");
    assert_eq!(of(&index), by_label);
    assert_eq!(of(bar[0]["closed_at"].as_str().unwrap()), by_label);
    assert_eq!(of("2004-08-19")["about"], "quiet_bar");
    // How much fuel that is, the compiler of the workers has a say in.
    let traced = samples.run(&["journal", "run", "trace", "2004-08-25"]).shown();
    let without_fuel =
        |line: &str| line.split_once("fuel than ").map_or(line.to_owned(), |(words, _)| format!("{words}fuel than <fuel>"));
    insta::assert_snapshot!("trace_of_a_quiet_bar", traced.lines().map(without_fuel).collect::<Vec<_>>().join("\n"));
    let quiet = json(&samples.run(&["journal", "run", "trace", "2004-08-25", "--json"]));
    assert_eq!((&quiet["bar"], &quiet["bars"][0]["symbol"]), (&"quiet".into(), &"GOOG_USD".into()), "{quiet}");
    let unknown = samples.run(&["journal", "run", "trace", "2004-08-21"]);
    assert_eq!(unknown.code, 2, "{}", unknown.out);
    let unknown = samples.run(&["journal", "run", "why", "2004-08-21"]);
    assert_eq!(unknown.code, 2, "a Saturday: {}", unknown.out);
    assert!(unknown.err.contains("no bar `2004-08-21`"), "{}", unknown.err);
}

#[test]
fn the_bar_of_a_fill_has_the_fill() {
    let samples = sample_run(BRACKET);
    let trades = fs::read_to_string(samples.path().join("run/trades.csv")).unwrap();
    for label in trades.lines().skip(1).flat_map(|line| line.split(',').take(2)) {
        let answer = json(&samples.run(&["journal", "run", "why", label, "--json"]));
        let changes = answer["before"].as_array().unwrap().iter().flat_map(|pass| pass["changes"].as_array().unwrap());
        assert!(changes.filter(|change| change["kind"] == "ORDER_FILLED").count() > 0, "{label}: {answer}");
    }
}

#[test]
fn a_trace_says_who_published_what_to_whom_and_what_it_cost() {
    let samples = sample_run(BRACKET);
    let run = samples.path().join("run");
    let bars = column(&run, "SELECT bars FROM pass WHERE origin_type = 'TICK' AND calls LIKE '%single%' ORDER BY pass");
    let bar: Value = serde_json::from_str(&bars[0]).unwrap();
    let label = bar[0]["label"].as_str().unwrap();
    let shown = samples.run(&["journal", "run", "trace", label]);
    assert_eq!(shown.code, 0, "{}", shown.err);
    let parts = [
        "cross → SIGNAL_DETECTED with CROSS_UP SIG_",
        "brain → STRATEGY_DIRECTIVE_ISSUED with STR_",
        "sizer → SIZE_PLAN_CREATED with SIZ_",
        "aggregation → EXECUTION_COMMAND_BATCH_READY with SINGLE EXC_",
    ];
    parts.iter().for_each(|part| assert!(shown.out.contains(part), "expected `{part}` in:\n{}", shown.out));
    let trace = json(&samples.run(&["journal", "run", "trace", label, "--json"]));
    let workers = trace["at_close"]["workers"].as_array().unwrap();
    let fuel: u64 = workers.iter().map(|worker| worker["fuel"].as_u64().unwrap()).sum();
    assert!(workers.iter().all(|worker| worker["fuel"].as_u64() > Some(0)), "{trace}");
    assert_eq!(trace["at_close"]["fuel"], fuel);
}

/// What a trace says of a worker is what the run says: over all recorded passes and the quiet ones together.
#[test]
fn planners_and_execution_workers_cost_in_their_passes_what_the_summary_says() {
    let samples = sample_run(BRACKET);
    let run = samples.path().join("run");
    let summary: Value = serde_json::from_str(&fs::read_to_string(run.join("summary.json")).unwrap()).unwrap();
    for worker in ["sizer", "router", "single_x"] {
        let of = |field: &str| {
            let sql = format!(
                "SELECT CAST(coalesce(sum(call.value ->> '{field}'), 0) AS TEXT) FROM pass, json_each(calls) AS call
                 WHERE call.value ->> 'worker_id' = '{worker}'"
            );
            column(&run, &sql).swap_remove(0)
        };
        let all = summary["workers"].as_array().unwrap();
        let Some(told) = all.iter().find(|one| one["worker_id"] == worker) else { continue };
        assert_eq!((of("calls"), of("fuel")), (told["calls"].to_string(), told["fuel"].to_string()), "{worker}");
    }
}

#[test]
fn what_is_no_run_and_what_a_run_does_not_have_is_said() {
    let samples = sample_run(BRACKET);
    let mut told = String::new();
    for arguments in [
        &["journal", "nowhere", "refusals"][..],
        &["journal", "run", "why", "TPL_20990101_000000_00000001"],
        &["journal", "run", "why", "STR_20990101_000000_00000001"],
        &["journal", "run", "trace", "no\u{1b}[2Jbar"],
        &["export", "nowhere"],
        &["diff", "run", "nowhere"],
    ] {
        told += &format!("$ simpletrader {}\n{}\n", arguments.join(" ").replace('\u{1b}', "ESC"), samples.run(arguments).shown());
    }
    Connection::open(samples.path().join("run/run.sqlite"))
        .unwrap()
        .execute("UPDATE meta SET value = '2' WHERE key = 'schema_version'", [])
        .unwrap();
    told += &format!("$ another version\n{}", samples.run(&["journal", "run", "refusals"]).shown());
    insta::assert_snapshot!("what_has_no_answer", told);
}

// A run on the first bars of a file is the beginning of the run on all of them: nothing that is decided knows what comes later.
#[test]
fn a_run_on_the_first_bars_is_a_prefix_of_the_whole_run() {
    let samples = sample_run(BRACKET);
    let file = samples.path().join("data/goog_1d.csv");
    let all = fs::read_to_string(&file).unwrap();
    let whole = samples.path().join("run");
    for bars in [1, 20, 300, 1000] {
        let first: String = all.split_inclusive('\n').take(bars + 1).collect();
        fs::write(&file, first).unwrap();
        let answer = samples.run(&["backtest", BRACKET, "--quiet", "--out", "short"]);
        assert_eq!(answer.code, 0, "{}", answer.err);
        let short = samples.path().join("short");
        for sql in [
            "SELECT pass || at || origin_id || bars || calls FROM pass ORDER BY pass",
            "SELECT entry_id || kind || pass || body FROM journal ORDER BY entry_id",
            "SELECT sequence || kind || pass || at || plan_id FROM ledger_change ORDER BY sequence",
            "SELECT signal_id || worker_id || outcome || decided_by FROM signal ORDER BY signal_id",
            "SELECT fill_id || price || quantity || commission FROM fill ORDER BY fill_id",
        ] {
            let (short, whole) = (column(&short, sql), column(&whole, sql));
            assert!(short.len() <= whole.len() && short == whole[..short.len()], "{bars} bars: {sql}");
        }
        let lines = |run: &Path, name: &str| fs::read_to_string(run.join(name)).unwrap();
        for name in ["equity.csv", "trades.csv"] {
            assert!(lines(&whole, name).starts_with(&lines(&short, name)), "{bars} bars: {name}");
        }
        assert_eq!(lines(&short, "equity.csv").lines().count(), bars + 1);
    }
}

#[test]
fn two_runs_part_where_their_data_does() {
    let samples = sample_run(BRACKET);
    let same = samples.run(&["backtest", BRACKET, "--quiet", "--out", "same"]);
    assert_eq!(same.code, 0, "{}", same.err);
    assert_eq!(samples.run(&["diff", "run", "same"]).out, "both were made of the same things\nthe same happened in both\n");
    let file = samples.path().join("data/goog_1d.csv");
    let text = fs::read_to_string(&file).unwrap();
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    // The bar in which the hundredth order is decided, its close moved to its high.
    let bars = column(
        &samples.path().join("run"),
        "SELECT bars FROM pass WHERE origin_type = 'TICK' AND calls LIKE '%single%' ORDER BY pass",
    );
    let bar: Value = serde_json::from_str(&bars[20]).unwrap();
    let label = bar[0]["label"].as_str().unwrap();
    let line = lines.iter_mut().find(|line| line.starts_with(label)).unwrap();
    let mut fields: Vec<&str> = line.split(',').collect();
    fields[4] = fields[2];
    *line = fields.join(",");
    fs::write(&file, lines.join("\n") + "\n").unwrap();
    assert_eq!(samples.run(&["backtest", BRACKET, "--quiet", "--out", "other"]).code, 0);
    let parting = json(&samples.run(&["diff", "run", "other", "--json"]));
    assert_eq!(parting["inputs"].as_array().unwrap().len(), 1, "{parting}");
    assert_eq!(parting["inputs"][0]["input"], "data goog_daily");
    assert_eq!(parting["first"]["at"], bar[0]["closed_at"]);
    assert_eq!(parting["sides"][0]["bars"][0]["label"], label);
}

#[test]
fn two_parameters_part_at_a_decision_and_the_parameter_is_named() {
    let samples = sample_run("goog_sma_cross/operation.yaml");
    samples.replace("common/sma_cross.yaml", "period: 10", "period: 12");
    assert_eq!(samples.run(&["backtest", "goog_sma_cross/operation.yaml", "--quiet", "--out", "other"]).code, 0);
    let answer = samples.run(&["diff", "run", "other"]);
    insta::assert_snapshot!("two_periods", answer.shown());
}

/// Every table as CSV has the rows of the database, and its figures add up to those of the summary.
#[test]
fn exported_tables_hold_the_run() {
    let samples = sample_run(BRACKET);
    let run = samples.path().join("run");
    let answer = samples.run(&["export", "run", "--format", "csv", "--output", "tables"]);
    assert_eq!(answer.code, 0, "{}", answer.err);
    let rows = |name: &str| fs::read_to_string(samples.path().join("tables").join(name)).unwrap().lines().count() - 1;
    let count = |sql: &str| column(&run, sql).len();
    assert_eq!(rows("orders.csv"), count("SELECT order_id FROM orders"));
    assert_eq!(rows("fills.csv"), count("SELECT fill_id FROM fill"));
    assert_eq!(rows("positions.csv"), count("SELECT fill_id FROM fill"));
    assert_eq!(rows("signals.csv"), count("SELECT signal_id FROM signal"));
    assert_eq!(rows("directives.csv"), count("SELECT entry_id FROM journal WHERE kind = 'DIRECTIVE_ISSUED'"));
    assert_eq!(
        rows("rejections.csv"),
        count("SELECT entry_id FROM journal WHERE kind IN ('SIGNAL_REJECTED', 'EXECUTION_REJECTED')")
    );
    for name in ["trades.csv", "equity.csv"] {
        let lines = |folder: &Path| fs::read_to_string(folder.join(name)).unwrap();
        assert_eq!(lines(&samples.path().join("tables")), lines(&run), "{name}: what is exact stays as it is");
    }
    let summary: Value = serde_json::from_str(&fs::read_to_string(run.join("summary.json")).unwrap()).unwrap();
    let positions = fs::read_to_string(samples.path().join("tables/positions.csv")).unwrap();
    assert_eq!(positions.lines().last().unwrap().rsplit(',').next(), summary["open_qty"].as_str());
}
