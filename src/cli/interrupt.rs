//! When the process is asked to stop.

use std::thread;

use tokio::runtime;

use super::Failure;
use crate::sqlite;

/// What `work` comes to, unless `interrupt` resolves before.
pub(super) async fn unless_interrupted<T>(
    interrupt: impl Future<Output = ()>,
    work: impl Future<Output = T>,
) -> Result<T, Failure> {
    tokio::select! {
        biased;
        () = interrupt => Err(Failure::Interrupted),
        done = work => Ok(done),
    }
}

/// Resolves at SIGINT (Ctrl-C), SIGTERM or SIGHUP, which comes when the terminal is closed; under `nohup` that one
/// is ignored as before.
pub(super) async fn interrupted() {
    #[cfg(unix)]
    {
        use std::task::Poll;

        use tokio::signal::unix::{SignalKind, signal};

        use crate::machine;

        let hangup = (!machine::is_hangup_ignored()).then(SignalKind::hangup);
        let kinds = [SignalKind::interrupt(), SignalKind::terminate()].into_iter().chain(hangup);
        let mut signals: Vec<_> = kinds.filter_map(|kind| signal(kind).ok()).collect();
        std::future::poll_fn(|context| {
            let mut came = signals.iter_mut().map(|signal| signal.poll_recv(context));
            came.find(Poll::is_ready).map_or(Poll::Pending, |_| Poll::Ready(()))
        })
        .await;
    }
    #[cfg(not(unix))]
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}

/// Hears of it on a thread of its own, too: the program's may be waiting for a file that another one holds.
pub(super) fn hear_while_blocked() {
    let hear = || {
        if let Ok(runtime) = runtime::Builder::new_current_thread().enable_io().build() {
            runtime.block_on(interrupted());
            sqlite::stop_waiting_for_others();
        }
    };
    // Without it, that wait is ended by SIGKILL only.
    let _ = thread::Builder::new().name("signals".to_owned()).spawn(hear);
}

/// Lets what makes a file too big (`ulimit -f`) fail, as a full disk does, instead of ending the process.
#[cfg(unix)]
pub(super) fn survive_file_limits() {
    use rustix::process::Signal;
    use tokio::signal::unix::{SignalKind, signal};
    // The handler stays for good; without one, the process ends as it always did.
    let _ = signal(SignalKind::from_raw(Signal::XFSZ.as_raw()));
}
