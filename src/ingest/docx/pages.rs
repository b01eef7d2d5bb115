//! Which page a word stands on. A Word file does not hold pages; it holds where they began when Word last laid it out. Where it
//! does not say, no page is claimed.

/// Counts pages.
#[derive(Debug)]
pub(super) struct Pages {
    current: u32,
    /// Nothing stands on the current page yet: another sign that it begins is the same one.
    is_fresh: bool,
    is_known: bool,
}

impl Pages {
    /// Pages of a document, which says where they began or does not.
    pub(super) fn new(is_known: bool) -> Self {
        Self { current: 1, is_fresh: true, is_known }
    }

    /// The page of the next word.
    pub(super) fn current(&self) -> Option<u32> {
        self.is_known.then_some(self.current)
    }

    /// The author begins a page here.
    pub(super) fn begin(&mut self) {
        self.current = self.current.saturating_add(1);
        self.is_fresh = true;
    }

    /// A page began here in the last layout, perhaps because the author began one just before.
    pub(super) fn begin_rendered(&mut self) {
        if !self.is_fresh {
            self.begin();
        }
    }

    /// Something stands on the page.
    pub(super) fn fill(&mut self) {
        self.is_fresh = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_that_is_told_twice_begins_once() {
        let mut pages = Pages::new(true);
        pages.begin_rendered();
        assert_eq!(pages.current(), Some(1));
        pages.fill();
        pages.begin();
        pages.begin_rendered();
        assert_eq!(pages.current(), Some(2));
        pages.begin();
        pages.fill();
        pages.begin_rendered();
        assert_eq!(pages.current(), Some(4));
        assert_eq!(Pages::new(false).current(), None);
    }
}
