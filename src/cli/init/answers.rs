//! What was answered, topic by topic.

use secrecy::SecretString;

use super::account::{self, AccountAnswers};
use super::application::{self, Application};
use super::dialogue::{Dialogue, Text, Unanswered};
use super::moderators::{self, ModeratorsAnswers};
use super::shop::{self, ShopAnswers};
use super::topic::Topic;
use super::{World, catalogue, proxy};
use crate::cli::terminal::{Gone, Person};
use crate::order::catalogue::Entry;

/// All that was answered; what is left for later is not there.
#[derive(Debug, Default)]
pub(super) struct Answers {
    pub application: Option<Application>,
    pub proxy: Option<SecretString>,
    /// The shop's secret that was made and shown, whatever became of it since.
    pub made_secret: Option<SecretString>,
    pub shop: Option<ShopAnswers>,
    pub account: Option<AccountAnswers>,
    pub products: Vec<Entry>,
    pub moderators: Option<ModeratorsAnswers>,
}

const LEFT: Text = (
    "  Let us leave this one: you can come back to it. Your other answers are kept.",
    "  Оставим этот вопрос: к нему можно вернуться. Остальные ответы не пропали.",
);

impl Answers {
    /// Asks about a topic, anew if need be. One that can't be settled stays as it was: that is no
    /// reason to lose the others.
    pub(super) async fn ask(
        &mut self,
        topic: Topic,
        dialogue: &mut Dialogue<'_, impl Person>,
        world: &World<'_>,
    ) -> Result<(), Gone> {
        let asked = match topic {
            Topic::Application => application::ask(dialogue)
                .await
                .map(|answer| self.application = answer),
            Topic::Way => proxy::ask(dialogue, &world.doors)
                .await
                .map(|answer| self.proxy = answer),
            Topic::Shop => shop::ask(dialogue, &mut self.made_secret, world.clock, world.dice)
                .await
                .map(|answer| self.shop = answer),
            Topic::Account => account::ask(dialogue)
                .await
                .map(|answer| self.account = answer),
            Topic::Products => catalogue::ask(dialogue)
                .await
                .map(|answer| self.products = answer),
            Topic::Moderators => moderators::ask(dialogue)
                .await
                .map(|answer| self.moderators = Some(answer)),
        };
        match asked {
            Ok(()) => Ok(()),
            Err(Unanswered::TooManyTries) => {
                dialogue.say(LEFT);
                Ok(())
            }
            Err(Unanswered::Gone(gone)) => Err(gone),
        }
    }

    /// Whether nothing was answered that could be written down for this topic.
    pub(super) fn lack(&self, topic: Topic) -> bool {
        match topic {
            Topic::Application => self.application.is_none(),
            Topic::Way => self.proxy.is_none(),
            Topic::Shop => self.shop.is_none(),
            Topic::Account => self.account.is_none(),
            Topic::Products => self.products.is_empty(),
            Topic::Moderators => self.moderators.is_none(),
        }
    }
}
