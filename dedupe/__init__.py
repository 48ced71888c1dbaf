"""Group: near-duplicate texts and images, and the templates behind them.

A post's text becomes letters (posts.text.letters). Posts with the same letters share one *wording*. Wordings that
share a key (keys) are candidates; the score of two candidates (score) makes them a verified pair or not; the pairs
make a graph whose components fall into clusters (clusters). `group` does this for a whole stream, `incremental` for
new posts beside known ones, with the same result. No id, key, score or cluster depends on the order of anything.
"""
