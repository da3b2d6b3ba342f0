"""Text as it should have been typed, and whether it is fit to keep."""
