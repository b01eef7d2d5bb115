//! SubRip captions: a number, `00:00:01,000 --> 00:00:02,000`, text.

use super::ReadError;
use super::captions::{Cues, parse_timing, write_cues};
use super::sample::{Likelihood, Sample};
use super::writer::Writer;

pub(crate) fn detect(sample: &Sample) -> Option<Likelihood> {
    let mut lines = sample.lines().map(|(_, line)| line.trim()).filter(|line| !line.is_empty()).take(2);
    let first = lines.next()?;
    let numbered = first.bytes().all(|byte| byte.is_ascii_digit());
    let timing = if numbered { lines.next()? } else { first };
    parse_timing(timing)?;
    if numbered {
        return Some(Likelihood::Certain);
    }
    // Without numbers only the milliseconds tell it from times above lines of text.
    (timing.contains(',') || sample.extension() == "srt").then_some(Likelihood::Certain)
}

pub(crate) fn read(sample: &Sample, writer: &mut Writer) -> Result<(), ReadError> {
    let mut cues = Cues::default();
    let mut block: Vec<(u32, &str)> = Vec::new();
    for (number, line) in sample.lines().chain(std::iter::once((u32::MAX, ""))) {
        if !line.trim().is_empty() {
            block.push((number, line));
        } else if !block.is_empty() {
            cues.read_block(&block);
            block.clear();
        }
    }
    if cues.cues.is_empty() {
        return Err(ReadError::NoSpeech { form: "SubRip", missing: "cues" });
    }
    write_cues(cues.cues, writer);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::{ReadOptions, read};

    #[test]
    fn reads_cues() {
        let text = "1\n00:00:01,000 --> 00:00:02,500\n<font color=\"red\">Ann:</font> Hi\n{\\an8}all.\n\n2\n00:00:03,000 --> 00:00:04,000\nAnn: 5\n";
        let document = read("d1", "a.txt", text.as_bytes(), &ReadOptions::default()).unwrap();
        assert_eq!(document.format, "srt");
        assert_eq!(document.text, "Hi all. 5");
        assert_eq!(document.speakers, ["Ann"]);
        assert_eq!(document.duration_ms, Some(4000));
        assert_eq!(document.locate(8).line, Some(8));
    }
}
