//! What `--help` says about what touches nothing real: `rehearse`, `sandbox`, `parse`.

use super::Text;

pub(super) const TEXTS: &[Text] = &[
    (
        "rehearse",
        "Plays orders through on this machine, from the bot's message to the press; nothing real is touched",
        "Проигрывает заказы на этой машине, от сообщения бота до нажатия; ничего настоящего не трогает",
    ),
    (
        "rehearse --orders",
        "So many orders made up from your catalogue, or those of a file (JSON Lines)",
        "Столько заказов, придуманных по вашему каталогу, или заказы из файла (JSON Lines)",
    ),
    (
        "rehearse --faults",
        "What goes wrong on purpose: chaos (all of it), cuts, blackhole, silent, floods, dup, reorder, drop, slow, revoked, duplicated; at the worst moment: send_cut_before, send_cut_after, press_cut_before, press_cut_after, random_id_forgotten, random_id_duplicate, difference_too_long; several with commas",
        "Что нарочно сломать: chaos (всё сразу), cuts, blackhole, silent, floods, dup, reorder, drop, slow, revoked, duplicated; в самый неудачный миг: send_cut_before, send_cut_after, press_cut_before, press_cut_after, random_id_forgotten, random_id_duplicate, difference_too_long; несколько — через запятую",
    ),
    (
        "rehearse --shop",
        "Your own test server instead of the demo shop; needs --config, refused for the live url",
        "Ваш проверочный сервер вместо учебного магазина; нужен --config, боевой адрес не примет",
    ),
    (
        "rehearse --json",
        "One JSON object per order, and one with the sums",
        "По объекту JSON на заказ и один с итогами",
    ),
    (
        "sandbox",
        "A Telegram, a Tribute bot and a shop on this machine, for any client; stays up",
        "Telegram, бот Трибьюта и магазин на этой машине, для любого клиента; не завершается сам",
    ),
    (
        "sandbox --orders",
        "So many orders, or those of a file (JSON Lines)",
        "Столько заказов или заказы из файла (JSON Lines)",
    ),
    (
        "sandbox --interval",
        "Between two orders; default: 200ms",
        "Между двумя заказами; по умолчанию 200ms",
    ),
    (
        "sandbox --faults",
        "What goes wrong on purpose: chaos (all of it), cuts, blackhole, silent, floods, dup, reorder, drop, slow, revoked, duplicated; at the worst moment: send_cut_before, send_cut_after, press_cut_before, press_cut_after, random_id_forgotten, random_id_duplicate, difference_too_long; several with commas",
        "Что нарочно сломать: chaos (всё сразу), cuts, blackhole, silent, floods, dup, reorder, drop, slow, revoked, duplicated; в самый неудачный миг: send_cut_before, send_cut_after, press_cut_before, press_cut_after, random_id_forgotten, random_id_duplicate, difference_too_long; несколько — через запятую",
    ),
    (
        "sandbox --private-chats",
        "With how many people the seller chats: many make the account look like somebody's own",
        "Со сколькими людьми переписывается продавец: если их много, аккаунт похож на личный",
    ),
    (
        "sandbox --bot",
        "How the bot behaves: edits, late, deletes, writes, nothing, linked, unlinked, inline, keyboard, extra, foreign, refund, nobutton, slow, silent, press_timeout, press_lost, alert, notice_later; several with commas",
        "Как ведёт себя бот: edits, late, deletes, writes, nothing, linked, unlinked, inline, keyboard, extra, foreign, refund, nobutton, slow, silent, press_timeout, press_lost, alert, notice_later; несколько — через запятую",
    ),
    (
        "sandbox --seed",
        "The same number gives the same orders",
        "То же число — те же заказы",
    ),
    (
        "sandbox --exit-when-done",
        "Ends when all orders are settled",
        "Завершается, когда все заказы улажены",
    ),
    (
        "sandbox --settle-timeout",
        "How long to wait for that after the last order; default: 60s",
        "Сколько ждать этого после последнего заказа; по умолчанию 60s",
    ),
    (
        "sandbox --write-config",
        "Writes a configuration that `run` works with at once",
        "Записывает настройки, с которыми сразу работает `run`",
    ),
    (
        "parse",
        "Says what a message of the bot means, by your rules",
        "Говорит, что значит сообщение бота по вашим правилам",
    ),
    (
        "parse file",
        "The message, as text or JSON; `-` or nothing: from stdin",
        "Сообщение, текстом или в JSON; `-` или ничего — из stdin",
    ),
    (
        "parse --lines",
        "Each line is a message (JSON Lines)",
        "Каждая строка — сообщение (JSON Lines)",
    ),
    (
        "parse --json",
        "One JSON object per message",
        "По объекту JSON на сообщение",
    ),
];
