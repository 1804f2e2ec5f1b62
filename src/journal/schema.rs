//! The tables, by version. A version that was released is never changed: a new one follows it.

use rusqlite_migration::{M, Migrations};

/// Marks the file as ours, in SQLite's header (`trib`).
pub const APPLICATION_ID: i32 = 0x7472_6962;

const V1: &str = "
    -- Whose journal this is. One row, written when the file is made.
    CREATE TABLE pins (
        only INTEGER PRIMARY KEY CHECK (only = 1),
        seller_id INTEGER NOT NULL,
        bot_id INTEGER NOT NULL,
        livemode INTEGER NOT NULL,
        journal_id TEXT NOT NULL,
        created_at TEXT NOT NULL
    ) STRICT;

    -- How far each chat has been read without a gap. The baseline is where the first start began.
    CREATE TABLE marks (
        chat TEXT PRIMARY KEY,
        baseline INTEGER NOT NULL,
        scanned_through INTEGER NOT NULL
    ) STRICT;

    CREATE TABLE orders (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        order_id TEXT NOT NULL UNIQUE,
        message_id INTEGER NOT NULL UNIQUE,
        text TEXT NOT NULL,
        form TEXT NOT NULL,
        life TEXT NOT NULL,
        stage TEXT NOT NULL,
        is_open INTEGER NOT NULL,
        reply_id INTEGER,
        reply_by_hand_id INTEGER,
        confirmation_id INTEGER,
        ordered_at TEXT NOT NULL,
        created_at TEXT NOT NULL,
        updated_at TEXT NOT NULL
    ) STRICT;
    CREATE INDEX orders_open ON orders (number) WHERE is_open;
    CREATE INDEX orders_by_stage ON orders (stage);
    CREATE INDEX orders_by_reply ON orders (reply_id);
    CREATE INDEX orders_by_reply_by_hand ON orders (reply_by_hand_id);
    CREATE INDEX orders_by_confirmation ON orders (confirmation_id);

    -- Everything that happened to an order, in order: replayed, it gives orders.life.
    CREATE TABLE events (
        sequence INTEGER PRIMARY KEY AUTOINCREMENT,
        number INTEGER NOT NULL REFERENCES orders (number),
        at TEXT NOT NULL,
        event TEXT NOT NULL
    ) STRICT;
    CREATE INDEX events_of_order ON events (number, sequence);

    -- What is owed. 'owed': never begun. 'begun': perhaps done. 'over': done, or no longer owed.
    CREATE TABLE effects (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        number INTEGER NOT NULL REFERENCES orders (number),
        kind TEXT NOT NULL,
        key TEXT NOT NULL UNIQUE,
        frozen TEXT NOT NULL,
        due_at_ms INTEGER NOT NULL,
        status TEXT NOT NULL CHECK (status IN ('owed', 'begun', 'over')),
        attempts INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    CREATE INDEX effects_owed ON effects (due_at_ms) WHERE status <> 'over';
    CREATE INDEX effects_of_order ON effects (number);

    -- What moderators are to read, one row a message: the newest text, and the one they have.
    CREATE TABLE notices (
        key TEXT PRIMARY KEY,
        number INTEGER REFERENCES orders (number),
        random_id INTEGER NOT NULL,
        text TEXT NOT NULL,
        version INTEGER NOT NULL,
        delivered_version INTEGER NOT NULL DEFAULT 0,
        message_id INTEGER,
        due_at_ms INTEGER NOT NULL,
        attempts INTEGER NOT NULL DEFAULT 0,
        created_at TEXT NOT NULL
    ) STRICT;
    CREATE INDEX notices_owed ON notices (due_at_ms) WHERE delivered_version < version;
    CREATE INDEX notices_of_order ON notices (number);

    -- Troubles that concern many orders at once, while they last.
    CREATE TABLE incidents (
        kind TEXT PRIMARY KEY,
        opened_at TEXT NOT NULL,
        detail TEXT NOT NULL,
        notice_key TEXT NOT NULL
    ) STRICT;

    -- What was learned of this bot by watching it, and small counters.
    CREATE TABLE facts (
        name TEXT PRIMARY KEY,
        value INTEGER NOT NULL
    ) STRICT;
";

const V2: &str = "
    -- Messages from the seller's account that were the press of a reply keyboard's button: each is
    -- evidence for one order and for no other. The number of the oldest is not known.
    CREATE TABLE keyboard_presses (
        message_id INTEGER PRIMARY KEY,
        number INTEGER REFERENCES orders (number)
    ) STRICT;
    INSERT INTO keyboard_presses (message_id) SELECT value FROM facts WHERE name = 'press_written';
    DELETE FROM facts WHERE name = 'press_written';
";

/// Orders of any source; what was the chat's alone is in the order's life and in `order_messages`.
const V3: &str = "
    CREATE TABLE orders_3 (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        order_id TEXT NOT NULL UNIQUE,
        source TEXT NOT NULL,
        -- What names the order there.
        external_id TEXT NOT NULL,
        text TEXT NOT NULL,
        form TEXT NOT NULL,
        life TEXT NOT NULL,
        stage TEXT NOT NULL,
        is_open INTEGER NOT NULL,
        ordered_at TEXT NOT NULL,
        created_at TEXT NOT NULL,
        updated_at TEXT NOT NULL,
        UNIQUE (source, external_id)
    ) STRICT;
    INSERT INTO orders_3
        SELECT number, order_id, 'tribute_chat', CAST(message_id AS TEXT), text, form,
               json_set(life, '$.order_message', message_id), stage, is_open, ordered_at,
               created_at, updated_at
        FROM orders;
    -- Numbers may have been raised above the newest order's.
    DELETE FROM sqlite_sequence WHERE name = 'orders_3';
    INSERT INTO sqlite_sequence (name, seq)
        SELECT 'orders_3', seq FROM sqlite_sequence WHERE name = 'orders';

    -- What a message is to an order. Of the oldest press of a keyboard's button the order is not known.
    CREATE TABLE order_messages (
        message_id INTEGER NOT NULL,
        number INTEGER REFERENCES orders (number),
        role TEXT NOT NULL,
        UNIQUE (message_id, role, number)
    ) STRICT;
    INSERT INTO order_messages
        SELECT message_id, number, 'order' FROM orders
        UNION ALL SELECT reply_id, number, 'reply' FROM orders WHERE reply_id IS NOT NULL
        UNION ALL SELECT reply_by_hand_id, number, 'reply_by_hand' FROM orders
            WHERE reply_by_hand_id IS NOT NULL
        UNION ALL SELECT confirmation_id, number, 'confirmation' FROM orders
            WHERE confirmation_id IS NOT NULL
        UNION ALL SELECT message_id, number, 'keyboard_press' FROM keyboard_presses;
    CREATE INDEX order_messages_of_order ON order_messages (number, role);
    CREATE UNIQUE INDEX order_messages_once ON order_messages (message_id) WHERE role = 'order';

    DROP TABLE keyboard_presses;
    DROP TABLE orders;
    ALTER TABLE orders_3 RENAME TO orders;
    CREATE INDEX orders_open ON orders (number) WHERE is_open;
    CREATE INDEX orders_by_stage ON orders (stage);

    -- What came in from outside, verified, before anybody was answered.
    CREATE TABLE inbox (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        source TEXT NOT NULL,
        dedup_key TEXT NOT NULL,
        raw BLOB NOT NULL,
        received_at TEXT NOT NULL,
        is_taken INTEGER NOT NULL DEFAULT 0,
        UNIQUE (source, dedup_key)
    ) STRICT;
    CREATE INDEX inbox_waiting ON inbox (source, id) WHERE NOT is_taken;
";

/// The way from an empty file to the newest version.
pub(super) fn migrations() -> Migrations<'static> {
    Migrations::new(steps())
}

/// One step a version.
pub(super) fn steps() -> Vec<M<'static>> {
    vec![M::up(V1), M::up(V2), M::up(V3).foreign_key_check()]
}

/// The version from which on the messages of orders have a table of their own.
pub(super) const WITH_ORDER_MESSAGES: i64 = 3;

/// The version that this program writes.
pub(super) const VERSION: i64 = 3;
