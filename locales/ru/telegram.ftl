## Путь до Telegram: конец предложения.

telegram-not-telegram = по этому адресу отвечает не Telegram
