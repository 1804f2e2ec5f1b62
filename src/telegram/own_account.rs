//! The account that is logged in.

use grammers_client::tl::{enums, functions, types};

use crate::order::{Untrusted, UserId};

/// No more is told of a device.
const DEVICE_CHARACTERS_MAX: usize = 200;

/// Who is logged in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// The number.
    pub id: UserId,
    /// The name that others see.
    pub name: Untrusted,
    /// Without the `@`.
    pub username: Option<Untrusted>,
}

impl Account {
    /// `Anna, @anna (id 777)`
    pub fn named(&self) -> String {
        let username = self.username.as_ref();
        let username = username.map_or_else(String::new, |name| format!(", @{name}"));
        format!("{}{username} (id {})", self.name, self.id)
    }
}

impl From<types::User> for Account {
    fn from(user: types::User) -> Self {
        let names: Vec<_> = user.first_name.into_iter().chain(user.last_name).collect();
        Self {
            id: UserId(user.id),
            name: Untrusted::new(names.join(" ")),
            username: user.username.map(Untrusted::new),
        }
    }
}

/// Where the account is logged in, a line each: the device, the program, from where.
pub(super) fn devices(answer: enums::account::Authorizations) -> String {
    let enums::account::Authorizations::Authorizations(answer) = answer;
    let lines = answer.authorizations.into_iter().map(|authorization| {
        let enums::Authorization::Authorization(it) = authorization;
        let said = [it.device_model, it.platform, it.app_name, it.app_version, it.ip, it.country];
        let said = said.into_iter().filter(|word| !word.is_empty());
        Untrusted::new(said.collect::<Vec<_>>().join(", ")).excerpt(DEVICE_CHARACTERS_MAX)
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// Asks who is logged in. Not `get_me`, which panics when nobody is returned.
pub(super) fn who_am_i() -> functions::users::GetUsers {
    functions::users::GetUsers { id: vec![enums::InputUser::UserSelf] }
}

pub(super) fn account_in(answer: impl IntoIterator<Item = enums::User>) -> Option<Account> {
    answer.into_iter().find_map(account)
}

pub(super) fn account(user: enums::User) -> Option<Account> {
    match user {
        enums::User::User(user) => Some(Account::from(user)),
        enums::User::Empty(_) => None,
    }
}
