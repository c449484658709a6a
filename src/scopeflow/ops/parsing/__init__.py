"""Ops that read: files, and records in bytes, in text and in protos."""
