//! What stops a run. Each message says what failed, on what, and what to do; the exit code follows from it.

use std::path::PathBuf;

/// Why a run ended without a report.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// None of the inputs could be read.
    #[error("nothing could be read{}", first_reason(.reasons))]
    NothingRead {
        /// Path and reason of each input.
        reasons: Vec<(String, String)>,
    },
    /// An input that was named does not exist or cannot be opened.
    #[error(transparent)]
    Input(#[from] crate::ingest::input::InputError),
    /// The people file is not usable.
    #[error("{path}: {reason}")]
    People {
        /// The file.
        path: String,
        /// What is wrong, with the line where that is known.
        reason: String,
    },
    /// The codebook is not usable.
    #[error("{path}: {reason}")]
    Codebook {
        /// The file.
        path: String,
        /// What is wrong, with the line where that is known.
        reason: String,
    },
    /// A question was named that is not in the exports.
    #[error("no question is called “{name}”; {known}")]
    UnknownQuestion {
        /// As the user wrote it.
        name: String,
        /// The question that was meant, or the first ones.
        known: String,
    },
    /// The output folder holds something that is not a report of this program.
    #[error("{path} is not empty and holds no Throughline report; name another folder with --out", path = .0.display())]
    OutputTaken(PathBuf),
    /// Another run writes to the same place.
    #[error("another run is writing to {path}; wait for it or name another folder with --out", path = .0.display())]
    OutputBusy(PathBuf),
    /// The report could not be written.
    #[error("cannot write {path}: {source}; check the space and the rights there, or name another folder with --out", path = .path.display())]
    Write {
        /// What was being written.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The settings of a model are not usable.
    #[error("{0}")]
    Settings(String),
    /// A run with a model came to its end before it was through. What was answered is kept.
    #[error("stopped: {reason}. {kept}")]
    Stopped {
        /// Why, and what to do.
        reason: String,
        /// How far it came, and that it can go on.
        kept: String,
    },
    /// Batches are under way at a service.
    #[error("{standing}; run the same command again to go on from there")]
    Waiting {
        /// How far they are.
        standing: String,
    },
    /// The journal of a model's answers is not usable.
    #[error("{path}: {reason}; move it away to begin anew, which asks and pays for every answer again", path = .path.display())]
    Journal {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// The user stopped the run.
    #[error("interrupted; no report was written")]
    Interrupted,
}

impl Error {
    /// What the program ends with: 1 failed, 2 wrong use, 4 batches under way, 130 interrupted.
    pub fn exit_code(&self) -> u8 {
        match self {
            Error::NothingRead { .. }
            | Error::OutputBusy(_)
            | Error::Write { .. }
            | Error::Stopped { .. }
            | Error::Journal { .. } => 1,
            Error::Input(_)
            | Error::People { .. }
            | Error::Codebook { .. }
            | Error::UnknownQuestion { .. }
            | Error::OutputTaken(_)
            | Error::Settings(_) => 2,
            Error::Waiting { .. } => 4,
            Error::Interrupted => 130,
        }
    }
}

fn first_reason(reasons: &[(String, String)]) -> String {
    match reasons {
        [] => String::from(": no input was given"),
        [(path, reason)] => format!(": {path}: {reason}"),
        [(path, reason), rest @ ..] => format!(": {path}: {reason} (and {} more)", rest.len()),
    }
}
