//! What `--help` says about what is the owner's: `login`, `logout`, `inspect`, `shop`, `session`.

use super::Text;

pub(super) const TEXTS: &[Text] = &[
    (
        "login",
        "Logs in to the Telegram account that gets the orders; asks for number, code and password",
        "Входит в аккаунт Telegram, которому приходят заказы; спросит номер, код и пароль",
    ),
    (
        "login --qr",
        "With a QR code that you scan in Telegram on your phone: no number, no code",
        "По QR-коду, который вы отсканируете в Telegram на телефоне: без номера и кода",
    ),
    (
        "logout",
        "Ends the session at Telegram; shows the open orders first, and asks. The journal stays",
        "Завершает сессию в Telegram; сначала покажет открытые заказы и спросит. Журнал остаётся",
    ),
    (
        "logout --yes",
        "Does it without asking",
        "Делает, не спрашивая",
    ),
    (
        "inspect",
        "Shows the last messages of the real chat with the bot, and what the agent makes of each; changes nothing. Stop `run` first",
        "Показывает последние сообщения настоящего чата с ботом и как агент понял каждое; ничего не меняет. Сначала остановите `run`",
    ),
    (
        "inspect --last",
        "So many of the newest; default: 30, with --learn and --save 1000",
        "Столько последних; по умолчанию 30, с --learn и --save — 1000",
    ),
    (
        "inspect --learn",
        "Prints buttons and wordings for the configuration, learned from orders that you completed by hand",
        "Выводит кнопки и формулировки для настроек по заказам, которые вы выполнили сами",
    ),
    (
        "inspect --save",
        "Keeps the messages that no rule knows as files, names and numbers masked; never overwrites",
        "Сохраняет непонятые сообщения файлами, скрыв имена и номера; ничего не перезаписывает",
    ),
    (
        "inspect --all",
        "With --save: keeps all messages of the bot",
        "Вместе с --save: сохраняет все сообщения бота",
    ),
    (
        "inspect --json",
        "One JSON object per message",
        "По объекту JSON на сообщение",
    ),
    ("shop", "Your shop's server", "Сервер вашего магазина"),
    (
        "shop test",
        "Tries the address and the signature: one call signed rightly, one wrongly",
        "Проверяет адрес и подпись: один вызов с верной подписью, один с неверной",
    ),
    ("shop test --json", "As a JSON object", "Объектом JSON"),
    (
        "session",
        "The session of your Telegram account",
        "Сессия вашего аккаунта Telegram",
    ),
    (
        "session import",
        "Takes in a login of Telethon's: its .session file or its StringSession, whichever it is",
        "Принимает вход из Telethon: его файл .session или StringSession, что окажется",
    ),
    (
        "session import file",
        "The file; `-` or nothing: from stdin. Never on the command line: others can see that",
        "Файл; `-` или ничего — из stdin. Не в командной строке: её видят другие",
    ),
    (
        "session import --yes",
        "The old program is stopped: does it without asking",
        "Старая программа остановлена: делает, не спрашивая",
    ),
    ("session import --json", "As a JSON object", "Объектом JSON"),
    (
        "session export",
        "Prints the login as Telethon's StringSession. Whoever has it is you; the journal stays behind",
        "Выводит вход как StringSession для Telethon. У кого она есть, тот — это вы; журнал остаётся",
    ),
    (
        "session export --telethon",
        "Makes Telethon's file instead (name.session); never overwrites",
        "Вместо этого делает файл для Telethon (name.session); ничего не перезаписывает",
    ),
    (
        "session export --yes",
        "Prints it onto a terminal without asking",
        "Выводит на экран, не спрашивая",
    ),
    ("session export --json", "As a JSON object", "Объектом JSON"),
];
