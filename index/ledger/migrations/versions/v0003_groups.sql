-- Grouping by keys in files. Frozen: a later change is a new migration.

DROP TABLE keys;

DROP TABLE wordings;

DELETE FROM pairs;

DELETE FROM written;

DELETE FROM composites;

CREATE TABLE wordings (
  number INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL,
  signs BLOB NOT NULL,
  UNIQUE (id)
);

CREATE TABLE runs (
  name TEXT NOT NULL,
  first INTEGER NOT NULL,
  last INTEGER NOT NULL,
  entries INTEGER NOT NULL,
  PRIMARY KEY (name)
);

CREATE TABLE unsettled (
  wording TEXT NOT NULL,
  PRIMARY KEY (wording)
);

CREATE TABLE decisions (
  id INTEGER NOT NULL,
  at TEXT NOT NULL,
  record TEXT NOT NULL,
  PRIMARY KEY (id)
);

CREATE TRIGGER decisions_no_update BEFORE UPDATE ON decisions BEGIN SELECT RAISE(ABORT, 'decisions only grows'); END;

CREATE TRIGGER decisions_no_delete BEFORE DELETE ON decisions BEGIN SELECT RAISE(ABORT, 'decisions only grows'); END;
