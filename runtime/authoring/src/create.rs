//! `simpletrader new`: a project that builds and has a test, whole or not at all.

use std::fs;
use std::path::Path;

use simpletrader_contracts::name::SnakeName;
use simpletrader_contracts::worker::Category;

use crate::error::BuildError;
use crate::language::{Language, c, go, javascript, python, rust, zig};
use crate::project::Project;
use crate::suggestion;
use crate::templates::{self, NewWorker};
use crate::workshop::Workshop;

impl NewWorker {
    /// Reads what was asked for.
    ///
    /// # Errors
    /// When there is no such category or language, or a name is not in snake_case; each with what was probably meant.
    pub fn parse(category: &str, language: &str, vendor: &str, name: &str) -> Result<Self, BuildError> {
        Ok(Self {
            category: parse_category(category)?,
            language: Language::parse(language)?,
            vendor: parse_name("vendor", vendor)?,
            name: parse_name("name", name)?,
        })
    }

    /// Makes the project in a new folder below `parent`, called by its name, and returns it.
    ///
    /// # Errors
    /// When the folder exists, or something cannot be written; nothing is left behind then.
    pub fn create(&self, parent: &Path, workshop: &Workshop) -> Result<Project, BuildError> {
        let folder = parent.join(self.name.as_str());
        if folder.exists() {
            let message = format!("{} exists already", folder.strip_prefix(".").unwrap_or(&folder).display());
            return Err(BuildError::author(message).help("choose another name, or remove it if nobody needs it"));
        }
        let partial = parent.join(format!(".{}.partial-{}", self.name, std::process::id()));
        let made = self.fill(&partial, workshop).and_then(|()| {
            fs::rename(&partial, &folder).map_err(|error| BuildError::file(&folder, &error))?;
            Project::find(&folder)
        });
        if partial.exists() {
            // The error that is told is the first one.
            let _ = fs::remove_dir_all(&partial);
        }
        made
    }

    fn fill(&self, folder: &Path, workshop: &Workshop) -> Result<(), BuildError> {
        for (name, bytes) in self.files() {
            crate::files::write(&folder.join(name), &bytes)?;
        }
        let project = Project::find(folder)?;
        match self.language {
            Language::Rust => rust::prepare(self, &project, workshop)?,
            Language::Python => python::prepare(&project, workshop)?,
            Language::C | Language::Cpp => c::prepare(&project, workshop)?,
            Language::Zig => zig::prepare(&project, workshop)?,
            Language::TypeScript | Language::JavaScript => javascript::prepare(&project, workshop)?,
            Language::Go => go::prepare(&project, workshop)?,
        }
        Ok(())
    }
}

fn parse_category(text: &str) -> Result<Category, BuildError> {
    templates::category(text).ok_or_else(|| {
        let names: Vec<String> = Category::ALL.iter().map(|category| templates::snake(*category)).collect();
        let error = BuildError::author(format!("there is no category `{text}`; there are: {}", names.join(", ")));
        let asked = text.replace('-', "_");
        let begins = names.iter().find(|name| !asked.is_empty() && name.starts_with(&asked)).map(String::as_str);
        match begins.or_else(|| suggestion::closest(&asked, names.iter().map(String::as_str))) {
            Some(meant) => error.help(format!("did you mean `{meant}`?")),
            None => error,
        }
    })
}

/// Names of workers and vendors are names of files, crates and modules too, so they are as strict as those.
fn parse_name(what: &str, text: &str) -> Result<SnakeName, BuildError> {
    SnakeName::new(text).map_err(|refused| {
        let error = BuildError::author(format!("the {what} `{text}` will not do: {}", refused.rule));
        let words = text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
        let proposal = words.collect::<Vec<_>>().join("_").to_lowercase();
        match SnakeName::new(&proposal) {
            Ok(name) => error.help(format!("write `{name}`")),
            Err(_) => error,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(category: &str, language: &str, vendor: &str, name: &str) -> String {
        NewWorker::parse(category, language, vendor, name).unwrap_err().to_string()
    }

    #[test]
    fn an_unknown_category_is_answered_with_what_was_probably_meant() {
        assert!(refusal("contxt-worker", "rust", "me", "a").contains("did you mean `context_worker`?"));
        assert!(refusal("size", "rust", "me", "a").contains("did you mean `size_planner`?"));
        let text = refusal("broker", "rust", "me", "a");
        assert!(text.contains("there is no category `broker`; there are: context_worker") && !text.contains("help"), "{text}");
    }

    #[test]
    fn a_name_that_is_not_snake_case_is_refused_with_one_that_is() {
        assert!(refusal("context_worker", "rust", "me", "My-Average").contains("write `my_average`"));
        assert!(refusal("context_worker", "rust", "Acme Inc", "a").contains("the vendor `Acme Inc`"));
        assert!(!refusal("context_worker", "rust", "me", "../../etc").contains(".. will"), "no path leaves the folder");
        assert!(!refusal("context_worker", "rust", "me", "9").contains("help"));
    }
}
