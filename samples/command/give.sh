#!/bin/sh
# Gives the goods of an order: `[shop] kind = "command"`, `command = ["/path/to/give.sh"]`.
#
# The call comes as JSON on the standard input, the answer goes to the standard output; the standard error is read by the
# moderators. Exit code 0: the answer counts. 75: not now, ask again later. Any other: nobody knows, a human looks.
# The same order may come again (a crash, a lost answer): whoever was given something before must not be given it twice.
set -eu

call=$(cat)
case "$call" in
*'"type":"shop.test"'*) echo '{"status":"ok"}'; exit 0 ;;
*'"type":"order.activate"'*) ;;
*) echo '{"error":{"code":"unsupported_type"}}'; exit 0 ;;
esac

# An order id has letters, digits and hyphens only; so it can be a file's name.
orders=./orders
mkdir -p "$orders"
order="$orders/$TRIBUTE_ORDER_ID"
# Who gets them; where customers write quotes, a backslash stands before each.
account=$(printf '%s' "$call" | sed -n 's/.*"account_id":"\([^"]*\)".*/\1/p')

# One at a time for each order: whoever makes the folder gives; another one comes back later.
if [ -e "$order.done" ]; then
    if [ "$(cat "$order.done")" = "$account" ]; then
        echo '{"status":"already_activated"}'
    else
        echo '{"error":{"code":"other_account","message":"given to another account before"}}'
    fi
    exit 0
fi
if ! mkdir "$order.lock" 2>/dev/null; then
    # It is being given at this moment, or a crash came between: look before you take the lock away.
    echo "$order.lock is there" >&2
    exit 75
fi

# Here the goods are given. In a rehearsal ("livemode":false) nothing real may be changed.
case "$call" in
*'"livemode":false'*) ;;
*) printf '%s\n' "$call" >> "$orders/to-give.jsonl" ;;
esac

# As a whole or not at all.
printf '%s' "$account" > "$order.new"
mv "$order.new" "$order.done"
rmdir "$order.lock"
echo '{"status":"activated"}'
