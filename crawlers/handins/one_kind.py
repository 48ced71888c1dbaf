"""One kind: a file, a ZIP or a folder that the giver says what it is."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from crawlers.handins.giver import HandIn, Imported
from crawlers.handins.kinds import KINDS
from crawlers.handins.lying import Lying, files_below, name_of, open_file, pieces_of
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
    with open_file(path, hand.stdin) as stream, Taking(hand) as taking:
        copied = taking.spool.take(pieces_of(stream, path))
        beside = [_beside(taking, one) for one in _taken(_own_folder(path, kind), taking)]
        taking.read(copied.held, taking.archive(copied, name_of(path), kind, KINDS[kind].mime), beside)
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
    with taking.spool.room(), open_file(one.path) as stream:
        return taking.archive(taking.spool.take(pieces_of(stream, one.path)), one.name, BESIDE, mime)


def _folder(hand: HandIn, kind: str, folder: Path) -> Imported:
    """Take a folder as one hand-in: the files of its kind, and those beside them that they may name."""
    lying = list(files_below(folder))
    mains = set(KINDS[kind].mains([one.name for one in lying if one.why_not is None]))
    if not mains:
        what = f"no file of the folder is of the kind {kind}"
        raise InputError(what, "hand in the file itself, or the folder as: folder", file=str(folder))
    with Taking(hand) as taking:
        beside = [_beside(taking, one) for one in _taken(lying, taking) if one.name not in mains]
        for one in (one for one in lying if one.name in mains):
            with taking.spool.room(), open_file(one.path) as stream:
                copied = taking.spool.take(pieces_of(stream, one.path))
                taking.read(copied.held, taking.archive(copied, one.name, kind, KINDS[kind].mime), beside)
        taking.put(())
        return taking.result()


def _taken(lying: list[Lying], taking: Taking) -> list[Lying]:
    for one in lying:
        if one.why_not is not None:
            taking.refuse(InputError(one.why_not, "hand in the file itself"), one.name)
    return [one for one in lying if one.why_not is None]
