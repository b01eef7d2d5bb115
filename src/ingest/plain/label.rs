//! Speaker labels: whether a short text at the start of a line can be somebody's name.

use std::borrow::Cow;

/// What a label looks like, weakest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum LabelShape {
    /// A nickname such as `nixo`; believed only if it recurs.
    Nick,
    /// Written like a name.
    Name,
    /// `Speaker 2`, `SPEAKER_00`: nothing else looks like it.
    Numbered,
}

/// Longest name, in characters, without what stands in brackets.
const LONGEST_NAME: usize = 60;
/// Longest label in bytes, with what stands in brackets: `The Chair (Hon. Ann Lee (Rivertown, Ind.))`.
pub(crate) const LONGEST_LABEL_BYTES: usize = 160;

/// Words that stand before a colon in notes, prose and exports and are no names. Compared in lower case; sorted.
#[rustfmt::skip]
static NO_NAMES: &[&str] = &[
    "abstract", "action", "action item", "action items", "actions", "adjourned", "advantages", "agenda",
    "agreed", "also", "and", "announcement", "announcements", "answer", "apologies", "approved",
    "assumption", "assumptions", "attendance", "attendee", "attendees", "author", "authors", "background",
    "benefits", "blocker", "blockers", "budget", "but", "bye", "caution", "caveat", "chapter", "chat",
    "comment", "comments", "conclusion", "conclusions", "consensus", "context", "cost", "costs", "created",
    "date", "date and time", "date for next meeting", "dates", "deadline", "deadlines", "decided",
    "decision", "decisions", "delegates", "deliverables", "demo", "description", "details", "disclaimer",
    "discussion", "due", "due date", "duration", "edit", "email", "end", "error", "eta", "exactly",
    "example", "examples", "fact", "facts", "feedback", "figure", "file", "final comments", "focus",
    "follow up", "follow-up", "follow-up question", "format", "from", "fyi", "goal", "goals", "good",
    "great", "hello", "hi", "highlights", "hint", "host", "http", "https", "idea", "ideas", "impact",
    "important", "info", "input", "intro", "introduction", "issue", "issues", "item", "items", "key points",
    "key takeaway", "key takeaways", "keywords", "language", "lesson", "lessons", "link", "links", "list",
    "location", "logistics", "meeting", "meeting date", "meeting id", "meeting notes", "meeting title",
    "metrics", "milestone", "milestones", "minutes", "mission", "motion", "name", "names", "nb", "next",
    "next meeting", "next step", "next steps", "no", "note", "notes", "notice", "objective", "objectives",
    "observation", "ok", "okay", "open question", "open questions", "option", "options", "organizer",
    "other", "outcome", "outcomes", "output", "overview", "owner", "owners", "page", "participant",
    "participants", "passcode", "password", "phone", "place", "plan", "point", "points", "premise",
    "present", "presenter", "presenters", "price", "priority", "problem", "problems", "progress", "project",
    "proposal", "proposals", "pros", "ps", "purpose", "question", "questions", "quote", "rationale", "re",
    "reason", "reasons", "recommendation", "recommendations", "recorded", "recording", "reference",
    "references", "regrets", "remark", "remember", "reminder", "reminders", "requirement", "requirements",
    "resolution", "resolved", "resource", "resources", "response", "result", "results", "review", "right",
    "risk", "risks", "role", "scope", "section", "see", "see also", "sent", "slide", "slides", "so",
    "solution", "solutions", "source", "sources", "start", "status", "status update", "step", "steps",
    "subject", "subtitle", "suggestion", "suggestions", "summary", "sure", "table", "tags", "takeaway",
    "takeaways", "target", "task", "tasks", "team", "thanks", "that is", "theme", "then", "tip", "tips",
    "title", "tl;dr", "tldr", "to", "to do", "to-do", "today", "todo", "todos", "tomorrow", "tool", "tools",
    "topic", "topics", "total", "transcript", "type", "update", "updates", "url", "usage", "user", "users",
    "value", "venue", "version", "video", "vote", "votes", "warning", "warnings", "website", "what", "when",
    "where", "which", "who", "why", "wow", "yeah", "yes", "yesterday",
];

/// Length of the longest entry of these tables, and room to spare, in bytes.
const LONGEST_NO_NAME: usize = 32;

/// First words that make a label of several words a heading or the start of a sentence. In lower case; sorted.
#[rustfmt::skip]
static NO_FIRST_WORDS: &[&str] = &[
    "a", "action", "actions", "after", "agenda", "also", "an", "and", "another", "any", "appendix", "as",
    "at", "attendees", "because", "before", "but", "chapter", "current", "decision", "decisions", "each",
    "episode", "example", "figure", "finally", "first", "for", "from", "here", "here's", "how", "however",
    "i'd", "i'll", "i'm", "i've", "if", "in", "is", "it", "it's", "item", "its", "key", "last", "let's",
    "meeting", "my", "next", "note", "notes", "now", "on", "one", "open", "or", "our", "part", "phase",
    "point", "question", "remember", "second", "section", "since", "so", "some", "step", "suggestion",
    "table", "that", "that's", "their", "then", "there", "there's", "these", "they", "third", "this",
    "those", "to", "today", "today's", "topic", "update", "version", "was", "we", "we'd", "we'll", "we're",
    "we've", "week", "what", "what's", "when", "where", "which", "while", "who", "why", "with", "you",
    "your",
];

/// Words that are written small inside names. Sorted.
#[rustfmt::skip]
static NAME_PARTICLES: &[&str] = &[
    "af", "al", "and", "at", "av", "bin", "da", "das", "de", "del", "della", "den", "der", "di", "do",
    "dos", "du", "e", "el", "for", "from", "ibn", "in", "la", "le", "of", "op", "ter", "the", "van", "von",
    "y", "zu", "zum", "zur",
];

/// First words of labels that machines give to unknown voices. In lower case.
static VOICE_WORDS: &[&str] = &[
    "speaker",
    "spk",
    "participant",
    "unknown speaker",
    "unidentified speaker",
    "voice",
    "guest",
    "user",
    "channel",
];

/// What kind of label this is, if it can be one.
pub(crate) fn label_shape(label: &str) -> Option<LabelShape> {
    let label = label.trim();
    if label.is_empty() || label.len() > LONGEST_LABEL_BYTES {
        return None;
    }
    if is_numbered(label) {
        return Some(LabelShape::Numbered);
    }
    let base = outside_brackets(label)?;
    let name = base.trim();
    if name.is_empty() || name.chars().count() > LONGEST_NAME || !name.chars().any(char::is_alphabetic) {
        return None;
    }
    if !name.chars().all(belongs_to_name) || is_no_name(name) {
        return None;
    }
    shape_of_words(name)
}

/// `Speaker B`, `SPEAKER_00`, `Participant 3`, `spk_1`, `Unknown Speaker`.
fn is_numbered(label: &str) -> bool {
    VOICE_WORDS.iter().any(|word| {
        let head = label.as_bytes().get(..word.len());
        if !head.is_some_and(|head| head.eq_ignore_ascii_case(word.as_bytes())) {
            return false;
        }
        let rest = &label[word.len()..];
        let number = rest.trim_start_matches([' ', '_', '-', '#']);
        let apart = number.len() < rest.len();
        let digits =
            !number.is_empty() && number.len() <= 3 && number.bytes().all(|byte| byte.is_ascii_digit());
        let letter = apart && number.len() == 1 && number.bytes().all(|byte| byte.is_ascii_alphanumeric());
        digits || letter || (rest.is_empty() && (word.contains(' ') || *word == "speaker"))
    })
}

/// What is not in round or square brackets; `None` if they do not match.
fn outside_brackets(label: &str) -> Option<Cow<'_, str>> {
    if !label.contains(['(', '[', ')', ']']) {
        return Some(Cow::Borrowed(label));
    }
    let mut base = String::with_capacity(label.len());
    let mut depth = 0_u32;
    for character in label.chars() {
        match character {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.checked_sub(1)?,
            _ if depth == 0 => base.push(character),
            _ => {}
        }
    }
    (depth == 0).then_some(Cow::Owned(base))
}

fn belongs_to_name(character: char) -> bool {
    character.is_alphanumeric()
        || matches!(character, ' ' | '.' | '\'' | '’' | '-' | ',' | '|' | '_' | '&' | '@' | '#' | '/' | '+' | '·' | '‐' | '‑' | '・')
        // Signs that combine with letters, and pictures, stand in names too.
        || (!character.is_ascii() && !character.is_whitespace() && !is_sentence_sign(character))
}

fn is_sentence_sign(character: char) -> bool {
    matches!(
        character,
        '“' | '”'
            | '«'
            | '»'
            | '…'
            | '–'
            | '—'
            | '。'
            | '，'
            | '？'
            | '！'
            | '；'
            | '、'
            | '¿'
            | '¡'
            | '‘'
    )
}

fn is_no_name(name: &str) -> bool {
    // The tables hold nothing longer or outside ASCII.
    let mut buffer = [0_u8; LONGEST_NO_NAME];
    let first_length = name.find(' ').unwrap_or(name.len());
    let lower = |word: &str, buffer: &mut [u8; LONGEST_NO_NAME]| -> usize {
        let Some(place) = buffer.get_mut(..word.len()) else { return 0 };
        place.copy_from_slice(word.as_bytes());
        place.make_ascii_lowercase();
        word.len()
    };
    let listed = |table: &[&str], word: &str, buffer: &mut [u8; LONGEST_NO_NAME]| {
        let length = lower(word, buffer);
        length > 0 && table.binary_search_by(|known| known.as_bytes().cmp(&buffer[..length])).is_ok()
    };
    listed(NO_NAMES, name, &mut buffer)
        || (first_length < name.len() && listed(NO_FIRST_WORDS, &name[..first_length], &mut buffer))
        // "Example 2", "Risk 1", "Step 3a"
        || name.rsplit_once(' ').is_some_and(|(head, number)| {
            number.starts_with(|c: char| c.is_ascii_digit()) && listed(NO_NAMES, head, &mut buffer)
        })
}

fn shape_of_words(name: &str) -> Option<LabelShape> {
    let commas = name.matches(',').count();
    if commas > 1 || name.ends_with(',') || name.contains("//") {
        return None;
    }
    let (mut count, mut named, mut small) = (0, 0, 0);
    for word in name.split_whitespace() {
        count += 1;
        let Some(first) = word.chars().find(|c| c.is_alphanumeric()) else { continue };
        if first.is_uppercase() || first.is_numeric() || !(first.is_lowercase() || first.is_uppercase()) {
            named += 1;
        } else if NAME_PARTICLES.binary_search(&word).is_err() || count == 1 {
            small += 1;
        }
    }
    let last = name.split_whitespace().next_back().unwrap_or_default();
    // A full stop ends a sentence unless it ends an initial or a short form such as "Jr.".
    if last.ends_with('.') && last.trim_end_matches('.').chars().count() > 3 {
        return None;
    }
    let starts_with_digit = name.starts_with(|c: char| c.is_ascii_digit());
    match (count, named, small) {
        (0, ..) => None,
        (1..=8, 1.., 0) if !starts_with_digit => Some(LabelShape::Name),
        (1..=4, _, _) => Some(LabelShape::Nick),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_sorted() {
        for table in [NO_NAMES, NO_FIRST_WORDS, NAME_PARTICLES] {
            assert!(table.iter().all(|word| word.len() <= LONGEST_NO_NAME && word.is_ascii()));
            assert!(
                table.windows(2).all(|pair| pair[0] < pair[1]),
                "{:?}",
                table.windows(2).find(|p| p[0] >= p[1])
            );
        }
    }

    #[test]
    fn tells_labels() {
        use LabelShape::*;
        let cases = [
            ("Ann", Some(Name)),
            ("Speaker B", Some(Numbered)),
            ("SPEAKER_00", Some(Numbered)),
            ("spk_1", Some(Numbered)),
            ("Unknown Speaker", Some(Numbered)),
            ("Hudson (Trinity)", Some(Name)),
            ("J.R.", Some(Name)),
            ("张伟", Some(Name)),
            ("O'Brien-Smith, Zoë", Some(Name)),
            ("David (dionysuz)", Some(Name)),
            ("Kalo | Obol", Some(Name)),
            ("Ludwig van Beethoven", Some(Name)),
            ("The Chair (Hon. Ann Lee (Rivertown, Ind.))", Some(Name)),
            ("nixo", Some(Nick)),
            ("donnoh | L2BEAT", Some(Nick)),
            ("0xabc", Some(Nick)),
            ("Note", None),
            ("Update", None),
            ("Question", None),
            ("https", None),
            ("Next steps", None),
            ("Step 2", None),
            ("So I said", None),
            ("We have three options", None),
            ("the main thing to remember here is", None),
            ("He said, well, then, no", None),
            ("10", Option::<LabelShape>::None),
            ("What?", None),
            ("a \"b\"", None),
            ("(laughs)", None),
            ("Ann (", None),
            ("It was late. Then", None),
            ("", None),
        ];
        for (label, expected) in cases {
            assert_eq!(label_shape(label), expected, "{label}");
        }
    }
}
