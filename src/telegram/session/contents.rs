//! The session file's contents in memory: read once, then every read is from here.

use std::collections::{BTreeMap, HashMap};
use std::net::{IpAddr, SocketAddr, SocketAddrV4, SocketAddrV6};
use std::path::Path;
use std::str::FromStr;

use grammers_session::types::{DcOption, PeerAuth, PeerId, PeerRef};
use rusqlite::types::Type;
use rusqlite::{Connection, Row};

use super::SessionError;
use super::store::{Pin, Role};
use crate::order::UserId;

/// What the file holds.
pub(super) struct Contents {
    pub live: bool,
    pub home_data_centre: i32,
    pub seller: Option<UserId>,
    pub data_centres: BTreeMap<i32, DcOption>,
    pub pins: HashMap<Role, Pin>,
    pub remembered: HashMap<String, String>,
}

impl Contents {
    /// Reads everything, and believes nothing that makes no sense.
    pub fn load(database: &Connection, path: &Path) -> Result<Self, SessionError> {
        let contents = Self::read(database).map_err(|source| SessionError::sqlite(path, source))?;
        contents
            .check()
            .map_err(|detail| SessionError::Corrupt(path.to_owned(), detail))?;
        Ok(contents)
    }

    fn read(database: &Connection) -> rusqlite::Result<Self> {
        let (live, home_data_centre, seller) = database.query_row(
            "SELECT live, home_data_centre, seller FROM session",
            [],
            |row| Ok((row.get(0)?, row.get(1)?, row.get::<_, Option<i64>>(2)?)),
        )?;
        let data_centres = "SELECT id, ipv4, ipv6, auth_key FROM data_centre";
        let pins = "SELECT role, name, peer, access_hash FROM pin";
        let remembered = "SELECT key, value FROM remembered";
        Ok(Self {
            live,
            home_data_centre,
            seller: seller.map(UserId),
            data_centres: all(database, data_centres, data_centre)?,
            pins: all(database, pins, pin)?,
            remembered: all(database, remembered, |row| Ok((row.get(0)?, row.get(1)?)))?,
        })
    }

    /// Keeps the world, and where the data centres are.
    pub fn forget_owner(&mut self) {
        for option in self.data_centres.values_mut() {
            option.auth_key = None;
        }
        self.seller = None;
        self.pins.clear();
        self.remembered.clear();
    }

    /// The address of the home data centre.
    pub fn home_address(&self) -> Option<SocketAddr> {
        let home = self.data_centres.get(&self.home_data_centre)?;
        Some(if home.ipv4.ip().is_unspecified() {
            home.ipv6.into()
        } else {
            home.ipv4.into()
        })
    }

    fn check(&self) -> Result<(), String> {
        if !self.data_centres.contains_key(&self.home_data_centre) {
            return Err(format!(
                "no address of data centre {}",
                self.home_data_centre
            ));
        }
        if !self.live
            && let Some(stray) = self.data_centres.values().find(|dc| !is_loopback(dc))
        {
            return Err(format!("a sandbox's session that leads to {}", stray.ipv4));
        }
        Ok(())
    }
}

/// Whether this data centre can only be on this machine.
pub(super) fn is_loopback(option: &DcOption) -> bool {
    [IpAddr::V4(*option.ipv4.ip()), IpAddr::V6(*option.ipv6.ip())]
        .iter()
        .all(|ip| ip.is_unspecified() || ip.to_canonical().is_loopback())
}

fn all<T, C: FromIterator<T>>(
    database: &Connection,
    query: &str,
    read: fn(&Row<'_>) -> rusqlite::Result<T>,
) -> rusqlite::Result<C> {
    database.prepare(query)?.query_map([], read)?.collect()
}

fn data_centre(row: &Row<'_>) -> rusqlite::Result<(i32, DcOption)> {
    let option = DcOption {
        id: row.get(0)?,
        ipv4: parsed::<SocketAddrV4>(row, 1)?,
        ipv6: parsed::<SocketAddrV6>(row, 2)?,
        auth_key: row.get(3)?,
    };
    Ok((option.id, option))
}

fn pin(row: &Row<'_>) -> rusqlite::Result<(Role, Pin)> {
    let role: String = row.get(0)?;
    let known = [Role::Tribute, Role::Moderators];
    let role = known.into_iter().find(|known| known.as_str() == role);
    let role =
        role.ok_or_else(|| rusqlite::Error::InvalidColumnType(0, "role".to_owned(), Type::Text))?;
    let pin = Pin {
        name: row.get(1)?,
        peer: PeerRef {
            id: peer_id(row, 2)?,
            auth: PeerAuth::from_hash(row.get(3)?),
        },
    };
    Ok((role, pin))
}

fn peer_id(row: &Row<'_>, column: usize) -> rusqlite::Result<PeerId> {
    let id = row.get(column)?;
    PeerId::from_bot_api_dialog_id(id).ok_or(rusqlite::Error::IntegralValueOutOfRange(column, id))
}

fn parsed<T>(row: &Row<'_>, column: usize) -> rusqlite::Result<T>
where
    T: FromStr<Err: std::error::Error + Send + Sync + 'static>,
{
    let text: String = row.get(column)?;
    text.parse().map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(column, Type::Text, Box::new(error))
    })
}
