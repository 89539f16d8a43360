"""The loggers: ``wholesale.iproyal`` and so on, one line at DEBUG for each request, answer and retry.

Nothing that is written holds a credential, a query, a body or another secret.
"""

from __future__ import annotations

import logging

# A library that is not asked writes nothing.
logging.getLogger("wholesale").addHandler(logging.NullHandler())


def logger(provider: str) -> logging.Logger:
    """The logger of a provider."""
    return logging.getLogger(f"wholesale.{provider}")
