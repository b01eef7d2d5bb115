//! Builds small PDFs for tests: text at places, rules, pictures.

use lopdf::{Document, Object, Stream, dictionary};

/// What is drawn on one page of 612 by 792 points; y counts upwards from the bottom, as the format does.
#[derive(Clone, Default)]
pub(super) struct Sheet {
    pub(super) content: String,
}

impl Sheet {
    pub(super) fn new() -> Self {
        Self::default()
    }

    /// Raw commands.
    pub(super) fn raw(&mut self, commands: &str) -> &mut Self {
        self.content.push_str(commands);
        self.content.push('\n');
        self
    }

    fn show(&mut self, font: &str, size: f32, x: f32, y: f32, text: &str) -> &mut Self {
        let text = text.replace('\\', "\\\\").replace('(', "\\(").replace(')', "\\)");
        self.raw(&format!("BT /{font} {size} Tf {x} {y} Td ({text}) Tj ET"))
    }

    pub(super) fn text(&mut self, size: f32, x: f32, y: f32, text: &str) -> &mut Self {
        self.show("F1", size, x, y, text)
    }

    pub(super) fn bold(&mut self, size: f32, x: f32, y: f32, text: &str) -> &mut Self {
        self.show("F2", size, x, y, text)
    }

    /// Lines of 10 points, 12 points apart.
    pub(super) fn paragraph(&mut self, x: f32, y: f32, lines: &[&str]) -> &mut Self {
        for (index, line) in lines.iter().enumerate() {
            self.text(10.0, x, y - 12.0 * index as f32, line);
        }
        self
    }
}

/// A document of these pages, not saved yet, and the id of its pages' node.
pub(super) fn assemble(sheets: &[Sheet]) -> Document {
    let mut document = Document::with_version("1.5");
    let pages = document.new_object_id();
    let font = |name: &str| {
        dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => name, "Encoding" => "WinAnsiEncoding" }
    };
    let plain = document.add_object(font("Helvetica"));
    let bold = document.add_object(font("Helvetica-Bold"));
    let picture = document.add_object(Stream::new(
        dictionary! {
            "Type" => "XObject", "Subtype" => "Image", "Width" => 1, "Height" => 1,
            "ColorSpace" => "DeviceGray", "BitsPerComponent" => 8,
        },
        vec![0x80],
    ));
    let resources = document.add_object(dictionary! {
        "Font" => dictionary! { "F1" => plain, "F2" => bold },
        "XObject" => dictionary! { "Im" => picture },
    });
    let kids: Vec<Object> = sheets
        .iter()
        .map(|sheet| {
            let content =
                document.add_object(Stream::new(dictionary! {}, sheet.content.clone().into_bytes()));
            let page = dictionary! { "Type" => "Page", "Parent" => pages, "Contents" => content };
            document.add_object(page).into()
        })
        .collect();
    let count = kids.len() as i64;
    document.objects.insert(
        pages,
        Object::Dictionary(dictionary! {
            "Type" => "Pages", "Kids" => kids, "Count" => count, "Resources" => resources,
            "MediaBox" => vec![0.into(), 0.into(), 612.into(), 792.into()],
        }),
    );
    let catalog = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => pages });
    document.trailer.set("Root", catalog);
    document
}

pub(super) fn bytes(mut document: Document) -> Vec<u8> {
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    bytes
}

pub(super) fn save(sheets: &[Sheet]) -> Vec<u8> {
    bytes(assemble(sheets))
}
