"""The practice air: devices, one adapter, and the bleak backend through which they are met."""

from __future__ import annotations

from walkdown.practice.air_central import Central
from walkdown.practice.air_interval import LONGEST_S, SHORTEST_S
from walkdown.practice.air_link import AirLink
from walkdown.practice.air_signal import Signal, dice
from walkdown.practice.bleak_backend import AirBackend, backend_on
from walkdown.practice.peripheral import Peripheral
from walkdown.practice.peripheral_spec import PeripheralSpec


class Air:
    """A radio space of its own. Same seed, same dice for losses and wander of the signal."""

    def __init__(
        self,
        seed: int = 1,
        *,
        loss: float = 0.0,
        latency_s: float = 0.01,
        interval_s: float | None = None,
    ) -> None:
        """`loss`: share of adverts and scan responses not heard, 0..1, settable at any time.

        `latency_s`: mean delay of a packet on a link; each takes 0.75 to 1.5 times that.
        `interval_s`: instead of that, packets move at a link's connection events, so long apart
        (0.0075 to 4, else ValueError), and without dice: see `air_interval`.
        """
        if interval_s is not None and not SHORTEST_S <= interval_s <= LONGEST_S:
            raise ValueError(f"a connection interval of {interval_s} s cannot exist")
        self._seed = seed
        self._link = AirLink(seed, loss, latency_s, interval_s)
        self._peripherals: dict[str, Peripheral] = {}
        self.central = Central(self._link)

    @property
    def loss(self) -> float:
        return self._link.loss

    @loss.setter
    def loss(self, share: float) -> None:
        self._link.loss = share

    @property
    def peripherals(self) -> tuple[Peripheral, ...]:
        return tuple(self._peripherals.values())

    @property
    def adverts_delivered(self) -> int:
        """Adverts and scan responses handed to a listening radio so far."""
        return self._link.delivered

    @property
    def link(self) -> AirLink:
        """The medium itself, for radios that no device of ours drives."""
        return self._link

    @property
    def idle(self) -> bool:
        """Whether nobody listens: no advert is worked on and no timer for them runs."""
        return self._link.idle

    def add(self, spec: PeripheralSpec) -> Peripheral:
        """A new device, powered off. ValueError if it cannot exist or its address is taken."""
        key = spec.address.upper()
        if key in self._peripherals:
            raise ValueError(f"{key} is taken")
        signal = Signal(spec.distance_m, dice(self._seed, key))
        self._peripherals[key] = Peripheral(self._link, spec, signal)
        return self._peripherals[key]

    def backend(self) -> AirBackend:
        """The bleak classes bound to this air."""
        return backend_on(self.central)

    async def close(self) -> None:
        """Switch everything off; no task, timer or callback of this air remains."""
        await self.central.close()
        for peripheral in self.peripherals:
            await peripheral.power_off()
        self._link.close()
