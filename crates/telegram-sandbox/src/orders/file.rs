//! Orders as they are written: JSON Lines, one order a line.
//!
//! ```json
//! {"text": "🆕 Custom Product Order\n…", "entities": [{"type": "mention", "offset": 160, "length": 5}],
//!  "expect": "completed", "shop": ["503", "activated"], "bot": "late,unlinked"}
//! ```

use serde::Deserialize;
use serde::de::IntoDeserializer as _;
use serde::de::value::{Error as ValueError, StrDeserializer};

use super::generator::OrderGenerator;
use super::{Expectation, OwnerReply, PlannedOrder};
use crate::shop::{ShopResponse, UnknownShopResponse};
use crate::tribute::mode::{ModeError, Modes};
use crate::world::{Entity, EntityKind, Form, UserId};

/// More would not settle in a sensible time.
pub const ORDERS_MAX: usize = 10_000;
/// Telegram's own limits.
const TEXT_UTF16_MAX: usize = 4096;
const ENTITIES_MAX: usize = 100;
const USER_ID_MAX: i64 = 0xff_ffff_ffff;
/// More responses than any client would live to see.
const RESPONSES_MAX: usize = 100;

/// A line that is no order.
#[derive(Debug, thiserror::Error)]
#[error("line {line}: {problem}")]
pub struct LineError {
    /// From 1.
    pub line: usize,
    /// The problem.
    pub problem: OrderProblem,
}

/// The problem with an order.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say it")]
pub enum OrderProblem {
    #[error("{0}")]
    Json(#[from] serde_json::Error),
    #[error("the text is empty")]
    NoText,
    #[error("more than {0} {1}")]
    TooMany(usize, &'static str),
    #[error("entity {0} {1}")]
    Entity(usize, String),
    #[error("{0}")]
    Response(#[from] UnknownShopResponse),
    #[error("{0}")]
    Mode(#[from] ModeError),
}

/// An order as it is written; what the keys mean, [`PlannedOrder`] says. One without a text is made up.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "they are the fields of PlannedOrder")]
pub struct WrittenOrder {
    pub text: Option<String>,
    #[serde(default)]
    pub entities: Vec<WrittenEntity>,
    pub expect: Option<Expectation>,
    pub shop: Option<OneOrMany>,
    pub bot: Option<OneOrMany>,
    #[serde(default)]
    pub form: Form,
    #[serde(default)]
    pub forwarded: bool,
    pub owner: Option<OwnerReply>,
}

/// An entity as the Bot API writes it, or with `covers` in place of `offset` and `length`: the first
/// place in the text that reads so. Other keys are let pass.
#[derive(Debug, Deserialize)]
pub struct WrittenEntity {
    #[serde(rename = "type")]
    kind: String,
    offset: Option<i64>,
    length: Option<i64>,
    covers: Option<String>,
    user: Option<WrittenUser>,
    url: Option<String>,
}

#[derive(Debug, Deserialize)]
struct WrittenUser {
    id: i64,
}

/// One name, or a list of them.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
#[expect(missing_docs, reason = "the names say it")]
pub enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

/// Reads a whole file. Blank lines are let pass; the first line that is no order is the error. Texts that are not
/// written come from the generator.
pub fn parse(contents: &str, generator: &OrderGenerator) -> Result<Vec<PlannedOrder>, LineError> {
    let contents = contents.strip_prefix('\u{feff}').unwrap_or(contents);
    let mut orders: Vec<PlannedOrder> = Vec::new();
    for (line, text) in (1..).zip(contents.split('\n')) {
        if text.trim().is_empty() {
            continue;
        }
        let order = limit(orders.len() + 1, ORDERS_MAX, "orders")
            .and_then(|()| Ok(serde_json::from_str::<WrittenOrder>(text)?))
            .and_then(TryInto::try_into);
        orders.push(order.map_err(|problem| LineError { line, problem })?);
    }
    let textless: Vec<_> = orders.iter_mut().filter(|order| order.text.is_empty()).collect();
    let made_up = generator.generate(textless.len());
    for (order, made_up) in textless.into_iter().zip(made_up) {
        (order.text, order.entities) = (made_up.text, made_up.entities);
    }
    Ok(orders)
}

fn limit(count: usize, count_max: usize, of: &'static str) -> Result<(), OrderProblem> {
    if count > count_max { Err(OrderProblem::TooMany(count_max, of)) } else { Ok(()) }
}

impl TryFrom<WrittenOrder> for PlannedOrder {
    type Error = OrderProblem;

    fn try_from(written: WrittenOrder) -> Result<Self, OrderProblem> {
        if written.text.as_ref().is_some_and(|text| text.trim().is_empty()) {
            return Err(OrderProblem::NoText);
        }
        let text = written.text.unwrap_or_default();
        limit(utf16_length(&text), TEXT_UTF16_MAX, "UTF-16 code units of text")?;
        limit(written.entities.len(), ENTITIES_MAX, "entities")?;
        let entities = (1..).zip(&written.entities).filter_map(|(number, entity)| {
            let placed = entity.place(&text).transpose()?;
            Some(placed.map_err(|problem| OrderProblem::Entity(number, problem)))
        });
        let bot = match written.bot {
            None => None,
            Some(OneOrMany::One(modes)) => Some(modes.parse()?),
            Some(OneOrMany::Many(modes)) => {
                Some(Modes::from_names(modes.iter().map(String::as_str))?)
            }
        };
        let shop = responses(written.shop)?;
        limit(shop.len(), RESPONSES_MAX, "responses of the shop")?;
        Ok(Self {
            entities: entities.collect::<Result<_, _>>()?,
            text,
            form: written.form,
            forwarded: written.forwarded,
            expect: written.expect,
            shop,
            bot,
            owner: written.owner,
        })
    }
}

/// The shop's responses, by their names.
pub(crate) fn responses(
    written: Option<OneOrMany>,
) -> Result<Vec<ShopResponse>, UnknownShopResponse> {
    let names = match written {
        None => Vec::new(),
        Some(OneOrMany::One(name)) => vec![name],
        Some(OneOrMany::Many(names)) => names,
    };
    names.iter().map(|name| name.parse()).collect()
}

impl WrittenEntity {
    /// `None`: an entity of a type that the sandbox has not.
    fn place(&self, text: &str) -> Result<Option<Entity>, String> {
        let lacks = |what| format!("of type {:?} lacks {what}", self.kind);
        let (offset_utf16, length_utf16) = match (&self.covers, self.offset, self.length) {
            (Some(covers), None, None) => covered(text, covers)
                .ok_or_else(|| format!("covers {covers:?}, which is not in the text"))?,
            (None, Some(offset), Some(length)) => {
                within(text, offset, length).ok_or("is not within the text")?
            }
            _ => return Err(lacks("either `covers`, or `offset` and `length`")),
        };
        let user = self.user.as_ref().map(|user| user.id);
        let user = user.filter(|id| (1..=USER_ID_MAX).contains(id));
        let kind = match self.kind.as_str() {
            "text_mention" => EntityKind::TextMention(UserId(user.ok_or_else(|| lacks("user"))?)),
            "text_link" => EntityKind::TextLink(self.url.clone().ok_or_else(|| lacks("url"))?),
            "pre" => EntityKind::Pre(String::new()),
            plain => {
                let plain: StrDeserializer<'_, ValueError> = plain.into_deserializer();
                let Ok(kind) = EntityKind::deserialize(plain) else {
                    return Ok(None);
                };
                kind
            }
        };
        Ok(Some(Entity { kind, offset_utf16, length_utf16 }))
    }
}

fn covered(text: &str, covers: &str) -> Option<(i32, i32)> {
    let (before, _) = text.split_once(covers)?;
    let units = |text: &str| i64::try_from(utf16_length(text)).ok();
    within(text, units(before)?, units(covers)?)
}

/// Offset and length, if that is a part of the text.
fn within(text: &str, offset: i64, length: i64) -> Option<(i32, i32)> {
    let offset = i32::try_from(offset).ok().filter(|offset| *offset >= 0)?;
    let length = i32::try_from(length).ok().filter(|length| *length > 0)?;
    let end = usize::try_from(offset.checked_add(length)?).ok()?;
    (end <= utf16_length(text)).then_some((offset, length))
}

fn utf16_length(text: &str) -> usize {
    text.encode_utf16().count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;
    use crate::orders::Expectation;
    use crate::orders::OwnerReply;
    use crate::tribute::mode::AfterPress;

    fn parse(contents: &str) -> Result<Vec<PlannedOrder>, LineError> {
        super::parse(contents, &OrderGenerator::demo(Language::English, 7))
    }

    #[test]
    fn a_text_that_is_not_written_is_made_up_from_the_seed() {
        let orders = parse("{\"bot\":\"linked\"}\n{\"text\":\"x\"}\n{\"shop\":\"503\"}\n").unwrap();
        let made_up = OrderGenerator::demo(Language::English, 7).generate(2);
        assert_eq!(orders[0].text, made_up[0].text);
        assert_eq!(orders[0].bot, Some("linked".parse().unwrap()));
        assert_eq!(orders[1].text, "x");
        assert_eq!(
            (&orders[2].text, &orders[2].entities),
            (&made_up[1].text, &made_up[1].entities)
        );
    }

    #[test]
    fn a_line_with_everything() {
        let orders = parse(concat!(
            "\u{feff}{\"text\":\"🆕 a\\nb\",\"entities\":[]}\r\n\n",
            r#"{"text":"🆕 Иван","entities":[{"type":"text_mention","offset":3,"length":4,"user":{"id":111,"is_bot":false}},"#,
            r#"{"type":"custom_emoji","offset":0,"length":2}],"expect":"escalated","shop":["503","refused no_such"],"#,
            r#""bot":["late","unlinked"],"owner":"at_once","forwarded":true}"#,
            "\n",
            r#"{"text":"x","entities":[],"shop":"cdn_403","bot":"late,unlinked"}"#,
        ))
        .unwrap();
        assert_eq!(orders.len(), 3);
        assert_eq!(
            orders[1].entities,
            [Entity {
                kind: EntityKind::TextMention(UserId(111)),
                offset_utf16: 3,
                length_utf16: 4
            }]
        );
        assert_eq!(orders[1].expect, Some(Expectation::Escalated));
        assert_eq!(
            orders[1].shop,
            [ShopResponse::Unavailable, ShopResponse::Refused("no_such".into())]
        );
        assert!(orders[1].forwarded);
        assert_eq!(orders[1].owner, Some(OwnerReply::AtOnce));
        assert_eq!(orders[2].shop, [ShopResponse::CdnForbidden]);
        for order in &orders[1..] {
            let modes = order.bot.unwrap();
            assert_eq!(modes.after_press, AfterPress::EditsLate);
            assert!(modes.unlinked);
        }
    }

    #[test]
    fn an_entity_covers_the_first_place_that_reads_so() {
        let line = r#"{"text":"🆕 Order\nCustomer: Имя Имя","entities":[{"type":"mention","covers":"Имя"}]}"#;
        let entity = parse(line).unwrap().remove(0).entities.remove(0);
        assert_eq!((entity.offset_utf16, entity.length_utf16), (19, 3));
    }

    #[test]
    fn hostile_lines_are_refused_by_their_number() {
        let long = format!(r#"{{"text":"{}","entities":[]}}"#, "я".repeat(4097));
        let many = format!(
            r#"{{"text":"a","entities":[{}]}}"#,
            vec![r#"{"type":"bold","offset":0,"length":1}"#; 101].join(",")
        );
        for (line, part) in [
            ("nonsense", "expected"),
            ("null", "invalid type"),
            ("[]", "invalid"),
            (r#"{"text":"","entities":[]}"#, "empty"),
            (r#"{"text":" \n","entities":[]}"#, "empty"),
            (r#"{"text":1,"entities":[]}"#, "string"),
            (r#"{"text":"a","entities":[],"exspect":"completed"}"#, "exspect"),
            (r#"{"text":"a","entities":[],"expect":"done"}"#, "closed"),
            (r#"{"text":"a","entities":[],"shop":"explode"}"#, "timeout_but_done"),
            (r#"{"text":"a","entities":[],"bot":"edits,deletes"}"#, "contradict"),
            (r#"{"text":"a","entities":[],"bot":["sings"]}"#, "press_lost"),
            (r#"{"text":"a","entities":[],"owner":"never"}"#, "at_once"),
            (r#"{"text":"a","form":"poem"}"#, "caption"),
            (r#"{"text":"a","entities":[{"type":"bold","covers":"b"}]}"#, "entity 1"),
            (r#"{"text":"a","entities":[{"type":"bold","covers":""}]}"#, "entity 1"),
            (r#"{"text":"a","entities":[{"type":"bold"}]}"#, "covers"),
            (long.as_str(), "4096"),
            (many.as_str(), "100"),
        ] {
            is_refused(line, part);
        }
    }

    #[test]
    fn entities_that_telegram_would_not_send_are_refused() {
        for (line, part) in [
            (r#"{"text":"a","entities":[{"type":"mention","offset":0,"length":2}]}"#, "entity 1"),
            (r#"{"text":"a","entities":[{"type":"mention","offset":-1,"length":1}]}"#, "entity 1"),
            (r#"{"text":"a","entities":[{"type":"bold","offset":0,"length":0}]}"#, "entity 1"),
            (
                r#"{"text":"a","entities":[{"type":"bold","offset":9223372036854775807,"length":9223372036854775807}]}"#,
                "entity 1",
            ),
            (r#"{"text":"a","entities":[{"type":"text_mention","offset":0,"length":1}]}"#, "user"),
            (
                r#"{"text":"a","entities":[{"type":"text_mention","offset":0,"length":1,"user":{"id":0}}]}"#,
                "user",
            ),
            (r#"{"text":"a","entities":[{"type":"text_link","offset":0,"length":1}]}"#, "url"),
        ] {
            is_refused(line, part);
        }
    }

    fn is_refused(line: &str, part: &str) {
        let error = parse(&format!("{{\"text\":\"ok\",\"entities\":[]}}\n\n{line}"))
            .unwrap_err()
            .to_string();
        assert!(error.starts_with("line 3: "), "{line}: {error}");
        assert!(error.contains(part), "{line}: {error}");
    }

    #[test]
    fn there_is_an_end_to_the_number_of_orders() {
        let contents = "{\"text\":\"a\",\"entities\":[]}\n".repeat(ORDERS_MAX + 1);
        let error = parse(&contents).unwrap_err();
        assert_eq!(error.line, ORDERS_MAX + 1);
    }
}
