//! Updates, and what a client learns after it was away.

use grammers_client::sender::UpdatesReceiver;
use grammers_client::tl;
use telegram_sandbox::datacentre::faults::UpdateFault;
use telegram_sandbox::world::{Edit, Peer, Post, ServerQuirks, WorldEvent};

use crate::stage::{Device, Stage, soon, text};

/// The next batches of updates, until one of them is wanted.
async fn until<T>(
    receiver: &mut UpdatesReceiver,
    wanted: impl Fn(&tl::enums::Update) -> Option<T>,
) -> T {
    soon(async {
        loop {
            let (batch, _, _) = receiver.next().await.unwrap();
            receiver.sync_update_state().await.unwrap();
            if let Some(found) = batch.iter().find_map(|(update, _)| wanted(update)) {
                return found;
            }
        }
    })
    .await
}

fn new_text(update: &tl::enums::Update) -> Option<String> {
    match update {
        tl::enums::Update::NewMessage(it) => Some(text(&it.message).to_owned()),
        tl::enums::Update::NewChannelMessage(it) => Some(text(&it.message).to_owned()),
        _ => None,
    }
}

fn first_contact(event: &WorldEvent) -> Option<()> {
    matches!(event, WorldEvent::FirstContact { .. }).then_some(())
}

#[tokio::test]
async fn two_devices_of_one_account_hear_of_everything() {
    let mut stage = Stage::new().await;
    let seller = Peer::User(stage.seller);
    let mut phone = stage.device(stage.seller);
    let laptop = stage.device(stage.seller);
    let mut updates = phone.listen().await;
    let world = stage.world.clone();
    let bot = stage.bot;
    let listening = async {
        assert_eq!(until(&mut updates, new_text).await, "order");
        let edited = until(&mut updates, |update| match update {
            tl::enums::Update::EditMessage(it) => Some(text(&it.message).to_owned()),
            _ => None,
        });
        assert_eq!(edited.await, "edited");
        assert_eq!(until(&mut updates, new_text).await, "from the laptop");
        assert_eq!(until(&mut updates, new_text).await, "in the supergroup");
        let deleted = until(&mut updates, |update| match update {
            tl::enums::Update::DeleteMessages(it) => Some(it.messages.len()),
            _ => None,
        });
        assert_eq!(deleted.await, 1);
    };
    let acting = async {
        stage.until(first_contact).await;
        let order = world.post(Post::new(bot, seller, "order")).unwrap();
        let text = Some((String::from("edited"), Vec::new()));
        world.edit(order.message, Edit { text, ..Edit::default() }).unwrap();
        let to = Peer::User(bot);
        laptop.send(to, "from the laptop", 1, None).await.unwrap();
        laptop.send(stage.supergroup, "in the supergroup", 2, None).await.unwrap();
        world.delete(bot, &[order.message]).unwrap();
    };
    tokio::join!(listening, acting);
}

#[tokio::test]
async fn who_was_away_learns_what_happened_in_slices() {
    let mut stage = Stage::new().await;
    stage.world.set_quirks(ServerQuirks { difference_slice_max: 2, ..ServerQuirks::default() });
    let seller = Peer::User(stage.seller);
    let mut before = stage.device(stage.seller);
    let mut updates = before.listen().await;
    let first = Post::new(stage.bot, seller, "while there");
    let world = stage.world.clone();
    let (heard, ()) = tokio::join!(until(&mut updates, new_text), async {
        stage.until(first_contact).await;
        world.post(first).unwrap();
    });
    assert_eq!(heard, "while there");
    let mut after = before.restarted();
    drop((before, updates));
    let posted: Vec<_> = (0..5)
        .map(|number| Post::new(stage.bot, seller, format!("away {number}")))
        .map(|post| stage.world.post(post).unwrap())
        .collect();
    stage.world.delete(stage.bot, &[posted[1].message]).unwrap();
    let mut updates = after.listen().await;
    let mut heard = Vec::new();
    while heard.len() < 4 {
        let (batch, _, _) = soon(updates.next()).await.unwrap();
        heard.extend(batch.iter().filter_map(|(update, _)| new_text(update)));
    }
    assert_eq!(heard, ["away 0", "away 2", "away 3", "away 4"]);
}

async fn state_of(device: &Device) -> tl::types::updates::State {
    let tl::enums::updates::State::State(known) =
        device.invoke(tl::functions::updates::GetState {}).await.unwrap();
    known
}

fn since(pts: i32) -> tl::functions::updates::GetDifference {
    tl::functions::updates::GetDifference {
        pts,
        pts_limit: None,
        pts_total_limit: None,
        date: i32::MAX, // no supergroup has changed since then
        qts: 1,
        qts_limit: None,
    }
}

#[tokio::test]
async fn a_difference_says_what_is_new_what_is_edited_and_what_is_gone() {
    let stage = Stage::new().await;
    let device = stage.device(stage.seller);
    let seller = Peer::User(stage.seller);
    let post = |text| stage.world.post(Post::new(stage.bot, seller, text)).unwrap();
    let old = post("old");
    let pts = state_of(&device).await.pts;
    post("new");
    let text_now = Some((String::from("old, edited"), Vec::new()));
    let edit = Edit { text: text_now, ..Edit::default() };
    stage.world.edit(old.message, edit).unwrap();
    let gone = post("gone");
    stage.world.delete(stage.bot, &[gone.message]).unwrap();
    let tl::enums::updates::Difference::Difference(difference) =
        device.invoke(since(pts)).await.unwrap()
    else {
        panic!("a whole difference");
    };
    let new: Vec<&str> = difference.new_messages.iter().map(text).collect();
    assert_eq!(new, ["new"]);
    let [edited, deleted] = difference.other_updates.as_slice() else {
        panic!("an edit and a deletion");
    };
    let tl::enums::Update::EditMessage(edited) = edited else {
        panic!("an edit first");
    };
    assert_eq!(text(&edited.message), "old, edited");
    let tl::enums::Update::DeleteMessages(deleted) = deleted else {
        panic!("then a deletion");
    };
    assert_eq!(deleted.messages, [gone.ids.for_user(stage.seller).unwrap()]);
    let tl::enums::updates::State::State(after) = difference.state;
    let nothing = device.invoke(since(after.pts)).await.unwrap();
    assert!(matches!(nothing, tl::enums::updates::Difference::Empty(_)));
}

#[tokio::test]
async fn a_difference_can_be_too_long_or_impossible() {
    let stage = Stage::new().await;
    stage
        .world
        .set_quirks(ServerQuirks { difference_too_long_from: Some(3), ..ServerQuirks::default() });
    let device = stage.device(stage.seller);
    let pts = state_of(&device).await.pts;
    for number in 0..3 {
        let post = Post::new(stage.bot, Peer::User(stage.seller), number.to_string());
        stage.world.post(post).unwrap();
    }
    let too_long = device.invoke(since(pts)).await.unwrap();
    let tl::enums::updates::Difference::TooLong(too_long) = too_long else {
        panic!("too long");
    };
    assert_eq!(too_long.pts, state_of(&device).await.pts);
    let future = device.refused(since(pts + 1000)).await;
    assert_eq!(future, "PERSISTENT_TIMESTAMP_INVALID");
}

#[tokio::test]
async fn a_supergroup_has_a_difference_of_its_own() {
    let stage = Stage::new().await;
    let device = stage.device(stage.seller);
    let stranger = stage.device(stage.bot);
    let asking = |device: &Device| tl::functions::updates::GetChannelDifference {
        force: false,
        channel: device.input_channel(stage.supergroup),
        filter: tl::enums::ChannelMessagesFilter::Empty,
        pts: 1,
        limit: 100,
    };
    let post = Post::new(stage.moderator, stage.supergroup, "hello");
    stage.world.post(post).unwrap();
    let tl::enums::updates::ChannelDifference::Difference(difference) =
        device.invoke(asking(&device)).await.unwrap()
    else {
        panic!("a difference");
    };
    let new: Vec<&str> = difference.new_messages.iter().map(text).collect();
    assert_eq!(new, ["", "hello"]); // the first tells that the group was made
    assert!(difference.r#final);
    let refused = stranger.refused(asking(&stranger)).await;
    assert_eq!(refused, "CHANNEL_PRIVATE");
}

#[tokio::test]
async fn doubled_and_swapped_updates_are_sorted_out_by_the_client() {
    for fault in [UpdateFault::Duplicate, UpdateFault::Swap] {
        let mut stage = Stage::new().await;
        stage.centre.faults().set_updates(fault);
        let mut device = stage.device(stage.seller);
        let mut updates = device.listen().await;
        let mut heard = Vec::new();
        let listening = async {
            while heard.len() < 4 {
                let (batch, _, _) = soon(updates.next()).await.unwrap();
                heard.extend(batch.iter().filter_map(|(update, _)| new_text(update)));
            }
        };
        let world = stage.world.clone();
        let (bot, seller) = (stage.bot, Peer::User(stage.seller));
        let posting = async {
            stage.until(first_contact).await;
            for number in 0..4 {
                world.post(Post::new(bot, seller, number.to_string())).unwrap();
            }
        };
        tokio::join!(listening, posting);
        assert_eq!(heard, ["0", "1", "2", "3"], "{fault:?}");
    }
}
