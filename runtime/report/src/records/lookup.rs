//! The look-ups.

use rusqlite::{OptionalExtension, Params, Row, params};
use serde_json::Value;

use super::rows::FromRow;
use super::{Fill, Group, JournalLine, LedgerChange, Order, Pass, Records, RecordsError, Risk, Signal, Trade};

impl Records {
    /// The pass with this number, if it left something.
    pub fn pass(&self, number: u32) -> Result<Option<Pass>, RecordsError> {
        Ok(self.passes("WHERE pass = ?1", [number])?.pop())
    }

    /// The passes with this anchor that left something, in order.
    pub fn passes_at(&self, at: &str) -> Result<Vec<Pass>, RecordsError> {
        self.passes("WHERE at = ?1 ORDER BY pass", [at])
    }

    /// Every pass that left something, in order, handed over one by one.
    pub fn each_pass(&self, mut take: impl FnMut(Pass)) -> Result<(), RecordsError> {
        let failed = |error| self.failed(error);
        let sql = "SELECT pass, at, origin_id, origin_type, bars, calls FROM pass ORDER BY pass";
        let mut statement = self.connection.prepare_cached(sql).map_err(failed)?;
        let mut rows = statement.query([]).map_err(failed)?;
        while let Some(row) = rows.next().map_err(failed)? {
            take(self.pass_of(row)?);
        }
        Ok(())
    }

    /// The passes begun by a bar with this label, in order.
    pub fn passes_of_bar(&self, label: &str) -> Result<Vec<Pass>, RecordsError> {
        // The text is looked for first, because it is quick, and then read properly: a label may be part of another text.
        let needle = Value::from(label).to_string();
        let found = self.passes("WHERE origin_type = 'TICK' AND instr(bars, ?1) > 0 ORDER BY pass", [needle])?;
        Ok(found.into_iter().filter(|pass| pass.bars.iter().any(|bar| bar.label == label)).collect())
    }

    fn passes(&self, condition: &str, given: impl Params) -> Result<Vec<Pass>, RecordsError> {
        let failed = |error| self.failed(error);
        let sql = format!("SELECT pass, at, origin_id, origin_type, bars, calls FROM pass {condition}");
        let mut statement = self.connection.prepare_cached(&sql).map_err(failed)?;
        let mut rows = statement.query(given).map_err(failed)?;
        let mut passes = Vec::new();
        while let Some(row) = rows.next().map_err(failed)? {
            passes.push(self.pass_of(row)?);
        }
        Ok(passes)
    }

    fn pass_of(&self, row: &Row<'_>) -> Result<Pass, RecordsError> {
        let failed = |error| self.failed(error);
        let number: u32 = row.get(0).map_err(failed)?;
        let text = |column: usize| row.get::<_, String>(column).map_err(failed);
        let misshapen = |name: &str, error| self.misshapen(format!("column {name} of pass {number}"), error);
        Ok(Pass {
            pass: number,
            at: text(1)?,
            origin_id: text(2)?,
            origin_type: text(3)?,
            bars: serde_json::from_str(&text(4)?).map_err(|error| misshapen("bars", error))?,
            calls: serde_json::from_str(&text(5)?).map_err(|error| misshapen("calls", error))?,
        })
    }

    /// The journal lines of a pass, in order.
    pub fn lines_of_pass(&self, pass: &Pass) -> Result<Vec<JournalLine>, RecordsError> {
        let mut lines = self.lines_of_second(&second_of_time(&pass.at))?;
        lines.retain(|line| line.pass == pass.pass);
        Ok(lines)
    }

    /// The journal lines of the second in which the thing with this id was made, in order.
    pub fn lines_around(&self, id: &str) -> Result<Vec<JournalLine>, RecordsError> {
        self.lines_of_second(second_of_id(id))
    }

    fn lines_of_second(&self, second: &str) -> Result<Vec<JournalLine>, RecordsError> {
        let (from, to) = (format!("JRN_{second}_"), format!("JRN_{second}`"));
        self.lines("WHERE entry_id >= ?1 AND entry_id < ?2 ORDER BY entry_id", params![from, to])
    }

    /// The journal lines about a trade, in order.
    pub fn lines_of_trade(&self, plan_id: &str) -> Result<Vec<JournalLine>, RecordsError> {
        self.lines("WHERE entry_id IN (SELECT entry_id FROM journal_trade WHERE plan_id = ?1) ORDER BY entry_id", [plan_id])
    }

    /// The journal lines in whose body this id stands, in order. Reads the whole journal.
    pub fn lines_naming(&self, id: &str) -> Result<Vec<JournalLine>, RecordsError> {
        self.lines("WHERE instr(body, ?1) > 0 ORDER BY entry_id", [id])
    }

    /// Every refusal, in order, handed over one by one.
    pub fn each_refusal(&self, mut take: impl FnMut(JournalLine)) -> Result<(), RecordsError> {
        let condition = "WHERE kind IN ('SIGNAL_REJECTED', 'EXECUTION_REJECTED') ORDER BY entry_id";
        self.each_line(condition, [], &mut take)
    }

    fn lines(&self, condition: &str, given: impl Params) -> Result<Vec<JournalLine>, RecordsError> {
        let mut lines = Vec::new();
        self.each_line(condition, given, &mut |line| lines.push(line))?;
        Ok(lines)
    }

    fn each_line(&self, condition: &str, given: impl Params, take: &mut dyn FnMut(JournalLine)) -> Result<(), RecordsError> {
        let failed = |error| self.failed(error);
        let sql = format!("SELECT entry_id, kind, timestamp, pass, origin_id, origin_type, body FROM journal {condition}");
        let mut statement = self.connection.prepare_cached(&sql).map_err(failed)?;
        let mut rows = statement.query(given).map_err(failed)?;
        while let Some(row) = rows.next().map_err(failed)? {
            let text = |column: usize| row.get::<_, String>(column).map_err(failed);
            let entry_id = text(0)?;
            let body = serde_json::from_str(&text(6)?);
            let body = body.map_err(|error| self.misshapen(format!("the body of journal entry {entry_id}"), error))?;
            let (kind, at, pass) = (text(1)?, text(2)?, row.get(3).map_err(failed)?);
            take(JournalLine { entry_id, kind, at, pass, origin_id: text(4)?, origin_type: text(5)?, body });
        }
        Ok(())
    }

    /// A signal.
    pub fn signal(&self, id: &str) -> Result<Option<Signal>, RecordsError> {
        self.one("WHERE signal_id = ?1", [id])
    }

    /// The signals of this instant, in order.
    pub fn signals_at(&self, at: &str) -> Result<Vec<Signal>, RecordsError> {
        let (from, to) = second_range("SIG", at);
        self.all("WHERE signal_id >= ?1 AND signal_id < ?2 AND timestamp = ?3 ORDER BY signal_id", params![from, to, at])
    }

    /// Every signal, in order.
    pub fn signals(&self) -> Result<Vec<Signal>, RecordsError> {
        self.all("ORDER BY signal_id", [])
    }

    /// A risk.
    pub fn risk(&self, id: &str) -> Result<Option<Risk>, RecordsError> {
        self.one("WHERE risk_id = ?1", [id])
    }

    /// The risks of this instant, in order.
    pub fn risks_at(&self, at: &str) -> Result<Vec<Risk>, RecordsError> {
        let (from, to) = second_range("RSK", at);
        self.all("WHERE risk_id >= ?1 AND risk_id < ?2 AND timestamp = ?3 ORDER BY risk_id", params![from, to, at])
    }

    /// A trade.
    pub fn trade(&self, id: &str) -> Result<Option<Trade>, RecordsError> {
        self.one("WHERE plan_id = ?1", [id])
    }

    /// The ids of all trades, in order.
    pub fn trades(&self) -> Result<Vec<Trade>, RecordsError> {
        self.all("ORDER BY plan_id", [])
    }

    /// The groups that worked a command, in order: one, and one more for each fill that the host has adopted.
    pub fn groups_of_command(&self, command_id: &str) -> Result<Vec<Group>, RecordsError> {
        // No group is older than its command, and ids sort by time.
        let from = format!("EXG_{}_", second_of_id(command_id));
        self.all("WHERE group_id >= ?2 AND parent_command_id = ?1 ORDER BY group_id", params![command_id, from])
    }

    /// A group.
    pub fn group(&self, id: &str) -> Result<Option<Group>, RecordsError> {
        self.one("WHERE group_id = ?1", [id])
    }

    /// An order.
    pub fn order(&self, id: &str) -> Result<Option<Order>, RecordsError> {
        self.one("WHERE order_id = ?1", [id])
    }

    /// The orders of a group, in order.
    pub fn orders_of_group(&self, group_id: &str) -> Result<Vec<Order>, RecordsError> {
        // No order is older than its group, and ids sort by time.
        let from = format!("ORD_{}_", second_of_id(group_id));
        self.all("WHERE order_id >= ?2 AND parent_group_id = ?1 ORDER BY order_id", params![group_id, from])
    }

    /// A fill.
    pub fn fill(&self, id: &str) -> Result<Option<Fill>, RecordsError> {
        self.one("WHERE fill_id = ?1", [id])
    }

    /// The fills of an order, in order.
    pub fn fills_of_order(&self, order: &Order) -> Result<Vec<Fill>, RecordsError> {
        // Between the order's first and last second. What changed it last was its last fill, or came later.
        let from = format!("FIL_{}_", second_of_id(&order.order_id));
        let to = format!("FIL_{}`", second_of_time(&order.updated_at));
        self.all(
            "WHERE fill_id >= ?2 AND fill_id < ?3 AND parent_order_id = ?1 ORDER BY fill_id",
            params![order.order_id, from, to],
        )
    }

    /// The ledger's changes of a pass, in order.
    pub fn changes_of_pass(&self, pass: u32) -> Result<Vec<LedgerChange>, RecordsError> {
        self.all("WHERE pass = ?1 ORDER BY sequence", [pass])
    }

    fn one<T: FromRow>(&self, condition: &str, given: impl Params) -> Result<Option<T>, RecordsError> {
        let failed = |error| self.failed(error);
        let mut statement = self.connection.prepare_cached(&format!("{} {condition}", T::SELECT)).map_err(failed)?;
        statement.query_row(given, |row| T::of(row)).optional().map_err(failed)
    }

    fn all<T: FromRow>(&self, condition: &str, given: impl Params) -> Result<Vec<T>, RecordsError> {
        let failed = |error| self.failed(error);
        let mut statement = self.connection.prepare_cached(&format!("{} {condition}", T::SELECT)).map_err(failed)?;
        statement.query_map(given, |row| T::of(row)).and_then(Iterator::collect).map_err(failed)
    }
}

/// `20041204_000000` of `SIG_20041204_000000_00000002`; the whole text of what is no id.
fn second_of_id(id: &str) -> &str {
    id.split_once('_').and_then(|(_, rest)| rest.rsplit_once('_')).map_or(id, |(second, _)| second)
}

/// `20041204_000000` of `2004-12-04T00:00:00Z`.
fn second_of_time(at: &str) -> String {
    let (date, time) = at.split_once('T').unwrap_or((at, ""));
    let digits = |text: &str, count: usize| text.chars().filter(char::is_ascii_digit).take(count).collect::<String>();
    format!("{}_{}", digits(date, 8), digits(time, 6))
}

fn second_range(prefix: &str, at: &str) -> (String, String) {
    let second = second_of_time(at);
    // The backquote is the character after the underscore.
    (format!("{prefix}_{second}_"), format!("{prefix}_{second}`"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_and_times_name_the_same_second() {
        assert_eq!(second_of_id("SIG_20041204_093015_00000002"), "20041204_093015");
        assert_eq!(second_of_time("2004-12-04T09:30:15Z"), "20041204_093015");
        assert_eq!(second_of_time("2004-12-04T09:30:15.250000Z"), "20041204_093015");
        assert_eq!(second_of_id("nonsense"), "nonsense");
    }

    #[test]
    fn a_second_is_a_range_of_ids() {
        let (from, to) = second_range("SIG", "2004-12-04T09:30:15Z");
        assert!(from.as_str() <= "SIG_20041204_093015_00000000" && "SIG_20041204_093015_ffffffff" < to.as_str());
        assert!("SIG_20041204_093014_ffffffff" < from.as_str() && to.as_str() < "SIG_20041204_093016_00000000");
    }
}
