//! How the scripted bot words its order message.

use crate::language::Language;

/// The header, the sentence below it, and the labels, colon included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wording {
    /// The message's first line.
    pub header: String,
    /// What the seller is asked to do; empty for none.
    pub request: String,
    /// Before the customer.
    pub customer: String,
    /// Before the product.
    pub product: String,
    /// Before the price.
    pub price: String,
    /// Before the details.
    pub details: String,
}

impl Wording {
    /// English: as one public copy of Tribute's message has it. Russian: nobody has published it,
    /// so this is a guess.
    pub fn new(language: Language) -> Self {
        let pick = |english: &str, russian: &str| language.pick(english, russian).to_owned();
        Self {
            header: pick("🆕 Custom Product Order", "🆕 Новый заказ: товар на заказ"),
            request: pick(
                "To complete this order, press and hold this message (on desktop, right-click) and \
                 select \"Reply.\" In the reply message, send the digital product.",
                "Чтобы выполнить заказ, нажмите и удерживайте это сообщение (на компьютере — \
                 правой кнопкой мыши) и выберите «Ответить». В ответном сообщении отправьте \
                 цифровой товар.",
            ),
            customer: pick("Customer:", "Покупатель:"),
            product: pick("Product:", "Товар:"),
            price: pick("Price:", "Цена:"),
            details: pick("Order Details:", "Детали заказа:"),
        }
    }
}
