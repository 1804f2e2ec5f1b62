//! What the log says, in both languages.

/// Every line at `info` and above, English and Russian. `docs/logs.md` shows both.
pub const MESSAGES: [(&str, &str); 53] = [
    // The program.
    ("starting", "запускаюсь"),
    ("at work", "работаю"),
    (
        "orders are taken from here on",
        "беру заказы, начиная отсюда",
    ),
    (
        "stopped, as was asked; what is owed stays in the journal",
        "остановлен, как просили; недоделанное записано в журнал",
    ),
    ("stopped", "остановлен"),
    ("the configuration was read again", "настройки перечитаны"),
    (
        "changed keys will count after a restart only",
        "изменённые ключи подействуют только после перезапуска",
    ),
    (
        "the changed configuration is refused; the one before counts",
        "новые настройки с ошибкой, работаю по прежним",
    ),
    (
        "changed keys count for nothing yet",
        "изменённые ключи пока ни на что не влияют",
    ),
    // Orders.
    ("new order", "новый заказ"),
    (
        "found answered by hand",
        "найден заказ, на который уже ответили вручную",
    ),
    ("the shop answered", "магазин ответил"),
    ("replied", "ответ покупателю отправлен"),
    ("pressed", "кнопка нажата"),
    (
        "nobody knows whether the press took effect",
        "неизвестно, сработало ли нажатие",
    ),
    ("the bot did not answer in time", "бот вовремя не ответил"),
    ("answered by hand", "на заказ ответили вручную"),
    ("completed", "заказ выполнен"),
    ("escalated", "заказ передан модераторам"),
    ("closed", "заказ закрыт"),
    (
        "a press changes the message it was under: known from now on",
        "узнал, что после нажатия бот меняет своё сообщение",
    ),
    // The chats.
    (
        "no rule knows this message of the bot",
        "незнакомое сообщение бота",
    ),
    (
        "looks like an order, but is not the bot's own",
        "похоже на заказ, но прислал его не сам бот",
    ),
    ("moderators were told", "модераторам написано"),
    (
        "moderators could not be told; still owed",
        "модераторам не написать, попробую ещё",
    ),
    ("an incident begins", "начался сбой"),
    ("an incident is over", "сбой кончился"),
    // The connection.
    (
        "connected to Telegram again",
        "связь с Telegram восстановлена",
    ),
    (
        "away from Telegram; connecting again",
        "связи с Telegram нет, соединяюсь заново",
    ),
    (
        "woken up; connecting to Telegram again",
        "устройство спало, соединяюсь с Telegram заново",
    ),
    (
        "the clock was set back; connecting to Telegram again",
        "часы устройства перевели назад, соединяюсь с Telegram заново",
    ),
    (
        "who we are is not said",
        "Telegram пока не говорит, чей это аккаунт",
    ),
    ("the chats are looked for again", "ищу чаты ещё раз"),
    (
        "Telegram asks to wait before the chats are looked for",
        "Telegram просит подождать с поиском чатов",
    ),
    ("Telegram asks to wait", "Telegram просит подождать"),
    (
        "Telegram does not do what is asked; trying on",
        "Telegram не делает того, о чём просят, пробую дальше",
    ),
    (
        "the chat could not be read; once more",
        "чат не прочитался, пробую ещё раз",
    ),
    (
        "the moderators' chat has become a supergroup",
        "чат модераторов стал супергруппой",
    ),
    (
        "moderators are in another chat: what is open is told anew",
        "модераторы теперь в другом чате, открытое пишу туда заново",
    ),
    (
        "more to tell than moderators can read: it is held back",
        "модераторам столько не прочесть, пока придержу",
    ),
    (
        "nothing is held back from moderators any more",
        "всё придержанное модераторам написано",
    ),
    (
        "the connection to Telegram has ended for good",
        "связь с Telegram кончилась насовсем",
    ),
    (
        "can't save where the moderators' chat has gone",
        "не записать, куда переехал чат модераторов",
    ),
    (
        "a sandbox named an address outside of this machine; ignored",
        "песочница назвала адрес вне этой машины, он пропущен",
    ),
    // The alarm.
    ("alert_command has run", "alert_command выполнена"),
    ("alert_command has failed", "alert_command не удалась"),
    ("alert_command can't be run", "alert_command не запускается"),
    (
        "alert_command does not end; it was ended",
        "alert_command не кончалась и остановлена",
    ),
    ("ping_url can't be called", "ping_url не отвечает"),
    ("ping_url can be called again", "ping_url снова отвечает"),
    // Mistakes of the program.
    (
        "an event that can't happen",
        "ошибка программы: такого события быть не может",
    ),
    (
        "the reply's template failed",
        "ошибка программы: шаблон ответа не сработал",
    ),
    (
        "a call to the shop broke off",
        "ошибка программы: обращение к магазину оборвалось",
    ),
];
