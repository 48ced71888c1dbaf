"""Pages that need a browser: Chromium behind a proxy that lets it reach a source's own hosts and nothing else."""
