//! `simpletrader check`: what is wrong with configuration files and workers, before anything runs.
//!
//! What a file is shows in its content, not in its name. An operation is checked with everything it names and all its links,
//! disabled ones included, and every worker is started and configured once in the sandbox.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use simpletrader_config::diagnostic::{Finding, Findings, Rule, Severity};
use simpletrader_config::{Configuration, FileKind, PluginRegistry, SingleFile};
use simpletrader_sandbox::admission::Rule as Gate;
use simpletrader_sandbox::{AdmissionError, Limits, LoadError, inspect};

use crate::alone;
use crate::exit::{Failure, Kind};
use crate::look::look;
use crate::plugins;
use crate::sandbox::{Bounds, Compiling};
use crate::trial::{Trial, does_not_load};

/// Check configuration files and workers: operations, blueprints, wiring, manifests, worker files.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The files to check; what each is shows in its content.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Print all findings as JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    compiling: Compiling,
}

/// The answer about one file.
struct Checked {
    file: PathBuf,
    /// What it is; absent if that could not be found out.
    kind: Option<&'static str>,
    findings: Findings,
    /// What there is to say about a sound file.
    remark: String,
}

/// The first bytes of every WebAssembly file.
const WASM_MAGIC: [u8; 4] = *b"\0asm";

/// Runs the command.
///
/// # Errors
/// [`Kind::Input`] when one of the files has an error; warnings alone are no failure.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let mut answers = Vec::with_capacity(arguments.files.len());
    for file in &arguments.files {
        answers.push(check(file, arguments.compiling)?);
    }
    if arguments.json {
        let list: Vec<Value> = answers.iter().map(as_json).collect();
        println!("{}", serde_json::to_string_pretty(&list).map_err(Failure::other)?);
    } else {
        answers.iter().for_each(show);
    }
    let broken = answers.iter().filter(|checked| checked.findings.has_errors()).count();
    match broken {
        0 => Ok(()),
        1 => Err(Failure::shown(Kind::Input, "error: 1 file cannot be used as it is".to_owned())),
        many => Err(Failure::shown(Kind::Input, format!("error: {many} files cannot be used as they are"))),
    }
}

fn as_json(checked: &Checked) -> Value {
    json!({
        "file": checked.file.display().to_string(),
        "kind": checked.kind,
        "ok": !checked.findings.has_errors(),
        "findings": checked.findings,
        "not_listed": checked.findings.dropped(),
    })
}

fn show(checked: &Checked) {
    if !checked.findings.is_empty() {
        eprintln!("{}\n", checked.findings.render(look()).trim_end());
    }
    let kind = checked.kind.map(|kind| format!(" ({kind})")).unwrap_or_default();
    let errors = checked.findings.iter().filter(|finding| finding.severity == Severity::Error).count();
    let verdict = match (checked.findings.has_errors(), checked.findings.len()) {
        (true, all) if all == checked.findings.iter().count() => counted(errors, "error"),
        (true, all) => format!("{all} findings"),
        (false, 0) => "ok".to_owned(),
        (false, warnings) => format!("ok, {}", counted(warnings, "warning")),
    };
    let remark = if checked.findings.has_errors() || checked.remark.is_empty() { "" } else { &format!("; {}", checked.remark) };
    println!("{}{kind}: {verdict}{remark}", checked.file.display());
}

/// `1 error`, `2 errors`.
fn counted(number: usize, what: &str) -> String {
    if number == 1 { format!("1 {what}") } else { format!("{number} {what}s") }
}

fn check(file: &Path, compiling: Compiling) -> Result<Checked, Failure> {
    if is_wasm(file) {
        return check_component(file, compiling);
    }
    let environment = |name: &str| std::env::var(name).ok();
    let single = match SingleFile::open(file, &environment) {
        Ok(single) => single,
        Err(findings) => return Ok(Checked { file: file.to_owned(), kind: None, findings, remark: String::new() }),
    };
    if single.kind() == FileKind::Operation {
        return check_operation(file, compiling);
    }
    let registry = if single.needs_plugins() {
        plugins::scan(&single.plugins_dir(), plugins::Scrutiny::Whole)
    } else {
        PluginRegistry::default()
    };
    let kind = Some(single.kind().as_str());
    Ok(Checked { file: file.to_owned(), kind, findings: single.check(&registry), remark: String::new() })
}

/// Whether a file is WebAssembly, whatever its name. One that cannot be read is told as a configuration file.
fn is_wasm(file: &Path) -> bool {
    let mut start = [0; WASM_MAGIC.len()];
    file.is_file() && File::open(file).and_then(|mut file| file.read_exact(&mut start)).is_ok() && start == WASM_MAGIC
}

fn check_operation(file: &Path, compiling: Compiling) -> Result<Checked, Failure> {
    let environment = |name: &str| std::env::var(name).ok();
    let kind = Some(FileKind::Operation.as_str());
    let configuration = match Configuration::load(file, &environment) {
        Ok(configuration) => configuration,
        Err(findings) => return Ok(Checked { file: file.to_owned(), kind, findings, remark: String::new() }),
    };
    let registry = plugins::scan(&configuration.plugins_dir(), plugins::Scrutiny::Whole);
    let mut findings = configuration.no_findings();
    findings.append(configuration.warnings().clone());
    let mut specs = Vec::new();
    for link in configuration.links() {
        match configuration.build(&link.name, &registry) {
            Ok(built) => {
                append_new(&mut findings, built.warnings);
                specs.push(built.spec);
            }
            Err(errors) => append_new(&mut findings, errors),
        }
    }
    let bounds = Bounds::of(&configuration).unwrap_or_else(|errors| {
        append_new(&mut findings, errors);
        Bounds::default()
    });
    let sandbox = compiling.sandbox_within(bounds)?;
    let mut trial = Trial::new(&sandbox);
    for spec in &specs {
        append_new(&mut findings, trial.of_link(&configuration, spec));
    }
    let workers = specs.iter().map(|spec| spec.workers.len()).max().unwrap_or(0);
    let locked = if configuration.is_locked() { "locked" } else { "not locked" };
    let remark = format!("{}, up to {}, {locked}", counted(specs.len(), "link"), counted(workers, "worker"));
    Ok(Checked { file: file.to_owned(), kind, findings, remark })
}

/// Adds what was not told before: links that share a blueprint share its mistakes.
fn append_new(findings: &mut Findings, more: Findings) {
    for finding in &more {
        if findings.iter().all(|known| known != finding) {
            findings.push(finding.clone());
        }
    }
}

/// A worker file: the gate's rules, and one start. Its parameters are the blueprint's affair.
fn check_component(file: &Path, compiling: Compiling) -> Result<Checked, Failure> {
    let sandbox = compiling.sandbox()?;
    let mut findings = Findings::new();
    let mut remark = String::new();
    let terms = inspect(file, &Limits::scripting()).map(|facts| alone::terms(&facts)).unwrap_or_default();
    match sandbox.load(file, &terms) {
        Ok(loaded) => {
            let facts = loaded.facts();
            remark = format!("{}, a {}, sha256 {}", facts.manifest.plugin_id(), facts.category, facts.digest);
        }
        Err(LoadError::Admission(error)) => findings.push(not_admitted(file, &error)),
        Err(error) => findings.push(does_not_load(&file.display().to_string(), &error)),
    }
    Ok(Checked { file: file.to_owned(), kind: Some("component"), findings, remark })
}

/// The rule of a configuration that a rule of the gate stands for.
fn not_admitted(file: &Path, error: &AdmissionError) -> Finding {
    let rule = match error.rule {
        Gate::Readable => Rule::V04,
        Gate::Digest | Gate::Imports => Rule::V80,
        Gate::Exports => Rule::V30,
        Gate::Schema => Rule::V20,
        Gate::Bound(_) => Rule::V81,
        Gate::Signature => Rule::V83,
        Gate::Component | Gate::Valid | Gate::Manifest => Rule::V82,
    };
    Finding::error(rule, format!("`{}` is not admitted: {error}", file.display())).help(&error.help)
}
