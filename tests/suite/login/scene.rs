//! A sandbox, and the folder of a seller who has not logged in.

use std::fs;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use grammers_client::session::Session as _;
use grammers_client::session::types::DcOption;
use grammers_client::tl::functions;
use telegram_sandbox::accounts::{CODE, MODERATOR, PASSWORD, PHONE, SELLER};
use telegram_sandbox::datacentre::DataCentre;
use telegram_sandbox::world::{Registration, World};
use telegram_sandbox::{Options, Running, Sandbox};
use tempfile::TempDir;
use tribute_agent::machine::Machine;
use tribute_agent::telegram::connection::{Connection, Limits};
use tribute_agent::telegram::{CallError, import};

use super::terminal::{self, ORDINARY};
use crate::agent::options;
use crate::occupancy::open_when_free;
use crate::pty::Terminal;

/// The number of somebody who is not the seller.
pub const OTHERS_PHONE: &str = "9996622222";
/// The code that Telegram sends them.
pub const OTHERS_CODE: &str = "22334";

/// The data centre in which not everybody is at home.
pub const ELSEWHERE: u8 = 4;

/// The application on the phone: another one than the agent's.
const PHONES_API_ID: i32 = 4;

/// The words of a language that are waited for.
#[derive(Clone, Copy, Debug)]
pub struct Words {
    pub language: &'static str,
    pub phone: &'static str,
    pub code: &'static str,
    pub password: &'static str,
    pub two_left: &'static str,
    pub done: &'static str,
}

pub const ENGLISH: Words = Words {
    language: "en",
    phone: "Phone number of the account that gets the orders, with + in front: ",
    code: "Code (or `new` if none came): ",
    password: "Password of two-step verification (it is not shown, hint: where you are): ",
    two_left: "Tries left: 2.",
    done: "Logged in: Seller, @sandbox_seller (id 777000111).",
};

pub const RUSSIAN: Words = Words {
    language: "ru",
    phone: "Номер телефона аккаунта, которому приходят заказы, с плюсом: ",
    code: "Код (или `новый`, если не пришёл): ",
    password: "Пароль двухэтапной проверки (не отображается, подсказка: where you are): ",
    two_left: "Осталось попыток: 2.",
    done: "Вход выполнен: Seller, @sandbox_seller (id 777000111).",
};

pub struct Scene {
    pub running: Running,
    pub folder: TempDir,
}

impl Scene {
    pub async fn new(words: Words) -> Self {
        Self::with(options(Vec::new()), words).await
    }

    /// With a key in place that nobody is bound to.
    pub async fn with(options: Options, words: Words) -> Self {
        let running = Sandbox::start(options).await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let scene = Self { running, folder };
        scene.configure(words.language, "");
        let login = scene.running.ready().login.clone().unwrap();
        import::import(&login.string_session, &scene.session(), false).unwrap();
        scene
    }

    /// Writes the configuration; `more` goes into `[telegram]`.
    pub fn configure(&self, language: &str, more: &str) {
        let ready = self.running.ready();
        let config = format!(
            "language = \"{language}\"\npace = \"0s\"\n\
             [telegram]\napi_id = {}\napi_hash = \"{}\"\nsession = \"main.session\"\n{more}\n\
             [tribute]\nsend_buttons = [\"Send\"]\n\
             [shop]\nurl = \"{}\"\nsecret = \"{}\"\n\
             [account_id]\npattern = '\\b\\d{{8}}\\b'\nexamples = [\"12345678\"]\n\
             [reply]\ntemplate = \"Done: {{{{ product }}}}\"\n\
             [moderators]\nchat = {}\n",
            ready.api_id, ready.api_hash, ready.shop.url, ready.shop.secret, ready.moderators_chat,
        );
        fs::write(self.config(), config).unwrap();
    }

    pub fn config(&self) -> PathBuf {
        self.folder.path().join("config.toml")
    }

    pub fn session(&self) -> PathBuf {
        self.folder.path().join("main.session")
    }

    pub fn world(&self) -> &World {
        self.running.world()
    }

    pub fn login(&self) -> Terminal {
        self.at_a_terminal(&["login"])
    }

    pub fn at_a_terminal(&self, words: &[&str]) -> Terminal {
        terminal::start(&self.config(), words, ORDINARY)
    }

    /// The seller's account is another sort of account than it was.
    pub fn seller_is(&self, change: impl FnOnce(&mut Registration)) {
        let mut registration = registration();
        change(&mut registration);
        self.world().register(SELLER, registration);
    }

    /// Another than the seller may log in, with [`OTHERS_PHONE`] and [`OTHERS_CODE`].
    pub fn somebody_else_may_log_in(&self) {
        let registration = Registration {
            phone: OTHERS_PHONE.to_owned(),
            code: OTHERS_CODE.to_owned(),
            ..Registration::default()
        };
        self.world().register(MODERATOR, registration);
    }

    /// The seller is at home in another data centre, for which the session has a key, too.
    pub async fn seller_moves(&self, change: impl FnOnce(&mut Registration)) -> DataCentre {
        let there = self.running.datacentre().neighbour(ELSEWHERE).await.unwrap();
        let SocketAddr::V4(ipv4) = there.address() else {
            panic!("it listens on IPv4");
        };
        let key = self.world().unbound_key_in(ELSEWHERE);
        let option = DcOption {
            id: there.dc_id(),
            ipv4,
            ipv6: "[::]:0".parse().unwrap(),
            auth_key: Some(*key.bytes()),
        };
        let store = open_when_free(&self.session());
        store.set_dc_option(&option).await.unwrap();
        self.seller_is(|registration| {
            registration.data_centre = Some(ELSEWHERE);
            change(registration);
        });
        there
    }

    /// Accepts a QR code with a device on which the seller is logged in: a real client.
    pub async fn accepts(&self, token: Vec<u8>) {
        self.try_to_accept(token).await.unwrap();
    }

    /// The same for a code that may have ended before.
    pub async fn try_to_accept(&self, token: Vec<u8>) -> Result<(), CallError> {
        let folder = tempfile::tempdir().unwrap();
        let session = folder.path().join("phone.session");
        let login = &self.running.ready().seller.string_session;
        import::import(login, &session, false).unwrap();
        let store = Arc::new(open_when_free(&session));
        let limits = Limits::default();
        let (clock, dice) = (Arc::new(Machine), Arc::new(Machine));
        let device = Connection::open(PHONES_API_ID, limits, store, None, clock, dice);
        let request = functions::auth::AcceptLoginToken { token };
        let accepted = device.invoke(&request).await;
        device.shutdown().await;
        accepted.map(drop)
    }

    /// Whether the seller is logged in with the agent's session, by Telegram's own account: on one
    /// device that says what it is.
    pub fn is_logged_in(&self) -> bool {
        let devices = self.world().devices(SELLER).into_iter();
        let ours = devices.filter(|device| {
            let client = &device.client;
            client.device_model == "tribute-agent"
                && client.app_version == env!("CARGO_PKG_VERSION")
                && client.api_id == self.running.ready().api_id
        });
        ours.count() == 1
    }
}

/// The seller's account, as the sandbox has it.
fn registration() -> Registration {
    Registration {
        phone: PHONE.trim_start_matches('+').to_owned(),
        code: CODE.to_owned(),
        password: Some((PASSWORD.to_owned(), Some("where you are".to_owned()))),
        ..Registration::default()
    }
}
