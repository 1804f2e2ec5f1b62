//! What an error of grammers' means for the call that met it.
//!
//! The rule: "nothing happened" only where that is certain; whatever may have left this machine
//! without an answer is unknown.

use std::collections::HashMap;
use std::io;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use grammers_client::sender::{InvocationError, RpcError};
use grammers_mtproto::transport;
use tokio::time::Instant;

use crate::order::Untrusted;
use crate::telegram::session::SessionError;
use crate::telegram::{CallError, Fatal};

pub(in crate::telegram) const REJECTED_ANSWER: &str = "an answer that the library rejects";
/// So many characters of an error are shown: they are the server's.
const WORDS_MAX: usize = 200;
/// MTProto's -404.
const KEY_NOT_FOUND: u32 = 404;

/// Whether the data centre does not know the session's key, which is kept all the same.
pub(in crate::telegram) fn is_key_unknown(error: &InvocationError) -> bool {
    match error {
        InvocationError::Transport(transport::Error::BadStatus { status: KEY_NOT_FOUND }) => true,
        InvocationError::Session(error) => {
            matches!(error.downcast_ref(), Some(SessionError::KeyForgotten))
        }
        _ => false,
    }
}

/// Judges an error; `known` says whether this session has ever been logged in.
pub(super) fn judge(error: &InvocationError, known: bool) -> CallError {
    match error {
        InvocationError::Rpc(error) => judge_rpc(error, known),
        // A key is only ever made when the data centre has forgotten the one that was there.
        InvocationError::Authentication(_) => CallError::Fatal(lost(known)),
        InvocationError::Session(cause) => match cause.downcast_ref() {
            Some(SessionError::KeyForgotten) => CallError::Fatal(lost(known)),
            Some(SessionError::DiskFull) => CallError::Fatal(Fatal::DiskFull),
            _ => CallError::NotSent(words(error)),
        },
        InvocationError::InvalidDc => CallError::NotSent(words(error)),
        // Nobody listens there, so nobody heard. An established connection never says this.
        InvocationError::Io(cause) if cause.kind() == io::ErrorKind::ConnectionRefused => {
            CallError::NotSent(words(error))
        }
        // What it was, nobody knows: a reading that ends so has failed.
        InvocationError::Dropped(REJECTED_ANSWER) | InvocationError::Deserialize(_) => {
            CallError::Unknown(words(error))
        }
        InvocationError::Io(_) | InvocationError::Dropped(_) | InvocationError::Transport(_) => {
            CallError::connection_lost()
        }
    }
}

pub(in crate::telegram) fn words(error: &InvocationError) -> String {
    let text = match error {
        InvocationError::Session(cause) => cause.to_string(),
        InvocationError::Io(cause) => match cause.kind() {
            io::ErrorKind::ConnectionRefused => "connection refused".to_owned(),
            io::ErrorKind::NetworkUnreachable | io::ErrorKind::HostUnreachable => {
                "no network".to_owned()
            }
            _ => cause.to_string(),
        },
        error => error.to_string(),
    };
    Untrusted::new(text.trim_start_matches("request error: ")).excerpt(WORDS_MAX)
}

fn judge_rpc(error: &RpcError, known: bool) -> CallError {
    match (error.code, error.name.as_str()) {
        (_, "USER_DEACTIVATED" | "USER_DEACTIVATED_BAN") => CallError::Fatal(Fatal::AccountGone),
        (_, name) if name.starts_with("FROZEN_") => CallError::Fatal(Fatal::AccountGone),
        (_, "AUTH_KEY_DUPLICATED") => CallError::Fatal(Fatal::SessionDuplicated),
        (401, "SESSION_PASSWORD_NEEDED") => CallError::Fatal(Fatal::NotLoggedIn),
        (401, _) => CallError::Fatal(lost(known)),
        (420, _) => CallError::FloodWait(wait_of(error.value)),
        // A 400 by number, but the press has often worked.
        (_, "BOT_RESPONSE_TIMEOUT") => CallError::Unknown(error.name.clone()),
        // The second is a 500 by number, but a plain no: the message stands already.
        (300..=499, _) | (_, "RANDOM_ID_DUPLICATE") => CallError::Refused(error.name.clone()),
        (code, name) => CallError::Unknown(format!("{name} ({code})")),
    }
}

/// What it means that the data centre does not know our key: a login that is lost, or none yet.
pub(super) fn lost(known: bool) -> Fatal {
    if known { Fatal::SessionRevoked } else { Fatal::NotLoggedIn }
}

const UNTOLD: Duration = Duration::from_mins(1);
/// The shortest wait: whoever asks again at once asks hundreds of times a second.
const SHORTEST: Duration = Duration::from_secs(1);
const GROWN_MAX: Duration = Duration::from_mins(1);

pub(in crate::telegram) fn wait_of(seconds: Option<u32>) -> Duration {
    let asked = seconds.map_or(UNTOLD, |seconds| Duration::from_secs(seconds.into()));
    asked.max(SHORTEST)
}

/// How often in a row the calls of each method were told to wait.
#[derive(Debug, Default)]
pub(super) struct FloodWaits(Mutex<HashMap<&'static str, (u32, Instant)>>);

impl FloodWaits {
    /// The wait to take when this one was asked for: at least twice as long every time in a row, up
    /// to a minute.
    pub fn grown(&self, method: &'static str, asked: Duration, now: Instant) -> Duration {
        let mut in_row = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let earlier = in_row.get(method).map_or(0, |(earlier, _)| *earlier);
        let least = SHORTEST.saturating_mul(1 << earlier.min(16));
        let wait = asked.max(least.min(GROWN_MAX));
        in_row.insert(method, (earlier.saturating_add(1), now + wait));
        wait
    }

    /// A call got another answer: the next wait is the first again. While one is kept, only the calls about
    /// other chats go out, and their answers say nothing of it.
    pub fn end_row(&self, method: &'static str, now: Instant) {
        let mut in_row = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if in_row.get(method).is_some_and(|(_, until)| *until <= now) {
            in_row.remove(method);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rpc(code: i32, message: &str) -> CallError {
        let error = grammers_client::tl::types::RpcError {
            error_code: code,
            error_message: message.to_owned(),
        };
        judge(&InvocationError::Rpc(error.into()), true)
    }

    fn refused(name: &str) -> CallError {
        CallError::Refused(name.to_owned())
    }

    #[test]
    fn refusals_waits_and_unknowns_are_told_apart() {
        let wait = |seconds| CallError::FloodWait(Duration::from_secs(seconds));
        for (code, message, expected) in [
            (400, "MESSAGE_ID_INVALID", refused("MESSAGE_ID_INVALID")),
            (403, "CHAT_WRITE_FORBIDDEN", refused("CHAT_WRITE_FORBIDDEN")),
            (406, "CHANNEL_PRIVATE", refused("CHANNEL_PRIVATE")),
            (303, "USER_MIGRATE_4", refused("USER_MIGRATE")),
            (500, "RANDOM_ID_DUPLICATE", refused("RANDOM_ID_DUPLICATE")),
            (420, "FLOOD_WAIT_7", wait(7)),
            (420, "SLOWMODE_WAIT_9", wait(9)),
            (420, "FLOOD_WAIT_0", wait(1)),
            (420, "FLOOD_WAIT", wait(60)),
        ] {
            assert_eq!(rpc(code, message), expected, "{code} {message}");
        }
        for (code, message) in [
            (400, "BOT_RESPONSE_TIMEOUT"),
            (500, "INTERNAL"),
            (-503, "Timeout"),
            (-500, "MSG_WAIT_TIMEOUT"),
        ] {
            let unknown = matches!(rpc(code, message), CallError::Unknown(_));
            assert!(unknown, "{message}");
        }
    }

    #[test]
    fn ends_that_need_a_person_are_told_apart() {
        for (code, message, expected) in [
            (401, "AUTH_KEY_UNREGISTERED", Fatal::SessionRevoked),
            (401, "SESSION_REVOKED", Fatal::SessionRevoked),
            (401, "SESSION_EXPIRED", Fatal::SessionRevoked),
            (401, "SESSION_PASSWORD_NEEDED", Fatal::NotLoggedIn),
            (401, "USER_DEACTIVATED", Fatal::AccountGone),
            (401, "USER_DEACTIVATED_BAN", Fatal::AccountGone),
            (420, "FROZEN_METHOD_INVALID", Fatal::AccountGone),
            (400, "FROZEN_PARTICIPANT_MISSING", Fatal::AccountGone),
            (406, "AUTH_KEY_DUPLICATED", Fatal::SessionDuplicated),
        ] {
            let fatal = CallError::Fatal(expected);
            assert_eq!(rpc(code, message), fatal, "{code} {message}");
        }
    }

    #[test]
    fn a_key_that_nobody_knows_is_a_lost_login_only_where_there_was_one() {
        let error = || InvocationError::Session(Box::new(SessionError::KeyForgotten));
        assert_eq!(judge(&error(), true), CallError::Fatal(Fatal::SessionRevoked));
        assert_eq!(judge(&error(), false), CallError::Fatal(Fatal::NotLoggedIn));
    }

    #[test]
    fn a_full_disk_is_no_trouble_of_the_networks() {
        let error = InvocationError::Session(Box::new(SessionError::DiskFull));
        assert_eq!(judge(&error, true), CallError::Fatal(Fatal::DiskFull));
    }

    #[test]
    fn only_what_can_not_have_left_is_not_sent() {
        let io = |kind| judge(&InvocationError::Io(io::Error::from(kind)), true);
        assert!(matches!(io(io::ErrorKind::ConnectionRefused), CallError::NotSent(_)));
        for kind in [
            io::ErrorKind::ConnectionReset,
            io::ErrorKind::BrokenPipe,
            io::ErrorKind::TimedOut,
            io::ErrorKind::HostUnreachable,
        ] {
            assert!(matches!(io(kind), CallError::Unknown(_)), "{kind}");
        }
        for lost in [
            InvocationError::Dropped("cut"),
            InvocationError::Io(io::ErrorKind::ConnectionReset.into()),
        ] {
            assert_eq!(judge(&lost, true), CallError::connection_lost());
        }
        let rejected = judge(&InvocationError::Dropped(REJECTED_ANSWER), true);
        assert_eq!(
            rejected,
            CallError::Unknown("dropped: an answer that the library rejects".to_owned())
        );
        let not_ours = judge(&InvocationError::InvalidDc, true);
        assert!(matches!(not_ours, CallError::NotSent(_)));
    }

    #[test]
    fn no_wait_is_shorter_than_a_second() {
        for (seconds, wait_s) in [(Some(0), 1), (Some(1), 1), (Some(7), 7), (None, 60)] {
            assert_eq!(wait_of(seconds), Duration::from_secs(wait_s), "{seconds:?}");
        }
    }

    #[test]
    fn waits_in_a_row_grow_up_to_a_minute_each_method_by_itself() {
        let waits = FloodWaits::default();
        let now = Instant::now();
        let next =
            |method, asked_s| waits.grown(method, Duration::from_secs(asked_s), now).as_secs();
        let grown: Vec<u64> = (0..9).map(|_| next("send", 0)).collect();
        assert_eq!(grown, [1, 2, 4, 8, 16, 32, 60, 60, 60]);
        assert_eq!((next("send", 600), next("press", 3)), (600, 3));
        waits.end_row("press", now);
        waits.end_row("send", now + Duration::from_mins(10));
        assert_eq!((next("send", 0), next("press", 0)), (1, 2));
    }
}
