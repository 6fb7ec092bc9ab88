//! What led to a trade, and what it risked, from the commands in the journal.

use std::collections::HashMap;

use rusqlite::Connection;
use serde::Deserialize;
use simpletrader_contracts::Decimal;

use super::trades::Trade;
use crate::reading::ReadError;

/// What led to a trade, and what it risked.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Cause {
    /// Types of the signals behind the command that opened it, in their order.
    pub entry_signals: Vec<String>,
    /// Types of the signals behind the last command that changed or closed it.
    pub exit_signals: Vec<String>,
    /// The stop that it was opened with.
    pub stop: Option<Decimal>,
    /// The target that it was opened with.
    pub target: Option<Decimal>,
    /// What its size plan said it risks, in account currency.
    pub risk_amount: Option<Decimal>,
}

/// The parts of a journalled command that are wanted. The engine wrote it, so its shape is known.
#[derive(Deserialize)]
struct Entry {
    command: Command,
}

#[derive(Deserialize)]
struct Command {
    scope: String,
    causality: Causality,
    exit_plan: Option<ExitPlan>,
    size_plan: Option<SizePlan>,
}

#[derive(Deserialize)]
struct Causality {
    #[serde(default)]
    signal_ids: Vec<String>,
}

#[derive(Deserialize)]
struct ExitPlan {
    stop_loss_price: Option<Decimal>,
    take_profit_price: Option<Decimal>,
}

#[derive(Deserialize)]
struct SizePlan {
    risk_amount: Option<Decimal>,
}

const COMMANDS: &str = "SELECT journal_trade.plan_id, journal.body FROM journal JOIN journal_trade USING (entry_id)
    WHERE journal.kind = 'COMMAND_ISSUED' ORDER BY journal.entry_id";

/// Adds to each trade what led to it.
pub(super) fn tell(database: &Connection, trades: &mut [Trade]) -> Result<(), ReadError> {
    let mut statement = database.prepare("SELECT signal_id, signal_type FROM signal WHERE outcome = 'USED'")?;
    let types: HashMap<String, String> =
        statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?;
    let mut causes: HashMap<String, Cause> = HashMap::new();
    let mut statement = database.prepare(COMMANDS)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        // What cannot be understood explains nothing; the trade itself does not depend on it.
        let Ok(Entry { command }) = serde_json::from_str(row.get_ref(1)?.as_str().unwrap_or_default()) else { continue };
        let cause = causes.entry(row.get(0)?).or_default();
        let signals = command.causality.signal_ids.iter().filter_map(|id| types.get(id).cloned()).collect();
        if command.scope == "NEW_TRADE" {
            cause.entry_signals = signals;
            let levels = command.exit_plan.map(|plan| (plan.stop_loss_price, plan.take_profit_price));
            (cause.stop, cause.target) = levels.unwrap_or_default();
            cause.risk_amount = command.size_plan.and_then(|plan| plan.risk_amount);
        } else {
            cause.exit_signals = signals;
        }
    }
    for trade in trades {
        if let Some(cause) = causes.get(&trade.plan_id) {
            trade.cause.clone_from(cause);
        }
    }
    Ok(())
}
