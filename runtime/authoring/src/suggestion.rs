//! What was probably meant.

/// The closest of some names, if any is close enough to be meant.
pub fn closest<'a>(text: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let text = text.to_lowercase();
    let near = names.into_iter().map(|name| (strsim::damerau_levenshtein(&text, name), name));
    near.filter(|(distance, name)| *distance <= name.len() / 3).min().map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_recognised_and_another_word_is_not() {
        let names = ["context_worker", "size_planner", "c"];
        assert_eq!(closest("contxt_worker", names), Some("context_worker"));
        assert_eq!(closest("Size_Planer", names), Some("size_planner"));
        assert_eq!(closest("d", names), None, "one letter is no hint");
        assert_eq!(closest("broker", names), None);
    }
}
