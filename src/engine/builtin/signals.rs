//! Signals: phrases by which people commit, ask, settle, doubt or put off, whatever they talk about. A table only;
//! what a signal weighs for a decision, an action or a question is learned.

/// One signal.
#[derive(Debug)]
pub struct Signal {
    /// Its phrases, parted by `; `. `^` stands for the start of a unit, `?` for a question mark at its end,
    /// `<name>`, `<role>`, `<num>`, `<date>` for a word of that class.
    pub phrases: &'static str,
    /// What it says, for the line that gives reasons.
    pub says: &'static str,
}

/// How many signals there are; they fit the bits of a `u32`.
pub const SIGNAL_COUNT: usize = 30;

/// The place of "agrees" among the signals.
pub const AGREES: usize = 15;
/// The place of "clearly agrees" among the signals.
pub const CLEARLY_AGREES: usize = 16;

const fn signal(says: &'static str, phrases: &'static str) -> Signal {
    Signal { phrases, says }
}

/// The signals. Their order is part of the learned weights.
pub const SIGNALS: [Signal; SIGNAL_COUNT] = [
    signal(
        "the speaker takes something on",
        "i'll; i will; i'm gonna; i'm going to; i am going to; i shall; i'd be happy to; i'm happy to; \
         i plan to; i promise",
    ),
    signal(
        "the speaker offers to do something",
        "let me; i can do; i can take; i can send; i can make; i can try; i can write; i can get; \
         i can put; i can check; i can look; i can add; i can share; i can help; i can work; \
         i could do; i could take",
    ),
    signal(
        "the group will do something",
        "we'll; we will; we're gonna; we're going to; we are going to; we shall; we plan to",
    ),
    signal(
        "somebody is told what will be theirs",
        "you'll; you will; you're gonna; you're going to; you are going to; you guys will; \
         you two will",
    ),
    signal(
        "somebody named will do something",
        "they'll; they will; he'll; he will; she'll; she will; he's gonna; she's gonna; they're gonna; \
         he's going to; she's going to; they're going to; <name> will; <role> will; \
         <name> is going to; <role> is going to; <name> to; <name> can; team will; everyone will; \
         everybody will",
    ),
    signal(
        "says how it will be",
        "it'll; it will; that will; that'll; this will; there will; it's gonna; it's going to; \
         will be; would be",
    ),
    signal(
        "the speaker has to do something",
        "i need to; i have to; i've got to; i should; i must; i gotta; i want to; i'd like to; \
         i would like to; my job; my task",
    ),
    signal(
        "the group has to do something",
        "we need to; we have to; we've got to; we should; we must; we gotta; we ought to; we want to; \
         we'd like to; we would like to; we still need; we just need",
    ),
    signal(
        "somebody is told what to do",
        "you need to; you have to; you've got to; you should; you must; you gotta; you ought to; \
         your job; your task; you guys should; you want to",
    ),
    signal(
        "asks somebody for something",
        "can you; could you; would you; will you; if you could; if you can; if you want to; \
         can somebody; can someone; could someone; could somebody; please; can we; could we; \
         would you mind; i need you; i want you; i would ask; i'd ask; make sure; don't forget; \
         remember to; feel free; let us know; let me know",
    ),
    signal(
        "names a piece of work",
        "send; write; email; prepare; draft; check; contact; schedule; submit; post; review; finish; \
         update; follow up; reach out; look into; work on; set up; find out; come up with; \
         put together; take a look; talk to; talk with; get back; share; present; report; test; bring; \
         collect; fill; add; create; write up; sign up; look at; think about; open an issue; make a",
    ),
    signal(
        "speaks of tasks or who takes them",
        "action item; action items; action; assigned; assign; responsible; in charge; take care of; \
         to do; homework; tasks; task; next steps; next step; deliverable; volunteer; take that; \
         take this; on my list; working on; work on",
    ),
    signal(
        "puts forward what to do",
        "let's; let us; shall we; why don't we; why don't you; how about; what about; what if; \
         i suggest; i propose; i'd suggest; i would suggest; i'd say; i would say; maybe we; \
         perhaps we; we could; we can; we might; could be; should be; it should; should have; \
         my suggestion; i'd prefer; i prefer",
    ),
    signal(
        "speaks of what is settled",
        "decided; we decide; decide; decision; decisions; agreed; we agree; agree; consensus; settled; \
         go with; going with; went with; stick with; stick to; go for; going for; stay with; approved; \
         accepted; approve; accept; conclusion; concluded; final; finalized; chose; chosen; choose; \
         move forward; moving forward; go ahead; so we have; so we're; so we'll; included; exclude; \
         excluded; it is then; so that's; keep it; drop; moved; instead of; rather than; resolved; \
         seems like we",
    ),
    signal(
        "sums up",
        "recap; summarise; summarize; summary; to sum up; so basically; in conclusion; wrap up; \
         just to confirm; to be clear; so again; so just; minutes; overall; main thing; as i said",
    ),
    signal(
        "agrees",
        "sounds good; good idea; sounds great; i agree; makes sense; that's fine; fine with me; \
         perfect; absolutely; exactly; definitely; fair enough; all right; alright; right; okay; yeah; \
         yes; sure; great; cool; i think so",
    ),
    signal(
        "clearly agrees",
        "sounds good; good idea; sounds great; i agree; makes sense; that's fine; fine with me; \
         fair enough; that works; works for me; great idea; no objection; no objections; in favor; \
         in favour; support",
    ),
    signal(
        "says no to something",
        "no; not; don't; won't; can't; isn't; doesn't; never; without; no need; don't need; get rid; \
         too; unnecessary",
    ),
    signal(
        "names a problem",
        "problem; problems; issue; issues; difficult; difficulty; concern; concerns; concerned; worry; \
         worried; trouble; hard to; confusing; confused; unclear; wrong; expensive; too much; \
         too many; doesn't work; didn't work; not working; risk; complicated; the thing is; \
         unfortunately; missing; lack; not enough; limited; annoying; mess; fail; failed; bad; stuck; \
         blocked; blocker",
    ),
    signal(
        "is not sure",
        "not sure; don't know; i'm not sure; no idea; i wonder; wondering; whether; unclear; question; \
         questions; depends; the question is; who knows; not clear; i guess; maybe; perhaps; might; \
         don't understand; don't think; don't see; not convinced; or not; open question; we'll see; \
         tbd; to be decided; to be determined; undecided; figure out; find out",
    ),
    signal(
        "asks what, how or why",
        "^ what; ^ why; ^ who; ^ when; ^ where; ^ which; ^ how; ^ so what; ^ so how; ^ but what; \
         ^ but how; ^ and what; ^ and how; ^ but why; ^ so why; how do we; what do we; how would; \
         what would; how should; how much; how many; what kind; do you think; what's the; how can; \
         should we",
    ),
    signal(
        "asks whether",
        "^ do; ^ does; ^ did; ^ is; ^ are; ^ was; ^ were; ^ can; ^ could; ^ should; ^ would; ^ will; \
         ^ have; ^ has; ^ so do; ^ so is; ^ but is; ^ so should; ^ but do; do we; should we; are we; \
         do you; is it; is there; is that; would it; would that; isn't it; right ?",
    ),
    signal(
        "leaves it for later",
        "later; next time; next meeting; next call; next week; offline; come back; follow up; revisit; \
         postpone; continue; another time; after the meeting; in the next; until; for now; \
         at the moment; tomorrow; today; this week; this afternoon; next month; next few; coming; \
         soon; over the next; by then",
    ),
    signal(
        "gives a time to be done by",
        "by <date>; by next; by the end; by the; before; until; due; deadline; on <date>; this week; \
         next week; next <date>; end of; asap; as soon as; in two weeks; <num> weeks; <num> days; \
         <num> minutes; next <num>",
    ),
    signal(
        "gives a reason",
        "because; so that; since; in order to; therefore; the reason; which means; advantage; \
         otherwise; that way; due to",
    ),
    signal(
        "weighs one thing against another",
        "but; however; although; though; on the other hand; except; unless; or; versus; alternatively; \
         option; options; either; instead; difference; trade",
    ),
    signal(
        "gives an opinion",
        "i think; i don't think; it's good; it's nice; would be good; would be nice; would be great; \
         important; better; best; easier; easy; useful; like the; i like; nice; interesting; \
         should work; i believe; i feel; in my opinion; it seems; seems",
    ),
    signal(
        "tells what happened",
        "was; were; had; did; went; said; saw; found; been; used; last time; last week; yesterday; \
         i've; we've; years ago",
    ),
    signal(
        "greets or thanks",
        "hello; hi; welcome; good morning; thank; bye; good; see you; goodbye; have a; everybody; \
         everyone",
    ),
    signal(
        "speaks of the meeting itself",
        "meeting; agenda; slide; presentation; talk about; discuss; discussion; we have; minutes; \
         screen; share my; start with; move on; next one; get started; questions; anything else",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn named_signals_are_in_their_places() {
        assert_eq!(SIGNALS[AGREES].says, "agrees");
        assert_eq!(SIGNALS[CLEARLY_AGREES].says, "clearly agrees");
    }
}
