//! Wordings of the order message that no rule knows, by the shape that several messages share.

use std::collections::BTreeMap;

use super::super::mask::label_length;
use super::super::sorting::{Kind, Seen};
use super::lines::Lines;
use crate::order::Money;
use crate::order::profile::Profile;
use crate::order::reading::{Problem, Reading, Rules, read};
use crate::telegram::Message;

/// What fewer messages share may be chance.
const MESSAGES_MIN: usize = 2;
/// More wordings are not guessed.
const WORDINGS_MAX: usize = 8;

/// A wording that was guessed.
struct Wording {
    profile: Profile,
    /// So many messages have it.
    messages: usize,
    /// So many of them were answered.
    answered: usize,
}

/// What was learned about wordings.
pub(super) struct Wordings {
    guessed: Vec<Wording>,
    /// Messages that no rule knows and no guess explains.
    left: usize,
}

impl Wordings {
    pub(super) fn of(seen: &[Seen<'_>], rules: &Rules) -> Self {
        let mut shapes: BTreeMap<&str, Vec<&Message>> = BTreeMap::new();
        let unknown = seen.iter().filter(|seen| seen.kind == Kind::Unrecognised);
        for message in unknown.map(|seen| seen.message) {
            let header = message.text.as_str().split('\n').next().unwrap_or_default();
            shapes.entry(header.trim_end()).or_default().push(message);
        }
        let mut wordings = Self {
            guessed: Vec::new(),
            left: 0,
        };
        for (header, messages) in shapes {
            match guess(header, &messages, rules) {
                Some(profile) if wordings.guessed.len() < WORDINGS_MAX => {
                    let is_answered = |message: &&&Message| {
                        let mut replies = seen.iter().filter(|seen| seen.kind == Kind::Reply);
                        replies.any(|reply| reply.about == Some(message.id))
                    };
                    wordings.guessed.push(Wording {
                        profile,
                        messages: messages.len(),
                        answered: messages.iter().filter(is_answered).count(),
                    });
                }
                _ => wordings.left += messages.len(),
            }
        }
        wordings
    }

    /// These, and then the ones that are known.
    pub(super) fn with(&self, known: &[Profile]) -> Vec<Profile> {
        let guessed = self.guessed.iter().map(|wording| &wording.profile);
        guessed.chain(known).cloned().collect()
    }

    pub(super) fn write(&self, lines: &mut Lines) {
        for wording in &self.guessed {
            let (messages, answered) = (wording.messages, wording.answered);
            lines.section("[[tribute.profile]]");
            lines.comment(
                format!("A guess: {messages} messages have this shape, {answered} of them were answered. Check each line."),
                format!("Догадка: такой вид у сообщений: {messages}, с ответом: {answered}. Проверьте каждую строку."),
            );
            let Profile {
                header,
                customer,
                product,
                price,
                details,
            } = &wording.profile;
            let parts = [
                ("header", header),
                ("customer", customer),
                ("product", product),
                ("price", price),
                ("details", details),
            ];
            for (key, text) in parts {
                lines.text(key, text);
            }
        }
        if self.left > 0 {
            let left = self.left;
            lines.comment(
                format!("Messages that no rule knows and nothing here explains: {left}. See them with `inspect`."),
                format!("Непонятых сообщений, о которых здесь ничего нет: {left}. Посмотрите их в `inspect`."),
            );
        }
    }
}

/// The wording that these messages share, if it explains all of them.
fn guess(header: &str, messages: &[&Message], rules: &Rules) -> Option<Profile> {
    if messages.len() < MESSAGES_MIN || !crate::config::is_label(header) {
        return None;
    }
    let labels = common_labels(messages);
    let price = labels.iter().position(|label| is_price(label, messages))?;
    // The labels before it are the customer and the product, the next one is the details.
    let (customer, product) = match price {
        2.. => (labels[price - 2], labels[price - 1]),
        _ => return None,
    };
    let profile = Profile {
        header: header.to_owned(),
        customer: customer.to_owned(),
        product: product.to_owned(),
        price: labels[price].to_owned(),
        details: (*labels.get(price + 1)?).to_owned(),
    };
    profile.check().ok()?;
    let rules = Rules {
        profiles: vec![profile.clone()],
        ..rules.clone()
    };
    let explains = |message: &&Message| {
        let reading = read(message.text.as_str(), &message.entities, &rules);
        matches!(reading, Reading::Order(form) if !matches!(
            form.problem,
            Some(Problem::MissingField | Problem::AmbiguousField | Problem::BadPrice)
        ))
    };
    messages.iter().all(explains).then_some(profile)
}

/// The labels that every message has at a line's start, in the first one's order.
fn common_labels<'m>(messages: &[&'m Message]) -> Vec<&'m str> {
    let labels = |message: &'m Message| {
        let lines = message.text.as_str().split('\n').skip(1);
        lines.filter_map(|line| label_length(line).map(|length| &line[..length]))
    };
    let Some((first, others)) = messages.split_first() else {
        return Vec::new();
    };
    let is_common = |label: &&str| {
        let mut others = others.iter();
        others.all(|message| labels(message).any(|its| its == *label))
    };
    labels(first).filter(is_common).collect()
}

/// Whether a price stands behind this label in every message.
fn is_price(label: &str, messages: &[&Message]) -> bool {
    messages.iter().all(|message| {
        let mut lines = message.text.as_str().split('\n');
        let value = lines.find_map(|line| line.strip_prefix(label));
        value.is_some_and(|value| value.trim().parse::<Money>().is_ok())
    })
}
