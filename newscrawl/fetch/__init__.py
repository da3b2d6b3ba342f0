"""Manners towards hosts, and what their answers mean."""
