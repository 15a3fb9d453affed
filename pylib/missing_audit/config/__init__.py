"""The county's configuration: `audit.toml` as typed settings."""

from missing_audit.config.parts import Disclosure, Extract, Linkage, Reference
from missing_audit.config.settings import ENVIRONMENT, Settings, current, load

__all__ = ["ENVIRONMENT", "Disclosure", "Extract", "Linkage", "Reference", "Settings", "current", "load"]
