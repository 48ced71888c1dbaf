"""The vocabulary: what every room speaks; imports nothing of ours."""
