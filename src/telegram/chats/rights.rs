//! Whether we may write in a group.

use grammers_client::tl::{enums, types};

/// Whether this account may send a text to a basic group.
pub(super) fn in_group(chat: &types::Chat) -> bool {
    let in_charge = chat.creator || chat.admin_rights.is_some();
    !chat.left
        && !chat.deactivated
        && (in_charge || !forbidden(chat.default_banned_rights.as_ref()))
}

/// Whether this account may send a text to a supergroup or a channel.
pub(super) fn in_channel(channel: &types::Channel) -> bool {
    if channel.left {
        return false;
    }
    if channel.creator {
        return true;
    }
    if let Some(enums::ChatAdminRights::Rights(rights)) = &channel.admin_rights {
        return !channel.broadcast || rights.post_messages;
    }
    !channel.broadcast
        && !forbidden(channel.banned_rights.as_ref())
        && !forbidden(channel.default_banned_rights.as_ref())
}

fn forbidden(rights: Option<&enums::ChatBannedRights>) -> bool {
    rights.is_some_and(|enums::ChatBannedRights::Rights(banned)| {
        banned.view_messages || banned.send_messages || banned.send_plain
    })
}

#[cfg(test)]
mod tests {
    use grammers_client::tl::{Deserializable as _, Serializable as _};

    use super::*;

    /// A basic group with no flag set: flags, id, title, photo, members, date, version.
    fn group() -> types::Chat {
        let mut bytes = vec![0; 4];
        bytes.extend(7_i64.to_le_bytes());
        bytes.extend("moderators".to_owned().to_bytes());
        bytes.extend(enums::ChatPhoto::Empty.to_bytes());
        bytes.extend([0; 12]);
        types::Chat::from_bytes(&bytes).unwrap()
    }

    /// A supergroup with no flag set: flags, flags2, id, title, photo, date.
    fn channel() -> types::Channel {
        let mut bytes = vec![0; 8];
        bytes.extend(9_i64.to_le_bytes());
        bytes.extend("moderators".to_owned().to_bytes());
        bytes.extend(enums::ChatPhoto::Empty.to_bytes());
        bytes.extend(0_i32.to_le_bytes());
        types::Channel::from_bytes(&bytes).unwrap()
    }

    fn muted() -> enums::ChatBannedRights {
        let mut rights = types::ChatBannedRights::from_bytes(&[0; 8]).unwrap();
        rights.send_messages = true;
        rights.into()
    }

    fn admin(post_messages: bool) -> enums::ChatAdminRights {
        let mut rights = types::ChatAdminRights::from_bytes(&[0; 4]).unwrap();
        rights.post_messages = post_messages;
        rights.into()
    }

    #[test]
    fn who_may_write_in_a_group() {
        type Change = fn(&mut types::Chat);
        let all_muted: Change = |c| c.default_banned_rights = Some(muted());
        let cases: [(&str, Change, bool); 6] = [
            ("a member", |_| {}, true),
            ("who left", |c| c.left = true, false),
            ("where nobody is any more", |c| c.deactivated = true, false),
            ("where all are muted", all_muted, false),
            (
                "an admin where all are muted",
                |c| (c.default_banned_rights, c.admin_rights) = (Some(muted()), Some(admin(false))),
                true,
            ),
            (
                "the creator where all are muted",
                |c| (c.default_banned_rights, c.creator) = (Some(muted()), true),
                true,
            ),
        ];
        for (who, change, expected) in cases {
            let mut group = group();
            change(&mut group);
            assert_eq!(in_group(&group), expected, "{who}");
        }
    }

    #[test]
    fn who_may_write_in_a_channel() {
        type Change = fn(&mut types::Channel);
        let cases: [(&str, Change, bool); 9] = [
            ("a member", |_| {}, true),
            ("who left", |c| c.left = true, false),
            ("who was muted", |c| c.banned_rights = Some(muted()), false),
            (
                "where all are muted",
                |c| c.default_banned_rights = Some(muted()),
                false,
            ),
            (
                "an admin where all are muted",
                |c| (c.default_banned_rights, c.admin_rights) = (Some(muted()), Some(admin(false))),
                true,
            ),
            ("a reader of a channel", |c| c.broadcast = true, false),
            (
                "an admin of a channel who may not post",
                |c| (c.broadcast, c.admin_rights) = (true, Some(admin(false))),
                false,
            ),
            (
                "an admin of a channel who may post",
                |c| (c.broadcast, c.admin_rights) = (true, Some(admin(true))),
                true,
            ),
            (
                "the creator of a channel",
                |c| (c.broadcast, c.creator) = (true, true),
                true,
            ),
        ];
        for (who, change, expected) in cases {
            let mut channel = channel();
            change(&mut channel);
            assert_eq!(in_channel(&channel), expected, "{who}");
        }
    }
}
