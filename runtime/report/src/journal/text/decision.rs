//! A decision, line by line: from the market to the fills, or to the refusal.

use std::fmt::{self, Display, Formatter};

use serde_json::Value;

use super::safe;
use crate::journal::{Command, Decision, Event, Outcome, Refusal, WorkedGroup, WorkedOrder};
use crate::records::{Bar, Risk, Signal};

impl Display for Event {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let what = match self.origin_type.as_str() {
            "TICK" => "market",
            "REPLY" => "venue",
            "SCHEDULE" => "wake-up",
            other => other,
        };
        writeln!(f, "  {what:<10}{}, pass {} at {}", self.origin_id, self.pass, self.at)?;
        self.bars.iter().try_for_each(|bar| writeln!(f, "  {:<10}{bar}", "bar"))
    }
}

impl Display for Bar {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self { symbol, index, label, open, high, low, close, volume, .. } = self;
        write!(f, "{symbol} {} (number {index}): {open} {high} {low} {close}, volume {volume}", safe(label))
    }
}

impl Display for Signal {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self { signal_id, worker_id, direction, signal_type, confidence, outcome, .. } = self;
        let confidence = confidence.as_ref().map_or_else(String::new, |confidence| format!(", confidence {confidence}"));
        write!(f, "{signal_type} {direction} by {worker_id}{confidence}: {outcome}, {signal_id}")
    }
}

impl Display for Risk {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self { risk_id, worker_id, risk_type, severity, affected_symbol, outcome, .. } = self;
        let about = affected_symbol.as_ref().map_or("everything", String::as_str);
        let outcome = outcome.as_ref().map_or("mentioned by no decision", String::as_str);
        write!(f, "{risk_type} to {about} by {worker_id}, severity {severity}: {outcome}, {risk_id}")
    }
}

impl Display for Refusal {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self { rejection_id, stage, refused_by, code, reason, .. } = self;
        write!(f, "{code} by {refused_by} at {stage}: {} ({rejection_id})", safe(reason))
    }
}

impl Display for Decision {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.event)?;
        if !self.facts.is_empty() {
            let fact = |(address, value): (&String, &Value)| match value {
                Value::Null => format!("{address} not ready"),
                value => format!("{address} {value}"),
            };
            writeln!(f, "  {:<10}{}", "facts", self.facts.iter().map(fact).collect::<Vec<_>>().join(", "))?;
        }
        self.signals.iter().try_for_each(|signal| writeln!(f, "  {:<10}{signal}", "signal"))?;
        self.risks.iter().try_for_each(|risk| writeln!(f, "  {:<10}{risk}", "risk"))?;
        match &self.outcome {
            Outcome::Refused(refusal) => writeln!(f, "  {:<10}{refusal}", "refused")?,
            Outcome::Directive { directive_id, decided_by, directive, host } => {
                let scope = directive.get("scope").and_then(Value::as_str).unwrap_or_default();
                writeln!(f, "  {:<10}{scope} by {decided_by}, {directive_id}", "directive")?;
                if let Some(reason) = host.as_ref().and_then(|host| host.get("reason")?.as_str()) {
                    writeln!(f, "  {:<10}the host decided: {}", "because", safe(reason))?;
                }
            }
        }
        self.commands.iter().try_for_each(|command| write!(f, "{command}"))?;
        self.refusals.iter().try_for_each(|refusal| writeln!(f, "  {:<10}{refusal}, {}", "refused", refusal.at))
    }
}

impl Display for Command {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for role in ["entry_plan", "size_plan", "exit_plan", "execution_plan"] {
            if let Some(plan) = self.command.get(role).and_then(Value::as_object) {
                let said = plan.iter().filter(|(name, value)| *name != "plan_id" && !value.is_null());
                let said: Vec<String> = said.map(|(name, value)| format!("{name} {}", bare(value))).collect();
                let said = if said.is_empty() { "nothing".to_owned() } else { said.join(", ") };
                writeln!(f, "  {:<10}{said}", role.trim_end_matches("_plan").replace("execution", "execute"))?;
            }
        }
        writeln!(f, "  {:<10}{} for {}, pass {}", "command", self.command_id, self.plan_id, self.pass)?;
        self.groups.iter().try_for_each(|group| write!(f, "{group}"))
    }
}

impl Display for WorkedGroup {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let group = &self.group;
        let target = group.target_quantity.as_ref().map_or_else(String::new, |target| format!(" of {target}"));
        let (family, status, filled) = (&group.execution_strategy, &group.status, &group.filled_quantity);
        writeln!(f, "  {:<10}{family} {status}, {filled}{target} filled, {}", "group", group.group_id)?;
        self.orders.iter().try_for_each(|order| write!(f, "{order}"))
    }
}

impl Display for WorkedOrder {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let order = &self.order;
        let price =
            |name: &str, price: &Option<String>| price.as_ref().map_or_else(String::new, |price| format!(" {name} {price}"));
        let (limit, stop) = (price("limit", &order.limit_price), price("stop", &order.stop_price));
        writeln!(
            f,
            "  {:<10}{} {} {} {}{limit}{stop} ({}): {}, {}",
            "order", order.side, order.quantity, order.symbol, order.order_type, order.purpose, order.status, order.order_id
        )?;
        for fill in &self.fills {
            let asset = fill.commission_asset.as_ref().map_or_else(String::new, |asset| format!(" {asset}"));
            let (quantity, price, fee, at, id) = (&fill.quantity, &fill.price, &fill.commission, &fill.executed_at, &fill.fill_id);
            writeln!(f, "  {:<10}{quantity} at {price}, fee {fee}{asset}, {at}, {id}", "fill")?;
        }
        Ok(())
    }
}

/// A value without the quotes of JSON where it is a text.
fn bare(value: &Value) -> String {
    match value {
        Value::String(text) => safe(text),
        other => other.to_string().replace('"', ""),
    }
}
