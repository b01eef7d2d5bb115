//! Files that are broken or made to do harm: nothing panics, nothing takes long, nothing is dropped in silence.

use super::super::super::{ReadError, ReadOptions, read};
use super::build::{Sheet, assemble, bytes, save};
use super::{BODY, notice, open};
use flate2::{Compression, write::ZlibEncoder};
use lopdf::encryption::{EncryptionState, EncryptionVersion, Permissions};
use lopdf::{Object, Stream, dictionary};
use std::io::Write;
use std::time::{Duration, Instant};

fn body() -> Sheet {
    let mut sheet = Sheet::new();
    sheet.paragraph(72.0, 740.0, &BODY);
    sheet
}

/// This many equal bytes, deflated.
fn bomb(byte: u8, length: usize) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
    let block = vec![byte; 1 << 20];
    for _ in 0..length >> 20 {
        encoder.write_all(&block).unwrap();
    }
    encoder.finish().unwrap()
}

fn encrypted(owner: &str, user: &str) -> Vec<u8> {
    let mut file = assemble(&[body()]);
    let id = || Object::string_literal(b"0123456789abcdef".to_vec());
    file.trailer.set("ID", Object::Array(vec![id(), id()]));
    let version = EncryptionVersion::V2 {
        document: &file,
        owner_password: owner,
        user_password: user,
        key_length: 128,
        permissions: Permissions::all(),
    };
    let state = EncryptionState::try_from(version).unwrap();
    file.encrypt(&state).unwrap();
    bytes(file)
}

#[test]
fn passwords_open_what_is_locked() {
    let with = |bytes: &[u8], password: Option<&str>| {
        let options = ReadOptions { password: password.map(str::to_owned), ..ReadOptions::default() };
        read("d1", "a.pdf", bytes, &options)
    };
    // A file that only its owner may change opens for everybody.
    assert!(with(&encrypted("owner", ""), None).unwrap().text.starts_with("The parties"));
    let locked = encrypted("owner", "user");
    assert_eq!(with(&locked, None).unwrap_err(), ReadError::Locked { form: "pdf", tried: false });
    assert_eq!(with(&locked, Some("wrong")).unwrap_err(), ReadError::Locked { form: "pdf", tried: true });
    assert!(with(&locked, Some("user")).unwrap().text.starts_with("The parties"));
}

#[test]
fn a_page_that_unpacks_without_end_is_left_out() {
    let mut file = assemble(&[body(), body()]);
    let page = file.get_pages()[&2];
    let mut stream = Stream::new(dictionary! { "Filter" => "FlateDecode" }, bomb(b' ', 300 << 20));
    stream.allows_compression = false;
    let content = file.add_object(stream);
    file.get_dictionary_mut(page).unwrap().set("Contents", content);
    let document = open(&bytes(file)).unwrap();
    assert!(document.text.starts_with("The parties"));
    assert!(notice(&document, "page 2 was read in part only").is_some(), "{:?}", document.notices);
}

#[test]
fn objects_that_unpack_without_end_are_refused() {
    let packed = bomb(b' ', 300 << 20);
    let mut file = save(&[body()]);
    let end = file.windows(4).rposition(|window| window == b"xref").unwrap();
    let mut object = format!(
        "90 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length {} >>\nstream\n",
        packed.len()
    )
    .into_bytes();
    object.extend_from_slice(&packed);
    object.extend_from_slice(b"\nendstream\nendobj\n");
    file.splice(end..end, object);
    assert_eq!(open(&file).unwrap_err(), ReadError::TooLarge { form: "pdf", limit: "256 MB".into() });
}

#[test]
fn forms_that_show_each_other_end() {
    let mut file = assemble(&[body()]);
    let ids: Vec<_> = (0..30).map(|_| file.new_object_id()).collect();
    for (index, &id) in ids.iter().enumerate() {
        // Each form shows the next one ten times, the last one the first.
        let next = ids[(index + 1) % ids.len()];
        let form = Stream::new(
            dictionary! {
                "Type" => "XObject", "Subtype" => "Form", "BBox" => vec![0.into(), 0.into(), 612.into(), 792.into()],
                "Resources" => dictionary! { "XObject" => dictionary! { "Fm" => next } },
            },
            b"/Fm Do ".repeat(10),
        );
        file.objects.insert(id, form.into());
    }
    let page = file.get_pages()[&1];
    let content = file.add_object(Stream::new(dictionary! {}, b"/Fm Do".to_vec()));
    let page = file.get_dictionary_mut(page).unwrap();
    page.set("Contents", content);
    page.set("Resources", dictionary! { "XObject" => dictionary! { "Fm" => ids[0] } });
    let start = Instant::now();
    let options = ReadOptions { time_limit: Duration::from_secs(2), ..ReadOptions::default() };
    let result = read("d1", "a.pdf", &bytes(file), &options);
    assert!(matches!(result, Err(ReadError::NoSpeech { .. } | ReadError::TooLong { .. })), "{result:?}");
    assert!(start.elapsed() < Duration::from_secs(8));
}

#[test]
fn pages_not_read_in_time_are_named() {
    let mut file = assemble(&vec![body(); 40]);
    let endless = file.add_object(Stream::new(dictionary! {}, b"0 0 m 1 1 l S\n".repeat(400_000)));
    for page in file.get_pages().into_values().skip(1) {
        file.get_dictionary_mut(page).unwrap().set("Contents", endless);
    }
    let options = ReadOptions { time_limit: Duration::from_millis(1_500), ..ReadOptions::default() };
    let document = read("d1", "a.pdf", &bytes(file), &options).unwrap();
    assert!(document.text.starts_with("The parties"));
    assert!(notice(&document, "time ran out: page").is_some(), "{:?}", document.notices);
}

#[test]
fn many_empty_pages_are_quick() {
    let mut sheets = vec![body()];
    sheets.resize(20_000, Sheet::new());
    let file = save(&sheets);
    let start = Instant::now();
    let document = open(&file).unwrap();
    assert!(start.elapsed() < Duration::from_secs(20));
    assert_eq!(document.pages, Some(20_000));
    assert_eq!(notice(&document, "no text"), Some("pages 2 to 20000 have no text"));
}

#[test]
fn loops_in_the_structure_end() {
    let mut file = assemble(&[body()]);
    let page = file.get_pages()[&1];
    let root = file.trailer.get(b"Root").unwrap().as_reference().unwrap();
    let tree = file.get_dictionary(root).unwrap().get(b"Pages").unwrap().as_reference().unwrap();
    file.get_dictionary_mut(tree).unwrap().set("Kids", vec![tree.into(), page.into(), tree.into()]);
    let entry = file.new_object_id();
    let entry_dict =
        dictionary! { "Title" => Object::string_literal("x"), "First" => entry, "Next" => entry };
    file.objects.insert(entry, Object::Dictionary(entry_dict));
    let names = file.new_object_id();
    file.objects
        .insert(names, Object::Dictionary(dictionary! { "Kids" => vec![names.into(), names.into()] }));
    let catalog = file.get_dictionary_mut(root).unwrap();
    catalog.set("Outlines", dictionary! { "First" => entry });
    catalog.set("Names", dictionary! { "Dests" => names, "EmbeddedFiles" => names });
    assert!(open(&bytes(file)).unwrap().text.starts_with("The parties"));
}

#[test]
fn deep_nesting_is_survived() {
    let depth = 100_000;
    for open_close in [("[", "]"), ("<<", ">>"), ("(", ")"), ("q ", "Q ")] {
        let mut sheet = body();
        sheet.raw(&format!("{}{}", open_close.0.repeat(depth), open_close.1.repeat(depth)));
        let text = open(&save(&[sheet])).map(|document| document.text).unwrap();
        assert!(text.starts_with("The parties"), "{open_close:?}");
    }
}

#[test]
fn wrong_names_and_broken_files_are_told() {
    assert!(read("d1", "a.docx", &save(&[body()]), &ReadOptions::default()).is_ok());
    let cases: [(&[u8], &str); 3] = [
        (b"%PDF-1.7", "broken"),
        (b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF", "broken"),
        (b"%PDF-1.4\n\0\0\0\0\0\0\0\0\0", "broken"),
    ];
    for (bytes, words) in cases {
        let message = open(bytes).unwrap_err().to_string();
        assert!(message.contains(words), "{message}");
    }
    // A text about the format is a text.
    let text =
        read("d1", "a.txt", b"A file begins with %PDF-1.7 and a line.", &ReadOptions::default()).unwrap();
    assert_eq!(text.format, "plain-text");
}

#[test]
fn cut_and_changed_files_never_panic() {
    let mut sheet = body();
    sheet.raw("q 1 0 0 1 10 10 cm /Im Do Q 72 500 m 300 500 l S 72 400 200 90 re S");
    let file = save(&[sheet, body()]);
    let mut seed = 0x9E37_79B9_7F4A_7C15_u64;
    let mut random = |below: usize| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        (seed % below as u64) as usize
    };
    for round in 0..250 {
        let mut changed = file.clone();
        if round % 3 == 0 {
            changed.truncate(8 + random(file.len() - 8));
        }
        for _ in 0..random(12) {
            let at = 8 + random(changed.len().max(10) - 8);
            let byte = if random(2) == 0 { b"0123456789<>[]()/ "[random(18)] } else { random(256) as u8 };
            if let Some(place) = changed.get_mut(at) {
                *place = byte;
            }
        }
        if let Err(error) = open(&changed) {
            assert!(
                !matches!(error, ReadError::Failed { .. } | ReadError::TooLong { .. }),
                "round {round}: {error}"
            );
        }
    }
}
