"""Finds the calls by which source code loads a PTM. Code is parsed, never imported or run."""
