"""Picture words: what is written in the pictures of posts, read in the killable worker, each picture once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from enrichers import Data
from enrichers.forms import Look
from enrichers.language import languages
from enrichers.pictures.words import FUNCTION, PictureWords, question
from posts import jsonl
from posts.errors import WorkerError
from posts.files import storage
from posts.post import Media, Post, with_fields
from posts.worker import Worker

SECONDS = 20.0  # for one picture in three languages; a page of small print takes 2 s
NOTHING = PictureWords()


class PictureReader:
    """Reads the pictures of posts: QR codes, and text as far as this machine can."""

    def __init__(self, folder: Path, data: Data, worker: Worker) -> None:
        self._folder, self._data, self._worker = folder, data, worker
        self._read: dict[str, PictureWords] = {}

    def read(self, post: Post) -> tuple[Post, tuple[str, ...]]:
        """Return a post with the QR codes of its pictures, and all that is written in them, line by line."""
        words = [self._words(media, post.text) for media in post.media]
        pairs = zip(post.media, words, strict=True)
        media = tuple(with_fields(one, qr=said.qr) if said.qr else one for one, said in pairs)
        lines = tuple(dict.fromkeys(line for said in words for line in said.told()))
        return (with_fields(post, media=media) if media != post.media else post), lines

    def _words(self, media: Media, text: str) -> PictureWords:
        sha256 = media.sha256
        if sha256 is None:
            return NOTHING
        if sha256 not in self._read:
            self._read[sha256] = self._asked(sha256, text)
        return self._read[sha256]

    def _asked(self, sha256: str, text: str) -> PictureWords:
        path = self._folder / sha256[:2] / sha256
        if not path.exists():
            return NOTHING
        with storage(path):
            data = path.read_bytes()
        langs = dict.fromkeys(span.lang.split("-")[0] for span in languages(Look(text), self._data.languages))
        try:
            return jsonl.load(self._worker.call(question(tuple(langs), data)), PictureWords)
        except WorkerError:  # told of this picture already by who looked at its size and hashes
            return NOTHING


def words_in(data: bytes, langs: Iterable[str]) -> str:
    """Return the text of one picture as far as this machine can read it, tried in the likeliest of these languages."""
    with Worker(FUNCTION, SECONDS) as worker:
        try:
            said = jsonl.load(worker.call(question(tuple(dict.fromkeys(langs)), data)), PictureWords)
        except WorkerError:  # who looked at the picture before has told what is wrong with it
            return ""
    return said.text.text if said.text else ""


@contextmanager
def reading_pictures(folder: Path, data: Data) -> Iterator[PictureReader]:
    """Give a reader of pictures whose worker ends with the block."""
    with Worker(FUNCTION, SECONDS) as worker:
        yield PictureReader(folder, data, worker)
