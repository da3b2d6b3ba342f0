"""Crawls that are killed, cut off and restarted at random, and what is left of the stories afterwards."""
