"""One module an event."""
