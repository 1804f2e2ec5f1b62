//! What a good file means, and the ways to give a secret.

use std::path::Path;

use jiff::Timestamp;
use jiff::civil::Time;
use jiff::tz::TimeZone;
use secrecy::ExposeSecret as _;

use super::*;
use crate::i18n::with_language;
use crate::moderation::QuietHours;
use crate::order::AccountId;
use crate::order::account::Found;
use crate::report::UserError;
use crate::shop::{self, Keyring, Roots, Secret, SupplierSettings};
use crate::telegram::ModeratorsAddress;

#[test]
fn the_good_file_means_what_it_says() {
    let config = load(GOOD).unwrap();
    assert_eq!(config.language, Language::English);
    assert_eq!(config.pace, Duration::from_secs(2));
    assert_eq!(config.timing, Timing::default());
    assert_eq!(config.tribute.bot, "tribute");
    assert_eq!(config.tribute.send_buttons, ["Send"]);
    assert_eq!(config.examples, ["12345"]);
    assert_eq!(config.rules().unwrap().profiles.len(), 2);
    let entry = config.rules().unwrap().catalogue.find("1 АЛМАЗ").unwrap();
    assert_eq!((entry.item.sku.as_str(), entry.item.quantity), ("diamond-1", 1));
    assert_eq!(entry.price.unwrap().amount, 500);
    let telegram = config.telegram().unwrap();
    assert_eq!(telegram.api_id, 4242);
    assert!(telegram.session.ends_with("sessions/main.session") && telegram.session.is_absolute());
    assert!(telegram.journal().ends_with("sessions/main.journal"));
    assert_eq!(config.shop().unwrap().server().unwrap().url, "https://shop.example/tribute");
    let moderators = config.moderators().unwrap();
    assert_eq!(moderators.chat, ModeratorsAddress::of_id(-1_001_234_567_890).unwrap());
    assert_eq!(moderators.allowed.len(), 2);
    assert!(config.refuse_sample().is_ok());
}

#[test]
fn what_moderators_are_told_of_who_waits() {
    let moderators = |text: &str| {
        let config = load(&changed("[moderators]", &format!("[moderators]\n{text}"))).unwrap();
        config.moderators().unwrap().clone()
    };
    let by_default = moderators("");
    assert!(by_default.waiting.board && by_default.waiting.quiet.is_none());
    assert!(by_default.time_zone.is_none());
    let [from, to] = [23, 9].map(|hour| Time::constant(hour, 0, 0, 0));
    for quiet in ["23:00-09:00", "23:00 - 9:00", "23:00–09:00"] {
        let text = format!("board = false\nquiet = \"{quiet}\"\ntime_zone = \"UTC\"\n");
        let other = moderators(&text);
        assert!(!other.waiting.board);
        assert_eq!(other.waiting.quiet, QuietHours::new(from, to));
        assert_eq!(other.time_zone, Some(TimeZone::UTC));
    }
}

#[test]
fn what_comes_from_a_pipe_is_in_no_folder() {
    for (file, folder) in [("/dev/fd/63", ""), ("/dev/stdin", ""), ("/srv/shop.toml", "/srv")] {
        let config = Config::of_text(GOOD, Path::new(file), &|_| None).unwrap();
        assert_eq!(
            config.telegram().unwrap().session,
            Path::new(folder).join("sessions/main.session")
        );
    }
}

#[test]
fn every_key_of_the_shop_counts() {
    let [first, second] =
        ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"];
    let text = changed(
        "url = \"https://shop.example/tribute\"\n",
        &format!(
            "url = \"http://shop.example/\"\nprevious_secret = \"{second}\"\n\
             timeout = \"3s\"\nca_file = \"ca.pem\"\nroots = \"system\"\n\
             allow_insecure = true\nrequire_signed_response = true\n\
             test.url = \"http://test.example/\"\n\
             test.secret = \"{second}\"\ntest.previous_secret = \"{first}\"\n"
        ),
    );
    let config = load(&text).unwrap();
    let Shop { live, test, codes: None } = config.shop().unwrap() else { panic!("a server") };
    let [live, other] = [Some(live), test.as_ref()].map(|settings| match settings {
        Some(SupplierSettings::Http(settings)) => settings,
        other => panic!("{other:?}"),
    });
    for (settings, written_url, current, previous) in [
        (live, "http://shop.example/", first, second),
        (other, "http://test.example/", second, first),
    ] {
        // Whoever adds a key is led here.
        let shop::Settings {
            url,
            keys,
            timeout,
            ca_file,
            roots,
            allow_insecure,
            require_signed_response,
            user_agent: _,
        } = settings;
        assert_eq!(url, written_url);
        let expected = Keyring {
            current: Secret::parse(current).unwrap(),
            previous: Secret::parse(previous).ok(),
        };
        let signed = |keys: &Keyring| keys.sign("id", Timestamp::UNIX_EPOCH, b"body");
        assert_eq!(signed(keys), signed(&expected));
        assert_eq!(*timeout, Duration::from_secs(3));
        assert!(ca_file.as_ref().unwrap().ends_with("ca.pem"));
        assert_eq!(*roots, Roots::System);
        assert!(*allow_insecure && *require_signed_response);
    }
}

#[test]
fn chats_are_named_in_three_ways() {
    for (written, chat) in [
        ("\"me\"", ModeratorsAddress::Me),
        ("\"@moderators\"", ModeratorsAddress::Username("moderators".to_owned())),
        ("-7", ModeratorsAddress::of_id(-7).unwrap()),
        ("111", ModeratorsAddress::of_id(111).unwrap()),
    ] {
        let config = load(&changed("-1001234567890", written)).unwrap();
        assert_eq!(config.moderators().unwrap().chat, chat);
    }
}

#[test]
fn timing_is_for_the_impatient() {
    let text =
        format!("{GOOD}[timing]\nconfirmation_timeout = \"1s\"\nincident_after = \"200ms\"\n");
    let expected = Timing {
        confirmation_timeout: Duration::from_secs(1),
        incident_after: Duration::from_millis(200),
        ..Timing::default()
    };
    assert_eq!(load(&text).unwrap().timing, expected);
    assert_eq!(load(&changed("\"2s\"", "\"0s\"")).unwrap().pace, Duration::ZERO);
}

#[test]
fn profiles_of_the_owner_come_first() {
    let profile = "[[tribute.profile]]\nheader = \"New\"\ncustomer = \"Who:\"\nproduct = \"What:\"\nprice = \"Much:\"\ndetails = \"Text:\"\n[shop]";
    let config = load(&changed("[shop]", profile)).unwrap();
    assert_eq!(config.rules().unwrap().profiles.len(), 3);
    assert_eq!(config.rules().unwrap().profiles[0].header, "New");

    let lacking = profile.replace("price = \"Much:\"\n", "");
    assert_eq!(mistakes(&changed("[shop]", &lacking)), [("config.missing_key", Some(14))]);
    let alike = profile.replace("Much:", "What: else");
    assert_eq!(mistakes(&changed("[shop]", &alike)), [("config.bad_profile", Some(14))]);
}

#[test]
fn how_sure_an_account_has_to_be() {
    let found = |lines: &str| {
        let config = load(&changed("examples = [\"12345\"]", lines)).unwrap();
        let account = config.rules().unwrap().account.find("игрок12345, +7 916 1234567");
        let codes = config.warnings.iter().map(UserError::code);
        (account, codes.filter(|code| *code == "config.not_strict").count())
    };
    let ids = |numbers: &[&str]| numbers.iter().map(|it| AccountId::known(*it)).collect();
    let several = Found::Several(ids(&["12345", "1234567"]));
    assert_eq!(found(""), (several.clone(), 0));
    assert_eq!(found("strict = true"), (several.clone(), 0));
    assert_eq!(found("strict = false"), (several, 1));

    let one = |lines: &str| {
        let config = load(&changed("examples = [\"12345\"]", lines)).unwrap();
        config.rules().unwrap().account.find("игрок12345, карта 1234567890123")
    };
    assert_eq!(one(""), Found::Doubtful(ids(&["12345"])));
    let certain = Found::One(AccountId::known("12345"));
    assert_eq!(one("labels = [\"игрок\"]"), certain);
    assert_eq!(one("strict = false"), certain);
}

/// Every section that may be missing until somebody needs it.
const MISSABLE: [&str; 5] = ["telegram", "shop", "account_id", "product", "moderators"];

#[test]
fn a_section_is_missed_only_by_who_needs_it() {
    let config = load("[account_id]\npattern = '\\d+'\n").unwrap();
    assert_eq!(config.telegram().unwrap_err().code(), "config.missing_section");
    assert_eq!(config.shop().unwrap_err().code(), "config.missing_section");
    assert_eq!(config.moderators().unwrap_err().code(), "config.missing_section");
    let codes: Vec<_> = config.warnings.iter().map(UserError::code).collect();
    assert_eq!(codes, ["config.no_products"]);
    let me = format!("[moderators]\nchat = \"me\"\nbot_token = \"1:{}\"\n", "A".repeat(35));
    let codes: Vec<_> = load(&me).unwrap().warnings.iter().map(UserError::code).collect();
    assert_eq!(codes.last(), Some(&"config.bot_in_saved_messages"));
    let nothing = load("").unwrap();
    assert_eq!(nothing.rules().unwrap_err().code(), "config.missing_section");
    assert_eq!(nothing.missing_sections(), MISSABLE);
    assert!(load(GOOD).unwrap().missing_sections().is_empty());
    for (section, gone) in [
        ("account_id", "[account_id]\npattern = '\\b\\d{4,12}\\b'\nexamples = [\"12345\"]\n"),
        ("moderators", "[moderators]\nchat = -1001234567890\nallowed = [111, 222]\n"),
    ] {
        let config = load(&changed(gone, "")).unwrap();
        assert_eq!(config.missing_sections(), [section]);
    }
}

#[test]
fn secrets_come_from_the_environment_first_then_the_file_then_a_file_of_their_own() {
    const OTHER: &str = "ffeeddccbbaa99887766554433221100";
    let hash = |scene: Scene| {
        scene.load().map(|config| config.telegram().unwrap().api_hash.expose_secret().to_owned())
    };
    let in_file =
        changed("api_hash = \"00112233445566778899aabbccddeeff\"", "api_hash_file = \"hash\"");

    let scene = Scene::new(GOOD).with_variable("TRIBUTE_AGENT_TELEGRAM_API_HASH", OTHER);
    assert_eq!(hash(scene).unwrap(), OTHER);
    let scene = Scene::new(&in_file).with_file("hash", &format!("{OTHER}\n"));
    assert_eq!(hash(scene).unwrap(), OTHER);

    let missing = Scene::new(&in_file).load().unwrap_err();
    assert_eq!(
        (missing.code(), missing.mistakes().next().unwrap().line()),
        ("config.secret_file", Some(6))
    );
    let long = Scene::new(&in_file).with_file("hash", &"0".repeat(5000)).load().unwrap_err();
    assert_eq!(long.code(), "config.secret_file");
    let wrong =
        Scene::new(GOOD).with_variable("TRIBUTE_AGENT_SHOP_SECRET", "hunter2").load().unwrap_err();
    assert_eq!(wrong.code(), "shop.secret.no_prefix");
    assert!(wrong.to_string().contains("TRIBUTE_AGENT_SHOP_SECRET"));
    assert!(!wrong.to_string().contains("hunter2"));
}

#[test]
fn config_local_counts_before_config_and_a_named_file_before_both() {
    let scene =
        Scene::new(GOOD).with_file(SAMPLE_FILE, "broken").with_file("mine.toml", "pace = 1");
    let folder = scene.folder.path();
    let nothing = |_: &str| None;
    assert!(Config::load(None, folder, &nothing).unwrap().file.ends_with(LOCAL_FILE));
    let named = Config::load(Some(Path::new("mine.toml")), folder, &nothing).unwrap_err();
    assert_eq!(named.code(), "config.wrong_type", "{named:?}");
    let absent = Config::load(Some(Path::new("absent.toml")), folder, &nothing).unwrap_err();
    assert_eq!(absent.code(), "config.not_found");
    std::fs::remove_file(folder.join(LOCAL_FILE)).unwrap();
    assert_eq!(Config::load(None, folder, &nothing).unwrap_err().code(), "config.syntax");
    std::fs::remove_file(folder.join(SAMPLE_FILE)).unwrap();
    assert_eq!(Config::load(None, folder, &nothing).unwrap_err().code(), "config.not_found");
}

#[test]
fn what_is_no_text_file_is_refused() {
    for (bytes, code) in [
        (vec![0xFF, 0xFE], "config.not_utf8"),
        (vec![b'#'; 300 * 1024], "config.too_large"),
        (vec![0], "config.syntax"),
    ] {
        assert_eq!(Scene::new(bytes).load().unwrap_err().code(), code);
    }
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join(LOCAL_FILE)).unwrap();
    let error = Config::load(None, folder.path(), &|_| None).unwrap_err();
    assert_eq!(error.code(), "config.unreadable");
}

#[cfg(unix)]
fn set_mode(scene: &Scene, name: &str, mode: u32) {
    use std::os::unix::fs::PermissionsExt as _;
    let file = scene.folder.path().join(name);
    std::fs::set_permissions(file, std::fs::Permissions::from_mode(mode)).unwrap();
}

/// The files that are warned of.
#[cfg(unix)]
fn exposed(scene: &Scene) -> Vec<String> {
    let warnings = scene.load().unwrap().warnings.into_iter();
    let exposed = warnings.filter(|it| it.code() == "config.readable_by_others");
    let folder = format!("chmod 600 {}/", scene.folder.path().display());
    exposed
        .map(|it| with_language(Language::English, || UserError::remedy(&it)).replace(&folder, ""))
        .collect()
}

/// A group, too, is others.
#[cfg(unix)]
#[test]
fn secrets_that_others_may_read_or_change_are_warned_of() {
    let without_secrets = "[account_id]\npattern = '\\d+'\n";
    for (mode, is_open) in [
        (0o400, false),
        (0o600, false),
        (0o640, true),
        (0o604, true),
        (0o620, true),
        (0o602, true),
        (0o644, true),
    ] {
        let scene = Scene::new(GOOD);
        set_mode(&scene, LOCAL_FILE, mode);
        let expected: &[&str] = if is_open { &[LOCAL_FILE] } else { &[] };
        assert_eq!(exposed(&scene), expected, "{mode:o}");
        let scene = Scene::new(without_secrets);
        set_mode(&scene, LOCAL_FILE, mode);
        assert!(exposed(&scene).is_empty(), "{mode:o}");
    }
}

#[cfg(unix)]
#[test]
fn a_secret_in_a_file_of_its_own_that_others_may_read_or_change_is_warned_of() {
    let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    let written = format!("secret = \"{secret}\"");
    let elsewhere = GOOD
        .replace(&written, "secret_file = \"secret\"")
        .replace("api_hash = ", "api_hash_file = \"hash\" # ");
    for (config, hash, file, expected) in [
        (0o600, 0o600, 0o600, vec![]),
        // It names secrets, and holds none.
        (0o644, 0o600, 0o600, vec![]),
        (0o600, 0o600, 0o640, vec!["secret"]),
        (0o600, 0o604, 0o620, vec!["hash", "secret"]),
    ] {
        let scene = Scene::new(&elsewhere)
            .with_file("secret", secret)
            .with_file("hash", "00112233445566778899aabbccddeeff");
        for (name, mode) in [(LOCAL_FILE, config), ("hash", hash), ("secret", file)] {
            set_mode(&scene, name, mode);
        }
        assert_eq!(exposed(&scene), expected);
    }
}

/// A server alone needs no account, no chat and no pattern.
#[test]
fn a_server_works_without_telegram() {
    let shop = "[shop]\nurl = \"https://shop.example/\"\nsecret = \"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\"\n";
    let server = "[server]\ntoken = \"0123456789abcdef0123456789abcdef\"\n";
    let config = load(&format!("{server}{shop}")).unwrap();
    config.check_runnable().unwrap();
    assert!(config.is_without_telegram() && config.livemode);
    assert!(config.journal().unwrap().ends_with("sessions/main.journal"));
    assert_eq!(config.held_file().unwrap(), config.journal().unwrap());
    assert_eq!(config.server.as_ref().unwrap().listen.to_string(), "127.0.0.1:8787");
    assert_eq!(config.missing_sections(), ["product"]);
    let config = load(&format!("livemode = false\njournal = \"x\"\n{server}{shop}")).unwrap();
    assert!(!config.livemode && config.journal().unwrap().ends_with("x"));
    let open = server.replace("token", "listen = \"0.0.0.0:80\"\ntoken");
    let warned = load(&format!("{open}{shop}")).unwrap().warnings;
    assert!(warned.iter().any(|it| it.code() == "config.listens_openly"), "{warned:?}");
    assert_eq!(load(shop).unwrap().check_runnable().unwrap_err().code(), "config.missing_section");
}

/// What does nothing without another section is no mistake, but it is said.
#[test]
fn sections_without_their_other_half_are_told() {
    let server = "[server]\ntoken = \"0123456789abcdef0123456789abcdef\"\n";
    let api = "[tribute_api]\nkey = \"f138f7b4-0000-4c5c-97a6-46f8870dc0de\"\n";
    let (moderators, telegram) = (
        "[moderators]\nchat = \"me\"\n",
        "[telegram]\napi_id = 7654321\n\
        api_hash = \"c0ffee0123456789abcdef0123456789\"\n",
    );
    let warned = |sections: &[&str]| {
        let warnings = load(&sections.concat()).unwrap().warnings.into_iter();
        let codes = warnings
            .map(|it| it.code())
            .filter(|code| !["config.no_products", "config.readable_by_others"].contains(code));
        codes.collect::<Vec<_>>()
    };
    assert_eq!(warned(&[server, moderators]), ["config.moderators_unused"]);
    assert_eq!(warned(&[api]), ["config.api_without_server"]);
    let whole: [&[&str]; 3] = [&[server, api], &[telegram, server, api, moderators], &[moderators]];
    for sections in whole {
        assert!(warned(sections).is_empty(), "{sections:?}");
    }
}

#[test]
fn the_first_orders_are_asked_about_where_real_money_is_paid() {
    let asked = |lines: &str| {
        let config = load(&format!("[moderators]\nchat = -100123\n{lines}\n")).unwrap();
        let moderators = config.moderators().unwrap();
        [true, false].map(|is_live| moderators.approve_first(is_live))
    };
    assert_eq!(asked(""), [3, 0]);
    assert_eq!(asked("approve_first = 5"), [5, 5]);
    assert_eq!(asked("approve_first = 0"), [0, 0]);
}
