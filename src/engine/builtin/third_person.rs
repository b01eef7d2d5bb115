//! A sentence said by somebody or to somebody, told of them: "I'll send it." of Ann → "Ann will send it."; "Can you send me
//! the file?" → "Send Tom the file." Takes a plain sentence and names; gives nothing where that could change the sense.

use super::statement::finish;

/// How a promise in the first person reads of a third.
const FIRST_PERSON: [(&str, &str); 15] = [
    ("I'll ", " will "),
    ("I’ll ", " will "),
    ("I will ", " will "),
    ("I can ", " can "),
    ("I could ", " could "),
    ("I'm going to ", " is going to "),
    ("I'm gonna ", " is going to "),
    ("I am going to ", " is going to "),
    ("I need to ", " needs to "),
    ("I have to ", " has to "),
    ("I've got to ", " has to "),
    ("I should ", " should "),
    ("I want to ", " wants to "),
    ("I plan to ", " plans to "),
    ("I'm happy to ", " is happy to "),
];

/// "I'll send it." said by Ann → "Ann will send it."; `None` where that could change the sense.
pub(super) fn attribute(sentence: &str, speaker: &str) -> Option<String> {
    let (start, verb) = FIRST_PERSON.iter().find(|(start, _)| sentence.starts_with(start))?;
    let rest = without_later_i(&sentence[start.len()..])?;
    Some(format!("{speaker}{verb}{rest}"))
}

/// The rest of a sentence whose subject was "I": "my" → "their", "and I'll" → "and will"; cut before another "I".
fn without_later_i(rest: &str) -> Option<String> {
    let mut words: Vec<&str> = Vec::new();
    for word in rest.trim_end_matches(['.', '?']).split(' ') {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        match bare.to_lowercase().replace('’', "'").as_str() {
            "i'll" if words.last().is_some_and(|w| *w == "and" || w.ends_with(',')) && word == bare => {
                words.push("will")
            }
            "i" | "i'll" | "i'm" | "i've" | "i'd" => {
                while words.last().is_some_and(|w| {
                    matches!(
                        *w,
                        "and"
                            | "will"
                            | "will,"
                            | "so"
                            | "but"
                            | "if"
                            | "when"
                            | "because"
                            | "that"
                            | "as"
                            | "what"
                    )
                }) {
                    words.pop();
                }
                let ends_clause = words.last().is_some_and(|w| w.ends_with(','));
                if !ends_clause || words.len() < 3 {
                    return None;
                }
                break;
            }
            "me" | "myself" | "mine" => return None,
            "my" => words.push("their"),
            _ => words.push(word),
        }
    }
    Some(format!("{}.", words.join(" ").trim_end_matches(',')))
}

/// "Priya, can you send me the file?" asked by Tom → "Send Tom the file."; `None` where that could change the sense.
pub(super) fn instruct(sentence: &str, asker: Option<&str>) -> Option<String> {
    const ASKS: [&str; 8] = [
        "can you ",
        "could you ",
        "will you ",
        "would you ",
        "please ",
        "can you please ",
        "could you please ",
        "would you please ",
    ];
    let lower = sentence.to_ascii_lowercase();
    let (at, ask) = ASKS
        .iter()
        .filter_map(|ask| lower.find(ask).map(|at| (at, ask)))
        .max_by_key(|(at, ask)| (std::cmp::Reverse(*at), ask.len()))?;
    // Only a name or two may stand before.
    if sentence[..at].split(' ').filter(|word| !word.is_empty()).count() > 2 {
        return None;
    }
    let mut words: Vec<String> = Vec::new();
    for word in sentence[at + ask.len()..].trim_end_matches(['.', '?']).split(' ') {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        match bare.to_lowercase().as_str() {
            "i" | "i'll" | "i'm" | "i've" | "i'd" | "we" | "myself" | "mine" | "you" | "you're" => {
                return None;
            }
            "me" => words.push(word.replace(bare, asker?)),
            "my" => words.push(word.replace(bare, &format!("{}'s", asker?))),
            "please" => {}
            "just" if words.is_empty() => {}
            _ => words.push(word.to_owned()),
        }
    }
    (words.len() >= 2).then(|| finish(words.join(" "), false))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stand_for_i_only_where_safe() {
        let cases = [
            ("I'll send it by Friday.", Some("Ann will send it by Friday.")),
            (
                "I'm going to redo my slides and I'll send them round.",
                Some("Ann is going to redo their slides and will send them round."),
            ),
            (
                "I'll ask them for that, I'll go to his boss.",
                Some("Ann will ask them for that, will go to his boss."),
            ),
            (
                "I'll raise the order with them, I'll, I need a form first.",
                Some("Ann will raise the order with them."),
            ),
            ("I'll do it if I can.", None),
            ("I'll get them to send me one.", None),
            ("I think I'll do it.", None),
        ];
        for (sentence, expected) in cases {
            assert_eq!(attribute(sentence, "Ann").as_deref(), expected, "{sentence}");
        }
    }

    #[test]
    fn requests_become_instructions_only_where_safe() {
        let cases = [
            ("Priya, can you send me the file?", Some("Send Tom the file.")),
            ("Could you please check the price?", Some("Check the price.")),
            ("Can you tell them I was late?", None),
            ("We were asked if we could you know.", None),
        ];
        for (sentence, expected) in cases {
            assert_eq!(instruct(sentence, Some("Tom")).as_deref(), expected, "{sentence}");
        }
    }
}
