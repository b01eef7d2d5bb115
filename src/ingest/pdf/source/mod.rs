//! The bytes of a PDF → what is drawn on its pages. The only folder that knows the library which reads the format.

mod catalog;
mod content;
mod fonts;
mod labels;
mod layers;
mod limits;
mod shapes;
mod state;
mod text;

use super::page::{FontFace, PageContent};
pub(super) use catalog::{About, Bookmark};
use content::Interpreter;
use fonts::Fonts;
use hayro_font::kurbo::Affine;
use hayro_syntax::{DecryptionError, LoadPdfError, Pdf};
use layers::Layers;
use limits::Budget;
use std::sync::Arc;

/// Why a file does not open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unopened {
    /// It needs a password, or another one.
    Locked,
    /// It is encrypted in a way that is not known.
    Cipher,
    /// It unpacks to more than it may.
    TooLarge,
    /// It is broken beyond repair.
    Broken,
}

/// An open file.
pub(super) struct Source {
    pdf: Pdf,
}

impl Source {
    /// Opens a file, with the password if it needs one.
    pub(super) fn open(bytes: &Arc<[u8]>, password: Option<&str>) -> Result<Self, Unopened> {
        if !limits::is_openable(bytes) {
            return Err(Unopened::TooLarge);
        }
        let mut result = Pdf::new(Arc::new(bytes.clone()));
        if let (Err(LoadPdfError::Decryption(DecryptionError::PasswordProtected)), Some(password)) =
            (&result, password)
        {
            result = Pdf::new_with_password(Arc::new(bytes.clone()), password);
        }
        match result {
            Ok(pdf) => Ok(Self { pdf }),
            Err(LoadPdfError::Decryption(DecryptionError::PasswordProtected)) => Err(Unopened::Locked),
            Err(LoadPdfError::Decryption(_)) => Err(Unopened::Cipher),
            Err(LoadPdfError::Invalid) => Err(Unopened::Broken),
        }
    }

    /// What the file says about itself.
    pub(super) fn about(&self) -> About {
        About::read(&self.pdf)
    }

    /// Number of pages.
    pub(super) fn page_count(&self) -> usize {
        self.pdf.pages().len()
    }

    /// What the file calls its pages; nothing if it does not name them.
    pub(super) fn page_labels(&self) -> Vec<String> {
        labels::read(&catalog::catalog(&self.pdf), self.page_count())
    }

    /// Begins to read pages. `is_late` is asked now and then whether to stop.
    pub(super) fn pages<'a>(&'a self, is_late: &'a dyn Fn() -> bool) -> Pages<'a> {
        Pages {
            pdf: &self.pdf,
            fonts: Fonts::new(),
            layers: Layers::read(&catalog::catalog(&self.pdf)),
            budget: Budget::new(),
            is_late,
        }
    }
}

/// Reads pages one after the other; fonts are kept from page to page.
pub(super) struct Pages<'a> {
    pdf: &'a Pdf,
    fonts: Fonts<'a>,
    layers: Layers,
    budget: Budget,
    is_late: &'a dyn Fn() -> bool,
}

impl Pages<'_> {
    /// Reads what is on the page of this index, counted from 0.
    pub(super) fn read(&mut self, index: usize, content: &mut PageContent) {
        content.clear();
        let Some(page) = self.pdf.pages().get(index) else { return };
        (content.width, content.height) = page.render_dimensions();
        let matrix = Affine::new(page.initial_transform(true).as_coeffs());
        Interpreter::new(&mut self.fonts, &mut self.budget, &self.layers, self.is_late, content, matrix)
            .read(page);
    }

    /// What is known of a font.
    pub(super) fn face(&self, font: u16) -> FontFace {
        self.fonts.loaded[usize::from(font)].face
    }

    /// Whether something was not unpacked because it is too large.
    pub(super) fn has_refused(&self) -> bool {
        self.budget.is_spent
    }
}
