"""The ledger: one transactional database of posts, revisions, observations, groups, matches, mails and marks."""
