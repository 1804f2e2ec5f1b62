## The way to Telegram: the end of a sentence.

telegram-not-telegram = what answers there is not Telegram
