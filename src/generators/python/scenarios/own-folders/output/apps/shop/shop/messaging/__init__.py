"""What happens to events."""
