-- The first tables of the ledger. Frozen: a later change is a new migration.

CREATE TABLE aliases (
  id TEXT NOT NULL,
  heir TEXT NOT NULL,
  PRIMARY KEY (id)
);

CREATE INDEX ix_aliases_heir ON aliases (heir);

CREATE TABLE audit (
  id INTEGER NOT NULL,
  at TEXT NOT NULL,
  record TEXT NOT NULL,
  PRIMARY KEY (id)
);

CREATE TABLE captures (
  id TEXT NOT NULL,
  source TEXT,
  fetched_at TEXT NOT NULL,
  warc TEXT,
  withheld INTEGER DEFAULT '0' NOT NULL,
  record TEXT NOT NULL,
  PRIMARY KEY (id)
);

CREATE INDEX captures_by_source ON captures (source, fetched_at);

CREATE INDEX ix_captures_warc ON captures (warc);

CREATE TABLE clusters (
  id TEXT NOT NULL,
  PRIMARY KEY (id)
);

CREATE TABLE composites (
  wording TEXT NOT NULL,
  cluster TEXT NOT NULL,
  PRIMARY KEY (wording, cluster)
);

CREATE INDEX ix_composites_cluster ON composites (cluster);

CREATE TABLE contacts (
  value TEXT NOT NULL,
  post TEXT NOT NULL,
  role TEXT NOT NULL,
  PRIMARY KEY (value, post)
);

CREATE INDEX ix_contacts_post ON contacts (post);

CREATE TABLE custody (
  seq INTEGER NOT NULL,
  item TEXT NOT NULL,
  line TEXT NOT NULL,
  PRIMARY KEY (seq)
);

CREATE INDEX ix_custody_item ON custody (item);

CREATE TABLE feed (
  seq INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  post TEXT NOT NULL,
  lane TEXT NOT NULL
);

CREATE INDEX ix_feed_post ON feed (post);

CREATE TABLE gaps (
  id TEXT NOT NULL,
  source TEXT NOT NULL,
  noticed_at TEXT NOT NULL,
  record TEXT NOT NULL,
  PRIMARY KEY (id)
);

CREATE INDEX ix_gaps_source ON gaps (source);

CREATE TABLE keys (
  "key" BIGINT NOT NULL,
  wording TEXT NOT NULL,
  PRIMARY KEY ("key", wording)
)
 WITHOUT ROWID;

CREATE INDEX ix_keys_wording ON keys (wording);

CREATE TABLE marks (
  id INTEGER NOT NULL,
  kind TEXT NOT NULL,
  target TEXT NOT NULL,
  value TEXT NOT NULL,
  at TEXT NOT NULL,
  record TEXT NOT NULL,
  PRIMARY KEY (id)
);

CREATE INDEX ix_marks_target ON marks (target);

CREATE TABLE matches (
  id TEXT NOT NULL,
  rule TEXT NOT NULL,
  rev INTEGER NOT NULL,
  subject TEXT NOT NULL,
  bucket TEXT NOT NULL,
  found_at TEXT NOT NULL,
  posts TEXT NOT NULL,
  PRIMARY KEY (id)
);

CREATE INDEX ix_matches_subject ON matches (subject);

CREATE TABLE media (
  sha256 TEXT NOT NULL,
  post TEXT NOT NULL,
  PRIMARY KEY (sha256, post)
);

CREATE INDEX ix_media_post ON media (post);

CREATE TABLE messages (
  id TEXT NOT NULL,
  recipient TEXT NOT NULL,
  state TEXT NOT NULL,
  made_at TEXT NOT NULL,
  tried_at TEXT,
  tries INTEGER DEFAULT '0' NOT NULL,
  mail BLOB NOT NULL,
  problem TEXT,
  PRIMARY KEY (id)
);

CREATE TABLE meta (
  "key" TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY ("key")
);

CREATE TABLE observations (
  post TEXT NOT NULL,
  capture TEXT NOT NULL,
  rev INTEGER NOT NULL,
  seen_at TEXT NOT NULL,
  state TEXT NOT NULL,
  counts TEXT NOT NULL,
  PRIMARY KEY (post, capture)
);

CREATE TABLE outbox (
  "match" TEXT NOT NULL,
  recipient TEXT NOT NULL,
  message TEXT,
  PRIMARY KEY ("match", recipient)
);

CREATE INDEX ix_outbox_message ON outbox (message);

CREATE TABLE pairs (
  a TEXT NOT NULL,
  b TEXT NOT NULL,
  a_length INTEGER NOT NULL,
  a_covered INTEGER NOT NULL,
  a_segments INTEGER NOT NULL,
  b_length INTEGER NOT NULL,
  b_covered INTEGER NOT NULL,
  b_segments INTEGER NOT NULL,
  score FLOAT NOT NULL,
  PRIMARY KEY (a, b)
);

CREATE INDEX ix_pairs_b ON pairs (b);

CREATE TABLE posts (
  id TEXT NOT NULL,
  platform TEXT NOT NULL,
  source TEXT NOT NULL,
  number BIGINT,
  rev INTEGER NOT NULL,
  revs INTEGER NOT NULL,
  first_seen_at TEXT NOT NULL,
  first_seq INTEGER NOT NULL,
  last_seen_at TEXT NOT NULL,
  absent_since TEXT,
  not_shown_at TEXT,
  cluster TEXT,
  PRIMARY KEY (id)
);

CREATE INDEX ix_posts_cluster ON posts (cluster);

CREATE INDEX posts_by_number ON posts (source, number);

CREATE TABLE restricted_contacts (
  value TEXT NOT NULL,
  post TEXT NOT NULL,
  role TEXT NOT NULL,
  PRIMARY KEY (value, post)
);

CREATE INDEX ix_restricted_contacts_post ON restricted_contacts (post);

CREATE TABLE restricted_media (
  sha256 TEXT NOT NULL,
  post TEXT NOT NULL,
  PRIMARY KEY (sha256, post)
);

CREATE INDEX ix_restricted_media_post ON restricted_media (post);

CREATE TABLE restricted_posts (
  id TEXT NOT NULL,
  platform TEXT NOT NULL,
  source TEXT NOT NULL,
  number BIGINT,
  rev INTEGER NOT NULL,
  revs INTEGER NOT NULL,
  first_seen_at TEXT NOT NULL,
  first_seq INTEGER NOT NULL,
  last_seen_at TEXT NOT NULL,
  absent_since TEXT,
  not_shown_at TEXT,
  cluster TEXT,
  PRIMARY KEY (id)
);

CREATE INDEX ix_restricted_posts_cluster ON restricted_posts (cluster);

CREATE INDEX restricted_posts_by_number ON restricted_posts (source, number);

CREATE TABLE restricted_revisions (
  post TEXT NOT NULL,
  rev INTEGER NOT NULL,
  seen_at TEXT NOT NULL,
  record TEXT NOT NULL,
  reading TEXT NOT NULL,
  PRIMARY KEY (post, rev)
);

CREATE TABLE revisions (
  post TEXT NOT NULL,
  rev INTEGER NOT NULL,
  seen_at TEXT NOT NULL,
  record TEXT NOT NULL,
  reading TEXT NOT NULL,
  PRIMARY KEY (post, rev)
);

CREATE TABLE rules (
  id TEXT NOT NULL,
  rev INTEGER NOT NULL,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  record TEXT NOT NULL,
  saved_at TEXT NOT NULL,
  saved_seq INTEGER NOT NULL,
  matched INTEGER DEFAULT '0' NOT NULL,
  retired_at TEXT,
  PRIMARY KEY (id, rev)
);

CREATE TABLE tombstones (
  id TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  at TEXT NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (id)
);

CREATE TABLE visits (
  source TEXT NOT NULL,
  run TEXT NOT NULL,
  started_at TEXT NOT NULL,
  requests INTEGER NOT NULL,
  outcome TEXT NOT NULL,
  record TEXT NOT NULL,
  PRIMARY KEY (source, run)
);

CREATE TABLE wordings (
  id TEXT NOT NULL,
  letters TEXT NOT NULL,
  PRIMARY KEY (id)
);

CREATE TABLE written (
  post TEXT NOT NULL,
  wording TEXT,
  PRIMARY KEY (post)
);

CREATE INDEX ix_written_wording ON written (wording);

-- What people did and decided is never changed: custody, marks and audit only grow.

CREATE TRIGGER custody_no_update BEFORE UPDATE ON custody BEGIN SELECT RAISE(ABORT, 'custody only grows'); END;

CREATE TRIGGER custody_no_delete BEFORE DELETE ON custody BEGIN SELECT RAISE(ABORT, 'custody only grows'); END;

CREATE TRIGGER marks_no_update BEFORE UPDATE ON marks BEGIN SELECT RAISE(ABORT, 'marks only grows'); END;

CREATE TRIGGER marks_no_delete BEFORE DELETE ON marks BEGIN SELECT RAISE(ABORT, 'marks only grows'); END;

CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'audit only grows'); END;

CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'audit only grows'); END;
