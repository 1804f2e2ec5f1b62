-- The first version of the session file. Never changed.
PRAGMA application_id = 0x54725365;

-- One row: whose login this is, and in which world.
CREATE TABLE session (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    live INTEGER NOT NULL CHECK (live IN (0, 1)),
    home_data_centre INTEGER NOT NULL,
    seller INTEGER
) STRICT;

-- An address is 'ip:port'; 0.0.0.0:0 and [::]:0 where there is none.
CREATE TABLE data_centre (
    id INTEGER PRIMARY KEY,
    ipv4 TEXT NOT NULL,
    ipv6 TEXT NOT NULL,
    auth_key BLOB CHECK (auth_key IS NULL OR length(auth_key) = 256)
) STRICT;

-- How far updates have been seen.
CREATE TABLE update_state (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    pts INTEGER NOT NULL,
    qts INTEGER NOT NULL,
    date INTEGER NOT NULL,
    seq INTEGER NOT NULL
) STRICT;
CREATE TABLE channel_state (channel INTEGER PRIMARY KEY, pts INTEGER NOT NULL) STRICT;

-- Peers by their Bot API id, with what is needed to address them.
CREATE TABLE peer (
    id INTEGER PRIMARY KEY,
    access_hash INTEGER,
    is_bot INTEGER CHECK (is_bot IN (0, 1)),
    is_self INTEGER CHECK (is_self IN (0, 1)),
    channel_kind INTEGER
) STRICT;

-- The chats that matter: found once, addressed for ever.
CREATE TABLE pin (
    role TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    peer INTEGER NOT NULL,
    access_hash INTEGER NOT NULL
) STRICT;

CREATE TABLE remembered (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
