//! Why: the chain behind a trade, an order, a signal or a bar.

use std::path::Path;

use serde::Serialize;

use super::decision::{directive_of, text};
use super::subject::{Subject, has_seen, pass_of_bar, passes_since_the_bar_before};
use super::{Decision, Event, JournalError, Refusal, WorkedGroup, WorkedOrder};
use crate::records::{JournalLine, LedgerChange, Pass, Records, Risk, Signal, Trade};

/// What an answer is about.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "about", rename_all = "snake_case")]
pub enum Answer {
    /// A trade.
    Trade(TradeAnswer),
    /// An order, or the order of a fill.
    Order {
        /// The order and its fills.
        order: WorkedOrder,
        /// The decision that it goes back to, with all that came of that.
        decision: Option<Decision>,
    },
    /// A group of orders.
    Group {
        /// The group and its orders.
        group: WorkedGroup,
        /// The decision that it goes back to, with all that came of that.
        decision: Option<Decision>,
    },
    /// A signal.
    Signal {
        /// The signal.
        signal: Signal,
        /// What was decided about it.
        decision: Option<Decision>,
    },
    /// A risk.
    Risk {
        /// The risk.
        risk: Risk,
        /// The decision that mentions it, if one does.
        decision: Option<Decision>,
    },
    /// A directive or a refusal.
    Decision {
        /// It.
        decision: Decision,
    },
    /// A bar.
    Bar {
        /// What the market brought.
        event: Event,
        /// What the venue said, and which wake-ups were due, since the bar before.
        before: Vec<PassLeft>,
        /// What the pass over the bar left.
        at_close: PassLeft,
        /// What was decided in it.
        decisions: Vec<Decision>,
    },
    /// A bar on which nobody had anything to say.
    QuietBar {
        /// Its label.
        label: String,
    },
}

/// The story of a trade.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TradeAnswer {
    /// The trade.
    pub trade: Trade,
    /// The trade whose late fill the host holds in this one; none for a trade that was decided upon.
    pub adopted_from: Option<String>,
    /// The decisions about it, in order: the first opened it. Only its own commands are in them.
    pub decisions: Vec<Decision>,
    /// What it came to after fees, in account currency; none while it is open.
    pub net_result: Option<String>,
}

/// What a pass left in journal and ledger.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PassLeft {
    /// The number of the pass.
    pub pass: u32,
    /// Its anchor.
    pub at: String,
    /// What began it.
    pub origin_id: String,
    /// The signals of it, with what became of them.
    pub signals: Vec<Signal>,
    /// The risks of it, with what became of them.
    pub risks: Vec<Risk>,
    /// Its journal lines, in order.
    pub lines: Vec<JournalLine>,
    /// The ledger's changes, in order.
    pub changes: Vec<LedgerChange>,
}

/// Why something happened, or did not. `name` is the id of a trade, order, fill, group, signal, risk, directive or rejection;
/// everything else names a bar: its label, the instant of its close, its number, or the id of its tick.
///
/// # Errors
/// When the run has nothing of that name, or its records cannot be read.
pub fn why(run: &Path, records: &Records, name: &str) -> Result<Answer, JournalError> {
    match Subject::of(name) {
        Subject::Trade(id) => of_trade(records, id)?.map(Answer::Trade).ok_or_else(|| unknown("trade", id)),
        Subject::Order(id) => of_order(records, id)?.ok_or_else(|| unknown("order", id)),
        Subject::Fill(id) => {
            let fill = records.fill(id)?.ok_or_else(|| unknown("fill", id))?;
            of_order(records, &fill.order_id)?.ok_or_else(|| unknown("order", &fill.order_id))
        }
        Subject::Group(id) => {
            let group = records.group(id)?.ok_or_else(|| unknown("group", id))?;
            let decision = decision_behind(records, &group.plan_id, &group.command_id)?;
            Ok(Answer::Group { group: WorkedGroup::of(records, group)?, decision })
        }
        Subject::Signal(id) => {
            let signal = records.signal(id)?.ok_or_else(|| unknown("signal", id))?;
            let decision = decided(records, &signal.decided_by)?;
            Ok(Answer::Signal { signal, decision })
        }
        Subject::Risk(id) => {
            let risk = records.risk(id)?.ok_or_else(|| unknown("risk", id))?;
            let decision = match &risk.decided_by {
                Some(id) => decided(records, id)?,
                None => None,
            };
            Ok(Answer::Risk { risk, decision })
        }
        Subject::Directive(id) | Subject::Rejection(id) => {
            let decision = decided(records, id)?.ok_or_else(|| unknown("decision", id))?;
            Ok(Answer::Decision { decision })
        }
        Subject::Bar(name) => of_bar(run, records, name),
    }
}

fn unknown(what: &str, id: &str) -> JournalError {
    let help = "ids stand in trades.csv and in the tables of run.sqlite, labels of bars in equity.csv";
    JournalError::Unknown { what: format!("{what} `{}`", simpletrader_contracts::name::excerpt(id, 60)), help }
}

fn decided(records: &Records, id: &str) -> Result<Option<Decision>, JournalError> {
    if id.starts_with("REJ_") { Decision::of_rejection(records, id) } else { Decision::of_directive(records, id) }
}

fn of_trade(records: &Records, id: &str) -> Result<Option<TradeAnswer>, JournalError> {
    let Some(trade) = records.trade(id)? else { return Ok(None) };
    let lines = records.lines_of_trade(id)?;
    let mut adopted_from = None;
    let mut net_result = None;
    let mut directives: Vec<String> = Vec::new();
    for line in &lines {
        match line.kind.as_str() {
            "FILL_ADOPTED" if text(&line.body, "trade_plan_id") == id => adopted_from = Some(text(&line.body, "from")),
            "TRADE_CLOSED" => net_result = Some(text(&line.body, "net_result")),
            "COMMAND_ISSUED" => directives.extend(directive_of(line).map(str::to_owned)),
            _ => {}
        }
    }
    if let Some(from) = &adopted_from {
        // The fill belongs to what was decided about the other trade.
        let earlier = records.lines_of_trade(from)?;
        let mut behind: Vec<String> = earlier.iter().filter_map(directive_of).map(str::to_owned).collect();
        behind.append(&mut directives);
        directives = behind;
    }
    directives.dedup();
    let mut decisions = Vec::new();
    for directive in &directives {
        let Some(mut decision) = Decision::of_directive(records, directive)? else { continue };
        decision.commands.retain(|command| command.plan_id == id || Some(&command.plan_id) == adopted_from.as_ref());
        decisions.push(decision);
    }
    Ok(Some(TradeAnswer { trade, adopted_from, decisions, net_result }))
}

fn of_order(records: &Records, id: &str) -> Result<Option<Answer>, JournalError> {
    let Some(order) = records.order(id)? else { return Ok(None) };
    let decision = match records.group(&order.group_id)? {
        Some(group) => decision_behind(records, &group.plan_id, &group.command_id)?,
        None => None,
    };
    let fills = records.fills_of_order(&order)?;
    Ok(Some(Answer::Order { order: WorkedOrder { order, fills }, decision }))
}

/// The decision behind a command about a trade.
fn decision_behind(records: &Records, plan_id: &str, command_id: &str) -> Result<Option<Decision>, JournalError> {
    let lines = records.lines_of_trade(plan_id)?;
    let is_it = |line: &&JournalLine| line.body.get("command").is_some_and(|command| text(command, "command_id") == command_id);
    if let Some(directive) = lines.iter().find(is_it).and_then(directive_of) {
        return Decision::of_directive(records, directive);
    }
    // A trade of the host's own: the command was about the trade whose late fill it holds.
    let adopted = lines.iter().find(|line| line.kind == "FILL_ADOPTED").map(|line| text(&line.body, "from"));
    match adopted.filter(|from| from != plan_id) {
        Some(from) => decision_behind(records, &from, command_id),
        None => Ok(None),
    }
}

fn of_bar(run: &Path, records: &Records, name: &str) -> Result<Answer, JournalError> {
    let Some(pass) = pass_of_bar(records, name)? else {
        let path = run.join("equity.csv");
        let equity = std::fs::read_to_string(&path).map_err(|error| JournalError::File { path, reason: error.to_string() })?;
        let is_quiet = has_seen(&equity, name);
        return if is_quiet { Ok(Answer::QuietBar { label: name.to_owned() }) } else { Err(unknown("bar", name)) };
    };
    let at_close = PassLeft::of(records, &pass)?;
    let mut decisions = Vec::new();
    for line in at_close.lines.iter().filter(|line| is_a_decision(line)) {
        decisions.extend(Decision::of_line(records, line)?);
    }
    let before = passes_since_the_bar_before(records, &pass)?;
    let before = before.iter().map(|pass| PassLeft::of(records, pass)).collect::<Result<_, _>>()?;
    Ok(Answer::Bar { event: Event::of_pass(&pass), before, at_close, decisions })
}

/// A directive, or a refusal of what had not become one.
fn is_a_decision(line: &JournalLine) -> bool {
    line.kind == "DIRECTIVE_ISSUED" || line.kind == "SIGNAL_REJECTED" && directive_of(line).is_none()
}

impl PassLeft {
    fn of(records: &Records, pass: &Pass) -> Result<Self, JournalError> {
        // Several passes may have one instant; only market passes have signals and risks.
        let is_of_market = pass.origin_type == "TICK";
        Ok(Self {
            pass: pass.pass,
            at: pass.at.clone(),
            origin_id: pass.origin_id.clone(),
            signals: if is_of_market { records.signals_at(&pass.at)? } else { Vec::new() },
            risks: if is_of_market { records.risks_at(&pass.at)? } else { Vec::new() },
            lines: records.lines_of_pass(pass)?,
            changes: records.changes_of_pass(pass.pass)?,
        })
    }

    /// What was refused in it, in order.
    pub fn refusals(&self) -> impl Iterator<Item = Refusal> + '_ {
        self.lines.iter().filter_map(Refusal::of_line)
    }
}

impl TradeAnswer {
    /// The event with which it began; none when its decisions are not in the journal.
    pub fn began_with(&self) -> Option<&Event> {
        self.decisions.first().map(|decision| &decision.event)
    }
}
