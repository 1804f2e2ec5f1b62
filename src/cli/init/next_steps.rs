//! What is left to be done once there is a configuration.

use std::path::Path;

use super::answers::Answers;
use super::topic::Topic;
use crate::command_line;
use crate::config::{LOCAL_FILE, init_command};
use crate::language::Language;

/// What is left to be done, in order.
pub(super) fn next_steps(
    answers: &Answers,
    topics: &[Topic],
    path: &Path,
    language: Language,
) -> String {
    let heading = language.pick("\nWhat comes next:", "\nЧто дальше:");
    let mut steps = vec![heading.to_owned()];
    let later = topics.iter().filter(|topic| answers.lack(**topic));
    let later: Vec<&str> = later.filter_map(|topic| topic.keys()).collect();
    if !later.is_empty() {
        let (keys, init) = (later.join(" · "), init_command(path));
        steps.push(language.pick(
            format!("  · {init}\n      asks for what was left for later, and for nothing else; or fill it in, in the file: {keys}"),
            format!("  · {init}\n      спросит отложенное, и только его; или допишите в файл сами: {keys}"),
        ));
    }
    let is_found = path == Path::new(LOCAL_FILE);
    for (command, english, russian) in [
        ("login", "log in to Telegram", "войти в Telegram"),
        (
            "doctor",
            "is everything in place? With --ring: does a phone ring at the moderators'?",
            "всё ли на месте? С --ring: звонит ли телефон у модераторов?",
        ),
        (
            "rehearse",
            "orders of your own, played through on this machine alone",
            "репетиция с вашими товарами, не покидая эту машину",
        ),
        ("run", "the real thing", "работать по-настоящему"),
    ] {
        if command == "rehearse" && !cfg!(feature = "sandbox") {
            continue;
        }
        let about = language.pick(english, russian);
        // A rehearsal has rules of its own unless it is told whose to take.
        let is_named = !is_found || command == "rehearse";
        let command = command_line::typed(command, is_named.then_some(path));
        steps.push(format!("  · {command}\n      {about}"));
    }
    steps.join("\n")
}
