## The configuration: what is wrong with it, in the words of its owner.

config-line = line { $line }: { $told }
config-bot_in_saved_messages = no bot can be in Saved Messages: the selling account writes there in its place
    .remedy = Make a group, add the bot to it, and name it in [moderators] chat. Or delete bot_token.
config-chat_is_tribute = this is the chat with Tribute's bot: it would answer every message about its answers
    .remedy = Name another chat: a group with the moderators in it, or "me" for Saved Messages.
config-in-variable = environment variable { $variable }: { $what }
config-more-mistakes = … and { $count } more

config-bad_alert_command = `alert_command` names no program
    .remedy = Write the program and its arguments, each on its own: ["mail", "-s", "tribute-agent", "me@example.com"]
config-bad_command = the program that gives the goods is not named
    .remedy = Write the program and its arguments, each on its own: command = ["/home/me/give.sh", "--fast"]
config-bad_api_hash = `api_hash` is not what my.telegram.org gives: 32 hexadecimal digits
    .remedy = Copy `App api_hash` from https://my.telegram.org/apps, whole.
config-bad_bot_token = `bot_token` is not what @BotFather gives: `123456789:AA…`{ $looks ->
        [none] { "" }
       *[other] . It looks like { $looks }
    }
    .remedy = Copy the whole token; @BotFather shows it again upon /mybots.
config-bad_chat = `{ $key }` names no chat
    .remedy = Write the chat's id (-1001234567890, no quotes), "@username", or "me" for Saved Messages.
config-bad_duration = "{ $text }" is no duration that fits here
    .remedy = Write "2s", "200ms", "5m" or "1h30m", from { $shortest } to { $longest }.
config-bad_label =
    { $kind ->
        [button] { $text } stands on no button
        [product] a product without a name
       *[line] { $text } is empty, too long, or more than one line
    }
    .remedy =
        { $kind ->
            [button] Write the label as it stands on the button: send_buttons = ["Send"]
            [product] Keep one [[product]] for each name, as Tribute prints it.
           *[line] Write one line of at most 128 characters: { $example }
        }
config-bad_language = the agent does not speak { $text }
    .remedy = Write language = "ru" or language = "en"
config-bad_path =
    { $is_session ->
        [yes] { $text } can't be a session: the journal lies beside it, as `.journal`
       *[no] { $text } is no path that can be used here
    }
    .remedy =
        { $is_session ->
            [yes] Write, for example, session = "sessions/main.session"
           *[no] Write a path relative to this file, or a full one beginning with `/`; `~` is not understood.
        }
config-bad_listen = { $text } is no address to listen at
    .remedy = Write this machine's address and a port: listen = "127.0.0.1:8787"
config-bad_pattern =
    { $kind ->
        [empty] the pattern is empty
        [too-long] the pattern is too long
        [too-complex] the pattern is too complex
       *[syntax] the pattern is no regular expression: { $reason }
    }
    .remedy = Write it in single quotes, where \ stands for itself: { $example }
config-bad_ping_url = this is no address that can be called
    .remedy = Write the whole address that the service gave you: "https://hc-ping.com/…"
config-bad_public_url = this is no address by which the world reaches the server
    .remedy = Write it without a path to a webhook: public_url = "https://pay.shop.example"
config-bad_price = { $text } is no price, or can be read in two ways
    .remedy = Write the amount and the currency: price = "5.00 EUR", "1250.00 RUB", "250 XTR" (Stars are whole)
config-bad_profile =
    { $kind ->
        [alike] lines could not be told apart: `{ $label }` and `{ $other }` begin alike
        [empty] lines could not be told apart: `{ $label }` is empty
       *[several-lines] lines could not be told apart: `{ $label }` is more than one line
    }
    .remedy = Write each label as it stands in the message, colon included.
config-bad_proxy =
    { $problem ->
        [scheme] `proxy` does not begin with socks5://, and no other kind will do
        [host] `proxy` names no host
        [port] `proxy` names no port
        [credentials] the user or the password in `proxy` can't be one: too long, no user, or a `%` that is not %25
       *[rest] in `proxy` something stands after the port
    }
    .remedy = Write "socks5://user:password@host:port", or "socks5://host:port"; @ : / % in user and password as %40 %3A %2F %25.
config-bad_shop_kind = there is no kind of shop called { $text }
    .remedy = Write kind = "http" (your server), "command" (a program on this machine), "codes" (a list of codes) or "salebot" (a project at Salebot)
config-codes_without_products = codes need products: without them nobody knows which code is for what
    .remedy = List each product as Tribute prints it, with the sku of its codes: { $line }
config-template_without_code =
    the template does not tell the code as it is{ $absent ->
        [none] {""}
       *[other] {" "}when these are missing: { $absent }
    }
    .remedy = Put { $code } where it stands in any case, without a filter: the code is all that the customer gets
config-codes_too_long = the reply would not fit one message: up to { $count_max } codes of up to { $length_max } characters each, and a message has { $units_max }
    .remedy = Write code_length = N with the length of your longest code into [shop], or sell fewer codes at once (quantity), or shorten the template
config-bad_roots = there is no list of certificate authorities called { $text }
    .remedy = Write roots = "bundled" or roots = "system"
config-bad_template =
    the template's line { $line } does not work: { $detail ->
        [no-end] a tag has no end, or a brace in it
       *[other] { $detail }
    }
    .remedy =
        { $remedy ->
            [nearest] Did you mean `{ $nearest }`?
            [filters] What a reply can use: { $filters }.
           *[syntax] Values stand in { $value }, conditions in { $condition }. A sample: { $command }
        }
config-bad_token = the token can be guessed: it has to have at least { $characters_min } characters, Latin letters, digits and signs without spaces
    .remedy = Make one: `{ $command }`
config-bad_time = { $text } is no time of day
    .remedy = Write daily = "09:00", or daily = "off"
config-bad_quiet = { $text } are no hours of the day
    .remedy = Write from when to when: quiet = "23:00-09:00"
config-bad_time_zone = { $text } is no time zone that this machine knows
    .remedy = Write time_zone = "Europe/Moscow", a name of https://www.iana.org/time-zones. Where no name is known, install the machine's `tzdata`.
config-bad_url = this is no address that can be called
    .remedy = Write the whole address, without `#`: "https://shop.example/tribute"
config-bad_username = { $text } is no username
    .remedy = Write it as Telegram shows it: "@tribute". Not a link, not a display name.
config-duplicate_product = the product { $name } stands here a second time (case, spaces and what can't be seen don't matter)
    .remedy = Keep one [[product]] for each name, as Tribute prints it.
config-bad_tribute_key = `key` is no key to Tribute's API{ $looks ->
        [none] { "" }
       *[other] : it looks like { $looks }
    }
    .remedy = Open Tribute in Telegram, Settings, API keys, and copy the key as a whole: it looks like f138f7b4-0000-4c5c-97a6-46f8870dc0de.
config-bad_salebot_key = `api_key` is no API key of a project at Salebot
    .remedy = Copy it from the project's settings at Salebot, whole and alone: letters and digits, no address around it.
config-bad_salebot_prefix = `prefix` is not what the messages of Salebot's payments begin with
    .remedy = Copy the 10 letters and digits from the project's settings at Salebot, without what follows the “_”.
config-bad_provider_token = `provider_token` is not what @BotFather shows for a payment provider: `284685063:TEST:…`{ $looks ->
        [none] { "" }
       *[other] . It looks like { $looks }
    }
    .remedy = Write /mybots to @BotFather, choose the bot, Payments, the provider, and copy the token as a whole. Payments in Stars need none: delete the line.
config-bad_on_silence = { $text } is not what becomes of a payment when the shop is silent
    .remedy = Write on_silence = "decline" (the buyer is not charged) or "accept" (the payment goes on).
config-bot_without_telegram = [telegram_payments] needs [telegram]: the bot logs in by your application's api_id and api_hash
    .remedy = `tribute-agent init` asks for both; or delete [telegram_payments].
config-silence_of_nobody = `on_silence` counts only where the shop is asked before a payment
    .remedy = Add ask_shop = true, or delete `on_silence`.
config-bad_words = `{ $key }` is empty or longer than one message ({ $units_max } characters)
    .remedy = Write a few sentences for buyers, or delete the line: then they read the usual ones.
config-test_provider = `provider_token` is a test token (TEST): its payments bring no money, and goods are given for them
    .remedy = To sell, write /mybots to @BotFather, choose Payments, and connect the provider for live payments (LIVE).
config-not_sold_in_telegram =
    { $kind ->
        [none] in Telegram nothing can be bought: no product has a price that can be paid there{ $names ->
            [none] { "" }
           *[other] { " " }({ $names }{ $more ->
                [0] { "" }
               *[other] { " " }and { $more } more
            })
        }
       *[some] buyers in Telegram don't see { $names }{ $more ->
            [0] { "" }
           *[other] { " " }and { $more } more
        }: the price is not in Stars, and there is no provider_token
    }
    .remedy = Write prices in Stars: price = "250 XTR". For other currencies, connect a payment provider at @BotFather and write its provider_token into [telegram_payments].
config-bad_terminal_key = `terminal_key` is no name of a terminal
    .remedy = Copy it from the bank's cabinet, Internet acquiring, the shop, Terminals: at most 20 letters and digits, such as 1700000000000DEMO.
config-bad_tbank_password = `password` is no password of a terminal
    .remedy = Copy it as a whole from the bank's cabinet, where the terminal stands: 8 to 64 characters without spaces.
config-demo_terminal = the terminal in [tbank] takes no real money, as its name ends in DEMO, and goods are given for its payments
    .remedy = Write livemode = false above all sections while you try it, or take the real terminal.
config-bad_taxation = { $text } is no tax system
    .remedy = Write one of these: { $known }.
config-bad_account_source = { $text } is not what the shop can get for an account
    .remedy = Write account = "telegram_id", or "none" if the shop knows buyers by itself.
config-bad_event_name =
    { $kind ->
        [taken] { $text } can't be passed on: it becomes an order or a refund
       *[bad] { $text } is no name of an event
    }
    .remedy = Write names as Tribute's documents do: forward = ["new_subscription"].
config-duplicate_tribute_id = a second product has the number { $id } at Tribute
    .remedy = Keep one [[product]] for each tribute_id.
config-example_mismatch =
    { $kind ->
        [too-long] the example is longer than { $characters_max } characters
        [nothing] the pattern finds nothing in the example { $example }
        [doubtful] the pattern finds no certain account number in the example { $example }
       *[several] the pattern finds several numbers in the example { $example }
    }
    .remedy =
        { $kind ->
            [too-long] Write it as short as customers would: an account number and a few words.
           *[other] Mend the pattern, or write an example with one account number, as customers would.
        }
config-incomplete = it says too little to work with
    .remedy = Compare it with the sample: { $command }
config-insecure_url = plain http would let everybody on the way read and change orders
    .remedy = Write https://…; of a shop in a network that is yours alone: `allow_insecure = true` in [shop].
config-listens_openly = the server listens at { $listen }: others can reach it without encryption
    .remedy = Let it listen at 127.0.0.1 and put a proxy with https in front of it: nginx, Caddy or a tunnel.
config-missing_key = `{ $name }` is missing
    .remedy =
        { $kind ->
            [secret] Add `{ $line }`, or `{ $line_file }` with a path, or set { $variable }.
           *[key] Add a line such as: { $line }
        }
config-missing_section = the section [{ $section }] is missing
    .remedy = `{ $init }` asks for what is missing and adds it. Or fill in [{ $section }] yourself; `{ $sample }` shows how.
config-no_buttons = with no label in `send_buttons` no order could be completed
    .remedy = Write the label as it stands on the button: send_buttons = ["Send"]
config-moderators_unused = [moderators] is not used: without [telegram] there is no account that could write there
    .remedy = Set `alert_command`: it is given what moderators would read. Or add [telegram], if the agent is to have an account there (`tribute-agent init`); else delete [moderators].
config-api_without_server = [tribute_api] is there, but no [server]: Tribute can tell of no purchase
    .remedy = Add [server] with a token, and put its address into Tribute: `tribute-agent init` asks for both.
config-no_products = there is no [[product]]: every product passes, and the shop gets no sku
    .remedy = List what you sell, so that a product the shop does not know is not activated.
config-not_strict = [account_id] strict = false: a part of a telephone number, an e-mail or a longer number may be taken for an account
    .remedy = Delete the line, and name your own words for an account instead: labels = ["player id"].
config-nobody_allowed = with an empty `allowed` nobody could answer the agent
    .remedy = List the moderators' ids, or delete the line: then everybody in the chat may.
config-not_found =
    { $named ->
        [yes] there is no such file
       *[no] there is neither config.local.toml nor config.toml here
    }
    .remedy =
        { $named ->
            [yes] Check the path after --config. To have it made: { $init }
           *[no] No settings yet? `{ $init }` asks a few questions and makes them. If there are some, name the file with --config FILE, or go to the folder it is in.
        }
config-not_utf8 = this is no text in UTF-8
    .remedy = Save it again as UTF-8, with a text editor.
config-out_of_range = { $number } is out of range
    .remedy = Write a number from { $least } to { $most }.
config-readable_by_others = { $file } holds secrets, and others on this machine may read or change it
    .remedy = chmod 600 { $file }
config-sample = this is still the sample's: { $key } is known to everybody
    .remedy = Put in your own. Or `tribute-agent init` asks for everything and writes config.local.toml, if there is none yet.
config-secret_file =
    { $problem ->
        [none] { $path } is too long for a secret
       *[other] can't read { $path }: { $problem }
    }
    .remedy = Write the secret into that file, on one line and nothing else, or correct the path.
config-secret_twice = both `{ $key }` and `{ $key_file }` are given
    .remedy = Keep one of the two.
config-syntax =
    { $kind ->
        [unquoted] a text must stand in quotes
        [curly] these quotes are not those of TOML
       *[other] this is not TOML: { $message }
    }
    .remedy =
        { $kind ->
            [curly] Type straight quotes: "…". Phones and word processors put others in their place.
           *[other] A line is `key = value`; texts stand in "quotes"; sections in [brackets]. A sample: { $command }
        }
config-template_empty =
    { $absent ->
        [none] the template says nothing at all when all values are there
       *[other] the template says nothing at all without { $absent }
    }
    .remedy = Leave some words outside of every { $condition }.
config-template_fails =
    { $absent ->
        [none] the template's line { $line } fails when all values are there
       *[other] the template's line { $line } fails without { $absent }
    }
    .remedy = Ask before printing what may be missing: { $example }
config-template_statement = there is no { $name } in a reply's template
    .remedy = What there is: { $known }.
config-template_too_large = the template is larger than { $size_kib } KiB, or has { $tag } of more than { $tag_bytes } bytes or { $brackets } brackets, or a `*` that is not between numbers
    .remedy = Shorten it: a reply is one message. Only numbers are multiplied: { $product }
config-template_too_long = the reply may become { $units } units long, Telegram takes { $units_max }
    .remedy = Shorten the template, and print each value once.
config-template_unknown_name = the template asks for `{ $name }`, and there is no such value
    .remedy =
        { $nearest ->
            [none] There are: { $known }.
           *[other] Did you mean `{ $nearest }`?
        }
config-too_large = is larger than 256 KiB
    .remedy = Check that it is the configuration; a catalogue of 2,000 products fits.
config-too_many = `{ $name }` has too many entries
    .remedy = Leave at most { $count_max }.
config-unknown_key =
    { $section ->
        [none] there is no `{ $key }` outside of sections
       *[other] there is no `{ $key }` in [{ $section }]
    }
    .remedy =
        { $elsewhere ->
            [none]
                { $nearest ->
                    [none] Delete it. What there is here: { $known }.
                   *[other] Did you mean `{ $nearest }`?
                }
            [top] Move it to the top of the file, above the first section.
           *[other] Move it to { $elsewhere }.
        }
config-unreadable =
    { $error ->
        [silence] this is no file, and nobody wrote into it for { $seconds } s
       *[other] can't be read: { $error }
    }
    .remedy = Check that it is a file, and that you may read it.
config-without_telegram_only = `{ $key }` is for an agent without [telegram]: with one, the session says it
    .remedy = Delete the line. The journal lies beside the session.
config-wrong_type =
    { $found ->
        [string] `{ $name }` can't be a text
        [integer] `{ $name }` can't be a number
        [float] `{ $name }` can't be a number
        [boolean] `{ $name }` can't be true or false
        [datetime] `{ $name }` can't be a date
        [array] `{ $name }` can't be a list
       *[table] `{ $name }` can't be a section
    }
    .remedy =
        { $wanted ->
            [text] Write a text in quotes: "…"
            [price] Write the amount and the currency, in quotes: price = "{ $number } EUR"
            [boolean] Write true or false.
            [integer] Write a whole number, without quotes.
            [integer-or-text] Write a whole number without quotes, or a text in quotes.
            [integers] Write a list of whole numbers: [111, 222]
            [texts] Write a list of texts: ["…", "…"]
            [duration] Write a duration in quotes: "2s", "5m", "1h30m"
            [sections] Write [[{ $name }]].
           *[section] Write [{ $name }].
        }

## What a pasted text looks like, as the end of “this looks like …”.

config-looks-like =
    { $kind ->
        [Placeholder] a placeholder out of an instruction
        [ProductLink] a link to a product at Tribute
        [ProxyLink] a link to a proxy for Telegram's own apps
        [TelegramLink] a link to Telegram
        [WebLink] a link
        [Socks5] a SOCKS5 proxy
        [BotToken] the token of a Telegram bot
        [ProviderToken] the token of a payment provider
        [Header] an HTTP header with somebody's API key
        [ShopSecret] a shop's secret (whsec_…)
        [CutShopSecret] a shop's secret that is not whole
        [AsymmetricKey] half of an asymmetric key pair (whsk_, whpk_)
        [ApiHash] an api_hash
        [CutApiHash] an api_hash that is not whole
        [TributeKey] a key to Tribute's API
        [CutTributeKey] a key to Tribute's API that is not whole
        [TerminalKey] the name of a terminal at T-Bank
        [StringSession] a StringSession: whoever has it is you in Telegram. Show it to nobody
        [PhoneNumber] a phone number
        [Email] an e-mail address
        [Username] a username in Telegram
        [ChatId] the id of a group
       *[Number] a number
    }
