//! The rounds of a watch: wait for a change, build what changed, run, compare.

use std::collections::BTreeMap;
use std::time::SystemTime;

use serde_json::Value;

use super::difference::difference;

/// What is watched, and how time passes: files and the clock, or a test's script.
pub(super) trait Watched {
    /// How many projects there are.
    fn projects(&self) -> usize;

    /// When a project's newest source changed.
    fn project_changed(&self, project: usize) -> Option<SystemTime>;

    /// When the newest file of the operation changed.
    fn operation_changed(&self) -> Option<SystemTime>;

    /// Builds a project; what to say of it, or why it cannot be built.
    fn build(&mut self, project: usize) -> Result<String, String>;

    /// Runs the backtest; the summary of each link, or why there is none.
    fn run(&mut self) -> Result<BTreeMap<String, Value>, String>;

    /// Lets some time pass; false when it is over.
    fn wait(&mut self) -> bool;

    /// Tells the user something.
    fn say(&mut self, text: &str);
}

/// Watches until time is over. What cannot be built or run is told and tried again after the next change; a difference is always
/// to the last run that came to an end.
pub(super) fn watch(watched: &mut dyn Watched) {
    let mut built: Vec<Option<SystemTime>> = vec![None; watched.projects()];
    let mut ran: Option<SystemTime> = None;
    let mut last: BTreeMap<String, Value> = BTreeMap::new();
    let mut is_first = true;
    loop {
        // Taken before the build: what is written during it is built in the next round.
        let operation = watched.operation_changed();
        let mut has_changed = is_first || operation != ran;
        let mut is_sound = true;
        for (project, known) in built.iter_mut().enumerate() {
            let changed = watched.project_changed(project);
            if is_first || changed != *known {
                *known = changed;
                has_changed = true;
                let outcome = watched.build(project);
                is_sound &= outcome.is_ok();
                watched.say(outcome.as_ref().map_or_else(String::as_str, String::as_str));
            }
        }
        if has_changed && is_sound {
            match watched.run() {
                Ok(summaries) => {
                    watched.say(&told(&last, &summaries));
                    last = summaries;
                }
                Err(reason) => watched.say(&reason),
            }
        }
        (ran, is_first) = (operation, false);
        if !watched.wait() {
            return;
        }
    }
}

/// What a run came to, against the run before.
fn told(before: &BTreeMap<String, Value>, after: &BTreeMap<String, Value>) -> String {
    let mut lines = Vec::new();
    for (link, summary) in after {
        let figure = |name: &str| summary.get(name).map_or_else(|| "-".to_owned(), plain);
        let equity = format!("{link}: {} trades, equity {}", figure("trades"), figure("final_equity"));
        match before.get(link) {
            None => lines.push(equity),
            Some(before) => {
                let differing = difference(before, summary);
                lines.push(if differing.is_empty() { format!("{equity}, as before") } else { equity });
                lines.extend(differing.iter().map(|line| format!("  {line}")));
            }
        }
    }
    lines.join("\n")
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use std::time::Duration;

    /// What happens in one round: when things changed last, and what comes of building and running.
    struct Round {
        project: u64,
        operation: u64,
        build: Result<(), &'static str>,
        run: Result<i64, &'static str>,
    }

    struct Script {
        rounds: Vec<Round>,
        now: usize,
        said: Vec<String>,
    }

    fn at(seconds: u64) -> Option<SystemTime> {
        Some(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds))
    }

    impl Watched for Script {
        fn projects(&self) -> usize {
            1
        }

        fn project_changed(&self, _: usize) -> Option<SystemTime> {
            at(self.rounds[self.now].project)
        }

        fn operation_changed(&self) -> Option<SystemTime> {
            at(self.rounds[self.now].operation)
        }

        fn build(&mut self, _: usize) -> Result<String, String> {
            self.rounds[self.now].build.map(|()| "built".to_owned()).map_err(str::to_owned)
        }

        fn run(&mut self) -> Result<BTreeMap<String, Value>, String> {
            let summary = |trades| BTreeMap::from([("link".to_owned(), json!({"trades": trades, "final_equity": "10"}))]);
            self.rounds[self.now].run.map(summary).map_err(str::to_owned)
        }

        fn wait(&mut self) -> bool {
            self.said.push("--".to_owned());
            self.now += 1;
            self.now < self.rounds.len()
        }

        fn say(&mut self, text: &str) {
            self.said.push(text.to_owned());
        }
    }

    fn said(rounds: Vec<Round>) -> String {
        let mut script = Script { rounds, now: 0, said: Vec::new() };
        watch(&mut script);
        script.said.join("\n")
    }

    const fn round(project: u64, operation: u64, trades: i64) -> Round {
        Round { project, operation, build: Ok(()), run: Ok(trades) }
    }

    #[test]
    fn the_first_round_builds_and_runs_and_nothing_happens_without_a_change() {
        assert_eq!(said(vec![round(1, 1, 3), round(1, 1, 9)]), "built\nlink: 3 trades, equity 10\n--\n--");
    }

    #[test]
    fn a_changed_source_is_built_and_the_difference_is_shown() {
        let text = said(vec![round(1, 1, 3), round(2, 1, 4)]);
        assert!(text.ends_with("--\nbuilt\nlink: 4 trades, equity 10\n  trades  3 -> 4  (+1)\n--"), "{text}");
    }

    #[test]
    fn a_changed_operation_is_run_without_a_build() {
        let text = said(vec![round(1, 1, 3), round(1, 2, 3)]);
        assert!(text.ends_with("--\nlink: 3 trades, equity 10, as before\n--"), "{text}");
    }

    #[test]
    fn what_cannot_be_built_is_told_and_not_run_until_it_changes() {
        let broken = Round { build: Err("worker.py:3: invalid syntax"), ..round(2, 1, 9) };
        let again = Round { build: Ok(()), ..round(2, 1, 9) };
        let text = said(vec![round(1, 1, 3), broken, again, round(3, 1, 5)]);
        assert!(text.contains("--\nworker.py:3: invalid syntax\n--\n--\nbuilt\n"), "{text}");
        assert!(text.contains("trades  3 -> 5"), "the difference is to the last run that ended: {text}");
    }

    #[test]
    fn a_run_that_fails_is_told_and_the_watch_goes_on() {
        let failed = Round { run: Err("worker failed"), ..round(2, 1, 0) };
        let text = said(vec![round(1, 1, 3), failed, round(3, 1, 4)]);
        assert!(text.contains("worker failed\n--\nbuilt\nlink: 4 trades"), "{text}");
    }
}
