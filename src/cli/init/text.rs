//! The editing of a configuration: each key in its place, everything else of the text as it was.

use toml_edit::{Document, DocumentMut, InlineTable, Item, TableLike, TomlError, Value};

use super::sample;
use crate::order::catalogue::Entry;

const PRODUCT: &str = "product";

/// The text of a configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Text(String);

impl Text {
    /// The text of a file, whatever its lines end with.
    pub fn new(file: &str) -> Self {
        Self(file.replace("\r\n", "\n"))
    }

    /// The text as a file has it, with lines that end as they do in `example`.
    pub fn to_file(&self, example: &str) -> String {
        let end = if example.contains("\r\n") { "\r\n" } else { "\n" };
        self.0.replace('\n', end)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Sets a key; of the top level, where `section` is empty.
    pub fn set(
        &mut self,
        section: &str,
        key: &str,
        value: impl Into<Value>,
    ) -> Result<(), TomlError> {
        if !section.is_empty() && !self.parse()?.contains_key(section) {
            self.add_section(section, &sample::section(section));
        }
        self.replace_line(section, &format!("{key}_file"), None)?;
        self.uncomment(section, key)?;
        self.edit(section, |table| put(table, key, value.into()))
    }

    /// Takes a key away; the comments around it stay.
    pub fn remove(&mut self, section: &str, key: &str) -> Result<(), TomlError> {
        self.replace_line(section, key, sample::example(section, key))?;
        self.edit(section, |table| drop(table.remove(key)))
    }

    /// Changes the product of this name, or adds it.
    pub fn set_product(&mut self, product: &Entry) -> Result<(), TomlError> {
        let product = table_of(product);
        if !self.parse()?.contains_key(PRODUCT) {
            let section = sample::section(PRODUCT);
            let is_comment = |line: &&str| line.starts_with('#') && !line.contains(" = ");
            let comments: Vec<&str> = section.lines().filter(is_comment).collect();
            let (comments, product) = (comments.join("\n"), product.into_table());
            let section = format!("{comments}\n[[product]]\n{product}");
            self.add_section(PRODUCT, section.trim_end());
            return Ok(());
        }
        let mut document: DocumentMut = self.0.parse()?;
        match document.get_mut(PRODUCT) {
            Some(Item::ArrayOfTables(known)) => {
                let place = known.iter().position(|known| is_same(known, &product));
                match place.and_then(|place| known.get_mut(place)) {
                    Some(known) => put_product(known, product),
                    None => known.push(product.into_table()),
                }
            }
            Some(Item::Value(Value::Array(known))) => {
                let is_it = |it: &Value| {
                    let table = it.as_inline_table();
                    table.is_some_and(|known| is_same(known, &product))
                };
                let place = known.iter().position(is_it);
                match place.and_then(|place| known.get_mut(place)?.as_inline_table_mut()) {
                    Some(known) => put_product(known, product),
                    None => known.push(product),
                }
            }
            _ => {}
        }
        self.0 = document.to_string();
        Ok(())
    }

    fn parse(&self) -> Result<Document<&str>, TomlError> {
        Document::parse(self.as_str())
    }

    fn edit(
        &mut self,
        section: &str,
        change: impl FnOnce(&mut dyn TableLike),
    ) -> Result<(), TomlError> {
        let mut document: DocumentMut = self.0.parse()?;
        if section.is_empty() {
            change(document.as_table_mut());
        } else if let Some(table) = document.get_mut(section).and_then(Item::as_table_like_mut) {
            change(table);
        }
        self.0 = document.to_string();
        Ok(())
    }

    /// Adds a section where it is commented out as in the sample, else at the end.
    fn add_section(&mut self, name: &str, section: &str) {
        let commented_out = sample::commented_out(&sample::section(name));
        if self.0.contains(&commented_out) {
            self.0 = self.0.replacen(&commented_out, section, 1);
        } else {
            let is_ended = self.0.is_empty() || self.0.ends_with('\n');
            let gap = if is_ended { "" } else { "\n" };
            self.0 = format!("{}{gap}\n{section}\n", self.0);
        }
    }

    /// Uncomments a key that is missing, where it is in a comment as the sample shows it. Any other
    /// comment is somebody's own.
    fn uncomment(&mut self, section: &str, key: &str) -> Result<(), TomlError> {
        let document = self.parse()?;
        let table = document.get(section).unwrap_or(document.as_item());
        if table.get(key).is_none()
            && let Some(line) = sample::example(section, key)
        {
            let line = format!("\n{line}\n");
            self.0 = self.0.replacen(&line, &line.replacen("# ", "", 1), 1);
        }
        Ok(())
    }

    /// Puts another line in the place of a key's, or none.
    fn replace_line(
        &mut self,
        section: &str,
        key: &str,
        line: Option<String>,
    ) -> Result<(), TomlError> {
        let document = self.parse()?;
        let table = document.get(section).and_then(Item::as_table);
        let known = table.and_then(|table| table.get_key_value(key));
        let span = known.and_then(|(key, item)| Some(key.span()?.start..item.span()?.end));
        if let Some(span) = span {
            let start = self.0[..span.start].rfind('\n').map_or(0, |end| end + 1);
            let rest = self.0[span.end..].find('\n').map(|end| span.end + end + 1);
            let line = line.map_or_else(String::new, |line| line + "\n");
            let rest = rest.unwrap_or(self.0.len());
            self.0.replace_range(start..rest, &line);
        }
        Ok(())
    }
}

fn table_of(product: &Entry) -> InlineTable {
    let mut table = InlineTable::new();
    table.insert("name", product.name.as_str().into());
    table.insert("sku", product.item.sku.as_str().into());
    table.insert("quantity", i64::from(product.item.quantity).into());
    if let Some(price) = product.price {
        table.insert("price", price.to_string().into());
    }
    table
}

fn is_same(known: &dyn TableLike, product: &InlineTable) -> bool {
    let name = known.get("name").and_then(Item::as_str);
    name == product.get("name").and_then(Value::as_str)
}

fn put_product(known: &mut dyn TableLike, product: InlineTable) {
    known.remove("price");
    for (key, value) in product {
        put(known, &key, value);
    }
}

/// Sets a key and leaves the comment behind it.
fn put(table: &mut dyn TableLike, key: &str, mut value: Value) {
    if let Some(Item::Value(known)) = table.get_mut(key) {
        value.decor_mut().clone_from(known.decor());
        *known = value;
    } else {
        table.insert(key, toml_edit::value(value));
    }
}

#[cfg(test)]
mod tests;
