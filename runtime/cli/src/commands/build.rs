//! `simpletrader build`: a worker project becomes a worker file.

use std::path::PathBuf;

use crate::commands::inspect;
use crate::exit::Failure;
use crate::grants_view;
use crate::workshop::{self, BuiltWorker};

/// Build a worker project: the language's own toolchain, the component with manifest and schema inside, the admission gate.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The project.
    #[arg(default_value = ".")]
    folder: PathBuf,
    /// A folder of plug-ins to put the worker file into, instead of the project's own `build/`.
    #[arg(long, value_name = "DIR")]
    install: Option<PathBuf>,
}

/// Runs the command.
///
/// # Errors
/// When the folder is no project, the toolchain refuses its source, or the gate refuses the result.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let built = workshop::build(&arguments.folder, arguments.install.as_deref())?;
    print!("{}", shown(&built)?);
    Ok(())
}

fn shown(built: &BuiltWorker) -> Result<String, Failure> {
    let BuiltWorker { path, facts, language, is_new } = built;
    let bytes = inspect::read(path)?;
    let state = if *is_new { "" } else { " (as it was)" };
    let identity = if language.is_reproducible() {
        "the same source and toolchain give this digest again"
    } else {
        "the toolchain freezes a seed into each build: this digest is the identity, the next build has another"
    };
    let rows = [
        ("plug-in", facts.manifest.plugin_id().to_string()),
        ("category", facts.category.to_string()),
        ("size", format!("{} bytes", facts.size)),
        ("imports", inspect::listed(&facts.imports)),
        ("capabilities", grants_view::asked(&facts.manifest)),
        ("profile", workshop::needs(facts, workshop::profile_of(facts, &bytes))),
        ("sha256", facts.digest.clone()),
        ("", identity.to_owned()),
    ];
    let rows: String = rows.iter().map(|(name, value)| format!("  {name:<14}{value}\n")).collect();
    Ok(format!("{}{state}\n{rows}", path.display()))
}
