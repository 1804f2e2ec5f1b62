//! `inspect --learn`: buttons and wordings that the configuration lacks, by what the owner did by hand.
//!
//! The messages are read twice: first for wordings of the order message that no rule knows, then, with those, for
//! what became of each order. What comes of it is valid TOML, and everything that stays uncertain a comment in it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::classify::{Classified, Kind, classify};
use super::mask::label_length;
use crate::config::is_label;
use crate::i18n::t;
use crate::order::purchase::Problem;
use crate::order::untrusted::is_invisible;
use crate::order::{Money, Untrusted};
use crate::sources::tribute_chat::Settings;
use crate::sources::tribute_chat::message::profile::Profile;
use crate::sources::tribute_chat::message::{Reading, Rules};
use crate::telegram::Message;

/// What fewer messages share may be chance.
const MESSAGES_MIN: usize = 2;
/// More wordings are not guessed.
const WORDINGS_MAX: usize = 8;

/// Lines for the configuration in `file`; the messages stand in the chat one after the other, oldest first.
pub(super) fn suggest(messages: &[Message], settings: &Settings, file: &Path) -> String {
    let (wordings, unexplained) = guess_wordings(&classify(messages, settings), settings);
    let guessed = wordings.iter().map(|wording| &wording.profile);
    let profiles = guessed.chain(&settings.rules.profiles).cloned().collect();
    let settings = with_profiles(settings, profiles);
    let classified = classify(messages, &settings);
    let orders = classified.iter().filter(|it| it.kind == Kind::Order);
    let stories: Vec<_> = orders.map(|it| OrderStory::of(it.message, &classified)).collect();
    let mut lines = Lines::default();
    lines.comment(&t!(
        "inspect-learned",
        messages = messages.len(),
        orders = stories.len(),
        answered = stories.iter().filter(|it| it.reply.is_some()).count(),
    ));
    lines.comment(&t!("inspect-learned-use", file));
    write_buttons(&classified, &stories, &settings.send_buttons, &mut lines);
    write_wordings(&wordings, &mut lines);
    if unexplained > 0 {
        lines.comment(&t!("inspect-learned-left", count = unexplained));
    }
    lines.0
}

fn with_profiles(settings: &Settings, profiles: Vec<Profile>) -> Settings {
    Settings { rules: Rules { profiles, ..settings.rules.clone() }, ..settings.clone() }
}

fn of_kind<'a, 'm>(
    messages: &'a [Classified<'m>],
    kind: Kind,
) -> impl Iterator<Item = &'a Classified<'m>> {
    messages.iter().filter(move |it| it.kind == kind)
}

/// An order, and what became of it in the chat.
#[derive(Clone, Copy)]
struct OrderStory<'m> {
    order: &'m Message,
    /// The owner's reply; of several, the first.
    reply: Option<&'m Message>,
    /// What the bot wrote about it then; with buttons, if anything had some.
    answer: Option<&'m Message>,
}

impl<'m> OrderStory<'m> {
    fn of(order: &'m Message, messages: &[Classified<'m>]) -> Self {
        let mut replies = of_kind(messages, Kind::Reply);
        let reply = replies.find(|it| it.about == Some(order.id)).map(|it| it.message);
        let about = [Some(order.id), reply.map(|reply| reply.id)];
        let answers = of_kind(messages, Kind::Confirmation).chain(of_kind(messages, Kind::Answer));
        let mut its = answers.filter(|it| it.about.is_some() && about.contains(&it.about));
        Self { order, reply, answer: its.next().map(|answer| answer.message) }
    }
}

/// Writes which labels are to be pressed, what was seen of them, and whether the bot says what it answers.
fn write_buttons(
    messages: &[Classified<'_>],
    stories: &[OrderStory<'_>],
    configured: &[String],
    lines: &mut Lines,
) {
    let answered: Vec<_> = stories.iter().filter_map(|it| Some((it, it.answer?))).collect();
    let count = |is: fn(&OrderStory<'_>, &Message) -> bool| {
        answered.iter().filter(|(story, answer)| is(story, answer)).count()
    };
    let to_reply = count(|story, it| story.reply.is_some_and(|re| it.reply_to == Some(re.id)));
    let to_order = count(|story, it| it.reply_to == Some(story.order.id));
    let without_buttons = count(|_, answer| answer.buttons.is_empty());
    lines.push("\n[tribute]");
    lines.comment(&t!(
        "inspect-learned-answers",
        answers = answered.len(),
        to_reply,
        to_order,
        to_nothing = answered.len() - to_reply - to_order,
        edited = count(|_, answer| answer.edited_at.is_some()),
        without_buttons,
    ));
    if without_buttons > 0 || answered.is_empty() {
        lines.comment(&t!("inspect-learned-gone"));
    }
    let mut learned = configured.to_vec();
    // Presses of a reply keyboard only: others leave no trace.
    let typed = of_kind(messages, Kind::Press).map(|it| it.message.text.as_str().trim());
    let typed: Vec<&str> = typed.collect();
    for ((is_dead, text), [shown, alone]) in labels(answered.iter().map(|(_, answer)| *answer)) {
        let pressed = typed.iter().filter(|it| **it == text && !is_dead).count();
        let is_known = |learned: &[String]| learned.iter().any(|it| it == text);
        // The owner's own presses, or the lack of any other button.
        let speaks_for_it = pressed > 0 || alone > 0;
        if !is_known(&learned) && speaks_for_it && is_label(text) {
            learned.push(text.to_owned());
        }
        let taken = match is_known(&learned) {
            _ if is_dead => "never",
            true => "yes",
            false => "no",
        };
        let label = Untrusted::new(text).to_string();
        lines.comment(&t!("inspect-learned-button", label, shown, alone, pressed, taken));
    }
    let learned: Vec<String> = learned.iter().map(|text| quoted(text)).collect();
    lines.push(&format!("send_buttons = [{}]", learned.join(", ")));
}

/// The labels that these answers show, those last whose buttons are never pressed (`true`); how often each was
/// shown, and how often it was the only one that can be pressed.
fn labels<'m>(answers: impl Iterator<Item = &'m Message>) -> BTreeMap<(bool, &'m str), [usize; 2]> {
    let mut labels: BTreeMap<_, [usize; 2]> = BTreeMap::new();
    for answer in answers {
        let is_alone = answer.buttons.iter().filter(|it| it.may_be_pressed()).count() == 1;
        for button in &answer.buttons {
            let (is_dead, text) = (!button.may_be_pressed(), button.label.as_str().trim());
            let [shown, alone] = labels.entry((is_dead, text)).or_default();
            *shown += 1;
            *alone += usize::from(is_alone && !is_dead);
        }
    }
    labels
}

/// A wording that was guessed; so many messages have it, and so many of those were answered.
struct Wording {
    profile: Profile,
    messages: usize,
    answered: usize,
}

/// Guesses wordings of the order message, by the shape that several messages share. Returns also how many messages
/// are left unexplained.
fn guess_wordings(messages: &[Classified<'_>], settings: &Settings) -> (Vec<Wording>, usize) {
    let mut shapes: BTreeMap<&str, Vec<&Message>> = BTreeMap::new();
    for message in of_kind(messages, Kind::Unrecognised).map(|it| it.message) {
        let header = message.text.as_str().lines().next().unwrap_or_default();
        shapes.entry(header.trim_end()).or_default().push(message);
    }
    let answered = of_kind(messages, Kind::Reply).filter_map(|reply| reply.about);
    let answered: BTreeSet<_> = answered.collect();
    let (mut guessed, mut unexplained) = (Vec::new(), 0);
    for (header, messages) in shapes {
        match guess(header, &messages, settings) {
            Some(profile) if guessed.len() < WORDINGS_MAX => {
                let answered = messages.iter().filter(|it| answered.contains(&it.id)).count();
                guessed.push(Wording { profile, messages: messages.len(), answered });
            }
            _ => unexplained += messages.len(),
        }
    }
    (guessed, unexplained)
}

fn write_wordings(wordings: &[Wording], lines: &mut Lines) {
    for &Wording { ref profile, messages, answered } in wordings {
        lines.push("\n[[tribute.profile]]");
        lines.comment(&t!("inspect-learned-wording", messages, answered));
        for (key, text) in [
            ("header", &profile.header),
            ("customer", &profile.customer),
            ("product", &profile.product),
            ("price", &profile.price),
            ("details", &profile.details),
        ] {
            lines.push(&format!("{key} = {}", quoted(text)));
        }
    }
}

fn guess(header: &str, messages: &[&Message], settings: &Settings) -> Option<Profile> {
    if messages.len() < MESSAGES_MIN || !is_label(header) {
        return None;
    }
    let labels = common_labels(messages);
    // The labels before the price are the customer and the product, the next one is the details.
    let around_price = labels.windows(4).find(|labels| is_price(labels[2], messages))?;
    let labels = <[&str; 4]>::try_from(around_price).ok()?;
    let [customer, product, price, details] = labels.map(str::to_owned);
    let profile = Profile { header: header.to_owned(), customer, product, price, details };
    profile.check().ok()?;
    let settings = with_profiles(settings, vec![profile.clone()]);
    let explains = |message: &&Message| {
        matches!(settings.read(message), Reading::Order(form) if !matches!(
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
    let is_common = |label: &&str| messages.iter().all(|it| labels(it).any(|its| its == *label));
    messages.iter().take(1).flat_map(|it| labels(it)).filter(is_common).collect()
}

fn is_price(label: &str, messages: &[&Message]) -> bool {
    messages.iter().all(|message| {
        let mut lines = message.text.as_str().split('\n');
        let value = lines.find_map(|line| line.strip_prefix(label));
        value.is_some_and(|value| value.trim().parse::<Money>().is_ok())
    })
}

/// Lines of a configuration: TOML that a terminal shows and nothing in it obeys.
#[derive(Default)]
struct Lines(String);

impl Lines {
    fn comment(&mut self, text: &str) {
        for line in text.split('\n') {
            self.push(&format!("# {}", Untrusted::new(line)));
        }
    }

    fn push(&mut self, line: &str) {
        self.0 += line;
        self.0.push('\n');
    }
}

/// As TOML writes a text; what can't be seen is written by its number.
fn quoted(text: &str) -> String {
    let escaped = text.chars().map(|character| match character {
        '"' | '\\' => format!("\\{character}"),
        hidden if is_invisible(hidden) => format!("\\U{:08X}", u32::from(hidden)),
        shown => shown.to_string(),
    });
    format!("\"{}\"", escaped.collect::<String>())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use toml::Table;

    use super::*;

    proptest! {
        #[test]
        fn whatever_it_is_it_can_be_read_back(text in any::<String>()) {
            let mut lines = Lines::default();
            lines.comment(&text);
            lines.push("\n[a]");
            lines.push(&format!("b = {}", quoted(&text)));
            lines.push(&format!("c = [{}]", quoted(&text)));
            let written = lines.0;
            prop_assert!(!written.replace('\n', "").contains(is_invisible));
            let read: Table = written.parse().unwrap();
            prop_assert_eq!(read["a"]["b"].as_str().unwrap(), text.as_str());
            prop_assert_eq!(read["a"]["c"][0].as_str().unwrap(), text.as_str());
        }
    }
}
