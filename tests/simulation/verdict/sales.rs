//! What became of every sale.

use tribute_agent::engine::Wording as _;
use tribute_agent::journal::{Journal, JournalError, NotificationKey};
use tribute_agent::moderation::IncidentKind;
use tribute_agent::order::life::{ClosedBy, DeliveryStage, State as Life, WhyClosed};
use tribute_agent::order::{AccountId, MessageId, Record};

use super::Judge;
use crate::history::wishes::formatter;
use crate::plan::order::Refusal;
use crate::promise::Promise;
use crate::world::moderators::Word;
use crate::world::sale::Sale;
use crate::world::{BOT, SELLER, State};

impl Judge {
    /// Whether a sale ended completed, closed by a person, or with a human who was told.
    pub(super) fn sale(
        &mut self,
        sale: &Sale,
        baseline: MessageId,
        state: &State,
        journal: &Journal,
    ) -> Result<(), JournalError> {
        let id = sale.message;
        let is_given = state.shop.ledger.contains_key(&format!("{SELLER}-{BOT}-{id}"));
        let Some(record) = journal.order_of_message(MessageId(id))? else {
            let touched = is_given || !sale.replies.is_empty() || sale.presses > 0;
            if touched || (id > baseline.0 && !sale.is_deleted) {
                self.lost(format!("order {id} is not in the journal"));
            }
            return Ok(());
        };
        if journal.is_told(&NotificationKey::order(record.number))? && !is_told(&record, state) {
            let what = format!("what moderators were told of order {id} is out of date");
            self.wrong(Promise::EverythingTold, what);
        }
        let is_first = record.number <= state.nature.approve_first;
        if is_first && !sale.replies.is_empty() && !state.is_approved(id, 1) {
            let what = format!("order {id} was replied to, and nobody said yes");
            self.wrong(Promise::AskedFirst, what);
        }
        let has_codes = !journal.codes_of(record.number)?.is_empty();
        match &record.life.state {
            Life::Completed { .. } => {
                self.completed += 1;
                self.completed(sale, &record, state, has_codes);
            }
            Life::Closed { by, why, .. } => {
                self.closed(sale, *by, *why, state);
                if (is_given || has_codes) && !is_told(&record, state) {
                    let what = format!("order {id} was closed after its goods were given");
                    self.wrong(Promise::EverythingTold, what);
                }
            }
            Life::Escalated { reason } => {
                if !is_told(&record, state) {
                    self.lost(format!("nobody was told of order {id} ({})", reason.name()));
                }
            }
            Life::Delivering(DeliveryStage::Replying) => {
                let silent = IncidentKind::BotSilent.name();
                let incidents = journal.open_incidents()?;
                if !incidents.iter().any(|incident| incident.kind == silent) {
                    self.lost(format!("order {id} waits to be replied to: nobody knows"));
                }
            }
            // Nobody else was sold anything by which the agent could tell that it is this one alone.
            Life::Activating if sale.refusal == Some(Refusal::NeverFound) => {
                let intercepted = IncidentKind::ShopIntercepted.name();
                let incidents = journal.open_incidents()?;
                if !incidents.iter().any(|incident| incident.kind == intercepted) {
                    self.lost(format!("order {id} waits for the shop: nobody knows"));
                }
            }
            state => self.lost(format!("order {id} never ends: {state:?}")),
        }
        Ok(())
    }

    fn completed(&mut self, sale: &Sale, record: &Record, state: &State, has_codes: bool) {
        let id = sale.message;
        let given_to = state.shop.ledger.get(record.id.as_str()).and_then(|given| given.first());
        let is_by_hand = state.was_said(id, Word::Given);
        let account = record.life.account.as_ref().map(AccountId::as_str);
        if given_to.is_some_and(|given_to| Some(given_to.as_str()) != account) && !is_by_hand {
            let what =
                format!("order {id} is done for {account:?}, the goods went to {given_to:?}");
            self.wrong(Promise::NeverFooled, what);
        }
        if given_to.is_none() && !is_by_hand && !has_codes {
            self.lost(format!("order {id} is completed without goods"));
        }
        if sale.replies.is_empty() {
            self.lost(format!("order {id} is completed without a reply"));
        }
        // The text of a keyboard's button does not say which order it is about.
        if sale.presses + sale.presses_by_hand == 0 && !state.nature.keyboard {
            self.lost(format!("order {id} is completed without a press"));
        }
    }

    fn closed(&mut self, sale: &Sale, by: ClosedBy, why: WhyClosed, state: &State) {
        let did = match (by, why) {
            (ClosedBy::Owner, WhyClosed::AnsweredByHand) => sale.by_hand_at.is_some(),
            (ClosedBy::Owner, WhyClosed::PressedByHand) => {
                sale.presses_by_hand > 0 && !state.nature.keyboard
            }
            (ClosedBy::Moderator, WhyClosed::Said) => {
                let is_confirmed = |text: &String| text.contains("больше ничего не делаю");
                let mut said = state.words_on(sale.message);
                said.any(|said| said.word == Word::Close && said.answers.iter().any(is_confirmed))
            }
            _ => false,
        };
        if !did {
            let (id, why) = (sale.message, why.name());
            self.lost(format!("order {id} is closed by nobody ({why})"));
        }
    }

    fn lost(&mut self, what: String) {
        self.wrong(Promise::NothingLost, what);
    }
}

/// Whether moderators were shown the order as it stands.
pub(super) fn is_told(record: &Record, state: &State) -> bool {
    let text = formatter().card(record, record.updated_at).text;
    state.told.iter().any(|told| told == text.trim())
}
