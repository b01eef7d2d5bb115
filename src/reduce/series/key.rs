//! File name → the key that meetings of one series share.

use crate::text::facts::{is_month, is_weekday};

/// Words of a file name that recorders and people add to any meeting.
const ANY_MEETING: &[&str] = &[
    "am",
    "audio",
    "captions",
    "cc",
    "copy",
    "default",
    "edited",
    "en",
    "final",
    "gmt",
    "google",
    "may",
    "meet",
    "otter",
    "pm",
    "raw",
    "recording",
    "subtitles",
    "teams",
    "transcript",
    "transcription",
    "utc",
    "video",
    "webex",
    "week",
    "wk",
    "zoom",
];

/// The key that meetings of one series share: folder and file name without dates, times and numbers. `None` if nothing
/// is left of the name.
pub fn series_key(path: &str) -> Option<String> {
    let (folder, name) = match path.rfind(['/', '\\']) {
        Some(at) => (&path[..at], &path[at + 1..]),
        None => ("", path),
    };
    let stem = match name.split_once('.') {
        Some((stem, _)) if !stem.is_empty() && !stem.bytes().all(|byte| byte.is_ascii_digit()) => stem,
        _ => name.rsplit_once('.').map_or(name, |(stem, _)| stem),
    };
    let mut kept: Vec<String> = Vec::new();
    for part in stem.split(|character: char| !character.is_alphanumeric()) {
        // "12th", "2026w09", "20260303T1000Z", "v2": letters that touch a digit number something.
        if part.is_empty() || part.chars().any(char::is_numeric) && letters_are_of_number(part) {
            continue;
        }
        for word in part.split(char::is_numeric).filter(|word| !word.is_empty()) {
            let word = word.to_lowercase();
            if !(is_month(&word) || is_weekday(&word) || ANY_MEETING.contains(&word.as_str())) {
                kept.push(word);
            }
        }
    }
    (!kept.is_empty()).then(|| format!("{}/{}", folder.replace('\\', "/"), kept.join("-")))
}

/// Whether the letters of a part with digits are but signs of a date, time, ordinal or version.
fn letters_are_of_number(part: &str) -> bool {
    part.split(char::is_numeric).all(|letters| letters.chars().count() <= 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys() {
        let same = [
            ["2026-03-03-launch-sync.txt", "2026-03-17-launch-sync.txt"],
            ["calls/Weekly Sync 3 March 2026.vtt", "calls/weekly sync 12th May.vtt"],
            ["a/platform_standup_20260303T1000Z.vtt", "a/platform_standup_20260310T1000Z.transcript.vtt"],
            ["retro12.md", "retro13.md"],
        ];
        for [a, b] in same {
            assert!(series_key(a).is_some());
            assert_eq!(series_key(a), series_key(b), "{a} {b}");
        }
        let different = [
            ["2026-03-03-launch-sync.txt", "2026-03-03-steering.txt"],
            ["a/sync-1.txt", "b/sync-1.txt"],
            ["retro.md", "retreat.md"],
        ];
        for [a, b] in different {
            assert_ne!(series_key(a), series_key(b), "{a} {b}");
        }
        for none in
            ["2026-03-03.txt", "12.vtt", "GMT20260303-100012_Recording.transcript.vtt", "-", "", "x/.."]
        {
            assert_eq!(series_key(none), None, "{none}");
        }
    }
}
