//! Names that the user gives → questions.

use crate::jobs::survey::questions::Question;

/// Names at least as alike as this are suggested for one another.
const LIKE: f64 = 0.4;

/// A question the user named that is not there.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::jobs::survey) struct Unknown(pub(in crate::jobs::survey) String);

/// Finds a question by its id, its text, its short name, or the only one whose text holds the words.
pub(in crate::jobs::survey) fn find(questions: &[Question], name: &str) -> Option<usize> {
    let name = name.trim();
    let lower = name.to_lowercase();
    let exact = |question: &Question| {
        question.text == name || question.name.text() == name || question.name.code.as_deref() == Some(name)
    };
    let position = |test: &dyn Fn(&Question) -> bool| questions.iter().position(test);
    position(&exact)
        .or_else(|| {
            position(&|question| {
                question.text.to_lowercase() == lower || question.name.question.to_lowercase() == lower
            })
        })
        .or_else(|| position(&|question| question.id == name))
        .or_else(|| {
            let mut holding =
                (0..questions.len()).filter(|&index| questions[index].text.to_lowercase().contains(&lower));
            holding.next().filter(|_| holding.next().is_none())
        })
}

/// What a name that is not found may have meant.
pub(in crate::jobs::survey) fn suggest(questions: &[Question], name: &str) -> String {
    let name = name.trim().to_lowercase();
    let quoted = |question: &Question| format!("“{}”", question.text);
    let holding: Vec<&Question> =
        questions.iter().filter(|question| question.text.to_lowercase().contains(&name)).take(4).collect();
    if holding.len() > 1 && !name.is_empty() {
        let names: Vec<String> = holding.into_iter().map(quoted).collect();
        return format!("several hold these words: {}", names.join(", "));
    }
    let nearest = questions
        .iter()
        .map(|question| (likeness(&name, &question.text.to_lowercase()), question))
        .max_by(|a, b| a.0.total_cmp(&b.0));
    let mut known = nearest
        .filter(|(likeness, _)| *likeness >= LIKE)
        .map(|(_, question)| format!("did you mean {}? ", quoted(question)))
        .unwrap_or_default();
    let first: Vec<String> = questions.iter().take(12).map(quoted).collect();
    known.push_str(if questions.len() > first.len() {
        "The first questions are: "
    } else {
        "The questions are: "
    });
    known.push_str(&first.join(", "));
    known
}

/// Share of the pairs of letters that two texts have in common (Dice 1945), 0 to 1.
fn likeness(a: &str, b: &str) -> f64 {
    let pairs = |text: &str| -> Vec<(char, char)> {
        let letters = || text.chars().filter(|c| c.is_alphanumeric()).take(300);
        let mut pairs: Vec<_> = letters().zip(letters().skip(1)).collect();
        pairs.sort_unstable();
        pairs
    };
    let (a, b) = (pairs(a), pairs(b));
    let (mut at, mut other, mut common) = (0, 0, 0);
    while at < a.len() && other < b.len() {
        match a[at].cmp(&b[other]) {
            std::cmp::Ordering::Less => at += 1,
            std::cmp::Ordering::Greater => other += 1,
            std::cmp::Ordering::Equal => (at, other, common) = (at + 1, other + 1, common + 1),
        }
    }
    2.0 * f64::from(common) / (a.len() + b.len()).max(1) as f64
}

/// The questions of one `--by`: the whole value if a question is called so, else its parts between commas. Double quotes
/// hold a part together, two of them stand for one.
pub(super) fn find_all(questions: &[Question], names: &str) -> Result<Vec<usize>, Unknown> {
    let find = |name: &str| find(questions, name).ok_or_else(|| Unknown(name.trim().to_owned()));
    if let Ok(whole) = find(names) {
        return Ok(vec![whole]);
    }
    parts(names).iter().map(|part| find(part)).collect()
}

fn parts(names: &str) -> Vec<String> {
    let (mut parts, mut is_quoted) = (vec![String::new()], false);
    let mut letters = names.chars().peekable();
    while let Some(letter) = letters.next() {
        let part = parts.last_mut().expect("it begins with one");
        match letter {
            '"' if is_quoted && letters.peek() == Some(&'"') => part.extend(letters.next()),
            '"' if is_quoted || part.trim().is_empty() => is_quoted = !is_quoted,
            ',' if !is_quoted => parts.push(String::new()),
            _ => part.push(letter),
        }
    }
    parts.retain(|part| !part.trim().is_empty());
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_may_hold_commas() {
        let cases: [(&str, &[&str]); 4] = [
            ("Team,Age", &["Team", "Age"]),
            ("\"Team, site or plant\",Age", &["Team, site or plant", "Age"]),
            ("\"The \"\"new\"\" team\"", &["The \"new\" team"]),
            ("Size 5\", , Age", &["Size 5\"", " Age"]),
        ];
        for (names, expected) in cases {
            assert_eq!(parts(names), expected, "{names}");
        }
    }

    #[test]
    fn alike_names_are_told_from_others() {
        assert!(likeness("departmnt", "department") > LIKE);
        assert!(likeness("tenure in years", "years of tenure") > LIKE);
        assert!(likeness("salary", "department") < LIKE);
        assert_eq!(likeness("", ""), 0.0);
    }
}
