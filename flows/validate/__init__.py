"""Decides whether a release may exist: the tables against their declarations and against the raw text."""

from flows.validate.corpus import Quote
from flows.validate.each import validate_each
from flows.validate.expectations import validate
from flows.validate.results import Failure, Report, Result
from flows.validate.whole import validate_renamed, validate_whole

__all__ = ["Failure", "Quote", "Report", "Result", "validate", "validate_each", "validate_renamed", "validate_whole"]
