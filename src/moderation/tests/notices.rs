//! Messages that are about no order, or about the agent itself.

use super::samples::{now, reads, text, voice};
use crate::language::Language::{English, Russian};
use crate::moderation::Suspicion;

#[test]
fn a_message_that_no_rule_knows() {
    let said = text("Новый индивидуальный заказ…\nЦена: €5,00");
    reads(
        &voice(Russian).unknown_message(now(), &said),
        "❓ Незнакомое сообщение от Трибьюта, 22.11.2026 14:35
         > Новый индивидуальный заказ…⏎Цена: €5,00
         Может быть заказом. Ничего не выдано и не нажато.
         Если это заказ, ответьте на него сами в чате с Трибьютом, с аккаунта продавца.",
    );
    reads(
        &voice(Russian).unknown_message(now(), &text("")),
        "❓ Незнакомое сообщение от Трибьюта, 22.11.2026 14:35
         В нём нет текста: картинка, файл или подобное.
         Может быть заказом. Ничего не выдано и не нажато.
         Если это заказ, ответьте на него сами в чате с Трибьютом, с аккаунта продавца.",
    );
    reads(
        &voice(English).unknown_message(now(), &text(" \n")),
        "❓ Unknown message from Tribute, 22.11.2026 14:35
         (no text)
         It may be an order. Nothing was given, nothing was pressed.
         If it is one, answer it yourself in the chat with Tribute, as the seller.",
    );
}

#[test]
fn a_message_that_only_looks_like_an_order() {
    for (why, russian, english) in [
        (
            Suspicion::Forwarded,
            "Сообщение переслано.",
            "The message is a forward.",
        ),
        (
            Suspicion::ViaBot,
            "Сообщение отправлено через другого бота.",
            "The message was sent through another bot.",
        ),
        (
            Suspicion::WrongSender,
            "Его отправил не бот Трибьюта.",
            "Tribute's bot did not send it.",
        ),
    ] {
        let said = text("🆕 Custom Product Order");
        reads(
            &voice(Russian).suspicious_message(now(), &said, why),
            &format!(
                "⚠️ Похоже на заказ, но не от Трибьюта, 22.11.2026 14:35
                 {russian}
                 > 🆕 Custom Product Order
                 Возможно, кто-то пытается получить товар без оплаты. Ничего не выдано и не нажато."
            ),
        );
        reads(
            &voice(English).suspicious_message(now(), &said, why),
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
        &voice(Russian).baseline(0),
        "✅ Слежу за чатом с Трибьютом. Заказов без ответа в нём нет: беру новые.",
    );
    reads(
        &voice(English).baseline(0),
        "✅ I am watching the chat with Tribute. No order waits there: I take the ones that come from now on.",
    );
}

#[test]
fn the_first_start_with_old_orders() {
    reads(
        &voice(Russian).baseline(3),
        "⚠️ Слежу за чатом с Трибьютом. Пришло до моего запуска и осталось без ответа: 3 заказа.
         Старые сам не трогаю, беру новые.
         Владельцу, чтобы взять и старые: `tribute-agent run --since all` (или с какого времени: `2h`, `2026-11-01`).",
    );
    reads(
        &voice(English).baseline(1),
        "⚠️ I am watching the chat with Tribute. 1 order in it is older than my start, and nobody answered it.
         I leave the old ones alone and take the ones that come from now on.
         For the owner, to take the old ones, too: `tribute-agent run --since all` (or since when: `2h`, `2026-11-01`).",
    );
    let many = voice(English).baseline(2).text;
    assert!(many.contains("2 orders in it are older than my start, and nobody answered them."));
}

#[test]
fn more_than_people_read() {
    reads(
        &voice(Russian).held_back(7, 20),
        "⏳ Придержал ещё 7 сообщений: пишу не больше 20 в минуту. Ничего не потеряно, остальное придёт.",
    );
    reads(
        &voice(English).held_back(7, 20),
        "⏳ 7 more messages are held back: I write at most 20 a minute. Nothing is lost, the rest follows.",
    );
    let one = voice(English).held_back(1, 20).text;
    assert!(one.contains("1 more message is held back"), "{one}");
    reads(
        &voice(Russian).held_back_over(),
        "✅ Всё, что придержал, рассказал.",
    );
    reads(
        &voice(English).held_back_over(),
        "✅ All that was held back has been told.",
    );
}

#[test]
fn a_mistake_of_the_program() {
    reads(
        &voice(Russian).program_fault(148, "PressBegun can't happen"),
        "🐞 №148 · ошибка в самой программе: `PressBegun can't happen`
         Заказ остался как был. Посмотрите на него в чате с Трибьютом и в магазине.
         Владельцу: `tribute-agent orders show 148`",
    );
    reads(
        &voice(English).program_fault(148, "PressBegun\u{1B}[0m"),
        "🐞 №148 · a mistake in this program: `PressBegun⟨001B⟩[0m`
         The order stays as it was and needs a look, in the chat with Tribute and in the shop.
         For the owner: `tribute-agent orders show 148`",
    );
}

#[test]
fn a_journal_that_was_lost_or_restored() {
    reads(
        &voice(Russian).adopted(now(), 3, 1, 2, 4),
        "⚠️ Журнал потеряли или восстановили из копии. Что сделано с 22.11.2026 14:35, не знаю.
         Заказов в чате с тех пор: 3, из них с ответом: 1. Начатых раньше: 2.
         О каждом здесь отдельное сообщение. Сам по ним ничего не выдам, не отвечу и не нажму.
         Незнакомых сообщений Трибьюта: 4. Просмотрите чат.",
    );
    reads(
        &voice(English).adopted(now(), 3, 1, 2, 0),
        "⚠️ The journal was lost or restored from a backup. What was done since 22.11.2026 14:35 I don't know.
         Orders in the chat since: 3, answered: 1. Under way before: 2.
         Each has a message of its own here. By myself I give, answer and press nothing for them.",
    );
}

#[test]
fn a_change_of_the_settings_that_is_refused() {
    reads(
        &voice(Russian).config_refused("config.local.toml", "строка 3: это не TOML\n… и ещё 1"),
        "⚠️ Настройки изменили, но с ошибкой: `config.local.toml`
         > строка 3: это не TOML
         > … и ещё 1
         Работаю по прежним. Исправьте файл — перечитаю его сам.",
    );
    reads(
        &voice(English).config_refused("config.local.toml", "line 3: this is not TOML"),
        "⚠️ The settings were changed, and can't be used: `config.local.toml`
         > line 3: this is not TOML
         I work on with the ones before. Mend the file: I read it again by myself.",
    );
    reads(
        &voice(Russian).config_mended(),
        "✅ Настройки снова в порядке. Работаю по ним.",
    );
    reads(
        &voice(English).config_mended(),
        "✅ The settings are right again. I work by them now.",
    );
}

#[test]
fn a_change_of_the_settings_that_counts_for_nothing_yet() {
    let keys = ["moderators.allowed".to_owned()];
    reads(
        &voice(Russian).config_idle(&keys),
        "⚠️ В настройках изменили: `moderators.allowed`.
         Пока это ни на что не влияет: эта версия не принимает ответов модераторов, кто бы их ни дал.",
    );
    reads(
        &voice(English).config_idle(&keys),
        "⚠️ Changed in the settings: `moderators.allowed`.
         That counts for nothing yet: this version takes no answers of moderators, whoever gives them.",
    );
}

#[test]
fn a_change_of_the_settings_that_needs_a_restart() {
    let keys = ["telegram.proxy".to_owned(), "tribute.bot_id".to_owned()];
    reads(
        &voice(Russian).config_fixed(&keys),
        "⚠️ В настройках изменили: `telegram.proxy, tribute.bot_id`.
         Это подействует, только когда программу перезапустят. Владельцу: остановите её и запустите снова.",
    );
    reads(
        &voice(English).config_fixed(&keys),
        "⚠️ Changed in the settings: `telegram.proxy, tribute.bot_id`.
         That counts only once the program is started again. For the owner: stop it and start it.",
    );
}
