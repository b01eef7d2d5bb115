//! The attributes of a tag that matter to its text.

use super::element::Element;
use super::entity::resolve;
use super::list::Counter;
use super::style::{Sheet, Style};
use super::token::attributes;

/// What a tag says.
#[derive(Debug, Default)]
pub(super) struct Tag<'a> {
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
    pub(super) ids: [&'a str; 2],
    /// Where it leads within the page.
    pub(super) leads_to: Option<&'a str>,
    /// Whether it is a link.
    pub(super) link: bool,
    /// Whether it holds menus and the like.
    pub(super) beside: bool,
    /// What it is called: the name of a fact or of a property.
    pub(super) name: &'a str,
    /// What it says by itself: the value of a property.
    pub(super) content: Option<String>,
}

/// Roles of what stands beside the text.
const ROLES_BESIDE: &[&str] =
    &["navigation", "contentinfo", "banner", "complementary", "search", "menu", "menubar"];

/// Reads a tag; `name` in lower case, `own` is the style that the element has by itself.
pub(super) fn read_tag<'a>(
    name: &str,
    element: Element,
    own: Style,
    text: &'a str,
    sheet: &Sheet,
) -> Tag<'a> {
    let mut tag = Tag::default();
    let mut old = Style::PLAIN;
    let mut inline = Style::PLAIN;
    let mut classes = "";
    for (attribute, value) in attributes(text) {
        let mut buffer = [0_u8; 12];
        let Some(lower) = lower_case(attribute, &mut buffer) else { continue };
        match lower {
            "style" => {
                inline = if value.contains('&') { Style::read(&resolve(value)) } else { Style::read(value) };
                tag.counter = list_style(value).or(tag.counter);
            }
            "class" => classes = value,
            "id" => tag.ids[0] = value,
            "name" if name == "a" => tag.ids[1] = value,
            "name" | "property" => tag.name = value,
            "content" => tag.content = Some(resolve(value)),
            "href" => {
                tag.link = true;
                tag.leads_to = value.strip_prefix('#').filter(|id| !id.is_empty());
            }
            "colspan" => tag.columns = value.trim().parse().unwrap_or(1),
            "rowspan" => tag.rows = value.trim().parse().unwrap_or(1),
            "start" | "value" => tag.start = value.trim().parse().ok(),
            "type" => tag.counter = Counter::of_type(value).or(tag.counter),
            "role" => tag.beside = ROLES_BESIDE.iter().any(|role| value.eq_ignore_ascii_case(role)),
            // The place of a table, not of its text.
            "align" if element == Element::Table => {}
            "size" if name != "font" => {}
            _ => old.set_attribute(lower, value),
        }
    }
    tag.style = inline.over(sheet.style(name, tag.ids[0], classes)).over(old).over(own);
    tag
}

/// The attribute's name in lower case, if it is short enough to be a known one.
fn lower_case<'a>(name: &str, buffer: &'a mut [u8; 12]) -> Option<&'a str> {
    let place = buffer.get_mut(..name.len())?;
    place.copy_from_slice(name.as_bytes());
    place.make_ascii_lowercase();
    std::str::from_utf8(place).ok()
}

fn list_style(style: &str) -> Option<Counter> {
    style.split(';').find_map(|declaration| {
        let (name, value) = declaration.split_once(':')?;
        let name = name.trim();
        let is_list = name.eq_ignore_ascii_case("list-style-type") || name.eq_ignore_ascii_case("list-style");
        is_list.then(|| value.split_whitespace().find_map(Counter::of_style)).flatten()
    })
}
