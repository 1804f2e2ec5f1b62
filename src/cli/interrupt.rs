//! When the process is asked to stop.

use std::future::pending;

use super::Failure;

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

/// Resolves at SIGINT (Ctrl-C) or SIGTERM.
pub(super) async fn interrupted() {
    let interrupt = async {
        if tokio::signal::ctrl_c().await.is_err() {
            pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminate = async {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut terminate) => drop(terminate.recv().await),
            Err(_) => pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = pending::<()>();
    tokio::select! {
        () = interrupt => {}
        () = terminate => {}
    }
}
