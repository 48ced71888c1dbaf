"""The network side of crawling: which hosts may be asked, how fast, and every byte of the answer kept."""
