"""What the service serves."""
