//! The accounts of a sandbox, and the moderators' chats.

use super::datacentre::DataCentre;
use super::event::{Account, Bot, Login, OwnBot, Ready, ShopAddress};
use super::shop::DemoShop;
use super::world::{Peer, Post, Registration, User, UserId, World};

/// The seller's user id.
pub const SELLER: UserId = UserId(777_000_111);
/// The moderator's.
pub const MODERATOR: UserId = UserId(777_000_222);
/// Another moderator's, who is there when moderators act by script.
pub const SECOND_MODERATOR: UserId = UserId(777_000_223);
/// That of somebody who is in their chats then without being a moderator.
pub const OUTSIDER: UserId = UserId(777_000_224);
/// The bot's: that of the real one.
pub const TRIBUTE: UserId = UserId(6_675_346_585);
/// The bot's username, without the `@`.
pub const TRIBUTE_USERNAME: &str = "tribute";

/// That of the bot that the owner has made for the moderators.
pub const MODERATORS_BOT: UserId = UserId(7_000_000_333);
/// That bot's username, without the `@`.
pub const MODERATORS_BOT_USERNAME: &str = "sandbox_moderators_bot";

/// The bot's that the owner has made to be paid at.
pub const PAYMENTS_BOT: UserId = UserId(7_000_000_444);
/// Its username, without the `@`.
pub const PAYMENTS_BOT_USERNAME: &str = "sandbox_payments_bot";
/// That of somebody with Stars who pays nothing by themselves.
pub const BUYER: UserId = UserId(777_000_444);
/// As many as they have.
pub const BUYERS_STARS: i64 = 10_000;

/// The seller's phone number: of those that Telegram keeps for trying out.
pub const PHONE: &str = "+9996621111";
/// A code with which the seller may sign in.
pub const CODE: &str = "73205";
/// The seller's second factor.
pub const PASSWORD: &str = "sandbox, not secret";

/// The first of the people who only chat with the seller.
const ACQUAINTANCE: i64 = 777_100_000;

/// Whoever answers these has answered long ago.
const FIRST_WORDS_AGE_SECONDS: i32 = 24 * 60 * 60;

/// Users, chats, the seller's account that can be logged in to, and their first word to the bot: a bot
/// can't write first. Returns the moderators' chats, a supergroup and a basic group: an owner may have
/// either kind; and the tokens of the bot that is in both, and of the one that is paid at.
pub(super) fn populate(
    world: &World,
    private_chats: u32,
    code: &str,
) -> ((Peer, Peer), [String; 2]) {
    world.add_user(User::human(SELLER.0, "Seller").with_username("sandbox_seller"));
    world.add_user(User::human(MODERATOR.0, "Moderator").with_username("sandbox_moderator"));
    world.add_user(User::bot(TRIBUTE.0, "Tribute", TRIBUTE_USERNAME));
    let bot = User::bot(MODERATORS_BOT.0, "Moderators' bot", MODERATORS_BOT_USERNAME);
    let token = world.register_bot(bot);
    let shop = User::bot(PAYMENTS_BOT.0, "Payments bot", PAYMENTS_BOT_USERNAME);
    let payments_token = world.register_bot(shop);
    world.add_user(User::human(BUYER.0, "Buyer").with_username("sandbox_buyer"));
    world.set_stars(BUYER, BUYERS_STARS);
    let people = [SELLER, MODERATOR, MODERATORS_BOT];
    let supergroup = world.add_supergroup(1_900_000_777, "Moderators", SELLER, &people);
    let group = world.add_group(5_000_777, "Moderators (basic)", SELLER, &people);
    let write = |from, to, text| match world.post(Post::new(from, Peer::User(to), text)) {
        Ok(posted) => world.date_back(posted.message, FIRST_WORDS_AGE_SECONDS),
        Err(refusal) => tracing::error!(%refusal, %from, %to, "a first message can't be sent"),
    };
    write(SELLER, TRIBUTE, "/start");
    for number in 1..=private_chats {
        let id = UserId(ACQUAINTANCE + i64::from(number));
        world.add_user(User::human(id.0, format!("Acquaintance {number}")));
        write(id, SELLER, "Hello!");
    }
    let registration = Registration {
        phone: PHONE.trim_start_matches('+').to_owned(),
        code: code.to_owned(),
        password: Some((PASSWORD.to_owned(), Some("where you are".to_owned()))),
        ..Registration::default()
    };
    world.register(SELLER, registration);
    ((supergroup, group), [token, payments_token])
}

/// Brings those into the moderators' chats who act by script there.
pub(super) fn add_scripted(world: &World, (supergroup, group): (Peer, Peer)) {
    world.add_user(User::human(SECOND_MODERATOR.0, "Second").with_username("sandbox_second"));
    world.add_user(User::human(OUTSIDER.0, "Outsider").with_username("sandbox_outsider"));
    for chat in [supergroup, group] {
        world.change_group(chat, |it| it.members.extend([SECOND_MODERATOR, OUTSIDER]));
    }
}

/// Returns what a client needs to connect as any of them.
pub(super) fn ready(
    datacentre: &DataCentre,
    shop: &DemoShop,
    (supergroup, group): (Peer, Peer),
    (code, [token, payments_token]): (&str, [String; 2]),
) -> Ready {
    let world = datacentre.world();
    let account = |user: UserId| Account {
        id: user.0,
        string_session: datacentre.string_session(&world.logged_in_key(user)),
    };
    Ready {
        host: datacentre.address().ip().to_string(),
        port: datacentre.address().port(),
        dc_id: datacentre.dc_id(),
        api_id: 1,
        api_hash: "0123456789abcdef0123456789abcdef".to_owned(),
        seller: account(SELLER),
        moderator: account(MODERATOR),
        login: Some(Login {
            phone: PHONE.to_owned(),
            code: code.to_owned(),
            password: PASSWORD.to_owned(),
            string_session: datacentre.string_session(&world.unbound_key()),
        }),
        tribute: Bot { id: TRIBUTE.0, username: TRIBUTE_USERNAME.to_owned() },
        bot: OwnBot { token, id: MODERATORS_BOT.0, username: MODERATORS_BOT_USERNAME.to_owned() },
        payments_bot: OwnBot {
            token: payments_token,
            id: PAYMENTS_BOT.0,
            username: PAYMENTS_BOT_USERNAME.to_owned(),
        },
        buyer: account(BUYER),
        moderators_chat: supergroup.bot_api_id(),
        moderators_basic_group: group.bot_api_id(),
        shop: ShopAddress { url: shop.url().to_owned(), secret: shop.secret().to_owned() },
        tribute_api: None,
        tbank: None,
        salebot: None,
    }
}
