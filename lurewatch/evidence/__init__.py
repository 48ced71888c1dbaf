"""Evidence: bundles that a police officer or a court can check with stock tools and without us."""
