//! Terms with capitals: used but never defined, defined twice, defined and never used. Takes the definitions of a view and
//! the capitals in its sentences, gives a draft for each.

use super::definitions::{Definition, Form, key};
use super::labels::{Label, Part};
use super::view::{Slip, View};
use crate::model::draft::Draft;
use crate::model::finding::Relation;
use crate::model::span::Span;
use crate::text::words::{Word, hash_word};
use rustc_hash::FxHashMap;

/// A document that defines fewer terms has no habit of defining them.
const FEWEST_DEFINITIONS: usize = 2;
/// A term that is used less often may be a title or a name.
const FEWEST_USES: usize = 3;
/// Definitions of one term that are held against its first.
const MOST_PLACES: usize = 8;
/// Uses of a first word that are looked at; a term whose first word is more common counts as used.
const MOST_SEEN: usize = 2000;
/// A term used so often is its own, even where it is the last word of a longer one.
const OFTEN: usize = 8;
/// No more undefined terms than this are reported, those used most.
const MOST_UNDEFINED: usize = 6;
/// The longest run of capitals that is a term, in words.
const LONGEST_RUN: usize = 4;
/// A sentence with a greater share of capitals is a heading or an address, in percent.
const MOST_CAPITALS: usize = 55;

/// How a term is used.
#[derive(Default)]
struct Use {
    /// The term as first written.
    said: String,
    /// How often.
    count: usize,
    /// How often after "the", "each", "such" …
    determined: usize,
    /// How often before "shall", "will" …
    acting: usize,
    /// The first two places.
    places: Vec<Span>,
}

/// One draft for each term that is used and never defined.
pub(super) fn find_undefined(view: &View, drafts: &mut Vec<Draft>) {
    let definitions = view.definitions();
    if definitions.borrows || definitions.places.len() < FEWEST_DEFINITIONS || !view.is_contract() {
        return;
    }
    let uses = uses(view);
    let mut undefined: Vec<(&String, &Use)> =
        uses.iter().filter(|(key, used)| is_undefined(view, key, used)).collect();
    undefined.sort_by(|a, b| b.1.count.cmp(&a.1.count).then_with(|| a.0.cmp(b.0)));
    for (key, used) in undefined.into_iter().take(MOST_UNDEFINED) {
        let is_party = is_party(key);
        let times = if used.count == 1 { "once".to_owned() } else { format!("{} times", used.count) };
        drafts.push(view.draft(Slip {
            statement: format!("“{}” is used {times} as a defined term, but nothing defines it.", used.said),
            why: "it has a capital within sentences, and the document defines its other terms".to_owned(),
            relation: Relation::Missing,
            score: if is_party { 0.6 } else { 0.45 } + if used.count > 9 { 0.1 } else { 0.0 },
            places: used.places.clone(),
        }));
    }
}

fn is_undefined(view: &View, key: &str, used: &Use) -> bool {
    let definitions = view.definitions();
    if definitions.knows(key) || is_common(key) && !is_party(key) {
        return false;
    }
    if is_party(key) {
        let is_head = definitions.heads.contains(key);
        return used.acting > usize::from(is_head) * 2
            || !is_head && used.count >= FEWEST_USES && used.determined > 0;
    }
    if definitions.heads.contains(key) && used.count < OFTEN {
        return false;
    }
    let parts: Vec<&str> = key.split(' ').collect();
    // "This Agreement" names itself; "the Agreement" wants a definition.
    if SELVES.contains(&key) {
        return used.count > FEWEST_USES && used.determined * 5 >= used.count * 3;
    }
    // Who acts again and again is a side of the contract, whatever its name.
    let acts = used.acting >= FEWEST_USES && used.acting * 8 >= used.count;
    if parts.len() > 1 {
        // "Company Products" is known when "Company" and "Products" are.
        let all_known = parts.iter().all(|part| definitions.knows(part) || is_party(part));
        let is_outside = parts.iter().any(|part| OUTSIDE.contains(part));
        let is_thing = used.count > FEWEST_USES && used.determined * 3 >= used.count;
        return !all_known && !is_outside && (acts || is_thing);
    }
    acts || used.count >= FEWEST_USES && used.determined * 5 >= used.count * 3
}

/// What a text calls itself.
const SELVES: &[&str] = &["addendum", "agreement", "amendment", "contract", "lease", "plan", "policy"];

/// Words that name a side of a contract.
const PARTIES: &[&str] = &[
    "adviser",
    "advisor",
    "affiliate",
    "agent",
    "assignee",
    "assignor",
    "association",
    "bank",
    "borrower",
    "broker",
    "buyer",
    "carrier",
    "client",
    "club",
    "company",
    "consultant",
    "contractor",
    "corporation",
    "customer",
    "dealer",
    "distributor",
    "employee",
    "employer",
    "endorser",
    "executive",
    "franchisee",
    "franchisor",
    "fund",
    "grantee",
    "grantor",
    "guarantor",
    "indemnitee",
    "indemnitor",
    "insurer",
    "investor",
    "issuer",
    "landlord",
    "lender",
    "lessee",
    "lessor",
    "licensee",
    "licensor",
    "manager",
    "manufacturer",
    "marketer",
    "merchant",
    "operator",
    "owner",
    "partner",
    "principal",
    "producer",
    "promoter",
    "provider",
    "publisher",
    "purchaser",
    "recipient",
    "representative",
    "reseller",
    "retailer",
    "seller",
    "shipper",
    "sponsor",
    "subcontractor",
    "sublicensee",
    "subscriber",
    "supplier",
    "talent",
    "tenant",
    "transporter",
    "trustee",
    "underwriter",
    "user",
    "vendor",
];

fn is_party(key: &str) -> bool {
    PARTIES.binary_search(&key).is_ok()
}

/// Words with capitals that need no definition.
const COMMON: &[&str] = &[
    "act",
    "amendment",
    "america",
    "american",
    "annex",
    "appendix",
    "april",
    "article",
    "asia",
    "attachment",
    "attn",
    "august",
    "australia",
    "authority",
    "bankruptcy",
    "board",
    "british",
    "bureau",
    "calendar",
    "california",
    "canada",
    "chairman",
    "chapter",
    "chief",
    "china",
    "christmas",
    "circuit",
    "city",
    "clause",
    "code",
    "commission",
    "committee",
    "commonwealth",
    "congress",
    "constitution",
    "convention",
    "council",
    "county",
    "court",
    "december",
    "delaware",
    "department",
    "directive",
    "director",
    "district",
    "division",
    "dollar",
    "drug",
    "east",
    "england",
    "english",
    "europe",
    "european",
    "exchange",
    "exhibit",
    "february",
    "federal",
    "figure",
    "florida",
    "food",
    "force",
    "form",
    "friday",
    "government",
    "governor",
    "house",
    "inc",
    "india",
    "institute",
    "international",
    "internet",
    "item",
    "january",
    "japan",
    "july",
    "june",
    "justice",
    "kingdom",
    "law",
    "legislature",
    "llc",
    "london",
    "ltd",
    "march",
    "may",
    "minister",
    "monday",
    "month",
    "national",
    "new",
    "north",
    "note",
    "november",
    "october",
    "office",
    "officer",
    "page",
    "paragraph",
    "parliament",
    "part",
    "party",
    "president",
    "register",
    "registrar",
    "regulation",
    "republic",
    "rule",
    "saturday",
    "schedule",
    "secretary",
    "section",
    "securitie",
    "securities",
    "senate",
    "september",
    "service",
    "south",
    "state",
    "states",
    "statute",
    "street",
    "subject",
    "sunday",
    "table",
    "texas",
    "thursday",
    "title",
    "treasurer",
    "treasury",
    "tuesday",
    "union",
    "united",
    "university",
    "vice",
    "wales",
    "web",
    "wednesday",
    "west",
    "whereas",
    "world",
    "year",
    "york",
];

/// Words of names that other people gave: institutions, laws, places.
const OUTSIDE: &[&str] = &[
    "act",
    "america",
    "american",
    "association",
    "authority",
    "board",
    "british",
    "bureau",
    "chief",
    "circuit",
    "code",
    "commission",
    "congress",
    "council",
    "county",
    "court",
    "department",
    "district",
    "european",
    "federal",
    "institute",
    "international",
    "kingdom",
    "national",
    "new",
    "officer",
    "president",
    "republic",
    "rule",
    "rules",
    "secretary",
    "standard",
    "standards",
    "states",
    "state",
    "street",
    "united",
    "university",
    "vice",
];

fn is_common(key: &str) -> bool {
    COMMON.binary_search(&key).is_ok()
}

/// Words before a term that take it for a thing, not a name.
const DETERMINERS: [u64; 20] = [
    hash_word("the"),
    hash_word("a"),
    hash_word("an"),
    hash_word("each"),
    hash_word("any"),
    hash_word("such"),
    hash_word("every"),
    hash_word("all"),
    hash_word("either"),
    hash_word("no"),
    hash_word("its"),
    hash_word("their"),
    hash_word("his"),
    hash_word("her"),
    hash_word("our"),
    hash_word("your"),
    hash_word("said"),
    hash_word("other"),
    hash_word("these"),
    hash_word("those"),
];

/// Words after a term that let it act.
const ACTING: [u64; 16] = [
    hash_word("shall"),
    hash_word("will"),
    hash_word("may"),
    hash_word("must"),
    hash_word("agrees"),
    hash_word("represents"),
    hash_word("warrants"),
    hash_word("hereby"),
    hash_word("has"),
    hash_word("is"),
    hash_word("acknowledges"),
    hash_word("grants"),
    hash_word("undertakes"),
    hash_word("reserves"),
    hash_word("does"),
    hash_word("can"),
];

/// Every run of capitals within sentences, by its key.
fn uses(view: &View) -> FxHashMap<String, Use> {
    let text = view.text;
    let mut uses: FxHashMap<String, Use> = FxHashMap::default();
    for unit in &view.units.units {
        let words = view.units.words_of(unit);
        let capitals = words.iter().filter(|word| has_capital(text, word)).count();
        if !view.document.blocks[unit.block].kind.is_flow()
            || words.len() < 5
            || capitals * 100 > words.len() * MOST_CAPITALS
        {
            continue;
        }
        let mut at = 0;
        while at < words.len() {
            if !is_title_case(text, &words[at]) {
                at += 1;
                continue;
            }
            let mut end = at + 1;
            while end < words.len()
                && is_title_case(text, &words[end])
                && !is_possessive(words[end - 1].of(text))
                && text
                    .get(words[end - 1].end as usize..words[end].start as usize)
                    .is_some_and(|gap| !gap.is_empty() && gap.trim().is_empty())
            {
                end += 1;
            }
            count(view, words, at, end, &mut uses);
            at = end;
        }
    }
    uses
}

fn count(view: &View, words: &[Word], from: usize, end: usize, uses: &mut FxHashMap<String, Use>) {
    let text = view.text;
    // The first word of a sentence has a capital of its own.
    let opens = from == 0
        || text.get(..words[from].start as usize).is_some_and(|before| {
            view.before(before.len(), 4).trim_end().ends_with(['.', ':', ';', '"', '“', '(', '•', '-', '/'])
        });
    let mut first = from;
    let mut determined = false;
    if is_determiner(words[from].hash) {
        first = from + 1;
        determined = true;
    } else if opens && end - from > 1 {
        return;
    }
    if first == end {
        return;
    }
    if let Some(before) = first.checked_sub(1) {
        determined |= DETERMINERS.contains(&words[before].hash);
    }
    if end - first > LONGEST_RUN {
        return;
    }
    let span = Span::new(words[first].start as usize, words[end - 1].end as usize);
    let key = key(view.slice(span));
    let acting = words.get(end).is_some_and(|word| {
        ACTING.contains(&word.hash) && text.get(span.end..word.start as usize) == Some(" ")
    });
    if opens && first == from && !(acting && is_party(&key)) {
        return;
    }
    let is_party = is_party(&key);
    if is_part_of_name(view, words, first, end, is_party)
        || !is_party && end - first == 1 && !stands_alone(view, words, end)
    {
        return;
    }
    let used = uses.entry(key).or_default();
    if used.count == 0 {
        used.said = view.slice(span).split_whitespace().collect::<Vec<_>>().join(" ");
    }
    used.count += 1;
    used.determined += usize::from(determined);
    used.acting += usize::from(acting);
    if used.places.len() < 2 {
        used.places.push(span);
    }
}

/// "Bank of America", "Change in Control", "Securities and Exchange Commission", "Random Plus™": not the whole of a name.
fn is_part_of_name(view: &View, words: &[Word], first: usize, end: usize, is_party: bool) -> bool {
    let text = view.text;
    let after = view.after(words[end - 1].end as usize, 4);
    let joins = |join: &str| after.strip_prefix(' ').is_some_and(|rest| rest.starts_with(join));
    let next_has_capital = words.get(end + 1).is_some_and(|word| has_capital(text, word));
    if next_has_capital
        && (joins("of ")
            || !is_party && (joins("in ") || joins("for") || joins("and") || joins("to ") || joins("&")))
    {
        return true;
    }
    // "Customer A", "Level 3".
    if after.len() > 2
        && after.as_bytes()[0] == b' '
        && !after.as_bytes()[2].is_ascii_alphanumeric()
        && (after.as_bytes()[1].is_ascii_uppercase() || after.as_bytes()[1].is_ascii_digit())
    {
        return true;
    }
    let follows_join = first >= 2
        && has_capital(text, &words[first - 2])
        && (words[first - 1].hash == hash_word("of")
            || !is_party && words[first - 1].hash == hash_word("and"));
    follows_join
        || after.starts_with(['-', '™', '®', '&', '/', '.'])
            && !after.starts_with(". ")
            && !after.starts_with(".\n")
            && after != "."
}

/// Whether a single word stands for a thing of its own: "the Products to clients", not "a Delaware corporation".
fn stands_alone(view: &View, words: &[Word], end: usize) -> bool {
    const FUNCTION: [u64; 38] = [
        hash_word("a"),
        hash_word("an"),
        hash_word("and"),
        hash_word("are"),
        hash_word("as"),
        hash_word("at"),
        hash_word("be"),
        hash_word("by"),
        hash_word("can"),
        hash_word("does"),
        hash_word("for"),
        hash_word("from"),
        hash_word("has"),
        hash_word("have"),
        hash_word("if"),
        hash_word("in"),
        hash_word("is"),
        hash_word("may"),
        hash_word("must"),
        hash_word("of"),
        hash_word("on"),
        hash_word("or"),
        hash_word("set"),
        hash_word("shall"),
        hash_word("such"),
        hash_word("that"),
        hash_word("the"),
        hash_word("to"),
        hash_word("under"),
        hash_word("unless"),
        hash_word("upon"),
        hash_word("was"),
        hash_word("were"),
        hash_word("which"),
        hash_word("will"),
        hash_word("with"),
        hash_word("within"),
        hash_word("without"),
    ];
    let after = view.after(words[end - 1].end as usize, 1);
    !after.starts_with(char::is_whitespace) || words.get(end).is_none_or(|word| FUNCTION.contains(&word.hash))
}

fn is_determiner(hash: u64) -> bool {
    const PRONOUNS: [u64; 8] = [
        hash_word("this"),
        hash_word("that"),
        hash_word("you"),
        hash_word("we"),
        hash_word("they"),
        hash_word("it"),
        hash_word("both"),
        hash_word("neither"),
    ];
    DETERMINERS.contains(&hash) || PRONOUNS.contains(&hash)
}

fn has_capital(text: &str, word: &Word) -> bool {
    text[word.start as usize..].starts_with(char::is_uppercase)
}

fn is_possessive(said: &str) -> bool {
    said.ends_with("'s") || said.ends_with("’s")
}

/// Whether it is written `Like This`, not `LIKE THIS`.
fn is_title_case(text: &str, word: &Word) -> bool {
    let said = word.of(text);
    let said = said.strip_suffix("'s").or_else(|| said.strip_suffix("’s")).unwrap_or(said);
    said.len() > 2
        && said.starts_with(char::is_uppercase)
        && said.chars().skip(1).all(|c| c.is_lowercase() || c == '-')
}

/// One draft for each term that is given two meanings.
pub(super) fn find_twice(view: &View, drafts: &mut Vec<Draft>) {
    let by_key = view.definitions().by_key();
    let mut twice: Vec<&Vec<&Definition>> = by_key.values().filter(|places| places.len() > 1).collect();
    twice.sort_by_key(|places| places[0].term.start);
    let apart = apart(view);
    for places in twice {
        let first = places[0];
        // An abbreviation and the name of the text itself are spelled out wherever they come up.
        if first.key == "agreement"
            || view.slice(first.term).chars().all(|c| !c.is_lowercase()) && first.form == Form::Bracket
        {
            continue;
        }
        if first.form == Form::Bracket && !view.is_contract() {
            continue;
        }
        let Some(other) = places[1..]
            .iter()
            .take(MOST_PLACES)
            .find(|other| same_text(view, &apart, first, other) && differs(view, first, other))
        else {
            continue;
        };
        let both_mean = first.form == Form::Means && other.form == Form::Means;
        drafts.push(view.draft(Slip {
            statement: format!("“{}” is defined twice, in different words.", view.slice(first.term)),
            why: "two places give the term a meaning".to_owned(),
            relation: Relation::Inconsistent,
            score: if both_mean { 0.6 } else { 0.4 },
            places: vec![first.term, other.term],
        }));
    }
}

/// First bytes of exhibits, schedules and other parts that are texts of their own.
fn apart(view: &View) -> Vec<usize> {
    let is_apart = |label: &&Label| {
        label.opens_line && !matches!(label.part, Part::Section | Part::Article | Part::Table | Part::Figure)
    };
    view.labels().iter().filter(is_apart).map(|label| label.span.start).collect()
}

/// Whether no exhibit begins between the two, and none of them is a signature.
fn same_text(view: &View, apart: &[usize], a: &Definition, b: &Definition) -> bool {
    let before = |definition: &Definition| apart.partition_point(|&start| start < definition.term.start);
    let signs = |definition: &Definition| {
        let after = view.after(definition.term.end, 40);
        after.contains("By:") || after.contains("/s/") || after.contains("__")
    };
    before(a) == before(b) && !signs(a) && !signs(b) && !is_local(view, a) && !is_local(view, b)
}

/// Whether a definition is only for the place where it stands, or adds to another: "For purposes of this paragraph",
/// "without limiting the foregoing".
fn is_local(view: &View, definition: &Definition) -> bool {
    const OPENINGS: [&str; 4] = [
        "purposes of this paragraph",
        "purposes of this section",
        "purposes of this clause",
        "without limiting the",
    ];
    let before = view.before(definition.term.start, 70).to_ascii_lowercase();
    OPENINGS.iter().any(|opening| before.contains(opening))
}

/// Whether two definitions of a term say different things.
fn differs(view: &View, a: &Definition, b: &Definition) -> bool {
    let meaning = |definition: &Definition| -> Vec<u64> {
        let sentence = view.sentence_at(definition.term.start).map_or(definition.term, |unit| unit.span);
        let near = match definition.form {
            Form::Means => {
                view.after(definition.term.end, sentence.end.saturating_sub(definition.term.end).min(240))
            }
            Form::Bracket => view
                .before(definition.term.start, definition.term.start.saturating_sub(sentence.start).min(160)),
        };
        // "has the meaning set forth in Section 4" points to the other definition.
        if [
            "set forth in",
            "ascribed to",
            "assigned to",
            "given in",
            "specified in",
            "provided in",
            "as defined",
            "defined in",
            "meaning given",
            "same meaning",
        ]
        .iter()
        .any(|words| near.contains(words))
        {
            return Vec::new();
        }
        near.split(|c: char| !c.is_alphanumeric()).filter(|word| word.len() > 3).map(hash_word).collect()
    };
    let (one, two) = (meaning(a), meaning(b));
    if one.len() < 4 || two.len() < 4 {
        return false;
    }
    let shared = one.iter().filter(|word| two.contains(word)).count();
    shared * 100 < one.len().min(two.len()) * 60
}

/// One draft for each term that is defined and never used.
pub(super) fn find_unused(view: &View, drafts: &mut Vec<Draft>) {
    let definitions = view.definitions();
    if definitions.places.len() < FEWEST_DEFINITIONS || !view.is_contract() {
        return;
    }
    let by_key = definitions.by_key();
    let mut first_words: FxHashMap<u64, Vec<u32>> = FxHashMap::default();
    for definition in &definitions.places {
        let first = view.slice(definition.term).split_whitespace().next().unwrap_or_default();
        first_words.entry(hash_word(stem_of(first))).or_default();
    }
    for word in &view.units.words {
        if let Some(places) = first_words.get_mut(&hash_word(stem_of(word.of(view.text))))
            && places.len() <= MOST_SEEN
        {
            places.push(word.start);
        }
    }
    for definition in &definitions.places {
        let said = view.slice(definition.term);
        if by_key[definition.key.as_str()].len() > 1 || definition.key.len() < 4 || !is_plain_term(said) {
            continue;
        }
        let first = said.split_whitespace().next().unwrap_or_default();
        let places = &first_words[&hash_word(stem_of(first))];
        let is_use = |&&place: &&u32| {
            let place = place as usize;
            place != definition.term.start
                && key(view.after(place, said.len() + 8)).starts_with(&definition.key)
        };
        if places.len() <= MOST_SEEN && !places.iter().any(|place| is_use(&place)) {
            drafts.push(view.draft(Slip {
                statement: format!("“{said}” is defined but never used."),
                why: "the term stands nowhere but in its definition".to_owned(),
                relation: Relation::Inconsistent,
                score: 0.3,
                places: vec![definition.term],
            }));
        }
    }
}

/// A word without what its plural and possessive add, or more: words that it makes alike are told apart by [`key`].
fn stem_of(word: &str) -> &str {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    let word = word.strip_suffix("'s").or_else(|| word.strip_suffix("’s")).unwrap_or(word);
    word.trim_end_matches(['s', 'e', 'i', 'y'])
}

fn is_plain_term(said: &str) -> bool {
    said.split_whitespace().all(|word| word.starts_with(char::is_uppercase))
        && said.contains(char::is_lowercase)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{expect, statements};
    use super::*;

    /// A contract that defines its parties, with something added.
    fn contract(more: &str) -> String {
        format!(
            "This agreement is made by Acme Foods, Inc. (the “Company”) and Best Mills, LLC (the “Supplier”).\n\
             The Company shall pay the Supplier for all goods, and the Supplier shall deliver them to the Company.\n{more}"
        )
    }

    #[test]
    fn terms_that_nothing_defines() {
        let cases: &[(&str, &[&str])] = &[
            ("The parties shall meet in June.", &[]),
            (
                "It is agreed that Partner shall store the goods.",
                &["“Partner” is used once as a defined term, but nothing defines it."],
            ),
            (
                "It shall hold the Products. It shall sell the Products, and keep the Products dry, and return the Products.",
                &["“Products” is used 3 times as a defined term, but nothing defines it."],
            ),
            (
                "It shall hold the “Products”. It shall sell the Products, keep the Products, and return the Products.",
                &[],
            ),
            (
                "All Products as defined in Exhibit A. It sells the Products, keeps the Products, and returns the Products.",
                &[],
            ),
            ("It trades in the United States, in the State of New York and in the State of Texas.", &[]),
            (
                "Terms not otherwise defined shall have their plain meaning, and Partner shall store the goods.",
                &[],
            ),
        ];
        for (more, expected) in cases {
            assert_eq!(statements(find_undefined, &contract(more)), *expected, "{more}");
        }
    }

    #[test]
    fn terms_defined_twice() {
        let cases: &[(&str, &[&str])] = &[
            (
                "“Goods” means all flour and grain milled for sale.\n“Goods” means services of transport, storage and insurance.",
                &["“Goods” is defined twice, in different words."],
            ),
            (
                "“Goods” means all flour and grain milled for sale.\nFor purposes of this paragraph, “Goods” means services of transport.",
                &[],
            ),
            (
                "“Goods” means all flour and grain milled for sale.\n“Goods” has the meaning set forth in Section 4 of this text.",
                &[],
            ),
            (
                "“Goods” means all flour and grain milled for sale.\n“Goods” means all flour and grain milled for sale.",
                &[],
            ),
        ];
        for (more, expected) in cases {
            assert_eq!(statements(find_twice, &contract(more)), *expected, "{more}");
        }
    }

    #[test]
    fn terms_never_used() {
        let cases: &[(&str, &[&str])] = &[
            (
                "The day of signing (the “Effective Date”) shall be noted.",
                &["“Effective Date” is defined but never used."],
            ),
            ("The day of signing (the “Effective Date”). It begins on the Effective Date.", &[]),
            ("All costs (collectively, “Losses”) shall be paid. A Loss shall be reported.", &[]),
        ];
        for (more, expected) in cases {
            assert_eq!(statements(find_unused, &contract(more)), *expected, "{more}");
        }
        expect(find_unused, &[("One thing (the “Thing”).", &[])]);
    }

    #[test]
    fn tables_are_sorted() {
        assert!(PARTIES.is_sorted() && COMMON.is_sorted());
    }
}
