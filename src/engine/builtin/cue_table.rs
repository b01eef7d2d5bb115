//! The phrases of [`super::cues`], by what they are a sign of. Phrases are parted by `|`; `*` stands for one to three
//! words. Words as people say them in any meeting, never those of one subject.

use super::cues::Cue;

/// All phrases.
pub(super) const CUES: &[(Cue, &str)] = &[
    (
        Cue::Decide,
        "let's go with|let's go for|we'll go with|we're going with|we are going with|we'll go for|\
        we decided|we've decided|we have decided|we agreed|we've agreed|we have agreed|it was agreed|it was decided|\
        decided to|decided that|decided on|agreed to|agreed that|do we agree|agreement is|the decision is|decision is|decision was|\
        so we'll do|so we do|we settled on|let's settle on|settle for|let's stick with|we stick with|we'll stick with|we keep|we'll keep|let's keep|\
        let's say|shall we say|we're doing|we're not doing|we're not going to|we are not going to|we won't be|\
        let's swap|let's just do|let's do the|let's use|let's make it|let's have|let's move it|let's move the|let's drop|let's skip|let's postpone|\
        that's the rule|that's the plan|the rule is|the plan is|is approved|are approved|approved the|approve the|signed off on|\
        we will go with|we will use|we'll use|it goes in|carry on for|we don't take|we go ahead|go ahead with|going ahead with|\
        is final|final answer|consensus is|consensus to|consensus on|consensus for|resolved to|resolution is|moved to approve|\
        so it's|so that's|i'll agree to|settled on|we choose|we chose|we pick|we picked|opted for|opt for|lets go with|lets use|go live on|out of scope|in scope",
    ),
    (
        Cue::Settled,
        "that's decided|it's decided|that's settled|that's agreed|so that's agreed|we're agreed|we are agreed|agreed on that|\
        we're all agreed|everyone agrees|everybody agrees|we all agree|decision made|that's a decision|done deal|so decided|we have a decision|\
        we have consensus|there is consensus|rough consensus that|we have rough consensus|sounds like we agree|sounds like we're agreed|\
        does anyone disagree|does anybody disagree|anyone disagree|does anyone object|does anybody object|anyone object|anybody object|anyone opposed|anybody opposed|any objections|no objections|no objection|anyone against|anybody against|everyone ok|everyone okay|\
        everyone happy|everybody happy|all in favour|all in favor|unless anyone shouts|motion carries|motion passes|then that's decided",
    ),
    (
        Cue::Propose,
        "shall we|should we just|why don't we|how about|what about|i propose|i'd propose|i would propose|i suggest|i'd suggest|\
        i would suggest|i'd say|i would say|my proposal|i think we should|i think we keep|we should|we could|we might|maybe we|let's|let us|lets|i recommend|\
        proposal is|i vote|can we just|i'd go for|i would go for|i'd go with",
    ),
    (
        Cue::Accept,
        "agreed|i agree|agree|fine by me|fine with me|works for me|sounds good|sounds fine|that's fine|that works|i'm happy with|happy with that|\
        i'm ok|i can live with|i could live with|live with it|go for it|makes sense|perfect|great|good|exactly|absolutely|definitely|approved|\
        let's do that|let's do it|yes let's|no objection|all right then|fair enough|that's right|deal|i'd agree|love it|\
        plus one|yep|yes|yeah|ok|okay|sure|fine",
    ),
    (
        Cue::Tentative,
        "provisionally|provisional|tentatively|tentative|for now|for the moment|for the time being|working assumption|subject to|\
        unless the|provided it's|provided that|provided we|as long as|let's say for now|leaning towards|leaning toward|lean towards|minded to|\
        probably|maybe|perhaps|i guess|might|not sure|in principle|pending|we'll see|let's see|see how|if everyone|on condition|conditional on|depending on",
    ),
    (
        Cue::Replace,
        "instead of|instead|rather than|we're changing it|changing it|change it to|let's swap|swap it|no longer|not the|moved to|move it to|it moved|\
        replaces|replace the|scrap that|scrap the|forget the|on second thoughts|on second thought|changed our minds|changed my mind|we said before|\
        we had said|not anymore|not any more|reverse the|overrule|supersedes",
    ),
    (
        Cue::Commit,
        "i'll|i will|i'm going to|i'm gonna|i am going to|i can do|i can take|i can send|i can ask|i can look|i can get|i can check|\
        i can write|i can put|i can have|i can talk|i can find|i can make|i can share|i can set|i can reach|i can work|i can create|i can add|i can prepare|i can draft|i can call|i can ring|i can follow|i can try|\
        i could ask|i could do that|let me take|let me check|let me find out|let me look|let me follow|let me send|let me get back|leave it with me|leave that with me|\
        i've got to|i have to|i need to|i should|i must|i'd better|i want to|i plan to|i was gonna|i was going to|i'm happy to|happy to do|i volunteer|\
        i take that|i'll take|action on me|on my list|my action|i'm on it|i'm buying|i'm doing|i'm sending|i'm adding|i shall|assign it to me|assign me|i owe",
    ),
    (
        Cue::Comply,
        "will do|i will|i'll|sure|yep|yeah|yes|ok|okay|no problem|of course|absolutely|can do|i can|i could|doing it|adding it|on it|\
        consider it done|happy to|fine|right|sounds good|got it|i'm on it|definitely|you'll get|definitely will|for sure|okay i'll",
    ),
    (
        Cue::Request,
        "can you|could you|will you|would you|can i ask you to|could i ask you to|please|would you mind|i need you to|i want you to|\
        i'd like you to|you need to|you should|you have to|you'll need to|you just|make sure you|don't forget to|remember to|are you able to|\
        do you want to|you wanna|if you could|if you can|if you send|you can|you could|put that on|put it on|you will|you'll|can we get you|can somebody|can someone|could someone|could somebody|\
        someone please|somebody please|i'd ask you|asking you to|have you|need your|i need your|your homework|your job is|you're going to|you are going to|you're gonna",
    ),
    (
        Cue::Nobody,
        "someone should|somebody should|someone needs to|somebody needs to|someone has to|somebody has to|someone's got to|somebody's got to|\
        someone must|someone please|somebody please|can someone|can somebody|could someone|could somebody|anyone want to|who's doing|who is doing|who will|who wants to|\
        needs somebody|needs someone|needs an owner|somebody ought|someone ought|needs doing|needs to be done|has to be done|must be done|should be done|\
        needs to be|need to be|we need one|somebody to|someone to",
    ),
    (
        Cue::Group,
        "we need to|we have to|we've got to|we must|we'll|we will|we should|we're going to|we are going to|we're gonna|let's|action item|action items|\
        action point|next step|next steps|to do|follow up|need to|needs to|have to|has to",
    ),
    (
        Cue::Defer,
        "come back to|get back to|circle back|park that|park it|park the|let's park|parked|parking lot|car park|take that offline|take it offline|\
        take this offline|offline|another time|another day|not for today|not today|next time|for next week|later on|postpone|defer|deferred|put off|\
        table that|table this|table it|revisit|pick that up|pick it up|pick this up|discuss later|discuss it later|talk about it later|leave it open|leave that open|\
        not deciding|not going to decide|can't decide|don't decide|can't settle|to be decided|to be determined|tbd|continue on the issue|until we know|on the agenda for next",
    ),
    (
        Cue::Unknown,
        "i don't know|we don't know|don't know|i dunno|dunno|not sure|no idea|not clear|unclear|unknown|not certain|good question|fair question|\
        need to find out|have to find out|find out|have to look|i'd have to|have to check|need to check|need to ask|have to ask|have to see|remains to be seen|\
        hard to say|hard to tell|can't say|can't tell|nobody knows|no one knows|who knows|haven't decided|have not decided|not decided|haven't figured|figure out|\
        haven't worked out|still open|open question|unanswered|unresolved|never resolved|i couldn't tell you|wondering|depends|it depends|that depends|worth asking|open issue",
    ),
    (
        Cue::Risk,
        "risk|risks|risky|at risk|single point of failure|biggest danger|danger is|the danger|jeopardise|jeopardize|jeopardy|\
        won't make it|we won't make|not going to make|might slip|could slip|will slip|may slip|if we slip|slip past|slips past|going to slip|gets delayed|be delayed|delays everything|\
        run out of|running out of|fall behind|behind schedule|over budget|overrun|go over budget|exposed to|could fail|might fail|may fail|will fail|fails to|\
        if * doesn't|if * don't|if * isn't|if * aren't|if * won't|if * can't|if * goes wrong|if * fails|if we lose|we lose|could lose|might lose|can't lose|\
        can't pay|cannot pay|won't be able|not be able to|wouldn't be able|no one will be able|wouldn't survive|not enough time|not enough people|too late|in trouble|excludes|breach|non-compliant|penalty|penalties|fined|liable|liability",
    ),
    (
        Cue::Worry,
        "worried|worries|worrying|worry is|the worry|i worry|concern is|concerns me|concerned|my concern|concern about|afraid that|nervous about|\
        scared|frightened|problem is|the problem|trouble is|the trouble|the issue is|the catch|what bothers|bothers me|keeps me awake|be careful|the only thing",
    ),
    (
        Cue::Blocker,
        "blocked|blocked by|blocked on|blocker|blockers|blocking|waiting for|waiting on|stuck on|held up|depends on|dependent on|can't start until|\
        cannot start until|can't until|until we have|until we get|we don't have|we haven't got|expired|out of stock|no capacity|short of|freeze|hold up|holding us up|\
        prevents us|stops us|standing in the way|bottleneck|showstopper|on hold|nobody's booked|not booked",
    ),
    (
        Cue::SmallTalk,
        "hear me|see me|see my screen|see the screen|sharing my screen|share my screen|share your screen|share screen|on mute|you're muted|unmute|you're on mute|how are you|\
        good morning|good afternoon|good evening|nice to see|bye|thank you all|thanks everyone|thanks everybody|have a good|have a great|see you|\
        weekend|weather|is this on|is it recording|start recording|recording|drop off|dropped off|hop off|jump off|how's it going|how was your|happy birthday|\
        coffee|lunch|holiday|my camera|your camera|the camera|my mic|your mic|headset|connection|lagging|frozen|echo|next slide|previous slide|go back a slide|scroll down|scroll up",
    ),
    (
        Cue::Unreal,
        "if i were|if we were|if i was|would have|could have|should have|i wish|i would rather|i'd rather|imagine|i swear|i'd have|i would love|hypothetically|joking|kidding|used to",
    ),
    (
        Cue::Next,
        "next item|next one|next topic|next point|next up|moving on|move on to|let's move on|on to the|next thing|last thing|last item|first item|\
        let's talk about|talk about|let's start with|to start with|start off with|let's discuss|the next|item one|item two|item three|agenda item|over to you|\
        any other business|turn to|let's look at|let's go to|last one|first one|back to",
    ),
    (
        Cue::Correct,
        "no wait|wait no|sorry i said|i said|i meant|i mean to say|correction|let me correct|sorry it's|actually it's|actually no|scratch that|\
        rather|to be precise|hang on|no sorry|not that|my mistake|i misspoke|it moved|used to be",
    ),
    (
        Cue::Undecided,
        "not decided|not deciding|haven't decided|not going to decide|no decision|can't settle|can't decide|don't decide|undecided|not agreed|don't agree|not a decision|\
        not settled|no consensus|who decides|before we decide|until we decide|decide later|how do we decide|need to decide|have to decide|to decide whether|if we decide|should we decide|decide if|did we decide|what did we decide|have we decided",
    ),
    (
        Cue::Past,
        "last month|last year|last week|last time|last meeting|previous meeting|back then|years ago|months ago|weeks ago|as we said|yesterday|used to|already decided|previously",
    ),
];
