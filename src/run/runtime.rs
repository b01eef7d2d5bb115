//! The thread that asks. Takes a client, a journal and limits, gives an [`Asker`] and runs the tasks that ask with it.

use super::asker::{Asker, Halt, Limits};
use super::journal::Journal;
use crate::engine::llm::client::Client;
use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::sync::oneshot;

/// The thread that an asker's tasks run on. Dropped, it waits for requests in flight.
#[derive(Debug)]
pub struct Runtime {
    asker: Arc<Asker>,
    handle: tokio::runtime::Handle,
    finish: Option<oneshot::Sender<()>>,
    thread: Option<std::thread::JoinHandle<()>>,
}

/// How often the user's wish to stop is looked at.
const LOOK_AT_STOP: Duration = Duration::from_millis(50);

impl Runtime {
    /// Starts the thread. `stop` halts the asker.
    ///
    /// # Errors
    /// When the system gives no thread or timer.
    pub fn start(
        client: Client,
        journal: Journal,
        limits: Limits,
        stop: Arc<AtomicBool>,
    ) -> std::io::Result<Self> {
        let asker = Arc::new(Asker::new(client, journal, limits));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let handle = runtime.handle().clone();
        let (finish, finished) = oneshot::channel();
        let watched = Arc::clone(&asker);
        let watch = async move {
            loop {
                tokio::time::sleep(LOOK_AT_STOP).await;
                if stop.load(Ordering::Relaxed) {
                    watched.halt(Halt::Interrupted);
                    return;
                }
            }
        };
        let drained = Arc::clone(&asker);
        let thread = std::thread::Builder::new().name("requests".into()).spawn(move || {
            runtime.spawn(watch);
            runtime.block_on(async {
                let _ = finished.await;
                drained.drain().await;
            });
        })?;
        Ok(Self { asker, handle, finish: Some(finish), thread: Some(thread) })
    }

    /// What tasks ask with.
    pub fn asker(&self) -> &Arc<Asker> {
        &self.asker
    }

    /// Runs a task to its end, beside others.
    pub fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        self.handle.spawn(task);
    }

    /// Ends the thread and closes the journal.
    ///
    /// # Errors
    /// When something could not be written into the journal.
    pub fn finish(mut self) -> Result<(), String> {
        self.join();
        self.asker.close()
    }

    fn join(&mut self) {
        drop(self.finish.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl Drop for Runtime {
    fn drop(&mut self) {
        self.join();
    }
}
