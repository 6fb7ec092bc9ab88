//! One decision: what it was made from, what it was, and what came of it.

use serde::Serialize;
use serde_json::{Map, Value};

use super::JournalError;
use crate::records::{Bar, Fill, Group, JournalLine, Order, Pass, Records, RecordsError, Risk, Signal};

/// What began a pass.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Event {
    /// Its id.
    pub origin_id: String,
    /// `TICK` for the market, `REPLY` for the venue, `SCHEDULE` for a wake-up.
    pub origin_type: String,
    /// The number of the pass.
    pub pass: u32,
    /// Its anchor.
    pub at: String,
    /// The bars that closed at it.
    pub bars: Vec<Bar>,
}

/// A decision and everything around it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Decision {
    /// What began the pass in which it was made.
    pub event: Event,
    /// Every fact of that pass by address; one that was not ready is null. Empty for a decision of the host.
    pub facts: Map<String, Value>,
    /// The signals that it is about.
    pub signals: Vec<Signal>,
    /// The risks that it is about.
    pub risks: Vec<Risk>,
    /// What was decided.
    pub outcome: Outcome,
    /// The commands that were made of it, in order.
    pub commands: Vec<Command>,
    /// What was refused of it on the way, in order.
    pub refusals: Vec<Refusal>,
}

/// What was decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// To act.
    Directive {
        /// The directive.
        directive_id: String,
        /// Who decided: the strategy planner, or the host.
        decided_by: String,
        /// The directive as it was issued.
        directive: Value,
        /// Why the host decided; none for a decision of the planner.
        host: Option<Value>,
    },
    /// Not to act.
    Refused(Refusal),
}

/// A refusal, as the journal has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Refusal {
    /// Its id.
    pub rejection_id: String,
    /// When.
    pub at: String,
    /// The number of the pass.
    pub pass: u32,
    /// How far the matter had come.
    pub stage: String,
    /// Who refused.
    pub refused_by: String,
    /// Why, as a code.
    pub code: String,
    /// Why, in words. They may be a worker's.
    pub reason: String,
}

/// A command and the orders that worked it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Command {
    /// Its id.
    pub command_id: String,
    /// When it went to execution.
    pub at: String,
    /// The number of that pass: later than the decision's, where it waited for another command of its batch.
    pub pass: u32,
    /// The trade.
    pub plan_id: String,
    /// The command with its plans.
    pub command: Value,
    /// The groups that worked it; none when it was refused or changed orders of another one. Several, where the host adopted a fill
    /// that came too late.
    pub groups: Vec<WorkedGroup>,
}

/// A group and its orders.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WorkedGroup {
    /// The group.
    #[serde(flatten)]
    pub group: Group,
    /// Its orders, in order.
    pub orders: Vec<WorkedOrder>,
}

/// An order and its fills.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WorkedOrder {
    /// The order, as the run left it.
    #[serde(flatten)]
    pub order: Order,
    /// Its fills, in order.
    pub fills: Vec<Fill>,
}

impl Event {
    /// What began the pass of a journal line.
    pub(super) fn of_line(records: &Records, line: &JournalLine) -> Result<Self, RecordsError> {
        let bars = records.pass(line.pass)?.map_or_else(Vec::new, |pass| pass.bars);
        let (origin_id, origin_type) = (line.origin_id.clone(), line.origin_type.clone());
        Ok(Self { origin_id, origin_type, pass: line.pass, at: line.at.clone(), bars })
    }

    /// What began a pass.
    pub(super) fn of_pass(pass: &Pass) -> Self {
        let Pass { pass: number, at, origin_id, origin_type, bars, .. } = pass.clone();
        Self { origin_id, origin_type, pass: number, at, bars }
    }

    /// Whether the market began it.
    pub fn is_of_market(&self) -> bool {
        self.origin_type == "TICK"
    }
}

impl Refusal {
    /// The refusal of a journal line; none when the line is about something else.
    pub(super) fn of_line(line: &JournalLine) -> Option<Self> {
        let rejection = line.body.get("rejection")?;
        let chain = rejection.get("chain")?;
        Some(Self {
            rejection_id: text(rejection, "rejection_id"),
            at: line.at.clone(),
            pass: line.pass,
            stage: text(rejection, "stage"),
            refused_by: text(rejection, "refused_by"),
            code: text(chain, "rejection_code"),
            reason: text(chain, "rejection_reason"),
        })
    }
}

impl Decision {
    /// The decision of a line of kind DIRECTIVE_ISSUED or of a refusal; none when the line is neither.
    pub(super) fn of_line(records: &Records, line: &JournalLine) -> Result<Option<Self>, JournalError> {
        let outcome = match (line.body.get("directive"), Refusal::of_line(line)) {
            (Some(directive), _) => Outcome::Directive {
                directive_id: text(directive, "directive_id"),
                decided_by: text(directive, "strategy_planner_id"),
                directive: directive.clone(),
                host: line.body.get("host").cloned(),
            },
            (None, Some(refusal)) => Outcome::Refused(refusal),
            (None, None) => return Ok(None),
        };
        let facts = line.body.get("facts").and_then(Value::as_object).cloned().unwrap_or_default();
        let mut decision = Self {
            event: Event::of_line(records, line)?,
            facts,
            signals: each(&line.body, "signals", "signal_id", |id| records.signal(id))?,
            risks: each(&line.body, "risks", "risk_id", |id| records.risk(id))?,
            outcome,
            commands: Vec::new(),
            refusals: Vec::new(),
        };
        decision.follow(records, line)?;
        Ok(Some(decision))
    }

    /// The decision with this directive; none when there is no such directive.
    pub(super) fn of_directive(records: &Records, directive_id: &str) -> Result<Option<Self>, JournalError> {
        for line in records.lines_around(directive_id)? {
            let issued = line.body.get("directive").filter(|_| line.kind == "DIRECTIVE_ISSUED");
            if issued.is_some_and(|issued| text(issued, "directive_id") == directive_id) {
                return Self::of_line(records, &line);
            }
        }
        Ok(None)
    }

    /// The decision that is this refusal; none when there is no such refusal.
    pub(super) fn of_rejection(records: &Records, rejection_id: &str) -> Result<Option<Self>, JournalError> {
        for line in records.lines_around(rejection_id)? {
            if Refusal::of_line(&line).is_some_and(|refusal| refusal.rejection_id == rejection_id) {
                return Self::of_line(records, &line);
            }
        }
        Ok(None)
    }

    /// What came of it: commands with their orders, and refusals on the way. The lines of a directive stand in its own second and
    /// among those of its trades; only a batch whose commands wait for one another has lines anywhere.
    fn follow(&mut self, records: &Records, decided: &JournalLine) -> Result<(), JournalError> {
        let Outcome::Directive { directive_id, directive, .. } = &self.outcome else { return Ok(()) };
        let directive_id = directive_id.clone();
        let mut lines = match directive.get("execution_policy") {
            None | Some(Value::Null) => records.lines_around(&decided.entry_id)?,
            Some(_) => records.lines_naming(&directive_id)?,
        };
        let is_of = |line: &JournalLine| directive_of(line) == Some(directive_id.as_str());
        let trades: Vec<String> = lines.iter().filter(|line| is_of(line)).filter_map(trade_of_command).collect();
        lines.retain(is_of);
        for trade in &trades {
            let mut of_trade = records.lines_of_trade(trade)?;
            attribute(&mut of_trade, &directive_id);
            lines.extend(of_trade);
        }
        lines.sort_by(|one, other| one.entry_id.cmp(&other.entry_id));
        lines.dedup_by(|one, other| one.entry_id == other.entry_id);
        for line in &lines {
            if let Some(refusal) = Refusal::of_line(line) {
                self.refusals.push(refusal);
            } else if let Some(command) = Command::of_line(records, line)? {
                self.commands.push(command);
            }
        }
        Ok(())
    }
}

/// Keeps the lines of a trade that belong to this directive. A refusal that names no directive (the venue's, for example) belongs
/// to the latest command of the trade.
fn attribute(lines: &mut Vec<JournalLine>, directive_id: &str) {
    let mut latest: Option<String> = None;
    lines.retain(|line| {
        let named = directive_of(line).map(str::to_owned);
        if line.body.get("command").is_some() {
            latest.clone_from(&named);
        }
        named.as_deref().or(latest.as_deref()) == Some(directive_id)
    });
}

impl Command {
    fn of_line(records: &Records, line: &JournalLine) -> Result<Option<Self>, RecordsError> {
        let Some(command) = line.body.get("command") else { return Ok(None) };
        let (command_id, plan_id) = (text(command, "command_id"), text(command, "target_plan_id"));
        let groups = records.groups_of_command(&command_id)?;
        let groups = groups.into_iter().map(|group| WorkedGroup::of(records, group)).collect::<Result<_, _>>()?;
        Ok(Some(Self { command_id, at: line.at.clone(), pass: line.pass, plan_id, command: command.clone(), groups }))
    }
}

impl WorkedGroup {
    /// A group with its orders and fills.
    pub(super) fn of(records: &Records, group: Group) -> Result<Self, RecordsError> {
        let mut orders = Vec::new();
        for order in records.orders_of_group(&group.group_id)? {
            let fills = records.fills_of_order(&order)?;
            orders.push(WorkedOrder { order, fills });
        }
        Ok(Self { group, orders })
    }
}

/// The directive that a line of a command or of a refusal goes back to.
pub(super) fn directive_of(line: &JournalLine) -> Option<&str> {
    let of_command = || line.body.get("command")?.get("causality")?.get("strategy_directive_id")?.as_str();
    let of_refusal = || line.body.get("rejection")?.get("chain")?.get("partial")?.get("strategy_directive_id")?.as_str();
    of_command().or_else(of_refusal)
}

fn trade_of_command(line: &JournalLine) -> Option<String> {
    line.body.get("command")?.get("target_plan_id")?.as_str().map(str::to_owned)
}

/// A text of a JSON object; empty where there is none.
pub(super) fn text(object: &Value, name: &str) -> String {
    object.get(name).and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// The rows of the things that a list in a journal line names.
fn each<T>(
    body: &Value,
    list: &str,
    id: &str,
    mut look_up: impl FnMut(&str) -> Result<Option<T>, RecordsError>,
) -> Result<Vec<T>, RecordsError> {
    let named = body.get(list).and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let ids = named.iter().filter_map(|item| item.get(id)?.as_str());
    ids.filter_map(|id| look_up(id).transpose()).collect()
}
