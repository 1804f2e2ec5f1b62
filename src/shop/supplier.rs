//! Who gives the goods: one of several kinds, each a file of its own.

use std::fmt;

use jiff::Timestamp;

use super::{
    Activator, Call, Client, CodesSettings, CommandSettings, Finding, Program, Salebot,
    SalebotSettings, Settings, Stock, Verb,
};
use crate::order::life::ShopAnswer;
use crate::report::CodedError;

/// Who gives the goods, as the owner says it.
#[derive(Clone, Debug)]
pub enum SupplierSettings {
    /// A server of the owner's.
    Http(Settings),
    /// A program of the owner's.
    Command(CommandSettings),
    /// Codes that the owner has imported.
    Codes(CodesSettings),
    /// A project at Salebot.
    Salebot(SalebotSettings),
}

/// Who gives the goods.
#[derive(Clone, Debug)]
pub enum Supplier {
    /// A server, called over HTTP.
    Http(Client),
    /// A program, started for every call.
    Command(Program),
    /// Codes in the journal.
    Codes(Stock),
    /// A project at Salebot.
    Salebot(Salebot),
}

impl SupplierSettings {
    /// Whether nobody beyond this machine is asked.
    pub fn is_on_this_machine(&self) -> bool {
        match self {
            Self::Http(settings) => settings.is_loopback(),
            Self::Salebot(settings) => settings.is_loopback(),
            Self::Command(_) | Self::Codes(_) => true,
        }
    }
}

/// As people know it, without what may be a secret: what stands behind the path, and a program's arguments.
impl fmt::Display for SupplierSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Http(settings) => settings.url.split(['?', '#']).next().unwrap_or_default(),
            Self::Command(settings) => settings.argv.first().map_or("", String::as_str),
            Self::Codes(_) => "codes",
            // The rest of its address is the key.
            Self::Salebot(settings) => &settings.url,
        })
    }
}

impl Supplier {
    /// Checks the settings; calls nobody yet.
    pub fn new(settings: SupplierSettings) -> Result<Self, CodedError> {
        Ok(match settings {
            SupplierSettings::Http(settings) => Self::Http(Client::new(settings)?),
            SupplierSettings::Command(settings) => Self::Command(Program::new(settings)),
            SupplierSettings::Codes(settings) => Self::Codes(Stock::new(settings)),
            SupplierSettings::Salebot(settings) => Self::Salebot(Salebot::new(settings)?),
        })
    }
}

impl Supplier {
    /// What came of a call of the type `shop.test`; `None` where nobody is called.
    pub async fn probe(&self, at: Timestamp) -> Option<Finding> {
        match self {
            Self::Http(client) => Some(client.probe(at).await.signed),
            Self::Command(program) => Some(program.probe(at).await),
            Self::Salebot(project) => Some(project.probe().await),
            Self::Codes(_) => None,
        }
    }
}

impl Activator for Supplier {
    async fn call(&self, verb: Verb, call: &Call, at: Timestamp) -> ShopAnswer {
        match self {
            Self::Http(client) => client.call(verb, call, at).await,
            Self::Command(program) => program.call(verb, call, at).await,
            Self::Codes(stock) => stock.call(verb, call, at).await,
            Self::Salebot(project) => project.call(verb, call, at).await,
        }
    }

    fn may_be_repeated(&self) -> bool {
        !matches!(self, Self::Salebot(_))
    }

    fn hears_of_payments(&self) -> bool {
        matches!(self, Self::Salebot(_))
    }

    fn stock(&self) -> Option<Stock> {
        match self {
            Self::Codes(stock) => Some(*stock),
            Self::Http(_) | Self::Command(_) | Self::Salebot(_) => None,
        }
    }
}
