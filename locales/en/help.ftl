## `--help`: a message for each command, an attribute for each argument. What a command does not say of an argument,
## `help` itself says.

help = Fulfils the orders that you receive through Tribute: watches the chat, activates at your shop, replies, confirms.
    .config = The configuration; default: config.local.toml, else config.toml
    .log-format = How logs are written to stderr: text (default) or json
    .help = Shows this help
    .version = Shows the version
    .json = As a JSON object
    .yes = Does it without asking
help-after =
    Exit codes: 0 done, 1 it failed, 2 wrong usage or configuration, 3 someone must act.
    TRIBUTE_AGENT_LOG=debug shows more. Secrets may come from the environment: see `init --print-sample`.

help-init = Sets the agent up: asks, tries the answers, and writes config.local.toml; once more: asks what is missing, and adds it
    .print-sample = Asks nothing: prints a sample of the configuration, with every key explained
help-doctor = Checks whether everything is in place, and says what to do; changes nothing
    .ring = Sends a test message to the moderators, and asks whether a phone rang
help-status = Says whether `run` is at work and what its files tell; asks nobody outside
    .json = As one JSON object, like `doctor --json`
help-login = Logs in to the Telegram account that gets the orders; asks for number, code and password
    .qr = With a QR code that you scan in Telegram on your phone: no number, no code
help-logout = Ends the session at Telegram; shows the open orders first, and asks. The journal stays
help-run = Fulfils orders until it is told to stop (Ctrl-C)
    .since = Takes older unanswered orders too: of the last 2h, from 2026-11-01 on, or all
    .dry-run = Watches the real chat and tells what it would do; does nothing, records nothing
    .json = In a dry run: one JSON object per line

help-rehearse = Runs orders on this machine, from the bot's message to the press of the button; nothing real is touched
    .orders = How many orders to make up from your catalogue, or a file with orders (JSON Lines)
    .faults = { help-sandbox.faults }
    .shop = Your own test server instead of the demo shop; needs --config, refused for the live url
    .shop-faults = What your test server is tried with: timeout_after_effect (an answer is lost), two_at_once, repeat_after_an_hour, all (each for a third of the orders)
    .json = One JSON object per order, and one with the sums
help-sandbox = A Telegram, a Tribute bot and a shop on this machine, for any client; runs until it is stopped
    .orders = How many orders, or a file with orders (JSON Lines)
    .interval = Time between two orders; default: 200ms
    .faults = What goes wrong on purpose: chaos (all of it), cuts, blackhole, silent, floods, dup, reorder, drop, slow, revoked, duplicated; at the worst moment: send_cut_before, send_cut_after, press_cut_before, press_cut_after, random_id_forgotten, random_id_duplicate, difference_too_long, undecodable; for payments at the bot: payments_untold, payments_twice; for Tribute's webhooks and API (with --server): webhooks_late, webhooks_twice, webhooks_out_of_order, webhooks_lost, webhooks_forged, webhooks_base64, webhooks_strings, webhooks_camel_case, webhooks_snake_case, api_errors, api_create_lost; several with commas
    .private-chats = How many people the seller chats with: many make the account look like somebody's own
    .bot = How the bot behaves: edits, late, deletes, writes, nothing, linked, unlinked, mixed, inline, keyboard, extra, foreign, refund, nobutton, slow, silent, press_timeout, press_error, press_lost, toast, url_answer, toast_refusal, alert, notice_later, adverts; several with commas
    .seed = The same number gives the same orders
    .exit-when-done = Ends when all orders are settled
    .settle-timeout = How long to wait for that after the last order; default: 60s
    .write-config = Writes a configuration that `run` works with at once; at a terminal, sandbox.toml if no other is named
    .codes = That configuration sells codes, which it writes, too; for `codes import`
    .salebot = That configuration has a project at Salebot in the shop's place; prices are in roubles
    .moderators = How the moderators answer cards: words, buttons, retry, slow, wrong, twice, two (at the same time), stop, outsider; several with commas; default: not at all
    .moderators-bot = With the moderators' bot in that configuration
    .payments-bot = With the bot that takes payments in that configuration, and with buyers who talk to it
    .server = With Tribute's HTTP API, whose webhooks go to the agent's server; that configuration has both
    .no-telegram = Without the chat: only what comes by webhooks
    .purchases = How many ready-made products are bought, or a file of purchases (JSON Lines); default: 3
    .buyers = What buyers do: pay, refund (get the money back afterwards), and about orders in Tribute's shop also prepay (nothing more comes), decline (their bank refuses at first), leave; at the bot that takes payments also twice (pay twice at once), late (after a while), block (the bot, as they pay); default: pay
    .json = JSON Lines at a terminal, too
help-parse = Says what a message of the bot means, by your rules
    .file = The message, as text or JSON; `-` or nothing: from stdin
    .lines = Each line is a message (JSON Lines)
    .json = One JSON object per message
help-inspect = Shows the last messages of the real chat with the bot, and how the agent reads each; changes nothing. Stop `run` first
    .last = How many of the newest messages; default: 30, with --learn and --save 1000
    .learn = Prints buttons and wordings for the configuration, learned from orders that you completed by hand
    .save = Saves the messages that no rule knows as files, names and numbers masked; never overwrites
    .all = With --save: saves all messages of the bot
    .json = One JSON object per message

help-orders = The orders, and what became of them
help-orders-list = The orders, newest last
    .open = Only those that something may still become of
    .since = Only the newer ones: of the last 2h, from 2026-11-01 on, or all
    .state = Only those in this state: activating, replying, awaiting_confirmation, confirming, sending, escalated, completed, closed, revoking, refunded
    .product = Only those of this product: a part of its name, or the SKU
    .source = Only those that came from there: tribute_chat
    .limit = The newest N of them; default: 50 on a terminal, else all
    .before = Only those with smaller numbers: the next page
    .json = One JSON object per order
help-orders-export = Writes the orders for other programs, oldest first, as CSV or JSON
    .open = { help-orders-list.open }
    .since = { help-orders-list.since }
    .state = { help-orders-list.state }
    .product = { help-orders-list.product }
    .source = { help-orders-list.source }
    .csv = A line of comma-separated values per order, after a line of names
    .json = One JSON object per order, as `orders list --json`
help-orders-show = One order and its history
    .codes = Also shows the codes that are its goods, the whole of them
    .order = Its number (148) or id (777000-6675346585-495)
help-orders-retry = Goes on with an order from where it stuck, with today's configuration, as `retry` in the moderators' chat; also while `run` is at work
    .order = { help-orders-show.order }
    .reason = All orders that are with the moderators for this reason, as `orders list --json` names it: shop_refused
help-orders-given = The goods have been given by hand: answers the customer and presses the button, activates nothing
    .order = { help-orders-show.order }
help-orders-close = Does nothing more for an order
    .order = { help-orders-show.order }
help-orders-refund = Gives the customer the money back, where the source can; asks first
    .order = { help-orders-show.order }
    .amount = Only so much of it, where the provider can do that: 5.00 EUR
    .yes = { help-orders-account.yes }
    .receipt = A file with what goes back, as JSON, as a checkout's receipt says it: with `--amount`, where the source wants a receipt
help-orders-account = Gives the account number that an order lacks; asks first
    .order = { help-orders-show.order }
    .id = The account number, as the customer has it at your shop
    .yes = Does it without asking
help-orders-approve = Says yes to the reply or the press that the agent asks about; shows it first
    .order = { help-orders-show.order }
    .yes = Does it without asking
help-orders-adopt = After the journal was lost or restored from a copy: hands the orders since then to people; gives nothing by itself
    .since = Looks further back: 2h, 2026-11-01, or all; needed when the session was restored, too
help-orders-backup = Copies the journal, also while `run` is at work
    .file = Where the copy goes; never overwrites

help-codes = Codes that are the goods: [shop] kind = "codes"
help-codes-import = Takes the codes of a file into the journal, also while `run` is at work: all of them or, if a line is wrong, none
    .file = The file, with the columns sku and code; without it the one that [shop] codes names
    .dry-run = Only says what would be taken
    .skip-known = Passes over codes that were imported before
help-codes-stock = How many codes of each sku there are, and how many were given
help-codes-given = The codes that an order got, masked; the whole of them: `orders show --codes`
    .order = { help-orders-show.order }
help-checkout = What shops want paid: links that customers pay by
help-checkout-create = Asks a provider for one; prints its link. While `run` is not at work, it is written down and asked for when it is
    .provider = By whom it is paid: tribute_shop, tbank or telegram, whichever is configured
    .account = Who gets the goods: the account number
    .sku = A product of the configuration, which has its price
    .price = Instead: what is to be paid, 5.00 EUR
    .title = What the customer reads
    .description = More of that
    .reference = Your own name for it; comes back with the order
    .email = The customer's address
    .phone = The customer's number, with +
    .language = In which the customer is spoken to: ru, en
    .success-url = Where the customer is sent after paying
    .fail-url = Where the customer is sent when that fails
    .expires-at = From then on it can't be paid: 2026-12-01T10:00:00Z; default: in a day
    .recurring = It is paid again: on_demand (see `charge`), weekly, monthly, quarterly, halfyearly, yearly
    .receipt = A file with the receipt, as JSON, for providers that want one
    .extra = A file with what only the provider understands, as JSON
    .key = A name for this request: the same again finds the same checkout
help-checkout-show = One of them
    .id = Its name: chk_…
help-checkout-list = All of them, newest last
    .status = Only those that stand so: open, paid, failed, expired, refunded, unclear
    .limit = The newest N of them; default: 50 on a terminal, else all
    .json = One JSON object per checkout
help-charge = Has a recurring checkout that was paid be paid once more, without the customer; asks first
    .checkout = The checkout: chk_…
    .price = What is to be paid: 5.00 EUR
    .reference = Your own name for it; default: the checkout's
    .key = { help-checkout-create.key }

help-shop = Your shop's server
help-shop-test = Tries the address and the signature: one call with a right signature, one with a wrong one
    .full = Also tries orders that are no real ones: repeated, two at once, for another account, refunded; a table of what is wrong
    .show = Calls nobody: prints the call as a command line for curl, without the secret
    .url = The address to try, instead of the configuration's; needs --secret-file
    .secret-file = The file with its secret
help-tribute = Your account at Tribute, by its API
help-tribute-products = The products, those of all kinds or of one
    .type = digital, custom or physical
    .json = One JSON object per product
help-tribute-product = One product
    .id = The product's number
help-tribute-shop = The shop
help-tribute-orders = The shop's orders
    .from = From this day on: 2026-11-01
    .to = Up to this day
    .json = One JSON object per order
help-tribute-order = One order of the shop
    .uuid = The order's id
help-tribute-cancel = Gives the money of a purchase back that was paid in Stars; asks first
    .purchase = The purchase's number
help-session = The session of your Telegram account
help-session-import = Takes over a login of Telethon's: its .session file or its StringSession
    .file = The file; `-` or nothing: from stdin. Never on the command line: others can see that
    .yes = The old program is stopped: does it without asking
help-session-export = Prints the login as Telethon's StringSession. Whoever has it can act as you; the journal stays behind
    .telethon = Makes a file for Telethon instead (name.session); never overwrites
    .yes = Prints it to a terminal without asking

help-headings =
    .usage = Usage:
    .commands = Commands
    .arguments = Arguments
    .options = Options
    .some-options = [OPTIONS]
# The words that stand for a value: `--config <FILE>`.
help-values =
    .command = COMMAND
    .dir = DIR
    .date = DATE
    .duration = DURATION
    .file = FILE
    .format = FORMAT
    .id = ID
    .kind = KIND
    .mode = MODE
    .n = N
    .n-file = N|FILE
    .name = NAME
    .order = ORDER
    .price = PRICE
    .product = PRODUCT
    .reason = REASON
    .since = SINCE
    .source = SOURCE
    .state = STATE
    .text = TEXT
    .time = TIME
    .url = URL

## The command line can't be understood.

usage-unknown_command = Unknown command `{ $argument }`.
    .remedy =
        { $detail ->
            [logs] The log goes where `run` was started: to its window, or for a service `journalctl -u tribute-agent`. What became of orders: `tribute-agent orders list`.
           *[none] { $suggestion }See: { $command } --help
        }
usage-command_not_built = This build has no command `{ $argument }`.
    .remedy = Build with the default features: cargo build --release
usage-missing_command = `{ $command }` needs a command after it.
    .remedy = See: { $command } --help
usage-unknown_argument =
    { $detail ->
        [option] There is no `{ $argument }` here.
       *[value] Unexpected argument `{ $argument }`.
    }
    .remedy = { $suggestion }See: { $command } --help
usage-missing_argument =
    { $detail ->
        [argument] `{ $argument }` is missing.
       *[value] `{ $argument }` needs a value.
    }
    .remedy = See: { $command } --help
usage-bad_value =
    { $detail ->
        [flag] `{ $argument }` takes no value.
       *[value] { $value } is no value for `{ $argument }`: { $expected }.
    }
    .remedy = { $suggestion }See: { $command } --help
usage-conflict =
    { $detail ->
        [twice] `{ $argument }` is given twice.
       *[other] `{ $argument }` and `{ $other }` exclude each other.
    }
    .remedy = See: { $command } --help
usage-wrong =
    { $detail ->
        [not_utf8] Something on the command line is not text in UTF-8.
       *[other] The command line can't be understood: { $detail }.
    }
    .remedy = See: { $command } --help

usage-suggestion = Did you mean `{ $name }`?
usage-expected-one-of = expected one of { $names }
usage-expected-number = expected a whole number
usage-expected-number-between = expected a whole number from { $least } to { $most }
usage-expected-duration = expected a duration: 2s, 200ms, 5m, 1h30m, 72h
usage-expected-price = expected a price with its currency: 5.00 EUR, 250 XTR (Stars are whole)
usage-expected-since = expected all, a duration (2h, 3d) or a day (2026-11-01)
usage-expected-orders = expected a number from 1 to { $most }, or a file
usage-contradiction = { $one } and { $other } contradict each other
