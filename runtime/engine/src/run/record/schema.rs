//! The tables of `run.sqlite`. Times are ISO 8601, money and quantities are canonical decimal texts, ids are texts.

/// Version of the tables; written to `meta`.
pub(super) const SCHEMA_VERSION: u32 = 4;

/// Makes every table.
pub(super) const CREATE: &str = "
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

-- The passes that left something, and the first pass over bars after one that did: what began each, the bars that closed at it, and
-- which workers were called at what cost. Both lists are JSON. A bar: series (its number in the build spec), symbol, index, label,
-- closed_at, open, high, low, close, volume. A call: worker_id, calls, fuel.
CREATE TABLE pass (
    pass INTEGER PRIMARY KEY, at TEXT NOT NULL, origin_id TEXT NOT NULL, origin_type TEXT NOT NULL, bars TEXT NOT NULL,
    calls TEXT NOT NULL
) STRICT;

-- The ledger: what happened. A commission without an asset is in account currency; the bar of a fill is a row of bars.csv, by its
-- number among those of the symbol, from 0.
CREATE TABLE trade_plan (
    plan_id TEXT PRIMARY KEY, strategy_instance_id TEXT NOT NULL, symbol TEXT NOT NULL, direction TEXT NOT NULL,
    status TEXT NOT NULL, created_at TEXT NOT NULL, closed_at TEXT
) STRICT, WITHOUT ROWID;
CREATE TABLE execution_group (
    group_id TEXT PRIMARY KEY, parent_command_id TEXT NOT NULL, parent_plan_id TEXT NOT NULL REFERENCES trade_plan,
    execution_strategy TEXT NOT NULL, status TEXT NOT NULL, target_quantity TEXT, filled_quantity TEXT NOT NULL,
    created_at TEXT NOT NULL, updated_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE orders (
    order_id TEXT PRIMARY KEY, parent_group_id TEXT NOT NULL REFERENCES execution_group, symbol TEXT NOT NULL, side TEXT NOT NULL,
    order_type TEXT NOT NULL, limit_price TEXT, stop_price TEXT, quantity TEXT NOT NULL, time_in_force TEXT NOT NULL,
    purpose TEXT NOT NULL, reduce_only INTEGER NOT NULL, status TEXT NOT NULL, filled_quantity TEXT NOT NULL,
    created_at TEXT NOT NULL, updated_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE fill (
    fill_id TEXT PRIMARY KEY, parent_order_id TEXT NOT NULL REFERENCES orders, connector_fill_id INTEGER NOT NULL UNIQUE,
    quantity TEXT NOT NULL, price TEXT NOT NULL, commission TEXT NOT NULL, commission_asset TEXT, executed_at TEXT NOT NULL,
    bar INTEGER NOT NULL, slippage TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE ledger_change (
    sequence INTEGER PRIMARY KEY, pass INTEGER NOT NULL, kind TEXT NOT NULL, at TEXT NOT NULL, plan_id TEXT NOT NULL, group_id TEXT,
    order_id TEXT, fill_id TEXT
) STRICT;

-- The journal: why it happened. Joined to the ledger by plan_id and parent_command_id.
CREATE TABLE journal (
    entry_id TEXT PRIMARY KEY, kind TEXT NOT NULL, timestamp TEXT NOT NULL, pass INTEGER NOT NULL,
    origin_id TEXT NOT NULL, origin_type TEXT NOT NULL, body TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE journal_trade (
    entry_id TEXT NOT NULL REFERENCES journal, plan_id TEXT NOT NULL, PRIMARY KEY (entry_id, plan_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE signal (
    signal_id TEXT PRIMARY KEY, timestamp TEXT NOT NULL, worker_id TEXT NOT NULL, symbol TEXT NOT NULL, direction TEXT NOT NULL,
    signal_type TEXT NOT NULL, confidence TEXT, outcome TEXT NOT NULL, decided_by TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE risk (
    risk_id TEXT PRIMARY KEY, timestamp TEXT NOT NULL, worker_id TEXT NOT NULL, risk_type TEXT NOT NULL, severity TEXT NOT NULL,
    affected_symbol TEXT, outcome TEXT, decided_by TEXT
) STRICT, WITHOUT ROWID;

-- What workers said and remembered beside their answers. The value of a key is that of its latest pass; NULL is removed.
CREATE TABLE worker_log (
    pass INTEGER NOT NULL, line INTEGER NOT NULL, at TEXT NOT NULL, worker_id TEXT NOT NULL, level TEXT NOT NULL, text TEXT NOT NULL,
    PRIMARY KEY (pass, line)
) STRICT, WITHOUT ROWID;
CREATE TABLE worker_state (
    pass INTEGER NOT NULL, worker_id TEXT NOT NULL, key TEXT NOT NULL, value BLOB, PRIMARY KEY (pass, worker_id, key)
) STRICT, WITHOUT ROWID;
";
