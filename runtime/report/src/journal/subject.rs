//! What a question is about.

use super::JournalError;
use crate::records::{Pass, Records};

/// A thing that somebody asks about, by what its name looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Subject<'a> {
    Trade(&'a str),
    Order(&'a str),
    Fill(&'a str),
    Group(&'a str),
    Signal(&'a str),
    Risk(&'a str),
    Directive(&'a str),
    Rejection(&'a str),
    /// The label of a bar, the instant at which it closed, its number, or the id of a market tick.
    Bar(&'a str),
}

impl<'a> Subject<'a> {
    /// Everything that is no id of a known kind names a bar.
    pub fn of(name: &'a str) -> Self {
        match name.split_once('_').map_or("", |(prefix, _)| prefix) {
            "TPL" => Self::Trade(name),
            "ORD" => Self::Order(name),
            "FIL" => Self::Fill(name),
            "EXG" => Self::Group(name),
            "SIG" => Self::Signal(name),
            "RSK" => Self::Risk(name),
            "STR" => Self::Directive(name),
            "REJ" => Self::Rejection(name),
            _ => Self::Bar(name),
        }
    }
}

/// The pass that a bar began, if it left something: by the bar's label, by the instant at which it closed, by its number, or by the
/// id of the tick. The first one, where several are meant.
pub(super) fn pass_of_bar(records: &Records, name: &str) -> Result<Option<Pass>, JournalError> {
    if let Some(pass) = records.passes_of_bar(name)?.into_iter().next() {
        return Ok(Some(pass));
    }
    let mut found = records.passes_at(name)?.into_iter().find(|pass| pass.origin_type == "TICK");
    if found.is_none() {
        let number = name.parse::<u32>().ok();
        records.each_pass(|pass| {
            let is_meant = pass.origin_id == name || number.is_some_and(|number| pass.bars.iter().any(|bar| bar.index == number));
            if is_meant && pass.origin_type == "TICK" && found.is_none() {
                found = Some(pass);
            }
        })?;
    }
    Ok(found)
}

/// The passes between the market pass before this one and this one that left something, in order: what the venue said and which
/// wake-ups were due.
pub(super) fn passes_since_the_bar_before(records: &Records, pass: &Pass) -> Result<Vec<Pass>, JournalError> {
    let mut between = Vec::new();
    let mut number = pass.pass;
    while let Some(earlier) = number.checked_sub(1) {
        match records.pass(earlier)?.filter(|pass| pass.origin_type != "TICK") {
            Some(pass) => between.push(pass),
            None => break,
        }
        number = earlier;
    }
    between.reverse();
    Ok(between)
}

/// Whether the run has seen a bar with this label: it stands in `equity.csv`, whose first column is the label.
pub(super) fn has_seen(equity: &str, label: &str) -> bool {
    !label.is_empty() && equity.lines().skip(1).any(|line| line.split(',').next() == Some(label))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_prefix_of_an_id_says_what_is_asked() {
        assert_eq!(Subject::of("TPL_20041204_000000_00000001"), Subject::Trade("TPL_20041204_000000_00000001"));
        assert_eq!(Subject::of("SIG_20041204_000000_00000002"), Subject::Signal("SIG_20041204_000000_00000002"));
        for bar in ["2004-12-03", "2004-12-04T00:00:00Z", "73", "TCK_20041204_000000_0000004a", "", "EUR_USD"] {
            assert_eq!(Subject::of(bar), Subject::Bar(bar));
        }
    }

    #[test]
    fn a_bar_was_seen_when_its_label_begins_a_line() {
        let equity = "time,equity,cash\n2004-08-19,10000,10000\n";
        assert!(has_seen(equity, "2004-08-19"));
        for other in ["2004-08-1", "10000", "time", ""] {
            assert!(!has_seen(equity, other), "{other}");
        }
    }
}
