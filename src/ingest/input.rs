//! Arguments → inputs → bytes: files, folders, patterns that the shell left alone, and `-` for standard input.

use crate::model::gap::Gap;
use ignore::WalkBuilder;
use std::collections::BTreeSet;
use std::ffi::{OsStr, OsString};
use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read};
use std::path::{Component, Path, PathBuf};

/// One thing to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Input {
    /// The path for people; what is not Unicode is shown as `�`.
    pub path: String,
    /// Where the bytes are.
    pub source: Source,
}

/// Where bytes come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// A file.
    File(PathBuf),
    /// Standard input.
    Stdin,
}

/// All inputs, in the order of the arguments, files of a folder by name.
#[derive(Debug, Default)]
pub struct Inputs {
    /// What to read.
    pub inputs: Vec<Input>,
    /// What could not be looked at.
    pub gaps: Vec<Gap>,
    /// What was left out on purpose.
    pub notices: Vec<String>,
}

/// Why there is nothing to read.
#[derive(Debug, thiserror::Error)]
pub enum InputError {
    /// Neither a file nor a folder, and no pattern.
    #[error("no such file or folder: {0}")]
    Missing(String),
    /// A pattern without a match.
    #[error("nothing matches {0}")]
    NoMatch(String),
    /// A folder in which there is nothing to read.
    #[error("no files to read in {0}; hidden files and earlier reports are left out")]
    EmptyFolder(String),
    /// `-` was given more than once.
    #[error("standard input (-) can be read only once")]
    StdinTwice,
}

/// Why an input was not loaded.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// More than the limit.
    #[error("larger than the limit of {limit_mb} MB; split it, or raise the limit with --max-file-size")]
    TooLarge {
        /// The limit in megabytes.
        limit_mb: u64,
    },
    /// A gzip file that is cut off or damaged.
    #[error("the gzip file cannot be unpacked: {0}; make it anew")]
    Gzip(std::io::Error),
    /// The system refused.
    #[error("cannot be read: {0}")]
    Io(#[from] std::io::Error),
}

/// Finds what the arguments stand for.
///
/// # Errors
/// When an argument stands for nothing at all. A file or folder that cannot be opened becomes a gap instead.
pub fn find_inputs(arguments: &[OsString]) -> Result<Inputs, InputError> {
    let mut finder = Finder::default();
    for argument in arguments {
        finder.take(argument)?;
    }
    Ok(finder.found)
}

impl LoadError {
    /// Why reading from what [`open()`] gave has failed.
    pub(crate) fn of_reading(error: std::io::Error) -> Self {
        error.downcast::<LoadError>().unwrap_or_else(LoadError::Io)
    }
}

/// Opens an input to read at most `limit_bytes` of it. A gzip file is unpacked, within the same limit. Errors of reading may
/// carry a [`LoadError`].
///
/// # Errors
/// When it is too large or the system refuses.
pub fn open(input: &Input, limit_bytes: u64) -> Result<impl Read + Send, LoadError> {
    let packed: Box<dyn Read + Send> = match &input.source {
        Source::Stdin => Box::new(std::io::stdin()),
        Source::File(path) => {
            let file = File::open(path)?;
            if file.metadata()?.len() > limit_bytes {
                return Err(LoadError::TooLarge { limit_mb: limit_bytes / 1_000_000 });
            }
            Box::new(file)
        }
    };
    let mut packed = BufReader::new(packed);
    let is_packed = packed.fill_buf()?.starts_with(GZIP);
    let plain: Box<dyn Read + Send> = if is_packed {
        Box::new(Unpacker(flate2::bufread::MultiGzDecoder::new(packed)))
    } else {
        Box::new(packed)
    };
    Ok(Limited { inner: plain, left: limit_bytes, limit_bytes })
}

/// Reads all bytes of an input, at most `limit_bytes`. A gzip file is unpacked, within the same limit.
///
/// # Errors
/// When it is too large or the system refuses.
pub fn load(input: &Input, limit_bytes: u64) -> Result<Vec<u8>, LoadError> {
    let mut bytes = Vec::new();
    let mut reader = open(input, limit_bytes)?;
    if let Source::File(path) = &input.source {
        bytes.reserve(usize::try_from(std::fs::metadata(path)?.len()).unwrap_or_default());
    }
    reader.read_to_end(&mut bytes).map_err(LoadError::of_reading)?;
    Ok(bytes)
}

/// Fails beyond a limit.
struct Limited<R> {
    inner: R,
    left: u64,
    limit_bytes: u64,
}

impl<R: Read> Read for Limited<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.left = self.left.checked_sub(read as u64).ok_or_else(|| {
            std::io::Error::other(LoadError::TooLarge { limit_mb: self.limit_bytes / 1_000_000 })
        })?;
        Ok(read)
    }
}

/// Says of errors that they come from unpacking.
struct Unpacker<R>(R);

impl<R: Read> Read for Unpacker<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        self.0.read(buffer).map_err(|error| std::io::Error::other(LoadError::Gzip(error)))
    }
}

/// What every gzip file begins with (RFC 1952, section 2.3.1).
const GZIP: &[u8] = b"\x1F\x8B";

/// Extensions of files that lie beside transcripts and hold settings or programs. Left out of folders, read if named.
static NOT_DOCUMENTS: &[&str] = &["css", "ics", "ini", "js", "lock", "py", "rs", "sh", "toml"];

#[derive(Default)]
struct Finder {
    found: Inputs,
    seen: BTreeSet<PathBuf>,
    stdin: bool,
}

impl Finder {
    fn take(&mut self, argument: &OsStr) -> Result<(), InputError> {
        if argument == "-" {
            if std::mem::replace(&mut self.stdin, true) {
                return Err(InputError::StdinTwice);
            }
            self.found.inputs.push(Input { path: "-".to_owned(), source: Source::Stdin });
            return Ok(());
        }
        let path = Path::new(argument);
        match fs::metadata(path) {
            Ok(metadata) if metadata.is_dir() => self.take_folder(path),
            Ok(_) => {
                self.take_file(path);
                Ok(())
            }
            // A name with brackets that exists is a name, not a pattern.
            Err(_) if is_pattern(argument) => self.take_pattern(path),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                Err(InputError::Missing(shown(path)))
            }
            Err(error) => {
                self.gap(path, &error.to_string());
                Ok(())
            }
        }
    }

    fn take_file(&mut self, path: &Path) {
        let identity = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        if self.seen.insert(identity) {
            self.found.inputs.push(Input { path: shown(path), source: Source::File(path.to_owned()) });
        } else {
            self.found.notices.push(format!("{} was given more than once and is read once", shown(path)));
        }
    }

    fn take_folder(&mut self, folder: &Path) -> Result<(), InputError> {
        let before = self.found.inputs.len() + self.found.gaps.len();
        let walk = WalkBuilder::new(folder)
            .standard_filters(false)
            .hidden(true)
            .follow_links(true)
            .sort_by_file_name(OsStr::cmp)
            .filter_entry(|entry| !is_report(entry.path()))
            .build();
        for entry in walk {
            match entry {
                Ok(entry) if entry.file_type().is_some_and(|kind| kind.is_file()) => {
                    let extension = entry.path().extension().and_then(OsStr::to_str).unwrap_or_default();
                    if NOT_DOCUMENTS.contains(&extension.to_lowercase().as_str()) {
                        let path = shown(entry.path());
                        self.found
                            .notices
                            .push(format!("{path} holds settings or a program and was left out"));
                    } else {
                        self.take_file(entry.path());
                    }
                }
                Ok(_) => {}
                Err(error) => self.take_walk_error(folder, &error),
            }
        }
        if self.found.inputs.len() + self.found.gaps.len() == before {
            return Err(InputError::EmptyFolder(shown(folder)));
        }
        Ok(())
    }

    fn take_walk_error(&mut self, folder: &Path, error: &ignore::Error) {
        let path = path_of(error).unwrap_or(folder);
        if is_loop(error) {
            self.found
                .notices
                .push(format!("{} is a link back into its own folder and was left out", shown(path)));
        } else {
            let reason = error.io_error().map_or_else(|| error.to_string(), ToString::to_string);
            self.gap(path, &reason);
        }
    }

    fn take_pattern(&mut self, pattern: &Path) -> Result<(), InputError> {
        let mut matches = BTreeSet::new();
        let parts: Vec<Component> = pattern.components().collect();
        expand(&PathBuf::new(), &parts, &mut matches, 0);
        if matches.is_empty() {
            return Err(InputError::NoMatch(shown(pattern)));
        }
        for path in matches {
            if path.is_dir() { self.take_folder(&path)? } else { self.take_file(&path) }
        }
        Ok(())
    }

    fn gap(&mut self, path: &Path, reason: &str) {
        self.found.gaps.push(Gap {
            document: None,
            path: shown(path),
            start: 0,
            end: 0,
            reason: format!("cannot be opened: {reason}"),
        });
    }
}

fn shown(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

/// A folder that an earlier run wrote.
fn is_report(path: &Path) -> bool {
    path.join("analysis.json").is_file() && path.join("index.html").is_file()
}

fn path_of(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => path_of(err),
        ignore::Error::Loop { child, .. } => Some(child),
        _ => None,
    }
}

fn is_loop(error: &ignore::Error) -> bool {
    match error {
        ignore::Error::Loop { .. } => true,
        ignore::Error::WithPath { err, .. }
        | ignore::Error::WithDepth { err, .. }
        | ignore::Error::WithLineNumber { err, .. } => is_loop(err),
        _ => false,
    }
}

fn is_pattern(argument: &OsStr) -> bool {
    argument.to_str().is_some_and(|text| text.contains(['*', '?', '[']))
}

/// Folders below which `**` no longer looks: links that form a loop end here.
const DEEPEST: usize = 64;

/// Adds the paths under `base` that match the parts of a pattern.
fn expand(base: &Path, parts: &[Component], matches: &mut BTreeSet<PathBuf>, depth: usize) {
    let Some((part, rest)) = parts.split_first() else {
        if base.exists() {
            matches.insert(base.to_owned());
        }
        return;
    };
    let Component::Normal(name) = part else {
        return expand(&base.join(part), rest, matches, depth);
    };
    let Some(pattern) = name.to_str().filter(|_| is_pattern(name)) else {
        return expand(&base.join(name), rest, matches, depth);
    };
    if pattern == "**" {
        expand(base, rest, matches, depth);
    }
    let folder = if base.as_os_str().is_empty() { Path::new(".") } else { base };
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let Some(text) = name.to_str().filter(|text| !text.starts_with('.') || pattern.starts_with('.'))
        else {
            continue;
        };
        if pattern == "**" {
            // Links are not followed by `**`, so that a loop ends.
            if entry.file_type().is_ok_and(|kind| kind.is_dir()) && depth < DEEPEST {
                expand(&base.join(&name), parts, matches, depth + 1);
            }
        } else if matches_pattern(pattern, text) {
            expand(&base.join(&name), rest, matches, depth);
        }
    }
}

/// Whether a name matches `*`, `?` and `[a-z]`; time is bounded by the product of the lengths.
fn matches_pattern(pattern: &str, name: &str) -> bool {
    let pattern: Vec<char> = pattern.chars().collect();
    let name: Vec<char> = name.chars().collect();
    let (mut at, mut from) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while from < name.len() {
        if pattern.get(at) == Some(&'*') {
            star = Some((at, from));
            at += 1;
        } else if let Some(width) = matches_one(&pattern[at..], name[from]) {
            at += width;
            from += 1;
        } else if let Some((star_at, star_from)) = star {
            at = star_at + 1;
            from = star_from + 1;
            star = Some((star_at, from));
        } else {
            return false;
        }
    }
    pattern[at..].iter().all(|&sign| sign == '*')
}

/// Signs of the pattern that match one character of the name.
fn matches_one(pattern: &[char], character: char) -> Option<usize> {
    match *pattern.first()? {
        '?' => Some(1),
        '[' => match pattern.iter().skip(2).position(|&sign| sign == ']') {
            Some(end) => {
                let set = &pattern[1..end + 2];
                let (negated, set) = match set.first() {
                    Some('!' | '^') => (true, &set[1..]),
                    _ => (false, set),
                };
                let ranged = set.windows(3).any(|w| w[1] == '-' && (w[0]..=w[2]).contains(&character));
                ((ranged || set.contains(&character)) != negated).then_some(end + 3)
            }
            None => (character == '[').then_some(1),
        },
        sign => (sign == character).then_some(1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(found: &Inputs, root: &Path) -> Vec<String> {
        let strip = |input: &Input| input.path.replace(&*shown(root), "").trim_start_matches('/').to_owned();
        found.inputs.iter().map(strip).collect()
    }

    fn write(root: &Path, names: &[&str]) {
        for name in names {
            let path = root.join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "Ann: hi").unwrap();
        }
    }

    fn find(paths: &[PathBuf]) -> Result<Inputs, InputError> {
        find_inputs(&paths.iter().map(|path| path.clone().into_os_string()).collect::<Vec<_>>())
    }

    #[test]
    fn gzip_is_unpacked_within_the_limit() {
        use std::io::Write;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("talk.txt.gz");
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(&b"Ann: hello \n".repeat(10_000)).unwrap();
        let packed = encoder.finish().unwrap();
        fs::write(&path, &packed).unwrap();
        let input = Input { path: shown(&path), source: Source::File(path.clone()) };
        assert_eq!(load(&input, 1_000_000).unwrap().len(), 120_000);
        assert!(matches!(load(&input, 100_000), Err(LoadError::TooLarge { .. })));
        fs::write(&path, &packed[..packed.len() / 2]).unwrap();
        assert!(matches!(load(&input, 1_000_000), Err(LoadError::Gzip(_))));
    }

    #[test]
    fn folders_are_walked_in_order() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        write(
            root,
            &[
                "b.txt",
                "a b'\"<script>.vtt",
                "sub/😀.srt",
                ".hidden.txt",
                "old/index.html",
                "old/analysis.json",
                "x.toml",
            ],
        );
        let found = find(&[root.to_owned(), root.join("b.txt")]).unwrap();
        assert_eq!(names(&found, root), ["a b'\"<script>.vtt", "b.txt", "sub/😀.srt"]);
        assert_eq!(found.notices.len(), 2, "{:?}", found.notices);
    }

    #[test]
    fn patterns_are_expanded() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        write(root, &["a1.txt", "a2.txt", "b1.vtt", "sub/deep/c1.txt", "[x].txt"]);
        let cases: [(&str, &[&str]); 6] = [
            ("a?.txt", &["a1.txt", "a2.txt"]),
            ("*1.*", &["a1.txt", "b1.vtt"]),
            ("[!a]*.vtt", &["b1.vtt"]),
            ("a[2-9].txt", &["a2.txt"]),
            ("**/c*.txt", &["sub/deep/c1.txt"]),
            ("[x].txt", &["[x].txt"]),
        ];
        for (pattern, expected) in cases {
            assert_eq!(names(&find(&[root.join(pattern)]).unwrap(), root), expected, "{pattern}");
        }
        let error = find(&[root.join("z*")]).unwrap_err().to_string();
        assert!(error.starts_with("nothing matches"), "{error}");
        assert!(matches_pattern(&"a*".repeat(30), &"a".repeat(60)));
        assert!(!matches_pattern(&"a*".repeat(30), &"b".repeat(60)));
    }

    #[test]
    fn what_is_missing_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let error = find(&[folder.path().join("none.txt")]).unwrap_err().to_string();
        assert!(error.starts_with("no such file or folder:") && error.ends_with("none.txt"), "{error}");
        assert!(matches!(find(&[folder.path().to_owned()]), Err(InputError::EmptyFolder(_))));
        assert!(matches!(find(&["-".into(), "-".into()]), Err(InputError::StdinTwice)));
        assert_eq!(find(&["-".into()]).unwrap().inputs[0].source, Source::Stdin);
    }

    #[test]
    fn loading_has_a_limit() {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), &["a.txt"]);
        let input = find(&[folder.path().to_owned()]).unwrap().inputs.remove(0);
        assert_eq!(load(&input, 7).unwrap(), b"Ann: hi");
        assert!(matches!(load(&input, 6), Err(LoadError::TooLarge { limit_mb: 0 })));
        let gone = Input { path: "x".into(), source: Source::File(folder.path().join("gone")) };
        assert!(matches!(load(&gone, 6), Err(LoadError::Io(_))));
    }

    #[cfg(unix)]
    #[test]
    fn link_loops_and_odd_names_are_survived() {
        use std::os::unix::ffi::OsStrExt;
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        write(root, &["sub/a.txt"]);
        std::os::unix::fs::symlink(root, root.join("sub/back")).unwrap();
        std::os::unix::fs::symlink("nowhere", root.join("sub/broken")).unwrap();
        fs::write(root.join(OsStr::from_bytes(b"z\xFF.txt")), "hi").unwrap();
        let found = find(&[root.to_owned()]).unwrap();
        assert_eq!(names(&found, root), ["sub/a.txt", "z\u{fffd}.txt"]);
        assert_eq!(load(&found.inputs[1], 10).unwrap(), b"hi");
        assert!(found.notices.iter().any(|notice| notice.contains("link back")), "{:?}", found.notices);
        assert_eq!(found.gaps.len(), 1, "{:?}", found.gaps);
        assert_eq!(names(&find(&[root.join("**/a.txt")]).unwrap(), root), ["sub/a.txt"]);
    }
}
