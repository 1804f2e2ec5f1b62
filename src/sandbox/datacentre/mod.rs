//! A Telegram data centre on loopback.
