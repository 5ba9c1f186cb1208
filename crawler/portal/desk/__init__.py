"""The desk: users, sessions, locks and saved searches, in a file of their own.

Datasette never opens it, and a copy of the database that is handed on holds none
of it.
"""
