"""A finding as a value: what chapters, summary, register and appendices all read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any

from missing_audit.disclosure import Draft
from missing_audit.safe_table import SafeTable

if TYPE_CHECKING:  # chapters read findings, and start sooner without scipy
    from missing_audit.statistics.compare import Difference

__all__ = ["Finding", "Prose", "Test", "Work"]


@dataclass(frozen=True)
class Test:
    """A test that a finding made, or could not make.

    Attributes
    ----------
    id
        Stable: the appendix lists it.
    hypothesis
        What would be true if nothing were there, as a sentence.
    method
        How it was tested.
    statistic, symbol, df, df_within, p, adjusted
        As `Difference`: the statistic, what it is called, its degrees of freedom, and p-value alone; then the p-value
        within the family.
    children
        Distinct children in the test.
    refusal
        Why it could not be made; empty where it was.
    exploratory
        Whether it is one of many that look for what may be there, and not one that the question itself asks.
    """

    __test__ = False  # a name that pytest would otherwise collect

    id: str
    hypothesis: str
    method: str
    statistic: float | None = None
    symbol: str = "F"
    df: float | None = None
    df_within: float | None = None
    p: float | None = None
    adjusted: float | None = None
    children: int | None = None
    refusal: str = ""
    exploratory: bool = False

    @property
    def family(self) -> str:
        """The tests that it is read with: all that the questions ask for, or those that explore the same question."""
        return f"exploring {self.id.partition('-')[0]}" if self.exploratory else "asked"

    def done(self, result: Difference) -> Test:
        """The test with its result."""
        return replace(self, statistic=result.statistic, symbol=result.symbol, df=result.df,
                       df_within=result.df_within, p=result.p, children=result.children)


@dataclass(frozen=True)
class Work:
    """What a question's module computes, before anything is protected or put into words.

    Attributes
    ----------
    drafts
        Tables, by stable id.
    tests
        Tests made or refused.
    refusals
        Parts that the data cannot answer, by the id of the table that would have held them, with the reason.
    later
        Makes the tables whose content depends on how the tests came out, once adjusted: given every test of the
        report, by id.
    """

    drafts: dict[str, Draft] = field(default_factory=dict)
    tests: tuple[Test, ...] = ()
    refusals: dict[str, str] = field(default_factory=dict)
    later: Callable[[Mapping[str, Test]], dict[str, Draft]] | None = None


@dataclass(frozen=True)
class Prose:
    """What a question's module says of its protected tables.

    Attributes
    ----------
    sentences
        By name; ``answer`` is the answer in one sentence, ``title_…`` the story of a figure in ten words or fewer.
    strength
        How strong the evidence is, and why.
    generalises
        To whom the finding applies.
    caveats
        What it does not show.
    facts
        Its most important numbers, each with what it means.
    """

    sentences: dict[str, str]
    strength: str
    generalises: str
    caveats: tuple[str, ...]
    facts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Finding:
    """The answer to one research question.

    Attributes
    ----------
    id, question
        As in the commission.
    prose
        What is said.
    tables
        What is shown, by stable id.
    tests
        Every test made or refused.
    refusals
        Parts that the data cannot answer, with the reason.
    """

    id: str
    question: str
    prose: Prose
    tables: dict[str, SafeTable]
    tests: tuple[Test, ...]
    refusals: dict[str, str]

    @property
    def answer(self) -> str:
        """The answer in one sentence."""
        return self.prose.sentences["answer"]

    def says(self, *names: str) -> str:
        """Sentences by name; the reason where the data cannot answer; nothing where there is nothing to say."""
        said = [self.prose.sentences.get(name, self.refusals.get(name, "")) for name in names]
        return " ".join(filter(None, said))

    def to_dict(self) -> dict[str, Any]:
        """As plain values, for the store."""
        return {
            "id": self.id,
            "question": self.question,
            "prose": asdict(self.prose),
            "tables": {name: table.to_dict() for name, table in self.tables.items()},
            "tests": [asdict(test) for test in self.tests],
            "refusals": self.refusals,
        }

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> Finding:
        """Back from the store."""
        prose = stored["prose"] | {"caveats": tuple(stored["prose"]["caveats"]),
                                   "facts": tuple((number, meaning) for number, meaning in stored["prose"]["facts"])}
        return cls(stored["id"], stored["question"], Prose(**prose),
                   {name: SafeTable.from_dict(table) for name, table in stored["tables"].items()},
                   tuple(Test(**test) for test in stored["tests"]), stored["refusals"])
