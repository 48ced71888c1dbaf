"""One kind: a file, a ZIP or a folder that the giver says what it is."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from crawlers.handins.giver import HandIn, Imported
from crawlers.handins.kinds import KINDS
from crawlers.handins.lying import Lying, files_below, name_of, whole_file
from crawlers.handins.media_names import mime_of_name
from crawlers.handins.saved.html_file import PAGE_FOLDERS
from crawlers.handins.taking import BESIDE, Taking
from posts.capture import Capture
from posts.errors import InputError


def hand_in(hand: HandIn, kind: str) -> Imported:
    """Archive what was handed in, byte for byte, and put its posts into the inbox."""
    path = Path(hand.path)
    if hand.stdin is None and path.is_dir():
        return _folder(hand, kind, path)
    body = whole_file(path, hand.stdin)
    with Taking(hand) as taking:
        beside = [_beside(taking, one) for one in _taken(_own_folder(path, kind), taking)]
        taking.read(body, taking.archive(body, name_of(path), kind, KINDS[kind].mime), beside)
        taking.put(())
        return taking.result()


def _own_folder(path: Path, kind: str) -> list[Lying]:
    """Return the files in the folder that a browser puts beside a page which it saves."""
    if kind != "html" or not path.is_file():
        return []
    folders = (path.with_name(f"{path.stem}{ending}") for ending in PAGE_FOLDERS)
    return [
        replace(one, name=f"{name_of(folder)}/{one.name}")
        for folder in folders
        if folder.is_dir() and not folder.is_symlink()
        for one in files_below(folder)
    ]


def _beside(taking: Taking, one: Lying) -> Capture:
    mime = mime_of_name(one.name) or "application/octet-stream"
    return taking.archive(whole_file(one.path), one.name, BESIDE, mime)


def _folder(hand: HandIn, kind: str, folder: Path) -> Imported:
    """Take a folder as one hand-in: the files of its kind, and those beside them that they may name."""
    lying = list(files_below(folder))
    mains = set(KINDS[kind].mains([one.name for one in lying if one.why_not is None]))
    if not mains:
        what = f"no file of the folder is of the kind {kind}"
        raise InputError(what, "hand in the file itself, or the folder as: folder", file=str(folder))
    with Taking(hand) as taking:
        beside = [_beside(taking, one) for one in _taken(lying, taking) if one.name not in mains]
        for one in lying:
            if one.name in mains:
                body = whole_file(one.path)
                taking.read(body, taking.archive(body, one.name, kind, KINDS[kind].mime), beside)
        taking.put(())
        return taking.result()


def _taken(lying: list[Lying], taking: Taking) -> list[Lying]:
    for one in lying:
        if one.why_not is not None:
            taking.refuse(InputError(one.why_not, "hand in the file itself"), one.name)
    return [one for one in lying if one.why_not is None]
