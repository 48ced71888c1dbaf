"""Thresholds: every chosen number of grouping beside the measurement that chose it.

Measured on en_dev, multi_dev and 13 sets made from them with other seeds (five English, five in 17 languages, one
with agencies, one each with footers of 50 and 60 % of every post); F1 of pairs and ARI of clusters are means over the
English / the other sets unless said otherwise.
"""

from __future__ import annotations

# Keys. Windows of 24 letters give F1 .975 / .9365 and ARI .985 / .957, of 20 letters .978 / .942 and .986 / .963, at
# 1.2 times the candidates; 16 letters double the candidates again for + .002.
KEY_LETTERS = 20
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
NEAR = 0.26  # F1 .9777 / .9456, hard negatives .009 / .080; at .24 .013 and .10 of them, at .30 F1 - .004 / + .001
SHORT_SHARE = 0.75  # of a pair's weight in clusters; .5: ARI .973, .75: .9857, 1: .9861 but .915 on 60 % footers

# Clusters. Cuts .40, .45, .50 give ARI .9856, .9857, .9842 (17 languages .963, .964, .964) and, on footers of 60 %,
# .913, .949, .966.
CUT = 0.45
REPRESENTATIVES = 16  # members of smallest id that stand for their cluster; 12 to 32 differ by .002 on waves
ATTACH_SHARE = 0.16  # clustering.md: plateau .12 to .20
ATTACH_HITS = 2
ATTACH_LEAD = 2  # times the runner-up's share
FULL_SIZE = 12  # members that count when hits are set against a cluster's size
# A splinter is at most a tenth of the cluster that it joins, and this strong with it. On sets with families of 2,500
# ARI .884 to .981 become .984 to .997. At a third, footers of 60 % lose .015; at .45 one of the waves stays at .88.
SPLINTER_SIZE = 10
SPLINTER_STRENGTH = 0.4

# Composites (posts with two adverts): of 33 / 32 merged posts of en_dev / multi_dev 33 / 31 link to all their families
# (.34 and 3 segments: 31 / 28), of 61 / 57 agency posts with a common footer 57 of 63; 5 / 5 others link too.
LINK_SHARE = 0.3  # of a cluster's members that match the post
OWN_SEGMENTS = 2  # segments that each of two clusters covers alone

# Templates. A word that half of the members keep is fixed: in a family of reposts most words are kept by nearly all,
# and those of a slot by few.
FIXED_SHARE = 0.5
