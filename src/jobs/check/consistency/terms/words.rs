//! What words say of a term: sides of a contract, names that need no definition, words before and after a term. Tables;
//! they take a term by its [`key`] or a word by its hash.
//!
//! [`key`]: super::super::definitions::key

use super::super::dates::{is_month_name, is_weekday_name};
use crate::text::words::hash_words;

/// What a text calls itself.
pub(super) const SELVES: &[&str] =
    &["addendum", "agreement", "amendment", "contract", "lease", "plan", "policy"];

/// Words that name a side of a contract.
const PARTIES: &[&str] = &[
    "adviser",
    "advisor",
    "affiliate",
    "agent",
    "assignee",
    "assignor",
    "association",
    "bank",
    "borrower",
    "broker",
    "buyer",
    "carrier",
    "client",
    "club",
    "company",
    "consultant",
    "contractor",
    "corporation",
    "customer",
    "dealer",
    "distributor",
    "employee",
    "employer",
    "endorser",
    "executive",
    "franchisee",
    "franchisor",
    "fund",
    "grantee",
    "grantor",
    "guarantor",
    "indemnitee",
    "indemnitor",
    "insurer",
    "investor",
    "issuer",
    "landlord",
    "lender",
    "lessee",
    "lessor",
    "licensee",
    "licensor",
    "manager",
    "manufacturer",
    "marketer",
    "merchant",
    "operator",
    "owner",
    "partner",
    "principal",
    "producer",
    "promoter",
    "provider",
    "publisher",
    "purchaser",
    "recipient",
    "representative",
    "reseller",
    "retailer",
    "seller",
    "shipper",
    "sponsor",
    "subcontractor",
    "sublicensee",
    "subscriber",
    "supplier",
    "talent",
    "tenant",
    "transporter",
    "trustee",
    "underwriter",
    "user",
    "vendor",
];

/// Words of names that other people gave: institutions, laws, places.
const NAMES: &[&str] = &[
    "act",
    "america",
    "american",
    "authority",
    "board",
    "british",
    "bureau",
    "chief",
    "circuit",
    "code",
    "commission",
    "congress",
    "council",
    "county",
    "court",
    "department",
    "district",
    "european",
    "federal",
    "institute",
    "international",
    "kingdom",
    "national",
    "new",
    "officer",
    "president",
    "republic",
    "rule",
    "secretary",
    "state",
    "states",
    "street",
    "united",
    "university",
    "vice",
];

/// … and words that are one only within a longer name.
const WITHIN_NAMES: [&str; 4] = ["association", "rules", "standard", "standards"];

/// Other words with capitals that need no definition.
const COMMON: &[&str] = &[
    "amendment",
    "annex",
    "appendix",
    "article",
    "asia",
    "attachment",
    "attn",
    "australia",
    "bankruptcy",
    "calendar",
    "california",
    "canada",
    "chairman",
    "chapter",
    "china",
    "christmas",
    "city",
    "clause",
    "committee",
    "commonwealth",
    "constitution",
    "convention",
    "delaware",
    "directive",
    "director",
    "division",
    "dollar",
    "drug",
    "east",
    "england",
    "english",
    "europe",
    "exchange",
    "exhibit",
    "figure",
    "florida",
    "food",
    "force",
    "form",
    "government",
    "governor",
    "house",
    "inc",
    "india",
    "internet",
    "item",
    "japan",
    "justice",
    "law",
    "legislature",
    "llc",
    "london",
    "ltd",
    "minister",
    "month",
    "north",
    "note",
    "office",
    "page",
    "paragraph",
    "parliament",
    "part",
    "party",
    "register",
    "registrar",
    "regulation",
    "schedule",
    "section",
    "securitie",
    "securities",
    "senate",
    "service",
    "south",
    "statute",
    "subject",
    "table",
    "texas",
    "title",
    "treasurer",
    "treasury",
    "union",
    "wales",
    "web",
    "west",
    "whereas",
    "world",
    "year",
    "york",
];

/// Words before a term that take it for a thing, not a name.
pub(super) const DETERMINERS: [u64; 20] = hash_words([
    "the", "a", "an", "each", "any", "such", "every", "all", "either", "no", "its", "their", "his", "her",
    "our", "your", "said", "other", "these", "those",
]);

/// Words after a term that let it act.
pub(super) const ACTING: [u64; 16] = hash_words([
    "shall",
    "will",
    "may",
    "must",
    "agrees",
    "represents",
    "warrants",
    "hereby",
    "has",
    "is",
    "acknowledges",
    "grants",
    "undertakes",
    "reserves",
    "does",
    "can",
]);

/// Words before a term that stand for people or things.
const PRONOUNS: [u64; 8] = hash_words(["this", "that", "you", "we", "they", "it", "both", "neither"]);

/// Words after a term that go on with the sentence: the term stands alone.
pub(super) const FUNCTION: [u64; 38] = hash_words([
    "a", "an", "and", "are", "as", "at", "be", "by", "can", "does", "for", "from", "has", "have", "if", "in",
    "is", "may", "must", "of", "on", "or", "set", "shall", "such", "that", "the", "to", "under", "unless",
    "upon", "was", "were", "which", "will", "with", "within", "without",
]);

/// Whether a term names a side of a contract.
pub(super) fn is_party(key: &str) -> bool {
    PARTIES.binary_search(&key).is_ok()
}

/// Whether a term with a capital needs no definition.
pub(super) fn is_common(key: &str) -> bool {
    let is_listed = [NAMES, COMMON].iter().any(|table| table.binary_search(&key).is_ok());
    is_listed || is_month_name(key) || is_weekday_name(key)
}

/// Whether a word of a longer term shows that other people gave the name.
pub(super) fn is_outside(word: &str) -> bool {
    NAMES.binary_search(&word).is_ok() || WITHIN_NAMES.contains(&word)
}

/// Whether a word determines what follows, or stands for it.
pub(super) fn is_determiner(hash: u64) -> bool {
    DETERMINERS.contains(&hash) || PRONOUNS.contains(&hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_sorted() {
        assert!([PARTIES, NAMES, COMMON].iter().all(|table| table.is_sorted()));
    }

    #[test]
    fn words_that_need_no_definition() {
        for word in ["act", "year", "march", "friday"] {
            assert!(is_common(word), "{word}");
        }
        for word in ["standard", "product", "jan"] {
            assert!(!is_common(word), "{word}");
        }
        assert!(is_outside("standard") && is_outside("act") && !is_outside("year"));
    }
}
