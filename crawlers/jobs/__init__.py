"""Job adverts of boards: structured data, declared selectors, and pages as they are shown."""
