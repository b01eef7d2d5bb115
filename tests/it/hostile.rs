//! Files made to do harm, and honest files that were damaged: none may bring down a run, hang it or fill the memory.

use flate2::Compression;
use flate2::write::ZlibEncoder;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;
use throughline::ingest::{ReadError, ReadOptions, read};

/// Files whose damaged copies are read.
fn seeds() -> Vec<PathBuf> {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    let mut seeds: Vec<PathBuf> = [samples.join("documents"), samples]
        .iter()
        .flat_map(|folder| std::fs::read_dir(folder).expect("the samples are there"))
        .map(|entry| entry.expect("a readable folder").path())
        .filter(|path| path.is_file())
        .collect();
    seeds.sort();
    seeds
}

/// Numbers that look random and are the same in every run. Source: Knuth's MMIX generator.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % most.max(1)
    }
}

/// A copy with a few bytes changed, moved, doubled or left out.
fn damage(bytes: &[u8], numbers: &mut Numbers) -> Vec<u8> {
    let mut copy = bytes.to_vec();
    for _ in 0..1 + numbers.below(12) {
        let at = numbers.below(copy.len());
        let end = (at + 1 + numbers.below(40)).min(copy.len());
        match numbers.below(5) {
            0 => copy[at] = numbers.below(256) as u8,
            1 => drop(copy.drain(at..end)),
            2 => {
                let piece = copy[at..end].to_vec();
                let to = numbers.below(copy.len());
                copy.splice(to..to, piece);
            }
            3 => copy[at..end].iter_mut().for_each(|byte| *byte = b'9'),
            _ => copy.truncate(copy.len() - numbers.below(copy.len() / 2)),
        }
        if copy.is_empty() {
            break;
        }
    }
    copy
}

/// Reads the bytes and says what is wrong with what came out, if anything.
fn fault(name: &str, bytes: &[u8]) -> Option<String> {
    let options = ReadOptions { time_limit: Duration::from_secs(30), ..ReadOptions::default() };
    match read("d1", name, bytes, &options) {
        Ok(document) => {
            let mut at = 0;
            for block in &document.blocks {
                if block.span.start < at || document.text.get(block.span.range()).is_none_or(str::is_empty) {
                    return Some(format!("{block:?} breaks the rules of blocks"));
                }
                at = block.span.end;
            }
            let cells = document.tables.iter().flat_map(|table| &table.cells);
            cells
                .clone()
                .find(|cell| document.slice(cell.span).is_empty())
                .map(|cell| format!("{cell:?} is empty"))
        }
        Err(error @ (ReadError::Failed { .. } | ReadError::TooLong { .. })) => Some(error.to_string()),
        Err(_) => None,
    }
}

#[test]
fn damaged_files_are_read_or_refused() {
    let mut numbers = Numbers(20_260_630);
    let mut faults = String::new();
    for seed in seeds() {
        let bytes = std::fs::read(&seed).expect("a readable sample");
        let name = seed.file_name().expect("a file").to_string_lossy().into_owned();
        let mut copies = vec![
            vec![0; bytes.len()],
            [bytes.clone(), bytes.clone()].concat(),
            [b"\x0c\0\xff", &bytes[..]].concat(),
        ];
        copies.extend((0..8).map(|eighth| bytes[..bytes.len() * eighth / 8].to_vec()));
        copies.extend((0..25).map(|_| damage(&bytes, &mut numbers)));
        for (number, copy) in copies.iter().enumerate() {
            if let Some(fault) = fault(&name, copy) {
                let _ = writeln!(faults, "{name}, copy {number}: {fault}");
            }
        }
        for extension in ["pdf", "docx", "xlsx", "html", "md", "csv", "eml", "vtt", "json"] {
            if let Some(fault) = fault(&format!("wrong.{extension}"), &bytes) {
                let _ = writeln!(faults, "{name} as {extension}: {fault}");
            }
        }
    }
    assert!(faults.is_empty(), "{faults}");
}

/// A zip archive of these files, compressed.
fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in files {
        archive.start_file(*name, zip::write::SimpleFileOptions::default()).expect("a valid name");
        archive.write_all(bytes).expect("memory takes every write");
    }
    archive.finish().expect("memory takes every write").into_inner()
}

/// A PDF of these objects, numbered from 1; the first is the catalog.
fn pdf(objects: &[Vec<u8>]) -> Vec<u8> {
    let mut file = b"%PDF-1.7\n".to_vec();
    let mut places = Vec::new();
    for (index, object) in objects.iter().enumerate() {
        places.push(file.len());
        file.extend_from_slice(format!("{} 0 obj\n", index + 1).as_bytes());
        file.extend_from_slice(object);
        file.extend_from_slice(b"\nendobj\n");
    }
    let table = file.len();
    let _ = write!(file, "xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for place in places {
        let _ = writeln!(file, "{place:010} 00000 n ");
    }
    let _ = writeln!(file, "trailer\n<</Size {}/Root 1 0 R>>\nstartxref\n{table}\n%%EOF", objects.len() + 1);
    file
}

/// A stream object.
fn stream(dictionary: &str, bytes: &[u8]) -> Vec<u8> {
    let head = format!("<<{dictionary}/Length {}>>\nstream\n", bytes.len());
    [head.as_bytes(), bytes, b"\nendstream"].concat()
}

fn deflate(bytes: impl Iterator<Item = Vec<u8>>) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
    bytes.for_each(|piece| encoder.write_all(&piece).expect("memory takes every write"));
    encoder.finish().expect("memory takes every write")
}

/// One page with this content stream.
fn one_page(content: Vec<u8>) -> Vec<u8> {
    let font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>".to_vec();
    let page =
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>"
            .to_vec();
    let pages = b"<</Type/Pages/Kids[3 0 R]/Count 1>>".to_vec();
    pdf(&[b"<</Type/Catalog/Pages 2 0 R>>".to_vec(), pages, page, content, font])
}

const WORD: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"";

/// A Word file with this main part.
fn word(body: &[u8]) -> Vec<u8> {
    zip(&[
        ("[Content_Types].xml", b"<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Override PartName=\"/word/document.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/></Types>"),
        ("_rels/.rels", b"<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"word/document.xml\"/></Relationships>"),
        ("word/document.xml", body),
    ])
}

/// A workbook with one sheet of these cells.
fn workbook(cells: &str) -> Vec<u8> {
    let sheet = format!(
        "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>{cells}</sheetData></worksheet>"
    );
    zip(&[
        ("[Content_Types].xml", b"<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>"),
        ("_rels/.rels", b"<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"),
        ("xl/workbook.xml", b"<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets><sheet name=\"S\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"),
        ("xl/_rels/workbook.xml.rels", b"<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ])
}

/// A compound file, the package of old and of encrypted Office files, with a stream of this name. The chain of sectors of
/// its table, its directory and its stream is what `next` says of each sector.
fn compound(name: &str, next: [u32; 4]) -> Vec<u8> {
    const FREE: u32 = u32::MAX;
    let mut header = vec![0; 512];
    let mut put = |at: usize, bytes: &[u8]| header[at..at + bytes.len()].copy_from_slice(bytes);
    put(0, b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1");
    put(24, &[0x3E, 0, 3, 0, 0xFE, 0xFF, 9, 0, 6, 0]);
    put(44, &1_u32.to_le_bytes());
    put(48, &1_u32.to_le_bytes());
    put(56, &4096_u32.to_le_bytes());
    put(60, &3_u32.to_le_bytes());
    put(64, &1_u32.to_le_bytes());
    put(68, &0xFFFF_FFFE_u32.to_le_bytes());
    put(76, &[0_u32.to_le_bytes(), FREE.to_le_bytes()].concat());
    let table: Vec<u8> = next.into_iter().chain([FREE; 124]).flat_map(u32::to_le_bytes).collect();
    let mut directory = vec![0; 512];
    for (entry, name, kind) in [(0, "Root Entry", 5), (1, name, 2)] {
        let at = entry * 128;
        let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        directory[at..at + wide.len()].copy_from_slice(&wide);
        directory[at + 64] = wide.len() as u8 + 2;
        directory[at + 66] = kind;
        directory[at + 116] = 2;
        directory[at + 120..at + 124].copy_from_slice(&u32::MAX.to_le_bytes());
    }
    [header, table, directory, vec![0x09; 512], vec![0; 512]].concat()
}

/// Name and bytes of every file made to do harm.
fn traps() -> Vec<(&'static str, Vec<u8>)> {
    let spaces = || deflate((0..1200).map(|_| vec![b' '; 1 << 20]));
    let catalog = b"<</Type/Catalog/Pages 2 0 R>>".to_vec();
    let many = 100_000;
    let mut pages = vec![catalog.clone(), {
        let mut kids = format!("<</Type/Pages/Count {many}/Kids[");
        (0..many).for_each(|page| kids.push_str(&format!("{} 0 R ", page + 3)));
        format!("{kids}]>>").into_bytes()
    }];
    pages.extend((0..many).map(|_| b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]>>".to_vec()));
    let cycle = [catalog.clone(), b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2>>".to_vec()];
    let form = "/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 4 0 R>>>>";
    let loop_of_forms = [
        catalog.clone(),
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>".to_vec(),
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 5 0 R/Resources<</XObject<</X 4 0 R>>>>>>"
            .to_vec(),
        stream(form, b"/X Do /X Do"),
        stream("", b"/X Do"),
    ];
    let nested =
        |open: &str, close: &str, times: usize| format!("{}{}", open.repeat(times), close.repeat(times));
    let words = "BT /F 10 Tf 1 0 0 1 50 700 Tm (word) Tj ET ".repeat(400_000);
    let huge = "BT /F 1e30 Tf 1e30 0 0 1e30 1e30 -1e30 Tm (far) Tj ET";
    vec![
        ("bomb.pdf", one_page(stream("/Filter/FlateDecode", &spaces()))),
        ("pages.pdf", pdf(&pages)),
        ("cycle.pdf", pdf(&cycle)),
        ("forms.pdf", pdf(&loop_of_forms)),
        ("deep.pdf", one_page(stream("", nested("[", "]", 200_000).as_bytes()))),
        ("saves.pdf", one_page(stream("", "q ".repeat(1_000_000).as_bytes()))),
        ("words.pdf", one_page(stream("/Filter/FlateDecode", &deflate([words.into_bytes()].into_iter())))),
        ("far.pdf", one_page(stream("", huge.as_bytes()))),
        ("bomb.docx", word(&[b"<w:document>".to_vec(), vec![b' '; 250 << 20]].concat())),
        ("deep.docx", word(format!("<w:document {WORD}><w:body>{}", nested("<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>", 50_000)).as_bytes())),
        ("entities.docx", word(format!("<!DOCTYPE x [<!ENTITY a \"{}\"><!ENTITY b \"{}\">]><w:document {WORD}><w:body><w:p><w:r><w:t>&b;</w:t></w:r></w:p></w:body></w:document>", "x".repeat(100), "&a;".repeat(1000)).as_bytes())),
        ("far.xlsx", workbook("<row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row>")),
        ("bomb.xlsx", workbook(&" ".repeat(250 << 20))),
        ("circle.xls", compound("Workbook", [0xFFFF_FFFD, 0xFFFF_FFFE, 2, 3])),
        ("circle-of-names.xls", compound("Workbook", [0xFFFF_FFFD, 1, 2, 3])),
        ("circle-of-tables.doc", compound("WordDocument", [0, 1, 2, 3])),
        ("locked.docx", compound("EncryptedPackage", [0xFFFF_FFFD, 1, 2, 3])),
        ("divs.html", format!("<!doctype html><body>{}", nested("<div>", "</div>", 200_000)).into_bytes()),
        ("tables.html", format!("<html><body>{}", nested("<table><tr><td>x", "</td></tr></table>", 20_000)).into_bytes()),
        ("spans.html", b"<html><body><table><tr><td colspan=2000000000 rowspan=2000000000>x<td>y<tr><td>z</table>".to_vec()),
        ("tags.html", format!("<html><body>{}", "<b><i><p>".repeat(100_000)).into_bytes()),
        ("attributes.html", format!("<html><body {}>x", "a=b ".repeat(500_000)).into_bytes()),
        ("open.html", format!("<html><body>{}", "<!--".repeat(500_000)).into_bytes()),
        ("quotes.csv", format!("a,b\n\"{}", "x,\n".repeat(300_000)).into_bytes()),
        ("wide.csv", format!("{}\n1", "c,".repeat(400_000)).into_bytes()),
        ("quotes.md", format!("# x\n\n{} deep", ">".repeat(100_000)).into_bytes()),
        ("lists.md", (0..3000).fold(String::from("# x\n"), |text, depth| text + &"  ".repeat(depth.min(400)) + "- x\n").into_bytes()),
        ("brackets.md", format!("# x\n\n{}", "[a](".repeat(200_000)).into_bytes()),
        ("lines.txt", "\n".repeat(5_000_000).into_bytes()),
        ("deep.json", nested("[", "]", 500_000).into_bytes()),
        ("parts.eml", format!("Subject: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n{}", "--b\nContent-Type: multipart/mixed; boundary=b\n\n".repeat(50_000)).into_bytes()),
    ]
}

/// The program as a user runs it, with no more than a gigabyte of memory to be had.
#[test]
fn traps_spring_without_harm() {
    let folder = tempfile::tempdir().expect("a folder for the traps");
    for (name, bytes) in traps() {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).expect("a writable folder");
        let output = Command::new("sh")
            .args(["-c", "ulimit -v 1048576; exec \"$0\" read --time-limit 20 \"$1\""])
            .args([Path::new(env!("CARGO_BIN_EXE_throughline")), &path])
            .output()
            .expect("the program starts");
        let said = String::from_utf8_lossy(&output.stderr);
        let code = output.status.code();
        assert!(matches!(code, Some(0 | 1)), "{name}: {code:?} {said}");
        if code == Some(1) {
            assert!(said.contains(name) && said.lines().count() == 1, "{name}: {said}");
            assert!(!said.contains("longer than") && !said.contains("failed on this file"), "{name}: {said}");
        }
    }
}
