"""Makes the two files beside it: python -m tests.specs.reduce TWILIO_OPENAPI.json TELEGRAM_BOT_API.json"""

import json
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
PATHS = (
    "/2010-04-01/Accounts/{AccountSid}/Messages.json",
    "/2010-04-01/Accounts/{AccountSid}/Messages/{Sid}.json",
)
METHODS = [
    "getMe",
    "sendMessage",
    "editMessageReplyMarkup",
    "answerCallbackQuery",
    "setWebhook",
    "getWebhookInfo",
    "deleteWebhook",
    "getUpdates",
]
TYPES = [
    "Update",
    "User",
    "Chat",
    "Message",
    "MaybeInaccessibleMessage",
    "InaccessibleMessage",
    "MessageEntity",
    "Contact",
    "CallbackQuery",
    "ChatMemberUpdated",
    "ChatMember",
    "ChatMemberOwner",
    "ChatMemberAdministrator",
    "ChatMemberMember",
    "ChatMemberRestricted",
    "ChatMemberLeft",
    "ChatMemberBanned",
    "WebhookInfo",
    "ResponseParameters",
    "InlineKeyboardMarkup",
    "InlineKeyboardButton",
    "ReplyKeyboardMarkup",
    "KeyboardButton",
    "ReplyKeyboardRemove",
    "ForceReply",
    "LinkPreviewOptions",
    "ReplyParameters",
]
NOISE = {"description", "x-twilio", "examples", "example", "title", "nullable"}


def json_schema(node: Any) -> Any:
    """OpenAPI's dialect as plain JSON Schema: nullable becomes a type, prose and examples go."""
    if isinstance(node, list):
        return [json_schema(item) for item in node]
    if not isinstance(node, dict):
        return node
    kept = {key: json_schema(value) for key, value in node.items() if key not in NOISE or _is_schema(value)}
    if node.get("nullable") is True:
        kept["type"] = [node["type"], "null"]
    return kept


def _is_schema(value: Any) -> bool:
    return isinstance(value, dict) and ("type" in value or "$ref" in value)


def twilio(full: dict[str, Any]) -> dict[str, Any]:
    """What the Message resource takes and gives, by verb and path."""
    schemas = full["components"]["schemas"]
    wanted = {name: schema for name, schema in schemas.items() if name.startswith("message_enum_")}
    wanted["api.v2010.account.message"] = schemas["api.v2010.account.message"]
    operations = {
        f"{verb.upper()} {path}": operation
        for path in PATHS
        for verb, operation in full["paths"][path].items()
        if verb in ("get", "post", "delete")
    }
    return {
        "from": f"Twilio's OpenAPI description of its API {PATHS[0].split('/')[1]}",
        "components": {"schemas": json_schema(wanted)},
        "operations": {name: _operation(operation) for name, operation in operations.items()},
    }


def _operation(operation: dict[str, Any]) -> dict[str, Any]:
    query = {p["name"]: p["schema"] for p in operation.get("parameters", []) if p["in"] == "query"}
    form = operation.get("requestBody", {}).get("content", {}).get("application/x-www-form-urlencoded", {})
    body = form.get("schema", {})
    answers = {
        status: json_schema(answer.get("content", {}).get("application/json", {}).get("schema"))
        for status, answer in operation["responses"].items()
    }
    return {
        "params": json_schema({**query, **body.get("properties", {})}),
        "required": body.get("required", []),
        "responses": answers,
    }


def telegram(full: dict[str, Any]) -> dict[str, Any]:
    """Methods and types with the names, types and duty of their fields."""
    return {
        "from": f"{full['version']}, {full['release_date']}",
        "methods": {
            name: {"returns": full["methods"][name]["returns"], **_fields(full["methods"][name])}
            for name in METHODS
        },
        "types": {name: _fields(full["types"][name]) for name in TYPES},
    }


def _fields(entry: dict[str, Any]) -> dict[str, Any]:
    fields = {
        field["name"]: {"types": field["types"], "required": field["required"]}
        for field in entry.get("fields", [])
    }
    return {"fields": fields} | ({"subtypes": entry["subtypes"]} if entry.get("subtypes") else {})


def main() -> None:
    """Read the two full descriptions and write the two small ones."""
    for source, make, target in (
        (sys.argv[1], twilio, "twilio_messages.json"),
        (sys.argv[2], telegram, "telegram_bot_api.json"),
    ):
        reduced = make(json.loads(Path(source).read_text()))
        (HERE / target).write_text(json.dumps(reduced, indent=1, sort_keys=True) + "\n")


if __name__ == "__main__":
    main()
