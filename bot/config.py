"""All settings: the only reader of the environment."""

import hashlib
import hmac
import secrets
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal

from pydantic import field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from flows.hours import Span, parse_span

List = Annotated[tuple[str, ...], NoDecode]


class MissingSetting(Exception):
    """A setting that this installation cannot do without; the message says which, and what to do."""


class Settings(BaseSettings):
    """What the environment and `.env` say; every name is described in `.env.example`."""

    model_config = SettingsConfigDict(env_file=".env", env_file_encoding="utf-8", extra="ignore", frozen=True)

    database_url: str = "sqlite:///budkavle.db"
    public_url: str = "http://127.0.0.1:8000"
    secret_key: str = ""
    hash_key: str = ""
    twilio_account_sid: str = ""
    twilio_auth_token: str = ""
    twilio_auth_token_secondary: str = ""
    twilio_messaging_service_sid: str = ""
    twilio_from: List = ()
    twilio_api_url: str = ""
    telegram_bot_token: str = ""
    telegram_webhook_secret: str = ""
    telegram_api_url: str = "https://api.telegram.org"
    telegram_mode: Literal["webhook", "polling"] = "webhook"
    sms_price_per_part: Decimal = Decimal("0.45")
    currency: str = "SEK"
    sms_parts_per_second: float = 1.0
    allowed_countries: List = ("+46",)
    quiet_hours: str = "20:00-09:00"
    timezone: str = "Europe/Stockholm"
    log_level: str = "INFO"
    log_format: Literal["text", "json"] = "text"

    @field_validator("twilio_from", "allowed_countries", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(part for part in value.replace(",", " ").split() if part) if isinstance(value, str) else value

    @field_validator("database_url")
    @classmethod
    def _is_url(cls, value: str) -> str:
        try:
            make_url(value)
        except ArgumentError as error:
            raise ValueError("no database URL") from error
        return value

    @field_validator("quiet_hours")
    @classmethod
    def _hours(cls, value: str) -> str:
        parse_span(value)
        return value

    @field_validator("public_url", "twilio_api_url", "telegram_api_url")
    @classmethod
    def _bare(cls, value: str) -> str:
        return value.rstrip("/")

    @property
    def has_twilio(self) -> bool:
        return bool(self.twilio_account_sid and self.twilio_auth_token)

    @property
    def has_telegram(self) -> bool:
        return bool(self.telegram_bot_token)

    @property
    def is_sandbox(self) -> bool:
        """No provider at all: texts go to the phone in the browser."""
        return not (self.has_twilio or self.has_telegram)

    @property
    def channels(self) -> tuple[str, ...]:
        """The channels there are: both in the sandbox, else those that have a provider."""
        has = {"sms": self.has_twilio or self.is_sandbox, "telegram": self.has_telegram or self.is_sandbox}
        return tuple(name for name, there in has.items() if there)

    @property
    def twilio_tokens(self) -> tuple[str, ...]:
        return tuple(token for token in (self.twilio_auth_token, self.twilio_auth_token_secondary) if token)

    @property
    def telegram_secret(self) -> str:
        """The webhook's secret: as set, or one that follows from our key and the bot."""
        return self.telegram_webhook_secret or derived(self.key, f"telegram:{self.telegram_bot_token}")[:48]

    @property
    def quiet(self) -> Span:
        return parse_span(self.quiet_hours)

    @property
    def key(self) -> str:
        """SECRET_KEY; in the sandbox one is made and kept beside the database. MissingSetting otherwise."""
        if self.secret_key:
            return self.secret_key
        if self.is_sandbox:
            return _kept_key(self.database_url)
        raise MissingSetting("SECRET_KEY is not set. Put a long random text into .env: openssl rand -hex 32")

    @property
    def hashing_key(self) -> str:
        """HASH_KEY, or one made from SECRET_KEY: what opted-out numbers are remembered by."""
        return self.hash_key or derived(self.key, "hash")

    @property
    def fingerprint(self) -> str:
        """What the database keeps of the hashing key, to notice another one."""
        return derived(self.hashing_key, "fingerprint")[:16]


def derived(key: str, purpose: str) -> str:
    """A key for one purpose, made from another: hex."""
    return hmac.new(key.encode(), purpose.encode(), hashlib.sha256).hexdigest()


def _kept_key(database_url: str) -> str:
    """The key in the file beside a SQLite database; made, and readable by its owner only, the first time."""
    url = make_url(database_url)
    if url.get_backend_name() != "sqlite" or not url.database:
        raise MissingSetting("SECRET_KEY is not set. Put a long random text into .env: openssl rand -hex 32")
    file = Path(url.database).with_suffix(".key")
    if not file.parent.is_dir():
        raise MissingSetting(f"The folder of the database is not there: {file.parent}")
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(secrets.token_hex(32))
    return file.read_text().strip()
