//! What people write about: themes of employee and product surveys with their words, words of praise and complaint, answers that
//! say nothing, and words that carry no theme. All stems are those of the English Snowball stemmer.

/// Themes and their words; a word stands for all its forms, two words for the two next to each other.
pub(super) static WORK_THEMES: &[(&str, &str)] = &[
    (
        "Pay",
        "salary|salaries|pay|paid|underpaid|wage|compensation|compensated|raise|bonus|inflation|below market|market rate|income|payrise|payroll",
    ),
    (
        "Workload",
        "workload|overworked|understaffed|burnout|burned out|burnt out|overtime|late nights|deadline|exhausted|overloaded|long hours|stress|stressful|capacity|short staffed|headcount|pressure",
    ),
    (
        "Career growth",
        "promotion|promoted|promote|career|advance|advancement|advancing|grow|progression|growth|development path|path|ladder|opportunities",
    ),
    ("Management", "manager|management|supervisor|boss|micromanage|micromanagement|team lead"),
    ("Leadership", "leadership|executive|ceo|senior leaders|leaders|vision|strategy|direction"),
    (
        "Communication",
        "communication|communicate|transparency|transparent|informed|updates|silo|kept in the dark",
    ),
    ("Recognition", "recognition|recognised|recognized|appreciated|appreciation|valued|thanked|undervalued"),
    (
        "Flexible work",
        "remote|hybrid|flexible|flexibility|work from home|working from home|home office|commute|return to office|schedule",
    ),
    (
        "Work and private life",
        "work life|balance|family|childcare|parental|weekends|vacation|time off|holiday|leave",
    ),
    ("Benefits", "benefit|insurance|pension|healthcare|health insurance|gym|perks|retirement"),
    ("Training", "training|course|learning|mentoring|mentor|onboarding|skills|certification"),
    (
        "Tools and systems",
        "laptop|software|hardware|equipment|it support|outdated|slow system|legacy|vpn|computer",
    ),
    ("Colleagues", "colleague|coworkers|teamwork|teammates|my team|collaboration|collaborate"),
    ("Meetings", "meeting|too many meetings|calendar"),
    (
        "Culture",
        "culture|toxic|politics|favouritism|favoritism|inclusive|inclusion|diversity|discrimination|harassment|respect|trust|values|morale|bullying",
    ),
    (
        "Office and facilities",
        "parking|coffee|canteen|desk|kitchen|noise|noisy|air conditioning|heating|open plan|building|toilet|facilities|lunch",
    ),
    ("Processes", "process|bureaucracy|bureaucratic|red tape|approval|paperwork|priorities|inefficient"),
    (
        "Job security",
        "layoff|redundancy|redundancies|job security|restructuring|reorganisation|reorganization|reorg",
    ),
];

/// The same for surveys of those who use a product, software above all.
pub(super) static PRODUCT_THEMES: &[(&str, &str)] = &[
    (
        "Installation and setup",
        "install|installation|setup|set up|setting up|configure|configuration|deploy|deployment|upgrade|server|environment|dependencies|getting started",
    ),
    (
        "Ease of use",
        "easy|ease|simple|simplicity|intuitive|user friendly|usability|convenient|convenience|clunky|cumbersome|confusing|complicated|user interface|interface|ui|ux|navigation|shortcut|layout",
    ),
    (
        "Speed and reliability",
        "slow|speed|fast|performance|crash|freeze|hang|bug|buggy|unstable|stable|stability|reliable|reliability|memory|lag|timeout|robust|error",
    ),
    ("Documentation and learning", "documentation|docs|tutorial|manual|examples|learning curve|guide|faq"),
    (
        "Price",
        "price|pricing|cost|expensive|cheap|free|affordable|license|licence|subscription|value for money|fee",
    ),
    (
        "Support and service",
        "customer service|customer support|support team|helpdesk|help desk|response time|refund|complaint",
    ),
    (
        "Sharing and publishing",
        "share|sharing|export|publish|publishing|presentation|report|pdf|html|slides|email|print|dissemination",
    ),
    (
        "Working together",
        "collaborate|collaboration|collaborators|collaborative|multi user|multiple users|real time|simultaneous|google docs",
    ),
    ("Versions and history", "version|git|svn|merge|diff|history|undo|track changes"),
    (
        "Integrations",
        "integration|integrate|plugin|plug in|add on|api|compatible|compatibility|import|third party",
    ),
    (
        "Programming languages",
        "programming language|language|python|java|javascript|sql|scala|matlab|julia|ruby|perl|fortran|typescript|php",
    ),
    (
        "Writing and testing code",
        "editor|editing|autocomplete|code completion|completion|refactor|refactoring|debug|debugger|debugging|ide|syntax|linting|formatting|testing",
    ),
    (
        "Charts and pictures",
        "chart|graph|plot|plotting|graphics|figure|visualisation|visualization|visualise|visualize|dashboard|image|picture",
    ),
    (
        "Trying things out",
        "interactive|interactivity|interaction|explore|exploration|exploratory|immediate feedback|instant feedback|experiment|iterate|prototype|prototyping",
    ),
    (
        "Platforms and access",
        "browser|web|cloud|mobile|tablet|windows|linux|mac|online|offline|remote|hosting|hosted|desktop",
    ),
    ("Community and ecosystem", "community|ecosystem|open source|forum|package|library|libraries"),
    (
        "Security and privacy",
        "security|secure|privacy|password|login|permission|authentication|encryption|data protection",
    ),
    ("Files and data", "database|dataset|big data|large files|storage|backup|save|autosave|file management"),
    (
        "Reuse and automation",
        "reuse|reusable|automation|automate|schedule|scheduling|batch|template|workflow|pipeline|reproducible|reproducibility|script|module",
    ),
    ("Delivery and quality", "delivery|shipping|packaging|quality|damaged|broken|arrived"),
    ("Features", "feature|functionality|options|customise|customize|customisation|customization|extensible"),
];

/// Families of words that the stemmer would take for forms of another word ("execution" for "executive"). The first of each
/// stands for all.
pub(super) static APART: &[&[&str]] = &[
    &["execution", "execute", "executes", "executed", "executing"],
    &["direct", "directs", "directed", "directly", "directory", "directories"],
    &["information", "informative"],
    &["build", "builds", "builder", "built"],
    &["computation", "compute", "computes", "computed", "computing", "computational"],
    &["manage", "manages", "managed", "managing"],
    &["university", "universities"],
    &["organise", "organize", "organised", "organized"],
    &["author", "authors"],
    &["general", "generally"],
    &["generate", "generated", "generation"],
    &["important", "importance", "importantly"],
    &["experience", "experiences", "experienced"],
    &["package", "packages"],
    &["extensive", "extensively"],
    &["manually"],
];

/// Whole answers that say nothing, in lower case without outer punctuation.
pub(super) static EMPTY: &[&str] = &[
    "",
    "na",
    "n/a",
    "n.a",
    "none",
    "no",
    "nothing",
    "nil",
    "nope",
    "nothing to add",
    "no comment",
    "no comments",
    "nothing else",
    "not applicable",
    "-",
    "--",
    "x",
    "?",
    "don't know",
    "dont know",
    "idk",
    "i don't know",
    "no idea",
    "not sure",
    "nothing at all",
    "none that i can think of",
    "nothing comes to mind",
    "no answer",
    "not really",
    "keine",
    "nichts",
    "kein kommentar",
    "rien",
    "nada",
    "none at this time",
    "nothing at the moment",
    "no suggestions",
    "null",
    "same",
    "see above",
    "test",
    "yes",
    "ok",
    "none at the moment",
    "n/a.",
    "nothing in particular",
    "not that i can think of",
];

/// Words that carry no theme of their own.
pub(super) static STOP: &str = "mr mrs ms miss dr prof professor sir madam herr frau herrn monsieur madame und oder der die das den dem des ein eine einen einem einer ist sind war nicht mit für von zu im auf es wir ich sie mehr auch als bei sehr werden wird aber kein keine sich dass wenn noch nur nach aus um am le les de du et un une des est pas pour dans que qui el los las por para con una no muy más a about above across after again against all almost already also always am among an and any anyone anything are around as ask at away back be became because been before being below best better between both but by came can cannot come comes could day days did do does doesn doing don done down each easier easily easy either else enough especially etc even ever every everyone everything few find first for from further gave get gets getting give given go goes going gone good got great had has have having he help helps her here him his how however i if in instead into is isn it its just keep keeps kind know lack last least less let like little long look lot lots made mainly make makes making many may maybe me mean might mine more most mostly much must my need needed needs never new next nice no non none nor not nothing now of off often on once one ones only onto or other others our out over own part people per perhaps please probably problem put quite rather really right said same say see seem seems set several she should since so some someone something sometimes soon still such sure take takes than thank thanks that the their them then there these they thing things think this those though through time times to together too try trying two under until up upon us use used useful user users uses using usually ve very via want was way ways we well went were what when where whether which while who whole whom why will with within without won work working works would year years yes yet you your able actually add allow allows bad big better can't doesn't don't i'm i've it's isn't im ive dont bit currently different difficult especially hard having improve issue issues main often possible support various ability able feel great important lack like love nice poor real simple small start stuff such sometimes wish worse across along amount based call case change changed changes clear cool current end fact far feels full happen happens hope idea ideal including interesting level likely limited line number options order original otherwise overall particular place point pretty previous quick quickly reason recent recently second similar single sort specific sub term terms three true unless wants ways whatever won't wouldn't ask asked asking asks helped helping helpful provide provided provides providing generally basically essentially typically example examples";

/// Words of praise, +1, and of complaint, -1.
pub(super) static PRAISE: &str = "good great excellent love loved like likes liked enjoy enjoyed happy pleased supportive helpful friendly amazing awesome fantastic wonderful best better improved appreciate appreciated appreciative proud comfortable fair flexible positive satisfied smooth thank thanks valued welcoming brilliant perfect nice kind easy clear inspiring trust respectful outstanding superb pleasant";
/// Words of complaint.
pub(super) static COMPLAINT: &str = "bad poor terrible awful hate hated dislike unhappy frustrated frustrating frustration annoying annoyed slow broken lack lacking lacks unfair toxic stressful stressed stress burnout exhausted overworked understaffed underpaid disappointing disappointed disappointment worse worst difficult hard hardly confusing confused unclear unrealistic impossible problem problems issue issues fail fails failed failing never nobody nowhere micromanage micromanaged micromanagement political politics bullying harassment ignored leaving leave quit low small outdated noisy expensive missing insufficient ineffective inefficient bureaucratic unprofessional afraid fear below behind late tired overloaded unpaid wasted waste pointless useless rude unsafe";
/// Turns the word that follows round.
pub(super) static NEGATIONS: &[&str] = &[
    "not", "no", "never", "hardly", "isn't", "don't", "doesn't", "didn't", "wasn't", "aren't", "can't",
    "cannot", "won't", "without", "lack", "nothing",
];
