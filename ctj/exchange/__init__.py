"""Data in and out: timelines, register import, interchange, requests between instances."""
