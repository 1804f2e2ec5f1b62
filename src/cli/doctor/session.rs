//! The session: whether it is there, and whose it is.

use super::finding::{Outcome, finding};
use super::inputs::Inputs;
use crate::telegram::session::SessionSnapshot;

/// Looks into the file, whoever is at work with it.
pub(super) fn check(inputs: &Inputs) -> Outcome {
    let path = &inputs.telegram()?.session;
    let look = SessionSnapshot::read(path)?;
    let look = inputs.facts.session.get_or_init(|| look);
    let file = path.display().to_string();
    let world = if look.live { "telegram" } else { "sandbox" };
    let account = look.seller.map(|seller| seller.to_string());
    let account = account.unwrap_or_else(|| "none".to_owned());
    let command = &inputs.login_command;
    Ok(if look.has_key {
        finding!(Ok, "doctor-session-login", file, account, world)
    } else {
        finding!(
            Failed,
            "doctor-session-nobody",
            file,
            account,
            world,
            command
        )
    })
}
