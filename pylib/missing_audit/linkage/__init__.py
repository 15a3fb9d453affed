"""One pseudonym a child: identity records scored by likeness, joined into children, and what is known of the errors.

Names, dates of birth and addresses go in here and do not come out: what comes out has a keyed pseudonym, and ages.
"""

from missing_audit.linkage.areas import districts_of_areas
from missing_audit.linkage.linked import TOGETHER, Linked, ages, dates_of, write_identity
from missing_audit.linkage.linking import link
from missing_audit.linkage.pseudonyms import fingerprint, read_key
from missing_audit.linkage.reviewing import review_links

__all__ = ["TOGETHER", "Linked", "ages", "dates_of", "districts_of_areas", "fingerprint", "link", "read_key",
           "review_links", "write_identity"]
