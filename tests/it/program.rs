//! Runs the real program in a folder of its own and reads what it wrote.

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A folder for one test, gone at its end.
pub(crate) struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Writes a file, with the folders it needs.
    pub(crate) fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, content).unwrap();
        path
    }

    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_throughline"));
        command.args(args).current_dir(self.path());
        command
    }

    pub(crate) fn run(&self, args: &[&str]) -> Output {
        self.command(args).output().unwrap()
    }

    /// Runs `meeting` with `--out out` and gives the analysis; the exit code must be `code`.
    pub(crate) fn meeting(&self, args: &[&str], code: i32) -> Report {
        let mut all = vec!["meeting", "--out", "out"];
        all.extend(args);
        let output = self.run(&all);
        let messages = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(code), "{messages}");
        Report::at(&self.path().join("out"), messages)
    }
}

/// What a run wrote.
pub(crate) struct Report {
    pub folder: PathBuf,
    pub analysis: Value,
    pub messages: String,
}

impl Report {
    pub(crate) fn at(folder: &Path, messages: String) -> Self {
        let analysis =
            serde_json::from_str(&std::fs::read_to_string(folder.join("analysis.json")).unwrap()).unwrap();
        Self { folder: folder.to_owned(), analysis, messages }
    }

    pub(crate) fn list(&self, name: &str) -> &[Value] {
        self.analysis[name].as_array().unwrap()
    }

    pub(crate) fn findings(&self, kind: &str) -> Vec<&Value> {
        self.list("findings").iter().filter(|finding| finding["kind"] == kind).collect()
    }

    pub(crate) fn gaps(&self) -> &[Value] {
        self.analysis["coverage"]["gaps"].as_array().unwrap()
    }

    pub(crate) fn text(&self, document: &str) -> String {
        std::fs::read_to_string(self.folder.join("text").join(format!("{document}.txt"))).unwrap()
    }

    pub(crate) fn page(&self, name: &str) -> String {
        std::fs::read_to_string(self.folder.join(name)).unwrap()
    }

    /// The rules of trust, checked from outside: every quote is the named slice, all bytes are accounted for, ids are
    /// unique. Gives the number of quotes.
    pub(crate) fn check(&self) -> usize {
        let mut quotes = 0;
        let mut ids = std::collections::BTreeSet::new();
        for finding in self.list("findings") {
            assert!(ids.insert(finding["id"].as_str().unwrap()), "id twice: {finding}");
            let evidence = finding["evidence"].as_array().unwrap();
            assert!(!evidence.is_empty(), "no evidence: {finding}");
            for passage in evidence {
                let text = self.text(passage["document"].as_str().unwrap());
                let at = |name: &str| passage[name].as_u64().unwrap() as usize;
                assert_eq!(text.get(at("start")..at("end")), passage["quote"].as_str(), "{finding}");
                quotes += 1;
            }
        }
        let covered = self.analysis["coverage"]["documents"].as_array().unwrap();
        assert_eq!(covered.len(), self.list("documents").len());
        for row in covered {
            let bytes = self.text(row["document"].as_str().unwrap()).len() as u64;
            assert_eq!(row["bytes"].as_u64(), Some(bytes), "{row}");
            assert_eq!(row["read"].as_u64().unwrap() + row["unread"].as_u64().unwrap(), bytes, "{row}");
        }
        quotes
    }
}

/// A file or folder of the project.
pub(crate) fn project(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}
