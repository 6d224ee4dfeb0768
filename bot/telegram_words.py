"""What the two halves of Telegram agree on, without importing either library."""

# A button with this value asks for the person's own contact instead of carrying a tap.
SHARE_CONTACT = "share_contact"
