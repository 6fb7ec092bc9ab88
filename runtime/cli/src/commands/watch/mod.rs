//! `simpletrader watch`: builds what changed, runs the backtest again, and shows in what it came out differently.

mod difference;
mod rounds;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use serde_json::Value;
use simpletrader_authoring::Project;

use super::backtest::summaries;
use crate::exit::Failure;
use crate::look::look;
use crate::projects::{newest_source, newest_yaml};
use crate::sandbox::Compiling;
use crate::session::Session;
use crate::workshop;

use rounds::{Watched, watch};

/// Rebuild what changed, run the backtest again, and show the difference.
///
/// Worker projects are built into the operation's folder of plug-ins. The files of a project and all YAML files of the
/// configuration are looked at twice a second. Ctrl-C ends it.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The operation file.
    operation: PathBuf,
    /// The strategy link to run; without it every enabled link is run.
    #[arg(long, value_name = "NAME")]
    link: Option<String>,
    /// A worker project to build; may be given more than once. Without it those beside the folder of plug-ins are taken.
    #[arg(long = "project", value_name = "DIR")]
    projects: Vec<PathBuf>,
    /// Where the run directory shall appear; without it `runs/watch`.
    #[arg(long, value_name = "DIR", default_value = "runs/watch")]
    out: PathBuf,
    #[command(flatten)]
    compiling: Compiling,
}

/// How often files are looked at.
const EVERY: Duration = Duration::from_millis(500);

/// Runs the command; it ends with the program.
///
/// # Errors
/// When the operation cannot be read or a project is none.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let session = Session::open(&arguments.operation, look())?;
    let plugins = session.configuration().plugins_dir();
    let projects = if arguments.projects.is_empty() { beside(&plugins) } else { arguments.projects.clone() };
    for project in &projects {
        Project::find(project).map_err(workshop::failure)?;
    }
    // Blueprints may lie anywhere below the configuration root.
    let root = session.configuration().no_findings().root().to_path_buf();
    let folder = if root == Path::new("") { Path::new(".") } else { root.as_path() };
    println!(
        "watching {}{}",
        folder.display(),
        projects.iter().map(|project| format!(", {}", project.display())).collect::<String>()
    );
    watch(&mut Files { arguments, folder, plugins, projects: &projects });
    Ok(())
}

/// The worker projects beside a folder of plug-ins: in the folders next to it, and in those of a folder `workers`.
fn beside(plugins: &Path) -> Vec<PathBuf> {
    let above = plugins.parent().unwrap_or(Path::new("."));
    let folders = [above.to_owned(), above.join("workers")];
    let entries = folders.iter().flat_map(std::fs::read_dir).flatten().flatten().map(|entry| entry.path());
    let mut projects: Vec<PathBuf> = entries.filter(|path| path.is_dir() && Project::find(path).is_ok()).collect();
    projects.sort();
    projects
}

/// The files of this machine.
struct Files<'a> {
    arguments: &'a Arguments,
    folder: &'a Path,
    plugins: PathBuf,
    projects: &'a [PathBuf],
}

impl Watched for Files<'_> {
    fn projects(&self) -> usize {
        self.projects.len()
    }

    fn project_changed(&self, project: usize) -> Option<SystemTime> {
        newest_source(self.projects.get(project)?)
    }

    fn operation_changed(&self) -> Option<SystemTime> {
        newest_yaml(self.folder)
    }

    fn build(&mut self, project: usize) -> Result<String, String> {
        let Some(folder) = self.projects.get(project) else { return Ok(String::new()) };
        let built = workshop::build(folder, Some(&self.plugins)).map_err(|failure| failure.message)?;
        Ok(format!("built {}", built.path.display()))
    }

    fn run(&mut self) -> Result<BTreeMap<String, Value>, String> {
        let Arguments { operation, link, out, compiling, .. } = self.arguments;
        let summaries = summaries(operation, link.as_deref(), out, *compiling).map_err(|failure| failure.message)?;
        let value = |summary| serde_json::to_value(&summary).map_err(|error| error.to_string());
        summaries.into_iter().map(|summary| Ok((summary.link.clone(), value(summary)?))).collect()
    }

    fn wait(&mut self) -> bool {
        std::thread::sleep(EVERY);
        true
    }

    fn say(&mut self, text: &str) {
        println!("{text}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn projects_are_found_beside_the_plug_ins() {
        let place = tempfile::tempdir().unwrap();
        let root = place.path();
        for project in ["sma", "workers/cross", "deep/er/none"] {
            fs::create_dir_all(root.join(project)).unwrap();
            fs::write(root.join(project).join("pyproject.toml"), "").unwrap();
            fs::write(root.join(project).join("worker.py"), "").unwrap();
        }
        fs::create_dir_all(root.join("plugins")).unwrap();
        assert_eq!(beside(&root.join("plugins")), [root.join("sma"), root.join("workers/cross")]);
    }
}
