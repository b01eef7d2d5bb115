//! The parts of a requirement's sentence: who acts, the act, what it is done to, when and in which case. Passives are turned
//! round and clauses in front of the sentence taken behind it, so that one rule said in several ways has the same parts.

use super::roles::is_role;
use super::sense::{Cue, cue_at};
use super::terms::Term;
use crate::text::words::{Word, hash_word};

/// The parts, as terms; no stem is in two.
#[derive(Debug, Default)]
pub(super) struct Clause {
    /// Who or what acts.
    pub(super) subject: Vec<Term>,
    /// The act.
    pub(super) act: Vec<Term>,
    /// What the act is done to.
    pub(super) thing: Vec<Term>,
    /// When, why, in which case; examples.
    pub(super) adjunct: Vec<Term>,
    /// What is said of exceptions.
    pub(super) beyond: Vec<Term>,
    /// How: "expressly"; verbs that only carry the act.
    pub(super) manner: Vec<Term>,
    /// So many terms at the start of `thing` stood before the act, as what the sentence is about.
    pub(super) fronted: usize,
    /// The word that governs the act.
    pub(super) governing: Option<usize>,
    /// The first word of the clause itself, behind any in front of it.
    pub(super) main: usize,
    /// Says that nothing else is: only, solely, limited to.
    pub(super) has_only: bool,
    /// "Only names are records" for "records are only names".
    pub(super) is_turned: bool,
}

const ONLY: [u64; 3] = [hash_word("only"), hash_word("solely"), hash_word("exclusively")];
/// What follows "only" where it names a condition and closes no list: "only if", "only under".
const CONDITIONS: [u64; 14] = [
    hash_word("if"),
    hash_word("when"),
    hash_word("where"),
    hash_word("after"),
    hash_word("with"),
    hash_word("under"),
    hash_word("upon"),
    hash_word("on"),
    hash_word("once"),
    hash_word("until"),
    hash_word("while"),
    hash_word("through"),
    hash_word("as"),
    hash_word("because"),
];
/// "shall only include", "must be used only for": "only" stands so near to the word that governs the act.
const ONLY_REACH: usize = 5;
/// Acts that close a list before "to".
const CLOSING: [u64; 3] = [hash_word("limited"), hash_word("confined"), hash_word("restricted")];
/// Acts by which one thing is counted among others.
const BELONGING: [u64; 21] = [
    hash_word("include"),
    hash_word("contain"),
    hash_word("comprise"),
    hash_word("mean"),
    hash_word("cover"),
    hash_word("qualify"),
    hash_word("qualifies"),
    hash_word("count"),
    hash_word("counts"),
    hash_word("constitute"),
    hash_word("constitutes"),
    hash_word("form"),
    hash_word("belong"),
    hash_word("belongs"),
    hash_word("fall"),
    hash_word("falls"),
    hash_word("treated"),
    hash_word("considered"),
    hash_word("deemed"),
    hash_word("regarded"),
    hash_word("classed"),
];
/// Words that go on with when and in which case.
const ADJUNCTS: [u64; 16] = [
    hash_word("after"),
    hash_word("upon"),
    hash_word("before"),
    hash_word("when"),
    hash_word("if"),
    hash_word("where"),
    hash_word("during"),
    hash_word("even"),
    hash_word("following"),
    hash_word("until"),
    hash_word("while"),
    hash_word("within"),
    hash_word("including"),
    hash_word("because"),
    hash_word("once"),
    hash_word("among"),
];
/// Words that open a clause in front of the sentence, besides those.
const FRONTING: [u64; 11] = [
    hash_word("save"),
    hash_word("except"),
    hash_word("in"),
    hash_word("on"),
    hash_word("at"),
    hash_word("under"),
    hash_word("as"),
    hash_word("for"),
    hash_word("notwithstanding"),
    hash_word("should"),
    hash_word("by"),
];
/// Between the comma behind such a clause and the word that governs the act stand at most so many words.
const MAIN_REACH: usize = 14;
/// Verbs that say little beside the act they carry.
pub(super) const LIGHT_VERBS: [u64; 7] = [
    hash_word("make"),
    hash_word("create"),
    hash_word("give"),
    hash_word("take"),
    hash_word("perform"),
    hash_word("conduct"),
    hash_word("undertake"),
];
/// Verbs and phrases that only carry the act behind their "to" or "from".
pub(super) const CARRIERS: [u64; 30] = [
    hash_word("refrain"),
    hash_word("abstain"),
    hash_word("desist"),
    hash_word("liberty"),
    hash_word("entitled"),
    hash_word("free"),
    hash_word("permitted"),
    hash_word("allowed"),
    hash_word("authorized"),
    hash_word("authorised"),
    hash_word("able"),
    hash_word("required"),
    hash_word("obliged"),
    hash_word("obligated"),
    hash_word("bound"),
    hash_word("right"),
    hash_word("option"),
    hash_word("try"),
    hash_word("attempt"),
    hash_word("seek"),
    hash_word("endeavour"),
    hash_word("endeavor"),
    hash_word("continue"),
    hash_word("operate"),
    hash_word("agree"),
    hash_word("agrees"),
    hash_word("undertake"),
    hash_word("undertakes"),
    hash_word("subject"),
    hash_word("subjected"),
];
/// Words that govern an act wherever they stand.
const MODALS: [u64; 9] = [
    hash_word("shall"),
    hash_word("must"),
    hash_word("will"),
    hash_word("may"),
    hash_word("can"),
    hash_word("cannot"),
    hash_word("could"),
    hash_word("should"),
    hash_word("ought"),
];
/// Words between acts that are done alike: "copy, lend or otherwise sell".
const BETWEEN_ACTS: [u64; 9] = [
    hash_word("otherwise"),
    hash_word("either"),
    hash_word("also"),
    hash_word("back"),
    hash_word("up"),
    hash_word("out"),
    hash_word("off"),
    hash_word("apart"),
    hash_word("away"),
];
/// Acts told apart by commas end with an "or" or "and" so near.
const SERIES_REACH: usize = 8;
/// Of these, those that carry an act without an article: "give notice".
const GIVE: [u64; 3] = [hash_word("give"), hash_word("take"), hash_word("make")];
const ARTICLES: [u64; 4] = [hash_word("a"), hash_word("an"), hash_word("any"), hash_word("the")];
const BE: [u64; 2] = [hash_word("be"), hash_word("been")];
const JOINING: [u64; 3] = [hash_word("or"), hash_word("and"), hash_word("and/or")];
const BY: u64 = hash_word("by");
const TO: u64 = hash_word("to");
const FROM: u64 = hash_word("from");
const NOT: u64 = hash_word("not");
/// By these an act that is named as a thing is done: "disclosure may be made".
const DONE: [u64; 9] = [
    hash_word("made"),
    hash_word("done"),
    hash_word("given"),
    hash_word("taken"),
    hash_word("undertaken"),
    hash_word("performed"),
    hash_word("afforded"),
    hash_word("effected"),
    hash_word("carried"),
];
/// Nouns that only point to what follows: "the scope of records".
const ABSTRACT: [u64; 6] = [
    hash_word("scope"),
    hash_word("ambit"),
    hash_word("definition"),
    hash_word("meaning"),
    hash_word("extent"),
    hash_word("notion"),
];
/// "prevent the buyer from": so far apart.
const BAR_FROM_REACH: usize = 9;
/// Words behind which the one who acts in a passive is no longer named.
const PREPOSITIONS: [u64; 9] = [
    hash_word("to"),
    hash_word("from"),
    hash_word("for"),
    hash_word("with"),
    hash_word("in"),
    hash_word("on"),
    hash_word("at"),
    hash_word("under"),
    hash_word("through"),
];

impl Clause {
    /// Takes a sentence apart; `all` are the terms of its words.
    pub(super) fn of(text: &str, words: &[Word], all: &[Term]) -> Self {
        let main = main_clause(text, words);
        let governing = governing_word(words, main);
        let mut clause = Clause { governing, main, ..Clause::default() };
        let aside = aside_after(text, words, governing);
        let from_main = all.partition_point(|term| (term.word as usize) < main);
        let mut act_word: Option<usize> = None;
        let mut is_act_open = false;
        let mut adjunct_from = None;
        for (at, term) in all.iter().enumerate().skip(from_main) {
            let place = term.word as usize;
            if aside.contains(&place) {
                clause.adjunct.push(*term);
                continue;
            }
            let is_after = governing.is_none_or(|at| place >= at);
            let is_manner = is_adverb(&words[place], text)
                || governing == Some(place)
                || carries(words, place)
                || is_light(words, &all[at..]);
            if is_manner && is_after && act_word.is_none() {
                clause.manner.push(*term);
                continue;
            }
            let Some(last) = act_word else {
                if is_after {
                    (act_word, is_act_open) = (Some(place), true);
                    clause.act.push(*term);
                } else {
                    clause.subject.push(*term);
                }
                continue;
            };
            is_act_open &= is_joined(text, words, last, place, term, clause.act.last());
            if is_act_open {
                act_word = Some(place);
                clause.act.push(*term);
                continue;
            }
            let adjunct_from = *adjunct_from.get_or_insert_with(|| adjunct_after(text, words, place));
            let first_act = clause.act[0].word as usize;
            let is_past = (first_act + 1..place).any(|at| cue_at(words, at) == Some(Cue::Except));
            let part = match (is_past, place < adjunct_from) {
                (true, _) => &mut clause.beyond,
                (false, true) => &mut clause.thing,
                (false, false) => &mut clause.adjunct,
            };
            part.push(*term);
        }
        clause.adjunct.extend(&all[..from_main]);
        clause.find_only(words);
        clause.name_act(words);
        clause.turn_passive(words);
        clause.drop_doubles();
        clause
    }

    /// Whether the sentence closes a list, and which side of its act the list is on.
    fn find_only(&mut self, words: &[Word]) {
        let Some(governing) = self.governing else { return };
        let main = self.main;
        let to = words.len().min(governing + ONLY_REACH + 1);
        let is_closing = |at: &usize| {
            CLOSING.contains(&words[*at].hash)
                && words.get(at + 1).is_some_and(|next| next.hash == TO)
                && !words[at.saturating_sub(2)..*at].iter().any(|word| word.hash == NOT)
        };
        let begins_with_only = words.get(main).is_some_and(|word| ONLY.contains(&word.hash));
        let belongs = words[governing..to].iter().any(|word| BELONGING.contains(&word.hash));
        // "Nothing other than names may count as records."
        let excepted = (main..governing).find(|&at| cue_at(words, at) == Some(Cue::Except));
        let is_none_other = words.get(main).is_some_and(|_| cue_at(words, main) == Some(Cue::None));
        if let (true, true, Some(except)) = (belongs, is_none_other, excepted) {
            self.subject.retain(|term| term.word as usize > except);
            self.is_turned = true;
        }
        self.is_turned |= begins_with_only && belongs;
        self.has_only =
            self.is_turned || closes_list(words, governing) || (governing + 1..to).any(|at| is_closing(&at));
        if self.is_turned {
            std::mem::swap(&mut self.subject, &mut self.thing);
        }
    }

    /// The act where it is named as a thing, or behind what may not stand in its way: "disclosure may be made", "nothing
    /// prevents the buyer from selling".
    fn name_act(&mut self, words: &[Word]) {
        let Some(act) = self.act.first().copied() else { return };
        let place = act.word as usize;
        self.manner.extend(self.subject.iter().filter(|term| is_one_of(words, term, &ABSTRACT)));
        self.subject.retain(|term| !is_one_of(words, term, &ABSTRACT));
        if cue_at(words, place) == Some(Cue::Bar) {
            let near = place + 1..words.len().min(place + BAR_FROM_REACH);
            let Some(from) = near.clone().find(|&at| words[at].hash == FROM) else { return };
            let rest = std::mem::take(&mut self.thing);
            let (doer, rest): (Vec<Term>, Vec<Term>) =
                rest.into_iter().partition(|term| (term.word as usize) < from);
            let mut rest = rest.into_iter();
            self.manner.push(act);
            self.act = rest.next().into_iter().collect();
            (self.subject, self.thing) = (doer, rest.collect());
        } else if is_one_of(words, &act, &DONE) && is_passive(words, place) && !self.subject.is_empty() {
            self.manner.append(&mut self.act);
            self.act.push(self.subject.remove(0));
            self.thing.splice(0..0, std::mem::take(&mut self.subject));
            self.subject = self.take_agent(words, place);
        }
    }

    /// Who acts in a passive, taken out of what the act is done to: "by the buyer".
    fn take_agent(&mut self, words: &[Word], act: usize) -> Vec<Term> {
        let last = self.thing.iter().map(|term| term.word as usize).max().unwrap_or(act);
        let by = (act + 1..=last).find(|&at| words[at].hash == BY);
        let to = by.and_then(|by| (by + 1..=last).find(|&at| PREPOSITIONS.contains(&words[at].hash)));
        let is_agent = |term: &Term| {
            let place = term.word as usize;
            by.is_some_and(|by| place > by) && to.is_none_or(|to| place < to)
        };
        let (agent, rest) = std::mem::take(&mut self.thing).into_iter().partition(is_agent);
        self.thing = rest;
        agent
    }

    /// "Copies must be destroyed by the buyer" as "the buyer must destroy copies".
    fn turn_passive(&mut self, words: &[Word]) {
        let Some(act) = self.act.first().map(|act| act.word as usize) else { return };
        if self.has_only || !is_passive(words, act) {
            return;
        }
        let agent = self.take_agent(words, act);
        let fronted = std::mem::replace(&mut self.subject, agent);
        self.fronted = fronted.len();
        self.thing.splice(0..0, fronted);
    }

    fn drop_doubles(&mut self) {
        let mut seen = rustc_hash::FxHashSet::default();
        let fronted = self.fronted;
        let Clause { subject, act, thing, adjunct, beyond, manner, .. } = self;
        for part in [subject, act] {
            part.retain(|term| seen.insert(term.stem));
        }
        let mut at = 0;
        let mut kept = 0;
        thing.retain(|term| {
            let is_new = seen.insert(term.stem);
            kept += usize::from(is_new && at < fronted);
            at += 1;
            is_new
        });
        for part in [adjunct, beyond, manner] {
            part.retain(|term| seen.insert(term.stem));
        }
        self.fronted = kept;
    }
}

fn is_one_of(words: &[Word], term: &Term, known: &[u64]) -> bool {
    known.contains(&words[term.word as usize].hash)
}

fn is_passive(words: &[Word], act: usize) -> bool {
    words[act.saturating_sub(2)..act].iter().any(|word| BE.contains(&word.hash))
}

/// Index of the word with which the main clause begins: behind a clause in front of it.
fn main_clause(text: &str, words: &[Word]) -> usize {
    let Some(first) = words.first() else { return 0 };
    if !ADJUNCTS.contains(&first.hash) && !FRONTING.contains(&first.hash) {
        return 0;
    }
    let has_comma = |at: &usize| {
        let gap = words[at - 1].end as usize..words[*at].start as usize;
        text.get(gap).is_some_and(|gap| gap.contains(','))
    };
    let commas: Vec<usize> = (1..words.len()).filter(has_comma).collect();
    let governs = |&(number, &at): &(usize, &usize)| {
        let end = commas.get(number + 1).copied().unwrap_or(words.len()).min(at + MAIN_REACH);
        governing_word(&words[..end], at).is_some_and(|governing| governing > at)
    };
    commas.iter().enumerate().find(governs).map_or(0, |(_, &at)| at)
}

/// The word that governs the act: the first modal verb, or else the first cue of a duty, a permission or a ban.
fn governing_word(words: &[Word], from: usize) -> Option<usize> {
    let is_cue = |at: &usize| {
        matches!(cue_at(words, *at), Some(Cue::Must | Cue::Should | Cue::May | Cue::Bar | Cue::Not))
    };
    let mut modals = (from..words.len()).filter(|&at| MODALS.contains(&words[at].hash));
    modals.find(is_cue).or_else(|| (from..words.len()).find(|at| is_cue(at) && words[*at].hash != NOT))
}

/// What is put in between the word that governs the act and the act: "may, where it is needed, tell".
fn aside_after(text: &str, words: &[Word], governing: Option<usize>) -> std::ops::Range<usize> {
    let Some(first) = governing.map(|at| at + 1) else { return 0..0 };
    let has_comma = |at: usize| {
        let gap = words[at - 1].end as usize..words[at].start as usize;
        text.get(gap).is_some_and(|gap| gap.contains(','))
    };
    if first >= words.len() || !has_comma(first) {
        return 0..0;
    }
    (first + 1..words.len()).find(|&at| has_comma(at)).map_or(0..0, |end| first..end)
}

/// Whether a word only carries the act that follows: "entitled to keep", "refrain from selling".
fn carries(words: &[Word], at: usize) -> bool {
    let next = words.get(at + 1).map_or(0, |word| word.hash);
    CARRIERS.contains(&words[at].hash) && [TO, FROM].contains(&next)
}

/// Whether the word that governs the act has an "only" beside it that leaves nothing else.
fn closes_list(words: &[Word], governing: usize) -> bool {
    let near = governing.saturating_sub(1)..words.len().min(governing + ONLY_REACH + 1);
    let begins_clause =
        |at: usize| at > governing && [hash_word("that"), hash_word("which")].contains(&words[at].hash);
    near.take_while(|&at| !begins_clause(at)).any(|at| {
        let next = words.get(at + 1).map_or(0, |word| word.hash);
        ONLY.contains(&words[at].hash) && !CONDITIONS.contains(&next)
    })
}

/// Index of the word with which what is said beside the thing itself begins: time, condition, a bracket.
fn adjunct_after(text: &str, words: &[Word], first: usize) -> usize {
    let ends = |at: &usize| {
        let gap = words[at - 1].end as usize..words[*at].start as usize;
        ADJUNCTS.contains(&words[*at].hash) || text.get(gap).is_some_and(|gap| gap.contains('('))
    };
    (first + 1..words.len()).find(ends).unwrap_or(words.len())
}

/// Whether a verb only carries the act that follows it as a thing: "make a copy", "give notice".
fn is_light(words: &[Word], from_verb: &[Term]) -> bool {
    let [verb, act, rest @ ..] = from_verb else { return false };
    let between = verb.word as usize + 1..act.word as usize;
    // "create comparable records": the word is no act but tells which.
    let is_noun = rest.first().is_none_or(|next| next.word > act.word + 1);
    LIGHT_VERBS.contains(&words[verb.word as usize].hash)
        && !act.groups.is_empty()
        && is_noun
        && !is_role(&words[act.word as usize])
        && (between.len() == 1 || between.is_empty() && GIVE.contains(&words[verb.word as usize].hash))
        && between.clone().all(|at| ARTICLES.contains(&words[at].hash))
}

/// Whether a word says how: "expressly".
fn is_adverb(word: &Word, text: &str) -> bool {
    const VERBS: [u64; 7] = [
        hash_word("apply"),
        hash_word("supply"),
        hash_word("reply"),
        hash_word("rely"),
        hash_word("comply"),
        hash_word("imply"),
        hash_word("multiply"),
    ];
    word.of(text).ends_with("ly") && !VERBS.contains(&word.hash)
}

/// Whether a term goes on with the act: "destroy or return", "reverse engineer".
fn is_joined(text: &str, words: &[Word], last: usize, place: usize, term: &Term, act: Option<&Term>) -> bool {
    let between = || words[last + 1..place].iter().filter(|word| !BETWEEN_ACTS.contains(&word.hash));
    let gap = words[place - 1].end as usize..words[place].start as usize;
    let has_comma = text.get(gap).is_some_and(|gap| gap.contains(','));
    match (between().count(), has_comma) {
        (0, false) => act.is_some_and(|act| act.groups.meet(term.groups)),
        (0, true) => {
            let near = words.len().min(place + SERIES_REACH);
            words[place..near].iter().any(|word| JOINING.contains(&word.hash))
        }
        (1, _) => between().all(|word| JOINING.contains(&word.hash)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::super::terms::Stems;
    use super::*;
    use crate::text::words::split_words;

    fn clause(text: &str) -> [String; 4] {
        let (mut words, mut terms) = (Vec::new(), Vec::new());
        split_words(text, 0, &mut words);
        Stems::default().terms(text, &words, &mut terms);
        let clause = Clause::of(text, &words, &terms);
        [&clause.subject, &clause.act, &clause.thing, &clause.adjunct].map(|part| {
            let all: Vec<&str> = part.iter().map(|term| words[term.word as usize].of(text)).collect();
            all.join(" ").to_lowercase()
        })
    }

    #[test]
    fn one_rule_has_the_same_parts_however_it_is_said() {
        let expected = ["buyer", "destroy", "copies", "contract ends"];
        for text in [
            "The buyer must destroy the copies when the contract ends.",
            "When the contract ends, the buyer must destroy the copies.",
        ] {
            assert_eq!(clause(text), expected, "{text}");
        }
        let expected = ["buyer", "destroyed", "copies", "contract ends"];
        for text in [
            "The copies must be destroyed by the buyer when the contract ends.",
            "When the contract ends, the copies must be destroyed by the buyer.",
        ] {
            assert_eq!(clause(text), expected, "{text}");
        }
        let text = "If a law, a rule or a court asks for the records, the buyer shall tell the seller.";
        assert_eq!(clause(text), ["buyer", "tell", "seller", "law rule court asks records"]);
        for text in [
            "The buyer is entitled to lend or sell copies.",
            "The buyer may, in some places, lend or sell copies.",
            "Copies may be lent or sold by the buyer.",
        ] {
            let [subject, act, thing, _] = clause(text);
            assert_eq!((subject.as_str(), thing.as_str()), ("buyer", "copies"), "{text}");
            assert!(act == "lend sell" || act == "lent sold", "{text}: {act}");
        }
        for (text, act, thing) in [
            ("The buyer shall refrain from copying the plans.", "copying", "plans"),
            ("The buyer must not copy, lend or otherwise sell the plans.", "copy lend sell", "plans"),
            ("No right in the plans may be granted to the buyer.", "granted", "right plans buyer"),
            ("The buyer may make a copy of the plans.", "copy", "plans"),
            ("Copying of the plans may be undertaken by the buyer.", "copying", "plans"),
            ("Nothing shall prevent the buyer from copying the plans.", "copying", "plans"),
            ("The buyer may create comparable plans.", "create", "comparable plans"),
        ] {
            let [_, said, of, _] = clause(text);
            assert_eq!((said.as_str(), of.as_str()), (act, thing), "{text}");
        }
        let text = "Records may be shown to auditors by the buyer.";
        assert_eq!(clause(text), ["buyer", "shown", "records auditors", ""]);
    }

    #[test]
    fn only_closes_a_list_or_names_a_condition() {
        for (text, expected, is_turned) in [
            ("Records shall only include names.", true, false),
            ("Records shall be limited to names.", true, false),
            ("Records shall include, but not be limited to, names.", false, false),
            ("Only names may count as records.", true, true),
            ("Nothing other than names may count as records.", true, true),
            ("The scope of records shall be confined to names.", true, false),
            ("Only trained staff may enter the vault.", false, false),
            ("Data must be used only for billing.", true, false),
            ("Data should be processed only if it is needed.", false, false),
            ("The owner shall ensure that only staff enter.", false, false),
            ("Data must be kept where strictly necessary.", false, false),
            ("A person may not be subject to a decision based solely on machines.", false, false),
        ] {
            let (mut words, mut terms) = (Vec::new(), Vec::new());
            split_words(text, 0, &mut words);
            Stems::default().terms(text, &words, &mut terms);
            let clause = Clause::of(text, &words, &terms);
            assert_eq!((clause.has_only, clause.is_turned), (expected, is_turned), "{text}");
        }
    }
}
