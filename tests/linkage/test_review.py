"""The workbook of pairs to decide on."""

import shutil

import openpyxl
import pytest

from missing_audit.config import load
from missing_audit.linkage import link, read_key, review_links
from missing_audit.linkage.decisions import DECISION
from missing_audit.quality import check_all
from smallshire import AUDIT, CASES, EXAMPLE, POLICE

TWIN = "P9,Missing,O'Neil,Amy,01/02/2002,F,05/07/2015 20:00,06/07/2015 02:00,High,North,0,0\n"


@pytest.fixture(scope="module")
def reviewed(tmp_path_factory):
    """A copy of the example county, its rows, and its workbook."""
    folder = tmp_path_factory.mktemp("reviewed")
    shutil.copytree(EXAMPLE, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns(".store"))
    settings = load(folder)
    used = check_all(settings).used
    return settings, used, review_links(used, read_key(settings), settings)


def decide(path, *answers):
    """Answer the first pairs of a workbook."""
    book = openpyxl.load_workbook(path)
    sheet = book.active
    column = [cell.value for cell in sheet[1]].index(DECISION) + 1
    for row, answer in enumerate(answers, start=2):
        sheet.cell(row, column).value = answer
    book.save(path)


def with_decisions(settings):
    toml = settings.file.read_text(encoding="utf-8")
    settings.file.write_text(toml.replace('truth = "truth_links.csv"', 'decisions = "links-to-review.xlsx"'),
                             encoding="utf-8")
    return load(settings.folder)


class TestReview:
    """From the pairs to the decisions and back."""

    def test_for_its_owner_alone(self, reviewed):
        """Beside audit.toml, mode 600, with a list to choose from."""
        settings, _, made = reviewed
        assert made.path.parent == settings.folder
        assert made.path.stat().st_mode & 0o777 == 0o600
        assert made.pairs > 5
        sheet = openpyxl.load_workbook(made.path).active
        assert sheet.max_row == made.pairs + 1
        assert sheet.data_validations.dataValidation[0].formula1 == '"same,different,unsure"'

    def test_decisions_are_kept_and_honoured(self, reviewed):
        """Carried over; then the first pair is one child and the second is two, whatever the weights."""
        settings, used, made = reviewed
        decide(made.path, "same", "different")
        again = review_links(used, read_key(settings), settings)
        assert (again.pairs, again.decided) == (made.pairs, 2)
        settings = with_decisions(settings)
        result = link(used, read_key(settings), settings=settings)
        sheet = openpyxl.load_workbook(made.path).active
        heads = [cell.value for cell in sheet[1]]
        children = []
        for row in (2, 3):
            told = dict(zip(heads, [cell.value for cell in sheet[row]], strict=True))
            ends = []
            for end in (1, 2):
                rows = result.identity[(result.identity["surname"] == told[f"Surname {end}"])
                                       & (result.identity["forename"] == told[f"Forename {end}"])
                                       & (result.identity["dob"].astype(str) == told[f"Date of birth {end}"])]
                ends.append(set(rows["child"]))
            children.append(ends)
        assert children[0][0] & children[0][1]
        assert any(one != other for one in children[1][0] for other in children[1][1])

    def test_estimates(self, reviewed):
        """With every pair decided as the truth has it: the model's precision in the band, with an interval."""
        settings, used, made = reviewed
        settings = with_decisions(settings)
        decide(made.path, *["same"] * made.pairs)
        result = link(used, read_key(settings), settings=settings)
        line = result.quality.iloc[0]
        assert (line["by"], line["precision"], line["children"]) == ("Clerical review", 1.0, made.pairs)
        assert line["recall"] == pytest.approx(line["made"] / made.pairs)
        assert line["recall_low"] < line["recall"] < line["recall_high"]
        assert "nothing is known" in " ".join(result.caveats)


class TestTwins:
    """Alike in all but the forename."""

    def test_to_be_looked_at(self, county):
        """Not one child, and put to a person."""
        settings = county(police_csv=POLICE + TWIN)
        used = check_all(settings).used
        child = link(used, read_key(settings), settings=settings).tables["police"]["child"]
        assert child.iloc[-1] not in set(child.iloc[:-1])
        made = review_links(used, read_key(settings), settings)
        sheet = openpyxl.load_workbook(made.path).active
        assert {"Ann", "Amy"} <= {cell.value for row in sheet.iter_rows() for cell in row}

    def test_with_case_records_of_their_own(self, county):
        """Each report goes to its own twin, though a keystroke could make one of the other."""
        twins = CASES.replace("4,Fox,Flo", "7,O'Neil,Amy,01/02/2002,Female,North,,,,\n4,Fox,Flo")
        settings = county(police_csv=POLICE + TWIN, cases_csv=twins, audit_toml=AUDIT)
        tables = link(check_all(settings).used, read_key(settings), settings=settings).tables
        case, police = tables["case_records"]["child"], tables["police"]["child"]
        assert police.iloc[0] == case.iloc[0]
        assert police.iloc[-1] == case.iloc[3]
