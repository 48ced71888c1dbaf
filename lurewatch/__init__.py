"""The front desk: everything a person touches."""
