"""The rendered example book names no child of the extracts, in no form and in no file beside it."""

import shutil

import pytest

from identities import BINARY, Identities, identities, named_in
from missing_audit.store import Store

pytestmark = [pytest.mark.book, pytest.mark.xdist_group("book")]


@pytest.fixture(scope="module")
def known(rendered):
    return identities(rendered.settings, Store(rendered.settings).latest("collate"))


class TestBook:
    """Every file of the output."""

    def test_names_nobody(self, rendered, known):
        """Pages, search index, downloads, pictures, PDF and Word."""
        files = [path for path in rendered.output.rglob("*") if path.is_file()]
        assert {".html", ".json", ".csv", ".svg", ".pdf", ".docx"} <= {path.suffix for path in files}
        read = [path for path in files if path.suffix not in BINARY]
        assert len(read) > 50
        assert named_in(rendered.output, known) == []

    @pytest.mark.parametrize("name", ["index.html", "missing-audit.docx", "missing-audit.pdf"])
    def test_read_at_all(self, rendered, tmp_path, name):
        """Each form is read to the end: a name that stands in it is found."""
        shutil.copy(rendered.output / name, tmp_path / name)
        county = Identities(frozenset({("Larkshire", "County", None)}), *[frozenset()] * 4)
        assert (name, "full name", "Larkshire County") in named_in(tmp_path, county)

    def test_nothing_beside_it(self, rendered, known):
        """Nor does what the render leaves in the store, executed pages among it."""
        assert named_in(Store(rendered.settings).root, known) == []
