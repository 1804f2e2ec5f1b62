//! Wordings of the order message that no rule knows, by the shape that several messages share.

use std::collections::{BTreeMap, BTreeSet};

use super::super::classify::{Classified, Kind};
use super::super::mask::label_length;
use super::lines::Lines;
use crate::i18n::t;
use crate::order::Money;
use crate::order::purchase::Problem;
use crate::sources::tribute_chat::message::profile::Profile;
use crate::sources::tribute_chat::message::{Reading, Rules, read};
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
#[derive(Default)]
pub(super) struct Wordings {
    guessed: Vec<Wording>,
    /// Messages that no rule knows and no guess explains.
    left: usize,
}

impl Wordings {
    pub(super) fn of(classified: &[Classified<'_>], rules: &Rules) -> Self {
        let mut shapes: BTreeMap<&str, Vec<&Message>> = BTreeMap::new();
        let unknown = classified.iter().filter(|it| it.kind == Kind::Unrecognised);
        for message in unknown.map(|it| it.message) {
            let header = message.text.as_str().lines().next().unwrap_or_default();
            shapes.entry(header.trim_end()).or_default().push(message);
        }
        let replies = classified.iter().filter(|it| it.kind == Kind::Reply);
        let answered: BTreeSet<_> = replies.filter_map(|reply| reply.about).collect();
        let mut wordings = Self::default();
        for (header, messages) in shapes {
            let answered = messages.iter().filter(|it| answered.contains(&it.id));
            match guess(header, &messages, rules) {
                Some(profile) if wordings.guessed.len() < WORDINGS_MAX => {
                    wordings.guessed.push(Wording {
                        profile,
                        messages: messages.len(),
                        answered: answered.count(),
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
            lines.section("[[tribute.profile]]");
            lines.comment(&t!(
                "inspect-learned-wording",
                messages = wording.messages,
                answered = wording.answered,
            ));
            let profile = &wording.profile;
            lines.text("header", &profile.header);
            lines.text("customer", &profile.customer);
            lines.text("product", &profile.product);
            lines.text("price", &profile.price);
            lines.text("details", &profile.details);
        }
        if self.left > 0 {
            lines.comment(&t!("inspect-learned-left", count = self.left));
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
