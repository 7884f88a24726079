"""Transcripts of meetings, and the calendars that the meetings come from."""
