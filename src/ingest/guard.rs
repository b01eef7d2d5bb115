//! Runs the reading of one file where it can do no harm: a panic or a reading that never ends loses that file only.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::thread::Builder;
use std::time::Duration;

/// Stack for one reading, in bytes. Nested structures of hostile files recurse in the libraries that read them.
const STACK_BYTES: usize = 32 << 20;

/// Added to the time a reader is told, so that one that keeps an eye on the clock can say itself how far it came.
const GRACE: Duration = Duration::from_millis(1500);

/// Why a reading gave nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Broken {
    /// It panicked.
    Panicked,
    /// It took longer than the limit. It is left behind and ends with the program: a thread cannot be stopped from outside.
    Endless,
}

/// Runs `read` on a thread of its own for at most `limit`. It must not use the shared pool of threads: its caller may be
/// the thread that the pool would wait for.
pub(crate) fn run<T: Send + 'static>(
    limit: Duration,
    read: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Broken> {
    let (sender, receiver) = sync_channel(1);
    let work = move || {
        let result = catch_unwind(AssertUnwindSafe(read)).map_err(|_| Broken::Panicked);
        // Nobody listens any more when the limit has passed.
        let _ = sender.send(result);
    };
    if Builder::new().name("read".into()).stack_size(STACK_BYTES).spawn(work).is_err() {
        return Err(Broken::Panicked);
    }
    match receiver.recv_timeout(limit + GRACE) {
        Ok(result) => result,
        Err(RecvTimeoutError::Timeout) => Err(Broken::Endless),
        Err(RecvTimeoutError::Disconnected) => Err(Broken::Panicked),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn panics_and_endless_readings_are_told_apart() {
        assert_eq!(run(Duration::from_secs(60), || 7), Ok(7));
        assert_eq!(run(Duration::from_secs(60), || -> u8 { panic!("broken file") }), Err(Broken::Panicked));
        let endless = || loop {
            std::thread::park();
        };
        assert_eq!(run::<()>(Duration::ZERO, endless), Err(Broken::Endless));
    }
}
