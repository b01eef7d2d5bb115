//! The forms of plain text and Markdown, each from a small file.

use crate::ingest::{ReadOptions, read};
use crate::model::document::{BlockKind, Document};

fn document(name: &str, text: &str) -> Document {
    read("d1", name, text.as_bytes(), &ReadOptions::default()).unwrap()
}

/// Each block as `line [seconds] speaker: text`; written blocks begin with their kind.
fn blocks(document: &Document) -> Vec<String> {
    let show = |block: &crate::model::document::Block| {
        let place = document.locate(block.span.start);
        let kind = match block.kind {
            BlockKind::Turn => String::new(),
            BlockKind::Message => "chat ".to_owned(),
            BlockKind::Heading(level) => format!("h{level} "),
            BlockKind::Paragraph => "p ".to_owned(),
            BlockKind::ListItem => "li ".to_owned(),
            BlockKind::TableRow => "tr ".to_owned(),
            other => format!("{other:?} "),
        };
        let time = place.time_ms.map_or(String::new(), |time| format!("[{}] ", time / 1000));
        let speaker = place.speaker.map_or(String::new(), |name| format!("{name}: "));
        format!(
            "{} {kind}{time}{speaker}{}",
            place.line.unwrap_or(0),
            document.slice(block.span).replace('\t', " | ")
        )
    };
    document.blocks.iter().map(show).collect()
}

struct Case {
    name: &'static str,
    file: &'static str,
    format: &'static str,
    text: &'static str,
    blocks: &'static [&'static str],
}

static CASES: &[Case] = &[
    Case {
        name: "stamps and labels; the same speaker again is a new block",
        file: "a.txt",
        format: "labelled-text",
        text: "[00:00:01] Speaker A: Hi.\n[00:00:02] Speaker A: Again.\n00:00:03 Ann Lee: Yes.\nBob (00:00:04): No.\n",
        blocks: &["1 [1] Speaker A: Hi.", "2 [2] Speaker A: Again.", "3 [3] Ann Lee: Yes.", "4 [4] Bob: No."],
    },
    Case {
        name: "wrapped lines go on, a blank line begins a block of the same speaker",
        file: "a.txt",
        format: "labelled-text",
        text: "Ann: first\nand more\n\nand later\nBob: yes\nAnn: ok\n",
        blocks: &["1 Ann: first and more", "4 Ann: and later", "5 Bob: yes", "6 Ann: ok"],
    },
    Case {
        name: "what is no name is nobody's",
        file: "a.txt",
        format: "labelled-text",
        text: "Ann: one\nBob: two\nAnn: see https://example.org: it is 10:30\nQuestion: who is it?\nBob: three\n",
        blocks: &[
            "1 Ann: one",
            "2 Bob: two",
            "3 Ann: see https://example.org: it is 10:30",
            "4 Question: who is it?",
            "5 Bob: three",
        ],
    },
    Case {
        name: "a header with title and date",
        file: "a.txt",
        format: "labelled-text",
        text: "Weekly sync\nDate: 3 March 2026\nAttendees: Ann, Bob\n\nAnn: hi\nBob: hello\nnixo: gm\nnixo: so\nnixo: yes\n",
        blocks: &[
            "1 h1 Weekly sync",
            "2 p Date: 3 March 2026",
            "3 p Attendees: Ann, Bob",
            "5 Ann: hi",
            "6 Bob: hello",
            "7 nixo: gm",
            "8 nixo: so",
            "9 nixo: yes",
        ],
    },
    Case {
        name: "points of a note are no speakers",
        file: "a.txt",
        format: "plain-text",
        text: "Walls: blue\nFloor: oak\nRoof: red\nDoors: two\nLight: none\nHeat: gas\n",
        blocks: &[
            "1 Walls: blue",
            "2 Floor: oak",
            "3 Roof: red",
            "4 Doors: two",
            "5 Light: none",
            "6 Heat: gas",
        ],
    },
    Case {
        name: "a name above its text",
        file: "a.txt",
        format: "named-paragraphs",
        text: "Ann Lee  0:03\nHello all.\nHow are you?\n\nBob  1:10\nFine.\n\nStill fine.\n\nTranscribed by https://example.org\n",
        blocks: &[
            "2 [3] Ann Lee: Hello all. How are you?",
            "6 [70] Bob: Fine.",
            "8 Bob: Still fine.",
            "10 p Transcribed by https://example.org",
        ],
    },
    Case {
        name: "a name above its text, in bold",
        file: "a.md",
        format: "named-paragraphs",
        text: "**Ann** 0:00  \nHello.\n\n**Bob** 0:02\nHi.\n",
        blocks: &["2 [0] Ann: Hello.", "5 [2] Bob: Hi."],
    },
    Case {
        name: "names alone, times alone",
        file: "a.txt",
        format: "named-paragraphs",
        text: "Ann Lee\nHello all.\n\nBob\nHi.\n\n00:05:00\n\nAnn Lee\nOkay, next.\n\nBob\nYes.\n",
        blocks: &["2 Ann Lee: Hello all.", "5 Bob: Hi.", "10 [300] Ann Lee: Okay, next.", "13 Bob: Yes."],
    },
    Case {
        name: "times above names",
        file: "a.txt",
        format: "teams-text",
        text: "0:0:0.0 --> 0:0:5.1\nAnn Lee\nHello.\n\n0:0:5.1 --> 0:0:7.0\nBob\nHi: there.\nAnd more.\n",
        blocks: &["3 [0] Ann Lee: Hello.", "7 [5] Bob: Hi: there. And more."],
    },
    Case {
        name: "times above times with chapters",
        file: "a.txt",
        format: "pasted-captions",
        text: "Welcome to it\n0:00\nso hello all\n0:02\nand thanks\nHow It Works\n0:04\n- it works\n0:20\nlike this.\nChapter 3: The end\n0:21\n21 seconds\nbye\n",
        blocks: &[
            "1 h2 Welcome to it",
            "3 [0] so hello all and thanks",
            "6 h2 How It Works",
            "8 [4] it works",
            "10 [20] like this.",
            "11 h2 Chapter 3: The end",
            "14 [21] bye",
        ],
    },
    Case {
        name: "a time before each line",
        file: "a.txt",
        format: "timed-lines",
        text: "00:00:00 The machine.\n\n00:00:03 Its goal: a thing.\n\n00:01:00 Later.\n",
        blocks: &["1 [0] The machine. Its goal: a thing.", "5 [60] Later."],
    },
    Case {
        name: "one endless line",
        file: "a.txt",
        format: "plain-text",
        text: "okay so we ship on friday and ann does the notes: that is it",
        blocks: &["1 okay so we ship on friday and ann does the notes: that is it"],
    },
    Case {
        name: "paragraphs with notes in them",
        file: "a.txt",
        format: "plain-text",
        text: "so we met\nand talked.\n\nNote: it was late. Then we left.\n\nhttps://example.org\n",
        blocks: &["1 so we met and talked.", "4 Note: it was late. Then we left.", "6 https://example.org"],
    },
    Case {
        name: "a note with a transcript in it",
        file: "a.md",
        format: "markdown",
        text: "---\ntitle: The talk\ndate: 2026-03-05\n---\n# A note\n## Links\n- [One](https://example.org)\n- two\n<!-- hidden -->\n## Transcript\nThe Start\n0:00\nhello *all*\n0:02\nof you\n## Summary\nIt was **good**.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n",
        blocks: &[
            "5 h1 A note",
            "6 h2 Links",
            "7 li One",
            "8 li two",
            "10 h2 Transcript",
            "11 h3 The Start",
            "13 [0] hello *all* of you",
            "16 h2 Summary",
            "17 p It was good.",
            "19 tr a | b",
            "21 tr 1 | 2",
        ],
    },
    Case {
        name: "a policy with nested lists, notes, quotes, code and HTML",
        file: "policy.md",
        format: "markdown",
        text: "# Access policy\n\nStaff shall[^1] use *strong*\npasswords.\n\n1. Short ones\n   - under 8\n\n   are refused.\n2. Old ones\n\n   expire.\n\n> Quoted rule\n\n```\nlet a = 1;\n```\n\n<a name=\"x\"></a>\n<div>Raw <b>text</b></div>\n\n| Level | Factor |\n|---|---|\n| AAL1 | one |\n| AAL2 | |\n\n[^1]: Contractors too.\n",
        blocks: &[
            "1 h1 Access policy",
            "3 p Staff shall[1] use strong passwords.",
            "6 li 1. Short ones",
            "7 li under 8",
            "9 li are refused.",
            "10 li 2. Old ones",
            "12 li expire.",
            "14 p Quoted rule",
            "17 p let a = 1;",
            "21 p Raw text",
            "23 tr Level | Factor",
            "25 tr AAL1 | one",
            "26 tr AAL2",
            "28 Footnote [1] Contractors too.",
        ],
    },
    Case {
        name: "short names of a table",
        file: "a.txt",
        format: "markdown",
        text: "# 3 March 2026 Meeting\n\n| Name | Abbreviation |\n|------|------|\n| Ann Lee | AL |\n| Bob Ray | BRY |\n\n## Opening\n\nPresenter: Ann Lee (AL)\n\n* [slides](https://example.org)\n\nAL: Hello `x`.\n\nMore.\n\nXYZ: Who?\n\nBRY: Yes.\n\n### Conclusion\n\n* ship it\n",
        blocks: &[
            "1 h1 3 March 2026 Meeting",
            "3 tr Name | Abbreviation",
            "5 tr Ann Lee | AL",
            "6 tr Bob Ray | BRY",
            "8 h2 Opening",
            "10 p Presenter: Ann Lee (AL)",
            "12 li slides",
            "14 Ann Lee: Hello `x`.",
            "16 Ann Lee: More.",
            "18 XYZ: Who?",
            "20 Bob Ray: Yes.",
            "22 h3 Conclusion",
            "24 li ship it",
        ],
    },
];

#[test]
fn reads_every_form() {
    for case in CASES {
        let document = document(case.file, case.text);
        assert_eq!(document.format, case.format, "{}", case.name);
        assert_eq!(blocks(&document), case.blocks, "{}", case.name);
    }
}

#[test]
fn titles_and_dates_come_from_the_best_place() {
    let date = |document: &Document| document.date.map(|dated| (dated.date.to_string(), dated.source));
    let front = document(
        "2025-01-01.md",
        "---\ntitle: \"The talk\"\ndate: 2026-03-05\n---\n# A note\n\nAnn: hi\nBob: yes\n",
    );
    assert_eq!(front.title, "The talk");
    assert_eq!(date(&front).unwrap().0, "2026-03-05");
    let named = document("weekly_sync-2026-03-05.txt", "Ann: hi\nBob: see you on 2026-04-01\n");
    assert_eq!(named.title, "Weekly sync-2026-03-05");
    assert_eq!(date(&named).unwrap().0, "2026-03-05");
    let header = document("x.txt", "Title: The plan\nTuesday, March 3, 2026\n\nAnn: hi\nBob: yes\n");
    assert_eq!((header.title.as_str(), date(&header).unwrap().0.as_str()), ("The plan", "2026-03-03"));
    let none = document("x.txt", "Ann: it is 3 March 2026\nBob: yes\n");
    assert_eq!(date(&none), None);
}
