//! Answers as keys of a configuration, and how they get into a file: each key in its place, everything
//! else as it was.

use toml_edit::{ArrayOfTables, Document, DocumentMut, Item, Table, TableLike, TomlError, Value};

use super::sample;
use crate::language::Language;
use crate::order::catalogue::Entry;

/// A section that can't be there without this key.
const NEEDED: (&str, &str) = ("telegram", "api_id");
const PRODUCT: &str = "product";

/// What was answered, as a configuration of nothing else. An empty value takes its key away.
#[derive(Clone, Default)]
pub(super) struct Answers(DocumentMut);

impl Answers {
    /// Reads what [`Answers::text`] wrote.
    pub(super) fn parse(text: &str) -> Result<Self, TomlError> {
        text.parse().map(Self)
    }

    /// The answers as a file keeps them.
    pub(super) fn text(&self) -> String {
        self.0.to_string()
    }

    /// Whether nothing but the language was answered.
    pub(super) fn is_empty(&self) -> bool {
        self.0.iter().all(|(_, item)| item.is_value())
    }

    /// The text of a key that was answered.
    pub(super) fn get(&self, section: &str, key: &str) -> Option<&str> {
        self.0.get(section)?.get(key)?.as_str()
    }

    /// Sets a key of a section.
    pub(super) fn set(&mut self, section: &str, key: &str, value: impl Into<Value>) {
        let section = self.0.entry(section).or_insert_with(toml_edit::table);
        if let Some(section) = section.as_table_mut() {
            section.insert(key, toml_edit::value(value));
        }
    }

    /// The language.
    pub(super) fn language(&self) -> Option<Language> {
        let code = self.0.get("language")?.as_str()?;
        Some(if code == "ru" {
            Language::Russian
        } else {
            Language::English
        })
    }

    /// Sets the language.
    pub(super) fn set_language(&mut self, language: Language) {
        self.0
            .insert("language", toml_edit::value(language.pick("en", "ru")));
    }

    /// Adds a product, or changes the one of this name.
    pub(super) fn set_product(&mut self, product: &Entry) {
        let mut table = Table::new();
        table.insert("name", toml_edit::value(&product.name));
        table.insert("sku", toml_edit::value(&product.item.sku));
        table.insert(
            "quantity",
            toml_edit::value(i64::from(product.item.quantity)),
        );
        if let Some(price) = product.price {
            table.insert("price", toml_edit::value(price.to_string()));
        }
        let products = self.0.entry(PRODUCT);
        merge_product(
            products.or_insert(Item::ArrayOfTables(ArrayOfTables::new())),
            &table,
        );
    }

    /// The file with the answers in it.
    pub(super) fn apply(&self, file: &str) -> Result<String, TomlError> {
        let ends = file.matches("\r\n").count();
        let is_dos = ends > 0 && ends == file.matches('\n').count();
        let mut text = if is_dos {
            file.replace("\r\n", "\n")
        } else {
            file.to_owned()
        };
        for (name, answers) in self.0.iter() {
            text = prepare(text, name, answers)?;
        }
        let mut document: DocumentMut = text.parse()?;
        for (name, answers) in self.0.iter() {
            merge(document.as_table_mut(), name, answers);
        }
        let text = document.to_string();
        Ok(if is_dos {
            text.replace('\n', "\r\n")
        } else {
            text
        })
    }
}

/// Makes the place for answers: the section as the sample has it, keys that are commented out as there;
/// and takes the lines away that are not to be.
fn prepare(mut text: String, name: &str, answers: &Item) -> Result<String, TomlError> {
    let is_missing = Document::parse(text.as_str())?.get(name).is_none();
    let answers = match answers {
        Item::Table(answers) => answers,
        Item::ArrayOfTables(products) if is_missing => {
            return Ok(with_section(&text, name, &catalogue(products)));
        }
        Item::Value(_) => return with_key(&text, "", name),
        _ => return Ok(text),
    };
    if is_missing {
        if name == NEEDED.0 && !answers.contains_key(NEEDED.1) {
            return Ok(text);
        }
        text = with_section(&text, name, &sample::section(name));
    }
    for (key, value) in answers {
        text = without_key(&text, name, &format!("{key}_file"), None)?;
        text = if is_empty(value) {
            without_key(&text, name, key, sample::example(name, key))?
        } else {
            with_key(&text, name, key)?
        };
    }
    Ok(text)
}

/// The text with a section: where it stands commented out as in the sample, else at the end.
fn with_section(text: &str, name: &str, section: &str) -> String {
    let commented_out = sample::commented_out(&sample::section(name));
    if text.contains(&commented_out) {
        return text.replacen(&commented_out, section, 1);
    }
    let gap = if text.is_empty() || text.ends_with('\n') {
        ""
    } else {
        "\n"
    };
    format!("{text}{gap}\n{section}\n")
}

/// The text with a key that stands in it as the sample shows it, in a comment. Any other comment is
/// somebody's own.
fn with_key(text: &str, section: &str, key: &str) -> Result<String, TomlError> {
    let document = Document::parse(text)?;
    let table = document.get(section).unwrap_or(document.as_item());
    Ok(
        match sample::example(section, key).map(|line| format!("\n{line}\n")) {
            Some(line) if table.get(key).is_none() => {
                text.replacen(&line, &line.replacen("# ", "", 1), 1)
            }
            _ => text.to_owned(),
        },
    )
}

/// The text without the line of a key, or with another line in its place; the comments around it stay.
fn without_key(
    text: &str,
    section: &str,
    key: &str,
    instead: Option<String>,
) -> Result<String, TomlError> {
    let document = Document::parse(text)?;
    let table = document.get(section).and_then(Item::as_table);
    let known = table.and_then(|table| table.get_key_value(key));
    let Some(span) = known.and_then(|(key, item)| Some(key.span()?.start..item.span()?.end)) else {
        return Ok(text.to_owned());
    };
    let start = text[..span.start].rfind('\n').map_or(0, |end| end + 1);
    let end = text[span.end..]
        .find('\n')
        .map_or(text.len(), |end| span.end + end + 1);
    let instead = instead.map_or_else(String::new, |line| line + "\n");
    Ok(format!("{}{instead}{}", &text[..start], &text[end..]))
}

/// Products below the sample's comments about them.
fn catalogue(products: &ArrayOfTables) -> String {
    let section = sample::section(PRODUCT);
    let comments = section
        .lines()
        .filter(|line| line.starts_with('#') && !line.contains(" = "));
    let mut document = DocumentMut::new();
    document.insert(PRODUCT, Item::ArrayOfTables(products.clone()));
    let comments: Vec<&str> = comments.collect();
    format!("{}\n{}", comments.join("\n"), document.to_string().trim())
}

/// Sets what was answered below a key, and leaves the comment behind it.
fn merge(table: &mut dyn TableLike, key: &str, answer: &Item) {
    match (table.get_mut(key), answer) {
        (_, Item::Value(_)) if is_empty(answer) => drop(table.remove(key)),
        (Some(Item::Value(known)), Item::Value(value)) => {
            let decor = known.decor().clone();
            *known = value.clone();
            *known.decor_mut() = decor;
        }
        (None, Item::Value(value)) => drop(table.insert(key, toml_edit::value(value.clone()))),
        (Some(known), Item::ArrayOfTables(products)) => {
            products
                .iter()
                .for_each(|product| merge_product(known, product));
        }
        (Some(known), Item::Table(answers)) => {
            if let Some(section) = known.as_table_like_mut() {
                merge_all(section, answers);
            }
        }
        _ => {}
    }
}

fn merge_all(section: &mut dyn TableLike, answers: &Table) {
    answers
        .iter()
        .for_each(|(key, answer)| merge(section, key, answer));
}

/// Changes the product of this name, or adds it.
fn merge_product(products: &mut Item, product: &Table) {
    let name = product.get("name").and_then(Item::as_str);
    let is_same = |known: &dyn TableLike| known.get("name").and_then(Item::as_str) == name;
    let change = |known: &mut dyn TableLike| {
        known.remove("price");
        merge_all(known, product);
    };
    match products {
        Item::ArrayOfTables(tables) => {
            let place = tables.iter().position(|known| is_same(known));
            match place.and_then(|place| tables.get_mut(place)) {
                Some(known) => change(known),
                None => tables.push(product.clone()),
            }
        }
        Item::Value(Value::Array(array)) => {
            let is_same =
                |known: &Value| known.as_inline_table().is_some_and(|known| is_same(known));
            let place = array.iter().position(is_same);
            let known = place.and_then(|place| array.get_mut(place)?.as_inline_table_mut());
            match known {
                Some(known) => change(known),
                None => array.push(product.clone().into_inline_table()),
            }
        }
        _ => {}
    }
}

fn is_empty(item: &Item) -> bool {
    item.as_str() == Some("") || item.as_array().is_some_and(toml_edit::Array::is_empty)
}

#[cfg(test)]
mod tests;
