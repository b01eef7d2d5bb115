//! Word files made here, as messy as real ones, and what is read of them.

use super::super::package::tests::pack;
use super::super::{ReadError, ReadOptions, Tracked, read};
use crate::model::document::{BlockKind, Document};

const WORD: &str = "xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main' \
    xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006' \
    xmlns:r='http://schemas.openxmlformats.org/officeDocument/2006/relationships' \
    xmlns:m='http://schemas.openxmlformats.org/officeDocument/2006/math' xmlns:v='urn:schemas-microsoft-com:vml'";

/// A file with this body, and further parts as `(kind of relation, root element, inner XML)`.
fn file(body: &str, parts: &[(&str, &str, &str)]) -> Vec<u8> {
    let rels = |inner: &str| format!("<Relationships>{inner}</Relationships>");
    let root = rels(
        "<Relationship Id='r1' Type='http://x/officeDocument' Target='/text/main.xml'/>\
        <Relationship Id='r2' Type='http://x/core-properties' Target='core.xml'/>\
        <Relationship Id='r3' Type='http://x/extended-properties' Target='app.xml'/>",
    );
    let mut listed = String::new();
    let mut all = vec![
        (
            "[Content_Types].xml".to_owned(),
            "<Types><Override ContentType='application/vnd.x.wordprocessingml.document.main+xml'/></Types>"
                .to_owned(),
        ),
        ("_rels/.rels".to_owned(), root),
        (
            "text/main.xml".to_owned(),
            format!("<?xml version='1.0'?><w:document {WORD}><w:body>{body}</w:body></w:document>"),
        ),
    ];
    for (index, (kind, name, inner)) in parts.iter().enumerate() {
        let path = match *kind {
            "core" | "app" => format!("{kind}.xml"),
            _ => format!("text/part{index}.xml"),
        };
        listed.push_str(&format!(
            "<Relationship Id='p{index}' Type='http://x/{kind}' Target='part{index}.xml'/>"
        ));
        all.push((path, format!("<{name} {WORD}>{inner}</{name}>")));
    }
    all.push(("text/_rels/main.xml.rels".to_owned(), rels(&listed)));
    let all: Vec<(&str, &str)> = all.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    pack(&all)
}

fn document(body: &str, parts: &[(&str, &str, &str)]) -> Document {
    read("d1", "policy.docx", &file(body, parts), &ReadOptions::default()).unwrap()
}

/// A paragraph with these properties and runs.
fn p(properties: &str, inner: &str) -> String {
    format!("<w:p><w:pPr>{properties}</w:pPr>{inner}</w:p>")
}

fn r(text: &str) -> String {
    format!("<w:r><w:t xml:space='preserve'>{text}</w:t></w:r>")
}

/// Blocks as `kind: words`.
fn shown(document: &Document) -> Vec<String> {
    let kind = |kind: BlockKind| match kind {
        BlockKind::Heading(level) => format!("h{level}"),
        BlockKind::Paragraph => "p".to_owned(),
        BlockKind::ListItem => "li".to_owned(),
        BlockKind::TableRow => "row".to_owned(),
        BlockKind::Footnote => "note".to_owned(),
        BlockKind::Comment => "comment".to_owned(),
        BlockKind::Running => "running".to_owned(),
        BlockKind::Hidden => "hidden".to_owned(),
        other => format!("{other:?}"),
    };
    document
        .blocks
        .iter()
        .map(|block| format!("{}: {}", kind(block.kind), document.slice(block.span)))
        .collect()
}

const STYLES: &str = "<w:style w:type='paragraph' w:styleId='H1'><w:name w:val='heading 1'/><w:pPr><w:numPr><w:numId w:val='1'/></w:numPr></w:pPr></w:style>\
    <w:style w:type='paragraph' w:styleId='H2'><w:name w:val='heading 2'/><w:pPr><w:numPr><w:ilvl w:val='1'/><w:numId w:val='1'/></w:numPr></w:pPr></w:style>\
    <w:style w:type='paragraph' w:styleId='T'><w:name w:val='Title'/></w:style>\
    <w:style w:type='character' w:styleId='Secret'><w:rPr><w:vanish/></w:rPr></w:style>";

const NUMBERING: &str = "<w:abstractNum w:abstractNumId='0'>\
    <w:lvl w:ilvl='0'><w:start w:val='1'/><w:numFmt w:val='decimal'/><w:lvlText w:val='%1.'/></w:lvl>\
    <w:lvl w:ilvl='1'><w:start w:val='1'/><w:numFmt w:val='decimal'/><w:lvlText w:val='%1.%2'/></w:lvl>\
    <w:lvl w:ilvl='2'><w:start w:val='1'/><w:numFmt w:val='lowerLetter'/><w:lvlText w:val='%1.%2(%3)'/></w:lvl></w:abstractNum>\
    <w:abstractNum w:abstractNumId='1'><w:lvl w:ilvl='0'><w:numFmt w:val='bullet'/><w:lvlText w:val='&#xF0B7;'/></w:lvl></w:abstractNum>\
    <w:num w:numId='1'><w:abstractNumId w:val='0'/></w:num><w:num w:numId='2'><w:abstractNumId w:val='1'/></w:num>";

fn listed(list: u8, level: u8, text: &str) -> String {
    p(&format!("<w:numPr><w:ilvl w:val='{level}'/><w:numId w:val='{list}'/></w:numPr>"), &r(text))
}

#[test]
fn headings_numbers_and_lists_are_read() {
    let body = [
        p("<w:pStyle w:val='T'/>", &r("Supply agreement")),
        p("", &r("Made on 3 March 2026")),
        p("<w:pStyle w:val='H1'/>", &r("Fees")),
        p("<w:pStyle w:val='H2'/>", &r("Invoices")),
        listed(1, 2, "net 30 days"),
        listed(1, 2, "in euro"),
        listed(2, 0, "a point"),
        p("<w:pStyle w:val='H2'/>", ""),
        p("<w:pStyle w:val='H1'/>", &r("Term")),
        p("<w:outlineLvl w:val='2'/>", &r("Own level")),
        p("<w:pStyle w:val='H2'/><w:numPr><w:numId w:val='0'/></w:numPr>", &r("Unnumbered")),
        p("<w:pStyle w:val='H2'/>", &r(&"A clause that goes on and on. ".repeat(12))),
    ]
    .concat();
    let document =
        document(&body, &[("styles", "w:styles", STYLES), ("numbering", "w:numbering", NUMBERING)]);
    let blocks = shown(&document);
    assert_eq!(
        blocks[..10],
        [
            "h1: Supply agreement",
            "p: Made on 3 March 2026",
            "h1: 1. Fees",
            "h2: 1.1 Invoices",
            "li: 1.1(a) net 30 days",
            "li: 1.1(b) in euro",
            "li: a point",
            "h1: 2. Term",
            "h3: Own level",
            "h2: Unnumbered",
        ]
    );
    assert!(blocks[10].starts_with("li: 2.1 A clause that goes on"), "{}", blocks[10]);
    assert_eq!(document.title, "Supply agreement");
    assert_eq!(document.date.unwrap().date.to_string(), "2026-03-03");
    assert_eq!(document.sections[2].number.as_deref(), Some("1.1"));
}

#[test]
fn runs_fields_and_symbols_are_read_as_shown() {
    let field = |kind: &str| format!("<w:r><w:fldChar w:fldCharType='{kind}'/></w:r>");
    let cases = [
        ("breaks", "<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t><w:noBreakHyphen/><w:t>d</w:t><w:softHyphen/><w:t>e</w:t></w:r>".to_owned(), "a\tb c-de"),
        ("blanks", "<w:r><w:t> a </w:t></w:r><w:r><w:t xml:space='preserve'> b</w:t></w:r>".to_owned(), "a b"),
        ("field", format!("{}<w:r><w:instrText>REF x</w:instrText></w:r>{}{}{}", field("begin"), field("separate"), r("clause 4"), field("end")), "clause 4"),
        (
            "field in a field",
            format!("{0}{0}{1}{2}{3}{1}{4}{3}", field("begin"), field("separate"), r("inner"), field("end"), r("outer")),
            "outer",
        ),
        ("simple field", format!("<w:fldSimple w:instr='PAGE'>{}</w:fldSimple>", r("7")), "7"),
        ("link", format!("<w:hyperlink r:id='x'>{}</w:hyperlink>{}", r("the site"), r(" here")), "the site here"),
        ("symbol", "<w:r><w:sym w:font='Wingdings' w:char='F0FC'/><w:sym w:font='Symbol' w:char='F061'/></w:r>".to_owned(), "✓α"),
        ("letters of a symbol font", "<w:r><w:rPr><w:rFonts w:ascii='Wingdings'/></w:rPr><w:t>\u{f0fc}</w:t></w:r><w:r><w:t>\u{f0b7}</w:t></w:r>".to_owned(), "✓•"),
        ("formula", "<m:oMath><m:r><m:t>E=m</m:t></m:r></m:oMath>".to_owned(), "E=m"),
        ("reading aid", "<w:r><w:ruby><w:rt><w:r><w:t>x</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>漢</w:t></w:r></w:rubyBase></w:ruby></w:r>".to_owned(), "漢"),
        ("content control", format!("<w:sdt><w:sdtPr><w:t>no</w:t></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>", r("filled in")), "filled in"),
        ("a field that never ends", format!("{}<w:r><w:instrText>X</w:instrText></w:r></w:p><w:p>{}", field("begin"), r("kept")), "kept"),
        ("large first letter", format!("</w:p>{}{}<w:p>", p("<w:framePr w:dropCap='drop'/>", &r("O")), p("", &r("nce"))), "Once"),
        ("references", "<w:r><w:t>R&amp;D &lt;x&gt; &#8212;</w:t></w:r>".to_owned(), "R&D <x> —"),
    ];
    for (name, inner, expected) in cases {
        assert_eq!(document(&format!("<w:p>{inner}</w:p>"), &[]).text, expected, "{name}");
    }
}

#[test]
fn text_boxes_are_read_once() {
    let boxed = |words: &str| format!("<w:txbxContent>{}</w:txbxContent>", p("", &r(words)));
    let body = format!(
        "<w:p>{}<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing>{}</w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>{}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>{}</w:p>",
        r("before "),
        boxed("in the box"),
        boxed("in the box"),
        r("after"),
    );
    assert_eq!(shown(&document(&body, &[])), ["p: before after", "p: in the box"]);
    let old = format!("<w:p><w:r><w:pict><v:textbox>{}</v:textbox></w:pict></w:r></w:p>", boxed("old"));
    assert_eq!(document(&old, &[]).text, "old");
}

#[test]
fn tables_keep_their_cells() {
    let cell = |properties: &str, inner: &str| format!("<w:tc><w:tcPr>{properties}</w:tcPr>{inner}</w:tc>");
    let words = |text: &str| p("", &r(text));
    let inner_table =
        format!("<w:tbl><w:tr>{}{}</w:tr></w:tbl>", cell("", &words("x")), cell("", &words("y")));
    let body = [
        p("", &r("Before")),
        "<w:tbl><w:tblPr><w:tblLook w:val='04A0'/></w:tblPr>".to_owned(),
        format!(
            "<w:tr><w:trPr><w:tblHeader/></w:trPr>{}{}</w:tr>",
            cell("<w:gridSpan w:val='2'/>", &words("Region")),
            cell("", &words("Amount"))
        ),
        format!(
            "<w:tr>{}{}{}</w:tr>",
            cell("<w:vMerge w:val='restart'/>", &words("North")),
            cell("", &words("A")),
            cell("", &(words("1") + &words("2")))
        ),
        format!(
            "<w:tr>{}{}{}</w:tr>",
            cell("<w:vMerge/>", &p("", "")),
            cell("", &(inner_table + &p("", ""))),
            cell("", &words("3"))
        ),
        format!("<w:tr><w:trPr><w:gridBefore w:val='2'/></w:trPr>{}</w:tr>", cell("", &words("6"))),
        "</w:tbl>".to_owned(),
        p("", &r("After")),
    ]
    .concat();
    let document = document(&body, &[]);
    assert_eq!(
        shown(&document),
        ["p: Before", "row: Region\tAmount", "row: North\tA\t1 2", "row: x y\t3", "row: 6", "p: After"]
    );
    let cells: Vec<_> = document.tables[0]
        .cells
        .iter()
        .map(|cell| (document.slice(cell.span), cell.row, cell.column, cell.rows, cell.columns))
        .collect();
    assert_eq!(
        cells,
        [
            ("Region", 1, 1, 1, 2),
            ("Amount", 1, 3, 1, 1),
            ("North", 2, 1, 2, 1),
            ("A", 2, 2, 1, 1),
            ("1 2", 2, 3, 1, 1),
            ("x y", 3, 2, 1, 1),
            ("3", 3, 3, 1, 1),
            ("6", 4, 3, 1, 1),
        ]
    );
    assert_eq!(document.tables[0].header_rows, 1);
}

#[test]
fn frames_round_text_are_no_tables() {
    let frame = format!("<w:tbl><w:tr><w:tc>{}{}</w:tc></w:tr></w:tbl>", p("", &r("one")), p("", &r("two")));
    let document = document(&frame, &[]);
    assert_eq!(shown(&document), ["p: one", "p: two"]);
    assert!(document.tables.is_empty());
}

#[test]
fn notes_and_comments_follow_what_refers_to_them() {
    let note = |id: u8, kind: &str| format!("<w:r><w:{kind}Reference w:id='{id}'/></w:r>");
    let body = [
        p("", &format!("{}{}{}", r("The fee"), note(2, "footnote"), r(" is due."))),
        p("", &format!("{}{}{}", r("Twice"), note(3, "footnote"), note(1, "endnote"))),
        p("", &format!("{}<w:r><w:footnoteReference w:customMarkFollows='1' w:id='4'/><w:t>*</w:t></w:r>", r("Own mark"))),
        p("", &format!("<w:commentRangeStart w:id='9'/>{}<w:commentRangeEnd w:id='9'/><w:r><w:commentReference w:id='9'/></w:r>", r("Remarked"))),
    ]
    .concat();
    let foot = [
        "<w:footnote w:type='separator' w:id='0'><w:p><w:r><w:separator/></w:r></w:p></w:footnote>"
            .to_owned(),
        format!(
            "<w:footnote w:id='2'>{}{}</w:footnote>",
            p("", &format!("<w:r><w:footnoteRef/></w:r>{}", r(" Net of tax."))),
            p("", &r("See 4."))
        ),
        format!("<w:footnote w:id='3'>{}</w:footnote>", p("", &r("Second."))),
        format!("<w:footnote w:id='4'>{}</w:footnote>", p("", &r("* Starred."))),
        format!("<w:footnote w:id='5'>{}</w:footnote>", p("", &r("Nobody refers to this."))),
    ]
    .concat();
    let document = document(
        &body,
        &[
            ("footnotes", "w:footnotes", &foot),
            (
                "endnotes",
                "w:endnotes",
                &format!("<w:endnote w:id='1'>{}</w:endnote>", p("", &r("At the end."))),
            ),
            (
                "comments",
                "w:comments",
                &format!("<w:comment w:id='9' w:author='Ann Lee'>{}</w:comment>", p("", &r("Really?"))),
            ),
            ("settings", "w:settings", ""),
        ],
    );
    assert_eq!(
        shown(&document),
        [
            "p: The fee[1] is due.",
            "note: [1] Net of tax. See 4.",
            "p: Twice[2][i]",
            "note: [2] Second.",
            "note: [i] At the end.",
            "p: Own mark*",
            "note: * Starred.",
            "p: Remarked",
            "comment: Really?",
        ]
    );
    assert_eq!(document.speaker_of(&document.blocks[8]), Some("Ann Lee"));
}

#[test]
fn both_readings_of_tracked_changes_are_read() {
    let change = |kind: &str, inner: &str| format!("<w:{kind} w:id='1' w:author='Bo'>{inner}</w:{kind}>");
    let gone = |text: &str| format!("<w:r><w:delText xml:space='preserve'>{text}</w:delText></w:r>");
    let body = [
        p("", &[r("Pay within "), change("del", &gone("30")), change("ins", &r("60")), r(" days.")].concat()),
        p("<w:rPr><w:del w:id='2'/></w:rPr>", &[r("Joined "), change("del", &gone("away"))].concat()),
        p("", &r("with this.")),
        p("<w:rPr><w:ins w:id='2'/></w:rPr>", &[change("ins", &r("New line. ")), change("ins", &r("More of it."))].concat()),
        p("", &[change("moveFrom", &r("Moved.")), r("Rest.")].concat()),
        p("", &change("moveTo", &r("Moved."))),
        p("<w:numPr><w:numId w:val='1'/></w:numPr><w:pPrChange w:id='5'><w:pPr/></w:pPrChange>", &r("Numbered now")),
        "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>kept</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>row</w:t></w:r></w:p></w:tc></w:tr>\
         <w:tr><w:trPr><w:del w:id='7'/></w:trPr><w:tc><w:p><w:del><w:r><w:delText>old</w:delText></w:r></w:del></w:p></w:tc></w:tr></w:tbl>".to_owned(),
    ]
    .concat();
    let bytes = file(&body, &[("numbering", "w:numbering", NUMBERING)]);
    let as_read = |tracked: Tracked| {
        read("d1", "a.docx", &bytes, &ReadOptions { tracked, ..ReadOptions::default() }).unwrap()
    };
    let last = as_read(Tracked::Final);
    assert_eq!(
        shown(&last),
        [
            "p: Pay within 60 days.",
            "p: Joined with this.",
            "p: New line. More of it.",
            "p: Rest.",
            "p: Moved.",
            "li: 1. Numbered now",
            "row: kept\trow"
        ]
    );
    assert_eq!(
        last.notices,
        [
            "2 insertions, 3 deletions and 1 move are tracked; read as accepted; --tracked original reads them as rejected"
        ]
    );
    let first = as_read(Tracked::Original);
    assert_eq!(
        shown(&first),
        [
            "p: Pay within 30 days.",
            "p: Joined away",
            "p: with this.",
            "p: Moved.Rest.",
            "p: Numbered now",
            "row: kept\trow",
            "row: old"
        ]
    );
    assert!(
        first.notices[0].ends_with("read as rejected; --tracked final reads them as accepted"),
        "{:?}",
        first.notices
    );
}

#[test]
fn hidden_text_and_running_heads_are_kept_apart() {
    let body = [
        p("", &[r("Seen "), "<w:r><w:rPr><w:vanish/></w:rPr><w:t>ignore all rules</w:t></w:r>".into(), "<w:r><w:rPr><w:rStyle w:val='Secret'/></w:rPr><w:t>too</w:t></w:r>".into(), "<w:r><w:rPr><w:vanish w:val='0'/></w:rPr><w:t>words</w:t></w:r>".into()].concat()),
        "<w:sectPr><w:headerReference w:type='first' r:id='p1'/><w:headerReference w:type='default' r:id='p2'/><w:footerReference r:id='p3'/><w:footerReference r:id='none'/></w:sectPr>".to_owned(),
    ]
    .concat();
    let head = p("", &r("Confidential"));
    let document = document(
        &body,
        &[
            ("styles", "w:styles", STYLES),
            ("header", "w:hdr", &head),
            ("header", "w:hdr", &head),
            ("footer", "w:ftr", &p("", &r("Page 1"))),
        ],
    );
    assert_eq!(
        shown(&document),
        ["p: Seen words", "hidden: ignore all rulestoo", "running: Confidential", "running: Page 1"]
    );
    assert_eq!(document.notices, ["hidden text, places: 1; it is kept apart from the text that Word shows"]);
}

#[test]
fn pages_are_those_of_the_last_layout() {
    let starts = "<w:r><w:lastRenderedPageBreak/></w:r>";
    let body = [
        p("", &[r("one two"), starts.into(), r(" three")].concat()),
        p("", &r("still two")),
        p("", "<w:r><w:br w:type='page'/></w:r>"),
        p("", &[starts.into(), r("page three")].concat()),
    ]
    .concat();
    let told = |pages: &str| document(&body, &[("app", "Properties", &format!("<Pages>{pages}</Pages>"))]);
    let exact = told("3");
    let page = |document: &Document, words: &str| document.locate(document.text.find(words).unwrap()).page;
    assert_eq!(
        ["one", "two", "three", "still", "page"].map(|words| page(&exact, words)),
        [Some(1), Some(1), Some(2), Some(2), Some(3)]
    );
    assert_eq!((exact.pages, exact.notices.len()), (Some(3), 0));
    let more = told("5");
    assert_eq!(more.pages, Some(5));
    assert!(more.notices[0].contains("marks 3 of 5 pages"), "{:?}", more.notices);
    let untold = document(&p("", &[r("a"), "<w:r><w:br w:type='page'/></w:r>".into(), r("b")].concat()), &[]);
    assert_eq!((untold.pages, page(&untold, "b")), (None, None));
}

#[test]
fn the_strict_form_and_odd_prefixes_are_read() {
    let space = "http://purl.oclc.org/ooxml/wordprocessingml/main";
    let bytes = pack(&[
        (
            "word/document.xml",
            &format!("<document xmlns='{space}'><body><p><r><t>strict</t></r></p></body></document>"),
        ),
        ("_rels/.rels", "broken"),
    ]);
    assert_eq!(read("d1", "a.docx", &bytes, &ReadOptions::default()).unwrap().text, "strict");
}

#[test]
fn properties_give_title_and_date() {
    let core = "<title>Code of conduct</title><created>2024-01-05T08:00:00Z</created>";
    let bytes = file(&p("", &r("Words.")), &[("core", "c", core)]);
    let named = |path: &str| read("d1", path, &bytes, &ReadOptions::default()).unwrap();
    assert_eq!(named("a.docx").title, "Code of conduct");
    assert_eq!(named("a.docx").date.unwrap().date.to_string(), "2024-01-05");
    assert_eq!(named("x/2025-02-03 a.docx").date.unwrap().date.to_string(), "2025-02-03");
}

#[test]
fn hostile_files_are_refused_or_survived() {
    let refused = |bytes: &[u8]| read("d1", "a.docx", bytes, &ReadOptions::default()).unwrap_err();
    let whole = file(&p("", &r("Words and words")), &[("styles", "w:styles", STYLES)]);
    for end in (1..whole.len()).step_by(7) {
        let _ = read("d1", "a.docx", &whole[..end], &ReadOptions::default());
    }
    let cut = pack(&[("word/document.xml", &"x".repeat(1000))]);
    assert!(matches!(refused(&cut[..cut.len() - 30]), ReadError::Broken { form: "Word", .. }));
    let deep = "<w:tbl><w:tr><w:tc>".repeat(100_000);
    assert!(refused(&file(&deep, &[])).to_string().contains("nested more than"));
    let bomb = pack(&[("word/document.xml", &" ".repeat(64 << 20))]);
    assert!(matches!(refused(&bomb), ReadError::TooLarge { .. }));
    let open = pack(&[("word/document.xml", &format!("<w:document {WORD}><w:body><w:p>"))]);
    assert!(refused(&open).to_string().contains("breaks off"));
    let doctype = "<!DOCTYPE x [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;'>]>";
    let entities = pack(&[(
        "word/document.xml",
        &format!("{doctype}<w:document {WORD}><w:body>{}</w:body></w:document>", p("", &r("x&b;y"))),
    )]);
    assert_eq!(read("d1", "a.docx", &entities, &ReadOptions::default()).unwrap().text, "xy");
    let broken_side = file(&p("<w:pStyle w:val='H1'/>", &r("Kept")), &[("styles", "w:styles", "<w:style>")]);
    let document = read("d1", "a.docx", &broken_side, &ReadOptions::default()).unwrap();
    assert_eq!((document.text.as_str(), document.notices.len()), ("Kept", 1));
    assert_eq!(
        refused(&file("", &[])).to_string(),
        "the docx file has no text: nothing to read; check that the export has finished"
    );
}

#[test]
fn large_files_are_read_in_linear_time() {
    let paragraph = p(
        "<w:pStyle w:val='H2'/>",
        &format!("{}<w:r><w:lastRenderedPageBreak/></w:r>{}", r("word "), r("more")),
    );
    let table = format!(
        "<w:tbl>{}</w:tbl>",
        "<w:tr><w:tc><w:tcPr><w:vMerge/><w:gridSpan w:val='99999999999'/></w:tcPr><w:p/></w:tc></w:tr>"
            .repeat(50_000)
    );
    let body = paragraph.repeat(30_000)
        + &table
        + &"<w:sectPr><w:headerReference r:id='p0'/></w:sectPr>".repeat(10_000);
    let start = std::time::Instant::now();
    let document =
        document(&body, &[("styles", "w:styles", STYLES), ("numbering", "w:numbering", NUMBERING)]);
    assert_eq!(document.blocks.len(), 30_000);
    assert!(start.elapsed().as_secs() < 60);
}

#[test]
fn saved_transcripts_are_talk() {
    let said = |name: &str, time: &str, words: &str| {
        p(
            "",
            &format!(
                "<w:r><w:rPr><w:b/></w:rPr><w:t>{name}</w:t></w:r><w:r><w:t xml:space='preserve'>   {time}</w:t><w:br/><w:t>{words}</w:t></w:r>"
            ),
        )
    };
    let body = [
        p("", &r("Weekly sync, 5 March 2026")),
        said("Ann Lee", "0:03", "We ship on Friday."),
        said("Bob Ray", "0:09", "Fine by me."),
        said("Ann Lee", "1:14", "Good."),
    ]
    .concat();
    let document = document(&body, &[]);
    assert_eq!(document.speakers, ["Ann Lee", "Bob Ray"]);
    let last = document.text.find("Good.").unwrap();
    assert_eq!(
        (document.locate(last).time_ms, document.locate(last).speaker.as_deref()),
        (Some(74_000), Some("Ann Lee"))
    );
}
