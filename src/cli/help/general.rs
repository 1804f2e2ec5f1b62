//! What `--help` says about the program, and about `run`.

use super::Text;

pub(super) const TEXTS: &[Text] = &[
    (
        "",
        "Fulfils the orders that you receive through Tribute: watches the chat, activates at your shop, replies, confirms.",
        "Выполняет заказы, которые приходят вам через Трибьют: следит за чатом, обращается к магазину, отвечает, подтверждает.",
    ),
    (
        "--config",
        "The configuration; default: config.local.toml, else config.toml",
        "Файл настроек; без него — config.local.toml, иначе config.toml",
    ),
    (
        "--log-format",
        "How logs are written to stderr: text (default) or json",
        "Как писать журнал работы в stderr: text (по умолчанию) или json",
    ),
    ("--help", "Shows this help", "Показывает эту справку"),
    ("--version", "Shows the version", "Показывает версию"),
    (
        "init",
        "Sets the agent up: asks, tries the answers, and writes config.local.toml; once more: asks what is missing, and adds it",
        "Настраивает агента: спрашивает, проверяет ответы и записывает config.local.toml; ещё раз — спрашивает, чего не хватает, и дописывает",
    ),
    (
        "init --print-sample",
        "Asks nothing: prints a sample of the configuration, with every key explained",
        "Ничего не спрашивает: выводит образец файла настроек, где объяснён каждый ключ",
    ),
    (
        "doctor",
        "Looks whether everything is in place, and says what to do; changes nothing",
        "Проверяет, всё ли на месте, и говорит, что делать; ничего не меняет",
    ),
    (
        "doctor --ring",
        "Sends a test message to the moderators, and asks whether a phone rang",
        "Посылает модераторам проверочное сообщение и спрашивает, зазвонил ли телефон",
    ),
    ("doctor --json", "As a JSON object", "Объектом JSON"),
    (
        "run",
        "Fulfils orders until it is told to stop (Ctrl-C)",
        "Выполняет заказы, пока не остановят (Ctrl-C)",
    ),
    (
        "run --since",
        "Takes older unanswered orders too: of the last 2h, from 2026-11-01 on, or all",
        "Берёт и прежние заказы без ответа: за последние 2h, с 2026-11-01 или все (all)",
    ),
    (
        "run --dry-run",
        "Watches the real chat and tells what it would do; does nothing, notes nothing",
        "Следит за настоящим чатом и говорит, что сделал бы; ничего не делает и не записывает",
    ),
    (
        "run --json",
        "Of a dry run: one JSON object per line",
        "При пробном запуске: по объекту JSON на строку",
    ),
    (
        "after",
        "Exit codes: 0 done, 1 it failed, 2 wrong usage or configuration, 3 someone must act.\nTRIBUTE_AGENT_LOG=debug shows more. Secrets may come from the environment: see `init --print-sample`.",
        "Коды возврата: 0 — сделано, 1 — не вышло, 2 — ошибка в вызове или настройках, 3 — нужен человек.\nTRIBUTE_AGENT_LOG=debug покажет больше. Секреты можно задать в окружении: см. `init --print-sample`.",
    ),
];
