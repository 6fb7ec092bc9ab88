//! A worker project: a folder with the project file of one language.

use std::path::{Path, PathBuf};

use crate::error::BuildError;
use crate::language::Language;

/// Beside the author's files: everything that is generated and may be deleted.
pub const GENERATED_FOLDER: &str = ".simpletrader";
/// Beside the author's files: where worker files go, a folder of plug-ins as it is.
pub const OUTPUT_FOLDER: &str = "build";

/// A folder that holds one worker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Project {
    /// Its folder, absolute and without links.
    pub root: PathBuf,
    /// What it is written in.
    pub language: Language,
}

impl Project {
    /// Looks at a folder: its project file says the language, and the author's source must lie beside it.
    ///
    /// # Errors
    /// When the folder is no project, is two at once, or lacks its source.
    pub fn find(folder: &Path) -> Result<Self, BuildError> {
        let root = folder.canonicalize().map_err(|error| {
            BuildError::author(format!("{}: {error}", folder.display())).help("name the folder of a worker project")
        })?;
        let has = |file: &str| root.join(file).is_file();
        let mut found: Vec<Language> = Language::ALL.into_iter().filter(|language| has(language.project_file())).collect();
        // One project file serves both, and the source decides; without one, TypeScript stands for both in the message below.
        if has(Language::JavaScript.project_file()) && !(has("worker.ts") && has("worker.js")) {
            let absent = if has("worker.js") { Language::TypeScript } else { Language::JavaScript };
            found.retain(|language| *language != absent);
        }
        let language = match found.as_slice() {
            [language] => *language,
            [] => return Err(no_project(folder)),
            [first, second, ..] => return Err(two_projects(folder, *first, *second)),
        };
        if !has(language.source_file()) {
            let message =
                format!("{} makes this a {language} worker, but there is no {}", language.project_file(), source(language));
            return Err(BuildError::author(message).in_file(folder));
        }
        Ok(Self { root, language })
    }

    /// The author's own file.
    pub fn source(&self) -> PathBuf {
        self.root.join(self.language.source_file())
    }

    /// The folder for everything that is generated.
    pub fn generated(&self) -> PathBuf {
        self.root.join(GENERATED_FOLDER)
    }

    /// The folder of plug-ins that a build writes to.
    pub fn output(&self) -> PathBuf {
        self.root.join(OUTPUT_FOLDER)
    }
}

fn source(language: Language) -> String {
    match language {
        Language::TypeScript | Language::JavaScript => "worker.ts or worker.js".to_owned(),
        other => other.source_file().to_owned(),
    }
}

fn no_project(folder: &Path) -> BuildError {
    let mut files: Vec<&str> = Language::ALL.map(Language::project_file).to_vec();
    files.dedup();
    BuildError::author(format!("{} is no worker project: there is none of {}", folder.display(), files.join(", ")))
        .help("`simpletrader new <category> <name> --lang <language>` makes one")
}

fn two_projects(folder: &Path, first: Language, second: Language) -> BuildError {
    let files = if first.project_file() == second.project_file() {
        (first.source_file(), second.source_file())
    } else {
        (first.project_file(), second.project_file())
    };
    let message = format!("{} is two projects at once: {} says {first}, {} says {second}", folder.display(), files.0, files.1);
    BuildError::author(message).help("keep one of the two files; a project holds one worker in one language")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(files: &[&str]) -> tempfile::TempDir {
        let place = tempfile::tempdir().unwrap();
        for file in files {
            let path = place.path().join(file);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "").unwrap();
        }
        place
    }

    fn refusal(files: &[&str]) -> String {
        Project::find(folder(files).path()).unwrap_err().to_string()
    }

    #[test]
    fn the_project_file_says_the_language() {
        for language in Language::ALL {
            let place = folder(&[language.project_file(), language.source_file()]);
            let project = Project::find(place.path()).unwrap();
            assert_eq!(project.language, language);
            assert!(project.source().is_file());
        }
    }

    #[test]
    fn a_folder_without_a_project_file_is_no_project() {
        assert!(refusal(&["worker.py"]).contains("there is none of Cargo.toml, pyproject.toml"), "{}", refusal(&[]));
        let absent = Project::find(Path::new("no/such/folder")).unwrap_err();
        assert!(absent.message.starts_with("no/such/folder: "), "{absent}");
    }

    #[test]
    fn a_folder_with_two_project_files_is_refused_by_both() {
        let text = refusal(&["Cargo.toml", "src/lib.rs", "go.mod", "worker.go"]);
        assert!(text.contains("Cargo.toml says rust, go.mod says go"), "{text}");
        let text = refusal(&["package.json", "worker.ts", "worker.js"]);
        assert!(text.contains("worker.ts says typescript, worker.js says javascript"), "{text}");
    }

    #[test]
    fn a_project_without_its_source_is_refused_by_the_missing_file() {
        assert!(refusal(&["pyproject.toml"]).contains("no worker.py"));
        assert!(refusal(&["package.json"]).contains("no worker.ts or worker.js"));
        assert!(refusal(&["Cargo.toml", "src/main.rs"]).contains("no src/lib.rs"));
    }
}
