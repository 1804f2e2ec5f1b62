//! Presses of inline buttons.

use grammers_tl_types::{Serializable, enums, functions::messages as request, types};

use crate::world::{CallbackAnswer, Refusal};

use super::super::address;
use super::super::dispatch::{Context, Later};

/// `messages.getBotCallbackAnswer`: asks the bot, and waits for it as long as Telegram would.
pub(in super::super) fn press(
    context: &Context,
    request: &request::GetBotCallbackAnswer,
) -> Result<Later<Result<Vec<u8>, Refusal>>, Refusal> {
    let peer = address::peer(context, &request.peer)?;
    let data = request.data.as_deref().ok_or(Refusal::DATA_INVALID)?;
    let world = context.world.clone();
    let (query, answer) = world.press(context.user, peer, request.msg_id, data)?;
    let timeout = world.quirks().callback_timeout;
    Ok(Box::pin(async move {
        let answer = tokio::time::timeout(timeout, answer).await;
        world.forget_callback(query);
        match answer {
            Ok(Ok(answer)) => Ok(render(answer?).to_bytes()),
            Ok(Err(_)) | Err(_) => Err(Refusal::BOT_RESPONSE_TIMEOUT),
        }
    }))
}

fn render(answer: CallbackAnswer) -> enums::messages::BotCallbackAnswer {
    types::messages::BotCallbackAnswer {
        alert: answer.alert,
        has_url: false,
        native_ui: false,
        message: answer.text,
        url: None,
        cache_time: 0,
    }
    .into()
}
