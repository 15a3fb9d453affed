"""RQ03's tables of rates with age, sex and audit year held: crude beside adjusted, other accounts, and the fit."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from missing_audit.disclosure import Draft
from missing_audit.evidence import Evidence
from missing_audit.finding import Test
from missing_audit.findings.characteristics import band_of, bands
from missing_audit.findings.common import by_child, cannot, tested
from missing_audit.findings.placement_models import PAIRS, Account, Modelled, accounts, cells, modelled, ratios
from missing_audit.safe_table import Field
from missing_audit.schema import NAMED_PLACEMENTS, PLACEMENTS
from missing_audit.statistics.diagnostics import spread
from missing_audit.statistics.estimate import RefusalError, clustered_ratios
from missing_audit.statistics.fitted import joint
from missing_audit.words import lower

__all__ = ["ADJUSTED", "adjusted", "pair_label"]

ADJUSTED = ("rq03_adjusted", "rq03_accounts", "rq03_variation", "rq03_fit")
_TEST = Test("RQ03-2", "With age, sex and audit year held alike, the rate of episodes per child-year is the same in "
             "residential placements, in foster placements and at home",
             "Negative binomial regression; Wald test, robust covariance clustered on the child")


def adjusted(evidence: Evidence, rows: pd.DataFrame, crude: pd.DataFrame,
             source: str) -> tuple[dict[str, Draft], Test, dict[str, str]]:
    """Tables, the test, and the reasons where the data cannot bear them.

    Parameters
    ----------
    evidence
        As the chapter's.
    rows
        Episodes that count.
    crude
        The ratios of `PAIRS` without anything held: `ratio`, `low`, `high`, `children`, `largest`.
    source
        Whose data these are.
    """
    level = evidence.settings.statistics.confidence
    episodes = rows[rows["placement"].isin(NAMED_PLACEMENTS)]
    try:
        model = modelled(cells(evidence, episodes), confidence=level)
    except RefusalError as reason:
        refused = Test(_TEST.id, _TEST.hypothesis, _TEST.method, refusal=str(reason))
        return {}, refused, dict.fromkeys(ADJUSTED, cannot(reason))
    found = accounts(evidence, episodes, model)
    drafts = {"rq03_adjusted": _beside(model, crude, source, level), "rq03_accounts": _accounts(found, source, level),
              "rq03_variation": _variation(model, found, source), "rq03_fit": _fit(evidence, model, source)}
    placed = [f"placement={name}" for name in ("residential", "foster")]
    # Those at home who never went missing are in the model without a name.
    named = model.rows.loc[model.rows["weight"] == 1, "child"].nunique()
    return drafts, tested(_TEST, lambda: replace(joint(model.fit, placed), children=named)), {}


def pair_label(group: str, reference: str) -> str:
    """Two placements that are compared, as tables name them."""
    other = PLACEMENTS[reference]
    return f"{PLACEMENTS[group]} against {lower(other)}"


def _beside(model: Modelled, crude: pd.DataFrame, source: str, level: float) -> Draft:
    found = ratios(model.fit)
    table = crude[["ratio", "low", "high", "children", "largest"]].assign(
        pair=[pair_label(*pair) for pair in PAIRS], adjusted=found["ratio"], adjusted_low=found["low"],
        adjusted_high=found["high"], fewest=found["children"])
    return Draft(table, (
        Field("pair", "Placements compared", "label"),
        Field("ratio", "Crude rate ratio", "number", "children", "largest", low="low", high="high"),
        Field("adjusted", "Adjusted rate ratio", "number", "fewest", "largest", low="adjusted_low",
              high="adjusted_high"),
    ), source, (
        f"In brackets: {level:.0%} interval, clustered on the child.",
        "Adjusted: with sex, single year of age and audit year held alike, by negative binomial regression.",
    ))


def _accounts(found: list[Account], source: str, level: float) -> Draft:
    lines, notes = [], []
    for account in found:
        line: dict[str, object] = {"label": account.label}
        for number, pair in enumerate(PAIRS):
            has = account.ratios is not None and number < len(account.ratios)
            row = account.ratios.iloc[number] if has else None
            line |= {f"{'_'.join(pair)}{end}": row[column] if has else np.nan
                     for end, column in (("", "ratio"), ("_low", "low"), ("_high", "high"), ("_children", "children"))}
        lines.append(line)
        if account.refusal:
            notes.append(f"{account.label}: {account.refusal}.")
    fields = [Field("_".join(pair), pair_label(*pair), "number", f"{'_'.join(pair)}_children",
                    low=f"{'_'.join(pair)}_low", high=f"{'_'.join(pair)}_high") for pair in PAIRS]
    return Draft(pd.DataFrame(lines), (Field("label", "How it was worked out", "label"), *fields), source, (
        f"Adjusted rate ratios. In brackets: {level:.0%} interval, clustered on the child.",
        "District is not held for the home: it is known of every child of the population, but not of every episode.",
        *notes))


def _variation(model: Modelled, found: list[Account], source: str) -> Draft:
    """How far counts vary, as a multiple of what each model expects, and how well each fits."""
    events, weights = model.rows["events"].to_numpy(), model.rows["weight"].to_numpy()
    children = int(model.rows.loc[model.rows["events"] > 0, "child"].nunique())
    named = dict(zip(("Negative binomial", "Poisson", "Negative binomial, and some children never go missing"),
                     found, strict=False))
    lines = []
    for label, account in named.items():
        if account.fit is None:
            continue
        own = account.fit.dispersion if label == "Negative binomial" else 0.0
        # Of rows of which some can never have an event, the variance is that of neither.
        told = np.nan if "never" in label else spread(events, account.fit.expected, account.fit.parameters, own,
                                                      weights=weights)["pearson"]
        lines.append({"label": label, "parameters": account.fit.parameters, "pearson": told, "aic": account.fit.aic,
                      "children": children})
    table = pd.DataFrame(lines)
    return Draft(table.assign(aic=table["aic"] - table["aic"].min()), (
        Field("label", "Model", "label"), Field("parameters", "Numbers estimated"),
        Field("pearson", "Variance, as a multiple of what the model expects", "number", "children"),
        Field("aic", "AIC above the least (less is better)", "number", "children"),
    ), source, ("AIC is twice the numbers estimated less twice the log-likelihood.",))


def _fit(evidence: Evidence, model: Modelled, source: str) -> Draft:
    """Recorded episodes over those that the model expects, by placement and age."""
    level = evidence.settings.statistics.confidence
    rows = model.rows.assign(expected=model.fit.expected * model.rows["weight"],
                             band=band_of(model.rows["age"], evidence.settings))
    lines = []
    for name in NAMED_PLACEMENTS:
        part = rows[rows["placement"] == name]
        groups = [label for label in bands(evidence.settings) if (part["band"] == label).any()]
        expected = part.groupby("band")["expected"].sum().reindex(groups)
        missing = part[part["events"] > 0]
        events = missing.loc[missing.index.repeat(missing["events"].astype(int))]
        counts = by_child(events, "band", groups)
        found = clustered_ratios(counts, expected, confidence=level)
        lines.append(pd.DataFrame({
            "placement": PLACEMENTS[name], "band": groups, "ratio": found["rate"].to_numpy(),
            "low": found["low"].to_numpy(), "high": found["high"].to_numpy(), "children": found["children"].to_numpy(),
            "largest": (counts.max() / counts.sum().clip(lower=1)).to_numpy()}))
    return Draft(pd.concat(lines, ignore_index=True), (
        Field("placement", "Placement", "label", parts=True), Field("band", "Age", "label"),
        Field("ratio", "Recorded episodes as a multiple of those that the model expects", "number", "children",
              "largest", low="low", high="high", digits=2),
    ), source, (f"In brackets: {level:.0%} interval, clustered on the child.",
                "The model has one ratio for each kind of placement, whatever the age."))
