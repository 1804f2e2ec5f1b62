## `init`: questions, what is said about answers, the summary.

## Words that are understood in answers, separated by commas. Those of both languages always are.
init-words-no = n, no
init-words-en = 1, en, english
init-words-ru = 2, ru, russian
init-words-letters = letters, letter, nick, nickname, name, e-mail, email, mail, uuid
init-words-digits = digits, digit
init-words-from = from
init-words-to = to
init-words-new = new
init-words-same = same, the same
init-words-all = all, everybody
# Labels that customers write before a name.
init-words-labels = id, uid, nick, nickname, name, login, account, acc, email, e-mail
init-words-eur = euro, euros
init-words-rub = ruble, rubles, rouble, roubles
init-words-usd = dollar, dollars
init-words-uah = hryvnia, hryvnias
init-words-kzt = tenge
init-words-xtr = star, stars

## The conversation.
init-welcome =
    { $new ->
        [yes] {""}
            A few questions, ten minutes or so; then everything is in { $path }.
       *[no] {""}
            { $path } is there already. You are asked for what is missing and can change an answer; everything else in the file stays as it is.
    }
    Nothing is written into it before the end. Ctrl-C leaves at any time and keeps your answers in a draft. ? explains a question, Enter leaves it for later.
init-kept = There are answers from last time that were not written: { $path }.
init-heading = {""}
    { $place } of { $count } · { $title }
init-topic =
    { $topic ->
        [application] Your application at Telegram
        [route] The connection to Telegram
        [shop] Who gives the goods
        [account] The customer's account id
        [products] What you sell
        [tribute-key] Tribute's API
        [server] The agent's own server
        [bank] T-Bank
        [payments] Payments inside Telegram
       *[moderators] The moderators' chat
    }
init-introduction =
    { $topic ->
        [application]
            Telegram wants to know which program speaks to it: a number (api_id) and a key (api_hash), your own.
            Where to get them: open https://my.telegram.org/apps, enter the phone number of the account that sells (the code comes inside Telegram), fill in App title and Short name, choose Desktop, press Create application.
            If it only says “ERROR”, that is not unusual: type ? to see what helps.
        [route] Trying to reach Telegram from here…
        [shop]
            Your own server, which is called once for every paid order: what it has to answer is in docs/activation-protocol.md, one page for its programmer. Or, without a server, a list of codes, of which each order gets one, or a program on this machine: docs/without-a-server.md. Or a project at Salebot: docs/salebot.md.
            Where to get the server's address: from whoever runs it; it is the server's own, not a link at Tribute.
        [account]
            The customer writes it into the order's details, and it has to be found there among other words.
            Where to look: at real customers' ids, in the shop's own list.
        [products]
            If you list your products, an order for anything else is not carried out but shown to the moderators. If you list none, every order is carried out, whatever was bought: the shop is told the product's name, and has to make sense of it.
            Where to get the names: from your products in Tribute; that of a custom product exactly as the order has it after “Product:” (upper and lower case don't matter).
        [tribute-key]
            Of ready-made products Tribute tells by webhooks, signed with the account's key; with the same key the agent asks Tribute, and has money given back.
            Where to get it: the Tribute app in Telegram → Settings → API keys.
        [server]
            Tribute or T-Bank calls it when somebody has bought or was given their money back. It listens on this machine only; a proxy with https (nginx, Caddy, a tunnel) brings the world to /webhooks/, and to nothing else: samples are in packaging/.
        [bank]
            Customers pay by links that lead to T-Bank's page; the shop's program asks the agent for each: docs/tbank.md.
            Where to get them: the bank's cabinet → Internet acquiring → your shop → Terminals. The test terminal ends in DEMO, and has a password of its own.
        [payments]
            Customers write to a bot of yours, choose a product and pay without leaving Telegram; the agent gives the goods. It takes a bot; for Stars neither keys nor contracts. All about it: docs/telegram-payments.md.
            How to make a bot, in two minutes:
            1. Open @BotFather in Telegram and send /newbot.
            2. Give the bot a name, which customers see, and a @username that ends in bot.
            3. Copy the token from @BotFather's answer here: 123456789:AA…
            A bot that you have will do, too, unless another program uses it: /mybots → the bot → API Token.
       *[moderators]
            The agent writes there when it can't decide: an order without an account id, a shop that refuses. Best is a group of its own with everybody who may help, and the selling account in it.
            Where to get its id: open the group at https://web.telegram.org; the address ends in #-1001234567890. A public group has a @name.
    }
init-choice = { $enter ->
        [yes] {"["}Y/n]
       *[no] {"["}y/N]
    }
init-yes-or-no = y or n, please.
init-assumed = { $enter ->
        [yes] Taken as yes.
       *[no] Taken as no.
    }
init-looks-like = This looks like { $looks }. { $wanted }
init-left-for-later = Let us leave this one: you can come back to it. Your other answers are kept.

## Questions. `enter` says what Enter does: `keep` where there is an answer already, else `later`.
init-ask-language = Language / Язык: 1 — English, 2 — русский [1]:
    .help = The language of this program and of its messages to moderators. · Язык программы и её сообщений модераторам.
init-ask-resume = Go on with them?
init-ask-sales = How do customers buy? 1 — custom products: they write an account id, and Tribute's bot tells you in its chat; 2 — ready-made products, of which Tribute tells by webhooks; 3 — both; 4 — by links to T-Bank's page, which your shop's program asks for; 5 — inside Telegram: at a bot of your own, for Stars or money [1]:
    .help =
        1: the agent works as your Telegram account, reads the chat with Tribute's bot and answers there.
        2: the agent needs no Telegram account, but an https address at which Tribute can call it. docs/tribute-api.md says more.
        4: the same, for an account with T-Bank's acquiring: docs/tbank.md.
        5: customers pay your bot without leaving Telegram; docs/telegram-payments.md.
        More can be added later: run `init` again.
init-ask-tribute-key = Key (Enter: { $enter ->
        [keep] keep it
       *[later] later
    }, ?: help):
    .help = The Tribute app in Telegram → Settings → API keys. A key that is made anew replaces the one before: programs that have the old one stop working.
    .wanted = Here goes the key to Tribute's API, whole: it looks like f138f7b4-0000-4c5c-97a6-46f8870dc0de.
init-ask-tribute-try = Try it now, with one call to Tribute that reads your products?
init-ask-tribute-keep = It can be put right later (`tribute-agent doctor` tries again). Keep this key? No: type it again
init-ask-terminal-key = Terminal, such as 1700000000000DEMO (Enter: { $enter ->
        [keep] keep it
       *[later] later
    }, ?: help):
    .help = The bank's cabinet → Internet acquiring → your shop → Terminals. The one that ends in DEMO takes no real money: it is for trying.
    .wanted = Here goes the name of the terminal: at most 20 letters and digits, such as 1700000000000DEMO.
init-ask-bank-password = The terminal's password (Enter: { $enter ->
        [keep] keep it
       *[later] later
    }, ?: help):
    .help = It stands beside the terminal's name, and signs what the agent and the bank say to each other. It is not the password of the cabinet.
    .wanted = Here goes the terminal's password, whole: 8 to 64 characters without spaces.
init-ask-bank-try = Try it now, with one call to the bank that changes nothing?
init-ask-bank-keep = It can be put right later (`tribute-agent doctor` tries again). Keep them? No: type them again
init-ask-taxation = Your tax system, for receipts: 1 osn, 2 usn_income, 3 usn_income_outcome, 4 esn, 5 patent (Enter: { $enter ->
        [keep] as it is
       *[later] no receipts
    }, ?: help):
    .help = By the law (54-FZ) a customer gets a receipt, if a cash register of yours is connected to the terminal. osn is the general system, usn the simplified one: of the income, or of the income less the expenses. A receipt may name another one.
init-ask-public-url = By which address does the world reach it, https://… (Enter: { $enter ->
        [keep] keep it
       *[later] later
    }, ?: help):
    .help =
        The address of your proxy, without /webhooks/…: https://pay.shop.example. A name of your own and a certificate (nginx, Caddy), or a tunnel, which needs neither an open port nor a certificate: docs/tribute-api.md.
        None yet? Enter; run `init` again when there is one.
    .wanted = Here goes the address of your proxy, such as https://pay.shop.example.
init-ask-api-id = api_id (Enter: { $enter ->
        [keep] keep both
       *[later] later
    }, ?: help):
    .help =
        On https://my.telegram.org/apps under “App configuration”: App api_id is a number, App api_hash 32 letters and digits.
        When the page only says “ERROR”, try these, one after the other:
        · no VPN and no proxy; switch off ad blockers and other extensions, or take a private window;
        · the phone's own mobile network, best with the phone's browser, in the account's own country;
        · another browser (Firefox, Safari);
        · App title and Short name in plain Latin letters and digits, 5 to 32 of them, no spaces, not “telegram” or “test”; URL left empty;
        · platform Desktop;
        · again some hours later: after several tries the page refuses for a while.
        Enter leaves it for later: everything else can be set up meanwhile.
    .wanted = Here goes api_id: the number at “App api_id”.
init-ask-api-hash = api_hash (Enter: { $enter ->
        [keep] keep both
       *[later] both later
    }, ?: help):
    .help = On https://my.telegram.org/apps, “App api_hash”: 32 letters and digits.
    .wanted = Here goes api_hash: 32 characters, 0–9 and a–f, from “App api_hash”, whole.
init-ask-proxy-remove = A proxy is configured. Take it out?
init-ask-proxy = SOCKS5 proxy (Enter: { $enter ->
        [keep] keep it
       *[later] without
    }, ?: help):
    .help =
        Those who rent out servers or VPNs often have SOCKS5 too; on a server of your own abroad, `ssh -D 1080 user@server` gives socks5://127.0.0.1:1080. Proxies for Telegram's apps (MTProto, tg://proxy) and HTTP proxies will not do.
        The characters @ : / % in user or password are written %40 %3A %2F %25.
    .wanted = Here goes a SOCKS5 proxy: socks5://host:port.
init-ask-proxy-keep = Write it down all the same?
init-ask-giver = Who gives the goods? 1 my server, 2 a list of codes, 3 a program on this machine, 4 Salebot (Enter: { $enter ->
        [keep] as it is
       *[later] later
    }, ?: help):
    .help = 1: it is called at every order, over the network. 2: codes, keys or links of a file; each order gets one. 3: a script of yours is started for every order. 4: your project at Salebot hears of each payment as of Salebot's own.
init-ask-command = The program, with its path (Enter: { $enter ->
        [keep] keep it
       *[later] later
    }, ?: help):
    .help = Such as /home/me/give.sh; samples are in the folder samples/command. It hears the order as JSON and answers with JSON.
init-ask-command-test = Try it now, with a call that changes nothing?
init-no-such-file = There is no such file.
init-codes =
    Write the codes into { $file } beside the configuration: the first line is “sku,code”, then a line for each code. The sku is what you name each product by below.
    After the login `tribute-agent codes import` takes them in; more can be added at any time.
init-ask-salebot-key = API key of the project (Enter: { $enter ->
        [keep] keep it
       *[later] later
    }, ?: help):
    .help = At Salebot: the project's settings → Integrations → Add API key, with the right to send callbacks. Whoever has it can write in the project's name.
    .wanted = Here goes the API key of the project at Salebot, without an address around it.
init-ask-salebot-prefix = Prefix, 10 characters (Enter: { $enter ->
        [keep] keep it
       *[later] later
    }, ?: help):
    .help = What the messages about payments begin with in your project, before “_success”: at Salebot, in the settings of payments. It is a secret: whoever knows it can say that something was paid.
    .wanted = Here go the 10 letters and digits before “_success”.
init-ask-salebot-test = Try it now, with a message to nobody?
init-ask-url = Address, https://… (Enter: { $enter ->
        [keep] keep it
       *[later] later
    }, ?: help):
    .help = The whole address at which the server waits for orders, such as https://shop.example/tribute. http:// only on this machine (http://127.0.0.1:8080/…). No server yet? Enter; run `init` again when there is one.
    .wanted = Here goes the address of your own server, such as https://shop.example/tribute.
init-ask-secret = Secret, whsec_… (Enter: { $enter ->
        [keep] keep it; “new” makes another
       *[later] make a new one
    }, ?: help):
    .help = Both sides sign with it, so that nobody else can ask your shop for goods. If the server has one already, paste it here; else a new one is made, and you put it into the server's settings.
    .wanted = Here goes the shop's secret: whsec_ and everything after it.
init-ask-shop-test = Try the server now, with two calls that change nothing?
init-ask-shop-test-new = Put that line on the server and restart it; then press Enter, and the server is tried with two calls that change nothing. (n: without trying)
init-ask-shop-keep = It can be put right later (`tribute-agent shop test` tries again). Keep this address and secret? No: type them again
init-ask-account = How many digits has it? Such as 8, or 6-10; if it is not only digits (letters, e-mail, nickname), type “letters” (Enter: { $enter ->
        [keep] keep it
       *[later] later
    }, ?: help):
    .help = Count the digits of the shortest and of the longest id: 6-10. All of one length: 8. Closer limits are better: then a telephone number or a date is not taken for an account.
init-ask-account-really = Are they really like that?
init-ask-account-keep = Go on with it all the same?
init-ask-example = A real id (Enter: no more):
    .help = The account id of a real customer, as they would write it. It stays in the configuration, as an example.
    .wanted = Just the id, in one piece, such as 12345678, US-12345 or ivan@mail.example.
init-ask-pattern = Press Enter to take it, or type a pattern of your own (?: help):
    .help =
        A pattern is a regular expression: \d is a digit, [A-Z] a letter, {"{5,8}"} from 5 to 8 times, \b the edge of a word.
        \bUS-\d{"{5}"}\b finds US-12345.
init-ask-product = Product (Enter: { $enter ->
        [keep] no more
       *[later] no more, or later
    }, ?: help):
    .help = Such as “10 diamonds”. One after the other; Enter when there are no more. The name of one that is there already changes it.
    .wanted = Here goes the product's name, on one line of at most 128 characters.
init-ask-sku = {"  "}its sku, the shop's own name for it (Enter: leave this product out, ?: help):
    .help = What the shop's server is to give: a short name that its programmer knows, such as diamond-10.
    .wanted = Here goes the sku: a short name such as diamond-10, on one line of at most 128 characters.
init-ask-quantity = {"  "}how many of it [1]:
    .help = How many of that sku the shop gives for one order: 10 for ten diamonds when the sku is one diamond.
    .wanted = A whole number from 1 on.
init-ask-price = {"  "}price, such as 5.00 EUR (Enter: any):
    .help = With a price, an order that was paid otherwise goes to the moderators. 5.00 EUR, 5 euros, 1250.00 RUB, 250 XTR (Stars).
    .wanted = That can't be read as a price: 5.00 EUR, 5 euros, 1250.00 RUB, 250 XTR.
init-ask-tribute-id = {"  "}its number at Tribute (Enter: { $enter ->
        [keep] none, or as it was
       *[later] none
    }: by the name, ?: help):
    .help = `tribute-agent tribute products` shows the numbers. With one, the product may be renamed at Tribute. A custom product needs none.
    .wanted = Here goes the product's number at Tribute, such as 456.
init-ask-chat = Chat: id, @name, or me (Enter: { $enter ->
        [keep] keep it
       *[later] me
    }; ?: help):
    .help =
        me is Saved Messages of the selling account itself: fine to begin with, but nobody's phone rings there.
        Telegram Desktop shows ids too: Settings → Advanced → Experimental settings → Show Peer IDs in Profile; put -100 before a supergroup's.
    .wanted = Here goes the chat's id (-1001234567890), its @name, or me.
init-ask-allowed = Who may answer there, ids with commas (Enter: { $enter ->
        [keep] as it is; “all”: everybody in it
       *[later] everybody in it
    }; ?: help):
    .help = A person's id is a number such as 123456789; Telegram Desktop shows it in the profile (Settings → Advanced → Experimental settings → Show Peer IDs in Profile). In a public group, or one open by link, do name them: else any stranger may answer.
    .wanted = Here go the ids of people, numbers with commas between them: 123456789, 987654321.
init-ask-bot-token = The bot's token (Enter: { $enter ->
        [keep] keep it; “no”: no bot
       *[later] no bot
    }; ?: help):
    .help = @BotFather sends the token at the end, behind “Use this token to access the HTTP API”; of a bot that you have: /mybots → the bot → API Token. Who knows it can write as the bot. All works without one, too, but then your account writes, whose own messages make no phone of yours ring.
    .wanted = Here goes the bot's token, whole, as @BotFather sent it: 123456789:AA…
init-ask-payments-token = The bot's token (Enter: { $enter ->
        [keep] keep it
       *[later] later
    }, ?: help):
    .help = @BotFather sends it after /newbot; for a bot that you have: /mybots → the bot → API Token. Whoever knows the token can write as the bot. If a bot builder or another program uses the bot, make a new one: both would be asked whether a customer may pay, and the wrong one would answer.
    .wanted = Here goes the bot's token, whole, as @BotFather sent it: 123456789:AA…
init-ask-payments-currency = What do customers pay with? 1 — Telegram Stars, 2 — money, through a payment provider (Enter: { $enter ->
        [keep] as it is
       *[later] 1
    }, ?: help):
    .help = For digital goods (game currency, subscriptions, access) Telegram's rules allow Stars only: customers buy them in Telegram, and you get them on the bot's balance. A payment provider is for goods and services outside Telegram; @BotFather connects it.
init-ask-provider-token = The payment provider's token (Enter: { $enter ->
        [keep] keep it
       *[later] later
    }, ?: help):
    .help = TEST is for trying: it brings no money, and cards are test cards. LIVE is real.
    .wanted = Here goes the payment provider's token, whole: it looks like 284685063:TEST:NjZlZjU0 or 390540012:LIVE:12345.
init-ask-payments-support = Where do customers turn when something is wrong with a payment, such as @shop_support (Enter: { $enter ->
        [keep] as it is
       *[later] general words
    }, ?: help):
    .help = It is the answer to /paysupport, which Telegram's rules want a bot to give. A @username, an e-mail address, or a sentence with your hours.
    .wanted = Write where to turn: a @username, an e-mail address, or a sentence.
init-ask-write = Write it down?
init-ask-change = What is to be answered anew? Its number (Enter: nothing, leave without writing; the answers stay in a draft):
    .help = The number before the line. The other answers stay as they are.
init-ask-change-any = What is to be changed? Its number (Enter: nothing):
    .help = The number before the line. Everything else stays as it is.
init-ask-ring = There is a login already. Send a test message to the moderators, to hear whether a phone rings?

## About answers.
init-public-application = This is not yours but everybody's ({ $owner }). Telegram limits and bans accounts that log in with it. Make your own: type ? for help.
init-route-direct = Telegram can be reached directly: no proxy is needed.
init-route-blocked =
    Telegram can't be reached directly from here: it is blocked, or there is no network.
    Where it is blocked, a SOCKS5 proxy outside helps: socks5://host:port, or socks5://user:password@host:port.
    Only Telegram goes through it; the shop is called directly. In the configuration: [telegram] proxy.
init-route-proxy = Telegram can be reached through this proxy.
init-secret-made =
    A new secret. Put this line into the environment of the shop's server (the examples in docs/activation-protocol.md read it), and show it to nobody else:
    {"  "}{ $line }
init-shop-calling = Calling…
init-tribute-key-good = The key is good. Ready-made products, by their numbers at Tribute: { $count ->
        [0] none
       *[other] { $count }
    }
init-terminal-demo = This terminal takes no real money; goods are given for its payments all the same. `livemode = false` at the top of the file says that this is meant.
init-bank-good = The terminal and its password are good.
init-webhook-bank = The bank is told of { $url } with each payment: nothing has to be entered in its cabinet.
init-server-token = Its token was made, and is in the file: the shop's programs and your monitoring show it. Tribute does not need it.
init-webhook =
    Put this address into Tribute: the Tribute app → Settings → API keys → Webhook URL. There is one for each account.
    {"  "}{ $url }
init-account-understood = Understood: an id { $id }.
init-account-examples = Now up to three real ids, to try it on:
init-account-examples-first = Up to three real ids, to make a pattern of:
init-account-proposed =
    { $shape ->
        [uuid] Understood: UUIDs.
        [email] Understood: e-mail addresses.
        [code] Understood: codes of one build.
       *[name] Understood: names, or letters and digits in any order. Among other words one can't be told from them: it is found behind a label such as “nick” or “id”, or where nothing else is written.
    }
    The pattern that finds them: { $pattern }
init-account-by-pattern = by the pattern { $pattern }
init-account-not-found =
    { $found ->
        [nothing] “{ $text }”: there is no id { $id } in it.
        [doubtful] “{ $text }”: the id { $id } in it may be a part of something else.
       *[several] “{ $text }”: there are several ids { $id } in it.
    }
init-account-sentence = my id { $id }, thanks!
init-account-again = Then once more: what are they really like?
init-lookalike =
    { $kind ->
        [telephone] a telephone number
        [email] an e-mail address
        [uuid] a UUID
        [year] a year
        [date] a date
       *[price] a price
    } ({ $text })
init-lookalike-taken =
    { $kind ->
        [telephone] A telephone number
        [email] An e-mail address
        [uuid] A UUID
        [year] A year
        [date] A date
       *[price] A price
    } would be taken for an account: { $text } → { $id }. Whoever writes only that would have the goods given to a stranger.
init-lookalikes-passed = Tried, and not taken for an account: { $texts }.
init-digits-exact =
    of { $count } { $count ->
        [one] digit
       *[other] digits
    }
init-digits-range = of { $least } to { $most } digits
init-digits-example = { $digits }, such as { $example }
init-digits-examples = { $digits }, such as { $shortest } or { $longest }
init-digits-short = Numbers as short as that are common in any text: a quantity, a date, a price. Each would be taken for an account id.
init-digits-wide = That is very wide: almost any number would be taken for an account id, a date and a telephone number too.
init-digits-unclear = That was not understood. Type in figures how many digits an id has: “8” if all have 8; “6-10” if they have from 6 to 10. Or the word “letters” if there is more in them than digits.
init-digits-out-of-range = An account id has from 1 to { $most } digits. “8” means: of 8 digits.
init-digits-backwards = The smaller number first: { $least }-{ $most }.
init-digits-is-number = This looks like such an id itself, of { $count } digits. If all of them have as many, type { $count }.
init-product-known = “{ $name }” is there already: answer anew what to give for it.
init-product-left-out = This product is left out; it can be added later.
init-no-products = No product is listed: every order is carried out, whatever was bought.
init-chat-invitation = An invitation link does not name the chat. Take its id (?: where) or its @name.
init-chat-without-minus = A group's id begins with a minus. Is it -{ $id }?
init-chat-is-person = { $id } is the id of a person, not of a group: a group's begins with a minus, such as -1001234567890. Open the group at https://web.telegram.org and take the number at the end of the address; or type ? for another way.
init-chat-is-bot = This is Tribute's own bot: it would answer every message, and nobody would read them. Take a group of your own, or me.
init-me-rings-not = Mind: in Saved Messages nobody's phone rings. When you can, make a group and add a bot of your own to it: its messages make your phone ring even if nobody else is there.
init-bot =
    I recommend a bot of your own there: it makes phones ring, its messages have buttons, and it tells when the selling account is logged out. It is free and takes two minutes:
    1. In Telegram, open @BotFather and send /newbot.
    2. Think of a name for the bot, and of a @username that ends in bot.
    3. Add the bot to the moderators' group, and make it an admin who may pin messages.
    4. Copy the token from @BotFather's answer to here: 123456789:AA…
init-payments-same = The moderators have a bot already. One bot can both write to them and take payments: then answer “same”.
init-payments-provider =
    @BotFather connects a payment provider:
    1. /mybots → your bot → Payments.
    2. Choose the provider and go through its steps; for trying, the button with TEST.
    3. Copy the token here that @BotFather shows then.
init-payments-prices = Customers see the products with a price that can be paid: price = "250 XTR" is 250 Stars.
init-moderators-untried = The chat and the bot are checked by `tribute-agent doctor`, once you are logged in.
init-moderators-trying = Looking at the chat and the bot…

## The summary, and the end.
init-summary = {""}
    This is what it comes to:
init-summary-application = api_id { $id }; api_hash is given
init-summary-proxy = through the proxy { $proxy }
init-summary-shop =
    { $url }; { $made ->
        [yes] a new secret: mind to put it into the server's settings
       *[no] the secret is given
    }
init-summary-me = Saved Messages
init-summary-allowed = { $chat }; may answer: { $allowed }
init-summary-bot = { $told }; your bot writes
init-summary-codes = a list of codes
init-summary-no-account = not needed
init-summary-tribute-key = the key is given
init-summary-server =
    listens at { $listen }; { $url ->
        [none] the world's address: later
       *[other] the world reaches it at { $url }
    }
init-summary-bank = the terminal { $key }; taxes: { $taxation ->
        [none] none
       *[other] { $taxation }
    }
init-summary-payments = { $provider ->
        [yes] the bot is given; Stars and a payment provider
       *[no] the bot is given; Stars
    }
init-summary-none =
    { $topic ->
        [unused] not used
        [route] without a proxy
        [products] none: every order is carried out, whatever was bought
       *[other] later
    }
init-destination =
    { $new ->
        [yes] It will be written to { $path }.
       *[no] { $path } will be changed in these places; the rest of it stays as it is.
    }
init-not-listed = A number from 1 to { $count }.
init-written = {""}
    ✓ Written: { $path }. There are secrets in it: show it to nobody.
init-unchanged = {""}
    Nothing was changed: the file stays as it was.
init-next = {""}
    What comes next:
init-next-step =
    { $step ->
        [init] asks for what was left for later, and for nothing else; or fill it in yourself: { $keys }
        [login] log in to Telegram
        [codes-import] takes your codes in
        [doctor] is everything in place? With --ring: does a phone ring at the moderators'?
        [rehearse] orders of your own, played through on this machine alone
       *[run] the real thing
    }
init-next-alert = in the file: the command that tells you when a person is needed, as there is no moderators' chat
init-next-webhook =
    { $url ->
        [none]
            when the world has an address for the server, run `init` once more:
            it says what to put into Tribute (the Tribute app → Settings → API keys → Webhook URL)
       *[other]
            { $url }
            goes into Tribute: the Tribute app → Settings → API keys → Webhook URL. While `run` is at work, send the test request there; `doctor` then says whether it came
    }
init-next-bank =
    { $url ->
        [none]
            when the world has an address for the server, run `init` once more:
            until then T-Bank calls where its cabinet says
       *[other]
            { $url }
            T-Bank is told of it with each payment. Make a checkout for 10 roubles and pay it: docs/tbank.md has the bank's own tests
    }
# The first lines of a new file; they become comments.
init-file-heading =
    The settings of tribute-agent, written by `tribute-agent init`. There are secrets in here: show this file to nobody.
    What is commented out is at its default, or left for later: `tribute-agent init` asks for it. Relative paths begin at this file.

## How it ends without a configuration. `draft` is where the answers are kept, `none` when there are none.
init-no_terminal = `init` asks questions, and there is no terminal to ask at.
    .remedy = Run it in a terminal; or take the sample and put in your own: { $sample }
init-exists = { $path } is there already, and nothing that `init` asks about is missing in it.
    .remedy = To change an answer, run it in a terminal: { $command }. Or change the file in a text editor, every line is explained there; to begin anew, put it aside first: mv { $path } { $path }.old
init-changed = The file was changed by somebody while you were answering. It stays as it is now.
    .remedy = { $draft ->
        [none] Begin again whenever you like, with the same command.
       *[other] Your answers are kept in { $draft }: the same command goes on with them.
    }
init-stopped = Stopped. { $draft ->
        [none] Nothing has been written.
       *[other] The configuration has not been written; your answers are kept in { $draft }.
    }
    .remedy = { $draft ->
        [none] Begin again whenever you like, with the same command.
       *[other] The same command goes on with them. There may be secrets in that file: delete it if you don't need it.
    }
init-left = The input has ended. { $draft ->
        [none] Nothing has been written.
       *[other] The configuration has not been written; your answers are kept in { $draft }.
    }
    .remedy = { $draft ->
        [none] Begin again whenever you like, with the same command.
       *[other] The same command goes on with them. There may be secrets in that file: delete it if you don't need it.
    }
init-silent = No answer for a long time. { $draft ->
        [none] Nothing has been written.
       *[other] The configuration has not been written; your answers are kept in { $draft }.
    }
    .remedy = { $draft ->
        [none] Begin again whenever you like, with the same command.
       *[other] The same command goes on with them. There may be secrets in that file: delete it if you don't need it.
    }
init-unwritable = { $path } can't be written: { $error }.
    .remedy = Look whether the disk is full and whether you may write into this folder.
