//! Whole files, built here, read through the front door.

mod build;
mod hostile;

use super::super::{ReadError, ReadOptions, read};
use crate::model::document::{BlockKind, Document};
use build::{Sheet, assemble, bytes, save};
use lopdf::{Object, dictionary};

fn open(bytes: &[u8]) -> Result<Document, ReadError> {
    read("d1", "a.pdf", bytes, &ReadOptions::default())
}

fn document(sheets: &[Sheet]) -> Document {
    open(&save(sheets)).unwrap()
}

/// The blocks as pairs of kind and text.
fn blocks(document: &Document) -> Vec<(BlockKind, &str)> {
    document.blocks.iter().map(|block| (block.kind, document.slice(block.span))).collect()
}

/// Texts of the blocks of one kind.
fn texts(document: &Document, kind: BlockKind) -> Vec<&str> {
    blocks(document).into_iter().filter(|(own, _)| *own == kind).map(|(_, text)| text).collect()
}

fn notice<'a>(document: &'a Document, words: &str) -> Option<&'a str> {
    document.notices.iter().map(String::as_str).find(|notice| notice.contains(words))
}

/// Lines of running text, so that a page has a body to compare with.
const BODY: [&str; 4] = [
    "The parties have worked together for several years and wish to go on",
    "doing so under the terms that are set out below, which take the place",
    "of everything that was agreed before, in writing or otherwise, and are",
    "to be read together with the schedules.",
];

#[test]
fn lines_become_paragraphs_with_their_places() {
    let mut sheet = Sheet::new();
    sheet.bold(18.0, 72.0, 720.0, "Annual report");
    sheet.paragraph(
        72.0,
        690.0,
        &["The company grew in every region and", "hired forty people in its new agree-", "ments office."],
    );
    sheet.paragraph(72.0, 640.0, &["Costs rose as well."]);
    let document = document(&[sheet]);
    assert_eq!(
        blocks(&document),
        [
            (BlockKind::Heading(1), "Annual report"),
            (
                BlockKind::Paragraph,
                "The company grew in every region and hired forty people in its new agreements office."
            ),
            (BlockKind::Paragraph, "Costs rose as well."),
        ]
    );
    let place = document.locate(document.text.find("hired").unwrap());
    assert_eq!((place.page, place.line, place.heading.as_deref()), (Some(1), Some(3), Some("Annual report")));
    assert_eq!(document.pages, Some(1));
    assert_eq!(document.format, "pdf");
}

#[test]
fn columns_are_read_one_after_the_other() {
    let mut sheet = Sheet::new();
    sheet.bold(16.0, 150.0, 740.0, "A title over both of the columns");
    let left: Vec<String> = (0..12).map(|n| format!("left line {n} tells of many things and")).collect();
    let right: Vec<String> = (0..12).map(|n| format!("right line {n} has other things to say")).collect();
    // The base lines of the columns differ, as they do in print.
    sheet.paragraph(60.0, 700.0, &left.iter().map(String::as_str).collect::<Vec<_>>());
    sheet.paragraph(320.0, 696.0, &right.iter().map(String::as_str).collect::<Vec<_>>());
    let document = document(&[sheet]);
    let at = |words: &str| document.text.find(words).unwrap();
    assert!(at("title over") < at("left line 0"));
    assert!(at("left line 11") < at("right line 0"), "{}", document.text);
}

#[test]
fn tables_beside_text_are_not_torn_apart() {
    let mut sheet = Sheet::new();
    for row in 0..10 {
        let y = 700.0 - 13.0 * row as f32;
        sheet.text(10.0, 72.0, y, &format!("Form of the agreement number {row} as it was amended"));
        sheet.text(10.0, 360.0, y, "10-K").text(10.0, 430.0, y, &format!("10.{row}")).text(
            10.0,
            480.0,
            y,
            "6/12/2020",
        );
    }
    let document = document(&[sheet]);
    assert_eq!(document.tables.len(), 1);
    assert_eq!(document.tables[0].row(4).len(), 4);
}

#[test]
fn text_spread_to_fill_the_line_is_no_table() {
    let lines = [
        "This   agreement is  made  between  the   parties   named  below",
        "and   takes effect  on   the day   on  which the last  of  them",
        "has   signed   it, unless  a   later  day   is  agreed on  in",
        "writing,   as  the  law  of  the   place   of business  requires",
    ];
    let mut sheet = Sheet::new();
    for (row, line) in lines.iter().enumerate() {
        // A space is 2.8 points wide; three in a row look like a gap between cells.
        let line = line.replace("   ", ") -1300 (").replace("  ", " ");
        sheet.raw(&format!("BT /F1 10 Tf 72 {} Td [({line})] TJ ET", 700 - 12 * row));
    }
    let document = document(&[sheet]);
    assert!(document.tables.is_empty(), "{}", document.text);
    assert_eq!(document.blocks.len(), 1);
    assert!(document.text.starts_with("This agreement is made between the parties named below and takes"));
}

#[test]
fn definitions_keep_their_lines() {
    let mut sheet = Sheet::new();
    let entries = [
        (
            "Affiliate",
            [
                "means any company that controls a party or is",
                "controlled by it, directly or through another.",
            ],
        ),
        (
            "Deliverables",
            [
                "means the results of the work that are listed in",
                "the schedule, in whatever form they are handed over.",
            ],
        ),
        (
            "Territory",
            ["means the countries in which the parties do their", "business on the day of this agreement."],
        ),
    ];
    for (index, (term, lines)) in entries.iter().enumerate() {
        let y = 700.0 - 40.0 * index as f32;
        sheet.bold(10.0, 72.0, y, term).paragraph(180.0, y, lines);
    }
    let document = document(&[sheet]);
    assert_eq!(
        texts(&document, BlockKind::TableRow)[1],
        "Deliverables\tmeans the results of the work that are listed in the schedule, in whatever form they are handed over."
    );
}

#[test]
fn paragraphs_go_on_over_pages_and_running_heads_stay_out() {
    let sheets: Vec<Sheet> = (1..=4)
        .map(|page| {
            let mut sheet = Sheet::new();
            sheet.text(8.0, 72.0, 760.0, "Master Agreement");
            sheet.text(8.0, 500.0, 760.0, "Confidential");
            for line in 0..40 {
                sheet.text(
                    10.0,
                    72.0,
                    720.0 - 14.0 * line as f32,
                    &format!("sentence {page} of {line} goes on and on without any end of it"),
                );
            }
            sheet.text(8.0, 300.0, 30.0, &format!("Page {page} of 4"));
            sheet
        })
        .collect();
    let document = document(&sheets);
    assert_eq!(texts(&document, BlockKind::Paragraph).len(), 1);
    assert_eq!(texts(&document, BlockKind::Running).len(), 8);
    let place = document.locate(document.text.find("sentence 3 of 0").unwrap());
    assert_eq!((place.page, place.line), (Some(3), Some(2)));
}

#[test]
fn aligned_tables_have_rows_and_cells() {
    let mut sheet = Sheet::new();
    sheet.paragraph(72.0, 740.0, &BODY);
    for (row, cells) in [
        ["", "2024", "2023"],
        ["Net sales", "1,204", "1,100"],
        ["Cost of sales", "(804)", "(750)"],
        ["Gross profit of the group", "400", "350"],
    ]
    .iter()
    .enumerate()
    {
        for (text, x) in cells.iter().zip([72.0, 300.0, 400.0]).filter(|(text, _)| !text.is_empty()) {
            sheet.text(10.0, x, 650.0 - 14.0 * row as f32, text);
        }
    }
    sheet.paragraph(72.0, 560.0, &BODY);
    let document = document(&[sheet]);
    assert_eq!(document.tables.len(), 1);
    let table = &document.tables[0];
    let cells: Vec<_> =
        table.cells.iter().map(|cell| (cell.row, cell.column, document.slice(cell.span))).collect();
    assert_eq!(cells[0], (1, 2, "2024"));
    assert_eq!(cells[5..8], [(3, 1, "Cost of sales"), (3, 2, "(804)"), (3, 3, "(750)")]);
    assert_eq!((table.header_rows, cells.len()), (1, 11));
}

#[test]
fn ruled_tables_keep_lines_of_a_cell_together() {
    let mut sheet = Sheet::new();
    let (xs, ys) = ([72.0, 200.0, 400.0], [700.0, 680.0, 640.0, 600.0]);
    for y in ys {
        sheet.raw(&format!("72 {y} m 400 {y} l S"));
    }
    for x in xs {
        sheet.raw(&format!("{x} 600 m {x} 700 l S"));
    }
    sheet.bold(10.0, 76.0, 686.0, "Service").bold(10.0, 204.0, 686.0, "Level");
    sheet.paragraph(76.0, 668.0, &["Help desk", "by telephone"]).paragraph(
        204.0,
        668.0,
        &["answered within", "one hour"],
    );
    sheet.paragraph(76.0, 628.0, &["Repairs"]).paragraph(204.0, 628.0, &["next working", "day"]);
    let document = document(&[sheet]);
    assert_eq!(
        blocks(&document),
        [
            (BlockKind::TableRow, "Service\tLevel"),
            (BlockKind::TableRow, "Help desk by telephone\tanswered within one hour"),
            (BlockKind::TableRow, "Repairs\tnext working day"),
        ]
    );
    assert_eq!(document.tables[0].header_rows, 1);
}

#[test]
fn bullets_that_are_drawn_part_items() {
    let mut sheet = Sheet::new();
    sheet.paragraph(72.0, 740.0, &BODY);
    // A circle of curves, a hollow one and a square, each beside the first line of its item.
    let circle = |y: f32, end: &str| {
        let (top, low) = (y + 2.0, y - 2.0);
        format!("79 {y} m 79 {top} 75 {top} 75 {y} c 75 {low} 79 {low} 79 {y} c {end}")
    };
    sheet.raw(&circle(683.0, "f")).paragraph(
        90.0,
        680.0,
        &["Revenue grew in every region but one and", "is"],
    );
    sheet.raw(&circle(659.0, "S")).paragraph(90.0, 656.0, &["Costs fell"]);
    sheet.raw("75 645 4 4 re f").paragraph(90.0, 644.0, &["Staff stayed level over the whole year"]);
    sheet.paragraph(72.0, 632.0, &["What follows is no part of the list."]);
    let document = document(&[sheet]);
    assert_eq!(
        texts(&document, BlockKind::ListItem),
        [
            "Revenue grew in every region but one and is",
            "Costs fell",
            "Staff stayed level over the whole year"
        ]
    );
    assert!(texts(&document, BlockKind::Paragraph).contains(&"What follows is no part of the list."));
}

#[test]
fn lists_and_notes_are_told() {
    let mut sheet = Sheet::new();
    sheet.paragraph(72.0, 740.0, &BODY);
    sheet.text(10.0, 72.0, 680.0, "(a) the first duty, which is long and has").text(
        10.0,
        90.0,
        668.0,
        "a second line;",
    );
    sheet.text(10.0, 72.0, 656.0, "(b) the other duty.");
    sheet.text(7.0, 72.0, 80.0, "1 As amended in the year before.");
    sheet.text(7.0, 72.0, 70.0, "2 See the annex for more of it.");
    let document = document(&[sheet]);
    assert_eq!(
        texts(&document, BlockKind::ListItem),
        ["(a) the first duty, which is long and has a second line;", "(b) the other duty."]
    );
    assert_eq!(
        texts(&document, BlockKind::Footnote),
        ["1 As amended in the year before.", "2 See the annex for more of it."]
    );
}

#[test]
fn hidden_text_is_kept_apart() {
    let cases = [
        ("invisible", "BT 3 Tr /F1 10 Tf 72 600 Td (secret words) Tj ET", "is drawn invisibly"),
        ("white", "1 g BT /F1 10 Tf 72 600 Td (secret words) Tj ET 0 g", "colour of its background"),
        (
            "black on black",
            "60 590 200 30 re f BT /F1 10 Tf 72 600 Td (secret words) Tj ET",
            "colour of its background",
        ),
        ("tiny", "BT /F1 0.4 Tf 72 600 Td (secret words) Tj ET", "too small"),
        ("off page", "BT /F1 10 Tf 900 600 Td (secret words) Tj ET", "outside the page"),
        (
            "covered",
            "BT /F1 10 Tf 72 600 Td (secret words) Tj ET 1 0 0 rg 60 590 200 30 re f",
            "painted over",
        ),
        ("clipped", "q 0 0 50 50 re W n BT /F1 10 Tf 72 600 Td (secret words) Tj ET Q", "cut away"),
    ];
    for (name, commands, words) in cases {
        let mut sheet = Sheet::new();
        sheet.paragraph(72.0, 740.0, &BODY).raw(commands);
        let document = document(&[sheet]);
        assert_eq!(texts(&document, BlockKind::Hidden), ["secret words"], "{name}");
        assert!(
            notice(&document, words).is_some_and(|notice| notice.contains("page 1")),
            "{name}: {:?}",
            document.notices
        );
    }
}

#[test]
fn what_can_be_seen_is_not_hidden() {
    let cases = [
        ("white on dark", "0 0 0.5 rg 60 590 200 30 re f 1 g BT /F1 10 Tf 72 600 Td (plain words) Tj ET 0 g"),
        (
            "on a picture",
            "q 300 0 0 200 50 500 cm /Im Do Q 1 g BT /F1 10 Tf 72 600 Td (plain words) Tj ET 0 g",
        ),
        (
            "on a shape",
            "0 0 1 rg 60 590 m 100 640 200 640 260 590 c f 1 g BT /F1 10 Tf 90 600 Td (plain words) Tj ET 0 g",
        ),
        ("shaded row", "0.9 g 60 590 200 30 re f 0 g BT /F1 10 Tf 72 600 Td (plain words) Tj ET"),
    ];
    for (name, commands) in cases {
        let mut sheet = Sheet::new();
        sheet.paragraph(72.0, 740.0, &BODY).raw(commands);
        let document = document(&[sheet]);
        assert!(texts(&document, BlockKind::Hidden).is_empty(), "{name}");
        assert!(document.text.contains("plain words"), "{name}");
    }
}

#[test]
fn doubled_glyphs_are_read_once() {
    let mut sheet = Sheet::new();
    sheet.text(10.0, 72.0, 700.0, "Bold by drawing twice").text(10.0, 72.3, 700.0, "Bold by drawing twice");
    sheet.raw("BT /F1 10 Tf 72 650 Td [(l) 200 (l) -50 (e) 540 (e)] TJ ET");
    let document = document(&[sheet]);
    assert_eq!(document.text, "Bold by drawing twice\nle");
}

#[test]
fn turned_pages_and_lines_are_read() {
    let mut sheet = Sheet::new();
    sheet.paragraph(72.0, 740.0, &BODY);
    sheet.raw("BT /F1 9 Tf 0 1 -1 0 30 200 Tm (printed along the edge) Tj ET");
    let mut file = assemble(&[sheet]);
    let text = open(&bytes(file.clone())).unwrap().text;
    assert!(text.starts_with("The parties have") && text.ends_with("printed along the edge"), "{text}");
    for page in file.get_pages().into_values() {
        file.get_dictionary_mut(page).unwrap().set("Rotate", 90);
    }
    let document = open(&bytes(file)).unwrap();
    assert!(
        document
            .text
            .contains("The parties have worked together for several years and wish to go on doing so")
    );
}

#[test]
fn pages_that_are_pictures_are_named() {
    let scan = "q 612 0 0 792 0 0 cm /Im Do Q";
    let mut text = Sheet::new();
    text.paragraph(72.0, 740.0, &BODY);
    let mut blank = Sheet::new();
    blank.raw(scan);
    let mut recognised = Sheet::new();
    recognised.raw(scan).raw("BT 3 Tr /F1 10 Tf 72 600 Td (words that a machine has recognised) Tj ET");
    let read = document(&[text, blank.clone(), recognised]);
    assert_eq!(notice(&read, "image"), Some("page 2 is an image; no text layer"));
    assert!(notice(&read, "recognised").is_some_and(|notice| notice.contains("page 3")));
    assert!(read.text.ends_with("words that a machine has recognised"));
    assert!(texts(&read, BlockKind::Hidden).is_empty());
    assert_eq!(open(&save(&[blank])).unwrap_err(), ReadError::Scanned { form: "pdf" });
}

#[test]
fn the_outline_and_the_metadata_count() {
    let mut sheet = Sheet::new();
    sheet.text(10.0, 72.0, 740.0, "Scope of the work").paragraph(72.0, 700.0, &BODY);
    let mut file = assemble(&[sheet]);
    let page = file.get_pages()[&1];
    let entry = file.new_object_id();
    let outlines = file.add_object(dictionary! { "First" => entry, "Last" => entry, "Count" => 1 });
    file.objects.insert(
        entry,
        Object::Dictionary(dictionary! {
            "Title" => Object::string_literal("Scope of  the work"), "Parent" => outlines,
            "Dest" => vec![page.into(), "Fit".into()], "Next" => entry,
        }),
    );
    let attached = dictionary! { "Names" => vec![Object::string_literal("a.csv"), dictionary! { "F" => Object::string_literal("a.csv") }.into()] };
    let catalog = file.trailer.get(b"Root").unwrap().as_reference().unwrap();
    let catalog = file.get_dictionary_mut(catalog).unwrap();
    catalog.set("Outlines", outlines);
    catalog.set("Names", dictionary! { "EmbeddedFiles" => attached });
    let info = file.add_object(dictionary! {
        "Title" => Object::string_literal("Microsoft Word - Statement of work"),
        "CreationDate" => Object::string_literal("D:20240315120000Z"),
    });
    file.trailer.set("Info", info);
    let document = open(&bytes(file)).unwrap();
    assert_eq!(blocks(&document)[0], (BlockKind::Heading(1), "Scope of the work"));
    assert_eq!(document.title, "Statement of work");
    assert_eq!(document.date, None, "the day a file was made is not the day of its content");
    assert_eq!(notice(&document, "attached"), Some("attached files were not read: a.csv"));
}

#[test]
fn labels_of_pages_stand_beside_their_numbers() {
    let sheets: Vec<Sheet> = (0..5)
        .map(|page| {
            let mut sheet = Sheet::new();
            sheet.text(10.0, 72.0, 700.0, &format!("What stands on sheet {page} of this file."));
            sheet
        })
        .collect();
    let mut file = assemble(&sheets);
    let range = |first: i64, labels| [Object::from(first), Object::Dictionary(labels)];
    let ranges = [
        range(3, dictionary! { "S" => "D", "P" => Object::string_literal("A-"), "St" => 3 }),
        range(0, dictionary! { "S" => "r" }),
        range(2, dictionary! { "S" => "D", "St" => 3 }),
        range(900_000, dictionary! { "S" => "D" }),
    ];
    let labels = file.new_object_id();
    // Its own child, which nobody may follow for ever.
    let tree = dictionary! { "Nums" => ranges.concat(), "Kids" => vec![labels.into()] };
    file.objects.insert(labels, Object::Dictionary(tree));
    let catalog = file.trailer.get(b"Root").unwrap().as_reference().unwrap();
    file.get_dictionary_mut(catalog).unwrap().set("PageLabels", labels);
    let document = open(&bytes(file)).unwrap();
    assert_eq!(document.page_labels, ["i", "ii", "3", "A-3", "A-4"]);
    let place = document.locate(document.text.find("sheet 3").unwrap());
    assert_eq!((place.page, place.page_label.as_deref()), (Some(4), Some("A-3")));
    let place = document.locate(document.text.find("sheet 2").unwrap());
    assert_eq!((place.page, place.page_label), (Some(3), None));
    let mut shown = Vec::new();
    crate::ingest::show::write_json(&document, &mut shown).unwrap();
    let shown: serde_json::Value = serde_json::from_slice(&shown).unwrap();
    let labelled = |block: &&serde_json::Value| block["page"] == 4 && block["page_label"] == "A-3";
    assert_eq!(shown["blocks"].as_array().unwrap().iter().filter(labelled).count(), 1);
}

#[test]
fn fonts_without_letters_are_noticed() {
    let mut sheet = Sheet::new();
    sheet.paragraph(72.0, 740.0, &BODY).raw("BT /F3 10 Tf 72 500 Td <000100020003000400050006> Tj ET");
    let mut file = assemble(&[sheet]);
    let descriptor =
        file.add_object(dictionary! { "Type" => "FontDescriptor", "FontName" => "Odd", "Flags" => 4 });
    let descendant = dictionary! {
        "Type" => "Font", "Subtype" => "CIDFontType2", "BaseFont" => "Odd", "FontDescriptor" => descriptor,
        "CIDSystemInfo" => dictionary! { "Registry" => Object::string_literal("Adobe"), "Ordering" => Object::string_literal("Identity"), "Supplement" => 0 },
    };
    let descendant = file.add_object(descendant);
    let font = file.add_object(dictionary! {
        "Type" => "Font", "Subtype" => "Type0", "BaseFont" => "Odd", "Encoding" => "Identity-H",
        "DescendantFonts" => vec![descendant.into()],
    });
    for object in file.objects.values_mut() {
        if let Ok(fonts) =
            object.as_dict_mut().and_then(|dict| dict.get_mut(b"Font")).and_then(Object::as_dict_mut)
        {
            fonts.set("F3", font);
        }
    }
    let document = open(&bytes(file)).unwrap();
    assert!(
        notice(&document, "do not say which letters").is_some(),
        "{:?}\n{}",
        document.notices,
        document.text
    );
}
