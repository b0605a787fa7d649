"""A password that one model cannot take is not sent to it; the others are set up with it."""

from __future__ import annotations

from tests.app.laptop import NETWORK, Laptop, scenario
from walkdown.core.device import Work
from walkdown.core.label_profile import Profiles, profile_of
from walkdown.core.secret import Secret
from walkdown.core.trouble import Code

SHORT = Profiles(
    (profile_of('maker = "A"\n[[model]]\nname = "MT-3"\nkind = "meter"\npassword_most = 8\n'),)
)


async def test_nothing_is_sent_to_the_device_and_the_rest_come_online(laptop: Laptop) -> None:
    await laptop.ready()
    meter = next(d.serial for d in laptop.job.wanted if d.model == "MT-3")
    laptop.engine.network._crew._profiles = SHORT
    laptop.press_buttons()
    with scenario("home").router_password.reveal() as right:
        await laptop.engine.network.send(Secret(right))
    others = [d.serial for d in laptop.job.wanted if d.serial != meter]
    await laptop.until(lambda: all(laptop.device(s).work is Work.ONLINE for s in others))
    await laptop.until(lambda: laptop.device(meter).work is Work.FAILED)
    assert laptop.code(meter) is Code.PASSWORD_UNFIT
    trouble = laptop.device(meter).trouble
    assert trouble is not None
    assert (trouble.network, trouble.detail) == (NETWORK, "")
