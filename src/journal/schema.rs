//! The tables, by version. A version that was released is never changed: a new one follows it.

use rusqlite_migration::M;

/// Marks the file as ours, in SQLite's header (`trib`).
pub(crate) const APPLICATION_ID: u32 = 0x7472_6962;
/// The version that this program writes.
pub(super) const VERSION: u32 = 4;
/// The version from which on the messages of orders have a table of their own.
pub(super) const WITH_ORDER_MESSAGES: u32 = 3;

/// The way from an empty file to the newest version, one step a version.
pub(super) fn steps() -> Vec<M<'static>> {
    vec![
        M::up(include_str!("schema_1.sql")),
        M::up(include_str!("schema_2.sql")),
        M::up(include_str!("schema_3.sql")).foreign_key_check(),
        M::up(include_str!("schema_4.sql")).foreign_key_check(),
    ]
}
