//! The table of checks, in the order in which they are made and told. Their names are documented in
//! `docs/doctor.md` and never change; their titles are `doctor-title` in `locales/`.

use std::pin::Pin;

use super::finding::Outcome;
use super::inputs::Inputs;
use super::{android, config, files, journal, route, running, session, shop, telegram};
use crate::i18n::t;

/// One thing that is looked at. What it needs, it takes from the [`Inputs`], which say why it is missing.
pub(super) struct Check {
    /// The stable name, for machines.
    pub(super) name: &'static str,
    /// The work.
    pub(super) work: Work,
}

/// The work of a check.
#[derive(Clone, Copy)]
pub(super) enum Work {
    /// Looks at files, and may hang with their disk.
    Local(fn(&Inputs) -> Outcome),
    /// Asks somebody outside.
    Remote(for<'a> fn(&'a Inputs) -> Asking<'a>),
}

type Asking<'a> = Pin<Box<dyn Future<Output = Outcome> + 'a>>;

/// All of them.
pub(super) static CHECKS: [Check; 21] = [
    local("config", config::check),
    local("permissions", files::permissions),
    local("disk", files::disk),
    local("session", session::check),
    local("application", config::application),
    local("running", running::check),
    local("journal", journal::check),
    local("last_order", journal::last_order),
    remote("telegram", |inputs| Box::pin(route::direct(inputs))),
    remote("proxy", |inputs| Box::pin(route::through_proxy(inputs))),
    remote("account", |inputs| Box::pin(telegram::account(inputs))),
    local("telegram_clock", telegram::clock),
    remote("tribute", |inputs| Box::pin(telegram::tribute(inputs))),
    remote("moderators", |inputs| {
        Box::pin(telegram::moderators(inputs))
    }),
    remote("moderators_open", |inputs| {
        Box::pin(telegram::openness(inputs))
    }),
    local("moderators_phone", telegram::phone),
    remote("shop", |inputs| Box::pin(shop::check(inputs))),
    local("shop_clock", shop::clock),
    local("wake_lock", android::wake_lock),
    local("battery", android::battery),
    local("last_kill", android::last_kill),
];

const fn local(name: &'static str, look: fn(&Inputs) -> Outcome) -> Check {
    let work = Work::Local(look);
    Check { name, work }
}

const fn remote(name: &'static str, ask: for<'a> fn(&'a Inputs) -> Asking<'a>) -> Check {
    let work = Work::Remote(ask);
    Check { name, work }
}

/// What people call a check.
pub(super) fn title(name: &str) -> String {
    t!("doctor-title", check = name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_check_has_a_title() {
        for Check { name, .. } in &CHECKS {
            assert_ne!(title(name), *name);
        }
    }
}
