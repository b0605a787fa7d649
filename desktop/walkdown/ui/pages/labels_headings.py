"""The words that head the columns of a list, and those for kinds of devices, in four languages."""

from __future__ import annotations

import unicodedata

from walkdown.core.device import Kind
from walkdown.ui.kind_words import kind_name

_LONGEST = 64


def bare(word: str) -> str:
    """Lower case letters without accents, signs and spaces: "Numéro de série" as "numerodeserie"."""
    apart = unicodedata.normalize("NFKD", word[:_LONGEST]).casefold()
    return "".join(sign for sign in apart if sign.isascii() and sign.isalnum())


def kind_of_word(word: str) -> Kind | None:
    """The kind that a cell names, as the page says it, or in German, French or Dutch."""
    return _KIND_OF_WORD.get(bare(word))


def _words(*lines: str) -> frozenset[str]:
    return frozenset(word for line in lines for word in line.split())


SERIAL = _words(
    "serial serials serialno serialnum serialnumber serialnumbers serialnr sn deviceserial",
    "seriennummer seriennummern seriennr serienummer serienummers serienr",
    "numerodeserie numerosdeserie numeroserie nodeserie ndeserie nserie numerodiserie matricola",
)
MODEL = _words(
    "model models modelname modelno modelnumber modell modelle modele modelo modello",
    "product produkt produit producto prodotto",
)
KIND = _words("kind kindofdevice devicekind devicetype art gerateart genre soort tipo")
# Makers write either into such a column.
KIND_OR_MODEL = _words("type types typ typen")
_KINDS = {
    Kind.GATEWAY: _words("gateway passerelle"),
    Kind.MICRO_INVERTER: _words(
        "micro microinverter mikrowechselrichter modulwechselrichter microonduleur microomvormer"
    ),
    Kind.STRING_INVERTER: _words(
        "string inverter wechselrichter stringwechselrichter onduleur omvormer"
    ),
    Kind.BATTERY: _words("batterie batterien batterij speicher accu akku"),
    Kind.JUNCTION_BOX: _words("junction anschlusskasten boitedejonction aansluitdoos"),
    Kind.METER: _words("zahler stromzahler compteur energiemeter"),
    Kind.CHARGER: _words("charger wallbox ladestation borne bornederecharge laadpaal"),
}
_KIND_OF_WORD = {word: kind for kind, words in _KINDS.items() for word in words}
_KIND_OF_WORD |= {bare(kind_name(kind, count)): kind for kind in Kind for count in (1, 2)}
