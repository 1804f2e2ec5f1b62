//! What works beside the agent on a thread of its own: the server, and the bot that takes payments.

use std::path::Path;

use tokio::sync::watch;

use super::payments::WaitingPayments;
use super::server::{Common, WaitingServer};
use crate::http::{self, Server};
use crate::report::CodedError;
use crate::sources::telegram_payments::{Asking, BotLink, PaymentsThread};

/// What is told when the configuration changes.
pub(super) struct ThreadSettings {
    pub(super) server: watch::Sender<http::Settings>,
    pub(super) payments: Option<watch::Sender<Asking>>,
}

/// The threads that begin once there is a journal.
pub(super) struct Waiting {
    pub(super) server: WaitingServer,
    pub(super) payments: WaitingPayments,
}

/// The threads, at work.
#[derive(Default)]
pub(super) struct Threads {
    server: Option<Server>,
    payments: Option<PaymentsThread>,
}

impl Waiting {
    /// Begins those that have not begun yet.
    pub(super) fn start(
        &mut self,
        threads: &mut Threads,
        journal: &Path,
        common: &Common,
    ) -> Result<(), CodedError> {
        if let Some(payments) = self.payments.start(journal)? {
            threads.payments = Some(payments);
        }
        if let Some(server) = self.server.start(journal, common, threads.payments())? {
            threads.server = Some(server);
        }
        Ok(())
    }
}

impl Threads {
    pub(super) fn has_server(&self) -> bool {
        self.server.is_some()
    }

    /// The bot that takes payments, if there is one.
    pub(super) fn payments(&self) -> Option<BotLink> {
        self.payments.as_ref().map(PaymentsThread::link)
    }

    pub(super) async fn stop(self) {
        if let Some(server) = self.server {
            server.stop().await;
        }
        if let Some(payments) = self.payments {
            payments.stop().await;
        }
    }
}
