"""Judges requests and answers by the providers' own descriptions; AssertionError says what is wrong."""

import json
import re
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jsonschema import Draft202012Validator, FormatChecker

from bot.standins.journal import Call, Journal

SPECS = Path(__file__).parent.parent / "specs"
TWILIO = json.loads((SPECS / "twilio_messages.json").read_text())
TELEGRAM = json.loads((SPECS / "telegram_bot_api.json").read_text())

SCALARS = {"Integer": int, "String": str, "Boolean": bool, "True": bool, "Float": (int, float)}
ERROR = {
    "type": "object",
    "required": ["code", "message", "more_info", "status"],
    "properties": {"code": {"type": "integer"}, "message": {"type": "string"}, "status": {"type": "integer"}},
}
# Twilio says these in prose only.
LIMITS = {"ValidityPeriod": {"minimum": 1, "maximum": 36_000}, "Body": {"minLength": 1, "maxLength": 1600}}
SENDER = re.compile(r"\+[1-9]\d{6,14}|(?=.*[A-Za-z])[A-Za-z0-9 ]{1,11}")

formats = FormatChecker(())


@formats.checks("phone-number")
def _is_sender_or_number(value: object) -> bool:
    return not isinstance(value, str) or SENDER.fullmatch(value) is not None


@formats.checks("uri")
def _is_uri(value: object) -> bool:
    return not isinstance(value, str) or value.startswith("/") or bool(urlsplit(value).netloc)


@formats.checks("date-time-rfc-2822", raises=ValueError)
def _is_mail_date(value: object) -> bool:
    return not isinstance(value, str) or parsedate_to_datetime(value).tzinfo is not None


def check_journal(journal: Journal) -> None:
    """Every request that a stand-in got, and every whole answer it gave, fits the descriptions."""
    for call in journal.requests:
        check_request(call)
        if isinstance(call.answer, dict | list) or call.status == 204:
            check_answer(call)


def check_request(call: Call) -> None:
    """One request of a journal, whichever provider it went to."""
    if call.provider == "twilio":
        check_twilio_request(call.method, call.path, call.params)
    else:
        check_telegram_request(call.method, call.params)


def check_answer(call: Call) -> None:
    """The answer to one request of a journal."""
    if call.provider == "twilio":
        check_twilio_response(call.status, call.answer)
    else:
        check_telegram_result(call.method, call.answer)


def check_twilio_request(method: str, path: str, params: Mapping[str, Any]) -> None:
    """Verb, path and parameters as Twilio describes them; the list of a service's numbers has none."""
    if re.fullmatch(r"/v1/Services/MG[0-9a-f]{32}/PhoneNumbers", path):
        assert method == "GET"
        return
    operation = _twilio_operation(method, path)
    schemas = {name: {**schema, **LIMITS.get(name, {})} for name, schema in operation["params"].items()}
    _validate(
        {
            "type": "object",
            "properties": schemas,
            "required": operation["required"],
            "additionalProperties": False,
        },
        {name: _from_form(value, schemas.get(name, {})) for name, value in params.items()},
    )
    if method == "POST":
        assert "From" in params or "MessagingServiceSid" in params, "a message needs a sender"


def check_twilio_response(status: int, answer: Any) -> None:
    """An answer about messages: one, a page of them, nothing (204), a service's numbers, or an error."""
    if status >= 400:
        _validate(ERROR, answer)
        assert answer["status"] == status
    elif status == 204:
        assert answer is None
    elif "phone_numbers" in answer:
        assert answer["meta"]["key"] == "phone_numbers"
    elif "messages" in answer:
        _validate(_twilio_list()["responses"]["200"], answer)
        for message in answer["messages"]:
            _check_message(message)
    else:
        assert status in (200, 201)
        _check_message(answer)


def check_telegram_request(method: str, params: Mapping[str, Any]) -> None:
    """A method and its parameters as the Bot API describes them; forms carry JSON in their values."""
    assert method in TELEGRAM["methods"], f"there is no method {method}"
    fields = TELEGRAM["methods"][method]["fields"]
    for name, value in params.items():
        assert name in fields, f"{method} has no {name}"
        read = _from_telegram_form(value, fields[name]["types"])
        _check_types(read, fields[name]["types"], f"{method}.{name}")
    missing = [name for name, field in fields.items() if field["required"] and name not in params]
    assert not missing, f"{method} lacks {missing}"


def check_telegram_result(method: str, answer: Any) -> None:
    """The whole envelope of an answer: a result of the method's type, or an error."""
    if answer["ok"]:
        _check_types(answer["result"], TELEGRAM["methods"][method]["returns"], method)
        return
    assert isinstance(answer["error_code"], int)
    assert isinstance(answer["description"], str)
    _check_types(answer.get("parameters", {}), ["ResponseParameters"], method)


def check_telegram_update(update: Any) -> None:
    """An update as it goes to a webhook."""
    _check_types(update, ["Update"], "update")


def _twilio_operation(method: str, path: str) -> Any:
    for name, operation in TWILIO["operations"].items():
        verb, _, template = name.partition(" ")
        pattern = re.sub(r"\\{\w+\\}", "(AC|SM)[0-9a-fA-F]{32}", re.escape(template))
        if verb == method and re.fullmatch(pattern, path):
            return operation
    raise AssertionError(f"Twilio has no {method} {path}")


def _twilio_list() -> Any:
    return next(op for name, op in TWILIO["operations"].items() if name.startswith("GET") and op["params"])


def _check_message(message: Any) -> None:
    schema = TWILIO["components"]["schemas"]["api.v2010.account.message"]
    _validate({**schema, "required": list(schema["properties"]), "additionalProperties": False}, message)


def _validate(schema: Mapping[str, Any], value: Any) -> None:
    whole = {**schema, "components": TWILIO["components"]}
    wrong = [
        error.message for error in Draft202012Validator(whole, format_checker=formats).iter_errors(value)
    ]
    assert not wrong, wrong


def _from_form(value: Any, schema: Mapping[str, Any]) -> Any:
    if schema.get("type") == "integer" and re.fullmatch(r"-?\d+", value):
        return int(value)
    if schema.get("type") == "boolean" and value.lower() in ("true", "false"):
        return value.lower() == "true"
    return [value] if schema.get("type") == "array" and isinstance(value, str) else value


def _from_telegram_form(value: Any, types: list[str]) -> Any:
    if not isinstance(value, str) or types == ["String"]:
        return value
    try:
        return json.loads(value)
    except json.JSONDecodeError:
        return value


def _check_types(value: Any, types: list[str], where: str) -> None:
    assert any(_fits(value, type_) for type_ in types), f"{where}: {value!r} is no {' or '.join(types)}"


def _fits(value: Any, type_: str) -> bool:
    if type_.startswith("Array of "):
        return isinstance(value, list) and all(_fits(item, type_[9:]) for item in value)
    if type_ in SCALARS:
        # JSON's true is no number, though Python's is.
        return isinstance(value, SCALARS[type_]) and isinstance(value, bool) == (SCALARS[type_] is bool)
    described = TELEGRAM["types"].get(type_)
    if described is None:
        return isinstance(value, dict)
    if "subtypes" in described:
        return any(_fits(value, subtype) for subtype in described["subtypes"])
    return isinstance(value, dict) and _has_fields(value, described["fields"])


def _has_fields(value: Mapping[str, Any], fields: Mapping[str, Any]) -> bool:
    required = {name for name, field in fields.items() if field["required"]}
    return required <= value.keys() <= fields.keys() and all(
        any(_fits(inner, type_) for type_ in fields[name]["types"]) for name, inner in value.items()
    )
