//! A tag's name and attributes → what matters to its text.

use super::element::{Element, element};
use super::list::Counter;
use super::style::{Sheet, Style};

/// What a tag says.
#[derive(Debug, Default)]
pub(super) struct Tag {
    /// The name of its element, in lower case.
    pub(super) name: String,
    /// How its text looks.
    pub(super) style: Style,
    /// Columns a cell covers; 0 if nothing says so.
    pub(super) columns: u32,
    /// Rows a cell covers; 0 if nothing says so.
    pub(super) rows: u32,
    /// How a list counts.
    pub(super) counter: Option<Counter>,
    /// The first number of a list, or the number of an item.
    pub(super) start: Option<i64>,
    /// Names by which links find it.
    pub(super) ids: [String; 2],
    /// Where it leads within the page.
    pub(super) leads_to: Option<String>,
    /// Whether it is a link.
    pub(super) link: bool,
    /// Whether it holds menus and the like.
    pub(super) beside: bool,
    /// What it is called: the name of a fact or of a property.
    pub(super) called: String,
    /// What it says by itself: the value of a property.
    pub(super) content: String,
}

/// Roles of what stands beside the text.
const ROLES_BESIDE: &[&str] =
    &["navigation", "contentinfo", "banner", "complementary", "search", "menu", "menubar"];

/// A tag of which the attributes come one by one.
#[derive(Debug)]
pub(super) struct TagReader {
    tag: Tag,
    element: Element,
    /// The style that the element has by itself.
    own: Style,
    /// That of attributes such as `align`.
    old: Style,
    /// That of the `style` attribute.
    inline: Style,
    classes: String,
}

impl TagReader {
    /// A tag without attributes; its `name` in lower case.
    pub(super) fn new(name: &str) -> Self {
        let (element, own) = element(name);
        let tag = Tag { name: name.to_owned(), ..Tag::default() };
        Self { tag, element, own, old: Style::PLAIN, inline: Style::PLAIN, classes: String::new() }
    }

    /// The name of its element.
    pub(super) fn name(&self) -> &str {
        &self.tag.name
    }

    /// Reads an attribute; its name in lower case.
    pub(super) fn read(&mut self, attribute: &str, value: &str) {
        let tag = &mut self.tag;
        match attribute {
            "style" => {
                self.inline = Style::read(value);
                tag.counter = list_style(value).or(tag.counter);
            }
            "class" => value.clone_into(&mut self.classes),
            "id" => value.clone_into(&mut tag.ids[0]),
            "name" if tag.name == "a" => value.clone_into(&mut tag.ids[1]),
            "name" | "property" => value.clone_into(&mut tag.called),
            "content" => value.clone_into(&mut tag.content),
            "href" => {
                tag.link = true;
                tag.leads_to = value.strip_prefix('#').filter(|id| !id.is_empty()).map(str::to_owned);
            }
            "colspan" => tag.columns = value.trim().parse().unwrap_or(1),
            "rowspan" => tag.rows = value.trim().parse().unwrap_or(1),
            "start" | "value" => tag.start = value.trim().parse().ok(),
            "type" => tag.counter = Counter::of_type(value).or(tag.counter),
            "role" => tag.beside = ROLES_BESIDE.iter().any(|role| value.eq_ignore_ascii_case(role)),
            // The place of a table, not of its text.
            "align" if self.element == Element::Table => {}
            "size" if tag.name != "font" => {}
            _ => self.old.set_attribute(attribute, value),
        }
    }

    /// What the whole tag says, and what its element does.
    pub(super) fn finish(mut self, sheet: &Sheet) -> (Element, Tag) {
        let ruled = sheet.style(&self.tag.name, &self.tag.ids[0], &self.classes);
        self.tag.style = self.inline.over(ruled).over(self.old).over(self.own);
        (self.element, self.tag)
    }
}

fn list_style(style: &str) -> Option<Counter> {
    style.split(';').find_map(|declaration| {
        let (name, value) = declaration.split_once(':')?;
        let name = name.trim();
        let is_list = name.eq_ignore_ascii_case("list-style-type") || name.eq_ignore_ascii_case("list-style");
        is_list.then(|| value.split_whitespace().find_map(Counter::of_style)).flatten()
    })
}
