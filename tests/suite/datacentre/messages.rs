//! Sending, repeating, replying, editing, deleting, forwarding, reading.

use std::time::Duration;

use grammers_client::session::updates::UpdatesLike;
use grammers_client::tl;
use telegram_sandbox::world::{Peer, Post, RepeatAnswer, ReplyToMissing, ServerQuirks, WorldEvent};

use crate::stage::{Device, Stage, messages, sent_id, soon, text};

#[tokio::test]
async fn a_repeated_random_id_gives_the_first_message_again() {
    let mut stage = Stage::new().await;
    let device = stage.device(stage.seller);
    let bot = Peer::User(stage.bot);
    let first = device.send(bot, "once", 5, None).await.unwrap();
    let second = device.send(bot, "once", 5, None).await.unwrap();
    assert_eq!(sent_id(&first), sent_id(&second));
    assert_eq!(device.history(bot, 10).await.len(), 1);
    assert_eq!(stage.world.counters().random_ids_repeated, 1);
    device.send(bot, "another text", 5, None).await.unwrap();
    assert_eq!(device.history(bot, 10).await.len(), 1);
    assert_eq!(stage.world.counters().random_ids_misused, 1);
    let misused = stage
        .until(|it| match it {
            WorldEvent::RandomIdReused { same_message: false, random_id, .. } => Some(*random_id),
            _ => None,
        })
        .await;
    assert_eq!(misused, 5);
}

#[tokio::test]
async fn a_repeated_random_id_can_be_an_error() {
    let stage = Stage::new().await;
    stage.world.set_quirks(ServerQuirks {
        random_id_repeat: RepeatAnswer::Error,
        ..ServerQuirks::default()
    });
    let device = stage.device(stage.seller);
    let bot = Peer::User(stage.bot);
    device.send(bot, "once", 5, None).await.unwrap();
    let refused = device.refused(device.sending(bot, "once", 5, None)).await;
    assert_eq!(refused, "RANDOM_ID_DUPLICATE");
}

#[tokio::test]
async fn a_forgotten_random_id_makes_a_second_message() {
    let stage = Stage::new().await;
    stage.world.set_quirks(ServerQuirks {
        random_id_memory: Some(Duration::ZERO),
        ..ServerQuirks::default()
    });
    let device = stage.device(stage.seller);
    let bot = Peer::User(stage.bot);
    device.send(bot, "once", 5, None).await.unwrap();
    device.send(bot, "once", 5, None).await.unwrap();
    assert_eq!(device.history(bot, 10).await.len(), 2);
}

#[tokio::test]
async fn what_is_to_ring_nobodys_phone_is_known_by_it() {
    let stage = Stage::new().await;
    let device = stage.device(stage.seller);
    for (random_id, silent) in [(1, true), (2, false)] {
        let mut request = device.sending(stage.supergroup, "hello", random_id, None);
        request.silent = silent;
        device.invoke(request).await.unwrap();
        let seen = stage.world.chat(stage.moderator, stage.supergroup);
        assert_eq!(seen.last().unwrap().message.body.silent, silent);
        let newest = &device.history(stage.supergroup, 1).await[0];
        assert!(matches!(newest, tl::enums::Message::Message(it) if it.silent == silent));
    }
}

#[tokio::test]
async fn what_telegram_refuses_is_refused() {
    let stage = Stage::new().await;
    let device = stage.device(stage.seller);
    let bot = Peer::User(stage.bot);
    let long = "я".repeat(4097);
    for (text, random_id, reply_to, error) in [
        (" \n ", 1, None, "MESSAGE_EMPTY"),
        (long.as_str(), 2, None, "MESSAGE_TOO_LONG"),
        ("no key", 0, None, "RANDOM_ID_EMPTY"),
        ("to nothing", 3, Some(99_999), "REPLY_MESSAGE_ID_INVALID"),
    ] {
        let request = device.sending(bot, text, random_id, reply_to);
        assert_eq!(device.refused(request).await, error);
    }
    device.send(bot, &"я".repeat(4096), 4, None).await.unwrap();
    let mut stranger = device.sending(bot, "hello", 5, None);
    stranger.peer = tl::types::InputPeerUser { user_id: stage.bot.0, access_hash: 1 }.into();
    assert_eq!(device.refused(stranger).await, "PEER_ID_INVALID");
    let unknown = tl::functions::help::GetNearestDc {};
    assert_eq!(device.refused(unknown).await, "INPUT_METHOD_INVALID");
}

#[tokio::test]
async fn a_reply_to_a_deleted_message_stands_alone_or_is_refused() {
    let stage = Stage::new().await;
    let device = stage.device(stage.seller);
    let bot = Peer::User(stage.bot);
    let seller = Peer::User(stage.seller);
    let order = stage.world.post(Post::new(stage.bot, seller, "order")).unwrap();
    let id = order.ids.for_user(stage.seller).unwrap();
    stage.world.delete(stage.bot, &[order.message]).unwrap();
    device.send(bot, "detached", 1, Some(id)).await.unwrap();
    let history = device.history(bot, 10).await;
    let [tl::enums::Message::Message(reply)] = history.as_slice() else {
        panic!("one message");
    };
    assert!(reply.reply_to.is_none());
    stage.world.set_quirks(ServerQuirks {
        reply_to_deleted: ReplyToMissing::Refused,
        ..ServerQuirks::default()
    });
    let refused = device.refused(device.sending(bot, "again", 2, Some(id))).await;
    assert_eq!(refused, "REPLY_MESSAGE_ID_INVALID");
}

fn editing(
    peer: tl::enums::InputPeer,
    id: i32,
    text: &str,
) -> tl::functions::messages::EditMessage {
    tl::functions::messages::EditMessage {
        no_webpage: true,
        invert_media: false,
        peer,
        id,
        message: Some(text.to_owned()),
        media: None,
        reply_markup: None,
        entities: None,
        schedule_date: None,
        schedule_repeat_period: None,
        quick_reply_shortcut_id: None,
        rich_message: None,
    }
}

#[tokio::test]
async fn messages_are_edited_and_deleted_in_every_kind_of_chat() {
    let stage = Stage::new().await;
    let device = stage.device(stage.seller);
    let saved = Peer::User(stage.seller);
    for (random_id, chat) in [(1, stage.group), (2, stage.supergroup), (3, saved)] {
        let sent = device.send(chat, "escalated", random_id, None).await.unwrap();
        let id = sent_id(&sent);
        let edit = || editing(device.input(chat), id, "settled");
        device.invoke(edit()).await.unwrap();
        assert_eq!(device.refused(edit()).await, "MESSAGE_NOT_MODIFIED");
        let newest = &device.history(chat, 1).await[0];
        assert_eq!((newest.id(), text(newest)), (id, "settled"));
        delete(&device, chat, id).await;
        let left = device.history(chat, 100).await;
        assert!(left.iter().all(|message| message.id() != id));
    }
    let order = Post::new(stage.bot, Peer::User(stage.seller), "order");
    let order = stage.world.post(order).unwrap();
    let id = order.ids.for_user(stage.seller).unwrap();
    let foreign = editing(device.input(Peer::User(stage.bot)), id, "mine");
    assert_eq!(device.refused(foreign).await, "MESSAGE_AUTHOR_REQUIRED");
}

async fn delete(device: &Device, chat: Peer, id: i32) {
    let id = vec![id];
    let answer = if let Peer::Supergroup(_) = chat {
        let channel = device.input_channel(chat);
        let request = tl::functions::channels::DeleteMessages { channel, id };
        device.invoke(request).await
    } else {
        let request = tl::functions::messages::DeleteMessages { revoke: true, id };
        device.invoke(request).await
    };
    let tl::enums::messages::AffectedMessages::Messages(affected) = answer.unwrap();
    assert_eq!(affected.pts_count, 1);
}

#[tokio::test]
async fn each_side_counts_messages_for_itself() {
    let stage = Stage::new().await;
    let seller = stage.device(stage.seller);
    let moderator = stage.device(stage.moderator);
    let sent = seller.send(Peer::User(stage.moderator), "hello", 1, None).await.unwrap();
    let seen = &moderator.history(Peer::User(stage.seller), 1).await[0];
    assert_eq!(text(seen), "hello");
    assert_ne!(seen.id(), sent_id(&sent));
    let sent = seller.send(stage.supergroup, "all", 2, None).await.unwrap();
    let seen = &moderator.history(stage.supergroup, 1).await[0];
    assert_eq!(seen.id(), sent_id(&sent));
}

#[tokio::test]
async fn who_deletes_for_oneself_leaves_it_to_the_others() {
    let stage = Stage::new().await;
    let device = stage.device(stage.seller);
    let other = stage.device(stage.moderator);
    let moderator = Peer::User(stage.moderator);
    let sent = device.send(moderator, "hello", 1, None).await.unwrap();
    let request =
        tl::functions::messages::DeleteMessages { revoke: false, id: vec![sent_id(&sent)] };
    device.invoke(request).await.unwrap();
    assert!(device.history(moderator, 1).await.is_empty());
    let seen = other.history(Peer::User(stage.seller), 1).await;
    assert_eq!(text(&seen[0]), "hello");
}

#[tokio::test]
async fn a_history_is_read_page_by_page() {
    let stage = Stage::new().await;
    let device = stage.device(stage.seller);
    let seller = Peer::User(stage.seller);
    let posted = |number: i32| {
        let post = Post::new(stage.bot, seller, number.to_string());
        let posted = stage.world.post(post).unwrap();
        posted.ids.for_user(stage.seller).unwrap()
    };
    let ids: Vec<i32> = (0..130).map(posted).collect();
    let page = async |offset_id, add_offset, limit, max_id, min_id| {
        let request = tl::functions::messages::GetHistory {
            peer: device.input(Peer::User(stage.bot)),
            offset_id,
            offset_date: 0,
            add_offset,
            limit,
            max_id,
            min_id,
            hash: 0,
        };
        let found = messages(device.invoke(request).await.unwrap());
        found.iter().map(tl::enums::Message::id).collect::<Vec<_>>()
    };
    let newest_first = |range: std::ops::Range<usize>| {
        let mut expected = ids[range].to_vec();
        expected.reverse();
        expected
    };
    assert_eq!(page(0, 0, 1000, 0, 0).await, newest_first(30..130));
    assert_eq!(page(ids[30], 0, 100, 0, 0).await, newest_first(0..30));
    assert_eq!(page(0, 0, 100, 0, ids[127]).await, newest_first(128..130));
    assert_eq!(page(ids[10], -5, 5, 0, 0).await, newest_first(10..15));
    assert_eq!(page(0, 3, 2, 0, 0).await, newest_first(125..127));
    assert_eq!(page(ids[5], 0, 100, ids[3], ids[0]).await, newest_first(1..3));
}

#[tokio::test]
async fn a_forwarded_message_says_where_it_comes_from() {
    let stage = Stage::new().await;
    let device = stage.device(stage.seller);
    let order = Post::new(stage.bot, Peer::User(stage.seller), "order");
    let order = stage.world.post(order).unwrap();
    let request = tl::functions::messages::ForwardMessages {
        silent: false,
        background: false,
        with_my_score: false,
        drop_author: false,
        drop_media_captions: false,
        noforwards: false,
        allow_paid_floodskip: false,
        from_ephemeral: false,
        from_peer: device.input(Peer::User(stage.bot)),
        id: vec![order.ids.for_user(stage.seller).unwrap()],
        random_id: vec![9],
        to_peer: device.input(stage.group),
        top_msg_id: None,
        reply_to: None,
        schedule_date: None,
        schedule_repeat_period: None,
        send_as: None,
        quick_reply_shortcut: None,
        effect: None,
        video_timestamp: None,
        allow_paid_stars: None,
        suggested_post: None,
    };
    device.invoke(request).await.unwrap();
    let history = device.history(stage.group, 1).await;
    let tl::enums::Message::Message(forwarded) = &history[0] else {
        panic!("no text");
    };
    let Some(tl::enums::MessageFwdHeader::Header(header)) = &forwarded.fwd_from else {
        panic!("not forwarded");
    };
    let bot = tl::types::PeerUser { user_id: stage.bot.0 };
    assert_eq!(header.from_id, Some(bot.into()));
}

#[tokio::test]
async fn people_are_found_by_name_and_number() {
    let stage = Stage::new().await;
    let device = stage.device(stage.seller);
    let request = tl::functions::contacts::ResolveUsername {
        username: String::from("Tribute"),
        referer: None,
    };
    let tl::enums::contacts::ResolvedPeer::Peer(found) = device.invoke(request).await.unwrap();
    let [tl::enums::User::User(bot)] = found.users.as_slice() else {
        panic!("one user");
    };
    assert_eq!((bot.id, bot.bot), (stage.bot.0, true));
    let request = tl::functions::users::GetFullUser {
        id: tl::types::InputUser { user_id: bot.id, access_hash: bot.access_hash.unwrap() }.into(),
    };
    let tl::enums::users::UserFull::Full(full) = device.invoke(request).await.unwrap();
    assert_eq!(full.full_user, full.full_user.clone());
    let dialogs = tl::functions::messages::GetDialogs {
        exclude_pinned: false,
        folder_id: None,
        offset_date: 0,
        offset_id: 0,
        offset_peer: tl::enums::InputPeer::Empty,
        limit: 20,
        hash: 0,
    };
    let tl::enums::messages::Dialogs::Dialogs(dialogs) = device.invoke(dialogs).await.unwrap()
    else {
        panic!("all dialogs");
    };
    assert_eq!((dialogs.dialogs.len(), dialogs.chats.len()), (2, 2));
}

#[tokio::test]
async fn a_scheduled_message_comes_when_it_is_due_and_one_that_is_due_soon_at_once() {
    let mut stage = Stage::new().await;
    let quirks = stage.world.quirks();
    let schedule_ahead_min = Duration::from_secs(1);
    stage.world.set_quirks(ServerQuirks { schedule_ahead_min, ..quirks });
    let mut device = stage.device(stage.seller);
    let mut updates = device.updates();
    let send = |random_id, date| tl::functions::messages::SendMessage {
        schedule_date: Some(date),
        ..device.sending(stage.supergroup, "wake up", random_id, None)
    };
    let before = device.history(stage.supergroup, 10).await.len();
    device.invoke(send(1, stage.world.now())).await.unwrap();
    assert_eq!(device.history(stage.supergroup, 10).await.len(), before + 1);
    let due = stage.world.now() + 2;
    for _ in 0..2 {
        device.invoke(send(2, due)).await.unwrap();
    }
    assert_eq!(device.history(stage.supergroup, 10).await.len(), before + 1);
    let came = stage.until(|event| match event {
        WorldEvent::Message { message, random_id: Some(2), .. } => Some(message.clone()),
        _ => None,
    });
    let came = came.await;
    assert!(came.body.scheduled && !came.body.silent && came.date >= due);
    let named = soon(async {
        loop {
            if let Some(UpdatesLike::Updates(tl::enums::Updates::Updates(it))) =
                updates.recv().await
                && let Some(tl::enums::Update::DeleteScheduledMessages(it)) = it.updates.first()
            {
                return it.sent_messages.clone().unwrap();
            }
        }
    })
    .await;
    assert_eq!(Some(named[0]), stage.world.id_for(stage.seller, came.key));
    let history = device.history(stage.supergroup, 10).await;
    assert_eq!(history.len(), before + 2, "the same random_id is one message");
    let tl::enums::Message::Message(newest) = &history[0] else { panic!("no text") };
    assert!(newest.from_scheduled);
}
