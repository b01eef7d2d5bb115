//! Shows a run to the user: a bar on a terminal, plain lines otherwise, nothing when asked to be quiet.

use crate::run::event::Event;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::IsTerminal;

/// How much is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loudness {
    /// Errors only.
    Quiet,
    /// A bar, what was lost, and the last line.
    Normal,
    /// Each document and each notice, too.
    Verbose,
}

/// Watches one run. Everything goes to standard error.
#[derive(Debug)]
pub struct Progress {
    loudness: Loudness,
    bar: ProgressBar,
    findings: usize,
}

impl Progress {
    /// Begins to watch.
    pub fn new(loudness: Loudness) -> Self {
        let bar = ProgressBar::hidden();
        bar.set_style(bar_style());
        Self { loudness, bar, findings: 0 }
    }

    /// Shows one event.
    pub fn show(&mut self, event: &Event) {
        match event {
            Event::Started { inputs } => {
                self.bar.set_length(*inputs as u64);
                if self.loudness != Loudness::Quiet && std::io::stderr().is_terminal() {
                    self.bar.set_draw_target(ProgressDrawTarget::stderr());
                }
            }
            Event::Finished { path, findings, notices } => {
                self.findings += findings;
                if self.loudness == Loudness::Verbose {
                    self.line(&format!("{}: {}", printable(path), count(*findings, "finding")));
                    for notice in notices {
                        self.line(&format!("  {}", printable(notice)));
                    }
                }
                self.bar.inc(1);
                self.bar.set_message(format!("{} · {}", count(self.findings, "finding"), printable(path)));
            }
            Event::Noted { notice } => {
                if self.loudness != Loudness::Quiet {
                    self.line(&printable(notice));
                }
            }
            Event::Lost { path, reason } => {
                if self.loudness != Loudness::Quiet {
                    self.line(&format!("not read: {}: {}", printable(path), printable(reason)));
                }
                self.bar.inc(1);
            }
        }
    }

    /// Takes the bar away and prints the last lines, if there are any.
    pub fn close(self, last: Option<&str>) {
        self.bar.finish_and_clear();
        if let (Some(last), true) = (last, self.loudness != Loudness::Quiet) {
            eprintln!("{last}");
        }
    }

    fn line(&self, text: &str) {
        self.bar.suspend(|| eprintln!("{text}"));
    }
}

fn bar_style() -> ProgressStyle {
    ProgressStyle::with_template("{pos}/{len} documents {bar:24} {wide_msg}")
        .expect("the template is a constant that a test parses")
}

/// "1 finding", "2 findings".
pub fn count(number: usize, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}

/// Text of a document or a file name without what could steer the terminal.
pub fn printable(text: &str) -> String {
    text.chars().map(|character| if character.is_control() { '\u{FFFD}' } else { character }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bar_can_be_drawn_and_names_cannot_steer_the_terminal() {
        let _ = bar_style();
        assert_eq!(printable("a\u{1b}[2Jb\n"), "a\u{FFFD}[2Jb\u{FFFD}");
        assert_eq!(count(1, "finding"), "1 finding");
        assert_eq!(count(0, "finding"), "0 findings");
    }
}
