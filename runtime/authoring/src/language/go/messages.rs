//! What the go command says, in terms of the author's own file.

use std::path::Path;

use simpletrader_contracts::worker::Capability;
use simpletrader_package::PackageError;

use crate::error::BuildError;

/// From the folder in which go runs to the author's files.
const TO_THE_AUTHOR: &str = "../../";

/// The compiler's refusal: its first error with its place, and all that it wrote about the author's files.
pub fn compiler(file: &str, stderr: &str) -> BuildError {
    let shown = stderr.replace(TO_THE_AUTHOR, "");
    let output: String = shown.lines().filter(|line| !line.starts_with("# ")).map(|line| format!("{line}\n")).collect();
    match output.lines().find_map(diagnostic) {
        Some((file, line, column, message)) => {
            let help = help_for(&message);
            BuildError::author(message).at(file, line, Some(column)).output(output).help(help)
        }
        None => BuildError::author("go refuses it").in_file(file).output(output),
    }
}

/// `worker.go:12:5: undefined: x`.
fn diagnostic(line: &str) -> Option<(String, u32, u32, String)> {
    let (place, message) = line.split_once(": ")?;
    let mut parts = place.split(':');
    let (file, line, column) = (parts.next()?, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    file.ends_with(".go").then(|| (file.to_owned(), line, column, message.to_owned()))
}

/// What to do about a type that has not the methods of its category; Go says it in terms of the SDK's type parameters.
fn help_for(message: &str) -> String {
    let interface = HANDLERS.iter().find(|(interface, _)| message.contains(&format!("simpletrader.{interface}[")));
    match interface {
        Some((_, handlers)) => format!("its methods must be `Configure(params P, setup *st.Setup) error` and {handlers}"),
        None => String::new(),
    }
}

/// The interfaces of the SDK, and the handlers that each wants, with `P` and `I` for the author's parameters and inputs.
const HANDLERS: [(&str, &str); 9] = [
    ("ContextWorker", "`Measure(at st.Instant, bar st.Bar, inputs I) (F, error)`"),
    ("SignalDetector", "`Detect(at st.Instant, inputs I) ([]st.Signal, error)`"),
    ("RiskMonitor", "`Watch(at st.Instant, inputs I, positions []st.Position) ([]st.Risk, error)`"),
    ("StrategyPlanner", "`Decide(situation *st.Situation, inputs I) ([]st.Decision, error)`"),
    ("EntryPlanner", "`PlanEntry(task *st.Task, inputs I) (*st.EntryPlan, error)`"),
    ("SizePlanner", "`PlanSize(task *st.Task, inputs I) (*st.SizePlan, error)`"),
    ("ExitPlanner", "`PlanExit(task *st.Task, inputs I) (*st.ExitPlan, error)`"),
    ("ExecutionPlanner", "`PlanExecution(request *st.ExecutionRequest, inputs I) (*st.ExecutionPlan, error)`"),
    (
        "ExecutionWorker",
        "`OnCommand(command *st.Command)`, `OnReply(reply *st.Reply)` and `OnTimer(timer *st.Timer)`, each with \
         `([]st.OrderIntent, error)`",
    ),
];

/// The first import of a file that a worker has no use for, and what to do instead. Go would compile it, and each call would fail.
pub fn forbidden_import(file: &Path, text: &str) -> Option<BuildError> {
    let imported = |line: &str| {
        let line = line.trim().trim_start_matches("import ");
        let path = line.split('"').nth(1)?;
        let is_import = line.ends_with(&format!("\"{path}\"")) && !line.contains(['(', '=', ':']);
        let forbidden = |(package, _): &&(&str, &str)| path == *package || path.starts_with(&format!("{package}/"));
        FORBIDDEN.iter().find(forbidden).filter(|_| is_import).map(|(_, advice)| (path.to_owned(), *advice))
    };
    let (line, (path, advice)) = (1_u32..).zip(text.lines()).find_map(|(line, text)| Some((line, imported(text)?)))?;
    let message = format!("a worker cannot use `{path}`: it has no system beneath it");
    Some(BuildError::author(message).at(file, line, None).help(advice))
}

const FORBIDDEN: [(&str, &str); 6] = [
    ("os", "what a worker must know goes into parameters, what it must remember into st.StateSet, what it says into st.Log"),
    ("net", "a worker has no network; what it must know goes into parameters and inputs"),
    ("syscall", "a worker answers calls and does nothing else"),
    ("plugin", "a worker is one file"),
    ("log", "use st.Log and ask for it with About.Logs"),
    ("crypto/rand", "use math/rand/v2 with a seed from the parameters: equal runs are equal"),
];

/// What packaging refused.
pub fn packaging(file: &str, error: PackageError) -> BuildError {
    match &error {
        PackageError::Undeclared { capability } => undeclared(file, *capability),
        _ => BuildError::from(error).in_file(file),
    }
}

fn undeclared(file: &str, capability: Capability) -> BuildError {
    let field = match capability {
        Capability::Log => "Logs: true",
        Capability::MarketWindow => "LooksBack: <bars>",
        Capability::State => "Remembers: <bytes>",
        Capability::JournalNote => "WritesNotes: true",
        Capability::Files => "nothing: the Go SDK has no files",
    };
    let message = format!("the worker uses `{capability}` without asking for it");
    BuildError::author(message).in_file(file).help(format!("add `{field}` to its st.About, or do not use it"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_error_has_its_place_in_the_authors_file() {
        let error = compiler("worker.go", "# my_average\n../../worker.go:12:5: undefined: x\n");
        assert_eq!(error.to_string(), "worker.go:12:5: undefined: x\n\nworker.go:12:5: undefined: x\n");
        let other = compiler("worker.go", "go: cannot find main module\n");
        assert!(other.to_string().starts_with("worker.go: go refuses it"), "{other}");
    }

    #[test]
    fn a_type_without_the_handlers_of_its_category_is_told_what_they_are() {
        let said = "../../worker.go:9:2: in call to st.Context, type *average of &average{} does not match \
                    simpletrader.ContextWorker[P, I, F] (cannot infer P, I, and F)\n";
        let error = compiler("worker.go", said);
        assert!(error.help.contains("Measure(at st.Instant, bar st.Bar"), "{error}");
    }

    #[test]
    fn an_import_of_the_system_is_refused_with_what_to_use_instead_and_a_text_is_not() {
        let refused = |text: &str| forbidden_import(Path::new("worker.go"), text);
        let error = refused("package worker\n\nimport (\n\thttp \"net/http\"\n)\n").unwrap();
        assert!(error.to_string().starts_with("worker.go:4: a worker cannot use `net/http`"), "{error}");
        assert!(refused("import \"os\"\n").is_some());
        assert!(refused("import \"math\"\nvar path = \"os\"\n\tst.Log(st.Info, \"net\")\n\"osmosis\"\n").is_none());
    }
}
