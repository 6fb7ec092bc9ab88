//! Test functions and what they claim to prove, read from the sources.
//!
//! A claim is a line comment directly above the line with which a test begins:
//!
//! ```text
//! // mission: 10, 65 (partly)
//! #[test]
//! fn a_hundred_thousand_order_ids_are_unique() {
//! ```
//!
//! A claim says that the test, together with the others that claim the row, shows all that the row asks for; `(partly)` says that
//! something of it still lacks a test. A test begins with `#[test]`, in `proptest!` as well, or with its entry in a call of a macro
//! of the same file that makes tests.
//!
//! The scan reads lines, not Rust: the sources are formatted and linted before anyone believes the page, and a parser would throw
//! away the comments that matter here. A text that looks like a test inside of a string over several lines would be counted.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context as _;

use super::rows::Row;

/// What a claim begins with.
const MARKER: &str = "// mission:";

/// A source file with what was found in it.
#[derive(Debug)]
pub struct Source {
    /// The file, from the checkout's root, with `/` between folders.
    pub path: String,
    /// The folder of the crate that it belongs to, in the same form.
    pub package: String,
    /// Its tests in the order of the file.
    pub tests: Vec<Test>,
    /// Claims that cannot be read or have no test: line, counted from 1, and what is wrong.
    misplaced: Vec<(usize, String)>,
}

/// A test function.
#[derive(Debug, PartialEq, Eq)]
pub struct Test {
    /// The function's name.
    pub name: String,
    /// What it claims to prove.
    pub claims: Vec<Claim>,
    /// Index of the line with which it begins.
    first_line: usize,
    /// Marked `#[ignore]`: it does not run and proves nothing.
    ignored: bool,
}

/// A row that a test claims to prove.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Claim {
    /// The row's number.
    pub row: usize,
    /// Something that the row asks for still lacks a test.
    pub partly: bool,
}

impl Source {
    /// Everything wrong with the claims of this file, each with its place.
    pub fn problems(&self, rows: &[Row]) -> Vec<String> {
        let mut problems = self.misplaced.clone();
        for test in &self.tests {
            for claim in &test.claims {
                let wrong = match rows.iter().find(|row| row.number == claim.row) {
                    None => format!("there is no row {}", claim.row),
                    Some(row) if row.later => format!("row {} is marked `later`; take the mark away first", claim.row),
                    Some(_) => continue,
                };
                // Counted from 0, so as a line counted from 1 it is the one above the test: the claim.
                problems.push((test.first_line, wrong));
            }
        }
        problems.sort();
        problems.into_iter().map(|(line, wrong)| format!("{}:{line}: {wrong}", self.path)).collect()
    }
}

/// Reads every Rust file under the root, in the order of their paths; hidden folders and build output are left out.
///
/// # Errors
/// A folder or file that cannot be read.
pub fn sources(root: &Path) -> anyhow::Result<Vec<Source>> {
    let mut files = Vec::new();
    collect(root, &mut files)?;
    let mut sources = Vec::new();
    for path in files {
        let text = fs::read_to_string(&path).with_context(|| format!("{} cannot be read", path.display()))?;
        let package = path.ancestors().skip(1).find(|folder| folder.join("Cargo.toml").is_file()).unwrap_or(root);
        let (tests, misplaced) = read(&text);
        sources.push(Source { path: shown(&path, root), package: shown(package, root), tests, misplaced });
    }
    sources.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(sources)
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> anyhow::Result<()> {
    let unreadable = || format!("{} cannot be read", folder.display());
    for entry in fs::read_dir(folder).with_context(unreadable)? {
        let entry = entry.with_context(unreadable)?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        // The entry's own type: a link to a folder is not followed, so that no circle can be walked.
        let kind = entry.file_type().with_context(unreadable)?;
        if kind.is_dir() && !name.starts_with('.') && name != "target" {
            collect(&entry.path(), files)?;
        } else if kind.is_file() && name.ends_with(".rs") {
            files.push(entry.path());
        }
    }
    Ok(())
}

fn shown(path: &Path, root: &Path) -> String {
    let inside = path.strip_prefix(root).unwrap_or(path);
    inside.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/")
}

/// The tests of a file, and the claims that are wrong whatever the rows are.
fn read(text: &str) -> (Vec<Test>, Vec<(usize, String)>) {
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let makers = test_makers(&lines);
    let mut tests = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        if let Some(rest) = line.strip_prefix("#[test]") {
            tests.extend(function(index, rest, &lines));
        } else if let Some(opened) = makers.iter().find_map(|maker| line.strip_prefix(maker.as_str())) {
            tests.extend(entries(index, opened, &lines));
        }
    }

    let mut misplaced = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        let Some(list) = line.strip_prefix(MARKER) else { continue };
        let mut below = tests.iter_mut().filter(|test| test.first_line == index + 1);
        let wrong = match (claims(list), below.next(), below.next()) {
            (None, _, _) => format!("write `{MARKER} 10, 12` or `{MARKER} 10 (partly)`, each row once"),
            (_, None, _) => "no test begins on the line below".to_owned(),
            (_, _, Some(_)) => "several tests begin on the line below; give each its own line".to_owned(),
            (_, Some(test), None) if test.ignored => format!("`{}` is ignored and proves nothing", test.name),
            (Some(claims), Some(test), None) => {
                test.claims = claims;
                continue;
            }
        };
        misplaced.push((index + 1, wrong));
    }
    (tests, misplaced)
}

/// The rows after the marker; `None` when they cannot be read.
fn claims(list: &str) -> Option<Vec<Claim>> {
    let mut claims: Vec<Claim> = Vec::new();
    for item in list.split(',') {
        let item = item.trim();
        let (number, partly) = item.strip_suffix("(partly)").map_or((item, false), |number| (number.trim_end(), true));
        let row = number.parse().ok()?;
        if claims.iter().any(|claim| claim.row == row) {
            return None;
        }
        claims.push(Claim { row, partly });
    }
    Some(claims)
}

/// The function whose `#[test]` stands on a line; `rest` is what follows on that line.
fn function(first_line: usize, rest: &str, lines: &[&str]) -> Option<Test> {
    let mut ignored = false;
    for line in std::iter::once(rest.trim()).chain(lines.iter().skip(first_line + 1).copied()) {
        ignored |= line.starts_with("#[ignore");
        if line.is_empty() || line.starts_with("#[") || line.starts_with("//") {
            continue;
        }
        let (before, signature) = line.split_once("fn ")?;
        let qualified = before.split_whitespace().all(|word| matches!(word, "pub" | "async" | "const" | "unsafe"));
        // Inside the macros that make tests the name is a placeholder (`$name`), which is no identifier.
        return Some(Test { name: identifier(signature).filter(|_| qualified)?, claims: Vec::new(), first_line, ignored });
    }
    None
}

/// `name!` of every macro of the file whose body makes test functions.
fn test_makers(lines: &[&str]) -> Vec<String> {
    let mut makers = Vec::new();
    let mut current: Option<&str> = None;
    for (index, line) in lines.iter().enumerate() {
        if let Some(head) = line.strip_prefix("macro_rules!") {
            current = head.split_whitespace().next();
        } else if line.starts_with("#[test]") && lines.get(index + 1).is_some_and(|below| below.contains("fn $")) {
            makers.extend(current.take().map(|name| format!("{name}!")));
        }
    }
    makers
}

/// The tests that a call of a macro makes: every entry begins with the name of one.
fn entries(first_line: usize, opened: &str, lines: &[&str]) -> Vec<Test> {
    let mut tests = Vec::new();
    let mut depth = 0_usize;
    let mut expects_name = false;
    for (index, line) in std::iter::once(opened).chain(lines.iter().skip(first_line + 1).copied()).enumerate() {
        let code = line.split("//").next().unwrap_or_default();
        let mut in_text = false;
        for (at, character) in code.char_indices() {
            match character {
                '"' => in_text = !in_text,
                _ if in_text => {}
                '(' | '[' | '{' => depth += 1,
                ')' | ']' | '}' => depth = depth.saturating_sub(1),
                _ if depth == 1 && expects_name => {
                    if let Some(name) = code.get(at..).and_then(identifier) {
                        tests.push(Test { name, claims: Vec::new(), first_line: first_line + index, ignored: false });
                        expects_name = false;
                    }
                    continue;
                }
                _ => {}
            }
            expects_name |= depth == 1 && matches!(character, '(' | '[' | '{' | ',' | ';') && !in_text;
            if depth == 0 && matches!(character, ')' | ']' | '}') {
                return tests;
            }
        }
    }
    tests
}

/// The identifier with which a text begins.
fn identifier(text: &str) -> Option<String> {
    let end = text.find(|character: char| !(character.is_ascii_alphanumeric() || character == '_')).unwrap_or(text.len());
    let name = text.get(..end)?;
    name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_').then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Names with their claims as `name: 1 2?`, where `?` is partly.
    fn found(text: &str) -> Vec<String> {
        let (tests, misplaced) = read(text);
        assert_eq!(misplaced, [], "{text}");
        tests.iter().map(told).collect()
    }

    fn told(test: &Test) -> String {
        let claims = test.claims.iter().map(|claim| format!(" {}{}", claim.row, if claim.partly { "?" } else { "" }));
        format!("{}:{}", test.name, claims.collect::<String>())
    }

    fn refused(text: &str) -> (usize, String) {
        let (tests, mut misplaced) = read(text);
        assert!(tests.iter().all(|test| test.claims.is_empty()), "{text}");
        assert_eq!(misplaced.len(), 1, "{text}: {misplaced:?}");
        misplaced.remove(0)
    }

    #[test]
    fn a_test_has_the_claims_directly_above_it_and_others_have_none() {
        let text = "    // mission: 10, 65 (partly)\n    #[test]\n    fn first() {\n    }\n\n    #[test]\n    fn second() {}\nfn third() {}\n";
        assert_eq!(found(text), ["first: 10 65?", "second:"]);
    }

    #[test]
    fn attributes_and_comments_may_stand_between_the_test_and_its_function() {
        assert_eq!(found("// mission: 1\n#[test]\n#[should_panic]\n// why\nfn a() {}"), ["a: 1"]);
        assert_eq!(found("// mission: 1\n#[test] fn a() {}"), ["a: 1"]);
        assert_eq!(found("#[test]\npub async fn a() {}"), ["a:"]);
    }

    #[test]
    fn properties_are_tests() {
        let text = "proptest! {\n    // mission: 7 (partly)\n    #[test]\n    fn whatever_comes(value in 0..8) {\n    }\n}\n";
        assert_eq!(found(text), ["whatever_comes: 7?"]);
    }

    #[test]
    fn every_entry_of_a_macro_that_makes_tests_is_one() {
        let maker = "macro_rules! cases {\n($($name:ident),+) => { $(\n#[test]\nfn $name() {\n}\n)+ };\n}\n";
        let list = format!("{maker}cases!(\n    one,\n    // mission: 82\n    two,\n);\n#[test]\nfn three() {{}}\n");
        assert_eq!(found(&list), ["one:", "two: 82", "three:"]);
        assert_eq!(found(&format!("{maker}cases!(one, two);\n")), ["one:", "two:"]);
        let valued = format!("{maker}cases! {{\n    one: (\"a, (b\", [1, 2]),\n    two => three(4, 5), // six, seven\n}}\n");
        assert_eq!(found(&valued), ["one:", "two:"]);
    }

    #[test]
    fn a_macro_that_makes_no_tests_has_no_entries() {
        assert_eq!(found("macro_rules! pairs {\n($a:ident) => {};\n}\npairs!(one, two);\n"), [""; 0]);
    }

    #[test]
    fn text_and_comments_about_tests_are_no_tests() {
        assert_eq!(found("/// #[test]\n// #[test]\nlet text = \"#[test] fn a() {}\";\n//! // mission: 3\n"), [""; 0]);
    }

    #[test]
    fn a_claim_above_no_test_is_refused() {
        for text in [
            "// mission: 1\nfn a() {}",
            "// mission: 1",
            "// mission: 1\n\n#[test]\nfn a() {}",
            "// mission: 1\n#[test]\nlet a = 1;",
        ] {
            assert_eq!(refused(text), (1, "no test begins on the line below".to_owned()), "{text}");
        }
    }

    #[test]
    fn a_claim_that_cannot_be_read_is_refused() {
        for list in ["", " ", " ten", " 1 2", " 1, ", " 1 (mostly)", " (partly)", " 1, 1", " 1, 1 (partly)", " -1"] {
            let (line, wrong) = refused(&format!("\n// mission:{list}\n#[test]\nfn a() {{}}\n"));
            assert!(line == 2 && wrong.contains("// mission: 10, 12"), "{list}: {wrong}");
        }
    }

    #[test]
    fn an_ignored_test_proves_nothing() {
        let (line, wrong) = refused("// mission: 1\n#[test]\n#[ignore = \"slow\"]\nfn a() {}\n");
        assert_eq!((line, wrong.as_str()), (1, "`a` is ignored and proves nothing"));
    }

    #[test]
    fn a_claim_above_several_tests_says_not_which() {
        let maker = "macro_rules! cases {\n($($name:ident),+) => { $(\n#[test]\nfn $name() {}\n)+ };\n}\n";
        let (line, wrong) = refused(&format!("{maker}// mission: 1\ncases!(one, two);\n"));
        assert!(line == 7 && wrong.contains("several tests"), "{line}: {wrong}");
    }

    #[test]
    fn a_claim_to_a_row_that_comes_later_is_refused() {
        let rows = super::super::rows::parse("1 | 0 | Bread | eaten\n2 | 0 | Wine | drunk | later\n").unwrap();
        let (tests, misplaced) = read("// mission: 1, 2\n#[test]\nfn a() {}\n");
        let source = Source { path: "a.rs".to_owned(), package: "a".to_owned(), tests, misplaced };
        assert_eq!(source.problems(&rows), ["a.rs:1: row 2 is marked `later`; take the mark away first"]);
    }

    #[test]
    fn files_belong_to_the_nearest_crate_and_build_output_to_nobody() {
        let place = tempfile::tempdir().unwrap();
        for file in ["Cargo.toml", "a/Cargo.toml", "a/src/deep/x.rs", "a/target/y.rs", ".hidden/z.rs", "b.rs", "c.txt"] {
            let path = place.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "#[test]\nfn a() {}\n").unwrap();
        }
        let sources = sources(place.path()).unwrap();
        let found: Vec<_> = sources.iter().map(|source| (source.path.as_str(), source.package.as_str())).collect();
        assert_eq!(found, [("a/src/deep/x.rs", "a"), ("b.rs", "")]);
    }
}
