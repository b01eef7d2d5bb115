//! Lets requests go out: no more at once than the window allows, and the most urgent first. Takes how urgent a request is,
//! gives a pass; the room goes to the next one when the pass is dropped.

use super::limits::Window;
use crate::engine::llm::exchange::Urgency;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::oneshot;

/// The gate of one asker.
#[derive(Debug)]
pub struct Gate {
    state: Mutex<State>,
}

/// Whoever waits is waiting because there is no room: whatever makes room lets somebody in.
#[derive(Debug)]
struct State {
    window: Window,
    in_flight: usize,
    /// Those who wait, by urgency.
    queues: [VecDeque<oneshot::Sender<Pass>>; Urgency::ALL.len()],
    is_closed: bool,
}

/// Room for one request.
#[derive(Debug)]
pub struct Pass {
    gate: Arc<Gate>,
}

impl Drop for Pass {
    fn drop(&mut self) {
        self.gate.lock().in_flight -= 1;
        self.gate.let_in();
    }
}

impl Gate {
    /// A gate with this window.
    pub fn new(window: Window) -> Arc<Self> {
        let state = State { window, in_flight: 0, queues: Default::default(), is_closed: false };
        Arc::new(Self { state: Mutex::new(state) })
    }

    /// Poison says that another thread panicked; the state is whole after every line.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for room; `None` when the gate is closed.
    pub async fn enter(self: &Arc<Self>, urgency: Urgency) -> Option<Pass> {
        let turn = {
            let mut state = self.lock();
            if state.is_closed {
                return None;
            }
            if state.in_flight < state.window.size() {
                state.in_flight += 1;
                return Some(Pass { gate: Arc::clone(self) });
            }
            let (sender, receiver) = oneshot::channel();
            state.queues[urgency as usize].push_back(sender);
            receiver
        };
        turn.await.ok()
    }

    fn let_in(self: &Arc<Self>) {
        loop {
            let mut state = self.lock();
            if state.in_flight >= state.window.size() {
                return;
            }
            let Some(next) = state.queues.iter_mut().find_map(VecDeque::pop_front) else { return };
            // Whoever has stopped waiting needs no room.
            if next.is_closed() {
                continue;
            }
            state.in_flight += 1;
            drop(state);
            let _ = next.send(Pass { gate: Arc::clone(self) });
        }
    }

    /// Changes the window.
    pub fn resize(self: &Arc<Self>, change: impl FnOnce(&mut Window)) {
        change(&mut self.lock().window);
        self.let_in();
    }

    /// Lets nobody in any more.
    pub fn close(&self) {
        let mut state = self.lock();
        state.is_closed = true;
        state.queues = Default::default();
    }

    /// Requests that are out.
    pub fn in_flight(&self) -> usize {
        self.lock().in_flight
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(test: impl Future<Output = ()>) {
        tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(test);
    }

    #[test]
    fn the_most_urgent_go_first_and_never_too_many() {
        run(async {
            let gate = Gate::new(Window::new(2));
            let first = [gate.enter(Urgency::InTurn).await, gate.enter(Urgency::InTurn).await];
            let order = Arc::new(Mutex::new(Vec::new()));
            let wanted = [
                ("a", Urgency::InTurn),
                ("b", Urgency::Early),
                ("c", Urgency::FollowsUp),
                ("d", Urgency::Early),
                ("e", Urgency::FollowsUp),
            ];
            let tasks: Vec<_> = wanted
                .map(|(name, urgency)| {
                    let (gate, order) = (Arc::clone(&gate), Arc::clone(&order));
                    tokio::spawn(async move {
                        let pass = gate.enter(urgency).await;
                        order.lock().unwrap().push(name);
                        assert!(gate.in_flight() <= 2);
                        tokio::task::yield_now().await;
                        drop(pass);
                    })
                })
                .into_iter()
                .collect();
            tokio::task::yield_now().await;
            assert!(order.lock().unwrap().is_empty(), "there was no room");
            drop(first);
            for task in tasks {
                task.await.unwrap();
            }
            assert_eq!(*order.lock().unwrap(), ["c", "e", "b", "d", "a"]);
            assert_eq!(gate.in_flight(), 0);
        });
    }

    #[test]
    fn room_comes_and_goes_with_the_window() {
        run(async {
            let gate = Gate::new(Window::new(1));
            let pass = gate.enter(Urgency::InTurn).await.unwrap();
            let waiting = tokio::spawn({
                let gate = Arc::clone(&gate);
                async move { gate.enter(Urgency::InTurn).await }
            });
            tokio::task::yield_now().await;
            // One who gives up waiting takes no room with him.
            waiting.abort();
            assert!(waiting.await.is_err());
            gate.resize(|window| *window = Window::new(2));
            assert_eq!(gate.in_flight(), 1);
            let second = gate.enter(Urgency::InTurn).await.unwrap();
            gate.resize(Window::narrow);
            drop(pass);
            let third = tokio::spawn({
                let gate = Arc::clone(&gate);
                async move { gate.enter(Urgency::FollowsUp).await.is_some() }
            });
            tokio::task::yield_now().await;
            assert_eq!(gate.in_flight(), 1, "the window is full with the second");
            gate.close();
            assert!(!third.await.unwrap());
            drop(second);
            assert!(gate.enter(Urgency::FollowsUp).await.is_none());
        });
    }
}
