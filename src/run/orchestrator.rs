//! Streams a batch: items are worked on by all threads, results come out in the order of the items, and no more is in
//! flight than a weight allows, so that memory does not grow with the batch. [`stream_waiting`] is for items that wait for
//! somebody else between two pieces of work: no thread waits with them.

use crate::error::Error;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, mpsc};

/// Runs `work` on each item and hands the results to `take` in order. `weight` is what an item counts for while it is
/// worked on, and for a quarter until its result was taken; at least one item is always in flight. `stop` ends the run before the next item begins.
///
/// # Errors
/// [`Error::Interrupted`] when stopped, or the first error of `take`; what is in flight is finished and dropped.
pub fn stream<T: Send, R: Send>(
    items: impl IntoIterator<Item = T>,
    weight: impl Fn(&T) -> u64,
    most_in_flight: u64,
    stop: &AtomicBool,
    work: impl Fn(T) -> R + Sync,
    take: impl FnMut(R) -> Result<(), Error>,
) -> Result<(), Error> {
    let work = &work;
    rayon::in_place_scope(|scope| {
        let (sender, receiver) = mpsc::channel();
        let begin = |index, item| {
            let sender = sender.clone();
            scope.spawn(move |_| {
                let result = catch_unwind(AssertUnwindSafe(|| work(item)));
                // The receiver is gone only when the run ends early; then nobody wants the result.
                let _ = sender.send((index, result));
            });
        };
        let wait = || Some(receiver.recv().expect("this function holds a sender itself"));
        in_order(items, weight, most_in_flight, stop, (begin, wait), take)
    })
}

/// The loop of both streams: begins items while their weight allows, waits for a result (or for news that are none yet),
/// and hands results over in the order of their items.
fn in_order<T, R>(
    items: impl IntoIterator<Item = T>,
    weight: impl Fn(&T) -> u64,
    most_in_flight: u64,
    stop: &AtomicBool,
    (mut begin, mut wait): (impl FnMut(usize, T), impl FnMut() -> Option<(usize, std::thread::Result<R>)>),
    mut take: impl FnMut(R) -> Result<(), Error>,
) -> Result<(), Error> {
    // A result waits for those before it; it takes less memory than the work did. One slow item should not keep the others
    // from being begun.
    const SHARE_OF_RESULT: u64 = 4;
    let mut items = items.into_iter().enumerate().peekable();
    let mut waiting: BTreeMap<usize, R> = BTreeMap::new();
    let mut weights: BTreeMap<usize, u64> = BTreeMap::new();
    let (mut in_flight, mut next) = (0, 0);
    loop {
        while let Some((index, item)) =
            items.next_if(|(_, item)| weights.is_empty() || in_flight + weight(item) <= most_in_flight)
        {
            if stop.load(Ordering::Relaxed) {
                return Err(Error::Interrupted);
            }
            let own = weight(&item);
            in_flight += own;
            weights.insert(index, own);
            begin(index, item);
        }
        if weights.is_empty() {
            return Ok(());
        }
        let Some((index, result)) = wait() else { continue };
        if let Some(own) = weights.get_mut(&index) {
            let left = own.div_ceil(SHARE_OF_RESULT);
            in_flight -= *own - left;
            *own = left;
        }
        waiting.insert(index, result.unwrap_or_else(|panic| resume_unwind(panic)));
        while let Some(result) = waiting.remove(&next) {
            take(result)?;
            in_flight -= weights.remove(&next).unwrap_or(0);
            next += 1;
        }
    }
}

/// Says that an item need no longer wait, when the last copy of it is dropped.
#[derive(Clone)]
pub struct Ticket {
    _alarm: Arc<Alarm>,
}

struct Alarm {
    ring: Box<dyn Fn() + Send + Sync>,
}

impl Drop for Alarm {
    fn drop(&mut self) {
        (self.ring)();
    }
}

enum Message<W, R> {
    Begun(usize, W),
    Ready(usize),
    Done(usize, std::thread::Result<R>),
}

/// How far an item is that was begun: its first piece of work is done, or nothing holds it up any more.
enum Progress<W> {
    Begun(W),
    Ready,
}

/// As [`stream`], for items whose work has two pieces: `begin`, and `finish` once every copy of the ticket that `begin` was
/// given is gone.
///
/// # Errors
/// As [`stream`].
pub fn stream_waiting<T, W, R>(
    items: impl IntoIterator<Item = T>,
    weight: impl Fn(&T) -> u64,
    most_in_flight: u64,
    stop: &AtomicBool,
    (begin, finish): (impl Fn(T, Ticket) -> W + Sync, impl Fn(W) -> R + Sync),
    take: impl FnMut(R) -> Result<(), Error>,
) -> Result<(), Error>
where
    T: Send,
    W: Send + 'static,
    R: Send + 'static,
{
    let (begin, finish) = (&begin, &finish);
    rayon::in_place_scope(|scope| {
        let (sender, receiver) = mpsc::channel::<Message<W, R>>();
        let mut begun: BTreeMap<usize, Progress<W>> = BTreeMap::new();
        let start = |index, item| {
            let ready = sender.clone();
            // The receiver is gone only when the run ends early; then nobody wants the result.
            let ring = Box::new(move || drop(ready.send(Message::Ready(index))));
            let ticket = Ticket { _alarm: Arc::new(Alarm { ring }) };
            let sender = sender.clone();
            scope.spawn(move |_| {
                let message = match catch_unwind(AssertUnwindSafe(|| begin(item, ticket))) {
                    Ok(waits) => Message::Begun(index, waits),
                    Err(panic) => Message::Done(index, Err(panic)),
                };
                let _ = sender.send(message);
            });
        };
        let wait = || {
            let (index, waits) = match receiver.recv().expect("this function holds a sender itself") {
                Message::Done(index, result) => return Some((index, result)),
                Message::Begun(index, waits) => match begun.remove(&index) {
                    Some(_) => (index, waits),
                    None => {
                        begun.insert(index, Progress::Begun(waits));
                        return None;
                    }
                },
                Message::Ready(index) => match begun.remove(&index) {
                    Some(Progress::Begun(waits)) => (index, waits),
                    _ => {
                        begun.insert(index, Progress::Ready);
                        return None;
                    }
                },
            };
            let sender = sender.clone();
            scope.spawn(move |_| {
                let result = catch_unwind(AssertUnwindSafe(|| finish(waits)));
                let _ = sender.send(Message::Done(index, result));
            });
            None
        };
        in_order(items, weight, most_in_flight, stop, (start, wait), take)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::AtomicUsize;

    #[test]
    fn results_come_in_order_and_within_the_weight() {
        let [working, most_working, begun, most_begun] = [(); 4].map(|()| AtomicUsize::new(0));
        let mut seen = Vec::new();
        let work = |item: u64| {
            most_working.fetch_max(working.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            most_begun.fetch_max(begun.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            // Uneven work, so that later items overtake earlier ones.
            let sum: u64 = (0..(item * 7919) % 5000).sum();
            std::hint::black_box(sum);
            working.fetch_sub(1, Ordering::SeqCst);
            item
        };
        let take = |item| {
            begun.fetch_sub(1, Ordering::SeqCst);
            seen.push(item);
            Ok(())
        };
        stream(0..500, |_| 10, 80, &AtomicBool::new(false), work, take).unwrap();
        assert_eq!(seen, (0..500).collect::<Vec<_>>());
        assert!(most_working.load(Ordering::SeqCst) <= 8, "{most_working:?} at once");
        // Results that wait for earlier ones count a quarter.
        assert!(most_begun.load(Ordering::SeqCst) <= 32, "{most_begun:?} begun");
    }

    #[test]
    fn an_item_above_the_weight_runs_alone() {
        let mut seen = Vec::new();
        stream(
            [5u64, 500, 5],
            |&item| item,
            10,
            &AtomicBool::new(false),
            |item| item,
            |item| {
                seen.push(item);
                Ok(())
            },
        )
        .unwrap();
        assert_eq!(seen, [5, 500, 5]);
    }

    #[test]
    fn stopping_and_failing_end_the_run() {
        let stop = AtomicBool::new(true);
        assert!(matches!(stream(0..9, |_| 1, 2, &stop, |item| item, |_| Ok(())), Err(Error::Interrupted)));
        let fails = stream(
            0..9,
            |_| 1,
            2,
            &AtomicBool::new(false),
            |item| item,
            |item| {
                if item == 3 { Err(Error::Interrupted) } else { Ok(()) }
            },
        );
        assert!(fails.is_err());
    }

    #[test]
    fn no_thread_waits_with_an_item() {
        // All tickets are held until the last item was begun: with threads that wait this would never end.
        let held = std::sync::Mutex::new(Vec::new());
        let begin = |item: usize, ticket: Ticket| {
            let mut held = held.lock().unwrap();
            held.push((ticket.clone(), ticket));
            if held.len() == 40 {
                held.clear();
            }
            item
        };
        let mut seen = Vec::new();
        let take = |item| {
            seen.push(item);
            Ok(())
        };
        stream_waiting(0..40, |_| 1, 40, &AtomicBool::new(false), (begin, |item: usize| item * 2), take)
            .unwrap();
        assert_eq!(seen, (0..40).map(|item| item * 2).collect::<Vec<_>>());
    }
}
