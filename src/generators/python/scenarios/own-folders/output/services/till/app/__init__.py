"""The service: generated code, and what people write."""
