//! stub
use super::Reader;
pub(crate) struct Shape;
impl Shape { pub(crate) fn probe(_: &str) -> Option<Result<Shape, serde_json::Error>> { None } }
macro_rules! stub { ($($n:ident),*) => { $(pub(crate) const $n: Reader = Reader { name: "x", extensions: &[], detect: |_| None, read: |_, _| Ok(()) };)* } }
stub!(WHISPER, ASSEMBLYAI, DEEPGRAM, AMAZON, GOOGLE, SPEECHMATICS_V1, SPEECHMATICS, REV, KALDI, UNKNOWN);
