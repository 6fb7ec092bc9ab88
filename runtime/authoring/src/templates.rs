//! The files of a new project, from four layers of templates: for everybody, for a category, for a language, for both.
//!
//! A file of a later layer replaces one of the same name. In names, `dot-` at the beginning of a part stands for `.`, so that this
//! repository's own tools do not heed a template's `.gitignore`. `{{vendor}}`, `{{name}}`, `{{Name}}`, `{{title}}`, `{{category}}`
//! and `{{language}}` are filled in, in names and in texts; anything else in braces is left as it is.

use std::collections::BTreeMap;

use simpletrader_contracts::name::SnakeName;
use simpletrader_contracts::worker::Category;

use crate::language::Language;
use crate::sdk::TEMPLATES;

/// What a new project is to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewWorker {
    /// What kind of worker.
    pub category: Category,
    /// In which language.
    pub language: Language,
    /// Who makes it.
    pub vendor: SnakeName,
    /// What it is called.
    pub name: SnakeName,
}

impl NewWorker {
    /// The files of its project, by their path in it.
    pub fn files(&self) -> BTreeMap<String, Vec<u8>> {
        let category = snake(self.category);
        let language = self.language.as_str();
        let layers =
            ["common/all/", &format!("common/{category}/"), &format!("{language}/all/"), &format!("{language}/{category}/")];
        let mut files = BTreeMap::new();
        for layer in layers {
            for (path, bytes) in TEMPLATES {
                if let Some(path) = path.strip_prefix(layer) {
                    files.insert(self.file_name(path), self.filled_bytes(bytes));
                }
            }
        }
        files
    }

    fn file_name(&self, path: &str) -> String {
        let part = |part: &str| part.strip_prefix("dot-").map_or_else(|| part.to_owned(), |rest| format!(".{rest}"));
        self.filled(path).split('/').map(part).collect::<Vec<_>>().join("/")
    }

    fn filled_bytes(&self, bytes: &[u8]) -> Vec<u8> {
        match std::str::from_utf8(bytes) {
            Ok(text) => self.filled(text).into_bytes(),
            Err(_) => bytes.to_vec(),
        }
    }

    fn filled(&self, text: &str) -> String {
        let (vendor, name) = (self.vendor.as_str(), self.name.as_str());
        let values = [
            ("{{vendor}}", vendor.to_owned()),
            ("{{name}}", name.to_owned()),
            ("{{Name}}", capitals(name, "")),
            ("{{title}}", title(name)),
            ("{{category}}", snake(self.category)),
            ("{{language}}", self.language.to_string()),
        ];
        values.iter().fold(text.to_owned(), |text, (placeholder, value)| text.replace(placeholder, value))
    }
}

/// The name of a category on the command line and in names of folders: `context_worker`.
pub fn snake(category: Category) -> String {
    category.as_str().replace('-', "_")
}

/// The category of such a name; hyphens will do too.
pub fn category(text: &str) -> Option<Category> {
    Category::ALL.iter().copied().find(|category| category.as_str() == text || snake(*category) == text)
}

/// `my_average` as `MyAverage`.
fn capitals(name: &str, between: &str) -> String {
    let word = |word: &str| word.get(..1).unwrap_or_default().to_uppercase() + word.get(1..).unwrap_or_default();
    name.split('_').filter(|part| !part.is_empty()).map(word).collect::<Vec<_>>().join(between)
}

/// `my_average` as `My average`.
fn title(name: &str) -> String {
    let text = name.replace('_', " ");
    let text = text.trim();
    text.get(..1).unwrap_or_default().to_uppercase() + text.get(1..).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(crate) fn worker(category: Category, language: Language) -> NewWorker {
        let name = |text: &str| SnakeName::new(text).unwrap();
        NewWorker { category, language, vendor: name("acme"), name: name("my_average") }
    }

    #[test]
    fn names_are_written_as_each_place_wants_them() {
        let worker = worker(Category::ContextWorker, Language::Rust);
        let text = worker.filled("{{vendor}}/{{name}} {{Name}} {{title}} {{category}} {{language}} {{ other }} {{unknown}}");
        assert_eq!(text, "acme/my_average MyAverage My average context_worker rust {{ other }} {{unknown}}");
        assert_eq!(worker.file_name("dot-vscode/{{name}}.json"), ".vscode/my_average.json");
    }

    #[test]
    fn a_category_is_found_by_either_way_of_writing_it() {
        for written in Category::ALL {
            assert_eq!(category(written.as_str()), Some(*written));
            assert_eq!(category(&snake(*written)), Some(*written));
        }
        assert_eq!(category("context"), None);
    }

    #[test]
    fn no_placeholder_is_left_in_any_template() {
        for language in Language::ALL {
            for category in Category::ALL {
                for (path, bytes) in worker(*category, language).files() {
                    let text = String::from_utf8_lossy(&bytes);
                    let left = text.split("{{").skip(1).filter_map(|rest| rest.split_once("}}")).map(|(word, _)| word);
                    let left: Vec<_> = left.filter(|word| word.chars().all(char::is_alphabetic)).collect();
                    assert!(left.is_empty(), "{language} {category} {path}: {left:?}");
                    assert!(!path.contains("{{") && !path.contains("dot-"), "{path}");
                }
            }
        }
    }
}
