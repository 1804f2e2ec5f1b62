//! What is sold: names as Tribute prints them, and what the shop calls it.

use super::dialogue::{Dialogue, Question, Text, Unanswered, instead};
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
    "If you list your products, an order for anything else is not carried out but shown to the moderators. If you list none, \
     every order is carried out, whatever was bought: the shop is told the product's name, and has to make sense of it.\n\
     Where to get the names: from your products in Tribute, exactly as it prints them in the order after “Product:” (upper and \
     lower case don't matter).",
    "Если перечислить товары, заказ на любой другой агент не выполнит, а покажет модераторам. Если не указать ни одного, он \
     выполнит любой заказ, что бы ни купили: магазин получит название товара и разберётся с ним сам.\n\
     Где взять названия: в ваших товарах в Трибьюте, точно как он печатает их в заказе после «Product:» (большие и маленькие \
     буквы не различаются).",
);
const NAME: Question = Question {
    prompt: (
        "Product (Enter: no more, or later; ?: help):",
        "Товар (Enter — больше нет или позже, ? — помощь):",
    ),
    more: (
        "  Such as “10 diamonds”. One after the other; Enter when there are no more. More can be added to the file at any time.",
        "  Например «10 алмазов». По одному; когда больше нет, нажмите Enter. Добавить можно и потом, в файле.",
    ),
};
const SKU: Question = Question {
    prompt: (
        "  its sku, the shop's own name for it (Enter: leave this product out, ?: help):",
        "  его sku, как он называется в магазине (Enter — пока без этого товара, ? — помощь):",
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

const SKU_WANTED: Text = (
    "Here goes the sku: a short name such as diamond-10, on one line of at most 128 characters.",
    "Здесь нужен sku: короткое имя, например diamond-10, одной строкой не длиннее 128 символов.",
);
const NONE_LEFT: Text = (
    "  No product is listed so: every order is carried out, whatever was bought.",
    "  Значит, ни один товар не указан: агент выполнит любой заказ, что бы ни купили.",
);
const LEFT_OUT: Text = (
    "  This product is left out; it can be added to the file later.",
    "  Этот товар пока пропущен; его можно дописать в файл потом.",
);

/// Asks for one product after the other. One that can't be settled is left out, and the others stay.
pub(super) async fn ask(
    dialogue: &mut Dialogue<'_, impl Person>,
) -> Result<Vec<Entry>, Unanswered> {
    let language = dialogue.language;
    dialogue.say(INTRODUCTION);
    let mut entries: Vec<Entry> = Vec::new();
    for _ in 0..PRODUCTS_MAX {
        let name = match dialogue
            .ask(NAME, |answer| name(answer, &entries, language))
            .await
        {
            Ok(Some(name)) => name,
            Ok(None) => break,
            Err(Unanswered::TooManyTries) if !entries.is_empty() => break,
            Err(unanswered) => return Err(unanswered),
        };
        match details(dialogue, name).await {
            Ok(Some(entry)) => entries.push(entry),
            Ok(None) | Err(Unanswered::TooManyTries) => dialogue.say(LEFT_OUT),
            Err(Unanswered::Gone(gone)) => return Err(gone.into()),
        }
    }
    if entries.is_empty() {
        dialogue.say(NONE_LEFT);
    }
    Ok(entries)
}

/// What to give for it; `None`: that is not known yet.
async fn details(
    dialogue: &mut Dialogue<'_, impl Person>,
    name: String,
) -> Result<Option<Entry>, Unanswered> {
    let language = dialogue.language;
    let Some(sku) = dialogue.ask(SKU, |answer| sku(answer, language)).await? else {
        return Ok(None);
    };
    let quantity = dialogue
        .ask(QUANTITY, |answer| quantity(answer, language))
        .await?;
    let price = dialogue
        .ask(PRICE, |answer| price(answer, language))
        .await?;
    let item = Item { sku, quantity };
    Ok(Some(Entry { name, item, price }))
}

fn name(answer: &str, known: &[Entry], language: Language) -> Result<Option<String>, String> {
    if answer.is_empty() {
        return Ok(None);
    }
    let name = label(answer, NAME_WANTED, language)?;
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

fn sku(answer: &str, language: Language) -> Result<Option<String>, String> {
    if answer.is_empty() {
        return Ok(None);
    }
    label(answer, SKU_WANTED, language).map(Some)
}

fn label(answer: &str, wanted: Text, language: Language) -> Result<String, String> {
    match recognise(answer) {
        Looks::Unknown | Looks::Number | Looks::Username | Looks::ApiHash | Looks::CutApiHash
            if is_label(answer) =>
        {
            Ok(answer.to_owned())
        }
        looks => Err(instead(looks, wanted, language)),
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
    fn what_is_no_sku_is_told_to_be_none() {
        let taken = |text| sku(text, Language::Russian);
        assert_eq!(taken("diamond-10"), Ok(Some("diamond-10".to_owned())));
        assert_eq!(taken(""), Ok(None));
        let complaint = taken(&"а".repeat(129)).unwrap_err();
        assert!(complaint.contains("нужен sku"), "{complaint}");
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
