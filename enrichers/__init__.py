"""Read: a post in, its Reading out; pure functions over data files with sources.

Start in enrich.py: ENRICHERS is the table of contents. The data files stand in enrichers/data, with their README.
"""

from enrichers.data_files import Data, Own, load_data
from enrichers.enrich import ENRICHERS, enrich
from enrichers.findings import Question
from enrichers.read import read_lines

__all__ = ["ENRICHERS", "Data", "Own", "Question", "enrich", "load_data", "read_lines"]
