//! Which words carry meaning of their own, and how words of one family meet. Tables of everyday words that do not.

use crate::text::words::{Word, hash_word};
use rustc_hash::FxHashSet;
use std::sync::LazyLock;

/// Everyday words of speech: grammar, fillers, thinking and talking, small quantities, time words.
const EVERYDAY: &str = "a about above absolutely actually after again all almost alright already also although always am an and another any \
anybody anyone anything anyway are aren't around as ask asked asking at away back bad basically be because been before begin being believe \
best better between big bit both bring but by call came can can't cannot certain certainly clear come comes coming correct could couldn't \
course definitely did didn't different do does doesn't doing don't done down each either else end enough er erm especially etc even ever \
every everybody everyone everything exactly example far feel few find fine first for from full further gave get gets getting give given go \
goes going gone gonna good got gotta great guess guy guys had hadn't happen happened happens hard has hasn't have haven't having he he'd \
he'll he's hear help her here here's hers hey hi him himself his hmm hold hope how how's i i'd i'll i'm i've idea if important in indeed \
instead interesting into is isn't it it'd it'll it's its itself just keep kind knew know known last later least left less let let's like \
likely line little long look looked looking looks lot lots made main make makes making many may maybe me mean means might mine mm mm-hmm \
moment more most much must my myself need needed needs never new next nice no nobody none nor not nothing now obviously of off oh ok okay \
old on once one ones only onto open or other others our ours ourselves out over own part people per perhaps person place please point \
possible pretty probably problem put question quick quickly quite rather really reason remember right run said same saw say saying says \
second see seem seems seen set shall she she'd she'll she's should shouldn't show side simple simply since small so some somebody someone \
something sometimes somewhere soon sorry sort start started still stop stuff such suppose sure take taken takes taking talk talked talking \
tell than thank thanks that that'd that'll that's the their them themselves then there there'd there'll there's these they they'd they'll \
they're they've thing things think thinking third this those though thought three through thus till time times to today together told \
tomorrow too took totally toward tried true try trying turn two type uh uh-huh um under understand understood until up upon us use used uses \
using usually very wait wanna want wanted wants was wasn't way ways we we'd we'll we're we've week weeks well went were weren't what what's \
whatever when where where's whether which while who who's whole whom whose why will wish with within without won't wondering word words \
work worked working works would wouldn't wrong yeah year years yep yes yesterday yet you you'd you'll you're you've your yours yourself \
minute minutes hour hours day days month months four five six seven eight nine ten monday tuesday wednesday thursday friday saturday sunday \
january february march april june july august september october november december meeting everybody's anybody's agree agreed decide decided \
laughter inaudible crosstalk cool yup nah huh wow gosh god ah ha haha oops bye hello morning afternoon evening mute honestly literally \
hundred thousand half couple sounds sound saying thats dont im lets ill ive its doesnt didnt isnt wont cant somehow anymore makes happening \
stay stand add added move moving keep keeping leave leaving bunch super fairly kinda sorta whatnot somebody's everyone's one's aspect aspects \
maybe particular general basic actual real entire certain various several number sense case sake matter fact issue issues level stage terms \
discuss discussed discussing discussion mention mentioned topic item items agenda share screen speak spoke heard sent send today's \
fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth \
nineteenth twentieth thirtieth twenty-first twenty-second twenty-third twenty-fourth twenty-fifth twenty-sixth twenty-seventh twenty-eighth \
twenty-ninth thirty-first";

static EVERYDAY_WORDS: LazyLock<FxHashSet<u64>> =
    LazyLock::new(|| EVERYDAY.split_whitespace().map(hash_word).collect());

/// Whether the word is an everyday one.
pub(super) fn is_everyday(hash: u64) -> bool {
    EVERYDAY_WORDS.contains(&hash)
}

/// Whether the word carries meaning of its own: not everyday, more than two letters, no bare number.
pub(super) fn is_content(text: &str, word: &Word) -> bool {
    word.end - word.start > 2
        && !is_everyday(word.hash)
        && !text.as_bytes()[word.start as usize].is_ascii_digit()
        && crate::text::quantities::number_word(word.hash).is_none()
}

/// One hash for the words of a family ("handheld", "handhelds", "handheld's"): plural and possessive endings are cut.
pub(super) fn stem(text: &str, word: &Word) -> u64 {
    let whole = word.of(text);
    let bytes = whole.as_bytes();
    let cut = if whole.ends_with("'s") {
        2
    } else if whole.ends_with("’s") {
        4
    } else if bytes.len() > 4 && bytes.ends_with(b"ies") {
        // "parties" and "party" meet at "part": rare enough to bear.
        3
    } else if (bytes.len() > 4 && bytes.ends_with(b"y"))
        || bytes.len() > 3
            && bytes.ends_with(b"s")
            && !bytes.ends_with(b"ss")
            && !bytes.ends_with(b"us")
            && !bytes.ends_with(b"is")
    {
        1
    } else {
        return word.hash;
    };
    whole.get(..whole.len() - cut).map_or(word.hash, hash_word)
}
