"""Telegram updates as plain data: what a person does in a private chat, in the Bot API's own shape."""

from collections.abc import Mapping
from typing import Any

Json = dict[str, Any]

BOT: Json = {"id": 7017406, "is_bot": True, "first_name": "Budkavle", "username": "budkavle_bot"}


def person(chat: int, name: str = "Åsa", language: str = "sv") -> Json:
    """A person as `from`; in a private chat the person's id is the chat's."""
    return {"id": chat, "is_bot": False, "first_name": name, "language_code": language}


def private_chat(chat: int, name: str = "Åsa") -> Json:
    """A person's private chat with the bot."""
    return {"id": chat, "type": "private", "first_name": name}


def message(message_id: int, chat: int, date: int, **content: Any) -> Json:
    """A message that a person wrote; `content` is what it holds, `date` is Unix time."""
    return {
        "message_id": message_id,
        "date": date,
        "chat": private_chat(chat),
        "from": person(chat),
        **content,
    }


def text(words: str) -> Json:
    """The content of a text; a leading command is marked as Telegram marks it."""
    if not words.startswith("/"):
        return {"text": words}
    command = {"type": "bot_command", "offset": 0, "length": len(words.split()[0])}
    return {"text": words, "entities": [command]}


def contact(phone: str, user_id: int, name: str = "Åsa") -> Json:
    """The content of a shared contact; Telegram gives the number without its plus."""
    return {"contact": {"phone_number": phone.removeprefix("+"), "first_name": name, "user_id": user_id}}


def callback_query(query_id: str, chat: int, data: str, pressed: Mapping[str, Any]) -> Json:
    """A tap on a button of the message `pressed`."""
    return {
        "id": query_id,
        "from": person(chat),
        "chat_instance": str(chat),
        "message": dict(pressed),
        "data": data,
    }


def too_old_to_show(message_id: int, chat: int) -> Json:
    """An InaccessibleMessage: what a tap on a very old message carries instead of it."""
    return {"message_id": message_id, "chat": private_chat(chat), "date": 0}


def membership(chat: int, date: int, *, blocked: bool) -> Json:
    """The `my_chat_member` of a person who blocks or unblocks the bot."""
    member = {"status": "member", "user": BOT}
    kicked = {"status": "kicked", "user": BOT, "until_date": 0}
    before, after = (member, kicked) if blocked else (kicked, member)
    return {
        "chat": private_chat(chat),
        "from": person(chat),
        "date": date,
        "old_chat_member": before,
        "new_chat_member": after,
    }
