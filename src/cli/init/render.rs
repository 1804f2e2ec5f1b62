//! The answers as a configuration: every line explained, in the owner's language. What was left for
//! later stands in a new file as a comment, to be filled in; to one that is there only what was answered
//! is added.

use std::fmt::{Display, Write as _};

use secrecy::ExposeSecret as _;

use super::account::AccountAnswers;
use super::answers::Answers;
use super::moderators::ModeratorsAnswers;
use super::shop::ShopAnswers;
use crate::config::SAMPLE_COMMAND;
use crate::language::Language;
use crate::order::catalogue::Entry;
use crate::telegram::ModeratorsAddress;

/// The text of a new file.
pub(super) fn whole(answers: &Answers, language: Language) -> String {
    let mut file = File::new(language);
    file.beginning();
    file.telegram(answers);
    file.shop(answers.shop.as_ref());
    file.account(answers.account.as_ref());
    file.products(&answers.products);
    file.reply();
    file.moderators(answers.moderators.as_ref());
    file.text
}

/// What is added to a file that lacks what was answered; `None`: nothing was.
pub(super) fn addition(answers: &Answers, language: Language) -> Option<String> {
    let mut file = File::new(language);
    if answers.application.is_some() || answers.proxy.is_some() {
        file.telegram(answers);
    }
    if answers.shop.is_some() {
        file.shop(answers.shop.as_ref());
    }
    if answers.account.is_some() {
        file.account(answers.account.as_ref());
    }
    if !answers.products.is_empty() {
        file.products(&answers.products);
    }
    if answers.moderators.is_some() {
        file.moderators(answers.moderators.as_ref());
    }
    let heading = language.pick(
        "# Added by `tribute-agent init`.",
        "# Дописано командой `tribute-agent init`.",
    );
    (!file.text.is_empty()).then(|| format!("\n{heading}\n{}", file.text))
}

struct File {
    text: String,
    language: Language,
}

impl File {
    fn new(language: Language) -> Self {
        Self {
            text: String::new(),
            language,
        }
    }

    fn line(&mut self, line: impl Display) {
        // Memory takes whatever is written.
        let _ = writeln!(self.text, "{line}");
    }

    fn comment(&mut self, english: &str, russian: &str) {
        for line in self.language.pick(english, russian).lines() {
            self.line(format_args!("# {line}"));
        }
    }

    /// `key = value`, or the same as a comment while there is no value.
    fn key(&mut self, key: &str, value: Option<String>, example: &str) {
        match value {
            Some(value) => self.line(format_args!("{key} = {value}")),
            None => self.line(format_args!("# {key} = {example}")),
        }
    }

    /// `[name]`, or the same as a comment.
    fn section(&mut self, name: &str, is_there: bool) {
        let mark = if is_there { "" } else { "# " };
        self.line(format_args!("\n{mark}[{name}]"));
    }

    fn beginning(&mut self) {
        self.comment(
            &format!(
                "The settings of tribute-agent, written by `tribute-agent init`. There are secrets in here: show this file to nobody.\n\
                 What else can be set, and how: `{SAMPLE_COMMAND}`. Relative paths begin at this file."
            ),
            &format!(
                "Настройки tribute-agent, записаны командой `tribute-agent init`. Здесь секреты: никому не показывайте этот файл.\n\
                 Что ещё можно настроить и как: `{SAMPLE_COMMAND}`. Относительные пути — от этого файла."
            ),
        );
        self.line("");
        self.comment(
            "What the program and its messages to moderators speak: \"ru\" or \"en\".",
            "Язык программы и сообщений модераторам: \"ru\" или \"en\".",
        );
        self.line(self.language.pick("language = \"en\"", "language = \"ru\""));
        self.comment(
            "At most one reply to customers per this time.",
            "Не чаще одного ответа покупателям за это время.",
        );
        self.line("pace = \"2s\"");
    }

    fn telegram(&mut self, answers: &Answers) {
        let application = answers.application.as_ref();
        self.section("telegram", application.is_some());
        self.comment(
            "Your own application's number and key, from https://my.telegram.org/apps.",
            "Номер и ключ вашего собственного приложения, с https://my.telegram.org/apps.",
        );
        self.key(
            "api_id",
            application.map(|application| application.api_id.to_string()),
            "12345",
        );
        let api_hash = application.map(|application| quoted(application.api_hash.expose_secret()));
        self.key("api_hash", api_hash, "\"…\"");
        self.comment(
            "The login; the journal of the orders lies beside it.",
            "Файл входа; рядом лежит журнал заказов.",
        );
        let session = application.map(|_| quoted("sessions/main.session"));
        self.key("session", session, "\"sessions/main.session\"");
        self.comment(
            "A SOCKS5 proxy, where Telegram is blocked. The shop is called directly.",
            "Прокси SOCKS5, если Telegram заблокирован. Магазин вызывается напрямую.",
        );
        let proxy = answers
            .proxy
            .as_ref()
            .map(|proxy| quoted(proxy.expose_secret()));
        let unused = proxy.clone().filter(|_| application.is_none());
        self.key(
            "proxy",
            proxy.filter(|_| application.is_some()),
            unused
                .as_deref()
                .unwrap_or("\"socks5://user:password@host:1080\""),
        );
    }

    fn shop(&mut self, shop: Option<&ShopAnswers>) {
        self.section("shop", shop.is_some());
        self.comment(
            "Where goods are asked for.",
            "Куда обращаться за выдачей товара.",
        );
        let url = shop.map(|shop| quoted(&shop.url));
        self.key("url", url, "\"https://shop.example/tribute\"");
        self.comment(
            "The secret shared with the shop's server.",
            "Общий секрет с сервером магазина.",
        );
        let secret = shop.map(|shop| quoted(shop.secret.expose_secret()));
        self.key("secret", secret, "\"whsec_…\"");
    }

    fn account(&mut self, account: Option<&AccountAnswers>) {
        self.section("account_id", account.is_some());
        self.comment(
            "What the customer's account number looks like: a regular expression, searched in what they wrote.\n\
             Several different ones are a question for the moderators.",
            "Как выглядит номер аккаунта покупателя: регулярное выражение, ищется в его тексте.\n\
             Несколько разных номеров — вопрос модераторам.",
        );
        let pattern = account.map(|account| quoted(account.rule.pattern.as_str()));
        self.key("pattern", pattern, r"'\b\d{8}\b'");
        self.comment(
            "Examples, for rehearsals; the pattern has to take them.",
            "Примеры, для репетиций; образец обязан их брать.",
        );
        let examples = account.map(|account| {
            let quoted: Vec<String> = account.examples.iter().map(|text| quoted(text)).collect();
            format!("[{}]", quoted.join(", "))
        });
        self.key("examples", examples, "[\"12345678\"]");
    }

    fn products(&mut self, products: &[Entry]) {
        self.line("");
        self.comment(
            "The catalogue: the name as Tribute prints it (case and spaces don't matter), and what to give.\n\
             With none, every product passes. With a price, an order at another one goes to the moderators.",
            "Каталог: название, как его печатает Трибьют (регистр и пробелы не важны), и что выдать.\n\
             Без каталога проходит любой товар. Если задана цена, заказ по другой уйдёт модераторам.",
        );
        for (place, entry) in products.iter().enumerate() {
            if place > 0 {
                self.line("");
            }
            self.line("[[product]]");
            self.key("name", Some(quoted(&entry.name)), "");
            self.key("sku", Some(quoted(&entry.item.sku)), "");
            self.key("quantity", Some(entry.item.quantity.to_string()), "");
            let price = entry.price.map(|price| quoted(&price.to_string()));
            self.key("price", price, "\"5.00 EUR\"");
        }
        if products.is_empty() {
            let name = self.language.pick("1 diamond", "1 алмаз");
            self.line(format_args!(
                "# [[product]]\n# name = \"{name}\"\n# sku = \"diamond-1\"\n# quantity = 1\n# price = \"5.00 EUR\""
            ));
        }
    }

    fn reply(&mut self) {
        self.section("reply", false);
        self.comment(
            &format!("What the customer is told, if you want to say it in your own words; what can stand there, shows `{SAMPLE_COMMAND}`."),
            &format!("Что ответить покупателю, если хотите сказать своими словами; что тут можно писать, покажет `{SAMPLE_COMMAND}`."),
        );
        let example = self.language.pick("Done", "Готово");
        self.line(format_args!(
            "# template = \"{example}: {{{{ product }}}} → {{{{ account_id }}}}.\""
        ));
    }

    fn moderators(&mut self, moderators: Option<&ModeratorsAnswers>) {
        self.section("moderators", moderators.is_some());
        self.comment(
            "Whom to tell when a human is needed: a chat's id, \"@username\", or \"me\" (Saved Messages).",
            "Кому писать, когда нужен человек: id чата, \"@username\" или \"me\" («Избранное»).",
        );
        let chat = moderators.map(|moderators| match &moderators.chat {
            id @ ModeratorsAddress::Id(_) => id.to_string(),
            named => quoted(&named.to_string()),
        });
        self.key("chat", chat, "-1001234567890");
        self.comment(
            "Who may answer, by their ids; without this line everybody in that chat may. Answers are not taken yet.",
            "Кто вправе отвечать, по id; без этой строки — все, кто в этом чате. Пока ответы не принимаются.",
        );
        let allowed = moderators.filter(|moderators| !moderators.allowed.is_empty());
        let allowed = allowed.map(|moderators| {
            let ids: Vec<String> = moderators.allowed.iter().map(ToString::to_string).collect();
            format!("[{}]", ids.join(", "))
        });
        self.key("allowed", allowed, "[111, 222]");
    }
}

/// A text as TOML writes it, whatever stands in it.
fn quoted(text: &str) -> String {
    toml::Value::from(text).to_string()
}
