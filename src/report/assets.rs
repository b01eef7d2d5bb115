//! The style sheet and the script that every page carries, and the content policy that lets only these two run.

use sha2::{Digest, Sha256};
use std::sync::LazyLock;

/// The style sheet, without indentation and comments.
pub(crate) static STYLE: LazyLock<String> =
    LazyLock::new(|| compact(include_str!("../../templates/style.css")));

/// The script, without indentation and comments.
pub(crate) static SCRIPT: LazyLock<String> =
    LazyLock::new(|| compact(include_str!("../../templates/script.js")));

/// Value of the page's `Content-Security-Policy`: nothing loads; only the style and the script of the page act.
pub(crate) static POLICY: LazyLock<String> = LazyLock::new(|| {
    format!(
        "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; base-uri 'none'; form-action 'none'",
        base64(&Sha256::digest(STYLE.as_bytes())),
        base64(&Sha256::digest(SCRIPT.as_bytes())),
    )
});

/// Drops indentation, empty lines and lines that are only a comment. Line breaks stay, so no token can join another.
fn compact(source: &str) -> String {
    let mut out = String::with_capacity(source.len());
    for line in source.lines().map(str::trim) {
        let comment = line.starts_with("//") || (line.starts_with("/*") && line.ends_with("*/"));
        if !line.is_empty() && !comment {
            out.push_str(line);
            out.push('\n');
        }
    }
    out
}

/// Base64 with padding (RFC 4648, section 4).
fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let bits = (0..3).fold(0u32, |bits, at| bits << 8 | u32::from(group.get(at).copied().unwrap_or(0)));
        for at in 0..4 {
            let index = (bits >> (18 - 6 * at) & 63) as usize;
            out.push(if at <= group.len() { char::from(ALPHABET[index]) } else { '=' });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_of_the_rfc() {
        let cases = [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")];
        for (plain, encoded) in cases {
            assert_eq!(base64(plain.as_bytes()), encoded);
        }
    }

    #[test]
    fn assets_cannot_close_their_element_or_reach_out() {
        for (asset, end) in [(&*STYLE, "</style"), (&*SCRIPT, "</script")] {
            assert!(!asset.to_lowercase().contains(end));
            assert!(!asset.contains("<!--") && !asset.contains("http:") && !asset.contains("https:"));
            assert!(!asset.contains("url(") && !asset.contains("@import"));
        }
    }
}
