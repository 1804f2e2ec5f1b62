## The shop: its secret and its settings.

-secret-remedy = Paste the whole secret that the shop's server verifies with: whsec_ and 32 to 88 more characters. A new one: echo "whsec_$(openssl rand -base64 32)", the same on both sides.

shop-secret-empty = The shop's secret is empty.
    .remedy = { -secret-remedy }
shop-secret-link = This is a link, not the shop's secret.
    .remedy = { -secret-remedy }
shop-secret-bot_token = This is a Telegram bot's token, not the shop's secret.
    .remedy = { -secret-remedy }
shop-secret-header = This is an HTTP header with somebody's API key (“Api-Key: …”, “Bearer …”), not the shop's secret.
    .remedy = { -secret-remedy }
shop-secret-asymmetric = This is half of an asymmetric key pair (whsk_, whpk_); the agent signs with a shared secret.
    .remedy = { -secret-remedy }
shop-secret-shortened = The secret has been shortened by whatever displayed it.
    .remedy = { -secret-remedy }
shop-secret-invisible =
    { $place ->
        [before] An invisible character ({ $character }) stands before “whsec_”.
       *[inside] An invisible character ({ $character }) stands in the secret.
    }
    .remedy = Copy the secret once more without it, or type it.
shop-secret-no_prefix = The secret does not begin with “whsec_”.
    .remedy = { -secret-remedy }
shop-secret-cut_off = The secret is cut off: its last characters are missing.
    .remedy = { -secret-remedy }
shop-secret-not_base64 = There are characters after “whsec_” that no such secret has.
    .remedy = { -secret-remedy }
shop-secret-too_short = The secret's key has { $bytes } bytes, fewer than the { $bytes_min } it must have.
    .remedy = { -secret-remedy }
shop-secret-too_long = The secret's key has { $bytes } bytes, more than the { $bytes_max } it may have.
    .remedy = { -secret-remedy }

shop-url = The shop's url can't be used: { $problem }.
    .remedy = Write the whole address: url = "https://shop.example/tribute".
shop-invisible_in_url = In the shop's address (url) stands a space or an invisible character ({ $character }) before “{ $before }”.
    .remedy = Delete the address and type it anew: url = "https://shop.example/tribute".
shop-plain_http = The shop's url is plain http: anybody on the way could read the orders and fake the shop's answers.
    .remedy = Use https://. In a network that is yours alone, allow_insecure = true permits http.
shop-credentials_in_url = The shop's url has a user name or a password in it.
    .remedy = Take them out: the signature already proves to the shop who is calling.
shop-timeout = The shop's timeout is zero, or longer than 2 minutes.
    .remedy = Write a time between 1ms and 2m: timeout = "10s".
shop-user_agent = The user agent has characters that HTTP can't carry.
    .remedy = Use plain ASCII.
shop-ca_file_unreadable = Can't read the ca_file { $path }: { $problem }.
    .remedy = Check the path and who may read the file.
shop-ca_file_contents = The ca_file { $path } has no usable certificate in it.
    .remedy = It must be a PEM file: lines between “BEGIN CERTIFICATE” and “END CERTIFICATE”, no key.
shop-no_system_roots = This system keeps no list of certificate authorities that can be read.
    .remedy = Take roots = "system" out: the list that is built in works everywhere.
shop-client = The HTTP client can't be built: { $problem }.
    .remedy = Please report this, with the text above.

## The answer to a call that failed, in a few words after a colon, and what to do.

shop-trouble =
    { $kind ->
        [status] HTTP { $detail }
        [name-not-found] the server's name is not found
        [refused] connection refused
        [unreachable] no network, or no way to the server
        [closed] connection closed before the answer
        [timed-out] timed out after { $detail } s
        [timed-out-ms] timed out after { $detail } ms
        [unknown-issuer] TLS certificate of an unknown issuer
        [self-signed] self-signed TLS certificate
        [expired] TLS certificate expired
        [not-yet-valid] TLS certificate not valid yet
        [wrong-name] TLS certificate for another name
        [not-tls] no TLS on this port
        [not-http] no HTTP on this port
        [tls] TLS failed: { $detail }
        [unsigned] the answer is not signed
        [wrongly-signed] the answer is wrongly signed
        [not-run] can't be started: { $detail }
        [later] not now: { $detail }
        [broken-off] the call broke off
       *[other] { $detail }
    }
shop-trouble-remedy =
    { $kind ->
        [too-many-requests] The server limits how often it may be called: let this agent's calls through.
        [status] The server is there but in trouble: look into its log at this time.
        [name-not-found] Check the name in url for a typing error, and that this machine is online.
        [refused] Nothing listens there: is the shop running, and is the port right?
        [unreachable] Check that this machine is online, and the address in url.
        [closed] The server hung up: look into its log; a proxy before it may do that too.
        [timed-out] A firewall may swallow the call, or the shop is slow: it should answer within seconds.
        [unknown-issuer] Install the whole chain (“fullchain”) at the shop. If its authority is your own, name its PEM file: ca_file = "…".
        [self-signed] Use a certificate of Let's Encrypt. Or make an authority of your own, let it sign the server's certificate, and name the authority's PEM file: ca_file = "…".
        [expired] Renew the certificate at the shop, and check this machine's date.
        [not-yet-valid] This machine's date is probably wrong: set it by the network (NTP).
        [wrong-name] Use the name that the certificate is for, or get a certificate for this name.
        [not-tls] This port speaks plain http: check the port, or switch TLS on at the shop.
        [not-http] This port belongs to something else: check the port in url.
        [tls] TLS 1.2 or newer with a current certificate is needed: check the shop's server with a TLS test.
        [not-run] Check the path in `command`, that the file is executable (chmod +x), and its first line (#!/bin/sh).
        [unsigned] The shop must sign its answers in the same way, or take require_signed_response out.
        [wrongly-signed] The shop must sign its raw answer with the same secret and the call's own webhook-id.
       *[other] Look into the shop's log at this time, and try again.
    }

## Codes.

shop-codes-not-revoked = The codes were given to the customer already, and stay theirs.
shop-codes-no-sku = The catalogue does not know the product: no code belongs to it.
shop-codes-no-reply = The codes are taken out for the order, but nobody here can tell the customer.
shop-codes-no-server = No server gives the goods: nobody can be told.

## Calls that may be heard once only, and Salebot.

shop-not-repeated = It may have been heard, and is not made again: { $why }.
shop-salebot =
    { $why ->
        [no_client] The order names no account: whose dialogue at Salebot it is nobody knows.
        [no_roubles] Salebot counts in roubles, and the order has no price in roubles.
        [part_of_money] Only a part of the money went back; Salebot has no word for that.
        [no_payment] Salebot hears of payments only.
        [not_real] A payment that is not real is told to no real project at Salebot.
       *[told_only] Salebot was told that the payment failed, and takes nothing back by itself
    }

## `shop test`

shop-test-signed = Signed call
shop-test-forged = Wrongly signed call
shop-test-signed-call =
    { $outcome ->
        [accepted] The shop is there and takes our signature.
        [accepted_oddly] The shop answered { $status }, but not { $answer }: “{ $detail }”.
        [bad_signature] The shop says that our signature is wrong: the secrets on the two sides differ.
        [reserialised] The shop takes our signature only where nothing but plain letters is signed: it verifies the JSON as it prints it anew, not as it came.
        [signature-ahead] The shop says that our signature is wrong. Its clock is { $seconds } s ahead of this machine's: that alone may be why.
        [signature-behind] The shop says that our signature is wrong. Its clock is { $seconds } s behind this machine's: that alone may be why.
        [clock] The shop says that the clocks differ.
        [clock-ahead] The shop says that the clocks differ. Its own is { $seconds } s ahead of this machine's.
        [clock-behind] The shop says that the clocks differ. Its own is { $seconds } s behind this machine's.
        [refused] The shop refused the test: { $code }.
        [refused-saying] The shop refused the test: { $code } (“{ $detail }”).
        [redirected] The address leads elsewhere ({ $status }). Signed calls follow no redirect.
        [redirected-to] The address leads elsewhere ({ $status }): { $detail }. Signed calls follow no redirect.
        [not_the_shop] This answer ({ $status }) is not in the format of the protocol: “{ $detail }”.
        [not-now] { $host } answers { $status }: not now.
        [not-now-saying] { $host } answers { $status }, “not now”: “{ $detail }”.
        [not-counted] The answer does not count: { $detail }.
        [no_answer] No answer from { $host }: { $detail }.
       *[not_tried] Not tried.
    }
    .remedy =
        { $outcome ->
            [accepted_oddly] Answer the type shop.test with { $answer }, as JSON and nothing around it. The url may also lead to an ordinary page.
            [bad_signature] Put the same whsec_… on both sides, and let the shop verify the raw body, before any JSON parser or framework has touched it.
            [reserialised] Verify the raw body, before any JSON parser or framework has touched it.
            [clock] Set both clocks by the network (NTP). A difference of up to 5 minutes is allowed.
            [refused] Answer the type shop.test with 200 { $answer } once the signature fits.
            [redirected] Put the final address into url: often it is https instead of http, with www, or with or without a slash at the end.
            [not-found] There is nothing at this address: check the path in url, and that the shop's new version is running.
            [no-post] The address does not take POST: check the path in url.
            [csrf] A filter against forged requests (CSRF) stands before it, not the shop: Laravel answers so with 419, Django with 403. Except this address from it.
            [forbidden] If it is the shop itself: the secrets differ, and it should say so with { $refusal }. Else a password, a firewall or a CDN stands before it: let POST to this address through.
           *[not_the_shop] Something stands between: a proxy, a CDN, a framework's filter. Let POST to this address through to the shop's code.
        }
shop-test-forged-call =
    { $outcome ->
        [refused] The shop refused a wrong signature with bad_signature, as it should.
        [refused-otherwise] The shop refused a wrong signature, but not in the format of the protocol.
        [accepted] DANGEROUS: the shop accepted a wrong signature. Anybody who learns its url can take goods without paying.
       *[unknown] Whether the shop refuses a wrong signature can't be told yet.
    }
    .remedy =
        { $outcome ->
            [refused-otherwise] Better: 401 { $answer }. Then the agent can say at once that the secrets differ.
            [accepted] The shop must verify webhook-signature before anything else, and answer 401 { $answer }. Take no orders until it does.
           *[unknown] First make the signed call work, then try again.
        }

## `shop test` of a program.

shop-test-program =
    { $outcome ->
        [accepted] The program answers as it should.
        [accepted_oddly] The program ended well, but said “{ $detail }” instead of { $answer }.
        [not_now] The program says: not now ({ $detail }).
        [no_answer] No answer from the program: { $detail }.
       *[failed] The program failed: { $detail }.
    }
    .remedy =
        { $outcome ->
            [accepted_oddly] For the type shop.test print { $answer } on the standard output and nothing around it; what is for people goes to the standard error.
            [not_now] Exit code 75 puts orders off; for the type shop.test print { $answer } and end with 0.
           *[failed] For the type shop.test print { $answer } and end with exit code 0; samples are in the folder samples/.
        }

## `shop test` of a project at Salebot.

shop-test-salebot =
    { $outcome ->
        [accepted] Salebot is there and does not refuse the key ({ $status }: “{ $detail }”).
        [wrong_key] Salebot does not know the key ({ $status }).
        [no_answer] No answer from Salebot: { $detail }.
       *[odd] It is not Salebot that answers, or it has trouble ({ $status }: “{ $detail }”).
    }
    .remedy =
        { $outcome ->
            [accepted] Nobody was told anything. Whether the prefix is right only a payment shows: compare it with the project's settings.
            [wrong_key] Copy the API key from the project's settings at Salebot, whole: api_key = "…".
           *[odd] Try again later; look whether url is right, if you have written one.
        }

## `shop test --full`

shop-full =
    { $check ->
        [wrong_signature] an order with a wrong signature is refused
        [old_timestamp] an order that was signed 10 minutes ago is refused
        [garbage] what can't be read gives nothing
        [unknown_type] an unknown type is refused
        [order] an order with Cyrillic and an emoji is activated
        [repeat] the same order again is not
        [two_at_once] of two calls at once one activates
        [broken_off] a call that was broken off can be repeated
        [other_account] another account for the same order is refused
        [unknown_account] an account that nobody has is refused
        [refund] a refund takes the goods back, once
       *[speed] the answers come in time
    }
    .remedy =
        { $check ->
            [wrong_signature] Verify webhook-signature before anything else, for every type, and answer 401 with bad_signature.
            [old_timestamp] Refuse a webhook-timestamp that is more than 5 minutes off: 401 with clock. Else a call that somebody has recorded can be sent again.
            [garbage] Give nothing for what is no JSON: end with another exit code than 0, or print an error.
            [unknown_type] Refuse it with unsupported_type (a server: 400): a later version of the agent may send more.
            [order] Answer activated, and name the account that was asked for. The account is the first of the examples in [account_id], the product the first of the catalogue.
            [repeat] Store order_id under a unique key, in the transaction that delivers; answer already_activated, with the same payment_id.
            [two_at_once] Let the database decide by a unique order_id: a look first, and a write after it, lets both through.
            [broken_off] After a time-out the agent calls again: answer activated or already_activated, whatever became of the first call.
            [other_account] Store the account with order_id. For another one deliver nothing, and refuse it with a code of yours (a server: 409).
            [unknown_account] If you can tell who is a customer: refuse others with a code, such as unknown_account. If you can't, this is fine.
            [refund] Answer revoked the first time and already_revoked then, and refuse to activate the order again.
           *[speed] The slowest answer took more than half of the time limit. What is slow is better done after answering pending.
        }
shop-full-left-out = left out, as they are no text, empty or too long: { $fields }
