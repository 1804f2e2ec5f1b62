//! `session export`: the agent's login for another program.
//!
//! What is printed is the account itself: it goes to a pipe or a file, to a terminal only when a
//! person there agrees. Everything that is said about it goes to stderr.

use std::path::Path;

use serde_json::{Value, json};

use super::super::arguments::SessionExport;
use super::super::confirm::{self, Answer};
use super::super::orders::open::left_open;
use super::super::{Context, Outcome};
use super::error::NotMoved;
use crate::language::Language;
use crate::report::Exit;
use crate::telegram::session::SessionStore;
use crate::telegram::telethon_file;

/// So many open orders are named; the rest is counted.
const NAMED_MAX: usize = 20;

/// Carries it out. The session's lock is held meanwhile: `run` is not at work.
pub(in crate::cli) async fn run(arguments: &SessionExport, context: &mut Context<'_>) -> Outcome {
    let config = context.config()?;
    let telegram = config.telegram()?;
    let store = SessionStore::open(&telegram.session)?;
    let login = store.string_session().ok_or(NotMoved::NoKey)?;
    let journal = telegram.journal();
    let open_orders = left_open(&journal, context);
    let open_orders: Option<Vec<u32>> =
        open_orders.map(|orders| orders.iter().map(|order| order.number).collect());
    let language = context.log_language();
    if let Some(numbers) = &open_orders {
        context.tell(&open_orders_left(numbers, language));
    }
    context.tell(&warning(&journal, language));
    let mut told = json!({
        "live": store.is_live(),
        "data_centre": login.data_centre,
        "journal": journal.exists().then(|| journal.display().to_string()),
        "open_orders": open_orders,
    });
    if let Some(file) = &arguments.telethon {
        telethon_file::write(&context.stdio.directory.join(file), &login)?;
        return file_is_ready(file, arguments.json.then_some(told), context);
    }
    if context.stdio.stdout_is_terminal && !arguments.yes {
        confirm(context).await?;
    }
    let text = login.encode();
    if arguments.json {
        told["string_session"] = text.into();
        writeln!(context.stdout(), "{told}")?;
    } else {
        writeln!(context.stdout(), "{text}")?;
    }
    Ok(Exit::Done)
}

fn file_is_ready(file: &Path, told: Option<Value>, context: &mut Context<'_>) -> Outcome {
    let path = context.stdio.directory.join(file);
    let path = path.display();
    if let Some(mut told) = told {
        told["file"] = path.to_string().into();
        writeln!(context.stdout(), "{told}")?;
    }
    context.tell(&context.log_language().pick(
        format!("Telethon's session file is ready: {path}"),
        format!("Файл сессии для Telethon готов: {path}"),
    ));
    Ok(Exit::Done)
}

fn open_orders_left(numbers: &[u32], language: Language) -> String {
    let count = numbers.len();
    if count == 0 {
        return language
            .pick("No orders are open.", "Открытых заказов нет.")
            .to_owned();
    }
    let named = numbers.iter().take(NAMED_MAX);
    let mut named: Vec<String> = named.map(|number| format!("№{number}")).collect();
    if count > NAMED_MAX {
        named.push("…".to_owned());
    }
    let named = named.join(", ");
    language.pick(
        format!("Orders that are open: {count} ({named}). Nobody goes on with them: wait until they are done, or settle them by hand."),
        format!("Открытых заказов: {count} ({named}). Их никто не продолжит: дождитесь конца или завершите вручную."),
    )
}

fn warning(journal: &Path, language: Language) -> String {
    let stays = if journal.exists() {
        let journal = journal.display();
        language.pick(
            format!("The journal stays behind: {journal}. The other program will know nothing of the orders in it.\n"),
            format!("Журнал остаётся здесь: {journal}. Другая программа не знает о заказах в нём.\n"),
        )
    } else {
        String::new()
    };
    language.pick(
        format!(
            "{stays}Never run the agent and the other program at once with this session: that kills it.\n\
             Whoever has what is exported is you in Telegram: show it to nobody, delete it when it has arrived."
        ),
        format!(
            "{stays}Не запускайте агента и другую программу с этой сессией одновременно: вдвоём они её погубят.\n\
             У кого есть экспортированное, тот — это вы в Телеграме: никому не показывайте и удалите после переноса."
        ),
    )
}

async fn confirm(context: &mut Context<'_>) -> Result<(), NotMoved> {
    let question = context.log_language().pick(
        "This prints the key to your account onto the screen. Do it?",
        "Ключ от вашего аккаунта появится на экране. Показать?",
    );
    match confirm::ask(question, context).await {
        Answer::Yes => Ok(()),
        Answer::No => Err(NotMoved::Refused),
        Answer::NobodyToAsk => Err(NotMoved::NobodyToAsk),
    }
}
