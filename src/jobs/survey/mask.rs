//! Open answers without what names a person: names, e-mail addresses, telephone numbers and links become marks.

use rustc_hash::FxHashSet;
use std::sync::LazyLock;

/// First names that are common where surveys in English and German are answered. Any other name is known by what stands
/// before it, or by the columns of the export that hold names.
static FIRST_NAMES: &str = "Aaron Abdul Abigail Adam Adrian Ahmed Aisha Alan Albert Alejandro Alex Alexander Alexandra Alexis Alfred Ali Alice Alicia Alison Amanda Amber Amelia Amir Amit Amy Ana Anders Andre Andrea Andreas Andrew Andrzej Angela Anita Anja Anjali Ann Anna Anne Annette Anthony Antonio Aoife Arjun Arthur Ashley Barbara Beatrice Ben Benjamin Bernd Beth Bethany Bjorn Bob Brandon Brenda Brian Bruno Bryan Caitlin Camille Carl Carla Carlos Carmen Carol Caroline Catherine Charles Charlotte Chen Cheryl Chloe Chris Christian Christina Christine Christopher Claire Clara Claudia Colin Connor Craig Cynthia Daniel Daniela Danielle David Dave Dawn Deborah Debbie Denise Dennis Derek Diana Diane Diego Dieter Dmitri Dominic Don Donald Donna Doris Dorothy Doug Douglas Dylan Edward Eileen Elena Elisabeth Elizabeth Ellen Emily Emma Eric Erik Erin Esther Ethan Eva Evelyn Fatima Felix Fernando Fiona Florian Frances Francesca Francis Francisco Franz Fred Frederik Gabriel Gabriela Gareth Gary Geoff George Gerald Gerhard Gina Giovanni Giulia Gordon Graham Greg Gregory Guillermo Hannah Hans Harald Harry Hassan Heather Heidi Heinz Helen Helena Henrik Henry Hiroshi Holger Hugo Ian Ibrahim Ines Ingrid Irene Isabel Isabella Ivan Jacob Jacqueline Jacques James Jamie Jan Jane Janet Jason Javier Jean Jeff Jeffrey Jennifer Jenny Jens Jeremy Jerry Jessica Jill Jim Joan Joanna Joao Joe Joel Johan Johanna Johannes John Johnny Jon Jonas Jonathan Jordan Jorge Jose Joseph Josh Joshua Juan Juanita Judith Judy Julia Julian Julie Jun Jurgen Justin Karen Karin Karl Karla Kate Katherine Kathleen Kathy Katie Katja Keith Kelly Ken Kenneth Kevin Kim Klaus Kofi Krishna Kristen Kristin Kumar Kyle Larry Lars Laura Lauren Laurent Lena Leo Leon Leonard Linda Lisa Liz Lorenzo Louis Louise Luca Lucas Lucia Lucy Luis Luisa Lukas Luke Magnus Manfred Manuel Marc Marcel Marco Marcus Margaret Maria Marie Marina Mario Marion Marko Markus Marta Martha Martin Martina Mary Mateusz Matt Matteo Matthew Matthias Maureen Max Megan Mehmet Melanie Melissa Michael Michaela Michel Michelle Miguel Mikael Mike Ming Miriam Mohamed Mohammed Monica Monika Muhammad Nadia Nancy Natalia Natalie Natasha Nathan Neil Nicholas Nicola Nicolas Nicole Nigel Nikhil Nils Nina Noah Nora Norbert Olaf Oleg Olga Oliver Olivia Omar Oscar Owen Pablo Pamela Patricia Patrick Paul Paula Paulo Pedro Peggy Peter Petra Phil Philip Philippe Pierre Piotr Priya Rachel Rafael Rahul Raj Rajesh Ralf Ralph Ravi Rebecca Renate Ricardo Richard Rita Robert Roberta Roberto Roger Roland Ron Ronald Rosa Ross Roy Ruben Rudolf Russell Ruth Ryan Sabine Sabrina Sally Sam Samantha Samuel Sandra Sanjay Sara Sarah Satoshi Scott Sean Sebastian Sergei Sergio Sharon Sheila Shirley Silvia Simon Simone Sofia Sonia Sophia Sophie Stefan Stefanie Stephan Stephanie Stephen Steve Steven Stuart Sue Sunil Susan Susanne Suzanne Sven Sylvia Tamara Tania Tanja Tanya Tara Ted Teresa Terry Theresa Thomas Thorsten Tiffany Tim Timothy Tina Tobias Todd Tom Tomas Tony Tracy Tyler Ulrich Ulrike Ursula Uwe Valentina Valerie Vanessa Vera Veronica Victor Victoria Vijay Vincent Vladimir Walter Wei Wendy Werner Wolfgang Xavier Yan Yasmin Yolanda Yuki Yusuf Yvonne Zachary Zoe";

/// Before a name. A capital after one of these is a name whatever the word.
static TITLES: &[&str] =
    &["mr", "mrs", "ms", "miss", "dr", "prof", "professor", "herr", "frau", "madame", "monsieur"];
/// Before a name in many sentences, "my manager Okonkwo".
static PERSONS: &[&str] =
    &["manager", "boss", "supervisor", "director", "named", "called", "colleague", "teamlead", "lead"];
/// Words with a capital that stand after those and are no names.
static NOT_NAMES: &[&str] = &[
    "i", "hr", "it", "ceo", "cto", "cfo", "the", "and", "who", "is", "was", "of", "in", "monday", "friday",
    "english", "german",
];

static NAMES: LazyLock<FxHashSet<&'static str>> = LazyLock::new(|| FIRST_NAMES.split(' ').collect());

/// Masks people in answers. Knows the names in the export's own columns of names.
#[derive(Debug, Default)]
pub(super) struct Masker {
    known: FxHashSet<String>,
}

impl Masker {
    /// A masker that also knows these names; each of their words with a capital counts.
    pub(super) fn new<'a>(names: impl Iterator<Item = &'a str>) -> Self {
        let words = names.flat_map(|name| name.split(|c: char| !c.is_alphabetic()));
        Masker {
            known: words.filter(|word| word.len() >= 3 && starts_upper(word)).map(str::to_owned).collect(),
        }
    }

    /// The answer with marks instead of people.
    pub(super) fn mask(&self, answer: &str) -> String {
        let mut out = String::with_capacity(answer.len());
        let (mut before, mut was_name) = (String::new(), false);
        for piece in answer.split_whitespace() {
            let word = piece.trim_matches(|c: char| !c.is_alphanumeric());
            let stem = word.strip_suffix("'s").or_else(|| word.strip_suffix("’s")).unwrap_or(word);
            if is_contact(piece) {
                push(&mut out, "[contact]");
                was_name = false;
            } else if is_phone(word) {
                push(&mut out, "[number]");
                was_name = false;
            } else if starts_upper(stem)
                && (self.is_name(stem)
                    || follows(&before, stem, &out)
                    || (was_name && !is_upper(stem) && stem.len() > 1))
            {
                if was_name && out.ends_with("[name]") {
                    out.push_str(tail(piece, stem));
                } else {
                    let (head, tail) = (head(piece, stem), tail(piece, stem));
                    push(&mut out, &format!("{head}[name]{tail}"));
                }
                was_name = out.ends_with("[name]");
            } else {
                push(&mut out, piece);
                was_name = false;
            }
            before = word.to_lowercase();
        }
        out
    }

    fn is_name(&self, word: &str) -> bool {
        NAMES.contains(word)
            || self.known.contains(word)
            || word.split('-').count() == 2 && word.split('-').all(|part| NAMES.contains(part))
    }
}

fn push(out: &mut String, piece: &str) {
    if !out.is_empty() {
        out.push(' ');
    }
    out.push_str(piece);
}

fn head<'a>(piece: &'a str, stem: &str) -> &'a str {
    piece.find(stem).map_or("", |at| &piece[..at])
}

fn tail<'a>(piece: &'a str, stem: &str) -> &'a str {
    piece.find(stem).map_or("", |at| &piece[at + stem.len()..])
}

fn starts_upper(word: &str) -> bool {
    word.chars().next().is_some_and(char::is_uppercase)
}

fn is_upper(word: &str) -> bool {
    word.len() > 1 && !word.chars().any(char::is_lowercase)
}

/// Whether what stands before makes a word with a capital a name.
fn follows(before: &str, word: &str, out: &str) -> bool {
    let sentence_ends = out.ends_with(['.', '!', '?', ':']) && !TITLES.contains(&before);
    let ordinary = NOT_NAMES.contains(&word.to_lowercase().as_str()) || is_upper(word);
    TITLES.contains(&before) && !ordinary
        || PERSONS.contains(&before) && !ordinary && !sentence_ends && !out.ends_with(',')
}

fn is_contact(piece: &str) -> bool {
    let address = piece.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'));
    address || piece.starts_with("http://") || piece.starts_with("https://") || piece.starts_with("www.")
}

fn is_phone(word: &str) -> bool {
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    digits >= 7
        && word
            .bytes()
            .all(|byte| byte.is_ascii_digit() || matches!(byte, b'+' | b'-' | b'/' | b'(' | b')' | b'.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_masked_and_other_words_stay() {
        let masker = Masker::new(["Okonkwo, Chidi"].into_iter());
        let cases = [
            ("Ask Priya Raman about it.", "Ask [name] about it."),
            ("Sarah's plan, and John.", "[name]'s plan, and [name]."),
            ("Mr. Brandt never listens", "Mr. [name] never listens"),
            ("my manager Kowalczyk helps", "my manager [name] helps"),
            ("the manager. Meetings are long", "the manager. Meetings are long"),
            ("Chidi told me", "[name] told me"),
            ("write to a.b@example.org or +49-30-1234567", "write to [contact] or [number]"),
            ("Pay is below market. HR and IT are slow", "Pay is below market. HR and IT are slow"),
            ("my manager HR said", "my manager HR said"),
            ("", ""),
        ];
        for (answer, expected) in cases {
            assert_eq!(masker.mask(answer), expected);
        }
    }
}
