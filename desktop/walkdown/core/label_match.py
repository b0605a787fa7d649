"""What the makers' profiles say of a serial, an article or a web address."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from walkdown.core.check_digit import Rule, holds
from walkdown.core.device import Kind
from walkdown.core.gs1 import Article, splits
from walkdown.core.label_link import Link
from walkdown.core.label_profile import Decides, Model, Pattern, Profile, Profiles
from walkdown.core.label_serial import kind_of_model, plain_model, plain_serial
from walkdown.core.label_types import Check, Label

MOST_TEXT = 120
_ORDER = (Check.PASSED, Check.NONE, Check.FAILED)
UNCLEAR = "The code's parts run together. Compare the serial with the one that is printed."
KNOWN_SECRET = "The proof on this label is no secret: many devices have the same."


def by_pattern(text: str, profiles: Profiles) -> Label | None:
    """The label that a maker's pattern fits; one whose check digit holds before others."""
    fits = [fit for profile in profiles.all for fit in _fits(text, profile)]
    fits.sort(key=lambda label: _ORDER.index(label.check))
    return fits[0] if fits else None


def hint(text: str, profiles: Profiles) -> str:
    """The warning of a pattern that fits but does not tell the maker; "" for none."""
    plain = _squeezed(text)
    rows = (row for p in profiles.all for row in p.labels if row.decides is Decides.NEVER)
    return next((row.warning for row in rows if row.pattern.fullmatch(plain)), "")


def by_link(link: Link, profiles: Profiles) -> Label | None:
    """The label that an address at one of a maker's hosts stands for."""
    for profile in profiles.all:
        if link.host in profile.hosts:
            for row in profile.links:
                found = row.pattern.fullmatch(link.rest)
                if found and (label := _label(found, row, profile)):
                    return label
    return None


def by_article(article: Article, profiles: Profiles) -> Label | None:
    """The label that a GS1 code stands for; None where it tells no serial that devices have."""
    profile, model = _of_gtin(article.gtin, profiles)
    only = Profiles((profile,)) if profile else profiles
    for serial in splits(article.serial) if article.unclear else (article.serial,):
        label = _known(serial, only) if profile else by_pattern(serial, only)
        if label is not None:
            return _told(label, article, model)
    serial = plain_serial(article.serial)
    if not serial:
        return None
    warning = UNCLEAR if article.unclear else ""
    maker, foreign = (profile.maker, profile.foreign) if profile else ("", False)
    return _told(Label(serial, maker=maker, foreign=foreign, warning=warning), article, model)


def with_profile(label: Label, profiles: Profiles) -> Label:
    """A label read in a code, with what its maker's profile adds: nothing it says itself is changed."""
    known = by_pattern(label.serial, profiles)
    if known is not None:
        label = replace(
            known,
            model=label.model or known.model,
            kind=label.kind or (None if label.model else known.kind),
            proof=label.proof,
        )
    if label.proof is None or not _is_known(label, profiles):
        return label
    return replace(label, warning=f"{label.warning} {KNOWN_SECRET}".strip())


def is_carton(text: str, profiles: Profiles) -> bool:
    """Whether a text is what some maker prints on boxes; in upper case, spaces as they stand."""
    plain = text.upper() if len(text) <= MOST_TEXT and text.isascii() else ""
    return any(row.fullmatch(plain) for profile in profiles.all for row in profile.cartons)


def _squeezed(text: str) -> str:
    fits = len(text) <= MOST_TEXT and text.isascii()
    return text.replace(" ", "").upper() if fits else ""


def _fits(text: str, profile: Profile, *, maker_known: bool = False) -> Iterator[Label]:
    plain = _squeezed(text)
    for row in profile.labels:
        if row.decides is Decides.NEVER and not maker_known:
            continue
        found = row.pattern.fullmatch(plain)
        label = _label(found, row, profile) if found else None
        if label and (row.decides is not Decides.CHECKED or label.check is Check.PASSED):
            yield label


def _known(serial: str, only: Profiles) -> Label | None:
    """A serial whose maker is known by its GTIN."""
    return next(_fits(serial, only.all[0], maker_known=True), None)


def _label(found: re.Match[str], row: Pattern, profile: Profile) -> Label | None:
    parts = {name: text for name, text in found.groupdict().items() if text}
    serial = plain_serial(parts.get("serial", ""))
    if not serial:
        return None
    model = _model(parts.get("model", row.model), serial, profile)
    name = plain_model(model.name if model else parts.get("model", row.model))
    kind = model.kind if model else _kind(parts.get("kind", "")) or kind_of_model(name)
    warnings = (profile.warning, row.warning, model.warning if model else "")
    check = _check(row.check, found)
    warning = " ".join(filter(None, warnings))
    return Label(serial, name, kind, None, profile.maker, profile.foreign, check, warning)


def _check(rule: Rule, found: re.Match[str]) -> Check:
    """The check digit stands at the end of the serial, or behind it as a part of its own."""
    if rule is Rule.NONE:
        return Check.NONE
    text, names = found["serial"], found.re.groupindex
    if "check" in names and found["check"] and found.start("check") >= found.end("serial"):
        text += found["check"]
    return Check.PASSED if holds(rule, text) else Check.FAILED


def _model(name: str, serial: str, profile: Profile) -> Model | None:
    named = (m for m in profile.models if m.name.upper() == name.upper())
    begun = (m for m in profile.models if serial.startswith(m.starts))
    return next(named, None) if name else next(begun, None)


def _kind(word: str) -> Kind | None:
    return Kind(word.lower()) if word.lower() in set(Kind) else None


def _of_gtin(gtin: str, profiles: Profiles) -> tuple[Profile | None, Model | None]:
    for profile in profiles.all if gtin else ():
        for model in profile.models:
            if gtin in model.gtins:
                return profile, model
        if gtin in profile.gtins:
            return profile, None
    return None, None


def _told(label: Label, article: Article, model: Model | None) -> Label:
    """The label with what the code says of the model: the article's own word, else its number's."""
    said = plain_model(article.model)
    if not said and model is None:
        return label
    kind = model.kind if model else kind_of_model(said)
    warnings = dict.fromkeys((label.warning, model.warning if model else ""))
    return replace(
        label,
        model=said or (plain_model(model.name) if model else ""),
        kind=kind or label.kind,
        warning=" ".join(filter(None, warnings)),
    )


def _is_known(label: Label, profiles: Profiles) -> bool:
    """Whether the proof is one that many devices have."""
    if label.proof is None or label.proof.secret.empty:
        return False
    with label.proof.secret.reveal() as secret:
        return _among(secret, (p.default_secrets for p in profiles.all))


def _among(secret: str, lists: Iterable[tuple[str, ...]]) -> bool:
    return any(secret == known for row in lists for known in row)
