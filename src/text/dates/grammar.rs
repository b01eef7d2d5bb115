//! The grammar of date phrases: tokens in, what the phrase at one place says and how far it reaches out.
//! Every function looks ahead over a bounded number of tokens, so that reading a text takes linear time.

use super::tokens::{Gap, Token};
use super::when::{Part, Period, When};
use super::words::{Kind, Unit};

/// How a phrase is led in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lead {
    Bare,
    /// "by", "due", "until", "no later than"
    By,
    Before,
    Within,
    In,
    /// "on", "at", "around"
    On,
    For,
    /// "after", "from", "since": a beginning, not a deadline.
    After,
    During,
}

/// A phrase: the tokens `[first, next)`.
#[derive(Clone, Debug)]
pub(super) struct Phrase {
    pub next: usize,
    pub lead: Lead,
    pub when: When,
    /// "Friday latest", "Friday at the latest".
    pub latest: bool,
}

/// A part of a phrase: where it ends and what it says.
pub(super) type Found<T> = Option<(usize, T)>;

/// Reads tokens at chosen places. `first` is the token the phrase starts with: the gap before it does not count.
pub(super) struct Grammar<'a> {
    pub text: &'a str,
    pub tokens: &'a [Token],
    pub first: usize,
}

/// The most phrases one inside another ("two weeks after three days after ...").
pub(super) const DEPTH: u8 = 2;

impl Grammar<'_> {
    /// The gap before token `i`; the end of the text is a stop.
    pub(super) fn gap(&self, i: usize) -> Gap {
        self.tokens.get(i).map_or(Gap::Stop, |t| t.gap)
    }

    /// What token `i` can be when it follows its predecessor with at most a blank or hyphen between them.
    pub(super) fn peek(&self, i: usize) -> Kind {
        match self.tokens.get(i) {
            Some(token) if i == self.first || matches!(token.gap, Gap::Space | Gap::Hyphen) => token.kind,
            _ => Kind::None,
        }
    }

    /// As [`Grammar::peek`], over a comma or bracket too.
    pub(super) fn peek_over_comma(&self, i: usize) -> Kind {
        match self.tokens.get(i) {
            Some(token) if matches!(token.gap, Gap::Comma | Gap::Open) => token.kind,
            _ => self.peek(i),
        }
    }

    /// The token's kind whatever stands before it.
    pub(super) fn kind(&self, i: usize) -> Kind {
        self.tokens.get(i).map_or(Kind::None, |t| t.kind)
    }

    pub(super) fn word(&self, i: usize) -> &str {
        self.tokens.get(i).and_then(|t| self.text.get(t.start..t.end)).unwrap_or("")
    }

    pub(super) fn is_word(&self, i: usize, word: &str) -> bool {
        self.peek(i) != Kind::None && self.word(i).eq_ignore_ascii_case(word)
    }

    pub(super) fn possessive(&self, i: usize) -> bool {
        self.tokens.get(i).is_some_and(|t| t.possessive)
    }

    /// Whether a word that a date could describe follows directly ("the Friday meeting").
    pub(super) fn describes(&self, i: usize) -> bool {
        matches!(
            self.peek(i),
            Kind::Other
                | Kind::Event
                | Kind::EventFirst
                | Kind::Unit { .. }
                | Kind::Business
                | Kind::Deadline
                | Kind::Season
                | Kind::Close
        )
    }

    /// Whether the clause goes on with nothing that belongs to a number before it.
    pub(super) fn clause_ends(&self, i: usize) -> bool {
        !self.describes(i)
            && !matches!(
                self.peek(i),
                Kind::Number { .. }
                    | Kind::Cardinal(_)
                    | Kind::Tens(_)
                    | Kind::Hundred
                    | Kind::Thousand
                    | Kind::Holiday
            )
            && !matches!(self.gap(i), Gap::Sign | Gap::Slash | Gap::Colon | Gap::Dot)
    }

    /// The phrase that starts with token `first`, if one does.
    pub(super) fn phrase(&self) -> Option<Phrase> {
        let first = self.first;
        let (after_lead, lead) = self.lead(first);
        // Nothing said here can be a date; only an event's name may begin with any word.
        let nothing = matches!(self.peek(after_lead), Kind::None | Kind::Other | Kind::Function);
        if nothing && !(matches!(lead, Lead::Before | Lead::After) && self.peek(after_lead) == Kind::Other) {
            return None;
        }
        let (next, when) = self.timed(after_lead, lead)?;
        let (next, latest) = self.suffix(next);
        let when = match (lead, when) {
            (Lead::Before, When::Period { period, part: Part::Whole }) => {
                When::Period { period, part: Part::Before }
            }
            (_, when) => when,
        };
        Some(Phrase { next, lead, when, latest })
    }

    /// The words that lead in, `Bare` when there are none.
    fn lead(&self, i: usize) -> (usize, Lead) {
        let (next, lead) = match self.kind(i) {
            Kind::Due if matches!(self.peek(i + 1), Kind::Is) => (i + 2, Lead::By),
            Kind::Due => match self.lead(i + 1) {
                (next, Lead::After | Lead::Bare) if self.kind(i + 1) == Kind::After => (next, Lead::After),
                (next, _) if self.peek(i + 1) != Kind::None => (next, Lead::By),
                _ => (i, Lead::Bare),
            },
            // "the due date is", "the deadline for that is"
            Kind::Deadline => {
                match (i + 1..i + 5).find(|&n| matches!(self.peek(n), Kind::Is | Kind::Of | Kind::None)) {
                    Some(n) if self.peek(n) != Kind::None => (n + 1, Lead::By),
                    _ => (i, Lead::Bare),
                }
            }
            Kind::Latest if self.peek(i + 1) == Kind::By => (i + 2, Lead::By),
            Kind::Not if self.peek(i + 1) == Kind::Later && self.peek(i + 2) == Kind::Than => {
                (i + 3, Lead::By)
            }
            Kind::By | Kind::On | Kind::Before
                if self.peek(i + 1) == Kind::Or && matches!(self.peek(i + 2), Kind::Before | Kind::By) =>
            {
                (i + 3, Lead::By)
            }
            Kind::By | Kind::Until => (i + 1, Lead::By),
            Kind::Before => (i + 1, Lead::Before),
            Kind::Prior if self.peek(i + 1) == Kind::To => (i + 2, Lead::Before),
            Kind::Ahead if self.peek(i + 1) == Kind::Of => (i + 2, Lead::Before),
            Kind::Within => (i + 1, Lead::Within),
            Kind::In => (i + 1, Lead::In),
            Kind::On | Kind::At | Kind::Around => (i + 1, Lead::On),
            Kind::For => (i + 1, Lead::For),
            Kind::After | Kind::From | Kind::Since => (i + 1, Lead::After),
            Kind::During => (i + 1, Lead::During),
            _ => return (i, Lead::Bare),
        };
        if next == i {
            return (i, Lead::Bare);
        }
        // "by around Friday", "starting on Monday", "by at the latest Friday"
        match self.peek(next) {
            Kind::Around => (next + 1, lead),
            Kind::On if lead == Lead::After => (next + 1, lead),
            _ => (next, lead),
        }
    }

    /// What is said after the leading words.
    pub(super) fn core(&self, i: usize, lead: Lead, depth: u8) -> Found<When> {
        let found = match self.peek(i) {
            Kind::None | Kind::Other | Kind::Function => None,
            Kind::The => self.after_the(i + 1, lead, depth),
            Kind::Near(_) | Kind::Tonight | Kind::Now => self.near(i, lead),
            Kind::Weekday(..) => self.weekday(i, lead, depth),
            Kind::Month(..) => self.holiday(i).or_else(|| self.month_first(i, lead)),
            Kind::Number { .. } | Kind::Nth(_) | Kind::SpelledNth(_) => self
                .dated_number(i, lead)
                .or_else(|| self.offset(i, lead, depth))
                .or_else(|| self.bare_year(i, lead)),
            Kind::Cardinal(_) | Kind::Tens(_) => {
                self.dated_number(i, lead).or_else(|| self.offset(i, lead, depth))
            }
            Kind::A | Kind::Couple | Kind::Few | Kind::Half => self.offset(i, lead, depth),
            Kind::This | Kind::Next | Kind::Coming | Kind::Following | Kind::Last => {
                self.modified(i, lead, depth)
            }
            Kind::End
            | Kind::Begin
            | Kind::Middle
            | Kind::Mid
            | Kind::Early
            | Kind::Late
            | Kind::EndOf(_) => self.part(i, lead, depth),
            Kind::Unit { .. } => self.unit_first(i, lead, depth),
            Kind::QuarterName(_) | Kind::HalfName(_) => {
                self.named_period(i, lead).map(|(next, period)| (next, whole(period)))
            }
            Kind::Later => self.later(i),
            Kind::Every => self.every(i),
            Kind::Holiday => self.holiday(i),
            Kind::Asap | Kind::As => self.as_soon_as(i),
            _ => None,
        };
        found.or_else(|| self.event(i, lead))
    }

    /// "today", "tomorrow week", "right now" at the end of a clause.
    fn near(&self, i: usize, lead: Lead) -> Found<When> {
        match self.peek(i) {
            Kind::Near(days) => {
                if days == 1 && matches!(self.peek(i + 1), Kind::Unit { unit: Unit::Week, plural: false }) {
                    return Some((i + 2, When::Near(8)));
                }
                // "tomorrow, 13 April"
                if days >= 0
                    && let Some((next, when)) = self.apposed_date(i + 1)
                {
                    return Some((next, when));
                }
                Some((i + 1, When::Near(days)))
            }
            Kind::Tonight => Some((i + 1, When::Near(0))),
            // "now" is said about everything; it is a time only where the sentence ends with it.
            Kind::Now
                if lead == Lead::Bare
                    && (i == 0 || matches!(self.kind(i - 1), Kind::Other | Kind::Function | Kind::Own))
                    && matches!(self.gap(i + 1), Gap::Stop | Gap::Period) =>
            {
                Some((i + 1, When::Now))
            }
            _ => None,
        }
    }

    /// What follows "the".
    fn after_the(&self, i: usize, lead: Lead, depth: u8) -> Found<When> {
        match self.peek(i) {
            // "the day after tomorrow"; "the day after" alone hangs on what was said before.
            Kind::Unit { .. } => self.unit_first(i, lead, depth).or_else(|| self.bounded_unit(i, lead)),
            Kind::Nth(_) | Kind::SpelledNth(_) | Kind::Tens(_) => self.dated_number(i, lead),
            Kind::Weekday(..) => self.weekday(i, Lead::On, depth),
            Kind::Month(..) => self.month_first(i, Lead::Bare),
            Kind::Next => self.coming_stretch(i, lead).or_else(|| self.modified(i, lead, depth)),
            Kind::Coming | Kind::Following | Kind::Last => self.modified(i, lead, depth),
            Kind::End | Kind::Begin | Kind::Middle | Kind::EndOf(_) => self.part(i, lead, depth),
            Kind::Holiday => self.holiday(i),
            Kind::Season
                if matches!(lead, Lead::In | Lead::By | Lead::Before | Lead::During)
                    && !self.describes(i + 1) =>
            {
                Some((i + 1, When::Vague))
            }
            _ => None,
        }
    }

    /// "within the hour", "within the week", "over the weekend", "by the weekend".
    fn bounded_unit(&self, i: usize, lead: Lead) -> Found<When> {
        let Kind::Unit { unit, plural: false } = self.peek(i) else {
            return None;
        };
        if self.describes(i + 1) {
            return None;
        }
        match (unit, lead) {
            (Unit::Weekend, _) => Some((i + 1, whole(Period::Weekend(0)))),
            (Unit::Hour, Lead::Within) | (Unit::Day, Lead::Within) => Some((i + 1, When::Near(0))),
            (Unit::Week, Lead::Within) => Some((i + 1, whole(Period::Week(0)))),
            (Unit::Month, Lead::Within) => Some((i + 1, whole(Period::Month(0)))),
            (Unit::Quarter, Lead::Within) => Some((i + 1, whole(Period::Quarter(0)))),
            (Unit::Year, Lead::Within) => Some((i + 1, whole(Period::Year(0)))),
            _ => None,
        }
    }

    /// "later today", "later this week".
    fn later(&self, i: usize) -> Found<When> {
        match self.peek(i + 1) {
            Kind::Near(0) => Some((i + 2, When::Near(0))),
            Kind::This => self.period(i + 1).map(|(next, period)| (next, whole(period))),
            _ => None,
        }
    }
}

/// The whole of a period.
pub(super) fn whole(period: Period) -> When {
    When::Period { period, part: Part::Whole }
}
