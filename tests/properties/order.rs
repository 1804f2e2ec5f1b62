//! An order message.

use crate::order::account::CANDIDATES_MAX;
use crate::order::entity::utf16_len;
use crate::order::purchase::{OrderForm, Problem};
use crate::order::untrusted::comparable;
use crate::order::{AccountId, Entity, EntityKind, Untrusted, UserId};
use crate::sources::tribute_chat::message::{Reading, Rules, read};

/// How the bot shows a customer's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Name {
    /// As a link to the customer, over the whole name.
    Marked,
    /// As text only.
    Bare,
}

/// An order message before the bot writes it: what is true of it.
#[derive(Clone, Debug)]
pub struct Message {
    /// The customer's name: theirs to choose.
    pub name: String,
    /// How it is shown.
    pub shown: Name,
    /// The product, on one line.
    pub product: String,
    /// The price, on one line.
    pub price: String,
    /// What the customer wrote.
    pub details: String,
    /// Entities elsewhere than in the name.
    pub lies: Vec<Entity>,
}

const LABELS: [&str; 4] = ["Customer:", "Product:", "Price:", "Order Details:"];
const CUSTOMER_ID: UserId = UserId(111);
/// The sample pattern: `\b\d{4,12}\b`.
const NUMBER_DIGITS: std::ops::RangeInclusive<usize> = 4..=12;

impl Message {
    fn text(&self) -> String {
        let Self { name, product, price, details, .. } = self;
        format!(
            "🆕 Custom Product Order\n\nPress \"Reply.\"\n\nCustomer: {name}\n\nProduct: {product}\n\n\
             Price: {price}\n\nOrder Details:\n\n{details}"
        )
    }

    fn entities(&self, text: &str) -> Vec<Entity> {
        let start = text.find(LABELS[0]).expect("the label") + LABELS[0].len() + 1;
        let marked = (self.shown == Name::Marked).then(|| Entity {
            kind: EntityKind::TextMention { user: CUSTOMER_ID },
            offset_utf16: utf16_len(&text[..start]),
            length_utf16: utf16_len(&self.name),
        });
        // What begins on the customer's line, or with its end, names the customer.
        let next_line = utf16_len(&text[..start + self.name.len()]) + 1;
        let lies = self
            .lies
            .iter()
            .cloned()
            .map(|lie| Entity { offset_utf16: lie.offset_utf16.saturating_add(next_line), ..lie });
        marked.into_iter().chain(lies).collect()
    }

    /// Whether a bare name has line breaks and all the labels behind the customer's in it, in order:
    /// then it reads like another order whose details quote this one, and nothing can tell them apart.
    fn is_perfect_forgery(&self) -> bool {
        let mut wanted = LABELS[1..].iter().peekable();
        for line in self.name.split('\n').skip(1) {
            if wanted.peek().is_some_and(|label| comparable(line).starts_with(**label)) {
                wanted.next();
            }
        }
        self.shown == Name::Bare && wanted.peek().is_none()
    }

    fn may_confuse(&self) -> bool {
        self.shown == Name::Bare && self.name.contains('\n')
    }
}

/// An order reads as what it is, or says that it can't be read: nobody's words change the product,
/// the price, or whose account it is.
pub fn order(message: &Message) {
    let text = message.text();
    let Reading::Order(form) = read(&text, &message.entities(&text), &Rules::sample()) else {
        panic!("an order is always one: {text:?}");
    };
    whatever_it_says(&text, &form);
    let confused = matches!(form.problem, Some(Problem::MissingField | Problem::AmbiguousField));
    if message.is_perfect_forgery() || (confused && message.may_confuse()) {
        return;
    }
    let written = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    assert_eq!(shown(form.product.as_ref()), written(&message.product), "{text:?}");
    assert_eq!(shown(form.details.as_ref()), written(&message.details), "{text:?}");
    assert_eq!(form.price, message.price.trim().parse().ok(), "{text:?}");
    names_its_account(&form, &message.details);
    if message.shown == Name::Marked && !message.name.trim().is_empty() {
        assert_eq!(form.customer.telegram_id, Some(CUSTOMER_ID), "{text:?}");
        assert_eq!(shown(form.customer.name.as_ref()), written(&message.name), "{text:?}");
    }
}

/// Any text with any entities is survived, and what is read of it stands in it, where it belongs.
pub fn any_text(text: &str, entities: &[Entity]) {
    if let Reading::Order(form) = read(text, entities, &Rules::sample()) {
        whatever_it_says(text, &form);
    }
}

/// The account is the one number of the details, or people are asked: about all of the numbers, if there
/// are several. A text that is nothing but a number is not asked about.
fn names_its_account(form: &OrderForm, details: &str) {
    let numbers = numbers_in(details);
    let account = form.account.as_ref().map(AccountId::as_str);
    let candidates = as_written(&form.candidates);
    match (account, &numbers[..]) {
        (Some(account), []) => assert!(glued_numbers_in(details).contains(&account), "{details:?}"),
        (Some(account), numbers) => assert_eq!(numbers, [account], "{details:?}"),
        (None, numbers) => {
            let all_are_asked = numbers.iter().all(|number| candidates.contains(number));
            assert!(all_are_asked || candidates.len() == CANDIDATES_MAX, "{details:?}");
            assert!(numbers.len() < 2 || form.candidates.len() >= 2, "{details:?}");
            assert!(!numbers.contains(&details.trim()), "{details:?}");
        }
    }
}

/// What holds for a message whose truth nobody knows.
fn whatever_it_says(text: &str, form: &OrderForm) {
    let details = shown(form.details.as_ref()).unwrap_or_default();
    assert!(text.trim_end().ends_with(&details), "details go to the end: {text:?}");
    names_its_account(form, &details);
    for number in &form.candidates {
        let digits = number.as_str();
        let is_number = digits.bytes().all(|letter| letter.is_ascii_digit());
        assert!(is_number && NUMBER_DIGITS.contains(&digits.len()), "{number:?} in {text:?}");
    }
    if let Some(price) = form.price {
        let of_line = |line: &str| {
            let written = line.trim_end_matches('\r').split_once(':')?.1;
            written.trim().parse().ok()
        };
        assert!(text.split('\n').any(|line| of_line(line) == Some(price)), "{price} in {text:?}");
    }
    let is_whole = form.product.is_some() && form.price.is_some() && form.details.is_some();
    let is_fine = is_whole && form.account.is_some() && form.candidates.is_empty();
    assert!(form.problem.is_some() || is_fine, "{text:?}");
}

/// The account numbers, found without a regular expression: runs of digits that no letter touches.
fn numbers_in(details: &str) -> Vec<&str> {
    let is_word = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    let mut numbers = Vec::new();
    for word in details.split(|letter| !is_word(letter)) {
        let is_number = word.bytes().all(|letter| letter.is_ascii_digit());
        if is_number && NUMBER_DIGITS.contains(&word.len()) && !numbers.contains(&word) {
            numbers.push(word);
        }
    }
    numbers.truncate(CANDIDATES_MAX);
    numbers
}

/// The account numbers with an account's label glued to them.
fn glued_numbers_in(details: &str) -> Vec<&str> {
    let labels = ["id", "uid", "acc", "account"];
    let words = details.split(|letter: char| !letter.is_ascii_alphanumeric());
    let glued = words.filter_map(|word| {
        let digits = word.find(|letter: char| letter.is_ascii_digit())?;
        let (label, number) = word.split_at(digits);
        let is_number = number.bytes().all(|letter| letter.is_ascii_digit());
        let is_glued = labels.contains(&label.to_ascii_lowercase().as_str());
        (is_glued && is_number && NUMBER_DIGITS.contains(&number.len())).then_some(number)
    });
    glued.collect()
}

fn shown(text: Option<&Untrusted>) -> Option<String> {
    text.map(|text| text.as_str().to_owned())
}

fn as_written(numbers: &[AccountId]) -> Vec<&str> {
    numbers.iter().map(AccountId::as_str).collect()
}
