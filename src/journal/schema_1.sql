-- The first version of the journal. Never changed.

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
