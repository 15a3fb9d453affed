"""The modules of the questions, found by their names."""

from missing_audit import findings, prose
from missing_audit.analysis import MODULES, _modules
from missing_audit.register import QUESTIONS


class TestModules:
    """Each question that is computed is also written about, and is one of the commission's."""

    def test_both(self):
        """Neither half is there without the other."""
        assert set(_modules(findings)) == set(_modules(prose)) == set(MODULES)

    def test_questions(self):
        """In the order of the commission; a question that is answered awaits nothing."""
        known = {question.id: question for question in QUESTIONS}
        assert list(MODULES) == [name for name in known if name in MODULES]
        assert not [name for name in MODULES if known[name].awaits]
