//! Somebody who answers from a list, topic by topic.

use std::collections::VecDeque;

use super::super::super::terminal::Person;

/// An `api_hash` like any other.
pub const KEY: &str = "c0ffee0123456789abcdef0123456789";
/// A secret like any other.
pub const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
/// A token like any other.
pub const TOKEN: &str = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw";
/// Nobody listens there.
pub const NO_SHOP: &str = "http://127.0.0.1:9/activate";

/// What is answered, by topic; what nothing is said about is left for later. Then it is written.
#[derive(Clone, Debug)]
pub struct Answers {
    language: Vec<String>,
    sales: Vec<String>,
    application: Vec<String>,
    proxy: Vec<String>,
    shop: Vec<String>,
    account: Vec<String>,
    products: Vec<String>,
    moderators: Vec<String>,
    review: Vec<String>,
}

fn owned(answers: &[&str]) -> Vec<String> {
    answers.iter().map(|answer| (*answer).to_owned()).collect()
}

impl Answers {
    /// Everything is left for later.
    pub fn later() -> Self {
        let enter = owned(&[""]);
        Self {
            language: owned(&["en"]),
            sales: enter.clone(),
            application: enter.clone(),
            proxy: Vec::new(),
            shop: enter.clone(),
            account: enter.clone(),
            products: enter.clone(),
            moderators: enter.clone(),
            review: enter,
        }
    }

    /// Of whoever has a configuration: neither the language nor the way of selling is asked, and only about what is
    /// missing.
    pub fn nothing() -> Self {
        Self {
            language: Vec::new(),
            sales: Vec::new(),
            application: Vec::new(),
            shop: Vec::new(),
            account: Vec::new(),
            products: Vec::new(),
            moderators: Vec::new(),
            ..Self::later()
        }
    }

    pub fn language(mut self, answers: &[&str]) -> Self {
        self.language = owned(answers);
        self
    }

    pub fn sales(mut self, answers: &[&str]) -> Self {
        self.sales = owned(answers);
        self
    }

    pub fn application(mut self, answers: &[&str]) -> Self {
        self.application = owned(answers);
        self
    }

    pub fn proxy(mut self, answers: &[&str]) -> Self {
        self.proxy = owned(answers);
        self
    }

    /// About a server, which gives the goods.
    pub fn shop(self, answers: &[&str]) -> Self {
        self.giver(&[&["1"], answers].concat())
    }

    pub fn giver(mut self, answers: &[&str]) -> Self {
        self.shop = owned(answers);
        self
    }

    pub fn account(mut self, answers: &[&str]) -> Self {
        self.account = owned(answers);
        self
    }

    pub fn products(mut self, answers: &[&str]) -> Self {
        self.products = owned(answers);
        self
    }

    pub fn moderators(mut self, answers: &[&str]) -> Self {
        self.moderators = owned(answers);
        self
    }

    pub fn review(mut self, answers: &[&str]) -> Self {
        self.review = owned(answers);
        self
    }

    /// All of them, in the order in which they are asked for.
    pub fn all(self) -> Vec<String> {
        [
            self.language,
            self.sales,
            self.application,
            self.proxy,
            self.shop,
            self.account,
            self.products,
            self.moderators,
            self.review,
        ]
        .concat()
    }

    /// Whoever gives these answers.
    pub fn script(self) -> Script {
        Script::of(self.all())
    }
}

/// Answers in turn, and leaves when there is nothing left to say.
#[derive(Default)]
pub struct Script {
    answers: VecDeque<String>,
    pub heard: String,
    /// What they do in the end: nothing at all, instead of leaving.
    pub falls_asleep: bool,
}

impl Script {
    pub fn of(answers: Vec<String>) -> Self {
        Self { answers: answers.into(), ..Self::default() }
    }

    /// How many answers nobody asked for.
    pub fn left(&self) -> usize {
        self.answers.len()
    }

    /// They were told all of this.
    pub fn heard_all(&self, words: &[&str]) {
        for words in words {
            assert!(self.heard.contains(words), "{words:?} was not said:\n{}", self.heard);
        }
    }
}

impl Person for Script {
    fn tell(&mut self, text: &str) {
        self.heard.push_str(text);
        self.heard.push('\n');
    }

    fn prompt(&mut self, text: &str) {
        self.tell(text);
    }

    async fn line(&mut self) -> Option<String> {
        match self.answers.pop_front() {
            Some(answer) => Some(answer),
            None if self.falls_asleep => std::future::pending().await,
            None => None,
        }
    }
}
