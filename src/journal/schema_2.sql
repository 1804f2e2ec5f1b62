-- The presses of keyboard buttons get a table. Never changed.

-- Messages from the seller's account that were the press of a reply keyboard's button: each is
-- evidence for one order and for no other. The number of the oldest is not known.
CREATE TABLE keyboard_presses (
    message_id INTEGER PRIMARY KEY,
    number INTEGER REFERENCES orders (number)
) STRICT;
INSERT INTO keyboard_presses (message_id) SELECT value FROM facts WHERE name = 'press_written';
DELETE FROM facts WHERE name = 'press_written';
