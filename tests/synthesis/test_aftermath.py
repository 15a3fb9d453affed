"""What follows a return in the invented county: who is interviewed, what is put in place, and what each does."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from missing_audit.synthesis import county
from missing_audit.synthesis.aftermath import TIMELY, Path
from missing_audit.synthesis.clock import DAY, DAYS
from missing_audit.synthesis.history import History, history
from missing_audit.synthesis.parameters import DEFAULT_SEED, Model
from missing_audit.synthesis.planted import planted


@pytest.fixture(scope="module")
def past() -> History:
    return history(DEFAULT_SEED, Model(), 2500)


def alone(past: History) -> pd.DataFrame:
    """Missing episodes on which nobody came along: a sibling who does goes whatever was done for it."""
    missing = past.happened[past.happened["kind"] == "missing"]
    return missing[~missing["group"].duplicated(keep=False)]


class TestPath:
    def test_factor(self):
        model, path = Model(), Path(1)
        path.interviews.append({"done": 100, "timely": True})
        path.responses.append({"type": "mediation", "start": 50, "end": 200})
        assert path.factor(model, 99) == model.response_effect["mediation"]
        assert path.factor(model, 100) == model.response_effect["mediation"] * model.interview_effect
        assert path.factor(model, 200) == model.interview_effect
        assert path.factor(model, 100 + model.interview_effect_days * DAY) == 1

    def test_an_interview_to_come_is_not_held_with_a_child_who_has_gone(self):
        path = Path(1, interviews=[{"done": 100, "timely": True, "why": ""}])
        path.leaves(101)
        assert path.interviews[-1] == {"done": 100, "timely": True, "why": ""}
        path.leaves(99)
        assert path.interviews[-1] == {"done": None, "timely": False, "why": "missing again"}


class TestInterviews:
    def test_one_decision_an_episode_and_none_held_while_away(self, past):
        rows = past.interviews
        missing = past.happened.loc[past.happened["kind"] == "missing"]
        assert sorted(rows["event"]) == sorted(missing["event"])
        held = rows[rows["done"].notna()]
        assert (held["done"] > held["returned"]).all()
        assert (held["offered"].between(held["returned"], held["done"])).all()
        assert ((held["done"] - held["returned"] <= TIMELY) == held["timely"].astype(bool)).all()
        assert (rows["why"] == "").equals(rows["done"].notna())
        following = missing.sort_values(["person", "start"])
        after = following.groupby("person")["start"].shift(-1).groupby(following["event"]).first()
        assert not (held["event"].map(after) < held["done"]).any()

    def test_about_half_are_held_and_fewer_where_the_service_is_weak(self, past):
        rows = past.interviews
        assert 0.45 <= rows["done"].notna().mean() <= 0.55
        assert 0.5 <= rows["timely"].sum() / rows["done"].notna().sum() <= 0.75
        home = past.happened.set_index("event")["living"].eq("family").reindex(rows["event"]).to_numpy()
        weak = np.isin(past.children["district"].to_numpy()[rows["person"]],
                       [county.DISTRICTS.index(name) for name in Model().interview_weak_districts])
        offered = rows["offered"].notna()
        assert offered[home & weak].mean() < offered[home & ~weak].mean() - 0.15

    def test_nobody_goes_where_an_interview_stops_everybody(self):
        model = replace(Model(), interview_effect=0.0)
        past = history(3, model, 900)
        missing = past.happened[past.happened["kind"] == "missing"].sort_values(["person", "start"])
        following = missing.assign(after=missing.groupby("person")["event"].shift(-1)).dropna(subset=["after"])
        timely = past.interviews[past.interviews["timely"].astype(bool)].merge(following[["event", "after"]])
        later = timely.merge(alone(past), left_on="after", right_on="event", suffixes=("", "_after"))
        # What the moved lived after their move was lived by itself, from another beginning.
        later = later[~later["person"].isin(past.moves)]
        assert len(later) > 100
        assert (later["start_after"] >= later["done"] + model.interview_effect_days * DAY).all()


class TestResponses:
    def test_follow_repeated_episodes_the_likelier_the_more(self, past):
        missing = past.happened[past.happened["kind"] == "missing"].sort_values(["person", "start"])
        starts = {person: part.to_numpy() for person, part in missing.groupby("person")["start"]}
        recent = np.array([int(((starts[who] <= at) & (starts[who] > at - 90 * DAY)).sum())
                           for who, at in zip(missing["person"], missing["start"], strict=True)])
        given = missing["event"].isin(past.responses["event"]).to_numpy()
        settled = ~missing["person"].isin(past.moves).to_numpy()
        assert not given[(recent == 1) & settled].any()
        assert given[recent == 2].mean() < given[recent == 3].mean() < given[recent >= 5].mean()

    def test_no_type_twice_at_a_time(self, past):
        rows = past.responses.sort_values(["person", "type", "start"])
        before = rows.groupby(["person", "type"])["end"].shift()
        assert not (rows["start"] < before).any()
        assert (rows["end"] > rows["start"]).all()
        assert (rows.groupby("type")["start"].count() > 20).all()

    def test_nobody_goes_where_a_response_stops_everybody(self):
        model = replace(Model(), response_effect=dict.fromkeys(Model().response_effect, 0.0), response_each=0.4)
        past = history(3, model, 900)
        both = alone(past).merge(past.responses, on="person", suffixes=("", "_of"))
        assert len(past.responses) > 20
        assert not ((both["start"] >= both["start_of"]) & (both["start"] < both["end_of"])).any()


class TestPlanted:
    def test_adds_up(self, past):
        found = planted(past)
        assert found["interviews"]["done"] == past.interviews["done"].notna().sum()
        assert sum(row["given"] for row in found["responses"].values()) == len(past.responses)
        rows = past.responses[past.responses["type"] == "named_worker"]
        days = (rows["end"].clip(upper=DAYS * DAY) - rows["start"]).clip(lower=0).sum() / DAY
        assert found["responses"]["named_worker"]["child_days"] == pytest.approx(days, abs=0.1)

    def test_harm_is_likelier_for_the_long_away(self, past):
        missing = past.happened[past.happened["kind"] == "missing"].set_index("event")
        hours = (missing["end"] - missing["start"]) / 60
        harmed = past.told.set_index("event")["harm"] != ""
        assert harmed[hours > 24].mean() > harmed[hours < 8].mean() + 0.1

    def test_everybody_has_a_reason(self, past):
        assert (past.told["reasons"] != "").all()
        assert past.told["event"].is_unique
