//! Messages that are about no order, or about the agent itself.

use jiff::tz::TimeZone;

use super::samples::{formatter, now, reads, text};
use crate::engine::Wording as _;
use crate::i18n::Language::{English, Russian};
use crate::moderation::{Adopted, Formatter, Suspicion};

#[test]
fn a_message_that_no_rule_knows() {
    let said = text("Новый индивидуальный заказ…\nЦена: €5,00");
    reads(
        &formatter(Russian).unknown_message(now(), &said, None),
        "❓ Незнакомое сообщение от Tribute, 22.11.2026 14:35
         > Новый индивидуальный заказ…
         Цена: €5,00
         Может быть заказом. Ничего не выдано и не нажато.
         Ответьте: `заказ` — оформлю и спрошу номер аккаунта · `не заказ` — такие больше не показывать",
    );
    reads(
        &formatter(Russian).unknown_message(now(), &text(""), None),
        "❓ Незнакомое сообщение от Tribute, 22.11.2026 14:35
         В нём нет текста: картинка, файл или подобное.
         Может быть заказом. Ничего не выдано и не нажато.
         Ответьте: `заказ` — оформлю и спрошу номер аккаунта · `не заказ` — такие больше не показывать",
    );
    reads(
        &formatter(English).unknown_message(now(), &text(" \n"), None),
        "❓ Unknown message from Tribute, 22.11.2026 14:35
         (no text)
         It may be an order. Nothing was given, nothing was pressed.
         Answer: `order`: I make one of it and ask for the account · `no order`: such are not shown any more",
    );
}

#[test]
fn many_messages_that_no_rule_knows() {
    let said = [text(&"я".repeat(99)), text("")];
    let listed = || said.iter().map(|said| (now(), said));
    reads(
        &formatter(Russian).unknown_messages(listed(), 76),
        &format!(
            "❓ Незнакомые сообщения от Tribute с 22.11.2026 14:35: 76
             14:35 `{}…`
             14:35 (без текста)
             … и ещё 74: просмотрите чат с Tribute.
             Среди них могут быть заказы. Ничего не выдано и не нажато.
             Если есть заказ, ответьте на него сами в чате с Tribute, с аккаунта продавца.",
            "я".repeat(60)
        ),
    );
    reads(
        &formatter(English).unknown_messages(listed().skip(1), 1),
        "❓ Unknown messages from Tribute since 22.11.2026 14:35: 1
         14:35 (no text)
         Any of them may be an order. Nothing was given, nothing was pressed.
         If one is, answer it yourself in the chat with Tribute, as the seller.",
    );
}

#[test]
fn a_message_that_only_looks_like_an_order() {
    for (why, russian, english) in [
        (Suspicion::Forwarded, "Сообщение переслано.", "The message is a forward."),
        (
            Suspicion::ViaBot,
            "Сообщение отправлено через другого бота.",
            "The message was sent through another bot.",
        ),
        (Suspicion::WrongSender, "Его отправил не бот Tribute.", "Tribute's bot did not send it."),
    ] {
        let said = text("🆕 Custom Product Order");
        reads(
            &formatter(Russian).suspicious_message(now(), &said, why),
            &format!(
                "⚠️ Похоже на заказ, но не от Tribute, 22.11.2026 14:35
                 {russian}
                 > 🆕 Custom Product Order
                 Возможно, кто-то пытается получить товар без оплаты. Ничего не выдано и не нажато."
            ),
        );
        reads(
            &formatter(English).suspicious_message(now(), &said, why),
            &format!(
                "⚠️ Looks like an order, but isn't one of Tribute's, 22.11.2026 14:35
                 {english}
                 > 🆕 Custom Product Order
                 Perhaps somebody tries to get goods without paying. Nothing was given, nothing was pressed."
            ),
        );
    }
}

#[test]
fn the_first_start_with_nothing_unanswered() {
    reads(
        &formatter(Russian).first_start(0),
        "✅ Слежу за чатом с Tribute. Заказов без ответа в нём нет: беру новые.",
    );
    reads(
        &formatter(English).first_start(0),
        "✅ I am watching the chat with Tribute. No order waits there: I take the ones that come from now on.",
    );
}

#[test]
fn the_first_start_with_old_orders() {
    reads(
        &formatter(Russian).first_start(3),
        "⚠️ Слежу за чатом с Tribute. Пришло до моего запуска и осталось без ответа: 3 заказа.
         Старые сам не трогаю, беру новые.
         Владельцу, чтобы взять и старые: `tribute-agent run --since all` (или с какого времени: `2h`, `2026-11-01`).",
    );
    reads(
        &formatter(English).first_start(1),
        "⚠️ I am watching the chat with Tribute. 1 order in it is older than my start, and nobody answered it.
         I leave the old ones alone and take the ones that come from now on.
         For the owner, to take the old ones, too: `tribute-agent run --since all` (or since when: `2h`, `2026-11-01`).",
    );
    let many = formatter(English).first_start(2).text;
    assert!(many.contains("2 orders in it are older than my start, and nobody answered them."));
}

#[test]
fn more_than_people_read() {
    reads(
        &formatter(Russian).held_back(7, 20),
        "⏳ Придержал ещё 7 сообщений: пишу не больше 20 в минуту. Ничего не потеряно, остальное придёт.",
    );
    reads(
        &formatter(English).held_back(7, 20),
        "⏳ 7 more messages are held back: I write at most 20 a minute. Nothing is lost, the rest follows.",
    );
    let one = formatter(English).held_back(1, 20).text;
    assert!(one.contains("1 more message is held back"), "{one}");
    reads(&formatter(Russian).held_back_over(), "✅ Всё, что придержал, рассказал.");
    reads(&formatter(English).held_back_over(), "✅ All that was held back has been told.");
}

#[test]
fn a_mistake_of_the_program() {
    reads(
        &formatter(Russian).program_fault(148, "PressBegun can't happen"),
        "🐞 №148 · ошибка в самой программе: `PressBegun can't happen`
         Заказ остался как был. Посмотрите на него в Tribute и в магазине.
         Владельцу: `tribute-agent orders show 148`",
    );
    reads(
        &formatter(English).program_fault(148, "PressBegun\u{1B}[0m"),
        "🐞 №148 · a mistake in this program: `PressBegun⟨001B⟩[0m`
         The order stays as it was. Look at it at Tribute and in the shop.
         For the owner: `tribute-agent orders show 148`",
    );
}

#[test]
fn a_journal_that_was_lost_or_restored() {
    let adopted = |unknown| Adopted { since: now(), found: 3, answered: 1, open: 2, unknown };
    reads(
        &formatter(Russian).adopted(&adopted(4)),
        "⚠️ Журнал потерян или восстановлен из копии. Что было после 22.11.2026 14:35, неизвестно.
         Заказов в чате с тех пор: 3, из них с ответом: 1. Начатых раньше: 2.
         О каждом здесь отдельное сообщение. Сам по ним ничего не выдам, не отвечу и не нажму.
         Незнакомых сообщений Tribute: 4. Просмотрите чат.",
    );
    reads(
        &formatter(English).adopted(&adopted(0)),
        "⚠️ The journal was lost or restored from a backup. What was done since 22.11.2026 14:35 is not known.
         Orders in the chat since: 3, answered: 1. Under way before: 2.
         Each has a message of its own here. By myself I give, answer and press nothing for them.",
    );
}

#[test]
fn a_change_of_the_settings_that_is_refused() {
    reads(
        &formatter(Russian).config_refused("строка 3: это не TOML\n… и ещё 1"),
        "⚠️ В новых настройках ошибка: `config.local.toml`
         > строка 3: это не TOML
         > … и ещё 1
         Работаю по старым. Исправьте файл — перечитаю его сам.",
    );
    reads(
        &formatter(English).config_refused("line 3: this is not TOML"),
        "⚠️ There is a mistake in the new settings: `config.local.toml`
         > line 3: this is not TOML
         I work on with the old ones. Correct the file: I read it again by myself.",
    );
    reads(&formatter(Russian).config_mended(), "✅ Настройки снова в порядке. Работаю по ним.");
    reads(
        &formatter(English).config_mended(),
        "✅ The settings are right again. I work by them now.",
    );
}

#[test]
fn a_change_of_the_settings_that_needs_a_restart() {
    let keys = ["telegram.proxy".to_owned(), "tribute.bot_id".to_owned()];
    reads(
        &formatter(Russian).config_after_restart(&keys),
        "⚠️ В настройках изменили: `telegram.proxy, tribute.bot_id`.
         Это подействует, только когда программу перезапустят. Владельцу: остановите её и запустите снова.",
    );
    reads(
        &formatter(English).config_after_restart(&keys),
        "⚠️ Changed in the settings: `telegram.proxy, tribute.bot_id`.
         That takes effect only when the program is started again. For the owner: stop it and start it.",
    );
}

#[test]
fn a_time_by_a_servers_clock_says_so() {
    let formatter = Formatter { time_zone: TimeZone::UTC, ..formatter(English) };
    let text = formatter.away(now(), now()).text;
    assert!(text.contains("from 11:35 UTC to 11:35 UTC"), "{text}");
}
