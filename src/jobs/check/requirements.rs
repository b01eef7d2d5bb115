//! Policy text → requirements, one normative sentence each; what is none is listed as what it is. Nothing is dropped.

use super::listed::{begins_with_order, is_capital_heading, is_contents_line, is_glossary_row, listed_duty};
use super::matching::meanings::is_definition;
use super::matching::passages::begins_with_marker;
use super::normative::{modality, modality_of};
use crate::model::document::{Block, BlockKind, Document};
use crate::model::draft::Quote;
use crate::model::evidence::Locator;
use crate::model::finding::Side;
use crate::model::requirement::{Modality, Other, OtherKind, Requirement, Severity};
use crate::model::span::Span;
use crate::model::units::Units;
use crate::text::words::{Word, hash_word};

/// Pieces of a long sentence are put together up to so many words.
const LONGEST_SENTENCE: usize = 250;
/// Words that open what a policy says of itself.
const SELF: [u64; 6] = [
    hash_word("policy"),
    hash_word("document"),
    hash_word("standard"),
    hash_word("procedure"),
    hash_word("section"),
    hash_word("appendix"),
];
/// What a policy does when it speaks of itself.
const TELLING: [u64; 10] = [
    hash_word("sets"),
    hash_word("describes"),
    hash_word("explains"),
    hash_word("applies"),
    hash_word("covers"),
    hash_word("defines"),
    hash_word("establishes"),
    hash_word("provides"),
    hash_word("outlines"),
    hash_word("contains"),
];
const THIS: u64 = hash_word("this");
/// What a policy asks for, and the rest of it.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) requirements: Vec<Requirement>,
    pub(super) others: Vec<Other>,
}

/// Finds the requirements of a policy. Ids count on from `before`.
pub(super) fn find(document: &Document, units: &Units, before: usize) -> Found {
    let mut finder = Finder {
        document,
        units,
        locator: Locator::new(document),
        found: Found::default(),
        lead: None,
        before,
    };
    let mut at = 0;
    while at < units.units.len() {
        let sentence = Sentence::whole(document, units, &mut at);
        finder.take(sentence);
    }
    finder.close_lead();
    finder.found
}

/// One sentence with its words: a unit, or several where a long sentence was cut.
#[derive(Clone, Debug)]
struct Sentence {
    span: Span,
    block: usize,
    words: std::ops::Range<usize>,
}

impl Sentence {
    /// The sentence that begins with unit `at`, which then stands behind it.
    fn whole(document: &Document, units: &Units, at: &mut usize) -> Sentence {
        let first = &units.units[*at];
        let mut sentence = Sentence { span: first.span, block: first.block, words: first.words.clone() };
        *at += 1;
        let is_text = document.blocks[first.block].kind.is_flow();
        while let Some(next) = units.units.get(*at).filter(|_| is_text) {
            let is_cut = next.block == first.block
                && sentence.words.len() + next.words.len() <= LONGEST_SENTENCE
                && !document.slice(sentence.span).ends_with(['.', '?', '!', ';', ':'])
                && document.slice(next.span).starts_with(char::is_lowercase);
            if !is_cut {
                break;
            }
            sentence.span = Span::new(sentence.span.start, next.span.end);
            sentence.words.end = next.words.end;
            *at += 1;
        }
        sentence
    }
}

/// A sentence that ends with a colon, and what has followed it.
struct Lead {
    sentence: Sentence,
    followers: usize,
    items: usize,
}

struct Finder<'a> {
    document: &'a Document,
    units: &'a Units,
    locator: Locator<'a>,
    found: Found,
    lead: Option<Lead>,
    before: usize,
}

impl Finder<'_> {
    fn take(&mut self, sentence: Sentence) {
        let block = &self.document.blocks[sentence.block];
        if !block.kind.is_flow() {
            return self.leave(sentence.span, OtherKind::Aside);
        }
        let text = self.document.slice(sentence.span);
        if matches!(block.kind, BlockKind::Heading(_)) || is_contents_line(text) || is_capital_heading(text) {
            self.close_lead();
            return self.leave(sentence.span, OtherKind::Heading);
        }
        let is_item = is_item(self.document, block);
        let follows = self.lead.as_ref().is_some_and(|lead| {
            let lead_block = lead.sentence.block;
            is_item && sentence.block != lead_block || lead.followers == 0 && sentence.block <= lead_block + 1
        });
        if !follows {
            self.close_lead();
        }
        if text.ends_with(':') && self.lead.is_none() {
            self.lead = Some(Lead { sentence, followers: 0, items: 0 });
            return;
        }
        let words = &self.units.words[sentence.words.clone()];
        if let Some(lead) = &mut self.lead {
            lead.followers += 1;
        }
        if is_definition(words) || block.kind == BlockKind::TableRow && is_glossary_row(text) {
            return self.leave(sentence.span, OtherKind::Definition);
        }
        let own = modality(words).filter(|_| !speaks_of_itself(words));
        // Only an entry of one sentence asks for something by being listed; a numbered paragraph tells.
        let is_listed = is_item || section_number(text).is_some() || begins_with_order(text);
        let is_entry = is_listed && block.span == sentence.span && !speaks_of_itself(words);
        match (own, &self.lead) {
            (Some(modality), None) => self.add(&sentence, text.to_owned(), modality),
            (own, Some(lead)) => {
                let lead_text = self.document.slice(lead.sentence.span).trim_end_matches(':');
                let item = strip_marker(text);
                let is_sentence = own.is_some() && item.starts_with(char::is_uppercase);
                let joined = format!("{lead_text}: {item}");
                match (is_sentence, modality_of(&joined)) {
                    (true, _) => self.add(&sentence, text.to_owned(), own.unwrap_or(Modality::Must)),
                    (false, Some(modality)) => {
                        self.add(&sentence, joined, modality);
                        if let Some(lead) = &mut self.lead {
                            lead.items += 1;
                        }
                    }
                    (false, None) if is_entry && listed_duty(text).is_some() => {
                        self.add_listed(&sentence, text);
                    }
                    (false, None) => self.leave(sentence.span, OtherKind::Statement),
                }
            }
            (None, None) if is_entry => self.add_listed(&sentence, text),
            (None, None) => self.leave(sentence.span, OtherKind::Statement),
        }
    }

    /// An entry of a list or table without a modal verb: what of it asks for something.
    fn add_listed(&mut self, sentence: &Sentence, text: &str) {
        match listed_duty(text) {
            Some((duty, modality)) => self.add(sentence, duty.to_owned(), modality),
            None => self.leave(sentence.span, OtherKind::Statement),
        }
    }

    /// A lead-in without items asks for what it says itself.
    fn close_lead(&mut self) {
        let Some(lead) = self.lead.take() else { return };
        let sentence = lead.sentence;
        match modality(&self.units.words[sentence.words.clone()]) {
            Some(modality) if lead.items == 0 => {
                let text = self.document.slice(sentence.span).to_owned();
                self.add(&sentence, text, modality);
            }
            _ => self.leave(sentence.span, OtherKind::LeadIn),
        }
    }

    fn add(&mut self, sentence: &Sentence, text: String, modality: Modality) {
        let span = sentence.span;
        let quote = self.document.slice(span);
        let passage = Quote { text: quote.to_owned(), hint: Some(span), side: Side::Policy };
        let Ok(passage) = self.locator.locate(&passage) else {
            return self.leave(span, OtherKind::Statement);
        };
        let headings = self.document.heading_path(span.start);
        self.found.requirements.push(Requirement {
            terms: Vec::new(),
            id: format!("r{}", self.before + self.found.requirements.len() + 1),
            name: section_number(quote).map(str::to_owned),
            text: strip_marker(&text).to_owned(),
            modality,
            severity: severity_of(modality),
            document: self.document.id.clone(),
            start: span.start,
            end: span.end,
            headings: headings.into_iter().map(str::to_owned).collect(),
            expects: None,
            passage,
        });
    }

    fn leave(&mut self, span: Span, kind: OtherKind) {
        let text = self.document.slice(span).to_owned();
        let document = self.document.id.clone();
        self.found.others.push(Other { document, start: span.start, end: span.end, text, kind });
    }
}

/// How much a requirement matters where nothing else says so.
pub(super) fn severity_of(modality: Modality) -> Severity {
    match modality {
        Modality::Must | Modality::MustNot => Severity::High,
        Modality::Should => Severity::Medium,
        Modality::May => Severity::Low,
    }
}

fn is_item(document: &Document, block: &Block) -> bool {
    matches!(block.kind, BlockKind::ListItem | BlockKind::TableRow)
        || begins_with_marker(document.slice(block.span))
}

/// "This policy sets out what staff must do."
fn speaks_of_itself(words: &[Word]) -> bool {
    let first = words.iter().take(4).any(|word| SELF.contains(&word.hash));
    let opens = words.first().is_some_and(|word| word.hash == THIS || word.hash == hash_word("the"));
    first && opens && words.iter().take(8).any(|word| TELLING.contains(&word.hash))
}

/// The number of a section of several levels that a text begins with: "3.1.4" of "3.1.4 Limit access".
fn section_number(text: &str) -> Option<&str> {
    let (number, rest) = text.split_once([' ', '\t'])?;
    let bare = number.strip_suffix('.').unwrap_or(number);
    let parts = bare.split('.');
    let is_number = parts.clone().count() >= 2
        && parts
            .clone()
            .all(|part| (1..=3).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit()));
    (is_number && rest.trim_start().starts_with(char::is_uppercase)).then_some(bare)
}

/// A list item without its number or letter.
fn strip_marker(text: &str) -> &str {
    if !begins_with_marker(text) && section_number(text).is_none() {
        return text;
    }
    text.split_once(char::is_whitespace).map_or(text, |(_, rest)| rest.trim_start())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::{ReadOptions, read};

    fn found(text: &str) -> (Vec<(String, Modality)>, Vec<(String, OtherKind)>) {
        let document = read("d2", "policy.md", text.as_bytes(), &ReadOptions::default()).unwrap();
        let units = Units::of(&document);
        let found = find(&document, &units, 0);
        for requirement in &found.requirements {
            assert_eq!(&document.text[requirement.start..requirement.end], requirement.passage.quote());
        }
        let requirements = found.requirements.iter().map(|one| (one.start, one.end));
        let parts: Vec<(usize, usize)> =
            requirements.chain(found.others.iter().map(|one| (one.start, one.end))).collect();
        for unit in &units.units {
            let holding = parts.iter().filter(|part| part.0 <= unit.span.start && unit.span.end <= part.1);
            assert_eq!(holding.count(), 1, "every sentence is one or the other");
        }
        (
            found.requirements.into_iter().map(|one| (one.text, one.modality)).collect(),
            found.others.into_iter().map(|one| (one.text, one.kind)).collect(),
        )
    }

    #[test]
    fn a_policy_falls_into_requirements_and_the_rest() {
        let text = "# Supplier policy\n\nThis policy sets out what suppliers must do. “Supplier” means anybody we buy from.\n\n\
            ## Security\n\nSuppliers must encrypt backups. We were founded in 1990.\n\nThe supplier shall:\n\n- report incidents \
            within 24 hours;\n- not move data outside the EU.\n\n## Rules of thumb\n\n- Payment is made in 30 days.\n- Staff may work \
            from home.\n- Yes\n- Return of assets at the end\n\n1.2 Lock every screen.\n\nEncrypt laptops that leave the house.\n";
        let (requirements, others) = found(text);
        use Modality::*;
        let expected = [
            ("Suppliers must encrypt backups.", Must),
            ("The supplier shall: report incidents within 24 hours;", Must),
            ("The supplier shall: not move data outside the EU.", MustNot),
            ("Payment is made in 30 days.", Must),
            ("Staff may work from home.", May),
            ("Lock every screen.", Must),
            ("Encrypt laptops that leave the house.", Must),
        ];
        let expected: Vec<(String, Modality)> =
            expected.map(|(text, modality)| (text.to_owned(), modality)).to_vec();
        assert_eq!(requirements, expected);
        let kinds: Vec<(&str, OtherKind)> =
            others.iter().map(|(text, kind)| (text.as_str(), *kind)).collect();
        assert!(
            kinds.contains(&("“Supplier” means anybody we buy from.", OtherKind::Definition)),
            "{kinds:?}"
        );
        assert!(kinds.contains(&("The supplier shall:", OtherKind::LeadIn)), "{kinds:?}");
        assert!(
            kinds.contains(&("This policy sets out what suppliers must do.", OtherKind::Statement)),
            "{kinds:?}"
        );
        assert!(kinds.contains(&("Yes", OtherKind::Statement)), "{kinds:?}");
        assert!(kinds.contains(&("Return of assets at the end", OtherKind::Statement)), "{kinds:?}");
    }

    #[test]
    fn a_long_sentence_is_one_requirement() {
        let text = format!(
            "The buyer and the seller of all goods {} must inform the other side of every delay within three working days.\n",
            "and services of any kind that are made or sold or leased or lent to anybody else ".repeat(4)
        );
        let (requirements, _) = found(&text);
        assert_eq!(requirements, [(text.trim().to_owned(), Modality::Must)]);
    }

    #[test]
    fn numbers_of_sections() {
        for (text, expected) in [
            ("3.1.4 Limit access.", Some("3.1.4")),
            ("2.1. Pay on time.", Some("2.1")),
            ("3 Pay on time.", None),
            ("2.5 million people", None),
            ("Pay 3.1 Now", None),
        ] {
            assert_eq!(section_number(text), expected, "{text}");
        }
    }
}
