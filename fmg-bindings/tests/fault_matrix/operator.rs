//! An administrator who cancels tasks that have stalled: the wait for a commit ends only with its task.

use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use fmg_bindings::fmg;
use fmg_sim::Sim;
use fmg_sim::fault::{Armed, Fault};

use crate::faults::{TIMEOUT, Trouble};
use crate::secrets::{APPROVER, PASSWORD};

/// The time after which the administrator cancels a stalled task. It is longer than every wait that operations limit.
const CANCEL_AFTER: Duration = Duration::from_secs(12);

/// How many tasks a case starts at most.
const TASKS: u64 = 4;

/// The administrator, until this is dropped.
pub(crate) struct Operator {
    /// Dropped to end the thread.
    going: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Operator {
    /// Watches the simulator if tasks stall in it.
    pub(crate) fn watch(sim: &Sim, trouble: Option<Trouble>, armed: Option<&Armed>) -> Option<Self> {
        if trouble != Some(Trouble::Once(Fault::TaskStalls)) {
            return None;
        }
        let armed = armed?.clone();
        let (url, authority) = (sim.fmg_url().to_owned(), sim.certificate_pem().to_owned());
        let (going, gone) = channel::<()>();
        let waits = move |time| gone.recv_timeout(time) == Err(RecvTimeoutError::Timeout);
        let thread = thread::spawn(move || {
            while armed.hits() == 0 {
                if !waits(Duration::from_millis(20)) {
                    return;
                }
            }
            if !waits(CANCEL_AFTER) {
                return;
            }
            let builder = fmg::blocking::Client::builder(url).root_certificate(authority);
            let builder = builder.no_proxy().timeout(TIMEOUT);
            let fmg = builder.credentials(APPROVER, PASSWORD).build().unwrap();
            for task in 1..=TASKS {
                // There may be no such task.
                let _ = fmg.running_task(task.into()).cancel();
            }
            fmg.close().unwrap();
        });
        Some(Self {
            going: Some(going),
            thread: Some(thread),
        })
    }
}

impl Drop for Operator {
    fn drop(&mut self) {
        drop(self.going.take());
        if let Some(thread) = self.thread.take() {
            // A panic of the thread is printed, and the case reports any rest of its work.
            let _ = thread.join();
        }
    }
}
