//! A bot that sells, and buyers who pay it: invoices, the question before the money, Stars, refunds.

pub mod scene;

use std::time::Duration;

use grammers_client::session::updates::UpdatesLike;
use grammers_client::tl::functions::{messages as request, payments};
use grammers_client::tl::{self, enums, types};
use telegram_sandbox::world::{Peer, Post, ServerQuirks, UserId};

use self::scene::{
    BOT, Scene, TOKEN_OF_PROVIDER, answering, difference, invoice, note, paying, pts, sending,
    stars,
};
use crate::stage::{sent_id, soon};

#[tokio::test]
async fn a_link_is_paid_with_stars_by_whoever_has_it_as_often_as_they_like() {
    let mut scene = Scene::new().await;
    let before = pts(&scene.bot).await;
    let link = scene.link(stars(50)).await;
    let mut charges = Vec::new();
    for left in [50, 0] {
        let told = scene.paid(&link, None).await.unwrap();
        let (_, action) = note(&told);
        let enums::MessageAction::PaymentSent(sent) = action else { panic!("{action:?}") };
        assert_eq!((sent.currency.as_str(), sent.total_amount), ("XTR", 50));
        assert!(sent.invoice_slug.is_some());
        assert_eq!(scene.balances(), (left, 100 - left));
    }
    let (news, after) = difference(&scene.bot, before).await;
    for message in news {
        let enums::Message::Service(note) = message else { panic!("{message:?}") };
        let enums::MessageAction::PaymentSentMe(paid) = note.action else { panic!("another") };
        assert!(!note.out);
        assert_eq!((paid.total_amount, paid.payload.as_slice()), (50, &b"checkout 1"[..]));
        let enums::PaymentCharge::Charge(charge) = paid.charge;
        charges.push(charge.id);
    }
    assert_eq!(charges.len(), 2);
    assert_ne!(charges[0], charges[1]);
    assert_eq!(difference(&scene.bot, after).await, (Vec::new(), after));
    let refused = scene.stars_form(&link).await;
    assert_eq!(scene.buyer.refused(refused).await, "BALANCE_TOO_LOW");
}

#[tokio::test]
async fn an_invoice_in_the_chat_is_paid_once_and_the_note_answers_it() {
    let mut scene = Scene::new().await;
    let to = Peer::User(scene.buyer.user);
    let refused = scene.bot.refused(sending(&scene.bot, to, stars(50), 1)).await;
    assert_eq!(refused, "PEER_ID_INVALID", "nobody has written to it");
    scene.stage.world.post(Post::new(scene.buyer.user, Peer::User(BOT), "/start")).unwrap();
    let message = scene.message(2).await;
    let (first, second) = (scene.stars_form(&message).await, scene.stars_form(&message).await);
    let shown = scene.buyer.history(Peer::User(BOT), 1).await;
    let enums::Message::Message(shown) = &shown[0] else { panic!("{shown:?}") };
    assert!(matches!(shown.media, Some(enums::MessageMedia::Invoice(_))));
    assert!(shown.reply_markup.is_some(), "Telegram hangs a button under it");
    let told = scene.sent(first, None).await.unwrap();
    let Some(enums::MessageReplyHeader::Header(header)) = note(&told).0.reply_to else {
        panic!("it answers nothing");
    };
    assert_eq!(header.reply_to_msg_id, Some(shown.id));
    assert_eq!(scene.buyer.refused(second).await, "INVOICE_ALREADY_PAID");
    assert_eq!(scene.balances(), (50, 50));
}

#[tokio::test]
async fn a_bot_that_refuses_says_why_and_nothing_is_paid() {
    let mut scene = Scene::new().await;
    let link = scene.link(stars(50)).await;
    let mut shown = scene.buyer.updates();
    let form = scene.stars_form(&link).await;
    let told = scene.sent(form.clone(), Some("It is sold out.")).await;
    assert_eq!(told.unwrap_err(), "BOT_PRECHECKOUT_FAILED");
    let UpdatesLike::Updates(enums::Updates::UpdateShort(it)) = soon(shown.recv()).await.unwrap()
    else {
        panic!("no notice");
    };
    let enums::Update::ServiceNotification(notice) = it.update else { panic!("no notice") };
    assert!(notice.popup);
    assert_eq!(notice.message, "It is sold out.");
    assert_eq!(scene.balances(), (100, 0));
    // The same form may be tried again.
    scene.sent(form, None).await.unwrap();
    assert_eq!(scene.balances(), (50, 50));
}

#[tokio::test]
async fn a_bot_that_does_not_answer_in_time_loses_the_payment() {
    let mut scene = Scene::new().await;
    let pre_checkout_timeout = Duration::from_millis(50);
    scene.stage.world.set_quirks(ServerQuirks { pre_checkout_timeout, ..ServerQuirks::default() });
    let link = scene.link(stars(50)).await;
    let form = scene.stars_form(&link).await;
    assert_eq!(scene.buyer.refused(form.clone()).await, "BOT_PRECHECKOUT_TIMEOUT");
    let query = scene.asked().await.query_id;
    assert_eq!(scene.bot.refused(answering(query, None)).await, "QUERY_ID_INVALID");
    assert_eq!(scene.balances(), (100, 0));
    scene.stage.world.set_quirks(ServerQuirks::default());
    assert_eq!(scene.bot.refused(answering(query, Some(" "))).await, "ERROR_TEXT_EMPTY");
    let paying = paying(&scene.buyer, form);
    let query = scene.asked().await.query_id;
    scene.bot.invoke(answering(query, None)).await.unwrap();
    assert_eq!(scene.bot.refused(answering(query, None)).await, "QUERY_ID_INVALID");
    soon(paying).await.unwrap().unwrap();
    let counted = scene.stage.world.counters();
    assert_eq!((counted.pre_checkouts_answered_late, counted.pre_checkouts_answered_again), (1, 1));
}

#[tokio::test]
async fn a_buyer_who_hangs_up_has_paid_all_the_same() {
    let mut scene = Scene::new().await;
    let link = scene.link(stars(50)).await;
    let form = scene.stars_form(&link).await;
    let device = scene.stage.device(scene.buyer.user);
    let paying = paying(&device, form);
    let query = scene.asked().await.query_id;
    paying.abort();
    drop(device);
    scene.bot.invoke(answering(query, None)).await.unwrap();
    assert_eq!(scene.balances(), (50, 50));
}

#[tokio::test]
async fn stars_go_back_once() {
    let mut scene = Scene::new().await;
    let link = scene.link(stars(50)).await;
    scene.paid(&link, None).await.unwrap();
    let charge_id = scene.stage.world.payments()[0].charge.clone();
    let refund = |user: UserId, charge_id: &str| payments::RefundStarsCharge {
        user_id: types::InputUser { user_id: user.0, access_hash: 0 }.into(),
        charge_id: charge_id.to_owned(),
    };
    let (me, other) = (scene.buyer.user, scene.stage.seller);
    assert_eq!(scene.bot.refused(refund(other, &charge_id)).await, "CHARGE_NOT_FOUND");
    assert_eq!(scene.bot.refused(refund(me, "another")).await, "CHARGE_NOT_FOUND");
    let told = scene.bot.invoke(refund(me, &charge_id)).await.unwrap();
    let (_, action) = note(&told);
    let enums::MessageAction::PaymentRefunded(back) = action else { panic!("{action:?}") };
    assert_eq!(back.payload.as_deref(), Some(&b"checkout 1"[..]));
    assert_eq!(scene.balances(), (100, 0));
    assert_eq!(scene.bot.refused(refund(me, &charge_id)).await, "CHARGE_ALREADY_REFUNDED");
    assert_eq!(scene.stage.world.counters().refunds_repeated, 1);
    let seen = scene.buyer.history(Peer::User(BOT), 1).await;
    let enums::Message::Service(seen) = &seen[0] else { panic!("{seen:?}") };
    let enums::MessageAction::PaymentRefunded(back) = &seen.action else { panic!("{seen:?}") };
    assert_eq!(back.payload, None);
    let status = payments::GetStarsStatus { ton: false, peer: enums::InputPeer::PeerSelf };
    let enums::payments::StarsStatus::Status(status) = scene.buyer.invoke(status).await.unwrap();
    let enums::StarsAmount::Amount(balance) = status.balance else { panic!("no Stars") };
    assert_eq!(balance.amount, 100);
    let book = |inbound| payments::GetStarsTransactions {
        inbound,
        outbound: false,
        ascending: true,
        ton: false,
        subscription_id: None,
        peer: enums::InputPeer::PeerSelf,
        offset: String::new(),
        limit: 100,
    };
    for (inbound, count) in [(false, 2), (true, 1)] {
        let answer = scene.bot.invoke(book(inbound)).await.unwrap();
        let enums::payments::StarsStatus::Status(answer) = answer;
        assert_eq!(answer.history.unwrap().len(), count);
    }
}

#[tokio::test]
async fn an_invoice_that_telegram_would_not_take_is_refused() {
    let scene = Scene::new().await;
    let one = || invoice("XTR", &[1], None);
    let refused: [(types::InputMediaInvoice, &str); 12] = [
        (types::InputMediaInvoice { title: String::new(), ..one() }, "MEDIA_INVALID"),
        (types::InputMediaInvoice { title: "x".repeat(33), ..one() }, "MEDIA_INVALID"),
        (types::InputMediaInvoice { description: "x".repeat(256), ..one() }, "MEDIA_INVALID"),
        (types::InputMediaInvoice { payload: vec![], ..one() }, "INVOICE_PAYLOAD_INVALID"),
        (types::InputMediaInvoice { payload: vec![1; 129], ..one() }, "INVOICE_PAYLOAD_INVALID"),
        (invoice("XTR", &[1, 1], None), "STARS_INVOICE_INVALID"),
        (invoice("XTR", &[1], Some(TOKEN_OF_PROVIDER)), "STARS_INVOICE_INVALID"),
        (invoice("XTR", &[0], None), "CURRENCY_TOTAL_AMOUNT_INVALID"),
        (invoice("RUB", &[], Some(TOKEN_OF_PROVIDER)), "CURRENCY_TOTAL_AMOUNT_INVALID"),
        (invoice("RUB", &[100], None), "PAYMENT_PROVIDER_INVALID"),
        (invoice("RUB", &[100], Some("1234:LIVE:abcd")), "PAYMENT_PROVIDER_INVALID"),
        (invoice("rub", &[100], Some(TOKEN_OF_PROVIDER)), "MEDIA_INVALID"),
    ];
    for (media, name) in refused {
        let request = payments::ExportInvoice { invoice_media: media.into() };
        assert_eq!(scene.bot.refused(request).await, name);
    }
    let nested = types::InputMediaInvoice { extended_media: Some(stars(1)), ..one() };
    let request = payments::ExportInvoice { invoice_media: nested.clone().into() };
    assert_eq!(scene.bot.refused(request).await, "MEDIA_INVALID");
    let request = sending(&scene.bot, Peer::User(scene.buyer.user), nested.into(), 5);
    assert_eq!(scene.bot.refused(request).await, "MEDIA_INVALID");
    let request = payments::ExportInvoice { invoice_media: stars(1) };
    assert_eq!(scene.buyer.refused(request).await, "USER_BOT_REQUIRED");
    let unknown = types::InputInvoiceSlug { slug: "unknown".to_owned() };
    let request = payments::GetPaymentForm { invoice: unknown.into(), theme_params: None };
    assert_eq!(scene.buyer.refused(request).await, "SLUG_INVALID");
}

#[tokio::test]
async fn a_provider_takes_good_cards() {
    let mut scene = Scene::new().await;
    let link = scene.link(invoice("RUB", &[9000, 900], Some(TOKEN_OF_PROVIDER)).into()).await;
    let form_id = scene.form(&link).await;
    let sending = |data: &str| payments::SendPaymentForm {
        form_id,
        invoice: link.clone(),
        requested_info_id: None,
        shipping_option_id: None,
        credentials: types::InputPaymentCredentials {
            save: false,
            data: types::DataJson { data: data.to_owned() }.into(),
        }
        .into(),
        tip_amount: None,
    };
    let in_stars = payments::SendStarsForm { form_id, invoice: link.clone() };
    assert_eq!(scene.buyer.refused(in_stars).await, "FORM_UNSUPPORTED");
    assert_eq!(scene.buyer.refused(sending("4242")).await, "PAYMENT_CREDENTIALS_INVALID");
    for (card, refusal) in [("tok_chargeDeclined", Some("PAYMENT_FAILED")), ("tok_visa", None)] {
        let request = sending(&format!(r#"{{"type": "card", "id": "{card}"}}"#));
        let paying = paying(&scene.buyer, request);
        let query = scene.asked().await;
        assert_eq!((query.currency.as_str(), query.total_amount), ("RUB", 9900));
        scene.bot.invoke(answering(query.query_id, None)).await.unwrap();
        assert_eq!(soon(paying).await.unwrap().err().as_deref(), refusal);
    }
    let paid = &scene.stage.world.payments()[0];
    assert_eq!(paid.invoice.total(), 9900);
    assert_eq!(scene.balances(), (100, 0));
}

#[tokio::test]
async fn a_buyer_who_has_blocked_the_bot_hears_nothing_of_it() {
    let mut scene = Scene::new().await;
    let link = scene.link(stars(50)).await;
    let start = request::StartBot {
        bot: types::InputUser {
            user_id: BOT.0,
            access_hash: scene.stage.world.access_hash(scene.buyer.user, Peer::User(BOT)),
        }
        .into(),
        peer: scene.buyer.input(Peer::User(BOT)),
        random_id: 3,
        start_param: "account-7".to_owned(),
    };
    let told = scene.buyer.invoke(start).await.unwrap();
    assert!(matches!(told, enums::Updates::Updates(_)));
    let me = Peer::User(scene.buyer.user);
    sent_id(&scene.bot.send(me, "Hello", 1, None).await.unwrap());
    let block = tl::functions::contacts::Block {
        my_stories_from: false,
        id: scene.buyer.input(Peer::User(BOT)),
    };
    scene.buyer.invoke(block).await.unwrap();
    scene.paid(&link, None).await.unwrap();
    let refused = scene.bot.refused(scene.bot.sending(me, "Thank you", 2, None)).await;
    assert_eq!(refused, "USER_IS_BLOCKED");
    let unblock = tl::functions::contacts::Unblock {
        my_stories_from: false,
        id: scene.buyer.input(Peer::User(BOT)),
    };
    scene.buyer.invoke(unblock).await.unwrap();
    scene.bot.send(me, "Thank you", 2, None).await.unwrap();
    let said = scene.stage.world.chat(BOT, me);
    assert_eq!(said[0].message.body.text, "/start account-7");
}
