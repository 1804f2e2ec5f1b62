//! The board, and reminders, as time goes by.

use std::sync::{Arc, Mutex};

use jiff::civil::Time;
use jiff::{SignedDuration, Timestamp};
use tempfile::TempDir;
use tokio::time::advance;

use super::choices::NothingOwed;
use super::samples::{at, formatter, record};
use crate::engine::{Engine, IncidentKind, Parts};
use crate::i18n::Language;
use crate::journal::{Claim, Journal, NewOrder, NotificationKey, Pins};
use crate::machine::{Clock, Machine};
use crate::moderation::{QuietHours, WaitingReport, WaitingSettings};
use crate::order::life::{Event, Reason, State};
use crate::order::purchase::Problem;
use crate::order::{MessageId, Untrusted, UserId};

const WAITS: Reason = Reason::Form(Problem::NoAccountId);

/// Shows what it is set to.
struct SetClock(Mutex<Timestamp>);

impl Clock for SetClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap()
    }
}

struct Scene {
    engine: Engine,
    clock: Arc<SetClock>,
    report: WaitingReport,
    settings: WaitingSettings,
    _folder: TempDir,
}

impl Scene {
    /// At noon in Moscow.
    fn new(quiet: Option<QuietHours>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let pins = Pins { seller: UserId(777), bot: UserId(1), livemode: false };
        let path = folder.path().join("main.journal");
        let clock = Arc::new(SetClock(Mutex::new(at("2026-11-22T09:00:00Z"))));
        let engine = Engine::new(Parts {
            journal: Journal::open(&path, pins, "journal-1", Timestamp::UNIX_EPOCH).unwrap(),
            clock: clock.clone(),
            rng: Arc::new(Machine),
            step: crate::sources::step,
            encoder: Box::new(NothingOwed),
            wording: Box::new(formatter(Language::English)),
            approve_first: 0,
        });
        let settings = WaitingSettings { board: true, quiet };
        let report = WaitingReport::new(formatter(Language::English), settings);
        Self { engine, clock, report, settings, _folder: folder }
    }

    /// An order that waits from now on.
    fn order_waits(&mut self, index: i32, reason: Reason) {
        self.order(index, State::Escalated { reason });
    }

    fn order(&mut self, index: i32, state: State) {
        let record = record();
        let mut life = record.life;
        life.state = state;
        life.delivery.chat_mut().unwrap().order = MessageId(1_000 * index);
        let new = NewOrder {
            id: format!("777000-6675346585-{index}").parse().unwrap(),
            source: record.source,
            external_id: index.to_string(),
            text: record.text,
            form: record.form,
            life,
            ordered_at: record.ordered_at,
        };
        let now = self.engine.now();
        self.engine.write(|writer| writer.insert_order(new, now)).unwrap();
    }

    fn is_settled(&mut self, number: u32) {
        self.engine.apply_event(number, Event::CloseRequested).unwrap();
    }

    fn is_claimed(&mut self, number: u32) {
        let until = self.engine.now() + SignedDuration::from_hours(1);
        let claim = Claim { number, claimed_by: Untrusted::new("Pavel"), until };
        self.engine.write(|writer| writer.claim(&claim)).unwrap();
    }

    /// Lets time pass as an agent does that sleeps until it has something to do.
    async fn pass(&mut self, minutes: i64) {
        let end = self.engine.now() + SignedDuration::from_mins(minutes);
        loop {
            self.report.run(&mut self.engine).unwrap();
            let now = self.engine.now();
            let left = end.duration_since(now).unsigned_abs();
            if left.is_zero() {
                return;
            }
            let due = self.report.next_due().map(|due| due - tokio::time::Instant::now());
            let step = due.map_or(left, |due| due.min(left));
            advance(step).await;
            *self.clock.0.lock().unwrap() = now + SignedDuration::try_from(step).unwrap();
        }
    }

    fn is_restarted(&mut self) {
        self.report = WaitingReport::new(formatter(Language::English), self.settings);
    }

    fn board(&self) -> String {
        let told = self.engine.journal().text_about(&NotificationKey::board()).unwrap();
        told.map(|(text, _)| text.text).unwrap_or_default()
    }

    /// The reminders so far: the numbers in each.
    fn reminders(&self) -> Vec<Vec<u32>> {
        let owed = self.engine.journal().owed_notifications().unwrap();
        let mut texts: Vec<_> = owed.iter().collect();
        texts.sort_by_key(|it| it.due_at);
        let texts = texts.iter().map(|it| &it.text.text).filter(|text| text.starts_with('⏰'));
        let numbers = |text: &String| {
            let lines = text.lines().filter_map(|line| line.strip_prefix('№')?.split(' ').next());
            lines.map(|number| number.parse().unwrap()).collect::<Vec<u32>>()
        };
        texts.map(numbers).collect()
    }
}

fn quiet(from: i8, to: i8) -> Option<QuietHours> {
    QuietHours::new(Time::constant(from, 0, 0, 0), Time::constant(to, 0, 0, 0))
}

#[tokio::test(start_paused = true)]
async fn there_is_no_board_before_somebody_waits() {
    let mut scene = Scene::new(None);
    scene.pass(300).await;
    assert_eq!(scene.board(), "");
    assert_eq!(scene.report.next_due(), None);
}

#[tokio::test(start_paused = true)]
async fn the_board_says_who_waits_for_what_since_when_and_who_sees_to_it() {
    let mut scene = Scene::new(None);
    scene.order_waits(1, WAITS);
    scene.pass(1).await;
    assert_eq!(scene.board(), "📌 Wait for you: 1\n№1 number? · < 5 min");
    scene.pass(35).await;
    scene.order_waits(2, Reason::ShopRefused { code: Untrusted::new("no"), message: None });
    scene.is_claimed(1);
    scene.pass(5).await;
    let both = "📌 Wait for you: 2\n№1 number? · 40 min · Pavel\n№2 refused · 5 min";
    assert_eq!(scene.board(), both);
    scene.is_settled(1);
    scene.pass(1).await;
    assert_eq!(scene.board(), "📌 Wait for you: 1\n№2 refused · 5 min");
    scene.pass(3 * 60).await;
    assert_eq!(scene.board(), "📌 Wait for you: 1\n№2 refused · 3 h");
    scene.pass(3 * 24 * 60).await;
    assert_eq!(scene.board(), "📌 Wait for you: 1\n№2 refused · 3 d");
    scene.is_settled(2);
    scene.pass(1).await;
    assert_eq!(scene.board(), "📌 Nobody waits");
    assert_eq!(scene.report.next_due(), None);
}

#[tokio::test(start_paused = true)]
async fn a_long_board_has_an_end() {
    let mut scene = Scene::new(None);
    (1..=40).for_each(|index| scene.order_waits(index, WAITS));
    scene.pass(1).await;
    let board = scene.board();
    assert!(board.starts_with("📌 Wait for you: 40\n№1 "), "{board}");
    assert!(board.ends_with("№15 number? · < 5 min\n… and 25 more"), "{board}");
}

#[tokio::test(start_paused = true)]
async fn a_board_that_nobody_wants_any_more_says_so() {
    let mut scene = Scene::new(None);
    scene.order_waits(1, WAITS);
    scene.pass(1).await;
    scene.settings.board = false;
    scene.is_restarted();
    scene.pass(1).await;
    assert!(scene.board().contains("not kept any more"), "{}", scene.board());
}

#[tokio::test(start_paused = true)]
async fn reminders_come_after_1_6_and_24_hours_gathered_and_once() {
    let mut scene = Scene::new(None);
    scene.order_waits(1, WAITS);
    scene.pass(5).await;
    scene.order_waits(2, WAITS);
    scene.order_waits(3, WAITS);
    scene.pass(54).await;
    assert_eq!(scene.reminders(), [[0; 0]; 0]);
    scene.pass(3).await;
    assert_eq!(scene.reminders(), [vec![1]]);
    scene.is_restarted();
    scene.pass(14).await;
    assert_eq!(scene.reminders(), [vec![1], vec![2, 3]]);
    scene.is_settled(2);
    scene.pass(6 * 60).await;
    scene.is_restarted();
    assert_eq!(scene.reminders(), [vec![1], vec![2, 3], vec![1], vec![3]]);
    scene.pass(100 * 60).await;
    assert_eq!(scene.reminders().len(), 6);
}

#[tokio::test(start_paused = true)]
async fn what_fell_due_while_nobody_was_there_is_one_reminder() {
    let mut scene = Scene::new(None);
    scene.order_waits(1, WAITS);
    *scene.clock.0.lock().unwrap() += SignedDuration::from_hours(30);
    scene.pass(48 * 60).await;
    assert_eq!(scene.reminders(), [[1]]);
}

#[tokio::test(start_paused = true)]
async fn nobody_is_reminded_in_quiet_hours_but_at_their_end() {
    // It is noon: due at one, and at six in the evening.
    let mut scene = Scene::new(quiet(13, 20));
    scene.order_waits(1, WAITS);
    scene.pass(8 * 60 - 1).await;
    assert_eq!(scene.reminders(), [[0; 0]; 0]);
    scene.is_restarted();
    scene.pass(2).await;
    assert_eq!(scene.reminders(), [[1]]);
    let mut scene = Scene::new(quiet(23, 13));
    scene.order_waits(1, WAITS);
    scene.pass(59).await;
    assert_eq!(scene.reminders(), [[0; 0]; 0]);
    scene.pass(2).await;
    assert_eq!(scene.reminders(), [[1]]);
}

#[tokio::test(start_paused = true)]
async fn who_sees_to_an_order_is_not_reminded_of_it_for_an_hour() {
    let mut scene = Scene::new(None);
    scene.order_waits(1, WAITS);
    scene.order_waits(2, WAITS);
    scene.pass(30).await;
    scene.is_claimed(1);
    scene.is_restarted();
    scene.pass(59).await;
    assert_eq!(scene.reminders(), [[2]]);
    scene.pass(2).await;
    assert_eq!(scene.reminders(), [[2], [1]]);
}

#[tokio::test]
async fn an_order_that_two_troubles_hold_up_is_counted_once() {
    let mut scene = Scene::new(None);
    scene.order(1, State::Activating);
    let text = |scene: &Scene, kind: IncidentKind| {
        let incident = scene.engine.incident(kind).unwrap().unwrap();
        scene.engine.journal().text_about(&incident.notification).unwrap().unwrap().0.text
    };
    let detail = Untrusted::new("");
    for (kind, waiting) in [
        (IncidentKind::ShopUnavailable, "1 order waits, №1."),
        (IncidentKind::ChatUnreachable, "No other order waits."),
    ] {
        scene.engine.open_incident(kind, &detail, None, None).unwrap();
        assert!(text(&scene, kind).contains(waiting), "{}", text(&scene, kind));
        *scene.clock.0.lock().unwrap() += SignedDuration::from_mins(1);
    }
    scene.engine.close_incident(IncidentKind::ShopUnavailable).unwrap();
    scene.engine.open_incident(IncidentKind::ChatUnreachable, &detail, None, None).unwrap();
    let now = text(&scene, IncidentKind::ChatUnreachable);
    assert!(now.contains("1 order waits, №1."), "{now}");
}
