//! The editing of a draft: each key in its place, everything else of the text as it was.

use toml_edit::{Document, InlineTable, Item, TableLike, Value};

use super::draft::{Draft, unwritable};
use super::sample;
use crate::cli::Failure;
use crate::order::catalogue::Entry;

impl Draft {
    /// Sets a key, in its section of the sample where there is none yet.
    pub fn set(
        &mut self,
        section: &str,
        key: &str,
        value: impl Into<Value>,
    ) -> Result<(), Failure> {
        if !self.document()?.contains_key(section) {
            self.add_section(section, &sample::opened(section));
        }
        self.replace_line(section, &format!("{key}_file"), None)?;
        self.uncomment(section, key)?;
        self.edit(section, |table| put(table, key, value.into()))
    }

    /// Takes a key away; the comments around it stay.
    pub fn remove(&mut self, section: &str, key: &str) -> Result<(), Failure> {
        self.replace_line(section, key, sample::example(section, key))?;
        self.edit(section, |table| drop(table.remove(key)))
    }

    pub fn set_product(&mut self, product: &Entry) -> Result<(), Failure> {
        let product = table_of(product);
        let mut document = self.document()?.into_mut();
        let Some(products) = document.get_mut("product") else {
            let section = sample::section("product");
            let is_comment = |line: &&str| line.starts_with('#') && !line.contains(" = ");
            let comments: Vec<&str> = section.lines().filter(is_comment).collect();
            let section = format!("{}\n[[product]]\n{}", comments.join("\n"), product.into_table());
            self.add_section("product", section.trim_end());
            return Ok(());
        };
        let name = |product: &dyn TableLike| product.get("name")?.as_str().map(str::to_owned);
        let mut known = tables(products).into_iter();
        if let Some(known) = known.find(|known| name(*known) == name(&product)) {
            known.remove("price");
            for (key, value) in product {
                put(known, &key, value);
            }
        } else if let Some(tables) = products.as_array_of_tables_mut() {
            tables.push(product.into_table());
        } else if let Some(tables) = products.as_array_mut() {
            tables.push(product);
        }
        self.text = document.to_string();
        Ok(())
    }

    fn document(&self) -> Result<Document<&str>, Failure> {
        let document = Document::parse(self.text.as_str());
        Ok(document.map_err(|error| unwritable(&self.path, &error))?)
    }

    fn edit(
        &mut self,
        section: &str,
        change: impl FnOnce(&mut dyn TableLike),
    ) -> Result<(), Failure> {
        let mut document = self.document()?.into_mut();
        document.get_mut(section).and_then(Item::as_table_like_mut).map(change);
        self.text = document.to_string();
        Ok(())
    }

    /// Adds a section where it is commented out as in the sample, else at the end.
    fn add_section(&mut self, name: &str, section: &str) {
        let commented_out = sample::commented_out(&sample::section(name));
        if self.text.contains(&commented_out) {
            self.text = self.text.replacen(&commented_out, section, 1);
        } else {
            let is_ended = self.text.is_empty() || self.text.ends_with('\n');
            let gap = if is_ended { "" } else { "\n" };
            self.text = format!("{}{gap}\n{section}\n", self.text);
        }
    }

    /// Uncomments a key that is missing, where it is in a comment as the sample shows it. Any other
    /// comment is somebody's own.
    fn uncomment(&mut self, section: &str, key: &str) -> Result<(), Failure> {
        let is_missing = self.document()?.get(section).is_none_or(|it| it.get(key).is_none());
        let Some(line) = sample::example(section, key).filter(|_| is_missing) else {
            return Ok(());
        };
        // Another section may have a key of this name.
        let header = format!("[{section}]");
        let lines = self.text.split_inclusive('\n').scan(0, |end, line| {
            *end += line.len();
            Some((*end - line.len(), line))
        });
        let own = lines.skip_while(|(_, line)| !line.starts_with(&header)).skip(1);
        let mut own = own.take_while(|(_, it)| !it.starts_with('[') && !it.starts_with("# ["));
        if let Some((start, _)) = own.find(|(_, it)| it.trim_end() == line) {
            self.text.replace_range(start..start + "# ".len(), "");
        }
        Ok(())
    }

    /// Puts another line in the place of a key's, or none.
    fn replace_line(
        &mut self,
        section: &str,
        key: &str,
        line: Option<&str>,
    ) -> Result<(), Failure> {
        let document = self.document()?;
        let table = document.get(section).and_then(Item::as_table);
        let known = table.and_then(|table| table.get_key_value(key));
        let span = known.and_then(|(key, item)| Some(key.span()?.start..item.span()?.end));
        if let Some(span) = span {
            let text = &self.text;
            let start = text[..span.start].rfind('\n').map_or(0, |end| end + 1);
            let end = text[span.end..].find('\n').map_or(text.len(), |end| span.end + end + 1);
            let line = line.map_or_else(String::new, |line| format!("{line}\n"));
            self.text.replace_range(start..end, &line);
        }
        Ok(())
    }
}

fn table_of(product: &Entry) -> InlineTable {
    let Entry { name, item, price, tribute_id } = product;
    let mut table = InlineTable::new();
    table.insert("name", name.into());
    table.insert("sku", (&item.sku).into());
    table.insert("quantity", i64::from(item.quantity).into());
    if let Some(price) = price {
        table.insert("price", price.to_string().into());
    }
    if let Some(id) = tribute_id.as_ref().and_then(|id| id.parse::<i64>().ok()) {
        table.insert("tribute_id", id.into());
    }
    table
}

/// The products of a configuration, whichever way they are written.
fn tables(products: &mut Item) -> Vec<&mut dyn TableLike> {
    match products {
        Item::ArrayOfTables(tables) => tables.iter_mut().map(|it| it as _).collect(),
        Item::Value(Value::Array(values)) => {
            values.iter_mut().filter_map(Value::as_inline_table_mut).map(|it| it as _).collect()
        }
        _ => Vec::new(),
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
