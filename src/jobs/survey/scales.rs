//! Answers that stand in an order: scales of words, bands of numbers ("1-3 years", "50 or over"), answers that begin with
//! a number ("4 - Very good"). Takes the distinct answers of a question, gives them from low to high.

/// Answers of one scale from low to high; ways to say the same step are parted by `|`. Low is unfavourable.
static SCALES: &[&[&str]] = &[
    &[
        "strongly disagree|disagree strongly|completely disagree|totally disagree|stimme überhaupt nicht zu|stimme gar nicht zu|pas du tout d'accord",
        "disagree|tend to disagree|somewhat disagree|slightly disagree|stimme nicht zu|stimme eher nicht zu|plutôt pas d'accord|moderately disagree",
        "neither agree nor disagree|neutral|undecided|neither|neither agree or disagree|unsure|teils teils|teils/teils|weder noch|ni d'accord ni pas d'accord",
        "agree|tend to agree|somewhat agree|slightly agree|stimme zu|stimme eher zu|plutôt d'accord|moderately agree",
        "strongly agree|agree strongly|completely agree|totally agree|stimme voll zu|stimme voll und ganz zu|tout à fait d'accord",
    ],
    &[
        "strongly disagree",
        "disagree|moderately disagree",
        "somewhat disagree|slightly disagree",
        "neither agree nor disagree|neutral|neither",
        "somewhat agree|slightly agree",
        "agree|moderately agree",
        "strongly agree",
    ],
    &["strongly disagree", "disagree", "agree", "strongly agree"],
    &[
        "very dissatisfied|extremely dissatisfied|completely dissatisfied|sehr unzufrieden|not at all satisfied",
        "dissatisfied|somewhat dissatisfied|unzufrieden|eher unzufrieden|not satisfied|not very satisfied|unsatisfied|slightly satisfied",
        "neither satisfied nor dissatisfied|neutral|neither|teils teils|moderately satisfied",
        "satisfied|somewhat satisfied|zufrieden|eher zufrieden",
        "very satisfied|extremely satisfied|completely satisfied|sehr zufrieden",
    ],
    &[
        "never|nie|jamais|not at all",
        "rarely|seldom|almost never|hardly ever|selten|rarement|once in a while",
        "sometimes|occasionally|manchmal|parfois|some of the time|about half the time|gelegentlich",
        "often|frequently|usually|most of the time|oft|häufig|souvent|very often|regularly",
        "always|almost always|all the time|immer|toujours|constantly",
    ],
    &[
        "never|less than yearly",
        "yearly|once a year|annually|less than monthly",
        "quarterly|every few months|a few times a year",
        "monthly|once a month",
        "weekly|once a week|a few times a month",
        "a few times a week|several times a week",
        "daily|every day|once a day",
        "several times a day|many times a day|hourly",
    ],
    &[
        "very poor|terrible|very bad|awful|sehr schlecht",
        "poor|bad|schlecht|below average",
        "fair|average|ok|okay|acceptable|neutral|neither good nor bad|mittel",
        "good|above average|gut",
        "very good|great|sehr gut",
        "excellent|outstanding|exceptional|ausgezeichnet",
    ],
    &[
        "very unlikely|extremely unlikely|not at all likely",
        "unlikely|somewhat unlikely|not very likely|not so likely|slightly likely",
        "neutral|neither likely nor unlikely|undecided|maybe|moderately likely|neither",
        "likely|somewhat likely",
        "very likely|extremely likely|definitely",
    ],
    &[
        "not at all important|not important|unimportant|very unimportant",
        "slightly important|not very important|somewhat unimportant|of little importance|not so important",
        "moderately important|neutral|neither important nor unimportant|somewhat important",
        "important",
        "very important|extremely important|essential|critical|crucial",
    ],
    &[
        "not relevant for me|not relevant|not useful|not at all useful|useless",
        "slightly useful",
        "somewhat useful|moderately useful",
        "useful",
        "very useful|critical to me|extremely useful",
    ],
    &[
        "very difficult|extremely difficult|very hard",
        "difficult|somewhat difficult|hard|somewhat hard",
        "neither easy nor difficult|neutral|neither",
        "easy|somewhat easy",
        "very easy|extremely easy",
    ],
    &[
        "very unfavorably|very unfavourably",
        "somewhat unfavorably|somewhat unfavourably|unfavorably",
        "neither favorably nor unfavorably (neutral)|neutral|neither favorably nor unfavorably",
        "somewhat favorably|somewhat favourably|favorably",
        "very favorably|very favourably",
    ],
    &[
        "very unhappy|very negative|very unpleasant|very uncomfortable|very unsafe",
        "unhappy|negative|somewhat unhappy|somewhat negative|uncomfortable|unsafe|somewhat uncomfortable",
        "neutral|neither happy nor unhappy|neither|mixed",
        "happy|positive|somewhat happy|somewhat positive|comfortable|safe|somewhat comfortable",
        "very happy|very positive|very comfortable|very safe",
    ],
    &[
        "not at all|none|not at all true",
        "a little|slightly|to a small extent|a little bit|not much|not very|a bit",
        "somewhat|moderately|to some extent|a moderate amount",
        "quite a bit|very|to a large extent|a lot|mostly|considerably",
        "extremely|completely|to a very large extent|a great deal|very much|totally|entirely",
    ],
    &[
        "not at all impressive",
        "slightly impressive|not very impressive|not impressive",
        "moderately impressive|somewhat impressive",
        "impressive|very impressive",
        "extremely impressive",
    ],
    &[
        "much worse|far below expectations|significantly worse",
        "worse|somewhat worse|below expectations|slightly worse",
        "about the same|the same|no change|same|met expectations|unchanged",
        "better|somewhat better|above expectations|slightly better|exceeded expectations|improved",
        "much better|far above expectations|significantly better",
    ],
    &["very low|lowest", "low", "medium|moderate|average", "high", "very high|highest"],
    &[
        "no|false",
        "maybe|partly|partially|somewhat|sometimes|not sure yet|unsure|it depends|in part",
        "yes|true",
    ],
    &[
        "definitely not|certainly not|definitely no",
        "probably not|probably no",
        "maybe|might or might not|neutral|undecided|unsure|possibly",
        "probably|probably yes|probably would",
        "definitely|definitely yes|certainly|definitely would",
    ],
    &[
        "none of them|none did|no, none did|none",
        "some of them|some did|some",
        "most of them|most",
        "yes, all of them|all of them|yes, they all did|all",
    ],
    &[
        "high school|secondary school|high school degree|high school graduate|less than high school degree",
        "some college or associate degree|some college|associate degree|below college|college",
        "bachelor degree|bachelor|bachelors|bachelor's|bachelor's degree|undergraduate",
        "master|masters|master's|graduate degree|master's degree|master's & above|postgraduate",
        "doctorate|phd|doctor",
    ],
    &[
        "trainee|intern|apprentice",
        "junior|entry level|entry",
        "mid level|intermediate|professional|mid",
        "senior",
        "lead|principal|staff",
        "manager|management",
        "director",
        "vice president|vp",
        "executive|c level",
    ],
];

/// Answers that say nothing about the question. They count as not answered.
static NO_ANSWERS: &[&str] = &[
    "n/a",
    "na",
    "not applicable",
    "don't know",
    "do not know",
    "i don't know",
    "dont know",
    "no answer",
    "prefer not to answer",
    "rather not say",
    "prefer not to say",
    "unfamiliar (n/a)",
    "no opinion",
    "not sure",
    "can't say",
    "keine angabe",
    "k.a.",
    "weiß nicht",
    "ne sait pas",
    "i'm not sure",
    "don't know or not sure",
    "decline to answer",
    "not answered",
    "no response",
    "unknown",
];

/// An order of answers.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Order {
    /// Indexes of the answers given, from low to high; answers that say nothing are left out.
    pub(super) low_to_high: Vec<usize>,
    /// Whether high is favourable rather than only more.
    pub(super) is_scale: bool,
    /// What shows the order.
    pub(super) reason: String,
}

/// Lower case, no outer punctuation, single spaces, plain quotation marks.
pub(super) fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split(|c: char| c.is_whitespace() || c == '_') {
        if !word.is_empty() {
            if !out.is_empty() {
                out.push(' ');
            }
            out.extend(word.chars().flat_map(char::to_lowercase).map(|c| if c == '’' { '\'' } else { c }));
        }
    }
    out.trim_matches(['.', ',', ';', ':', '!', '"']).to_owned()
}

/// Whether an answer to a closed question says nothing about it.
pub(super) fn is_no_answer(answer: &str) -> bool {
    NO_ANSWERS.contains(&plain(answer).as_str())
}

/// The order of these answers, if they have one.
pub(super) fn order_of(answers: &[&str]) -> Option<Order> {
    let kept: Vec<(usize, String)> = (answers.iter().enumerate())
        .filter(|(_, answer)| !is_no_answer(answer))
        .map(|(index, answer)| (index, plain(answer)))
        .collect();
    if kept.len() < 2 {
        return None;
    }
    numbered(&kept).or_else(|| in_words(&kept)).or_else(|| banded(&kept))
}

/// "4 - Very good", "1 (not at all)", "5 = strongly agree".
fn numbered(kept: &[(usize, String)]) -> Option<Order> {
    let mut places = Vec::new();
    for (index, answer) in kept {
        let digits = answer.bytes().take_while(u8::is_ascii_digit).count();
        let rest = answer.get(digits..)?.trim_start();
        let parted =
            rest.starts_with(['-', '–', '=', ':', '(', '.', ')']) && rest.chars().any(char::is_alphabetic);
        if digits == 0 || digits > 2 || !(parted || rest.is_empty()) {
            return None;
        }
        // "1-3 years" is a band, not the first answer of a scale.
        if rest.trim_start_matches(['-', '–', ' ']).starts_with(|c: char| c.is_ascii_digit()) {
            return None;
        }
        places.push((answer[..digits].parse::<f64>().ok()?, *index));
    }
    places.sort_by(|a, b| a.0.total_cmp(&b.0));
    let distinct = places.windows(2).all(|pair| pair[0].0 < pair[1].0);
    distinct.then(|| Order {
        low_to_high: places.into_iter().map(|(_, index)| index).collect(),
        is_scale: true,
        reason: "its answers begin with numbers".to_owned(),
    })
}

fn in_words(kept: &[(usize, String)]) -> Option<Order> {
    let step =
        |scale: &[&str], answer: &str| scale.iter().position(|step| step.split('|').any(|way| way == answer));
    for scale in SCALES {
        let steps: Option<Vec<(usize, usize)>> =
            kept.iter().map(|(index, answer)| Some((step(scale, answer)?, *index))).collect();
        let Some(mut steps) = steps else { continue };
        steps.sort_unstable();
        // Two answers on one step: another scale may tell them apart.
        if steps.windows(2).any(|pair| pair[0].0 == pair[1].0) {
            continue;
        }
        // "Yes" and "No" alone are two answers, not a scale.
        if steps.len() < 3 && scale.len() < 5 {
            return None;
        }
        let words = |at: usize| scale[at].split('|').next().unwrap_or_default();
        return Some(Order {
            low_to_high: steps.into_iter().map(|(_, index)| index).collect(),
            is_scale: true,
            reason: format!(
                "its answers lie on the scale from “{}” to “{}”",
                words(0),
                words(scale.len() - 1)
            ),
        });
    }
    None
}

/// Words that stretch a number downwards or upwards.
static BELOW: &[&str] =
    &["less", "under", "below", "up", "fewer", "younger", "<", "unter", "weniger", "bis", "moins"];
static ABOVE: &[&str] =
    &["more", "over", "above", "older", "greater", "than", ">", "+", "über", "mehr", "plus", "least", "ab"];
/// Units, and how many of the smallest make one.
static UNITS: &[(&str, f64)] = &[
    ("day", 1.0),
    ("week", 7.0),
    ("month", 30.4),
    ("year", 365.25),
    ("jahr", 365.25),
    ("monat", 30.4),
    ("yr", 365.25),
];
static NOTHING: &[&str] = &["none", "never", "zero", "nothing", "nobody"];
static NUMBER_WORDS: &[(&str, f64)] = &[
    ("one", 1.0),
    ("two", 2.0),
    ("three", 3.0),
    ("four", 4.0),
    ("five", 5.0),
    ("six", 6.0),
    ("ten", 10.0),
    ("a", 1.0),
    ("tens", 10.0),
    ("hundreds", 100.0),
    ("thousands", 1000.0),
];

fn banded(kept: &[(usize, String)]) -> Option<Order> {
    let mut places = Vec::new();
    let mut told = 0;
    for (index, answer) in kept {
        let (place, is_band) = band(answer)?;
        told += usize::from(is_band);
        places.push((place, *index));
    }
    places.sort_by(|a, b| a.0.total_cmp(&b.0));
    let distinct = places.windows(2).all(|pair| pair[0].0 < pair[1].0);
    (distinct && told * 2 > kept.len()).then(|| Order {
        low_to_high: places.into_iter().map(|(_, index)| index).collect(),
        is_scale: false,
        reason: "its answers are bands of a number".to_owned(),
    })
}

/// Where a band begins, and whether it is one without doubt (a range, a border or a unit).
fn band(answer: &str) -> Option<(f64, bool)> {
    let joined: String = answer.chars().filter(|&c| c != ',' && c != '\'').collect();
    let mut numbers = Vec::new();
    let (mut unit, mut below, mut above, mut first_unit) = (1.0, false, false, None);
    let pieces = joined.split(|c: char| !(c.is_alphanumeric() || matches!(c, '.' | '<' | '>' | '+')));
    for piece in pieces.filter(|piece| !piece.is_empty()) {
        let trimmed = piece.trim_matches('.');
        let digits: String = trimmed.chars().filter(|c| c.is_ascii_digit() || *c == '.').collect();
        below |= BELOW.contains(&piece) || trimmed.starts_with('<');
        above |= ABOVE.contains(&piece) || trimmed.ends_with('+') || trimmed.starts_with('>');
        if !digits.is_empty() && trimmed.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '<' | '>')) {
            let thousand = if trimmed.ends_with('k') { 1000.0 } else { 1.0 };
            numbers.push(digits.parse::<f64>().ok()? * thousand);
        } else if let Some((_, value)) = NUMBER_WORDS.iter().find(|(word, _)| *word == trimmed) {
            numbers.push(*value);
        } else if let Some((_, size)) = UNITS.iter().find(|(name, _)| trimmed.starts_with(name)) {
            unit = *size;
            first_unit.get_or_insert(*size);
        }
    }
    if numbers.is_empty() {
        return NOTHING.contains(&answer).then_some((-1.0, false));
    }
    // "less than 1 year" holds "than", which also stands in "more than".
    let above = above && !below;
    let from = numbers[0] * first_unit.unwrap_or(unit);
    let nudge = if below {
        -0.5
    } else if above {
        0.5
    } else {
        0.0
    };
    let is_band = below || above || numbers.len() > 1 || first_unit.is_some();
    Some((from + nudge * first_unit.unwrap_or(1.0).min(1.0), is_band))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ordered<'a>(answers: &[&'a str]) -> Option<Vec<&'a str>> {
        order_of(answers).map(|order| order.low_to_high.into_iter().map(|index| answers[index]).collect())
    }

    #[test]
    fn orders_are_told() {
        let cases: [(&[&str], Option<&[&str]>); 13] = [
            (
                &["Agree", "Strongly Disagree", "Neither agree nor disagree"],
                Some(&["Strongly Disagree", "Neither agree nor disagree", "Agree"]),
            ),
            (&["Agree", "Somewhat agree", "Disagree"], Some(&["Disagree", "Somewhat agree", "Agree"])),
            (&["Yes", "No"], None),
            (&["Yes", "No", "Maybe", "I don't know"], Some(&["No", "Maybe", "Yes"])),
            (
                &["4 - Very impressive", "1 - Not at all", "3 - So so"],
                Some(&["1 - Not at all", "3 - So so", "4 - Very impressive"]),
            ),
            (
                &["More than 10 years", "1-3 years", "Less than 1 year", "5-10 years"],
                Some(&["Less than 1 year", "1-3 years", "5-10 years", "More than 10 years"]),
            ),
            (&["50 or over", "Under 30", "30-39"], Some(&["Under 30", "30-39", "50 or over"])),
            (&["> 60", "18-29", "45-60"], Some(&["18-29", "45-60", "> 60"])),
            (
                &["$25,000 - $49,999", "$0 - $24,999", "$150,000+"],
                Some(&["$0 - $24,999", "$25,000 - $49,999", "$150,000+"]),
            ),
            (
                &["6 to 12 months", "2 years", "Less than 6 months"],
                Some(&["Less than 6 months", "6 to 12 months", "2 years"]),
            ),
            (&["region_7", "region_22", "region_2"], None),
            (&["Option A of question 5", "Option B of question 5"], None),
            (&["Berlin", "Austin", "Remote"], None),
        ];
        for (answers, expected) in cases {
            assert_eq!(ordered(answers).as_deref(), expected, "{answers:?}");
        }
    }

    #[test]
    fn every_way_of_a_scale_is_written_plainly() {
        for way in SCALES.iter().flat_map(|scale| scale.iter()).flat_map(|step| step.split('|')) {
            assert_eq!(plain(way), way);
        }
    }
}
