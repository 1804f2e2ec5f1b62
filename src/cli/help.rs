//! What `--help` says, in both languages, and how clap is made to say nothing else.
//!
//! clap's own headings and notes are English: every one of them is replaced or switched off here.

use clap::{Arg, ArgAction, Command};

use crate::language::Language;

/// About a command (`orders list`) or an argument of it (`orders list --json`), in English and
/// Russian. Global arguments have no command in front.
const TEXTS: [(&str, &str, &str); 45] = [
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
        "What goes wrong on purpose",
        "Что пойдёт не так нарочно",
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
        "What goes wrong on purpose",
        "Что пойдёт не так нарочно",
    ),
    (
        "sandbox --bot",
        "How the bot behaves; several modes with commas",
        "Как ведёт себя бот; несколько режимов — через запятую",
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
        "Takes in a Telethon StringSession",
        "Принимает StringSession из Telethon",
    ),
    (
        "session import file",
        "The file it is in; `-` or nothing: from stdin. Never on the command line: others can see that",
        "Файл, в котором она; `-` или ничего — из stdin. Не в командной строке: её видят другие",
    ),
    (
        "after",
        "Exit codes: 0 done, 1 it failed, 2 wrong usage or configuration, 3 someone must act.\nTRIBUTE_AGENT_LOG=debug shows more. Secrets may come from the environment: see config.toml.",
        "Коды возврата: 0 — сделано, 1 — не вышло, 2 — ошибка в вызове или настройках, 3 — нужен человек.\nTRIBUTE_AGENT_LOG=debug покажет больше. Секреты можно задать в окружении: см. config.toml.",
    ),
];

/// What stands for a value: as in the definition, in Russian.
const VALUES: [(&str, &str); 11] = [
    ("FILE", "ФАЙЛ"),
    ("FORMAT", "ФОРМАТ"),
    ("SINCE", "КОГДА"),
    ("N|FILE", "ЧИСЛО|ФАЙЛ"),
    ("NAME", "ИМЯ"),
    ("URL", "АДРЕС"),
    ("DURATION", "ВРЕМЯ"),
    ("MODE", "РЕЖИМ"),
    ("N", "ЧИСЛО"),
    ("ORDER", "ЗАКАЗ"),
    ("COMMAND", "КОМАНДА"),
];

/// The command tree, speaking one language.
pub(super) fn localised(command: Command, language: Language) -> Command {
    let help = Arg::new("help")
        .short('h')
        .long("help")
        .action(ArgAction::Help);
    let version = Arg::new("version")
        .short('V')
        .long("version")
        .action(ArgAction::Version);
    let command = command
        .arg(help.global(true))
        .arg(version)
        .after_help(text("after", language).unwrap_or_default());
    in_language(command, "tribute-agent", "", language)
}

fn in_language(command: Command, typed: &str, path: &str, language: Language) -> Command {
    let about = text(path, language).unwrap_or_default();
    let usage = usage(&command, typed, language);
    let heading = language.pick("Usage:", "Вызов:");
    let after = if path.is_empty() {
        "\n\n{after-help}"
    } else {
        ""
    };
    let commands: Vec<String> = command
        .get_subcommands()
        .map(|sub| sub.get_name().to_owned())
        .collect();
    let mut command = command
        .about(about)
        .override_usage(usage)
        .help_template(format!(
            "{{about}}\n\n{heading} {{usage}}\n\n{{all-args}}{after}"
        ))
        .subcommand_help_heading(language.pick("Commands", "Команды"))
        .disable_help_flag(true)
        .disable_version_flag(true)
        .mut_args(|arg| argument(arg, path, language));
    for name in commands {
        let typed = format!("{typed} {name}");
        let path = format!("{path} {name}").trim_start().to_owned();
        command = command.mut_subcommand(name, |sub| in_language(sub, &typed, &path, language));
    }
    command
}

fn argument(arg: Arg, path: &str, language: Language) -> Arg {
    let name = argument_name(&arg);
    let help = text(&format!("{path} {name}"), language).or_else(|| text(&name, language));
    let heading = if arg.is_positional() {
        language.pick("Arguments", "Аргументы")
    } else {
        language.pick("Options", "Параметры")
    };
    let values: Vec<String> = arg
        .get_value_names()
        .unwrap_or_default()
        .iter()
        .map(|value| value_name(value, language).to_owned())
        .collect();
    let arg = arg.help(help.unwrap_or_default()).help_heading(heading);
    if arg.get_action().takes_values() {
        arg.value_names(values)
            .hide_default_value(true)
            .hide_possible_values(true)
    } else {
        arg
    }
}

/// `--json`, or a positional's own name.
fn argument_name(arg: &Arg) -> String {
    arg.get_long()
        .map_or_else(|| arg.get_id().to_string(), |long| format!("--{long}"))
}

/// `tribute-agent orders show [OPTIONS] <ORDER>`
fn usage(command: &Command, typed: &str, language: Language) -> String {
    let options = language.pick("[OPTIONS]", "[ПАРАМЕТРЫ]").to_owned();
    let positionals = command.get_positionals().map(|positional| {
        let names = positional.get_value_names().unwrap_or_default();
        let name = names.first().map_or("", |name| value_name(name, language));
        if positional.is_required_set() {
            format!("<{name}>")
        } else {
            format!("[{name}]")
        }
    });
    let subcommand = command
        .has_subcommands()
        .then(|| format!("<{}>", value_name("COMMAND", language)));
    let words = [typed.to_owned(), options].into_iter();
    let words: Vec<String> = words.chain(positionals).chain(subcommand).collect();
    words.join(" ")
}

/// The text for a command or an argument.
fn text(path: &str, language: Language) -> Option<&'static str> {
    let key = path.trim();
    let (_, english, russian) = TEXTS.iter().find(|(known, _, _)| *known == key)?;
    Some(language.pick(english, russian))
}

fn value_name(name: &str, language: Language) -> &str {
    let russian = VALUES
        .iter()
        .find(|(known, _)| *known == name)
        .map(|&(_, russian)| russian);
    language.pick(name, russian.unwrap_or(name))
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::super::arguments::CommandLine;
    use super::*;

    /// Every command of the tree, built, with its path.
    fn tree(language: Language) -> Vec<(String, Command)> {
        let mut root = localised(CommandLine::command(), language);
        root.build();
        let mut found = Vec::new();
        let mut open = vec![(String::new(), root)];
        while let Some((path, command)) = open.pop() {
            for sub in command.get_subcommands() {
                open.push((
                    format!("{path} {}", sub.get_name()).trim().to_owned(),
                    sub.clone(),
                ));
            }
            found.push((path, command));
        }
        found
    }

    #[test]
    fn every_command_and_argument_has_its_text_and_every_text_its_command() {
        let mut used = vec!["after".to_owned()];
        for (path, command) in tree(Language::English) {
            assert!(
                text(&path, Language::English).is_some(),
                "no text for {path:?}"
            );
            used.push(path.clone());
            for arg in command.get_arguments() {
                let name = argument_name(arg);
                let own = format!("{path} {name}").trim().to_owned();
                let key = if text(&own, Language::English).is_some() {
                    own
                } else {
                    name
                };
                assert!(
                    text(&key, Language::English).is_some(),
                    "no text for {path} {key}"
                );
                used.push(key);
            }
        }
        for (key, english, russian) in TEXTS {
            assert!(
                used.iter().any(|used| used == key),
                "{key:?} belongs to nothing"
            );
            assert!(!english.is_empty() && !russian.is_empty(), "{key:?}");
        }
    }

    #[test]
    fn russian_help_has_no_english_in_it() {
        const ALLOWED: [&str; 45] = [
            "adopt",
            "backup",
            "yes",
            "tribute",
            "agent",
            "config",
            "local",
            "toml",
            "log",
            "format",
            "text",
            "json",
            "stderr",
            "stdin",
            "help",
            "version",
            "run",
            "rehearse",
            "sandbox",
            "parse",
            "orders",
            "list",
            "show",
            "shop",
            "test",
            "session",
            "import",
            "since",
            "all",
            "faults",
            "url",
            "interval",
            "bot",
            "seed",
            "exit",
            "when",
            "done",
            "settle",
            "timeout",
            "write",
            "lines",
            "telegram",
            "telethon",
            "stringsession",
            "id",
        ];
        for (path, mut command) in tree(Language::Russian) {
            let help = command.render_long_help().to_string();
            let words = help
                .split(|c: char| !c.is_ascii_alphabetic())
                .filter(|word| word.len() > 1);
            for word in words {
                let known = ALLOWED.contains(&word.to_ascii_lowercase().as_str());
                let technical = [
                    "JSON", "Lines", "TRIBUTE", "AGENT", "LOG", "debug", "Ctrl", "ms",
                ];
                assert!(
                    known || technical.contains(&word),
                    "{path}: {word:?} in\n{help}"
                );
            }
            assert!(help.contains("Вызов: tribute-agent"), "{help}");
            assert!(help.contains("Параметры:"), "{help}");
        }
    }

    #[test]
    fn english_help_has_no_russian_in_it() {
        for (path, mut command) in tree(Language::English) {
            let help = command.render_long_help().to_string();
            assert!(
                !help.chars().any(|c| matches!(c, 'а'..='я' | 'А'..='Я')),
                "{path}: {help}"
            );
            assert!(help.contains("Usage: tribute-agent"), "{help}");
        }
    }

    #[test]
    fn the_definition_is_sound() {
        for language in [Language::English, Language::Russian] {
            localised(CommandLine::command(), language).debug_assert();
        }
    }
}
