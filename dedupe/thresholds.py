"""Thresholds: every chosen number of grouping beside the measurement that chose it.

Measured on en_dev, multi_dev and sets made from them with other seeds (five English, five in 17 languages; of each kind
two with agencies, two each with footers of 50 and 60 % of every post, one with large families); F1 of pairs and ARI of
clusters are means over the English / the other sets unless said otherwise.
"""

from __future__ import annotations

from typing import NamedTuple

# Keys. Windows of 24 letters give F1 .975 / .9365 and ARI .985 / .957, of 20 letters .978 / .942 and .986 / .963, at
# 1.2 times the candidates; 16 letters double the candidates again for + .002.
KEY_LETTERS = 20
# A short text has keys to spare: half of them are of shorter windows, which words replaced all over leave whole. In 17
# languages recall of a quarter of words replaced becomes .92 from .82, F1 + .004, at 1.1 times the candidates; for
# texts of up to 512 letters .93, at 1.4 times; windows of 10 letters find nothing more at 1.3 times.
SHORT_LETTERS = 384
SHORT_KEY_LETTERS = 12
SHORT_KEYS = 12
KEYS = 24  # 24 x (8 + 4) bytes a post; 32 keys would add .006 candidate recall for a third more bytes
PER_KEY = 64  # a key with more wordings offers only the 64 of smallest id (clustering.md: with the newest 64, ARI .2)
# Pairs of the components that one batch touches; more are not clustered whole at each arrival but at `regroup`. 190
# posts that are all like each other have 18,000; to read and cluster 20,000 takes a batch 0.6 s.
LARGE_PAIRS = 20_000

# Score. Windows of 6 letters meet by chance (F1 .951), of 12 lose short edits (ARI of 17 languages .943 against .970).
SCORE_LETTERS = 8
SEGMENTS = 16  # parts of a text in which coverage is counted; 10 to 20 give the same F1 within .001
# A side is coverage x share of segments at least half covered, the score the mean of both sides. Against coverage of
# the shorter text x sqrt(spread): F1 + .006 / + .010, and a footer of half of both posts scores .25 instead of .35.
# An ending counts the square of its share, and one window is taken off: F1 .9805 / .9607 instead of .9796 / .9499,
# hard negatives .0004 / .022 instead of .009 / .067 (multi_dev .0075 instead of .038). Cubed, F1 - .003 / - .002;
# without the window F1 - .004 in 17 languages; with endings that are most of what is covered alone, + .002 / - .006.
ENDING_GAP = 2  # segments at the very end that may be uncovered, where contacts and hashtags stand; 1 to 3 are alike
NEAR = 0.20  # at .19 F1 .981 / .956 and hard negatives .001 / .030, at .22 .979 / .962 and four edits .86
# Of a pair's weight in clusters; at .85 with agencies ARI .974 / .956 instead of .978 / .964.
SHORT_SHARE = 0.75
ENDING_DISCOUNT = 0.5  # of that of scores, in weights: ARI .990 / .971; the whole discount gives .985 / .964

# Clusters. Cuts .40, .425, .45 give ARI .990, .990, .987 (17 languages .975, .971, .966), with agencies .979, .981,
# .980 (.959, .963, .968) and on footers of 60 % .964, .970, .971 (.941, .946, .949).
CUT = 0.425
REPRESENTATIVES = 16  # members of smallest id that stand for their cluster; 12 to 32 differ by .002 on waves
ATTACH_SHARE = 0.16  # clustering.md: plateau .12 to .20
ATTACH_HITS = 2
ATTACH_LEAD = 2  # times the runner-up's share
FULL_SIZE = 12  # members that count when hits are set against a cluster's size
# A splinter is at most a tenth of the cluster that it joins, and this strong with it; of a cluster of more than a
# hundred at most a third. On sets with families of 2,500 ARI .884 to .981 become .984 to .997 by the one and .977 to
# .987 by the other. Were a third enough beside any cluster, agencies in other scripts would lose .026.
LARGE_FAMILY = 128


class Splinter(NamedTuple):
    """What a cluster must be to join a larger one: so many times smaller, and this strong with it."""

    times: int
    strength: float


SPLINTER = Splinter(10, 0.4)
LARGE_SPLINTER = Splinter(3, 0.35)

# Composites (posts with two adverts): of 33 / 32 merged posts of en_dev / multi_dev 33 / 31 link to all their families
# (.34 and 3 segments: 31 / 28), of 61 / 57 agency posts with a common footer 57 of 63; 5 / 5 others link too.
LINK_SHARE = 0.3  # of a cluster's members that match the post
OWN_SEGMENTS = 2  # segments that each of two clusters covers alone

# Templates. A word that half of the members keep is fixed: in a family of reposts most words are kept by nearly all,
# and those of a slot by few.
FIXED_SHARE = 0.5
