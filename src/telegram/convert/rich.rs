//! Rich messages: blocks of text, read line by line.

use grammers_client::tl::{enums, types};

use crate::order::{Entity, EntityKind, UserId};

/// In place of what is no text: a picture, a map, a button.
const NOT_TEXT: &str = "[…]";
/// What is nested deeper is not read.
const DEPTH_MAX: usize = 16;

/// The text of a rich message, a line for each block, item and row of a table, and what is marked in it.
pub(super) fn flatten(message: &enums::RichMessage) -> (String, Vec<Entity>) {
    let enums::RichMessage::Message(message) = message;
    let mut flat = Flat::default();
    flat.add_blocks(&message.blocks, DEPTH_MAX);
    if message.part {
        flat.add_line(NOT_TEXT);
    }
    (flat.text, flat.entities)
}

#[derive(Default)]
struct Flat {
    text: String,
    entities: Vec<Entity>,
}

impl Flat {
    fn add_line(&mut self, line: &str) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        self.text.push_str(line);
    }

    fn add_blocks(&mut self, blocks: &[enums::PageBlock], depth: usize) {
        for block in blocks {
            match depth.checked_sub(1) {
                Some(depth) => self.add_block(block, depth),
                None => self.add_line(NOT_TEXT),
            }
        }
    }

    fn add_block(&mut self, block: &enums::PageBlock, depth: usize) {
        use enums::PageBlock as B;

        match block {
            B::Title(types::PageBlockTitle { text })
            | B::Subtitle(types::PageBlockSubtitle { text })
            | B::Header(types::PageBlockHeader { text })
            | B::Subheader(types::PageBlockSubheader { text })
            | B::Paragraph(types::PageBlockParagraph { text })
            | B::Preformatted(types::PageBlockPreformatted { text, .. })
            | B::Footer(types::PageBlockFooter { text })
            | B::Kicker(types::PageBlockKicker { text })
            | B::Heading1(types::PageBlockHeading1 { text })
            | B::Heading2(types::PageBlockHeading2 { text })
            | B::Heading3(types::PageBlockHeading3 { text })
            | B::Heading4(types::PageBlockHeading4 { text })
            | B::Heading5(types::PageBlockHeading5 { text })
            | B::Heading6(types::PageBlockHeading6 { text })
            | B::Thinking(types::PageBlockThinking { text }) => self.add_paragraph(text, depth),
            B::Blockquote(types::PageBlockBlockquote { text, caption, .. })
            | B::Pullquote(types::PageBlockPullquote { text, caption }) => {
                self.add_paragraph(text, depth);
                self.add_paragraph(caption, depth);
            }
            B::BlockquoteBlocks(quote) => self.add_blocks(&quote.blocks, depth),
            B::Details(details) => {
                self.add_paragraph(&details.title, depth);
                self.add_blocks(&details.blocks, depth);
            }
            B::List(list) => list.items.iter().for_each(|item| match item {
                enums::PageListItem::Text(item) => self.add_paragraph(&item.text, depth),
                enums::PageListItem::Blocks(item) => self.add_blocks(&item.blocks, depth),
            }),
            B::OrderedList(list) => list.items.iter().for_each(|item| match item {
                enums::PageListOrderedItem::Text(item) => self.add_paragraph(&item.text, depth),
                enums::PageListOrderedItem::Blocks(item) => self.add_blocks(&item.blocks, depth),
            }),
            B::Table(table) => {
                self.add_paragraph(&table.title, depth);
                for enums::PageTableRow::Row(row) in &table.rows {
                    self.add_row(row, depth);
                }
            }
            B::Divider | B::Anchor(_) => {}
            // Whatever it shows, its words are not all that it says.
            _ => self.add_line(NOT_TEXT),
        }
    }

    fn add_row(&mut self, row: &types::PageTableRow, depth: usize) {
        self.add_line("");
        for (index, enums::PageTableCell::Cell(cell)) in row.cells.iter().enumerate() {
            if index > 0 {
                self.text.push(' ');
            }
            if let Some(text) = &cell.text {
                self.add_text(text, depth);
            }
        }
    }

    fn add_paragraph(&mut self, text: &enums::RichText, depth: usize) {
        if !matches!(text, enums::RichText::TextEmpty) {
            self.add_line("");
            self.add_text(text, depth);
        }
    }

    fn add_text(&mut self, text: &enums::RichText, depth: usize) {
        use enums::RichText as T;

        let Some(depth) = depth.checked_sub(1) else {
            return self.text.push_str(NOT_TEXT);
        };
        match text {
            T::TextEmpty | T::TextAnchor(_) => {}
            T::TextPlain(plain) => self.text.push_str(&plain.text),
            T::TextCustomEmoji(emoji) => self.text.push_str(&emoji.alt),
            T::TextConcat(concat) => {
                concat.texts.iter().for_each(|text| self.add_text(text, depth));
            }
            T::TextMention(it) => self.add_entity(&it.text, depth, EntityKind::Mention),
            T::TextMentionName(it) => {
                let user = UserId(it.user_id);
                self.add_entity(&it.text, depth, EntityKind::TextMention { user });
            }
            T::TextUrl(it) => {
                let url = it.url.clone();
                self.add_entity(&it.text, depth, EntityKind::TextLink { url });
            }
            T::TextBold(it) => self.add_text(&it.text, depth),
            T::TextItalic(it) => self.add_text(&it.text, depth),
            T::TextUnderline(it) => self.add_text(&it.text, depth),
            T::TextStrike(it) => self.add_text(&it.text, depth),
            T::TextFixed(it) => self.add_text(&it.text, depth),
            T::TextEmail(it) => self.add_text(&it.text, depth),
            T::TextPhone(it) => self.add_text(&it.text, depth),
            T::TextMarked(it) => self.add_text(&it.text, depth),
            T::TextSpoiler(it) => self.add_text(&it.text, depth),
            T::TextHashtag(it) => self.add_text(&it.text, depth),
            T::TextBotCommand(it) => self.add_text(&it.text, depth),
            T::TextCashtag(it) => self.add_text(&it.text, depth),
            T::TextAutoUrl(it) => self.add_text(&it.text, depth),
            T::TextAutoEmail(it) => self.add_text(&it.text, depth),
            T::TextAutoPhone(it) => self.add_text(&it.text, depth),
            T::TextBankCard(it) => self.add_text(&it.text, depth),
            T::TextDate(it) => self.add_text(&it.text, depth),
            T::TextTonAddress(it) => self.add_text(&it.text, depth),
            // Raised digits, formulas, both sides of a change, buttons: read as plain text they would
            // say something else.
            _ => self.text.push_str(NOT_TEXT),
        }
    }

    fn add_entity(&mut self, text: &enums::RichText, depth: usize, kind: EntityKind) {
        let offset_utf16 = self.text.encode_utf16().count();
        self.add_text(text, depth);
        let length_utf16 = self.text.encode_utf16().count() - offset_utf16;
        self.entities.push(Entity { kind, offset_utf16, length_utf16 });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> enums::RichText {
        types::TextPlain { text: text.to_owned() }.into()
    }

    fn paragraph(text: enums::RichText) -> enums::PageBlock {
        types::PageBlockParagraph { text }.into()
    }

    fn flat(blocks: Vec<enums::PageBlock>, part: bool) -> (String, Vec<Entity>) {
        let (photos, documents) = (Vec::new(), Vec::new());
        flatten(&types::RichMessage { rtl: false, part, blocks, photos, documents }.into())
    }

    fn read(blocks: Vec<enums::PageBlock>, part: bool) -> String {
        flat(blocks, part).0
    }

    #[test]
    fn each_block_is_a_line() {
        let bold = types::TextBold { text: plain("12345") }.into();
        let id = types::TextConcat { texts: vec![plain("ID: "), bold] }.into();
        let item = types::PageListItemText { checkbox: false, checked: false, text: plain("b") };
        let list = types::PageBlockList { items: vec![item.into()] }.into();
        let blocks = vec![paragraph(plain("a")), enums::PageBlock::Divider, list, paragraph(id)];
        assert_eq!(read(blocks, false), "a\nb\nID: 12345");
    }

    #[test]
    fn what_is_no_text_is_said_to_be_missing() {
        let raised = types::TextSuperscript { text: plain("2") }.into();
        let squared = types::TextConcat { texts: vec![plain("10"), raised] }.into();
        let blocks = vec![enums::PageBlock::Unsupported, paragraph(squared)];
        assert_eq!(read(blocks, true), "[…]\n10[…]\n[…]");
    }

    #[test]
    fn who_is_mentioned_is_known() {
        let mention = types::TextMention { text: plain("@ivan") }.into();
        let customer = types::TextConcat { texts: vec![plain("💎 "), mention] }.into();
        let (text, entities) = flat(vec![paragraph(plain("я")), paragraph(customer)], false);
        assert_eq!(text, "я\n💎 @ivan");
        let kind = EntityKind::Mention;
        assert_eq!(entities, [Entity { kind, offset_utf16: 5, length_utf16: 5 }]);
    }

    #[test]
    fn there_is_an_end_to_the_depth() {
        let bold = |text| types::TextBold { text }.into();
        let deep = (0..100).fold(plain("12345"), |text, _| bold(text));
        assert_eq!(read(vec![paragraph(deep)], false), "[…]");
    }
}
