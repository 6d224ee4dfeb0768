"""Stand-ins for Twilio and Telegram: real HTTP on loopback, a journal, and faults on demand."""
