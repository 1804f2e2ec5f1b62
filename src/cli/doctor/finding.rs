//! What a check found, and how bad it is.

use crate::language::Language;
use crate::report::UserError;

/// What is looked at, in the order in which it is told. The names are documented in
/// `docs/doctor.md` and never change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Check {
    Config,
    Permissions,
    Disk,
    Session,
    Application,
    Running,
    Journal,
    LastOrder,
    Telegram,
    Proxy,
    Account,
    TelegramClock,
    Tribute,
    Moderators,
    ModeratorsOpen,
    ModeratorsPhone,
    Shop,
    ShopClock,
    WakeLock,
    Battery,
    LastKill,
}

/// How good it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// As it should be.
    Ok,
    /// It works, but somebody should look.
    Warning,
    /// It does not work.
    Failed,
    /// Could not be looked at; why is said.
    Skipped,
    /// There is nothing to look at here; why is said.
    NotNeeded,
}

/// What came of a check. Nothing in it is secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Finding {
    pub check: Check,
    pub verdict: Verdict,
    /// The error's stable code, where there is one.
    pub code: Option<&'static str>,
    /// What was found.
    pub what: String,
    /// What to do now.
    pub remedy: Option<String>,
}

impl Check {
    /// Stable, for machines.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Config => "config",
            Self::Permissions => "permissions",
            Self::Disk => "disk",
            Self::Session => "session",
            Self::Application => "application",
            Self::Running => "running",
            Self::Journal => "journal",
            Self::LastOrder => "last_order",
            Self::Telegram => "telegram",
            Self::Proxy => "proxy",
            Self::Account => "account",
            Self::TelegramClock => "telegram_clock",
            Self::Tribute => "tribute",
            Self::Moderators => "moderators",
            Self::ModeratorsOpen => "moderators_open",
            Self::ModeratorsPhone => "moderators_phone",
            Self::Shop => "shop",
            Self::ShopClock => "shop_clock",
            Self::WakeLock => "wake_lock",
            Self::Battery => "battery",
            Self::LastKill => "last_kill",
        }
    }

    /// For people.
    pub(super) fn title(self, language: Language) -> &'static str {
        let (english, russian) = match self {
            Self::Config => ("Configuration", "Настройки"),
            Self::Permissions => ("File permissions", "Права на файлы"),
            Self::Disk => ("Disk", "Диск"),
            Self::Session => ("Session", "Сессия"),
            Self::Application => ("Application at Telegram", "Приложение в Telegram"),
            Self::Running => ("`run` at work", "Работа `run`"),
            Self::Journal => ("Journal", "Журнал"),
            Self::LastOrder => ("Last order", "Последний заказ"),
            Self::Telegram => ("Way to Telegram", "Дорога к Telegram"),
            Self::Proxy => ("Proxy", "Прокси"),
            Self::Account => ("Account", "Аккаунт"),
            Self::TelegramClock => ("Clock and Telegram", "Часы и Telegram"),
            Self::Tribute => ("Tribute's bot", "Бот Трибьюта"),
            Self::Moderators => ("Moderators' chat", "Чат модераторов"),
            Self::ModeratorsOpen => ("Strangers there", "Посторонние в нём"),
            Self::ModeratorsPhone => ("Phone rings there", "Звонок на телефон"),
            Self::Shop => ("Shop", "Магазин"),
            Self::ShopClock => ("Clock and shop", "Часы и магазин"),
            Self::WakeLock => ("Android, wake lock", "Android, сон"),
            Self::Battery => ("Android, battery", "Android, батарея"),
            Self::LastKill => ("Android, last kill", "Android, остановки"),
        };
        language.pick(english, russian)
    }
}

impl Verdict {
    /// Stable, for machines.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warning => "warning",
            Self::Failed => "failed",
            Self::Skipped => "skipped",
            Self::NotNeeded => "not_needed",
        }
    }
}

impl Finding {
    /// As it should be.
    pub(super) fn ok(check: Check, what: impl Into<String>) -> Self {
        Self::new(check, Verdict::Ok, what)
    }

    /// It works, but somebody should look.
    pub(super) fn warning(check: Check, what: impl Into<String>) -> Self {
        Self::new(check, Verdict::Warning, what)
    }

    /// It does not work.
    pub(super) fn failed(check: Check, what: impl Into<String>) -> Self {
        Self::new(check, Verdict::Failed, what)
    }

    /// Could not be looked at.
    pub(super) fn skipped(check: Check, why: impl Into<String>) -> Self {
        Self::new(check, Verdict::Skipped, why)
    }

    /// There is nothing to look at.
    pub(super) fn not_needed(check: Check, why: impl Into<String>) -> Self {
        Self::new(check, Verdict::NotNeeded, why)
    }

    /// What an error says: of several that it gathers, the first.
    pub(super) fn explained(
        check: Check,
        verdict: Verdict,
        error: &dyn UserError,
        language: Language,
    ) -> Self {
        Self {
            code: Some(error.code()),
            ..Self::new(check, verdict, error.what(language))
        }
        .remedy(error.remedy(language))
    }

    /// With what to do now; an empty text is none.
    #[must_use]
    pub(super) fn remedy(self, remedy: impl Into<String>) -> Self {
        Self {
            remedy: Some(remedy.into()).filter(|remedy| !remedy.is_empty()),
            ..self
        }
    }

    fn new(check: Check, verdict: Verdict, what: impl Into<String>) -> Self {
        Self {
            check,
            verdict,
            code: None,
            what: what.into(),
            remedy: None,
        }
    }
}
