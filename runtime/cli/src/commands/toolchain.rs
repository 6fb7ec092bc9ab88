//! `simpletrader toolchain`: what builds workers, per language.

use simpletrader_authoring::{BuildError, Language, Toolchain, Workshop};

use crate::exit::Failure;
use crate::workshop::failure;

/// What to do with toolchains.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Fetch what a language's toolchain misses. Every command is shown before it runs; what cannot be fetched is explained.
    Install {
        /// The languages: rust, python, typescript, javascript, c, cpp, zig, go.
        #[arg(required = true, value_name = "LANGUAGE")]
        languages: Vec<String>,
    },
    /// Show which toolchains are there.
    List,
}

/// Runs the command.
///
/// # Errors
/// When there is no such language, or a toolchain cannot be fetched.
pub fn run(command: &Command) -> Result<(), Failure> {
    let workshop = Workshop::of_environment().map_err(failure)?;
    match command {
        Command::List => {
            for language in Language::ALL {
                println!("{}", line(language, &language.toolchain(&workshop)));
            }
        }
        Command::Install { languages } => {
            // A slip in the last name is told before the first takes minutes.
            let languages = languages.iter().map(|name| Language::parse(name)).collect::<Result<Vec<_>, _>>().map_err(failure)?;
            for language in languages {
                println!("{}", line(language, &install(language, &workshop).map_err(failure)?));
            }
        }
    }
    Ok(())
}

/// Installs what is missing, and looks again.
fn install(language: Language, workshop: &Workshop) -> Result<Toolchain, BuildError> {
    if let ready @ Toolchain::Ready(_) = language.toolchain(workshop) {
        return Ok(ready);
    }
    language.install(workshop)?;
    match language.toolchain(workshop) {
        Toolchain::Missing(missing) => {
            Err(BuildError::toolchain(format!("{language} was installed, but something is still missing: {missing}")))
        }
        ready => Ok(ready),
    }
}

fn line(language: Language, toolchain: &Toolchain) -> String {
    match toolchain {
        Toolchain::Ready(what) => format!("{:<12}ready    {what}", language.as_str()),
        Toolchain::Missing(what) => format!("{:<12}missing  {what}", language.as_str()),
    }
}
