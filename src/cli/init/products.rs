//! What is sold: names as Tribute prints them, and what the shop calls it.

use super::dialogue::{Dialogue, Unanswered, instead};
use crate::cli::terminal::Person;
use crate::config::{PastedKind, QUANTITY_MAX, is_label};
use crate::i18n::{self, arguments, is_one_of, t};
use crate::order::Money;
use crate::order::catalogue::{Entry, Item};

/// Whoever sells more writes the rest into the file.
const PRODUCTS_MAX: usize = 100;
/// Currencies that have names in the texts: `init-words-eur`.
const NAMED_CURRENCIES: [&str; 6] = ["EUR", "RUB", "USD", "UAH", "KZT", "XTR"];

impl<P: Person> Dialogue<P> {
    /// Asks for one product after the other. One that can't be settled is left out, and the others stay.
    pub async fn ask_products(&mut self) -> Result<(), Unanswered> {
        for _ in 0..PRODUCTS_MAX {
            let label = |answer: &str| label(answer, "product");
            let Some(mut name) = self.ask("product", label).await? else {
                break;
            };
            let mut tribute_id = None;
            if let Some(known) = self.draft.config()?.catalogue.find(&name) {
                name.clone_from(&known.name);
                tribute_id.clone_from(&known.tribute_id);
                self.note(&t!("init-product-known", name = &name));
            }
            match self.ask_details(name, tribute_id).await {
                Ok(Some(product)) => self.draft.set_product(&product)?,
                Ok(None) | Err(Unanswered::Unsettled) => self.note(&t!("init-product-left-out")),
                Err(ended) => return Err(ended),
            }
        }
        if self.draft.config()?.catalogue.is_empty() {
            self.note(&t!("init-no-products"));
        }
        Ok(())
    }

    /// What to give for it; `None`: that is not known yet.
    async fn ask_details(
        &mut self,
        name: String,
        tribute_id: Option<String>,
    ) -> Result<Option<Entry>, Unanswered> {
        let Some(sku) = self.ask("sku", |answer| label(answer, "sku")).await? else {
            return Ok(None);
        };
        let quantity = self.ask("quantity", quantity).await?.unwrap_or(1);
        let price = self.ask("price", price).await?;
        let has_api = self.draft.config()?.tribute_api().is_ok();
        let asked = if has_api { self.ask("tribute-id", tribute_number).await? } else { None };
        let tribute_id = asked.or(tribute_id);
        Ok(Some(Entry { name, item: Item { sku, quantity }, price, tribute_id }))
    }
}

fn label(answer: &str, id: &str) -> Result<String, String> {
    use PastedKind::{ApiHash, CutApiHash, Number, Unknown, Username};
    let kind = PastedKind::of(answer);
    let is_right = matches!(kind, Unknown | Number | Username | ApiHash | CutApiHash);
    let label = (is_right && is_label(answer)).then(|| answer.to_owned());
    label.ok_or_else(|| instead(kind, id))
}

fn quantity(answer: &str) -> Result<u32, String> {
    let number = answer.parse().ok().filter(|quantity| (1..=QUANTITY_MAX).contains(quantity));
    number.ok_or_else(|| instead(PastedKind::Unknown, "quantity"))
}

/// A number, as it stands before the product's name in `tribute products`.
fn tribute_number(answer: &str) -> Result<String, String> {
    let number = answer.trim_start_matches(['#', '№']).parse::<i64>().ok();
    let number = number.filter(|number| *number > 0).map(|number| number.to_string());
    number.ok_or_else(|| instead(PastedKind::of(answer), "tribute-id"))
}

/// A price as the configuration takes it, or with the currency's name: `5 euros`.
fn price(answer: &str) -> Result<Money, String> {
    let read = answer.parse().ok().or_else(|| with_code(answer)?.parse().ok());
    read.ok_or_else(|| instead(PastedKind::Unknown, "price"))
}

/// The currency's name, or its code in whatever case, as the code in capitals.
fn with_code(price: &str) -> Option<String> {
    let start = price.find(char::is_alphabetic)?;
    let (number, name) = price.split_at(start);
    let name = name.trim_end_matches('.');
    let words = |it: &str| i18n::text(&format!("init-words-{}", it.to_lowercase()), &arguments!());
    let mut currencies = NAMED_CURRENCIES.into_iter();
    let named = currencies.find(|code| is_one_of(name, || words(code)));
    let code = named.map_or_else(|| name.to_uppercase(), str::to_owned);
    Some(format!("{} {code}", number.trim_end()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n;
    use crate::i18n::Language::Russian;

    #[test]
    fn a_name_and_a_sku_are_one_line_and_nothing_else() {
        for (id, text) in [("product", "1 алмаз"), ("sku", "diamond-10")] {
            assert_eq!(label(text, id), Ok(text.to_owned()));
        }
        for (id, text, words) in [
            ("product", "https://t.me/tribute/app?startapp=p1", "ссылка на товар"),
            ("product", &"а".repeat(129), "одной строкой"),
            ("sku", &"а".repeat(129), "нужен артикул (sku)"),
        ] {
            let complaint = i18n::with_language(Russian, || label(text, id)).unwrap_err();
            assert!(complaint.contains(words), "{text}: {complaint}");
        }
    }

    #[test]
    fn a_quantity_is_a_whole_number() {
        assert_eq!(quantity("12"), Ok(12));
        for text in ["0", "-1", "many", "1000000001"] {
            assert!(quantity(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_number_at_tribute_is_one() {
        for text in ["456", "№456", "#456"] {
            assert_eq!(tribute_number(text), Ok("456".to_owned()), "{text}");
        }
        for text in ["0", "-1", "VPN", "https://t.me/tribute/app?startapp=p1"] {
            assert!(tribute_number(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_price_is_read_as_people_write_it() {
        for (text, read) in [
            ("5.00 EUR", "5.00 EUR"),
            ("5 евро", "5.00 EUR"),
            ("5,50 Евро", "5.50 EUR"),
            ("5 eur", "5.00 EUR"),
            ("€5", "5.00 EUR"),
            ("1 250 руб.", "1250.00 RUB"),
            ("300р", "300.00 RUB"),
            ("10 dollars", "10.00 USD"),
            ("250 звёзд", "250 XTR"),
            ("250 Stars", "250 XTR"),
        ] {
            let price = price(text).unwrap();
            assert_eq!(price.to_string(), read, "{text}");
        }
        for text in ["five", "5", "5 попугаев", "евро", "1,250 EUR", "5 евро 20 центов"]
        {
            assert!(price(text).is_err(), "{text}");
        }
    }
}
