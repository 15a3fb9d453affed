"""What chapters read: the stored findings and tables of the county in use, in the words of its book."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from missing_audit.config import Settings, current
from missing_audit.finding import Finding
from missing_audit.front import day, terms
from missing_audit.joining import WINDOW
from missing_audit.paths import ROOT
from missing_audit.register import QUESTIONS, scope_table, tests_table
from missing_audit.safe_table import SafeTable
from missing_audit.store import Store
from missing_audit.words import p_value, small

__all__ = ["Book", "lines", "load", "read_book"]


@dataclass(frozen=True)
class Book:
    """The stored results of one county.

    Attributes
    ----------
    settings
        Its settings.
    findings
        By question.
    tables
        Of the collation and methodology chapters, by name.
    sentences
        What is said of those tables, by name.
    provenance
        One line per input, piece of software and library: `kind`, `name`, `is`.
    """

    settings: Settings
    findings: dict[str, Finding]
    tables: dict[str, SafeTable]
    sentences: dict[str, str]
    provenance: list[dict[str, Any]]

    @property
    def period(self) -> tuple[str, str]:
        """First and last day of the period, as printed."""
        return day(self.settings.period.start), day(self.settings.period.end)

    @property
    def threshold(self) -> str:
        """The largest number of children that is withheld, in words."""
        return small(self.settings.disclosure.threshold)

    @cached_property
    def _scope(self) -> list[dict[str, str]]:
        return scope_table(self.findings.values()).to_dict("records")

    @property
    def answered(self) -> str:
        """How many of the questions this edition answers."""
        whole = sum(line["answered"] == "Yes" for line in self._scope)
        part = sum(line["answered"] == "In part" for line in self._scope)
        said = small(whole) if whole else "none"
        if not whole and part:
            return f"{small(part)} in part and none in full"
        return f"{said} in full and {small(part)} in part" if part else said

    @property
    def asked(self) -> str:
        """How many questions the commission asks."""
        return str(len(QUESTIONS))

    def scope(self) -> list[dict[str, str]]:
        """The state of each question."""
        return [{"Question": line["question"], "What it asks": line["text"], "Answered": line["answered"],
                 "What is lacking": line["why"]} for line in self._scope]

    def key_facts(self) -> str:
        """The findings' most important numbers, each with its meaning, as Markdown."""
        facts = [fact for finding in self.findings.values() for fact in finding.prose.facts]
        blocks = [f"::: {{.key-fact}}\n[{number}]{{.key-number}}\n\n{meaning}\n:::" for number, meaning in facts]
        return "\n\n".join(["::: {.key-facts}", *blocks, ":::"])

    def says(self, *names: str) -> str:
        """Sentences of the collation chapter by name; nothing where there is nothing to say."""
        return " ".join(self.sentences[name] for name in names if name in self.sentences)

    @property
    def joining(self) -> tuple[str, str, str]:
        """The threshold of the linkage, and the hours of the rule that joins records, as printed."""
        level = f"{self.settings.linkage.threshold * 100:g}%"
        return level, f"{WINDOW.hours:g}", f"{WINDOW.apart:g} hour{'' if WINDOW.apart == 1 else 's'}"

    @property
    def caveats(self) -> str:
        """What a reader must know of this county's linkage; nothing where there is nothing to know."""
        return self.says("caveats")

    @property
    def publishable(self) -> str:
        """Whether this edition may be published, and if not, why."""
        if self.settings.county.synthetic:
            return "The children in this edition are invented, so that nothing in it can identify anybody."
        return ("This edition withholds small numbers, but does not yet make sure that none of them can be worked out "
                "from totals or from other tables. It is for the audit team alone, and is not safe to publish.")

    @property
    def terms(self) -> str:
        """What may be done with the files that readers take away."""
        return terms(self.settings)

    def control(self) -> list[dict[str, str]]:
        """Who commissioned the audit, and when."""
        document = self.settings.document
        first, last = self.period
        pairs = {"Commissioned by": document.commissioner, "Agreed by": document.agreed_by,
                 "Agreed on": day(document.agreed_on), "Timescale": document.timescale,
                 "Period audited": f"{first} to {last}",
                 "Published": day(document.published) if document.published else "Not yet"}
        return [{"Item": label, "This audit": value} for label, value in pairs.items()]

    def roles(self) -> list[dict[str, str]]:
        """Who does what."""
        return [{"Role": role.role, "Duty": role.duty} for role in self.settings.document.roles] or [
            {"Role": "None is recorded in the configuration", "Duty": ""}]

    def versions(self) -> list[dict[str, str]]:
        """Versions of the document."""
        return [{"Version": version.version, "Date": day(version.date), "Purpose": version.purpose}
                for version in self.settings.document.versions]

    def tests(self) -> list[dict[str, str]]:
        """Every test, as printed."""
        return [_test(line) for line in tests_table(self.findings.values()).to_dict("records")] or [
            {"Test": "None: the sources supplied allow no test."}]

    @property
    def contact(self) -> str:
        """Whom to ask for another format, in a sentence."""
        given = self.settings.document.contact
        if given:
            return f"Write to {given}, and say which part of the report you need and in what format."
        return (f"This edition names no office of its own: write to {self.settings.county.authority}, and say which "
                "part of the report you need and in what format.")

    @property
    def statement(self) -> str:
        """Whether the data are synthetic, and what chance there is in the numbers."""
        seed = f", from seed {self.settings.county.seed}" if self.settings.county.seed is not None else ""
        data = (f"The data are synthetic: they were made by a program{seed}, and describe no real child."
                if self.settings.county.synthetic else "The data are the extracts of the agencies named below.")
        return (f"{data} Where the report draws children anew to see how far chance reaches, it draws them from a "
                "fixed seed, so that the same extracts give the same numbers.")

    def provenance_lines(self) -> list[dict[str, str]]:
        """Inputs and software, as printed."""
        return [{"Kind": line["kind"], "Name": line["name"], "Fingerprint or version": line["is"]}
                for line in self.provenance]

    def command(self) -> str:
        """The command that makes the report again, as Markdown."""
        file = self.settings.file.resolve()
        shown = file.relative_to(ROOT) if file.is_relative_to(ROOT) else Path(file.parent.name) / file.name
        return f"```\nmissing-audit render --config {shown.as_posix()}\n```"


@cache
def load() -> Book:
    """The results of the county that the environment names; what every chapter begins with.

    Raises
    ------
    StoreError
        If `missing-audit analyse` has not been run for it.
    """
    return read_book(current())


def read_book(settings: Settings) -> Book:
    """The stored results of one county.

    Raises
    ------
    StoreError
        If `missing-audit analyse` has not been run for it.
    """
    folder = Store(settings).latest("analyse")

    def stored(name: str) -> Any:
        return json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))

    seen = stored("overview")
    return Book(settings,
                {each["id"]: Finding.from_dict(each) for each in stored("findings")},
                {name: SafeTable.from_dict(each) for name, each in seen["tables"].items()}, seen["sentences"],
                stored("provenance"))


def lines(items: Iterable[str]) -> str:
    """Sentences as a Markdown list, each a paragraph, so that each has an anchor of its own."""
    return "\n\n".join(f"- {item}" for item in items)


def _result(line: dict[str, Any]) -> str:
    """A statistic, and its degrees of freedom where it has any."""
    df = [f"{value:,.0f}" for value in (line["df"], line["df_within"]) if pd.notna(value)]
    return f"{line['symbol']} = {line['statistic']:.1f}" + (f" on {' and '.join(df)} df" if df else "")


def _test(line: dict[str, Any]) -> dict[str, str]:
    made = not line["refusal"]
    return {
        "Test": f"{line['id']} (exploratory)" if line["exploratory"] else line["id"],
        "Statement tested": line["hypothesis"],
        "Method": line["method"],
        "Children": f"{line['children']:,.0f}" if made else "",
        "Result": _result(line) if made else f"Refused: {line['refusal']}",
        "p alone": p_value(line["p"]).removeprefix("p ").removeprefix("= ") if made else "",
        "p adjusted": p_value(line["adjusted"]).removeprefix("p ").removeprefix("= ") if made else "",
    }
