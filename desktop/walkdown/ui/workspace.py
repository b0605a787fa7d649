"""The pages, made when they are first needed, and what the rail says of each stage of a job."""

from __future__ import annotations

from walkdown.core.device import Work
from walkdown.core.job import Job, Stage
from walkdown.core.stages import Progress, StageFacts, stage_facts
from walkdown.ui import moment
from walkdown.ui.bridge import Bridge
from walkdown.ui.meters import Part
from walkdown.ui.page import BOARD, OWNER, OWNER_PHOTO, POLICY, PRIVACY, StagePage
from walkdown.ui.rail import Board
from walkdown.ui.railitem import RailState


def stage_pages(bridge: Bridge) -> dict[str, StagePage]:
    """Every page of a job by the name that `StagePage.go` uses."""
    from walkdown.ui.pages.board import BoardPage
    from walkdown.ui.pages.handover import HandoverPage
    from walkdown.ui.pages.labels import LabelsPage
    from walkdown.ui.pages.nearby import NearbyPage
    from walkdown.ui.pages.network import NetworkPage
    from walkdown.ui.pages.owner import OwnerPage
    from walkdown.ui.pages.owner_photo import OwnerPhotoPage
    from walkdown.ui.pages.site import SitePage
    from walkdown.ui.pages.verify import VerifyPage

    return {
        Stage.SITE: SitePage(bridge),
        Stage.LABELS: LabelsPage(bridge),
        Stage.NEARBY: NearbyPage(bridge),
        Stage.NETWORK: NetworkPage(bridge),
        OWNER: OwnerPage(bridge),
        OWNER_PHOTO: OwnerPhotoPage(bridge),
        BOARD: BoardPage(bridge),
        Stage.VERIFY: VerifyPage(bridge),
        Stage.HANDOVER: HandoverPage(bridge),
    }


def aside_page(name: str, bridge: Bridge) -> StagePage:
    """Privacy, the policy or Help: the pages that are no part of a job."""
    if name == PRIVACY:
        from walkdown.ui.pages.privacy import PrivacyPage

        return PrivacyPage(bridge)
    if name == POLICY:
        from walkdown.ui.pages.policy import PolicyPage

        return PolicyPage(bridge)
    from walkdown.ui.pages.help import HelpPage

    return HelpPage(bridge)


_RAIL: dict[Progress, RailState] = {
    Progress.NOT_BEGUN: "todo",
    Progress.BEGUN: "work",
    Progress.NEEDS_YOU: "me",
    Progress.STOPPED: "stop",
    Progress.DONE: "ok",
}


def rail_lines(job: Job) -> tuple[list[RailState], list[str]]:
    """State and second line of each of the six stages."""
    facts = stage_facts(job, moment.now())
    return [_RAIL[f.progress] for f in facts], [_note(f) for f in facts]


def board_card(job: Job) -> Board | None:
    """What the Job board card says; None before the first device was sent anything."""
    counts = {w: sum(d.work is w for d in job.wanted) for w in Work}
    if counts[Work.IDLE] == len(job.wanted):
        return None
    parts: tuple[tuple[Part, int], ...] = (
        ("ok", counts[Work.ONLINE]),
        ("work", counts[Work.WORKING]),
        ("stop", counts[Work.FAILED]),
    )
    total = len(job.wanted)
    failed = counts[Work.FAILED]
    need = "" if not failed else "1 needs you" if failed == 1 else f"{failed} need you"
    return Board(
        tuple(p for p in parts if p[1]), total, f"{counts[Work.ONLINE]} of {total} online", need
    )


def title_of(board: Board | None) -> str:
    """The window's title: what the Job board says, for a person who looks at another program."""
    if board is None:
        return "Walkdown"
    return " · ".join(filter(None, (board.line, board.need, "Walkdown")))


def _note(facts: StageFacts) -> str:
    if facts.progress is Progress.NOT_BEGUN:
        return ""
    counted = f"{facts.done} of {facts.total}"
    return {
        Stage.SITE: "Complete" if facts.progress is Progress.DONE else f"{counted} filled",
        Stage.LABELS: f"{counted} listed",
        Stage.NEARBY: f"{counted} matched",
        Stage.NETWORK: f"{counted} online",
        Stage.VERIFY: f"{counted} passed",
        Stage.HANDOVER: "Handed over",
    }[facts.stage]
