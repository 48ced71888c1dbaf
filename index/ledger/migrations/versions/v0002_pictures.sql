-- How pictures look, and which are related. Frozen: a later change is a new migration.

CREATE TABLE looks (
  number INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  sha256 TEXT NOT NULL,
  views BLOB NOT NULL,
  thumb BLOB NOT NULL,
  UNIQUE (sha256)
);

CREATE TABLE picture_pairs (
  a TEXT NOT NULL,
  b TEXT NOT NULL,
  kind TEXT NOT NULL,
  distance INTEGER NOT NULL,
  PRIMARY KEY (a, b)
);

CREATE INDEX ix_picture_pairs_b ON picture_pairs (b);
