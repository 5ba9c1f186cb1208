"""Handing offers over to others: contact points, signatures, outbox, feeds."""
