//! What is told about a fault, once to the worker's author and once to whoever operates the strategy.
//!
//! The author gets what helps to mend the worker: the limit and the value, the call, how much fuel the calls before it took,
//! the frames. The operator gets what helps to decide: which worker, what the host did about it, what is left to do. Every
//! word that came from the worker is capped and stripped again here, whatever was done to it before.

use std::fmt::Write;

use super::{Fault, FaultKind};
use crate::Instant;
use crate::name::excerpt;
use crate::terms::{FaultPolicy, OriginType};

/// Most guest frames that are shown, innermost first.
const FRAMES: usize = 32;
/// Most characters of one line that came from a worker.
const LINE: usize = 300;
/// Most characters of its standard error.
const STDERR: usize = 2_000;

/// The call that failed, as an event of the run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FaultEvent {
    /// The number of the pass.
    pub pass: u32,
    /// The anchor of the pass.
    pub at: Instant,
    /// What started the pass.
    pub trigger: OriginType,
    /// The series that the worker measures, or the first of the strategy: `GOOG_USD@86400s`.
    pub series: Option<String>,
    /// The latest bar by then: its number, from 0, and its label as it stands in the data.
    pub bar: Option<(u32, String)>,
}

/// What the host did about a fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HostAction {
    /// The strategy trades no more in this run.
    Stopped {
        /// What happens to its orders and positions.
        policy: FaultPolicy,
    },
    /// The worker is silent for a while and then begins again with everything that it had seen.
    Silenced {
        /// Its faults that count.
        strikes: u32,
        /// How many it takes to be quarantined.
        limit: u32,
        /// The first pass in which it is called again.
        until_pass: u32,
    },
    /// The worker file is not run any more, until somebody releases it; the strategy trades no more in this run.
    Quarantined {
        /// Why now.
        reason: String,
        /// SHA-256 of the worker file.
        digest: String,
        /// What happens to the strategy's orders and positions.
        policy: FaultPolicy,
    },
}

/// A fault with everything around it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FaultReport {
    /// The worker's id within the strategy.
    pub worker_id: String,
    /// Which plug-in it is: `vendor/name/vX.Y.Z`.
    pub plugin: String,
    /// The call.
    pub event: FaultEvent,
    /// What went wrong.
    pub fault: Fault,
    /// What was done about it.
    pub action: HostAction,
}

impl FaultReport {
    /// For the worker's author: several lines, with a final newline.
    pub fn for_author(&self) -> String {
        let mut text = String::new();
        // Writing to a String cannot fail.
        let _ = self.write_for_author(&mut text);
        text
    }

    /// For the operator: several lines, with a final newline.
    pub fn for_operator(&self) -> String {
        let mut text = String::new();
        let _ = self.write_for_operator(&mut text);
        text
    }

    fn write_for_author(&self, text: &mut String) -> std::fmt::Result {
        let Self { worker_id, plugin, fault, .. } = self;
        writeln!(text, "worker `{worker_id}` ({plugin}) failed in `{}`: {}", fault.handler, fault.class())?;
        writeln!(text, "  what    {}", one_line(&fault.to_string()))?;
        writeln!(text, "  when    {}", self.event)?;
        if fault.fuel_used > 0 {
            writeln!(text, "  fuel    {} in this call", fault.fuel_used)?;
        }
        if !fault.fuel_before.is_empty() {
            let before: Vec<String> = fault.fuel_before.iter().map(u64::to_string).collect();
            writeln!(text, "  before  {} (fuel of the calls before, oldest first)", before.join(", "))?;
        }
        if let FaultKind::Trap { backtrace, .. } = &fault.kind {
            for frame in backtrace.iter().take(FRAMES) {
                writeln!(text, "    in {}", one_line(frame))?;
            }
            if backtrace.len() > FRAMES {
                writeln!(text, "    and {} frames more", backtrace.len() - FRAMES)?;
            }
        }
        for line in excerpt(&fault.stderr_tail, STDERR).lines() {
            writeln!(text, "  stderr  {}", one_line(line))?;
        }
        writeln!(text, "  help    {}", fault.advice())
    }

    fn write_for_operator(&self, text: &mut String) -> std::fmt::Result {
        let Self { worker_id, plugin, fault, action, .. } = self;
        writeln!(text, "worker `{worker_id}` ({plugin}) failed: {}", one_line(&fault.to_string()))?;
        writeln!(text, "  when    {}", self.event)?;
        match action {
            HostAction::Stopped { policy } => {
                writeln!(text, "  host    the strategy trades no more in this run; {}", told(*policy))?;
                writeln!(text, "  do      give this to the worker's author, or use another version of it")?;
                writeln!(text, "          `on_fault: {{recovery: replay}}` in the blueprint lets a strategy go on after a fault")
            }
            HostAction::Silenced { strikes, limit, until_pass } => {
                writeln!(
                    text,
                    "  host    the worker is silent until pass {until_pass}, then it begins again with what it had seen"
                )?;
                writeln!(text, "  do      nothing yet: this was strike {strikes} of {limit}")
            }
            HostAction::Quarantined { reason, digest, policy } => {
                writeln!(text, "  host    quarantined: {}", one_line(reason))?;
                writeln!(text, "          the strategy trades no more in this run; {}", told(*policy))?;
                writeln!(
                    text,
                    "  do      give the fault file to the worker's author; when you know better, let the worker run again:"
                )?;
                writeln!(text, "          simpletrader quarantine release {digest}")
            }
        }
    }
}

impl std::fmt::Display for FaultEvent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "pass {} ({}) at {}", self.pass, self.trigger, self.at)?;
        if let Some((index, label)) = &self.bar {
            write!(f, ", bar {index} ({})", one_line(label))?;
        }
        match &self.series {
            Some(series) => write!(f, " of {series}"),
            None => Ok(()),
        }
    }
}

/// What a policy means, as the end of a sentence.
fn told(policy: FaultPolicy) -> &'static str {
    match policy {
        FaultPolicy::Hold => "its orders and positions stay as they are",
        FaultPolicy::CancelOpen => "its working orders are cancelled, its positions stay",
        FaultPolicy::Flatten => "its working orders are cancelled and its positions closed",
    }
}

/// A worker's words on one line.
fn one_line(text: &str) -> String {
    excerpt(text, LINE).replace(['\n', '\t'], " ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::worker::{Limit, Storm};

    fn report(fault: Fault, action: HostAction) -> FaultReport {
        let event = FaultEvent {
            pass: 31,
            at: Instant::parse("2004-10-02T00:00:00Z").unwrap(),
            trigger: OriginType::Tick,
            series: Some("GOOG_USD@86400s".into()),
            bar: Some((30, "2004-10-01".into())),
        };
        FaultReport { worker_id: "fast".into(), plugin: "acme/sma/v1.0.0".into(), event, fault, action }
    }

    /// One fault of every class.
    fn every_class() -> Vec<Fault> {
        let limits = [
            Limit::Fuel { budget: 10_000_000 },
            Limit::Memory { asked: 65_536, had: 33_554_432, limit: 33_554_432 },
            Limit::Table { asked: 30_000, limit: 20_000 },
            Limit::Stack { limit: 524_288 },
            Limit::Deadline { millis: 1_000 },
            Limit::Output { limit: 262_144 },
            Limit::Storm { storm: Storm::Signals, got: 1_001, limit: 1_000 },
            Limit::Storm { storm: Storm::Directives, got: 1_001, limit: 1_000 },
            Limit::Storm { storm: Storm::Orders, got: 10_001, limit: 10_000 },
            Limit::Storm { storm: Storm::Timers, got: 100_001, limit: 100_000 },
        ];
        let kinds = [
            FaultKind::Trap { trap: "unreachable".into(), backtrace: vec!["sma::spin".into(), "sma::measure".into()] },
            FaultKind::InvalidOutput { field: "signals[0].confidence".into(), rule: "must lie between 0 and 1: 7".into() },
            FaultKind::Refused { kind: "failed", message: "no such period".into() },
            FaultKind::Refused { kind: "bad-params", message: "period: 0".into() },
            FaultKind::Poisoned,
            FaultKind::Host { message: "no room for one more instance".into() },
        ];
        limits.into_iter().map(FaultKind::Limit).chain(kinds).map(|kind| Fault::new("measure", kind)).collect()
    }

    #[test]
    fn every_class_has_a_text_for_the_author() {
        let texts: Vec<String> = every_class()
            .into_iter()
            .map(|fault| report(fault, HostAction::Stopped { policy: FaultPolicy::Hold }).for_author())
            .collect();
        insta::assert_snapshot!(texts.join("\n"));
    }

    #[test]
    fn every_class_has_a_text_for_the_operator() {
        let texts: Vec<String> = every_class()
            .into_iter()
            .map(|fault| report(fault, HostAction::Stopped { policy: FaultPolicy::Flatten }).for_operator())
            .collect();
        insta::assert_snapshot!(texts.join("\n"));
    }

    #[test]
    fn the_operator_is_told_what_the_host_did_and_what_is_left_to_do() {
        let fault = || Fault::new("decide", FaultKind::Limit(Limit::Fuel { budget: 5 }));
        let silenced = HostAction::Silenced { strikes: 1, limit: 3, until_pass: 41 };
        let quarantined = HostAction::Quarantined {
            reason: "3 faults within 1000 passes".into(),
            digest: "0123abcd".repeat(8),
            policy: FaultPolicy::CancelOpen,
        };
        insta::assert_snapshot!([silenced, quarantined].map(|action| report(fault(), action).for_operator()).join("\n"));
    }

    #[test]
    fn the_author_sees_the_fuel_before_and_the_standard_error() {
        let fault = Fault {
            fuel_used: 10_000_000,
            fuel_before: [900, 1_800, 3_600].into(),
            stderr_tail: "Traceback (most recent call last):\n  worker.py, line 7".into(),
            ..Fault::new("measure", FaultKind::Limit(Limit::Fuel { budget: 10_000_000 }))
        };
        insta::assert_snapshot!(report(fault, HostAction::Stopped { policy: FaultPolicy::Hold }).for_author());
    }

    #[test]
    fn a_workers_words_cannot_draw_on_a_terminal_or_fill_it() {
        let bell = "\u{1b}[2J\u{7}\u{202e}gnp.exe".to_owned() + &"x".repeat(5_000) + "\nhost    all is well";
        let kinds = [
            FaultKind::Trap { trap: bell.clone(), backtrace: vec![bell.clone(); 500] },
            FaultKind::InvalidOutput { field: bell.clone(), rule: bell.clone() },
            FaultKind::Refused { kind: "failed", message: bell.clone() },
        ];
        for kind in kinds {
            let fault = Fault { stderr_tail: bell.as_str().into(), ..Fault::new("measure", kind) };
            let report = report(fault, HostAction::Stopped { policy: FaultPolicy::Hold });
            for text in [report.for_author(), report.for_operator()] {
                assert!(!text.chars().any(|c| (c.is_control() && c != '\n') || c == '\u{202e}'), "{text:?}");
                assert!(text.len() < 20_000, "{} bytes", text.len());
                let forged = text.lines().filter(|line| line.trim_start().starts_with("host    all is well")).count();
                assert_eq!(forged, 0, "a worker does not speak for the host: {text}");
            }
        }
    }
}
