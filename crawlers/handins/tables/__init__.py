"""Tables of other tools: CSV and JSON, each row a post by a declared map of columns."""
