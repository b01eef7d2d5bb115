//! Open answers → themes. First the themes of the codebook, then those that surveys of employees or of users share (if the
//! answers are about such things), then phrases that recur in what is left: the most frequent one gathers the answers that hold it or words
//! that mostly stand beside it, and so on until no phrase is frequent. An answer may belong to several themes, or to none.

mod agree;
mod lexicon;
mod sentiment;

use super::codebook::ThemeEntry;
use crate::model::finding::SeenBy;
use crate::text::words::capitalised;
use lexicon::{APART, EMPTY, PRODUCT_THEMES, STOP, WORK_THEMES};
use rayon::prelude::*;
use rust_stemmers::{Algorithm, Stemmer};
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::LazyLock;

pub(super) use sentiment::sentiment;

/// Themes found by phrases at most.
const MOST_FOUND: usize = 14;
/// A phrase is frequent from this share of the answers that say something.
const FREQUENT: f64 = 0.01;
/// The themes of work or of products are used if they hold this share of the answers.
const KNOWN: f64 = 0.3;
/// A word belongs to a theme if this share of its answers hold the theme's phrase …
const BESIDE: f64 = 0.5;
/// … and, for a phrase that many answers hold, if it stands so many times as often beside it as chance puts it there,
const LIFT: f64 = 2.0;
/// but no larger share is asked for.
const NEARLY_ALWAYS: f64 = 0.9;
/// A theme of so many of the answers is what the question is about: its answers are still looked through for what else
/// they say.
const BROAD: f64 = 0.2;
/// A pair of words names a theme, rather than one of them, if it has this share of the word's answers.
const PAIRED: f64 = 0.45;
/// Words of one answer that are looked at.
const MOST_WORDS: usize = 400;

/// One distinct open answer.
#[derive(Debug)]
pub(super) struct Answer {
    /// As it is shown.
    pub(super) text: String,
    /// How many responses gave it.
    pub(super) count: usize,
}

/// A theme and the answers in it.
#[derive(Debug)]
pub(super) struct Theme {
    pub(super) label: String,
    pub(super) terms: Vec<String>,
    /// Indexes of answers, rising.
    pub(super) answers: Vec<usize>,
    /// Answers that a model quoted for it.
    pub(super) quoted: Vec<usize>,
    /// Which engines found it, where a model was asked, too.
    pub(super) seen_by: Option<SeenBy>,
}

/// A theme that a model named.
#[derive(Debug)]
pub(super) struct Told {
    pub(super) label: String,
    pub(super) words: Vec<String>,
    /// Answers that it quoted, rising.
    pub(super) answers: Vec<usize>,
}

/// What was found in the answers.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) themes: Vec<Theme>,
    /// Whether each answer says nothing.
    pub(super) is_empty: Vec<bool>,
}

static STOP_WORDS: LazyLock<FxHashSet<&'static str>> = LazyLock::new(|| STOP.split(' ').collect());

/// The words of one answer as numbers of stems; those that carry no theme have the bit [`STOP_BIT`].
type Stems = Vec<u32>;
/// Bit of words that carry no theme.
const STOP_BIT: u32 = 1 << 31;

fn carries_theme(stem: u32) -> bool {
    stem & STOP_BIT == 0
}

/// Stems and the forms they were written in.
struct Vocabulary {
    stemmer: Stemmer,
    by_word: FxHashMap<String, u32>,
    by_stem: FxHashMap<String, u32>,
    /// For each stem, its forms and how often each was written.
    forms: Vec<FxHashMap<String, usize>>,
}

impl Vocabulary {
    fn new() -> Self {
        Vocabulary {
            stemmer: Stemmer::create(Algorithm::English),
            by_word: FxHashMap::default(),
            by_stem: FxHashMap::default(),
            forms: vec![FxHashMap::default()],
        }
    }

    fn stem(&mut self, word: &str) -> u32 {
        if let Some(&stem) = self.by_word.get(word) {
            return stem;
        }
        let apart = APART.iter().find(|family| family.contains(&word)).map(|family| family[0]);
        let text = apart.map_or_else(|| self.stemmer.stem(word).into_owned(), |family| format!("{family}*"));
        let next = self.forms.len() as u32;
        let stem = *self.by_stem.entry(text).or_insert(next);
        if stem == next {
            self.forms.push(FxHashMap::default());
        }
        self.by_word.insert(word.to_owned(), stem);
        stem
    }

    fn stems(&mut self, text: &str, count: usize) -> Stems {
        let mut stems = Vec::new();
        for word in words(text).take(MOST_WORDS) {
            let stem = self.marked(&word);
            *self.forms[(stem & !STOP_BIT) as usize].entry(word).or_default() += count;
            stems.push(stem);
        }
        stems
    }

    /// The stem of a word, with the mark of those that carry no theme.
    fn marked(&mut self, word: &str) -> u32 {
        // "I've", "haven't": only little words are drawn together.
        let is_theme_word = word.len() >= 2
            && !STOP_WORDS.contains(word)
            && !word.contains(['\'', '’'])
            && word.chars().any(char::is_alphabetic);
        self.stem(word) | if is_theme_word { 0 } else { STOP_BIT }
    }

    /// Words and phrases to look for.
    fn patterns<'a>(&mut self, list: impl Iterator<Item = &'a str>) -> Vec<Stems> {
        let pattern = |phrase: &str| words(phrase).map(|word| self.marked(&word)).collect::<Stems>();
        list.map(pattern).filter(|pattern| !pattern.is_empty()).collect()
    }

    /// The form that is written most often.
    fn form(&self, stem: u32) -> &str {
        let forms = self.forms[(stem & !STOP_BIT) as usize].iter();
        forms.max_by(|a, b| a.1.cmp(b.1).then_with(|| b.0.cmp(a.0))).map_or("", |(form, _)| form)
    }
}

fn words(text: &str) -> impl Iterator<Item = String> + '_ {
    let pieces = text.split(|c: char| !(c.is_alphanumeric() || matches!(c, '\'' | '’' | '+' | '#')));
    // Masks are no words of the answer.
    pieces
        .map(|piece| piece.trim_matches(['\'', '’']).to_lowercase())
        .filter(|word| !word.is_empty() && !matches!(word.as_str(), "name" | "contact"))
}

/// Finds the themes of all answers. A theme has at least `minimum` responses.
/// `told` is what a model named, if one was asked.
pub(super) fn find_themes(
    answers: &[Answer],
    own: &[ThemeEntry],
    told: Option<&[Told]>,
    minimum: usize,
) -> Found {
    let is_empty: Vec<bool> = answers.iter().map(|answer| says_nothing(&answer.text)).collect();
    let mut vocabulary = Vocabulary::new();
    let stems: Vec<Stems> = answers
        .iter()
        .zip(&is_empty)
        .map(|(answer, empty)| if *empty { Vec::new() } else { vocabulary.stems(&answer.text, answer.count) })
        .collect();
    let speaking: usize =
        answers.iter().zip(&is_empty).filter(|(_, empty)| !**empty).map(|(answer, _)| answer.count).sum();
    let mut themes: Vec<Theme> = Vec::new();
    for entry in own {
        let patterns = vocabulary.patterns(entry.words.iter().map(String::as_str));
        themes.extend(by_words(&entry.label, &patterns, answers, &stems, &vocabulary));
    }
    let known = [WORK_THEMES, PRODUCT_THEMES]
        .map(|lexicon| by_lexicon(lexicon, answers, &stems, &mut vocabulary))
        .into_iter()
        .map(|themes| (responses_in(&themes, answers), themes))
        .rev()
        .max_by_key(|(responses, _)| *responses);
    if let Some((responses, known)) = known
        && responses as f64 >= KNOWN * speaking as f64
    {
        let is_own = |theme: &Theme| own.iter().any(|entry| entry.label == theme.label);
        themes.extend(known.into_iter().filter(|theme| !is_own(theme)));
    }
    let size = |theme: &Theme| theme.answers.iter().map(|&index| answers[index].count).sum::<usize>();
    let least = minimum.max((speaking as f64 * FREQUENT).ceil() as usize);
    themes.retain(|theme| size(theme) >= minimum.max(least.min(speaking / 200)));
    let mut free: Vec<bool> = is_empty.iter().map(|empty| !empty).collect();
    themes.iter().flat_map(|theme| &theme.answers).for_each(|&index| free[index] = false);
    let mut taken = FxHashSet::default();
    for _ in 0..MOST_FOUND {
        let found = by_phrase(answers, &stems, (&free, &taken), &vocabulary, least);
        let Some((theme, words)) = found else { break };
        if size(&theme) as f64 > BROAD * speaking as f64 {
            taken.extend(words);
        } else {
            theme.answers.iter().for_each(|&index| free[index] = false);
        }
        themes.push(theme);
    }
    if let Some(told) = told {
        let lower: Vec<String> = answers.iter().map(|answer| answer.text.to_lowercase()).collect();
        let mut of_model = Vec::new();
        for told in told {
            let words = told.words.iter().map(String::as_str).filter(|word| tells(word, &lower));
            let patterns = vocabulary.patterns(words);
            let theme = by_words(&told.label, &patterns, answers, &stems, &vocabulary);
            let mut theme = theme.unwrap_or_else(|| Theme::new(&told.label, Vec::new(), Vec::new()));
            theme.answers.extend(&told.answers);
            theme.answers.sort_unstable();
            theme.answers.dedup();
            theme.quoted.clone_from(&told.answers);
            of_model.push(theme);
        }
        of_model.retain(|theme| size(theme) >= minimum);
        let is_own = |label: &str| own.iter().any(|entry| entry.label == label);
        themes = agree::join(of_model, themes, answers, is_own);
    }
    themes.sort_by(|a, b| size(b).cmp(&size(a)).then_with(|| a.label.cmp(&b.label)));
    Found { themes, is_empty }
}

impl Theme {
    fn new(label: &str, terms: Vec<String>, answers: Vec<usize>) -> Self {
        Theme { label: label.to_owned(), terms, answers, quoted: Vec::new(), seen_by: None }
    }
}

/// A word that so many of the answers have tells nothing of any.
const TELLS_NOTHING: f64 = 0.5;
/// Of so few answers no word can be said to be in too many.
const FEW_ANSWERS: usize = 30;

/// Whether a word parts some answers from the rest.
fn tells(word: &str, answers: &[String]) -> bool {
    let hits = answers.iter().filter(|answer| answer.contains(word)).count();
    answers.len() < FEW_ANSWERS || hits as f64 <= TELLS_NOTHING * answers.len() as f64
}

/// Whether an answer says nothing: "n/a", "none", a dash.
pub(super) fn says_nothing(text: &str) -> bool {
    if text.len() > 40 {
        return false;
    }
    let plain = text.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    EMPTY.contains(&plain.as_str())
}

/// The themes of a lexicon that some answer holds.
fn by_lexicon(
    lexicon: &[(&str, &str)],
    answers: &[Answer],
    stems: &[Stems],
    vocabulary: &mut Vocabulary,
) -> Vec<Theme> {
    let patterns: Vec<(&str, Vec<Stems>)> =
        lexicon.iter().map(|(label, words)| (*label, vocabulary.patterns(words.split('|')))).collect();
    patterns
        .par_iter()
        .filter_map(|(label, patterns)| by_words(label, patterns, answers, stems, vocabulary))
        .collect()
}

/// How many responses belong to one of the themes or several.
fn responses_in(themes: &[Theme], answers: &[Answer]) -> usize {
    let held: FxHashSet<usize> = themes.iter().flat_map(|theme| theme.answers.iter().copied()).collect();
    held.into_iter().map(|index| answers[index].count).sum()
}

/// The theme of answers that hold one of these words or pairs of words.
fn by_words(
    label: &str,
    patterns: &[Stems],
    answers: &[Answer],
    stems: &[Stems],
    vocabulary: &Vocabulary,
) -> Option<Theme> {
    // Few words of an answer begin a pattern: only those are looked at further.
    let mut begins = vec![false; vocabulary.forms.len()];
    patterns.iter().for_each(|pattern| begins[(pattern[0] & !STOP_BIT) as usize] = true);
    let mut hits: Vec<usize> = vec![0; patterns.len()];
    let mut has = vec![false; patterns.len()];
    let mut held = Vec::new();
    for (index, own) in stems.iter().enumerate() {
        has.fill(false);
        let mut any = false;
        for (at, stem) in own.iter().enumerate().filter(|(_, stem)| begins[(**stem & !STOP_BIT) as usize]) {
            for (pattern, has) in patterns.iter().zip(&mut has) {
                *has |= pattern[0] == *stem && own[at..].starts_with(pattern);
                any |= *has;
            }
        }
        if any {
            held.push(index);
            hits.iter_mut()
                .zip(&has)
                .filter(|(_, has)| **has)
                .for_each(|(hits, _)| *hits += answers[index].count);
        }
    }
    let mut order: Vec<usize> = (0..patterns.len()).filter(|&at| hits[at] > 0).collect();
    order.sort_by(|&a, &b| hits[b].cmp(&hits[a]).then(a.cmp(&b)));
    let mut terms: Vec<String> = order
        .iter()
        .map(|&at| {
            patterns[at]
                .iter()
                .map(|&stem| vocabulary.form(stem))
                .filter(|form| !form.is_empty())
                .collect::<Vec<_>>()
                .join(" ")
        })
        .collect();
    terms.retain(|term| !term.is_empty());
    let mut seen = FxHashSet::default();
    terms.retain(|term| seen.insert(term.clone()));
    terms.truncate(8);
    (!held.is_empty()).then(|| Theme::new(label, terms, held))
}

/// The theme of the most frequent word or pair among the answers that are still free, and its words. Words that another
/// theme has taken are passed over.
fn by_phrase(
    answers: &[Answer],
    stems: &[Stems],
    (free, taken): (&[bool], &FxHashSet<u32>),
    vocabulary: &Vocabulary,
    least: usize,
) -> Option<(Theme, FxHashSet<u32>)> {
    let tells = |stem: &u32| carries_theme(*stem) && !taken.contains(stem);
    let (mut single, mut pairs): (FxHashMap<u32, usize>, FxHashMap<(u32, u32), usize>) = Default::default();
    let mut seen: FxHashSet<u32> = FxHashSet::default();
    let mut seen_pairs: FxHashSet<(u32, u32)> = FxHashSet::default();
    for (index, own) in stems.iter().enumerate().filter(|(index, _)| free[*index]) {
        seen.clear();
        seen_pairs.clear();
        for (at, &stem) in own.iter().enumerate().filter(|(_, stem)| tells(stem)) {
            if seen.insert(stem) {
                *single.entry(stem).or_default() += answers[index].count;
            }
            if let Some(&next) = own.get(at + 1).filter(|next| tells(next) && **next != stem)
                && seen_pairs.insert((stem, next))
            {
                *pairs.entry((stem, next)).or_default() += answers[index].count;
            }
        }
    }
    let mut ranked: Vec<(usize, u32)> =
        single.iter().map(|(stem, count)| (*count, *stem)).filter(|(count, _)| *count >= least).collect();
    ranked.sort_unstable_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    let &(count, seed) = ranked.first()?;
    let mut beside: Vec<((u32, u32), usize)> = pairs
        .into_iter()
        .filter(|((a, b), pair)| (*a == seed || *b == seed) && *pair as f64 >= PAIRED * count as f64)
        .collect();
    beside.sort_unstable_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    let label = match beside.first() {
        Some(&((a, b), _)) => format!("{} {}", vocabulary.form(a), vocabulary.form(b)),
        None => vocabulary.form(seed).to_owned(),
    };
    let members = companions(answers, stems, free, seed, &single, least);
    let is_held = |index: &usize| free[*index] && stems[*index].iter().any(|stem| members.contains(stem));
    let held = (0..stems.len()).filter(is_held).collect();
    let mut terms: Vec<String> = vec![vocabulary.form(seed).to_owned()];
    let mut others: Vec<u32> = members.iter().copied().filter(|stem| *stem != seed).collect();
    others.sort_by(|a, b| single[b].cmp(&single[a]).then(a.cmp(b)));
    terms.extend(others.iter().map(|&stem| vocabulary.form(stem).to_owned()));
    terms.truncate(8);
    Some((Theme::new(&capitalised(&label), terms, held), members))
}

/// The seed and the words most of whose answers hold it.
fn companions(
    answers: &[Answer],
    stems: &[Stems],
    free: &[bool],
    seed: u32,
    single: &FxHashMap<u32, usize>,
    least: usize,
) -> FxHashSet<u32> {
    let mut together: FxHashMap<u32, usize> = FxHashMap::default();
    let mut seen: FxHashSet<u32> = FxHashSet::default();
    for (index, own) in stems.iter().enumerate().filter(|(index, own)| free[*index] && own.contains(&seed)) {
        seen.clear();
        for &stem in own.iter().filter(|stem| single.contains_key(stem)) {
            if seen.insert(stem) {
                *together.entry(stem).or_default() += answers[index].count;
            }
        }
    }
    let all: usize = (0..stems.len()).filter(|&index| free[index]).map(|index| answers[index].count).sum();
    let by_chance = single[&seed] as f64 / all.max(1) as f64;
    let beside = (LIFT * by_chance).clamp(BESIDE, NEARLY_ALWAYS);
    let close = |(stem, both): (&u32, &usize)| {
        let own = single[stem];
        (*stem == seed || (own * 2 >= least && *both as f64 >= beside * own as f64)).then_some(*stem)
    };
    together.iter().filter_map(close).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answers(list: &[(&str, usize)]) -> Vec<Answer> {
        list.iter().map(|&(text, count)| Answer { text: text.to_owned(), count }).collect()
    }

    fn found(list: &[(&str, usize)]) -> Vec<(String, usize)> {
        let answers = answers(list);
        let found = find_themes(&answers, &[], None, 5);
        found
            .themes
            .iter()
            .map(|theme| (theme.label.clone(), theme.answers.iter().map(|&index| answers[index].count).sum()))
            .collect()
    }

    #[test]
    fn answers_about_work_fall_into_themes_of_work() {
        let themes = found(&[
            ("My salary is too low", 9),
            ("no raises for years", 6),
            ("too many late nights", 8),
            ("N/A", 30),
            ("promotions feel political, and pay too", 7),
        ]);
        assert!(themes.contains(&("Pay".to_owned(), 22)), "{themes:?}");
        assert!(themes.contains(&("Workload".to_owned(), 8)), "{themes:?}");
    }

    #[test]
    fn other_answers_fall_into_themes_of_their_phrases() {
        let themes = found(&[
            ("the copper kettle leaks", 12),
            ("a better copper kettle", 9),
            ("kettles", 3),
            ("zebra crossing", 8),
            ("zebra", 4),
            ("Mr [name] said, Mrs [name] too", 9),
            ("the execution is direct", 2),
            ("something else entirely", 2),
        ]);
        assert_eq!(themes, [("Copper kettle".to_owned(), 24), ("Zebra crossing".to_owned(), 12)]);
    }

    #[test]
    fn answers_that_say_nothing_are_known() {
        let cases = [
            ("n/a", true),
            ("None.", true),
            ("-", true),
            ("...", true),
            ("nothing to add", true),
            ("no parking", false),
            ("None of my requests were heard", false),
        ];
        for (text, expected) in cases {
            assert_eq!(says_nothing(text), expected, "{text}");
        }
    }
}
