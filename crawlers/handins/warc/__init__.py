"""Web archives of other people: WARC and WACZ, each record verified by itself before anything reads it."""
