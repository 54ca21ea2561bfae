"""Servers of a test's own that are made to be killed: PostgreSQL, Redis, a Celery worker."""
