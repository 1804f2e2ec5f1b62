//! The card of an escalated order, for every reason.

use std::collections::BTreeSet;

use super::samples::{button, done, escalated, link, now, reads, replied, showing, text, voice};
use crate::language::Language;
use crate::order::life::{Activation, Reason, Receipt, State};
use crate::order::reading::Problem;
use crate::order::{AccountId, Record};

fn form(problem: Problem) -> Record {
    let mut record = escalated(Reason::Form(problem));
    record.form.account = None;
    record.life.account = None;
    record.form.details = Some(text("хочу алмазы"));
    record
}

fn shop(reason: Reason, activation: Activation) -> Record {
    let mut record = escalated(reason);
    record.life.activation = activation;
    record
}

/// One order for each reason, its name, and what is read in English and in Russian.
pub fn table() -> Vec<(&'static str, Record, &'static str, &'static str)> {
    let mut rows = forms();
    rows.extend(shops());
    rows.extend(texts());
    rows.extend(chats());
    rows
}

fn forms() -> Vec<(&'static str, Record, &'static str, &'static str)> {
    let mut two = form(Problem::AmbiguousAccountId);
    two.form.candidates = vec![AccountId::known("12345"), AccountId::known("67890")];
    let mut nothing = form(Problem::NoDetails);
    nothing.form.details = None;
    let mut no_price = form(Problem::BadPrice);
    no_price.form.price = None;
    let mut no_product = form(Problem::MissingField);
    no_product.form.product = None;
    no_product.form.customer.name = None;
    vec![
        ("missing_field", no_product, "❗ №148 · product unknown · €10.00 · 14:32
             A line is missing from the order message.
             Customer: @ivan. The whole message:
             > 🆕 Custom Product Order⏎Customer: Иван
             Paid. Not given. Nobody answered the customer.
             By hand, as the seller: give the goods, reply to the order in the chat with Tribute, press the button. I will see the reply and close the order.", "❗ №148 · товар неизвестен · €10,00 · 14:32
             В сообщении заказа не хватает строки.
             Покупатель: @ivan. Сообщение целиком:
             > 🆕 Custom Product Order⏎Customer: Иван
             Оплачено. Не выдано. Покупателю не отвечали.
             Вручную, с аккаунта продавца: выдайте товар, ответьте на заказ в чате с Трибьютом, нажмите кнопку. Ответ увижу и закрою заказ."),
        ("ambiguous_field", form(Problem::AmbiguousField), "❗ №148 · `10 алмазов` · €10.00 · 14:32
             A line stands twice in the order message: I can't tell which one counts.
             Customer: `Иван` (@ivan). The whole message:
             > 🆕 Custom Product Order⏎Customer: Иван
             Paid. Not given. Nobody answered the customer.
             By hand, as the seller: give the goods, reply to the order in the chat with Tribute, press the button. I will see the reply and close the order.", "❗ №148 · `10 алмазов` · €10,00 · 14:32
             Строка в сообщении заказа стоит дважды: не знаю, какой верить.
             Покупатель: `Иван` (@ivan). Сообщение целиком:
             > 🆕 Custom Product Order⏎Customer: Иван
             Оплачено. Не выдано. Покупателю не отвечали.
             Вручную, с аккаунта продавца: выдайте товар, ответьте на заказ в чате с Трибьютом, нажмите кнопку. Ответ увижу и закрою заказ."),
        ("bad_price", no_price, "❗ №148 · `10 алмазов` · price unreadable · 14:32
             The price can't be read for certain.
             Customer: `Иван` (@ivan). The whole message:
             > 🆕 Custom Product Order⏎Customer: Иван
             Paid. Not given. Nobody answered the customer.
             By hand, as the seller: give the goods, reply to the order in the chat with Tribute, press the button. I will see the reply and close the order.", "❗ №148 · `10 алмазов` · цена не прочитана · 14:32
             Цену нельзя прочитать однозначно.
             Покупатель: `Иван` (@ivan). Сообщение целиком:
             > 🆕 Custom Product Order⏎Customer: Иван
             Оплачено. Не выдано. Покупателю не отвечали.
             Вручную, с аккаунта продавца: выдайте товар, ответьте на заказ в чате с Трибьютом, нажмите кнопку. Ответ увижу и закрою заказ."),
        ("unknown_product", form(Problem::UnknownProduct), "❗ №148 · `10 алмазов` · €10.00 · 14:32
             The agent's settings don't know this product. For the owner: add it to config.toml: `10 алмазов`.
             Customer: `Иван` (@ivan). They wrote:
             > хочу алмазы
             Paid. Not given. Nobody answered the customer.
             By hand, as the seller: give the goods, reply to the order in the chat with Tribute, press the button. I will see the reply and close the order.", "❗ №148 · `10 алмазов` · €10,00 · 14:32
             Такого товара нет в настройках агента. Владельцу: добавить его в config.toml: `10 алмазов`.
             Покупатель: `Иван` (@ivan). Написал:
             > хочу алмазы
             Оплачено. Не выдано. Покупателю не отвечали.
             Вручную, с аккаунта продавца: выдайте товар, ответьте на заказ в чате с Трибьютом, нажмите кнопку. Ответ увижу и закрою заказ."),
        ("no_details", nothing, "❗ №148 · `10 алмазов` · €10.00 · 14:32
             The order has no details, so no account number.
             Customer: `Иван` (@ivan). They wrote nothing.
             Paid. Not given. Nobody answered the customer.
             By hand, as the seller: give the goods, reply to the order in the chat with Tribute, press the button. I will see the reply and close the order.", "❗ №148 · `10 алмазов` · €10,00 · 14:32
             В заказе нет деталей, а значит, и номера аккаунта.
             Покупатель: `Иван` (@ivan). Ничего не написал.
             Оплачено. Не выдано. Покупателю не отвечали.
             Вручную, с аккаунта продавца: выдайте товар, ответьте на заказ в чате с Трибьютом, нажмите кнопку. Ответ увижу и закрою заказ."),
        ("no_account_id", form(Problem::NoAccountId), "❗ №148 · `10 алмазов` · €10.00 · 14:32
             There is no account number in the order.
             Customer: `Иван` (@ivan). They wrote:
             > хочу алмазы
             Paid. Not given. Nobody answered the customer.
             By hand, as the seller: give the goods, reply to the order in the chat with Tribute, press the button. I will see the reply and close the order.", "❗ №148 · `10 алмазов` · €10,00 · 14:32
             В заказе нет номера аккаунта.
             Покупатель: `Иван` (@ivan). Написал:
             > хочу алмазы
             Оплачено. Не выдано. Покупателю не отвечали.
             Вручную, с аккаунта продавца: выдайте товар, ответьте на заказ в чате с Трибьютом, нажмите кнопку. Ответ увижу и закрою заказ."),
        ("ambiguous_account_id", two, "❗ №148 · `10 алмазов` · €10.00 · 14:32
             There are several numbers in the order: `12345`, `67890`.
             Customer: `Иван` (@ivan). They wrote:
             > хочу алмазы
             Paid. Not given. Nobody answered the customer.
             By hand, as the seller: give the goods, reply to the order in the chat with Tribute, press the button. I will see the reply and close the order.", "❗ №148 · `10 алмазов` · €10,00 · 14:32
             В заказе несколько номеров: `12345`, `67890`.
             Покупатель: `Иван` (@ivan). Написал:
             > хочу алмазы
             Оплачено. Не выдано. Покупателю не отвечали.
             Вручную, с аккаунта продавца: выдайте товар, ответьте на заказ в чате с Трибьютом, нажмите кнопку. Ответ увижу и закрою заказ."),
        (
            "price_mismatch",
            escalated(Reason::PriceMismatch),
            "❗ №148 · `10 алмазов` · €10.00 · account `12345` · 14:32
             The price is not the one in the agent's settings.
             Customer: `Иван` (@ivan). They wrote:
             > мой айди 12345
             Paid. Not given. Nobody answered the customer.
             By hand, as the seller: give the goods, reply to the order in the chat with Tribute, press the button. I will see the reply and close the order.",
            "❗ №148 · `10 алмазов` · €10,00 · аккаунт `12345` · 14:32
             Цена не та, что в настройках агента.
             Покупатель: `Иван` (@ivan). Написал:
             > мой айди 12345
             Оплачено. Не выдано. Покупателю не отвечали.
             Вручную, с аккаунта продавца: выдайте товар, ответьте на заказ в чате с Трибьютом, нажмите кнопку. Ответ увижу и закрою заказ.",
        ),
    ]
}

fn shops() -> Vec<(&'static str, Record, &'static str, &'static str)> {
    let refused = Reason::ShopRefused {
        code: text("order_not_found"),
        message: Some(text("нет заказа для 12345")),
    };
    let absent = Reason::ShopUnavailable {
        why: text("connection refused"),
    };
    let unclear = Reason::ShopUnclear {
        excerpt: text("<html>…"),
    };
    let mut other = shop(Reason::ActivatedForOtherAccount, done());
    other.life.other_account_doubtful = true;
    vec![
        ("shop_refused", shop(refused, Activation::None), "❗ №148 · `10 алмазов` · €10.00 · account `12345` · 14:32
             The shop refused: “`нет заказа для 12345`” (`order_not_found`). I won't retry.
             Customer: `Иван` (@ivan). They wrote:
             > мой айди 12345
             Paid. Not given. Nobody answered the customer.
             By hand, as the seller: give the goods, reply to the order in the chat with Tribute, press the button. I will see the reply and close the order.", "❗ №148 · `10 алмазов` · €10,00 · аккаунт `12345` · 14:32
             Магазин отказал: «`нет заказа для 12345`» (`order_not_found`). Сам повторять не буду.
             Покупатель: `Иван` (@ivan). Написал:
             > мой айди 12345
             Оплачено. Не выдано. Покупателю не отвечали.
             Вручную, с аккаунта продавца: выдайте товар, ответьте на заказ в чате с Трибьютом, нажмите кнопку. Ответ увижу и закрою заказ."),
        (
            "shop_unavailable",
            shop(absent, Activation::Uncertain),
            "⚠️ №148 · `10 алмазов` · €10.00 · account `12345` · 14:32
             The shop stayed away for more than 72 hours: “`connection refused`”. I have stopped trying.
             Customer: `Иван` (@ivan). They wrote:
             > мой айди 12345
             Paid. The goods may ALREADY be given: look in the shop for order `777000-6675346585-495`. Nobody answered the customer.
             By hand, as the seller: reply to the order in the chat with Tribute, press the button. I will see the reply and close the order.",
            "⚠️ №148 · `10 алмазов` · €10,00 · аккаунт `12345` · 14:32
             Магазин не отвечал больше 72 часов: «`connection refused`». Больше не пробую.
             Покупатель: `Иван` (@ivan). Написал:
             > мой айди 12345
             Оплачено. Возможно, товар УЖЕ выдан: проверьте в магазине заказ `777000-6675346585-495`. Покупателю не отвечали.
             Вручную, с аккаунта продавца: ответьте на заказ в чате с Трибьютом, нажмите кнопку. Ответ увижу и закрою заказ.",
        ),
        (
            "shop_unclear",
            shop(unclear, Activation::Uncertain),
            "⚠️ №148 · `10 алмазов` · €10.00 · account `12345` · 14:32
             The shop answered, but did not say that the goods were given: “`<html>…`”.
             Customer: `Иван` (@ivan). They wrote:
             > мой айди 12345
             Paid. The goods may ALREADY be given: look in the shop for order `777000-6675346585-495`. Nobody answered the customer.
             By hand, as the seller: reply to the order in the chat with Tribute, press the button. I will see the reply and close the order.",
            "⚠️ №148 · `10 алмазов` · €10,00 · аккаунт `12345` · 14:32
             Магазин ответил, но не сказал «выдано»: «`<html>…`».
             Покупатель: `Иван` (@ivan). Написал:
             > мой айди 12345
             Оплачено. Возможно, товар УЖЕ выдан: проверьте в магазине заказ `777000-6675346585-495`. Покупателю не отвечали.
             Вручную, с аккаунта продавца: ответьте на заказ в чате с Трибьютом, нажмите кнопку. Ответ увижу и закрою заказ.",
        ),
        ("activated_for_other_account", other, "⚠️ №148 · `10 алмазов` · €10.00 · account `12345` · 14:32
             The shop has given this order before, to another account.
             Customer: `Иван` (@ivan). They wrote:
             > мой айди 12345
             Paid. Given, to which account I can't tell (payment `A-1001`): order `777000-6675346585-495`. Nobody answered the customer.
             By hand, as the seller: reply to the order in the chat with Tribute, press the button. I will see the reply and close the order.", "⚠️ №148 · `10 алмазов` · €10,00 · аккаунт `12345` · 14:32
             Магазин уже выдал этот заказ раньше, на другой аккаунт.
             Покупатель: `Иван` (@ivan). Написал:
             > мой айди 12345
             Оплачено. Выдано, на какой аккаунт — неизвестно (платёж `A-1001`): заказ `777000-6675346585-495`. Покупателю не отвечали.
             Вручную, с аккаунта продавца: ответьте на заказ в чате с Трибьютом, нажмите кнопку. Ответ увижу и закрою заказ."),
    ]
}

fn texts() -> Vec<(&'static str, Record, &'static str, &'static str)> {
    let edited = Reason::OrderEdited {
        text: text("🆕 Custom Product Order\nCustomer: Пётр"),
    };
    vec![
        ("order_edited", escalated(edited), "❗ №148 · `10 алмазов` · €10.00 · account `12345` · 14:32
             The order was edited before the goods were given. Customer: `Иван` (@ivan). Before and after:
             > 🆕 Custom Product Order⏎Customer: Иван
             > 🆕 Custom Product Order⏎Customer: Пётр
             Paid. Not given. Nobody answered the customer.
             By hand, as the seller: give the goods, reply to the order in the chat with Tribute, press the button. I will see the reply and close the order.", "❗ №148 · `10 алмазов` · €10,00 · аккаунт `12345` · 14:32
             Заказ изменили до выдачи. Покупатель: `Иван` (@ivan). Было и стало:
             > 🆕 Custom Product Order⏎Customer: Иван
             > 🆕 Custom Product Order⏎Customer: Пётр
             Оплачено. Не выдано. Покупателю не отвечали.
             Вручную, с аккаунта продавца: выдайте товар, ответьте на заказ в чате с Трибьютом, нажмите кнопку. Ответ увижу и закрою заказ."),
        ("order_deleted", escalated(Reason::OrderDeleted), "❗ №148 · `10 алмазов` · €10.00 · account `12345` · 14:32
             The order was deleted from the chat before the goods were given.
             Customer: `Иван` (@ivan). They wrote:
             > мой айди 12345
             Paid. Not given. Nobody answered the customer.
             A deleted order can't be answered: settle it with the customer directly.", "❗ №148 · `10 алмазов` · €10,00 · аккаунт `12345` · 14:32
             Заказ удалили из чата до выдачи.
             Покупатель: `Иван` (@ivan). Написал:
             > мой айди 12345
             Оплачено. Не выдано. Покупателю не отвечали.
             На удалённый заказ ответить нельзя: решите вопрос с покупателем напрямую."),
        (
            "found_after_restore",
            escalated(Reason::FoundAfterRestore),
            "⚠️ №148 · `10 алмазов` · €10.00 · account `12345` · 14:32
             Found in the chat after the journal was lost or restored from a backup.
             Customer: `Иван` (@ivan). They wrote:
             > мой айди 12345
             Paid. Whether the goods were given I don't know: look in the shop for order `777000-6675346585-495`.
             By hand, as the seller: reply to the order in the chat with Tribute, press the button. I will see the reply and close the order.",
            "⚠️ №148 · `10 алмазов` · €10,00 · аккаунт `12345` · 14:32
             Найден в чате после того, как журнал потеряли или восстановили из копии.
             Покупатель: `Иван` (@ivan). Написал:
             > мой айди 12345
             Оплачено. Выдан ли товар, не знаю: проверьте в магазине заказ `777000-6675346585-495`.
             Вручную, с аккаунта продавца: ответьте на заказ в чате с Трибьютом, нажмите кнопку. Ответ увижу и закрою заказ.",
        ),
    ]
}

fn chats() -> Vec<(&'static str, Record, &'static str, &'static str)> {
    let mut mute = replied(escalated(Reason::ReplyRefused {
        why: text("MESSAGE_ID_INVALID"),
    }));
    mute.life.reply = None;
    mute.life.reply_begun = true;
    let strange = vec![
        button("Отправить клиенту"),
        button("Отмена"),
        link("Правила"),
    ];
    let send = || vec![button("Отправить")];
    let alert = Reason::PressRefused {
        text: text("Слишком поздно"),
    };
    vec![
        ("reply_refused", mute, "⚠️ №148 · `10 алмазов` · €10.00 · account `12345` · 14:32
             Telegram refused my reply: `MESSAGE_ID_INVALID`.
             Customer: `Иван` (@ivan). They wrote:
             > мой айди 12345
             Paid. Given to `12345` (payment `A-1001`). Nobody answered the customer.
             By hand, as the seller: reply to the order in the chat with Tribute, press the button. I will see the reply and close the order.", "⚠️ №148 · `10 алмазов` · €10,00 · аккаунт `12345` · 14:32
             Телеграм не принял мой ответ: `MESSAGE_ID_INVALID`.
             Покупатель: `Иван` (@ivan). Написал:
             > мой айди 12345
             Оплачено. Выдано на `12345` (платёж `A-1001`). Покупателю не отвечали.
             Вручную, с аккаунта продавца: ответьте на заказ в чате с Трибьютом, нажмите кнопку. Ответ увижу и закрою заказ."),
        (
            "reply_detached",
            replied(escalated(Reason::ReplyDetached)),
            "⚠️ №148 · `10 алмазов` · €10.00 · account `12345` · 14:32
             My reply stands in the chat, but not as a reply to the order.
             Customer: `Иван` (@ivan). They wrote:
             > мой айди 12345
             Paid. Given to `12345` (payment `A-1001`). The reply may not have reached the customer.
             By hand, as the seller: reply to the order in the chat with Tribute, press the button. I will see the reply and close the order.",
            "⚠️ №148 · `10 алмазов` · €10,00 · аккаунт `12345` · 14:32
             Мой ответ встал в чат отдельно от заказа.
             Покупатель: `Иван` (@ivan). Написал:
             > мой айди 12345
             Оплачено. Выдано на `12345` (платёж `A-1001`). Ответ мог не дойти до покупателя.
             Вручную, с аккаунта продавца: ответьте на заказ в чате с Трибьютом, нажмите кнопку. Ответ увижу и закрою заказ.",
        ),
        (
            "no_confirmation",
            replied(escalated(Reason::NoConfirmation)),
            "⚠️ №148 · `10 алмазов` · €10.00 · account `12345` · 14:32
             Tribute showed no button after my reply.
             Customer: `Иван` (@ivan). They wrote:
             > мой айди 12345
             Paid. Given to `12345` (payment `A-1001`). The reply is sent, nothing is pressed.
             If the button still comes, I press it. Or answer the order yourself in the chat with Tribute, as the seller: I will see it and close the order.",
            "⚠️ №148 · `10 алмазов` · €10,00 · аккаунт `12345` · 14:32
             Трибьют не прислал кнопку после моего ответа.
             Покупатель: `Иван` (@ivan). Написал:
             > мой айди 12345
             Оплачено. Выдано на `12345` (платёж `A-1001`). Ответ отправлен, кнопка не нажата.
             Если кнопка ещё придёт, нажму сам. Или ответьте на заказ сами в чате с Трибьютом, с аккаунта продавца: увижу и закрою.",
        ),
        (
            "unknown_button",
            showing(replied(escalated(Reason::UnknownButton)), strange, false),
            "⚠️ №148 · `10 алмазов` · €10.00 · account `12345` · 14:32
             No button that I know. I see: 1) `Отправить клиенту` 2) `Отмена` 3) `Правила` (`url`). Unknown buttons I don't press.
             Customer: `Иван` (@ivan). They wrote:
             > мой айди 12345
             Paid. Given to `12345` (payment `A-1001`). The reply is sent, nothing is pressed.
             Press the right button yourself in the chat with Tribute, as the seller: I will see it and close the order.",
            "⚠️ №148 · `10 алмазов` · €10,00 · аккаунт `12345` · 14:32
             Знакомой кнопки нет. Вижу: 1) `Отправить клиенту` 2) `Отмена` 3) `Правила` (`url`). Незнакомые кнопки сам не нажимаю.
             Покупатель: `Иван` (@ivan). Написал:
             > мой айди 12345
             Оплачено. Выдано на `12345` (платёж `A-1001`). Ответ отправлен, кнопка не нажата.
             Нажмите нужную кнопку сами в чате с Трибьютом, с аккаунта продавца: увижу и закрою.",
        ),
        (
            "press_refused",
            showing(replied(escalated(alert)), send(), true),
            "⚠️ №148 · `10 алмазов` · €10.00 · account `12345` · 14:32
             I pressed `Отправить`, and was refused: “`Слишком поздно`”.
             Customer: `Иван` (@ivan). They wrote:
             > мой айди 12345
             Paid. Given to `12345` (payment `A-1001`). The reply is sent.
             Press the right button yourself in the chat with Tribute, as the seller: I will see it and close the order.",
            "⚠️ №148 · `10 алмазов` · €10,00 · аккаунт `12345` · 14:32
             Я нажал `Отправить`, но нажатие не принято: «`Слишком поздно`».
             Покупатель: `Иван` (@ivan). Написал:
             > мой айди 12345
             Оплачено. Выдано на `12345` (платёж `A-1001`). Ответ отправлен.
             Нажмите нужную кнопку сами в чате с Трибьютом, с аккаунта продавца: увижу и закрою.",
        ),
        (
            "press_unknown",
            showing(replied(escalated(Reason::PressUnknown)), send(), true),
            "⚠️ №148 · `10 алмазов` · €10.00 · account `12345` · 14:32
             I pressed `Отправить`, but can't see whether it worked.
             Customer: `Иван` (@ivan). They wrote:
             > мой айди 12345
             Paid. Given to `12345` (payment `A-1001`). The reply is sent.
             If the button is still in the chat with Tribute, press it yourself, as the seller: I will see it and close the order.",
            "⚠️ №148 · `10 алмазов` · €10,00 · аккаунт `12345` · 14:32
             Я нажал `Отправить`, но не вижу, сработало ли.
             Покупатель: `Иван` (@ivan). Написал:
             > мой айди 12345
             Оплачено. Выдано на `12345` (платёж `A-1001`). Ответ отправлен.
             Если кнопка ещё стоит в чате с Трибьютом, нажмите её сами, с аккаунта продавца: увижу и закрою.",
        ),
    ]
}

#[test]
fn every_reason_in_english() {
    for (_, record, english, _) in table() {
        reads(&voice(Language::English).order(&record, now()), english);
    }
}

#[test]
fn every_reason_in_russian() {
    for (_, record, _, russian) in table() {
        reads(&voice(Language::Russian).order(&record, now()), russian);
    }
}

/// Fails to compile when there is a new reason, and fails when none stands in the table.
#[test]
fn every_reason_is_in_the_table() {
    let number = |reason: &Reason| match reason {
        Reason::Form(problem) => match problem {
            Problem::MissingField => 0,
            Problem::AmbiguousField => 1,
            Problem::BadPrice => 2,
            Problem::UnknownProduct => 3,
            Problem::NoDetails => 4,
            Problem::NoAccountId => 5,
            Problem::AmbiguousAccountId => 6,
        },
        Reason::PriceMismatch => 7,
        Reason::ShopRefused { .. } => 8,
        Reason::ShopUnavailable { .. } => 9,
        Reason::ShopUnclear { .. } => 10,
        Reason::ActivatedForOtherAccount => 11,
        Reason::OrderEdited { .. } => 12,
        Reason::OrderDeleted => 13,
        Reason::ReplyRefused { .. } => 14,
        Reason::ReplyDetached => 15,
        Reason::NoConfirmation => 16,
        Reason::UnknownButton => 17,
        Reason::PressRefused { .. } => 18,
        Reason::PressUnknown => 19,
        Reason::FoundAfterRestore => 20,
    };
    let mut seen = BTreeSet::new();
    for (name, record, ..) in table() {
        assert_eq!(record.life.reason_name(), Some(name));
        if let State::Escalated { reason } = &record.life.state {
            seen.insert(number(reason));
        }
    }
    assert_eq!(seen, (0..=20).collect());
}

#[test]
fn the_other_account_is_named_where_the_shop_names_it() {
    let mut record = shop(Reason::ActivatedForOtherAccount, Activation::Uncertain);
    record.life.other_account_doubtful = true;
    record.life.activation = Activation::Done(Receipt {
        account: Some(AccountId::known("67890")),
        ..Receipt::default()
    });
    let told = voice(Language::Russian).order(&record, now()).text;
    assert!(told.contains("Выдано на 67890."), "{told}");
}

#[test]
fn goods_given_late_are_told_in_place_of_not_given() {
    let edited = Reason::OrderEdited { text: text("new") };
    let told = voice(Language::Russian)
        .order(&shop(edited, done()), now())
        .text;
    assert!(told.contains("Оплачено. Выдано на 12345 (платёж A-1001). Покупателю не отвечали."));
}

#[test]
fn without_buttons_the_answer_is_said_to_have_none() {
    let record = showing(replied(escalated(Reason::UnknownButton)), Vec::new(), false);
    let told = voice(Language::Russian).order(&record, now()).text;
    assert!(told.contains("В ответе Трибьюта нет кнопок."), "{told}");
}

#[test]
fn what_the_bot_said_stands_beside_what_happened() {
    let mut record = replied(escalated(Reason::NoConfirmation));
    record.life.bot_said = Some(text("Заказ отменён"));
    let told = voice(Language::Russian).order(&record, now()).text;
    assert!(
        told.contains("моего ответа. Трибьют написал: «Заказ отменён»\n"),
        "{told}"
    );
}
