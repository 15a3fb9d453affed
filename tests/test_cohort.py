"""Linkage and cohort of the small county, worked out by hand."""

import pandas as pd
import pytest

from handmade import linked_of, settings_of, table_of
from missing_audit.cohort import CHILD_RULES, EPISODE_RULES, decide, facts
from missing_audit.collation import assembled, lived
from missing_audit.errors import ConfigError
from missing_audit.joining import joined
from missing_audit.linkage import ages, fingerprint, link, read_key
from missing_audit.quality import check_all
from missing_audit.sources import RECORDERS
from smallshire import AUDIT, CASES, EPISODES, EXAMPLE, HEADER, LOGS, MISSING, POLICE

NAMES = ("O'Neil", "ONEIL", "Cole", "Earl", "Ann")


def linked(settings):
    checked = check_all(settings)
    return link(checked.used, read_key(settings), disputed=checked.disputed)


def episodes(settings):
    return assembled(linked(settings), settings)["episodes"]


def children(settings):
    return assembled(linked(settings), settings)["children"]


def in_care(settings):
    """Person-time of looked-after children."""
    found = linked(settings)
    days = dict(lived(assembled(found, settings), found, settings))["person_time"]
    return days[days["placement"] != "home"]


class TestLink:
    """One pseudonym a child."""

    def test_names_join_however_they_are_typed(self, county):
        """O'Neil Ann and ONEIL ann of one birth are one child, with the case record and the return."""
        tables = linked(county()).tables
        ann = tables["case_records"]["child"][0]
        assert tables["police"]["child"][:2].tolist() == [ann, ann]
        assert set(tables["looked_after_missing"]["child"]) == {ann}

    def test_one_day_off_is_the_same_child(self, county):
        """A digit of the birth mistyped makes nobody else; another day of another year does."""
        one = linked(county(police_csv=POLICE.replace("1/2/2002", "2/2/2002"))).tables["police"]["child"]
        assert one[0] == one[1]
        other = linked(county(police_csv=POLICE.replace("1/2/2002", "17/11/2004"))).tables["police"]["child"]
        assert other[0] != other[1]

    def test_two_case_records_of_one_name(self, county):
        """Who of them is meant cannot be known: the report is a child of its own."""
        tables = linked(county(cases_csv=CASES + "9,Cole,Cy,05/05/2003,Male,North,,,,\n")).tables
        assert tables["police"]["child"][3] not in set(tables["case_records"]["child"])

    def test_no_identity_comes_out(self, county):
        """Neither names nor numbers nor births are in any table but `identity`."""
        result = linked(county())
        for table in result.tables.values():
            assert not {"surname", "forename", "dob", "person", "report_no", "home_postcode"} & set(table.columns)
            text = table.astype(str).to_csv()
            assert not any(name in text for name in NAMES)

    def test_the_key_decides_the_pseudonyms(self, county):
        """Another key, other pseudonyms, another fingerprint."""
        settings = county()
        used = check_all(settings).used
        one, two = link(used, b"k" * 20), link(used, b"l" * 20)
        assert not set(one.identity["child"]) & set(two.identity["child"])
        assert fingerprint(b"k" * 20) != fingerprint(b"l" * 20)

    def test_short_key(self, county):
        """A key that could be guessed is refused."""
        with pytest.raises(ConfigError, match="at least 16"):
            read_key(county(linkage_key="short"))

    def test_the_published_key(self, county):
        """The example's key will not do for children who are real."""
        key = (EXAMPLE / "linkage.key").read_text(encoding="utf-8")
        real = AUDIT.replace("synthetic = true", "synthetic = false")
        assert read_key(county(linkage_key=key))
        with pytest.raises(ConfigError, match="everybody can read"):
            read_key(county(linkage_key=key, audit_toml=real))

    def test_ages(self):
        """Completed years, on the birthday and the day before."""
        born = pd.Series([pd.Timestamp(2002, 5, 2)] * 2)
        assert ages(born, pd.Series([pd.Timestamp(2014, 5, 1), pd.Timestamp(2014, 5, 2)])).tolist() == [11, 12]


class TestEpisodes:
    """Joined episodes and the decision table."""

    @pytest.fixture
    def found(self, county):
        return episodes(county())

    def test_joined(self, found):
        """Two of the return's rows are of police reports, the third of a home's; two of the home's stand alone."""
        assert len(found) == 9
        assert found[["police", "looked_after_missing"]].notna().all(axis=1).sum() == 2
        assert found[["home_logs", "looked_after_missing"]].notna().all(axis=1).sum() == 1
        both = found.loc[found["home_logs"].notna() & found["looked_after_missing"].notna()].iloc[0]
        assert (both["start"], both["end"]) == (pd.Timestamp(2016, 1, 20, 18, 30), pd.Timestamp(2016, 1, 21, 0, 10))

    def test_hours_and_days(self, county):
        """Where one gives no return, two clock times are of one episode within twelve hours, the edge counted."""
        for clock, rows in (("21/01/2016 06:30", 9), ("21/01/2016 06:31", 10)):
            text = POLICE + f"P9,Missing,O'Neil,Ann,01/02/2002,F,{clock},,High,North,0,0\n"
            assert len(episodes(county(police_csv=text))) == rows

    def test_three_sources_that_disagree(self, county):
        """The police and the return say missing, the home says unauthorised: disputed."""
        text = LOGS.replace("Missing,20/01/2016", "UA,20/01/2016")
        found = episodes(county(logs_csv=text)).set_index("start")
        assert found.loc[pd.Timestamp(2016, 1, 20, 18, 30), "scope"] == "conflict"

    def test_scope(self, found):
        """Each rule decides what it should."""
        by_start = found.set_index(found["start"].dt.strftime("%Y-%m-%d"))
        assert by_start["scope"].to_dict() == {
            "2014-06-05": "missing", "2014-09-10": "conflict", "2014-10-12": "unauthorised", "2015-07-01": "missing",
            "2015-08-02": "family", "2015-08-03": "adult", "2016-01-20": "missing", "2016-02-14": "unauthorised",
            "2015-03-03": "missing"}
        assert by_start["year"].to_dict()["2016-01-20"] == 2015

    def test_placement(self, found):
        """Foster care before the move, the home after it, and the family home of whoever is not looked after."""
        by_start = found.set_index(found["start"].dt.strftime("%Y-%m-%d"))["placement"]
        assert by_start[["2014-06-05", "2014-09-10", "2014-10-12", "2015-07-01"]].tolist() == [
            "foster", "residential", "home", "home"]
        assert by_start[["2016-02-14", "2015-03-03"]].tolist() == ["residential", "unknown"]

    def test_day_of_a_move(self, county):
        """The new placement counts."""
        settings = county(police_csv=POLICE.replace("10/09/2014 20:00", "01/09/2014 08:00"))
        found = episodes(settings)
        moved = found["start"].dt.strftime("%Y-%m-%d") == "2014-09-01"
        assert found.loc[moved, "placement"].tolist() == ["residential"]

    def test_outside_the_period(self, county):
        """The last day counts to its last minute."""
        text = POLICE.replace("05/06/2014 20:00", "31/03/2016 23:59").replace("10/09/2014 20:00", "01/04/2016 00:00")
        found = episodes(county(police_csv=text, missing_csv=MISSING.splitlines()[0] + "\n"))
        assert found["scope"].tolist().count("outside") == 1

    def test_nearest_pair(self, county):
        """Of two reports within reach of one row, the nearer is joined, and each row once."""
        text = POLICE.replace("10/09/2014 20:00", "07/06/2014 20:00")
        found = episodes(county(police_csv=text))
        both = found[found[["police", "looked_after_missing"]].notna().all(axis=1)]
        assert both["start"].dt.day.tolist() == [5]

    def test_without_the_return(self, county):
        """Placement cannot be known."""
        toml = county().file.read_text(encoding="utf-8")
        short = toml[:toml.index("[sources.looked_after_header]")]
        found = episodes(county(audit_toml=short))
        assert set(found["placement"]) == {"unknown"}


class TestDisputed:
    """A child of the return whom the case record contradicts."""

    def test_not_at_home(self, county):
        """In care, but where cannot be known."""
        report = "P9,Missing,Cole,Cy,05/05/2003,M,01/09/2015 21:00,02/09/2015 01:00,Low,South,0,0\n"
        settings = county(header_csv=HEADER + "3,2,05/05/2003,WBRI\n", police_csv=POLICE + report)
        found = episodes(settings)
        assert found.loc[found["start"] == "2015-09-01 21:00", "placement"].tolist() == ["unknown"]


class TestChildren:
    """Who is in scope."""

    def test_scope(self, county):
        """One child under each rule."""
        found = children(county())
        assert found["scope"].value_counts().to_dict() == {
            "missing": 3, "out": 3, "history": 1, "at_risk": 1, "unknown": 1}

    def test_earlier_early_help(self, county):
        """Before the first episode, after it, by the end of the period for whoever has none, and after that."""
        found = children(county())
        assert found.groupby("scope")["caf"].agg(sorted).to_dict() == {
            "missing": ["before", "later", "none"], "at_risk": ["before"], "history": ["later"], "unknown": ["none"],
            "out": ["none"] * 3}

    def test_no_early_help_extract(self, county):
        """Not looked for is not the same as not found."""
        settings = county(audit_toml=AUDIT.replace(AUDIT[AUDIT.index("[sources.caf]"):AUDIT.index("[reference]")], ""))
        assert children(settings)["caf"].isna().all()

    def test_assessed_too_late(self, county):
        """An assessment after the period is not one in it."""
        settings = county(cases_csv=CASES.replace("01/05/2015", "01/05/2016"))
        assert "at_risk" not in set(children(settings)["scope"])


class TestPersonTime:
    """Days by placement, truncated and censored at the period's edges."""

    def test_days(self, county):
        """By hand: child 1 in foster care to 1 September 2014, then in a home to the end; child 2 for six months."""
        days = in_care(county())
        sums = days.groupby(["year", "placement"])["days"].sum().to_dict()
        assert sums == {(2014, "foster"): 153, (2014, "residential"): 212, (2015, "residential"): 366,
                        (2015, "foster"): 183}

    def test_split_at_birthdays(self, county):
        """Child 2, born on 3 April 2001, has two days at thirteen and the rest at fourteen."""
        days = in_care(county()).query("year == 2015 and placement == 'foster'")
        assert days.groupby("age")["days"].sum().to_dict() == {13: 2, 14: 181}

    def test_overlap_counts_once(self, county):
        """Two episodes at one time are one child's time."""
        text = EPISODES.replace("01/09/2014,X1", "01/12/2014,X1")
        days = in_care(county(episodes_csv=text))
        assert days.query("year == 2014")["days"].sum() == 365

    def test_a_spell_within_another(self, county):
        """A month in hospital during foster care: the care goes on afterwards, and no day is lost."""
        text = EPISODES.replace(
            "2,01/04/2015", "1,01/04/2014,P,C2,N1,T1,PR1,01/05/2014,X1,,,,\n2,01/04/2015")
        days = in_care(county(episodes_csv=text)).query("year == 2014")
        assert days.groupby("placement")["days"].sum().to_dict() == {"foster": 123, "other": 30, "residential": 212}

    def test_no_time_in_care(self, county):
        """Without a usable row of the return, nobody's placement is known."""
        head = EPISODES.splitlines()[0] + "\n"
        assert set(in_care(county(episodes_csv=head, header_csv=HEADER))["placement"]) == {"unknown"}


POLICE_FACTS = "child kind start end reported district risk adults children"


class TestFacts:
    """What the decision table for episodes looks at."""

    def found(self, **tables):
        linked = linked_of(tables, births={"a": "2000-05-02"}, sexes={"a": "female"})
        return facts(joined(tables), linked)

    def test_by_hand(self):
        """Age on the first day; records counted; the first police report's words, and nothing of another's."""
        found = self.found(
            police=table_of("police", POLICE_FACTS,
                            ("a", "missing", "2015-05-01 21:00", "2015-05-02 03:00", None, "South", "low", 1, 2),
                            ("a", "missing", "2015-05-01 20:00", "2015-05-02 03:00", None, "North", "high", 0, 0),
                            ("b", "absent", "2015-05-02 20:00", None, None, "South", None, None, None)),
            home_logs=table_of("home_logs", "child kind start end",
                               ("a", "missing", "2015-05-01 20:00", "2015-05-02 03:00"),
                               ("a", "missing", "2015-05-02 20:00", None)))
        assert found["age"].tolist() == [14, 15, pd.NA]
        assert found["sex"].tolist() == ["female", "female", "unknown"]
        assert found["records"].tolist() == [3, 1, 1]
        assert found["police_district"].fillna("-").tolist() == ["North", "-", "South"]
        assert found["risk"].fillna("-").tolist() == ["high", "-", "-"]
        assert found["adults"].fillna(-1).tolist() == [0, -1, -1]

    def test_without_the_police(self):
        """What they would have said is not known."""
        found = self.found(home_logs=table_of("home_logs", "child kind start", ("a", "missing", "2015-05-01 20:00")))
        assert found[["police_district", "risk", "adults", "household_children"]].isna().all(axis=None)
        assert not found["custody"].any()

    @pytest.mark.parametrize(("start", "held"), [
        ("2015-05-01 23:59", False), ("2015-05-02 00:00", True), ("2015-05-09 23:59", True),
        ("2015-05-10 00:01", False), ("2015-06-01 12:00", False), ("2015-06-02 12:00", True),
        ("2016-01-01 12:00", True),
    ])
    def test_custody(self, start, held):
        """From the day after arrest to the day before release; without one, ever after; another child's is nothing."""
        offending = pd.DataFrame({
            "child": ["a", "a", "a", "b"],
            "custody_from": pd.to_datetime(["2015-05-01", "2015-06-01", None, "2014-01-01"]),
            "custody_to": pd.to_datetime(["2015-05-10", None, None, None])})
        police = table_of("police", POLICE_FACTS, ("a", "missing", start, None, None, "South", "low", 0, 0))
        assert self.found(police=police, offending=offending)["custody"].tolist() == [held]


class TestDecide:
    """The first rule whose condition holds."""

    ROW = {"start": pd.Timestamp(2015, 1, 1), "age": 15, "adults": 0, "custody": False, "police": "missing",
           "home_logs": None, "looked_after_missing": None}

    @pytest.mark.parametrize(("change", "rule"), [
        ({}, "E7"), ({"police": "absent"}, "E6"), ({"police": None, "looked_after_missing": "away"}, "E6"),
        ({"home_logs": "unauthorised"}, "E5"), ({"custody": True}, "E4"), ({"adults": 1, "custody": True}, "E3"),
        ({"adults": pd.NA}, "E7"), ({"age": 18, "adults": 1}, "E2"), ({"age": pd.NA}, "E7"),
        ({"start": pd.Timestamp(2016, 3, 31, 23, 59)}, "E7"), ({"start": pd.Timestamp(2016, 4, 1)}, "E1"),
        ({"start": pd.Timestamp(2014, 3, 31, 23, 59), "age": 18}, "E1"), ({"police": None}, ""),
    ])
    def test_episodes(self, change, rule):
        """Each rule, and what comes before it."""
        rows = pd.DataFrame([self.ROW | change]).astype({"age": "Int64", "adults": "Int64"})
        for name in RECORDERS:
            rows[name] = rows[name].astype("str") if name in rows else pd.Series([None], dtype="str")
        assert decide(rows, EPISODE_RULES, settings_of())["scope_rule"].tolist() == [rule]

    @pytest.mark.parametrize(("change", "rule"), [
        ({}, "C6"), ({"age": 18, "missing": 3}, "C1"), ({"age": pd.NA, "missing": 1}, "C2"), ({"history": "yes"}, "C3"),
        ({"before": 1}, "C3"), ({"at_risk": "yes", "assessed_by": "Social worker",
                                 "assessed_on": pd.Timestamp(2016, 3, 31)}, "C4"),
        ({"at_risk": "yes", "assessed_by": "Social worker", "assessed_on": pd.Timestamp(2016, 4, 1)}, "C5"),
        ({"at_risk": "yes", "assessed_on": pd.Timestamp(2015, 4, 1)}, "C5"), ({"conflict": 1}, "C5"),
    ])
    def test_children(self, change, rule):
        """The same for children."""
        row = {"age": 12, "missing": 0, "conflict": 0, "before": 0, "history": None, "at_risk": None,
               "assessed_by": None, "assessed_on": pd.NaT}
        rows = pd.DataFrame([row | change]).astype({"age": "Int64"} | dict.fromkeys(
            ["history", "at_risk", "assessed_by"], "str"))
        assert decide(rows, CHILD_RULES, settings_of())["scope_rule"].tolist() == [rule]
