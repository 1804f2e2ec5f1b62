//! What `--help` says about `orders`.

use super::Text;

pub(super) const TEXTS: &[Text] = &[
    (
        "orders",
        "What became of the orders",
        "Что стало с заказами",
    ),
    (
        "orders list",
        "All orders, newest last",
        "Все заказы, новые в конце",
    ),
    (
        "orders list --json",
        "One JSON object per order",
        "По объекту JSON на заказ",
    ),
    (
        "orders show",
        "One order and its story",
        "Один заказ и его история",
    ),
    (
        "orders show order",
        "Its number (148) or id (777000-6675346585-495)",
        "Номер (148) или id (777000-6675346585-495)",
    ),
    ("orders show --json", "As a JSON object", "Объектом JSON"),
    (
        "orders adopt",
        "After the journal was lost or restored from a copy: hands the orders since to people; gives nothing by itself",
        "После потери журнала или восстановления из копии: передаёт людям заказы, пришедшие с тех пор; сам ничего не выдаёт",
    ),
    (
        "orders adopt --since",
        "Looks further back: 2h, 2026-11-01, or all; needed when the session was restored, too",
        "Смотрит дальше назад: 2h, 2026-11-01 или все (all); нужно, если восстановлена и сессия",
    ),
    (
        "orders adopt --yes",
        "Does it without asking",
        "Делает, не спрашивая",
    ),
    ("orders adopt --json", "As a JSON object", "Объектом JSON"),
    (
        "orders backup",
        "Copies the journal, also while `run` is at work",
        "Копирует журнал, в том числе во время работы `run`",
    ),
    (
        "orders backup file",
        "Where the copy goes; never overwrites",
        "Куда; ничего не перезаписывает",
    ),
    ("orders backup --json", "As a JSON object", "Объектом JSON"),
];
