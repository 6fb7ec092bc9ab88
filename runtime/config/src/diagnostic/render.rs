//! Findings as text, in the look that readers know from compilers.

use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Renderer, Snippet};

use super::finding::{Finding, Findings, Place, Severity};

/// How findings are rendered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// Without colours: files, logs, tests.
    Plain,
    /// With colours, for a terminal.
    Styled,
}

pub(super) fn render(findings: &Findings, look: Look) -> String {
    let renderer = match look {
        Look::Plain => Renderer::plain(),
        Look::Styled => Renderer::styled(),
    };
    let mut text = String::new();
    for finding in findings {
        text.push_str(&renderer.render(&[group(findings, finding)]));
        text.push_str("\n\n");
    }
    if findings.dropped() > 0 {
        text.push_str(&format!("and {} more findings of this kind or another\n\n", findings.dropped()));
    }
    text
}

fn group<'a>(findings: &Findings, finding: &'a Finding) -> Group<'a> {
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let mut group = Group::with_title(level.primary_title(finding.message.as_str()).id(finding.rule.code()));
    let place = finding.place();
    if let Some(place) = &place {
        group = group.element(snippet(findings, place, AnnotationKind::Primary, None));
    }
    for related in &finding.related {
        group = group.element(snippet(findings, &Place::of(&related.at), AnnotationKind::Context, Some(&related.label)));
    }
    if let Some(place) = place.filter(|place| !place.path.is_empty()) {
        group = group.element(Level::NOTE.with_name("at").message(place.path));
    }
    if let Some(help) = &finding.help {
        group = group.element(Level::HELP.message(help.as_str()));
    }
    group
}

fn snippet<'a>(findings: &Findings, place: &Place, kind: AnnotationKind, label: Option<&'a str>) -> Snippet<'a, Annotation<'a>> {
    // The place counts characters, the renderer wants bytes.
    let byte_of = |character: usize| place.shown.char_indices().nth(character).map_or(place.shown.len(), |(byte, _)| byte);
    let span = byte_of(place.mark)..byte_of(place.mark + place.width);
    let file = findings.root().join(&place.file);
    Snippet::source(place.shown.clone())
        .path(file.to_string_lossy().replace('\\', "/"))
        .line_start(place.line)
        .annotation(kind.span(span).label(label))
}
