//! What is sold: names as Tribute prints them, and what the shop calls it.

use super::InitError;
use super::dialogue::{Dialogue, Question, Text, instead};
use crate::cli::terminal::Person;
use crate::config::is_label;
use crate::config::recognise::{Looks, recognise};
use crate::language::Language;
use crate::order::Money;
use crate::order::catalogue::{Catalogue, Entry, Item};

/// Who sells more writes the rest into the file.
const PRODUCTS_MAX: usize = 100;
/// The configuration takes no more.
const QUANTITY_MAX: u32 = 1_000_000_000;

const INTRODUCTION: Text = (
    "\n5 of 6 · What you sell\n\
     An order for anything else is not carried out but shown to the moderators. Where to get the names: from your products \
     in Tribute, exactly as it prints them in the order after “Product:” (upper and lower case don't matter).",
    "\n5 из 6 · Что вы продаёте\n\
     Заказ на любой другой товар агент не выполнит, а покажет модераторам. Где взять названия: в ваших товарах в Трибьюте, \
     точно как он печатает их в заказе после «Product:» (большие и маленькие буквы не различаются).",
);
const NAME: Question = Question {
    prompt: (
        "Product (Enter: no more, or later; ?: help):",
        "Товар (Enter — больше нет или позже, ? — помощь):",
    ),
    more: (
        "  Such as “10 diamonds”. Without any product every order passes and the shop gets no sku; you can add them to the file later.",
        "  Например «10 алмазов». Если не указать ни одного, пройдёт любой заказ, а магазин не получит sku; добавить можно и потом, в файле.",
    ),
};
const SKU: Question = Question {
    prompt: (
        "  its sku, the shop's own name for it (?: help):",
        "  его sku, как он называется в магазине (? — помощь):",
    ),
    more: (
        "  What the shop's server is to give: a short name that its programmer knows, such as diamond-10.",
        "  Что должен выдать сервер магазина: короткое имя, которое знает его программист, например diamond-10.",
    ),
};
const QUANTITY: Question = Question {
    prompt: ("  how many of it [1]:", "  сколько штук [1]:"),
    more: (
        "  How many of that sku the shop gives for one order: 10 for ten diamonds when the sku is one diamond.",
        "  Сколько таких sku магазин выдаёт за один заказ: 10 за десять алмазов, если sku — один алмаз.",
    ),
};
const PRICE: Question = Question {
    prompt: (
        "  price, such as 5.00 EUR (Enter: any):",
        "  цена, например 5.00 EUR (Enter — любая):",
    ),
    more: (
        "  With a price, an order that was paid otherwise goes to the moderators. 5.00 EUR, 1250.00 RUB, 250 XTR (Stars).",
        "  Если указать цену, заказ, оплаченный иначе, уйдёт модераторам. 5.00 EUR, 1250.00 RUB, 250 XTR (звёзды).",
    ),
};
const NAME_WANTED: Text = (
    "Here goes the product's name, on one line of at most 128 characters.",
    "Здесь нужно название товара, одной строкой не длиннее 128 символов.",
);

/// Asks for one product after the other.
pub(super) async fn ask(dialogue: &mut Dialogue<'_, impl Person>) -> Result<Vec<Entry>, InitError> {
    let language = dialogue.language;
    dialogue.say(INTRODUCTION);
    let mut entries: Vec<Entry> = Vec::new();
    while entries.len() < PRODUCTS_MAX {
        let name = dialogue
            .ask(NAME, |answer| name(answer, &entries, language))
            .await?;
        let Some(name) = name else { break };
        let sku = dialogue.ask(SKU, |answer| label(answer, language)).await?;
        let quantity = dialogue
            .ask(QUANTITY, |answer| quantity(answer, language))
            .await?;
        let price = dialogue
            .ask(PRICE, |answer| price(answer, language))
            .await?;
        let item = Item { sku, quantity };
        entries.push(Entry { name, item, price });
    }
    Ok(entries)
}

fn name(answer: &str, known: &[Entry], language: Language) -> Result<Option<String>, String> {
    if answer.is_empty() {
        return Ok(None);
    }
    let name = label(answer, language)?;
    let mut all = known.to_vec();
    let item = Item {
        sku: "sku".to_owned(),
        quantity: 1,
    };
    all.push(Entry {
        name: name.clone(),
        item,
        price: None,
    });
    match Catalogue::new(all) {
        Ok(_) => Ok(Some(name)),
        Err(_) => Err(language
            .pick("This one is there already.", "Такой уже есть.")
            .to_owned()),
    }
}

fn label(answer: &str, language: Language) -> Result<String, String> {
    match recognise(answer) {
        Looks::Unknown | Looks::Number | Looks::Username | Looks::ApiHash | Looks::CutApiHash
            if is_label(answer) =>
        {
            Ok(answer.to_owned())
        }
        looks => Err(instead(looks, NAME_WANTED, language)),
    }
}

fn quantity(answer: &str, language: Language) -> Result<u32, String> {
    match answer {
        "" => Ok(1),
        answer => answer
            .parse()
            .ok()
            .filter(|quantity| (1..=QUANTITY_MAX).contains(quantity))
            .ok_or_else(|| {
                let wanted = language.pick("A whole number from 1 on.", "Целое число от 1.");
                wanted.to_owned()
            }),
    }
}

fn price(answer: &str, language: Language) -> Result<Option<Money>, String> {
    if answer.is_empty() {
        return Ok(None);
    }
    answer.parse().map(Some).map_err(|_| {
        let wanted = language.pick(
            "That can't be read as a price: 5.00 EUR, 1250.00 RUB, 250 XTR.",
            "Это не читается как цена: 5.00 EUR, 1250.00 RUB, 250 XTR.",
        );
        wanted.to_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_product_is_one_line_and_there_once() {
        let known = [Entry {
            name: "10 алмазов".to_owned(),
            item: Item {
                sku: "diamond-10".to_owned(),
                quantity: 1,
            },
            price: None,
        }];
        let taken = |text| name(text, &known, Language::Russian);
        assert_eq!(taken("1 алмаз"), Ok(Some("1 алмаз".to_owned())));
        assert_eq!(taken(""), Ok(None));
        for (text, words) in [
            ("10  АЛМАЗОВ", "уже есть"),
            ("https://t.me/tribute/app?startapp=p1", "ссылка на товар"),
            (&"а".repeat(129), "одной строкой"),
        ] {
            assert!(taken(text).unwrap_err().contains(words), "{text}");
        }
    }

    #[test]
    fn quantity_and_price_are_checked() {
        assert_eq!(quantity("", Language::English), Ok(1));
        assert_eq!(quantity("12", Language::English), Ok(12));
        for text in ["0", "-1", "many", "1000000001"] {
            assert!(quantity(text, Language::English).is_err(), "{text}");
        }
        assert_eq!(
            price("5.00 EUR", Language::English)
                .unwrap()
                .unwrap()
                .amount,
            500
        );
        assert!(price("five", Language::English).is_err());
    }
}
