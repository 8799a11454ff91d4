"""What generated services carry: outbox, relay, inbox, dead letters, clients, projections, HTTP.

Speaks HTTP to a Dapr sidecar and SQL to PostgreSQL, and knows nothing of the generator.
"""
