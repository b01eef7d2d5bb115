//! The key of a term: what its plural, possessive and other forms have in common. Takes a term, gives its key.

/// A term without case, plural, possessive and doubled spaces, so that its forms meet.
pub(in super::super) fn key(term: &str) -> String {
    let mut key = String::with_capacity(term.len());
    for word in term.split(|c: char| c.is_whitespace() || c == '\u{a0}').filter(|word| !word.is_empty()) {
        if !key.is_empty() {
            key.push(' ');
        }
        key.extend(word.trim_matches(|c: char| !c.is_alphanumeric()).chars().flat_map(char::to_lowercase));
    }
    for end in ["'s", "’s", "'", "’", "(s", "(es"] {
        if let Some(stem) = key.strip_suffix(end) {
            key.truncate(stem.len());
        }
    }
    if ["sses", "xes", "ches", "shes"].iter().any(|end| key.ends_with(end)) {
        key.truncate(key.len() - 2);
    } else if let Some(stem) = key.strip_suffix("ies").filter(|stem| stem.len() > 2) {
        let length = stem.len();
        key.truncate(length);
        key.push('y');
    } else if let Some(stem) =
        key.strip_suffix('s').filter(|stem| stem.len() > 2 && !stem.ends_with(['s', 'u', 'i']))
    {
        let length = stem.len();
        key.truncate(length);
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_a_term_meet() {
        for (one, two) in [
            ("Party", "Parties"),
            ("Product's", "Products"),
            ("Net  Sales", "net sale"),
            ("Business", "business"),
        ] {
            assert_eq!(key(one), key(two), "{one}");
        }
    }
}
