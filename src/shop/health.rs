//! What an answer says about the shop, whatever it says about the order.

use crate::engine::IncidentKind;
use crate::order::Untrusted;
use crate::order::life::ShopAnswer;

/// The shop's health, as an answer shows it.
pub(super) enum Health {
    /// The shop spoke for itself.
    Well,
    /// The shop can't be reached.
    Away(Untrusted),
    /// Nothing will work until somebody mends something.
    Broken(IncidentKind, Untrusted),
    /// It answered, nobody knows what.
    Unclear(Untrusted),
}

impl Health {
    pub(super) fn of(answer: &ShopAnswer) -> Self {
        match answer {
            ShopAnswer::Activated(_)
            | ShopAnswer::AlreadyActivated(_)
            | ShopAnswer::Pending { .. }
            | ShopAnswer::Refused { .. } => Self::Well,
            ShopAnswer::Unavailable { why, .. } => Self::Away(why.clone()),
            ShopAnswer::Misconfigured { code, .. } => {
                Self::Broken(IncidentKind::ShopMisconfigured, code.clone())
            }
            ShopAnswer::Intercepted { status, excerpt } => Self::Broken(
                IncidentKind::ShopIntercepted,
                Untrusted::new(format!("{status} {}", excerpt.as_str())),
            ),
            ShopAnswer::Unclear { excerpt } => Self::Unclear(excerpt.clone()),
        }
    }
}

/// The answer's name in the log.
pub(super) fn answer_name(answer: &ShopAnswer) -> &'static str {
    match answer {
        ShopAnswer::Activated(_) => "activated",
        ShopAnswer::AlreadyActivated(_) => "already_activated",
        ShopAnswer::Pending { .. } => "pending",
        ShopAnswer::Refused { .. } => "refused",
        ShopAnswer::Unavailable { .. } => "unavailable",
        ShopAnswer::Misconfigured { .. } => "misconfigured",
        ShopAnswer::Intercepted { .. } => "intercepted",
        ShopAnswer::Unclear { .. } => "unclear",
    }
}
