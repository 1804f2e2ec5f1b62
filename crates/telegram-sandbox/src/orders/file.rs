//! `--orders FILE`: JSON Lines, one order a line.
//!
//! ```json
//! {"text": "🆕 Custom Product Order\n…", "entities": [{"type": "mention", "offset": 160, "length": 5}],
//!  "expect": "completed", "shop": ["503", "activated"], "bot": "late,unlinked"}
//! ```

use serde::Deserialize;

use super::super::orders::owner::OwnerReply;
use super::super::shop::ShopResponse;
use super::super::shop::response::UnknownShopResponse;
use super::super::tribute::mode::{ModeError, Modes};
use super::super::world::{Entity, EntityKind, UserId};
use super::{EXPECTATION_NAMES, Expectation, PlannedOrder};

/// More would not settle in a sensible time.
pub const ORDERS_MAX: usize = 10_000;
/// Telegram's own limit.
const TEXT_UTF16_MAX: usize = 4096;
/// Telegram's own limit.
const ENTITIES_MAX: usize = 100;
/// Telegram's own limit.
const USER_ID_MAX: i64 = 0xff_ffff_ffff;
/// More moves than any client would live to see.
const MOVES_MAX: usize = 100;

/// A line that is no order.
#[derive(Debug, thiserror::Error)]
#[error("line {line}: {problem}")]
pub struct LineError {
    /// From 1.
    pub line: usize,
    /// The problem.
    pub problem: LineProblem,
}

/// The problem with a line.
#[derive(Debug, thiserror::Error)]
pub enum LineProblem {
    /// Not the JSON that is expected.
    #[error("{0}")]
    Json(#[from] serde_json::Error),
    /// Nothing to send.
    #[error("the text is empty")]
    NoText,
    /// Telegram has no messages of that size.
    #[error("the text is longer than {TEXT_UTF16_MAX} UTF-16 code units")]
    LongText,
    /// Telegram has no messages with so many.
    #[error("more than {ENTITIES_MAX} entities")]
    ManyEntities,
    /// An entity that is not within the text.
    #[error("entity {0} is not within the text")]
    EntityOutside(usize),
    /// An entity that lacks what its type needs.
    #[error("entity {0} of type {1:?} lacks {2}")]
    EntityLacks(usize, String, &'static str),
    /// Not an end.
    #[error("{0:?} is no way to end; there are: {EXPECTATION_NAMES}")]
    Expectation(String),
    /// Not a move.
    #[error("{0}")]
    Move(#[from] UnknownShopResponse),
    /// Too many moves.
    #[error("more than {MOVES_MAX} moves of the shop")]
    ManyMoves,
    /// Not a mode.
    #[error("{0}")]
    Mode(#[from] ModeError),
    /// Not a moment.
    #[error("{0:?} is no moment for the owner; there are: {names}", names = OwnerReply::NAMES)]
    Owner(String),
    /// The file has too many orders.
    #[error("more than {ORDERS_MAX} orders")]
    ManyOrders,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    text: String,
    #[serde(default)]
    entities: Vec<LineEntity>,
    expect: Option<String>,
    shop: Option<OneOrMany>,
    bot: Option<OneOrMany>,
    #[serde(default)]
    forwarded: bool,
    owner: Option<String>,
}

/// As the Bot API writes it; keys that matter nothing here are let pass.
#[derive(Deserialize)]
struct LineEntity {
    #[serde(rename = "type")]
    kind: String,
    offset: i64,
    length: i64,
    user: Option<LineUser>,
    url: Option<String>,
}

#[derive(Deserialize)]
struct LineUser {
    id: i64,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

/// Reads a whole file. Blank lines are let pass; the first line that is no order is the error.
pub fn parse(contents: &str) -> Result<Vec<PlannedOrder>, LineError> {
    let contents = contents.strip_prefix('\u{feff}').unwrap_or(contents);
    let mut orders = Vec::new();
    for (index, line) in contents.split('\n').enumerate() {
        if line.trim().is_empty() {
            continue;
        }
        let at = |problem| LineError {
            line: index + 1,
            problem,
        };
        if orders.len() == ORDERS_MAX {
            return Err(at(LineProblem::ManyOrders));
        }
        orders.push(parse_line(line).map_err(at)?);
    }
    Ok(orders)
}

fn parse_line(line: &str) -> Result<PlannedOrder, LineProblem> {
    let line: Line = serde_json::from_str(line)?;
    let length_utf16 = line.text.encode_utf16().count();
    if line.text.trim().is_empty() {
        return Err(LineProblem::NoText);
    }
    if length_utf16 > TEXT_UTF16_MAX {
        return Err(LineProblem::LongText);
    }
    if line.entities.len() > ENTITIES_MAX {
        return Err(LineProblem::ManyEntities);
    }
    let mut entities = Vec::new();
    for (index, entity) in line.entities.into_iter().enumerate() {
        entities.extend(parse_entity(index, &entity, length_utf16)?);
    }
    let expect = line
        .expect
        .map(|name| Expectation::from_name(&name).ok_or(LineProblem::Expectation(name)));
    let owner = line
        .owner
        .map(|name| OwnerReply::from_name(&name).ok_or(LineProblem::Owner(name)));
    Ok(PlannedOrder {
        text: line.text,
        entities,
        forwarded: line.forwarded,
        expect: expect.transpose()?,
        shop: line.shop.map_or(Ok(Vec::new()), parse_moves)?,
        bot: line.bot.map(|modes| parse_modes(&modes)).transpose()?,
        owner: owner.transpose()?,
    })
}

fn parse_entity(
    index: usize,
    entity: &LineEntity,
    text_utf16: usize,
) -> Result<Option<Entity>, LineProblem> {
    let within = |from: i64, length: i64| {
        let from = i32::try_from(from).ok().filter(|from| *from >= 0)?;
        let length = i32::try_from(length).ok().filter(|length| *length > 0)?;
        let to = usize::try_from(from.checked_add(length)?).ok()?;
        (to <= text_utf16).then_some((from, length))
    };
    let (offset_utf16, length_utf16) =
        within(entity.offset, entity.length).ok_or(LineProblem::EntityOutside(index + 1))?;
    let lacks = |what| LineProblem::EntityLacks(index + 1, entity.kind.clone(), what);
    let kind = match entity.kind.as_str() {
        "mention" => EntityKind::Mention,
        "text_mention" => EntityKind::TextMention(UserId(
            entity
                .user
                .as_ref()
                .map(|user| user.id)
                .filter(|id| (1..=USER_ID_MAX).contains(id))
                .ok_or_else(|| lacks("user"))?,
        )),
        "text_link" => EntityKind::TextLink(entity.url.clone().ok_or_else(|| lacks("url"))?),
        "url" => EntityKind::Url,
        "email" => EntityKind::Email,
        "phone_number" => EntityKind::PhoneNumber,
        "hashtag" => EntityKind::Hashtag,
        "cashtag" => EntityKind::Cashtag,
        "bot_command" => EntityKind::BotCommand,
        "underline" => EntityKind::Underline,
        "strikethrough" => EntityKind::Strikethrough,
        "spoiler" => EntityKind::Spoiler,
        "blockquote" => EntityKind::Blockquote,
        "pre" => EntityKind::Pre(String::new()),
        "bold" => EntityKind::Bold,
        "italic" => EntityKind::Italic,
        "code" => EntityKind::Code,
        _ => return Ok(None),
    };
    Ok(Some(Entity {
        kind,
        offset_utf16,
        length_utf16,
    }))
}

fn parse_moves(moves: OneOrMany) -> Result<Vec<ShopResponse>, LineProblem> {
    let names = match moves {
        OneOrMany::One(name) => vec![name],
        OneOrMany::Many(names) => names,
    };
    if names.len() > MOVES_MAX {
        return Err(LineProblem::ManyMoves);
    }
    let moves: Result<Vec<_>, _> = names.iter().map(|name| name.parse()).collect();
    Ok(moves?)
}

fn parse_modes(modes: &OneOrMany) -> Result<Modes, LineProblem> {
    let modes = match modes {
        OneOrMany::One(names) => names.parse(),
        OneOrMany::Many(names) => Modes::from_names(names.iter().map(String::as_str)),
    };
    Ok(modes?)
}

#[cfg(test)]
mod tests {
    use super::super::super::tribute::mode::{AfterPress, Link};
    use super::*;

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
            [
                ShopResponse::Unavailable,
                ShopResponse::Refused("no_such".into())
            ]
        );
        assert!(orders[1].forwarded);
        assert_eq!(orders[1].owner, Some(OwnerReply::AtOnce));
        assert_eq!(orders[2].shop, [ShopResponse::CdnForbidden]);
        for order in &orders[1..] {
            let modes = order.bot.unwrap();
            assert_eq!(modes.after_press, AfterPress::EditsLate);
            assert_eq!(modes.link, Link::Unlinked);
        }
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
            (r#"{"entities":[]}"#, "text"),
            (r#"{"text":"","entities":[]}"#, "empty"),
            (r#"{"text":" \n","entities":[]}"#, "empty"),
            (r#"{"text":1,"entities":[]}"#, "string"),
            (
                r#"{"text":"a","entities":[],"exspect":"completed"}"#,
                "exspect",
            ),
            (r#"{"text":"a","entities":[],"expect":"done"}"#, "closed"),
            (
                r#"{"text":"a","entities":[],"shop":"explode"}"#,
                "timeout_but_done",
            ),
            (
                r#"{"text":"a","entities":[],"bot":"edits,deletes"}"#,
                "contradict",
            ),
            (
                r#"{"text":"a","entities":[],"bot":["sings"]}"#,
                "press_lost",
            ),
            (r#"{"text":"a","entities":[],"owner":"never"}"#, "at_once"),
            (
                r#"{"text":"a","entities":[{"type":"mention","offset":0,"length":2}]}"#,
                "entity 1",
            ),
            (
                r#"{"text":"a","entities":[{"type":"mention","offset":-1,"length":1}]}"#,
                "entity 1",
            ),
            (
                r#"{"text":"a","entities":[{"type":"bold","offset":0,"length":0}]}"#,
                "entity 1",
            ),
            (
                r#"{"text":"a","entities":[{"type":"bold","offset":9223372036854775807,"length":9223372036854775807}]}"#,
                "entity 1",
            ),
            (
                r#"{"text":"a","entities":[{"type":"text_mention","offset":0,"length":1}]}"#,
                "user",
            ),
            (
                r#"{"text":"a","entities":[{"type":"text_mention","offset":0,"length":1,"user":{"id":0}}]}"#,
                "user",
            ),
            (
                r#"{"text":"a","entities":[{"type":"text_link","offset":0,"length":1}]}"#,
                "url",
            ),
            (long.as_str(), "4096"),
            (many.as_str(), "100"),
        ] {
            let error = parse(&format!("{{\"text\":\"ok\",\"entities\":[]}}\n\n{line}"))
                .unwrap_err()
                .to_string();
            assert!(error.starts_with("line 3: "), "{line}: {error}");
            assert!(error.contains(part), "{line}: {error}");
        }
    }

    #[test]
    fn there_is_an_end_to_the_number_of_orders() {
        let contents = "{\"text\":\"a\",\"entities\":[]}\n".repeat(ORDERS_MAX + 1);
        let error = parse(&contents).unwrap_err();
        assert_eq!(error.line, ORDERS_MAX + 1);
    }
}
