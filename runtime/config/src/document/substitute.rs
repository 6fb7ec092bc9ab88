//! `${NAME}` in a value becomes what the environment has under that name. `$${` writes a literal `${`.

use super::{Content, Node, Scalar};
use crate::diagnostic::{Finding, Findings, Rule};
use crate::source::Position;

/// Longest value after replacement, in bytes.
const MAX_VALUE_BYTES: usize = 64 * 1024;

/// Replaces every `${NAME}` in the values below `node`. Keys are left alone: what a key means is not the environment's affair.
pub(crate) fn substitute(node: &mut Node, env: &dyn Fn(&str) -> Option<String>, findings: &mut Findings) {
    match &mut node.content {
        Content::Scalar(scalar) => substitute_scalar(scalar, &node.at, env, findings),
        // As deep as the document, which the parser bounds.
        Content::List(items) => items.iter_mut().for_each(|item| substitute(item, env, findings)),
        Content::Mapping(entries) => entries.iter_mut().for_each(|entry| substitute(&mut entry.value, env, findings)),
    }
}

fn substitute_scalar(scalar: &mut Scalar, at: &Position, env: &dyn Fn(&str) -> Option<String>, findings: &mut Findings) {
    if !scalar.text.contains("${") {
        return;
    }
    match replaced(&scalar.text, env) {
        Ok(text) => scalar.written = Some(std::mem::replace(&mut scalar.text, text)),
        Err(problem) => findings.push(problem.into_finding(at)),
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Problem {
    Missing(String),
    Malformed,
    TooLong,
}

impl Problem {
    fn into_finding(self, at: &Position) -> Finding {
        match self {
            Self::Missing(name) => Finding::error(Rule::V03, format!("the environment has no variable `{name}`")).help(format!(
                "set it before the start, for example `export {name}=…`; for the text `${{{name}}}` itself write `$${{{name}}}`"
            )),
            Self::Malformed => Finding::error(Rule::V03, "`${` does not begin a variable's name")
                .help("write `${NAME}` with letters, digits and _; for the text `${` itself write `$${`"),
            Self::TooLong => Finding::error(Rule::V03, format!("the value is longer than {MAX_VALUE_BYTES} bytes"))
                .help("give such a value in a file of its own"),
        }
        .at(at)
    }
}

fn replaced(text: &str, env: &dyn Fn(&str) -> Option<String>) -> Result<String, Problem> {
    let mut result = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${") {
        if let Some(literal) = before.strip_suffix('$') {
            result.push_str(literal);
            result.push_str("${");
            rest = after;
            continue;
        }
        let (name, behind) = after.split_once('}').ok_or(Problem::Malformed)?;
        if !is_variable_name(name) {
            return Err(Problem::Malformed);
        }
        result.push_str(before);
        result.push_str(&env(name).ok_or_else(|| Problem::Missing(name.to_owned()))?);
        rest = behind;
        if result.len() > MAX_VALUE_BYTES {
            return Err(Problem::TooLong);
        }
    }
    result.push_str(rest);
    Ok(result)
}

fn is_variable_name(name: &str) -> bool {
    name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        && name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn env(name: &str) -> Option<String> {
        match name {
            "HOME_DIR" => Some("/home/ada".to_owned()),
            "NESTED" => Some("${HOME_DIR}".to_owned()),
            "LONG" => Some("x".repeat(40_000)),
            _ => None,
        }
    }

    // mission: 52 (partly)
    #[test]
    fn variables_are_replaced_wherever_they_stand() {
        assert_eq!(replaced("${HOME_DIR}", &env).unwrap(), "/home/ada");
        assert_eq!(replaced("a/${HOME_DIR}/b${HOME_DIR}", &env).unwrap(), "a//home/ada/b/home/ada");
        assert_eq!(replaced("$5 and $HOME_DIR", &env).unwrap(), "$5 and $HOME_DIR", "only braces count");
    }

    #[test]
    fn a_variables_value_is_not_searched_again() {
        assert_eq!(replaced("${NESTED}", &env).unwrap(), "${HOME_DIR}");
    }

    #[test]
    fn a_doubled_dollar_writes_the_braces_themselves() {
        assert_eq!(replaced("$${HOME_DIR}", &env).unwrap(), "${HOME_DIR}");
    }

    // mission: 52 (partly)
    #[test]
    fn what_cannot_be_replaced_is_refused() {
        assert_eq!(replaced("${NOPE}", &env), Err(Problem::Missing("NOPE".into())));
        for bad in ["${", "${}", "${A B}", "${1A}", "a${HOME_DIR"] {
            assert_eq!(replaced(bad, &env), Err(Problem::Malformed), "{bad}");
        }
        assert_eq!(replaced("${LONG}${LONG}", &env), Err(Problem::TooLong));
    }
}
