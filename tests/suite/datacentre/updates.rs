//! Updates, and what a client learns after it was away.

use grammers_client::tl;
use grammers_mtsender::UpdatesReceiver;
use tribute_agent::sandbox::world::{Edit, Happening, Manners, Peer, Post};

use crate::stage::{Stage, soon, text};

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

fn first_contact(happening: &Happening) -> Option<()> {
    matches!(happening, Happening::FirstContact { .. }).then_some(())
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
        world
            .edit(order.message, Edit { text, markup: None })
            .unwrap();
        let to = Peer::User(bot);
        laptop.send(to, "from the laptop", 1, None).await.unwrap();
        laptop
            .send(stage.supergroup, "in the supergroup", 2, None)
            .await
            .unwrap();
        world.delete(bot, &[order.message]).unwrap();
    };
    tokio::join!(listening, acting);
}

#[tokio::test]
async fn who_was_away_learns_what_happened_in_slices() {
    let mut stage = Stage::new().await;
    stage.world.set_manners(Manners {
        difference_slice_max: 2,
        ..Manners::default()
    });
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

#[tokio::test]
async fn a_difference_says_what_is_new_what_is_edited_and_what_is_gone() {
    let stage = Stage::new().await;
    let device = stage.device(stage.seller);
    let seller = Peer::User(stage.seller);
    let old = stage
        .world
        .post(Post::new(stage.bot, seller, "old"))
        .unwrap();
    let tl::enums::updates::State::State(state) = device
        .invoke(tl::functions::updates::GetState {})
        .await
        .unwrap();
    let since = |pts| tl::functions::updates::GetDifference {
        pts,
        pts_limit: None,
        pts_total_limit: None,
        date: state.date,
        qts: state.qts,
        qts_limit: None,
    };
    stage
        .world
        .post(Post::new(stage.bot, seller, "new"))
        .unwrap();
    let text_now = Some((String::from("old, edited"), Vec::new()));
    let edit = Edit {
        text: text_now,
        markup: None,
    };
    stage.world.edit(old.message, edit).unwrap();
    let gone = stage
        .world
        .post(Post::new(stage.bot, seller, "gone"))
        .unwrap();
    stage.world.delete(stage.bot, &[gone.message]).unwrap();
    let tl::enums::updates::Difference::Difference(difference) =
        device.invoke(since(state.pts)).await.unwrap()
    else {
        panic!("a whole difference");
    };
    let new: Vec<&str> = difference.new_messages.iter().map(text).collect();
    assert_eq!(new, ["new"]);
    let edited = difference
        .other_updates
        .iter()
        .find_map(|update| match update {
            tl::enums::Update::EditMessage(it) => Some(text(&it.message)),
            _ => None,
        });
    assert_eq!(edited, Some("old, edited"));
    let deleted = difference
        .other_updates
        .iter()
        .find_map(|update| match update {
            tl::enums::Update::DeleteMessages(it) => Some(it.messages.clone()),
            _ => None,
        });
    assert_eq!(
        deleted,
        Some(vec![gone.ids.for_user(stage.seller).unwrap()])
    );
    stage.world.set_manners(Manners {
        difference_too_long_from: Some(3),
        ..Manners::default()
    });
    let too_long = device.invoke(since(state.pts)).await.unwrap();
    assert!(matches!(
        too_long,
        tl::enums::updates::Difference::TooLong(_)
    ));
    let future = device.refused(since(state.pts + 1000)).await;
    assert_eq!(future, "PERSISTENT_TIMESTAMP_INVALID");
}
