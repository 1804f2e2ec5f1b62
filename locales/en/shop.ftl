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
