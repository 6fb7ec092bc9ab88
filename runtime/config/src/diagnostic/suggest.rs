//! "Did you mean": the nearest of the legal names.

/// The legal name that is most like `written`, if one is like it enough to be a slip.
pub(crate) fn nearest<'a>(written: &str, legal: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // One slip in a short word, three in a long one; swapped neighbours are one slip.
    let bound = (written.chars().count() / 3).clamp(1, 3);
    // The cost is the product of the lengths: a text this long is no slip of the pen.
    if written.len() > 200 {
        return None;
    }
    legal
        .into_iter()
        .map(|name| (strsim::damerau_levenshtein(&written.to_lowercase(), &name.to_lowercase()), name))
        .filter(|(distance, _)| *distance <= bound)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

/// Advice on an unknown name: the nearest legal one, and all of them if they are few. `what` is their plural, for example
/// `keys`.
pub(crate) fn advice(written: &str, what: &str, legal: &[&str]) -> String {
    const FEW: usize = 16;
    let listed = match legal {
        [] => format!("there are no {what} here"),
        [only] => format!("the only one of the {what} is {only}"),
        many if many.len() <= FEW => format!("the {what} are: {}", many.join(", ")),
        many => format!("the {what} are: {}, … ({} in all)", many[..FEW].join(", "), many.len()),
    };
    match nearest(written, legal.iter().copied()) {
        Some(name) => format!("did you mean `{name}`? ({listed})"),
        None => listed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_finds_its_name_and_another_word_finds_none() {
        let keys = ["worker_id", "plugin", "config"];
        assert_eq!(nearest("plugn", keys), Some("plugin"));
        assert_eq!(nearest("worker_di", keys), Some("worker_id"));
        assert_eq!(nearest("Config", keys), Some("config"));
        assert_eq!(nearest("timeframe", keys), None);
        assert_eq!(nearest(&"c".repeat(100_000), keys), None);
    }

    #[test]
    fn advice_lists_what_is_legal() {
        assert_eq!(advice("plugn", "keys", &["plugin", "config"]), "did you mean `plugin`? (the keys are: plugin, config)");
        assert_eq!(advice("x", "keys", &[]), "there are no keys here");
        let many: Vec<String> = (0..40).map(|n| format!("name_number_{n}")).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        assert!(advice("x", "workers", &many).ends_with("… (40 in all)"));
    }
}
