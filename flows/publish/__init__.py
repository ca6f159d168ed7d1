"""Writes releases and checks them."""

from flows.publish.facts import BuildFacts, Published
from flows.publish.publish import NotPublished, publish
from flows.publish.verify import verify

__all__ = ["BuildFacts", "NotPublished", "Published", "publish", "verify"]
