"""Every decoder of what comes by radio, each as one function of bytes, and what it may raise."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from walkdown.core.firmware import Slot
from walkdown.core.mcuboot import ImageBroken, read_image
from walkdown.core.secret import Secret
from walkdown.devices.adverts import Advert, recognise
from walkdown.devices.espressif import protocol as espressif
from walkdown.devices.espressif.scheme import Plain
from walkdown.devices.espressif.sec1 import Sec1
from walkdown.devices.espressif.sec2 import Sec2
from walkdown.devices.espressif.version import parse_version
from walkdown.devices.improv import answers as improv_answers
from walkdown.devices.improv import protocol as improv
from walkdown.devices.shelly import advert as shelly_advert
from walkdown.devices.shelly import answers as shelly_answers
from walkdown.devices.shelly import auth as shelly_auth
from walkdown.devices.shelly import frames as shelly
from walkdown.devices.shelly import rpc
from walkdown.devices.sig import clock, identity, phase, values
from walkdown.devices.sig.numbers import BadValue
from walkdown.devices.smp import messages as smp
from walkdown.devices.smp.frames import Assembly
from walkdown.devices.smp.frames import ProtocolError as SmpError

Decode = Callable[[bytes], object]


@dataclass(frozen=True, slots=True)
class Decoder:
    """`errors`: the only types it may raise."""

    decode: Decode
    errors: tuple[type[Exception], ...]


def _improv(answer: Callable[[improv.Result], object]) -> Decode:
    return lambda value: answer(improv.parse_result(value))


def _fed(value: bytes) -> object:
    """Notified in pieces of 20 bytes."""
    whole = improv.Reassembly()
    return [whole.feed(value[at : at + 20]) for at in range(0, len(value), 20)]


def _sec1(value: bytes) -> object:
    scheme = Sec1(Secret("abcd1234"), bytes(range(1, 33)))
    return scheme.proof(value)


def _sec2(value: bytes) -> object:
    return Sec2("wifiprov", Secret("abcd1234"), 1, 5).proof(value)


def _proven(value: bytes) -> object:
    return Sec2("wifiprov", Secret("abcd1234"), 1, 5).proven(value)


def _reply(value: bytes) -> object:
    """A length, then the body in pieces as a reply is read."""
    reply = shelly.Reply(shelly.parse_length(value[:4]))
    for at in range(4, len(value), 21):
        reply.feed(value[at : at + 21])
    return reply.body()


def _text(value: bytes) -> object:
    return shelly_auth.parse_challenge(value.decode("utf-8", "replace"))


def _advert(value: bytes) -> object:
    """Any bytes as a name, as the data of our services, and as a maker's own."""
    return recognise(
        Advert(
            value.decode("utf-8", "replace"),
            [improv.SERVICE],
            {improv.SERVICE_DATA: value},
            {shelly_advert.COMPANY: value},
        )
    )


def _smp(value: bytes) -> object:
    """Notified in pieces of 20 bytes, then read as every answer there is."""
    whole, said = Assembly(), []
    for at in range(0, len(value), 20):
        whole.feed(value[at : at + 20])
        while (frame := whole.take()) is not None:
            said.append(frame)
    return said[-8:]  # an answer is awaited by one who takes them one by one


def _smp_slots(value: bytes) -> tuple[Slot, ...] | smp.Refusal:
    answer = smp.parse_answer(value)
    return answer if isinstance(answer, smp.Refusal) else smp.parse_slots(answer)


def _smp_uploaded(value: bytes) -> object:
    answer = smp.parse_answer(value)
    return answer if isinstance(answer, smp.Refusal) else smp.parse_uploaded(answer)


def _quantities(value: bytes) -> object:
    """As each of the quantities; one that takes none of it is the one that is refused."""
    found = []
    for quantity in values.QUANTITIES.values():
        try:
            found.append(values.measured(quantity, value))
        except BadValue:
            continue
    return found


_SIG, _SMP = (BadValue,), (SmpError,)
_IMPROV, _ESPRESSIF, _SHELLY = (
    (improv.ProtocolError,),
    (espressif.ProtocolError,),
    (shelly.ProtocolError,),
)
DECODERS: Mapping[str, Decoder] = {
    "improv result": Decoder(improv.parse_result, _IMPROV),
    "improv pieces": Decoder(_fed, _IMPROV),
    "improv state": Decoder(improv.parse_state, _IMPROV),
    "improv error": Decoder(improv.parse_error, _IMPROV),
    "improv capabilities": Decoder(improv.parse_capabilities, _IMPROV),
    "improv service data": Decoder(improv.parse_service_data, _IMPROV),
    "improv device info": Decoder(_improv(improv_answers.device_info), _IMPROV),
    "improv networks": Decoder(_improv(improv_answers.networks), _IMPROV),
    "improv url": Decoder(_improv(improv_answers.redirect_url), _IMPROV),
    "espressif version": Decoder(parse_version, _ESPRESSIF),
    "espressif plain": Decoder(Plain().proof, _ESPRESSIF),
    "espressif sec1": Decoder(_sec1, _ESPRESSIF),
    "espressif sec2": Decoder(_sec2, _ESPRESSIF),
    "espressif sec2 proof": Decoder(_proven, _ESPRESSIF),
    "espressif took": Decoder(espressif.parse_took, _ESPRESSIF),
    "espressif applied": Decoder(espressif.parse_applied, _ESPRESSIF),
    "espressif status": Decoder(espressif.parse_status, _ESPRESSIF),
    "espressif scan started": Decoder(espressif.parse_scan_started, _ESPRESSIF),
    "espressif scan status": Decoder(espressif.parse_scan_status, _ESPRESSIF),
    "espressif scan result": Decoder(partial(espressif.parse_scan_result, count=4), _ESPRESSIF),
    "espressif reset": Decoder(espressif.parse_reset, _ESPRESSIF),
    "shelly length": Decoder(shelly.parse_length, _SHELLY),
    "shelly reply": Decoder(_reply, _SHELLY),
    "shelly rpc": Decoder(partial(rpc.parse_reply, number=1), _SHELLY),
    "shelly info": Decoder(shelly_answers.device_info, _SHELLY),
    "shelly networks": Decoder(shelly_answers.networks, _SHELLY),
    "shelly stored": Decoder(shelly_answers.needs_restart, _SHELLY),
    "shelly status": Decoder(shelly_answers.wifi_status, _SHELLY),
    "shelly three phases": Decoder(shelly_answers.three_phases, _SHELLY),
    "shelly one phase": Decoder(shelly_answers.one_phase, _SHELLY),
    "shelly challenge": Decoder(_text, _SHELLY),
    "shelly advert": Decoder(shelly_advert.parse_advert, _SHELLY),
    "smp frames": Decoder(_smp, _SMP),
    "smp slots": Decoder(_smp_slots, _SMP),
    "smp uploaded": Decoder(_smp_uploaded, _SMP),
    "firmware file": Decoder(read_image, (ImageBroken,)),
    "sig text": Decoder(identity.text, _SIG),
    "sig plug and play": Decoder(identity.pnp_id, _SIG),
    "sig system": Decoder(identity.system_id, _SIG),
    "sig time": Decoder(clock.current_time, _SIG),
    "sig zone": Decoder(clock.ahead_of_utc, _SIG),
    "sig format": Decoder(phase.by_format, _SIG),
    "sig description": Decoder(phase.by_text, _SIG),
    "sig values": Decoder(_quantities, _SIG),
    "advert": Decoder(_advert, ()),
}
