"""The report: static pages that open from disk, without script, without anything from elsewhere."""

from __future__ import annotations

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from lurewatch.evidence.case import Case
from lurewatch.evidence.names import extension, uuid_of


def render(name: str, case: Case) -> bytes:
    """Return one page of the report; all that comes from posts is escaped."""
    return _templates().get_template(name).render(case=case).encode()


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=PackageLoader("lurewatch.evidence"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["uuid"] = uuid_of
    environment.filters["ext"] = extension
    environment.filters["when"] = lambda at: at.strftime("%Y-%m-%d %H:%M:%S UTC") if at else "not known"
    return environment
