"""What Twilio posts to a bot: signed status callbacks and inbound SMS, shaped as for Swedish numbers."""

import base64
import hmac
import uuid
from collections.abc import Mapping

import aiohttp

from bot.standins.serve import loopback_url
from bot.standins.twilio_message import API_VERSION, Message, parts

FAILED = ("failed", "undelivered")
WAIT = aiohttp.ClientTimeout(total=15, sock_connect=5)


def signature(token: str, url: str, params: Mapping[str, str]) -> str:
    """X-Twilio-Signature: HMAC-SHA1 over the URL and every key and value, sorted by key, blanks too."""
    signed = url + "".join(key + params[key] for key in sorted(params))
    return base64.b64encode(hmac.digest(token.encode(), signed.encode(), "sha1")).decode()


def inbound_sms(message: Message, country: str = "SE") -> dict[str, str]:
    """The form of an inbound SMS; city, state and zip of Swedish numbers are blank but present."""
    places = {f"{end}{part}": "" for end in ("From", "To") for part in ("City", "State", "Zip")}
    service = {"MessagingServiceSid": message.service} if message.service else {}
    return {
        **places,
        **service,
        "FromCountry": country,
        "ToCountry": country,
        "MessageSid": message.sid,
        "SmsSid": message.sid,
        "SmsMessageSid": message.sid,
        "SmsStatus": "received",
        "AccountSid": message.account,
        "From": message.sender,
        "To": message.to,
        "Body": message.body,
        "NumMedia": "0",
        "NumSegments": str(parts(message.body)),
        "ApiVersion": API_VERSION,
    }


def status_callback(message: Message, status: str, error_code: int = 0) -> dict[str, str]:
    """The form of a status callback for a message that reached `status`."""
    service = {"MessagingServiceSid": message.service} if message.service else {}
    failure = {"ErrorCode": str(error_code)} if error_code and status in FAILED else {}
    return {
        **service,
        **failure,
        "MessageSid": message.sid,
        "SmsSid": message.sid,
        "MessageStatus": status,
        "SmsStatus": status,
        "AccountSid": message.account,
        "From": message.sender,
        "To": message.to,
        "ApiVersion": API_VERSION,
    }


async def post_signed(
    session: aiohttp.ClientSession, url: str, params: Mapping[str, str], token: str, *, public_url: str = ""
) -> tuple[int, str]:
    """Post a form to `url` as Twilio would, signed for `public_url` (else `url`); gives status and body.

    ValueError when `url` is not on loopback; aiohttp.ClientError or TimeoutError when nobody answers.
    """
    headers = {
        "X-Twilio-Signature": signature(token, (public_url or url).partition("#")[0], params),
        "I-Twilio-Idempotency-Token": str(uuid.uuid4()),
        "User-Agent": "TwilioProxy/1.1",
    }
    async with session.post(loopback_url(url), data=dict(params), headers=headers, timeout=WAIT) as answer:
        return answer.status, await answer.text()
