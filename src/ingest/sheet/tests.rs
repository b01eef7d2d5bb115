//! Sheets made here, and what is read of them.

use super::super::package::tests::pack;
use super::super::{ReadError, ReadOptions, read};
use crate::model::document::{BlockKind, Document};

/// A workbook of these sheets: name, state, XML inside `worksheet`.
fn workbook(sheets: &[(&str, &str, &str)]) -> Vec<u8> {
    let space = "xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main' \
        xmlns:r='http://schemas.openxmlformats.org/officeDocument/2006/relationships'";
    let (mut listed, mut relations, mut types) = (String::new(), String::new(), String::new());
    let mut parts = Vec::new();
    for (index, (name, state, inner)) in sheets.iter().enumerate() {
        let id = index + 1;
        listed.push_str(&format!("<sheet name='{name}' sheetId='{id}' state='{state}' r:id='s{id}'/>"));
        relations.push_str(&format!(
            "<Relationship Id='s{id}' Type='http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet' Target='worksheets/{id}.xml'/>"
        ));
        types.push_str(&format!("<Override PartName='/xl/worksheets/{id}.xml' ContentType='application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml'/>"));
        parts.push((format!("xl/worksheets/{id}.xml"), format!("<worksheet {space}>{inner}</worksheet>")));
    }
    let styles = format!(
        "<styleSheet {space}><numFmts count='1'><numFmt numFmtId='170' formatCode='#,##0.00'/></numFmts>\
         <cellXfs count='5'><xf numFmtId='0'/><xf numFmtId='14'/><xf numFmtId='9'/><xf numFmtId='170'/><xf numFmtId='22'/></cellXfs></styleSheet>"
    );
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let mut all = vec![
        (
            "[Content_Types].xml".to_owned(),
            format!(
                "<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'>{types}</Types>"
            ),
        ),
        (
            "_rels/.rels".to_owned(),
            format!(
                "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'><Relationship Id='r1' Type='{office}/officeDocument' Target='xl/workbook.xml'/></Relationships>"
            ),
        ),
        ("xl/workbook.xml".to_owned(), format!("<workbook {space}><sheets>{listed}</sheets></workbook>")),
        (
            "xl/_rels/workbook.xml.rels".to_owned(),
            format!(
                "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'>{relations}</Relationships>"
            ),
        ),
        ("xl/styles.xml".to_owned(), styles),
    ];
    all.extend(parts);
    let all: Vec<(&str, &str)> = all.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    pack(&all)
}

fn said(cell: &str, words: &str) -> String {
    format!("<c r='{cell}' t='inlineStr'><is><t>{words}</t></is></c>")
}

fn number(cell: &str, style: u8, value: &str) -> String {
    format!("<c r='{cell}' s='{style}'><v>{value}</v></c>")
}

fn row(index: u32, cells: &str) -> String {
    format!("<row r='{index}'>{cells}</row>")
}

fn document(path: &str, bytes: &[u8]) -> Document {
    read("d1", path, bytes, &ReadOptions::default()).unwrap()
}

fn shown(document: &Document) -> Vec<String> {
    let place = |block: &crate::model::document::Block| document.locate(block.span.start).row;
    let row = |block| place(block).map_or(String::new(), |row| format!("{row}: "));
    document.blocks.iter().map(|block| format!("{}{}", row(block), document.slice(block.span))).collect()
}

#[test]
fn workbooks_are_read_as_shown() {
    let staff = [
        "<sheetData>".to_owned(),
        row(1, &said("A1", "Staff of 2026")),
        row(
            3,
            &(said("A3", "Name")
                + &said("B3", "Since")
                + &said("C3", "Share")
                + &said("D3", "Pay")
                + &said("F3", "Seen")),
        ),
        row(
            4,
            &(said("A4", "Ann")
                + &number("B4", 1, "45000")
                + &number("C4", 2, "0.5")
                + &number("D4", 3, "1234.5")
                + &number("F4", 4, "45000.75")),
        ),
        row(
            5,
            &(said("A5", "Bob")
                + &number("B5", 1, "45001")
                + &number("C5", 2, "1")
                + &number("D5", 3, "20")
                + "<c r='F5' t='b'><v>1</v></c>"),
        ),
        row(
            6,
            &(said("A6", "Cat")
                + "<c r='D6'><f>SUM(D4:D5)</f><v>1254.5</v></c><c r='F6' t='e'><v>#N/A</v></c>"),
        ),
        "</sheetData><mergeCells count='1'><mergeCell ref='A6:C6'/></mergeCells>".to_owned(),
    ]
    .concat();
    let far = format!(
        "<sheetData>{}{}</sheetData>",
        row(1, &said("A1", "near")),
        row(1_048_576, &said("XFD1048576", "far"))
    );
    let bytes = workbook(&[
        ("Staff", "visible", &staff),
        ("Notes", "hidden", &format!("<sheetData>{}</sheetData>", row(2, &said("B2", "secret")))),
        ("Void", "visible", "<sheetData/>"),
        ("Far", "visible", &far),
    ]);
    let document = document("staff.xlsx", &bytes);
    assert_eq!(
        shown(&document),
        [
            "Staff",
            "1: Staff of 2026",
            "3: Name\tSince\tShare\tPay\tSeen",
            "4: Ann\t2023-03-15\t50%\t1,234.50\t2023-03-15 18:00",
            "5: Bob\t2023-03-16\t100%\t20.00\tTRUE",
            "6: Cat\t1254.5\t#N/A",
            "Notes",
            "2: secret",
            "Far",
            "1: near",
            "1048576: far",
        ]
    );
    assert_eq!(document.format, "xlsx");
    assert_eq!(document.notices, ["hidden sheets, kept apart: Notes", "empty sheets: Void"]);
    assert_eq!(document.blocks[7].kind, BlockKind::Hidden);
    let table = &document.tables[0];
    assert_eq!((table.header_rows, table.row(3).len(), table.row(3)[4].column), (1, 5, 6));
    assert_eq!((table.row(6)[0].columns, table.row(6)[1].column), (3, 4));
    assert_eq!(document.tables[1].row(1_048_576)[0].column, 16_384);
}

#[test]
fn what_is_not_shown_and_remarks_stand_apart() {
    let inner = [
        "<cols><col min='1' max='1' width='9'/><col min='3' max='4' hidden='1'/></cols><sheetData>"
            .to_owned(),
        row(1, &(said("A1", "Name") + &said("B1", "Pay") + &said("C1", "Grade"))),
        row(2, &(said("A2", "Ann") + &number("B2", 0, "10") + &said("C2", "secret"))),
        format!("<row hidden='true'>{}</row>", said("A3", "Bob") + &number("B3", 0, "20")),
        row(4, &(said("A4", "Cat") + &number("B4", 0, "30"))),
        "</sheetData>".to_owned(),
    ]
    .concat();
    let remarks = "<comments><authors><author>Dan Lee</author></authors><commentList>\
        <comment ref='B4' authorId='0'><text><r><t>Dan Lee:</t></r><r><t>\nCheck this.</t></r></text></comment>\
        <comment ref='A2' authorId='7'><text><t>[Threaded comment] Your version of Excel …</t></text></comment>\
        <comment ref='nowhere' authorId='0'><text><t>lost</t></text></comment></commentList></comments>";
    let threads = "<ThreadedComments><threadedComment ref='A2' personId='{1}'><text>Since when?</text></threadedComment></ThreadedComments>";
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let relations = format!(
        "<Relationships><Relationship Id='a' Type='{office}/comments' Target='../comments1.xml'/>\
         <Relationship Id='b' Type='http://schemas.microsoft.com/office/2017/10/relationships/threadedComment' Target='../threads.xml'/></Relationships>"
    );
    let whole = workbook(&[("Staff", "visible", &inner)]);
    let added = [
        ("xl/worksheets/_rels/1.xml.rels", relations.as_str()),
        ("xl/comments1.xml", remarks),
        ("xl/threads.xml", threads),
    ];
    let mut writer = zip::ZipWriter::new_append(std::io::Cursor::new(whole)).unwrap();
    for (name, text) in added {
        writer.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut writer, text.as_bytes()).unwrap();
    }
    let document = document("staff.xlsx", &writer.finish().unwrap().into_inner());
    assert_eq!(
        shown(&document),
        [
            "Staff",
            "1: Name\tPay",
            "2: Ann\t10",
            "4: Cat\t30",
            "1: Grade",
            "2: secret",
            "3: Bob 20",
            "2: Since when?",
            "4: Check this."
        ]
    );
    let kinds: Vec<BlockKind> = document.blocks[4..].iter().map(|block| block.kind).collect();
    use BlockKind::{Comment, Hidden};
    assert_eq!(kinds, [Hidden, Hidden, Hidden, Comment, Comment]);
    let last = document.locate(document.text.len() - 1);
    assert_eq!((last.column, last.speaker.as_deref()), (Some(2), Some("Dan Lee")));
    assert_eq!(document.notices, ["hidden rows or columns, kept apart, in sheets: Staff"]);
}

#[test]
fn broken_workbooks_are_refused() {
    let bytes =
        workbook(&[("A", "visible", &format!("<sheetData>{}</sheetData>", row(1, &said("A1", "x"))))]);
    let refused = |bytes: &[u8]| read("d1", "a.xlsx", bytes, &ReadOptions::default()).unwrap_err();
    assert!(matches!(refused(&bytes[..bytes.len() - 30]), ReadError::Broken { form: "Excel", .. }));
    for end in (1..bytes.len()).step_by(11) {
        let _ = read("d1", "a.xlsx", &bytes[..end], &ReadOptions::default());
    }
    let bomb = workbook(&[("A", "visible", &" ".repeat(64 << 20))]);
    assert!(matches!(refused(&bomb), ReadError::TooLarge { .. }));
    let cut = workbook(&[(
        "A",
        "visible",
        &format!("<sheetData>{}<row><c r='A2'><v>1", row(1, &said("A1", "kept"))),
    )]);
    let document = document("a.xlsx", &cut);
    assert!(
        document.text.contains("kept") && document.notices[0].starts_with("sheet A breaks off"),
        "{:?}",
        document.notices
    );
}

/// A file of LibreOffice with this spreadsheet.
fn open_document(inner: &str) -> Vec<u8> {
    let content = format!(
        "<office:document-content xmlns:dc='d' xmlns:office='o' xmlns:table='t' xmlns:text='x' xmlns:style='s'><office:automatic-styles>\
         <style:style style:name='off'><style:table-properties table:display='false'/></style:style></office:automatic-styles>\
         <office:body><office:spreadsheet>{inner}</office:spreadsheet></office:body></office:document-content>"
    );
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, text) in
        [("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", &content)]
    {
        writer.start_file(name, stored).unwrap();
        std::io::Write::write_all(&mut writer, text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn open_documents_are_read_as_shown() {
    let cell = |more: &str, text: &str| {
        format!("<table:table-cell {more}><text:p>{text}</text:p></table:table-cell>")
    };
    let inner = [
        "<table:table table:name='Budget'><table:table-column table:number-columns-repeated='4'/><table:table-column-group><table:table-column table:visibility='collapse'/></table:table-column-group>".to_owned(),
        format!("<table:table-header-rows><table:table-row>{}{}</table:table-row></table:table-header-rows>", cell("", "Item"), cell("", "Cost")),
        format!("<table:table-row table:number-rows-repeated='2'>{}{}</table:table-row>", cell("", "Pump"), cell("office:value='12.5'", "€ 12.50")),
        format!(
            "<table:table-row table:number-rows-repeated='3'><table:table-cell table:number-columns-repeated='1024'/></table:table-row>\
             <table:table-row><table:table-cell table:number-columns-repeated='2'/>{}</table:table-row>",
            cell("table:number-columns-spanned='2'", "two<text:s/>words<office:annotation><dc:creator>Ann</dc:creator><dc:date>2026-01-02</dc:date><text:p>remark</text:p></office:annotation></text:p><text:p>more")
        ),
        format!("<table:table-row table:visibility='filter'>{}</table:table-row>", cell("", "unseen")),
        "<table:table-row table:number-rows-repeated='1048000'><table:table-cell table:number-columns-repeated='16384'/></table:table-row></table:table>".to_owned(),
        format!("<table:table table:name='Old' table:style-name='off'><table:table-row>{}</table:table-row></table:table>", cell("", "hidden")),
    ]
    .concat();
    let document = document("b.ods", &open_document(&inner));
    assert_eq!(
        shown(&document),
        [
            "Budget",
            "1: Item\tCost",
            "2: Pump\t€ 12.50",
            "3: Pump\t€ 12.50",
            "7: two words more",
            "8: unseen",
            "7: remark",
            "Old",
            "1: hidden"
        ]
    );
    let last = document.tables[0].row(7)[0];
    assert_eq!((last.column, last.columns, document.tables[0].header_rows), (3, 2, 1));
    assert_eq!(
        document.notices,
        ["hidden sheets, kept apart: Old", "hidden rows or columns, kept apart, in sheets: Budget"]
    );
}

#[test]
fn delimited_texts_are_read() {
    let csv = "Staff list;;\n\nname;pay;note\nAnn;1,5;\"two\nlines; \"\"quoted\"\"\"\nBob;2,5\nCat;3,5;x;y\n";
    let document = document("staff.csv", csv.as_bytes());
    assert_eq!(
        shown(&document),
        [
            "1: Staff list",
            "3: name\tpay\tnote",
            "4: Ann\t1,5\ttwo lines; \"quoted\"",
            "5: Bob\t2,5",
            "6: Cat\t3,5\tx\ty"
        ]
    );
    assert_eq!(document.format, "csv");
    assert_eq!(document.tables[0].header_rows, 1);
    assert_eq!(
        document.notices,
        ["rows with fewer than the usual 3 cells: 1", "rows with more than the usual 3 cells: 1"]
    );
    let lines: Vec<_> = document.blocks.iter().map(|block| document.locate(block.span.start).line).collect();
    assert_eq!(lines, [Some(1), Some(3), Some(4), Some(6), Some(7)]);
}

#[test]
fn other_texts_do_not_become_tables() {
    let tabs = "id\tname\tpay\n1\tAnn\t5\n2\tBob\t6\n3\tCat\t7\n4\tDan\t8\n";
    let speech = "Ann: well, yes, so\nBob: no, not, at all\nAnn: if, and, when\nBob: good, then, bye\nAnn: bye, bye, bye\n".repeat(3);
    let chat = "00:13:46\tAnn:\thello\n00:13:50\tBob:\thi\n00:14:00\tAnn:\tyes\n00:15:00\tBob:\tno\n00:15:10\tAnn:\tok\n";
    let list = "We met Ann, Bob, and Cat.\nThen came Dan, Eve, and Fay.\nAlso Gus, Hal, and Ida.\nAt last Jon, Kim, and Lea.\nBye.\n";
    let cases = [
        ("a.txt", tabs, "csv"),
        ("a.txt", speech.as_str(), "labelled-text"),
        ("a.txt", chat, "zoom-chat"),
        ("a.txt", list, "plain-text"),
        ("a.csv", "only one line of words", "plain-text"),
    ];
    for (path, text, format) in cases {
        assert_eq!(document(path, text.as_bytes()).format, format, "{text}");
    }
}
