"""The owner's own answers: nothing of theirs is sent before both, and neither is an installer's prompt."""

from __future__ import annotations

import pytest

from tests.app.laptop import PASSWORD, Laptop
from tests.ledger_on_disk import read_entries
from walkdown.app.messages import OwnerShown
from walkdown.app.owner import OwnersWord
from walkdown.consent.cellstate import GRANTED, CellState
from walkdown.consent.purpose import Purpose, Scope
from walkdown.consent.question import Answer, AnswerKind
from walkdown.core.device import Way, Work
from walkdown.core.secret import Secret
from walkdown.core.trouble import Code

GATEWAY = "770300125518"
YES = Answer(AnswerKind.USE, Scope.SITE, 3_000)
NO = Answer(AnswerKind.DONT_USE, None, 2_000)
OWNERS = {Purpose.OWNER_WIFI, Purpose.OWNER_ONLINE}


async def to_the_owner(laptop: Laptop) -> None:
    """A practice home whose laptop is in the owner's hands now; nobody has answered anything."""
    await laptop.engine.jobs.begin("home")
    await laptop.list_all()
    await laptop.choose()
    laptop.press_buttons()


def states(laptop: Laptop) -> dict[Purpose, CellState]:
    return {q.text.purpose: q.state for q in laptop.last(OwnerShown).questions}


@pytest.mark.parametrize(
    "word", [OwnersWord(), OwnersWord(wifi=YES), OwnersWord(online=YES), OwnersWord(YES, NO)]
)
async def test_without_both_answers_no_credentials_go_out(laptop: Laptop, word: OwnersWord) -> None:
    await to_the_owner(laptop)
    await laptop.press(laptop.engine.network.send(Secret(PASSWORD), word))
    assert laptop.told() == [Code.REFUSED if word.online is NO else Code.OWNER_FIRST]
    assert laptop.radio.tried == []
    assert laptop.radio.opened == []
    assert laptop.questions == []
    assert laptop.works() == {Work.IDLE}
    assert laptop.engine.network._crew.credentials is None
    assert laptop.uses() == []


async def test_with_both_answers_all_come_online_under_the_owners_leases(laptop: Laptop) -> None:
    await to_the_owner(laptop)
    held: list[set[Purpose]] = []
    tried = laptop.radio._try
    laptop.radio._try = lambda lease, serial: (
        held.append(set(laptop.uses())),
        tried(lease, serial),
    )
    await laptop.engine.network.send(Secret(PASSWORD), OwnersWord(YES, YES))
    await laptop.until(lambda: laptop.works() == {Work.ONLINE})
    await laptop.until(lambda: laptop.uses() == [])
    assert held
    assert all(uses >= OWNERS for uses in held)
    rows = read_entries(laptop.folder / "ledger.db")
    for purpose in OWNERS:
        (grant,) = [r for r in rows if r.purpose == purpose and r.event == "consent.granted"]
        assert (grant.subject, grant.by, grant.scope) == ("owner", "owner", "site")
        assert (grant.shown_ms, grant.method) == (3_000, "owner.page:use")


async def test_the_first_device_of_a_job_meets_four_prompts_at_most(laptop: Laptop) -> None:
    await laptop.engine.jobs.begin("home")
    await laptop.engine.labels.start_camera()
    await laptop.engine.labels.take(f"WD1:GW-1:{GATEWAY}", Way.TYPED)
    await laptop.engine.labels.stop_camera()
    await laptop.hear_all()
    await laptop.engine.nearby.identify(GATEWAY)
    await laptop.engine.network.look()
    await laptop.choose()
    await laptop.engine.network.send(Secret(PASSWORD), OwnersWord(YES, YES))
    await laptop.until(lambda: laptop.works() == {Work.ONLINE})
    assert len(laptop.questions) <= 4
    assert not OWNERS & {q.text.purpose for q in laptop.questions}


async def test_a_retry_on_the_same_site_asks_the_owner_nothing(laptop: Laptop) -> None:
    await to_the_owner(laptop)
    await laptop.engine.network.send(Secret("not the password"), OwnersWord(YES, YES))
    await laptop.until(lambda: laptop.code(GATEWAY) is Code.PASSWORD_REFUSED)
    await laptop.engine.network.stop()
    await laptop.until(lambda: laptop.uses() == [])
    await laptop.engine.network.send(Secret(PASSWORD))
    await laptop.until(lambda: laptop.works() == {Work.ONLINE})
    assert laptop.told() == []


async def test_not_now_is_written_down_and_sends_nothing(laptop: Laptop) -> None:
    await to_the_owner(laptop)
    await laptop.press(laptop.engine.network.decline(Purpose.OWNER_ONLINE, NO))
    assert laptop.told() == []
    assert states(laptop)[Purpose.OWNER_ONLINE] is CellState.DENIED
    rows = [
        r for r in read_entries(laptop.folder / "ledger.db") if r.purpose == Purpose.OWNER_ONLINE
    ]
    assert [r.event for r in rows if r.by == "owner"] == ["consent.refused"]
    assert not [r for r in rows if r.event == "use.start"]
    assert laptop.radio.opened == []


async def test_after_a_no_the_owner_may_change_their_mind(laptop: Laptop) -> None:
    await to_the_owner(laptop)
    await laptop.engine.network.decline(Purpose.OWNER_ONLINE, NO)
    await laptop.engine.network.send(Secret(PASSWORD), OwnersWord(YES, YES))
    await laptop.until(lambda: laptop.works() == {Work.ONLINE})
    assert states(laptop)[Purpose.OWNER_ONLINE] in GRANTED


@pytest.mark.parametrize("purpose", sorted(OWNERS))
async def test_taking_it_back_in_privacy_stops_the_crew_and_forgets_the_password(
    laptop: Laptop, purpose: Purpose
) -> None:
    await to_the_owner(laptop)
    await laptop.engine.network.send(Secret("not the password"), OwnersWord(YES, YES))
    await laptop.until(lambda: laptop.code(GATEWAY) is Code.PASSWORD_REFUSED)
    await laptop.engine.privacy.withdraw(purpose)
    await laptop.until(lambda: laptop.uses() == [])
    assert laptop.engine.network._crew.credentials is None
    assert laptop.works() <= {Work.IDLE, Work.FAILED}
    tried = list(laptop.radio.tried)  # they go side by side: the others may have been at it too
    await laptop.press(laptop.engine.network.send(Secret(PASSWORD)))
    assert Code.OWNER_FIRST in laptop.told()
    assert laptop.radio.tried == tried
