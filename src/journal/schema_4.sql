-- Fewer pages are written for an order. Never changed.

-- What is open is kept in memory; of what is completed, the newest is looked through; of what is closed,
-- those are looked for that the bot may still answer.
DROP INDEX orders_by_stage;
CREATE INDEX orders_unanswered ON orders (number)
    WHERE stage = 'closed' AND life ->> '$.reply' IS NOT NULL AND life ->> '$.confirmation' IS NULL;
-- Only open orders owe anything.
DROP INDEX effects_owed;

-- Events are never deleted: their numbers only grow without a counter beside them.
CREATE TABLE events_4 (
    sequence INTEGER PRIMARY KEY,
    number INTEGER NOT NULL REFERENCES orders (number),
    at TEXT NOT NULL,
    event TEXT NOT NULL
) STRICT;
INSERT INTO events_4 SELECT sequence, number, at, event FROM events;
DROP TABLE events;
ALTER TABLE events_4 RENAME TO events;
CREATE INDEX events_of_order ON events (number, sequence);

-- Of the oldest press of a keyboard's button the order is not known: its number is 0. That a message is
-- one order only, the order's name at its source says.
CREATE TABLE order_messages_4 (
    message_id INTEGER NOT NULL,
    number INTEGER NOT NULL,
    role TEXT NOT NULL,
    PRIMARY KEY (message_id, role, number)
) STRICT, WITHOUT ROWID;
INSERT INTO order_messages_4 SELECT message_id, COALESCE(number, 0), role FROM order_messages;
DROP TABLE order_messages;
ALTER TABLE order_messages_4 RENAME TO order_messages;
CREATE INDEX order_messages_of_order ON order_messages (number, role);

-- What moderators said: who decided an order last; an account number that may still be taken back; who sees to an
-- order. What answers a message of theirs hangs on it.
ALTER TABLE orders ADD COLUMN decided_by TEXT;
ALTER TABLE notices ADD COLUMN reply_to INTEGER;
-- What the owner's bot said, by the bot's own number.
ALTER TABLE notices ADD COLUMN bot_message_id INTEGER;
CREATE INDEX notices_by_message ON notices (message_id) WHERE message_id IS NOT NULL;
CREATE TABLE given_accounts (
    number INTEGER PRIMARY KEY REFERENCES orders (number),
    account TEXT NOT NULL,
    given_by TEXT NOT NULL,
    notice_key TEXT NOT NULL,
    due_at_ms INTEGER NOT NULL
) STRICT;
-- What the buttons below an order's card ask for, by what they send; they count with one text of it.
CREATE TABLE buttons (
    key TEXT PRIMARY KEY,
    number INTEGER NOT NULL REFERENCES orders (number),
    version INTEGER NOT NULL,
    action TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX buttons_of_order ON buttons (number);
CREATE TABLE claims (
    number INTEGER PRIMARY KEY REFERENCES orders (number),
    claimed_by TEXT NOT NULL,
    until_ms INTEGER NOT NULL
) STRICT;

-- What a moderator or the shop wants given back to the customer, until its source has answered; NULL: all of it. The
-- receipt of a part is JSON.
CREATE TABLE refunds (
    number INTEGER PRIMARY KEY REFERENCES orders (number),
    amount INTEGER,
    asked_by TEXT NOT NULL,
    asked_at_ms INTEGER NOT NULL,
    receipt TEXT
) STRICT;

-- What is asked, at the command line or by the server, of an agent that is at work, and what came of it. No number is given twice:
-- whoever asked may have taken it back.
CREATE TABLE requests (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    number INTEGER NOT NULL REFERENCES orders (number),
    wanted TEXT NOT NULL,
    asked_by TEXT NOT NULL,
    is_of_server INTEGER NOT NULL,
    asked_at_ms INTEGER NOT NULL,
    is_done INTEGER,
    outcome TEXT,
    words TEXT
) STRICT;

-- Of a new journal's first orders moderators are asked before anything is said: these were said long ago.
INSERT INTO facts SELECT 'asked_first', COUNT(*) FROM orders HAVING COUNT(*) > 0;

-- Messages of the bot that no rule knows, as moderators were told of them; and how those begin that are none of
-- theirs.
CREATE TABLE unknown_messages (
    message_id INTEGER PRIMARY KEY,
    text TEXT NOT NULL,
    sent_at TEXT NOT NULL
) STRICT;
CREATE TABLE passed_over (words TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;

-- Since when an order waits for people, and how many of the reminders of it they have had.
CREATE TABLE waiting (
    number INTEGER PRIMARY KEY REFERENCES orders (number),
    since_ms INTEGER NOT NULL,
    reminded INTEGER NOT NULL DEFAULT 0
) STRICT;
INSERT INTO waiting (number, since_ms)
    SELECT number, COALESCE(unixepoch(updated_at), 0) * 1000 FROM orders
    WHERE is_open AND stage = 'escalated';

-- The orders that an incident is about begin here. One that is over is kept: it may come again, and it is told what
-- became of its orders, up to the last one; NULL: that was told.
ALTER TABLE incidents ADD COLUMN first_number INTEGER NOT NULL DEFAULT 0;
ALTER TABLE incidents ADD COLUMN closed_at TEXT;
ALTER TABLE incidents ADD COLUMN last_number INTEGER;

-- Codes that are goods. One that is given belongs to its order for ever; NULL: to none yet. What is set aside may have
-- been given while the journal was lost.
CREATE TABLE codes (
    id INTEGER PRIMARY KEY,
    sku TEXT NOT NULL,
    code TEXT NOT NULL UNIQUE,
    number INTEGER REFERENCES orders (number),
    is_set_aside INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX codes_free ON codes (sku, id) WHERE number IS NULL AND NOT is_set_aside;
CREATE INDEX codes_of_order ON codes (number, id) WHERE number IS NOT NULL;

-- What a shop wants paid, and how that stands at its provider, which calls it external_id; due_at_ms: when the
-- provider is asked next. Whoever asks with the same idempotency key wants the same, if the digest is the same.
CREATE TABLE checkouts (
    number INTEGER PRIMARY KEY,
    checkout_id TEXT NOT NULL UNIQUE,
    provider TEXT NOT NULL,
    wish TEXT NOT NULL,
    state TEXT NOT NULL,
    status TEXT NOT NULL,
    external_id TEXT,
    order_number INTEGER REFERENCES orders (number),
    due_at_ms INTEGER,
    idempotency_key TEXT NOT NULL UNIQUE,
    request_digest TEXT NOT NULL,
    created_at_ms INTEGER NOT NULL,
    token TEXT,
    UNIQUE (provider, external_id)
) STRICT;
CREATE INDEX checkouts_due ON checkouts (provider, due_at_ms) WHERE due_at_ms IS NOT NULL;
CREATE INDEX checkouts_by_status ON checkouts (status, number);
-- What is to be paid once more without the customer.
CREATE TABLE charges (
    number INTEGER PRIMARY KEY,
    charge_id TEXT NOT NULL UNIQUE,
    checkout_id TEXT NOT NULL REFERENCES checkouts (checkout_id),
    provider TEXT NOT NULL,
    price TEXT NOT NULL,
    reference TEXT,
    state TEXT NOT NULL,
    external_id TEXT,
    order_number INTEGER REFERENCES orders (number),
    due_at_ms INTEGER,
    idempotency_key TEXT NOT NULL UNIQUE,
    request_digest TEXT NOT NULL,
    created_at_ms INTEGER NOT NULL,
    UNIQUE (provider, external_id)
) STRICT;
CREATE INDEX charges_due ON charges (provider, due_at_ms) WHERE due_at_ms IS NOT NULL;
-- Money that is held for an order, and not paid: people are told when it has been for long.
CREATE TABLE held_payments (
    external_id TEXT PRIMARY KEY,
    price TEXT NOT NULL,
    since_ms INTEGER NOT NULL,
    due_at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX held_payments_due ON held_payments (due_at_ms);

-- Who writes to the bot that is paid: the account that they named last, the language of their Telegram, and what they
-- were sent an invoice for last.
CREATE TABLE buyers (
    user_id INTEGER PRIMARY KEY,
    account TEXT,
    language TEXT,
    invoiced TEXT,
    heard_at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX buyers_by_silence ON buyers (heard_at_ms);
-- What they are to be told, one after the other; random_id is Telegram's idempotency key.
CREATE TABLE buyer_answers (
    number INTEGER PRIMARY KEY,
    user_id INTEGER NOT NULL,
    answer TEXT NOT NULL,
    random_id INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    since_ms INTEGER NOT NULL,
    due_at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX buyer_answers_of_user ON buyer_answers (user_id, number);
-- How far the updates of each bot that is, or was, paid were read, in Telegram's numbers.
CREATE TABLE bot_updates (
    bot_id INTEGER PRIMARY KEY,
    pts INTEGER NOT NULL,
    qts INTEGER NOT NULL,
    date INTEGER NOT NULL
) STRICT;
