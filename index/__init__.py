"""Keep and find: the ledger, the query language, the engines behind one protocol."""
