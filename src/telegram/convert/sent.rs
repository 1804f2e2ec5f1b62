//! Which message became of one that was sent.

use grammers_client::tl::enums;

use crate::order::MessageId;

/// The new message's id, if the answer tells it: Telegram maps `random_id`s to ids, and answers the
/// plainest messages with an id alone.
pub(in crate::telegram) fn id_of_sent(
    answer: &enums::Updates,
    random_id: i64,
) -> Option<MessageId> {
    let updates = match answer {
        enums::Updates::UpdateShortSentMessage(sent) => return Some(MessageId(sent.id)),
        enums::Updates::Updates(updates) => updates.updates.as_slice(),
        enums::Updates::Combined(updates) => updates.updates.as_slice(),
        enums::Updates::UpdateShort(short) => std::slice::from_ref(&short.update),
        _ => &[],
    };
    updates.iter().find_map(|update| match update {
        enums::Update::MessageId(mapped) if mapped.random_id == random_id => {
            Some(MessageId(mapped.id))
        }
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use grammers_client::tl::types;

    use super::*;

    #[test]
    fn only_our_own_random_id_counts() {
        let mapped = |id, random_id| types::UpdateMessageId { id, random_id }.into();
        let answer = enums::Updates::Updates(types::Updates {
            updates: vec![mapped(5, 50), mapped(6, 60)],
            users: Vec::new(),
            chats: Vec::new(),
            date: 0,
            seq: 0,
        });
        assert_eq!(id_of_sent(&answer, 60), Some(MessageId(6)));
        assert_eq!(id_of_sent(&answer, 70), None);
        assert_eq!(id_of_sent(&enums::Updates::TooLong, 60), None);
    }
}
