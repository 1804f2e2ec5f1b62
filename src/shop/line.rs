//! The way to a server: HTTP, or none that leaves this process.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use reqwest::header::HeaderMap;
use reqwest::{Request, RequestBuilder};

use super::Trouble;
use super::answer::Answer;
use super::client::exchange;

/// The way to a server.
#[derive(Clone, Debug)]
pub enum Line {
    /// HTTP.
    Http(reqwest::Client),
    /// A server that is part of this process.
    Local(Arc<dyn LocalServer>),
}

/// What a [`LocalServer`] comes to answer.
pub type LocalAnswer<'a> = Pin<Box<dyn Future<Output = Option<(u16, Vec<u8>)>> + Send + 'a>>;

/// A server that is part of this process: where time is virtual, nobody can wait for a network.
pub trait LocalServer: fmt::Debug + Send + Sync {
    /// Answers a request with a status and a body; `None`: nothing arrives in time.
    fn answer<'a>(&'a self, request: &'a Request) -> LocalAnswer<'a>;
}

impl From<reqwest::Client> for Line {
    fn from(client: reqwest::Client) -> Self {
        Self::Http(client)
    }
}

impl Line {
    /// Sends one request, once, and reads its answer within a time limit for all of that.
    pub(crate) async fn exchange(
        &self,
        request: Request,
        timeout: Duration,
    ) -> Result<Answer, Trouble> {
        match self {
            Self::Http(client) => {
                exchange(RequestBuilder::from_parts(client.clone(), request), timeout).await
            }
            Self::Local(server) => {
                let answer = server.answer(&request).await;
                let (status, body) = answer.ok_or(Trouble::TimedOut(timeout))?;
                Ok(Answer { status, headers: HeaderMap::new(), body, complete: true })
            }
        }
    }
}
