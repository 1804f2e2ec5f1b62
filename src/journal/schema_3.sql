-- Orders of any source; what was the chat's alone is in the order's life and in `order_messages`. Never changed.

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
