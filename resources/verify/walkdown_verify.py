"""Checks what Walkdown gave you, away from Walkdown: python walkdown_verify.py FILE [--key HEX]

FILE is a receipt, a bundle of a whole ledger, or the folder of a hand-over pack.

Needs Python 3.8 or later; the package "cryptography" where the signature is to be checked as well.
Exit status: 0 valid, 1 not valid, 2 not readable, 3 valid, but its signature was not checked.
The key is on Walkdown's privacy page; have it told to you by who gave you the file, not by the file.
"""

import argparse
import base64
import hashlib
import json
import pathlib
import re
import sys
import time

try:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
except ImportError:
    Ed25519PublicKey = None

VALID, NOT_VALID, UNREADABLE, UNSIGNED = 0, 1, 2, 3
MOST_RECEIPT, MOST_HEAD, MOST_LINE = 96 * 1024, 16 * 1024 * 1024, 64 * 1024
MOST_RECORDS, MOST_SHOWN, MOST_TEXT = 10_000_000, 1_000, 120
RECEIPT = b"c2sp.org/tlog-proof@v1\n"
BUNDLE, PACK = "walkdown-ledger-bundle/1", "walkdown-pack/"
OF_SYSTEMS = (".DS_Store", "Thumbs.db", "desktop.ini")  # what file managers leave behind
HASH, NUMBER = "[A-Za-z0-9+/]{43}=", "0|[1-9][0-9]{0,18}"
HEAD = re.compile(rf"[^\n]+\nextra ([^\n]+)\nindex ({NUMBER})((?:\n{HASH}){{0,63}})")
SIGNATURES = "(?:\u2014 [^ \n]{1,200} [^ \n]{8,8000}\n){0,16}"
NOTE = re.compile(rf"(([^\n]{{1,200}})\n({NUMBER})\n({HASH})\n)\n({SIGNATURES})")
DECISIONS = (
    "consent.granted=allowed|consent.refused=refused|consent.deferred=put off"
    "|consent.refused_quietly=refused, and not to be asked again|consent.withdrawn=withdrawn"
    "|consent.expired=run out|consent.renewal_required=to be asked anew"
    "|consent.reset=set back to be asked again|consent.revoked=revoked"
    "|policy.accepted=privacy policy accepted|policy.declined=privacy policy declined"
)
WORDS = (
    "location=Location|camera=Camera|bluetooth=Bluetooth|nearby=Nearby devices|wifi=Wi-Fi"
    "|photos=Photos|storage=Files|notification=Notifications|apps=Other apps"
    "|site.locate=to find the site's address|scan.qr=to read codes on labels"
    "|photo.site=to take pictures of the site|device.discover=to look for devices nearby"
    "|device.manage=to set up devices|device.firmware=to renew firmware|file.import=to read a file"
    "|device.wifi_setup=to put devices on the Wi-Fi|photo.pick=to take a picture from a file"
    "|net.lan_probe=to look for devices in the network|file.export=to write a file"
    "|notify.local=to show notices|apps.open_map=to open a map|apps.open_mail=to open a mail"
    "|owner.wifi_password=to use the owner's Wi-Fi password|owner.photo=to keep pictures"
    "|owner.online=to put the site online|share.customer=to share with the customer|owner=the owner"
    "|share.manufacturer=to share with the maker|share.support=to share with support|once=this once"
    "|installer=the installer|system=the operating system|program=the program|site=at this site"
    "|session=until the program ends|computer=on this computer|net.wifi_look=to see networks"
)
FIELDS = (
    "seq=Record|at_ms=When|event=Decision|permission=Permission|purpose=Purpose|by=By|subject=For"
    "|scope=Lasts|until_ms=Until|site=Site|policy=Policy|fingerprint=Words shown"
)
DECISIONS, WORDS, FIELDS = (
    dict(pair.split("=") for pair in text.split("|")) for text in (DECISIONS, WORDS, FIELDS)
)


class NotValid(Exception):
    """It is readable, and does not hold."""


class Unreadable(ValueError):
    """It is neither a receipt nor a bundle, or larger than one can be."""


def leaf_of(body):
    return hashlib.sha256(b"\x00" + body).digest()


def node_of(left, right):
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_by_path(leaf, index, size, proof):
    """The root that a leaf and the hashes beside its path lead to (RFC 6962 2.1.1)."""
    if size == 1:
        if proof:
            raise NotValid("the proof is too long")
        return leaf
    if not proof:
        raise NotValid("the proof is too short")
    half = 1 << (size - 1).bit_length() - 1
    if index < half:
        return node_of(root_by_path(leaf, index, half, proof[:-1]), proof[-1])
    return node_of(proof[-1], root_by_path(leaf, index - half, size - half, proof[:-1]))


def grow(whole, size, leaf):
    """Add the leaf after `size` others to the whole subtrees so far, largest first."""
    while size & 1:
        leaf, size = node_of(whole.pop(), leaf), size >> 1
    whole.append(leaf)


def root_of(whole):
    value = whole[-1]
    for left in whole[-2::-1]:
        value = node_of(left, value)
    return value


def key_of(text):
    if not re.fullmatch("[0-9a-fA-F]{64}", text):
        raise Unreadable("the key is not 64 hexadecimal digits")
    return bytes.fromhex(text)


def base64_of(text):
    value = base64.b64decode(text, validate=True)
    if base64.b64encode(value) != text.encode():
        raise Unreadable("a value is not base64 in its one form")
    return value


class Note:
    """A checkpoint: C2SP tlog-checkpoint, signed as C2SP signed-note says."""

    def __init__(self, text):
        match = NOTE.fullmatch(text)
        if not match or not match[2].isprintable():
            raise Unreadable("the checkpoint is not readable")
        self.text, self.origin, self.size = match[1].encode(), match[2], int(match[3])
        self.root = base64_of(match[4])
        lines = [line.split(" ") for line in match[5].split("\n")[:-1]]
        self.signatures = [(name, base64_of(blob)) for _, name, blob in lines]

    def signed_by(self, key, must):
        """False where it need not be signed and is not, or that cannot be found out here."""
        key_id = hashlib.sha256(self.origin.encode() + b"\n\x01" + key).digest()[:4]
        wanted = (self.origin, key_id)
        own = [blob[4:] for name, blob in self.signatures if (name, blob[:4]) == wanted]
        if not own and (must or self.signatures):
            raise NotValid("the checkpoint is not signed by this key")
        if not own or Ed25519PublicKey is None:
            return False
        try:
            for signature in own:
                Ed25519PublicKey.from_public_bytes(key).verify(signature, self.text)
        except (InvalidSignature, ValueError):
            raise NotValid("the checkpoint's signature does not hold") from None
        return True


def record_of(body, seq):
    """The record of a canonical body. Raises Unreadable, or NotValid where it has another number."""
    row = json.loads(body)
    if type(row) is not dict or any(type(value) not in (int, str) for value in row.values()):
        raise Unreadable("the record is not readable")
    if json.dumps(row, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode() != body:
        raise Unreadable("the record is not in its one form")
    if row.get("seq") != seq:
        raise NotValid("the record is not at the place that it names")
    return row


def plain(value):
    """Text from the file: nothing in it moves the cursor, breaks the line or changes direction."""
    text = str(value)
    shown = "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text[:MOST_TEXT])
    return shown + ("..." if len(text) > MOST_TEXT else "")


def when(milliseconds):
    if type(milliseconds) is not int or not 0 <= milliseconds < 32_503_680_000_000:
        return "at a time that is not readable"
    return time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(milliseconds // 1000))


def told(row):
    """The record in plain words, as (what, value)."""
    event = row.get("event", "")
    values = {name: WORDS.get(value, plain(value)) for name, value in row.items()}
    values["event"] = DECISIONS.get(event) or f"none; event {plain(event)}"
    values["at_ms"] = when(row.get("at_ms"))
    values["until_ms"] = when(row.get("until_ms")) if row.get("until_ms") else ""
    return [(what, values[name]) for name, what in FIELDS.items() if values.get(name)]


def check_receipt(file, key):
    data = file.read(MOST_RECEIPT + 1)
    if len(data) > MOST_RECEIPT:
        raise Unreadable("larger than a receipt can be")
    head, _, rest = data.partition(b"\n\n")
    match = HEAD.fullmatch(head.decode("ascii"))
    if not match:
        raise Unreadable("not the lines of a receipt")
    body, index, note = base64_of(match[1]), int(match[2]), Note(rest.decode("utf-8"))
    if index >= note.size:
        raise NotValid("the checkpoint does not reach the record")
    proof = [base64_of(line) for line in match[3].split("\n")[1:]]
    if root_by_path(leaf_of(body), index, note.size, proof) != note.root:
        raise NotValid("the proof does not lead from the record to the checkpoint")
    signed, row = note.signed_by(key, True) if key else False, record_of(body, index)
    print("A receipt for one record of a Walkdown ledger.")
    print("\n".join(f"  {what:<12} {value}" for what, value in told(row)))
    if signed:
        print(f"It is one of {note.size} records of {plain(note.origin)}.")
    return signed, bool(note.signatures)


def read_line(file, most):
    line = file.readline(most + 1)
    if len(line) > most or not line.endswith(b"\n"):
        raise Unreadable("a line is too long or not whole")
    return line[:-1]


def head_of(file):
    head = json.loads(read_line(file, MOST_HEAD))
    wanted = {"format": str, "origin": str, "size": int, "public_key": str, "checkpoints": list}
    if type(head) is not dict or any(type(head.get(n)) is not kind for n, kind in wanted.items()):
        raise Unreadable("not the first line of a bundle")
    if head["format"] != BUNDLE or not 0 < head["size"] <= MOST_RECORDS:
        raise Unreadable("a bundle of another kind or size")
    return head, [Note(str(text)) for text in head["checkpoints"]]


def records_of(file, size):
    """Each record's leaf hash and row, None for one whose body is no longer kept."""
    before = "0" * 64
    for seq in range(size):
        body = read_line(file, MOST_LINE)
        cut = re.fullmatch(rb'\{"leaf":"([0-9a-f]{64})"\}', body)
        leaf = bytes.fromhex(cut[1].decode()) if cut else leaf_of(body)
        row = None if cut else record_of(body, seq)
        if row and row.get("prev") != before:
            raise NotValid(f"record {seq} does not follow the one before")
        before = leaf.hex()
        yield leaf, row
    if file.read(1):
        raise Unreadable("there is more in it than it says")


def check_bundle(file, key):
    head, notes = head_of(file)
    size, own = head["size"], key_of(head["public_key"]) if head["public_key"] else None
    if any(note.origin != head["origin"] or not 0 < note.size <= size for note in notes):
        raise NotValid("a checkpoint is of another ledger")
    whole, roots, wanted, pruned, decisions = [], {}, {note.size for note in notes}, 0, []
    for seq, (leaf, row) in enumerate(records_of(file, size)):
        grow(whole, seq, leaf)
        pruned += row is None
        if row and row.get("event") in DECISIONS and len(decisions) <= MOST_SHOWN:
            decisions.append("; ".join(f"{what}: {value}" for what, value in told(row)))
        if seq + 1 in wanted:
            roots[seq + 1] = root_of(whole)
    if size not in roots or any(roots[note.size] != note.root for note in notes):
        raise NotValid("the records do not lead to the checkpoints, or their end has none")
    last = [note for note in notes if note.size == size]
    signed = bool(key or own) and min(note.signed_by(key or own, key) for note in last)
    print(f"A Walkdown ledger of {size} records; of {pruned} only the hash is kept.")
    print("\n".join(decisions[:MOST_SHOWN]))
    if len(decisions) > MOST_SHOWN:
        print("... and more decisions, checked alike.")
    if signed and not key:
        print(f"The file itself names the key: {own.hex()}")
        print("Compare it with the one you were told: whoever makes a file can name their own.")
    return signed, any(note.signatures for note in last)


def sum_of(path):
    """The SHA-256 of a file, in hexadecimal; a link or a folder has none."""
    if path.is_symlink() or not path.is_file():
        raise NotValid(f"{plain(path.name)} is no file")
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            digest.update(chunk)
    return digest.hexdigest()


def check_pack(folder, key):
    sums = sorted(folder.glob("*SHA256SUMS.txt"))
    if len(sums) != 1:
        raise Unreadable("the folder has not one list of hashes, SHA256SUMS.txt")
    with sums[0].open("rb") as file:
        data = file.read(MOST_HEAD + 1)
    lines = data.decode("ascii").split("\n")
    listed = [re.fullmatch("([0-9a-f]{64})  ([^/\\\\\0]{1,255})", line) for line in lines[:-1]]
    if len(data) > MOST_HEAD or lines[-1] or not listed or not all(listed):
        raise Unreadable("the list of hashes is not readable")
    told = {match[2]: match[1] for match in listed}
    noted = sums[0].with_suffix(".note")
    there = {path.name for path in folder.iterdir()} - {sums[0].name, noted.name, *OF_SYSTEMS}
    for what, names in (("missing", set(told) - there), ("not in the list", there - set(told))):
        if names:
            raise NotValid(f"{plain(min(names))} is {what}")
    for name, wanted in told.items():
        if sum_of(folder / name) != wanted:
            raise NotValid(f"{plain(name)} was changed")
    print(f"A Walkdown hand-over pack of {len(told)} files, all of them unchanged.")
    if not noted.exists():
        if key:
            raise NotValid("nobody has signed the list of hashes")
        return False, False
    with noted.open("rb") as file:
        note = Note(file.read(MOST_RECEIPT).decode("utf-8"))
    whole = (len(listed), hashlib.sha256(data).digest())
    if not note.origin.startswith(PACK) or (note.size, note.root) != whole:
        raise NotValid("the signature is of another list of hashes")
    return note.signed_by(key, True) if key else False, bool(note.signatures)


def verify(path, key):
    """Print what the file says and whether it holds. The exit status."""
    path = pathlib.Path(path)
    try:
        key = key_of(key) if key else None
        if path.is_dir():
            signed, has_signature = check_pack(path, key)
        else:
            with path.open("rb") as file:
                receipt = file.readline(len(RECEIPT)) == RECEIPT
                file.seek(0)
                signed, has_signature = (check_receipt if receipt else check_bundle)(file, key)
    except NotValid as error:
        print(f"NOT VALID: {error}.")
        return NOT_VALID
    except (OSError, ValueError, RecursionError) as error:
        reason = error if type(error) is Unreadable else "not a receipt, a bundle or a pack"
        print(f"NOT READABLE: {reason}.")
        return UNREADABLE
    if signed:
        print("VALID: unchanged, and signed.")
        return VALID
    reason = "no key was given (--key)"
    if not has_signature:
        reason = "nobody has signed it"
    elif Ed25519PublicKey is None:
        reason = "the Python package cryptography is not installed"
    print(f"VALID, BUT ITS SIGNATURE WAS NOT CHECKED: {reason}. Anybody can have made it.")
    return UNSIGNED


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Check a Walkdown receipt, bundle or pack.")
    parser.add_argument("file", help="the receipt, the bundle, or the pack's folder")
    parser.add_argument("--key", default="", help="the ledger's public key, 64 hexadecimal digits")
    asked = parser.parse_args()
    sys.stdout.reconfigure(errors="backslashreplace")
    sys.exit(verify(asked.file, asked.key))
