"""The catalog in Django's admin: every kind, every write through `editing`, Django's history."""

from journeys.admin import pages

__all__ = ["pages"]
