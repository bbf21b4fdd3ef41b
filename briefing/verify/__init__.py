"""The proof of a saved memo: that what it says about its sources is so."""

from briefing.verify.listed import manifest_of
from briefing.verify.outcome import Failure, Verification
from briefing.verify.proof import verify

__all__ = ["Failure", "Verification", "manifest_of", "verify"]
