//! A worker's parameters: the blueprint's, the link's over them, the schema's defaults beneath, all checked against the schema
//! inside the plug-in (V20). The worker itself checks again when it is configured.

use std::collections::BTreeMap;

use jsonschema::error::{TypeKind, ValidationErrorKind};
use jsonschema::{PatternOptions, ValidationError, Validator};
use serde_json::{Map, Value};
use simpletrader_contracts::name::excerpt;
use simpletrader_contracts::worker::ComponentFacts;

use super::Staffed;
use super::parameter_schema::{alternatives, behind_references, of_items, of_property, refusal, wants_text};
use crate::build_spec::Parameters;
use crate::diagnostic::suggest;
use crate::diagnostic::{Finding, Findings, Rule};
use crate::document::{Content, Entry, Node, Scalar, exact_number};
use crate::schema::WorkerParameters;
use crate::source::Position;

/// For each worker its parameters, complete and valid, with a link's `overrides` in place; nothing where a finding says why, or where the plug-in is missing.
pub(super) fn all(overrides: &[WorkerParameters], staff: &[Staffed<'_>], findings: &mut Findings) -> Vec<Option<Parameters>> {
    let ids: Vec<&str> = staff.iter().map(|staffed| staffed.config.worker_id.as_str()).collect();
    for unknown in overrides.iter().filter(|parameters| !ids.contains(&parameters.worker_id.as_str())) {
        let message = format!("the blueprint has no worker `{}`", unknown.worker_id.value);
        let help = suggest::advice(&unknown.worker_id, "workers", &ids);
        findings.push(Finding::error(Rule::V20, message).at(&unknown.worker_id.at).help(help));
    }
    // Workers of one plug-in share its compiled schema.
    let mut compiled = BTreeMap::new();
    staff
        .iter()
        .map(|staffed| {
            let facts = staffed.facts?;
            let written = merged(overrides, staffed);
            match &facts.schema {
                None => without_schema(staffed, &written, findings),
                Some(schema) => {
                    let validator = compiled
                        .entry(facts.digest.as_str())
                        .or_insert_with(|| compile(schema, facts, &staffed.config.plugin.at, findings));
                    Checked { staffed, facts, schema, written: &written }.check(validator.as_ref()?, findings)
                }
            }
        })
        .collect()
}

/// The blueprint's parameters with the link's in place of those of the same key.
fn merged<'a>(overrides: &'a [WorkerParameters], staffed: &Staffed<'a>) -> Vec<&'a Entry> {
    let mut entries: Vec<&Entry> = staffed.config.config.value.iter().collect();
    let mine = overrides.iter().filter(|one| one.worker_id.value == staffed.config.worker_id.as_str());
    for entry in mine.flat_map(|one| &one.entries) {
        match entries.iter_mut().find(|other| other.key == entry.key) {
            Some(place) => *place = entry,
            None => entries.push(entry),
        }
    }
    entries
}

fn without_schema(staffed: &Staffed<'_>, written: &[&Entry], findings: &mut Findings) -> Option<Parameters> {
    let Some(first) = written.first() else { return Some(Value::Object(Map::new()).into()) };
    let message = format!("`{}` takes no parameters", staffed.config.plugin.value);
    findings.push(Finding::error(Rule::V20, message).at(&first.key_at).help("remove its `config`"));
    None
}

/// Compiles a plug-in's schema. The engine reaches no network and no file, and matches patterns in linear time.
fn compile(schema: &Value, facts: &ComponentFacts, plugin_at: &Position, findings: &mut Findings) -> Option<Validator> {
    let refused = match refusal(schema) {
        Some(refusal) => refusal,
        None => match jsonschema::options().with_pattern_options(PatternOptions::regex()).build(schema) {
            Ok(validator) => return Some(validator),
            Err(error) => format!("is not a JSON Schema: {}", excerpt(&error.to_string(), 200)),
        },
    };
    let message = format!("`{}` cannot be configured: its parameter schema {refused}", facts.manifest.plugin_id());
    findings.push(Finding::error(Rule::V20, message).at(plugin_at).help("this is a defect of the plug-in: tell its author"));
    None
}

/// Parameters as a worker is handed them, without holding them against its schema: what the worker itself says of them is to be
/// seen. A schema that does not pass the gate counts as none.
pub fn given<'n>(
    written: impl IntoIterator<Item = &'n Entry>,
    schema: Option<&Value>,
    findings: &mut Findings,
) -> Option<Map<String, Value>> {
    let schema = schema.filter(|schema| refusal(schema).is_none()).unwrap_or(&Value::Null);
    filled(written, schema, findings)
}

/// What is written, as the schema wants it, and the schema's defaults for what is not (V21), so that nothing is left open.
fn filled<'n>(written: impl IntoIterator<Item = &'n Entry>, schema: &Value, findings: &mut Findings) -> Option<Map<String, Value>> {
    let mut params = Map::new();
    let mut complete = true;
    for entry in written {
        match json_of(&entry.value, schema, of_property(schema, schema, &entry.key), findings) {
            Some(value) => {
                params.insert(entry.key.clone(), value);
            }
            None => complete = false,
        }
    }
    if !complete {
        return None;
    }
    let properties = behind_references(schema, schema).get("properties").and_then(Value::as_object);
    for (key, property) in properties.into_iter().flatten() {
        if let Some(default) = property.get("default").filter(|_| !params.contains_key(key)) {
            params.insert(key.clone(), default.clone());
        }
    }
    Some(params)
}

/// The parameters of one worker, while they are checked.
struct Checked<'a> {
    staffed: &'a Staffed<'a>,
    facts: &'a ComponentFacts,
    schema: &'a Value,
    written: &'a [&'a Entry],
}

impl Checked<'_> {
    fn check(&self, validator: &Validator, findings: &mut Findings) -> Option<Parameters> {
        let params = Value::Object(filled(self.written.iter().copied(), self.schema, findings)?);
        let errors: Vec<ValidationError<'_>> = validator.iter_errors(&params).collect();
        let slips = self.slips(&errors);
        for error in &errors {
            self.report(error, &slips, findings);
        }
        let is_sound = errors.is_empty();
        drop(errors);
        is_sound.then(|| {
            let shown = self.without_secrets(&params);
            Parameters::new(params, shown)
        })
    }

    /// The parameters as they may be shown: what came from the environment stands as it does in the file.
    fn without_secrets(&self, params: &Value) -> Value {
        let mut shown = params.clone();
        for entry in self.written {
            if let Some(value) = shown.get_mut(&entry.key) {
                hide(&entry.value, value);
            }
        }
        shown
    }

    /// The parameters that unknown ones are misspellings of: that such a one is missing is not told as well.
    fn slips(&self, errors: &[ValidationError<'_>]) -> Vec<String> {
        let mut slips = Vec::new();
        for error in errors {
            if let ValidationErrorKind::AdditionalProperties { unexpected } = error.kind() {
                let known = self.properties_at(&path_of(error));
                let meant = unexpected.iter().filter_map(|key| suggest::nearest(key, known.iter().map(String::as_str)));
                slips.extend(meant.map(str::to_owned));
            }
        }
        slips
    }

    fn report(&self, error: &ValidationError<'_>, slips: &[String], findings: &mut Findings) {
        let path = path_of(error);
        let Some(target) = self.locate(&path) else {
            let message =
                format!("`{}` has a default that its own schema refuses: {}", self.facts.manifest.plugin_id(), path.join("."));
            let finding = Finding::error(Rule::V20, message).at(&self.staffed.config.plugin.at);
            findings.push(finding.help("write the parameter yourself, and tell the plug-in's author"));
            return;
        };
        let plugin = self.facts.manifest.plugin_id();
        match error.kind() {
            ValidationErrorKind::AdditionalProperties { unexpected }
            | ValidationErrorKind::UnevaluatedProperties { unexpected } => {
                let known = self.properties_at(&path);
                let known: Vec<&str> = known.iter().map(String::as_str).collect();
                for key in unexpected {
                    let at = target.entry_at(key).unwrap_or(target.at);
                    let finding = Finding::error(Rule::V20, format!("`{plugin}` has no parameter `{key}`"));
                    findings.push(finding.at(at).help(suggest::advice(key, "parameters", &known)));
                }
            }
            ValidationErrorKind::Required { property } => {
                let key = property.as_str().unwrap_or_default();
                if slips.iter().any(|slip| slip == key) {
                    return;
                }
                let finding = Finding::error(Rule::V20, format!("`{plugin}` needs the parameter `{key}`")).at(target.at);
                let meaning = self.description(&path, key).map(|text| format!(": {text}")).unwrap_or_default();
                findings.push(finding.help(format!("write `{key}: …` under `config`{meaning}")));
            }
            kind => {
                let (rule, help) = explained(kind, self.schema_at(&path), self.schema);
                let (key, above) = path.split_last().map_or(("config", &path[..]), |(key, above)| (key.as_str(), above));
                let shown = target.node.map_or_else(|| "a mapping".to_owned(), Node::describe);
                let finding = Finding::error(Rule::V20, format!("`{key}` {rule}, but is {shown}")).at(target.at);
                let meaning = self.description(above, key).map(|text| format!(" (`{key}`: {text})")).unwrap_or_default();
                findings.push(finding.help(help + &meaning));
            }
        }
    }

    /// Where in the files a place of the parameters was written; nothing for what came from a default.
    fn locate(&self, path: &[String]) -> Option<Target<'_>> {
        let Some((first, rest)) = path.split_first() else {
            return Some(Target { at: &self.staffed.config.config.at, node: None, entries: Entries::Merged(self.written) });
        };
        let mut node = &self.written.iter().find(|entry| entry.key == *first)?.value;
        for step in rest {
            node = match &node.content {
                Content::Mapping(entries) => &entries.iter().find(|entry| entry.key == *step)?.value,
                Content::List(items) => items.get(step.parse::<usize>().ok()?)?,
                Content::Scalar(_) => return None,
            };
        }
        Some(Target { at: &node.at, node: Some(node), entries: Entries::Of(node.entries()) })
    }

    fn schema_at(&self, path: &[String]) -> Option<&Value> {
        let mut schema = behind_references(self.schema, self.schema);
        for step in path {
            let next = of_property(self.schema, schema, step).or_else(|| of_items(self.schema, schema))?;
            schema = behind_references(self.schema, next);
        }
        Some(schema)
    }

    fn properties_at(&self, path: &[String]) -> Vec<String> {
        let properties = self.schema_at(path).and_then(|schema| schema.get("properties")).and_then(Value::as_object);
        properties.into_iter().flat_map(|properties| properties.keys().cloned()).collect()
    }

    /// What the plug-in's author says about a parameter.
    fn description(&self, path: &[String], key: &str) -> Option<String> {
        let schema = of_property(self.schema, self.schema_at(path)?, key)?;
        schema.get("description")?.as_str().map(|text| excerpt(text, 200))
    }
}

/// Puts `${NAME}` back into a value that was made from `node`.
fn hide(node: &Node, value: &mut Value) {
    match (&node.content, value) {
        (Content::Scalar(Scalar { written: Some(written), .. }), value) => *value = Value::String(written.clone()),
        (Content::List(nodes), Value::Array(values)) => nodes.iter().zip(values).for_each(|(node, value)| hide(node, value)),
        (Content::Mapping(entries), Value::Object(fields)) => {
            for entry in entries {
                if let Some(value) = fields.get_mut(&entry.key) {
                    hide(&entry.value, value);
                }
            }
        }
        _ => {}
    }
}

/// What an error is about.
struct Target<'a> {
    at: &'a Position,
    node: Option<&'a Node>,
    entries: Entries<'a>,
}

/// The keys of what an error is about: those of the merged configuration may stand in two files.
enum Entries<'a> {
    Merged(&'a [&'a Entry]),
    Of(&'a [Entry]),
}

impl<'a> Target<'a> {
    fn entry_at(&self, key: &str) -> Option<&'a Position> {
        match self.entries {
            Entries::Merged(entries) => entries.iter().find(|entry| entry.key == key).map(|entry| &entry.key_at),
            Entries::Of(entries) => entries.iter().find(|entry| entry.key == key).map(|entry| &entry.key_at),
        }
    }
}

/// The keys and places that lead to what an error is about.
fn path_of(error: &ValidationError<'_>) -> Vec<String> {
    error.instance_path().as_str().split('/').skip(1).map(unescaped).collect()
}

/// A step of a JSON pointer as it was before it was escaped.
fn unescaped(step: &str) -> String {
    step.replace("~1", "/").replace("~0", "~")
}

/// The rule that is broken, as "must …", and what to write instead. What came from the environment is never quoted.
fn explained(kind: &ValidationErrorKind, schema: Option<&Value>, root: &Value) -> (String, String) {
    const SEE: &str = "see the plug-in's description of its parameters";
    let shown = |value: &Value| excerpt(&value.to_string(), 60);
    match kind {
        ValidationErrorKind::Type { kind } => {
            let expected = match kind {
                TypeKind::Single(one) => with_article(one.as_str()),
                TypeKind::Multiple(many) => many.into_iter().map(|one| with_article(one.as_str())).collect::<Vec<_>>().join(" or "),
            };
            let help = format!("write {expected}");
            (format!("must be {expected}"), help)
        }
        ValidationErrorKind::Minimum { limit } => (format!("must be at least {}", shown(limit)), "write a larger number".into()),
        ValidationErrorKind::Maximum { limit } => (format!("must be at most {}", shown(limit)), "write a smaller number".into()),
        ValidationErrorKind::ExclusiveMinimum { limit } => {
            (format!("must be greater than {}", shown(limit)), "write a larger number".into())
        }
        ValidationErrorKind::ExclusiveMaximum { limit } => {
            (format!("must be less than {}", shown(limit)), "write a smaller number".into())
        }
        ValidationErrorKind::MultipleOf { multiple_of } => (format!("must be a multiple of {multiple_of}"), SEE.into()),
        ValidationErrorKind::Pattern { pattern } if pattern.contains("\\d") => {
            ("must be a number".into(), format!("write digits, for example `0.5` (the pattern is {})", excerpt(pattern, 80)))
        }
        ValidationErrorKind::Pattern { pattern } => (format!("must match {}", excerpt(pattern, 80)), SEE.into()),
        ValidationErrorKind::MinItems { limit } => (format!("must have at least {limit} items"), "add items".into()),
        ValidationErrorKind::MaxItems { limit } => (format!("must have at most {limit} items"), "remove items".into()),
        ValidationErrorKind::MinLength { limit } => (format!("must have at least {limit} characters"), SEE.into()),
        ValidationErrorKind::MaxLength { limit } => (format!("must have at most {limit} characters"), SEE.into()),
        ValidationErrorKind::Constant { expected_value } => {
            (format!("must be {}", shown(expected_value)), format!("write {}", shown(expected_value)))
        }
        ValidationErrorKind::Enum { options } => terms(options.as_array().map(Vec::as_slice).unwrap_or_default().iter()),
        ValidationErrorKind::OneOfNotValid { .. } | ValidationErrorKind::AnyOf { .. } => {
            let constants: Vec<&Value> = schema.map(|schema| constants_of(schema, root)).unwrap_or_default();
            if constants.is_empty() {
                ("fits none of the forms that it may have".into(), SEE.into())
            } else {
                terms(constants.into_iter())
            }
        }
        other => (format!("breaks the rule `{}` of the plug-in's schema", excerpt(other.keyword(), 40)), SEE.into()),
    }
}

/// The terms among the alternatives of a schema: what an enumeration with a description for each term looks like.
fn constants_of<'s>(schema: &'s Value, root: &'s Value) -> Vec<&'s Value> {
    alternatives(schema)
        .map(|one| behind_references(root, one))
        .flat_map(|one| one.get("const").into_iter().chain(one.get("enum").and_then(Value::as_array).into_iter().flatten()))
        .collect()
}

fn terms<'v>(values: impl Iterator<Item = &'v Value>) -> (String, String) {
    const SHOWN: usize = 16;
    let names: Vec<String> =
        values.take(SHOWN).map(|value| excerpt(&value.as_str().map_or_else(|| value.to_string(), str::to_owned), 40)).collect();
    (format!("must be one of {}", names.join(", ")), "write one of these terms".to_owned())
}

fn with_article(kind: &str) -> String {
    match kind {
        "integer" => "a whole number".to_owned(),
        "string" => "a text".to_owned(),
        "array" => "a list".to_owned(),
        "object" => "a mapping".to_owned(),
        "boolean" => "true or false".to_owned(),
        "null" => "nothing".to_owned(),
        other => format!("a {other}"),
    }
}

/// A value as JSON. Numbers go as text where the schema wants it so, see [`wants_text`].
fn json_of(node: &Node, root: &Value, schema: Option<&Value>, findings: &mut Findings) -> Option<Value> {
    match &node.content {
        Content::Scalar(scalar) => json_of_scalar(scalar, node, root, schema, findings),
        Content::List(items) => {
            let schema = schema.and_then(|schema| of_items(root, schema));
            let items: Vec<Option<Value>> = items.iter().map(|item| json_of(item, root, schema, findings)).collect();
            items.into_iter().collect::<Option<Vec<_>>>().map(Value::Array)
        }
        Content::Mapping(entries) => {
            let fields: Vec<Option<(String, Value)>> = entries
                .iter()
                .map(|entry| {
                    let schema = schema.and_then(|schema| of_property(root, schema, &entry.key));
                    json_of(&entry.value, root, schema, findings).map(|value| (entry.key.clone(), value))
                })
                .collect();
            fields.into_iter().collect::<Option<Map<_, _>>>().map(Value::Object)
        }
    }
}

fn json_of_scalar(scalar: &Scalar, node: &Node, root: &Value, schema: Option<&Value>, findings: &mut Findings) -> Option<Value> {
    if scalar.is_null() {
        return Some(Value::Null);
    }
    if let Some(boolean) = scalar.boolean() {
        return Some(Value::Bool(boolean));
    }
    if !scalar.is_number() || schema.is_some_and(|schema| wants_text(root, schema)) {
        return Some(Value::String(scalar.text.clone()));
    }
    let number = exact_number(&scalar.text);
    if number.is_none() {
        let message = format!("{} has more digits than a number can hold", node.at.name());
        findings.push(Finding::error(Rule::V02, message).at(&node.at).help("put it in quotes, if the worker takes a text here"));
    }
    number.map(Value::Number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pointers_are_unescaped_in_the_right_order() {
        assert_eq!(unescaped("a~1b~01"), "a/b~1");
    }
}
