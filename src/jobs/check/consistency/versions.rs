//! Two versions of one clause: a sentence that stands twice, word for word but for one amount, one date, one "not" or one
//! "may". Takes the sentences of a view, gives a draft for each such pair. Sentences that differ in any other word speak of
//! two things, and so do those of passages that run side by side.

use super::fronts::label_words;
use super::skeleton::{Skeleton, Slot, Value};
use super::view::{Slip, View};
use crate::model::document::BlockKind;
use crate::model::draft::Draft;
use crate::model::finding::Relation;
use crate::model::span::Span;
use crate::model::units::Unit;
use crate::text::words::hash_word;

/// A sentence of fewer words, besides what may differ, says too little to be known again.
const LEAST_WORDS: usize = 5;
/// Versions stand at least so many sentences apart; nearer ones are items of a list, or cases one after the other.
const LEAST_APART: usize = 4;
/// Pairs this near to one another on both sides, in sentences, make two passages that run side by side.
const SIDE_BY_SIDE: usize = 24;
/// So many pairs before and after one are looked at for such passages.
const MOST_NEIGHBOURS: usize = 4;
/// A sentence of at most so many words may be a heading.
const LONGEST_HEADING: usize = 8;
/// Sentences that share this share of their words, in percent, say the same of two things.
const ALIKE_PERCENT: usize = 60;
/// A word of so many bytes may be a noun.
const LEAST_NOUN: usize = 4;
/// So many words are hardly the same by chance.
const MANY_WORDS: usize = 12;
/// More of them are no slips: somebody put two texts together.
const MOST_VERSIONS: usize = 40;

/// Words that begin a sentence which goes on with the one before it.
const LEAN: [u64; 12] = [
    hash_word("it"),
    hash_word("he"),
    hash_word("she"),
    hash_word("they"),
    hash_word("this"),
    hash_word("that"),
    hash_word("these"),
    hash_word("those"),
    hash_word("such"),
    hash_word("otherwise"),
    hash_word("thereafter"),
    hash_word("then"),
];

/// Two sentences of the same words, by their indices.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Pair {
    one: usize,
    other: usize,
}

/// What two sentences differ in.
struct Difference {
    here: Span,
    there: Span,
    kind: Kind,
}

#[derive(PartialEq)]
enum Kind {
    /// An amount, a share or a length of time.
    Number,
    /// A date.
    Day,
    /// "may" and "must", with or without "not".
    Force,
    /// A "not" that only the first sentence has.
    NotHere,
    /// A "not" that only the second sentence has.
    NotThere,
}

/// Two sentences of the same words that differ in a value.
struct Versions {
    pair: Pair,
    /// What they differ in, or the first of it.
    difference: Difference,
    /// Whether they differ in nothing else.
    is_all: bool,
    /// How many words they share.
    shared: usize,
    /// Whether somebody has to do something by them, or may.
    binds: bool,
}

/// One draft for each clause that stands in two versions, the first [`MOST_VERSIONS`] of them.
pub(super) fn find(view: &View, drafts: &mut Vec<Draft>) {
    let differing: Vec<Versions> = pairs(view).into_iter().filter_map(|pair| compare(view, pair)).collect();
    let first = drafts.len();
    for (index, versions) in differing.iter().enumerate() {
        if drafts.len() - first == MOST_VERSIONS {
            break;
        }
        let from = index.saturating_sub(MOST_NEIGHBOURS);
        let near = &differing[from..differing.len().min(index + MOST_NEIGHBOURS + 1)];
        let is_side_by_side =
            near.iter().any(|other| other.pair != versions.pair && is_beside(versions.pair, other.pair));
        let is_rule = versions.binds || states_rule(view, versions);
        if versions.is_all && is_rule && !is_side_by_side && !is_of_two_things(view, versions.pair) {
            drafts.push(draft(view, versions));
        }
    }
}

/// Whether sentences without "must" and "may" settle something, as those of contracts do. What reports say of amounts and
/// days is of one year, loan or place each; what ends in no stop is a heading.
fn states_rule(view: &View, versions: &Versions) -> bool {
    let end = view.units.units[versions.pair.one].span.end;
    let is_sentence = view.before(end, 1).ends_with(['.', ';', ',']);
    is_sentence && versions.difference.kind != Kind::Day && view.is_contract()
}

/// What the two sentences of a pair differ in, if in anything.
fn compare(view: &View, pair: Pair) -> Option<Versions> {
    let units = &view.units.units;
    let (a, b) = (Skeleton::of(view, &units[pair.one]), Skeleton::of(view, &units[pair.other]));
    let mut found = differences(&a, &b);
    let is_one = found.len() == 1;
    // Under "Tranche A" and "Tranche B" the same words speak of two things.
    let is_under_one = a.heading == b.heading || a.heading.is_empty() || b.heading.is_empty();
    Some(Versions {
        pair,
        difference: found.drain(..).next()?,
        is_all: is_one && is_under_one,
        shared: a.words.len() - a.slots.len(),
        binds: a.binds(),
    })
}

/// Pairs of sentences that have the same words and may differ in values, by rising place. Each sentence is in one pair at
/// most, so that a text of one sentence over and over takes no longer than another.
fn pairs(view: &View) -> Vec<Pair> {
    let mut sentences: Vec<(u64, u64, u32)> = Vec::new();
    for (index, unit) in view.units.units.iter().enumerate() {
        let kind = view.document.blocks[unit.block].kind;
        let is_text = kind.is_flow() && kind != BlockKind::TableRow;
        if unit.words.len() < LEAST_WORDS || !is_text {
            continue;
        }
        let skeleton = Skeleton::of(view, unit);
        if skeleton.words.len() >= LEAST_WORDS + skeleton.slots.len() {
            sentences.push((skeleton.hash(), skeleton.hash_of_values(), index as u32));
        }
    }
    sentences.sort_unstable();
    let mut pairs: Vec<Pair> = Vec::new();
    for same in sentences.chunk_by(|a, b| a.0 == b.0) {
        let mut versions = same.chunk_by(|a, b| a.1 == b.1);
        // Three and more are a series, and so are two that take turns.
        if let (Some(a), Some(b), None) = (versions.next(), versions.next(), versions.next())
            && a.len().min(b.len()) == 1
        {
            let (a, b) = (a[0].2 as usize, b[0].2 as usize);
            pairs.push(Pair { one: a.min(b), other: a.max(b) });
        }
    }
    pairs.sort_unstable();
    pairs
}

/// Everything that two sentences of the same words differ in.
fn differences(a: &Skeleton, b: &Skeleton) -> Vec<Difference> {
    let mut found = Vec::new();
    let is_same =
        a.words.len() == b.words.len() && a.words.iter().zip(&b.words).all(|(one, other)| one.0 == other.0);
    if !is_same {
        return found;
    }
    for (one, other) in a.slots.iter().zip(&b.slots) {
        let kind = match one.value {
            Value::Must | Value::May => {
                found.extend(differing_force(a, one, b, other));
                continue;
            }
            Value::Number(..) => Kind::Number,
            Value::Day(_) => Kind::Day,
        };
        if one.value != other.value {
            found.push(Difference { here: one.span, there: other.span, kind });
        }
    }
    for &(at, here) in a.nots.iter().filter(|not| !a.is_of_force(not.0) && b.not_at(not.0).is_none()) {
        found.push(Difference { here, there: b.place(at), kind: Kind::NotHere });
    }
    for &(at, there) in b.nots.iter().filter(|not| !b.is_of_force(not.0) && a.not_at(not.0).is_none()) {
        found.push(Difference { here: a.place(at), there, kind: Kind::NotThere });
    }
    found
}

/// Whether one sentence says "must" where the other says "may" or "must not". "may not" is "shall not".
fn differing_force(a: &Skeleton, one: &Slot, b: &Skeleton, other: &Slot) -> Option<Difference> {
    let (not_here, not_there) = (a.not_at(one.at + 1), b.not_at(other.at + 1));
    let is_same = match (not_here, not_there) {
        (Some(_), Some(_)) => true,
        (None, None) => one.value == other.value,
        _ => false,
    };
    (!is_same).then(|| Difference {
        here: one.span.join(not_here.unwrap_or(one.span)),
        there: other.span.join(not_there.unwrap_or(other.span)),
        kind: Kind::Force,
    })
}

fn draft(view: &View, versions: &Versions) -> Draft {
    let Difference { here, there, kind } = &versions.difference;
    let (here, there) = (*here, *there);
    let (said_here, said_there) = (view.slice(here), view.slice(there));
    let (how, relation) = match kind {
        Kind::Number | Kind::Day => {
            (format!("with “{said_here}” here and “{said_there}” there"), Relation::Inconsistent)
        }
        Kind::Force => (format!("one says “{said_here}”, the other “{said_there}”"), Relation::Contradicts),
        Kind::NotHere => (format!("with “{said_here}” here and without it there"), Relation::Contradicts),
        Kind::NotThere => (format!("without “{said_there}” here and with it there"), Relation::Contradicts),
    };
    view.draft(Slip {
        statement: format!("A clause stands twice: {how}."),
        why: format!("the other {} words of the two sentences are the same", versions.shared),
        relation,
        score: if versions.shared >= MANY_WORDS { 0.6 } else { 0.5 },
        places: vec![here, there],
    })
}

/// Whether two pairs stand near to one another on both sides.
fn is_beside(pair: Pair, other: Pair) -> bool {
    pair.one.abs_diff(other.one) <= SIDE_BY_SIDE && pair.other.abs_diff(other.other) <= SIDE_BY_SIDE
}

/// Whether what stands around two sentences tells that they speak of two things: the sentence before or after, or a heading.
fn is_of_two_things(view: &View, pair: Pair) -> bool {
    let units = &view.units.units;
    let beside = |one: Option<usize>, other: Option<usize>| -> Option<(Vec<Plain>, Vec<Plain>)> {
        Some((plain_words(view, units.get(one?)?), plain_words(view, units.get(other?)?)))
    };
    let before = beside(pair.one.checked_sub(1), pair.other.checked_sub(1));
    let after = beside(Some(pair.one + 1), Some(pair.other + 1));
    let follows_another = leans(view, &units[pair.one]) && before.as_ref().is_none_or(|(a, b)| a != b);
    let differ = |sides: Option<(Vec<Plain>, Vec<Plain>)>| sides.is_some_and(|(a, b)| differ_in_name(&a, &b));
    pair.other - pair.one < LEAST_APART
        || follows_another
        || differ(before)
        || differ(after)
        || is_under_another(view, pair)
}

/// A word of a sentence or heading that may name what it speaks of: its hash, and whether it is long enough to be a noun.
type Plain = (u64, bool);

fn plain_words(view: &View, unit: &Unit) -> Vec<Plain> {
    let skeleton = Skeleton::of(view, unit);
    let is_value = |at: usize| skeleton.slots.iter().any(|slot| slot.at == at);
    let words = skeleton.words.iter().enumerate();
    words.map(|(at, word)| (word.0, word.1.len() >= LEAST_NOUN && !is_value(at))).collect()
}

/// Whether headings above two sentences are the same but for what they name.
fn is_under_another(view: &View, pair: Pair) -> bool {
    let words = |heading: &str| -> Vec<Plain> {
        let words = heading.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        let is_number = |word: &&str| {
            word.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'I' | b'V' | b'X'))
                || ["section", "article", "clause"].iter().any(|part| word.eq_ignore_ascii_case(part))
        };
        let named = words.skip_while(is_number).take(LONGEST_HEADING + 1);
        named.map(|word| (hash_word(word), word.len() >= LEAST_NOUN)).collect()
    };
    // A clause that was taken for a heading is its own heading, and none that names what it speaks of.
    let differ =
        |a: Vec<Plain>, b: Vec<Plain>| a.len().max(b.len()) <= LONGEST_HEADING && differ_in_name(&a, &b);
    let path = |at: usize| view.document.heading_path(view.units.units[at].span.start);
    path(pair.one).iter().zip(path(pair.other)).any(|(a, b)| differ(words(a), words(b)))
}

/// Whether a sentence goes on with the one before it: "Such notice shall", "It shall".
fn leans(view: &View, unit: &Unit) -> bool {
    let words = view.units.words_of(unit);
    let words = &words[label_words(view.text, words)..];
    let is_name = words.get(1).is_some_and(|word| word.of(view.text).starts_with(char::is_uppercase));
    words.first().is_some_and(|first| LEAN.contains(&first.hash)) && !is_name
}

/// Whether two sentences or headings are the same but for what they speak of: "Tranche A" and "Tranche B".
fn differ_in_name(a: &[Plain], b: &[Plain]) -> bool {
    if a == b {
        return false;
    }
    let shared = || a.iter().filter(|word| b.contains(word));
    let longest = a.len().max(b.len());
    if longest <= LONGEST_HEADING {
        return a.len() == b.len() && shared().count() * 2 >= longest && shared().any(|word| word.1);
    }
    shared().count() * 100 >= longest * ALIKE_PERCENT
}

#[cfg(test)]
mod tests {
    use super::super::testing::{document, statements};
    use super::*;
    use crate::model::units::Units;
    use proptest::prelude::*;

    /// Sentences of a contract that stand between two clauses.
    const BETWEEN: &str = "The Buyer keeps the machines in good order.\nWaste is taken to the yard every week.\n\
        Keys are handed out at the gate.\nThe yard is lit at night.\n";

    /// What is said of two clauses that stand apart.
    fn versions(one: &str, other: &str) -> Vec<String> {
        statements(find, &format!("Rules of the yard.\n{one}\n{BETWEEN}{other}\nEnd of the rules."))
    }

    #[test]
    fn clauses_in_two_versions() {
        let pay = "The Buyer shall pay each invoice of the Seller within thirty (30) days after its receipt.";
        let cases: &[(&str, &str, &str, &str)] = &[
            (
                "another time, under another number",
                &format!("4.2 {pay}"),
                "(b) The Buyer shall pay each invoice of the Seller within sixty (60) days after its receipt.",
                "A clause stands twice: with “thirty (30) days” here and “sixty (60) days” there.",
            ),
            (
                "the same time in other words",
                pay,
                "The Buyer shall pay each invoice of the Seller within 30 days after its receipt.",
                "",
            ),
            (
                "a heading that runs into it, and other small words",
                pay,
                "9.1 PAYMENT OF INVOICES The Buyer shall pay every invoice from the Seller within 60 days after the receipt thereof.",
                "A clause stands twice: with “thirty (30) days” here and “60 days” there.",
            ),
            (
                "another sum, in words and figures",
                "The Seller shall insure the machines for five million dollars ($5,000,000) at its own cost.",
                "The Seller shall insure the machines for six million dollars ($6,000,000) at its own cost.",
                "A clause stands twice: with “$5,000,000” here and “$6,000,000” there.",
            ),
            (
                "another share",
                "Overdue sums shall bear interest of ten percent (10%) a year until they are paid in full.",
                "Overdue sums shall bear interest of 12% a year until they are paid in full.",
                "A clause stands twice: with “ten” here and “12” there.",
            ),
            (
                "another day",
                "The machines shall be handed over to the Buyer at the yard on March 1, 2024.",
                "The machines shall be handed over to the Buyer at the yard on April 1, 2024.",
                "A clause stands twice: with “March 1, 2024” here and “April 1, 2024” there.",
            ),
            (
                "another section",
                "Subject to Section 4.2(b), the Buyer shall pay the freight for the machines within ten days.",
                "Subject to Section 12, the Buyer shall pay the freight for the machines within twelve days.",
                "A clause stands twice: with “ten days” here and “twelve days” there.",
            ),
            (
                "a right that was a duty",
                "The Seller must inspect the machines at the yard before they are loaded.",
                "The Seller may inspect the machines at the yard before they are loaded.",
                "A clause stands twice: one says “must”, the other “may”.",
            ),
            (
                "a right that is forbidden",
                "Either party may assign its rights under this contract to a bank.",
                "Either party shall not assign its rights under this contract to a bank.",
                "A clause stands twice: one says “may”, the other “shall not”.",
            ),
            (
                "the same duty, and what is forbidden in both",
                "The Seller must inspect the machines and may not load them at the yard.",
                "The Seller shall inspect the machines and shall not load them at the yard.",
                "",
            ),
            (
                "a lost not",
                "The Seller is not liable for damage that rain does to the machines and may leave them.",
                "The Seller is liable for damage that rain does to the machines and may leave them.",
                "A clause stands twice: with “not” here and without it there.",
            ),
            (
                "neither and either",
                "Either party may assign its rights under this contract to a bank.",
                "Neither party may assign its rights under this contract to a bank.",
                "A clause stands twice: without “Neither” here and with it there.",
            ),
        ];
        for (name, one, other, expected) in cases {
            let expected: Vec<&str> = Some(*expected).filter(|words| !words.is_empty()).into_iter().collect();
            assert_eq!(versions(one, other), expected, "{name}");
        }
    }

    #[test]
    fn clauses_of_two_things() {
        let pay = |who: &str, days: &str| {
            format!("The {who} shall pay all fees of the carrier within {days} days after its invoice.")
        };
        let cases: &[(&str, String, String)] = &[
            ("parties", pay("Buyer", "30"), pay("Seller", "60")),
            (
                "ordinals",
                "The first instalment of the price shall be $5,000 and is paid by cheque.".to_owned(),
                "The second instalment of the price shall be $6,000 and is paid by cheque.".to_owned(),
            ),
            (
                "directions",
                "The price shall be increased by 5% where steel costs more than last year.".to_owned(),
                "The price shall be decreased by 6% where steel costs more than last year.".to_owned(),
            ),
            (
                "exhibits",
                "The machines of Exhibit A shall be handed over within 30 days of the order.".to_owned(),
                "The machines of Exhibit B shall be handed over within 60 days of the order.".to_owned(),
            ),
            (
                "two values at once",
                "The Buyer shall pay a deposit of $5,000 within 30 days of the order.".to_owned(),
                "The Buyer shall pay a deposit of $6,000 within 60 days of the order.".to_owned(),
            ),
            (
                "headings that run in",
                "LEASE OF CRANES The rent shall be paid within 30 days after each month has ended.".to_owned(),
                "LEASE OF LORRIES The rent shall be paid within 60 days after each month has ended.".to_owned(),
            ),
            (
                "sentences before",
                format!("Tranche A is lent for building.\n{}", pay("Buyer", "30")),
                format!("Tranche B is lent for building.\n{}", pay("Buyer", "60")),
            ),
            (
                "lines that are headings",
                format!("3. First Renewal Term\n{}", pay("Buyer", "30")),
                format!("4. Second Renewal Term\n{}", pay("Buyer", "60")),
            ),
            (
                "sentences that lean on another",
                "Steel is bought abroad.\nSuch orders shall be sent to the office within 30 days of the sale.".to_owned(),
                "Wood comes from the yard.\n(b) Such orders shall be sent to the office within 60 days of the sale.".to_owned(),
            ),
            (
                "passages side by side",
                "Lorries shall be washed by the driver at the yard every 30 days.\nCranes shall be washed by the driver at the yard every 40 days.".to_owned(),
                "Lorries shall be washed by the driver at the yard every 50 days.\nCranes shall be washed by the driver at the yard every 60 days.".to_owned(),
            ),
            (
                "too few words",
                "Payment shall be made within 30 days.".to_owned(),
                "Payment shall be made within 60 days.".to_owned(),
            ),
            (
                "what a report says of two years",
                "Sales of steel and of wood to the largest buyer came to $5 million.".to_owned(),
                "Sales of steel and of wood to the largest buyer came to $6 million.".to_owned(),
            ),
        ];
        for (name, one, other) in cases {
            assert_eq!(versions(one, other), [""; 0], "{name}");
        }
        // A sentence before that is no other name for the same thing does not part them.
        let apart = versions(
            &format!("The yard shall be lit at night.\n{}", pay("Buyer", "30")),
            &format!("The gate shall be shut by day.\n{}", pay("Buyer", "60")),
        );
        assert_eq!(apart.len(), 1);
        // Nearer than that, the same words are cases or items of a list.
        let near = format!("{}\n{}", pay("Buyer", "30"), pay("Buyer", "60"));
        assert_eq!(statements(find, &near), [""; 0]);
        let series = ["30", "60", "90"].map(|days| format!("{}\n{BETWEEN}", pay("Buyer", days)));
        assert_eq!(statements(find, &series.concat()), [""; 0]);
        let turns = ["30", "60", "30", "60"].map(|days| format!("{}\n{BETWEEN}", pay("Buyer", days)));
        assert_eq!(statements(find, &turns.concat()), [""; 0]);
    }

    #[test]
    fn one_long_line() {
        let between = BETWEEN.replace('\n', " ");
        let text = format!(
            "Rules of the yard. 1. The Buyer may sell the machines to a bank without consent. {between}7. The Buyer may not sell the machines to a bank without consent. The end."
        );
        assert_eq!(statements(find, &text), ["A clause stands twice: one says “may”, the other “may not”."]);
    }

    #[test]
    fn what_repeats_is_compared_once() {
        let count = |text: &str| {
            let document = document(text);
            let units = Units::of(&document);
            pairs(&View::new(&document, &units)).len()
        };
        let clause =
            |days: usize| format!("The Buyer shall pay each invoice within {days} days after it was sent.\n");
        let cases = [
            ("one sentence over and over", clause(30).repeat(5000), 0),
            ("two in turn", (clause(30) + &clause(60)).repeat(2500), 0),
            ("one of many that differs", clause(30).repeat(5000) + &clause(60), 1),
            ("each with another value", (1..5000).map(clause).collect(), 0),
            (
                "two of each",
                (1..2500)
                    .map(|at| (clause(30) + &clause(60)).replace("invoice", &format!("invoice{at}")))
                    .collect(),
                2499,
            ),
        ];
        for (name, text, expected) in cases {
            assert_eq!(count(&text), expected, "{name}");
        }
    }

    proptest! {
        /// However sentences repeat, each is compared with one other at most.
        #[test]
        fn every_sentence_is_in_one_pair(picks in proptest::collection::vec((0..4_usize, 0..3_usize), 0..40)) {
            let who = ["Buyer", "Seller", "Carrier", "Bank"];
            let line = |&(who_at, days): &(usize, usize)| {
                format!("The {} shall pay each invoice within {} days after it was sent.\n", who[who_at], days + 5)
            };
            let document = document(&picks.iter().map(line).collect::<String>());
            let units = Units::of(&document);
            let mut seen: Vec<usize> = pairs(&View::new(&document, &units)).iter().flat_map(|pair| [pair.one, pair.other]).collect();
            let count = seen.len();
            seen.sort_unstable();
            seen.dedup();
            prop_assert_eq!(seen.len(), count);
        }
    }
}
