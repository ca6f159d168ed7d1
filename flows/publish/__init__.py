"""Writes releases and checks them."""

from flows.publish.facts import BuildFacts, Published
from flows.publish.place import Busy, drafted, only_build
from flows.publish.publish import NotPublished, publish
from flows.publish.verify import verify

__all__ = ["BuildFacts", "Busy", "NotPublished", "Published", "drafted", "only_build", "publish", "verify"]
