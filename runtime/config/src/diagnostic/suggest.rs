//! "Did you mean": the nearest of the legal names.

pub use simpletrader_contracts::name::nearest;

/// Advice on an unknown name: the nearest legal one, and all of them if they are few. `what` is their plural, for example
/// `keys`.
pub fn advice(written: &str, what: &str, legal: &[&str]) -> String {
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
    fn advice_lists_what_is_legal() {
        assert_eq!(advice("plugn", "keys", &["plugin", "config"]), "did you mean `plugin`? (the keys are: plugin, config)");
        assert_eq!(advice("x", "keys", &[]), "there are no keys here");
        let many: Vec<String> = (0..40).map(|n| format!("name_number_{n}")).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        assert!(advice("x", "workers", &many).ends_with("… (40 in all)"));
    }
}
