"""Each fault does to a real client what the provider's bad days do, and the journal knows what was taken."""

import aiohttp
import pytest
from twilio.base.exceptions import TwilioException, TwilioRestException

from bot.standins import faults
from bot.standins.faults import Fault, Faults, fault_from_json
from bot.standins.twilio import TwilioStandin
from tests.standins.clients import twilio_client

Running = tuple[TwilioStandin, str]
ÅSA, ALI, OURS = "+46701740605", "+46701740606", "+46701740699"


async def try_to_send(twilio: Running, *, to: str = ÅSA, limit: float = 5) -> str:
    """Send one text; gives its status, or the name of what went wrong with its HTTP status."""
    standin, url = twilio
    async with twilio_client(url, standin.account, limit=limit) as client:
        try:
            return (await client.messages.create_async(to=to, from_=OURS, body="Hej")).status or "nothing"
        except TwilioRestException as error:
            return f"{error.status}/{error.code}"
        except (aiohttp.ClientError, TimeoutError, TwilioException, ValueError) as error:
            return type(error).__name__


def states(twilio: Running) -> list[str]:
    """What became of each send, as the journal has it."""
    return [entry.state for entry in twilio[0].journal.entries]


@pytest.mark.parametrize(
    ("fault", "outcome", "state"),
    [
        (faults.refused(400, 21610), "400/21610", "refused"),
        (faults.refused(401, 20003), "401/20003", "refused"),
        (faults.too_many(3), "429/20429", "refused"),
        (faults.refused(500, 20500, "Internal"), "500/20500", "refused"),
        (faults.down(502), "502/502", "refused"),
        (faults.down(502, accepts=True), "502/502", "accepted"),
        (faults.accept_then_reset(), "ClientOSError", "accepted"),
        (faults.drop(), "ClientOSError", "lost"),
        (faults.accept_then_hang(60), "TimeoutError", "accepted"),
        (faults.slow(0.05), "queued", "accepted"),
        (faults.garbage("<html>"), "JSONDecodeError", "accepted"),
        (faults.garbage("", accepts=False), "nothing", "lost"),
    ],
)
async def test_a_client_meets_the_fault_and_the_next_send_is_well(
    twilio: Running, fault: Fault, outcome: str, state: str
) -> None:
    twilio[0].faults.add(fault)
    assert await try_to_send(twilio, limit=0.3 if fault.seconds > 1 else 5) == outcome
    assert await try_to_send(twilio) == "queued"
    assert states(twilio) == [state, "accepted"]


async def test_429_says_when_to_come_back(twilio: Running) -> None:
    standin, url = twilio
    standin.faults.add(faults.too_many(7, on="list"))
    path = f"{url}/2010-04-01/Accounts/{standin.account.sid}/Messages.json"
    async with aiohttp.ClientSession() as session, session.get(path) as answer:
        assert (answer.status, answer.headers["Retry-After"]) == (429, "7")
        assert (await answer.json())["code"] == 20429


async def test_a_huge_answer_is_as_long_as_it_is_told(twilio: Running) -> None:
    standin, url = twilio
    standin.faults.add(faults.garbage("{", size=3_000_000, on="list"))
    path = f"{url}/2010-04-01/Accounts/{standin.account.sid}/Messages.json"
    async with aiohttp.ClientSession() as session, session.get(path) as answer:
        assert len(await answer.read()) == 3_000_000


async def test_a_client_may_hang_up_on_a_huge_answer(twilio: Running) -> None:
    standin, url = twilio
    standin.faults.add(faults.garbage("{", size=1_000_000_000))
    path = f"{url}/2010-04-01/Accounts/{standin.account.sid}/Messages.json"
    async with aiohttp.ClientSession() as session:
        login = aiohttp.BasicAuth(standin.account.sid, standin.account.auth_token)
        answer = await session.post(path, data={"To": ÅSA, "From": OURS, "Body": "Hej"}, auth=login)
        assert len(await answer.content.read(10)) <= 10
        answer.close()
    await standin.settled()
    assert states(twilio) == ["accepted"]


async def test_the_list_can_be_down_while_sending_is_well(twilio: Running) -> None:
    standin, url = twilio
    standin.faults.add(faults.refused(503, on="list", times=0))
    async with twilio_client(url, standin.account) as client:
        await client.messages.create_async(to=ÅSA, from_=OURS, body="Hej")
        for _ in range(2):
            with pytest.raises(TwilioException):
                await client.messages.list_async(to=ÅSA)
        standin.faults.clear()
        assert len(await client.messages.list_async(to=ÅSA)) == 1


def test_every_nth_request_meets_a_rule() -> None:
    standing = Faults()
    standing.add(faults.drop(every=3, times=2))
    kinds = [standing.take("send", ÅSA).kind for _ in range(10)]
    assert [place for place, kind in enumerate(kinds, 1) if kind == "reset"] == [3, 6]
    assert standing.standing == []


def test_a_fault_waits_for_its_operation_and_its_recipient() -> None:
    standing = Faults()
    standing.add(faults.blocked(to=ALI), faults.slow(1, on="list"))
    assert standing.take("send", ÅSA).kind == "answer"
    assert standing.take("fetch", ALI).kind == "answer"
    assert standing.take("send", ALI).status == 403
    assert standing.take("list").seconds == 1
    assert standing.standing == []


def test_queued_faults_come_in_their_order() -> None:
    standing = Faults()
    standing.add(faults.too_many(), faults.down(), faults.drop())
    assert [standing.take("send").status for _ in range(4)] == [429, 502, 0, 0]


def test_a_fault_reads_from_json_as_it_is_written() -> None:
    given = {"kind": "reset", "accepts": False, "every": 33, "times": 0, "callbacks": ["sent"]}
    assert fault_from_json(given) == Fault("reset", accepts=False, every=33, times=0, callbacks=("sent",))


@pytest.mark.parametrize(
    "wrong", [{"kind": "explode"}, {"often": 3}, {"every": 0}, {"times": -1}, {"every": "x"}]
)
def test_a_wrong_fault_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        fault_from_json(wrong)
