//! Broken files, one by one; the sample; the ways to give a secret.

use std::path::{Path, PathBuf};

use secrecy::ExposeSecret as _;

use super::*;
use crate::report::{Exit, Explain};

/// A whole configuration that is good.
const GOOD: &str = r#"language = "en"
pace = "2s"

[telegram]
api_id = 4242
api_hash = "00112233445566778899aabbccddeeff"
session = "sessions/main.session"

[tribute]
bot = "@tribute"
bot_id = 6675346585
send_buttons = ["Send"]

[shop]
url = "https://shop.example/tribute"
secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

[account_id]
pattern = '\b\d{4,12}\b'
examples = ["12345"]

[[product]]
name = "1 алмаз"
sku = "diamond-1"
price = "5.00 EUR"

[reply]
template = "Done: {{ product }}{% if payment_id %} {{ payment_id }}{% endif %}"

[moderators]
chat = -1001234567890
allowed = [111, 222]
"#;

/// A configuration file in a folder of its own.
struct Scene {
    folder: tempfile::TempDir,
    environment: Vec<(&'static str, &'static str)>,
}

impl Scene {
    fn new(text: impl AsRef<[u8]>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(LOCAL_FILE), text).unwrap();
        Self {
            folder,
            environment: Vec::new(),
        }
    }

    fn with_file(self, name: &str, text: &str) -> Self {
        std::fs::write(self.folder.path().join(name), text).unwrap();
        self
    }

    fn with_variable(mut self, name: &'static str, value: &'static str) -> Self {
        self.environment.push((name, value));
        self
    }

    fn load(&self) -> Result<Config, ConfigError> {
        let environment = |name: &str| {
            let found = self.environment.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| (*value).to_owned())
        };
        Config::load(None, self.folder.path(), &environment)
    }
}

fn load(text: &str) -> Result<Config, ConfigError> {
    Scene::new(text).load()
}

/// The good file with one passage changed.
fn changed(from: &str, to: &str) -> String {
    assert_eq!(GOOD.matches(from).count(), 1, "{from:?} stands there once");
    GOOD.replace(from, to)
}

/// Code and line of each mistake.
fn mistakes(text: &str) -> Vec<(&'static str, Option<usize>)> {
    let error = load(text).expect_err("it is broken");
    error
        .mistakes()
        .map(|mistake| (mistake.code(), mistake.line()))
        .collect()
}

/// What is changed to what; the code, the line, a word of the English remedy.
const BROKEN: &[(&str, &str, &str, usize, &str)] = &[
    (
        "\"en\"",
        "\"de\"",
        "config.bad_language",
        1,
        "language = \"ru\"",
    ),
    ("\"en\"", "1", "config.wrong_type", 1, "in quotes"),
    ("\"2s\"", "\"2 seconds\"", "config.bad_duration", 2, "1h30m"),
    ("\"2s\"", "\"-2s\"", "config.bad_duration", 2, "1h30m"),
    ("\"2s\"", "\"2h\"", "config.bad_duration", 2, "to 1h"),
    ("\"2s\"", "2", "config.wrong_type", 2, "duration"),
    ("pace", "pase", "config.unknown_key", 2, "`pace`"),
    (
        "[telegram]",
        "[telegramm]",
        "config.unknown_key",
        4,
        "`telegram`",
    ),
    (
        "[telegram]",
        "[[telegram]]",
        "config.wrong_type",
        4,
        "[telegram]",
    ),
    (
        "api_id = 4242\n",
        "",
        "config.missing_key",
        4,
        "api_id = 12345",
    ),
    ("4242", "\"4242\"", "config.wrong_type", 5, "without quotes"),
    ("4242", "0", "config.out_of_range", 5, "from 1"),
    (
        "4242",
        "2147483648",
        "config.out_of_range",
        5,
        "to 2147483647",
    ),
    (
        "4242",
        "99999999999999999999",
        "config.wrong_type",
        5,
        "whole number",
    ),
    ("4242", "1.5", "config.wrong_type", 5, "whole number"),
    (
        "00112233445566778899aabbccddeeff",
        "0011",
        "config.bad_api_hash",
        6,
        "my.telegram.org",
    ),
    (
        "\"sessions/main.session\"",
        "\"main.journal\"",
        "config.bad_path",
        7,
        "session =",
    ),
    (
        "\"sessions/main.session\"",
        "\"~/main.session\"",
        "config.bad_path",
        7,
        "`~`",
    ),
    (
        "\"sessions/main.session\"",
        "\"\"",
        "config.bad_path",
        7,
        "path",
    ),
    (
        "\"@tribute\"",
        "\"https://t.me/tribute\"",
        "config.bad_username",
        10,
        "@tribute",
    ),
    ("6675346585", "-5", "config.out_of_range", 11, "from 1"),
    (
        "[\"Send\"]",
        "[]",
        "config.no_buttons",
        12,
        "send_buttons =",
    ),
    (
        "[\"Send\"]",
        "\"Send\"",
        "config.wrong_type",
        12,
        "list of texts",
    ),
    (
        "[\"Send\"]",
        "[\"Send\", 1]",
        "config.wrong_type",
        12,
        "list of texts",
    ),
    (
        "[\"Send\"]",
        "[\" \"]",
        "config.bad_label",
        12,
        "on the button",
    ),
    (
        "https://shop.example/tribute",
        "shop.example/tribute",
        "config.bad_url",
        15,
        "https://",
    ),
    (
        "https://shop.example/tribute",
        "http://shop.example/",
        "config.insecure_url",
        15,
        "allow_insecure",
    ),
    (
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "https://t.me/x",
        "shop.secret.link",
        16,
        "whsec_",
    ),
    (
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "whsec_MfKQ9r8GKYqrTwj",
        "shop.secret.cut_off",
        16,
        "whsec_",
    ),
    (
        "\nsecret = \"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\"\n",
        "\n",
        "config.missing_key",
        14,
        "TRIBUTE_AGENT_SHOP_SECRET",
    ),
    (
        "\n[account_id]",
        "secret_file = \"x\"\n[account_id]",
        "config.secret_twice",
        17,
        "one of the two",
    ),
    (
        "\n[account_id]",
        "previous_secret = \"x\"\n[account_id]",
        "shop.secret.no_prefix",
        17,
        "whsec_",
    ),
    (
        "\n[account_id]",
        "timeout = \"5m\"\n[account_id]",
        "config.bad_duration",
        17,
        "to 2m",
    ),
    (
        "\n[account_id]",
        "allow_insecure = \"no\"\n[account_id]",
        "config.wrong_type",
        17,
        "true or false",
    ),
    (
        "\n[account_id]",
        "roots = \"mine\"\n[account_id]",
        "config.bad_roots",
        17,
        "system",
    ),
    (
        "\n[account_id]",
        "[shop.test]\nurl = \"https://a.example\"\n[account_id]",
        "config.missing_key",
        17,
        "TRIBUTE_AGENT_SHOP_TEST_SECRET",
    ),
    (
        "\n[account_id]",
        "[shop.tset]\n[account_id]",
        "config.unknown_key",
        17,
        "`test`",
    ),
    (
        "'\\b\\d{4,12}\\b'",
        "'(\\d{4,12}'",
        "config.bad_pattern",
        19,
        "single quotes",
    ),
    (
        "'\\b\\d{4,12}\\b'",
        "''",
        "config.bad_pattern",
        19,
        "single quotes",
    ),
    (
        "'\\b\\d{4,12}\\b'",
        "12",
        "config.wrong_type",
        19,
        "in quotes",
    ),
    (
        "pattern = '\\b\\d{4,12}\\b'\n",
        "",
        "config.missing_key",
        18,
        "pattern =",
    ),
    (
        "[\"12345\"]",
        "[\"123\"]",
        "config.example_mismatch",
        20,
        "Mend the pattern",
    ),
    (
        "[\"12345\"]",
        "[\"12345 or 67890\"]",
        "config.example_mismatch",
        20,
        "one account number",
    ),
    (
        "[\"12345\"]",
        "[12345]",
        "config.wrong_type",
        20,
        "list of texts",
    ),
    (
        "[[product]]",
        "[product]",
        "config.wrong_type",
        22,
        "[[product]]",
    ),
    (
        "[[product]]",
        "[[produkt]]",
        "config.unknown_key",
        22,
        "`product`",
    ),
    (
        "name = \"1 алмаз\"\n",
        "",
        "config.missing_key",
        22,
        "name =",
    ),
    ("\"1 алмаз\"", "\"\"", "config.bad_label", 23, "name ="),
    (
        "\"1 алмаз\"",
        "\"1\\nалмаз\"",
        "config.bad_label",
        23,
        "one line",
    ),
    ("\"diamond-1\"", "\" \"", "config.bad_label", 24, "sku ="),
    (
        "\"diamond-1\"",
        "\"diamond-1\"\nquantity = 0",
        "config.out_of_range",
        25,
        "from 1",
    ),
    (
        "\"diamond-1\"",
        "\"diamond-1\"\ncolour = 0",
        "config.unknown_key",
        25,
        "quantity",
    ),
    (
        "\"5.00 EUR\"",
        "\"€1,250\"",
        "config.bad_price",
        25,
        "5.00 EUR",
    ),
    ("\"5.00 EUR\"", "5.00", "config.wrong_type", 25, "in quotes"),
    (
        "\n[reply]",
        "\n[[product]]\nname = \"1  АЛМАЗ\"\nsku = \"x\"\n[reply]",
        "config.duplicate_product",
        27,
        "one [[product]]",
    ),
    (
        "{{ product }}",
        "{{ product",
        "config.bad_template",
        28,
        "{% if",
    ),
    (
        "{{ product }}",
        "{{ produkt }}",
        "config.template_unknown_name",
        28,
        "`product`",
    ),
    (
        "{{ product }}",
        "{{ product.name.first }}",
        "config.template_fails",
        28,
        "{% if",
    ),
    (
        "{{ product }}",
        "{{ product | nonsense }}",
        "config.bad_template",
        28,
        "{% if",
    ),
    (
        "\"Done: {{ product }}{% if payment_id %} {{ payment_id }}{% endif %}\"",
        "\"{{ payment_id }}\"",
        "config.template_fails",
        28,
        "{% if",
    ),
    (
        "\"Done: {{ product }}{% if payment_id %} {{ payment_id }}{% endif %}\"",
        "\"{% if payment_id %}{{ payment_id }}{% endif %}\"",
        "config.template_empty",
        28,
        "outside",
    ),
    (
        "\"Done: {{ product }}{% if payment_id %} {{ payment_id }}{% endif %}\"",
        "\"a{% if payment_id and not customer %}{{ customer_message }}{% endif %}\"",
        "config.template_fails",
        28,
        "{% if",
    ),
    (
        "\"Done: {{ product }}{% if payment_id %} {{ payment_id }}{% endif %}\"",
        "\"a{% if order_number == 7 %}{{ nobody }}{% endif %}\"",
        "config.template_unknown_name",
        28,
        "order_number",
    ),
    (
        "{{ product }}",
        "{{ product * 200 }}",
        "config.template_too_long",
        28,
        "Shorten",
    ),
    (
        "{{ product }}",
        "{% for i in range(9999) %}{% for j in range(9999) %}{% endfor %}{% endfor %}",
        "config.template_statement",
        28,
        "{% if",
    ),
    (
        "template = \"Done: {{ product }}{% if payment_id %} {{ payment_id }}{% endif %}\"\n",
        "",
        "config.missing_key",
        27,
        "template =",
    ),
    (
        "-1001234567890",
        "0",
        "config.bad_chat",
        31,
        "Saved Messages",
    ),
    (
        "-1001234567890",
        "\"moderators\"",
        "config.bad_chat",
        31,
        "@username",
    ),
    (
        "-1001234567890",
        "\"-1001234567890\"",
        "config.bad_chat",
        31,
        "no quotes",
    ),
    ("-1001234567890", "true", "config.wrong_type", 31, "number"),
    (
        "[111, 222]",
        "[]",
        "config.nobody_allowed",
        32,
        "delete the line",
    ),
    ("[111, 222]", "[-111]", "config.out_of_range", 32, "from 1"),
    (
        "[111, 222]",
        "[\"111\"]",
        "config.wrong_type",
        32,
        "[111, 222]",
    ),
    (
        "[111, 222]",
        "[111, 222]\n[timing]\npress_settle = \"0s\"",
        "config.bad_duration",
        34,
        "from 10ms",
    ),
    (
        "[111, 222]",
        "[111, 222]\n[timing]\npress_setle = \"1s\"",
        "config.unknown_key",
        34,
        "`press_settle`",
    ),
    (
        "[moderators]",
        "[moderators",
        "config.syntax",
        30,
        "key = value",
    ),
    ("\"en\"", "\"en", "config.syntax", 1, "key = value"),
    (
        "pace = \"2s\"",
        "language = \"ru\"",
        "config.syntax",
        2,
        "key = value",
    ),
];

#[test]
fn every_broken_file_is_refused_at_its_line_with_a_remedy() {
    for &(from, to, code, line, remedy) in BROKEN {
        let error = load(&changed(from, to)).expect_err(to);
        let found: Vec<_> = error.mistakes().map(|m| (m.code(), m.line())).collect();
        assert_eq!(
            found.first(),
            Some(&(code, Some(line))),
            "{from:?} → {to:?}: {error}"
        );
        assert_eq!(found.len(), 1, "{from:?} → {to:?}: {found:?}");
        let english = error.remedy(Language::English);
        assert!(
            english.contains(remedy),
            "{code}: {english:?} names no {remedy:?}"
        );
        assert_eq!(error.exit(), Exit::Usage);
    }
}

#[test]
fn every_mistake_is_told_in_both_languages() {
    let cyrillic = |text: &str| {
        text.chars()
            .any(|c| matches!(c, 'а'..='я' | 'А'..='Я' | 'ё'))
    };
    for &(from, to, code, line, _) in BROKEN {
        let error = load(&changed(from, to)).expect_err(to);
        let place = format!("{LOCAL_FILE}:{line}:");
        for language in [Language::English, Language::Russian] {
            let what = error.what(language);
            assert!(what.contains(&place), "{what}");
            assert!(!error.remedy(language).is_empty(), "{code}");
        }
        let russian = error.what(Language::Russian);
        assert!(cyrillic(russian.lines().next().unwrap()), "{russian}");
        assert!(cyrillic(&error.remedy(Language::Russian)), "{code}");
    }
}

#[test]
fn all_mistakes_are_told_at_once_in_the_files_order() {
    let text = GOOD
        .replace("\"2s\"", "\"soon\"")
        .replace("4242", "0")
        .replace("[\"Send\"]", "[]")
        .replace("sku =", "sko =")
        .replace("-1001234567890", "0");
    assert_eq!(
        mistakes(&text),
        [
            ("config.bad_duration", Some(2)),
            ("config.out_of_range", Some(5)),
            ("config.no_buttons", Some(12)),
            ("config.missing_key", Some(22)),
            ("config.unknown_key", Some(24)),
            ("config.bad_chat", Some(31)),
        ]
    );
}

#[test]
fn a_mistake_quotes_its_line_unless_it_holds_a_secret() {
    let error = load(&changed("[\"12345\"]", "[\"123\"]")).unwrap_err();
    assert!(
        error
            .to_string()
            .contains("   20 | examples = [\"123\"]\n      |             ^^^^^")
    );

    for secret in ["whsec_hunter2", "https://hunter2", "hunter2"] {
        let text = changed("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", secret);
        let error = load(&text).unwrap_err();
        let told = format!("{error} {error:?} {}", error.remedy(Language::Russian));
        assert!(!told.contains("hunter2"), "{told}");
    }
}

#[test]
fn the_good_file_means_what_it_says() {
    let config = load(GOOD).unwrap();
    assert_eq!(config.language, Language::English);
    assert_eq!(config.pace, Duration::from_secs(2));
    assert_eq!(config.timing, Timing::default());
    assert_eq!(config.tribute.bot, "tribute");
    assert_eq!(config.tribute.send_buttons, ["Send"]);
    assert_eq!(config.examples, ["12345"]);
    assert_eq!(config.rules.profiles.len(), 2);
    let entry = config.rules.catalogue.find("1 АЛМАЗ").unwrap();
    assert_eq!(
        (entry.item.sku.as_str(), entry.item.quantity),
        ("diamond-1", 1)
    );
    assert_eq!(entry.price.unwrap().amount, 500);
    let telegram = config.telegram().unwrap();
    assert_eq!(telegram.api_id, 4242);
    assert!(telegram.session.ends_with("sessions/main.session") && telegram.session.is_absolute());
    assert!(telegram.journal().ends_with("sessions/main.journal"));
    assert_eq!(
        config.shop().unwrap().live.url,
        "https://shop.example/tribute"
    );
    let moderators = config.moderators().unwrap();
    assert_eq!(moderators.chat, ChatName::Id(-1_001_234_567_890));
    assert_eq!(moderators.allowed.len(), 2);
    assert!(config.refuse_sample().is_ok());
}

#[test]
fn chats_are_named_in_three_ways() {
    for (written, chat) in [
        ("\"me\"", ChatName::Me),
        (
            "\"@moderators\"",
            ChatName::Username("moderators".to_owned()),
        ),
        ("-7", ChatName::Id(-7)),
        ("111", ChatName::Id(111)),
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
    assert_eq!(
        load(&changed("\"2s\"", "\"0s\"")).unwrap().pace,
        Duration::ZERO
    );
}

#[test]
fn profiles_of_the_owner_come_first() {
    let profile = "[[tribute.profile]]\nheader = \"New\"\ncustomer = \"Who:\"\nproduct = \"What:\"\nprice = \"Much:\"\ndetails = \"Text:\"\n[shop]";
    let config = load(&changed("[shop]", profile)).unwrap();
    assert_eq!(config.rules.profiles.len(), 3);
    assert_eq!(config.rules.profiles[0].header, "New");

    let lacking = profile.replace("price = \"Much:\"\n", "");
    assert_eq!(
        mistakes(&changed("[shop]", &lacking)),
        [("config.missing_key", Some(14))]
    );
    let alike = profile.replace("Much:", "What: else");
    assert_eq!(
        mistakes(&changed("[shop]", &alike)),
        [("config.bad_profile", Some(14))]
    );
}

#[test]
fn a_section_is_missed_only_by_who_needs_it() {
    let config = load("[account_id]\npattern = '\\d+'\n").unwrap();
    assert_eq!(
        config.telegram().unwrap_err().code(),
        "config.missing_section"
    );
    assert_eq!(config.shop().unwrap_err().code(), "config.missing_section");
    assert_eq!(
        config.moderators().unwrap_err().code(),
        "config.missing_section"
    );
    let codes: Vec<_> = config.warnings.iter().map(Explain::code).collect();
    assert_eq!(codes, ["config.no_products"]);
    assert_eq!(mistakes(""), [("config.missing_key", None)]);
}

#[test]
fn secrets_come_from_the_environment_first_then_the_file_then_a_file_of_their_own() {
    const OTHER: &str = "ffeeddccbbaa99887766554433221100";
    let hash = |scene: Scene| {
        scene.load().map(|config| {
            config
                .telegram()
                .unwrap()
                .api_hash
                .expose_secret()
                .to_owned()
        })
    };
    let in_file = changed(
        "api_hash = \"00112233445566778899aabbccddeeff\"",
        "api_hash_file = \"hash\"",
    );

    let scene = Scene::new(GOOD).with_variable("TRIBUTE_AGENT_TELEGRAM_API_HASH", OTHER);
    assert_eq!(hash(scene).unwrap(), OTHER);
    let scene = Scene::new(&in_file).with_file("hash", &format!("{OTHER}\n"));
    assert_eq!(hash(scene).unwrap(), OTHER);

    let missing = Scene::new(&in_file).load().unwrap_err();
    assert_eq!(
        (missing.code(), missing.mistakes().next().unwrap().line()),
        ("config.secret_file", Some(6))
    );
    let long = Scene::new(&in_file)
        .with_file("hash", &"0".repeat(5000))
        .load()
        .unwrap_err();
    assert_eq!(long.code(), "config.secret_file");
    let wrong = Scene::new(GOOD)
        .with_variable("TRIBUTE_AGENT_SHOP_SECRET", "hunter2")
        .load()
        .unwrap_err();
    assert_eq!(wrong.code(), "shop.secret.no_prefix");
    assert!(wrong.to_string().contains("TRIBUTE_AGENT_SHOP_SECRET"));
    assert!(!wrong.to_string().contains("hunter2"));
}

#[test]
fn config_local_counts_before_config_and_a_named_file_before_both() {
    let scene = Scene::new(GOOD)
        .with_file(SAMPLE_FILE, "broken")
        .with_file("mine.toml", "pace = 1");
    let folder = scene.folder.path();
    let nothing = |_: &str| None;
    assert!(
        Config::load(None, folder, &nothing)
            .unwrap()
            .file
            .ends_with(LOCAL_FILE)
    );
    let named = Config::load(Some(Path::new("mine.toml")), folder, &nothing).unwrap_err();
    assert_eq!(named.code(), "config.wrong_type", "{named:?}");
    let absent = Config::load(Some(Path::new("absent.toml")), folder, &nothing).unwrap_err();
    assert_eq!(absent.code(), "config.not_found");
    std::fs::remove_file(folder.join(LOCAL_FILE)).unwrap();
    assert_eq!(
        Config::load(None, folder, &nothing).unwrap_err().code(),
        "config.syntax"
    );
    std::fs::remove_file(folder.join(SAMPLE_FILE)).unwrap();
    assert_eq!(
        Config::load(None, folder, &nothing).unwrap_err().code(),
        "config.not_found"
    );
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
#[test]
fn secrets_that_others_may_read_are_warned_of() {
    use std::os::unix::fs::PermissionsExt as _;
    for (mode, text, warned) in [
        (0o644, GOOD, true),
        (0o600, GOOD, false),
        (
            0o644,
            "[account_id]\npattern = '\\d+'\n[[product]]\nname = \"a\"\nsku = \"a\"\n",
            false,
        ),
    ] {
        let scene = Scene::new(text);
        let file = scene.folder.path().join(LOCAL_FILE);
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(mode)).unwrap();
        let warnings = scene.load().unwrap().warnings;
        assert_eq!(
            warnings.first().map(Explain::code),
            warned.then_some("config.readable_by_others")
        );
    }
}

fn sample() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(SAMPLE_FILE)
}

#[test]
fn the_sample_is_whole_and_refused_for_real_work() {
    let folder = tempfile::tempdir().unwrap();
    let config = Config::load(Some(&sample()), folder.path(), &|_| None).unwrap();
    assert_eq!(config.refuse_sample().unwrap_err().code(), "config.sample");
    assert_eq!(config.moderators().unwrap().chat, ChatName::Me);
    assert!(config.shop().is_ok() && config.telegram().is_ok());
    assert!(config.warnings.is_empty(), "{:?}", config.warnings);

    let replaced = |name: &str| match name {
        "TRIBUTE_AGENT_SHOP_SECRET" => Some("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".to_owned()),
        "TRIBUTE_AGENT_TELEGRAM_API_HASH" => Some("00112233445566778899aabbccddeeff".to_owned()),
        _ => None,
    };
    let config = Config::load(Some(&sample()), folder.path(), &replaced).unwrap();
    assert!(config.refuse_sample().is_ok());
}

/// What is commented out in the sample is no less true: with the `# ` taken away it still loads.
#[test]
fn what_the_sample_comments_out_is_good_too() {
    let text = std::fs::read_to_string(sample()).unwrap();
    let is_key = |line: &str| {
        let key = line.split(['=', ' ', ']']).next().unwrap_or_default();
        line.starts_with('[')
            || (line.contains(" = ") && key.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'))
    };
    let uncommented: Vec<&str> = text
        .lines()
        .map(|line| {
            line.strip_prefix("# ")
                .filter(|rest| is_key(rest))
                .unwrap_or(line)
        })
        .collect();
    let whole = uncommented
        .join("\n")
        .replace("whsec_…", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    assert!(whole.lines().filter(|line| line.starts_with('[')).count() >= 11);
    let config = load(&whole).unwrap();
    assert_eq!(config.timing, Timing::default());
    assert_eq!(config.language, Language::Russian);
    assert!(config.shop().unwrap().test.is_some());
    assert_eq!(config.rules.profiles.len(), 3);
}

#[test]
fn the_language_is_read_of_a_file_that_is_broken_otherwise() {
    let scene = Scene::new("language = \"ru\"\npace = \n[broken\n");
    assert_eq!(
        language_of(&scene.folder.path().join(LOCAL_FILE)),
        Some(Language::Russian)
    );
    assert_eq!(language_of(Path::new("/absent/config.toml")), None);
    let config = Scene::new(GOOD.replace("language = \"en\"", ""))
        .with_variable("LANG", "ru_RU.UTF-8")
        .load();
    assert_eq!(config.unwrap().language, Language::Russian);
}

#[test]
fn the_default_reply_works_in_both_languages() {
    for language in ["ru", "en"] {
        let text = format!("language = \"{language}\"\n[account_id]\npattern = '\\d+'\n");
        let reply = load(&text).unwrap().reply;
        let values = ReplyValues {
            product: "1 алмаз".to_owned(),
            ..ReplyValues::default()
        };
        assert!(reply.render(&values).unwrap().contains("1 алмаз"));
    }
}
