//! The words that dates are made of: a word's bytes in, what it can be in a date phrase out.

use crate::text::calendar::WEEKDAYS;
use crate::text::numerals::{CARDINALS, ORDINALS};
use std::sync::LazyLock;

/// A stretch of time that is counted or named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    Second,
    Minute,
    Hour,
    Day,
    Week,
    Weekend,
    Fortnight,
    Month,
    Quarter,
    Year,
    Decade,
}

/// How sure a word alone names a weekday or month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// Means nothing else ("friday", "october").
    Sure,
    /// A short form, or also a first name ("oct", "april").
    Short,
    /// Also an everyday word ("sat", "sun", "may", "march").
    Risky,
    /// "Fridays".
    Plural,
}

/// What a word can be in a date phrase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Nothing here, or the phrase may not go on here.
    None,
    /// A content word.
    Other,
    /// A grammar word that no date describes ("we", "and", "is").
    Function,
    Filler,
    Number {
        value: u32,
        digits: u8,
    },
    /// "14th"
    Nth(u8),
    /// "5pm"
    Clock,
    /// Spelled one to nineteen.
    Cardinal(u8),
    /// Spelled twenty, thirty ... ninety.
    Tens(u8),
    /// Spelled first to nineteenth, twentieth, thirtieth.
    SpelledNth(u8),
    Hundred,
    Thousand,
    /// 0 is Monday.
    Weekday(u8, Form),
    Month(u8, Form),
    Unit {
        unit: Unit,
        plural: bool,
    },
    /// Days from today: "yesterday" -1 ... "tomorrow" 1.
    Near(i8),
    Tonight,
    Now,
    DayPart,
    Noon,
    Meridiem,
    Clockwise,
    The,
    A,
    Own,
    Of,
    And,
    Or,
    To,
    Is,
    By,
    Before,
    Until,
    On,
    In,
    Within,
    At,
    Around,
    For,
    From,
    Since,
    After,
    During,
    Due,
    Deadline,
    Not,
    Than,
    Later,
    Latest,
    Prior,
    Ahead,
    Time,
    This,
    Next,
    Coming,
    Following,
    Last,
    Every,
    End,
    Begin,
    Middle,
    Mid,
    Early,
    Late,
    Close,
    Business,
    Calendar,
    /// "EOD", "EOW" ...: the end of this unit.
    EndOf(Unit),
    QuarterName(u8),
    HalfName(u8),
    Asap,
    As,
    Soon,
    Away,
    Couple,
    Few,
    Half,
    Ago,
    Event,
    /// First half of an event's name in two words ("go live", "kick off").
    EventFirst,
    Season,
    Holiday,
    /// Says that somebody will do something ("will", "shall", "must").
    Commit,
    /// Says that it will not be ("can't", "won't").
    Deny,
    /// Takes back what was said before ("sorry", "actually").
    Repair,
}

use Form::{Plural, Risky, Short, Sure};
use Kind as K;

const fn one(unit: Unit) -> Kind {
    K::Unit { unit, plural: false }
}

const fn many(unit: Unit) -> Kind {
    K::Unit { unit, plural: true }
}

/// Words that share one kind.
const LISTS: &[(Kind, &str)] = &[
    (
        K::Function,
        "i we you they he she it him them us me who whom which what when where why how there here then so but because if \
         although though while whereas was were be been am has have had do does did can could would may might that those \
         these with without about into onto out off up down over under between among per via plus also too just only even \
         still yet already again please thanks thank okay ok yeah yes well right however instead than both either neither \
         everyone everybody someone somebody anyone anybody nobody all each i'm we're you're they're he's she's it's that's \
         there's i've we've you've they've i'd we'd you'd they'd unless whether except otherwise maybe perhaps hopefully \
         latest finally regardless depending let's",
    ),
    (K::Filler, "uh uhh um umm uhm er erm ah ahm eh hm hmm mm mmm"),
    (K::The, "the"),
    (K::A, "a an"),
    (K::Own, "our my your his her their its"),
    (K::Of, "of"),
    (K::And, "and"),
    (K::Or, "or"),
    (K::To, "to thru"),
    (K::Is, "is are"),
    (K::By, "by"),
    (K::Before, "before"),
    (K::Until, "until till til"),
    (K::On, "on"),
    (K::In, "in"),
    (K::Within, "within inside"),
    (K::At, "at"),
    (K::Around, "around approximately roughly circa towards toward sometime"),
    (K::For, "for"),
    (K::From, "from starting effective"),
    (K::Since, "since"),
    (K::After, "after"),
    (K::During, "during over through throughout"),
    (K::Due, "due"),
    (K::Deadline, "deadline"),
    (K::Not, "no not"),
    (K::Than, "than"),
    (K::Later, "later"),
    (K::Latest, "latest"),
    (K::Prior, "prior"),
    (K::Ahead, "ahead"),
    (K::Time, "time"),
    (K::This, "this"),
    (K::Next, "next"),
    (K::Coming, "coming upcoming forthcoming"),
    (K::Following, "following"),
    (K::Last, "last past previous preceding"),
    (K::Every, "every each"),
    (K::End, "end"),
    (K::Begin, "beginning start begin"),
    (K::Middle, "middle"),
    (K::Mid, "mid"),
    (K::Early, "early"),
    (K::Late, "late"),
    (K::Close, "close"),
    (K::Business, "business working work trading play"),
    (K::Calendar, "calendar consecutive full whole more"),
    (K::EndOf(Unit::Day), "eod cob eob cop"),
    (K::EndOf(Unit::Week), "eow"),
    (K::EndOf(Unit::Month), "eom"),
    (K::EndOf(Unit::Quarter), "eoq"),
    (K::EndOf(Unit::Year), "eoy"),
    (K::Asap, "asap immediately"),
    (K::As, "as"),
    (K::Soon, "soon"),
    (K::Away, "away"),
    (K::Couple, "couple"),
    (K::Few, "few several some many"),
    (K::Half, "half"),
    (K::Ago, "ago"),
    (K::Near(-1), "yesterday"),
    (K::Near(0), "today"),
    (K::Near(1), "tomorrow tmrw tmr tomorow tommorow tommorrow"),
    (K::Tonight, "tonight tonite"),
    (K::Now, "now"),
    (K::DayPart, "morning afternoon evening night mornings afternoons evenings nights"),
    (K::Noon, "noon midday midnight lunch lunchtime"),
    (K::Meridiem, "am pm"),
    (K::Clockwise, "o'clock oclock"),
    (K::Hundred, "hundred"),
    (K::Thousand, "thousand"),
    (K::Season, "summer winter autumn fall spring"),
    (
        K::Event,
        "meeting meetings call sync standup release launch review retrospective retro sprint demo conference workshop \
         session audit kickoff cutover milestone vacation holidays trip interview presentation hearing closing offsite \
         summit webinar plenary seminar event show election vote ceremony handover rollout deployment freeze iteration \
         agm checkin catchup townhall plenaries fork testnet upgrade training visit exam inspection migration",
    ),
    (K::EventFirst, "go kick stand check roll hand cut catch"),
    (
        K::Holiday,
        "christmas xmas easter thanksgiving halloween valentine valentines boxing good black cyber labor memorial \
         independence saint st martin mlk international new mother mothers father fathers veterans columbus presidents \
         juneteenth earth groundhog cinco all ash palm eid chinese lunar",
    ),
    (
        K::Commit,
        "will i'll we'll you'll he'll she'll they'll it'll shall must should gonna going need needs want wants plan promise",
    ),
    (K::Deny, "can't cannot won't don't doesn't didn't couldn't wouldn't shouldn't isn't aren't"),
    (K::Repair, "sorry actually rather oops correction"),
];

/// Words with a kind of their own, and the counted families.
const WORDS: &[(&str, Kind)] = &[
    ("second", K::SpelledNth(2)),
    ("seconds", many(Unit::Second)),
    ("sec", one(Unit::Second)),
    ("secs", many(Unit::Second)),
    ("moment", one(Unit::Second)),
    ("minute", one(Unit::Minute)),
    ("minutes", many(Unit::Minute)),
    ("min", many(Unit::Minute)),
    ("mins", many(Unit::Minute)),
    ("hour", one(Unit::Hour)),
    ("hours", many(Unit::Hour)),
    ("hr", many(Unit::Hour)),
    ("hrs", many(Unit::Hour)),
    ("day", one(Unit::Day)),
    ("days", many(Unit::Day)),
    ("week", one(Unit::Week)),
    ("weeks", many(Unit::Week)),
    ("wk", one(Unit::Week)),
    ("wks", many(Unit::Week)),
    ("weekend", one(Unit::Weekend)),
    ("weekends", many(Unit::Weekend)),
    ("fortnight", one(Unit::Fortnight)),
    ("fortnights", many(Unit::Fortnight)),
    ("month", one(Unit::Month)),
    ("months", many(Unit::Month)),
    ("quarter", one(Unit::Quarter)),
    ("quarters", many(Unit::Quarter)),
    ("year", one(Unit::Year)),
    ("years", many(Unit::Year)),
    ("decade", one(Unit::Decade)),
    ("decades", many(Unit::Decade)),
    ("q1", K::QuarterName(1)),
    ("q2", K::QuarterName(2)),
    ("q3", K::QuarterName(3)),
    ("q4", K::QuarterName(4)),
    ("h1", K::HalfName(1)),
    ("h2", K::HalfName(2)),
    ("twenty", K::Tens(20)),
    ("thirty", K::Tens(30)),
    ("forty", K::Tens(40)),
    ("fifty", K::Tens(50)),
    ("sixty", K::Tens(60)),
    ("seventy", K::Tens(70)),
    ("eighty", K::Tens(80)),
    ("ninety", K::Tens(90)),
    ("twentieth", K::SpelledNth(20)),
    ("thirtieth", K::SpelledNth(30)),
    // Days and months by their short names; the full ones are below.
    ("mon", K::Weekday(0, Risky)),
    ("tue", K::Weekday(1, Short)),
    ("tues", K::Weekday(1, Short)),
    ("wed", K::Weekday(2, Risky)),
    ("weds", K::Weekday(2, Short)),
    ("thu", K::Weekday(3, Short)),
    ("thur", K::Weekday(3, Short)),
    ("thurs", K::Weekday(3, Short)),
    ("fri", K::Weekday(4, Short)),
    ("sat", K::Weekday(5, Risky)),
    ("sun", K::Weekday(6, Risky)),
    ("january", K::Month(1, Sure)),
    ("february", K::Month(2, Sure)),
    ("march", K::Month(3, Risky)),
    ("april", K::Month(4, Sure)),
    ("may", K::Month(5, Risky)),
    ("june", K::Month(6, Sure)),
    ("july", K::Month(7, Sure)),
    ("august", K::Month(8, Sure)),
    ("september", K::Month(9, Sure)),
    ("october", K::Month(10, Sure)),
    ("november", K::Month(11, Sure)),
    ("december", K::Month(12, Sure)),
    ("jan", K::Month(1, Short)),
    ("feb", K::Month(2, Short)),
    ("mar", K::Month(3, Short)),
    ("apr", K::Month(4, Short)),
    ("jun", K::Month(6, Short)),
    ("jul", K::Month(7, Short)),
    ("aug", K::Month(8, Short)),
    ("sep", K::Month(9, Short)),
    ("sept", K::Month(9, Short)),
    ("oct", K::Month(10, Short)),
    ("nov", K::Month(11, Short)),
    ("dec", K::Month(12, Short)),
];

/// The longest word a key holds, in bytes.
const KEY_BYTES: usize = 16;

const SLOTS: usize = 2048;

/// Open-addressed, a quarter full; `shapes` has a bit for each length that occurs with the same first two letters, so that
/// most words are turned away without a look into the slots.
struct Table {
    shapes: [u32; SHAPES],
    slots: Box<[(u128, Kind); SLOTS]>,
}

const SHAPES: usize = 1024;

/// Letters differ in their low five bits; one-letter words pair with themselves.
fn shape_of(first: u8, second: u8) -> usize {
    usize::from(first & 31) << 5 | usize::from(second & 31)
}

fn slot_of(key: u128) -> usize {
    let mixed = ((key as u64) ^ ((key >> 64) as u64).rotate_left(29)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (mixed >> 53) as usize
}

impl Table {
    fn add(&mut self, word: &str, kind: Kind) {
        let key = word.bytes().fold(0u128, |key, b| key << 8 | u128::from(b));
        let mut slot = slot_of(key);
        while self.slots[slot].0 != 0 {
            // The lists come last: a word with a kind of its own keeps it.
            if self.slots[slot].0 == key {
                return;
            }
            slot = (slot + 1) % SLOTS;
        }
        self.slots[slot] = (key, kind);
        let bytes = word.as_bytes();
        self.shapes[shape_of(bytes[0], bytes[1.min(bytes.len() - 1)])] |= 1 << bytes.len();
    }
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table { shapes: [0; SHAPES], slots: Box::new([(0, Kind::None); SLOTS]) };
    for &(word, kind) in WORDS {
        table.add(word, kind);
    }
    for (i, word) in (0u8..).zip(WEEKDAYS) {
        table.add(word, K::Weekday(i, Sure));
        table.add(&format!("{word}s"), K::Weekday(i, Plural));
    }
    for (i, word) in (1u8..).zip(&CARDINALS[1..]) {
        table.add(word, K::Cardinal(i));
    }
    for (i, word) in (1u8..).zip(ORDINALS) {
        table.add(word, K::SpelledNth(i));
    }
    // Later lists win nothing over earlier ones, so the broad list of grammar words is read last.
    for (kind, words) in LISTS.iter().rev() {
        for word in words.split_whitespace() {
            table.add(word, *kind);
        }
    }
    table
});

/// What the word can be, in any case; bytes that are neither ASCII letters, digits nor `'` make it another word.
pub(super) fn kind_of(word: &[u8]) -> Kind {
    let table: &Table = &TABLE;
    let length = word.len();
    if length == 0
        || length > KEY_BYTES
        || table.shapes[shape_of(word[0], word[1.min(length - 1)])] & (1 << length) == 0
    {
        return Kind::Other;
    }
    let key = word.iter().fold(0u128, |key, b| key << 8 | u128::from(b.to_ascii_lowercase()));
    let mut slot = slot_of(key);
    loop {
        let (found, kind) = table.slots[slot];
        if found == key {
            return kind;
        }
        if found == 0 {
            return Kind::Other;
        }
        slot = (slot + 1) % SLOTS;
    }
}
