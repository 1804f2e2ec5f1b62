//! Wordings of the order message that no rule knows, by the shape that several messages share.

use std::collections::{BTreeMap, BTreeSet};

use super::super::classify::{Classified, Kind};
use super::super::mask::label_length;
use super::Lines;
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

/// A wording that was guessed; so many messages have it, and so many of those were answered.
struct Wording {
    profile: Profile,
    messages: usize,
    answered: usize,
}

#[derive(Default)]
pub(super) struct Wordings {
    guessed: Vec<Wording>,
    /// Messages that no rule knows and no guess explains.
    left: usize,
}

impl Wordings {
    pub(super) fn of(classified: &[Classified<'_>], rules: &Rules) -> Self {
        let of_kind = |kind| classified.iter().filter(move |it| it.kind == kind);
        let mut shapes: BTreeMap<&str, Vec<&Message>> = BTreeMap::new();
        for message in of_kind(Kind::Unrecognised).map(|it| it.message) {
            let header = message.text.as_str().lines().next().unwrap_or_default();
            shapes.entry(header.trim_end()).or_default().push(message);
        }
        let answered = of_kind(Kind::Reply).filter_map(|reply| reply.about);
        let answered: BTreeSet<_> = answered.collect();
        let mut wordings = Self::default();
        for (header, messages) in shapes {
            match guess(header, &messages, rules) {
                Some(profile) if wordings.guessed.len() < WORDINGS_MAX => {
                    let answered = messages.iter().filter(|it| answered.contains(&it.id));
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
            lines.push("\n[[tribute.profile]]");
            let (messages, answered) = (wording.messages, wording.answered);
            lines.comment(&t!("inspect-learned-wording", messages, answered));
            let profile = &wording.profile;
            for (key, text) in [
                ("header", &profile.header),
                ("customer", &profile.customer),
                ("product", &profile.product),
                ("price", &profile.price),
                ("details", &profile.details),
            ] {
                lines.text(key, text);
            }
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
    // The labels before the price are the customer and the product, the next one is the details.
    let is_around_price = |labels: &&[&str]| is_price(labels[2], messages);
    let around_price = labels.windows(4).find(is_around_price)?;
    let [customer, product, price, details] = around_price.try_into().ok()?;
    let profile = Profile {
        header: header.to_owned(),
        customer: String::from(customer),
        product: String::from(product),
        price: String::from(price),
        details: String::from(details),
    };
    profile.check().ok()?;
    let rules = Rules { profiles: vec![profile.clone()], ..rules.clone() };
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
    let has = |message: &&'m Message, label: &str| labels(message).any(|its| its == label);
    let is_common = |label: &&str| messages.iter().all(|it| has(it, label));
    let first = messages.iter().take(1);
    first.flat_map(|it| labels(it)).filter(is_common).collect()
}

/// Whether a price stands behind this label in every message.
fn is_price(label: &str, messages: &[&Message]) -> bool {
    messages.iter().all(|message| {
        let mut lines = message.text.as_str().split('\n');
        let value = lines.find_map(|line| line.strip_prefix(label));
        value.is_some_and(|value| value.trim().parse::<Money>().is_ok())
    })
}
