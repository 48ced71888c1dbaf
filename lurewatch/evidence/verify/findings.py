"""Findings: the problems of a bundle and the verdict they come to."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Literal

from posts.post import Record

Answer = Literal["valid", "tampered", "unknown_key"]
EXIT_CODES: dict[Answer, int] = {"valid": 0, "tampered": 1, "unknown_key": 3}
MAX_OF_A_CODE = 100  # enough for a person; of a bundle with every file changed the first ones are named

SENTENCES = {
    "E_ZIP_PREFIX": "bytes stand before the first file: something was put in front of the bundle",
    "E_ZIP_COMMENT": "bytes stand behind the bundle",
    "E_ZIP_STRUCTURE": "the entry of {path} in the ZIP file is not as a bundle writes it",
    "E_ZIP_CRC": "{path} does not have the checksum that the ZIP file states",
    "E_DUP_ENTRY": "{path} stands twice in the ZIP file",
    "E_PATH_UNSAFE": "{path} is a dangerous file name",
    "E_SYMLINK": "{path} is a link, not a file",
    "E_CASE_COLLISION": "{path} differs from another name only in capital letters",
    "E_MULTI_ROOT": "{path} stands outside the bundle's one folder",
    "E_MISSING_TAG": "the file {path} is missing, without which the bundle cannot be checked",
    "E_MANIFEST_FORMAT": "{path} has a line that is no line of a manifest (did a mail program change its line ends?)",
    "E_MANIFEST_DUP": "{path} is listed twice",
    "E_MANIFESTS_DIFFER": "the two lists of files do not name the same files: {path}",
    "E_HASH": "{path} was changed after the bundle was sealed",
    "E_TAG_HASH": "{path} was changed after the bundle was sealed",
    "E_MISSING": "{path} is listed but not there",
    "E_EXTRA": "{path} was added: no list names it",
    "E_OXUM": "the number or size of the files is not the one that bag-info.txt states",
    "E_BAGIT": "{path} does not declare BagIt 1.0",
    "E_SIG_MISSING": "the signature {path} is missing",
    "E_SIG_BAD": "{path} is not the signature of the expected key over this bundle",
    "E_KEY_MISMATCH": "{path} is not the expected key (a bundle of another signer needs that signer's key)",
    "E_LOG_SEQ": "the custody log is broken: {path} does not follow the line before it",
    "E_LOG_FORK": "the custody log is not the operator's own: {path} does not say what the operator's log says",
    "E_LOG_HEAD": "the end of the custody log is not the one that was sealed: {path}",
    "E_ITEM_NOT_IN_LOG": "{path} stands in the bundle, but the custody log never saw it",
    "E_ITEM_MISSING": "the custody log names {path}, which is not in the bundle",
    "E_XREF": "{path} does not agree with the rest of the bundle",
    "E_MEDIA_NAME": "{path} is not named by the hash of its own bytes",
    "E_WARC_XREF": "{path} and the web archive do not agree",
    "E_FORMAT": "{path} cannot be read as what it should be",
    "E_MORE": "and more problems of the kind {path}",
}


class Problem(Record, frozen=True, kw_only=True):
    """One thing that is wrong."""

    code: str
    path: str
    sentence: str


class Verdict(Record, frozen=True, kw_only=True):
    """What the check came to."""

    verdict: Answer
    problems: tuple[Problem, ...]

    @property
    def exit_code(self) -> int:
        """0 valid, 1 tampered, 3 intact but sealed with a key nobody vouched for."""
        return EXIT_CODES[self.verdict]


@dataclass(slots=True)
class Findings:
    """Collects problems while the bundle is read, each once."""

    problems: dict[tuple[str, str], Problem] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)

    def add(self, code: str, path: str = "") -> None:
        """Note a problem."""
        if (code, path) in self.problems:
            return
        self.counts[code] += 1
        if self.counts[code] > MAX_OF_A_CODE:
            code, path = "E_MORE", code
        shown = path if path.isascii() and path.isprintable() else path.encode("unicode_escape").decode()
        problem = Problem(code=code, path=shown, sentence=SENTENCES[code].format(path=shown))
        self.problems[code, path] = problem

    def verdict(self, *, is_known: bool) -> Verdict:
        """Return the verdict over all problems."""
        if self.problems:
            return Verdict(verdict="tampered", problems=tuple(self.problems.values()))
        return Verdict(verdict="valid" if is_known else "unknown_key", problems=())
